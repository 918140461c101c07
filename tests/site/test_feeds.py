"""Atom, JSON Feed and OPML."""

import json
from datetime import datetime
from xml.etree import ElementTree

import factory
import fastjsonschema
import pytest

import schemas
from newsdigest.site import feeds

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def made(render):
    """Every channel of a small digest with its feeds."""
    renderer = render(factory.digest(*factory.sample()), SITEURL="https://digest.example", RELATIVE_URLS=False)
    renderer.root = renderer.site_root
    library = renderer.library
    return {
        channel.path: feeds.both(library, channel, renderer.article_html) for channel in feeds.channels(library)
    }, library


def test_everything_that_is_followed_has_both_feeds(made):
    """All, each topic, person, source, and each story of several articles."""
    found, _ = made
    assert set(found) == {
        "",
        "topics/politics/",
        "people/mara-lindqvist/",
        "sources/the-halvard-herald/",
        "sources/kestrel-wire/",
        "stories/story-2025-03-19/",
    }


def test_atom_has_what_the_standard_requires(made):
    """RFC 4287: id, title and updated everywhere, an author, unique ids, full dates."""
    for atom, _ in made[0].values():
        root = ElementTree.fromstring(atom)
        entries = root.findall(f"{ATOM}entry")
        assert entries
        for element in (root, *entries):
            for name in ("id", "title", "updated"):
                assert element.find(f"{ATOM}{name}").text
            assert datetime.fromisoformat(element.find(f"{ATOM}updated").text).tzinfo
            assert element.find(f"{ATOM}author/{ATOM}name").text
        ids = [entry.find(f"{ATOM}id").text for entry in entries]
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("tag", ["plain", "a & b", "<b>", 'said "yes"', 'it\'s "so"', "two\tparts", "l'été"])
def test_a_subject_stands_in_atom_as_it_is(render, tag):
    """Whatever signs it has."""
    renderer = render(factory.digest(factory.entry("one", tags=(tag,))), SITEURL="https://digest.example")
    renderer.root = renderer.site_root
    channel = next(feeds.channels(renderer.library))
    atom, _ = feeds.both(renderer.library, channel, renderer.article_html)
    terms = [each.get("term") for each in ElementTree.fromstring(atom).iter(f"{ATOM}category")]
    assert tag in terms


@pytest.mark.parametrize("address", ["https://digest.example", ""])
def test_every_feed_is_valid(render, address):
    """Each keeps to its schema, of a site that has an address and of one that lies on a disk."""
    renderer = render(factory.digest(*factory.sample()), SITEURL=address, RELATIVE_URLS=not address)
    renderer.root = renderer.site_root
    for channel in feeds.channels(renderer.library):
        atom, text = feeds.both(renderer.library, channel, renderer.article_html)
        assert schemas.faults("atom.rng", atom) == []
        schemas.json_feed(json.loads(text))
    ((_, opml),) = feeds.lists(renderer.library)
    assert schemas.faults("opml.rng", opml().encode()) == []


def test_the_schemas_refuse_what_the_standards_do(made):
    """A feed that lacks an id, or whose time has no offset, is not valid."""
    atom, text = made[0][""]
    assert schemas.faults("atom.rng", atom.replace(b"<id>", b"<guid>").replace(b"</id>", b"</guid>"))
    assert schemas.faults("atom.rng", atom.replace(b"+00:00</updated>", b"</updated>"))
    feed = json.loads(text)
    del feed["items"][0]["id"]
    with pytest.raises(fastjsonschema.JsonSchemaException):
        schemas.json_feed(feed)


def test_a_day_that_is_not_stated_is_not_published(made):
    """Feeds demand a time of update, but nobody makes up a time of publication."""
    root = ElementTree.fromstring(made[0][""][0])
    dates = {entry.find(f"{ATOM}title").text: entry.find(f"{ATOM}published") for entry in root.iter(f"{ATOM}entry")}
    assert dates["Title of yearly"] is None
    assert dates["Title of undated"] is None
    assert dates["Title of first"].text.startswith("2025-03-19")


def test_json_feed_has_what_the_standard_requires(made):
    """JSON Feed 1.1: version and title, an id and a content for each item, the original as external address."""
    for _, text in made[0].values():
        feed = json.loads(text)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        for item in feed["items"]:
            assert item["id"]
            assert "content_html" in item or "content_text" in item
            assert item["external_url"].startswith("https://herald.example/")
            assert item["url"].startswith("https://digest.example/")


def test_only_the_feed_of_all_carries_texts(made):
    """A text that stands in ten lists is sent once."""
    found, _ = made
    assert b"lasted an hour" in found[""][0]
    assert not any(b"lasted an hour" in atom for path, (atom, _) in found.items() if path)


def test_the_list_of_feeds_names_each(made):
    """OPML 2.0, well formed, one outline a channel."""
    found, library = made
    ((_, text),) = feeds.lists(library)
    outlines = ElementTree.fromstring(text()).findall("body/outline")
    assert len(outlines) == len(found)
    assert all(outline.get("xmlUrl").startswith("https://digest.example/") for outline in outlines)


def test_feeds_can_be_switched_off(render):
    """Then no page announces one."""
    renderer = render(factory.digest(*factory.sample()), DIGEST_FEEDS=False)
    assert not list(feeds.channels(renderer.library))
    assert not list(feeds.lists(renderer.library))
