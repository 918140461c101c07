"""The inverted index: whom articles meet, and what says that they would meet others now."""

import random

import numpy as np

from newsdigest.corpus.arrays import Ragged
from newsdigest.corpus.index import Index


def world(seed=1, articles=30):
    """Terms and strengths of some articles, at random, and their marks."""
    dice = random.Random(seed)
    rows = [sorted(dice.sample(range(12), dice.randrange(5))) for _ in range(articles)]
    terms = Ragged.of(np.array([term for row in rows for term in row], np.int64), [len(row) for row in rows])
    strength = np.array([dice.randrange(1, 9) for _ in terms.values], np.int64)
    return terms, strength, np.arange(articles, dtype=np.uint64) + np.uint64(1000)


def before(index, most=4):
    """Spans of the articles before each, the nearest so many."""
    here = np.arange(len(index.articles))
    return ((np.maximum(index.from_place(0), here - most), here),)


def test_articles_meet_those_before_them_that_share_terms():
    """The nearest of each term, and the strength of all that they share, summed."""
    terms, strength, marks = world()
    index = Index(terms, marks)
    found = {}
    asking = np.array([3, 8, 20, 29])
    for one, other, together in index.meetings(asking, before(index), strength):
        for row in zip(one.tolist(), other.tolist(), together.tolist(), strict=True):
            found[row[:2]] = row[2]
    weights = [dict(zip(terms[n].tolist(), strength[terms.starts[n] :].tolist(), strict=False)) for n in range(30)]
    expected = {}
    for one in asking.tolist():
        for term in weights[one]:
            for other in [n for n in range(one) if term in weights[n]][-4:]:
                expected[one, other] = expected.get((one, other), 0) + weights[one][term] * weights[other][term]
    assert found == expected


def test_a_key_changes_with_the_neighbours_and_with_nothing_else():
    """Another mark of one article changes the keys of those that meet it, and its own."""
    terms, strength, marks = world()
    index = Index(terms, marks)
    keys = index.keys(before(index))
    changed = marks.copy()
    changed[5] += np.uint64(7)
    again = Index(terms, changed)
    met = {
        int(one)
        for ones, others, _ in index.meetings(np.arange(30), before(index), strength)
        for one in ones[others == 5]
    }
    assert set(np.flatnonzero(keys != again.keys(before(again))).tolist()) == met | {5}
    assert met
