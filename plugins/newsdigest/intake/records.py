"""JSON and JSON lines of scrapers → Scrapes, with what the scraper knew as hints.

No scraper's own format is asked for: a record is any object with HTML or text under one of the names of
``fields.yml``; records stand one a line, in an array, or in an object around an array.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import IO, Any

from newsdigest.errors import NotAnArticle, ScrapeError, UnreadableScrape
from newsdigest.intake import limits, page, sniff
from newsdigest.intake.limits import DEFAULTS, Bounds
from newsdigest.model import Scrape
from newsdigest.tables import packaged

_LISTS = ("authors", "keywords")
_NOT_HINTS = ("html", "text", "items", "url", "retrieved")


def scrapes(stream: IO[bytes], origin: str, bounds: Bounds = DEFAULTS) -> Iterator[Scrape | ScrapeError]:
    """Yield the scrape of every record, and an error for each that holds no article."""
    first = stream.readline(bounds.bytes + 1)
    if len(first) > bounds.bytes:
        raise limits.too_large(origin, bounds)
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):  # a document over several lines
        yield from _document(first + limits.whole(stream, origin, bounds), origin)
        return
    found = list(_records(value))
    lines = _lines(stream, origin, bounds)
    second = next(lines, None)
    if second is None and len(found) == 1 and isinstance(value, dict):
        yield scrape(found[0], origin)
        return
    number = 0
    for record in found:
        number += 1
        yield scrape(record, f"{origin}#{number}")
    while second is not None:
        number += 1
        yield second if isinstance(second, ScrapeError) else scrape(second, f"{origin}#{number}")
        second = next(lines, None)


def _lines(stream: IO[bytes], origin: str, bounds: Bounds) -> Iterator[Mapping[str, Any] | ScrapeError]:
    """Read the rest of a file of JSON lines, one record in memory at a time."""
    number = 1
    while line := stream.readline(bounds.bytes + 1):
        number += 1
        if len(line) > bounds.bytes:
            raise limits.too_large(f"{origin}#{number}", bounds)
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield value
        else:
            yield UnreadableScrape(f"{origin}#{number}", f"line {number} is no JSON object", "scrape it again")


def _document(data: bytes, origin: str) -> Iterator[Scrape | ScrapeError]:
    try:
        value = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableScrape(origin, f"is broken JSON{where}", "let the scraper write it again") from error
    found = list(_records(value))
    single = len(found) == 1 and isinstance(value, dict) and found[0] is value
    for number, record in enumerate(found, 1):
        yield scrape(record, origin if single else f"{origin}#{number}")


def _records(value: Any) -> Iterator[Mapping[str, Any]]:
    """Find the records in a JSON value: itself, its elements, or those of a list inside it."""
    if isinstance(value, list):
        for element in value:
            if isinstance(element, dict):
                yield element
    elif isinstance(value, dict):
        folded = _fold(value)
        inner = _first(folded, "items")
        if isinstance(inner, dict):
            inner = _first(_fold(inner), "items")
        if isinstance(inner, list) and not _content(folded)[0] and any(isinstance(one, dict) for one in inner):
            yield from _records(inner)
        else:
            yield value


@cache
def _names() -> dict[str, list[str]]:
    table: dict[str, list[str]] = packaged("newsdigest.intake", "fields.yml")
    return {field: [_key(name) for name in names] for field, names in table.items()}


def _key(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _fold(record: Mapping[str, Any]) -> dict[str, Any]:
    return {_key(str(name)): value for name, value in record.items()}


def _first(folded: Mapping[str, Any], field: str) -> Any:
    """Give the first value under one of a field's names that holds anything."""
    return next((folded[name] for name in _names()[field] if folded.get(name) not in (None, "", [], {})), None)


def scrape(record: Mapping[str, Any], origin: str) -> Scrape | ScrapeError:
    """Make the scrape of one record, or the error that tells why there is none."""
    folded = _fold(record)
    content, media_type = _content(folded)
    if not content:
        return NotAnArticle(origin, "the record has neither text nor HTML", "name the text's field text, body or html")
    url, retrieved = _plain(_first(folded, "url")), _plain(_first(folded, "retrieved"))
    hints = {field: value for field in _names() if field not in _NOT_HINTS and (value := _hint(folded, field))}
    return Scrape(
        content.encode("utf-8", "replace"),
        origin,
        media_type,
        "utf-8",
        url if url.startswith(("http://", "https://")) else "",
        page.moment(retrieved) if retrieved else None,
        hints,
    )


def _content(folded: Mapping[str, Any]) -> tuple[str, str]:
    """Choose what to clean: the page where the record has it, else the text that the scraper made of it."""
    markup, text = _first(folded, "html"), _text(_first(folded, "text"))
    if isinstance(markup, str) and sniff.is_markup(markup[: sniff.HEAD].encode("utf-8", "replace")):
        return markup, page.HTML
    return text, page.media_type(text[: sniff.HEAD].encode("utf-8", "replace"))


def _text(value: Any, depth: int = 0) -> str:
    """Write out a text in parts: lists of paragraphs, or Fundus's summary and sections with headlines."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and depth < 4:
        value = [
            value[key] for key in ("summary", "headline", "sections", "paragraphs", "text", "content") if key in value
        ]
    if isinstance(value, list) and depth < 4:
        return "\n\n".join(part for element in value if (part := _text(element, depth + 1)).strip())
    return ""


def _hint(folded: Mapping[str, Any], field: str) -> str | tuple[str, ...]:
    value = _first(folded, field)
    if field not in _LISTS:
        return _plain(value)
    if isinstance(value, str) and field == "keywords":
        value = value.split(",")
    values = value if isinstance(value, list) else [value]
    return tuple(text for one in values if (text := _plain(one)))


def _plain(value: Any) -> str:
    """Write a value as one line: text, number, or an object's name."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title") or value.get("@id") or value.get("url")
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())[:2000]
