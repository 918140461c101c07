"""Atom and JSON Feed 1.1 for everything and for each topic, person, source and story; OPML of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from newsdigest.model import Entry, Moment, Precision
from newsdigest.site import addresses
from newsdigest.site.encoding import as_json
from newsdigest.site.library import DATED, Library, known
from newsdigest.site.views import EntryView, Feed, Link

_SIGNS = ("&", "<", ">", '"', "\n", "\r", "\t")
OPML = "feeds/all.opml"
OWN_FEED = {"topic": "topic", "person": "person", "source": "source", "story": "story"}


@dataclass(frozen=True, slots=True)
class Channel:
    """One list of articles that can be followed: its page and its articles, newest first."""

    title: str
    path: str
    entries: tuple[str, ...]
    feed: Feed
    site: str


def feed_paths(path: str, title: str) -> Feed:
    """Return the feeds that lie beside a page."""
    return Feed(title, f"{path}feed.atom.xml", f"{path}feed.json")


def main_feed(settings: Mapping[str, Any]) -> Feed:
    """Return the feeds of everything."""
    return _main_feed(str(settings["SITENAME"]), str(settings["FEED_ALL_ATOM"] or "feeds/all.atom.xml"))


@lru_cache(maxsize=8)
def _main_feed(title: str, atom: str) -> Feed:
    return Feed(title, atom, atom.removesuffix(".xml").removesuffix(".atom") + ".json")


def feeds_of(page: Any, context: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[Feed, ...]:
    """Return the feeds that a page announces: that of all, then its own."""
    if not settings["DIGEST_FEEDS"]:
        return ()
    first = main_feed(settings)
    if page.template not in OWN_FEED:
        return (first,)
    thing = context[page.template]
    title = thing.title if page.template == "story" else thing.name
    kind = addresses.thing(settings, page.template, thing.story if page.template == "story" else thing.slug)
    return (first, feed_paths(kind, f"{settings['SITENAME']}: {title}"))


def channels(library: Library) -> Iterator[Channel]:
    """Yield every list that has feeds: that of everything, and each that has a page."""
    if not library.settings["DIGEST_FEEDS"]:
        return
    site = library.settings["SITENAME"]

    def channel(link: Link, slugs: tuple[str, ...]) -> Channel:
        return Channel(link.name, link.path, slugs, feed_paths(link.path, f"{site}: {link.name}"), site)

    everything = tuple(entry.slug for entry in library.digest.entries)
    yield Channel(site, "", everything, main_feed(library.settings), site)
    for topic_id, slugs in library.by_topic.items() if library.has("topic") else ():
        yield channel(library.topic_link(library.topics[topic_id]), slugs)
    for source in library.digest.sources if library.has("source") else ():
        yield channel(library.source_link(source), source.entries)
    for person in library.digest.people if library.has("person") else ():
        yield channel(library.person_link(person), person.entries)
    for story in library.digest.stories if library.has("story") else ():
        if len(story.entries) > 1:
            yield channel(Link(story.title, library.story_path(story)), library.newest_first(story.entries))


def updated(entry: Entry, zone: ZoneInfo) -> datetime:
    """Return a full time for an article, as feeds need one: the first moment of the period that is stated."""
    moment = entry.article.modified if known_moment(entry.article.modified) else known(entry)
    if moment is None:
        return entry.article.retrieved or datetime(1970, 1, 1, tzinfo=UTC)
    return moment.at if moment.at.tzinfo else moment.at.replace(tzinfo=zone)


def known_moment(moment: Moment | None) -> bool:
    """Tell whether anything of a moment is known."""
    return moment is not None and moment.precision is not Precision.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Item:
    """One article in both forms, without its text."""

    atom: str
    json: str
    updated: datetime


class _Items:
    """Articles as feeds hold them, each made once for all the feeds that it is in."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._made: dict[str, _Item] = {}
        self.site = str(library.settings["SITEURL"]).rstrip("/")
        self._name = uuid5(NAMESPACE_URL, self.site or str(library.settings["SITENAME"]))
        self._zone = ZoneInfo(library.settings["TIMEZONE"])

    def id(self, path: str) -> str:
        """Return a name that stays the same in every build."""
        return uuid5(self._name, path).urn

    def address(self, path: str) -> str:
        """Return the full address of a path."""
        return f"{self.site}/{addresses.quoted(path)}"

    def item(self, slug: str) -> _Item:
        """Return an article without its text."""
        if slug not in self._made:
            self._made[slug] = self._item(slug, "")
        return self._made[slug]

    def with_text(self, slug: str, html: str) -> _Item:
        """Return an article with its text."""
        return self._item(slug, html)

    def _item(self, slug: str, html: str) -> _Item:
        entry, view = self._library.entries[slug], self._library.view(slug)
        article = entry.article
        when = updated(entry, self._zone)
        published = when_published(article.published, self._zone)
        summary = article.summary or article.standfirst
        subjects = [*([view.topic.name] if view.topic else ()), *dict.fromkeys(entry.tags)]
        address, name = self.address(view.path), self.id(slug)
        atom = [
            f"<entry><title>{escape(article.title)}</title>",
            f'<link rel="alternate" type="text/html" href={_quoted(address)}/>',
            f'<link rel="via" href={_quoted(article.source_url)}/>' if article.source_url else "",
            f"<id>{name}</id><updated>{when.isoformat()}</updated>",
            f"<published>{published.isoformat()}</published>" if published else "",
            *(f"<author><name>{escape(author)}</name></author>" for author in article.authors or _outlet(view)),
            *(f"<category term={_quoted(subject)}/>" for subject in subjects),
            f"<summary>{escape(summary)}</summary>" if summary else "",
            f'<content type="html">{escape(html)}</content>' if html else "",
            "</entry>",
        ]
        item: dict[str, Any] = {"id": name, "title": article.title}
        if self.site:  # JSON Feed knows no relative addresses
            item["url"] = address
        if article.source_url:
            item["external_url"] = article.source_url
        if html:
            item["content_html"] = html
        else:
            item["content_text"] = summary
        if summary:
            item["summary"] = summary
        if published:
            item["date_published"] = published.isoformat()
        if article.authors:
            item["authors"] = [{"name": author} for author in article.authors]
        if subjects:
            item["tags"] = subjects
        if article.language:
            item["language"] = article.language
        return _Item("".join(atom), as_json(item), when)


def _quoted(value: str) -> str:
    """Return a value as an attribute; what needs no escape, as most, takes none of the time that ``quoteattr`` does."""
    for sign in _SIGNS:
        if sign in value:
            return quoteattr(value)
    return f'"{value}"'


def _outlet(view: EntryView) -> tuple[str, ...]:
    """Return who answers for an article that names no author: its outlet."""
    return (view.source.name,) if view.source else ()


def when_published(moment: Moment | None, zone: ZoneInfo) -> datetime | None:
    """Return the time of publication where at least the day is stated."""
    if moment is None or moment.precision not in DATED:
        return None
    return moment.at if moment.at.tzinfo else moment.at.replace(tzinfo=zone)


def both(library: Library, channel: Channel, html: Callable[[Entry], str]) -> tuple[bytes, bytes]:
    """Return a list as Atom and as JSON Feed.

    The feed of all articles carries their text, the others summaries: a text that stands in ten lists is sent once.
    """
    items = library.feed_items = library.feed_items or _Items(library)
    slugs = newest(library, channel)
    if channel.path:
        found = [items.item(slug) for slug in slugs]
    else:
        found = [items.with_text(slug, html(library.entries[slug])) for slug in slugs]
    return atom(channel, found, items).encode(), json_feed(channel, found, items).encode()


def newest(library: Library, channel: Channel) -> tuple[str, ...]:
    """Return the articles of a list that its feeds hold."""
    return channel.entries[: library.settings["FEED_MAX_ITEMS"]]


def lists(library: Library) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield name and maker of the list of all feeds."""
    if library.settings["DIGEST_FEEDS"]:
        title = str(library.settings["SITENAME"])
        yield OPML, lambda: opml(channels(library), _Items(library), title)


def atom(channel: Channel, found: Iterable[_Item], items: _Items) -> str:
    """Return a channel as Atom (RFC 4287)."""
    found = list(found)
    newest = max((item.updated for item in found), default=datetime(1970, 1, 1, tzinfo=UTC))
    return "".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
            f"<title>{escape(channel.feed.title)}</title><id>{items.id('feed:' + channel.path)}</id>",
            f"<updated>{newest.isoformat()}</updated><author><name>{escape(channel.site)}</name></author>",
            f'<link rel="self" type="application/atom+xml" href={_quoted(items.address(channel.feed.atom))}/>',
            f'<link rel="alternate" type="text/html" href={_quoted(items.address(channel.path))}/>\n',
            "\n".join(item.atom for item in found),
            "\n</feed>\n",
        )
    )


def json_feed(channel: Channel, found: Iterable[_Item], items: _Items) -> str:
    """Return a channel as JSON Feed 1.1."""
    head = {"version": "https://jsonfeed.org/version/1.1", "title": channel.feed.title}
    if items.site:
        head |= {"home_page_url": items.address(channel.path), "feed_url": items.address(channel.feed.json)}
    opened = as_json(head)[:-1]
    return opened + ', "items": [\n' + ",\n".join(item.json for item in found) + "\n]}\n"


def opml(followed: Iterable[Channel], items: _Items, title: str) -> str:
    """Return all channels as OPML 2.0, to be read into a feed reader at once."""
    rows = "\n".join(
        f'<outline type="rss" text={_quoted(channel.title)} title={_quoted(channel.title)} '
        f"xmlUrl={_quoted(items.address(channel.feed.atom))} htmlUrl={_quoted(items.address(channel.path))}/>"
        for channel in followed
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head><title>{escape(title)}</title></head>'
        f"<body>\n{rows}\n</body></opml>\n"
    )
