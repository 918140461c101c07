"""Web archives (WARC, ISO 28500) → Scrapes: their HTML responses, one record in memory at a time."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from newsdigest.errors import NotAnArticle, ScrapeError, UnreadableScrape
from newsdigest.intake import limits, page, sniff
from newsdigest.intake.limits import DEFAULTS, Bounds
from newsdigest.intake.share import WHOLE, Share
from newsdigest.model import Scrape

_PAGES = ("text/html", "application/xhtml+xml")
_DAMAGE = (ArchiveLoadFailed, OSError, EOFError, ValueError, LookupError, AttributeError, TypeError, zlib.error)
"""What warcio raises on damaged records, its own error being the rarest."""


_PAGES_A_SHARE, _BYTES_A_SHARE = 32, 8 * 2**20
_FEW = 8  # shares of an archive that cannot be entered in the middle: each reads all that comes before it


def scrapes(
    stream: io.BufferedIOBase, origin: str, bounds: Bounds = DEFAULTS, share: Share = WHOLE
) -> Iterator[Scrape | ScrapeError]:
    """Yield every HTML page that was answered with 200, numbered from 1; NotAnArticle where there is none.

    Of a share, ``stream`` begins where that does.
    """
    number = share.before
    try:
        for record in ArchiveIterator(_Careful(stream)):
            if _is_page(record):
                number += 1
                if number >= share.first:
                    yield _scrape(record, f"{origin}#{number}", bounds)
                if number == share.last and not share.to_end:
                    return
    except _DAMAGE as error:
        raise UnreadableScrape(origin, f"is a broken web archive: {error}", "what came before it was read") from error
    if not number:
        raise NotAnArticle(origin, "the archive holds no HTML page", "see whether the crawl saved pages")


def shares(stream: io.BufferedIOBase, place: Callable[[int], int | None], *, packed: bool) -> tuple[Share, ...]:
    """Divide an archive into shares that together give what reading it as a whole gives, errors included.

    ``place`` gives where in the file one can begin to read for an offset of the stream, or None. Nothing is decided
    here but where shares begin: the last one takes all that comes after, also what is broken.
    """
    found = [(0, Share(unpacked=0 if packed else None))]
    number = 0
    with suppress(ScrapeError, *_DAMAGE):
        records = ArchiveIterator(_Careful(stream))
        for record in records:
            at, offset = records.offset, place(records.offset)
            if _is_page(record):
                begin, share = found[-1]
                if offset is not None and (number - share.before >= _PAGES_A_SHARE or at - begin >= _BYTES_A_SHARE):
                    following = Share(number + 1, offset=offset, unpacked=at if packed else None, before=number)
                    found.append((at, following))
                number += 1
    ends = [share.before for _, share in found[1:]]
    whole = [replace(share, last=end, to_end=False) for (_, share), end in zip(found, ends, strict=False)]
    whole.append(replace(found[-1][1], last=number))
    return tuple(
        part for each in whole for part in (each.divided(_FEW) if each.pages > 2 * _PAGES_A_SHARE else (each,))
    )


class _Careful:
    """A stream that gives all that comes before a broken end of a packed file, and then says that it is broken.

    warcio takes EOFError for the end of the archive.
    """

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Read what is there, up to some bytes."""
        try:
            return self._stream.read1(size)
        except EOFError as error:
            raise OSError(str(error)) from error


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
    if getattr(record.raw_stream, "limit", 0) and not record.raw_stream.read(1):
        return UnreadableScrape(origin, "is cut off: the archive ends in the middle of it", "crawl it again")
    if not data.strip() or sniff.binary(data):
        return NotAnArticle(origin, "the response holds no page", "crawl it again")
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    retrieved = page.moment(record.rec_headers.get_header("WARC-Date") or "")
    return Scrape(data, origin, page.HTML, _content_type(record)[1], url, retrieved)
