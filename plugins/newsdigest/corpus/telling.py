"""From clusters to stories as they are told: address, headline, chronology, outlets, copies, what each report adds."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from newsdigest import authority
from newsdigest.annotation.terms import key, words
from newsdigest.authority import Kind
from newsdigest.corpus.arrays import Floats, Hashes, Ints, Ragged, mixed, whereabouts
from newsdigest.corpus.differences import sentences
from newsdigest.corpus.features import NAME, Features, common_words
from newsdigest.corpus.memory import Memory
from newsdigest.corpus.similarity import UNIT, Points
from newsdigest.model import Entry, Precision, Story

FIELDS: authority.Fields = {
    "title": Kind.TEXT,
    "slug": Kind.TEXT,
    "together": Kind.TEXTS,
    "apart": Kind.TEXTS,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the editor says of stories; articles are named by their slugs."""

    together: frozenset[str]
    """They are one story."""
    apart: frozenset[str]
    """No two of them are one story."""
    title: str
    slug: str


def decisions(path: Path) -> tuple[Decision, ...]:
    """Read stories.yml; AuthorityError, with the line, for what cannot be right."""
    found = []
    for record in authority.read(path, FIELDS):
        together, apart = frozenset(record.texts("together")), frozenset(record.texts("apart"))
        if not together and len(apart) < 2:
            raise record.error(
                "nothing is decided here", "list articles under 'together', or two and more under 'apart'"
            )
        if len(together & apart) > 1:
            raise record.error("two articles are to be together and apart", "take one of them out", "apart")
        if not together and (record.text("title") or record.text("slug")):
            raise record.error("a title or slug is for the story of the articles under 'together'", field="title")
        found.append(Decision(together, apart, record.text("title"), record.text("slug")))
    return tuple(found)


# --- Stories ----------------------------------------------------------------------------------------


def moment(entry: Entry) -> float:
    """Seconds by which reports are put in order; those without a date come last."""
    published = entry.article.published
    if published is None or published.precision is Precision.UNKNOWN:
        return math.inf
    return _seconds(published.at)


def _seconds(at: datetime) -> float:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of every article before its story is told, by slug."""

    copies: Mapping[str, int]
    """Number of its group of copies."""
    outlets: Mapping[str, str]
    people: Mapping[str, Sequence[str]]


def tell(members: Sequence[Entry], title: str, ground: Ground, decided: Sequence[Decision]) -> Story:
    """Make a story of its articles; ``title`` is its best headline."""
    if len(members) == 1 and not decided:
        return _alone(members[0], title, ground)
    order = sorted(members, key=lambda entry: (moment(entry), entry.slug))
    slugs = {entry.slug for entry in order}
    spoken = next((decision for decision in decided if not decision.together.isdisjoint(slugs)), None)
    groups: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in order:
        groups[ground.copies[entry.slug]].append(entry)
    counted = Counter(person for entry in order for person in ground.people.get(entry.slug, ()))
    return Story(
        slug=(spoken.slug if spoken else "") or address(order),
        title=(spoken.title if spoken else "") or title,
        entries=tuple(entry.slug for entry in order),
        copies=tuple(tuple(entry.slug for entry in leading(group)) for group in groups.values() if len(group) > 1),
        outlets=tuple(dict.fromkeys(name for entry in order if (name := ground.outlets.get(entry.slug)))),
        people=tuple(sorted(counted, key=lambda person: (-counted[person], person))),
    )


def _alone(entry: Entry, title: str, ground: Ground) -> Story:
    """Make a story of a single article, which most are."""
    name = ground.outlets.get(entry.slug)
    return Story(
        slug=entry.slug,
        title=title,
        entries=(entry.slug,),
        outlets=(name,) if name else (),
        people=tuple(sorted(set(ground.people.get(entry.slug, ())))),
    )


def collected(entry: Entry) -> float:
    """Seconds by which articles are put in the order in which they came: those that do not say, by publication."""
    retrieved = entry.article.retrieved
    return _seconds(retrieved) if retrieved else moment(entry)


def address(members: Iterable[Entry]) -> str:
    """Slug of the article that was collected first: later ones do not change it, whatever day they are from."""
    return min(members, key=lambda entry: (collected(entry), moment(entry), entry.slug)).slug


def leading(group: Sequence[Entry]) -> list[Entry]:
    """Order copies: the agency's own first where it is there, then by time."""
    return sorted(group, key=lambda entry: not _own(entry))


def _own(entry: Entry) -> bool:
    agency, publisher = entry.article.agency.casefold(), entry.article.publisher.casefold()
    return bool(agency) and agency == publisher


_MARKED = re.compile(
    r"^(?:(?:update|live|watch|video|photos?|correct(?:ed|ion)|breaking|opinion|analysis)\b.{0,6}[:\-–—|]|\d+\b)", re.I
)


def headlines(
    groups: Sequence[Sequence[int]], entries: Sequence[Entry], articles: Features, given: Points, memory: Memory
) -> list[int]:
    """Choose for each group the article whose headline says most of what all its reports share.

    Each word counts by its weight in the summed vectors, over the square root of their number; teasers, questions and
    marked headlines (LIVE:, UPDATE 2-) count half. Groups are numbers of entries, in the order of time.
    """
    several = [number for number, group in enumerate(groups) if len(group) > 1]
    members = Ragged.of(
        np.array([each for number in several for each in groups[number]], np.int64),
        np.array([len(groups[number]) for number in several], np.int64),
    )
    place = np.arange(len(members.values)) - np.repeat(members.starts[:-1], members.lengths)
    keys = members.sums(mixed(given.marks[members.values] ^ mixed(place)))

    def compute(asked: Ints) -> Ragged:
        weighty = np.zeros(given.size)
        found = []
        for number in asked.tolist():
            group = members[number]
            np.add.at(weighty, given.columns.take(group).values, given.weights[given.columns.places(group)])
            worth = [_worth(entries[each].article.title, articles, each, weighty) for each in group.tolist()]
            weighty[given.columns.take(group).values] = 0
            best = [
                (-value, moment(entries[each]), at) for at, (value, each) in enumerate(zip(worth, group, strict=True))
            ]
            found.append(min(best)[-1])
        return Ragged.of(np.array(found, np.int64), np.ones(len(found), np.int64))

    best = dict(zip(several, memory.recall("headlines", keys, compute).values.tolist(), strict=True))
    return [group[best.get(number, 0)] for number, group in enumerate(groups)]


def _worth(title: str, articles: Features, article: int, weighty: Floats) -> float:
    terms = articles.titles[article]
    columns, used = whereabouts(np.append(terms, terms | NAME), articles.vocabulary)
    sense = float(weighty[columns[used]].sum()) / UNIT
    fit = 0.5 if _MARKED.match(title) or title.endswith(("?", "…", "...")) or title.isupper() else 1.0
    return round(fit * sense / math.sqrt(max(int(articles.titled[article]), 5)), 6)


# --- What each adds ---------------------------------------------------------------------------------

_NEW = 0.5  # share of a sentence's telling words that nobody before had
_PLACES = 32  # bits for the number of a sentence in what is remembered
_SAID = 4  # telling words a sentence needs to be worth showing


def add(
    stories: Sequence[Story], number: Mapping[str, int], entries: Sequence[Entry], keys: Hashes, memory: Memory
) -> list[Story]:
    """Give each story of several reports what each report adds; ``number`` is the place of each slug in the others."""
    told = [story.originals if len(story.entries) > 1 else () for story in stories]
    several = [place for place, slugs in enumerate(told) if len(slugs) > 1]
    members = Ragged.of(
        np.array([number[slug] for place in several for slug in told[place]], np.int64),
        np.array([len(told[place]) for place in several], np.int64),
    )
    turns = np.arange(len(members.values)) - np.repeat(members.starts[:-1], members.lengths)
    asked = members.sums(mixed(keys[members.values] ^ mixed(turns)))

    def compute(missing: Ints) -> Ragged:
        rows = [additions([entries[each] for each in members[place].tolist()]) for place in missing.tolist()]
        coded = [[turn << _PLACES | place for turn, row in enumerate(found) for place in row] for found in rows]
        return Ragged.of(np.array([each for row in coded for each in row], np.int64), [len(row) for row in coded])

    known = memory.recall("additions", asked, compute)
    found = list(stories)
    for row, place in enumerate(several):
        fresh: defaultdict[str, list[int]] = defaultdict(list)
        for each in known[row].tolist():
            fresh[told[place][each >> _PLACES]].append(each & (1 << _PLACES) - 1)
        story = stories[place]
        found[place] = replace(story, additions=tuple(tuple(fresh[slug]) for slug in story.entries))
    return found


def additions(members: Sequence[Entry], limit: int = 2) -> list[tuple[int, ...]]:
    """Find what each report says that none before it in the story said: numbers of its sentences.

    ``members`` come oldest first. A sentence is new when half of its telling words and numbers are.
    """
    known: set[str] = set()
    found = []
    for entry in members:
        said = [_telling(sentence) for sentence in sentences(entry.paragraphs)]
        fresh = [
            (-len(terms - known), place)
            for place, terms in enumerate(said)
            if known and len(terms) >= _SAID and len(terms - known) >= _NEW * len(terms)
        ]
        found.append(tuple(sorted(place for _, place in sorted(fresh)[:limit])))
        known.update(*said)
    return found


def _telling(sentence: str) -> set[str]:
    found = set(map(_term, words(sentence)))
    found.discard("")
    return found


@lru_cache(maxsize=1 << 16)
def _term(word: str) -> str:
    """Term of a word; empty for one that tells nothing."""
    term = key(word)
    return "" if len(term) < 2 or term in common_words() else term
