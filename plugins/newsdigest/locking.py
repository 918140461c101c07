"""One run of a digest at a time: a second one waits for the first.

The lock is the system's, on an open file. It ends with the process that holds it, however that ends, so a file left
behind never blocks anybody; worker processes forked from it hold it too, so nothing begins while one still writes.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from newsdigest.errors import NewsDigestError

try:
    import fcntl
except ImportError:  # Windows has another call for it
    fcntl = None  # type: ignore[assignment]

_WAIT = 600.0  # seconds; the largest digest that we know takes a third of that
_LOOK = 0.1


class Lock:
    """The right to write to a digest; ``path`` is a file that may be made for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self, tell: Callable[[str], None], seconds: float = _WAIT) -> Lock:
        """Wait for whoever holds the lock, and say so once; NewsDigestError when that takes too long."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("ab")
        end = time.monotonic() + seconds
        told = False
        while not _locked(file):
            if not told:
                tell("Another run of this digest is at work: waiting for it to end.")
                told = True
            if time.monotonic() > end:
                file.close()
                reason = f"another run of this digest has been at work for {seconds:g} seconds"
                raise NewsDigestError(str(self._path), reason, "wait for it to end, or end it")
            time.sleep(_LOOK)
        self._file = file
        return self

    def release(self) -> None:
        """Let the next one in; a lock that is not held may be released."""
        if self._file is not None:
            if fcntl:
                fcntl.flock(self._file, fcntl.LOCK_UN)
            self._file.close()
            self._file = None

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _locked(file: IO[bytes]) -> bool:
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt  # noqa: PLC0415 -- only Windows has it

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        raise
    return True
