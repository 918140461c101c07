"""The built pages and feeds as files: valid, and no link that leads nowhere."""

from __future__ import annotations

import json
from urllib.parse import unquote, urldefrag, urlsplit

import html5lib
import pytest
from lxml import html

import schemas


@pytest.fixture(scope="session")
def pages(site):
    """Every page of the site: path from its root → text."""
    return {
        page.relative_to(site).as_posix(): page.read_text("utf-8")
        for page in site.rglob("*.html")
        if "pagefind" not in page.parts
    }


def test_every_page_parses_without_an_error(pages):
    """A strict HTML parser has nothing to say."""
    faults = []
    for path, text in pages.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(text)
        faults += [f"{path}: {code} {at}" for at, code, _ in parser.errors]
    assert not faults, "\n".join(faults[:20])


def test_no_page_has_inline_code_or_doubled_ids(pages):
    """Nothing that a strict policy would block, and every id once."""
    faults = []
    for path, text in pages.items():
        tree = html.fromstring(text)
        ids = tree.xpath("//@id")
        faults += [f"{path}: id {one}" for one in set(ids) if ids.count(one) > 1]
        faults += [f"{path}: style" for _ in tree.xpath("//@style | //style")]
        faults += [f"{path}: handler" for _ in tree.xpath("//@*[starts-with(name(), 'on')]")]
        faults += [f"{path}: script" for one in tree.xpath("//script[not(@src)]") if "json" not in one.get("type", "")]
    assert not faults, "\n".join(faults[:20])


def test_every_internal_link_and_anchor_resolves(site, pages):
    """Each address inside the site leads to a file, each anchor to an id in it."""
    trees = {path: html.fromstring(text) for path, text in pages.items()}
    ids = {path: set(tree.xpath("//@id")) for path, tree in trees.items()}
    faults = set()
    for path, tree in trees.items():
        folder = (site / path).parent
        for address in tree.xpath("//@href | //@src | //@cite"):
            bare, anchor = urldefrag(address)
            parts = urlsplit(bare)
            if parts.scheme or parts.netloc:
                continue
            goal = (site / parts.path.lstrip("/")) if parts.path.startswith("/") else folder / unquote(parts.path)
            goal = goal.resolve() if parts.path else (site / path).resolve()
            goal = goal / "index.html" if goal.is_dir() else goal
            if not goal.is_file():
                faults.add(f"{path}: {address}")
            elif anchor and goal.suffix == ".html":
                inside = goal.relative_to(site.resolve()).as_posix()
                if unquote(anchor) not in ids.get(inside, ()):
                    faults.add(f"{path}: {address} has no such anchor")
    assert not faults, "\n".join(sorted(faults)[:20])


REQUIRED = {
    "NewsArticle": {"@id", "headline", "url"},
    "Person": {"name"},
    "CollectionPage": {"mainEntity"},
    "ItemList": {"itemListElement"},
    "BreadcrumbList": {"itemListElement"},
    "Quotation": {"text"},
}


def nodes(value):
    """Every typed object within a piece of JSON-LD."""
    if isinstance(value, list):
        return [node for item in value for node in nodes(item)]
    if not isinstance(value, dict):
        return []
    return [*([value] if "@type" in value else []), *nodes(list(value.values()))]


def test_every_linked_data_says_what_its_kind_must(pages):
    """Each page's JSON-LD is JSON with a context, and no object lacks what its kind requires."""
    kinds, faults = set(), []
    for path, text in pages.items():
        for script in html.fromstring(text).xpath("//script[@type='application/ld+json']/text()"):
            data = json.loads(script)
            assert data["@context"] == "https://schema.org", path
            for node in nodes(data):
                kinds.add(node["@type"])
                if lacking := REQUIRED.get(node["@type"], set()) - set(node):
                    faults.append(f"{path}: {node['@type']} lacks {sorted(lacking)}")
            if original := html.fromstring(text).xpath("string(//article//a[@class='u-url']/@href)"):
                assert original in {node.get("isBasedOn") for node in nodes(data)}, path
    assert kinds >= set(REQUIRED)
    assert not faults, "\n".join(faults[:20])


def test_every_feed_of_the_site_is_valid(site):
    """Each Atom file, each JSON Feed and the list of them keep to their schemas."""
    atoms, feeds = list(site.rglob("*.atom.xml")), [*site.rglob("feed.json"), *site.glob("feeds/*.json")]
    assert len(atoms) == len(feeds) > 100
    faults = [f"{atom}: {fault}" for atom in atoms for fault in schemas.faults("atom.rng", atom.read_bytes())]
    assert not faults, "\n".join(faults[:20])
    for feed in feeds:
        schemas.json_feed(json.loads(feed.read_text("utf-8")))
    assert schemas.faults("opml.rng", (site / "feeds" / "all.opml").read_bytes()) == []
