"""What lies in the folder of articles. Needs nothing that is slow."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

Stat = tuple[int, int]
"""Size in bytes and time of last change in nanoseconds."""
NO_FILE: Stat = (-1, -1)
"""What no file has."""


def look(folder: Path) -> dict[str, Stat]:
    """Return size and time of every file below a folder, in the order of names; hidden ones are nobody's business.

    A folder that is linked to from there is not looked into.
    """
    found: dict[str, Stat] = {}
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            entries = os.scandir(f"{folder}/{inside}")
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{inside}{entry.name}/")
                elif not entry.is_dir() and (about := _stat(entry)):
                    found[inside + entry.name] = about.st_size, about.st_mtime_ns
    return dict(sorted(found.items()))


def _stat(entry: os.DirEntry[str]) -> os.stat_result | None:
    """Return the status of a file, or of a link that leads nowhere; none of one that was just taken away."""
    for follow in (True, False):
        with suppress(FileNotFoundError):
            return entry.stat(follow_symlinks=follow)
    return None
