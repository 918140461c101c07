"""Copies: one text that several outlets ran, or one outlet sent again, with small edits and other headlines.

Two articles are copies when most four-word runs of the shorter one stand in the other (containment, Broder 1997) and
they also share the names and numbers that tell routine items apart: two bond issues have the same wording, but other
issuers and amounts. Candidates are found without comparing all pairs, by sampling the runs whose hash is divisible
by a power of two (Manber 1994), which also finds a short text inside a long one.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from newsdigest.corpus.features import Features
from newsdigest.corpus.holders import Holders, Spans, in_time
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


@dataclass(frozen=True, slots=True)
class Dated:
    """An article's features with its time in hours, None where no day is known."""

    features: Features
    hours: float | None
    mark: int
    """Changes when anything of the two does."""


def groups(articles: Sequence[Dated], memory: Memory) -> list[int]:
    """Number of the group of each article; those alone in theirs are no copies.

    The surest pairs join first, and no chain of small changes may join two texts that have little in common.
    """
    pairs = _pairs(articles, memory)
    members = {number: [number] for number in range(len(articles))}
    group = list(members)
    for _, one, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        low, high = sorted((group[one], group[other]))
        if low != high and all(
            containment(articles[a], articles[b]) >= CHAIN
            for a in members[low][:WITNESSES]
            for b in members[high][:WITNESSES]
        ):
            for number in members[high]:
                group[number] = low
            members[low] += members.pop(high)
    return group


def containment(one: Dated, other: Dated) -> float:
    """Share of the shorter text's runs that stand in the longer one."""
    short, long = sorted((one.features.shingles, other.features.shingles), key=len)
    return len(set(short).intersection(long)) / len(short)


def is_copy(one: Dated, other: Dated, contained: float) -> bool:
    """Whether two articles of which so much is contained are one text."""
    a, b = one.features, other.features
    short, long = sorted((len(a.shingles), len(b.shingles)))
    apart = abs(one.hours - other.hours) / 24 if one.hours is not None and other.hours is not None else 0.0
    if apart > DAYS and not (short >= LONG and contained * short >= SAME * long):
        return False
    if contained >= SURE and short >= ENOUGH:
        return True
    names, numbers = _overlap(a.capitals, b.capitals), _overlap(a.numbers, b.numbers)
    if contained < CONTAINED:
        return names >= ALIKE and numbers >= ALIKE
    return names >= NAMES and numbers >= NUMBERS


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set that is in the larger; nothing to compare speaks neither way."""
    return len(a & b) / min(len(a), len(b)) if a and b else 1.0


def _pairs(articles: Sequence[Dated], memory: Memory) -> list[tuple[float, int, int]]:
    """Find the pairs that are copies, each once, and how much of the shorter is contained."""
    order = in_time([article.hours for article in articles])
    number = {article.mark: place for place, article in enumerate(articles)}
    samples = _repeated([_sample(articles[number].features.shingles) for number in order])
    holders = Holders((articles[number].mark, sample) for number, sample in zip(order, samples, strict=True))

    def copies(place: int, spans: Mapping[int, Spans]) -> list[tuple[float, int]]:
        shared: defaultdict[int, int] = defaultdict(int)
        for run, span in spans.items():
            for other in holders.within(run, span):
                shared[other] += 1
        one = articles[order[place]]
        found = []
        for other, count in shared.items():
            two = articles[order[other]]
            short, long = sorted((len(one.features.shingles), len(two.features.shingles)))
            if count >= SEEN * short / _divisor(long):
                contained = containment(one, two)
                if contained >= REWORDED and is_copy(one, two, contained):
                    found.append((round(contained, 4), two.mark))
        return found

    found: list[tuple[float, int, int]] = []
    for place, sample in enumerate(samples):
        spans = {run: _after(holders.places[run], place) for run in sample}
        if any(start < end for ((start, end),) in spans.values()):
            one = order[place]
            depends = (articles[one].mark, *(holders.mark(run, span) for run, span in spans.items()))
            for contained, mark in memory.recall("copies", depends, partial(copies, place, spans)):
                found.append((contained, one, number[mark]))
    return found


def _after(places: list[int], place: int) -> Spans:
    start = bisect_right(places, place)
    return ((start, min(len(places), start + CROWD)),)


def _repeated(samples: Sequence[list[int]]) -> list[list[int]]:
    """Keep the runs that more than one article has."""
    seen: set[int] = set()
    again: set[int] = set()
    for sample in samples:
        again.update(seen.intersection(sample))
        seen.update(sample)
    return [[run for run in sample if run in again] for sample in samples]


def _sample(shingles: Sequence[int]) -> list[int]:
    divisor = _divisor(len(shingles))
    return [run for run in shingles if run % divisor == 0]


def _divisor(size: int) -> int:
    """Power of two that leaves about SAMPLE runs; what a coarser one leaves, a finer one leaves too."""
    return min(COARSEST, 1 << max(0, (size // SAMPLE).bit_length() - 1))


# --- Differences ------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[^\W\d_a-z])|\n+")


@dataclass(frozen=True, slots=True)
class Difference:
    """What one copy has in place of what another has; either may be empty."""

    removed: tuple[str, ...]
    added: tuple[str, ...]


def differences(first: Sequence[str], second: Sequence[str]) -> tuple[Difference, ...]:
    """Sentences in which two copies differ, in order; arguments are their paragraphs."""
    old, new = (tuple(sentences(paragraphs)) for paragraphs in (first, second))
    matcher = difflib.SequenceMatcher(None, _plain(old), _plain(new), autojunk=False)
    return tuple(Difference(old[a:b], new[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal")


def sentences(paragraphs: Sequence[str]) -> Iterator[str]:
    """Sentences of paragraphs, as they stand."""
    for paragraph in paragraphs:
        yield from (sentence.strip() for sentence in _SENTENCE_END.split(paragraph) if sentence.strip())


def _plain(texts: Sequence[str]) -> list[str]:
    """Forms in which typography makes no difference."""
    return [" ".join(re.findall(r"\w+", sentence.lower())) for sentence in texts]
