"""How much one file may ask of the machine. Real articles stay far below; bombs and mistakes do not."""

from __future__ import annotations

import io
from typing import IO

from newsdigest.errors import LimitExceeded

MAX_FILE = 64 * 2**20
"""Bytes of one scrape, unpacked."""
MAX_ARCHIVE = 4 * 2**30
"""Bytes that everything in one file may come to, unpacked; archives are streamed, never held."""
MAX_NESTING = 3
"""Packings inside packings: a gzipped WARC that was gzipped once more is two."""


def whole(stream: IO[bytes], origin: str) -> bytes:
    """Read all of a stream that holds one scrape, or one small document of several; LimitExceeded beyond MAX_FILE."""
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise too_large(origin)
    return data


def too_large(origin: str) -> LimitExceeded:
    """Make the error for a scrape that is larger than any page for people."""
    return LimitExceeded(origin, f"is larger than {MAX_FILE // 2**20} MB", "split it, or leave it out")


class Metered(io.RawIOBase):
    """A stream that refuses to give more than MAX_ARCHIVE bytes: what is unpacked may be a bomb."""

    def __init__(self, stream: io.BufferedIOBase, origin: str) -> None:
        self._stream = stream
        self._origin = origin
        self._given = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; LimitExceeded once the file has given too much."""
        data = self._stream.read(len(buffer))
        self._given += len(data)
        if self._given > MAX_ARCHIVE:
            most = MAX_ARCHIVE // 2**30
            raise LimitExceeded(self._origin, f"unpacks to more than {most} GB", "unpack it and keep what you need")
        buffer[: len(data)] = data
        return len(data)
