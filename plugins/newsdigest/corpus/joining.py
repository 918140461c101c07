"""All articles → the digest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from newsdigest.annotation import topics
from newsdigest.corpus import copies, people, sources, subjects
from newsdigest.corpus.arrays import Floats, Hashes, Ints, Ragged, mixed
from newsdigest.corpus.days import days
from newsdigest.corpus.features import Features, features, hours, joined, key_of
from newsdigest.corpus.memory import Memories, Memory
from newsdigest.corpus.nobodies import Holding
from newsdigest.corpus.proposals import Place, excerpt, proposals
from newsdigest.corpus.related import related
from newsdigest.corpus.similarity import Pairs, Points, pairs, points, times
from newsdigest.corpus.stories import WINDOW, Bounds, group
from newsdigest.corpus.telling import Decision, Ground, add, collected, decisions, headlines, tell
from newsdigest.model import Digest, Entry, Person, Precision, Proposal, Source, Story, Topic
from newsdigest.workers import both, each, uncollected

Propose = Callable[[], tuple[Proposal, ...]]
"""Finds what the editor should decide about people."""

MANY = 400  # new articles from which it is worth while to read them on all cores


def join(entries: Iterable[Entry], authority: Path, cache: Path | None = None, workers: int = 0) -> Digest:
    """Join all articles; ``authority`` is the folder of the editor's files, ``cache`` one that saves work.

    ``workers`` is the number of processes that read new articles; 0 for one on each core.
    """
    memories = Memories.of(cache, workers)
    with memories.told:
        return join_and_propose(entries, authority, memories, workers)[0]


def join_and_propose(
    entries: Iterable[Entry], authority: Path, memories: Memories, workers: int = 0
) -> tuple[Digest, Propose]:
    """Join all articles, computing only what is not remembered; also give what finds proposals, to be called once.

    What is told of the articles is not kept before somebody saves it, which should be done after that call.
    """
    with uncollected():
        return _joined(entries, authority, memories, workers)


def _joined(entries: Iterable[Entry], authority: Path, memories: Memories, workers: int) -> tuple[Digest, Propose]:
    order = tuple(sorted(sorted(entries, key=lambda entry: entry.slug), key=newest, reverse=True))
    known = topics.load(authority / "topics.yml")
    decided = decisions(authority / "stories.yml")
    outlets = sources.join(order, authority / "sources.yml")
    told_of = people.authority(authority / "people.yml")
    timed = in_time_order(order)
    reading = partial(read, timed.entries, workers)
    if memories.alike.missing(timed.keys) >= MANY:  # on all cores; of fewer it is known soon enough
        memories.alike.features(timed.keys, reading)
    # What articles have in common and who is in them are two matters, which two processes look into.
    (persons, recognised), found = both(
        partial(_people, order, told_of, partial(_holding, timed, _numbers(order), memories.alike)),
        partial(_alike, timed, reading, decided, outlets, memories.alike),
        workers if len(order) >= MANY else 1,
    )
    stories = added(timed, told(timed, found, decided, persons, outlets), memories.told)
    recurring = dict(zip(timed.slugs, found.subjects, strict=True))
    tagged = _tagged(order, recurring, known)
    whole = Digest(
        entries=tagged,
        people=persons,
        topics=known,
        sources=outlets,
        stories=stories,
        days=days(tagged, stories, persons, outlets),
        related=_by_slug(timed.slugs, found.related),
        moved={slug: story.slug for story in stories for slug in story.entries if slug != story.slug},
    )
    return whole, partial(_proposed, order, told_of, recognised, timed, memories.told)


def _people(
    order: Sequence[Entry], told_of: Sequence[people.Known], holding: Holding
) -> tuple[tuple[Person, ...], people.Recognised]:
    """Find who is who, and join the people of all articles."""
    recognised = people.recognise(order, told_of, holding)
    return people.unify(order, told_of, recognised), recognised


def _numbers(order: Sequence[Entry]) -> dict[str, int]:
    return {entry.slug: number for number, entry in enumerate(order)}


def _proposed(
    order: Sequence[Entry],
    told_of: Sequence[people.Known],
    recognised: people.Recognised,
    timed: Timed,
    memory: Memory,
) -> tuple[Proposal, ...]:
    """Propose what the editor should decide about people."""
    keys = np.empty(len(order), np.uint64)
    keys[list(map(_numbers(order).__getitem__, timed.slugs))] = timed.keys

    def excerpts(places: Sequence[Place]) -> list[str]:
        article, start, end = np.array(places, np.int64).reshape(-1, 3).T
        asked = mixed(keys[article] ^ mixed(mixed(start) ^ end.astype(np.uint64)))
        return memory.texts(
            "excerpts", asked, lambda missing: [excerpt(order[places[n].article], places[n]) for n in missing.tolist()]
        )

    return proposals(order, told_of, recognised, excerpts)


def newest(entry: Entry) -> tuple[str, int, str]:
    """Return what sorts articles: by year, the better dated later, then by time."""
    published = entry.article.published
    if published is None or published.precision is Precision.UNKNOWN:
        return "", 0, ""
    iso = published.iso
    return iso[:4], len(iso[:10]), iso


def _tagged(
    order: Sequence[Entry], recurring: Mapping[str, tuple[str, ...]], known: Sequence[Topic]
) -> tuple[Entry, ...]:
    """Give every article its subjects: the editor's tags, then the editor's topics, then what recurs."""
    names = {topic.id: topic.name for topic in known if topic.parent}

    def tagged(entry: Entry) -> Entry:
        own = (names[score.topic] for score in entry.annotations.topics if score.topic in names)
        tags = tuple(dict.fromkeys((*entry.tags, *own, *recurring[entry.slug])))
        return entry if tags == entry.tags else replace(entry, tags=tags)

    return tuple(entry if entry.edited else tagged(entry) for entry in order)


class Timed(NamedTuple):
    """Articles in the order of time, those without a day last, and what is asked of every one of them.

    Who looks for what they have in common does so in a process of its own, for which each article that it looks at
    would be copied.
    """

    entries: Sequence[Entry]
    hours: Floats
    keys: Hashes
    """Differ whenever what the articles are compared by may."""
    slugs: Sequence[str]
    collected: Floats
    """Seconds by which they are put in the order in which they came."""
    topics: Sequence[frozenset[str]]
    """Those that each stands under."""
    surnames: Mapping[str, int]
    """Last word of names → number of articles with anybody called so."""


def in_time_order(entries: Sequence[Entry]) -> Timed:
    """Put articles in the order of time."""
    known = times([hours(entry) for entry in entries])
    place = np.argsort(known, kind="stable")
    order = [entries[number] for number in place.tolist()]
    return Timed(
        order,
        known[place],
        np.array(list(map(key_of, order)), np.uint64),
        [entry.slug for entry in order],
        np.array(list(map(collected, order)), np.float64),
        list(map(_topics, order)),
        Counter(name for entry in order for name in {name.split()[-1] for name in entry.people if " " in name}),
    )


class Alike(NamedTuple):
    """What articles have in common; in the order of time where nothing else is said."""

    copies: Sequence[int]
    """Number of its group of copies, for each."""
    stories: Sequence[Sequence[int]]
    """Articles of each story."""
    headed: Sequence[int]
    """The article of each story whose headline is the story's."""
    related: Ragged
    """Related articles of each."""
    subjects: Sequence[tuple[str, ...]]
    """What recurs in each."""


def _alike(
    timed: Timed,
    reading: Callable[[Ints], Features],
    decided: Sequence[Decision],
    outlets: Sequence[Source],
    memory: Memory,
) -> Alike:
    """Find what articles have in common, and remember it."""
    found = alike(grouping(timed, memory.features(timed.keys, reading), decided, memory), outlets, memory)
    memory.save()
    return found


def alike(found: Grouping, outlets: Sequence[Source], memory: Memory) -> Alike:
    """Say what articles have in common in a way that needs nothing of how it was found."""
    timed, articles = found.timed, found.articles
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number, story in enumerate(found.stories):
        groups[story].append(number)
    members = list(groups.values())
    return Alike(
        found.copies,
        members,
        headlines(members, timed.entries, articles, found.points, memory),
        related(found.pairs, found.stories, found.copies),
        subjects.subjects(articles, [outlet.name for outlet in outlets], timed.surnames),
    )


class Grouping(NamedTuple):
    """Which articles belong together; all in the order of time."""

    timed: Timed
    articles: Features
    points: Points
    pairs: Pairs
    """What was compared, for related articles."""
    copies: list[int]
    """Number of its group of copies, for each."""
    stories: list[int]
    """Number of its story, for each."""


def grouping(timed: Timed, articles: Features, decided: Sequence[Decision], memory: Memory) -> Grouping:
    """Find copies and stories."""
    given = points(articles, timed.hours, timed.collected)
    candidates = pairs(given, WINDOW, memory)
    same_text = copies.groups(articles, given.hours, memory)
    bounds = Bounds(*_decided(timed.slugs, same_text, decided), timed.topics)
    return Grouping(timed, articles, given, candidates, same_text, group(given, candidates, bounds, memory))


def _topics(entry: Entry) -> frozenset[str]:
    """Topics that an article stands under: the editor's where the file was edited, else all that are sure."""
    if entry.edited:
        return frozenset({entry.topic} - {""})
    return frozenset(score.topic for score in entry.annotations.topics)


def read(order: Sequence[Entry], workers: int, chosen: Ints) -> Features:
    """Compute the features of some articles, on all cores where they are many."""
    entries = [order[number] for number in chosen.tolist()]
    if len(entries) < MANY:
        return _features(entries)
    shares = [entries[begin : begin + MANY // 2] for begin in range(0, len(entries), MANY // 2)]
    return joined(each(_features, shares, workers, few=2))


def _features(entries: Sequence[Entry]) -> Features:
    return features(entries, map(subjects.names, entries))


def _holding(timed: Timed, number: Mapping[str, int], memory: Memory, words: Iterable[str]) -> dict[int, set[str]]:
    """Numbers of the articles that may hold any of some words: of those whose features are not known, all."""
    wanted, known = set(words), memory.known
    held = known.holding(wanted) if known else {}
    rows = {key: row for row, key in enumerate(known.keys.tolist())} if known else {}
    found = {}
    for slug, key in zip(timed.slugs, timed.keys.tolist(), strict=True):
        if these := held.get(rows[key]) if key in rows else wanted:
            found[number[slug]] = these
    return found


def told(
    timed: Timed,
    found: Alike,
    decided: Sequence[Decision],
    persons: Sequence[Person],
    outlets: Sequence[Source],
) -> list[Story]:
    """Tell the stories, but for what each report adds."""
    named: defaultdict[str, list[str]] = defaultdict(list)
    for person in persons:
        for slug in person.entries:
            named[slug].append(person.slug)
    ground = Ground(
        copies=dict(zip(timed.slugs, found.copies, strict=True)),
        outlets={slug: source.name for source in outlets for slug in source.entries},
        people=named,
    )
    return [
        tell([timed.entries[number] for number in group], timed.entries[headed].article.title, ground, decided)
        for group, headed in zip(reversed(found.stories), reversed(found.headed), strict=True)
    ]


def added(timed: Timed, stories: Sequence[Story], memory: Memory) -> tuple[Story, ...]:
    """Add to stories what each report adds."""
    at = {slug: place for place, slug in enumerate(timed.slugs)}
    return tuple(add(stories, at, timed.entries, timed.keys, memory))


def _by_slug(slugs: Sequence[str], listed: Ragged) -> dict[str, tuple[str, ...]]:
    """Name the related articles of each article that has any."""
    numbers, starts = listed.values.tolist(), listed.starts.tolist()
    return {
        slugs[number]: tuple(map(slugs.__getitem__, numbers[begin:end]))
        for number, (begin, end) in enumerate(pairwise(starts))
        if begin < end
    }


def _decided(
    slugs: Sequence[str], same_text: Sequence[int], decided: Sequence[Decision]
) -> tuple[list[int], list[frozenset[int]]]:
    """Add the editor's decisions to the copies: the group of each article that stays whole, and its splits."""
    number = {slug: place for place, slug in enumerate(slugs)}
    whole: list[Hashable] = list(same_text)
    split: list[set[int]] = [set() for _ in slugs]
    for which, decision in enumerate(decided):
        for slug in decision.apart & number.keys():
            split[number[slug]].add(which)
            whole[number[slug]] = ("alone", slug)
    for which, decision in enumerate(decided):
        joined = {whole[number[slug]] for slug in decision.together & number.keys()}
        whole = [("together", which) if each in joined else each for each in whole]
    first: dict[Hashable, int] = {}
    return [first.setdefault(each, place) for place, each in enumerate(whole)], [frozenset(each) for each in split]
