"""Queries of the editor's topics."""

import pytest

from newsdigest.annotation.query import parse

TEXT = "Envoys in Kyiv spoke of a ceasefire along the Dnieper; the rate cut was put off."


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("ceasefire AND (Ukraine OR Kyiv)", True),
        ("ceasefire AND Ukraine", False),
        ("ceasefire envoy", True),
        ("ceasefire football", False),
        ('"rate cut"', True),
        ('"cut rate"', False),
        ("ceasefire NOT Kyiv", False),
        ("NOT football", True),
        ("football OR ceasefire AND Kyiv", True),
        ("(football OR ceasefire) AND Lviv", False),
        ("ceas*", True),
        ("KYIV", False),
    ],
)
def test_a_query_holds_or_not(query, holds):
    """AND binds closer than OR, words side by side mean AND, NOT excludes."""
    assert parse(query).matches(TEXT) is holds


@pytest.mark.parametrize("query", ["", "ceasefire AND", "(ceasefire", "ceasefire)", "OR Kyiv", "NOT", '"…"'])
def test_a_broken_query_is_refused(query):
    """What cannot be read is an error, not an empty result."""
    with pytest.raises(ValueError, match=r".+"):
        parse(query)
