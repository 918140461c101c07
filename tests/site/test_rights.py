"""What may be shown of a source."""

import factory
import pytest

from newsdigest.site import rights

WORDS = 14  # the first paragraph has twelve


def limited(mode):
    """One entry under a mode, and the digest that it is in."""
    digest = rights.limit(factory.digest(factory.entry("a"), rights=mode), WORDS)
    return digest.entries[0], digest


def test_full_rights_change_nothing():
    """The digest is the same object."""
    digest = factory.digest(factory.entry("a"))
    assert rights.limit(digest, WORDS) is digest


def test_an_excerpt_ends_after_so_many_words():
    """The paragraph that is cut says so."""
    entry, _ = limited("excerpt")
    assert entry.paragraphs[0] == factory.PARAGRAPHS[0]
    assert entry.paragraphs[1].endswith(" …")
    assert sum(len(paragraph.removesuffix(" …").split()) for paragraph in entry.paragraphs) == WORDS


@pytest.mark.parametrize("mode", ["excerpt", "link"])
def test_no_text_is_left_beyond_what_is_shown(mode):
    """Body, record of cleaning, quotes and sentences, in the entry and with the person."""
    entry, digest = limited(mode)
    assert entry.text.markdown == ""
    assert entry.article.blocks == ()
    assert entry.article.evidence == ()
    assert entry.annotations.quotes == ()
    assert digest.people[0].quotes == ()


def test_a_link_has_headline_source_and_date_only():
    """No summary, no standfirst, no byline; people and topics stay, they are the index."""
    entry, digest = limited("link")
    article = entry.article
    assert (article.standfirst, article.summary, article.authors, entry.paragraphs) == ("", "", (), ())
    assert article.title
    assert article.source_url
    assert article.published
    assert entry.people
    assert all(role.sentence == "" for role in digest.people[0].roles)


def test_a_quote_inside_the_excerpt_may_be_shown():
    """What is shown may be quoted."""
    digest = rights.limit(factory.digest(factory.entry("a"), rights="excerpt"), 1000)
    assert digest.entries[0].annotations.quotes
    assert digest.people[0].quotes
