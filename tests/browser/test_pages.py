"""Every template, light and dark, on a phone and on a desktop."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
# The dark scheme differs in nothing but colours.
RUNS = {"light": "axe.run()", "dark": "axe.run({ runOnly: ['color-contrast'] })"}
NAMES = (
    "index", "day", "month", "year", "article", "undated", "person", "people", "topic", "topics", "subject",
    "subjects", "story", "source", "sources", "archive", "search", "feeds", "about", "404",
)  # fmt: skip


def test_the_sample_shows_every_template(templates):
    """The sample has a page of every template, so that every one is looked at."""
    assert set(NAMES) == set(templates)


def faults_of(page) -> list[str]:
    """What axe finds in both schemes, on a desktop and on a phone, and whether the page scrolls sideways."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.evaluate(AXE)
    faults = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"scrolls sideways at {width}")
        for scheme, run in RUNS.items():
            page.emulate_media(color_scheme=scheme)
            for found in page.evaluate(run)["violations"]:
                nodes = "; ".join(node["html"][:120] for node in found["nodes"][:3])
                faults.append(f"{scheme}, {width}: {found['id']}: {nodes}")
    return faults


def test_the_differences_of_copies_are_accessible(visit, site, base):
    """An article that another outlet changed shows the words in which the two differ."""
    changed = next(page for page in sorted(site.glob("2*/*/*/*/index.html")) if "<mark>" in page.read_text("utf-8"))
    visit.page.goto(base + changed.parent.relative_to(site).as_posix() + "/")
    assert faults_of(visit.page) == []
    drawer = visit.page.locator(".differences")
    assert drawer.locator("tbody tr").count() > 0
    assert all(text.strip() for text in drawer.locator("mark").all_inner_texts())


def test_a_reference_is_saved_as_a_file(visit, base, templates):
    """In each format, by a name that tells which article it is of."""
    page = visit.page
    page.goto(base + templates["article"])
    page.locator("details.cite summary").click()
    begun = {".bib": "@article{", ".ris": "TY  - NEWS", ".json": "[{"}
    for button, (ending, beginning) in zip(page.locator("[data-save]").all(), begun.items(), strict=True):
        with page.expect_download() as saved:
            button.click()
        assert saved.value.suggested_filename == templates["article"].rstrip("/").rsplit("/")[-1] + ending
        assert Path(saved.value.path()).read_text("utf-8").startswith(beginning)
    assert visit.errors == []


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_accessible_and_keeps_to_itself(visit, base, templates, name):
    """Axe finds nothing, nothing scrolls sideways, the console is silent, no request leaves the host."""
    page = visit.page
    page.goto(base + templates[name])
    if name == "search":
        page.wait_for_selector("#facets fieldset", state="attached")
    faults = faults_of(page)
    faults += [*visit.errors, *(asked for asked in visit.requests if not asked.startswith(base))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("width", [320, 1920])
def test_nothing_scrolls_sideways_at_the_ends(browser: Browser, base, templates, width):
    """From 320 to 1920 pixels every page fits its window."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    wide = []
    for name, address in templates.items():
        page.goto(base + address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
    context.close()
    assert not wide


def test_every_page_is_complete_without_scripts(browser: Browser, base, templates):
    """With scripts off every page but search shows what it shows with them; search says so and offers indexes."""
    texts = {}
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        for name, address in templates.items():
            page.goto(base + address)
            if name == "search" and not scripts:
                assert page.locator("noscript a").count() >= 5
            texts[name, scripts] = set(page.locator("main a, main p, main h1, main h2").all_inner_texts())
        context.close()
    for name in templates:
        if name != "search":
            missing = texts[name, True] - texts[name, False]
            assert not {text for text in missing if text.strip()}, name


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit, base, templates):
    """Tab goes to every link, button and field in turn, and each is outlined while it has the focus."""
    for name in ("index", "article", "person", "people", "archive"):
        visit.page.goto(base + templates[name])
        wanted = visit.page.evaluate("""() => [...document.querySelectorAll("a[href], button, input, select, summary")]
          .filter((one) => one.checkVisibility() && one.tabIndex >= 0).length""")
        reached, unseen = 0, []
        for _ in range(wanted):
            visit.page.keyboard.press("Tab")
            here = visit.page.evaluate("""() => {
              const one = document.activeElement;
              const style = getComputedStyle(one);
              const first = !one.dataset.reached;
              one.dataset.reached = "yes";
              return [first && one !== document.body, style.outlineStyle !== "none" && style.outlineWidth !== "0px",
                one.outerHTML.slice(0, 80)];
            }""")
            reached += here[0]
            if not here[1]:
                unseen.append(here[2])
        assert reached == wanted, name
        assert not unseen, name


def test_the_skip_link_leads_to_the_content(visit, base):
    """The first press of Tab offers the way past the masthead."""
    visit.page.goto(base)
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#content")).to_be_focused()


def test_forced_colours_and_reduced_motion_keep_the_page_whole(browser: Browser, base, templates):
    """With the reader's own colours the chart's bars are still drawn, and nothing moves by itself."""
    context = browser.new_context(
        forced_colors="active", reduced_motion="reduce", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.goto(base + templates["archive"])
    squares = page.locator("rect.day")
    assert squares.count() > 0
    assert squares.first.evaluate("one => getComputedStyle(one).stroke") != "none"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
    context.close()


def test_a_person_prints_as_a_dossier(browser: Browser, base, templates):
    """On paper the furniture is gone, the name and the articles are there, and a PDF comes out."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(base + templates["person"])
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator(".lines .line__head").first.is_visible()
    # What is folded on a screen is printed, and the running head is the page's own.
    folded = page.locator("details.rest:not([open]) .quote")
    assert folded.count() > 0
    assert folded.last.bounding_box()["height"] > 0
    running = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--running')")
    assert page.locator("h1").inner_text() in running
    for furniture in (".masthead__nav", ".crumbs", ".foot nav"):
        assert not page.locator(furniture).first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    context.close()
