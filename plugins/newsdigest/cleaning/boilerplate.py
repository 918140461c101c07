"""The block filter: which blocks of a page are the article, and by which rule each of the others is not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from newsdigest.cleaning.blocks import Candidate, Container, Page
from newsdigest.cleaning.lexicon import BIT

KEEP: Final = ""

# What a flagged container holds, as a reader would call it; the first that applies names the drop.
REASONS: Final = (
    ("hidden", "hidden text"),
    ("navigation", "navigation"),
    ("comments", "comments"),
    ("dialog", "notice"),
    ("newsletter", "newsletter box"),
    ("paywall", "subscription offer"),
    ("advert", "advertisement"),
    ("share", "share bar"),
    ("related", "related links"),
    ("biography", "about the author"),
    ("caption", "caption"),
    ("gallery", "gallery"),
    ("tags", "tags"),
    ("byline", "byline"),
    ("date", "date line"),
    ("meta", "article details"),
    ("form", "form"),
    ("embed", "embed"),
    ("footer", "footer"),
    ("sidebar", "sidebar"),
    ("widget", "widget"),
    ("header", "header"),
    ("factbox", "fact box"),
)
_NEGATIVE: Final = sum(
    BIT[name]
    for name in (
        "navigation", "footer", "sidebar", "related", "comments", "share", "advert", "newsletter", "paywall",
        "caption", "gallery", "dialog", "hidden", "form", "biography", "tags",
    )
)  # fmt: skip
_SENTENCE_END: Final = tuple(".!?…。！？।؟\"”»“’')")
_MOST: Final = 0.5  # a container with this share of the page's prose is the page, whatever it is called


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of the article beside its blocks: used to tell title and standfirst from body."""

    titles: tuple[str, ...] = ()
    """Folded by ``key``."""
    descriptions: tuple[str, ...] = ()
    body: str = ""
    """``articleBody`` of the linked data, folded by ``key``; empty where it has none."""


def key(text: str) -> str:
    """Fold a text so that the same words compare equal: lower case, letters and digits only."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def measure(page: Page) -> Container | None:
    """Count text and prose per container, inherit flags downwards, and find the container of the main text.

    A container's flags reach the blocks in it unless it holds most of the page's prose: ``has-sidebar`` on the body
    element says nothing of its paragraphs. Returns the smallest container with most of the unflagged prose.
    """
    if not page.containers:
        return None
    for block in page.blocks:
        container = block.container
        container.chars += len(block.text)
        container.linked += block.linked
        container.blocks += 1
        container.prose += _prose(block)
    _sum_up(page)
    total = page.containers[0].prose
    for container in page.containers:
        own = container.flags if container.prose <= _MOST * total else container.flags & ~_NEGATIVE
        container.inherited = own | (container.parent.inherited if container.parent else 0)
    for container in page.containers:
        container.prose = 0
    for block in page.blocks:
        if not (block.container.inherited | block.inner) & _NEGATIVE:
            block.container.prose += _prose(block)
    _sum_up(page, prose_only=True)
    return _descend(page)


def _prose(block: Candidate) -> int:
    """Characters of a block if it reads like sentences, else none."""
    text = block.text
    if block.opaque or len(text) < 50 or block.linked > 0.5 * len(text):
        return 0
    return len(text) if len(text) > 140 or text.endswith(_SENTENCE_END) else 0


def _sum_up(page: Page, *, prose_only: bool = False) -> None:
    """Add each container's counts to the one around it, innermost first."""
    for container in reversed(page.containers):
        parent = container.parent
        if parent is not None:
            parent.prose += container.prose
            if not prose_only:
                parent.chars += container.chars
                parent.linked += container.linked
                parent.blocks += container.blocks


def _descend(page: Page) -> Container:
    """Follow the container with most prose downwards while it holds nearly all of it."""
    children: dict[int, list[Container]] = {}
    for container in page.containers:
        if container.parent is not None:
            children.setdefault(container.parent.index, []).append(container)
    main = page.containers[0]
    while main.index in children:
        best = max(children[main.index], key=lambda child: child.prose)
        if not best.prose or best.prose < 0.8 * main.prose or best.tag in ("p", "li", "td", "blockquote"):
            break
        main = best
    return main


def inside(container: Container | None, outer: Container) -> bool:
    """Whether a container is another one or lies in it."""
    while container is not None:
        if container is outer:
            return True
        if container.depth <= outer.depth:
            return False
        container = container.parent
    return False


def judge(page: Page, clues: Clues) -> list[str]:
    """Give for each block the rule that drops it, or ``KEEP``."""
    main = measure(page)
    if main is None:
        return []
    verdicts = [_judge(block, main, clues) for block in page.blocks]
    return _trim(page.blocks, verdicts)


def _judge(block: Candidate, main: Container, clues: Clues) -> str:  # noqa: PLR0911 -- rules in order
    if block.opaque:
        return block.opaque
    flags = block.container.inherited | block.inner
    if flags & _NEGATIVE:
        return next(reason for name, reason in REASONS if flags & BIT[name])
    if not inside(block.container, main):
        return next((reason for name, reason in REASONS if flags & BIT[name]), "outside of the article")
    if key(block.text) in clues.titles:
        return "title"
    if block.linked > 0.7 * len(block.text):
        return "link list" if block.links > 1 else "link"
    for name in ("byline", "date", "meta", "embed"):
        if flags & BIT[name] and len(block.text) < 200:
            return dict(REASONS)[name]
    if len(block.text) < 25 and not block.text.endswith(_SENTENCE_END) and block.container.tag not in _SHORT_OK:
        return "short line"
    return KEEP


_SHORT_OK: Final = frozenset(("p", "h2", "h3", "h4", "li", "td", "th", "blockquote"))


def _trim(blocks: Sequence[Candidate], verdicts: list[str]) -> list[str]:
    """Drop headings that nothing follows: they announced a box that was dropped."""
    following = False
    for position in range(len(verdicts) - 1, -1, -1):
        if verdicts[position] != KEEP:
            continue
        heading = blocks[position].container.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        if heading and not following:
            verdicts[position] = "heading without text"
        following = following or not heading
    return verdicts
