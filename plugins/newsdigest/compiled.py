"""Cleaning as machine code: the modules that it spends its time in, compiled by mypyc from the package's sources.

``newsdigest compile`` makes it where there is a C compiler. It lies in the Python environment under a digest of all
that it was made from, so that a source that has changed since then runs as it stands: the same, only slower.
"""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import Any, Final

MODULES: Final = (
    "cleaning.blocks",
    "cleaning.boilerplate",
    "cleaning.byline",
    "cleaning.dates",
    "cleaning.decoding",
    "cleaning.features",
    "cleaning.fragment",
    "cleaning.hints",
    "cleaning.html",
    "cleaning.language",
    "cleaning.lexicon",
    "cleaning.markdown",
    "cleaning.metadata",
    "cleaning.model",
    "cleaning.pagekind",
    "cleaning.phrases",
    "cleaning.plain",
    "cleaning.structured",
)
"""What is compiled: one call leads to the next without leaving them, which is half of what is won."""
TREES: Final = ("cleaning/blocks.json", "cleaning/trees.py")
"""What the module of ``trees`` is made from, which is compiled beside them."""
SUFFIX: Final = EXTENSION_SUFFIXES[0]
SWITCH: Final = "NEWSDIGEST_INTERPRETED"
"""Environment variable that, set to anything but nothing, has all sources run as they stand."""
PACKAGE: Final = Path(__file__).parent
HOME: Final = Path(sys.prefix) / "share" / "newsdigest" / "compiled"
"""Where compiled modules lie, a folder for each state of their sources."""


class Finder:
    """Finds compiled modules before their sources (``importlib.abc.MetaPathFinder``)."""

    def __init__(self, folder: Path) -> None:
        self._files = {file.name.removesuffix(SUFFIX): str(file) for file in folder.iterdir()}

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """Say where a module is, if it is compiled."""
        return spec_from_file_location(name, self._files[name]) if name in self._files else None


def use() -> None:
    """Import what is compiled in place of its sources from now on, if it was made from them as they are."""
    if not os.environ.get(SWITCH) and (folder := HOME / digest(MODULES)).is_dir():
        sys.meta_path.insert(0, Finder(folder))


def digest(modules: tuple[str, ...]) -> str:
    """Return what changes whenever a source of these modules does, or the Python that they are compiled for."""
    told = hashlib.blake2b(SUFFIX.encode(), digest_size=12)
    for source in [*map(source_of, modules), *map(PACKAGE.joinpath, TREES), PACKAGE / "compiling.py"]:
        told.update(source.read_bytes())
    return told.hexdigest()


def source_of(module: str) -> Path:
    """Return the source of a module of this package."""
    return PACKAGE / f"{module.replace('.', '/')}.py"
