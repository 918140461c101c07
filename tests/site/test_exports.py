"""The digest as data."""

import csv
import io
import json

import factory

from newsdigest.site import exports
from newsdigest.site.fingerprints import Fingerprints
from newsdigest.site.library import Library


def test_every_article_is_one_line(settings):
    """Text, people, dates as far as they are known."""
    library = Library(factory.digest(*factory.sample()), settings)
    lines = dict(exports.makers(library))[exports.ARTICLES]().decode().splitlines()
    found = {record["slug"]: record for record in map(json.loads, lines)}
    assert len(found) == 6
    assert found["first"]["text"] == list(factory.PARAGRAPHS)
    assert found["first"]["people"] == ["Mara Lindqvist"]
    assert (found["yearly"]["date"], found["yearly"]["date_precision"]) == ("2025", "year")
    assert found["first"]["quotes"][0]["paragraph"] == 2


def test_lines_of_articles_that_have_not_changed_are_found_again(settings):
    """Only those whose fingerprint is what it was."""
    library = Library(factory.digest(*map(factory.entry, ("plain", "gone", "other"))), settings)
    data = dict(exports.makers(library))
    before = [(entry.slug, f"fingerprint of {entry.slug}") for entry in library.digest.entries]
    now = {"plain": "fingerprint of plain", "other": "another"}
    kept = exports.rows(exports.ARTICLES, data[exports.ARTICLES](), before, lambda slug: now.get(slug, ""))
    assert kept == {"plain": exports.line(library, library.entries["plain"]).encode()}
    table = exports.rows(exports.TABLE, data[exports.TABLE](), before, lambda slug: now.get(slug, ""))
    assert table == {"plain": exports.row(library, library.entries["plain"])}
    assert exports.articles(library, {**kept, "plain": b"kept\n"}).splitlines()[:1] == [b"kept"]


def test_rows_of_people_are_found_again(settings):
    """Each without the comma that parts it from the next."""
    entries = [factory.entry(slug, people=("Mara Lindqvist", "Ida Noor")) for slug in ("one", "two")]
    library = Library(factory.digest(*entries), settings)
    data = exports.people(library, {})
    before = [(who.slug, "same") for who in library.digest.people]
    kept = exports.rows(exports.PEOPLE, data, before, lambda _: "same")
    assert len(kept) == len(before)
    assert exports.people(library, kept) == data
    assert exports.rows(exports.PEOPLE, data, before[1:], lambda _: "same") == {}


def test_a_spreadsheet_runs_no_cell(settings):
    """A headline that looks like a formula is text."""
    library = Library(factory.digest(factory.entry("evil", title='=HYPERLINK("https://evil.example")')), settings)
    rows = list(csv.DictReader(io.StringIO(exports.table(library, {}).decode())))
    assert rows[0]["title"].startswith("'=")


def test_people_with_their_variants_and_articles(settings):
    """One record a person."""
    library = Library(factory.digest(*factory.sample()), settings)
    (person,) = json.loads(exports.people(library, {}))
    assert person["name"] == "Mara Lindqvist"
    assert len(person["articles"]) == 6


def test_exports_can_be_switched_off(settings):
    """DIGEST_EXPORTS."""
    settings["DIGEST_EXPORTS"] = False
    assert exports.makers(Library(factory.digest(), settings)) == ()


def test_the_fingerprint_tells_articles_apart(settings):
    """Whatever may change an export changes the fingerprint of an article."""
    stamps = {
        Fingerprints(Library(factory.digest(entry), settings), str).entry(entry.slug)
        for entry in (
            factory.entry("a"),
            factory.entry("b"),
            factory.entry("a", tags=("Other",)),
            factory.entry("a", topic="harbour"),
            factory.entry("a", stamp="x"),
        )
    }
    assert len(stamps) == 5
