"""Inverted index over articles in the order of their time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Generic, TypeVar

Spans = tuple[tuple[int, int], ...]
"""Stretches of a list, each from its first to before its last."""

Term = TypeVar("Term", str, int)


class Holders(Generic[Term]):
    """Which articles hold a term: their places in time, and the marks of any stretch of them in one step."""

    def __init__(self, articles: Iterable[tuple[int, Iterable[Term]]]) -> None:
        self.places: defaultdict[Term, list[int]] = defaultdict(list)
        self._marks: defaultdict[Term, list[int]] = defaultdict(lambda: [0])  # running, so that ^ of two is a stretch
        for place, (mark, terms) in enumerate(articles):
            for term in terms:
                self.places[term].append(place)
                marks = self._marks[term]
                marks.append(marks[-1] ^ mark)

    def within(self, term: Term, spans: Spans) -> Iterator[int]:
        """Places of the articles in the spans."""
        places = self.places[term]
        return chain.from_iterable(places[start:end] for start, end in spans)

    def mark(self, term: Term, spans: Spans) -> tuple[int, ...]:
        """Say which articles are in the spans."""
        marks = self._marks[term]
        return tuple(marks[end] ^ marks[start] for start, end in spans if start < end)


def in_time(hours: Sequence[float | None]) -> list[int]:
    """Numbers of articles in the order of their hours, those without last."""
    return sorted(range(len(hours)), key=lambda i: (hours[i] is None, hours[i] or 0.0, i))
