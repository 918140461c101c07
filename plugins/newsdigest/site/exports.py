"""The digest as data: one line of JSON an article, people as JSON, a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from newsdigest.model import DatedRole, Entry, Person
from newsdigest.site.encoding import as_json
from newsdigest.site.library import Library
from newsdigest.site.rights import mode_of

ARTICLES, TABLE, PEOPLE = "data/articles.jsonl", "data/articles.csv", "data/people.json"
COLUMNS = (
    "slug",
    "title",
    "date",
    "date_precision",
    "source",
    "authors",
    "agency",
    "topic",
    "tags",
    "people",
    "language",
    "source_url",
    "path",
    "rights",
)
# Spreadsheets run a cell that begins like this as a formula (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def makers(
    library: Library, kept: Callable[[], Mapping[str, bytes]] = dict
) -> tuple[tuple[str, Callable[[], bytes]], ...]:
    """Return name and maker of each export; ``kept`` gives lines of the last build that hold, by slug."""
    if not library.settings["DIGEST_EXPORTS"]:
        return ()
    return (
        (ARTICLES, lambda: articles(library, kept())),
        (TABLE, lambda: table(library).encode()),
        (PEOPLE, lambda: people(library).encode()),
    )


def articles(library: Library, kept: Mapping[str, bytes]) -> bytes:
    """Return all articles as lines of JSON."""
    return b"".join(kept.get(entry.slug) or line(library, entry).encode() for entry in library.digest.entries)


def lines(exported: Iterable[bytes], before: Iterable[Sequence[str]], now: Callable[[str], str]) -> dict[str, bytes]:
    """Return the lines of an export that still hold, by slug.

    ``before`` is slug and fingerprint of the article on each line, ``now`` gives the fingerprint that it has today.
    """
    return {slug: each for each, (slug, then) in zip(exported, before, strict=False) if now(slug) == then}


def record(library: Library, entry: Entry) -> dict[str, Any]:
    """Return an article without its text as plain values."""
    article, source, topic = entry.article, library.source_of(entry.slug), library.topics.get(entry.topic)
    return {
        "slug": entry.slug,
        "title": article.title,
        "date": article.published.iso if article.published else "",
        "date_precision": article.published.precision.value if article.published else "unknown",
        "source": source.name if source else article.publisher,
        "authors": list(article.authors),
        "agency": article.agency,
        "topic": topic.name if topic else "",
        "tags": list(entry.tags),
        "people": [person.name for person in library.people_here(entry)],
        "language": article.language,
        "source_url": article.source_url,
        "path": library.entry_path(entry),
        "rights": mode_of(source),
    }


def line(library: Library, entry: Entry) -> str:
    """Return an article with its text, as far as rights allow, on one line."""
    found = record(library, entry)
    found["standfirst"] = entry.article.standfirst
    found["summary"] = entry.article.summary
    found["text"] = list(entry.paragraphs)
    found["quotes"] = [
        {"text": quote.text, "speaker": quote.speaker, "verb": quote.verb, "paragraph": quote.paragraph + 1}
        for quote in entry.annotations.quotes
    ]
    return as_json(found) + "\n"


def table(library: Library) -> str:
    """Return all articles as CSV, lists joined by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in library.digest.entries:
        found = record(library, entry)
        writer.writerow([cell(found[column]) for column in COLUMNS])
    return out.getvalue()


def cell(value: str | list[str]) -> str:
    """Return a value as a cell that a spreadsheet takes as text."""
    text = value if isinstance(value, str) else "; ".join(value)
    return "'" + text if text.startswith(_FORMULA) else text


def people(library: Library) -> str:
    """Return all people as one JSON list, a line each."""
    rows = (as_json(person(library, who)) for who in library.digest.people)
    return "[\n" + ",\n".join(rows) + "\n]\n"


def person(library: Library, who: Person) -> dict[str, Any]:
    """Return a person as plain values."""
    return {
        "slug": who.slug,
        "name": who.name,
        "path": library.person_link(who).path,
        "wikidata": who.wikidata,
        "variants": {variant.name: variant.articles for variant in who.variants},
        "roles": [_role(role) for role in who.roles],
        "articles": list(who.entries),
        "with": {other.person: other.articles for other in who.company},
    }


def _role(role: DatedRole) -> dict[str, str]:
    """Return a role with the days it was seen."""
    return {
        "role": role.text,
        "first": role.first.iso if role.first else "",
        "last": role.last.iso if role.last else "",
        "article": role.entry,
    }
