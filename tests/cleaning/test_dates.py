"""Dates are read with the precision that was written."""

import pytest

from newsdigest.cleaning import dates


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("2026-03-02T06:15:07.152Z", "", "2026-03-02T06:15+00:00"),
        ("2026-03-02 06:15:00+0530", "", "2026-03-02T06:15+05:30"),
        ("20260302T061500Z", "", "2026-03-02T06:15+00:00"),
        ("Mon, 02 Mar 2026 06:15:00 +0100", "", "2026-03-02T06:15+01:00"),
        ("1772432100", "", "2026-03-02T06:15+00:00"),
        ("Published 2nd March 2026", "en", "2026-03-02"),
        ("March 2, 2026 at 3:05 p.m. EST", "en", "2026-03-02T15:05-05:00"),
        ("Stand: 02.03.2026, 17:37Uhr", "de", "2026-03-02T17:37"),
        ("02.03.2026 - Güncelleme : 02.03.2026", "tr", "2026-03-02"),
        ("2 de marzo de 2026", "es", "2026-03-02"),
        ("2 марта 2026, 12:03", "ru", "2026-03-02T12:03"),
        ("2026年3月2日 12:30", "ja", "2026-03-02T12:30"),
        ("13/2/2026", "en", "2026-02-13"),
        ("3/2/2026", "fr", "2026-02-03"),
        ("3/2/2026", "en-US", "2026-03-02"),
    ],
)
def test_forms_of_dates(text, language, iso):
    """The forms that machines and newsrooms write."""
    assert dates.parse(text, language).iso == iso


@pytest.mark.parametrize(
    "text", ["", "3/2/2026", "March 2026", "2026", "31 February 2026", "1 May 1883", "1 May 2999", "+4930123456"]
)
def test_what_is_no_date_stays_unknown(text):
    """What has two meanings, no day, or cannot be a day of publication is no date."""
    assert dates.parse(text, "en") is None


def test_a_day_in_an_address():
    """Addresses often carry the day, with the text it was read from."""
    moment, text = dates.from_url("https://paper.example/2026/mar/02/wall")
    assert (moment.iso, text) == ("2026-03-02", "/2026/mar/02")
    assert dates.from_url("https://paper.example/12345678/wall") is None


def test_a_year_alone_has_the_precision_of_a_year():
    """A year from a rights line is a year and no day."""
    assert dates.parse_year("©2026 Ellery Papers").iso == "2026"
