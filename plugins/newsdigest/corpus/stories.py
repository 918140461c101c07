"""Stories: articles on one event, clustered anew at each build.

Group-average agglomerative clustering (UPGMA, Sokal and Michener 1958) over candidate pairs of the last days. The
average likeness of two clusters is that of all their texts, so it is exact although only candidates are compared. Two
clusters that are each much more alike within than to each other stay apart, however alike they are: they are two events
of a kind. Two that have no topic in common must be twice as alike: a takeover bid is not the strike at the bidder's
gates, for all the names that they share. Copies count as one article, or ten outlets that ran one text would outvote
all.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from newsdigest.corpus.arrays import Ints, Ragged, components, mixed, offsets
from newsdigest.corpus.features import hashed
from newsdigest.corpus.memory import Memory
from newsdigest.corpus.similarity import ROUND, UNIT, WORDS, Comparison, Pairs, Points

LIKE = 0.18  # average likeness from which two clusters are one story
FIRST = 0.2  # the same for two single articles, where there is nothing else to go by
ELSEWHERE = 2 * LIKE  # the same for two clusters that have no topic in common: a strike is no takeover bid
WITHIN = 0.67  # share of the looser cluster's inner likeness that the two must reach
GROUP = 3  # from this size on a cluster's inner likeness says something
WINDOW = 3 * 24.0  # hours between reports of one story


@dataclass(slots=True)
class _Cluster:
    """Articles joined so far."""

    members: list[int]
    texts: list[int]
    """Those that stand for their copies."""
    inner: tuple[float, float]
    """Sum of the inner products, of words and of names, over all pairs of different texts."""
    beside: set[int]
    """Clusters to compare with."""
    begin: float
    """Hours of the first and the last report whose day is known; infinitely late and early where none is."""
    end: float
    apart: frozenset[int] = frozenset()
    """Numbers of the editor's decisions, of each of which a story may hold one article only."""
    topics: frozenset[str] = frozenset()
    """Those that any of them stands under."""

    @property
    def within(self) -> float:
        """Average likeness of two different texts."""
        return _average(*self.inner, len(self.texts) * (len(self.texts) - 1) / 2)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What clustering must keep to, for each article."""

    together: Sequence[int]
    """Number of a group that stays whole: copies, the editor's merges."""
    apart: Sequence[frozenset[int]]
    """Numbers of the editor's splits that it takes part in."""
    topics: Sequence[frozenset[str]]
    """Topics that it stands under; empty where none is sure."""


def group(given: Points, pairs: Pairs, bounds: Bounds, memory: Memory) -> list[int]:
    """Give each article the number of the first of its story.

    Articles that no chain of likeness joins cannot become one story, so each such set is clustered on its own.
    """
    size, together = len(given), np.array(bounds.together, np.int64)
    like = pairs.near & (pairs.alike >= math.ceil(LIKE * ROUND))
    joined = components(
        size,
        np.concatenate((np.arange(size), pairs.one[like])),
        np.concatenate((together, pairs.other[like])),
    )
    order = np.argsort(joined, kind="stable")
    sets = Ragged.of(order, np.bincount(joined, minlength=size))
    inside = np.flatnonzero(pairs.near & (joined[pairs.one] == joined[pairs.other]))
    inside = inside[np.argsort(joined[pairs.one[inside]], kind="stable")]
    met = offsets(np.bincount(joined[pairs.one[inside]], minlength=size))
    several = np.flatnonzero(sets.lengths > 1)

    # The place of an article in its set, and that of the one that leads its copies.
    place = np.empty(size, np.int64)
    place[order] = np.arange(size) - sets.starts[:-1][joined[order]]
    split = np.array([hashed(repr(sorted(apart))) if apart else 0 for apart in bounds.apart], np.uint64)
    topics = np.array([_told(topics) for topics in bounds.topics], np.uint64)
    told = mixed(given.marks ^ mixed(place) ^ mixed(mixed(place[together]) ^ mixed(split) ^ mixed(topics)))
    beside = mixed(mixed(given.marks[pairs.one[inside]]) ^ given.marks[pairs.other[inside]])
    keys = (sets.sums(told[order]) ^ mixed(Ragged(beside, met).sums(beside)))[several]

    def compute(asked: Ints) -> Ragged:
        comparison = Comparison(given)
        found = []
        for number in several[asked].tolist():
            within = inside[met[number] : met[number + 1]]
            rows = zip(*(column[within].tolist() for column in (pairs.one, pairs.other, pairs.alike)), strict=True)
            firsts = cluster(given, comparison, sets[number].tolist(), list(rows), bounds)
            found.append(place[firsts])
        return Ragged.of(np.concatenate([np.zeros(0, np.int64), *found]), sets.lengths[several[asked]])

    firsts = memory.recall("stories", keys, compute)
    story = np.arange(size)
    members = sets.places(several)
    story[order[members]] = order[firsts.values + np.repeat(sets.starts[several], sets.lengths[several])]
    return story.tolist()


@lru_cache(maxsize=1 << 12)
def _told(topics: frozenset[str]) -> int:
    return hashed(" ".join(sorted(topics)))


def cluster(
    given: Points,
    comparison: Comparison,
    articles: Sequence[int],
    near: Iterable[tuple[int, int, int]],
    bounds: Bounds,
) -> list[int]:
    """Cluster some articles: the first of its story for each; ``near`` are pairs of them and how alike they are."""
    clusters = _initial(given, articles, bounds)
    heap: list[tuple[float, int, int]] = []
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    for one, other, alike in near:
        a, b = bounds.together[one], bounds.together[other]
        if a != b:
            if b not in clusters[a].beside and (a, b) != (one, other):
                waiting[a].append(b)  # copies: what counts is the likeness of the texts that lead them
            elif alike >= LIKE * ROUND:
                heap.append((-alike / ROUND, a, b))
            clusters[a].beside.add(b)
            clusters[b].beside.add(a)
    for a, others in waiting.items():
        _offer(heap, clusters, comparison, a, others)
    heapq.heapify(heap)
    number = len(given)
    while heap:
        unlike, a, b = heapq.heappop(heap)
        if a in clusters and b in clusters and _may_join(clusters[a], clusters[b], -unlike):
            clusters[number] = _joined(clusters.pop(a), clusters.pop(b), clusters, comparison)
            for other in clusters[number].beside:
                clusters[other].beside -= {a, b}
                clusters[other].beside.add(number)
            _offer(heap, clusters, comparison, number, sorted(clusters[number].beside))
            number += 1
    story = {member: min(found.members) for found in clusters.values() for member in found.members}
    return [story[article] for article in articles]


def _initial(given: Points, articles: Sequence[int], bounds: Bounds) -> dict[int, _Cluster]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for article in articles:
        groups[bounds.together[article]].append(article)
    found = {}
    for group, members in groups.items():
        times = [time for time in given.hours[members].tolist() if time < math.inf]
        begin, end = min(times, default=math.inf), max(times, default=-math.inf)
        apart = frozenset[int]().union(*(bounds.apart[member] for member in members))
        topics = frozenset[str]().union(*(bounds.topics[member] for member in members))
        found[group] = _Cluster(members, members[:1], (0.0, 0.0), set(), begin, end, apart, topics)
    return found


def _offer(
    heap: list[tuple[float, int, int]],
    clusters: dict[int, _Cluster],
    comparison: Comparison,
    one: int,
    others: Sequence[int],
) -> None:
    """Put a cluster on the heap with each of others that are like it."""
    mine = clusters[one].texts
    theirs = [clusters[other].texts for other in others]
    words, names = _between(comparison, mine, theirs)
    for other, texts, word, name in zip(others, theirs, words, names, strict=True):
        alike = _average(word, name, len(mine) * len(texts))
        if alike >= LIKE:
            heapq.heappush(heap, (-alike, min(one, other), max(one, other)))


def _between(
    comparison: Comparison, one: Sequence[int], others: Sequence[Sequence[int]]
) -> tuple[list[float], list[float]]:
    """Inner products, of words and of names, of a cluster's texts with those of others."""
    if not others:
        return [], []
    products = comparison.products(one, np.array([text for texts in others for text in texts], np.int64))
    starts = offsets([len(texts) for texts in others])[:-1]
    words, names = (np.add.reduceat(each, starts).tolist() for each in products)
    return words, names


def _average(words: float, names: float, pairs: float) -> float:
    """Average likeness of so many pairs of texts."""
    return (min(words, WORDS * names) + names) / (2.0 * UNIT * UNIT * pairs)


def _may_join(one: _Cluster, other: _Cluster, alike: float) -> bool:
    if one.apart & other.apart or WINDOW < max(one.begin, other.begin) - min(one.end, other.end) < math.inf:
        return False
    if alike < ELSEWHERE and one.topics and other.topics and one.topics.isdisjoint(other.topics):
        return False
    fewer, more = sorted((len(one.texts), len(other.texts)))
    if more == 1:
        return alike >= FIRST
    if fewer < GROUP:
        return True
    return alike >= WITHIN * min(one.within, other.within)


def _joined(one: _Cluster, other: _Cluster, clusters: dict[int, _Cluster], comparison: Comparison) -> _Cluster:
    (words,), (names,) = _between(comparison, one.texts, [other.texts])
    return _Cluster(
        one.members + other.members,
        one.texts + other.texts,
        (one.inner[0] + other.inner[0] + words, one.inner[1] + other.inner[1] + names),
        {number for number in one.beside | other.beside if number in clusters},
        min(one.begin, other.begin),
        max(one.end, other.end),
        one.apart | other.apart,
        one.topics | other.topics,
    )
