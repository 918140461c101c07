"""Who is mentioned with whom, beyond chance.

Being mentioned together is counted by paragraph and by article. Its significance is Dunning's log-likelihood ratio
G² over paragraphs (T. Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, 1993): it does not
overrate pairs that met once, as mutual information does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from newsdigest.corpus.arrays import Floats, Ints, Ragged, changes, offsets, whereabouts
from newsdigest.model import Company

MOST = 30
"""Company kept for each person."""
CROWD = 40
"""People of a paragraph or article beyond which it is a list that says nothing about any two of them."""


def company(in_articles: Ragged, in_paragraphs: Ragged, slugs: Sequence[str]) -> dict[str, tuple[Company, ...]]:
    """Find the company that people keep, the most significant first.

    Each row holds the people of an article, or of a paragraph, each once and as their place among the slugs. ``score``
    is G²; people who meet less often than chance are left out. The number of paragraphs counts in coarse steps: the
    score of two people changes when they are mentioned, not whenever there is news of others.
    """
    if not slugs:
        return {}
    alphabet = sorted(range(len(slugs)), key=slugs.__getitem__)
    rank = np.empty(len(slugs), np.int64)
    rank[alphabet] = np.arange(len(slugs))
    in_articles, in_paragraphs = (Ragged(rank[each.values], each.starts) for each in (in_articles, in_paragraphs))
    slugs = [slugs[number] for number in alphabet]
    met, together = _pairs(in_articles, len(slugs))
    near, beside = _pairs(in_paragraphs, len(slugs))
    places, found = whereabouts(met, near)
    beside = np.where(found, beside[places] if len(near) else 0, 0)
    alone = np.bincount(in_paragraphs.values, minlength=len(slugs))
    total = _coarse(len(in_paragraphs))
    one, other = met // len(slugs), met % len(slugs)
    score = np.round(log_likelihood(beside, alone[one], alone[other], total), 1)
    score[(beside == 0) | (beside * total < alone[one] * alone[other])] = 0.0
    one, other = np.append(one, other), np.append(other, one)
    order = np.lexsort((other, np.tile(-together, 2), np.tile(-score, 2), one))
    starts = offsets(np.bincount(one, minlength=len(slugs)))
    order = order[np.arange(len(one)) - starts[one[order]] < MOST]
    columns = (
        each.tolist() for each in (other[order], *(np.tile(each, 2)[order] for each in (together, beside, score)))
    )
    kept = [Company(slugs[who], *numbers) for who, *numbers in zip(*columns, strict=True)]
    bounds = np.searchsorted(one[order], np.arange(len(slugs) + 1)).tolist()
    return {slug: tuple(kept[a:b]) for slug, (a, b) in zip(slugs, pairwise(bounds), strict=True) if a < b}


def _pairs(present: Ragged, size: int) -> tuple[Ints, Ints]:
    """Every pair that is together in a row, as one number, in order; and in how many rows it is."""
    rows, lengths = present.rows, present.lengths
    people, few = np.sort(rows * size + present.values) % size, lengths[rows] <= CROWD
    found = [np.zeros(0, np.int64)]
    for step in range(1, min(CROWD, int(lengths.max(initial=0)))):
        both = (rows[step:] == rows[:-step]) & few[step:]
        found.append(people[:-step][both] * size + people[step:][both])
    pairs = np.sort(np.concatenate(found))
    begins = np.flatnonzero(changes(pairs))
    return pairs[begins], np.diff(np.append(begins, len(pairs)))


def _coarse(number: int) -> int:
    """The next of the numbers each of which is a quarter more than the one before."""
    step = 8
    while step < number:
        step += step // 4
    return step


def log_likelihood(together: Ints, one: Ints, other: Ints, total: int) -> Floats:
    """G² of pairs of things that occur ``one`` and ``other`` times among ``total``, ``together`` times both."""
    table = (
        (together, one * other),
        (one - together, one * (total - other)),
        (other - together, (total - one) * other),
        (total - one - other + together, (total - one) * (total - other)),
    )
    parts = (seen * np.log(np.maximum(seen * total, 1) / np.maximum(expected, 1)) for seen, expected in table)
    return np.asarray(2 * sum(parts))
