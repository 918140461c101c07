"""Rows of different length and groups, as arrays, compared with plain Python."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from newsdigest.corpus.arrays import Ragged, changes, components, distinct, stacked, whereabouts

ROWS = st.lists(st.lists(st.integers(-9, 9), max_size=5), max_size=8)
PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20)


def ragged(rows):
    """Rows of plain Python as arrays."""
    return Ragged.of(np.array([each for row in rows for each in row], np.int64), [len(row) for row in rows])


def plain(found):
    """The same back."""
    return [found[number].tolist() for number in range(len(found))]


@given(ROWS, st.data())
def test_rows_are_taken_summed_and_stacked(rows, data):
    """Empty rows included, in any order and more than once."""
    found = ragged(rows)
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=9)) if rows else []
    assert plain(found.take(np.array(chosen, np.int64))) == [rows[number] for number in chosen]
    assert found.sums(found.values).tolist() == [sum(row) for row in rows]
    assert plain(stacked([found, found])) == rows * 2
    assert found.rows.tolist() == [number for number, row in enumerate(rows) for _ in row]


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)))
def test_values_are_found_among_sorted_ones(wanted, known):
    """Each once; where they stand, and whether they do."""
    once = distinct(np.array(known, np.int64))
    assert once.tolist() == sorted(set(known))
    places, there = whereabouts(np.array(wanted, np.int64), once)
    assert there.tolist() == [each in known for each in wanted]
    assert once[places[there]].tolist() == [each for each in wanted if each in known]
    assert changes(once).all()


@given(PAIRS)
def test_what_pairs_join_is_one_set(pairs):
    """The smallest number of all that can be reached names the set."""
    sets = {number: {number} for number in range(12)}
    for one, other in pairs:
        joined = sets[one] | sets[other]
        for number in joined:
            sets[number] = joined
    one, other = np.array(pairs, np.int64).reshape(-1, 2).T
    assert components(12, one, other).tolist() == [min(sets[number]) for number in range(12)]
