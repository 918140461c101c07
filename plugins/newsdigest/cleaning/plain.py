"""Markdown → the plain text of its blocks.

``paragraphs`` reads the subset of Markdown that ``markdown.from_html`` writes ten times as fast as python-markdown
would; a body that an editor wrote in any other Markdown is rendered by python-markdown instead.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree
from markdown import Markdown

CELL: Final = " | "
"""Stands between the cells of a table row where the row is read as plain text."""

# What from_html never writes; a body with any of it was written by a person and goes through python-markdown. Every
# branch of the first starts with one literal character, so that the search passes over prose at the speed of C.
_FOREIGN: Final = re.compile(
    r"""<(?<!\\<) | `(?<!\\`) | {(?<!\\{) | _(?<![^\W_]_)(?<!\\_) | _(?![^\W_])(?<!\\_)
      | \*(?<=\s\*)(?=\s|$) | !(?=\[)(?<!\\!) | \](?=[\[(])(?<!\\\]) | \[(?=\^)(?<!\\\[)""",
    re.VERBOSE,
)
_FOREIGN_LINE: Final = re.compile(  # fences, other bullets, underlined headings, definitions, rules, closed headings
    r"""```|~~~|[*+]\s|=+\s*$|-+\s*$|\[[^\]]*\]:|:\s|\[TOC\]|(?:[-*_]\ ?){3,}$|\#(?!\#*\s)|\#.*(?<!\\)\#$
      | \|?\s*:?-+:?\s*\|""",
    re.VERBOSE,
)
_TARGET: Final = re.compile(r"\]\([^()\s]*\)")
_LINK: Final = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\([^()\s]*\)")
_MARK: Final = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|])|\*{1,3}")
_ENTITY: Final = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_ITEM: Final = re.compile(r"(?:-|\d+\.)\s+")
_HEADING: Final = re.compile(r"#{1,6}\s+")
_RULE: Final = re.compile(r"\|(?: *:?-+:? *\|)+$")
_CELLS: Final = re.compile(r"(?<!\\)\|")


def paragraphs(body: str) -> tuple[str, ...]:
    """Give the plain text of each block of a Markdown body, in order.

    A block is a paragraph, heading, list item (without what is nested in it), paragraph of a quote, or table row (its
    cells joined by `` | ``); white space is folded. They are the blocks that ``rendered_paragraphs`` finds in the HTML
    that python-markdown makes of the body.
    """
    if (
        "\t" in body
        or (_marked(body) and _FOREIGN.search(_TARGET.sub("].", body) if "](" in body else body))
        or any(_foreign(line) for line in body.split("\n") if not line[:1].isalpha())
    ):
        return rendered_paragraphs(render(body))
    return tuple(text for block in _split(body) if (text := " ".join(_plain(block).split())))


def _marked(body: str) -> bool:
    """Whether a body holds any of the marks that ``_FOREIGN`` looks at."""
    return any(mark in body for mark in ("](", "*", "_", "<", "`", "{", "![", "[^", "]["))


def _foreign(line: str) -> bool:
    """Whether a line starts like Markdown that ``from_html`` never writes."""
    line = line.lstrip()
    return bool(line) and not line[0].isalpha() and _FOREIGN_LINE.match(line) is not None and not _RULE.match(line)


def _split(body: str) -> Iterator[str]:
    """Cut a body of our subset into the Markdown of its blocks, marks of the block taken off."""
    for chunk in re.split(r"\n[ \t]*\n", body):
        if chunk[:1].isalpha() and "\n" not in chunk:  # a paragraph, as nearly all are
            yield chunk
            continue
        lines = [line.lstrip() for line in chunk.split("\n")]
        if lines[0].startswith("> ") or lines[0] == ">":
            quoted = "\n".join(line[1:].lstrip(" ") if line.startswith(">") else line for line in lines)
            yield from _split(quoted)
        elif len(lines) > 1 and _RULE.match(lines[1]):
            for row in (lines[0], *lines[2:]):
                yield CELL.join(cell.strip() for cell in _CELLS.split(row.strip().strip("|")) if cell.strip())
        else:
            yield from _lines(lines)


def _lines(lines: Iterable[str]) -> Iterator[str]:
    """Cut the lines of one chunk where a heading or a list item starts."""
    block: list[str] = []
    for line in lines:
        item = _ITEM.match(line)
        text = line[item.end() :] if item else line
        heading = _HEADING.match(text)
        if item or heading:
            yield " ".join(block)
            block = []
        if heading:
            yield text[heading.end() :]
        else:
            block.append(text)
    yield " ".join(block)


def _plain(text: str) -> str:
    """Take links, emphasis, escapes and character references off a line of our subset."""
    if "[" in text:
        while "](" in text and (bare := _LINK.sub(r"\1", text)) != text:
            text = bare
    if "*" in text or "\\" in text:
        text = _MARK.sub(lambda found: found[1] or "", text)
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def render(body: str) -> str:
    """Render a body as the site does: python-markdown with its ``extra`` extension."""
    return Markdown(extensions=["extra"], output_format="html").convert(body)


_LEAVES: Final = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "pre", "dt", "dd", "div", "blockquote", "ul", "ol", "dl")
) | {"table", "thead", "tbody"}


def rendered_paragraphs(rendered: str) -> tuple[str, ...]:
    """Give the plain text of each block of rendered HTML: what ``paragraphs`` gives for the Markdown it came from."""
    if not rendered.strip():
        return ()
    texts = ("".join(text) for text in _leaves(etree.fromstring(f"<div>{rendered}</div>", etree.HTMLParser())))
    return tuple(folded for text in texts if (folded := " ".join(text.split())))


def _leaves(root: etree._Element) -> Iterator[list[str]]:
    """Yield runs of text between the borders of blocks; the cells of a row stay together."""
    run: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _LEAVES:
            yield run
            run = []
        if event == "start":
            if element.tag in ("td", "th") and any(text.strip() for text in run) and (element.text or len(element)):
                run.append(CELL)
            run.append(" " if element.tag == "br" else element.text or "")
        else:
            run.append(element.tail or "")
    yield run
