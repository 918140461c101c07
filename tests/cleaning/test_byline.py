"""What the lines of credit say, in the forms in which outlets write them."""

import pytest

from newsdigest.cleaning import byline


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("Mara Linde and Tomasz Wrona, Bloomberg News on", ("Mara Linde", "Tomasz Wrona"), "Bloomberg News"),
        ("By MARA LINDE, Associated Press", ("Mara Linde",), "Associated Press"),
        ("By MARA LINDE Associated Press", ("Mara Linde",), "Associated Press"),
        ("Mara Linde, Ap Auto Writer", ("Mara Linde",), "Associated Press"),
        ("Mara Linde, Northern Wire Service on Mar 3, 2026", ("Mara Linde",), "Northern Wire Service"),
        ("Von Änne Müller, dpa", ("Änne Müller",), "dpa"),
        ("Por María de la Peña", ("María de la Peña",), ""),
        ("By Mara Linde in Oslo", ("Mara Linde",), ""),
        ("Mara Linde · 3 March 2024", ("Mara Linde",), ""),
        ("By Mara Linde and Tom O’Neil / Reuters, Taipei", ("Mara Linde", "Tom O’Neil"), "Reuters"),
        ("Автор: Іван Петренко", ("Іван Петренко",), ""),
        ("By The Associated Press", (), "Associated Press"),
        ("By Mara Linde Jr., staff writer", ("Mara Linde Jr.",), ""),
        ("By José Ortega y Gasset", ("José Ortega y Gasset",), ""),
    ],
)
def test_bylines_give_people_and_agency(line, authors, agency):
    """Names, agencies, roles, places and dates are told apart, whatever joins them."""
    read = byline.parse_byline(line)
    assert (read.authors, read.agency) == (authors, agency)


@pytest.mark.parametrize(
    "line",
    [
        "By Monday, the harbour had fallen silent",
        "Mara Linde",
        "Mara Linde, Berlin",
        "News & Features",
        "By the time the council met, three of its members had left the room for good.",
        "",
        "a" * 1000,
    ],
)
def test_other_lines_are_no_bylines(line):
    """A line that is not sure to be a byline is none."""
    assert byline.parse_byline(line) is None


def test_an_author_field_needs_no_word_before_the_name():
    """In a field of its own a bare name is an author, and a desk is not."""
    assert byline.authors_of("Mara Linde").authors == ("Mara Linde",)
    assert byline.authors_of("Online Desk").authors == ()
    assert byline.authors_of("Reuters") == byline.Byline(agency="Reuters", credited=("Reuters",))


@pytest.mark.parametrize(
    ("paragraph", "place", "agency"),
    [
        ("KYIV, Ukraine (AP) — The talks", "KYIV, Ukraine", "Associated Press"),
        ("WASHINGTON, D.C. (AP) — The talks", "WASHINGTON, D.C.", "Associated Press"),
        ("(Reuters) - The talks", "", "Reuters"),
        ("Berlin (dpa). Die Gespräche", "Berlin", "dpa"),
        ("OSLO – The talks", "OSLO", ""),
        ("OSLO, March 3 (Reuters) - The talks", "OSLO", "Reuters"),
    ],
)
def test_datelines_give_place_and_agency(paragraph, place, agency):
    """What stands before the first sentence is read and measured."""
    read = byline.parse_dateline(paragraph)
    assert (read.place, read.agency) == (place, agency)
    assert paragraph[read.length :].startswith(("The talks", "Die Gespräche"))


@pytest.mark.parametrize("paragraph", ["The minister said (AP) — no.", "Oslo – the talks", "MANILA: talks", "— Yes."])
def test_other_openings_are_no_datelines(paragraph):
    """Dashes and brackets alone make no dateline."""
    assert byline.parse_dateline(paragraph) is None


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("With assistance from Mara Linde, Tom Fox and Änne Müller.", ("Mara Linde", "Tom Fox", "Änne Müller")),
        ("Associated Press writers Mara Linde in Oslo and Tom Fox in Kyiv contributed to this report.",
         ("Mara Linde", "Tom Fox")),
        ("(Reporting by Mara Linde and Tom Fox in Kyiv; Editing by Änne Müller)", ("Mara Linde", "Tom Fox")),
        ("Mara Linde said that she would come.", ()),
    ],
)  # fmt: skip
def test_credits_give_contributors(line, people):
    """Those who helped are named before or after the words that say so; editors are not among them."""
    assert byline.parse_contributors(line) == people


def test_rights_are_read_with_year_and_distributor():
    """Statement, latest year and distributor come from one line; what follows the statement is not part of it."""
    assert byline.parse_rights("©2025 Linde L.P. Visit linde.example. Distributed by Fox Content, LLC.") == (
        byline.Rights("©2025 Linde L.P.", 2025, "Fox Content, LLC")
    )
    assert byline.parse_rights("Copyright 1999-2024 The Linde Times. All rights reserved.").year == 2024
    assert byline.parse_rights("The rights of tenants were at stake, the court said.") is None


def test_sections_are_named_after_their_phrase():
    """The phrase "Published in" names a section, unless a sentence goes on."""
    assert byline.parse_section("Published in News & Features") == "News & Features"
    assert byline.parse_section("Published in a small town, the paper soon failed. It had no readers.") == ""
