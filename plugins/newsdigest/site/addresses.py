"""Where each page lies: its path in the site and the file it is saved as."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from newsdigest.errors import SettingsError
from newsdigest.model import Moment, Precision

ARTICLE_SETTING = {
    Precision.MINUTE: "ARTICLE_URL",
    Precision.DAY: "ARTICLE_URL",
    Precision.MONTH: "ARTICLE_MONTH_URL",
    Precision.YEAR: "ARTICLE_YEAR_URL",
    Precision.UNKNOWN: "ARTICLE_UNDATED_URL",
}


def article(settings: Mapping[str, Any], slug: str, published: Moment | None) -> str:
    """Path of an article's page; only the parts of the date that are known take part in it."""
    precision = published.precision if published else Precision.UNKNOWN
    when = published.at if published else datetime.min
    return _fill(settings, ARTICLE_SETTING[precision], slug=slug, date=when)


def thing(settings: Mapping[str, Any], kind: str, slug: str) -> str:
    """Path of the page of a person, topic, story, source or tag."""
    return _fill(settings, f"{kind.upper()}_URL", slug=slug)


def period(settings: Mapping[str, Any], kind: str, start: date) -> str:
    """Path of the page of a day, month or year."""
    return _fill(settings, f"{kind.upper()}_ARCHIVE_URL", date=start)


def index(settings: Mapping[str, Any], name: str) -> str:
    """Path of one of the lists, such as that of all people; the front page is the root."""
    return "" if name == "index" else str(settings[f"{name.upper()}_URL"])


def older(path: str, number: int) -> str:
    """Path of an older page of a long list; the oldest is number 1, so that a page keeps its address as lists grow."""
    return f"{path.removesuffix('.html').rstrip('/')}/page/{number}/"


def save_as(path: str) -> str:
    """Name of the file that a path is served from."""
    return path + "index.html" if path.endswith("/") or not path else path


@lru_cache(maxsize=200_000)
def quoted(path: str) -> str:
    """Return the path as it stands in an address: other scripts percent-encoded."""
    return quote(path, safe="/-._~#")


def root(path: str) -> str:
    """Return the way from a page back to the site's root: ``../`` for each folder."""
    return "../" * path.count("/") or "./"


def _fill(settings: Mapping[str, Any], setting: str, **values: object) -> str:
    """Fill a setting's pattern; a slug never leads out of its folder."""
    slug = str(values.get("slug", "-"))
    if "/" in slug or slug in ("", ".", ".."):
        raise SettingsError(setting, f"cannot make an address of the slug {slug!r}", "change the Slug: in its file")
    try:
        return str(settings[setting]).format(**values)
    except (KeyError, ValueError, IndexError) as error:
        known = ", ".join(f"{{{name}}}" for name in values)
        raise SettingsError(setting, f"is {settings[setting]!r}: {error}", f"use {known}") from error
