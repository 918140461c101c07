"""Article fragment → Markdown.

``from_html`` writes a small, fixed subset of Markdown (paragraphs, ATX headings, lists, quotes, pipe tables, emphasis,
links, hard breaks) that python-markdown with its ``extra`` extension reads back as the same blocks: whatever has a
meaning in Markdown and stands in the text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

# The title of the page is its only first heading.
HEADINGS: Final = {f"h{level}": max(2, level) for level in range(1, 7)}
_EMPHASIS: Final = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_QUOTES: Final = {"q": ("“", "”")}

# Characters with a meaning inside a line, and those with a meaning at its start.
_INLINE: Final = re.compile(r"[\\`*\[\]{}<]|(?<![^\W_])_|_(?![^\W_])|&(?=#|\w+;)")
_SPECIAL: Final = "&[]_*<\\`{}"
_START: Final = re.compile(r"(?P<number>\d+)(?=\.(?:\s|$))|(?P<mark>[#>+|-])|(?P<entity>[:=~])")
_ENTITIES: Final = {"<": "&lt;", "&": "&amp;"}
_HREF: Final = str.maketrans({c: f"%{ord(c):02X}" for c in " ()<>\"'`\\*_[]{}|^\n\t"} | {"_": "_"})
_REFERENCE: Final = re.compile(r"&(?=#|\w+;)")


def from_html(fragment: str) -> str:
    """Write the HTML of an article's blocks as Markdown.

    ``fragment`` is flat, clean HTML as ``fragment.build`` makes it: blocks, lists, quotes and tables of bounded depth.
    The method is one pass over Beautiful Soup's tree of it; equal neighbours (two lists, two quotes) become one,
    because Markdown cannot tell them apart.
    """
    soup = BeautifulSoup(fragment, "lxml")
    return "\n\n".join(_blocks(soup.body)) if soup.body else ""


_BORDERS: Final = frozenset((*HEADINGS, "p", "div", "ul", "ol", "blockquote", "table"))


def _blocks(parent: Tag) -> Iterator[str]:
    """Markdown of each block below an element; inline content between blocks is a paragraph."""
    for group in _neighbours(parent):
        first = group[0]
        if isinstance(first, Tag) and first.name in _BORDERS:
            text = _block(first, [child for child in group[1:] if isinstance(child, Tag)])
        else:
            text = escape_start(_line(group))
        if text:
            yield text


def _neighbours(parent: Tag) -> Iterator[list[PageElement]]:
    """Group an element's children: lists with lists, quotes with quotes, inline content with inline content."""
    group: list[PageElement] = []
    before = ""
    for child in parent.children:
        kind = child.name if isinstance(child, Tag) and child.name in _BORDERS else "inline"
        kind = "list" if kind in ("ul", "ol") else kind
        if kind == "inline" and before in ("list", "blockquote") and not child.get_text().strip():
            continue
        if group and (kind != before or kind not in ("list", "blockquote", "inline")):
            yield group
            group = []
        group.append(child)
        before = kind
    if group:
        yield group


def _block(block: Tag, merged: list[Tag]) -> str:
    """Markdown of one block, or of several equal neighbours that become one."""
    if block.name in HEADINGS:
        return _heading(_line(block.children, emphasis=False), block.name)
    if block.name in ("ul", "ol"):
        return _list([block, *merged])
    if block.name == "blockquote":
        return quote([text for part in (block, *merged) for text in _blocks(part)])
    if block.name == "table":
        return _table(block)
    return escape_start(_line(block.children))


def _heading(text: str, tag: str) -> str:
    """Markdown of a heading, given as inline Markdown; a closing # would vanish."""
    text = text.replace("  \n", " ").replace("#", "\\#")
    return f"{'#' * HEADINGS[tag]} {text}" if text else ""


def _list(lists: list[Tag]) -> str:
    """Markdown of a list; items with several blocks are indented by four columns, as python-markdown wants them."""
    items = [list(_blocks(item)) for one in lists for item in one.find_all("li", recursive=False)]
    ordered = lists[0].name == "ol"
    return listed(items, ordered=ordered, start=int(str(lists[0].get("start") or 1)) if ordered else 1)


def listed(contents: Iterable[Sequence[str]], *, ordered: bool, start: int = 1) -> str:
    """Write a list of items, each given as its blocks in Markdown; one without any is left out."""
    items: list[str] = []
    for blocks in filter(None, contents):
        mark = f"{start + len(items)}." if ordered else "-"
        items.append(f"{mark} " + "\n\n".join(blocks).replace("\n", "\n    ").replace("\n    \n", "\n\n"))
    loose = any("\n\n" in item for item in items)
    return ("\n\n" if loose else "\n").join(items)


def quote(blocks: Iterable[str]) -> str:
    """Write a quote of blocks in Markdown."""
    lines = "\n\n".join(blocks).split("\n")
    return "\n".join(f"> {line}".rstrip() if not line.endswith("  ") else f"> {line}" for line in lines)


def _table(table: Tag) -> str:
    """Markdown of a table; the first row is its head, for Markdown knows no table without one."""
    rows = [
        [
            _line(cell.children).replace("  \n", " ").replace("|", "\\|")
            for cell in row.find_all(("td", "th"), recursive=False)
        ]
        for row in table.find_all("tr")
    ]
    width = max((len(row) for row in rows), default=0)
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return "\n".join([*lines[:1], "|" + " --- |" * width, *lines[1:]]) if lines else ""


def _line(content: Iterable[PageElement], *, emphasis: bool = True) -> str:
    """Inline Markdown of a block: one line, or several joined by hard breaks."""
    return _fold_lines("".join(_inline(content, "", emphasis=emphasis)))


def _fold_lines(text: str) -> str:
    """Fold white space, and write line breaks as hard ones."""
    if "\n" not in text:
        return " ".join(text.split())
    return "  \n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def _inline(content: Iterable[PageElement], around: str, *, emphasis: bool) -> Iterator[str]:
    """Inline Markdown of an element's content; ``around`` holds the emphasis that is already on."""
    for child in content:
        if isinstance(child, NavigableString):
            yield escape(str(child).replace("\n", " "))
            continue
        if not isinstance(child, Tag):
            continue
        if child.name == "br":
            yield "\n"
            continue
        mark = _EMPHASIS.get(child.name, "") if emphasis else ""
        if mark and not around:
            yield _hug("".join(_inline(child.children, mark, emphasis=emphasis)), mark, mark)
        elif child.name == "a" and child.get("href"):
            inner = "".join(_inline(child.children, around, emphasis=emphasis)).replace("\n", " ")
            yield _hug(inner, "[", f"]({href(str(child['href']))})")
        elif child.name in _QUOTES:
            left, right = _QUOTES[child.name]
            yield left + "".join(_inline(child.children, around, emphasis=emphasis)) + right
        else:
            yield from _inline(child.children, around, emphasis=emphasis)


def paragraph(pieces: Iterable[str | tuple[str, str]], heading: str = "") -> str:
    """Write one paragraph, or a heading of the given tag, as Markdown.

    ``pieces`` are its text and inline tags in order, every tag closed: ``"text"``, ``("a", address)``, ``("/a", "")``,
    ``("br", "")``. The result is what ``from_html`` gives for the same as HTML, at a fraction of the cost.
    """
    text = _fold_lines(_flow(pieces, emphasis=not heading))
    return _heading(text, heading) if heading else escape_start(text)


def _flow(pieces: Iterable[str | tuple[str, str]], *, emphasis: bool) -> str:
    """Inline Markdown of pieces; emphasis within emphasis is left out."""
    out: list[str] = []
    outer: list[tuple[str, str, str, list[str]]] = []  # tags that are open: name, address, emphasis and text before
    around = ""
    for piece in pieces:
        if isinstance(piece, str):
            out.append(escape(piece.replace("\n", " ")))
            continue
        name, address = piece
        if name == "br":
            out.append("\n")
        elif name.startswith("/"):
            inner = "".join(out)
            name, address, before, out = outer.pop()
            if around != before:
                inner = _hug(inner, around, around)
            elif name == "a":
                inner = _hug(inner.replace("\n", " "), "[", f"]({href(address)})")
            elif name in _QUOTES:
                inner = _QUOTES[name][0] + inner + _QUOTES[name][1]
            out.append(inner)
            around = before
        else:
            outer.append((name, address, around, out))
            around = around or (_EMPHASIS.get(name, "") if emphasis else "")
            out = []
    return "".join(out)


def _hug(text: str, left: str, right: str) -> str:
    """Set marks around a text, leaving white space outside them; nothing around nothing."""
    core = text.strip()
    if not core or "\n" in core:
        return text
    start = text.index(core)
    return text[:start] + left + core + right + text[start + len(core) :]


def escape(text: str) -> str:
    """Escape what would mean something inside a line of Markdown."""
    for mark in _SPECIAL:
        if mark in text:
            break
    else:
        return text
    return _INLINE.sub(lambda found: _ENTITIES.get(found[0]) or "\\" + found[0], text)


def escape_start(text: str) -> str:
    """Escape what would mean something at the start of each line of a paragraph: ``# x``, ``1.``, ``---``."""
    if "\n" not in text and text[:1].isalpha():
        return text
    return "\n".join(_START.sub(_at_start, line, count=1) if _START.match(line) else line for line in text.split("\n"))


def _at_start(found: re.Match[str]) -> str:
    """Escape one mark at the start of a line."""
    if found["number"]:
        return found["number"] + "\\"
    return f"&#{ord(found['entity'])};" if found["entity"] else "\\" + found["mark"]


def href(address: str) -> str:
    """Write an address so that it ends where it should inside ``[text](address)``."""
    return _REFERENCE.sub("&amp;", address.translate(_HREF))
