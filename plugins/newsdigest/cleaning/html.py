"""A scraped page → Article: one parse, one walk, block filter, metadata, Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from newsdigest.cleaning import blocks as page_blocks
from newsdigest.cleaning import boilerplate, byline, embeds, fragment, hints, language, metadata, pagekind, structured
from newsdigest.cleaning.blocks import Candidate
from newsdigest.cleaning.boilerplate import KEEP
from newsdigest.cleaning.decoding import utf8
from newsdigest.cleaning.features import Clues, Texts, key
from newsdigest.cleaning.lexicon import BIT
from newsdigest.errors import LimitExceeded, NotAnArticle
from newsdigest.model import Article, Block, Evidence, Scrape, Use
from newsdigest.workers import uncollected

_METADATA_RULES: Final = frozenset(("title", "standfirst", "byline", "date line", "rights line", "contributors"))
_BELOW: Final = 8  # blocks below the text that may credit people who helped
_RIGHTS: Final = re.compile(r"©|\(c\) ?(?=\d)|\bcopyright\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A page that was parsed and read, before it is decided which blocks are its article."""

    page: page_blocks.Page
    data: structured.Structured
    fields: metadata.Fields
    clues: Clues
    main: page_blocks.Container | None
    """The container of the main text; None on an empty page."""


def read(scrape: Scrape) -> Reading:
    """Parse a page and gather its blocks, its metadata and the clues for the block filter."""
    try:
        page = page_blocks.walk(utf8(scrape.data, scrape.encoding))
    except page_blocks.TooLargeError:
        reason = "the page is larger than any page for people"
        raise LimitExceeded(scrape.origin, reason, "scrape the article itself") from None
    if not page.containers:
        raise NotAnArticle(scrape.origin, "the page is empty", "scrape it again")
    data = structured.read(page.said)
    fields = metadata.Fields()
    for given, value in hints.read(scrape):  # the scraper may know what the page no longer shows
        fields.put(given.field, value, given.rule, given.text)
    candidates = metadata.title_candidates(data, page, urlsplit(scrape.url).hostname or "")
    titles = [
        fields.get("title"),
        *(title for title, _ in candidates),
        data.said.title,
        *data.said.meta.get("og:title", ()),
    ]
    wanted = Texts(titles)
    main = boilerplate.measure(page, wanted)
    metadata.gather(data, page, candidates, scrape.url, fields)
    fields.put("source_url", *metadata.source_url(data, scrape.url))
    clues = Clues(
        titles=wanted,
        descriptions=Texts(metadata.descriptions(data)),
        authors=tuple(key(name) for name in fields.get("authors")),
    )
    return Reading(page, data, fields, clues, main)


@uncollected()
def clean(scrape: Scrape) -> Article:
    """Clean a scraped page.

    Raises NotAnArticle where the page holds none, LimitExceeded where it is larger than any page for people.
    """
    reading = read(scrape)
    page, data, fields, clues = reading.page, reading.data, reading.fields, reading.clues
    verdicts = boilerplate.judge(page, reading.main, clues)
    kept = [block for block, verdict in zip(page.blocks, verdicts, strict=True) if verdict == KEEP]
    lead = boilerplate.standfirst(page, [block.index for block in kept], clues)
    if lead >= 0 and fields.put("standfirst", page.blocks[lead].text, "block above the text", page.blocks[lead].text):
        verdicts[lead] = "standfirst"
        kept = [block for block in kept if block.index != lead]
    why = pagekind.not_an_article(page, data, kept, fields.get("title"), scrape.url)
    if why:
        raise NotAnArticle(scrape.origin, why, "look at the page and scrape the article itself, if there is one")
    _lines(page, verdicts, metadata.title_place(page.blocks, [fields.get("title")]), fields)
    kept = [block for block in kept if verdicts[block.index] == KEEP]
    if not kept:
        raise NotAnArticle(scrape.origin, "nothing but credits is on the page", "scrape the article again")
    base = fields.get("source_url") or scrape.url
    body = _dateline(fragment.write(kept, base, _shown(page, kept, reading.main)), fields)
    plain = "\n".join(block.text for block in kept)
    tag, rule = language.settle(
        data.said.language or hints.declared(scrape) or data.first("og:locale", "content-language")[1], plain
    )
    fields.put("language", tag, rule, data.said.language or language.beginning(plain))
    _summary(kept, fields)
    return _article(scrape, fields, body, _blocks(page.blocks, verdicts))


def _shown(page: page_blocks.Page, kept: list[Candidate], main: page_blocks.Container | None) -> list[tuple[str, int]]:
    """Addresses of the videos and posts that are embedded between the blocks of the text."""
    found = [(embeds.shown(frame), at, container) for frame, at, container in page.frames]
    posts: set[int] = set()
    known = {block.index for block in kept}
    for block in reversed(page.blocks[kept[0].index : kept[-1].index]):  # a post ends with the link to itself
        quote = _post(block)
        if quote is not None and quote.index not in posts and block.index not in known:
            links = [piece[1] for piece in block.pieces if not isinstance(piece, str) and piece[0] == "a"]
            if links and links[-1].startswith("http"):
                posts.add(quote.index)
                found.append((links[-1], block.index, quote))
    return [
        (address, at)
        for address, at, container in sorted(found, key=lambda one: one[1])
        if address and main is not None and kept[0].index < at <= kept[-1].index and boilerplate.inside(container, main)
    ]


def _post(block: Candidate) -> page_blocks.Container | None:
    """Find the quote that a post of a social network stands in."""
    container: page_blocks.Container | None = block.container
    while container is not None:
        if container.tag == "blockquote" and container.flags & BIT["embed"]:
            return container
        container = container.parent
    return None


def _lines(page: page_blocks.Page, verdicts: list[str], place: int, fields: metadata.Fields) -> None:
    """Read credits, rights and section from the lines around the text; they become metadata of the article."""
    kept = [number for number, verdict in enumerate(verdicts) if verdict == KEEP]
    last = kept[-1] if kept else 0
    for block in page.blocks[kept[-3] if len(kept) > 2 else last : last + _BELOW]:
        if not block.opaque and len(block.text) < 400 and (names := byline.parse_contributors(block.text)):
            fields.put("contributors", names, "credit below the text", block.text)
            verdicts[block.index] = "contributors"
    for block in reversed(page.blocks):
        sign = _rights_sign(block.text) if len(block.text) < 400 else None
        if sign and (verdicts[block.index] != KEEP or block.index > last - 2):
            rights = byline.parse_rights(block.text[sign.start() :])
            if rights and fields.put("rights", rights.statement, "rights line", block.text):
                fields.put("distributor", rights.distributor, "rights line", block.text)
                verdicts[block.index] = "rights line"
                break
    if not fields.get("section"):
        label = metadata.section_above(page.blocks, place)
        fields.put("section", label, "line above the title", label)
    for block in page.blocks[:last] if not fields.get("section") else ():
        if len(block.text) < 80 and (section := byline.parse_section(block.text)):
            fields.put("section", section, "section line", block.text)
            break


def _rights_sign(text: str) -> re.Match[str] | None:
    """Find what begins a statement of rights; most lines have none, as a look at the letters tells."""
    lower = text.lower()
    return _RIGHTS.search(text) if "copyright" in lower or "(c)" in lower or "©" in lower else None


def _dateline(body: str, fields: metadata.Fields) -> str:
    """Take place and agency off the start of the first paragraph."""
    found = byline.parse_dateline(body)
    if not found:
        return body
    fields.put("dateline", found.place, "dateline", body[: found.length])
    fields.put("agency", found.agency, "dateline", body[: found.length])
    return body[found.length :]


def _summary(kept: list[Candidate], fields: metadata.Fields) -> None:
    """Quote a summary, never make one up: standfirst, description, or the start of the text."""
    for name in ("standfirst", "description"):
        if fields.get(name) and len(fields.get(name)) >= 40:
            fields.put("summary", fields.get(name), name, fields.get(name))
    first = next((block.text for block in kept if len(block.text) > 60), kept[0].text)
    fields.put(
        "summary", first if len(first) <= 300 else first[:300].rsplit(" ", 1)[0] + " …", "first paragraph", first
    )


_block: Final = partial(tuple.__new__, Block)  # a page has hundreds; the call of the class takes twice as long


def _blocks(candidates: list[Candidate], verdicts: list[str]) -> tuple[Block, ...]:
    """Say what became of every block."""
    body, removed, metadata_line = Use.BODY, Use.REMOVED, Use.METADATA
    return tuple(
        [
            _block((block.text, metadata_line if verdict in _METADATA_RULES else removed, verdict))
            if verdict
            else _block((block.text, body, "article text"))
            for block, verdict in zip(candidates, verdicts, strict=True)
        ]
    )


def _article(scrape: Scrape, fields: metadata.Fields, body: str, blocks: tuple[Block, ...]) -> Article:
    """Put the article together."""
    known = set(Article.__dataclass_fields__) - {"body", "blocks", "evidence", "origin", "retrieved"}
    values = {name: value for name, value in fields.values.items() if name in known}
    evidence: tuple[Evidence, ...] = tuple(one for one in fields.evidence if one.field in known)
    return Article(
        **{"title": "", **values},
        body=body,
        origin=scrape.origin,
        retrieved=scrape.retrieved,
        evidence=evidence,
        blocks=blocks,
    )
