"""How a day's coverage of a person, topic or outlet compares with what is usual for it.

Usual is the mean per day over the four weeks before, as far as the corpus reaches back. Unusual is measured as the
difference of the Anscombe transforms of the two, 2·√(count + 3/8) - 2·√(usual + 3/8): for counts that come as they do
by chance (Poisson) it is about 1 in one standard deviation, however much or little is usual.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

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
    begin = min(days).toordinal()
    history: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # key → day and count, oldest first
    found: dict[date, tuple[Trend, ...]] = {}
    for day in sorted(days):
        number = day.toordinal()
        span = min(WEEKS, number - begin)
        counts = Counter(days[day])
        rows = [_trend(name, count, history[name], number, span) for name, count in counts.items()]
        found[day] = tuple(sorted(rows, key=lambda trend: (-trend.score, -trend.count, trend.key))[:LISTED])
        for name, count in counts.items():
            history[name].append((number, count))
    return found


def _trend(name: str, count: int, past: Sequence[tuple[int, int]], today: int, span: int) -> Trend:
    before = 0
    for day, number in reversed(past):
        if day < today - span:
            break
        before += number
    usual = before / span if span else 0.0
    score = 2 * (math.sqrt(count + 0.375) - math.sqrt(usual + 0.375)) if span >= LEAST else 0.0
    return Trend(name, count, round(usual, 3), round(score, 3))
