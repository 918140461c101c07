"""How alike articles are, without comparing all pairs.

An article is a vector of unit length: its words and its names, each TF-IDF-weighted and scaled to half of the whole, so
that two fires in two towns are not one event for the words they share. Its strongest terms lead to the articles to
compare with: for each term the nearest in time, a bounded number, which keeps the work in proportion to n.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from newsdigest.corpus.features import Features

Vector = Mapping[str, float]

SMOOTHING = 100.0  # articles added to the count, so that a word in half of a small corpus still says something
STRONGEST = 20  # terms of an article that lead to others
NEAREST = 60  # articles compared for one term and within the window, nearest in time
BEYOND = 12  # the same outside of it, for related articles
GLANCE = 0.02  # likeness by the strongest terms alone below which two articles are not compared


def vectors(articles: Sequence[Features]) -> list[dict[str, float]]:
    """TF-IDF vectors of unit length; names carry a leading ``^`` and are terms of their own.

    A term that one article alone uses matches nothing and is left out, but counts towards the length.
    """
    words = Counter(term for article in articles for term in article.words)
    names = Counter(term for article in articles for term in article.names)
    size = len(articles) + SMOOTHING
    return [{**_half(article.words, words, size, ""), **_half(article.names, names, size, "^")} for article in articles]


def _half(terms: Vector, articles: Mapping[str, int], size: float, mark: str) -> dict[str, float]:
    weights = {term: weight * math.log(size / articles[term]) for term, weight in terms.items()}
    length = math.sqrt(2 * sum(weight * weight for weight in weights.values())) or 1.0
    return {mark + term: weight / length for term, weight in weights.items() if articles[term] > 1}


def dot(one: Vector, other: Vector) -> float:
    """Inner product; of two articles' vectors, their likeness from 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def pairs(
    given: Sequence[Vector], hours: Sequence[float | None], window: float
) -> Iterator[tuple[int, int, float, bool]]:
    """Pairs of articles that may be alike, each once, with their likeness and whether they lie in one window of hours.

    An article without a day is in every window.
    """
    order = sorted(range(len(given)), key=lambda i: (hours[i] is None, hours[i] or 0.0, i))
    times = [hours[number] for number in order]
    strongest = [_strongest(given[number]) for number in order]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, terms in enumerate(strongest):
        for term in terms:
            holders[term].append(place)
    undated = bisect_left(times, True, key=lambda time: time is None)
    for place, terms in enumerate(strongest):
        glance: defaultdict[int, float] = defaultdict(float)
        for term in terms:
            weight = given[order[place]][term]
            for other in _beside(holders[term], place, times, window, undated):
                glance[other] += weight * given[order[other]][term]
        for other, seen in glance.items():
            if seen >= GLANCE:
                one, two = order[place], order[other]
                here, there = times[place], times[other]
                near = here is None or there is None or there - here <= window
                yield one, two, dot(given[one], given[two]), near


def _strongest(vector: Vector) -> list[str]:
    return sorted(vector, key=lambda term: (-vector[term], term))[:STRONGEST]


def _beside(
    places: Sequence[int], place: int, times: Sequence[float | None], window: float, undated: int
) -> Iterator[int]:
    """Places after ``place`` among those of a term: NEAREST within the window, BEYOND after it, NEAREST undated."""
    start = bisect_left(places, place) + 1
    here = times[place]
    far = 0
    for other in places[start : start + NEAREST]:
        there = times[other]
        if here is not None and there is not None and there - here > window:
            far += 1
            if far > BEYOND:
                break
        yield other
    else:
        return
    yield from places[max(bisect_left(places, undated), start + NEAREST) :][:NEAREST]


def total(given: Iterable[Vector]) -> dict[str, float]:
    """Sum of vectors."""
    found: defaultdict[str, float] = defaultdict(float)
    for vector in given:
        for term, weight in vector.items():
            found[term] += weight
    return dict(found)
