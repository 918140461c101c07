"""The scrape that the project began with, dropped into an empty digest: read, looked up and found."""

import json
import shutil

import pytest
from playwright.sync_api import expect

from . import chromium

pytestmark = pytest.mark.browser


@pytest.fixture
def site(seed, tmp_path):
    """The digest of that one scrape, built."""
    for part in ("authority", "pages"):
        shutil.copytree(chromium.ROOT / "content" / part, tmp_path / "content" / part)
    (tmp_path / "content" / "scraped").mkdir()
    shutil.copy(seed / "arcamax-zelenskyy.txt", tmp_path / "content" / "scraped")
    return chromium.build_folder(tmp_path)


def test_a_reader_finds_the_article_clean_with_its_people(visit, seed, site):
    """By person and by search; its text whole, its year without a day, nobody else in the index."""
    expected = json.loads((seed / "expected.json").read_text("utf-8"))
    lines = [line for line in (seed / "arcamax-zelenskyy.txt").read_text("utf-8").splitlines() if line.strip()]
    first, last = expected["body"]["non_blank_lines_of_the_file"]
    page = visit.page
    with chromium.served(site) as base:
        page.goto(base + "people/")
        names = page.locator("main a").all_inner_texts()
        assert {name.strip() for name in names} >= set(expected["people"])
        page.get_by_role("link", name="Steve Witkoff").first.click()
        page.get_by_role("link", name=expected["title"]).first.click()
        expect(page.locator("h1")).to_have_text(expected["title"])
        shown = [page.locator(f"#p{number}").inner_text() for number in range(1, last - first + 2)]
        assert shown == [line.strip() for line in lines[first - 1 : last]]
        assert page.locator(f"#p{last - first + 2}").count() == 0
        assert "2025, day not stated" in page.locator("main").inner_text()
        page.goto(base + "search/?q=ceasefire&person=Dmitry+Peskov")
        page.get_by_role("link", name=expected["title"]).first.wait_for()
    assert visit.errors == []
    assert not list(site.glob("2025/[01][0-9]/*"))
