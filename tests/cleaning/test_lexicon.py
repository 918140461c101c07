"""Names of elements → flags."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdigest.cleaning import lexicon
from newsdigest.cleaning.lexicon import BIT, name_flags

NAMES = st.text(st.sampled_from("abcxyzABCXYZ0189-_ ßäÖé.:"), max_size=40)


@given(NAMES)
def test_words_of_any_names_are_those_of_camel_and_kebab_case(names):
    """What is read by bytes is what the pattern of words finds."""
    assert lexicon._words(names) == [word.lower() for word in lexicon._WORD.findall(names) if word]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("menu-item menu-item-12345", ["menu", "item", "menu", "item"]),
        ("ArticleBody__text", ["article", "body", "text"]),
        ("n1AuAdJlVL side-bar", ["side", "bar"]),
        ("col2 h1a_ad", ["col"]),
    ],
)
def test_what_build_tools_append_holds_no_words(names, words):
    """Digits part words, and with letters after them they are no words at all."""
    assert lexicon._words(names) == words


@pytest.mark.parametrize("names", ["hentry", "post-123 wide", "box hentry"])
def test_names_of_wordpress_posts_are_flagged(names):
    """WordPress marks the article so."""
    assert name_flags(names) & BIT["post"]


@given(NAMES.filter(lambda names: not re.search(r"hentry|post-\d", names)))
def test_other_names_are_no_posts(names):
    """Nothing else sets that flag."""
    assert not name_flags(names) & BIT["post"]
