"""The folder of the built site: what is written, only where it differs, and what is left over from before."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsdigest.errors import SettingsError


class Output:
    """Writes files below one folder and remembers their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: set[str] = set()
        self._made: set[str] = set()

    def write(self, name: str, data: bytes) -> None:
        """Write a file unless it already holds this; two files of one name are an error."""
        self.claim(name)
        put(self.folder, name, data, self._made)

    def claim(self, name: str) -> None:
        """Take a name for one file of this build."""
        if name in self.names:
            raise SettingsError(name, "two pages have this address", "change the Slug: of one, or a …_URL setting")
        self.names.add(name)

    def keep(self, name: str) -> None:
        """Count a file that another part has written, or that is unchanged."""
        self.names.add(name)

    def remove_others(self, retained: Iterable[str] = ()) -> int:
        """Remove every file that this build did not make, and folders left empty; return their number."""
        tops = set(retained)
        others = [name for name in files(self.folder) if name not in self.names and name.split("/")[0] not in tops]
        self.remove(others)
        return len(others)

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, and the folders that they leave empty."""
        names = list(names)
        for name in names:
            (self.folder / name).unlink(missing_ok=True)
        for parent in sorted({Path(name).parent for name in names}, key=lambda each: -len(each.parts)):
            _remove_empty(self.folder, parent)


def put(folder: Path, name: str, data: bytes, made: set[str]) -> bool:
    """Write one file unless it already holds this; ``made`` are the folders known to exist."""
    target = os.path.join(folder, name)  # noqa: PTH118 -- ten thousand times a build: Path costs a tenth of it
    try:
        with open(target, "rb") as file:  # noqa: PTH123
            if file.read() == data:
                return False
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        parent = os.path.dirname(target)  # noqa: PTH120
        if parent not in made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            made.add(parent)
    with open(target, "wb") as file:  # noqa: PTH123
        file.write(data)
    return True


def files(folder: Path) -> Iterator[str]:
    """Yield the names of all files below a folder, relative to it."""
    for base, _, names in os.walk(folder):
        inside = Path(base).relative_to(folder).as_posix()
        yield from (name if inside == "." else f"{inside}/{name}" for name in names)


def _remove_empty(folder: Path, parent: Path) -> None:
    """Remove a folder and those above it, up to the first that holds something."""
    while parent.parts:
        try:
            (folder / parent).rmdir()
        except OSError:
            return
        parent = parent.parent
