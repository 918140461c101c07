"""The folder of the built site: what is written, only where it differs, and what is left over from before.

A web server may read the folder while it is built. Everything is made in a folder of its own first, ``.next``, and
published at the end of the build by renaming, in an order that keeps every link good that a reader can come upon: what
is new, then what changed, the assets before the pages and the front page last, then what is gone. So no reader gets
half a file or a link that leads nowhere; for the moment of the renaming, one page may be of the last build and the next
one of this. A build that fails or is killed before that has not touched the site.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsdigest.errors import SettingsError

NEXT = ".next"
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
MADE = f"{NEXT}/site"
"""Inside the folder itself: nothing else is sure to lie on the same disk."""


class Output:
    """Writes files below one folder and remembers their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = folder / MADE
        """Where Pelican's own generators write, too."""
        self.scratch = folder / NEXT / "scratch"
        """For what is needed while building."""
        self.names: set[str] = set()
        self._kept: set[str] = set()
        self._folders: dict[str, bool] = {}

    def write(self, name: str, data: bytes) -> None:
        """Write a file unless it already holds this; two files of one name are an error."""
        self.claim(name)
        put(self.folder, name, data, self._folders)

    def claim(self, name: str) -> None:
        """Take a name for one file of this build."""
        if name in self.names:
            raise SettingsError(name, "two pages have this address", "change the Slug: of one, or a …_URL setting")
        self.names.add(name)

    def keep(self, name: str) -> None:
        """Count a file that another part has written, or that is unchanged."""
        self.names.add(name)
        self._kept.add(name)

    def path(self, name: str) -> Path:
        """Return where a file of this build lies until it is published."""
        made = self.made / name
        return made if made.exists() else self.folder / name

    def spare_unchanged(self) -> None:
        """Drop what others made again just as it was: Pelican copies every static file every time."""
        for name in self._kept:
            made, target = self.made / name, self.folder / name
            if made.is_file() and target.is_file() and _same(made, target):
                made.unlink()

    def publish(self) -> None:
        """Put what was made in its place."""
        new, changed = _sorted_out(self.made, self.folder)
        made, folder = str(self.made), str(self.folder)
        for name in sorted(new, key=_front_last) + sorted(changed, key=_front_last):
            os.replace(f"{made}/{name}", f"{folder}/{name}")  # noqa: PTH105
        self.discard()

    def discard(self) -> None:
        """Remove what was made and not published."""
        shutil.rmtree(self.folder / NEXT, ignore_errors=True)

    def others(self, names: Iterable[str], retained: Iterable[str] = ()) -> list[str]:
        """Return those of the names of files that this build did not make and that no setting retains."""
        tops = set(retained)
        return [name for name in names if name not in self.names and name.split("/")[0] not in tops]

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, and the folders that they leave empty."""
        names = list(names)
        for name in names:
            (self.folder / name).unlink(missing_ok=True)
        for parent in sorted({Path(name).parent for name in names}, key=lambda each: -len(each.parts)):
            _remove_empty(self.folder, parent)


def put(folder: Path, name: str, data: bytes, known: dict[str, bool]) -> bool:
    """Make one file, to be published, unless it already holds this.

    ``known`` remembers from one file to the next which folders exist.
    """
    # Strings, not paths: ten thousand times a build they would cost a tenth of it.
    inside, _, last = name.rpartition("/")
    published = f"{folder}/{inside}"
    if _there(published, known):
        try:
            with open(f"{published}/{last}", "rb") as file:  # noqa: PTH123
                if os.fstat(file.fileno()).st_size == len(data) and file.read() == data:
                    return False
        except (FileNotFoundError, IsADirectoryError):
            pass
    made = f"{folder}/{MADE}/{inside}"
    _make(made, known)
    _write(f"{made}/{last}", data)
    return True


def _there(folder: str, known: dict[str, bool]) -> bool:
    """Whether a folder exists; of one in a folder that does not, the system is not asked."""
    found = known.get(folder)
    if found is None:
        above = os.path.dirname(folder)  # noqa: PTH120
        # Above a relative path's first folder is the one that the build runs in.
        found = (above in ("", folder) or _there(above, known)) and os.path.isdir(folder)  # noqa: PTH112
        known[folder] = found
    return found


def _write(path: str, data: bytes) -> None:
    """Write a file; without what Python's own files ask of the system besides, a fifth of what making one costs."""
    descriptor = os.open(path, _FLAGS, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


def _sorted_out(made: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Return what ``folder`` does not have, whole folders as one, and the files that it has."""
    new: list[str] = []
    changed: list[str] = []
    waiting = [""] if made.is_dir() else []
    while waiting:
        inside = waiting.pop()
        there = {each.name for each in os.scandir(folder / inside)}
        for each in os.scandir(made / inside):
            name = inside + each.name
            if each.name not in there:
                new.append(name)
            elif each.is_dir(follow_symlinks=False):
                waiting.append(name + "/")
            else:
                changed.append(name)
    return new, changed


def _front_last(name: str) -> tuple[bool, int, str]:
    """Order assets before pages, and the pages that link to most others last."""
    return name.endswith(".html"), -name.count("/"), name


def _make(folder: str, known: dict[str, bool]) -> None:
    """Make a folder and those above it, asking the system only for those that are not known to exist."""
    if known.get(folder):
        return
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileNotFoundError:
        _make(os.path.dirname(folder), known)  # noqa: PTH120
        _make(folder, known)
    except FileExistsError:
        if not os.path.isdir(folder):  # noqa: PTH112
            raise
    known[folder] = True


def files(folder: Path) -> Iterator[str]:
    """Yield the names of all files below a folder, relative to it."""
    for base, _, names in os.walk(folder):
        inside = Path(base).relative_to(folder).as_posix()
        yield from (name if inside == "." else f"{inside}/{name}" for name in names)


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _remove_empty(folder: Path, parent: Path) -> None:
    """Remove a folder and those above it, up to the first that holds something."""
    while parent.parts:
        try:
            (folder / parent).rmdir()
        except OSError:
            return
        parent = parent.parent
