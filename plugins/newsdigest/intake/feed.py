"""RSS and Atom files → Scrapes: one an entry, with its full content where the feed has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import feedparser

from newsdigest.errors import NotAnArticle, ScrapeError, UnreadableScrape
from newsdigest.intake import limits, page
from newsdigest.intake.limits import DEFAULTS, Bounds
from newsdigest.model import Scrape


def scrapes(stream: IO[bytes], origin: str, bounds: Bounds = DEFAULTS) -> Iterator[Scrape | ScrapeError]:
    """Yield every entry, numbered from 1, and an error for each without a text."""
    data = limits.whole(stream, origin, bounds)
    if b"<!ENTITY" in data[:65536]:
        raise UnreadableScrape(origin, "is a feed that defines entities", "no honest feed does; delete it")
    try:
        parsed = feedparser.parse(data, sanitize_html=False)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        # feedparser falls back to a lenient parser that raises whatever it stumbles over
        raise UnreadableScrape(origin, "is a broken feed", "fetch it again") from error
    if not parsed.entries:
        raise NotAnArticle(origin, "the feed has no entries", "fetch it again")
    for number, entry in enumerate(parsed.entries, 1):
        yield _scrape(entry, parsed.feed, f"{origin}#{number}")


def _scrape(entry: Any, feed: Any, origin: str) -> Scrape | ScrapeError:
    contents = [content.get("value") or "" for content in entry.get("content", ())]
    text = max([*contents, str(entry.get("summary") or "")], key=len)
    if not text.strip():
        return NotAnArticle(origin, "the entry has no text", "fetch the page itself")
    authors = [author.get("name") or "" for author in entry.get("authors", ())] or [entry.get("author") or ""]
    hints = {
        "title": entry.get("title") or "",
        "authors": tuple(name for name in authors if name),
        "published": entry.get("published") or entry.get("updated") or "",
        "publisher": feed.get("title") or "",
        "keywords": tuple(tag["term"] for tag in entry.get("tags", ()) if tag.get("term")),
        "language": feed.get("language") or "",
        "rights": entry.get("rights") or feed.get("rights") or "",
    }
    url = str(entry.get("link") or "")
    return Scrape(
        text.encode("utf-8", "replace"),
        origin,
        page.media_type(text.encode("utf-8", "replace")),
        "utf-8",
        url if url.startswith(("http://", "https://")) else "",
        hints={field: value for field, value in hints.items() if value},
    )
