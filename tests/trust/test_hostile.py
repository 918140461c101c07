"""No script of a scrape ever runs: hundreds of attacks in every field of every form, built, read and opened."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from scrapes import FORMS
from vectors import HOST, vectors

from browser import chromium
from newsdigest import pipeline, store

ROOT = Path(__file__).parents[2]
FULL = bool(os.environ.get("NEWSDIGEST_ALL_ATTACKS"))  # every attack in every form: minutes
SETTINGS = f"""
SITENAME = "Trust"
PATH = "content"
THEME = {str(ROOT / "theme")!r}
PLUGIN_PATHS = [{str(ROOT / "plugins")!r}]
PLUGINS = ["newsdigest"]
TIMEZONE = "UTC"
SITEURL = ""
RELATIVE_URLS = True
"""


@pytest.fixture(scope="session")
def digest(tmp_path_factory):
    """A digest built of hostile scrapes: each attack in two forms, or in all of them on demand."""
    folder = tmp_path_factory.mktemp("hostile")
    scraped = folder / "content" / "scraped"
    scraped.mkdir(parents=True)
    attacks = tuple(enumerate(vectors()))
    for place, make in enumerate(FORMS.values()):
        mine = [one for one in attacks if FULL or one[0] % len(FORMS) in (place, (place + 3) % len(FORMS))]
        # The number is part of the address, and two scrapes of one address would be one article.
        for name, data in make(tuple((1000 * place + number, text) for number, text in mine)).items():
            (scraped / name).write_bytes(data)
    (folder / "pelican.conf.py").write_text(SETTINGS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", "pelican.conf.py", "--fatal", "errors"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder


def pages(digest):
    """All pages of the built site."""
    return sorted((digest / "output").rglob("*.html"))


def test_there_are_enough_attacks():
    """Three hundred at least, none of them twice."""
    assert len(vectors()) >= 300


def test_hostile_scrapes_are_published_all_the_same(digest):
    """A test of harmless output must not pass because nothing came out."""
    articles = list((digest / "content" / "articles").glob("*.md"))
    attacks = 7 * len(vectors()) if FULL else 2 * len(vectors())
    assert len(articles) > 0.9 * attacks
    assert len(pages(digest)) > len(articles)


_DATA = {"application/ld+json", "application/json"}  # no browser runs these
_LOADING = {"script", "link", "img", "source", "video", "audio"}


class _Reader(HTMLParser):
    """Collects what could act: elements, handlers and addresses."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        """Note elements that act, attributes that act, and schemes that are not allowed."""
        values = dict(attrs)
        if tag in {"iframe", "object", "embed", "base", "math", "frame", "applet", "portal", "style"}:
            self.found.append(f"<{tag}>")
        if tag == "script" and "src" not in values and values.get("type") not in _DATA:
            self.found.append("inline script")
        harmless = {"", "content-security-policy"}
        if re.fullmatch(r"0; ?url=(?:\.\./)+[\w-][\w./-]*", values.get("content") or ""):
            harmless.add("refresh")  # a story's former address leads on to where it is now, in this site
        if tag == "meta" and values.get("http-equiv", "").lower() not in harmless:
            self.found.append(f"meta {values['http-equiv']}")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "ping", "background", "srcset", "formaction"}:
                self.found.append(f"{tag} {name}={value}")
            if name in {"href", "src", "action", "poster", "data", "xlink:href"} and value:
                scheme = urlsplit(re.sub(r"[\s\x00-\x1f]", "", value)).scheme.lower()
                if scheme not in {"", "http", "https", "mailto"}:
                    self.found.append(f"{tag} {name}={value}")
                elsewhere = scheme or value.startswith(("//", "\\"))
                if elsewhere and tag in _LOADING and values.get("rel") != "canonical":
                    self.found.append(f"{tag} {name}={value} loads from elsewhere")


def test_no_page_holds_anything_that_acts(digest):
    """No handler, no inline script or style, no frame, no address of another scheme, nothing loaded from elsewhere."""
    bad = {}
    for path in pages(digest):
        reader = _Reader()
        reader.feed(path.read_text("utf-8"))
        if reader.found:
            bad[str(path.relative_to(digest))] = reader.found
    assert bad == {}


def test_linked_data_stays_one_valid_block(digest):
    """No attack ends the script element of the JSON-LD or forges another."""
    for path in pages(digest):
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
        assert len(blocks) <= 1, path
        for block in blocks:
            json.loads(block)


def test_feeds_and_maps_are_well_formed_and_hold_no_markup_that_acts(digest):
    """Readers of feeds show HTML: it is the same sanitised HTML."""
    found = [*(digest / "output").rglob("*.xml"), *(digest / "output").rglob("*.opml")]
    assert found
    for path in found:
        tree = ElementTree.fromstring(path.read_bytes())
        for element in tree.iter():
            if element.tag.endswith(("content", "summary")) and element.get("type") == "html":
                reader = _Reader()
                reader.feed(element.text or "")
                assert reader.found == [], path
            address = element.get("href") or ""
            assert urlsplit(address).scheme in {"", "http", "https"}, (path, address)


def test_exports_are_valid_json(digest):
    """One record a line, one document a file."""
    for path in (digest / "output").rglob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            json.loads(line)
    for path in (digest / "output").rglob("*.json"):
        json.loads(path.read_text("utf-8"))


def test_no_cell_of_an_export_is_a_formula(digest):
    """A spreadsheet runs what begins with =, +, - or @."""
    import csv  # noqa: PLC0415 -- for this test alone

    for path in (digest / "output").rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row), row


def test_no_scrape_writes_a_field_of_the_head(digest):
    """Every file is sealed, named as we name files, published, with only the fields that we write."""
    allowed = {
        "title",
        "date",
        "modified",
        "authors",
        "credited",
        "category",
        "slug",
        "summary",
        "standfirst",
        "lang",
        "people",
        "source",
        "source_url",
        "agency",
        "distributor",
        "contributors",
        "section",
        "keywords",
        "dateline",
        "rights",
        "scraped",
        "retrieved",
    }
    for path in (digest / "content" / "articles").rglob("*"):
        file = store.parse(path.read_text("utf-8"), path.name)
        assert file.seal is store.Seal.WHOLE, path
        assert set(file.fields) <= allowed, path
        assert re.fullmatch(r"[a-z0-9-]{1,80}\.md", path.name), path


def test_no_template_of_a_scrape_is_evaluated(digest):
    """Curly brackets are text: 1234*5678 is never 7006652."""
    entries, failures = pipeline.entries(pipeline.Folders.below(digest / "content", digest / ".cache" / "newsdigest"))
    assert failures == []
    assert any("{{ 1234*5678 }}" in text for entry in entries for text in entry.paragraphs)
    for path in pages(digest):
        text = path.read_text("utf-8")
        for evaluated in ("7006652", "Trust %s", "&lt;Config", "class &#39;", "uid="):
            assert evaluated not in text, path


def test_nothing_was_written_outside_the_output(digest):
    """No name of a scrape is a path."""
    known = {"content", "output", "report", ".cache", "pelican.conf.py", "__pycache__"}
    assert {path.name for path in digest.iterdir()} <= known
    assert not list(digest.rglob("evil*"))


@pytest.fixture(scope="session")
def address(digest):
    """Serve the built site on this machine only."""
    with chromium.served(digest / "output") as base:
        yield base.rstrip("/")


@pytest.mark.browser
def test_nothing_runs_in_a_real_browser(digest, address, browser):
    """No dialog, no error, no request to another host, no violation of the policy; every fifth page."""
    trouble = []
    context = browser.new_context()
    context.route(
        lambda url: not url.startswith(address), lambda route: (trouble.append(route.request.url), route.abort())
    )
    context.set_default_timeout(180_000)  # of a machine that has much else to do
    page = context.new_page()
    page.on("dialog", lambda dialog: (trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: message.type == "error" and trouble.append(f"{page.url} {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"{page.url} {error}"))
    for path in pages(digest)[:: 1 if FULL else 5]:
        page.goto(f"{address}/{path.relative_to(digest / 'output').as_posix().removesuffix('index.html')}")
        assert trouble == [], path
    assert HOST not in page.url
    context.close()
