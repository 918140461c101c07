"""What was computed before, in an SQLite file that may be deleted at any time.

Every value is kept under a hash of all that it depends on, so what is remembered is what would be computed: with the
file or without it the digest is the same. Values that a run did not ask for are dropped at its end.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

_SCHEMA = "CREATE TABLE IF NOT EXISTS known (key BLOB PRIMARY KEY, value TEXT, run INTEGER) WITHOUT ROWID"


class Memory:
    """Remembers values that JSON can hold; without a folder, only for itself."""

    def __init__(self, folder: Path | None = None) -> None:
        self.computed: Counter[str] = Counter()
        """How many values of each kind this run had to compute."""
        path = ":memory:"
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            path = str(folder / "corpus.sqlite")
        try:
            self._open(path)
        except sqlite3.DatabaseError:
            Path(path).unlink(missing_ok=True)
            self._open(path)

    def _open(self, path: str) -> None:
        self._db = sqlite3.connect(path, timeout=600)
        try:
            self._db.execute(_SCHEMA)
            (last,) = self._db.execute("SELECT coalesce(max(run), 0) FROM known").fetchone()
        except sqlite3.DatabaseError:
            self._db.close()
            raise
        self._run = last + 1
        self._used: list[tuple[int, bytes]] = []

    def recall(self, kind: str, depends: Iterable[object], compute: Callable[[], Any]) -> Any:
        """Give what is remembered for all that the value depends on, else compute and remember it."""
        key = hashlib.blake2b(repr((kind, *depends)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        row = self._db.execute("SELECT value FROM known WHERE key = ?", (key,)).fetchone()
        if row:
            self._used.append((self._run, key))
            return json.loads(row[0])
        self.computed[kind] += 1
        value = compute()
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        self._db.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?)", (key, text, self._run))
        return value

    def __enter__(self) -> Memory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._db.executemany("UPDATE known SET run = ? WHERE key = ?", self._used)
            self._db.execute("DELETE FROM known WHERE run < ?", (self._run,))
        self._db.commit()
        self._db.close()


def mark(*parts: object) -> int:
    """Short name of something by all that matters of it; marks of several can be joined with ``^``."""
    digest = hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")
