"""The cache: what was cleaned and annotated before, in one SQLite file that may be deleted at any time."""

from __future__ import annotations

import io
import pickle
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (fingerprint TEXT);
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, result BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, entry BLOB) WITHOUT ROWID;
"""
_SAFE_MODULES = ("newsdigest.model", "newsdigest.pipeline")
_SAFE_NAMES = {("datetime", "datetime"), ("datetime", "date"), ("datetime", "timezone"), ("datetime", "timedelta")}


class _Unpickler(pickle.Unpickler):
    """Reads only the values of this package, so that a cache from elsewhere cannot run code."""

    def find_class(self, module: str, name: str) -> Any:
        """Allow our dataclasses and points in time."""
        if module in _SAFE_MODULES or (module, name) in _SAFE_NAMES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in the cache")


class Cache:
    """Results by file of scrapes and entries by text of article file, valid for one fingerprint.

    A cache of another fingerprint, a foreign or a damaged one is emptied: all doubt means doing the work again.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "newsdigest.sqlite"
        try:
            self._db = self._open(path, fingerprint)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._db = self._open(path, fingerprint)

    @staticmethod
    def _open(path: Path, fingerprint: str) -> sqlite3.Connection:
        # A build that runs beside another waits for it here; losing the last moments to a power cut costs only work.
        db = sqlite3.connect(path, timeout=600)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.executescript(_SCHEMA)
            if db.execute("SELECT fingerprint FROM meta").fetchall() != [(fingerprint,)]:
                with db:
                    for table in ("meta", "files", "entries"):
                        db.execute(f"DELETE FROM {table}")  # noqa: S608 -- names from this line
                    db.execute("INSERT INTO meta VALUES (?)", (fingerprint,))
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.commit()
        self._db.close()

    def known_files(self) -> dict[str, tuple[int, int]]:
        """Size and time of last change (ns) of every file whose result is here."""
        return {name: (size, mtime) for name, size, mtime in self._db.execute("SELECT name, size, mtime_ns FROM files")}

    def put_file(self, name: str, size: int, mtime_ns: int, result: Any) -> None:
        """Keep the result of one file of scrapes; on disk at once, so that a killed run is not done again."""
        blob = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (name, size, mtime_ns, blob))

    def forget_files_except(self, names: set[str]) -> None:
        """Drop results of files that are gone."""
        gone = [(name,) for name in self.known_files() if name not in names]
        with self._db:
            self._db.executemany("DELETE FROM files WHERE name = ?", gone)

    def file(self, name: str) -> Any:
        """The result of one file, or None."""
        row = self._db.execute("SELECT result FROM files WHERE name = ?", (name,)).fetchone()
        return _load(row[0]) if row else None

    def files(self) -> Iterator[Any]:
        """All results, in the order of the files' names."""
        for (blob,) in self._db.execute("SELECT result FROM files ORDER BY name"):
            yield _load(blob)

    def entry(self, key: str) -> Any:
        """The entry for an article file's text by its hash, or None."""
        row = self._db.execute("SELECT entry FROM entries WHERE key = ?", (key,)).fetchone()
        return _load(row[0]) if row else None

    def put_entry(self, key: str, entry: Any) -> None:
        """Keep an entry under the hash of its file's text."""
        self._db.execute("INSERT OR REPLACE INTO entries VALUES (?, ?)", (key, pickle.dumps(entry, -1)))

    def forget_entries_except(self, keys: set[str]) -> None:
        """Drop entries of texts that are gone."""
        present = {key for (key,) in self._db.execute("SELECT key FROM entries")}
        self._db.executemany("DELETE FROM entries WHERE key = ?", [(key,) for key in present - keys])


def _load(blob: bytes) -> Any:
    return _Unpickler(io.BytesIO(blob)).load()
