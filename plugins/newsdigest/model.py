"""The values that flow through the rooms: from a scrape to an annotated article.

Everything here is frozen, and without behaviour beyond what follows from its own fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol


class Precision(StrEnum):
    """How exactly a point in time is known."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


_ISO_LENGTH = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time with the precision it is known to; parts below the precision carry no meaning."""

    at: datetime
    precision: Precision

    @property
    def iso(self) -> str:
        """ISO 8601, cut to the precision: ``2025``, ``2025-03``, ``2025-03-19``, ``2025-03-19T14:05+01:00``."""
        if self.precision is Precision.UNKNOWN:
            return ""
        if self.precision is Precision.MINUTE:
            return self.at.isoformat(timespec="minutes")
        return self.at.isoformat()[: _ISO_LENGTH[self.precision]]

    @classmethod
    def parse(cls, iso: str) -> Moment:
        """Read what ``iso`` writes; ValueError for anything else."""
        precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}.get(len(iso), Precision.MINUTE)
        filled = iso + {Precision.YEAR: "-01-01", Precision.MONTH: "-01"}.get(precision, "")
        return cls(datetime.fromisoformat(filled), precision)


@dataclass(frozen=True, slots=True)
class Scrape:
    """One scraped article as it came, before anything is decided about it."""

    data: bytes
    origin: str
    """Where it lies below the folder of scrapes: ``file`` or ``file#member``; a label, never used as a path."""
    media_type: str
    """``text/html`` or ``text/plain``; what other forms hold has been unwrapped by intake."""
    encoding: str | None = None
    """As declared by the transport, if it was."""
    url: str = ""
    retrieved: datetime | None = None
    hints: Mapping[str, Any] = field(default_factory=dict)
    """Fields that the scraper supplied beside the text, under this model's names (title, authors, published …)."""


class Use(StrEnum):
    """What became of a block of the scrape."""

    BODY = "body"
    METADATA = "metadata"
    REMOVED = "removed"


class Block(NamedTuple):  # a page has hundreds, and a tuple is made in half the time of a frozen dataclass
    """One block of the scrape's text, in reading order, and what became of it by which rule."""

    text: str
    use: Use
    rule: str
    """The rule's name, a short phrase fit for a reader: ``navigation``, ``link list``, ``byline``."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the value of one field of an article was read from."""

    field: str
    rule: str
    text: str
    """The text it was read from, as it stands in the scrape."""


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article.

    ``body`` is Markdown. ``blocks`` holds every block of the scrape in order: body, metadata and removed
    together account for all of it. Unknown fields are empty, never guessed.
    """

    title: str
    body: str
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    credited: tuple[str, ...] = ()
    """Organisations where authors are named, as the page writes them: agencies, desks, the outlet itself."""
    agency: str = ""
    publisher: str = ""
    distributor: str = ""
    contributors: tuple[str, ...] = ()
    section: str = ""
    keywords: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    dateline: str = ""
    language: str = ""
    source_url: str = ""
    rights: str = ""
    summary: str = ""
    origin: str = ""
    retrieved: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def removed(self) -> tuple[Block, ...]:
        """The blocks that were dropped, in order, each with the rule that dropped it."""
        return tuple(block for block in self.blocks if block.use is Use.REMOVED)


@dataclass(frozen=True, slots=True)
class Change:
    """A run of paragraphs that the next later version of an article kept, added or removed."""

    kind: str
    """``kept``, ``added`` or ``removed``."""
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of an article, from an earlier scrape of the same address."""

    origin: str
    title: str
    retitled: str
    """The title of the next later version where it is another, else empty."""
    retrieved: datetime | None
    published: Moment | None
    modified: Moment | None
    changes: tuple[Change, ...]
    """What leads from this text to that of the next later version, in the order of reading."""

    @property
    def time(self) -> Moment | None:
        """As of when this text stood: the page's own time of change, else that of the scrape, else of publication."""
        scraped = Moment(self.retrieved, Precision.MINUTE) if self.retrieved else None
        return self.modified or scraped or self.published

    @property
    def added(self) -> tuple[str, ...]:
        """Paragraphs that the next later version has and this one has not."""
        return self._of("added")

    @property
    def removed(self) -> tuple[str, ...]:
        """Paragraphs that this version has and the next later one has not."""
        return self._of("removed")

    def _of(self, kind: str) -> tuple[str, ...]:
        return tuple(text for change in self.changes if change.kind == kind for text in change.paragraphs)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person's name where it stands in the text.

    ``start`` and ``end`` are character offsets into the annotated text: the paragraphs joined by blank lines.
    """

    start: int
    end: int
    surface: str
    person: str
    """The fullest form the article gives for this person."""


@dataclass(frozen=True, slots=True)
class Role:
    """What an article says a person is: a title or an apposition, verbatim."""

    person: str
    text: str
    paragraph: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim direct quote; ``speaker`` is empty where the text does not make it sure."""

    start: int
    end: int
    text: str
    """Without its quotation marks."""
    speaker: str
    verb: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How strongly an article belongs to a topic, and the words that say so."""

    topic: str
    """An id such as ``medtop:11000000``."""
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotations:
    """What was found in one article's text; ``people`` in the order of their first mention."""

    people: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    quotes: tuple[Quote, ...] = ()
    topics: tuple[TopicScore, ...] = ()
    """Best first; empty where no topic is sure enough."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article that came out of a scrape, annotated."""

    article: Article
    annotations: Annotations


@dataclass(frozen=True, slots=True)
class Failure:
    """A scrape or an article file that was set aside, why, and what to do about it."""

    where: str
    kind: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{self.where}: {self.reason}" + (f" ({self.remedy})" if self.remedy else "")


class Text(Protocol):
    """The text of an article; that of many articles need not be in memory, where it would be most of what is."""

    @property
    def markdown(self) -> str:
        """The body as its file has it."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Plain text of the body's blocks, in the order of their anchors: ``p1`` is the first."""

    @property
    def lengths(self) -> tuple[int, ...]:
        """Number of characters of each paragraph."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text that is here."""

    markdown: str
    paragraphs: tuple[str, ...]

    @property
    def lengths(self) -> tuple[int, ...]:
        """Number of characters of each paragraph."""
        return tuple(map(len, self.paragraphs))


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it lies in content/articles, annotated: what the corpus and the site work on."""

    slug: str
    """Unique and stable; the key by which everything refers to an article."""
    article: Article
    """All but its body, which ``text`` holds."""
    text: Text
    annotations: Annotations
    topic: str = ""
    """Id of the category: the editor's where the file was edited, else the best of the annotations."""
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """As the file lists them: the editor's where it was edited, else those of the annotations."""
    status: str = "published"
    """``published``, ``hidden``, ``skip`` or ``draft``."""
    edited: bool = False
    """The file's seal is broken: a person changed it."""
    path: str = ""
    """The Markdown file, relative to the folder of articles."""
    stamp: str = ""
    """Differs whenever anything else of the entry may; empty where nobody keeps track."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Plain text of the body's blocks, in the order of their anchors: ``p1`` is the first."""
        return self.text.paragraphs


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a topic in another language than English."""

    language: str
    """Code such as ``de``."""
    strong: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the editor's list: one of the 17 IPTC Media Topics or one below them."""

    id: str
    name: str
    slug: str
    scope: str = ""
    parent: str = ""
    strong: tuple[str, ...] = ()
    """Words that nearly decide on their own."""
    vocabulary: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    """Words that only lean towards it."""
    query: str = ""
    sections: tuple[str, ...] = ()
    """Names that publishers give to the sections that belong here."""
    languages: tuple[Vocabulary, ...] = ()
    """Words for articles in other languages; where there are none, those above do for all."""
    learnt: tuple[tuple[str, float], ...] = ()
    """Words that the editor's corrections taught, with what each is worth."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A form of a person's name and how many articles use it."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class DatedRole:
    """A role with the first and last day it was seen and a sentence that gives it."""

    text: str
    first: Moment | None
    last: Moment | None
    entry: str
    """Slug of the article that the sentence stands in."""
    paragraph: int
    sentence: str


@dataclass(frozen=True, slots=True)
class PersonQuote:
    """A quote by a person, in an article."""

    entry: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Company:
    """Somebody a person is mentioned with."""

    person: str
    """Slug of the other person."""
    articles: int
    paragraphs: int
    score: float
    """How much more often than chance; the measure is named where it is computed."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person in one article, under the name by which its annotations call them."""

    entry: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person across all articles."""

    slug: str
    name: str
    variants: tuple[Variant, ...] = ()
    roles: tuple[DatedRole, ...] = ()
    quotes: tuple[PersonQuote, ...] = ()
    company: tuple[Company, ...] = ()
    entries: tuple[str, ...] = ()
    """Slugs of the articles, newest first."""
    wikidata: str = ""
    appearances: tuple[Appearance, ...] = ()
    """Leads from the names in the articles' annotations to the person; newest first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the machine suspects about people and an editor should decide."""

    kind: str
    """``merge``, ``namesake`` or ``doubtful``."""
    names: tuple[str, ...]
    """The fuller name first."""
    reason: str
    evidence: tuple[str, ...]
    """What the articles say of them, a line each."""
    paste: str
    """The lines for people.yml."""


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet and what was collected from it."""

    slug: str
    name: str
    rights: str = "full"
    """``full``, ``excerpt`` or ``link``."""
    noindex: bool = True
    notes: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """Articles on one event. Every entry is in exactly one story; most stories hold one article."""

    slug: str
    title: str
    entries: tuple[str, ...]
    """Slugs, oldest first."""
    copies: tuple[tuple[str, ...], ...] = ()
    """Groups of near-identical texts among the entries, the first or the agency's own leading."""
    outlets: tuple[str, ...] = ()
    """Names of the outlets in the order in which they reported."""
    people: tuple[str, ...] = ()
    """Slugs of the people, most mentioned first."""
    additions: tuple[tuple[int, ...], ...] = ()
    """Of each entry, the numbers of its sentences that no report before it says; a copy adds none."""

    @property
    def originals(self) -> tuple[str, ...]:
        """Slugs of the reports, oldest first, without those that are folded into another."""
        folded = {slug for group in self.copies for slug in group[1:]}
        return tuple(slug for slug in self.entries if slug not in folded)


@dataclass(frozen=True, slots=True)
class Trend:
    """How a person's or topic's coverage on a day compares with what is usual for it."""

    key: str
    """Slug of the person, or id of the topic."""
    count: int
    usual: float
    """Mean per day over the weeks before."""
    score: float
    """How unusual; the measure is named where it is computed."""


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day that has news."""

    date: date
    stories: tuple[str, ...]
    """Slugs of the stories, best first."""
    entries: tuple[str, ...]
    people: tuple[Trend, ...] = ()
    topics: tuple[Trend, ...] = ()
    sources: tuple[Trend, ...] = ()
    """How much each outlet ran; the key is its slug."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything the site shows, joined."""

    entries: tuple[Entry, ...]
    """Newest first; within a year, those of which only the year is known come last."""
    people: tuple[Person, ...] = ()
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    stories: tuple[Story, ...] = ()
    days: tuple[Day, ...] = ()
    """Newest first; only articles dated to the day or better."""
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Slug of an article → slugs of related ones, best first, neither copies nor of the same story."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Addresses that a story may have had, each the slug of an article in it → slug of the story that has it now."""
