"""Dates as news pages write them → Moment, with the precision that was written and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import resources
from typing import Final

from newsdigest.cleaning.phrases import Phrases, small
from newsdigest.model import Moment, Precision
from newsdigest.tables import packaged

_ISO: Final = re.compile(
    r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})"
    r"(?:[T\s,|]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})?)?$")
_NUMERIC: Final = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_CJK: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_CLOCK: Final = re.compile(
    r"(?<![\d.:])(?P<H>[01]?\d|2[0-3])\s?(?:[:h.]|Uhr\s?)\s?(?P<M>[0-5]\d)(?::[0-5]\d)?(?![\d%]|\.\d)\s*(?P<half>[ap]\.?m\b\.?)?"
    r"\s*(?:\(?(?P<z>UTC|GMT|Z|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|BST|CET|CEST|MEZ|MESZ|IST|JST|MSK|EAT)\b)?"
    r"\s*(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_HOUR: Final = re.compile(r"\b(?P<H>1[0-2]|[1-9])\s?(?P<half>[ap]\.?m\.?)\b", re.IGNORECASE)
# Hours east of Greenwich. ET, CT, MT and PT depend on the season and are left out: the time is then without a zone.
_ZONES: Final = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "ist": 5.5, "jst": 9, "msk": 3, "eat": 3,
}  # fmt: skip
_EARLIEST: Final = 1990
_LONGEST_AGO: Final = 60 * 86400  # seconds; what is counted in years is no date
_MONTH_FIRST: Final = frozenset(("en-us", "en-ph"))
_URL: Final = re.compile(
    r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2]|[a-z]{3})[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)", re.IGNORECASE
)
_DIGIT: Final = re.compile(r"\d")
_DIGITS: Final = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯")}


@cache
def _months() -> tuple[dict[str, int], Phrases, re.Pattern[str], re.Pattern[str]]:
    """Read the number of each month's name (in small letters), all names, the patterns for day before and after it."""
    numbers: dict[str, int] = {}
    for line in resources.files("newsdigest.cleaning").joinpath("months.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            for number, names in enumerate(line.split()[1:], 1):
                for name in names.split("/"):
                    numbers.setdefault(name.replace("-", " "), number)
    name = "(?P<month>" + "|".join(sorted(map(re.escape, numbers), key=len, reverse=True)) + r")(?!\w)\.?"
    day = r"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|ª|\.)?"
    year = r"(?P<year>(?:19|20)\d{2})(?!\d)"
    between = r"[\s,./-]+(?:de\s+|del\s+|d['’]\s*|of\s+|na\s+|ta['’]\s*)?"
    flags = re.IGNORECASE
    return (
        {small(each): number for each, number in reversed(numbers.items())},
        Phrases.of(numbers),
        re.compile(rf"{day}{between}{name}(?:{between}{year})?", flags),
        re.compile(rf"\b{name}\s+{day},?(?:{between}{year})?|{year}[.,]?\s+{name}\s+(?P<day2>[0-3]?\d)\.?".replace(
            rf"{year}[.,]?\s+{name}", rf"(?P<year2>(?:19|20)\d{{2}})[.,]?\s+{name.replace('<month>', '<month2>')}"
        ), flags),
    )  # fmt: skip


def parse(text: str, language: str = "") -> Moment | None:
    """Read the first date of a text, with its time of day if one stands beside it; None where there is none.

    Understands ISO 8601 and its usual bendings, RFC 2822, seconds since 1970, and dates with the names of months of
    ``months.txt``. ``01/02/2025`` is read by ``language`` (a BCP 47 tag) and not at all in plain English, where it has
    two meanings. A year alone is no date: see ``parse_year``.
    """
    text = text[:200]
    if not _DIGIT.search(text):
        return None
    text = " ".join((text if text.isascii() else text.translate(_DIGITS)).split())
    for read in (_machine, _named, _cjk):
        if (moment := read(text)) is not None:
            return moment
    return _numeric(text, language.lower().replace("_", "-"))


def is_relative(text: str) -> bool:
    """Whether a text says how long ago something was: "5 hours ago", "vor 3 Stunden", "yesterday"."""
    return len(text) <= 200 and bool(_ago()[1].search(text))


def relative(text: str, now: datetime | None) -> Moment | None:
    """Read "5 hours ago" and "yesterday" as a day, counted from the moment the page was scraped; None without that."""
    found = _ago()[1].search(text[:200]) if now else None
    if now is None or found is None:
        return None
    unit = _ago()[0][next(word for word in (found["unit"], found["unit2"], found["day"]) if word).casefold()]
    count = 1 if found["day"] else int(found["count"] or found["count2"])
    if unit * count > _LONGEST_AGO:
        return None
    then = now - timedelta(seconds=unit * count)
    return _moment(then.year, then.month, then.day)


@cache
def _ago() -> tuple[dict[str, int], re.Pattern[str]]:
    """Seconds of each unit's word, and the pattern of a statement that counts them, from ``ago.yml``."""
    table = packaged("newsdigest.cleaning", "ago.yml")
    seconds = {word.casefold(): size for size, words in table["units"].items() for word in words}
    seconds |= {word.casefold(): size for size, words in table["days"].items() for word in words}

    def any_of(words: Iterable[str]) -> str:
        return "|".join(sorted(map(re.escape, words), key=len, reverse=True))

    unit = any_of(word for words in table["units"].values() for word in words)
    return seconds, re.compile(
        rf"(?<!\w)(?:{any_of(table['before'])})\s+(?P<count>\d{{1,3}})\s?(?P<unit>{unit})(?!\w)"
        rf"|(?<!\w)(?P<count2>\d{{1,3}})\s?(?P<unit2>{unit})\s?(?:{any_of(table['after'])})(?!\w)"
        rf"|^(?P<day>{any_of(word for words in table['days'].values() for word in words)})"
        r"(?=\s*(?:$|[,|·•\d(]|(?:um|at|à|a las|alle|kl|o|às) ))",
        re.IGNORECASE,
    )


def parse_year(text: str) -> Moment | None:
    """Read a year that stands in a text, as a moment of that precision."""
    found = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
    return _moment(int(found[0]), 1, 1, precision=Precision.YEAR) if found else None


def from_url(url: str) -> tuple[Moment, str] | None:
    """Read the day that stands in an address (``/2025/03/19/``), and the text it was read from."""
    found = _URL.search(url)
    if not found:
        return None
    year, month, day = found.groups()
    number = int(month) if month.isdigit() else _months()[0].get(small(month))
    moment = _moment(int(year), number, int(day)) if number else None
    return (moment, found[0]) if moment else None


def _machine(text: str) -> Moment | None:
    """Forms that machines write."""
    found = _ISO.search(text)
    if found:
        hour = found["H"]
        return _moment(
            int(found["y"]), int(found["m"]), int(found["d"]),
            (int(hour), int(found["M"])) if hour else None, _zone(found["z"] or ""),
        )  # fmt: skip
    if text.isdigit() and len(text) in (10, 13):
        return _checked(datetime.fromtimestamp(int(text[:10]), UTC), Precision.MINUTE)
    if compact := _COMPACT.match(text):
        year, month, day, hour, minute, _, zone = compact.groups()
        clock = (int(hour), int(minute)) if hour else None
        return _moment(int(year), int(month), int(day), clock, _zone(zone or ""))
    if re.match(r"[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} \d{4} ", text):
        try:
            return _checked(parsedate_to_datetime(text), Precision.MINUTE)
        except (ValueError, IndexError, TypeError):
            return None
    return None


def _named(text: str) -> Moment | None:
    """Dates with the name of the month; one without a year is none."""
    numbers, names, day_first, month_first = _months()
    if not names.may_stand_in(text):
        return None
    for pattern in (day_first, month_first):
        for found in pattern.finditer(text):
            groups = found.groupdict()
            name = groups["month"] or groups.get("month2")
            year = groups["year"] or groups.get("year2")
            day = groups["day"] or groups.get("day2")
            if name and year and day:
                number = numbers.get(re.sub(r"\s+", " ", small(name)))
                clock, zone = _clock(text, found.start(), found.end())
                if number and (moment := _moment(int(year), number, int(day), clock, zone)):
                    return moment
    return None


def _cjk(text: str) -> Moment | None:
    """Chinese, Japanese and Korean dates."""
    found = _CJK.search(text)
    if not found:
        return None
    return _moment(int(found[1]), int(found[2]), int(found[3]), *_clock(text, found.start(), found.end()))


def _numeric(text: str, language: str) -> Moment | None:
    """Dates in figures only."""
    for found in _NUMERIC.finditer(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if year < 100:
            year += 2000
        if first > 12 or found[2] == ".":
            day, month = first, second
        elif second > 12 or language in _MONTH_FIRST:
            day, month = second, first
        elif first == second or (language and not language.startswith("en")) or language in ("en-gb", "en-au", "en-in"):
            day, month = first, second
        else:
            continue
        if moment := _moment(year, month, day, *_clock(text, found.start(), found.end())):
            return moment
    return None


def _clock(text: str, start: int, end: int) -> tuple[tuple[int, int] | None, timezone | None]:
    """Time of day beside a date, after it or else before it."""
    found = _CLOCK.search(text, end) or _CLOCK.search(text[:start])
    if found:
        hour, minute = int(found["H"]), int(found["M"])
        zone = _zone(found["offset"] or found["z"] or "")
    elif found := (_HOUR.search(text, end) or _HOUR.search(text[:start])):
        hour, minute, zone = int(found["H"]), 0, None
    else:
        return None, None
    half = (found["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return (hour, minute), zone


def _zone(text: str) -> timezone | None:
    """Time zone of ``Z``, ``+0100``, ``+01:00`` or a name that has one meaning."""
    text = text.strip().lower()
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text])) if _ZONES[text] else UTC
    if text[:1] in ("+", "-"):
        digits = text[1:].replace(":", "")
        hours, minutes = int(digits[:2]), int(digits[2:] or 0)
        if hours <= 14 and minutes < 60:
            offset = timedelta(hours=hours, minutes=minutes)
            return timezone(-offset if text[0] == "-" else offset) if offset else UTC
    return None


def _moment(  # noqa: PLR0913, PLR0917 -- the parts of a date
    year: int,
    month: int,
    day: int,
    clock: tuple[int, int] | None = None,
    zone: timezone | None = None,
    precision: Precision = Precision.DAY,
) -> Moment | None:
    """Make a moment of its parts, or None where they are no date."""
    hour, minute = clock or (0, 0)
    try:
        at = datetime(year, month, day, hour, minute, tzinfo=zone if clock else None)
    except ValueError:
        return None
    return _checked(at, Precision.MINUTE if clock else precision)


def _checked(at: datetime, precision: Precision) -> Moment | None:
    """Refuse moments that no scraped article can have been published at: before the web, or a day ahead of now."""
    if at.year < _EARLIEST or at.replace(tzinfo=None) > datetime.now(UTC).replace(tzinfo=None) + timedelta(days=2):
        return None
    return Moment(at, precision)
