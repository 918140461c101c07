"""What is unusual on a day."""

from datetime import date, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdigest.corpus.trends import LEAST, LISTED, WEEKS, trends

BEGIN = date(2026, 3, 1)


def run(*counts, key="a"):
    """Trends of days on which a key was covered so many times; another key is covered once every day."""
    days = {BEGIN + timedelta(day): [key] * count + ["steady"] for day, count in enumerate(counts)}
    return trends(days)


def test_more_than_usual_stands_first():
    """A burst comes before what is covered every day, with its count and its mean."""
    today = run(*[1] * 20, 9)[BEGIN + timedelta(20)]
    assert [(trend.key, trend.count, trend.usual) for trend in today] == [("a", 9, 1.0), ("steady", 1, 1.0)]
    assert today[0].score > 3
    assert today[1].score == pytest.approx(0)


def test_the_measure_is_the_anscombe_difference():
    """Nine where none is usual: twice the difference of the roots."""
    (first, _) = run(*[0] * 10, 9)[BEGIN + timedelta(10)]
    assert first.score == pytest.approx(2 * (9.375**0.5 - 0.375**0.5), abs=0.001)


def test_the_same_rise_is_less_unusual_for_what_is_much_covered():
    """Three more than one a day is more of an event than three more than twenty."""
    small = run(*[1] * 20, 4)[BEGIN + timedelta(20)][0]
    large = run(*[20] * 20, 23)[BEGIN + timedelta(20)][0]
    assert small.score > large.score


def test_only_the_last_four_weeks_are_usual():
    """What was much covered long ago does not make today's coverage usual."""
    days = {BEGIN + timedelta(day): ["a"] * 10 for day in range(10)}
    days[BEGIN + timedelta(60)] = ["a"]
    assert trends(days)[BEGIN + timedelta(60)][0].usual == 0.0


def test_nothing_is_unusual_on_the_first_days():
    """Without a past there is no usual."""
    assert all(trend.score == 0 for trend in run(5)[BEGIN])
    assert trends({}) == {}


@given(st.dictionaries(st.integers(0, 70), st.lists(st.sampled_from("abcdefghijklmno"), max_size=30), min_size=1))
def test_every_day_is_compared_as_the_measure_says(days):
    """Against counting day by day, in plain Python."""
    found = trends({BEGIN + timedelta(day): keys for day, keys in days.items()})
    assert list(found) == [BEGIN + timedelta(day) for day in sorted(days)]
    for day, keys in days.items():
        span = min(WEEKS, day - min(days))
        rows = []
        for key in set(keys):
            usual = sum(days.get(day - back, []).count(key) for back in range(1, span + 1)) / max(span, 1)
            score = 2 * (sqrt(keys.count(key) + 0.375) - sqrt(usual + 0.375)) if span >= LEAST else 0
            rows.append((-round(score, 3), -keys.count(key), key, round(usual, 3)))
        told = [(-each.score, -each.count, each.key, each.usual) for each in found[BEGIN + timedelta(day)]]
        assert told == sorted(rows)[:LISTED]
