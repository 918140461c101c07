"""Related articles: alike, but of other stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from newsdigest.corpus.similarity import Pair

ALIKE = 0.06  # likeness from which two articles have something to do with each other
LISTED = 6


def related(pairs: Iterable[Pair], story: Sequence[int], copies: Sequence[int]) -> dict[int, list[int]]:
    """Find for each article the numbers of the most alike of other stories, one of each story, the most alike first.

    ``story`` and ``copies`` give the number of the group of each article.
    """
    beside: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for one, other, alike, _ in pairs:
        if alike >= ALIKE and story[one] != story[other] and copies[one] != copies[other]:
            beside[one].append((-alike, other))
            beside[other].append((-alike, one))
    found = {}
    for number, others in beside.items():
        best: dict[int, int] = {}
        for _, other in sorted(others):
            best.setdefault(story[other], other)
            if len(best) == LISTED:
                break
        found[number] = list(best.values())
    return found
