"""One build of the site, from the folder of scrapes to the folder of pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from newsdigest import pipeline
from newsdigest.corpus.joining import join
from newsdigest.errors import NewsDigestError
from newsdigest.model import Digest, Entry
from newsdigest.site import (
    addresses,
    citations,
    disk_search,
    exports,
    feeds,
    pages,
    rights,
    search,
    statics,
    wayfinding,
)
from newsdigest.site.defaults import Settings
from newsdigest.site.library import Library
from newsdigest.site.output import Output
from newsdigest.site.pages import Page
from newsdigest.site.rendering import Renderer
from newsdigest.site.views import Export, Link
from newsdigest.site.words import date_words

logger = logging.getLogger(__name__)


class Build:
    """What one run of Pelican shares between its generator, its writer and its end."""

    def __init__(self, settings: Settings, clean_output: bool) -> None:
        self.settings = settings
        self.output = Output(Path(settings["OUTPUT_PATH"]))
        self._clean_output = clean_output
        self._library: Library
        self._renderer: Renderer

    def read(self) -> list[Entry]:
        """Bring the articles up to date and join them; return them, newest first."""
        digest, failures = read_digest(self.settings)
        for failure in failures:
            # Not an error: one bad scrape must not end the build, and Pelican is run with --fatal errors.
            logger.warning("Set aside: %s", failure)
        if failures and self.settings["DIGEST_STRICT"]:
            raise NewsDigestError("DIGEST_STRICT", f"{len(failures)} files were set aside", "see the warnings above")
        self._library = Library(rights.limit(digest, self.settings["DIGEST_EXCERPT_WORDS"]), self.settings)
        return list(self._library.digest.entries)

    def prepare(self, environment: Environment, menu: tuple[Link, ...], statics: Iterable[str]) -> None:
        """Make ready to render; the editor's own pages and files are known now."""
        for name in statics:
            self.output.keep(name)
        layout = search.layout(self._library)
        self._renderer = Renderer(environment, self._library, self.settings, menu, layout)

    def write_page(self, path: str, save_as: str, title: str, html: Callable[[str], str], lang: str) -> None:
        """Write one of the editor's own pages; ``html`` gives its text for the address of the site's root."""
        page = Page(path, "page")
        safe = Markup(html(self._renderer.root_of(page).rstrip("/")))  # noqa: S704 -- the editor's own
        text = self._renderer.fill(page, {"title": title, "html": safe, "lang": lang})
        self.output.write(save_as, text.encode())

    def write(self) -> None:
        """Write every page and file that comes from the articles."""
        exported = list(exports.files(self._library))
        self._library.exported = tuple(Export(Path(name).name, name, len(data)) for name, data in exported)
        for name, data in exported:
            self.output.write(name, data)
        planned = list(pages.plan(self._library))
        with pipeline.cleaning_records(folders_of(self.settings)) as self._library.record:
            for page in planned:
                self.output.write(addresses.save_as(page.path), self._renderer.render(page).encode())
        for name, data in self._files(planned):
            self.output.write(name, data)

    def _files(self, planned: list[Page]) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of everything that is not a page."""
        renderer = self._renderer
        yield from statics.theme_files(self.settings)
        renderer.root = renderer.site_root
        yield from disk_search.files(self._library, lambda moment: date_words(renderer.texts, renderer.locale, moment))
        yield from citations.written(self._library)
        yield from feeds.files(self._library, renderer.article_html)
        indexed = (page for page in planned if not renderer.noindex(page))
        yield from wayfinding.files(self.settings, indexed, renderer.policy)

    def finish(self) -> None:
        """Remove what is left over and make the search index."""
        if self._clean_output:
            self.output.remove_others([*self.settings["OUTPUT_RETENTION"], search.FOLDER])
        if self.settings["DIGEST_SEARCH"]:
            search.index(self._library, self.output.folder)


def read_digest(settings: Settings) -> tuple[Digest, list[Any]]:
    """Clean what is new, read all articles, and join them with the editor's decisions."""
    folders = folders_of(settings)
    options = pipeline.Options(workers=settings["DIGEST_WORKERS"])
    outcome = pipeline.run(folders, options)
    entries, unread = pipeline.entries(folders)
    shown = [entry for entry in entries if entry.status == "published"]
    return join(shown, folders.authority), [*outcome.failures, *unread]


def folders_of(settings: Settings) -> pipeline.Folders:
    """Return where the digest's files lie."""
    content = Path(settings["PATH"])
    return pipeline.Folders(
        scraped=content / settings["SCRAPED_PATH"],
        articles=content / settings["ARTICLE_PATHS"][0],
        authority=content / settings["AUTHORITY_PATH"],
        cache=Path(settings["CACHE_PATH"]) / "newsdigest",
    )
