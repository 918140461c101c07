"""Outlets: what the editor says of them in ``sources.yml``, and which articles are theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from newsdigest import authority
from newsdigest.authority import Kind
from newsdigest.model import Article, Entry, Source
from newsdigest.store import slugify

FIELDS: authority.Fields = {
    "name": Kind.TEXT,
    "aliases": Kind.TEXTS,
    "hosts": Kind.TEXTS,
    "rights": Kind.TEXT,
    "noindex": Kind.FLAG,
    "notes": Kind.TEXT,
}
RIGHTS = ("full", "excerpt", "link")


def load(path: Path) -> tuple[tuple[Source, ...], Mapping[str, str]]:
    """Read the editor's outlets: each as a Source without entries, and host or folded name → its name."""
    found: list[Source] = []
    names: dict[str, str] = {}
    for record in authority.read(path, FIELDS, required=("name",)):
        name, rights = record.text("name"), record.text("rights", "full")
        if rights not in RIGHTS:
            raise record.error(f"rights is “{rights}”", f"write one of: {', '.join(RIGHTS)}", "rights")
        keys = [fold(each) for each in (name, *record.texts("aliases"))]
        for key in [*keys, *(host.lower() for host in record.texts("hosts"))]:
            if names.setdefault(key, name) != name:
                raise record.error(f"“{key}” belongs to {names[key]} already", "let one of the two have it")
        slug = slugify(name, name)
        found.append(Source(slug, name, rights, record.flag("noindex", otherwise=True), record.text("notes")))
    return tuple(found), names


def fold(name: str) -> str:
    """Fold a name for comparison: case, blanks and a leading article."""
    return " ".join(name.casefold().split()).removeprefix("the ")


def outlet(article: Article, names: Mapping[str, str]) -> str:
    """Name the outlet of an article: as the editor calls it, else its publisher, else the host; may be empty."""
    host = _host(_address(article))
    known = names.get(fold(article.publisher)) if article.publisher else None
    parts = host.split(".")
    above = (".".join(parts[start:]) for start in range(len(parts) - 1))
    return (
        known
        or next((names[each] for each in above if each in names), "")
        or article.publisher
        or host.removeprefix("www.")
    )


def _address(article: Article) -> str:
    """What stands between scheme and path of the address of an article."""
    return article.source_url.partition("://")[2].partition("/")[0]


@lru_cache(maxsize=1 << 12)
def _host(address: str) -> str:
    """Host in what stands between scheme and path of an address."""
    return (urlsplit(f"//{address}").hostname or "").lower()


def join(entries: Iterable[Entry], path: Path) -> tuple[Source, ...]:
    """Return every outlet that has articles, by name; ``entries`` come newest first and stay so."""
    told, names = load(path)
    grouped: dict[str, list[str]] = {}
    written: dict[str, str] = {}
    called: dict[tuple[str, str], str] = {}
    for entry in entries:
        key = entry.article.publisher, _address(entry.article)
        if key not in called:
            # "The Courier" and "the courier" are one outlet, written as it was met first.
            name = outlet(entry.article, names)
            called[key] = written.setdefault(fold(name), name) if name else ""
        if name := called[key]:
            grouped.setdefault(name, []).append(entry.slug)
    by_name = {source.name: source for source in told}
    taken = {source.slug for source in told}
    found = []
    for name, slugs in sorted(grouped.items(), key=lambda pair: fold(pair[0])):
        source = by_name.get(name) or Source(_slug(name, taken), name)
        found.append(replace(source, entries=tuple(slugs)))
    return tuple(found)


def _slug(name: str, taken: set[str]) -> str:
    """Make a slug that no other outlet has."""
    slug, number = slugify(name, name), 2
    while slug in taken:
        slug, number = f"{slugify(name, name)}-{number}", number + 1
    taken.add(slug)
    return slug
