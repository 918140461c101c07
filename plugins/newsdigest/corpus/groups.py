"""Disjoint sets: things that belong together, joined pair by pair."""

from __future__ import annotations


class Groups:
    """Groups of the numbers 0 to size - 1, each in its own at first (Tarjan 1975, with path halving)."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def of(self, number: int) -> int:
        """Give the smallest number of the group."""
        above = self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make the groups of two numbers one."""
        low, high = sorted((self.of(one), self.of(other)))
        self._above[high] = low
