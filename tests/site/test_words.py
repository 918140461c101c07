"""Dates in the reader's language."""

from datetime import date

from newsdigest.model import Moment
from newsdigest.site.words import OWN, date_words, locale_of


def test_english_without_a_country_puts_the_day_first():
    """A digest in plain English writes 19 March 2025, one in American English March 19, 2025."""
    day = date(2025, 3, 19)
    assert date_words(OWN, locale_of("en"), day) == "19 March 2025"
    assert date_words(OWN, locale_of("en-US"), day) == "March 19, 2025"


def test_a_date_is_said_with_what_is_not_known():
    """Of a year alone no day is made up."""
    english = locale_of("en")
    assert date_words(OWN, english, Moment.parse("2025")) == "2025, day not stated"
    assert date_words(OWN, english, Moment.parse("2025-03")) == "March 2025, day not stated"
    assert date_words(OWN, english, None) == "Date not stated"
