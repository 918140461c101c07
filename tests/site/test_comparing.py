"""What sets reports apart, as pages are given it."""

from dataclasses import replace

import factory
import pytest

from newsdigest.corpus.differences import Difference
from newsdigest.site import rights
from newsdigest.site.comparing import added, copies_apart, wordings
from newsdigest.site.library import Library

TEXT = (
    "The council of Halvard closed the old swimming hall on Tuesday. Repairs would cost nine million crowns.",
    "Mayor Ida Stenmark promised a new hall by 2031.",
)
CHANGED = (TEXT[0], "Mayor Ida Stenmark promised a new hall by 2030. Swimmers protested outside.")
LATER = (
    "Repairs would cost nine million crowns, the council of Halvard found.",
    "A petition against the closure gathered 4,100 signatures within hours. Coach Piet Lund started it.",
)


@pytest.fixture
def library(settings):
    """Three reports: an original, its copy with a change, and one that adds to both; rights by source."""

    def library(**modes):
        texts = (("first", "Herald", TEXT), ("copy", "Courier", CHANGED), ("later", "Gazette", LATER))
        entries = [
            factory.entry(slug, f"2025-03-19T{hour:02}:00+00:00", source=source, text=factory.plain_text(*text))
            for hour, (slug, source, text) in enumerate(texts, 9)
        ]
        digest = factory.digest(*entries, copies=[("first", "copy")])
        (story,) = digest.stories
        digest = replace(digest, stories=(replace(story, additions=((), (), (1, 2))),))
        sources = tuple(replace(each, rights=modes.get(each.name, "full")) for each in digest.sources)
        digest = replace(digest, sources=sources)
        shown = rights.limit(digest, 12)
        return Library(shown, settings, {entry.slug: entry for entry in digest.entries})

    return library


def added_in(library):
    """What the reports of the only story add."""
    return added(library, library.digest.stories[0])


def test_an_original_is_compared_with_its_copies_and_a_copy_with_its_original(library):
    """What stands here only comes first; both pages lead to the other article."""
    (there,) = copies_apart(library(), "first")
    (back,) = copies_apart(library(), "copy")
    assert (there.entry.entry, back.entry.entry) == ("copy", "first")
    old, new = (TEXT[1],), ("Mayor Ida Stenmark promised a new hall by 2030.", "Swimmers protested outside.")
    assert there.differences == (Difference(old, new),)
    assert back.differences == (Difference(new, old),)
    assert copies_apart(library(), "later") == ()


@pytest.mark.parametrize("source", ["Herald", "Courier"])
def test_texts_that_may_not_be_shown_in_full_are_not_compared(library, source):
    """Neither as the original nor as the copy."""
    assert copies_apart(library(**{source: "excerpt"}), "first") == ()


def test_what_each_report_adds_leads_to_its_paragraph(library):
    """Sentences as they stand, by the report that adds them."""
    found = added_in(library())
    assert list(found) == ["later"]
    assert [addition.text for addition in found["later"]] == LATER[1].replace(". ", ".\n").split("\n")
    assert {addition.path for addition in found["later"]} == {"2025/03/19/later/#p2"}


def test_what_may_not_be_shown_is_compared_but_not_shown(library):
    """A later report adds nothing that a link said before, and only what an excerpt holds is shown of it."""
    assert added_in(library(Herald="link")) == added_in(library())
    assert added_in(library(Gazette="excerpt"))["later"] == ()


def test_two_wordings_are_compared_word_by_word():
    """What both say is told apart from what one says; nothing is lost."""
    sides = wordings(Difference(("The harbour fell 11 metres.",), ("The harbor fell 36 feet.",)))
    assert sides[0] == (("The ", False), ("harbour ", True), ("fell ", False), ("11 metres.", True))
    assert sides[1] == (("The ", False), ("harbor ", True), ("fell ", False), ("36 feet.", True))
    assert wordings(Difference((), ("New.",))) == ((), (("New.", True),))
