"""Every page of the site: where it lies, its template, and what that template is given (docs/templates.md)."""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Any

from newsdigest.model import DatedRole, Entry, Person, Precision, Source, Story
from newsdigest.site import addresses, feeds
from newsdigest.site.comparing import added, copies_apart
from newsdigest.site.library import Library, dated, known, page_path, shares
from newsdigest.site.rights import FULL
from newsdigest.site.views import (
    Cleaning,
    CountDay,
    CountView,
    Coverage,
    LetterView,
    Link,
    Listing,
    PersonHere,
    QuoteView,
    RoleView,
    SourceView,
    TopicView,
    YearView,
)

LATEST, STORIES, RELATED, LEADING, DAYS_BACK, DAYS_SHOWN = 10, 10, 6, 24, 30, 2
KEY_QUOTES, STANDS_ALONE = 4, 6  # quotes; words

Context = dict[str, Callable[[], Any]]
"""What a template is given, by name, to be made where the template uses it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page to make; ``arguments`` are what its context is made from, by key."""

    path: str
    template: str
    arguments: tuple[Any, ...] = ()


def plan(library: Library) -> Iterator[Page]:
    """Yield every page of the site; a theme without a template has no pages of that kind."""
    return (page for page in _plan(library) if library.has(page.template))


def _plan(library: Library) -> Iterator[Page]:
    """Yield the pages of every kind; what only some kinds need is not asked for in vain."""
    settings = library.settings
    yield Page("", "index")
    for day in library.digest.days:
        yield Page(addresses.period(settings, "day", day.date), "day", (day.date,))
    for entry in library.digest.entries:
        yield Page(library.entry_path(entry), "article", (entry.slug,))
    for person in library.digest.people if library.has("person") else ():
        yield from _paged(library, library.person_link(person).path, "person", person.slug, person.entries)
    for topic_id, slugs in library.by_topic.items():
        path = library.topic_link(library.topics[topic_id]).path
        yield from _paged(library, path, "topic", topic_id, slugs)
    for name, slugs in library.by_tag.items():
        yield from _paged(library, library.tag_link(name).path, "subject", name, slugs)
    for story in library.digest.stories if library.has("story") else ():
        if len(story.entries) > 1:
            yield Page(library.story_path(story), "story", (story.slug,))
    for source in library.digest.sources:
        yield from _paged(library, library.source_link(source).path, "source", source.name, source.entries)
    for year, slugs in library.by_year.items():
        yield from _paged(library, addresses.period(settings, "year", date(year, 1, 1)), "year", year, slugs)
    for (year, month), slugs in library.by_month.items():
        start = date(year, month, 1)
        yield from _paged(library, addresses.period(settings, "month", start), "month", start, slugs)
    for name in ("people", "topics", "subjects", "sources", "archive", "search", "feeds"):
        yield Page(addresses.index(settings, name), name)
    yield Page("404.html", "404")


def _paged(library: Library, path: str, template: str, key: Any, slugs: tuple[str, ...]) -> Iterator[Page]:
    """Yield the pages of one long list."""
    pages = len(library.paged(slugs))
    for number in range(1, pages + 1):
        yield Page(page_path(path, number, pages), template, (key, number))


def is_later(page: Page) -> bool:
    """Tell whether a page is one of a list after its first."""
    return page.template in LATER and page.arguments[1] > 1


def context(library: Library, page: Page) -> Context:
    """Return what a template is given.

    A later page of a list tells only of the articles on it: so it stays as it is when others are added.
    """
    found = CONTEXTS[page.template](library, *page.arguments)
    return LATER[page.template](library, page.arguments[0], found) if is_later(page) else found


# The contexts, one function a template: names with functions, so that a template pays for what it uses


def listing(library: Library, slugs: tuple[str, ...], path: str, number: int) -> Callable[[], Listing]:
    """Return one page of a list of articles."""
    return lambda: library.listing(slugs, path, number)


def index(library: Library) -> Context:
    """Return the front page: the newest day."""
    digest = library.digest
    return {
        "day": ((lambda: library.day_view(digest.days[0])) if digest.days else lambda: None),
        "before": lambda: tuple(library.day_view(each) for each in digest.days[1 : 1 + DAYS_SHOWN]),
        "latest": lambda: library.views(entry.slug for entry in digest.entries[:LATEST]),
        "days": lambda: tuple(CountDay(day.date, len(day.entries)) for day in digest.days[:DAYS_BACK]),
        "total": lambda: len(digest.entries),
        "people_total": lambda: len(digest.people),
        "sources_total": lambda: len(digest.sources),
    }


def day(library: Library, when: date) -> Context:
    """One day."""
    earlier, later = library.neighbours(when)
    return {
        "day": lambda: library.day_view(library.days[when]),
        "previous_day": lambda: earlier,
        "next_day": lambda: later,
    }


def article(library: Library, slug: str) -> Context:
    """One article, without its HTML, which the renderer adds."""
    entry = library.entries[slug]
    view = library.view(slug)
    story = library.story_of(slug)
    several = story is not None and len(story.entries) > 1
    copies = library.copies_of(slug)
    newer, older = library.same_day(slug)

    quotes = cache(lambda: tuple([library.quote_view(slug, quote) for quote in entry.annotations.quotes]))

    return {
        "article": lambda: replace(entry.article, body=entry.text.markdown),
        "entry": lambda: entry,
        "view": lambda: view,
        "rights": lambda: view.rights,
        "words": lambda: sum([len(paragraph.split()) for paragraph in entry.paragraphs]),
        "source": lambda: view.source,
        "topic": lambda: view.topic,
        "tags": lambda: tuple(library.tag_link(tag) for tag in dict.fromkeys(entry.tags)),
        "people": lambda: people_here(library, entry),
        "quotes": quotes,
        "key_quotes": lambda: key_quotes(quotes()),
        "story": lambda: library.story_view(story) if story and several else None,
        "copies": lambda: tuple(library.view(copy) for copy in copies),
        "differences": lambda: copies_apart(library, slug),
        "related": lambda: library.views(related(library, slug)),
        "cleaning": lambda: cleaning(library, entry) if view.rights == FULL else None,
        "versions": lambda: library.versions.get(entry.path, ()) if view.rights == FULL else (),
        "newer": lambda: newer,
        "older": lambda: older,
    }


def related(library: Library, slug: str) -> tuple[str, ...]:
    """Return the articles that an article's page leads on to."""
    return library.digest.related.get(slug, ())[:RELATED]


def key_quotes(quotes: tuple[QuoteView, ...]) -> tuple[QuoteView, ...]:
    """Return the quotes that show who speaks in an article: every speaker's first before anybody's second.

    A few words in quotation marks, or words of nobody who is named, are shown only where there is no other quote.
    """
    if len(quotes) <= KEY_QUOTES + 1:
        return quotes
    said = [quote for quote in quotes if quote.speaker and len(quote.text.split()) >= STANDS_ALONE] or list(quotes)
    turns: Counter[str] = Counter()
    ranked = []
    for place, quote in enumerate(said):
        name = quote.speaker.name if quote.speaker else ""
        ranked.append((turns[name], place))
        turns[name] += 1
    return tuple(said[place] for place in sorted(place for _, place in sorted(ranked)[:KEY_QUOTES]))


def people_here(library: Library, entry: Entry) -> tuple[PersonHere, ...]:
    """Return the people of an article with the role that it gives them."""
    names = library.people_of.get(entry.slug, {})
    roles: dict[str, str] = {}
    for role in entry.annotations.roles:
        if role.person in names:
            roles.setdefault(names[role.person].slug, role.text)
    counts = Counter(names[mention.person].slug for mention in entry.annotations.mentions if mention.person in names)
    return tuple(
        PersonHere(library.person_link(person), roles.get(person.slug, ""), counts[person.slug])
        for person in library.people_here(entry)
    )


def cleaning(library: Library, entry: Entry) -> Cleaning | None:
    """How the article's text came about; None when its scrape is gone, or for an article written by hand."""
    found = library.record(entry.article.origin)
    if found is None:
        return None
    return Cleaning(found.evidence, found.removed, found.origin, found.retrieved, entry.edited)


def person(library: Library, slug: str, number: int) -> Context:
    """One person."""
    who: Person = library.people[slug]
    return {
        "person": lambda: who,
        "listing": listing(library, who.entries, library.person_link(who).path, number),
        "roles": lambda: tuple(_role(library, role) for role in who.roles),
        "quotes": lambda: said_by(library, who, number),
        "quotes_total": lambda: len(who.quotes),
        "company": lambda: company(library, who),
        "topics": lambda: library.topics_among(who.entries),
        "sources": lambda: library.sources_among(who.entries),
        "coverage": lambda: library.coverage(who.entries),
    }


def said_by(library: Library, who: Person, number: int) -> tuple[QuoteView, ...]:
    """Return what a person is quoted with in the articles of one page of their list, the newest article first."""
    order = library.remember(
        ("quotes", who.slug),
        lambda: sorted(who.quotes, key=lambda said: (library.rank(said.entry), said.quote.start)),
    )
    firsts = [library.rank(slugs[0]) for slugs in library.paged(who.entries) if slugs]
    if len(firsts) > 1:
        span = _span(firsts, number)
        begin, end = (bisect_left(order, rank, key=lambda said: library.rank(said.entry)) for rank in span)
        order = order[begin:end]
    return tuple([library.quote_view(said.entry, said.quote) for said in order])


def _span(firsts: Sequence[int], number: int) -> tuple[float, float]:
    """Return the ranks of articles from which and up to which a page goes; ``firsts`` are those that begin one."""
    return firsts[number - 1] if number > 1 else 0, firsts[number] if number < len(firsts) else math.inf


def company(library: Library, who: Person) -> tuple[CountView, ...]:
    """Return those who are in the news together with a person."""
    found = [(library.people[other.person], other) for other in who.company if other.person in library.people]
    most = max((other.articles for _, other in found), default=1)
    return tuple(
        CountView(library.person_link(other), beside.articles, beside.articles / most, beside.score)
        for other, beside in found
    )


def _role(library: Library, role: DatedRole) -> RoleView:
    """Return a role with the way to its sentence."""
    view = library.view(role.entry)
    link = Link(view.title, f"{view.path}#p{role.paragraph + 1}")
    return RoleView(role.text, role.first, role.last, role.sentence, link, view)


def people(library: Library) -> Context:
    """Everybody, from A to Z, the most covered and the rising."""
    counted = [(who, len(who.entries)) for who in library.digest.people]
    highest = max((count for _, count in counted), default=1)
    rows = [(who, CountView(library.person_link(who), count, count / highest)) for who, count in counted]
    letters: dict[str, list[CountView]] = {}
    for who, row in sorted(rows, key=lambda pair: (sort_name(pair[0].name), pair[0].slug)):
        letters.setdefault(initial(who.name), []).append(row)
    newest = library.digest.days[0] if library.digest.days else None
    trends = library.day_view(newest).people if newest else ()
    return {
        "letters": lambda: tuple(LetterView(letter, tuple(found)) for letter, found in sorted(letters.items())),
        "most": lambda: tuple(
            row for _, row in sorted(rows, key=lambda pair: (-pair[1].count, sort_name(pair[0].name))) if row.count > 1
        )[:LEADING],
        "rising": lambda: tuple(trend for trend in trends if trend.rising),
        "total": lambda: len(counted),
    }


def sort_name(name: str) -> str:
    """Return the name as it sorts: last word first, accents and case aside."""
    words = plain(name).split()
    while len(words) > 2 and words[-1].rstrip(".") in ("jr", "sr", "ii", "iii", "iv"):
        words.pop()
    return " ".join(words[-1:] + words[:-1])


def initial(name: str) -> str:
    """Return the letter that a name stands under; ``#`` for what is no letter."""
    first = sort_name(name)[:1].upper()
    return first if first.isalpha() else "#"


def plain(name: str) -> str:
    """Lower case without accents."""
    split = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in split if not unicodedata.combining(character))


def topic(library: Library, key: str, number: int) -> Context:
    """One topic."""
    found = library.topics[key]
    slugs = library.by_topic[key]
    parent = library.topics.get(found.parent)
    stories = stories_among(library, slugs)
    return {
        "topic": lambda: found,
        "parent": lambda: library.topic_link(parent) if parent and parent.id in library.by_topic else None,
        "children": lambda: library.remember(("children", key), lambda: children(library, key)),
        "stories": lambda: tuple(map(library.story_view, stories)),
        "listing": listing(library, slugs, library.topic_link(found).path, number),
        "people": lambda: library.people_among(slugs, LEADING),
        "sources": lambda: library.sources_among(slugs),
        "subjects": lambda: library.tags_among(slugs, LEADING),
        "coverage": lambda: library.coverage(slugs),
    }


def children(library: Library, key: str) -> tuple[CountView, ...]:
    """Return the topics directly below one."""
    return shares(
        (library.topic_link(found), len(library.by_topic[found.id]))
        for found in library.digest.topics
        if found.parent == key and found.id in library.by_topic
    )


def stories_among(library: Library, slugs: tuple[str, ...]) -> tuple[Story, ...]:
    """Return the newest stories that these articles belong to."""
    stories: dict[str, Story] = {}
    for slug in slugs:
        story = library.story_of(slug)
        if story:
            stories.setdefault(story.slug, story)
        if len(stories) == STORIES:
            break
    return tuple(stories.values())


def topics(library: Library) -> Context:
    """All topics that have articles; those below another stand with it."""
    counts = {key: len(slugs) for key, slugs in library.by_topic.items()}
    highest = max(counts.values(), default=1)
    tops = [found for found in library.digest.topics if found.id in counts and found.parent not in counts]
    return {
        "topics": lambda: tuple(
            TopicView(
                topic=found,
                path=library.topic_link(found).path,
                count=counts[found.id],
                share=counts[found.id] / highest,
                latest=library.views(library.by_topic[found.id][:3]),
                children=children(library, found.id),
                coverage=library.coverage(library.by_topic[found.id], whole=True),
            )
            for found in sorted(tops, key=lambda found: (-counts[found.id], found.name))
        )
    }


def subject(library: Library, name: str, number: int) -> Context:
    """One subject."""
    slugs = library.by_tag[name]
    return {
        "name": lambda: name,
        "listing": listing(library, slugs, library.tag_link(name).path, number),
        "people": lambda: library.people_among(slugs, LEADING),
        "topics": lambda: library.topics_among(slugs),
        "sources": lambda: library.sources_among(slugs),
        "related": lambda: library.tags_among(slugs, LEADING, without=name),
        "coverage": lambda: library.coverage(slugs),
    }


def subjects(library: Library) -> Context:
    """All subjects by name."""
    counted = shares((library.tag_link(name), len(slugs)) for name, slugs in library.by_tag.items())
    return {
        "subjects": lambda: tuple(sorted(counted, key=lambda row: (plain(row.link.name), row.link.name))),
        "total": lambda: len(counted),
    }


def story(library: Library, slug: str) -> Context:
    """One story of two articles or more."""
    found = library.stories[slug]
    return {
        "story": lambda: library.story_view(found),
        "timeline": lambda: library.views(found.entries),
        "additions": lambda: added(library, found),
        "people": lambda: library.people_among(found.entries, LEADING),
        "quotes": lambda: said_in(library, found),
        "coverage": lambda: library.coverage(found.entries),
    }


def said_in(library: Library, story: Story) -> tuple[QuoteView, ...]:
    """Return what a story quotes of people whose names are known, once where copies repeat it."""
    return tuple(
        library.quote_view(each, quote)
        for each in story.originals
        for quote in library.entries[each].annotations.quotes
        if quote.speaker
    )


def source(library: Library, name: str, number: int) -> Context:
    """One outlet."""
    found: Source = library.sources[name]
    return {
        "source": lambda: found,
        "listing": listing(library, found.entries, library.source_link(found).path, number),
        "authors": lambda: library.remember(("authors", name), lambda: authors(library, found)),
        "topics": lambda: library.topics_among(found.entries),
        "people": lambda: library.people_among(found.entries, LEADING),
        "coverage": lambda: library.coverage(found.entries),
        "first": lambda: library.first_reports[name],
    }


def authors(library: Library, found: Source) -> tuple[CountView, ...]:
    """Return who wrote an outlet's articles, most frequent first."""
    counts = Counter(author for slug in found.entries for author in library.entries[slug].article.authors)
    return shares((Link(author), count) for author, count in counts.items())


def sources(library: Library) -> Context:
    """All outlets, the largest first."""
    ranked = sorted(library.digest.sources, key=lambda found: (-len(found.entries), found.name))
    highest = max((len(found.entries) for found in ranked), default=1) or 1
    rows = []
    for found in ranked:
        moments = sorted(
            (moment for slug in found.entries if (moment := known(library.entries[slug]))), key=lambda each: each.iso
        )
        rows.append(
            SourceView(
                source=found,
                path=library.source_link(found).path,
                count=len(found.entries),
                share=len(found.entries) / highest,
                first=moments[0] if moments else None,
                last=moments[-1] if moments else None,
                coverage=library.coverage(found.entries, whole=True),
            )
        )
    return {"sources": lambda: tuple(rows)}


def archive(library: Library) -> Context:
    """Return the calendar of everything."""
    return {
        "years": lambda: tuple(year_view(library, year) for year in sorted(library.by_year, reverse=True)),
        "undated": lambda: library.views(entry.slug for entry in library.digest.entries if not known(entry)),
        "total": lambda: len(library.digest.entries),
    }


def year_view(library: Library, number: int) -> YearView:
    """One year as a calendar, the same for all pages of its list."""
    found: YearView = library.remember(("year", number), lambda: _year_view(library, number))
    return found


def _year_view(library: Library, number: int) -> YearView:
    slugs = library.by_year[number]
    entries = [library.entries[slug] for slug in slugs]
    days = Counter(known(entry).at.date() for entry in entries if dated(entry))  # type: ignore[union-attr]
    months = Counter(
        known(entry).at.month  # type: ignore[union-attr]
        for entry in entries
        if known(entry).precision is not Precision.YEAR  # type: ignore[union-attr]
    )
    return YearView(
        year=number,
        total=len(slugs),
        highest=max(days.values(), default=0),
        days=dict(sorted(days.items())),
        months=tuple(months[month] for month in range(1, 13)),
        undated=library.views(entry.slug for entry in entries if not dated(entry)),
    )


def year(library: Library, which: int, number: int) -> Context:
    """One year: its calendar and its articles."""
    years = sorted(library.by_year)
    at = years.index(which)
    slugs = library.by_year[which]
    return {
        "year": lambda: year_view(library, which),
        "listing": listing(library, slugs, addresses.period(library.settings, "year", date(which, 1, 1)), number),
        "previous_year": lambda: years[at - 1] if at else None,
        "next_year": lambda: years[at + 1] if at + 1 < len(years) else None,
    }


def month(library: Library, start: date, number: int) -> Context:
    """One month: its days and its articles."""
    months = sorted(library.by_month)
    at = months.index((start.year, start.month))
    slugs = library.by_month[start.year, start.month]
    return {
        "year": lambda: start.year,
        "month": lambda: start.month,
        "date": lambda: start,
        "listing": listing(library, slugs, addresses.period(library.settings, "month", start), number),
        "days": lambda: days_of(library, slugs),
        "undated": lambda: library.views(slug for slug in slugs if not dated(library.entries[slug])),
        "previous_month": lambda: date(*months[at - 1], 1) if at else None,
        "next_month": lambda: date(*months[at + 1], 1) if at + 1 < len(months) else None,
    }


def days_of(library: Library, slugs: tuple[str, ...]) -> tuple[CountDay, ...]:
    """Count articles by day, the earliest first."""
    days = Counter(
        known(entry).at.date()  # type: ignore[union-attr]
        for entry in map(library.entries.__getitem__, slugs)
        if dated(entry)
    )
    return tuple(CountDay(each, count) for each, count in sorted(days.items()))


def feeds_page(library: Library) -> Context:
    """List the feeds of everything, of topics and of outlets; other pages announce their own."""
    topics = (library.topic_link(library.topics[key]) for key in (library.by_topic if library.has("topic") else ()))
    outlets = (library.source_link(found) for found in (library.digest.sources if library.has("source") else ()))
    return {
        "feeds": lambda: (
            (
                feeds.main_feed(library.settings),
                *(feeds.feed_paths(link.path, link.name) for link in (*topics, *outlets)),
            )
            if library.settings["DIGEST_FEEDS"]
            else ()
        ),
        "opml": lambda: feeds.OPML,
        "exports": lambda: library.exported,
    }


def nothing(library: Library) -> Context:
    """Return a page that needs no more than every page is given."""
    del library
    return {}


def _later(own: Callable[[Library, Any], Context], *kept: str) -> Callable[[Library, Any, Context], Context]:
    """Return what makes the context of a later page of a list from that of the first.

    ``own`` gives what its thing is called, without anything that more articles change; ``kept`` names what else tells
    only of the articles on the page. All other values are as of nothing.
    """

    def later(library: Library, key: Any, found: Context) -> Context:
        named = own(library, key)
        nothing = {name: partial(NOTHING.get, name, ()) for name in found}
        return {**nothing, **named, **{name: found[name] for name in ("listing", *kept)}}

    return later


def _only_named(library: Library, slug: str) -> Context:
    """Return a person without what their articles say."""
    who = library.people[slug]
    return {"person": lambda: Person(who.slug, who.name, wikidata=who.wikidata)}


def _only_outlet(library: Library, name: str) -> Context:
    found = library.sources[name]
    return {"source": lambda: replace(found, entries=())}


NOTHING: Mapping[str, Any] = {"coverage": Coverage(), "quotes_total": 0, "first": 0}
"""Values as of nothing, but for those of several: these are empty."""
LATER: Mapping[str, Callable[[Library, Any, Context], Context]] = {
    "person": _later(_only_named, "quotes"),
    "topic": _later(lambda *_: {}, "topic", "parent"),
    "subject": _later(lambda *_: {}, "name"),
    "source": _later(_only_outlet),
    "year": _later(lambda _, number: {"year": lambda: YearView(number, 0)}, "previous_year", "next_year"),
    "month": _later(lambda *_: {}, "year", "month", "date", "previous_month", "next_month"),
}
"""Templates of long lists, and what a later page of one is given."""
LISTS: Mapping[str, Callable[[Library, Any], tuple[str, ...]]] = {
    "person": lambda library, slug: library.people[slug].entries,
    "topic": lambda library, key: library.by_topic[key],
    "subject": lambda library, name: library.by_tag[name],
    "source": lambda library, name: library.sources[name].entries,
    "year": lambda library, number: library.by_year[number],
    "month": lambda library, start: library.by_month[start.year, start.month],
}
"""Template of a long list → its articles, newest first, by its key."""
CONTEXTS: Mapping[str, Callable[..., Context]] = {
    "index": index,
    "day": day,
    "article": article,
    "person": person,
    "people": people,
    "topic": topic,
    "topics": topics,
    "subject": subject,
    "subjects": subjects,
    "story": story,
    "source": source,
    "sources": sources,
    "archive": archive,
    "year": year,
    "month": month,
    "search": nothing,
    "feeds": feeds_page,
    "404": nothing,
}
