"""How a day's coverage of a person, topic or outlet compares with what is usual for it.

Usual is the mean per day over the four weeks before, as far as the corpus reaches back. Unusual is measured as the
difference of the Anscombe transforms of the two, 2·√(count + 3/8) - 2·√(usual + 3/8): for counts that come as they do
by chance (Poisson) it is about 1 in one standard deviation, however much or little is usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from newsdigest.corpus.arrays import changes, offsets
from newsdigest.model import Trend

WEEKS = 28  # days that say what is usual
LEAST = 3  # days that the corpus must reach back before anything can be unusual
LISTED = 12


def trends(days: Mapping[date, Iterable[str]]) -> dict[date, tuple[Trend, ...]]:
    """Compare every day; ``days`` gives the keys of a day's articles, one each time a key is covered.

    The most unusual come first, then the most covered. On the first days of the corpus nothing is unusual.
    """
    if not days:
        return {}
    number: dict[str, int] = {}
    covered = {day: [number.setdefault(key, len(number)) for key in days[day]] for day in sorted(days)}
    keys = sorted(number)
    alphabet = np.empty(len(keys), np.int64)
    alphabet[[number[key] for key in keys]] = np.arange(len(keys))
    begin, width = min(days).toordinal(), max(days).toordinal() - min(days).toordinal() + 1
    since = np.array([day.toordinal() - begin for day in covered], np.int64)
    since = np.repeat(since, [len(row) for row in covered.values()])
    which = alphabet[np.array([each for row in covered.values() for each in row], np.int64)]
    # A key on a day as one number; then how often it is covered then, and in the weeks before.
    rows = np.sort(which * width + since)
    begins = np.flatnonzero(changes(rows))
    rows, count = rows[begins], np.diff(np.append(begins, len(rows)))
    which, since = rows // width, rows % width
    span, before = np.minimum(WEEKS, since), offsets(count)
    usual = (before[:-1] - before[np.searchsorted(rows, rows - span)]) / np.maximum(span, 1)
    difference = np.where(span >= LEAST, 2 * (np.sqrt(count + 0.375) - np.sqrt(usual + 0.375)), 0.0)
    score = np.array([round(each, 3) for each in difference.tolist()], np.float64)
    order = np.lexsort((which, -count, -score, since))
    starts = offsets(np.bincount(since, minlength=width))
    listed = order[np.arange(len(order)) - starts[since[order]] < LISTED]
    found: dict[int, list[Trend]] = {day.toordinal() - begin: [] for day in covered}
    for day, key, *numbers in zip(
        *(each[listed].tolist() for each in (since, which, count, usual, score)), strict=True
    ):
        found[day].append(Trend(keys[key], numbers[0], round(numbers[1], 3), numbers[2]))
    return {day: tuple(row) for day, row in zip(covered, found.values(), strict=True)}
