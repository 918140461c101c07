"""How alike articles are, without comparing all pairs.

An article is a point: two TF-IDF vectors of unit length, one of its words and one of its names and numbers. Likeness is
the mean of the two cosines, but words count for no more than some times what the names do: two fires in two towns are
not one event for all the words they share. An article's strongest terms lead to the articles to compare with, for each
term the nearest in time, a bounded number, which keeps the work in proportion to n.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from newsdigest.corpus.features import Features
from newsdigest.corpus.holders import Holders, Spans, in_time
from newsdigest.corpus.memory import Memory

Vector = Mapping[str, float]


class Point(NamedTuple):
    """An article, or the sum of several."""

    words: Vector
    names: Vector


SMOOTHING = 100.0  # articles added to the count, so that a word in half of a small corpus still says something
STEP = 0.35  # of the logarithm of the number of articles with a term: half as many again make a difference
ALL, GROWTH = 500, 1.25  # articles up to which all are counted, and the growth from which more are
LEAST = 0.7  # weight of a term that is everywhere
WORDS = 1.0  # times the likeness of the names that the likeness of the words may count
STRONGEST = 18  # terms of an article that lead to others
NEAREST = 50  # articles compared for one term and within the window, nearest in time
BEYOND = 8  # the same outside of it, for related articles
GLANCE = 0.05  # cosine by the strongest terms alone below which two articles are not compared


class Weights:
    """Weight of every term by the number of articles that use it (inverse document frequency).

    Counted are the oldest articles, to a number that moves on only when the corpus has grown by a quarter, and in
    coarse steps: so articles that are added leave the weights, and all that was computed with them, as they were.
    """

    def __init__(self, articles: Sequence[Features], hours: Sequence[float | None]) -> None:
        size = len(articles)
        counted = ALL
        while counted * GROWTH <= size:
            counted = int(counted * GROWTH)
        oldest = [articles[number] for number in in_time(hours)[:counted]]
        self._words = _levels(oldest, articles, "words")
        self._names = _levels(oldest, articles, "names")
        self._top = math.floor(math.log(len(oldest) + SMOOTHING) / STEP)

    def levels(self, article: Features) -> bytes:
        """All that an article's point depends on besides the article."""
        levels = (self._words[term] for term in article.words), (self._names[term] for term in article.names)
        return bytes((self._top, *chain(*levels)))

    def point(self, article: Features) -> Point:
        """Place an article. A term that it alone uses matches nothing, but counts towards the length."""
        words = self._unit(article.words, self._words)
        # Where a script has no capitals there are no names: there the words have to do for both.
        return Point(words, self._unit(article.names, self._names) if article.names else words)

    def _unit(self, terms: Vector, levels: Mapping[str, int]) -> Vector:
        weights = {term: weight * (LEAST + STEP * max(0, self._top - levels[term])) for term, weight in terms.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {term: weight / length for term, weight in weights.items() if levels[term]}


def _levels(counted: Sequence[Features], articles: Sequence[Features], part: str) -> dict[str, int]:
    """Steps of the logarithm of the number of articles; none for a term that a single article uses."""
    users = Counter(term for article in articles for term in getattr(article, part))
    known = Counter(term for article in counted for term in getattr(article, part))
    return {term: math.floor(math.log(known[term] + 3) / STEP) if count > 1 else 0 for term, count in users.items()}


def dot(one: Vector, other: Vector) -> float:
    """Inner product; summed exactly, since the order of a set is another in every run."""
    return math.fsum([one[term] * other[term] for term in one.keys() & other.keys()])


def likeness(words: float, names: float) -> float:
    """Join the cosines of words and of names to one likeness from 0 to 1."""
    return (min(words, WORDS * names) + names) / 2


def total(given: Iterable[Vector]) -> dict[str, float]:
    """Sum of vectors."""
    found: defaultdict[str, float] = defaultdict(float)
    for vector in given:
        for term, weight in vector.items():
            found[term] += weight
    return dict(found)


# --- Candidates -------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """Two articles by number that may be alike, and whether they lie in one window of time."""

    one: int
    other: int
    alike: float
    near: bool


class Placed(NamedTuple):
    """An article as it is compared."""

    point: Point
    hours: float | None
    """Time of publication; None where not even the day is known."""
    mark: int
    """Changes when anything of the two does."""


def pairs(given: Sequence[Placed], window: float, memory: Memory) -> Iterator[Pair]:
    """Find the articles that may be alike, each pair once; one without a day is in every window (in hours)."""
    order = in_time([article.hours for article in given])
    times = [time for number in order if (time := given[number].hours) is not None]
    number = {article.mark: place for place, article in enumerate(given)}
    strongest = [_strongest(given[number].point) for number in order]
    holders = Holders((given[number].mark, terms) for number, terms in zip(order, strongest, strict=True))

    def alike(place: int, spans: Mapping[str, Spans], later: int) -> list[tuple[int, float, bool]]:
        glance: defaultdict[int, float] = defaultdict(float)
        for term, weight in strongest[place].items():
            for other in holders.within(term, spans[term]):
                glance[other] += weight * strongest[other][term]
        one = given[order[place]].point
        found = []
        for other, seen in glance.items():
            if seen >= GLANCE:
                mark, two = given[order[other]].mark, given[order[other]].point
                value = likeness(dot(one.words, two.words), dot(one.names, two.names))
                found.append((mark, round(value, 4), other < later or other >= len(times)))
        return found

    for place, terms in enumerate(strongest):
        # From here the dated articles of the window end and, further on, those without a day begin.
        later = bisect_right(times, times[place] + window) if place < len(times) else len(order)
        spans = {term: _beside(holders.places[term], place, later, len(times)) for term in terms}
        depends = (window, given[order[place]].mark, *(holders.mark(term, spans[term]) for term in terms))
        for mark, value, near in memory.recall("pairs", depends, partial(alike, place, spans, later)):
            yield Pair(order[place], number[mark], value, near)


def _strongest(point: Point) -> dict[str, float]:
    """Keep the strongest terms, names with a mark of their own."""
    terms = {**point.words, **{"^" + term: weight for term, weight in point.names.items()}}
    chosen = sorted(terms, key=lambda term: (-terms[term], term))[:STRONGEST]
    return {term: terms[term] for term in chosen}


def _beside(places: list[int], place: int, later: int, undated: int) -> Spans:
    """Spans of the places after ``place``: NEAREST of the window, BEYOND after it, NEAREST without a day."""
    start = bisect_right(places, place)
    end = bisect_left(places, later, start)
    last = bisect_left(places, undated, end)
    return (
        (start, min(end, start + NEAREST)),
        (end, min(last, end + BEYOND)),
        (last, min(len(places), last + NEAREST)),
    )
