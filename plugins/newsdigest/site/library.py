"""The digest, indexed for building pages: look-ups by key and the small views that lists are made of."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache, wraps
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError
from pelican.utils import slugify

from newsdigest.model import (
    Article,
    Day,
    Digest,
    Entry,
    Moment,
    Person,
    Precision,
    Quote,
    Source,
    Story,
    Topic,
    Trend,
    Version,
)
from newsdigest.site import addresses
from newsdigest.site.views import (
    Bin,
    CountView,
    Coverage,
    DayView,
    EntryView,
    Export,
    Link,
    Listing,
    QuoteView,
    StoryView,
    TrendView,
)

Key = TypeVar("Key", bound=Hashable)

DATED = (Precision.MINUTE, Precision.DAY)


def once(method: Callable[..., Any]) -> Callable[..., Any]:
    """Keep the results of a method whose first argument is a list that lives as long as the library does."""

    @wraps(method)
    def kept(self: Library, slugs: tuple[str, ...], *more: Any, **named: Any) -> Any:
        key = (method.__name__, id(slugs), more, *sorted(named.items()))
        if key not in self.kept:
            # The list itself is kept too, so that its id stays its own.
            self.kept[key] = (slugs, method(self, slugs, *more, **named))
        return self.kept[key][1]

    return kept


class Library:
    """Look-ups over one digest; everything it returns is a value, and what is asked for twice is made once."""

    def __init__(self, digest: Digest, settings: Mapping[str, Any], cut: Mapping[str, Entry] | None = None) -> None:
        """``cut`` are the articles that may not be shown in full, as they are: to compare with, never to show."""
        self.digest = digest
        self._cut = cut or {}
        self.settings = settings
        self.entries = {entry.slug: entry for entry in digest.entries}
        self.people = {person.slug: person for person in digest.people}
        self.topics = {topic.id: topic for topic in digest.topics}
        self.sources = {source.name: source for source in digest.sources}
        self.stories = {story.slug: story for story in digest.stories}
        self._outlets = {source.slug: source for source in digest.sources}
        self._source = {slug: source for source in digest.sources for slug in source.entries}
        self._story = {slug: story for story in digest.stories for slug in story.entries}
        self._copies = {group[0]: group[1:] for story in digest.stories for group in story.copies}
        self._lead = {copy: lead for lead, copies in self._copies.items() for copy in copies}
        self.versions: Mapping[str, tuple[Version, ...]] = {}  # by article file
        self.record: Callable[[str], Article | None] = lambda _: None
        self.has: Callable[[str], bool] = lambda _: True  # whether there are pages of a kind
        self.kept: dict[tuple[Any, ...], tuple[Any, Any]] = {}
        self.feed_items: Any = None
        self.exported: tuple[Export, ...] = ()
        self._links: dict[tuple[str, str], Link] = {}
        self._people_here: dict[str, tuple[Person, ...]] = {}
        self._paths: dict[str, str] = {}
        self._views: dict[str, EntryView] = {}
        self._order = {entry.slug: number for number, entry in enumerate(digest.entries)}

    def remember(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Return what ``make`` makes, which is asked once for each key."""
        if key not in self.kept:
            self.kept[key] = ((), make())
        return self.kept[key][1]

    # Look-ups

    def story_of(self, slug: str) -> Story | None:
        """Return the story of an article."""
        return self._story.get(slug)

    def source_of(self, slug: str) -> Source | None:
        """Return the source of an article."""
        return self._source.get(slug)

    @cached_property
    def people_of(self) -> Mapping[str, Mapping[str, Person]]:
        """Article → (name by which its annotations call a person → that person)."""
        found: dict[str, dict[str, Person]] = defaultdict(dict)
        for person in self.digest.people:
            for seen in person.appearances:
                found[seen.entry][seen.name] = person
        return found

    @cached_property
    def tag_slugs(self) -> Mapping[str, str]:
        """Name of each subject → its slug, made unique."""
        slugs: dict[str, str] = {}
        taken: set[str] = set()
        for name in sorted({tag for entry in self.digest.entries for tag in entry.tags}):
            base = slugify(name, self.settings["SLUG_REGEX_SUBSTITUTIONS"]) or "subject"
            slug, number = base, 2
            while slug in taken:
                slug, number = f"{base}-{number}", number + 1
            taken.add(slug)
            slugs[name] = slug
        return slugs

    @cached_property
    def by_tag(self) -> Mapping[str, tuple[str, ...]]:
        """Name of each subject → its articles, newest first."""
        return _grouped((tag, entry.slug) for entry in self.digest.entries for tag in dict.fromkeys(entry.tags))

    @cached_property
    def by_topic(self) -> Mapping[str, tuple[str, ...]]:
        """Id of each topic → its articles and those of the topics below it, newest first."""
        above = {topic.id: self._ancestors(topic) for topic in self.digest.topics}
        named = {topic.name: topic.id for topic in self.digest.topics}
        pairs = (
            (above_or_self, entry.slug)
            for entry in self.digest.entries
            for above_or_self in dict.fromkeys(
                found
                for topic in (entry.topic, *(named[tag] for tag in entry.tags if tag in named))
                for found in above.get(topic, ())
            )
        )
        return _grouped(pairs)

    @cached_property
    def by_year(self) -> Mapping[int, tuple[str, ...]]:
        """Year → its articles, the dated ones first, newest first."""
        dates = ((known(entry), entry.slug) for entry in self.digest.entries)
        return _grouped((moment.at.year, slug) for moment, slug in dates if moment)

    @cached_property
    def by_month(self) -> Mapping[tuple[int, int], tuple[str, ...]]:
        """(Year, month) → its articles, newest first; those of which only the year is known are in none."""
        dates = ((known(entry), entry.slug) for entry in self.digest.entries)
        return _grouped(
            ((moment.at.year, moment.at.month), slug)
            for moment, slug in dates
            if moment and moment.precision is not Precision.YEAR
        )

    @cached_property
    def days(self) -> Mapping[date, Day]:
        """The days that have news."""
        return {day.date: day for day in self.digest.days}

    @cached_property
    def _dates(self) -> list[date]:
        return sorted(self.days)

    def neighbours(self, day: date) -> tuple[date | None, date | None]:
        """Return the days with news before and after one."""
        at = bisect_left(self._dates, day)
        return (
            self._dates[at - 1] if at else None,
            self._dates[at + 1] if at + 1 < len(self._dates) else None,
        )

    @cached_property
    def _same_day(self) -> Mapping[str, tuple[Link | None, Link | None]]:
        found: dict[str, tuple[Link | None, Link | None]] = {}
        for day in self.digest.days:
            entries = (self.entries[slug] for slug in day.entries)
            links = [None, *(Link(entry.article.title, self.entry_path(entry)) for entry in entries), None]
            found.update((slug, (links[at], links[at + 2])) for at, slug in enumerate(day.entries))
        return found

    def same_day(self, slug: str) -> tuple[Link | None, Link | None]:
        """Return the newer and the older neighbour of an article on its day."""
        return self._same_day.get(slug, (None, None))

    @cached_property
    def first_reports(self) -> Counter[str]:
        """Name of each source → how many stories of several outlets it was the first to run."""
        firsts = (story.outlets[0] for story in self.digest.stories if len(story.outlets) > 1)
        return Counter(firsts)

    def lead_of(self, slug: str) -> str:
        """Return the article that one is folded into; itself where it is in none."""
        return self._lead.get(slug, slug)

    def whole(self, slug: str) -> Entry:
        """Return an article as it is, whatever may be shown of it."""
        return self._cut.get(slug) or self.entries[slug]

    def copies_of(self, slug: str) -> tuple[str, ...]:
        """Return the articles with the same text as this one."""
        lead = self.lead_of(slug)
        return tuple(each for each in (lead, *self._copies.get(lead, ())) if each != slug)

    def rank(self, slug: str) -> int:
        """Place of an article in the digest, the newest first."""
        return self._order[slug]

    def _ancestors(self, topic: Topic) -> tuple[str, ...]:
        """Ids of a topic and of all above it."""
        found = [topic.id]
        while topic.parent in self.topics and topic.parent not in found:
            topic = self.topics[topic.parent]
            found.append(topic.id)
        return tuple(found)

    # Links

    def person_link(self, person: Person) -> Link:
        """Name and page of a person."""
        return self._link("person", person.name, person.slug)

    def topic_link(self, topic: Topic) -> Link:
        """Name and page of a topic."""
        return self._link("topic", topic.name, topic.slug)

    def source_link(self, source: Source) -> Link:
        """Name and page of a source."""
        return self._link("source", source.name, source.slug)

    def tag_link(self, name: str) -> Link:
        """Name and page of a subject; no page where no article has it."""
        slug = self.tag_slugs.get(name)
        return self._link("tag", name, slug) if slug else Link(name)

    def _link(self, kind: str, name: str, slug: str) -> Link:
        """Return the name and the page of a thing, the same for all that show it."""
        key = kind, slug
        link = self._links.get(key)
        if link is None:
            link = self._links[key] = Link(name, addresses.thing(self.settings, kind, slug))
        return link

    def entry_path(self, entry: Entry) -> str:
        """Path of an article's page."""
        path = self._paths.get(entry.slug)
        if path is None:
            path = self._paths[entry.slug] = addresses.article(self.settings, entry.slug, entry.article.published)
        return path

    def story_path(self, story: Story) -> str:
        """Path of a story's page, or of its only article."""
        if len(story.entries) > 1:
            return addresses.thing(self.settings, "story", story.slug)
        return self.entry_path(self.entries[story.entries[0]])

    def people_here(self, entry: Entry) -> tuple[Person, ...]:
        """Return the people of an article, in its own order, each once."""
        found = self._people_here.get(entry.slug)
        if found is None:
            here = self.people_of.get(entry.slug, {})
            # By slug, so that none is compared with another.
            found = tuple({here[name].slug: here[name] for name in entry.people if name in here}.values())
            self._people_here[entry.slug] = found
        return found

    # Views

    def view(self, slug: str) -> EntryView:
        """Return an article as lists show it."""
        if slug not in self._views:
            self._views[slug] = self._view(slug, tuple(self._view(copy) for copy in self._copies.get(slug, ())))
        return self._views[slug]

    def _view(self, slug: str, copies: tuple[EntryView, ...] = ()) -> EntryView:
        entry = self.entries[slug]
        article = entry.article
        source = self.source_of(slug)
        topic = self.topics.get(entry.topic)
        return EntryView(
            entry=slug,
            path=self.entry_path(entry),
            title=article.title,
            standfirst=article.standfirst,
            summary=article.summary,
            published=article.published,
            source=self.source_link(source) if source else None,
            topic=self.topic_link(topic) if topic else None,
            authors=article.authors,
            language=article.language,
            dir=direction(article.language),
            people=tuple(self.person_link(person) for person in self.people_here(entry)),
            rights=source.rights if source else "full",
            original=article.source_url,
            sort_date=sort_date(article.published),
            copies=copies,
        )

    def views(self, slugs: Iterable[str]) -> tuple[EntryView, ...]:
        """Articles as lists show them, a copy folded into its original where that is in the list too."""
        return tuple(map(self.view, self._folded(tuple(slugs))))

    def _folded(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out copies whose original is there too."""
        if not self._lead:
            return slugs
        present = set(slugs)
        return tuple(slug for slug in slugs if self._lead.get(slug) not in present)

    @once
    def paged(self, slugs: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """Return the articles on each page of a long list.

        The older pages are full, so that they stay as they are when articles are added: the first takes what is over,
        from half of a page to one and a half.
        """
        shown, size = self._folded(slugs), self.page_size
        pages = max(1, (len(shown) + size // 2) // size)
        first = len(shown) - (pages - 1) * size
        return (shown[:first], *(shown[start : start + size] for start in range(first, len(shown), size)))

    def newest_first(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """Slugs in the order of the digest."""
        return tuple(sorted(slugs, key=self._order.__getitem__))

    def story_view(self, story: Story, only: frozenset[str] = frozenset()) -> StoryView:
        """Return a story as lists show it; ``only`` narrows it to the articles of one day."""
        slugs = tuple(slug for slug in story.entries if not only or slug in only)
        entries = self.views(slugs)
        dated = [entry.article.published for slug in slugs if (entry := self.entries[slug]).article.published]
        # Headline and standfirst are of one article: where it is of another day, that day's first report gives both.
        headed = next((slug for slug in story.entries if self.entries[slug].article.title == story.title), "")
        original = self.lead_of(slugs[0])
        lead_view = self.view(next(slug for slug in (headed, original, slugs[0]) if slug in slugs))
        names = {source.name: source for slug in slugs if (source := self.source_of(slug))}
        outlets = [names.pop(name) for name in story.outlets if name in names]
        return StoryView(
            story=story.slug,
            path=self.story_path(story),
            title=lead_view.title if headed else story.title,
            lead=lead_view,
            entries=entries,
            outlets=tuple(self.source_link(source) for source in (*outlets, *names.values())),
            articles=len(slugs),
            people=tuple(self.person_link(self.people[slug]) for slug in story.people if slug in self.people),
            topic=lead_view.topic,
            first=dated[0] if dated else None,
            last=dated[-1] if dated else None,
        )

    def day_view(self, day: Day) -> DayView:
        """One day as the front page and its own page show it."""
        only = frozenset(day.entries)
        sources = Counter(source.name for slug in day.entries if (source := self.source_of(slug)))
        return DayView(
            date=day.date,
            total=len(day.entries),
            stories=tuple(
                self.story_view(self.stories[slug], only=only)
                for slug in day.stories
                if only.intersection(self.stories[slug].entries)
            ),
            people=tuple(
                self._trend(trend, self.person_link(self.people[trend.key]))
                for trend in day.people
                if trend.key in self.people
            ),
            topics=tuple(
                self._trend(trend, self.topic_link(self.topics[trend.key]))
                for trend in day.topics
                if trend.key in self.topics
            ),
            sources=shares((self.source_link(self.sources[name]), count) for name, count in sources.items()),
            outlets=tuple(
                self._trend(trend, self.source_link(self._outlets[trend.key]))
                for trend in day.sources
                if trend.key in self._outlets
            ),
        )

    @staticmethod
    def _trend(trend: Trend, link: Link) -> TrendView:
        return TrendView(link, trend.count, trend.usual, trend.score, rising=trend.count > trend.usual)

    def quote_view(self, slug: str, quote: Quote) -> QuoteView:
        """Return a quote with its speaker's page and its paragraph."""
        view = self.view(slug)
        speaker = self.people_of.get(slug, {}).get(quote.speaker)
        link = self.person_link(speaker) if speaker else Link(quote.speaker) if quote.speaker else None
        number = quote.paragraph + 1
        return QuoteView(quote.text, link, quote.verb, view, number, f"{view.path}#p{number}")

    # Counts

    @once
    def people_among(self, slugs: tuple[str, ...], limit: int = 0, without: str = "") -> tuple[CountView, ...]:
        """Return the people of these articles, most covered first."""
        counts = Counter([person.slug for slug in slugs for person in self.people_here(self.entries[slug])])
        counts.pop(without, None)
        return shares([(self.person_link(self.people[slug]), count) for slug, count in counts.items()], limit)

    @once
    def topics_among(self, slugs: tuple[str, ...], limit: int = 0) -> tuple[CountView, ...]:
        """Return the topics of these articles, most frequent first."""
        counts = Counter([self.entries[slug].topic for slug in slugs])
        return shares(
            ((self.topic_link(self.topics[topic]), count) for topic, count in counts.items() if topic in self.topics),
            limit,
        )

    @once
    def sources_among(self, slugs: tuple[str, ...], limit: int = 0) -> tuple[CountView, ...]:
        """Return the sources of these articles, most frequent first."""
        counts = Counter(source.name for slug in slugs if (source := self.source_of(slug)))
        return shares(((self.source_link(self.sources[name]), count) for name, count in counts.items()), limit)

    @once
    def tags_among(self, slugs: tuple[str, ...], limit: int = 0, without: str = "") -> tuple[CountView, ...]:
        """Return the subjects of these articles, most frequent first."""
        counts = Counter([tag for slug in slugs for tag in self.entries[slug].tags])
        counts.pop(without, None)
        return shares([(self.tag_link(tag), count) for tag, count in counts.items()], limit)

    @once
    def coverage(self, slugs: tuple[str, ...], *, whole: bool = False) -> Coverage:
        """Count these articles over time; ``whole`` stretches the time to that of all articles, to compare lists."""
        span = self._dates[:1] + self._dates[-1:] if whole else []
        return coverage([self.entries[slug].article.published for slug in slugs], span)

    def listing(self, slugs: tuple[str, ...], path: str, number: int) -> Listing:
        """One page of a list of articles; ``path`` is the list's first page."""
        pages = self.paged(slugs)
        total = len(slugs) if number == 1 else 0
        return Listing(
            entries=tuple(map(self.view, pages[number - 1])),
            total=total,
            number=number,
            pages=len(pages),
            first=1 if total else 0,
            last=len(pages[0]) if total else 0,
            previous=page_path(path, number - 1, len(pages)) if number > 1 else "",
            next=page_path(path, number + 1, len(pages)) if number < len(pages) else "",
            links=self.remember(("links", path), lambda: _links(path, len(pages))) if len(pages) > 1 else (),
        )

    @property
    def page_size(self) -> int:
        """Articles on one page of a list."""
        return int(self.settings["DEFAULT_PAGINATION"] or 10**9)


def page_path(path: str, number: int, pages: int) -> str:
    """Path of a page of a long list, the newest being the first."""
    return path if number == 1 else addresses.older(path, pages + 1 - number)


def _links(path: str, pages: int) -> tuple[tuple[int, str], ...]:
    """Return number and path of each page of a long list."""
    return tuple((number, page_path(path, number, pages)) for number in range(1, pages + 1))


def shares(counted: Iterable[tuple[Link, int]], limit: int = 0) -> tuple[CountView, ...]:
    """Sort by count, then name, and relate each count to the largest."""
    # As plain values with their place, which sort without a call each.
    ranked = sorted([(-count, link.name, place, link) for place, (link, count) in enumerate(counted)])
    highest = -ranked[0][0] if ranked else 1
    return tuple([CountView(link, -less, -less / highest) for less, _, _, link in ranked[: limit or None]])


def coverage(moments: Sequence[Moment | None], span: Sequence[date] = ()) -> Coverage:
    """Count articles by day, week, month or year, whichever makes at most a few dozen bins.

    The bins go from the first to the last article, or over the days of ``span`` too.
    """
    days = sorted(moment.at.date() for moment in moments if moment and moment.precision in DATED)
    if not days:
        return Coverage(undated=len(moments))
    first, last = min([days[0], *span]), max([days[-1], *span])
    unit = _unit((last - first).days)
    counts = Counter(_start(day, unit) for day in days)
    bins = [Bin(start, counts.get(start, 0)) for start in _starts(_start(first, unit), last, unit)]
    return Coverage(
        unit, tuple(bins), len(days), max(counts.values()), len(moments) - len(days), first=days[0], last=days[-1]
    )


def _unit(span: int) -> str:
    """Return the unit that divides a span of days into a few dozen bins at most."""
    if span <= 31:
        return "day"
    if span <= 26 * 7:
        return "week"
    return "month" if span <= 5 * 366 else "year"


def _start(day: date, unit: str) -> date:
    """First day of the period that holds a day; weeks begin on Monday."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _starts(first: date, last: date, unit: str) -> Iterable[date]:
    """First days of the periods, from that which begins with ``first`` to that which holds ``last``."""
    if unit == "year":
        return (date(year, 1, 1) for year in range(first.year, last.year + 1))
    if unit == "month":
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return (date(month // 12, month % 12 + 1, 1) for month in months)
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1, 7 if unit == "week" else 1))


def known(entry: Entry) -> Moment | None:
    """Return the time of publication, unless nothing of it is known."""
    moment = entry.article.published
    return moment if moment and moment.precision is not Precision.UNKNOWN else None


def dated(entry: Entry) -> bool:
    """Tell whether the day of publication is known."""
    moment = entry.article.published
    return moment is not None and moment.precision in DATED


def sort_date(published: Moment | None) -> str:
    """ISO day that sorts an article; what is not stated counts as earliest in its period."""
    if published is None or published.precision is Precision.UNKNOWN:
        return "0000-00-00"
    return f"{published.iso[:10]}-00-00"[:10]


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """``rtl`` for languages written from right to left, else ``ltr``."""
    try:
        locale = Locale.parse(language.replace("-", "_")) if language else None
    except (ValueError, UnknownLocaleError):
        locale = None
    return "rtl" if locale and locale.text_direction == "rtl" else "ltr"


def _grouped(pairs: Iterable[tuple[Key, str]]) -> Mapping[Key, tuple[str, ...]]:
    """Group values by key, both in the order in which they come."""
    groups: dict[Key, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
