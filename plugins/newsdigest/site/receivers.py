"""Where Pelican meets the plugin: a generator, a writer, and receivers of its signals."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pelican.generators import ArticlesGenerator, Generator
from pelican.plugins import signals
from pelican.writers import Writer

from newsdigest.site import defaults, output, state
from newsdigest.site.manifest import Manifest
from newsdigest.site.telling import tell
from newsdigest.site.turn import Turn

if TYPE_CHECKING:
    from newsdigest.site.build import Build

PAGES = (".html", ".htm", ".gitkeep")
"""How the names of scrapes end that are pages, or none."""


class DigestGenerator(Generator):
    """Makes everything that comes from the articles; its build and turn are bound for each run."""

    build: Build
    turn: Turn

    def generate_context(self) -> None:
        """Clean, read and join the articles."""
        with self.turn:
            self.context["articles"] = self.build.read(self.env)

    def generate_output(self, writer: Any) -> None:
        """Write the pages."""
        del writer
        with self.turn:
            self.build.write()


class DigestWriter(Writer):
    """Writes what Pelican's own generators ask for, with what our templates are promised."""

    build: Build

    def write_file(
        self, name: str, template: Any, context: dict[str, Any], relative_urls: bool = False, **more: Any
    ) -> None:
        """Write one of the editor's pages through ``page.html``; anything else as Pelican does."""
        page = more.get("page")
        if page is None:
            super().write_file(name, template, context, relative_urls, **more)
            self.build.output.keep(name)
        elif name:
            self.build.write_page(page.url, name, page.title, page.get_content, page.lang)


class IdleGenerator(Generator):
    """Stands for the articles of a digest in which nothing changed."""

    before: Manifest

    def generate_context(self) -> None:
        """Tell again what a person should look at."""
        tell(self.before.failures)
        self.context["articles"] = [None] * self.before.total


class IdleWriter(Writer):
    """Writes nothing: every page is as it was."""

    def write_file(self, *_: Any, **__: Any) -> None:
        """Leave the page as it is."""


def connect() -> None:
    """Connect the room's receivers to Pelican's signals."""
    signals.initialized.connect(initialised)
    signals.get_generators.connect(generators)
    signals.get_writer.connect(writer)
    signals.all_generators_finalized.connect(prepared)
    signals.article_writer_finalized.connect(counted)
    signals.finalized.connect(finished)


# Receivers stand at module level: Pelican holds them weakly.


def initialised(pelican: Any) -> None:
    """Complete the settings and take over the routes of articles."""
    defaults.complete(pelican.settings)
    pelican.theme = pelican.settings["THEME"]
    pelican.digest_settings = dict(pelican.settings)
    pelican.digest_cleans = pelican.delete_outputdir
    pelican.delete_outputdir = False  # a page that has not changed is not written again
    pelican.settings.update(defaults.SILENCED)


def generators(pelican: Any) -> type[Generator]:
    """Begin a build: Pelican asks once a run."""
    settings = pelican.digest_settings
    pelican.digest_turn = turn = Turn(settings)
    pelican.output_path = str(turn.output.made)  # what Pelican's own generators write is published with the rest
    found = state.look(settings, partial(_begin, settings))
    if found.unchanged:
        pelican.digest_build = None
        return type("BoundIdleGenerator", (IdleGenerator,), {"before": found.before})
    # Cleaning and joining take a second to import, which a build with nothing to do can save.
    from newsdigest.site.build import Build  # noqa: PLC0415

    pelican.digest_build = Build(settings, found, turn.output, pelican.digest_cleans)
    return type("BoundDigestGenerator", (DigestGenerator,), {"build": pelican.digest_build, "turn": turn})


def _begin(settings: defaults.Settings) -> None:
    """Start what workers are forked from; it is ready when the site has been looked at and the rest is imported."""
    if not settings["DIGEST_CLUSTER"]:
        from newsdigest import scheduling  # noqa: PLC0415 -- a build with nothing to do needs no workers

        folder = Path(settings["PATH"]) / settings["SCRAPED_PATH"]
        scheduling.begin(dumps=not all(name.endswith(PAGES) for name in output.files(folder)))


def writer(pelican: Any) -> type[Writer]:
    """Return the writer of this build."""
    if pelican.digest_build is None:
        return IdleWriter
    return type("BoundDigestWriter", (DigestWriter,), {"build": pelican.digest_build})


def prepared(all_generators: list[Any]) -> None:
    """Make ready to render: everything has been read."""
    for ours in all_generators:
        if isinstance(ours, DigestGenerator):
            from newsdigest.site.views import Link  # noqa: PLC0415 -- a build with nothing to do needs no views

            context = ours.context
            menu = tuple(Link(page.title, page.url) for page in context["pages"])
            ours.build.prepare(menu, (static.save_as for static in context["staticfiles"]))


def finished(pelican: Any) -> None:
    """End the build."""
    with pelican.digest_turn:
        if pelican.digest_build is not None:
            pelican.digest_build.finish()
    pelican.digest_turn.end()
    pelican.output_path = pelican.settings["OUTPUT_PATH"]


def counted(generator: ArticlesGenerator, writer: Any) -> None:
    """Let Pelican's last line count the articles: it asks its own generator, which has none to write."""
    del writer
    generator.articles = generator.context["articles"]
