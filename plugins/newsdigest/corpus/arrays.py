"""Many articles at once, as arrays: rows of different length, hashes, groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BATCH = 128  # rows worked on at once: all would take much memory, and so few stay in the processor's own


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different length, one after another; row i begins at ``starts[i]`` and ends at ``starts[i + 1]``."""

    values: Array
    starts: Ints

    @classmethod
    def of(cls, values: Array, lengths: Array | Sequence[int]) -> Ragged:
        """Rows of the given lengths."""
        return cls(values, offsets(lengths))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> Array:
        return self.values[self.starts[row] : self.starts[row + 1]]

    @property
    def lengths(self) -> Ints:
        """Length of each row."""
        return np.diff(self.starts)

    @property
    def rows(self) -> Ints:
        """Row of each value."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def places(self, rows: Ints) -> Ints:
        """Where the values of some rows stand, in the order of those rows."""
        return spread(self.starts[rows], self.lengths[rows])

    def take(self, rows: Ints) -> Ragged:
        """Some of the rows, in their order."""
        return Ragged.of(self.pick(self.values, rows), self.lengths[rows])

    def part(self, begin: int, end: int) -> Ragged:
        """Neighbouring rows, which are not copied."""
        starts = self.starts[begin : end + 1]
        return Ragged(self.values[starts[0] : starts[-1]], starts - starts[0])

    def pick(self, values: Array, rows: Ints) -> Array:
        """Some rows of values that stand parallel to these."""
        # Most rows stand beside the one before, where they are those of an earlier time and a few more.
        begins = np.append(np.flatnonzero(np.diff(rows, prepend=-2) != 1), len(rows))
        first, last = self.starts[rows[begins[:-1]]].tolist(), self.starts[rows[begins[1:] - 1] + 1].tolist()
        return np.concatenate([values[:0], *(values[begin:end] for begin, end in zip(first, last, strict=True))])

    def shares(self, values: Array) -> Iterator[tuple[int, Ragged]]:
        """Yield all rows, some at a time, of values that stand parallel to these; and the number of the first."""
        for begin in range(0, len(self), BATCH):
            end = min(begin + BATCH, len(self))
            yield begin, Ragged.of(values[self.starts[begin] : self.starts[end]], self.lengths[begin:end])

    def sums(self, values: Array) -> Array:
        """Sum of each row of values that stand parallel to these; exact for whole numbers, which may wrap."""
        found, filled = np.zeros(len(self), values.dtype), self.starts[1:] > self.starts[:-1]
        found[filled] = np.add.reduceat(values, self.starts[:-1][filled], dtype=values.dtype)
        return found


def offsets(lengths: Array | Sequence[int]) -> Ints:
    """Where each of some stretches begins, and where the last ends."""
    found = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=found[1:])
    return found


def spread(starts: Array, lengths: Array) -> Ints:
    """All numbers of stretches, one stretch after another."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)


def stacked(parts: Sequence[Ragged]) -> Ragged:
    """The rows of several, one after another."""
    lengths = np.concatenate([part.lengths for part in parts])
    return Ragged.of(np.concatenate([part.values for part in parts]), lengths)


def distinct(values: Array) -> Array:
    """Each value once, in order; by sorting, which for numbers is several times as fast as numpy's hashing."""
    ordered = np.sort(values)
    return ordered[changes(ordered)]


def changes(*values: Array) -> Flags:
    """Which rows of parallel values differ from the row before; the first always does."""
    found = np.ones(len(values[0]), bool)
    if not len(found):
        return found
    found[1:] = np.logical_or.reduce([each[1:] != each[:-1] for each in values])
    return found


def mixed(values: Array) -> Hashes:
    """Spread whole numbers over 64 bits, so that sums of them tell sets apart (SplitMix64, Steele et al. 2014)."""
    found = values.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return found ^ (found >> np.uint64(31))


def whereabouts(wanted: Array, known: Array) -> tuple[Ints, Flags]:
    """Where values stand among sorted ones, and which of them do."""
    places = np.searchsorted(known, wanted)
    if not len(known):
        return places, np.zeros(len(wanted), bool)
    places = np.minimum(places, len(known) - 1)
    return places, known[places] == wanted


def components(size: int, one: Ints, other: Ints) -> Ints:
    """Smallest number of the set that each number is in, where pairs of numbers are joined."""
    above = np.arange(size)
    while True:
        low = np.minimum(above[one], above[other])
        before = above.copy()
        np.minimum.at(above, one, low)
        np.minimum.at(above, other, low)
        # What a number was joined with is joined as well.
        np.minimum.at(above, before, above)
        above = above[above]
        if np.array_equal(above, before):
            return above
