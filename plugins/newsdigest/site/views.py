"""What templates are given: small values that hold just what a page shows. docs/templates.md is their contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from newsdigest.model import Block, Evidence, Moment, Source, Topic

if TYPE_CHECKING:  # comparing takes long to import, and a build with nothing to do need not
    from newsdigest.corpus.differences import Difference


Runs = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A name and the path of its page in the site; no path where there is no page."""

    name: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """The feeds of one list, as addresses."""

    title: str
    atom: str
    json: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """One article in a list."""

    entry: str
    path: str
    title: str
    standfirst: str = ""
    summary: str = ""
    published: Moment | None = None
    source: Link | None = None
    topic: Link | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    dir: str = "ltr"
    people: tuple[Link, ...] = ()
    rights: str = "full"
    original: str = ""
    sort_date: str = "0000-00-00"
    """ISO day for sorting; what is not known counts as earliest."""
    copies: tuple[EntryView, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story in a list; ``path`` is the article's own when there is only one."""

    story: str
    path: str
    title: str
    lead: EntryView
    entries: tuple[EntryView, ...]
    outlets: tuple[Link, ...] = ()
    articles: int = 1
    people: tuple[Link, ...] = ()
    topic: Link | None = None
    first: Moment | None = None
    last: Moment | None = None

    @property
    def reports(self) -> tuple[EntryView, ...]:
        """The first article of each outlet, copies included; those without a source count as of one."""
        found: dict[str, EntryView] = {}
        for view in self.entries:
            for one in (view, *view.copies):
                found.setdefault(one.source.name if one.source else "", one)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class CopyView:
    """A copy of an article and where the two differ: ``removed`` stands here only, ``added`` in the copy only."""

    entry: EntryView
    differences: tuple[Difference, ...]
    words: tuple[tuple[Runs, Runs], ...] = ()
    """For each difference both sides in runs: text, and whether the other side lacks it."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A sentence that no earlier report of the story says, and the way to its paragraph."""

    text: str
    paragraph: int
    path: str


@dataclass(frozen=True, slots=True)
class TrendView:
    """A person, topic or source on one day, against what is usual."""

    link: Link
    count: int
    usual: float
    score: float
    rising: bool


@dataclass(frozen=True, slots=True)
class CountView:
    """Something and how many articles it has; ``share`` is relative to the largest of its list."""

    link: Link
    count: int
    share: float = 1.0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class CountDay:
    """A day and how many articles it has."""

    date: date
    count: int


@dataclass(frozen=True, slots=True)
class Bin:
    """A period that begins at ``start`` and how many articles fall into it."""

    start: date
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts over time, without holes; ``undated`` articles are not known to the day.

    ``first`` and ``last`` are the days of the first and last article.
    """

    unit: str = "day"
    bins: tuple[Bin, ...] = ()
    total: int = 0
    highest: int = 0
    undated: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a long list; addresses are paths in the site."""

    entries: tuple[EntryView, ...]
    total: int
    number: int = 1
    pages: int = 1
    first: int = 0
    last: int = 0
    previous: str = ""
    next: str = ""
    links: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote with its speaker and its place."""

    text: str
    speaker: Link | None
    verb: str
    entry: EntryView
    paragraph: int
    path: str


@dataclass(frozen=True, slots=True)
class RoleView:
    """What a person was said to be, when, and where that stands."""

    text: str
    first: Moment | None
    last: Moment | None
    sentence: str
    link: Link
    entry: EntryView


@dataclass(frozen=True, slots=True)
class PersonHere:
    """A person in one article: the role that it gives them and how often it names them."""

    link: Link
    role: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How an article's text came about."""

    fields: tuple[Evidence, ...]
    removed: tuple[Block, ...]
    origin: str
    retrieved: datetime | None
    edited: bool


@dataclass(frozen=True, slots=True)
class Citation:
    """An article in the three formats that reference managers read."""

    bibtex: str
    ris: str
    csl: str


@dataclass(frozen=True, slots=True)
class DayView:
    """What happened on one day."""

    date: date
    total: int
    stories: tuple[StoryView, ...]
    people: tuple[TrendView, ...] = ()
    topics: tuple[TrendView, ...] = ()
    sources: tuple[CountView, ...] = ()
    outlets: tuple[TrendView, ...] = ()
    """The sources again, against what is usual for each."""


@dataclass(frozen=True, slots=True)
class LetterView:
    """The people whose names sort under one letter."""

    letter: str
    people: tuple[CountView, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic in the list of topics."""

    topic: Topic
    path: str
    count: int
    share: float
    latest: tuple[EntryView, ...]
    children: tuple[CountView, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source in the list of sources."""

    source: Source
    path: str
    count: int
    share: float
    first: Moment | None
    last: Moment | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class YearView:
    """A year in the archive."""

    year: int
    total: int
    highest: int = 0
    days: Mapping[date, int] = field(default_factory=dict)
    months: tuple[int, ...] = (0,) * 12
    undated: tuple[EntryView, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """A file of data that the site offers."""

    name: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class PageInfo:
    """About the page that is being made."""

    kind: str
    url: str
    canonical: str
    root: str
    lang: str
    dir: str
    noindex: bool
    feeds: tuple[Feed, ...] = ()
    linked_data: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """What the search page loads."""

    enabled: bool
    bundles: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
