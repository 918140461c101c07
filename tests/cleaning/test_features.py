"""What is told of a block without reading it."""

import json
import re
from importlib import resources

from hypothesis import given
from hypothesis import strategies as st

from newsdigest.cleaning.blocks import fold
from newsdigest.cleaning.features import key

TEXT = st.text(st.sampled_from("aZ09_ .,-\t\n\xa0’“”–…éÀßÿ×²ªµİΣПрж中\xad\u200b\u0301"), max_size=60) | st.text()


@given(TEXT)
def test_key_is_the_words_of_a_text_in_lower_case(text):
    """Whatever letters it is written in."""
    assert key(text) == " ".join(re.findall(r"\w+", text.casefold()))


@given(TEXT)
def test_fold_leaves_words_with_one_space_between_them(text):
    """Characters that only tell where a word may be broken are gone."""
    assert fold(text) == " ".join(re.sub("[\xad\u200b\u2060\ufeff]", "", text).split())


def test_the_trees_look_at_every_number():
    """A number that no tree of the block filter looks at need not be computed."""
    data = json.loads(resources.files("newsdigest.cleaning").joinpath("blocks.json").read_text("utf-8"))

    def seen(tree):
        return {tree[0]} | seen(tree[2]) | seen(tree[3]) if isinstance(tree, list) else set()

    looked_at = set().union(*map(seen, data["first"] + data["second"]))
    assert looked_at == set(range(len(data["features"])))
