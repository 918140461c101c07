"""What may be shown of each source's articles: full text, an excerpt, or a link.

The whole digest is cut down here, once, before any page, feed, index or export is made from it, so that none of
them can show more than another.
"""

from __future__ import annotations

from dataclasses import replace

from newsdigest.model import Annotations, Article, DatedRole, Digest, Entry, Person, PlainText, Source

FULL, EXCERPT, LINK = "full", "excerpt", "link"


def limit(digest: Digest, words: int) -> Digest:
    """Return the digest as it may be shown; ``words`` is the length of an excerpt."""
    modes = {slug: source.rights for source in digest.sources for slug in source.entries if source.rights != FULL}
    if not modes:
        return digest
    entries = tuple(limited(entry, modes.get(entry.slug, FULL), words) for entry in digest.entries)
    shown = {entry.slug: entry for entry in entries if entry.slug in modes}
    people = tuple(_person(person, shown) for person in digest.people)
    return replace(digest, entries=entries, people=people)


def limited(entry: Entry, mode: str, words: int) -> Entry:
    """Cut one entry: quotes, roles' sentences and the record of cleaning count as text."""
    if mode == FULL:
        return entry
    paragraphs = excerpt(entry.paragraphs, words) if mode == EXCERPT else ()
    text = "\n\n".join(paragraphs)
    return replace(
        entry,
        article=_article(entry.article, mode),
        text=PlainText("", paragraphs),
        annotations=_annotations(entry.annotations, text, len(paragraphs)),
    )


def excerpt(paragraphs: tuple[str, ...], words: int) -> tuple[str, ...]:
    """Return the first ``words`` words; a paragraph that is cut ends in an ellipsis."""
    kept: list[str] = []
    left = words
    for paragraph in paragraphs:
        found = paragraph.split()
        if left <= 0:
            break
        kept.append(paragraph if len(found) <= left else " ".join(found[:left]) + " …")
        left -= len(found)
    return tuple(kept)


def mode_of(source: Source | None) -> str:
    """Return the rights mode of an article's source."""
    return source.rights if source else FULL


def _article(article: Article, mode: str) -> Article:
    """Blank what is text or tells text; a link keeps headline, source, date and address only."""
    kept = replace(article, evidence=(), blocks=())
    if mode == EXCERPT:
        return kept
    return replace(kept, standfirst="", summary="", authors=(), contributors=(), keywords=(), dateline="", section="")


def _annotations(found: Annotations, text: str, paragraphs: int) -> Annotations:
    """Keep what lies in the text that is shown; people and topics stay, they are the index."""
    return replace(
        found,
        mentions=tuple(mention for mention in found.mentions if text[mention.start : mention.end] == mention.surface),
        quotes=tuple(quote for quote in found.quotes if quote.paragraph < paragraphs and quote.text in text),
        roles=tuple(
            role if role.sentence in text else replace(role, sentence="") for role in found.roles if paragraphs
        ),
        topics=tuple(replace(topic, words=()) for topic in found.topics),
    )


def _person(person: Person, shown: dict[str, Entry]) -> Person:
    """Drop quotes and sentences that the limited articles no longer hold."""
    return replace(
        person,
        quotes=tuple(
            said
            for said in person.quotes
            if said.entry not in shown or said.quote in shown[said.entry].annotations.quotes
        ),
        roles=tuple(_role(role, shown) for role in person.roles),
    )


def _role(role: DatedRole, shown: dict[str, Entry]) -> DatedRole:
    """Blank the sentence of a role unless it is part of what is shown."""
    entry = shown.get(role.entry)
    if entry is None or role.sentence in "\n\n".join(entry.paragraphs):
        return role
    return replace(role, sentence="")
