"""One build's turn: nobody else builds the digest meanwhile, and however it ends, nothing unfinished is left."""

from __future__ import annotations

import gc
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from pelican.log import console

from newsdigest.errors import NewsDigestError
from newsdigest.locking import Lock
from newsdigest.site.defaults import Settings
from newsdigest.site.output import Output
from newsdigest.workers import end_all, uncollected

_SAFE = "the site and the article files are whole; mend it and build again"


class Turn:
    """Holds the digest's lock until it ends; each step of the build runs ``with`` it, so that a failure ends it.

    The cyclic garbage collector is off meanwhile: it would walk millions of small values, none in a cycle, again and
    again. What is left of them at the end is none of its business either, so that the process ends at once; only where
    one process builds again and again does the next build have it collected.
    """

    def __init__(self, settings: Settings) -> None:
        if gc.get_freeze_count():
            gc.unfreeze()
            gc.collect()
        self._paused = ExitStack()
        self._paused.enter_context(uncollected())
        self.output = Output(Path(settings["OUTPUT_PATH"]))
        folder = Path(settings["CACHE_PATH"]) / "newsdigest"
        self._cache = str(folder)
        self._lock = Lock(folder / "lock")
        with self:
            self._lock.acquire(console.print)
            self.output.discard()  # what a killed build left

    def end(self) -> None:
        """Let the next build begin."""
        end_all()
        self.output.discard()
        self._lock.release()
        gc.freeze()
        self._paused.close()

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> Literal[False]:
        """End with an error; one of the disk is told in words."""
        if error is not None:
            self.end()
        if isinstance(error, OSError) and error.strerror:
            # The system does not say which file could not be written to its end.
            where = error.filename or "a disk that the output, the content or the cache lies on"
            raise NewsDigestError(str(where), error.strerror, _SAFE) from error
        if isinstance(error, sqlite3.OperationalError):
            raise NewsDigestError(self._cache, str(error), _SAFE) from error
        return False
