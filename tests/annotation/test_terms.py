"""Terms of vocabularies and where they stand in a text."""

import pytest

from newsdigest.annotation.terms import term, words


def found(text, sentence):
    """Whether a term stands anywhere in a sentence."""
    surface = words(sentence)
    return any(term(text).stands(at, surface) for at in range(len(surface)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("harbour", "Two harbours’ cranes stood still"),
        ("harbour", "the harbour's edge"),
        ("city", "Seven cities agreed"),
        ("vaccin*", "He was vaccinated"),
        ("suicide bomb*", "a suicide bombing"),
        ("cease-fire", "a cease fire"),
        ("U.S. soldier", "a US soldier"),
        ("Labour", "the Labour leader"),
        ("Bills", "the Bills' coach"),
    ],
)
def test_a_term_is_found_in_its_plain_variants(text, sentence):
    """Plural, possessive, ending, hyphen and full stops make no difference."""
    assert found(text, sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Labour", "years of labour"),
        ("AIDS", "Aids and appliances"),
        ("harbour", "harbouring doubts"),
        ("trade union", "a union of trades"),
        ("bus", "no business"),
        ("futures", "the future of oil"),
        ("Bills", "Bill won the match"),
        ("…", "nothing at all"),
    ],
)
def test_a_term_is_not_found_in_what_only_looks_like_it(text, sentence):
    """A capital, the order of words and whole words count."""
    assert not found(text, sentence)


def test_capitals_say_nothing_where_all_is_in_capitals():
    """A headline set in capitals holds plain words, not abbreviations."""
    assert found("aids", "AIDS FOR SAILORS")
    assert not found("AIDS", "AIDS FOR SAILORS")
