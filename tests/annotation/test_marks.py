"""Where quotations begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdigest.annotation.marks import outside, spans
from newsdigest.model import Mention


def texts(*paragraphs):
    """Return what stands between quotation marks."""
    return [span.text for span in spans(paragraphs)]


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        ("It isn’t the ’90s, it’s the workers’ turn.", []),
        ("She is 5'10\" tall and he is 6'2\".", []),
        ("‘The workers’ bridge isn’t open,’ he said. ‘Not yet.’", ["The workers’ bridge isn’t open,", "Not yet."]),
        ("'The workers' bridge isn't open,' he said.", ["The workers' bridge isn't open,"]),
        ("“One ‘two’ three” and “four”", ["One ‘two’ three", "four"]),
        ("Er sagte: „Das ist „Unsinn“ gewesen.“", ["Das ist „Unsinn“ gewesen."]),
        ("Il a dit : « Je ne sais pas. »", ["Je ne sais pas."]),
        ('"Straight," he said, "and straight again."', ["Straight,", "and straight again."]),
        ("“Opened one way\" and closed another", ["Opened one way"]),
        ("“”", []),
    ],
)  # fmt: skip
def test_marks_are_paired_as_a_reader_pairs_them(paragraph, found):
    """Apostrophes, inches and inner quotations do not end a quotation."""
    assert texts(paragraph) == found


def test_a_quotation_that_is_not_closed_ends_with_its_paragraph():
    """If it is long enough to be one; the next paragraph may go on without a mark of its own."""
    assert texts("“It held every load we put on it.", "and it will hold more,” she said.") == [
        "It held every load we put on it.",
        "and it will hold more,",
    ]
    assert texts("A lone “ mark.") == []


def test_marks_inside_a_name_open_nothing():
    """A nickname is part of the name."""
    found = spans(["Ada “Addie” Holm said “no” twice."])
    mention = Mention(0, 16, "Ada “Addie” Holm", "Ada Holm")
    assert [span.text for span in outside(found, [mention])] == ["no"]


@given(st.lists(st.text(alphabet="ab .,?“”\"'‘’«»„\n", max_size=60), max_size=3))
def test_every_span_is_verbatim_and_they_do_not_overlap(paragraphs):
    """Whatever the marks, a quotation is a piece of one paragraph."""
    text, end = "\n\n".join(paragraphs), 0
    for span in spans(paragraphs):
        assert text[span.start : span.end] == span.text == span.text.strip() != ""
        assert end <= span.outer_start <= span.start < span.end <= span.outer_end
        end = span.outer_end
