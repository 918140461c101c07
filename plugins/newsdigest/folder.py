"""What lies in the folder of articles. Needs nothing that is slow."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from pathlib import Path

Stat = tuple[int, int]
"""Size in bytes and time of last change in nanoseconds."""


def look(folder: Path) -> dict[str, Stat]:
    """Return size and time of every file below a folder, in the order of names; hidden ones are nobody's business.

    A folder that is linked to from there is not looked into.
    """
    found: dict[str, Stat] = {}
    waiting = deque([""])
    while waiting:
        inside = waiting.popleft()
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(f"{folder}/{inside}") as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if entry.is_dir():
                    if not entry.is_symlink():
                        waiting.append(f"{inside}{name}/")
                    continue
                about = entry.stat()
                found[inside + name] = about.st_size, about.st_mtime_ns
    return dict(sorted(found.items()))
