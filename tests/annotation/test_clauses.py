"""Folding: sentences of tokens in which a quotation and a name are one token each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from names_in import marked

from newsdigest.annotation import quotes, roles
from newsdigest.annotation.clauses import fold, speech_verbs
from newsdigest.model import Mention


def sentences(*paragraphs):
    """Return the sentences of paragraphs with marked names, tokens parted by bars."""
    return ["|".join(token.text for token in sentence.tokens) for sentence in fold(*marked(*paragraphs)).sentences]


def test_quotations_and_names_are_one_token():
    """The ’s of a name is a token of its own."""
    assert sentences("“We will open, and soon,” said [Ada Holm]’s aide.") == [
        "“We will open, and soon,”|said|Ada Holm|’s|aide|."
    ]


@pytest.mark.parametrize(
    ("paragraph", "count"),
    [
        ("It rained. She left.", 2),
        ("The U.S. envoy met Mr. Brandt.", 1),
        ("“It rained.” She left.", 2),
        ("“Did it rain?” [Ada Holm] asked.", 1),
        ("“Did it rain?” [Ada Holm] left the room.", 2),
        ("“It rained,” she said. “It poured.”", 2),
        ("“It rained.” “It poured.”", 2),
        ("One line\nanother line", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(paragraph, count):
    """A quotation that asks may be followed by who asks."""
    assert len(sentences(paragraph, "“It did.”")) == count + 1


def test_without_quotations_only_paragraphs_that_say_something_of_somebody_are_read():
    """Those that name or describe somebody; a quotation may go to whom "she" means from far above."""
    assert sentences("It rained.", "[Ada Holm] left.", "It poured.", "The Estonian leader stayed.") == [
        "Ada Holm|left|.",
        "The|Estonian|leader|stayed|.",
    ]


def test_a_name_at_the_start_of_a_quotation_belongs_to_the_quotation():
    """Also where the quotation goes on from the paragraph before without a mark of its own."""
    assert sentences("“It rained on all of us", "[Ada Holm] was right.” She left.")[1:] == [
        "Ada Holm was right.”",
        "She|left|.",
    ]


def test_every_form_of_a_verb_of_saying_is_known():
    """Regular forms are made, irregular ones listed."""
    forms = ("says", "said", "saying", "replied", "argued", "arguing", "admitted", "agrees", "agreed", "went", "tells")
    assert set(forms) <= set(speech_verbs())
    assert speech_verbs()["went"].particle == "on"


WORDS = [
    "said",
    "“",
    "”",
    ",",
    ".",
    "he",
    "who",
    "the",
    "mayor",
    "Ada Holm",
    "that",
    ":",
    "was",
    "told",
    "by",
    "(",
    ")",
]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=12), min_size=1, max_size=3))
def test_no_text_is_too_odd(paragraphs):
    """Whatever the words, what is found is verbatim and said by somebody whom the text names, or by nobody."""
    paragraphs = tuple(" ".join(words) for words in paragraphs)
    text = "\n\n".join(paragraphs)
    starts = [i for i in range(len(text)) if text.startswith("Ada Holm", i)]
    mentions = tuple(Mention(i, i + 8, "Ada Holm", "Ada Holm") for i in starts)
    for quote in quotes.find(paragraphs, mentions):
        assert text[quote.start : quote.end] == quote.text
        assert quote.text in paragraphs[quote.paragraph]
        assert quote.speaker in ("", "Ada Holm")
    for role in roles.find(paragraphs, mentions):
        assert role.text in paragraphs[role.paragraph]
        assert role.sentence in paragraphs[role.paragraph]
