"""Metadata of a page's article: each field from the best source that has it, with its evidence."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from newsdigest.cleaning import byline, dates, structured
from newsdigest.cleaning.blocks import Candidate, fold
from newsdigest.cleaning.features import key
from newsdigest.cleaning.fragment import link
from newsdigest.cleaning.lexicon import BIT
from newsdigest.cleaning.structured import Structured
from newsdigest.model import Evidence, Moment, Precision

_SEPARATOR: Final = re.compile(r"\s+[|•·»›—–-]\s+|\s*[|]\s*|\s+::\s+")
PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article.published",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "pubdate",
    "publishdate", "publish-date", "publication_date", "cxenseparse:recs:publishtime", "date", "article_date_original",
    "originalpublicationdate", "dc.date.created", "datecreated", "article:published", "ptime", "displaydate",
    "last-modified", "created", "timestamp", "cre_date", "bt:pubdate", "rnews:datepublished",
    "citation_publication_date",
)  # fmt: skip
MODIFIED: Final = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "dc.date.modified",
    "dcterms.modified", "last-modified", "lastmod", "revision_date", "og:article:modified_time", "article:updated_time",
)  # fmt: skip
AUTHOR: Final = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "cxenseparse:author", "citation_author", "og:article:author", "authors", "creator",
    "rnews:author", "twitter:data1",
)  # fmt: skip


@dataclass(slots=True)
class Fields:
    """Fields of an article while they are gathered, and the evidence for each."""

    values: dict[str, Any] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    def put(self, name: str, value: Any, rule: str, text: str) -> bool:
        """Set a field that has no value yet, with the rule and the text it was read from."""
        if not value or self.values.get(name):
            return False
        self.values[name] = value
        self.evidence.append(Evidence(name, rule, fold(text)[:500]))
        return True

    def get(self, name: str) -> Any:
        """Value of a field, or an empty string."""
        return self.values.get(name, "")


def clean_title(title: str, *site_names: str) -> str:
    """Cut site name and section from the ends of a page's title."""
    title = fold(title)
    sites = {key(name).replace(" ", "") for name in site_names if name}
    parts = _SEPARATOR.split(title)
    if len(parts) > 1:
        for position in (len(parts) - 1, 0):
            part = key(parts[position]).replace(" ", "")
            if part and any(part == site or (len(part) > 3 and (part in site or site in part)) for site in sites):
                cut = title.rfind(parts[position]) if position else len(parts[0])
                rest = title[:cut] if position else title[cut:]
                return re.sub(r"^[\s|•·»›—–:-]+|[\s|•·»›—–:-]+$", "", rest) or title
    return title


def title_candidates(data: Structured, blocks: Sequence[Candidate], host: str) -> list[tuple[str, str]]:
    """All titles the page gives, best first, each with the rule it was found by; site names cut off."""
    sites = (data.first("og:site_name", "application-name")[1], _bare_host(host))
    found: list[tuple[str, str]] = []
    for value in structured.texts(data.article.get("headline"))[:1]:
        found.append((value, "linked data: headline"))
    found += [(value, "og:title") for value in data.meta.get("og:title", ())[:1]]
    found += [
        (block.text, "first heading")
        for block in blocks
        if block.container.tag == "h1" and not block.container.inherited & BIT["hidden"]
    ][:2]
    found += [(value, "twitter:title") for value in data.meta.get("twitter:title", ())[:1]]
    if data.title:
        found.append((data.title, "page title"))
    cleaned = [(clean_title(_unescape(text), *sites), rule) for text, rule in found]
    return [(text, rule) for text, rule in cleaned if text]


def _bare_host(host: str) -> str:
    """Cut out the telling part of a host: ``example`` of ``www.example.co.uk``."""
    parts = [part for part in host.split(".") if part not in ("www", "m", "amp", "edition", "news")]
    return parts[0] if parts else ""


def _unescape(text: str) -> str:
    """Resolve character references that a publisher escaped twice."""
    return html.unescape(text) if "&" in text else text


def descriptions(data: Structured) -> list[str]:
    """All short descriptions that the page gives of its article: one of them often is its standfirst."""
    found = structured.texts(data.article.get("description")) + structured.texts(data.article.get("abstract"))
    for name in ("og:description", "description", "twitter:description", "dc.description", "sailthru.description"):
        found += data.meta.get(name, [])
    return [_unescape(text) for text in found]


def gather(data: Structured, blocks: Sequence[Candidate], url: str, fields: Fields) -> None:
    """Fill in all fields that meta tags, linked data and marked-up blocks give."""
    host = urlsplit(url).hostname or ""
    titles = title_candidates(data, blocks, host)
    if titles:
        fields.put("title", titles[0][0], titles[0][1], titles[0][0])
    _authors(data, blocks, fields)
    _dates(data, blocks, url, fields)
    _publisher(data, host, fields)
    for value in structured.texts(data.article.get("articleSection"))[:1]:
        fields.put("section", fold(value), "linked data: articleSection", value)
    name, value = data.first("article:section", "og:article:section", "parsely-section", "section")
    fields.put("section", fold(value), name, value)
    _keywords(data, fields)
    name, value = data.first("og:description", "description", "twitter:description", "dc.description")
    fields.put("description", fold(_unescape(value)), name, value)
    for value in structured.texts(data.article.get("copyrightNotice"))[:1]:
        fields.put("rights", fold(value), "linked data: copyrightNotice", value)


def source_url(data: Structured, url: str) -> tuple[str, str, str]:
    """Find the article's address, with rule and text: canonical link, og:url, or where it was scraped."""
    for value, rule in ((data.canonical, "canonical link"), (data.first("og:url")[1], "og:url")):
        address = link(value, url) if value else ""
        if address.startswith("http") and urlsplit(address).path.strip("/"):
            return address, rule, value
    return (url, "address of the scrape", url) if url else ("", "", "")


def _authors(data: Structured, blocks: Sequence[Candidate], fields: Fields) -> None:
    """Find authors and agency: linked data, then meta tags, then the byline on the page."""
    sources: list[tuple[str, list[str]]] = [("linked data: author", _people(data))]
    for name in AUTHOR:
        values = [value for value in data.meta.get(name, ()) if not value.startswith(("http", "@", "/"))]
        if values:
            sources.append((f"meta {name}", values))
    marked = [
        block.text
        for block in blocks
        if (block.container.inherited | block.inner) & BIT["byline"] and len(block.text) < 150
    ]
    sources += [("byline", [text]) for text in marked[:6]]
    for rule, values in sources:
        read = [byline.authors_of(value) for value in values]
        names = tuple(dict.fromkeys(name for one in read for name in one.authors))
        agency = next((one.agency for one in read if one.agency), "")
        if names:
            fields.put("authors", names, rule, "; ".join(values))
        if agency:
            fields.put("agency", agency, rule, "; ".join(values))
        if names:
            return


def _people(data: Structured) -> list[str]:
    """Names under ``author`` and ``creator`` of the article's linked data, references followed."""
    out: list[str] = []
    for name in ("author", "creator"):
        value = data.article.get(name)
        for one in value if isinstance(value, list) else [value]:
            out += structured.texts(data.follow(one))
        if out:
            break
    return list(dict.fromkeys(fold(_unescape(name)) for name in out))


def _dates(data: Structured, blocks: Sequence[Candidate], url: str, fields: Fields) -> None:
    """Find the times of publication and of the last change."""
    language = data.language
    sources: list[tuple[str, str]] = []
    for name in ("datePublished", "dateCreated", "uploadDate"):
        sources += [(f"linked data: {name}", value) for value in structured.texts(data.article.get(name))]
    for name in PUBLISHED:
        sources += [(f"meta {name}", value) for value in data.meta.get(name, ())]
    sources += [
        ("date line", block.text)
        for block in blocks
        if (block.timed or (block.container.inherited | block.inner) & BIT["date"]) and len(block.text) < 120
    ][:5]
    _first_date("published", sources, language, fields)
    if not fields.get("published") and (found := dates.from_url(url)):
        fields.put("published", found[0], "date in the address", found[1])
    changed = [("linked data: dateModified", value) for value in structured.texts(data.article.get("dateModified"))]
    for name in MODIFIED:
        changed += [(f"meta {name}", value) for value in data.meta.get(name, ())]
    _first_date("modified", changed, language, fields)


def _first_date(name: str, sources: Iterable[tuple[str, str]], language: str, fields: Fields) -> None:
    """Set a field to the first source that is a date, waiting for one with a time of day only on the same day."""
    best: Moment | None = None
    evidence = ("", "")
    for rule, text in sources:
        moment = dates.parse(text, language)
        if moment is None:
            continue
        if best is None or (
            best.precision is not Precision.MINUTE
            and moment.precision is Precision.MINUTE
            and moment.at.date() == best.at.date()
        ):
            best, evidence = moment, (rule, text)
        if best.precision is Precision.MINUTE:
            break
    fields.put(name, best, *evidence)


def _publisher(data: Structured, host: str, fields: Fields) -> None:
    """Name the outlet: its name in linked data or og:site_name; the host where the page names none."""
    for name in structured.texts(data.follow(data.article.get("publisher")))[:1]:
        fields.put("publisher", fold(_unescape(name)), "linked data: publisher", name)
    name, site = data.first("og:site_name", "application-name", "publisher", "dc.publisher")
    fields.put("publisher", fold(_unescape(site)), name, site)
    fields.put("publisher", host.removeprefix("www."), "host of the address", host)


def _keywords(data: Structured, fields: Fields) -> None:
    """Keywords of linked data or meta tags."""
    for rule, values in (
        ("linked data: keywords", structured.texts(data.article.get("keywords"))),
        ("article:tag", data.meta.get("article:tag", [])),
        ("meta keywords", data.meta.get("news_keywords", []) or data.meta.get("keywords", [])),
    ):
        parts = values if len(values) > 1 else [part for value in values for part in re.split(r"[,;]", value)]
        words = tuple(dict.fromkeys(word for part in parts if (word := fold(_unescape(part))) and len(word) < 80))
        if words:
            fields.put("keywords", words[:30], rule, ", ".join(values))
            return
