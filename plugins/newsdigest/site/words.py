"""Texts, dates and numbers in the reader's language: the theme's translations and Babel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from newsdigest.errors import SettingsError
from newsdigest.model import Moment, Precision
from newsdigest.site.library import direction
from newsdigest.tables import parse

PLURALS = {"zero", "one", "two", "few", "many", "other"}
# What the filters below say themselves; a theme's table may say it in its own words.
OWN = {
    "date.day_not_stated": "{date}, day not stated",
    "date.not_stated": "Date not stated",
}
WORDS_A_MINUTE = 230  # silent reading of non-fiction: Brysbaert 2019, doi:10.1016/j.jml.2019.104047 (238 in English)

Texts = Mapping[str, Any]


def locale_of(language: str) -> Locale:
    """Return Babel's data for a language code; SettingsError for one it does not know."""
    # CLDR takes plain English for American; a digest that names no country writes 19 March 2025.
    code = "en_001" if language == "en" else language.replace("-", "_")
    try:
        return Locale.parse(code)
    except (ValueError, UnknownLocaleError) as error:
        raise SettingsError("DEFAULT_LANG", f"is {language!r}: {error}", "give a code such as en, de or ar") from error


def read_texts(folder: Path, language: str) -> Texts:
    """Read the table of a language over English and our own; nested keys are joined with dots."""
    texts: dict[str, Any] = dict(OWN)
    for name in dict.fromkeys(("en", language.split("-", maxsplit=1)[0], language)):
        path = folder / f"{name}.yml"
        if path.is_file():
            texts.update(_flat(parse(path.read_text("utf-8")) or {}))
    return texts


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Join nested keys with dots; a mapping of plural forms is one text."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping) and not PLURALS.issuperset(value):
            found.update(_flat(value, f"{prefix}{key}."))
        else:
            found[f"{prefix}{key}"] = value
    return found


def text(texts: Texts, locale: Locale, key: str, **values: object) -> str:
    """Return a text of the theme in its language; ``n`` chooses among plural forms, numbers are written out."""
    if key not in texts:
        raise KeyError(f"no text {key!r} in the theme's translations")
    pattern = texts[key]
    if isinstance(pattern, Mapping):
        number = values.get("n", 0)
        form = _plural_form(locale, number if isinstance(number, (int, float)) else 0)
        pattern = pattern.get(form, pattern["other"])
    written = {
        name: _number(locale, value) if isinstance(value, (int, float)) else value for name, value in values.items()
    }
    return str(pattern).format(**written) if written else str(pattern)


@lru_cache(maxsize=10_000)
def _plural_form(locale: Locale, number: float) -> str:
    """Name of the plural form that a number takes."""
    return str(locale.plural_form(number))


@lru_cache(maxsize=10_000)
def _number(locale: Locale, number: float) -> str:
    """Write a number out."""
    return str(format_decimal(number, locale=locale))


def filters(texts: Texts, locale: Locale) -> Mapping[str, Callable[..., Any]]:
    """Return the filters of docs/templates.md for one language."""
    once = lru_cache(maxsize=20_000)
    return {
        "date_words": once(partial(date_words, texts, locale)),
        "date_short": once(partial(_styled, texts, locale, "medium", "yMMM")),
        "day_words": once(lambda day: format_date(_day(day), "full", locale)),
        "month_words": once(lambda day: format_skeleton("yMMMM", _day(day), locale=locale)),
        "weekday": once(lambda day: format_date(_day(day), "ccccc", locale)),
        "iso": once(iso),
        "number": once(partial(_number, locale)),
        "tenths": partial(round, ndigits=1),  # a length of a drawing
        "percent": once(lambda value: format_percent(value, locale=locale)),
        "minutes": minutes,
        "language_name": once(lambda code: language_name(code, locale)),
        "direction": direction,
    }


def date_words(texts: Texts, locale: Locale, when: Moment | date | None) -> str:
    """Say a date in words, and say what of it is not stated."""
    if isinstance(when, Moment) and when.precision is Precision.MINUTE:
        day, clock = _date(when.at.date(), "long", locale), _time(when.at.hour, when.at.minute, locale)
        zone = when.at.tzinfo
        return f"{day}, {clock}" + (f" {_zone(when.at)}" if zone else "")
    if isinstance(when, Moment) and when.precision in (Precision.MONTH, Precision.YEAR):
        known = _styled(texts, locale, "long", "yMMMM", when)
        return text(texts, locale, "date.day_not_stated", date=known)
    return _styled(texts, locale, "long", "yMMMM", when)


@lru_cache(maxsize=10_000)
def _date(day: date, style: str, locale: Locale) -> str:
    """Write a day in one of Babel's styles: many articles have the same one."""
    return format_date(day, style, locale)


@lru_cache(maxsize=24 * 60)
def _time(hour: int, minute: int, locale: Locale) -> str:
    """Write a time of day."""
    return format_skeleton("Hm", time(hour, minute), locale=locale)


def _zone(when: datetime) -> str:
    """Return the offset from UTC as a reader meets it: ``UTC``, ``UTC+1``, ``UTC+5:30``."""
    offset = int((when.utcoffset() or when - when).total_seconds()) // 60
    hours, rest = divmod(abs(offset), 60)
    return "UTC" + (f"{'-' if offset < 0 else '+'}{hours}" if offset else "") + (f":{rest:02}" if rest else "")


def _styled(texts: Texts, locale: Locale, style: str, month: str, when: Moment | date | None) -> str:
    """Write the known part of a date in one of Babel's styles."""
    if when is None or (isinstance(when, Moment) and when.precision is Precision.UNKNOWN):
        return text(texts, locale, "date.not_stated")
    if not isinstance(when, Moment):
        return format_date(when, style, locale)
    if when.precision is Precision.YEAR:
        return str(when.at.year)
    if when.precision is Precision.MONTH:
        return format_skeleton(month, when.at, locale=locale)
    return _date(when.at.date(), style, locale)


def iso(when: Moment | date | None) -> str:
    """ISO 8601 for ``<time datetime>``; empty when nothing is known."""
    if when is None:
        return ""
    return when.iso if isinstance(when, Moment) else when.isoformat()


def minutes(words: int) -> int:
    """Minutes that reading so many words takes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def language_name(code: str, locale: Locale) -> str:
    """Name of a language in the reader's language, or its code."""
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(locale) or code
    except (ValueError, UnknownLocaleError):
        return code


def _day(when: Moment | date) -> date:
    """Return the day of either kind of date."""
    return when.at if isinstance(when, Moment) else when
