"""What parts are made from, as short texts that differ whenever a part may: none is made in order to know that.

They stand for whole articles, people and stories, whatever a template shows of them. Of 10,000 articles to which 20 are
added, all but one in a hundred of the parts whose fingerprint differs do show something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from newsdigest.model import Entry, Person, Source, Story
from newsdigest.site.encoding import as_json
from newsdigest.site.feeds import Channel, newest
from newsdigest.site.library import Library
from newsdigest.site.pages import LISTS, Page, is_later, related, stories_among
from newsdigest.site.stamps import digest


class Fingerprints:
    """The fingerprints of the parts of one library.

    ``shared`` gives what all pages of a template share, ``record`` what stands for the scrape of an article by origin.
    """

    def __init__(
        self, library: Library, shared: Callable[[str], str], record: Callable[[str], str] = lambda _: ""
    ) -> None:
        self._library = library
        self._shared = shared
        self._record = record
        self._topics = digest(repr(library.digest.topics))
        self._outlets = {source.slug: source.name for source in library.digest.sources}
        self._alone: dict[str, str] = {}
        self._entries: dict[str, str] = {}
        self._people: dict[str, str] = {}
        self._stories: dict[str, str] = {}
        self._rests_on: Mapping[str, Callable[[Any], Iterable[str]]] = {
            "article": self._article,
            "person": lambda slug: (self.person(library.people[slug]),),
            "story": lambda slug: (self.story(library.stories[slug]),),
            "day": self._day,
            "topic": self._topic,
            "subject": lambda name: (self.entries(library.by_tag[name]),),
            "source": self._source,
            "year": lambda year: self._period(library.by_year, year),
            "month": lambda start: self._period(library.by_month, (start.year, start.month)),
        }

    def page(self, page: Page) -> str:
        """Return the fingerprint of a page; empty for the few pages that show a little of everything."""
        rests_on = self._rests_on.get(page.template)
        if rests_on is None:
            return ""
        found = self._later(page) if is_later(page) else rests_on(page.arguments[0])
        return _joined((page.template, repr(page.arguments), self._shared(page.template), *found))

    def channel(self, channel: Channel) -> str:
        """Return the fingerprint of a list's feeds."""
        return _joined((repr(channel.feed), channel.title, channel.path, self.entries(newest(self._library, channel))))

    def entry(self, slug: str) -> str:
        """Return what stands for an article and its copies, its text and all that is known of it."""
        found = self._entries.get(slug)
        if found is None:
            copies = self._library.copies_of(slug)
            alone = self._entry(slug)
            found = self._entries[slug] = _joined((alone, *map(self._entry, copies))) if copies else alone
        return found

    def entries(self, slugs: Iterable[str]) -> str:
        """Return what stands for a list of articles."""
        return digest("".join(map(self.entry, slugs)))

    def person(self, who: Person) -> str:
        """Return what stands for a person and all articles on them."""
        found = self._people.get(who.slug)
        if found is None:
            # What they said, and the sentences of their roles, stand in the articles.
            roles = [(role.text, role.first, role.last, role.entry, role.paragraph) for role in who.roles]
            known = (who.slug, who.name, who.wikidata, as_json((who.variants, who.company, roles)))
            company = [self._name(other.person) for other in who.company]
            found = self._people[who.slug] = _joined((*known, "", *company, self.entries(who.entries)))
        return found

    def story(self, story: Story) -> str:
        """Return what stands for a story and its articles."""
        found = self._stories.get(story.slug)
        if found is None:
            names = map(self._name, story.people)
            found = self._stories[story.slug] = _joined((as_json(story), *names, self.entries(story.entries)))
        return found

    def _entry(self, slug: str) -> str:
        """Return what stands for an article alone."""
        found = self._alone.get(slug)
        if found is None:
            library = self._library
            entry, source = library.entries[slug], library.source_of(slug)
            outlet = (source.slug, source.name, str(source.noindex)) if source else ()
            here = library.people_of.get(slug, {})
            people = (f"{name}\x1e{here[name].slug}\x1e{here[name].name}" for name in sorted(here))
            tags = map(library.tag_slugs.__getitem__, entry.tags)
            topic = library.topics.get(entry.topic)
            own = slug, _own(entry, source), library.lead_of(slug), *((topic.name, topic.slug) if topic else ())
            found = self._alone[slug] = _joined((*own, "", *outlet, "", *tags, "", *people))
        return found

    def _later(self, page: Page) -> Iterable[str]:
        """Yield what a later page of a list rests on: its own articles, and what its thing is called."""
        library, (key, number) = self._library, page.arguments
        slugs = LISTS[page.template](library, key)
        pages = library.paged(slugs)
        yield str(len(pages))
        # With the copies among them that stand on the page of their original: what these say may be told here.
        yield self.entries(
            slugs[slugs.index(pages[number - 1][0]) : slugs.index(pages[number][0]) if pages[number:] else None]
        )
        if page.template == "person":
            yield from (library.people[key].name, library.people[key].wikidata)
        elif page.template == "topic":
            yield self._topics
        elif page.template == "source":
            found = library.sources[key]
            yield from (found.slug, found.rights, str(found.noindex), found.notes)
        elif page.template == "subject":
            yield library.tag_slugs[key]
        elif page.template == "year":
            yield self._neighbours(library.by_year, key)
        else:
            yield self._neighbours(library.by_month, (key.year, key.month))

    def _name(self, slug: str) -> str:
        who = self._library.people.get(slug)
        return who.name if who else ""

    def _article(self, slug: str) -> Iterable[str]:
        library = self._library
        entry, story = library.entries[slug], library.story_of(slug)
        yield self.entry(slug)
        yield self.story(story) if story and len(story.entries) > 1 else ""
        yield self.entries(related(library, slug))
        yield as_json(library.same_day(slug))
        yield self._record(entry.article.origin)
        versions = library.versions.get(entry.path)
        yield as_json(versions) if versions else ""

    def _day(self, when: date) -> Iterable[str]:
        library = self._library
        day = library.days[when]
        yield as_json(day)
        yield self._topics  # it tells how much each is in the news
        yield from (self._outlets.get(trend.key, "") for trend in day.sources)
        yield as_json(library.neighbours(when))
        yield from (self._name(trend.key) for trend in day.people)
        yield from (self.story(library.stories[slug]) for slug in day.stories)
        yield self.entries(day.entries)

    def _topic(self, key: str) -> Iterable[str]:
        slugs = self._library.by_topic[key]
        yield self._topics  # it leads to those above and below
        yield self.entries(slugs)
        yield from map(self.story, stories_among(self._library, slugs))

    def _source(self, name: str) -> Iterable[str]:
        found = self._library.sources[name]
        yield from (found.slug, found.rights, str(found.noindex), found.notes)
        yield str(self._library.first_reports[name])
        yield self.entries(found.entries)

    def _period(self, periods: Mapping[Any, tuple[str, ...]], which: Any) -> Iterable[str]:
        """Yield the neighbours of a year or month, and its articles."""
        yield self._neighbours(periods, which)
        yield self.entries(periods[which])

    @staticmethod
    def _neighbours(periods: Mapping[Any, tuple[str, ...]], which: Any) -> str:
        order = sorted(periods)
        at = order.index(which)
        return repr(order[max(at - 1, 0) : at + 2])


def _own(entry: Entry, source: Source | None) -> str:
    """Return what stands for an article itself; what joining may change of it is spelt out."""
    rights = source.rights if source else ""
    return "|".join((entry.stamp or digest(repr(entry)), rights, entry.topic, *entry.tags, "|", *entry.people))


def _joined(parts: Iterable[str]) -> str:
    return digest("\x1f".join(parts))
