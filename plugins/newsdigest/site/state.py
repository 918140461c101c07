"""What there is before a build: what it would be made from, and what the last one left. Needs nothing that is slow."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from newsdigest import folder
from newsdigest.folder import Stat
from newsdigest.site import manifest
from newsdigest.site.defaults import Settings
from newsdigest.site.manifest import Manifest
from newsdigest.site.stamps import digest, stats
from newsdigest.workers import aside

PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class State:
    """The ground that a build stands on."""

    path: Path
    """Where the manifest lies."""
    before: Manifest
    stamp: str
    """Differs whenever what every part is made with does."""
    others: str
    """Differs whenever anything of the content does, the articles aside, which a build itself writes."""
    seen: Callable[[], Mapping[str, Stat]]
    """Gives ``files`` as soon as another process has looked at them."""
    unchanged: bool = False
    """There is nothing to do."""

    @property
    def cleans(self) -> bool:
        """Whether there may be something to clean: more than article files has changed."""
        return _cleans(self.before, self.others)

    @cached_property
    def files(self) -> Mapping[str, Stat]:
        """All that lay in the output folder, with size and time; nobody asks where there is nothing to do."""
        return self.seen()

    @cached_property
    def intact(self) -> frozenset[str]:
        """The files of the last build that were as it left them."""
        return frozenset(name for name, stat in self.before.files.items() if self.files.get(name) == stat)

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
    seen = partial(aside, partial(manifest.stats, output), settings["DIGEST_WORKERS"])
    if not settings["DIGEST_INCREMENTAL"]:
        begin()
        return State(path, Manifest(), stamp, others, seen())
    before = manifest.glance(path)
    cleans = _cleans(before, others)
    if cleans:
        begin()
    same = not cleans and before.stamp == stamp
    same = same and before.inputs == inputs(others, folder.look(articles_folder(settings)))
    if same and before.tree == manifest.tree_of(output):
        return State(path, before, stamp, others, dict, unchanged=True)
    found = State(path, manifest.load(path), stamp, others, seen())
    if not same:
        return found
    return replace(found, seen=lambda: found.files, unchanged=len(found.intact) == len(found.before.files) > 0)


def _cleans(before: Manifest, others: str) -> bool:
    return before.inputs.partition(" ")[0] != others


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
