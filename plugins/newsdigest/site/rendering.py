"""Pages → HTML: the theme's environment, the look-ups that templates call, and what every page is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from newsdigest.model import Day, Entry, Person, Source, Story, Topic
from newsdigest.site import addresses, body, linked_data, pages
from newsdigest.site.citations import citation
from newsdigest.site.defaults import OPTIONAL, Settings
from newsdigest.site.feeds import feeds_of
from newsdigest.site.library import Library, direction
from newsdigest.site.pages import Context, Page
from newsdigest.site.rights import FULL, mode_of
from newsdigest.site.views import Feed, Link, PageInfo, Search
from newsdigest.site.words import filters, locale_of, read_texts, text

# Pagefind's search runs as WebAssembly, which a policy must allow by name.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
ROOTED = ("404",)  # shown at any address, so its links start from the root


class Renderer:
    """Makes the HTML of pages; ``root`` is the way from the page being made to the site's root."""

    def __init__(
        self, environment: Environment, library: Library, settings: Settings, menu: tuple[Link, ...], search: Search
    ) -> None:
        self.library = library
        self.settings = settings
        self.root = ""
        self._search = search
        self._convert = body.reader(settings)
        self._templates: dict[str, Any] = {}
        self._environment = environment
        self._indexed = bool(settings["RELATIVE_URLS"])
        self.policy = str(settings["DIGEST_CSP"] or POLICY)
        self.site_root = f"{settings['SITEURL'].rstrip('/')}/"
        self.locale = locale_of(settings["DEFAULT_LANG"])
        self.texts = read_texts(Path(settings["THEME"]) / "translations", settings["DEFAULT_LANG"])
        environment.filters.update(filters(self.texts, self.locale))
        environment.globals.update(
            {**OPTIONAL, **{name: value for name, value in settings.items() if name.isupper()}},
            digest=library.digest,
            entry=library.entries.__getitem__,
            person=library.people.__getitem__,
            topic=library.topics.__getitem__,
            source=library.sources.get,
            story_of=lambda thing: library.story_of(thing if isinstance(thing, str) else thing.slug),
            source_of=lambda thing: library.source_of(thing if isinstance(thing, str) else thing.slug),
            url=self.url,
            static=self.static,
            t=lambda key, **values: text(self.texts, self.locale, key, **values),
            pages=menu,
            csp=self.policy,
        )

    def render(self, page: Page) -> str:
        """Return the HTML of one page of the plan."""
        return self.fill(page, pages.CONTEXTS[page.template](self.library, *page.arguments))

    def fill(self, page: Page, context: Context) -> str:
        """Return the HTML of a page from the context of its template."""
        self.root = self.root_of(page)
        if page.template == "article":
            context["html"] = Markup(self.article_html(context["entry"]))  # noqa: S704 -- sanitised
            context["citation"] = citation(context["article"], context["view"], self.settings, self.url)
        elif page.template == "feeds":
            context["feeds"] = tuple(self.feed(feed) for feed in context["feeds"])
            context["opml"] = self.path(context["opml"])
        info = self.info(page, context)
        search = Search(
            self._search.enabled,
            tuple(self.root + path for path in self._search.bundles),
            tuple(self.path(path) for path in self._search.documents),
        )
        return self.template(page.template).render({**context, "page": info, "search": search})

    def template(self, name: str) -> Any:
        """Return a template by its name without ``.html``."""
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(f"{name}.html")
        return self._templates[name]

    def article_html(self, entry: Entry) -> str:
        """Return the safe HTML of an article's body, as far as its source's rights go."""
        if mode_of(self.library.source_of(entry.slug)) == FULL:
            safe = body.sanitised(self._convert(entry.article.body))
        else:
            safe = body.from_paragraphs(entry.paragraphs)
        here = self.library.people_of.get(entry.slug, {})
        listed = {person.slug for person in self.library.people_here(entry)}

        def link(name: str) -> tuple[str, str] | None:
            person = here.get(name)
            if person is None or person.slug not in listed:
                return None
            return person.slug, self.path(self.library.person_link(person).path)

        return body.anchored(safe, entry, link)

    def info(self, page: Page, context: Context) -> PageInfo:
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
            linked_data=Markup(linked_data.of(page, context, self.settings)),  # noqa: S704 -- escaped for script
        )

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
        return self.root + addresses.quoted(self._opened(path))

    def _opened(self, path: str) -> str:
        """Name the file of a folder where pages are opened from disk, which knows no index."""
        if not self._indexed:
            return path
        bare, hash_sign, anchor = path.partition("#")
        return addresses.save_as(bare) + hash_sign + anchor

    def feed(self, feed: Feed) -> Feed:
        """Return a feed with addresses for paths."""
        return Feed(feed.title, self.path(feed.atom), self.path(feed.json))

    def static(self, path: str) -> str:
        """Return the address of a file of the theme."""
        return f"{self.root}{self.settings['THEME_STATIC_DIR']}/{path}"

    def url(self, thing: Any, page: int = 1) -> str:
        """Return the address of a thing, from the page being made; empty where it has no page."""
        path = self._path_of(thing)
        if path is None:
            return ""
        return self.path(addresses.paged(path, page))

    def _path_of(self, thing: Any) -> str | None:
        """Return the path of a thing's page in the site, or None."""
        if isinstance(thing, str):
            return thing[1:] if thing.startswith("/") else addresses.index(self.settings, thing)
        if isinstance(thing, tuple):
            return self._keyed(*thing)
        for kind, path in self._kinds.items():
            if isinstance(thing, kind):
                return path(thing)
        if hasattr(thing, "link"):
            thing = thing.link
        return thing.path or None

    @property
    def _kinds(self) -> Mapping[type, Callable[[Any], str]]:
        library = self.library
        return {
            Entry: library.entry_path,
            Person: lambda person: library.person_link(person).path,
            Topic: lambda topic: library.topic_link(topic).path,
            Source: lambda source: library.source_link(source).path,
            Story: library.story_path,
            Day: lambda day: addresses.period(self.settings, "day", day.date),
            date: lambda day: addresses.period(self.settings, "day", day),
        }

    def _keyed(self, kind: str, key: Any, *more: Any) -> str | None:
        """Return the path of a thing that is named by its key."""
        library = self.library
        if kind == "entry":
            return library.entry_path(library.entries[key])
        if kind == "story":
            return library.story_path(library.stories[key])
        if kind == "topic":
            return library.topic_link(library.topics[key]).path
        if kind == "tag":
            return library.tag_link(key).path or None
        if kind in ("day", "month", "year"):
            start = key if isinstance(key, date) else date(key, more[0] if more else 1, 1)
            return addresses.period(self.settings, kind, start)
        return addresses.thing(self.settings, kind, key)
