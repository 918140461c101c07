"""What parts are made from: whatever is made another way has another fingerprint."""

from dataclasses import replace

import factory
import pytest

from newsdigest.model import Company, Moment, Variant, Version
from newsdigest.site import feeds, pages
from newsdigest.site.fingerprints import Fingerprints

SAMPLE = factory.digest(*factory.sample(), copies=(("first", "second"),))


def first_changed(digest, **more):
    """The digest with another first article."""
    entries = tuple(replace(entry, **more) if entry.slug == "first" else entry for entry in digest.entries)
    return replace(digest, entries=entries)


def article_changed(digest, **more):
    """The digest with other values in its first article."""
    (entry,) = (entry for entry in digest.entries if entry.slug == "first")
    return first_changed(digest, article=replace(entry.article, **more))


def person_changed(digest, **more):
    """The digest with another person."""
    return replace(digest, people=(replace(digest.people[0], **more),))


CHANGES = {
    "title": lambda one: article_changed(one, title="Quay is open"),
    "text": lambda one: first_changed(one, text=factory.plain_text("Another text.")),
    "date": lambda one: article_changed(one, published=Moment.parse("2025-03-18")),
    "authors": lambda one: article_changed(one, authors=("Bram Oak",)),
    "subjects": lambda one: first_changed(one, tags=("Ferries",)),
    "topic": lambda one: first_changed(one, topic="harbour"),
    "slug": lambda one: first_changed(one, path="other.md"),
    "person": lambda one: person_changed(one, name="M. Lindqvist"),
    "page of a person": lambda one: person_changed(one, slug="lindqvist"),
    "variants": lambda one: person_changed(one, variants=(Variant("Lindqvist", 2),)),
    "roles": lambda one: person_changed(one, roles=()),
    "Wikidata": lambda one: person_changed(one, wikidata="Q1"),
    "company": lambda one: person_changed(one, company=(Company("nobody", 2, 1, 4.0),)),
    "noindex": lambda one: replace(one, sources=tuple(replace(each, noindex=False) for each in one.sources)),
    "rights": lambda one: replace(one, sources=tuple(replace(each, rights="link") for each in one.sources)),
    "notes": lambda one: replace(one, sources=tuple(replace(each, notes="Daily") for each in one.sources)),
    "story": lambda one: replace(one, stories=tuple(replace(each, title="Other") for each in one.stories)),
    "copies": lambda one: replace(one, stories=tuple(replace(each, copies=()) for each in one.stories)),
    "additions": lambda one: replace(one, stories=tuple(replace(each, additions=((0,), (1,))) for each in one.stories)),
    "related": lambda one: replace(one, related={"first": ("later",)}),
    "trends": lambda one: replace(one, days=tuple(replace(each, people=()) for each in one.days)),
    "names of outlets": lambda one: replace(
        one, sources=tuple(replace(each, name=each.name.replace("Wire", "Agency")) for each in one.sources)
    ),
    "names of topics": lambda one: replace(one, topics=(replace(factory.TOPIC, name="Polity"), factory.BELOW)),
    "another outlet": lambda _: factory.digest(
        *factory.sample(), factory.entry("new", "2024-12-01", source="Ferry Post"), copies=(("first", "second"),)
    ),
    "another article": lambda _: factory.digest(*factory.sample(), factory.entry("new"), copies=(("first", "second"),)),
    "nothing": lambda one: one,
}


def told(renderer, record=lambda _: ""):
    """Fingerprint of every page and feed that has one, and what it is made to, by its path."""
    library = renderer.library
    fingerprints = Fingerprints(library, renderer.shared_stamp, record)
    found = {}
    for page in pages.plan(library):
        if fingerprint := fingerprints.page(page):
            found[page.path] = fingerprint, renderer.render(page)
    for channel in feeds.channels(library):
        made = feeds.both(library, channel, renderer.article_html)
        found[f"feed {channel.path}"] = fingerprints.channel(channel), made
    return found


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_the_fingerprint_it_had_is_made_as_it_was(render, change):
    """For every page and feed, whatever changed."""
    before, after = told(render(SAMPLE)), told(render(CHANGES[change](SAMPLE)))
    same = {path for path in before.keys() & after.keys() if before[path][0] == after[path][0]}
    assert {path for path in same if before[path][1] != after[path][1]} == set()
    assert (same == before.keys()) == (change == "nothing")


def test_what_has_nothing_to_do_with_a_change_keeps_its_fingerprint(render):
    """An article's new subjects are nothing to the page of another month."""
    before, after = told(render(SAMPLE)), told(render(CHANGES["subjects"](SAMPLE)))
    assert before["2025/02/"] == after["2025/02/"]
    assert before["2025/03/"][0] != after["2025/03/"][0]


def test_a_new_outlet_leaves_most_parts_as_they_are(render):
    """Those that have nothing to do with it: articles, people and lists of other months."""
    before, after = told(render(SAMPLE)), told(render(CHANGES["another outlet"](SAMPLE)))
    kept = {path for path, (fingerprint, _) in before.items() if after[path][0] == fingerprint}
    library = render(SAMPLE).library
    assert {library.entry_path(entry) for entry in library.digest.entries} <= kept
    assert {"2025/03/", "2025/03/20/"} <= kept


def test_the_record_of_cleaning_and_earlier_versions_are_part_of_an_articles_fingerprint(render):
    """They lie outside the digest."""
    renderer = render(SAMPLE)
    path = renderer.library.entry_path(renderer.library.entries["first"])
    found = {told(renderer)[path][0], told(renderer, lambda _: "cleaned anew")[path][0]}
    renderer.library.versions = {"first.md": (Version("old.html", "Quay", "", None, None, None, ()),)}
    assert len(found | {told(renderer)[path][0]}) == 3
