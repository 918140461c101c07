"""The cache: what was cleaned, filed and annotated before, in one SQLite file that may be deleted at any time."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, fields, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, TypeVar, get_type_hints

from msgspec import to_builtins
from msgspec.json import Decoder, encode

from newsdigest.folder import NO_FILE
from newsdigest.model import Cleaned, Entry, Failure

_TABLES = {
    "meta": "fingerprint TEXT",
    # Files of scrapes, with the failures in them.
    "files": "name TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, terms TEXT, failures BLOB",
    # Cleaned articles, with the hash of the article file that was written for them.
    "articles": "origin TEXT PRIMARY KEY, file TEXT, place INTEGER, url TEXT, age TEXT, filed TEXT, cleaned BLOB",
    # Article files as they were last seen.
    "shelf": "name TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, origin TEXT, url TEXT, slug TEXT, "
    "ours INTEGER, body TEXT, key TEXT",
    # Entries, by the hash of their article file's text.
    "entries": "key TEXT PRIMARY KEY, entry BLOB, text BLOB",
}
_FORMAT = "JSON"  # of the values: not MessagePack, in which times lose their time zone
_MANY = 1000  # entries from which on it takes less time to read all than to look each up
_TEXTS = 32  # of entries that are kept for who asks again
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS articles_of_file ON articles (file, place)",
    "CREATE INDEX IF NOT EXISTS articles_of_url ON articles (url) WHERE url != ''",
)

Connection = TypeVar("Connection")

_FIELDS = [field.name for field in fields(Entry)]
_STAMP, _TEXT = map(_FIELDS.index, ("stamp", "text"))
# Values of our own classes and nothing else, so that a cache from elsewhere cannot run code.
_FAILURES = Decoder(tuple[Failure, ...])
_CLEANED = Decoder(Cleaned)
_ENTRY: Decoder[Any] = Decoder(
    tuple[tuple({**get_type_hints(Entry), "text": tuple[int, ...]}[name] for name in _FIELDS)]  # type: ignore[misc]
)
_WORDS: Decoder[tuple[str, tuple[str, ...]]] = Decoder(tuple[str, tuple[str, ...]])


@dataclass(frozen=True, slots=True)
class TextApart:
    """The text of an entry, which is read whenever it is asked for."""

    key: str
    lengths: tuple[int, ...]
    read: Callable[[str], tuple[str, tuple[str, ...]]] = field(compare=False, repr=False)

    @property
    def markdown(self) -> str:
        """The body as its file has it."""
        return self.read(self.key)[0]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Plain text of the body's blocks."""
        return self.read(self.key)[1]


def in_each_process(connect: Callable[[], Connection]) -> Callable[[], Connection]:
    """Return what gives a connection that every process opens for itself, once: SQLite's must not outlive a fork."""
    opened: dict[int, Connection] = {}

    def get() -> Connection:
        process = os.getpid()
        if process not in opened:
            opened[process] = connect()
        return opened[process]

    return get


class Texts:
    """Reads the texts of entries by key; every process opens the cache for itself."""

    def __init__(self, path: Path) -> None:
        self._db = in_each_process(lambda: sqlite3.connect(path, timeout=600))
        # A page asks several times for the text of its article.
        self.read = lru_cache(maxsize=_TEXTS)(self._read)

    def _read(self, key: str) -> tuple[str, tuple[str, ...]]:
        (blob,) = self._db().execute("SELECT text FROM entries WHERE key = ?", (key,)).fetchone()
        return _WORDS.decode(blob)


@dataclass(frozen=True, slots=True)
class Status:
    """A file of scrapes as it was when it was cleaned."""

    size: int
    mtime_ns: int
    terms: str = ""
    """Of a file in which something failed: what else that depended on, such as the limits."""


@dataclass(frozen=True, slots=True)
class Row:
    """A cleaned article without its text."""

    origin: str
    url: str
    age: str
    """Sorts the scrapes of one address: the later, the greater."""
    filed: str = ""
    """Hash of the article file's text that was written for it; empty before that."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """An article file as it was last seen."""

    name: str
    size: int
    mtime_ns: int
    origin: str
    url: str
    slug: str
    ours: bool
    """The seal was whole, so the plugin may write the file again."""
    body: str
    """Hash of the text below the head."""
    key: str
    """Hash of the whole text."""


class Cache:
    """Everything that saves work, valid for one fingerprint.

    A cache of another fingerprint, a foreign or a damaged one is emptied: all doubt means doing the work again.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "newsdigest.sqlite"
        self._texts = Texts(path)
        self._mark = fingerprint[:8]
        # A cache of another version may have other columns, and other values in them.
        fingerprint = f"{fingerprint} {_TABLES} {_FORMAT}"
        try:
            self._db = self._open(path, fingerprint)
        except sqlite3.OperationalError:  # the disk is full or may not be written to; the cache itself is sound
            raise
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
            db.execute("CREATE TABLE IF NOT EXISTS meta (fingerprint TEXT)")
            if db.execute("SELECT fingerprint FROM meta").fetchall() != [(fingerprint,)]:
                with db:
                    # Dropped, not emptied: the tables of another version may have other columns.
                    for table in _TABLES:
                        db.execute(f"DROP TABLE IF EXISTS {table}")
                    db.execute("CREATE TABLE meta (fingerprint TEXT)")
                    db.execute("INSERT INTO meta VALUES (?)", (fingerprint,))
            for table, columns in _TABLES.items():
                db.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
            for index in _INDEXES:
                db.execute(index)
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

    def commit(self) -> None:
        """Make sure of what was put so far."""
        self._db.commit()

    # -- files of scrapes and what came out of them

    def known_files(self) -> dict[str, Status]:
        """Every file whose result is here, as it was then."""
        found = self._db.execute("SELECT name, size, mtime_ns, terms FROM files")
        return {name: Status(*status) for name, *status in found}

    def put_articles(self, name: str, place: int, cleaned: Iterable[tuple[Row, bytes]], *, first: bool) -> None:
        """Keep what came out of a file, or of a share of it, as ``dumps`` wrote it; its articles stand from a place on.

        ``first`` forgets what came out of it before. What is not followed by ``put_file`` is done again.
        """
        rows = [
            (row.origin, name, number, row.url, row.age, row.filed, value)
            for number, (row, value) in enumerate(cleaned, place)
        ]
        with self._db:
            if first:
                self._db.execute("DELETE FROM articles WHERE file = ?", (name,))
                self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, '', x'')", (name, *NO_FILE))
            self._db.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def put_file(self, name: str, status: Status, failures: tuple[Failure, ...]) -> None:
        """Note that all of a file is here; at once, so that a killed run is not done again."""
        with self._db:
            told = dumps(failures) if failures else b""
            self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", (name, *astuple(status), told))

    def forget_files_except(self, names: set[str]) -> None:
        """Drop results of files that are gone."""
        gone = [(name,) for name in self.known_files() if name not in names]
        with self._db:
            self._db.executemany("DELETE FROM files WHERE name = ?", gone)
            self._db.executemany("DELETE FROM articles WHERE file = ?", gone)

    def failures(self) -> Iterator[Failure]:
        """The failures of each file that has any, in the order of the files' names."""
        for (blob,) in self._db.execute("SELECT failures FROM files WHERE length(failures) > 0 ORDER BY name"):
            yield from _FAILURES.decode(blob)

    def rows(self) -> list[Row]:
        """Every cleaned article, in the order of the files' names and of the members in them."""
        return [
            Row(*row) for row in self._db.execute("SELECT origin, url, age, filed FROM articles ORDER BY file, place")
        ]

    def cleaned(self, origin: str) -> Cleaned:
        """The cleaned article of a scrape; KeyError where there is none."""
        row = self._db.execute("SELECT cleaned FROM articles WHERE origin = ?", (origin,)).fetchone()
        if row is None:
            raise KeyError(origin)
        return _CLEANED.decode(row[0])

    def put_filed(self, keys: Iterable[tuple[str, str]]) -> None:
        """Note for each origin the hash of the article file's text that was written for it."""
        with self._db:
            self._db.executemany("UPDATE articles SET filed = ? WHERE origin = ?", [(key, one) for one, key in keys])

    # -- article files

    def shelf(self) -> dict[str, Shelved]:
        """Article files as they were last seen, by name."""
        found = self._db.execute("SELECT name, size, mtime_ns, origin, url, slug, ours, body, key FROM shelf")
        rows: list[Any] = found.fetchall()
        return {row[0]: Shelved(*row) for row in rows}

    def put_shelf(self, seen: Iterable[Shelved], gone: Iterable[str]) -> None:
        """Keep how article files look now, and forget those that are gone."""
        with self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO shelf VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [astuple(one) for one in seen]
            )
            self._db.executemany("DELETE FROM shelf WHERE name = ?", [(name,) for name in gone])

    # -- entries

    def entries(self, keys: Set[str] | None = None) -> dict[str, Entry]:
        """The entries that are here for article files' texts, by their hashes; what they say is read when needed.

        Those of all texts that are here, unless their hashes are given.
        """
        if keys is None or len(keys) > _MANY:
            rows: Iterable[tuple[str, bytes]] = self._db.execute("SELECT key, entry FROM entries")
        else:
            found = (self._db.execute("SELECT key, entry FROM entries WHERE key = ?", (key,)) for key in keys)
            rows = chain.from_iterable(found)
        return {key: self._entry(key, entry) for key, entry in rows if keys is None or key in keys}

    def _entry(self, key: str, kept: bytes) -> Entry:
        """Read an entry, and lead it to its text."""
        values = list(_ENTRY.decode(kept))
        values[_STAMP] = self._stamp(key)
        values[_TEXT] = TextApart(key, values[_TEXT], self._texts.read)
        return Entry(*values)

    def put_entry(self, key: str, entry: Entry) -> Entry:
        """Keep an entry under the hash of its file's text, and its text apart from it; return it as it is kept."""
        lengths = entry.text.lengths
        kept = [lengths if name == "text" else getattr(entry, name) for name in _FIELDS]
        text = entry.text.markdown, entry.text.paragraphs
        self._db.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (key, encode(kept), encode(text)))
        return replace(entry, stamp=self._stamp(key), text=TextApart(key, lengths, self._texts.read))

    def _stamp(self, key: str) -> str:
        """Return what differs whenever the text of an article file does, or what reads it."""
        return f"{key[:24]}{self._mark}"

    def forget_entries_except(self, keys: set[str]) -> None:
        """Drop entries of texts that are gone."""
        present = {key for (key,) in self._db.execute("SELECT key FROM entries")}
        self._db.executemany("DELETE FROM entries WHERE key = ?", [(key,) for key in present - keys])


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write in another's place; a build that runs beside this one finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def dumps(value: Any) -> bytes:
    """Write a value as the cache keeps it, with ? for half of a character, which JSON can name and no file can hold."""
    try:
        return encode(value)
    except UnicodeEncodeError:
        return json.dumps(to_builtins(value), ensure_ascii=False).encode("utf-8", "replace")
