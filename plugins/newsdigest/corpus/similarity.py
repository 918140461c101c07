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
from typing import NamedTuple

from newsdigest.corpus.features import Features

Vector = Mapping[str, float]


class Point(NamedTuple):
    """An article, or the sum of several."""

    words: Vector
    names: Vector


SMOOTHING = 100.0  # articles added to the count, so that a word in half of a small corpus still says something
WORDS = 1.0  # times the likeness of the names that the likeness of the words may count
STRONGEST = 18  # terms of an article that lead to others
NEAREST = 50  # articles compared for one term and within the window, nearest in time
BEYOND = 8  # the same outside of it, for related articles
GLANCE = 0.05  # cosine by the strongest terms alone below which two articles are not compared


def points(articles: Sequence[Features]) -> list[Point]:
    """Weigh the terms of all articles; one that a single article uses matches nothing and counts towards the length."""
    words = Counter(term for article in articles for term in article.words)
    names = Counter(term for article in articles for term in article.names)
    size = len(articles) + SMOOTHING
    found = []
    for article in articles:
        plain = _unit(article.words, words, size)
        # Where a script has no capitals there are no names: there the words have to do for both.
        found.append(Point(plain, _unit(article.names, names, size) if article.names else plain))
    return found


def _unit(terms: Vector, articles: Mapping[str, int], size: float) -> Vector:
    weights = {term: weight * math.log(size / articles[term]) for term, weight in terms.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items() if articles[term] > 1}


def dot(one: Vector, other: Vector) -> float:
    """Inner product."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


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


def pairs(given: Sequence[Point], hours: Sequence[float | None], window: float) -> Iterator[Pair]:
    """Find the articles that may be alike, each pair once; one without a day is in every window (in hours)."""
    order = sorted(range(len(given)), key=lambda i: (hours[i] is None, hours[i] or 0.0, i))
    times = [time for number in order if (time := hours[number]) is not None]
    strongest = [_strongest(given[number]) for number in order]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, terms in enumerate(strongest):
        for term in terms:
            holders[term].append(place)
    for place, terms in enumerate(strongest):
        # From here the dated articles of the window end and, further on, those without a day begin.
        later = bisect_right(times, times[place] + window) if place < len(times) else len(order)
        glance: defaultdict[int, float] = defaultdict(float)
        for term, weight in terms.items():
            for other in _beside(holders[term], place, later, len(times)):
                glance[other] += weight * strongest[other][term]
        for other, seen in glance.items():
            if seen >= GLANCE:
                one, two = given[order[place]], given[order[other]]
                alike = likeness(dot(one.words, two.words), dot(one.names, two.names))
                yield Pair(order[place], order[other], alike, near=other < later or other >= len(times))


def _strongest(point: Point) -> dict[str, float]:
    """Keep the strongest terms, names with a mark of their own."""
    terms = {**point.words, **{"^" + term: weight for term, weight in point.names.items()}}
    chosen = sorted(terms, key=lambda term: (-terms[term], term))[:STRONGEST]
    return {term: terms[term] for term in chosen}


def _beside(places: list[int], place: int, later: int, undated: int) -> list[int]:
    """Places after ``place`` among those of a term: NEAREST of the window, BEYOND after it, NEAREST without a day."""
    start = bisect_right(places, place)
    end = bisect_left(places, later, start)
    if end == len(places):
        return places[start : start + NEAREST]
    last = bisect_left(places, undated, end)
    return (
        places[start : min(end, start + NEAREST)]
        + places[end : min(last, end + BEYOND)]
        + places[last : last + NEAREST]
    )
