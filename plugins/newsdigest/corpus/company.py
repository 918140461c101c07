"""Who is mentioned with whom, beyond chance.

Being mentioned together is counted by paragraph and by article. Its significance is Dunning's log-likelihood ratio
G² over paragraphs (T. Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, 1993): it does not
overrate pairs that met once, as mutual information does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import log

from newsdigest.model import Company

MOST = 30
"""Company kept for each person."""
CROWD = 40
"""People of a paragraph or article beyond which it is a list that says nothing about any two of them."""


def company(articles: Iterable[tuple[Sequence[str], Sequence[Sequence[str]]]]) -> dict[str, tuple[Company, ...]]:
    """Find the company that people keep, the most significant first.

    Each article is given as the people in it and the people of each of its paragraphs, by slug. ``score`` is G²;
    people who meet less often than chance are left out.
    """
    in_articles: Counter[tuple[str, str]] = Counter()
    in_paragraphs: Counter[tuple[str, str]] = Counter()
    alone: Counter[str] = Counter()
    total = 0
    for people, paragraphs in articles:
        in_articles.update(_pairs(people))
        for present in paragraphs:
            alone.update(set(present))
            in_paragraphs.update(_pairs(present))
            total += 1
    found: dict[str, list[Company]] = defaultdict(list)
    for (one, other), together in in_articles.items():
        beside = in_paragraphs[one, other]
        score = log_likelihood(beside, alone[one], alone[other], total) if beside else 0.0
        if beside * total < alone[one] * alone[other]:
            score = 0.0
        found[one].append(Company(other, together, beside, round(score, 1)))
        found[other].append(Company(one, together, beside, round(score, 1)))
    return {person: tuple(sorted(rows, key=_rank)[:MOST]) for person, rows in found.items()}


def _pairs(people: Iterable[str]) -> Iterable[tuple[str, str]]:
    present = sorted(set(people))
    return combinations(present, 2) if len(present) <= CROWD else ()


def _rank(row: Company) -> tuple[float, int, str]:
    return -row.score, -row.articles, row.person


def log_likelihood(together: int, one: int, other: int, total: int) -> float:
    """G² of two things that occur ``one`` and ``other`` times among ``total``, ``together`` times both."""
    table = (
        (together, one * other),
        (one - together, one * (total - other)),
        (other - together, (total - one) * other),
        (total - one - other + together, (total - one) * (total - other)),
    )
    return 2 * sum(seen * log(seen * total / expected) for seen, expected in table if seen > 0 and expected > 0)
