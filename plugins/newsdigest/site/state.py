"""What there is before a build: what it would be made from, and what the last one left. Needs nothing that is slow."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsdigest import folder
from newsdigest.folder import Stat
from newsdigest.site import manifest
from newsdigest.site.defaults import Settings
from newsdigest.site.manifest import Manifest
from newsdigest.site.stamps import digest, stats

PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class State:
    """The ground that a build stands on."""

    path: Path
    """Where the manifest lies."""
    before: Manifest
    stamp: str
    """Differs whenever what every part is made with does."""
    others: str
    """Differs whenever anything of the content does, the articles aside, which a build itself writes."""
    files: Mapping[str, Stat]
    """All that lies in the output folder, with size and time; nobody asks where there is nothing to do."""
    intact: frozenset[str]
    """The files of the last build that are as it left them."""
    unchanged: bool
    """There is nothing to do."""

    @property
    def made_alike(self) -> bool:
        """Whether the last build made its parts with the same templates, settings and package."""
        return self.before.stamp == self.stamp


def look(settings: Settings, begin: Callable[[], None] = lambda: None) -> State:
    """Look at the content and at the site, before anything is read: what changes later differs next time.

    ``begin`` is called as soon as there may be something to clean: where more than article files has changed.
    """
    output = Path(settings["OUTPUT_PATH"])
    # Each output folder has its own manifest: one digest may be built into several.
    path = Path(settings["CACHE_PATH"]) / "newsdigest" / f"site-{digest(str(output.absolute()))}.manifest"
    stamp, others = shared_stamp(settings), other_content(settings)
    if not settings["DIGEST_INCREMENTAL"]:
        begin()
        return State(path, Manifest(), stamp, others, manifest.stats(output), frozenset(), unchanged=False)
    before = manifest.glance(path)
    others_same = before.inputs.partition(" ")[0] == others
    if not others_same:
        begin()
    same = others_same and before.stamp == stamp
    same = same and before.inputs == inputs(others, folder.look(articles_folder(settings)))
    if same and before.tree == manifest.tree_of(output):
        return State(path, before, stamp, others, {}, frozenset(), unchanged=True)
    files = manifest.stats(output)
    before = manifest.load(path)
    intact = frozenset(name for name, stat in before.files.items() if files.get(name) == stat)
    return State(path, before, stamp, others, files, intact, same and len(intact) == len(before.files) > 0)


def articles_folder(settings: Settings) -> Path:
    """Return where the article files lie."""
    return Path(settings["PATH"]) / str(settings["ARTICLE_PATHS"][0])


def inputs(others: str, articles: Mapping[str, Stat]) -> str:
    """Return a fingerprint of all that a build reads; ``articles`` are the files in their folder."""
    return f"{others} {digest(repr(articles))}"


def other_content(settings: Settings) -> str:
    """Return a fingerprint of all content but the articles."""
    content, articles = Path(settings["PATH"]), articles_folder(settings)
    return stats(sorted(each for each in content.iterdir() if each != articles)) if content.is_dir() else ""


def shared_stamp(settings: Settings) -> str:
    """Return a fingerprint of what every part is made with: settings, theme, this package, Python."""
    # A setting that is a function has an address in its repr: then every build is a full one.
    told = repr(sorted((name, value) for name, value in settings.items() if name.isupper()))
    folders = [settings["THEME"], *settings["THEME_TEMPLATES_OVERRIDES"], PACKAGE]
    return digest(f"{told} {sys.version} {stats([Path(folder) for folder in folders])}")
