"""What articles are compared by."""

from dataclasses import fields

import numpy as np

from corpus.reports import FIRE, FIRE_AGAIN, OTHER_FIRE, VOTE, report
from newsdigest.corpus import subjects
from newsdigest.corpus.arrays import Ragged
from newsdigest.corpus.features import NAME, features, hashed, joined

ENTRIES = [
    report("fire", FIRE, title="ROPE WORKS BURN"),
    report("again", FIRE_AGAIN, title="Flames in Tarnmouth"),
    report("empty", "", title="…"),
    report("arabic", "هدنة لأربعين يوما في الوادي. قالت الهدنة إن الوادي هادئ.", title="هدنة"),
    report("grain", OTHER_FIRE),
    report("vote", VOTE, people=("Ama Boateng",)),
]


def read(*entries):
    """Features with the names of each article."""
    return features(entries, map(subjects.names, entries))


def equal(one, other):
    """Whether two are the same in all they hold; possible subjects may be numbered otherwise."""
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name in ("names", "subjects", "counts"):
            continue
        if isinstance(a, Ragged):
            assert np.array_equal(a.starts, b.starts)
            a, b = a.values, b.values
        assert np.array_equal(a, b), field.name
    return called(one) == called(other)


def called(found):
    """Possible subjects of each article, and how often they stand in it."""
    rows = zip(found.subjects.rows.tolist(), found.subjects.values.tolist(), found.counts.tolist(), strict=True)
    return sorted((row, found.names[name], count) for row, name, count in rows)


def columns(found, row):
    """Hashes of the terms of an article."""
    return set(found.vocabulary[found.columns[row]].tolist())


def test_articles_read_apart_are_as_if_they_were_read_together():
    """A later build reads only the new ones and puts them to the others; what nobody uses any more is dropped."""
    whole = read(*ENTRIES)
    parts = joined([read(*ENTRIES[:2]), read(*ENTRIES[2:])])
    everything = np.arange(len(ENTRIES))
    assert equal(parts.take(everything), whole.take(everything))
    assert equal(whole.take(np.array([4, 1])).take(np.arange(2)), joined([read(ENTRIES[4]), read(ENTRIES[1])]))


def test_names_are_told_from_words():
    """A capital that no sentence start explains makes a name; a headline in capitals makes none; numbers are names."""
    found = columns(read(ENTRIES[0]), 0)
    rope, renn, looms, number = (hashed(term) >> 1 for term in ("rope", "renn", "loom", "1894"))
    assert rope in found
    assert rope | int(NAME) not in found
    assert renn | int(NAME) in found
    assert looms in found
    assert number | int(NAME) in found


def test_where_a_script_has_no_capitals_words_do_for_names():
    """Every word stands in both columns, and the article joined to a word makes no other word."""
    found = columns(read(ENTRIES[3]), 0)
    truce = hashed("هدنه") >> 1
    assert {truce, truce | int(NAME)} <= found
    assert len(found) % 2 == 0


def test_articles_that_may_hold_a_word_are_found():
    """By a capital, with a possessive, or in a script without capitals; a word that is nowhere is in none."""
    found = read(*ENTRIES, report("owner", "Nobody asked Krol’s family."))
    assert found.holding(["Krol", "Zanzibar"]) == {0: {"Krol"}, 1: {"Krol"}, 6: {"Krol"}}
    assert found.holding(["الوادي"]) == {3: {"الوادي"}}
    assert found.holding(["Zanzibar"]) == {}
