"""An article as a reference: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from newsdigest.model import Article, Moment, Precision
from newsdigest.site.encoding import as_json
from newsdigest.site.views import Citation, EntryView

_SPECIAL = re.compile(r"([\\{}$&#^_%~])")
_NAMED = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}
_ORDER = {
    precision: place
    for place, precision in enumerate(
        (Precision.UNKNOWN, Precision.YEAR, Precision.MONTH, Precision.DAY, Precision.MINUTE)
    )
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def citation(article: Article, view: EntryView, settings: Mapping[str, Any]) -> Citation:
    """Return an article's reference in the three formats."""
    link = address(article, view, settings)
    return Citation(bibtex(article, view.entry, link), ris(article, link), csl(article, view.entry, link))


def address(article: Article, view: EntryView, settings: Mapping[str, Any]) -> str:
    """Return where the article can be read: at its source, else in this site."""
    site = str(settings["SITEURL"]).rstrip("/")
    return article.source_url or (f"{site}/{view.path}" if site else "")


def bibtex(article: Article, key: str, link: str) -> str:
    """Return a BibTeX entry; names stay whole in braces, because where a surname begins is not known."""
    fields = [("title", "{" + _tex(article.title) + "}")]
    if article.authors:
        fields.append(("author", " and ".join("{" + _tex(name) + "}" for name in article.authors)))
    if article.publisher:
        fields.append(("journal", _tex(article.publisher)))
    moment = article.published
    if _precise(moment, Precision.YEAR):
        fields.append(("year", str(moment.at.year)))  # type: ignore[union-attr]
    if _precise(moment, Precision.MONTH):
        fields.append(("month", _MONTHS[moment.at.month - 1]))  # type: ignore[union-attr]
    if _precise(moment, Precision.DAY):
        fields.append(("date", moment.iso[:10]))  # type: ignore[union-attr]
    if link:
        fields.append(("url", link.replace("{", "%7B").replace("}", "%7D")))
    if article.language:
        fields.append(("langid", article.language))
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)
    return f"@article{{{key},\n{lines}\n}}\n"


def ris(article: Article, link: str) -> str:
    """Return a RIS record of type NEWS."""
    moment = article.published
    rows = [("TY", "NEWS"), ("TI", article.title), *(("AU", name) for name in article.authors)]
    if article.publisher:
        rows += [("T2", article.publisher), ("PB", article.publisher)]
    if _precise(moment, Precision.YEAR):
        parts = moment.iso[:10].split("-")  # type: ignore[union-attr]
        rows += [("PY", parts[0]), ("DA", "/".join(parts) + "/" * (4 - len(parts)))]
    if link:
        rows.append(("UR", link))
    if article.language:
        rows.append(("LA", article.language))
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in [*rows, ("ER", "")])


def csl(article: Article, key: str, link: str) -> str:
    """Return CSL-JSON: a list of one item."""
    item: dict[str, Any] = {"id": key, "type": "article-newspaper", "title": article.title}
    if article.authors:
        item["author"] = [{"literal": name} for name in article.authors]
    if article.publisher:
        item["container-title"] = article.publisher
    if _precise(article.published, Precision.YEAR):
        parts = article.published.iso[:10].split("-")  # type: ignore[union-attr]
        item["issued"] = {"date-parts": [[int(part) for part in parts]]}
    if link:
        item["URL"] = link
    if article.language:
        item["language"] = article.language
    # A field a line, by Python's quick encoder, which knows no indents.
    return "[{\n " + ",\n ".join([f'"{name}": {as_json(value)}' for name, value in item.items()]) + "\n}]"


def _precise(moment: Moment | None, at_least: Precision) -> bool:
    """Tell whether a moment is known at least to a unit."""
    return moment is not None and _ORDER[moment.precision] >= _ORDER[at_least]


def _tex(value: str) -> str:
    """Escape what TeX takes for commands."""
    return _SPECIAL.sub(lambda found: _NAMED.get(found.group(), "\\" + found.group()), value)
