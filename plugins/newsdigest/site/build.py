"""One build of the site, from the folder of scrapes to the folder of pages.

Incremental and correct: a part (page, feed, export) is made again unless the fingerprint of everything it is made
from, and the files it went into, are what the last build left. What all parts share (templates, settings, this package)
has one stamp; when it differs, everything is made again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from markupsafe import Markup

from newsdigest import filing, intake, pipeline, report, scheduling, store
from newsdigest.cache import Cache, in_each_process
from newsdigest.errors import NewsDigestError
from newsdigest.folder import Stat
from newsdigest.model import Article, Digest, Entry, Proposal, Story
from newsdigest.site import (
    addresses,
    disk_search,
    exports,
    feeds,
    joined,
    manifest,
    pages,
    rights,
    search,
    statics,
    wayfinding,
)
from newsdigest.site.defaults import Settings
from newsdigest.site.fingerprints import Fingerprints
from newsdigest.site.library import Library
from newsdigest.site.output import Output, put
from newsdigest.site.pages import Page
from newsdigest.site.rendering import Renderer
from newsdigest.site.stamps import digest
from newsdigest.site.state import State, articles_folder, inputs
from newsdigest.site.telling import cleaning_progress, tell
from newsdigest.site.views import Export, Link
from newsdigest.site.words import filters
from newsdigest.workers import aside, each

if TYPE_CHECKING:
    from newsdigest.corpus.joining import Propose
    from newsdigest.corpus.memory import Memories

logger = logging.getLogger(__name__)

FEW = 50  # parts below which no other process is asked to make them


@dataclass(frozen=True, slots=True)
class Part:
    """Something to make: the files it goes into, what it is made from, and how its files are made."""

    key: str
    names: tuple[str, ...]
    thing: Any
    fingerprint: Callable[[Any], str]
    """Tells what it is made from; empty where that is a little of everything."""
    make: Callable[[Any], tuple[tuple[bytes, ...], bool]]
    """Returns the bytes of each file, and whether the fingerprint tells all they were made from."""


class Build:
    """What one run of Pelican shares between its generator, its writer and its end."""

    def __init__(self, settings: Settings, state: State, output: Output, clean_output: bool) -> None:
        self.settings = settings
        self.output = output
        self._state = state
        self._clean_output = clean_output
        self._folders = folders_of(settings)
        self._library: Library
        self._renderer: Renderer
        self._known: dict[str, bool] = {}
        self._inputs = ""
        self._scrapes: Mapping[str, Stat] = {}
        self._intact: frozenset[str] = frozenset()
        self._failures: tuple[str, ...] = ()
        self._memories: Memories | None = None
        self._fingerprints: Fingerprints
        self._compiled: Callable[[], Mapping[str, bytes]]
        """Waits for the code of the templates."""
        self._refused: Callable[[], str]
        """Waits for the report; tells what of it a strict build refuses."""
        self._told: dict[str, str] = {}
        """Fingerprint of each part that has one."""

    # Reading

    def read(self, environment: Environment) -> list[Entry]:
        """Bring the articles up to date and join them; return them, newest first.

        Meanwhile another process compiles the templates.
        """
        self._renderer = Renderer(environment, self.settings)
        entries = self._read()
        self._intact = self._state.intact  # which is known before anything is written
        self._renderer.make_ready(self._compiled())
        return entries

    def _read(self) -> list[Entry]:
        early: dict[str, Entry] = {}
        compile_templates = partial(aside, self._renderer.make_ready, self.settings["DIGEST_WORKERS"])

        def meanwhile(cache: Cache, cleaning: bool) -> None:
            early.update(cache.entries())
            if cleaning:  # what comes of it must be joined
                self._memories = self._remembered()

        cleans = self._state.cleans  # which keeps all cores busy
        if not cleans:
            self._compiled = compile_templates()
        with cleaning_progress() as progress:
            outcome = pipeline.run(self._folders, options_of(self.settings), progress, meanwhile)
        if cleans:
            self._compiled = compile_templates()
        self._inputs = inputs(self._state.others, outcome.seen.stats)
        entries, unread = pipeline.entries(self._folders, self.settings["DIGEST_WORKERS"], early, outcome.seen)
        self._scrapes = outcome.scrapes
        outcome = replace(outcome, failures=(*outcome.failures, *unread))
        self._failures = tuple(str(failure) for failure in outcome.failures)
        tell(self._failures)
        shown = [entry for entry in entries if entry.status == "published"]
        whole, propose = self._joined(shown)
        # While the pages are planned and made.
        self._refused = aside(partial(self._report, outcome, entries, whole, propose), self.settings["DIGEST_WORKERS"])
        limited = rights.limit(whole, self.settings["DIGEST_EXCERPT_WORDS"])
        pairs = zip(whole.entries, limited.entries, strict=True)
        self._library = Library(
            limited, self.settings, {entry.slug: entry for entry, shown in pairs if entry is not shown}
        )
        self._library.versions = outcome.versions
        return list(limited.entries)

    def _joined(self, entries: Sequence[Entry]) -> tuple[Digest, Propose]:
        """Join all articles, unless they are those that were joined the last time; return what finds proposals, too.

        It also keeps what joining gave.
        """
        folders = self._folders
        key = joined.key_of(entries, folders.authority)
        known = joined.load(folders.cache, key, entries) if self.settings["DIGEST_INCREMENTAL"] else None
        if known is not None:
            whole, proposed = known
            return whole, lambda: proposed
        memories, self._memories = self._memories or self._remembered(), None
        # What joins articles takes a tenth of a second to import.
        from newsdigest.corpus.joining import join_and_propose  # noqa: PLC0415

        whole, propose = join_and_propose(entries, folders.authority, memories, self.settings["DIGEST_WORKERS"])

        told = memories.told  # the other is large, and has been kept

        def propose_and_keep() -> tuple[Proposal, ...]:
            proposed = propose()
            told.save()
            if key:
                joined.save(folders.cache, key, (whole, proposed))
            return proposed

        return whole, propose_and_keep

    def _remembered(self) -> Memories:
        """Read what joining computed before."""
        from newsdigest.corpus.memory import Memories  # noqa: PLC0415

        return Memories.of(self._folders.cache, self.settings["DIGEST_WORKERS"])

    def _report(self, outcome: pipeline.Outcome, entries: Sequence[Entry], joined: Digest, propose: Propose) -> str:
        """Write the operator's report; return what is in it that a strict build refuses, if anything."""
        texts = {name: filing.text_of(self._folders.articles / name) for name in outcome.edited}
        about_people = report.of_people(propose())
        found = report.compile_report(outcome, entries, joined.stories, about_people, texts)
        store.write_if_changed(self._report_page, report.as_html(found))
        refused = found.strict(self.settings["DIGEST_STRICT"])
        return f"refuses {len(refused)} things, first {refused[0].where}: {refused[0].what}" if refused else ""

    @property
    def _report_page(self) -> Path:
        return self.output.folder.parent / self.settings["DIGEST_REPORT_PATH"] / "index.html"

    def prepare(self, menu: tuple[Link, ...], others: Iterable[str]) -> None:
        """Make ready to render; the editor's own pages and files are known now."""
        for name in others:
            self.output.keep(name)
        self._renderer.show(self._library, menu, search.layout(self._library))
        self._library.has = self._renderer.has
        if self._state.made_alike:
            self._renderer.know(self._state.before.names)

    # Writing

    def write_page(self, path: str, save_as: str, title: str, html: Callable[[str], str], lang: str) -> None:
        """Write one of the editor's own pages; ``html`` gives its text for the address of the site's root."""
        page = Page(path, "page")
        safe = Markup(html(self._renderer.root_of(page).rstrip("/")))  # noqa: S704 -- the editor's own
        text = self._renderer.fill(page, {"title": lambda: title, "html": lambda: safe, "lang": lambda: lang})
        self.output.write(save_as, text.encode())

    def write(self) -> None:
        """Write every page and file that comes from the articles."""
        self._fingerprints = Fingerprints(self._library, self._renderer.shared_stamp, self._record_stamp)
        planned = list(pages.plan(self._library))
        last = [page for page in planned if page.template == "feeds"]
        made = [self._page(page) for page in planned if page.template != "feeds"]
        exported = self._exports()
        channels = [self._channel(channel) for channel in feeds.channels(self._library)]
        parts: list[Part] = []
        # What leads on comes last: it gives way to whatever else has its address.
        for part in chain(exported, self._guides(planned), made, channels, self._disk_search(), self._moved()):
            for name in part.names:
                self.output.claim(name)
            parts.append(part)
        with ExitStack() as opened:
            self._library.record = records(self._folders, opened)
            try:
                self._told = self._bring_up_to_date(parts)
            finally:
                refused = self._refused()
        if refused:
            raise NewsDigestError("DIGEST_STRICT", refused, f"see {self._report_page}")
        self._library.exported = tuple(
            Export(Path(name).name, name, self.output.path(name).stat().st_size)
            for part in exported
            for name in part.names
        )
        for page in last:
            self.output.write(addresses.save_as(page.path), self._renderer.render(page).encode())
        for name, data in statics.theme_files(self.settings):
            self.output.write(name, data)

    def _record_stamp(self, origin: str) -> str:
        """Return a text that differs when the scrape of this origin does."""
        return str(self._scrapes.get(origin.partition("#")[0], ""))

    def _guides(self, planned: Iterable[Page]) -> Iterable[Part]:
        """Yield what leads crawlers, hosts and feed readers to all of the pages."""
        indexed = [page for page in planned if not self._renderer.noindex(page)]
        found = wayfinding.files(self.settings, indexed, self._renderer.policy)
        for name, text in (*feeds.lists(self._library), *found):
            yield self._file(name, "", partial(_encoded, text))

    def _moved(self) -> Iterable[Part]:
        """Yield a page that leads on for each address that a story had before it grew or was joined with another."""
        library = self._library
        if not library.has("story"):
            return
        for old, new in library.digest.moved.items():
            address = addresses.thing(self.settings, "story", old)
            if (name := addresses.save_as(address)) not in self.output.names:
                story = library.stories[new]
                stamp = digest(f"{library.story_path(story)}\x1f{story.title}")
                yield self._file(name, stamp, partial(self._leading_on, Page(address, "story"), story))

    def _leading_on(self, page: Page, story: Story) -> bytes:
        self._renderer.root = self._renderer.root_of(page)
        return wayfinding.leading_on(self._renderer.path(self._library.story_path(story)), story.title).encode()

    def _bring_up_to_date(self, parts: Sequence[Part]) -> dict[str, str]:
        """Make each part unless it is as the last build left it, and would be made the same.

        Returns fingerprints by key, without those that do not tell all that a part was made from.
        """
        before = self._state.before.parts if self._state.made_alike else {}
        told: dict[str, str] = {}
        if before:  # most hold: to tell that costs a process less than to have a copy of all that it looks at
            told = {part.key: part.fingerprint(part.thing) for part in parts}
        same = {key for key, fingerprint in told.items() if before.get(key, "") == fingerprint != ""}
        stale = [part for part in parts if part.key not in same or not self._intact.issuperset(part.names)]
        made = each(self._make, stale, self.settings["DIGEST_WORKERS"], few=FEW)
        told |= {part.key: fingerprint for part, fingerprint in zip(stale, made, strict=True)}
        return {key: fingerprint for key, fingerprint in told.items() if fingerprint}

    def _make(self, part: Part) -> str:
        """Make a part; return its fingerprint, empty where that does not tell all that it was made from."""
        files, sure = part.make(part.thing)
        for name, data in zip(part.names, files, strict=True):
            put(self.output.folder, name, data, self._known)
        return part.fingerprint(part.thing) if sure else ""

    def _page(self, page: Page) -> Part:
        """Return the part that a page is."""
        return Part(page.path, (addresses.save_as(page.path),), page, self._fingerprints.page, self._page_file)

    def _page_file(self, page: Page) -> tuple[tuple[bytes, ...], bool]:
        return (self._renderer.render(page).encode(),), not self._renderer.touched

    def _channel(self, channel: feeds.Channel) -> Part:
        """Return the part that a list's feeds are."""
        names = (channel.feed.atom, channel.feed.json)

        def make(channel: feeds.Channel) -> tuple[tuple[bytes, ...], bool]:
            self._renderer.root = self._renderer.site_root
            return feeds.both(self._library, channel, self._renderer.article_html), True

        return Part(f"feed:{channel.path}", names, channel, self._fingerprints.channel, make)

    def _disk_search(self) -> Iterable[Part]:
        """Yield the parts that search needs on a site that is opened from disk."""
        renderer = self._renderer
        written = filters(renderer.texts, renderer.locale)["date_short"]
        for name, entries in disk_search.shards(self._library):
            stamp = self._fingerprints.entries(entry.slug for entry in entries)
            yield self._file(name, stamp, partial(disk_search.script, self._library, entries, written))

    def _exports(self) -> list[Part]:
        """Return the parts that the exports are: they hold everything."""
        library, fingerprints = self._library, self._fingerprints
        if not (makers := exports.makers(library, self._rows)):
            return []
        people = map(fingerprints.person, library.digest.people)
        stamp = digest("".join((fingerprints.entries(library.entries), *people)))
        return [self._file(name, stamp, make) for name, make in makers]

    def _rows(self, name: str) -> dict[str, memoryview]:
        """Return the rows of an export whose articles or people are what they were in the last build."""
        state, library, fingerprints = self._state, self._library, self._fingerprints
        if not state.made_alike or name not in self._intact:
            return {}

        def article(slug: str) -> str:
            return fingerprints.entry(slug) if slug in library.entries else ""

        def person(slug: str) -> str:
            return fingerprints.person(library.people[slug]) if slug in library.people else ""

        before, now = (state.before.people, person) if name == exports.PEOPLE else (state.before.articles, article)
        with (self.output.folder / name).open("rb") as file, suppress(ValueError):  # an empty file cannot be mapped
            return exports.rows(name, mmap(file.fileno(), 0, access=ACCESS_READ), before, now)
        return {}

    def _file(self, name: str, stamp: str, make: Callable[[], bytes]) -> Part:
        """Return the part that one file of its own is."""
        return Part(f"file:{name}", (name,), None, lambda _: stamp, lambda _: ((make(),), True))

    # Ending

    def finish(self) -> None:
        """Make the search index, publish everything, remove what is left over, and remember what was done."""
        before = self._state.before
        self.output.spare_unchanged()
        files = self._stats()
        parts = self._told
        if self.settings["DIGEST_SEARCH"]:
            parts = parts | search.index(self._library, self.output, self._state, files)
            files |= self._stats(f"{search.FOLDER}/")
        if self.output.made.exists():
            # Cut short from here on, the next build trusts nothing that it finds, and knows what to remove.
            manifest.save(self._state.path, manifest.Manifest(files={**before.files, **files}))
        self.output.publish()
        there = self._state.files
        if self._clean_output:
            left = self.output.others(there, self.settings["OUTPUT_RETENTION"])
        else:
            left = list(set(before.files) - self.output.names)
        self.output.remove(left)
        there = {**there, **files}
        for name in left:
            there.pop(name, None)
        articles, people = self._exported()
        done = manifest.Manifest(
            stamp=self._state.stamp,
            inputs=self._inputs,
            total=len(self._library.entries),
            failures=self._failures,
            tree=manifest.tree(there),
            names=self._renderer.known,
            parts=parts,
            articles=articles,
            people=people,
            files=files,
        )
        manifest.save(self._state.path, done)

    def _exported(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return slug and fingerprint of each article and of each person in the exports, in their order."""
        if exports.ARTICLES not in self.output.names:
            return [], []
        digest, fingerprints = self._library.digest, self._fingerprints
        articles = [(entry.slug, fingerprints.entry(entry.slug)) for entry in digest.entries]
        return articles, [(who.slug, fingerprints.person(who)) for who in digest.people]

    def _stats(self, below: str = "") -> dict[str, Stat]:
        """Size and time of the files of this build, published or not: publishing keeps both."""
        known = {**self._state.files, **manifest.stats(self.output.made, below)}
        names = [name for name in self.output.names if name.startswith(below)] if below else self.output.names
        return {name: known[name] for name in names if name in known}


def _encoded(text: Callable[[], str]) -> bytes:
    return text().encode()


def options_of(settings: Settings) -> pipeline.Options:
    """Return how scrapes are to be cleaned."""
    limits = scheduling.Limits(
        settings["DIGEST_WORKERS"], settings["DIGEST_SECONDS_PER_FILE"], settings["DIGEST_MEGABYTES_PER_WORKER"]
    )
    bounds = intake.Bounds(settings["DIGEST_MEGABYTES_PER_SCRAPE"], settings["DIGEST_MEGABYTES_UNPACKED"])
    return pipeline.Options(limits, bounds, settings["DIGEST_CLUSTER"])


def folders_of(settings: Settings) -> pipeline.Folders:
    """Return where the digest's files lie."""
    content = Path(settings["PATH"])
    return pipeline.Folders(
        scraped=content / settings["SCRAPED_PATH"],
        articles=articles_folder(settings),
        authority=content / settings["AUTHORITY_PATH"],
        cache=Path(settings["CACHE_PATH"]) / "newsdigest",
        recogniser=settings["PEOPLE_RECOGNISER"],
    )


def records(folders: pipeline.Folders, opened: ExitStack) -> Callable[[str], Article | None]:
    """Return a function from an article's origin to its record of cleaning; each process opens its own."""
    own = in_each_process(lambda: opened.enter_context(pipeline.cleaning_records(folders)))

    def record(origin: str) -> Article | None:
        return own()(origin)

    return record
