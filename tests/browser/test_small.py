"""Digests of nothing, of one article, and of a language that is written from right to left."""

from __future__ import annotations

import shutil
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from . import chromium

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SCRAPES = chromium.ROOT / "content" / "scraped"
INDEXES = ("", "people/", "topics/", "subjects/", "sources/", "archive/", "search/", "feeds/")


def built(folder: Path, *scrapes: str, settings: tuple[str, ...] = ()) -> Path:
    """Build a digest of these scrapes of the sample."""
    for part in ("authority", "pages"):
        shutil.copytree(chromium.ROOT / "content" / part, folder / "content" / part)
    (folder / "content" / "scraped").mkdir()
    for name in scrapes:
        shutil.copy(SCRAPES / name, folder / "content" / "scraped")
    return chromium.build_folder(folder, *settings)


QUAY = """<!doctype html><html lang="en"><head><title>{title}</title>
<link rel="canonical" href="https://www.ferry.example/news/quay"><meta property="og:site_name" content="Ferry Times">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{title}",
"datePublished": "2026-03-02T08:00:00+01:00", "dateModified": "{changed}",
"publisher": {{"name": "Ferry Times"}}}}</script>
</head><body><main><article><h1>{title}</h1>
<p>The old quay at Sorrel Bay was closed on Monday after divers found that shipworm had eaten three of its piles.</p>
<p>The ferry will call at the coal pier instead, where the council has put up a shelter, a bench and a wrong sign.</p>
<p>{cost}</p></article></main></body></html>"""


def faults(page, base: str, addresses: tuple[str, ...]) -> list[str]:
    """What axe finds on pages, and whether they scroll sideways on a phone."""
    found = []
    page.set_viewport_size({"width": 360, "height": 780})
    for address in addresses:
        page.goto(base + address, wait_until="networkidle")
        page.evaluate(AXE)
        found += [f"/{address}: {each['id']}" for each in page.evaluate("axe.run()")["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            found.append(f"/{address} scrolls sideways")
    return found


def test_an_empty_digest_says_what_to_do(visit, tmp_path):
    """The front page tells how to begin, search does not complain, and no page is broken."""
    with chromium.served(built(tmp_path)) as base:
        page = visit.page
        page.goto(base)
        assert page.locator("main ol li").count() == 3
        assert "content/scraped" in page.locator("main").inner_text()
        page.goto(base + "search/?q=bridge", wait_until="networkidle")
        assert "No article has been collected yet" in page.locator("main").inner_text()
        assert faults(page, base, INDEXES) == []
    assert visit.errors == []


def test_a_digest_of_one_article_looks_whole(visit, tmp_path):
    """The article leads the front page; its person, its source and search know it."""
    site = built(tmp_path, "courier_prisoners_footbridge.html")
    pages = chromium.templates(site)
    with chromium.served(site) as base:
        page = visit.page
        page.goto(base)
        headline = page.locator(".item--lead .item__head").inner_text()
        assert page.locator(".item").count() == 1
        for name in ("person", "source", "topic"):
            page.goto(base + pages[name])
            assert page.locator(".lines .line__head", has_text=headline).count() == 1
        page.goto(base + "search/?q=" + headline.split()[-1])
        expect(page.locator("#results li")).to_have_count(1)
        assert faults(page, base, (*INDEXES, pages["article"], pages["person"], pages["source"])) == []
    assert visit.errors == []


def test_a_site_from_right_to_left_is_turned_as_a_whole(visit, tmp_path):
    """In Arabic the margin is left of the text, while an English article keeps its own direction."""
    site = built(tmp_path, "courier_prisoners_footbridge.html", settings=('DEFAULT_LANG="ar"',))
    pages = chromium.templates(site)
    with chromium.served(site) as base:
        page = visit.page
        page.goto(base + pages["article"])
        assert page.locator("html").get_attribute("dir") == "rtl"
        boxes = [page.locator(part).bounding_box()["x"] for part in (".sheet__margin", ".sheet__text")]
        assert boxes[0] < boxes[1]
        assert page.locator(".e-content").evaluate("one => getComputedStyle(one).direction") == "ltr"
        assert faults(page, base, (*INDEXES, pages["article"], pages["person"])) == []
    assert visit.errors == []


def test_an_article_shows_what_was_changed(visit, tmp_path):
    """Two scrapes of one address make one article, which tells what stood there before and what came in its place."""
    scraped = tmp_path / "content" / "scraped"
    scraped.mkdir(parents=True)
    costs = (
        "Repairs are expected to cost two million crowns and to last all summer, the council said on Monday.",
        "Repairs will cost three million crowns and last until the first storms of autumn, it said on Tuesday.",
    )
    for day, cost in zip((2, 3), costs, strict=True):
        text = QUAY.format(title=f"Quay closed, day {day}", changed=f"2026-03-0{day}T09:00:00+01:00", cost=cost)
        (scraped / f"quay-{day}.html").write_text(text, "utf-8")
    site = chromium.build_folder(tmp_path)
    with chromium.served(site) as base:
        page = visit.page
        page.goto(base)
        page.locator(".item--lead .item__head a").click()
        page.get_by_role("link", name="Changed since it was first collected").click()
        drawer = page.locator("details.versions")
        expect(drawer.locator("ins", has_text=costs[1])).to_be_visible()
        expect(drawer.locator("del", has_text=costs[0])).to_be_visible()
        expect(drawer.locator("del", has_text="day 2")).to_be_visible()
        assert page.locator(".e-content").get_by_text(costs[0]).count() == 0
        page.evaluate(AXE)
        assert [each["id"] for each in page.evaluate("axe.run()")["violations"]] == []
