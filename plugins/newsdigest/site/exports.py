"""The digest as data: one line of JSON an article, people as JSON, a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from mmap import mmap
from typing import Any

from newsdigest.model import DatedRole, Entry, Person
from newsdigest.site.encoding import as_json
from newsdigest.site.library import Library
from newsdigest.site.rights import mode_of

ARTICLES, TABLE, PEOPLE = "data/articles.jsonl", "data/articles.csv", "data/people.json"
_END = {ARTICLES: b"\n", TABLE: b"\r\n", PEOPLE: b",\n"}
"""What parts the rows of each."""
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
    library: Library, kept: Callable[[str], Mapping[str, memoryview]] = lambda _: {}
) -> tuple[tuple[str, Callable[[], bytes]], ...]:
    """Return name and maker of each export; ``kept`` gives the rows of one that still hold, by slug."""
    if not library.settings["DIGEST_EXPORTS"]:
        return ()
    return (
        (ARTICLES, lambda: articles(library, kept(ARTICLES))),
        (TABLE, lambda: table(library, kept(TABLE))),
        (PEOPLE, lambda: people(library, kept(PEOPLE))),
    )


def articles(library: Library, kept: Mapping[str, memoryview]) -> bytes:
    """Return all articles as lines of JSON."""
    found = [kept.get(entry.slug) or line(library, entry).encode() for entry in library.digest.entries]
    return _END[ARTICLES].join([*found, b""])


def rows(
    name: str, data: bytes | mmap, before: Sequence[Sequence[str]], now: Callable[[str], str]
) -> dict[str, memoryview]:
    """Return the rows of the export of this name that still hold, by slug; they are parts of ``data``, not copied.

    ``before`` is slug and fingerprint of what is on each, ``now`` gives the fingerprint that it has today.
    """
    begin, last = (2, len(data) - 3) if name == PEOPLE else (0, len(data))  # people stand in brackets
    spans = list(_spans(data, _END[name], begin, last))
    if name == TABLE:
        del spans[:1]
    if len(spans) != len(before):  # a cell of several lines
        return {}
    whole = memoryview(data)
    return {slug: whole[a:b] for (a, b), (slug, then) in zip(spans, before, strict=True) if now(slug) == then}


def _spans(data: bytes | mmap, end: bytes, begin: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield where each row begins and ends."""
    while begin < last:
        at = data.find(end, begin, last)
        yield begin, at if at >= 0 else last
        begin = at + len(end) if at >= 0 else last


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
    return as_json(found)


def table(library: Library, kept: Mapping[str, memoryview]) -> bytes:
    """Return all articles as CSV, lists joined by semicolons."""
    found = [kept.get(entry.slug) or row(library, entry) for entry in library.digest.entries]
    return _END[TABLE].join([_row(COLUMNS), *found, b""])


def row(library: Library, entry: Entry) -> bytes:
    """Return an article as a row of the table."""
    found = record(library, entry)
    return _row([cell(found[column]) for column in COLUMNS])


def _row(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode().removesuffix(_END[TABLE])


def cell(value: str | list[str]) -> str:
    """Return a value as a cell that a spreadsheet takes as text."""
    text = value if isinstance(value, str) else "; ".join(value)
    return "'" + text if text.startswith(_FORMULA) else text


def people(library: Library, kept: Mapping[str, memoryview]) -> bytes:
    """Return all people as one JSON list, a line each."""
    found = (kept.get(who.slug) or as_json(person(library, who)).encode() for who in library.digest.people)
    return b"[\n" + _END[PEOPLE].join(found) + b"\n]\n"


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
