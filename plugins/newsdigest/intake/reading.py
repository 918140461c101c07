"""Open one file of the folder of scrapes and hand out every scrape in it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from newsdigest.errors import LimitExceeded, NotAnArticle, UnreadableScrape
from newsdigest.intake import limits, sniff
from newsdigest.model import Scrape


def read(path: Path, root: Path) -> Iterator[Scrape]:
    """Yield every scrape of the file ``path`` below the folder of scrapes ``root``, in the file's order.

    What the bytes are is told from the bytes. Raises a ScrapeError, also between two scrapes, where the file
    cannot be read, holds nothing, or exceeds the limits.
    """
    origin = path.relative_to(root).as_posix()
    data = _bytes(path, root, origin)
    if not data.strip():
        raise NotAnArticle(origin, "the file is empty", "scrape the page again, or delete the file")
    yield from unwrap(data, origin)


def _bytes(path: Path, root: Path, origin: str) -> bytes:
    """Read a regular file inside ``root``, and nothing else: no device, no pipe, no link to elsewhere."""
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            raise UnreadableScrape(origin, "is a link that leads out of the folder", "copy the file itself into it")
        status = real.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableScrape(origin, "is not a regular file", "put scraped pages here, nothing else")
        if status.st_size > limits.MAX_FILE:
            size, most = status.st_size // 2**20, limits.MAX_FILE // 2**20
            raise LimitExceeded(origin, f"has {size} MB, the limit is {most} MB", "split the file, or leave it out")
        return real.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableScrape(origin, "is a link to a file that is gone", "delete it") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableScrape(origin, f"cannot be read: {reason}", "check the file's permissions") from error


def unwrap(data: bytes, origin: str) -> Iterator[Scrape]:
    """Yield the scrapes in ``data``, whatever form it has."""
    if kind := sniff.binary(data):
        raise UnreadableScrape(origin, f"is {kind}, not a text or a page", "save the page itself as HTML or text")
    media_type = "text/html" if sniff.is_markup(data) else "text/plain"
    yield Scrape(data=data, origin=origin, media_type=media_type)
