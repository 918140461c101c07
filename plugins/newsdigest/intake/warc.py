"""Web archives (WARC, ISO 28500) → Scrapes: their HTML responses, one record in memory at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from newsdigest.errors import NotAnArticle, ScrapeError, UnreadableScrape
from newsdigest.intake import limits, page, sniff
from newsdigest.intake.limits import DEFAULTS, Bounds
from newsdigest.model import Scrape

_PAGES = ("text/html", "application/xhtml+xml")
_DAMAGE = (ArchiveLoadFailed, OSError, EOFError, ValueError, LookupError, AttributeError, TypeError, zlib.error)
"""What warcio raises on damaged records, its own error being the rarest."""


def scrapes(stream: IO[bytes], origin: str, bounds: Bounds = DEFAULTS) -> Iterator[Scrape | ScrapeError]:
    """Yield every HTML page that was answered with 200, numbered from 1; NotAnArticle where there is none."""
    number = 0
    try:
        for record in ArchiveIterator(stream):
            if _is_page(record):
                number += 1
                yield _scrape(record, f"{origin}#{number}", bounds)
    except _DAMAGE as error:
        raise UnreadableScrape(origin, f"is a broken web archive: {error}", "what came before it was read") from error
    if not number:
        raise NotAnArticle(origin, "the archive holds no HTML page", "see whether the crawl saved pages")


def _content_type(record: ArcWarcRecord) -> tuple[str, str | None]:
    """Give media type and encoding as the server declared them."""
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    _, declared, encoding = parameters.partition("charset=")
    return kind.strip().lower(), encoding.strip(" \"'").split(";")[0] if declared else None


def _is_page(record: ArcWarcRecord) -> bool:
    answered = record.rec_type == "response" and record.http_headers is not None
    if not (answered and record.http_headers.get_statuscode() == "200") and record.rec_type != "resource":
        return False
    return _content_type(record)[0] in _PAGES


def _scrape(record: ArcWarcRecord, origin: str, bounds: Bounds) -> Scrape | ScrapeError:
    try:
        data = record.content_stream().read(bounds.bytes + 1)
    except _DAMAGE as error:
        return UnreadableScrape(origin, f"is a broken response: {error}", "crawl it again")
    if len(data) > bounds.bytes:
        return limits.too_large(origin, bounds)
    if not data.strip() or sniff.binary(data):
        return NotAnArticle(origin, "the response holds no page", "crawl it again")
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    retrieved = page.moment(record.rec_headers.get_header("WARC-Date") or "")
    return Scrape(data, origin, page.HTML, _content_type(record)[1], url, retrieved)
