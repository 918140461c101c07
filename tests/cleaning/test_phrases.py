"""A look at the words of a line misses no phrase that a pattern would find."""

import re

from hypothesis import given
from hypothesis import strategies as st

from newsdigest.cleaning.phrases import Phrases, small, words_of

PHRASES = ("by", "staff writer", "vice-president", "cité par", "συντάκτης", "İçin", "&")
KNOWN = Phrases.of(PHRASES)
PATTERN = re.compile(rf"(?:^|(?<=[\s-]))(?:{'|'.join(map(re.escape, PHRASES))})(?=$|\W)", re.IGNORECASE)
SIZES = (str, str.upper, str.title, str.lower)


@given(
    st.lists(
        st.tuples(
            st.one_of(st.sampled_from(PHRASES), st.text("abyſıİKςσΣ é_1", max_size=6)),
            st.sampled_from(SIZES),
            st.sampled_from((" ", "-", ", ", ": ", "")),
        ),
        max_size=5,
    )
)
def test_what_a_pattern_finds_may_be_there(parts):
    """Whatever letters and case a phrase is written in, it is not ruled out where a pattern finds it."""
    line = "".join(size(text) + end for text, size, end in parts)
    assert KNOWN.may_stand_in(line) or not PATTERN.search(line)


def test_most_lines_are_ruled_out():
    """A line without the longest word of any phrase holds none."""
    assert not KNOWN.may_stand_in("The harbour wall fell into the sea, writers say")
    assert KNOWN.may_stand_in("Ana Ruiz & Tom Field")


def test_letters_that_patterns_take_for_one_are_one():
    """Capitals, the dotless and the dotted I, the long s and the final sigma are as in patterns that ignore case."""
    assert words_of("İSTANBUL ſie ΣΥΝΤΆΚΤΗΣ") == {"istanbul", "sie", small("συντάκτης")}
