"""Dates are read with the precision that was written."""

from importlib import resources

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


def test_every_name_of_a_month_is_read():
    """Also those that end in a vowel sign, which is no letter to patterns."""
    table = resources.files("newsdigest.cleaning").joinpath("months.txt").read_text("utf-8")
    rows = [line.split()[1:] for line in table.splitlines() if not line.startswith("#")]
    known = {}
    for row in rows:
        for number, names in enumerate(row, 1):
            for name in names.replace("-", " ").split("/"):
                known.setdefault(name, number)  # listopada is November in Poland and October in Croatia
    read = {name: dates.parse(f"21 {name} 2024") for name in known}
    assert {name: moment and moment.iso for name, moment in read.items()} == {
        name: f"2024-{number:02}-21" for name, number in known.items()
    }


@pytest.mark.parametrize(
    ("text", "iso"), [("5 MAYIS 2024", "2024-05-05"), ("7 Kasim 2024", "2024-11-07"), ("9 ARALIK 2024", "2024-12-09")]
)
def test_turkish_capitals_are_read(text, iso):
    """Their small letters are others than those of the names: without a dot, or with one."""
    assert dates.parse(text).iso == iso


def test_a_day_in_an_address():
    """Addresses often carry the day, with the text it was read from."""
    moment, text = dates.from_url("https://paper.example/2026/mar/02/wall")
    assert (moment.iso, text) == ("2026-03-02", "/2026/mar/02")
    assert dates.from_url("https://paper.example/12345678/wall") is None


def test_a_year_alone_has_the_precision_of_a_year():
    """A year from a rights line is a year and no day."""
    assert dates.parse_year("©2026 Ellery Papers").iso == "2026"
