"""Metadata of a page's article: each field from the best source that has it, with its evidence."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, Final
from urllib.parse import urlsplit

from newsdigest.cleaning import byline, dates, structured
from newsdigest.cleaning.blocks import Candidate, Page, fold
from newsdigest.cleaning.features import HEADINGS, Texts, furniture, key
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
    "rnews:author", "articleauthor", "article:byline",
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
    parts = _SEPARATOR.split(title)
    if len(parts) > 1:
        sites = {key(name).replace(" ", "") for name in site_names if name}
        for position in (len(parts) - 1, 0):
            part = key(parts[position]).replace(" ", "")
            if part and any(part == site or (len(part) > 3 and (part in site or site in part)) for site in sites):
                cut = title.rfind(parts[position]) if position else len(parts[0])
                rest = title[:cut] if position else title[cut:]
                return re.sub(r"^[\s|•·»›—–:-]+|[\s|•·»›—–:-]+$", "", rest) or title
    return title


def title_candidates(data: Structured, page: Page, host: str) -> list[tuple[str, str]]:
    """All titles the page gives, best first, each with the rule it was found by; site names cut off."""
    sites = (data.first("og:site_name", "application-name")[1], _bare_host(host), *_own_names(data))
    found: list[tuple[str, str]] = []
    for value in structured.texts(data.article.get("headline"))[:1]:
        found.append((value, "linked data: headline"))
    found += [(value, "og:title") for value in data.said.meta.get("og:title", ())[:1]]
    shown = [block.text for block in page.heads if not block.container.inherited & BIT["hidden"]]
    found += [(text, "first heading") for text in shown[:2]]
    found += [(value, "twitter:title") for value in data.said.meta.get("twitter:title", ())[:1]]
    if data.said.title:
        found += _part_on_page(data.said.title, page.blocks)
        found.append((data.said.title, "page title"))
    cleaned = [(clean_title(_unescape(text), *sites), rule) for text, rule in found]
    return [(_shortest(text, cleaned), rule) for text, rule in cleaned if text]


def _part_on_page(title: str, blocks: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Find the part of the page's title that stands on the page as a line of its own: the rest is site and section."""
    parts = [part for part in _SEPARATOR.split(fold(title)) if len(part) > 15]
    if not parts or parts == [title]:
        return []
    lines = {block.text for block in blocks if len(block.text) < 300}
    return [(part, "part of the page title that is a line of the page") for part in parts if part in lines][:1]


def _shortest(title: str, others: Sequence[tuple[str, str]]) -> str:
    """Cut a title where another one ends and a separator follows: what comes after is site, section or date."""
    for other, _ in others:
        if len(other) > 15 and title.startswith(other) and _SEPARATOR.match(title[len(other) :]):
            return other
        if len(other) > 15 and title.endswith(other) and _SEPARATOR.search(title[: -len(other)] + " "):
            return other
    return title


def _own_names(data: Structured) -> list[str]:
    """Names of the publisher in linked data and microdata."""
    return structured.texts(data.follow(data.article.get("publisher")))[:1]


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
        found += data.said.meta.get(name, [])
    return [_unescape(text) for text in found]


def gather(data: Structured, page: Page, titles: Sequence[tuple[str, str]], url: str, fields: Fields) -> None:
    """Fill in all fields that meta tags, linked data and marked-up blocks give.

    ``titles`` are those of ``title_candidates``; the page's containers have been measured.
    """
    if titles:
        fields.put("title", titles[0][0], titles[0][1], titles[0][0])
    place = title_place(page.blocks, [title for title, _ in titles])
    _publisher(data, page, place, urlsplit(url).hostname or "", fields)
    _authors(data, page, place, fields)
    _dates(data, page, place, url, fields)
    for value in structured.texts(data.article.get("articleSection"))[:1]:
        fields.put("section", fold(value), "linked data: articleSection", value)
    name, value = data.first("article:section", "og:article:section", "parsely-section", "section", "articlesection")
    fields.put("section", fold(value), name, value)
    if not fields.get("section"):
        fields.put("section", *_crumb(data, {key(title) for title, _ in titles}))
    _keywords(data, fields)
    name, value = data.first("og:description", "description", "twitter:description", "dc.description")
    fields.put("description", fold(_unescape(value)), name, value)
    for value in structured.texts(data.article.get("copyrightNotice"))[:1]:
        fields.put("rights", fold(value), "linked data: copyrightNotice", value)


def source_url(data: Structured, url: str) -> tuple[str, str, str]:
    """Find the article's address, with rule and text: canonical link, og:url, or where it was scraped."""
    for value, rule in ((data.said.canonical, "canonical link"), (data.first("og:url")[1], "og:url")):
        address = link(value, url) if value else ""
        if address.startswith("http") and urlsplit(address).path.strip("/"):
            return address, rule, value
    return (url, "address of the scrape", url) if url else ("", "", "")


_NEAR: Final = 8  # blocks from the title within which a byline or date line belongs to it
_SHORT: Final = 60  # characters; a longer line near the title may be a caption that names a day
_FAR: Final = BIT["caption"] | BIT["related"] | BIT["comments"] | BIT["sidebar"] | BIT["footer"] | BIT["navigation"]
_IN_BRACKETS: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]")


def title_place(blocks: Sequence[Candidate], titles: Iterable[str]) -> int:
    """Index of the block that holds the title, headings before others; -1 where none does."""
    wanted = Texts(titles)
    heads = [block for block in blocks if block.container.tag in HEADINGS]
    for some in (heads, blocks):
        for block in some:
            if len(block.text) < 400 and not block.opaque and wanted.have(block.text):
                return block.index
    return -1


def _authors(data: Structured, page: Page, place: int, fields: Fields) -> None:
    """Find authors and who else is credited: linked data, then meta tags, then the byline on the page.

    The first source that names a person wins; organisations are credited from the source that names the authors, or
    else from the first source at all.
    """
    sources: list[tuple[str, list[tuple[str, bool]]]] = [("linked data: author", _people(data))]
    for name in AUTHOR:
        stated = [value for value in data.said.meta.get(name, ()) if not value.startswith(("http", "@", "/"))]
        if stated:
            sources.append((f"meta {name}", [(fold(_unescape(value)), False) for value in stated]))
    credited: tuple[str, ...] = ()
    credit_source: tuple[str, str] = ("", "")
    publisher = fields.get("publisher")
    bylines = (("byline", [(text, False)]) for text in _bylines(page, place))  # looked for only where needed
    for rule, values in chain(sources, bylines):
        names, others = _read_names(values, publisher, sure=rule != "byline")
        text = "; ".join(value for value, _ in values)
        only_own = all(_own(other, publisher) for other in credited)
        if others and (names or only_own) and (not credited or not all(_own(other, publisher) for other in others)):
            credited, credit_source = others, (rule, text)
        if names:
            fields.put("authors", names, rule, text)
            if credit_source[0] != rule:
                credited = ()
            break
    fields.put("credited", credited, *credit_source)
    fields.put("agency", next(filter(None, map(byline.agency, credited)), ""), *credit_source)
    _complete(page, place, fields)


def _complete(page: Page, place: int, fields: Fields) -> None:
    """Take from the byline under the title what its machine-readable twin left out: an agency, further authors."""
    names = fields.get("authors")
    if not names or place < 0:
        return
    known = {key(name) for name in names}
    for block in page.blocks[place + 1 : place + _NEAR]:
        text = block.text
        named = len(text) < 120 and not block.opaque and all(name in key(text) for name in known)
        read = byline.parse_byline(text) if named else None
        if read and known <= {key(name) for name in read.authors}:
            publisher = fields.get("publisher")
            fields.put("agency", read.agency if not _own(read.agency, publisher) else "", "byline", text)
            shouted = read.authors[0].upper() in text  # an outlet or region in capitals beside a name is no author
            alike = (name for name in read.authors if (name.upper() in text) == shouted)
            persons = tuple(name for name in alike if not _own(name, publisher))
            if len(persons) > len(names):
                fields.values["authors"] = persons
                fields.evidence.append(Evidence("authors", "byline", fold(text)))
            return


def _read_names(
    values: Sequence[tuple[str, bool]], publisher: str, *, sure: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split what stands where authors stand into persons and organisations; ``sure`` sources hold nothing else."""
    names: list[str] = []
    others: list[str] = []
    for value, personal in values:
        bare = _IN_BRACKETS.sub("", value).strip()
        read = byline.authors_of(bare)
        if not read.authors and not sure and (opening := _BY.match(bare)):
            read = byline.authors_of(bare[opening.end() - 1 :])
        persons = [name for name in read.authors if not _own(name, publisher)]
        if key(bare) == key(publisher):
            others.append(value)
        elif persons:
            names += persons
            if read.agency:
                others += [part for part in re.split(r"\s*[,/;|]\s*", bare) if byline.agency(part)] or [read.agency]
        elif personal and not byline.agency(bare) and _like_name(bare, publisher):
            names.append(byline.tidy_name(bare))
        elif read.agency or sure:
            others.append(value)
    return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(other for other in others if len(other) < 80))


def _own(name: str, publisher: str) -> bool:
    """Whether a name is the outlet's: the same letters, or the same first word."""
    own, site = key(name), key(publisher)
    return bool(site) and (own.replace(" ", "") in site.replace(" ", "") or own.split()[:1] == site.split()[:1])


def _like_name(text: str, publisher: str) -> bool:
    """Whether a text that linked data calls a person can be one's name: few words, no digits, not the outlet's."""
    own = key(text).replace(" ", "")
    site = key(publisher).replace(" ", "")
    known = bool(site) and (own in site or site in own)
    return 0 < len(text.split()) <= 5 and not re.search(r"[\d.@/|_]\w|^\W", text) and not known and text[:1].isupper()


def _bylines(page: Page, place: int) -> Iterator[str]:
    """Yield texts of the blocks that may be the article's byline, the likeliest first: marked ones near the title.

    A block without a mark must read as a byline by itself.
    """
    blocks = page.blocks
    near = blocks[max(0, place - 4) : place + _NEAR] if place >= 0 else []
    marked = [block for block in blocks if (block.container.inherited | block.inner) & BIT["byline"]]
    below = [block for block in marked if block.index > place]
    called = [
        block for block in blocks if block.text[0] in _INITIALS and len(block.text) < 80 and _BY.match(block.text)
    ]
    texts: list[str] = []
    for block in [*(one for one in near if one in marked), *near, *below, *called]:
        text, flags = block.text, block.container.inherited | block.inner
        if len(text) >= 200 or flags & _FAR or block.opaque or text in texts:
            continue
        if flags & BIT["byline"] or (block in near and byline.parse_byline(text)) or block in called:
            texts.append(text)
            yield text
            if len(texts) == _CALLED:
                return


_CALLED: Final = 6  # lines that may be a byline, at most
_BY: Final = re.compile(
    r"(?:by|von|autor(?:in)?(?:/autor(?:in)?)?|auteur|автор|авторы|記者)\b[\s:]+\S",
    re.IGNORECASE,
)


_INITIALS: Final = frozenset("bBvVaAаА記")  # the first letters of these


def _people(data: Structured) -> list[tuple[str, bool]]:
    """Names under ``author`` and ``creator`` of the article's linked data, and whether each is said to be a person."""
    out: list[tuple[str, bool]] = []
    for name in ("author", "creator"):
        value = data.article.get(name)
        for one in value if isinstance(value, list) else [value]:
            node = data.follow(one)
            personal = isinstance(node, dict) and "person" in structured.types(node)
            out += [(fold(_unescape(text)), personal) for text in structured.texts(node)]
        if out:
            break
    return list(dict.fromkeys(out))


def _dates(data: Structured, page: Page, place: int, url: str, fields: Fields) -> None:
    """Find the times of publication and of the last change.

    Linked data, meta tags, time elements and date lines near the title, any line that calls itself a date, the page's
    title, the address.
    """
    language = data.said.language

    @cache
    def read(text: str) -> Moment | None:
        return dates.parse(text, language)

    sources: list[tuple[str, str]] = []
    for name in ("datePublished", "dateCreated", "uploadDate"):
        sources += [(f"linked data: {name}", value) for value in structured.texts(data.article.get(name))]
    for name in PUBLISHED:
        sources += [(f"meta {name}", value) for value in data.said.meta.get(name, ())]
    if not any(read(text) for _, text in sources):
        sources += [("time element", text) for text, at in page.times if place < 0 or -4 < at - place <= _NEAR][:3]
        near = page.blocks[max(0, place - 4) : place + _NEAR] if place >= 0 else []
        marked = [block for block in page.blocks if (block.container.inherited | block.inner) & BIT["date"]]
        called = [
            block for block in page.blocks if furniture(block.text)[0] == "date" or key(block.text[:6]) == "datum"
        ]
        short = [block for block in near if len(block.text) < _SHORT]
        for block in [*(one for one in near if one in marked), *short, *marked[:4], *called]:
            if len(block.text) < 120 and not block.opaque and not (block.container.inherited | block.inner) & _FAR:
                sources.append(("date line", block.text))
        sources.append(("page title", data.said.title))
    _first_date("published", sources, read, fields)
    if not fields.get("published") and (found := dates.from_url(url)):
        fields.put("published", found[0], "date in the address", found[1])
    changed = [("linked data: dateModified", value) for value in structured.texts(data.article.get("dateModified"))]
    for name in MODIFIED:
        changed += [(f"meta {name}", value) for value in data.said.meta.get(name, ())]
    _first_date("modified", changed, read, fields)


def _first_date(
    name: str, sources: Iterable[tuple[str, str]], read: Callable[[str], Moment | None], fields: Fields
) -> None:
    """Set a field to the first source that is a date, waiting for one with a time of day only on the same day."""
    best: Moment | None = None
    evidence = ("", "")
    for rule, text in sources:
        moment = read(text)
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


def _publisher(data: Structured, page: Page, place: int, host: str, fields: Fields) -> None:
    """Name the outlet: in linked data, og:site_name or the page's title; the host where the page names none."""
    for name in structured.texts(data.follow(data.article.get("publisher")))[:1]:
        fields.put("publisher", fold(_unescape(name)), "linked data: publisher", name)
    name, site = data.first("og:site_name", "application-name", "publisher", "dc.publisher")
    fields.put("publisher", fold(_unescape(site)), name, site)
    if not fields.get("publisher"):
        site = _site_in_title(data.said.title, fields.get("title"), page, place)
        fields.put("publisher", site, "end of the page title that the page's head or foot repeats", data.said.title)
    fields.put("publisher", host.removeprefix("www."), "host of the address", host)


def _site_in_title(title: str, headline: str, page: Page, place: int) -> str:
    """Find the part beside the headline in the page's title that stands above it on the page, or in a rights line."""
    parts = _SEPARATOR.split(fold(title))
    if len(parts) < 2 or place < 0:
        return ""
    around = [block.text for block in page.blocks[:place] if len(block.text) < 200]
    around += [block.text.partition("©")[2] for block in page.blocks[place:] if "©" in block.text]
    told = {key(text)[:100] for text in around}
    for part in (parts[-1], parts[0]):
        own = key(part)
        able = 2 < len(part) <= 40 and own and own not in key(headline)
        if able and any(f" {own} " in f" {text[: len(own) + 60]} " for text in told):
            return part
    return ""


_AT_HOME: Final = frozenset(("home", "homepage", "start", "startseite", "accueil", "inicio", "início", "portada"))
_LABEL: Final = 30  # characters of a section's name at most


def _crumb(data: Structured, titles: set[str]) -> tuple[str, str, str]:
    """Give the last step before the article of the page's breadcrumb in linked data, with rule and text."""
    for trail in data.nodes.get("breadcrumblist", ()):
        steps = trail.get("itemListElement")
        named = [structured.texts(step) or structured.texts(_item(step)) for step in _as_list(steps)]
        names = [fold(_unescape(name[0])) for name in named if name]
        fit = [name for name in names if len(name) <= _LABEL and key(name) not in _AT_HOME and key(name) not in titles]
        if fit and names[0] != fit[-1]:
            return fit[-1], "linked data: breadcrumb", " > ".join(names)
    return "", "", ""


def _item(step: Any) -> Any:
    return step.get("item") if isinstance(step, dict) else None


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def section_above(blocks: Sequence[Candidate], place: int) -> str:
    """Find the section's name right above the title: a link as a whole, or what also stands in the navigation."""
    above = blocks[max(0, place - 3) : max(0, place)]
    menu = {key(part) for block in blocks[: max(0, place - 1)] for part in _MENU.split(block.text[:400])}
    for distance, block in enumerate(reversed(above)):
        text = block.text
        if len(text) > _LABEL or len(text.split()) > 4 or block.opaque or not text[:1].isalpha():
            continue
        if key(text) in _AT_HOME or any(character.isdigit() for character in text) or furniture(text)[0]:
            continue
        linked = block.links <= 1 and block.linked > 0.9 * len(text)
        if (linked and distance < 2) or (distance == 0 and key(text) in menu and not _listed_again(blocks, place - 1)):
            return text
    return ""


def _listed_again(blocks: Sequence[Candidate], at: int) -> bool:
    """Whether a block stands as it stood before, after the same one: the menu comes a second time."""
    pair = [block.text for block in blocks[max(0, at - 1) : at + 1]]
    return any([block.text for block in blocks[number : number + 2]] == pair for number in range(at - 1))


_MENU: Final = re.compile(r"\s*[|•·»›>/]\s*")


def _keywords(data: Structured, fields: Fields) -> None:
    """Keywords of linked data or meta tags."""
    for rule, values in (
        ("linked data: keywords", structured.texts(data.article.get("keywords"))),
        ("article:tag", data.said.meta.get("article:tag", [])),
        ("meta keywords", data.said.meta.get("news_keywords", []) or data.said.meta.get("keywords", [])),
    ):
        parts = values if len(values) > 1 else [part for value in values for part in re.split(r"[,;]", value)]
        words = tuple(dict.fromkeys(word for part in parts if (word := fold(_unescape(part))) and len(word) < 80))
        if words:
            fields.put("keywords", words[:30], rule, ", ".join(values))
            return
