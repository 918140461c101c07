"""Settings: what holds when the settings file says nothing, and what a value must be."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from pelican.settings import DEFAULT_CONFIG, read_settings

from newsdigest.errors import SettingsError
from newsdigest.site.templating import Once

Settings = dict[str, Any]

# Pelican's own settings, where its default does not fit a digest.
PELICAN: Mapping[str, Any] = {
    "ARTICLE_PATHS": ["articles"],
    "ARTICLE_URL": "{date:%Y}/{date:%m}/{date:%d}/{slug}/",
    "PAGE_URL": "{slug}/",
    "PAGE_SAVE_AS": "{slug}/index.html",
    "PAGE_LANG_URL": "{slug}-{lang}/",
    "PAGE_LANG_SAVE_AS": "{slug}-{lang}/index.html",
    "YEAR_ARCHIVE_URL": "{date:%Y}/",
    "MONTH_ARCHIVE_URL": "{date:%Y}/{date:%m}/",
    "DAY_ARCHIVE_URL": "{date:%Y}/{date:%m}/{date:%d}/",
    "TAG_URL": "subjects/{slug}/",
    "DEFAULT_PAGINATION": 50,
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "TYPOGRIFY": False,
    "CACHE_PATH": ".cache",
}

# Ours; docs/settings.md explains each.
OURS: Mapping[str, Any] = {
    "SCRAPED_PATH": "scraped",
    "AUTHORITY_PATH": "authority",
    "ARTICLE_MONTH_URL": "{date:%Y}/{date:%m}/{slug}/",
    "ARTICLE_YEAR_URL": "{date:%Y}/{slug}/",
    "ARTICLE_UNDATED_URL": "undated/{slug}/",
    "PERSON_URL": "people/{slug}/",
    "TOPIC_URL": "topics/{slug}/",
    "STORY_URL": "stories/{slug}/",
    "SOURCE_URL": "sources/{slug}/",
    "PEOPLE_URL": "people/",
    "TOPICS_URL": "topics/",
    "SUBJECTS_URL": "subjects/",
    "SOURCES_URL": "sources/",
    "ARCHIVE_URL": "archive/",
    "SEARCH_URL": "search/",
    "FEEDS_URL": "feeds/",
    "PEOPLE_RECOGNISER": "",
    "DIGEST_SEARCH": True,
    "DIGEST_FEEDS": True,
    "DIGEST_EXPORTS": True,
    "DIGEST_NOINDEX": None,
    "DIGEST_EXCERPT_WORDS": 60,
    "DIGEST_WORKERS": 0,
    "DIGEST_INCREMENTAL": True,
    "DIGEST_SECONDS_PER_FILE": 120,
    "DIGEST_MEGABYTES_PER_WORKER": 3072,
    "DIGEST_MEGABYTES_PER_SCRAPE": 64,
    "DIGEST_MEGABYTES_UNPACKED": 4096,
    "DIGEST_CLUSTER": os.environ.get("DIGEST_CLUSTER", ""),
    "DIGEST_REPORT_PATH": "report",
    "DIGEST_STRICT": (),
    "DIGEST_CSP": "",
    "TIMEZONE": "UTC",
}

# What a template may name although neither Pelican nor the settings file defines it.
OPTIONAL: Mapping[str, Any] = {
    "SITESUBTITLE": "",
    "AUTHOR": "",
    "MENUITEMS": (),
    "LINKS": (),
    "SOCIAL": (),
    "SITELOGO": "",
}

# Pelican's own routes for articles are off: this plugin makes those pages, and writes the theme's files.
SILENCED: Mapping[str, Any] = {
    "ARTICLE_PATHS": [],
    "THEME_STATIC_PATHS": [],
    "DIRECT_TEMPLATES": [],
    "PAGINATED_TEMPLATES": {},
    "FEED_ALL_ATOM": None,
    "FEED_ALL_RSS": None,
    "FEED_ATOM": None,
    "FEED_RSS": None,
    "CATEGORY_FEED_ATOM": None,
    "CATEGORY_FEED_RSS": None,
    "TAG_FEED_ATOM": None,
    "TAG_FEED_RSS": None,
    "AUTHOR_FEED_ATOM": None,
    "AUTHOR_FEED_RSS": None,
    "TRANSLATION_FEED_ATOM": None,
    "TRANSLATION_FEED_RSS": None,
    "AUTHOR_SAVE_AS": "",
    "CATEGORY_SAVE_AS": "",
    "TAG_SAVE_AS": "",
    "YEAR_ARCHIVE_SAVE_AS": "",
    "MONTH_ARCHIVE_SAVE_AS": "",
    "DAY_ARCHIVE_SAVE_AS": "",
    "DRAFT_SAVE_AS": "",
}

THEME = Path(__file__).parent.parent / "theme"
"""The theme as the wheel carries it; in a checkout it lies at the top."""


def theme() -> Path:
    """Folder of the plugin's own theme, in an installation as in a checkout."""
    return THEME if THEME.is_dir() else Path(__file__).parents[3] / "theme"


def read(path: Path) -> Settings:
    """Read a settings file as a build does; what it leaves relative lies beside it.

    Raises SettingsError for a file that cannot be run and a value that cannot work.
    """
    try:
        settings: Settings = read_settings(str(path))
    except Exception as error:  # it is a program, and may fail in every way
        raise SettingsError(str(path), f"cannot be read: {error!r}", "see what pelican says of it") from error
    complete(settings, path.absolute().parent)
    return settings


def complete(settings: Settings, folder: Path | None = None) -> None:
    """Fill in, check and harden the settings that Pelican has read, in place.

    A relative path of the cache lies in ``folder``, or where the program runs, as Pelican has it.
    Raises SettingsError for a value that cannot work.
    """
    given = {name for name, value in settings.items() if value != DEFAULT_CONFIG.get(name)}
    for name, value in {**PELICAN, **OURS}.items():
        if name in OURS:
            settings.setdefault(name, value)
        elif name not in given:
            settings[name] = value
    if "THEME" not in given:
        settings["THEME"] = str(theme())
    settings["CACHE_PATH"] = str((folder or Path.cwd()) / (settings["CACHE_PATH"] or ".cache"))
    check(settings)
    settings["JINJA_ENVIRONMENT"] = {
        **settings["JINJA_ENVIRONMENT"],
        "autoescape": True,  # titles come from scrapes: `<script>` must stay text
        "undefined": StrictUndefined,
        "extensions": [*settings["JINJA_ENVIRONMENT"].get("extensions", ()), Once],
    }


def check(settings: Settings) -> None:
    """Raise SettingsError for a value that cannot work."""
    if len(settings["ARTICLE_PATHS"]) != 1 or not settings["ARTICLE_PATHS"][0]:
        raise SettingsError(
            "ARTICLE_PATHS",
            f"names {settings['ARTICLE_PATHS']!r}",
            'name the one folder that the Markdown goes into, such as ["articles"]',
        )
    for name in ("DIGEST_EXCERPT_WORDS", "DIGEST_WORKERS", "DIGEST_SECONDS_PER_FILE", "DIGEST_MEGABYTES_PER_WORKER"):
        if not isinstance(settings[name], int) or settings[name] < 0:
            raise SettingsError(name, f"is {settings[name]!r}", "give a whole number, 0 or more")
    if settings["DIGEST_NOINDEX"] not in (None, True, False):
        raise SettingsError("DIGEST_NOINDEX", f"is {settings['DIGEST_NOINDEX']!r}", "give True, False or None")
    if settings["DIGEST_STRICT"]:
        _check_strict(settings["DIGEST_STRICT"])
    for name, value in settings.items():
        if name.endswith("_URL") and name in {**PELICAN, **OURS}:
            _check_address(name, value)


def _check_strict(kinds: Iterable[str]) -> None:
    """Raise SettingsError unless the report has all these kinds."""
    from newsdigest.report import KINDS  # noqa: PLC0415 -- takes long to import, and few ask for it

    if unknown := set(kinds) - set(KINDS):
        raise SettingsError("DIGEST_STRICT", f"names {', '.join(sorted(unknown))}", f"choose of {', '.join(KINDS)}")


def _check_address(name: str, value: object) -> None:
    """Raise SettingsError unless the value is a relative address that ends in ``/`` or a file's name."""
    if not isinstance(value, str) or not value or value.startswith("/") or ".." in value.split("/"):
        raise SettingsError(name, f"is {value!r}", "give an address below the site's root, such as 'people/{slug}/'")
