"""What the last build was made from and what it wrote, so that the next one does only what is left to do."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

Stat = tuple[int, int]
"""Size in bytes and time of last change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One build: ``stamp`` of what all pages share, ``inputs`` of all it read, a fingerprint a part, its files.

    ``tree`` stands for everything in the output folder, so that a build with nothing to do need not know the files.
    """

    stamp: str = ""
    inputs: str = ""
    articles: int = 0
    failures: tuple[str, ...] = ()
    tree: str = ""
    names: Mapping[str, Sequence[str] | None] = field(default_factory=dict)
    """Names that each template uses; none where that cannot be known."""
    parts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Stat] = field(default_factory=dict)


LONG = ("names", "parts", "files")


def load(path: Path) -> Manifest:
    """Read the last build's manifest; one that is missing or not ours is as good as none."""
    try:
        head, _, rest = path.read_bytes().partition(b"\n")
        long = json.loads(rest)
        files = {str(name): (int(size), int(when)) for name, (size, when) in long["files"].items()}
        return replace(_of(head), names=dict(long["names"]), parts=dict(long["parts"]), files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Manifest()


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
    """Write a manifest as a whole or not at all: a line of what is short, and a line of the rest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    told = {each.name: getattr(manifest, each.name) for each in fields(manifest)}
    long = {name: told.pop(name) for name in LONG}
    temporary.write_text(f"{json.dumps(told)}\n{json.dumps(long)}", "utf-8")
    temporary.replace(path)


def stats(folder: Path, names: Iterable[str], below: str = "") -> dict[str, Stat]:
    """Return size and time of the named files of a folder; those that are missing are left out.

    ``below`` is where to look for them, such as ``pagefind/``; empty for everywhere.
    """
    wanted = set(names)
    return {
        inside + name: (size, when)
        for inside, files in _walk(folder, below)
        for name, size, when in files
        if inside + name in wanted
    }


class Tree:
    """Everything below a folder, as ``stamp``: a short text that differs when any file does, in name, size or time."""

    def __init__(self, folder: Path) -> None:
        self._found = list(_walk(folder))
        stamp = hashlib.blake2b(digest_size=16)
        for inside, files in self._found:
            stamp.update(f"{inside}{files}".encode("utf-8", "surrogatepass"))
        self.stamp = stamp.hexdigest()

    def names(self) -> Iterator[str]:
        """Yield the name of each file."""
        return (inside + name for inside, files in self._found for name, _, _ in files)


def _walk(folder: Path, below: str = "") -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    """Yield each folder below one (as it begins the names in it) with name, size and time of its files.

    The order is the system's, which is the same as long as nothing changes.
    """
    waiting = [(below, str(folder / below))]
    while waiting:
        inside, path = waiting.pop()
        files = []
        try:
            entries = os.scandir(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{inside}{entry.name}/", entry.path))
                elif not (entry.is_symlink() and entry.is_dir()):  # a folder of somewhere else is none of ours
                    about = entry.stat(follow_symlinks=False)
                    files.append((entry.name, about.st_size, about.st_mtime_ns))
        yield inside, files
