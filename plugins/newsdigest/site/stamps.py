"""Short texts that stand for long ones and for files, and differ when they do. Needs nothing that is slow."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path


def digest(text: str) -> str:
    """Return a short hash of a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def stats(folders: Iterable[Path]) -> str:
    """Return a fingerprint of name, size and time of last change of every file below the folders."""
    return digest("\n".join(line for folder in folders for line in _stats(str(folder))))


def _of_file(path: str) -> str:
    """Return size and time of last change of a file; a dash where there is none."""
    try:
        about = os.stat(path)  # noqa: PTH116
    except OSError:
        return "-"
    return f"{about.st_size} {about.st_mtime_ns}"


def _stats(folder: str) -> Iterator[str]:
    """Yield a line for each file below a folder, or for a file itself."""
    try:
        found = sorted(os.scandir(folder), key=lambda each: each.name)
    except (FileNotFoundError, NotADirectoryError):
        yield f"{folder} {_of_file(folder)}"
        return
    yield folder
    for each in found:
        if each.name == "__pycache__":
            continue
        if each.is_dir():
            yield from _stats(each.path)
        else:
            about = each.stat(follow_symlinks=False)
            yield f"{each.name} {about.st_size} {about.st_mtime_ns}"
