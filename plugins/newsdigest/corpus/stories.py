"""Stories: articles on one event, clustered anew at each build.

Group-average agglomerative clustering (UPGMA, Sokal and Michener 1958) over candidate pairs of the last days. The
average likeness of two clusters comes from the inner products of their sums, so it is exact although only candidates
are compared. Two clusters that are each much more alike within than to each other stay apart, however alike they
are: they are two events of a kind. Copies count as one article, or ten outlets that ran one text would outvote all.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from newsdigest.corpus.groups import Groups
from newsdigest.corpus.memory import Memory
from newsdigest.corpus.similarity import Pair, Placed, Point, dot, likeness, total

LIKE = 0.18  # average likeness from which two clusters are one story
FIRST = 0.2  # the same for two single articles, where there is nothing else to go by
WITHIN = 0.67  # share of the looser cluster's inner likeness that the two must reach
GROUP = 3  # from this size on a cluster's inner likeness says something
WINDOW = 3 * 24.0  # hours between reports of one story


@dataclass(slots=True)
class _Cluster:
    """Articles joined so far."""

    members: list[int]
    weight: int
    """How many texts they are; copies are one."""
    total: Point
    """Sum of the texts' points."""
    inner: tuple[float, float]
    """Sum of the inner products, of words and of names, over all pairs of different texts."""
    beside: set[int]
    """Clusters to compare with."""
    begin: float
    """Hours of the first and the last report whose day is known; infinitely late and early where none is."""
    end: float
    apart: frozenset[int] = frozenset()
    """Numbers of the editor's decisions, of each of which a story may hold one article only."""

    @property
    def within(self) -> float:
        """Average likeness of two different texts."""
        number = self.weight * (self.weight - 1) / 2
        return likeness(self.inner[0] / number, self.inner[1] / number)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What clustering must keep to, for each article."""

    together: Sequence[int]
    """Number of a group that stays whole: copies, the editor's merges."""
    apart: Sequence[frozenset[int]]
    """Numbers of the editor's splits that it takes part in."""


def group(given: Sequence[Placed], near: Sequence[Pair], bounds: Bounds, memory: Memory) -> list[int]:
    """Give each article the number of its story; ``near`` are the pairs to consider, within the window.

    Articles that no chain of likeness joins cannot become one story, so each such set is clustered on its own.
    """
    joined = Groups(len(given))
    for number, whole in enumerate(bounds.together):
        joined.join(number, whole)
    for pair in near:
        if pair.alike >= LIKE:
            joined.join(pair.one, pair.other)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(given)):
        members[joined.of(number)].append(number)
    inside: defaultdict[int, list[Pair]] = defaultdict(list)
    for pair in near:
        if joined.of(pair.one) == joined.of(pair.other):
            inside[joined.of(pair.one)].append(pair)
    story = list(range(len(given)))
    for first_of_all, numbers in members.items():
        if len(numbers) > 1:
            place = {number: place for place, number in enumerate(numbers)}
            together = [place[bounds.together[number]] for number in numbers]
            part = Bounds(together, [bounds.apart[number] for number in numbers])
            pairs = [Pair(place[one], place[other], alike, True) for one, other, alike, _ in inside[first_of_all]]
            within = [given[number] for number in numbers]
            depends = ([article.mark for article in within], together, [sorted(apart) for apart in part.apart])
            firsts = memory.recall("stories", depends, partial(cluster, within, pairs, part))
            for number, first in zip(numbers, firsts, strict=True):
                story[number] = numbers[first]
    return story


def cluster(given: Sequence[Placed], near: Iterable[Pair], bounds: Bounds) -> list[int]:
    """Cluster articles: the number of the first of its story for each."""
    clusters = _initial(given, bounds)
    heap: list[tuple[float, int, int]] = []
    for pair in near:
        a, b = bounds.together[pair.one], bounds.together[pair.other]
        if a != b:
            if b not in clusters[a].beside and (a, b) != (pair.one, pair.other):
                _offer(heap, clusters, a, b)  # copies: what counts is the likeness of the texts that lead them
            elif pair.alike >= LIKE:
                heap.append((-pair.alike, a, b))
            clusters[a].beside.add(b)
            clusters[b].beside.add(a)
    heapq.heapify(heap)
    number = len(given)
    while heap:
        unlike, a, b = heapq.heappop(heap)
        if a in clusters and b in clusters and _may_join(clusters[a], clusters[b], -unlike):
            clusters[number] = _joined(clusters.pop(a), clusters.pop(b), clusters)
            for other in clusters[number].beside:
                clusters[other].beside -= {a, b}
                clusters[other].beside.add(number)
                _offer(heap, clusters, other, number)
            number += 1
    story = [0] * len(given)
    for found in clusters.values():
        for member in found.members:
            story[member] = min(found.members)
    return story


def _initial(given: Sequence[Placed], bounds: Bounds) -> dict[int, _Cluster]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(bounds.together):
        groups[group].append(number)
    found = {}
    for group, members in groups.items():
        times = [time for member in members if (time := given[member].hours) is not None]
        begin, end = min(times, default=math.inf), max(times, default=-math.inf)
        apart = frozenset[int]().union(*(bounds.apart[member] for member in members))
        found[group] = _Cluster(members, 1, given[members[0]].point, (0.0, 0.0), set(), begin, end, apart)
    return found


def _offer(heap: list[tuple[float, int, int]], clusters: dict[int, _Cluster], a: int, b: int) -> None:
    one, other = clusters[a], clusters[b]
    number = one.weight * other.weight
    words, names = _between(one.total, other.total)
    alike = likeness(words / number, names / number)
    if alike >= LIKE:
        heapq.heappush(heap, (-alike, a, b))


def _between(one: Point, other: Point) -> tuple[float, float]:
    return dot(one.words, other.words), dot(one.names, other.names)


def _may_join(one: _Cluster, other: _Cluster, alike: float) -> bool:
    if one.apart & other.apart or WINDOW < max(one.begin, other.begin) - min(one.end, other.end) < math.inf:
        return False
    if one.weight * other.weight == 1:
        return alike >= FIRST
    if min(one.weight, other.weight) < GROUP:
        return True
    return alike >= WITHIN * min(one.within, other.within)


def _joined(one: _Cluster, other: _Cluster, clusters: dict[int, _Cluster]) -> _Cluster:
    words, names = _between(one.total, other.total)
    return _Cluster(
        one.members + other.members,
        one.weight + other.weight,
        Point(total((one.total.words, other.total.words)), total((one.total.names, other.total.names))),
        (one.inner[0] + other.inner[0] + words, one.inner[1] + other.inner[1] + names),
        {number for number in one.beside | other.beside if number in clusters},
        min(one.begin, other.begin),
        max(one.end, other.end),
        one.apart | other.apart,
    )
