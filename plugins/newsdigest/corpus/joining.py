"""All articles → the digest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from newsdigest.annotation import topics
from newsdigest.corpus import copies, people, sources, subjects
from newsdigest.corpus.arrays import Ints
from newsdigest.corpus.days import days
from newsdigest.corpus.features import Features, features, hours, joined, key_of
from newsdigest.corpus.memory import Memory
from newsdigest.corpus.proposals import proposals
from newsdigest.corpus.related import related
from newsdigest.corpus.similarity import Pairs, Points, in_time, pairs, points, times
from newsdigest.corpus.stories import WINDOW, Bounds, group
from newsdigest.corpus.telling import Decision, Ground, add, collected, decisions, headlines, moment, tell
from newsdigest.model import Digest, Entry, Person, Precision, Proposal, Source, Story, Topic
from newsdigest.workers import each, uncollected

MANY = 400  # new articles from which it is worth while to read them on all cores


def join(entries: Iterable[Entry], authority: Path, cache: Path | None = None, workers: int = 0) -> Digest:
    """Join all articles; ``authority`` is the folder of the editor's files, ``cache`` one that saves work.

    ``workers`` is the number of processes that read new articles; 0 for one on each core.
    """
    return join_and_propose(entries, authority, cache, workers)[0]


def join_and_propose(
    entries: Iterable[Entry], authority: Path, cache: Path | None = None, workers: int = 0
) -> tuple[Digest, tuple[Proposal, ...]]:
    """Join all articles, and find what the editor should decide about people."""
    with Memory(cache, workers) as memory, uncollected():
        return digest_of(entries, authority, memory, workers)


def digest_of(
    entries: Iterable[Entry], authority: Path, memory: Memory, workers: int = 0
) -> tuple[Digest, tuple[Proposal, ...]]:
    """Join all articles, computing only what is not remembered; also give what is proposed about people."""
    order = tuple(sorted(sorted(entries, key=lambda entry: entry.slug), key=newest, reverse=True))
    known = topics.load(authority / "topics.yml")
    decided = decisions(authority / "stories.yml")
    outlets = sources.join(order, authority / "sources.yml")
    found = grouping(order, decided, memory, workers)
    holding = partial(_holding, found, {entry.slug: number for number, entry in enumerate(order)})
    told_of = people.authority(authority / "people.yml")
    recognised = people.recognise(order, told_of, holding)
    persons = people.unify(order, told_of, recognised)
    stories = told(found, decided, persons, outlets, memory)
    tagged = _tagged(order, found, known, outlets)
    digest = Digest(
        entries=tagged,
        people=persons,
        topics=known,
        sources=outlets,
        stories=stories,
        days=days(tagged, stories, persons, outlets),
        related=beside(found),
        moved={slug: story.slug for story in stories for slug in story.entries if slug != story.slug},
    )
    return digest, proposals(order, told_of, recognised)


def newest(entry: Entry) -> tuple[str, int, str]:
    """Return what sorts articles: by year, the better dated later, then by time."""
    published = entry.article.published
    if published is None or published.precision is Precision.UNKNOWN:
        return "", 0, ""
    iso = published.iso
    return iso[:4], len(iso[:10]), iso


def _tagged(
    order: Sequence[Entry], found: Grouping, known: Sequence[Topic], outlets: Sequence[Source]
) -> tuple[Entry, ...]:
    """Give every article its subjects: the editor's tags, then the editor's topics, then what recurs."""
    names = {topic.id: topic.name for topic in known if topic.parent}
    surnames = Counter(name for entry in order for name in {name.split()[-1] for name in entry.people if " " in name})
    chosen = subjects.subjects(found.articles, [outlet.name for outlet in outlets], surnames)
    recurring = {entry.slug: tags for entry, tags in zip(found.entries, chosen, strict=True)}

    def tagged(entry: Entry) -> Entry:
        own = (names[score.topic] for score in entry.annotations.topics if score.topic in names)
        tags = tuple(dict.fromkeys((*entry.tags, *own, *recurring[entry.slug])))
        return entry if tags == entry.tags else replace(entry, tags=tags)

    return tuple(entry if entry.edited else tagged(entry) for entry in order)


class Grouping(NamedTuple):
    """Which articles belong together; all in the order of time, those without a day last."""

    entries: Sequence[Entry]
    articles: Features
    points: Points
    pairs: Pairs
    """What was compared, for related articles."""
    copies: list[int]
    """Number of its group of copies, for each."""
    stories: list[int]
    """Number of its story, for each."""


def grouping(entries: Sequence[Entry], decided: Sequence[Decision], memory: Memory, workers: int = 0) -> Grouping:
    """Find copies and stories."""
    known = [hours(entry) for entry in entries]
    place = in_time(known)
    order = [entries[number] for number in place.tolist()]
    articles = memory.features(np.array(list(map(key_of, order)), np.uint64), partial(_read, order, workers))
    given = points(articles, times(known)[place], np.array(list(map(collected, order)), np.float64))
    candidates = pairs(given, WINDOW, memory)
    same_text = copies.groups(articles, given.hours, memory)
    bounds = Bounds(*_decided(order, same_text, decided), list(map(_topics, order)))
    return Grouping(order, articles, given, candidates, same_text, group(given, candidates, bounds, memory))


def _topics(entry: Entry) -> frozenset[str]:
    """Topics that an article stands under: the editor's where the file was edited, else all that are sure."""
    if entry.edited:
        return frozenset({entry.topic} - {""})
    return frozenset(score.topic for score in entry.annotations.topics)


def _read(order: Sequence[Entry], workers: int, chosen: Ints) -> Features:
    """Compute the features of some articles, on all cores where they are many."""
    entries = [order[number] for number in chosen.tolist()]
    if len(entries) < MANY:
        return _features(entries)
    shares = [entries[begin : begin + MANY // 2] for begin in range(0, len(entries), MANY // 2)]
    return joined(each(_features, shares, workers, few=2))


def _features(entries: Sequence[Entry]) -> Features:
    return features(entries, map(subjects.names, entries))


def _holding(found: Grouping, number: Mapping[str, int], words: Iterable[str]) -> Iterable[int]:
    """Numbers of the articles that may hold any of some words."""
    held = found.articles.holding(words)
    return [number[found.entries[place].slug] for place in held.tolist()]


def told(
    found: Grouping,
    decided: Sequence[Decision],
    persons: Sequence[Person],
    outlets: Sequence[Source],
    memory: Memory,
) -> tuple[Story, ...]:
    """Tell the stories."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number, story in enumerate(found.stories):
        groups[story].append(number)
    named: defaultdict[str, list[str]] = defaultdict(list)
    for person in persons:
        for slug in person.entries:
            named[slug].append(person.slug)
    ground = Ground(
        moments={entry.slug: moment(entry) for entry in found.entries},
        copies={entry.slug: group for entry, group in zip(found.entries, found.copies, strict=True)},
        outlets={slug: source.name for source in outlets for slug in source.entries},
        people=named,
    )
    members = list(groups.values())
    titles = headlines(members, found.entries, found.articles, found.points, memory)
    stories = [
        tell([found.entries[number] for number in group], title, ground, decided)
        for group, title in zip(reversed(members), reversed(titles), strict=True)
    ]
    at = {entry.slug: place for place, entry in enumerate(found.entries)}
    return tuple(add(stories, at, found.entries, found.articles.keys, memory))


def beside(found: Grouping) -> dict[str, tuple[str, ...]]:
    """Name the related articles of each article that has any."""
    listed = related(found.pairs, found.stories, found.copies)
    slugs = [entry.slug for entry in found.entries]
    numbers, starts = listed.values.tolist(), listed.starts.tolist()
    return {
        slugs[number]: tuple(map(slugs.__getitem__, numbers[begin:end]))
        for number, (begin, end) in enumerate(pairwise(starts))
        if begin < end
    }


def _decided(
    order: Sequence[Entry], same_text: Sequence[int], decided: Sequence[Decision]
) -> tuple[list[int], list[frozenset[int]]]:
    """Add the editor's decisions to the copies: the group of each article that stays whole, and its splits."""
    number = {entry.slug: place for place, entry in enumerate(order)}
    whole: list[Hashable] = list(same_text)
    split: list[set[int]] = [set() for _ in order]
    for which, decision in enumerate(decided):
        for slug in decision.apart & number.keys():
            split[number[slug]].add(which)
            whole[number[slug]] = ("alone", slug)
    for which, decision in enumerate(decided):
        joined = {whole[number[slug]] for slug in decision.together & number.keys()}
        whole = [("together", which) if each in joined else each for each in whole]
    first: dict[Hashable, int] = {}
    return [first.setdefault(each, place) for place, each in enumerate(whole)], [frozenset(each) for each in split]
