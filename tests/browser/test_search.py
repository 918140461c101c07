"""The search page, served and opened from disk."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from playwright.sync_api import expect

from newsdigest.site import search as search_index
from newsdigest.site.output import Output

from . import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def articles(site):
    """What the site says of its own articles."""
    return [json.loads(line) for line in (site / "data" / "articles.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(params=["served", "opened from disk"])
def search(request, site, base):
    """Address of the search page, served and as a file."""
    return f"{base}search/" if request.param == "served" else (site / "search" / "index.html").as_uri()


def answered(page) -> None:
    """Wait until the page shows the answer to what is asked now, facets included."""
    expect(page.locator("#search:not([aria-busy])")).to_be_visible()


def total(page) -> int:
    """Return the number of results that the page announces, once it has answered."""
    answered(page)
    return int(re.sub(r"\D", "", page.locator("#found").inner_text()) or 0)


def test_from_the_front_page_to_the_article_by_person_and_by_search(visit, base, site):
    """Front page → person → article → search for its headline with that person → the same article."""
    page = visit.page
    page.goto(base)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    page.locator("main .index a").first.click()
    person = page.locator(".h-card > header h1").inner_text()
    page.locator(".lines a.line__head[href]").last.click()
    headline = page.locator("article h1").inner_text()
    article = page.url
    assert person in page.locator(".sheet__margin").inner_text()
    page.wait_for_load_state()  # the scripts listen from here on
    page.keyboard.press("/")
    page.keyboard.type(" ".join(re.findall(r"\w{4,}", headline)[:3]))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}search/*")
    expect(page.locator("#facets input[name=person]").first).to_be_visible()
    everybody = page.locator("#facets button[data-facet=person]")
    if everybody.count():
        everybody.click()
    page.locator("#facets label", has_text=person).locator("input").check()
    answered(page)
    found = page.locator("#results a", has_text=headline).first
    expect(found).to_be_visible()
    found.click()
    page.wait_for_url(lambda url: url.split("?")[0].removesuffix("index.html") == article.removesuffix("index.html"))
    assert not visit.errors
    assert not [asked for asked in visit.requests if not asked.startswith(base)]


def test_facets_narrow_and_count(visit, search, articles):
    """A person's facet says how many there are, and choosing it leaves so many; a second person adds to it."""
    page = visit.page
    page.goto(search)
    people = page.locator("#facets input[name=person]")
    expect(people.first).to_be_visible()
    first, second = (people.nth(number).get_attribute("value") for number in (0, 1))
    counted = int(page.locator("#facets label", has_text=first).locator(".num").inner_text())
    assert counted == sum(
        first in {one["name"] if isinstance(one, dict) else one for one in a["people"]} for a in articles
    )
    page.locator("#facets label", has_text=first).locator("input").check()
    expect(page.locator("#results li").first).to_be_visible()
    assert total(page) == counted
    page.locator("#facets label", has_text=second).locator("input").check()
    expect(page).to_have_url(re.compile(r"person=.*person="))
    both = {first, second}
    wanted = sum(bool(both & set(a["people"])) for a in articles)
    assert total(page) == wanted
    assert not [error for error in visit.errors if "pagefind" in error]


def test_the_address_keeps_the_question(visit, search):
    """A copied address asks the same again."""
    page = visit.page
    page.goto(search)
    expect(page.locator("#facets fieldset").first).to_be_visible()
    page.locator("#facets input[name=topic]").first.check()
    page.locator("#q").fill("the")
    expect(page).to_have_url(re.compile("q=the.*topic="))
    answered(page)
    asked, said = page.url, page.locator("#found").inner_text()
    page.goto("about:blank")
    page.goto(asked)
    expect(page.locator("#found")).to_have_text(said)
    answered(page)
    assert page.locator("#q").input_value() == "the"
    assert page.locator("#facets input:checked").count() == 1


def test_dates_bound_the_results(visit, search, articles):
    """A range of one day leaves the articles of that day."""
    days = [a["date"][:10] for a in articles if a["date_precision"] in ("day", "minute")]
    day = max(days, key=days.count)
    page = visit.page
    page.goto(f"{search}?from={day}&to={day}")
    assert total(page) == days.count(day)
    page.locator("[name=from]").fill("2000-01-01")
    assert total(page) == sum(one <= day for one in days)


def test_the_keyboard_alone_finds_and_opens(visit, search, articles):
    """Arrows go from the field through the results, Escape comes back, Enter opens."""
    page = visit.page
    page.goto(search)
    word = max(re.findall(r"\w+", articles[0]["title"]), key=len)
    page.locator("#q").press_sequentially(word)
    answered(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#results a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()


def test_nothing_found_says_so_and_helps(visit, search):
    """A word that stands nowhere gives a message in a live region."""
    page = visit.page
    page.goto(f"{search}?q=zzyzxqv")
    expect(page.locator("[role=status]").first).to_contain_text("Nothing found")
    assert page.locator("#results li").count() == 0


def test_a_failing_index_is_told(visit, base):
    """Where the index cannot be loaded the page says what to do."""
    visit.page.route("**/pagefind.js", lambda route: route.abort())
    visit.page.goto(f"{base}search/?q=bridge")
    expect(visit.page.locator("#found")).to_contain_text("could not be loaded")


def test_matches_are_marked_in_excerpts_and_on_the_article(visit, search, articles):
    """What was searched for is marked in the results, and on the page that a result leads to."""
    page = visit.page
    word = max(re.findall(r"\w+", articles[0]["text"][0]), key=len)
    page.goto(f"{search}?q={word}")
    expect(page.locator("#results mark").first).to_be_visible()
    page.locator("#results a").first.click()
    expect(page.locator(".e-content mark").first).to_be_visible()


@pytest.fixture
def parted(site, tmp_path, articles):
    """Address of the search page of a site whose index lies in two parts, as that of a large digest does."""
    copy = shutil.copytree(site, tmp_path / "site")
    files = [article["path"] + "index.html" for article in articles]
    output = Output(copy)
    for name, part in (("new", files[:9]), ("old", files[9:])):
        assert search_index.bundle(output, part, f"pagefind/{name}", "en")
    output.publish()
    page = copy / "search" / "index.html"
    text = page.read_text("utf-8")
    assert "../pagefind/all/" in text
    page.write_text(text.replace('"../pagefind/all/"', '"../pagefind/new/", "../pagefind/old/"'), "utf-8")
    with chromium.served(copy) as address:
        yield f"{address}search/"


def test_an_index_in_parts_answers_whole(visit, parted, base):
    """The newest part answers first; when the page is done, it has found in both what one index finds."""
    page = visit.page
    counted = []
    for address in (f"{base}search/", parted):
        page.goto(f"{address}?q=bridge")
        counted.append((total(page), page.locator("#facets label").all_inner_texts()))
    assert counted[0] == counted[1]
    assert page.locator("#hint").inner_text() == ""
    page.goto(f"{parted}?sort=oldest&topic=Sport")
    answered(page)
    dates = page.locator("#results .line__date").all_inner_texts()
    page.goto(f"{base}search/?sort=oldest&topic=Sport")
    answered(page)
    assert page.locator("#results .line__date").all_inner_texts() == dates != []


def test_who_comes_back_finds_the_place_again(visit, search):
    """After more results, an article and the way back, as many results are there, and the same one is in view."""
    page = visit.page
    page.goto(f"{search}?q=bridge")
    answered(page)
    page.locator("#more").click()
    expect(page.locator("#results li")).to_have_count(20)
    opened = page.locator("#results a").nth(15)
    headline = opened.inner_text()
    opened.click()
    expect(page.locator("article h1")).to_be_visible()
    page.go_back()
    expect(page.locator("#results li")).to_have_count(20)
    expect(page.locator("#results a", has_text=headline).first).to_be_in_viewport()


def test_what_is_chosen_can_be_taken_back(visit, search):
    """Clearing empties the field, the choices and the address, and tells where one is."""
    page = visit.page
    page.goto(f"{search}?q=bridge&topic=Sport&from=2026-03-01")
    answered(page)
    page.locator("#clear").click()
    answered(page)
    assert page.locator("#facets input:checked").count() == 0
    assert page.locator("#q").input_value() == page.locator("[name=from]").input_value() == ""
    assert "?" not in page.url
    expect(page.locator("#q")).to_be_focused()
