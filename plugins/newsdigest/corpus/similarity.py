"""How alike articles are, without comparing all pairs.

An article is a point: two TF-IDF vectors of unit length, one of its words and one of its names and numbers. Likeness is
the mean of the two cosines, but words count for no more than some times what the names do: two fires in two towns are
not one event for all the words they share. An article's strongest terms lead to the articles to compare with, for each
term the nearest in time, a bounded number, which keeps the work in proportion to n.

Weights are whole numbers, so that sums do not depend on the order in which they are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from newsdigest.corpus.arrays import Array, Flags, Floats, Hashes, Ints, Ragged, changes, mixed, offsets, whereabouts
from newsdigest.corpus.features import FINE, NAME, Features
from newsdigest.corpus.index import Index
from newsdigest.corpus.memory import Memory

SMOOTHING = 100.0  # articles added to the count, so that a word in half of a small corpus still says something
STEP = 0.35  # of the logarithm of the number of articles with a term: half as many again make a difference
ALL, GROWTH = 500, 1.25  # articles up to which all are counted, and the growth from which more are
LEAST = 0.7  # weight of a term that is everywhere
WORDS = 1.0  # times the likeness of the names that the likeness of the words may count
STRONGEST = 18  # terms of an article that lead to others
NEAREST = 50  # articles compared for one term and within the window, nearest in time
BEYOND = 8  # the same outside of it, for related articles
GLANCE = 0.05  # cosine by the strongest terms alone below which two articles are not compared
UNIT = 1 << 15  # length of a vector
ROUND = 10_000  # likeness is kept in as many parts


def times(hours: Sequence[float | None]) -> Floats:
    """Hours as numbers, infinite where not known."""
    return np.array([np.inf if hour is None else hour for hour in hours], np.float64)


@dataclass(frozen=True, slots=True)
class Points:
    """Articles as they are compared, a row each; words first, then names."""

    columns: Ragged
    weights: Array
    """Of unit length, in parts of ``UNIT``, parallel to columns."""
    names: Ints
    """Where the names of each row begin among its columns."""
    hours: Floats
    """Time of publication; infinite where not even the day is known. The articles are in this order."""
    marks: Hashes
    """Changes when anything of an article does."""
    size: int
    """Number of columns."""

    def __len__(self) -> int:
        return len(self.hours)


def points(articles: Features, hours: Floats, collected: Floats) -> Points:
    """Place articles, which are in the order of time; ``collected`` says in which order they came.

    The weight of a term depends on the number of articles that use it (inverse document frequency). Counted are those
    that came first, to a number that moves on only when the corpus has grown by a quarter, and in coarse steps: so
    articles that are added leave the weights, and all that was computed with them, as they were. A term that a single
    article uses matches nothing, but counts towards the length.
    """
    columns, size = articles.columns, len(articles.vocabulary)
    counted = ALL
    while counted * GROWTH <= len(articles):
        counted = int(counted * GROWTH)
    later = np.sort(np.lexsort((articles.keys, collected))[counted:])
    counted = min(counted, len(articles))
    shares = [share for _, share in columns.shares(columns.values)]
    users = sum((np.bincount(share.values, minlength=size) for share in shares), np.zeros(size, np.int64))
    known = users - np.bincount(columns.pick(columns.values, later), minlength=size)
    levels = np.where(users > 1, np.floor(np.log(known + 3) / STEP), 0)
    top = np.floor(np.log(counted + SMOOTHING) / STEP)
    scale = ((LEAST + STEP * np.maximum(0, top - levels)) / FINE).astype(np.float32)
    matching, names = levels > 0, int(np.searchsorted(articles.vocabulary, NAME))
    # What the weights of an article depend on besides itself: a term that matches nothing has a scale of its own.
    told = mixed(articles.vocabulary ^ mixed(scale.view(np.uint32)))
    kept = [np.zeros(0, np.int32)]
    weights = [np.zeros(0, np.uint16)]
    lengths, marks = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    for share, (_, own) in zip(shares, columns.shares(articles.weights), strict=True):
        halves = _halves(share, names)
        unit = _unit(own.values * scale.take(share.values), halves)
        match = (unit > 0) & matching.take(share.values)
        kept.append(share.values[match])
        weights.append(unit[match])
        lengths.append(halves.sums(match.astype(np.int64)))
        marks.append(share.sums(told.take(share.values)))
    words, called = np.concatenate(lengths).reshape(-1, 2).T
    found = Ragged.of(np.concatenate(kept), words + called)
    told_time = mixed(hours.view(np.uint64) ^ mixed(articles.keys))
    return Points(
        found,
        np.concatenate(weights),
        found.starts[:-1] + words,
        hours,
        mixed(np.concatenate(marks) ^ told_time),
        size,
    )


def _halves(columns: Ragged, names: int) -> Ragged:
    """Two rows for each article, its words and its names; the latter are columns from a number on."""
    called = columns.sums((columns.values >= names).astype(np.int64))
    return Ragged.of(columns.values, np.stack((columns.lengths - called, called), axis=1).ravel())


def _unit(raw: Array, rows: Ragged) -> Array:
    """Make every row of weights as long as ``UNIT``."""
    lengths = np.sqrt(np.bincount(rows.rows, np.square(raw, dtype=np.float64), len(rows)))
    unit: Array = np.rint(UNIT * raw / np.repeat(np.maximum(lengths, 1e-9), rows.lengths)).astype(np.uint16)
    return unit


class Comparison:
    """Exact inner products of some articles with others, by spreading the one over all columns."""

    def __init__(self, given: Points) -> None:
        self._given = given
        self._spread = np.zeros(given.size)

    def products(self, one: Sequence[int], others: Ints) -> tuple[Floats, Floats]:
        """Products of the sum of some articles with each of others: of words, and of names."""
        given, starts = self._given, self._given.columns.starts
        for article in one:
            own = slice(starts[article], starts[article + 1])
            self._spread[given.columns.values[own]] += given.weights[own]
        places = given.columns.places(others)
        begins = offsets(given.columns.lengths[others])
        running = np.zeros(len(places) + 1)
        np.cumsum(self._spread[given.columns.values[places]] * given.weights[places], out=running[1:])
        for article in one:
            self._spread[given.columns.values[starts[article] : starts[article + 1]]] = 0
        middle = running[begins[:-1] + given.names[others] - starts[others]]
        return middle - running[begins[:-1]], running[begins[1:]] - middle


def likeness(words: Floats, names: Floats) -> Floats:
    """Join products of words and of names to one likeness from 0 to 1."""
    return (np.minimum(words, WORDS * names) + names) / (2.0 * UNIT * UNIT)


# --- Candidates -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of articles that may be alike, each once; parallel."""

    one: Ints
    other: Ints
    alike: Ints
    """Likeness in parts of ``ROUND``."""
    near: Flags
    """Whether they lie in one window of time."""


def pairs(given: Points, window: float, memory: Memory) -> Pairs:
    """Find the articles that may be alike; one without a day is in every window (in hours)."""
    terms, weights = _strongest(given, memory)
    index = Index(terms, given.marks)
    undated = int(np.searchsorted(given.hours, np.inf))
    # Each article asks for those before it, so that articles of today change nothing for those of last year.
    since = np.searchsorted(given.hours, given.hours - window)
    since[undated:] = undated
    here = np.arange(len(index.articles))
    begin, first = index.from_place(since[index.articles]), index.from_place(0)
    beyond = np.where(index.articles < undated, BEYOND, NEAREST)
    spans = ((np.maximum(begin, here - NEAREST), here), (np.maximum(first, begin - beyond), begin))
    compute = partial(_compared, given, index, spans, weights.astype(np.int64))
    found = memory.recall("pairs", index.keys(spans), compute)
    one, rows = found.rows[::2], found.values.reshape(-1, 2)
    order = np.argsort(given.marks)
    places, _ = whereabouts(rows[:, 0].view(np.uint64), given.marks[order])
    other = order[places]
    return Pairs(one, other, rows[:, 1], (other >= since[one]) | (one >= undated))


_ROW, _WEIGHT = np.uint64(44), np.uint64(28)  # bits in the number that sorts terms


def _strongest(given: Points, memory: Memory) -> tuple[Ragged, Array]:
    """Keep the strongest terms of each article, and their weights."""
    columns = given.columns

    def compute(asked: Ints) -> Ragged:
        weights = Ragged(given.weights, columns.starts).take(asked)
        places = [_strongest_of(part) for _, part in weights.shares(weights.values)]
        return Ragged.of(np.concatenate([np.zeros(0, np.int64), *places]), np.minimum(weights.lengths, STRONGEST))

    found = memory.recall("strongest", given.marks, compute)
    places = found.values + np.repeat(columns.starts[:-1], found.lengths)
    return Ragged(columns.values[places], found.starts), given.weights[places]


def _strongest_of(weights: Ragged) -> Ints:
    """Places in its row of the highest weights of each row, in order; of equal ones, of those that come first."""
    rows, lengths = weights.rows, np.maximum(weights.lengths, 1)
    # What is weaker than the mean is not among the strongest, unless an article has few terms that are not.
    mean = weights.sums(weights.values.astype(np.int64)) / lengths
    strong = weights.values >= mean[rows]
    few = np.bincount(rows[strong], minlength=len(weights)) < STRONGEST
    strong |= few[rows]
    places = np.flatnonzero(strong)
    # One number to sort by: article, weight from above, column. Columns of an article stand in order.
    key = (
        rows[places].astype(np.uint64) << _ROW
        | (np.uint64(0xFFFF) - weights.values[places]) << _WEIGHT
        | (places - weights.starts[rows[places]]).astype(np.uint64)
    )
    key.sort()
    owners = (key >> _ROW).astype(np.int64)
    counts = np.bincount(owners, minlength=len(weights))
    kept = np.arange(len(key)) - offsets(counts)[owners] < STRONGEST
    place = (key & ((np.uint64(1) << _WEIGHT) - np.uint64(1))).astype(np.int64)
    return np.sort(place[kept] + weights.starts[owners[kept]]) - np.repeat(
        weights.starts[:-1], np.minimum(weights.lengths, STRONGEST)
    )


def _compared(given: Points, index: Index, spans: Sequence[tuple[Ints, Ints]], strength: Ints, asking: Ints) -> Ragged:
    """Compare some articles with those that they meet: mark of the other and likeness, one after the other."""
    comparison = Comparison(given)
    lengths = np.zeros(len(given), np.int64)
    found = []
    for ones, others, seen in index.meetings(asking, spans, strength):
        likely = seen >= GLANCE * UNIT * UNIT
        one, other = ones[likely], others[likely]
        bounds = np.append(np.flatnonzero(changes(one)), len(one)) if len(one) else np.zeros(1, np.int64)
        for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            words, names = comparison.products([int(one[begin])], other[begin:end])
            alike = np.rint(ROUND * likeness(words, names)).astype(np.int64)
            found.append(np.stack([given.marks[other[begin:end]].view(np.int64), alike], axis=1).ravel())
            lengths[one[begin]] = 2 * (end - begin)
    return Ragged.of(np.concatenate([np.zeros(0, np.int64), *found]), lengths[asking])
