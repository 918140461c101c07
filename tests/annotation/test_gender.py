"""Which pronoun a person goes by: only what the text or a given name says."""

import pytest
from names_in import marked

from newsdigest.annotation.gender import pronouns


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mrs. [Holm] left.", {"Holm": "she"}),
        ("[Mr Brandt|Brandt] left.", {"Brandt": "he"}),
        ("[Volodymyr Zelenskyy] left.", {"Volodymyr Zelenskyy": "he"}),
        ("[Angela Merkel] left.", {"Angela Merkel": "she"}),
        ("Brandt's wife, Dr [Holm], left.", {"Holm": "she"}),
        ("[Chris Holm] met [Kim Brandt].", {}),
        ("[Holm], the spokeswoman, and actress [Holm] left.", {"Holm": "she"}),
        ("[Holm] left.", {}),
    ],
)
def test_titles_nouns_and_given_names_tell(text, found):
    """Names that both men and women bear tell nothing."""
    (paragraph,), mentions = marked(text)
    assert pronouns(paragraph, mentions) == found


def test_evidence_at_odds_tells_nothing():
    """One Mr and one Mrs of one name may be a couple."""
    (paragraph,), mentions = marked("Mr. [Holm] and Mrs. [Holm] left.")
    assert pronouns(paragraph, mentions) == {}
