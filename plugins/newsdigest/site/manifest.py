"""What the last build was made from and what it wrote, so that the next one does only what is left to do."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

Stat = tuple[int, int]
"""Size in bytes and time of last change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One build: ``stamp`` of what all pages share, ``inputs`` of all it read, a fingerprint a part, its files."""

    stamp: str = ""
    inputs: str = ""
    articles: int = 0
    failures: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Stat] = field(default_factory=dict)


def load(path: Path) -> Manifest:
    """Read the last build's manifest; one that is missing or not ours is as good as none."""
    try:
        found = json.loads(path.read_bytes())
        files = {str(name): (int(size), int(when)) for name, (size, when) in found.pop("files").items()}
        return Manifest(**{**found, "failures": tuple(found["failures"]), "files": files})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Manifest()


def save(path: Path, manifest: Manifest) -> None:
    """Write a manifest as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(asdict(manifest)), "utf-8")
    temporary.replace(path)


def stats(folder: Path, names: Iterable[str], below: str = "") -> dict[str, Stat]:
    """Return size and time of the named files of a folder; those that are missing are left out.

    ``below`` is where to look for them, such as ``pagefind/``; empty for everywhere.
    """
    wanted = set(names)
    found: dict[str, Stat] = {}
    waiting = [(below, str(folder / below))]
    while waiting:
        prefix, path = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append((name + "/", entry.path))
            elif name in wanted:
                about = entry.stat(follow_symlinks=False)
                found[name] = (about.st_size, about.st_mtime_ns)
    return found
