"""What tests of every room share."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import archives
from browser import chromium

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture
def seed():
    """Folder of the scrape that the project began with; its text is not ours, so it lives beside the project."""
    folder = SHARED / "seed"
    if not folder.is_dir():
        pytest.skip("the seed lies in ../shared/seed, which is not here")
    return folder


PARAGRAPHS = (
    "The town council of Fjellvik voted on Tuesday to rebuild the old ferry landing before the autumn storms arrive.",
    "Mayor Mara Lindqvist said the work would cost four million crowns and take until September at the latest.",
    "“We have waited long enough for this landing,” Lindqvist told reporters after the meeting in the town hall.",
    "Fishermen had asked for a deeper basin for years, and several of them came to listen from the public benches.",
)


def _page(title, number=1):
    """A plain news page with a little furniture."""
    body = "".join(f"<p>{text} This is report number {number}.</p>" for text in PARAGRAPHS)
    return (
        f"<!doctype html><html lang='en'><head><title>{title} - The Post</title>"
        f"<meta property='og:site_name' content='The Post'><meta property='og:title' content='{title}'>"
        f"<meta property='article:published_time' content='2026-03-0{number}T08:00:00+00:00'></head>"
        f"<body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav><article><h1>{title}</h1>{body}</article>"
        "<footer>© 2026 The Post</footer></body></html>"
    )


@pytest.fixture(scope="session")
def news_page():
    """Give a function that makes a page of a title and a number."""
    return _page


@pytest.fixture(scope="session")
def web_archive():
    """Give a function that writes a web archive of a path and pages."""
    return archives.write


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium or Chrome, headless; one for all, because Playwright allows one at a time."""
    path = chromium.executable()
    if not path:
        pytest.skip("no Chromium or Chrome is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()
