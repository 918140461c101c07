"""What a part rests on, told coarsely and at once: nothing that it shows need be made to know that it is as it was.

A ground differs whenever the fingerprint of its part may, and sometimes when it does not: it stands for whole articles,
people and stories, where a fingerprint stands for what a template uses of them. So only a part whose ground is another
than in the last build is asked for its fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from newsdigest.model import DatedRole, Person, Story
from newsdigest.site.feeds import Channel
from newsdigest.site.fingerprints import digest
from newsdigest.site.library import Library
from newsdigest.site.pages import Page, related, stories_among


class Grounds:
    """The grounds of the parts of one library; ``shared`` gives what all pages of a template share."""

    def __init__(self, library: Library, shared: Callable[[str], str]) -> None:
        self._library = library
        self._shared = shared
        self._alone: dict[str, str] = {}
        self._entries: dict[str, str] = {}
        self._people: dict[str, str] = {}
        self._stories: dict[str, str] = {}
        self._rests_on: Mapping[str, Callable[..., Iterable[str]]] = {
            "article": self._article,
            "person": self._person_page,
            "story": lambda slug: (self.story(library.stories[slug]),),
            "day": self._day,
            "topic": self._topic,
            "subject": lambda name, _: (name, self.entries(library.by_tag[name])),
            "source": self._source,
            "year": self._year,
            "month": self._month,
        }

    def page(self, page: Page) -> str:
        """Return the ground of a page; empty for the few pages that show a little of everything."""
        rests_on = self._rests_on.get(page.template)
        if rests_on is None:
            return ""
        told = (page.template, repr(page.arguments), self._shared(page.template), self._library.topics_stamp)
        return _joined((*told, *rests_on(*page.arguments)))

    def channel(self, channel: Channel) -> str:
        """Return the ground of a list's feeds."""
        told = repr(channel.feed), channel.title, channel.path, self._library.topics_stamp
        return _joined((*told, self.entries(channel.entries)))

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
            known = (who.slug, who.name, who.wikidata, repr(who.variants), repr(who.company), *map(_role, who.roles))
            company = [self._name(other.person) for other in who.company]
            found = self._people[who.slug] = _joined((*known, "", *company, self.entries(who.entries)))
        return found

    def story(self, story: Story) -> str:
        """Return what stands for a story and its articles."""
        found = self._stories.get(story.slug)
        if found is None:
            names = map(self._name, story.people)
            found = self._stories[story.slug] = _joined((repr(story), *names, self.entries(story.entries)))
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
            told = (slug, library.entry_stamp(entry), library.lead_of(slug), *outlet, "", *tags, "", *people)
            found = self._alone[slug] = _joined(told)
        return found

    def _name(self, slug: str) -> str:
        who = self._library.people.get(slug)
        return who.name if who else ""

    def _article(self, slug: str) -> Iterable[str]:
        library = self._library
        entry, story = library.entries[slug], library.story_of(slug)
        yield self.entry(slug)
        yield self.story(story) if story and len(story.entries) > 1 else ""
        yield self.entries(related(library, slug))
        yield repr(library.same_day(slug))
        yield library.record_stamp(entry.article.origin)
        yield repr(library.versions.get(entry.path, ()))

    def _person_page(self, slug: str, number: int) -> Iterable[str]:
        del number  # an argument of the page, as such told before
        yield self.person(self._library.people[slug])

    def _day(self, when: date) -> Iterable[str]:
        library = self._library
        day = library.days[when]
        yield repr(day)
        yield repr(library.neighbours(when))
        yield from (self._name(trend.key) for trend in day.people)
        yield from (self.story(library.stories[slug]) for slug in day.stories)
        yield self.entries(day.entries)

    def _topic(self, key: str, number: int) -> Iterable[str]:
        del number
        slugs = self._library.by_topic[key]
        yield self.entries(slugs)
        yield from map(self.story, stories_among(self._library, slugs))

    def _source(self, name: str, number: int) -> Iterable[str]:
        del number
        found = self._library.sources[name]
        yield from (found.slug, found.rights, str(found.noindex), found.notes)
        yield str(self._library.first_reports[name])
        yield self.entries(found.entries)

    def _year(self, which: int, number: int) -> Iterable[str]:
        del number
        years = sorted(self._library.by_year)
        at = years.index(which)
        yield repr(years[max(at - 1, 0) : at + 2])
        yield self.entries(self._library.by_year[which])

    def _month(self, start: date, number: int) -> Iterable[str]:
        del number
        months = sorted(self._library.by_month)
        at = months.index((start.year, start.month))
        yield repr(months[max(at - 1, 0) : at + 2])
        yield self.entries(self._library.by_month[start.year, start.month])


def _role(role: DatedRole) -> str:
    return f"{role.text}\x1e{role.first}\x1e{role.last}\x1e{role.entry}\x1e{role.paragraph}"


def _joined(parts: Iterable[str]) -> str:
    return digest("\x1f".join(parts))
