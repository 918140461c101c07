"""How much one file may ask of the machine. Real articles stay far below; bombs and mistakes do not."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO

from newsdigest.errors import LimitExceeded

MAX_NESTING = 3
"""Packings inside packings: a gzipped WARC that was gzipped once more is two."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large things may be, in megabytes."""

    scrape: float = 64
    """One scrape, unpacked."""
    unpacked: float = 4096
    """Everything in one packed file; archives are streamed, never held."""

    @property
    def bytes(self) -> int:
        """The bytes of one scrape."""
        return int(self.scrape * 2**20)


DEFAULTS = Bounds()


def whole(stream: IO[bytes], origin: str, bounds: Bounds) -> bytes:
    """Read all of a stream that holds one scrape, or one small document of several; LimitExceeded beyond that."""
    data = stream.read(bounds.bytes + 1)
    if len(data) > bounds.bytes:
        raise too_large(origin, bounds)
    return data


def too_large(origin: str, bounds: Bounds) -> LimitExceeded:
    """Make the error for a scrape that is larger than any page for people."""
    remedy = "split it, leave it out, or raise DIGEST_MEGABYTES_PER_SCRAPE"
    return LimitExceeded(origin, f"is larger than {bounds.scrape:g} MB", remedy)


class Metered(io.RawIOBase):
    """A stream that refuses to give more than the bounds allow: what is unpacked may be a bomb.

    ``given`` is what the file gave before the place where this stream begins.
    """

    def __init__(self, stream: io.BufferedIOBase, origin: str, bounds: Bounds, given: int = 0) -> None:
        self._stream = stream
        self._origin = origin
        self._most = bounds.unpacked
        self._left = int(bounds.unpacked * 2**20) - given

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; LimitExceeded once the file has given too much."""
        # Not more at once than is there, or what comes before a broken end were lost; and all that is allowed.
        data = self._stream.read1(min(len(buffer), max(self._left, 1)))
        self._left -= len(data)
        if self._left < 0:
            remedy = "unpack it and keep what you need, or raise DIGEST_MEGABYTES_UNPACKED"
            raise LimitExceeded(self._origin, f"unpacks to more than {self._most:g} MB", remedy)
        buffer[: len(data)] = data
        return len(data)
