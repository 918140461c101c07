"""All articles → the digest."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from newsdigest.annotation import topics
from newsdigest.corpus import copies, people, sources, subjects
from newsdigest.corpus.days import days
from newsdigest.corpus.features import Features, digest, features, from_row, hours, to_row
from newsdigest.corpus.memory import Memory, mark
from newsdigest.corpus.related import related
from newsdigest.corpus.similarity import Pair, Placed, Weights, pairs, total
from newsdigest.corpus.stories import WINDOW, Bounds, group
from newsdigest.corpus.telling import Decision, Ground, decisions, tell
from newsdigest.model import Digest, Entry, Person, Source, Story, Topic


def join(entries: Iterable[Entry], authority: Path, cache: Path | None = None) -> Digest:
    """Join all articles; ``authority`` is the folder of the editor's files, ``cache`` one that saves work."""
    with Memory(cache) as memory, uncollected():
        return digest_of(entries, authority, memory)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the cyclic garbage collector off: it would walk millions of small values, none in a cycle, again and again.

    Saves a seventh of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def digest_of(entries: Iterable[Entry], authority: Path, memory: Memory) -> Digest:
    """Join all articles, computing only what is not remembered."""
    order = tuple(sorted(sorted(entries, key=lambda entry: entry.slug), key=newest, reverse=True))
    known = topics.load(authority / "topics.yml")
    persons = people.unify(order, people.authority(authority / "people.yml"))
    outlets = sources.join(order, authority / "sources.yml")
    compared = [compare(entry, memory) for entry in order]
    tagged = _tagged(order, compared, known, outlets, memory)
    decided = decisions(authority / "stories.yml")
    found = grouping(order, compared, decided, memory)
    stories = told(order, found, decided, persons, outlets)
    beside = related(found.pairs, found.stories, found.copies)
    return Digest(
        entries=tagged,
        people=persons,
        topics=known,
        sources=outlets,
        stories=stories,
        days=days(tagged, stories, persons, outlets),
        related={order[one].slug: tuple(order[other].slug for other in others) for one, others in beside.items()},
        moved={slug: story.slug for story in stories for slug in story.entries if slug != story.slug},
    )


def compare(entry: Entry, memory: Memory) -> Features:
    """Features of an article, remembered or computed."""
    return from_row(memory.recall("features", (digest(entry),), lambda: to_row(features(entry))))


def newest(entry: Entry) -> tuple[str, int, str]:
    """Return what sorts articles: by year, the better dated later, then by time."""
    published = entry.article.published
    if published is None or not published.iso:
        return "", 0, ""
    return published.iso[:4], len(published.iso[:10]), published.iso


def _tagged(
    order: Sequence[Entry],
    compared: Sequence[Features],
    known: Sequence[Topic],
    outlets: Sequence[Source],
    memory: Memory,
) -> tuple[Entry, ...]:
    """Give every article its subjects: the editor's tags, then the editor's topics, then what recurs."""
    names = {topic.id: topic.name for topic in known if topic.parent}
    found = subjects.subjects(
        [subjects.recall(entry, memory) for entry in order],
        [each.words for each in compared],
        [outlet.name for outlet in outlets],
    )
    return tuple(
        entry
        if entry.edited
        else replace(
            entry,
            tags=tuple(
                dict.fromkeys(
                    (
                        *entry.tags,
                        *(names[score.topic] for score in entry.annotations.topics if score.topic in names),
                        *recurring,
                    )
                )
            ),
        )
        for entry, recurring in zip(order, found, strict=True)
    )


class Grouping(NamedTuple):
    """Which articles belong together; each list has a number for every article."""

    copies: list[int]
    stories: list[int]
    pairs: list[Pair]
    """What was compared, for related articles."""
    placed: list[Placed]


def grouping(
    order: Sequence[Entry], compared: Sequence[Features], decided: Sequence[Decision], memory: Memory
) -> Grouping:
    """Find copies and stories."""
    times = [hours(entry) for entry in order]
    weights = Weights(compared, times)
    placed, dated = [], []
    for entry, each, time in zip(order, compared, times, strict=True):
        name = mark(entry.slug, digest(entry), time)
        dated.append(copies.Dated(each, time, name))
        placed.append(Placed(weights.point(each), time, mark(name, weights.levels(each))))
    candidates = list(pairs(placed, WINDOW, memory))
    same_text = copies.groups(dated, memory)
    bounds = Bounds(*_decided(order, same_text, decided))
    numbers = group(placed, [pair for pair in candidates if pair.near], bounds, memory)
    return Grouping(same_text, numbers, candidates, placed)


def told(
    order: Sequence[Entry],
    found: Grouping,
    decided: Sequence[Decision],
    persons: Sequence[Person],
    outlets: Sequence[Source],
) -> tuple[Story, ...]:
    """Tell the stories, the newest first."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number, story in enumerate(found.stories):
        groups[story].append(number)
    named: defaultdict[str, list[str]] = defaultdict(list)
    for person in persons:
        for slug in person.entries:
            named[slug].append(person.slug)
    ground = Ground(
        copies={entry.slug: group for entry, group in zip(order, found.copies, strict=True)},
        outlets={slug: source.name for source in outlets for slug in source.entries},
        people=named,
    )
    return tuple(
        tell(
            [order[number] for number in members],
            total(part for number in members for part in found.placed[number].point),
            ground,
            decided,
        )
        for members in groups.values()
    )


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
