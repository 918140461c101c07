"""Copies: one text that several outlets ran, or one outlet sent again, with small edits and other headlines.

Two articles are copies when most four-word runs of the shorter one stand in the other (containment, Broder 1997) and
they also share the names and numbers that tell routine items apart: two bond issues have the same wording, but other
issuers and amounts. Candidates are found without comparing all pairs, by sampling the runs whose hash is divisible
by a power of two (Manber 1994), which also finds a short text inside a long one.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from newsdigest.corpus.arrays import Array, Flags, Floats, Ints, Ragged, changes, mixed, whereabouts
from newsdigest.corpus.features import FINE, Features
from newsdigest.corpus.index import Index
from newsdigest.corpus.memory import Memory

CONTAINED = 0.47  # share of the shorter text's runs that stand in the longer one
NAMES, NUMBERS = (
    0.57,
    0.3,
)  # share of the capitalised words and of the numbers of the one with fewer, found in the other
REWORDED = 0.4  # less contained will do where numbers and names agree better than that
ALIKE = 0.65
SURE, ENOUGH = 0.85, 100  # this much contained of so many runs needs no further proof
DAYS = 2.0  # an agency's text is run within two days; the same words later are a routine item's
LONG, SAME = 150, 0.9  # unless a text of this many runs is hardly changed, which no routine item is
SAMPLE, COARSEST = 64, 8  # runs kept of a text, about; and the power of two that is never exceeded
SEEN = 0.15  # share of the sampled runs that must agree before the texts themselves are compared
CHAIN, WITNESSES = 0.33, 6  # what every two members of a group must share, tried on so many of each side
CROWD = 24  # articles compared for one run, nearest in time: a run that more share is furniture or routine


def groups(articles: Features, hours: Floats, memory: Memory) -> list[int]:
    """Number of the group of each article; those alone in theirs are no copies. The articles are in the order of time.

    The surest pairs join first, and no chain of small changes may join two texts that have little in common.
    """
    pairs = _pairs(articles, hours, memory)
    members: defaultdict[int, list[int]] = defaultdict(list)
    group = list(range(len(articles)))
    for _, one, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        low, high = sorted((group[one], group[other]))
        if low != high:
            here, there = members[low] or [low], members[high] or [high]
            if all(contained(articles, a, b) >= CHAIN for a in here[:WITNESSES] for b in there[:WITNESSES]):
                for number in there:
                    group[number] = low
                members[low] = here + there
    return group


def contained(articles: Features, one: int, other: int) -> float:
    """Share of the shorter text's runs that stand in the longer one."""
    return _shared(articles.shingles[one], articles.shingles[other])


def is_copy(articles: Features, hours: Floats, one: int, other: int, contained: float) -> bool:
    """Whether two articles of which so much is contained are one text."""
    short, long = sorted((len(articles.shingles[one]), len(articles.shingles[other])))
    apart = abs(hours[one] - hours[other]) / 24 if np.isfinite(hours[[one, other]]).all() else 0.0
    if apart > DAYS and not (short >= LONG and contained * short >= SAME * long):
        return False
    if contained >= SURE and short >= ENOUGH:
        return True
    names = _shared(articles.capitals[one], articles.capitals[other])
    numbers = _shared(articles.numbers[one], articles.numbers[other])
    if contained < CONTAINED:
        return names >= ALIKE and numbers >= ALIKE
    return names >= NAMES and numbers >= NUMBERS


def _shared(a: Array, b: Array) -> float:
    """Share of the smaller of two sets that is in the larger; nothing to compare speaks neither way."""
    if not len(a) or not len(b):
        return 1.0
    both = np.concatenate((a, b))
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1])) / min(len(a), len(b))


def _pairs(articles: Features, hours: Floats, memory: Memory) -> list[tuple[int, int, int]]:
    """Find the pairs that are copies, each once, and how much of the shorter is contained, in parts of ``FINE``."""
    marks = mixed(articles.keys ^ mixed(hours.view(np.uint64)))
    samples, divisors = _samples(articles.shingles)
    index = Index(samples, marks)
    here = np.arange(len(index.articles))
    spans = ((np.maximum(index.from_place(0), here - CROWD), here),)
    lengths = articles.shingles.lengths

    def compare(asking: Ints) -> Ragged:
        sizes = np.zeros(len(articles), np.int64)
        found: list[int] = []
        for one, other, count in index.meetings(asking, spans, np.ones(len(samples.values), np.int64)):
            short = np.minimum(lengths[one], lengths[other])
            long = np.where(lengths[one] > lengths[other], one, other)
            likely = count * divisors[long] >= SEEN * short
            for a, b in zip(one[likely].tolist(), other[likely].tolist(), strict=True):
                share = contained(articles, a, b)
                if share >= REWORDED and is_copy(articles, hours, a, b, share):
                    found += (int(marks[b].view(np.int64)), round(FINE * share))
                    sizes[a] += 2
        return Ragged.of(np.array(found, np.int64), sizes[asking])

    rows = memory.recall("copies", index.keys(spans), compare)
    order = np.argsort(marks)
    told = rows.values.reshape(-1, 2)
    places, _ = whereabouts(told[:, 0].view(np.uint64), marks[order])
    return list(zip(told[:, 1].tolist(), rows.rows[::2].tolist(), order[places].tolist(), strict=True))


def _samples(shingles: Ragged) -> tuple[Ragged, Ints]:
    """Sample the runs of each text, and keep those that more than one has; and the divisor of each text."""
    divisors = _divisors(shingles.lengths)
    values, sizes = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    for begin, part in shingles.shares(shingles.values):
        masks = (divisors[begin : begin + len(part)] - 1).astype(np.uint32)
        kept = (part.values & np.repeat(masks, part.lengths)) == 0
        values.append(part.values[kept])
        sizes.append(part.sums(kept.astype(np.int64)))
    sampled = Ragged.of(np.concatenate(values), np.concatenate(sizes))
    shared = _repeated(sampled.values)
    return Ragged.of(sampled.values[shared], sampled.sums(shared.astype(np.int64))), divisors


def _repeated(values: Array) -> Flags:
    """Which values of 32 bits stand more than once."""
    # Sorted with their places, as one number: faster than any way of sorting the places.
    order = np.sort(values.astype(np.uint64) << np.uint64(32) | np.arange(len(values), dtype=np.uint64))
    new = changes(order >> np.uint64(32))
    found = np.zeros(len(values), bool)
    found[(order & np.uint64(0xFFFFFFFF)).astype(np.int64)] = ~(new & np.append(new[1:], True))
    return found


def _divisors(sizes: Ints) -> Ints:
    """Powers of two that leave about SAMPLE runs; what a coarser one leaves, a finer one leaves too."""
    exact = np.floor(np.log2(np.maximum(sizes // SAMPLE, 1))).astype(np.int64)
    return np.minimum(COARSEST, np.left_shift(1, exact))
