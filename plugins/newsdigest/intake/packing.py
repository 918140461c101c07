"""Gzip members (RFC 1952): packed web archives have one a record, so that each can be found."""

from __future__ import annotations

import io
import zlib
from collections import deque

_AT_ONCE = 16384
_GZIP = 16 + zlib.MAX_WBITS


class Members(io.RawIOBase):
    """A stream that unpacks gzip and notes where members begin.

    Stops with zlib.error at whatever is no member. What is read for its articles goes through the standard library's
    reader, which tells more.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._packed = b""
        self._taken = 0
        self._given = 0
        self._member = zlib.decompressobj(_GZIP)
        self._begins = deque([(0, 0)])

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def place(self, unpacked: int) -> int | None:
        """Give the offset in the file of the member that begins at this offset of what was unpacked, if one does.

        Offsets are asked for in ascending order; those before are forgotten.
        """
        while self._begins and self._begins[0][0] < unpacked:
            self._begins.popleft()
        return self._begins[0][1] if self._begins and self._begins[0][0] == unpacked else None

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer, with the bytes of one member at most."""
        data = b""
        while not data:
            if not self._packed:
                self._packed = self._stream.read(_AT_ONCE)
                self._taken += len(self._packed)
                if not self._packed:
                    return 0
            data = self._member.decompress(self._packed, len(buffer))
            self._packed = self._member.unconsumed_tail
            if self._member.eof:
                self._packed = self._member.unused_data
                if self._begins and self._begins[-1][0] == self._given + len(data):  # that member was empty
                    self._begins.pop()
                self._begins.append((self._given + len(data), self._taken - len(self._packed)))
                self._member = zlib.decompressobj(_GZIP)
        self._given += len(data)
        buffer[: len(data)] = data
        return len(data)
