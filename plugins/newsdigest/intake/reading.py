"""Open one file of the folder of scrapes and hand out every scrape in it."""

from __future__ import annotations

import gzip
import io
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from newsdigest.errors import LimitExceeded, NotAnArticle, ScrapeError, UnreadableScrape
from newsdigest.intake import feed, limits, mail, page, records, sniff
from newsdigest.intake.limits import DEFAULTS, Bounds
from newsdigest.intake.packing import Members
from newsdigest.intake.share import WHOLE, Share
from newsdigest.model import Scrape

Outcome = Scrape | ScrapeError


def _warc(opened: io.BufferedReader, name: str, bounds: Bounds, share: Share = WHOLE) -> Iterator[Outcome]:
    """Import what reads WARC, which takes long, only where there is one."""
    from newsdigest.intake import warc  # noqa: PLC0415

    return warc.scrapes(opened, name, bounds, share)


FORMS: Mapping[str, Callable[[io.BufferedReader, str, Bounds], Iterator[Outcome]]] = {
    "feed": feed.scrapes,
    "html": page.scrapes,
    "json": records.scrapes,
    "mail": mail.scrapes,
    "text": page.scrapes,
    "warc": _warc,
}
"""What reads each form that ``sniff.form`` tells; gzip is unpacked first."""


def read(path: Path, root: Path, bounds: Bounds = DEFAULTS, share: Share | None = None) -> Iterator[Scrape]:
    """Yield every scrape of the file ``path`` below the folder of scrapes ``root``, in the file's order.

    ``share`` is one of those that ``shares`` gave for the file, or a part of it; without one all of it is read.

    What the bytes are is told from the bytes. Raises a ScrapeError where the file, or one scrape in it, cannot be
    read, holds nothing, or exceeds the limits; iteration may go on after that, with the file's next scrape.
    """
    return map(_deliver, _outcomes(path, root, bounds, share))


def shares(path: Path, root: Path, bounds: Bounds = DEFAULTS) -> tuple[Share, ...]:
    """Divide a file into shares that may be read apart; empty for one that is no web archive, or packed twice.

    Reads all of the file, but holds nothing of it.
    """
    with suppress(ScrapeError, OSError, RuntimeError, zlib.error), _open(path, root, path.name) as file:
        form = sniff.form(file.peek(sniff.HEAD)[: sniff.HEAD])
        if form == "warc":
            return _warc_shares(file, lambda offset: offset, packed=False)
        if form == "gzip":
            members = Members(file)
            unpacked = io.BufferedReader(limits.Metered(io.BufferedReader(members), path.name, bounds), sniff.HEAD)
            if sniff.form(unpacked.peek(sniff.HEAD)[: sniff.HEAD]) == "warc":
                return _warc_shares(unpacked, members.place, packed=True)
    return ()


def _warc_shares(stream: io.BufferedIOBase, place: Callable[[int], int | None], *, packed: bool) -> tuple[Share, ...]:
    from newsdigest.intake import warc  # noqa: PLC0415 -- as above

    return warc.shares(stream, place, packed=packed)


def _deliver(outcome: Outcome) -> Scrape:
    if isinstance(outcome, ScrapeError):
        raise outcome
    return outcome


def _outcomes(path: Path, root: Path, bounds: Bounds, share: Share | None) -> Iterator[Outcome]:
    """Yield scrapes, and errors as values: a generator that raises could not go on."""
    origin = path.relative_to(root).as_posix()
    try:
        with _open(path, root, origin) as file:
            yield from unwrap(file, origin, bounds) if share is None else _part(file, origin, bounds, share)
    except ScrapeError as error:
        yield error
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        reason = getattr(error, "strerror", None) or str(error)
        yield UnreadableScrape(origin, f"cannot be read: {reason}", "check the file's permissions")


def _open(path: Path, root: Path, origin: str) -> io.BufferedReader:
    """Open a regular file inside ``root``, and nothing else: no device, no pipe, no link to elsewhere."""
    try:
        real = path.resolve(strict=True)
    except FileNotFoundError as error:
        raise UnreadableScrape(origin, "is a link to a file that is gone", "delete it") from error
    if not real.is_relative_to(root.resolve()):
        raise UnreadableScrape(origin, "is a link that leads out of the folder", "copy the file itself into it")
    if not stat.S_ISREG(real.stat().st_mode):
        raise UnreadableScrape(origin, "is not a regular file", "put scraped pages here, nothing else")
    return io.BufferedReader(io.FileIO(real), sniff.HEAD)


def unwrap(stream: io.BufferedReader, origin: str, bounds: Bounds = DEFAULTS, nesting: int = 0) -> Iterator[Outcome]:
    """Yield what a stream holds, whatever its form; packed streams are unpacked as they are read."""
    try:
        head = stream.peek(sniff.HEAD)[: sniff.HEAD]
        form = sniff.form(head)
        if form != "gzip":
            _check(head, form, origin)
            yield from FORMS[form](stream, origin, bounds)
        elif nesting == limits.MAX_NESTING:
            raise LimitExceeded(origin, "is packed inside packed files, again and again", "unpack it yourself")
        else:
            packed = limits.Metered(gzip.GzipFile(fileobj=stream), origin, bounds)
            yield from unwrap(io.BufferedReader(packed, sniff.HEAD), origin, bounds, nesting + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableScrape(origin, "is packed, and the packing is broken", "download it again") from error


def _part(stream: io.BufferedReader, origin: str, bounds: Bounds, share: Share) -> Iterator[Outcome]:
    """Yield what a share of a web archive holds."""
    stream.seek(share.offset)
    if share.unpacked is None:
        return _warc(stream, origin, bounds, share)
    packed = limits.Metered(gzip.GzipFile(fileobj=stream), origin, bounds, share.unpacked)
    return _warc(io.BufferedReader(packed, sniff.HEAD), origin, bounds, share)


def _check(head: bytes, form: str, origin: str) -> None:
    """Refuse what is no text at all."""
    if not head.strip():
        raise NotAnArticle(origin, "the file is empty", "scrape the page again, or delete the file")
    if form != "warc" and (kind := sniff.binary(head)):  # an archive may hold pictures from its first record on
        raise UnreadableScrape(origin, f"is {kind}, not a text or a page", "save the page itself as HTML or text")
