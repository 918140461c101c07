"""The search index: Pagefind bundles, one a year, which the search page merges."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from newsdigest.site import addresses, disk_search
from newsdigest.site.library import Library, known
from newsdigest.site.views import Search

FOLDER = "pagefind"
UNDATED = "undated"

logger = logging.getLogger(__name__)


def periods(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Name of each bundle → the files of its articles' pages, newest bundle first."""
    groups: dict[str, list[str]] = {}
    for entry in library.digest.entries:
        moment = known(entry)
        name = str(moment.at.year) if moment else UNDATED
        groups.setdefault(name, []).append(addresses.save_as(library.entry_path(entry)))
    return {name: tuple(groups[name]) for name in sorted(groups, key=lambda each: (each == UNDATED, -_number(each)))}


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0


def layout(library: Library) -> Search:
    """Return what the search page loads."""
    if not library.settings["DIGEST_SEARCH"]:
        return Search(enabled=False)
    bundles = tuple(f"{FOLDER}/{name}/" for name in periods(library))
    return Search(enabled=True, bundles=bundles, documents=tuple(name for name, _ in disk_search.shards(library)))


def index(library: Library, output: Path) -> None:
    """Make each bundle, one after another so that only one is in memory."""
    wanted = periods(library)
    folder = output / FOLDER
    if folder.is_dir():
        for old in folder.iterdir():
            if old.name not in wanted:
                shutil.rmtree(old)
    for name, files in wanted.items():
        bundle(output, files, folder / name, library.settings["DEFAULT_LANG"])


def bundle(output: Path, files: tuple[str, ...], target: Path, language: str) -> None:
    """Index some pages of the site as one bundle.

    Pagefind reads a whole folder, so the pages are linked into one of their own: this works for any address
    pattern, and its command line is twice as fast as its Python interface.
    """
    with tempfile.TemporaryDirectory(prefix=".pages-", dir=output.parent) as temporary:
        pages, made = Path(temporary) / "site", Path(temporary) / "bundle"
        for file in files:
            (pages / file).parent.mkdir(parents=True, exist_ok=True)
            os.link(output / file, pages / file)
        command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--output-path", str(made), "--quiet"]
        done = subprocess.run(  # noqa: S603 -- our own interpreter, no shell
            [*command, "--force-language", language], capture_output=True, text=True, check=False
        )
        if done.returncode:
            logger.error("The search index was not made: %s", (done.stderr or done.stdout).strip())
            return
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        made.rename(target)
