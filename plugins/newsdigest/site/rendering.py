"""Pages → HTML: the theme's environment, the look-ups that templates call, and what every page is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pelican
from jinja2 import Environment, TemplateNotFound
from markupsafe import Markup

from newsdigest.model import Day, Digest, Entry, Person, Source, Story, Topic
from newsdigest.site import addresses, body, linked_data, pages, templating
from newsdigest.site.citations import citation
from newsdigest.site.defaults import OPTIONAL, Settings
from newsdigest.site.feeds import OWN_FEED, feeds_of
from newsdigest.site.library import Library, direction
from newsdigest.site.pages import Context, Page
from newsdigest.site.rights import FULL, mode_of
from newsdigest.site.stamps import digest
from newsdigest.site.views import EntryView, Feed, Link, PageInfo, QuoteView, Search, StoryView
from newsdigest.site.words import filters, locale_of, read_texts, text

# Pagefind's search runs as WebAssembly, which a policy must allow by name.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
# What the page's own description needs of its context: the name that its feed has.
OWN_NAMES = {name: frozenset((name,)) for name in OWN_FEED}
LINKED = frozenset((Link, EntryView, StoryView, QuoteView))  # what most addresses are of
PELICAN = str(Path(pelican.__file__).parent)
NO_SEARCH = Search(enabled=False)
ROOTED = ("404",)  # shown at any address, so its links start from the root


class Watched:
    """The digest, as templates see it: whoever reads it is remembered."""

    def __init__(self, digest: Callable[[], Digest], touch: Callable[[], None]) -> None:
        self._digest = digest
        self._touch = touch

    def __getattr__(self, name: str) -> Any:
        self._touch()
        return getattr(self._digest(), name)


class Renderer:
    """Makes the HTML of pages; ``root`` is the way from the page being made to the site's root.

    ``touched`` tells whether the last page looked beyond its own context, so that nobody knows all it was made from.
    """

    library: Library

    def __init__(self, environment: Environment, settings: Settings) -> None:
        """Nothing of the articles is needed before ``show``."""
        self.settings = settings
        self.root = ""
        self.touched = False
        self._menu: tuple[Link, ...] = ()
        self._search = NO_SEARCH
        self._read = body.reader(settings)
        self._templates: dict[str, Any] = {}
        self._present: dict[str, bool] = {}
        self._names: dict[str, frozenset[str] | None] = {}
        self._needs: dict[str, frozenset[str] | None] = {}
        self._shared: dict[str, str] = {}
        self._environment = environment
        self._from_root = lru_cache(maxsize=200_000)(self._tail)
        self._feeds: dict[str, Feed] = {}
        self._indexed = bool(settings["RELATIVE_URLS"])
        self.policy = str(settings["DIGEST_CSP"] or POLICY)
        self.site_root = f"{settings['SITEURL'].rstrip('/')}/"
        self.locale = locale_of(settings["DEFAULT_LANG"])
        self.texts = read_texts(Path(settings["THEME"]) / "translations", settings["DEFAULT_LANG"])
        environment.filters.update(filters(self.texts, self.locale))
        say = lru_cache(maxsize=50_000)(partial(text, self.texts, self.locale))
        shared = {
            **OPTIONAL,
            **{name: value for name, value in settings.items() if name.isupper()},
            **settings["JINJA_GLOBALS"],
            "digest": Watched(lambda: self.library.digest, self._touch),
            "entry": self._watched(lambda slug: self.library.entries[slug]),
            "person": self._watched(lambda slug: self.library.people[slug]),
            "topic": self._watched(lambda key: self.library.topics[key]),
            "source": self._watched(lambda name: self.library.sources.get(name)),  # noqa: PLW0108 -- the library comes later
            "story_of": self._watched(
                lambda thing: self.library.story_of(thing if isinstance(thing, str) else thing.slug)
            ),
            "source_of": self._watched(
                lambda thing: self.library.source_of(thing if isinstance(thing, str) else thing.slug)
            ),
            "url": self.url,
            "static": self.static,
            "t": say,
            "pages": self._menu,
            "csp": self.policy,
        }
        pieces = templating.Pieces(self._begin_piece, lambda: self.root, self._touch)
        texts = frozenset({"t"})
        templating.prepare(environment, shared, frozenset({"url", "static"}) | texts, texts, pieces)

    def make_ready(self, codes: Mapping[str, bytes] = MappingProxyType({})) -> Mapping[str, bytes]:
        """Load the theme's templates, so that no process that makes pages need do it for itself; return their code.

        Given the code that another process has returned, nothing is compiled again.
        """
        folder = Path(self.settings["THEME"]) / "templates"
        names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html")))
        return templating.make_ready(self._environment, names, codes)

    def show(self, library: Library, menu: tuple[Link, ...], search: Search) -> None:
        """Take what there is to show."""
        self.library = library
        self._menu = menu
        self._search = search
        templating.share(self._environment, {"pages": menu})

    def _touch(self) -> None:
        self.touched = True

    def _begin_piece(self, root: str) -> Callable[[], bool]:
        """Go on with another root; return what goes back and tells whether what was made looked beyond its keys."""
        before = self.root, self.touched
        self.root, self.touched = root, False

        def end() -> bool:
            touched = self.touched
            self.root, self.touched = before
            return touched

        return end

    def _watched(self, look_up: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Return the look-up, remembering that it was used."""

        def watched(key: Any) -> Any:
            self.touched = True
            return look_up(key)

        return watched

    def render(self, page: Page) -> str:
        """Return the HTML of one page of the plan."""
        return self.fill(page, self.context(page))

    def context(self, page: Page) -> Context:
        """Return what a page's template and its linked data use, not yet made."""
        found = pages.context(self.library, page)
        if page.template == "article":
            found.update(self._article(*page.arguments))
        needed = self._needed(page.template)
        return found if needed is None else {name: value for name, value in found.items() if name in needed}

    def _needed(self, template: str) -> frozenset[str] | None:
        """Return the names of its context that a template and its linked data use; None where all may be meant."""
        if template not in self._needs:
            names = self.names(template)
            if names is not None and "page" in names:
                names |= linked_data.NEEDS.get(template, frozenset()) | OWN_NAMES.get(template, frozenset())
            self._needs[template] = names
        return self._needs[template]

    def _article(self, slug: str) -> Context:
        """Return what an article's page has beyond its context: its HTML and its reference."""
        entry, view = self.library.entries[slug], self.library.view(slug)
        return {
            "html": lambda: Markup(self.article_html(entry)),  # noqa: S704 -- sanitised, so safe to show
            "citation": lambda: citation(entry.article, view, self.settings),
        }

    def know(self, names: Mapping[str, Iterable[str] | None]) -> None:
        """Take over which names each template uses from a build with the same templates: to find out takes long."""
        self._names = {template: None if found is None else frozenset(found) for template, found in names.items()}

    @property
    def known(self) -> Mapping[str, Sequence[str] | None]:
        """The names that each template uses, as far as that was asked."""
        return {template: None if found is None else sorted(found) for template, found in self._names.items()}

    def names(self, template: str) -> frozenset[str] | None:
        """Return the names that a template uses; None when that cannot be known."""
        if template not in self._names:
            self._names[template] = templating.names_in(self._environment, f"{template}.html")
        return self._names[template]

    def has(self, template: str) -> bool:
        """Tell whether the theme has a template."""
        if template not in self._present:
            assert self._environment.loader is not None
            try:
                path = self._environment.loader.get_source(self._environment, f"{template}.html")[1]
            except TemplateNotFound:
                path = None
            # Pelican falls back to its own simple theme, which knows nothing of a digest.
            self._present[template] = path is not None and not path.startswith(PELICAN)
        return self._present[template]

    def uses(self, template: str, name: str) -> bool:
        """Tell whether a template may use a name."""
        names = self.names(template)
        return names is None or name in names

    def shared_stamp(self, template: str) -> str:
        """Return a text that differs whenever what a template uses of what all pages share does."""
        if template not in self._shared:
            shared = (("pages", self._menu), ("search", self._search))
            self._shared[template] = digest(repr([value for name, value in shared if self.uses(template, name)]))
        return self._shared[template]

    def fill(self, page: Page, context: Context) -> str:
        """Return the HTML of a page from the context of its template."""
        self.root = self.root_of(page)
        self.touched = False
        values = {name: value() for name, value in context.items()}
        if page.template == "feeds":
            values["feeds"] = tuple(self.feed(feed) for feed in values["feeds"])
            values["opml"] = self.path(values["opml"])
        if self.uses(page.template, "page"):
            values["page"] = self.info(page, values)
        if self.uses(page.template, "search"):
            values["search"] = Search(
                self._search.enabled,
                tuple(self.root + path for path in self._search.bundles),
                tuple(self.path(path) for path in self._search.documents),
            )
        return self.template(page.template).render(values)

    def template(self, name: str) -> Any:
        """Return a template by its name without ``.html``."""
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(f"{name}.html")
        return self._templates[name]

    def article_html(self, entry: Entry) -> str:
        """Return the safe HTML of an article's body, as far as its source's rights go."""
        here = self.library.people_of.get(entry.slug, {}) if self.library.has("person") else {}
        listed = {person.slug for person in self.library.people_here(entry)}

        def link(name: str) -> tuple[str, str] | None:
            person = here.get(name)
            if person is None or person.slug not in listed:
                return None
            return person.slug, self.path(self.library.person_link(person).path)

        if mode_of(self.library.source_of(entry.slug)) == FULL:
            return body.page_html(self._read, entry, link)
        return body.anchored(body.from_paragraphs(entry.paragraphs), entry, link)

    def info(self, page: Page, context: Mapping[str, Any]) -> PageInfo:
        """Return what a template is told about its page."""
        site = self.settings["SITEURL"].rstrip("/")
        return PageInfo(
            kind=page.template,
            url=page.path,
            canonical=f"{site}/{addresses.quoted(page.path)}" if site and page.template not in ROOTED else "",
            root=self.root,
            lang=self.settings["DEFAULT_LANG"],
            dir=direction(self.settings["DEFAULT_LANG"]),
            noindex=self.noindex(page),
            feeds=tuple(self.feed(feed) for feed in feeds_of(page, context, self.settings)),
            linked_data=Markup(self._linked_data(page, context)),  # noqa: S704 -- escaped for a script element
        )

    def _linked_data(self, page: Page, context: Mapping[str, Any]) -> str:
        """Return a page's JSON-LD: with full addresses where the site has one, else with those that links have."""
        site = self.settings["SITEURL"]
        address = (lambda path: self.site_root + addresses.quoted(path)) if site else self.path
        return linked_data.of(page.template, page.path, context, address)

    def noindex(self, page: Page) -> bool:
        """Tell whether search engines are asked to leave a page out."""
        setting: bool | None = self.settings["DIGEST_NOINDEX"]
        if page.template in ("404", "search"):
            return True
        if page.template != "article":
            return bool(setting)
        source = self.library.source_of(page.arguments[0])
        return setting if setting is not None else (source.noindex if source else True)

    # Addresses

    def root_of(self, page: Page) -> str:
        """Return the way from a page to the site's root."""
        if page.template in ROOTED or not self._indexed:
            return self.site_root
        return addresses.root(page.path)

    def path(self, path: str) -> str:
        """Return the address of a path in the site, from the page being made."""
        return self.root + self._from_root(path)

    def _tail(self, path: str) -> str:
        """Return a path as it stands in an address."""
        if not self._indexed:
            return addresses.quoted(path)
        # The file of a folder, where pages are opened from disk, which knows no index.
        bare, hash_sign, anchor = path.partition("#")
        return addresses.quoted(addresses.save_as(bare) + hash_sign + anchor)

    def feed(self, feed: Feed) -> Feed:
        """Return a feed with addresses for paths."""
        return Feed(feed.title, self.path(feed.atom), self.path(feed.json))

    def static(self, path: str) -> str:
        """Return the address of a file of the theme."""
        return f"{self.root}{self.settings['THEME_STATIC_DIR']}/{path}"

    def url(self, thing: Any) -> str:
        """Return the address of a thing, from the page being made; empty where it has no page."""
        path = self._path_of(thing)
        return "" if path is None else self.path(path)

    def _path_of(self, thing: Any) -> str | None:
        """Return the path of a thing's page in the site, or None."""
        if type(thing) in LINKED:
            path: str = thing.path
            return path or None
        if isinstance(thing, str):
            return thing[1:] if thing.startswith("/") else addresses.index(self.settings, thing)
        if isinstance(thing, tuple):
            return self._keyed(*thing)
        if type(thing) in self._kinds:
            return self._kinds[type(thing)](thing)
        if hasattr(thing, "link"):
            thing = thing.link
        return thing.path or None

    @cached_property
    def _kinds(self) -> Mapping[type, Callable[[Any], str]]:
        library = self.library
        return {
            Entry: library.entry_path,
            Person: lambda person: library.person_link(person).path,
            Topic: lambda topic: library.topic_link(topic).path,
            Source: lambda source: library.source_link(source).path,
            Story: library.story_path,
            Day: lambda day: addresses.period(self.settings, "day", day.date),
            datetime: lambda day: addresses.period(self.settings, "day", day),
            date: lambda day: addresses.period(self.settings, "day", day),
        }

    def _keyed(self, kind: str, key: Any, *more: Any) -> str | None:
        """Return the path of a thing that is named by its key."""
        if kind in ("day", "month", "year"):
            start = key if isinstance(key, date) else date(key, more[0] if more else 1, 1)
            return addresses.period(self.settings, kind, start)
        library = self.library
        self.touched = True
        if kind == "entry":
            return library.entry_path(library.entries[key])
        if kind == "story":
            return library.story_path(library.stories[key])
        if kind == "topic":
            return library.topic_link(library.topics[key]).path
        if kind == "tag":
            return library.tag_link(key).path or None
        return addresses.thing(self.settings, kind, key)
