"""What the last build was made from and what it wrote, so that the next one does only what is left to do."""

from __future__ import annotations

import json
import math
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import BinaryIO, TypeVar
from zlib import crc32

from newsdigest.folder import Stat
from newsdigest.workers import each

File = tuple[str, int, int]
"""Name in its folder, with size and time of last change."""
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One build: ``stamp`` of what all pages share, ``inputs`` of all it read, a fingerprint a part, its files.

    ``tree`` stands for everything in the output folder, so that a build with nothing to do need not know the files.
    """

    stamp: str = ""
    inputs: str = ""
    total: int = 0
    """Articles shown."""
    failures: tuple[str, ...] = ()
    tree: str = ""
    names: Mapping[str, Sequence[str] | None] = field(default_factory=dict)
    """Names that each template uses; none where that cannot be known."""
    parts: Mapping[str, str] = field(default_factory=dict)
    articles: Sequence[Sequence[str]] = ()
    """Slug and fingerprint of the article on each row of its exports."""
    people: Sequence[Sequence[str]] = ()
    """The same of the exported people."""
    files: Mapping[str, Stat] = field(default_factory=dict)


LONG = ("names", "parts", "articles", "people", "files")
MANY = 500  # folders from which it is worth while to look into them on all cores
SHARES = 8  # of the folders, so that no process waits long for another


def load(path: Path) -> Manifest:
    """Read the last build's manifest; one that is missing or not ours is as good as none."""
    try:
        with path.open("rb") as file:
            head, names = _of(file.readline()), json.loads(file.readline())
            pairs = [_texts(_column(file)) for _ in range(6)]
            files, sizes, times = _texts(_column(file)), _numbers(_column(file)), _numbers(_column(file))
        return replace(
            head,
            names=dict(names),
            parts=dict(zip(*pairs[:2], strict=True)),
            articles=tuple(zip(*pairs[2:4], strict=True)),
            people=tuple(zip(*pairs[4:], strict=True)),
            files=dict(zip(files, zip(sizes, times, strict=True), strict=True)),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Manifest()


def _column(file: BinaryIO) -> bytes:
    """Read a column: the number of its bytes on a line, and these."""
    size = int(file.readline())
    data = file.read(size)
    if len(data) != size:
        raise ValueError("it ends in the middle")
    return data


def _texts(column: bytes) -> list[str]:
    return column.decode("utf-8", "surrogatepass").split("\0")[:-1]


def _numbers(column: bytes) -> array[int]:
    return array("q", column)


def glance(path: Path) -> Manifest:
    """Read the last build's manifest without its parts and files, of which a large digest has very many."""
    try:
        with path.open("rb") as file:
            return _of(file.readline())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Manifest()


def _of(head: bytes) -> Manifest:
    found = json.loads(head)
    return Manifest(**{**found, "failures": tuple(found["failures"])})


def save(path: Path, manifest: Manifest) -> None:
    """Write a manifest as a whole or not at all: a line of what is short, a line of names, and columns of the rest.

    Of a hundred thousand files, columns are written and read in a fifth of the time that JSON takes.
    """
    told = {each.name: getattr(manifest, each.name) for each in fields(manifest) if each.name not in LONG}
    rows = ([row[at] for row in rows] for rows in (manifest.articles, manifest.people) for at in (0, 1))
    texts = (manifest.parts, manifest.parts.values(), *rows, manifest.files)
    numbers = ([stat[at] for stat in manifest.files.values()] for at in (0, 1))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        file.write(f"{json.dumps(told)}\n{json.dumps(manifest.names)}\n".encode())
        for column in (*map(_of_texts, texts), *(array("q", column).tobytes() for column in numbers)):
            file.write(b"%d\n" % len(column))
            file.write(column)
    temporary.replace(path)


def _of_texts(texts: Iterable[str]) -> bytes:
    return "".join([f"{text}\0" for text in texts]).encode("utf-8", "surrogatepass")


def stats(folder: Path, below: str = "") -> dict[str, Stat]:
    """Return size and time of every file below a folder, by name.

    ``below`` is where to look for them, such as ``pagefind/``; empty for everywhere.
    """
    found: dict[str, Stat] = {}
    for share in _shared(_by_name, folder, below):
        found |= share
    return found


def tree(files: Mapping[str, Stat]) -> str:
    """Return a short text that differs when any of the files does, in name, size or time."""
    return f"{_sum([('', [(name, size, when) for name, (size, when) in files.items()])]):x}"


def tree_of(folder: Path) -> str:
    """Return ``tree`` of all files below a folder, sooner than by reading ``stats``."""
    return f"{sum(_shared(_sum, folder)):x}"


def _by_name(folders: Iterable[tuple[str, Sequence[File]]]) -> dict[str, Stat]:
    return {inside + name: (size, when) for inside, files in folders for name, size, when in files}


def _sum(folders: Iterable[tuple[str, Sequence[File]]]) -> int:
    """Add up what stands for each file, so that their order does not matter.

    To hash each would take three times as long.
    """
    return sum(
        [
            crc32(f"{inside}{name}/{size}".encode("utf-8", "surrogatepass")) * (when + 1)
            for inside, files in folders
            for name, size, when in files
        ]
    )


def _shared(
    told: Callable[[Iterable[tuple[str, Sequence[File]]]], Told], folder: Path, below: str = ""
) -> Iterator[Told]:
    """Yield what is told of all folders, in shares; where they are many, on all cores."""
    waiting = [below]
    yield told(_walk(folder, waiting, MANY))
    shares = [waiting[start::SHARES] for start in range(SHARES)] if waiting else []
    yield from each(lambda share: told(_walk(folder, share)), shares, few=2)


def _walk(folder: Path, waiting: list[str], most: float = math.inf) -> Iterator[tuple[str, Sequence[File]]]:
    """Yield some folders and those below, with the files in each; ``most`` to look into then stay in ``waiting``."""
    while waiting and len(waiting) < most:
        level = waiting.copy()
        waiting.clear()
        for inside in level:
            files, folders = _look(folder, inside)
            waiting += folders
            yield inside, files


def _look(folder: Path, inside: str) -> tuple[list[File], list[str]]:
    """Return the files in one folder and the folders in it, named by how they begin the names in them."""
    files: list[File] = []
    folders: list[str] = []
    try:
        entries = os.scandir(f"{folder}/{inside}")
    except (FileNotFoundError, NotADirectoryError):
        return files, folders
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{inside}{entry.name}/")
            elif not (entry.is_symlink() and entry.is_dir()):  # a folder of somewhere else is none of ours
                about = entry.stat(follow_symlinks=False)
                files.append((entry.name, about.st_size, about.st_mtime_ns))
    return files, folders
