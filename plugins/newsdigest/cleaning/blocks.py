"""One pass over a page while it is parsed: its text blocks in reading order, and what is known of where each stands.

The parser reports tags and text as it meets them and builds no tree: blocks and containers are all that is needed of
one, and a tree of a thousand elements costs as much as finding them. What the page says of itself to machines (meta
tags, linked data) is collected on the way.

A block is a maximal run of text that no border of a block-level element interrupts: a paragraph, but also the bare text
of a ``div``, or what stands between two double line breaks. Containers are the block-level elements around them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Final

from lxml import etree

from newsdigest.cleaning.lexicon import BIT, INNER, element_flags, name_flags

Piece = str | tuple[str, str]
"""Text of a block, or an inline tag in it: ``("em", "")``, ``("a", address)``, ``("/a", "")``, ``("br", "")``."""

_OPAQUE: Final = {  # their text is accounted for in one piece
    "noscript": "text for browsers without scripts",
    "template": "template",
    "svg": "drawing",
    "math": "formula",
    "iframe": "embedded frame",
    "object": "embedded object",
    "select": "form control",
    "textarea": "form control",
    "button": "button",
    "video": "embedded video",
    "audio": "embedded audio",
    "canvas": "drawing",
    "datalist": "form control",
}
_LINKS: Final = {"nav": "navigation", "footer": "footer"}  # unless there is text in them, they need no closer look
_MARKS: Final = {"em": "em", "i": "em", "strong": "strong", "b": "strong", "a": "a", "q": "q"}

# How the walk treats an element; any other is inline and means nothing by itself.
_BORDER: Final = 1
_PROSAIC: Final = 2
_LINKED: Final = 3
_ROOT: Final = 4
_MARK: Final = 5
_SHUT: Final = 6
_BREAK: Final = 7
_RULE: Final = 8
_IMAGE: Final = 9
_TIME: Final = 10
_SAYS: Final = 11
_HEAD: Final = 12
_KINDS: Final = {
    **dict.fromkeys(
        re.findall(
            r"\S+",
            """
    address amp-img aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    form frameset h2 h3 h4 h5 h6 header hgroup label legend li menu ol optgroup option pre search section summary table
    tbody td tfoot th thead tr ul
""",
        ),
        _BORDER,
    ),
    **dict.fromkeys(("p", "h1", "article", "main"), _PROSAIC),  # borders; a ``nav`` with one may hold text
    "html": _ROOT,
    **dict.fromkeys(("script", "style", "title"), _SHUT),
    **dict.fromkeys(_OPAQUE, _SHUT),
    **dict.fromkeys(_LINKS, _LINKED),
    **dict.fromkeys(_MARKS, _MARK),
    **dict.fromkeys(("link", "meta", "base"), _SAYS),
    "head": _HEAD,
    "br": _BREAK,
    "hr": _RULE,
    "img": _IMAGE,
    "picture": _IMAGE,
    "time": _TIME,
}
_NONE: Final[dict[str, str]] = {}  # an element without attributes
_POST: Final = BIT["post"]
# lxml asks each target for it, and to work it out takes a hundredth of the time of cleaning.
_SIGNATURE: Final = inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in "ta"])
_ENDS: Final = {mark: (f"/{mark}", "") for mark in _MARKS.values()}
_ITEMS: Final = frozenset(("articleSection", "publisher"))  # read as microdata where meta tags do not have them
_LONGEST_NAME: Final = 80  # characters
_META_NAMES: Final = ("property", "name", "itemprop", "http-equiv")
MAX_ELEMENTS: Final = 500_000
MAX_BLOCKS: Final = 20_000
MAX_TEXT: Final = 5_000_000
"""Characters in all blocks together; no page for people comes near any of these three."""


class Container:
    """A block-level element, or one with a class: what it says of itself, and how much stands in it.

    No dataclass, like ``Candidate``: what compiles this file sets the attributes itself, several times as fast.
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- the fields
        self, tag: str, parent: Container | None, index: int, depth: int, names: str, flags: int
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.index = index
        self.depth = depth
        self.names = names
        self.flags = flags
        """Bits of ``lexicon``."""
        self.chars = 0
        """Characters of text in it, at any depth."""
        self.linked = 0
        """Of those, in links."""
        self.blocks = 0
        self.prose = 0
        """Characters in blocks that read like sentences."""
        self.article = False
        """Whether it is marked as holding one article: by its tag, or as WordPress does (``hentry``, ``post-123``)."""
        self.inherited = 0
        """Its flags and those of all around it that hold only a part of the page's prose."""


class Candidate:
    """A block of the page before it is decided what it is."""

    def __init__(  # noqa: PLR0913, PLR0917 -- the fields
        self,
        index: int,
        text: str,
        container: Container,
        pieces: list[Piece],
        opaque: str = "",
        inner: int = 0,
        linked: int = 0,
        links: int = 0,
        strong: int = 0,
        slanted: int = 0,
        after_image: bool = False,
    ) -> None:
        self.index = index
        self.text = text
        self.container = container
        self.pieces = pieces
        self.opaque = opaque
        """Why the block can never be part of an article, if so."""
        self.inner = inner
        """What inline elements around its text say."""
        self.linked = linked
        self.links = links
        self.strong = strong
        self.slanted = slanted
        """Characters in links (and how many of these), in bold type and in italics."""
        self.after_image = after_image
        self.prose = 0
        """Characters if it reads like sentences, else none; set by ``boilerplate.measure``."""


@dataclass(slots=True, eq=False)
class Said:
    """What a page says of itself to machines, as it stands."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Name, property or itemprop of each ``<meta>``, in lower case → its contents in order."""
    title: str = ""
    canonical: str = ""
    language: str = ""
    linked_data: list[str] = field(default_factory=list)
    """The text of each script with JSON-LD."""


@dataclass(slots=True, eq=False)
class Page:
    """The blocks of a page in reading order and the containers in document order."""

    blocks: list[Candidate] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    heads: list[Candidate] = field(default_factory=list)
    """The blocks in first headings (``h1``)."""
    times: list[tuple[str, int]] = field(default_factory=list)
    """``datetime`` of each time element, and the index of the block that it stands in or before."""
    frames: list[tuple[str, int, Container]] = field(default_factory=list)
    """Address of each embedded frame, the index of the block that it stands before, and what it stands in."""
    said: Said = field(default_factory=Said)


class TooLargeError(Exception):
    """The page has more elements than any page that people read."""


def walk(data: bytes) -> Page:  # noqa: PLR0915 -- one state machine; a call more per element would double its cost
    """Parse a page, given in UTF-8, leniently, and gather its blocks and containers.

    No entity of the document's own is expanded and nothing is loaded: libxml2's HTML parser knows neither.
    Raises TooLargeError beyond ``MAX_ELEMENTS``, ``MAX_BLOCKS`` or ``MAX_TEXT``.
    """
    page = Page()
    blocks, containers, times, frames, said = page.blocks, page.containers, page.times, page.frames, page.said
    chunks: list[str] = []  # text since the last tag
    container = nowhere = Container("", None, -1, 0, "", 0)  # the innermost one with text so far
    pending: list[tuple[str, dict[str, str]]] = []  # elements opened in it that hold no text yet: most never will
    pieces: list[Piece] = []  # of the block that text is added to; empty before its first visible character
    inner = linked = linking = strong = slanted = 0  # what is known of it so far, as ``Candidate`` has it
    pictured, holder = False, container
    marks: list[Piece] = []  # inline tags that are open
    image = False
    waiting = 0  # flags of inline elements opened since the last text
    links = strongs = slants = 0
    done: list[str] = []  # what to undo at each element's end
    broken = False  # a line break that nothing followed yet
    line = between = False  # an inline element ended and nothing followed yet; a line break came after it
    seen = size = prosaic = 0
    shut = ""  # the element whose content is no text of the page, if we are in one
    depth = 0  # of elements open in it, itself included
    texts: list[str] = []  # its text
    linked_at = -1  # where in ``texts`` linked data begin, while in a script with such
    navs: list[tuple[int, int, bool]] = []  # for each open nav: blocks, prosaic elements and image before it
    headed = False
    item = ""  # the property of microdata that we are in
    level = -1  # how many elements were open when it, or the name in it, began
    scoped = False  # whether its name is still to come
    named: list[str] = []  # its text
    items: list[tuple[str, str]] = []

    def add() -> None:
        """Add the text since the last tag to the current block, starting one at its first visible character."""
        nonlocal \
            pieces, \
            holder, \
            inner, \
            linked, \
            linking, \
            strong, \
            slanted, \
            pictured, \
            image, \
            waiting, \
            broken, \
            line, \
            between
        text = chunks[0] if len(chunks) == 1 else "".join(chunks)
        chunks.clear()
        if depth:
            texts.append(text)
            return
        if item:
            named.append(text)
        if text.isspace():
            if pieces:
                pieces.append(" ")
            return
        line = between = False
        if not pieces:
            if pending:
                settle()
            pieces = marks[:]
            holder, inner, linked, linking, strong, slanted, pictured = container, waiting, 0, 0, 0, 0, image
            image = False
        elif broken:
            pieces.append(("br", ""))
        broken = False
        waiting = 0
        pieces.append(text)
        if links or strongs or slants:
            chars = len(text.strip())
            if links:
                linked += chars
            if strongs:
                strong += chars
            if slants:
                slanted += chars

    def note(tag: str, attributes: dict[str, str]) -> None:
        """Note where a property of microdata begins that we read, or the name in it."""
        nonlocal item, level, scoped
        name = attributes["itemprop"]
        if item:
            begins = scoped and name == "name"
            scoped = scoped and not begins
        else:
            begins = name in _ITEMS and tag != "meta"
            if begins:
                item, scoped = name.lower(), "itemscope" in attributes
        if begins:
            level = len(done)
            named[:] = [content] if (content := attributes.get("content")) else []

    def settle() -> None:
        """Make containers of the elements that text is about to be in."""
        nonlocal container
        one = container
        for tag, attributes in pending:
            names, flags = element_flags(tag, attributes)
            one = Container(tag, one, len(containers), one.depth + 1, names, flags)
            if tag == "article" or (flags & _POST and tag != "body"):
                one.article = True
            containers.append(one)
        container = one
        pending.clear()

    def flush() -> None:
        """End the current block."""
        nonlocal pieces, broken, between, size
        if pieces:
            parts = [piece for piece in pieces if isinstance(piece, str)]
            if text := fold("".join(parts) if len(parts) > 1 else parts[0]):
                size += len(text)
                if size > MAX_TEXT or len(blocks) > MAX_BLOCKS:
                    raise TooLargeError
                blocks.append(
                    Candidate(len(blocks), text, holder, pieces, "", inner, linked, linking, strong, slanted, pictured)
                )
            pieces = []
        broken = between = False

    def start(tag: str, given: Mapping[str, str]) -> None:  # noqa: PLR0912, PLR0915 -- one branch a kind of element
        nonlocal image, waiting, links, linking, strongs, slants, broken, line, between, seen, prosaic
        nonlocal shut, depth, linked_at, headed
        if chunks:
            if not pieces and not depth and chunks[0].isspace() and len(chunks) == 1:
                chunks.clear()
            else:
                add()
        seen += 1
        if seen > MAX_ELEMENTS:
            raise TooLargeError
        attributes = given if isinstance(given, dict) else _NONE
        kind = _KINDS.get(tag, 0)
        if depth:
            depth += 1
            if kind == _SAYS:
                _listen(said, tag, attributes)
            elif tag == "script" and _is_linked_data(attributes):
                linked_at = len(texts)
            return
        if "itemprop" in attributes:
            note(tag, attributes)
        if 0 < kind <= _ROOT:
            if pieces:
                flush()
            waiting = 0
            pending.append((tag, attributes))
            if kind == _LINKED:
                navs.append((len(blocks), prosaic, image))
                done.append("nav")
                return
            done.append("block")
            if kind == _PROSAIC:
                prosaic += 1
            elif kind == _ROOT:
                said.language = attributes.get("lang") or attributes.get("xml:lang") or ""
            return
        if between and tag in _LINES:  # a line break alone between two inline elements: so old pages set headlines
            flush()
        after, line, between = line, False, False
        if kind == _MARK:
            action = _MARKS[tag]
            if not pieces and (named := attributes.get("class")):  # the commonest elements: their class is enough
                waiting |= name_flags(named) & INNER
            mark = (action, attributes.get("href", "") if action == "a" else "")
            if action == "a":
                links += 1
                linking += 1
            elif action == "strong":
                strongs += 1
            elif action == "em":
                slants += 1
            marks.append(mark)
            if pieces:
                pieces.append(mark)
            done.append(action)
        elif kind == _SHUT:
            shut, depth = tag, 1
            texts.clear()
            if tag in _OPAQUE:
                flush()
                if tag == "iframe" and (address := attributes.get("src") or attributes.get("data-src")):
                    frames.append((address, len(blocks), container))
            elif tag == "script" and _is_linked_data(attributes):
                linked_at = 0
        elif not kind or kind == _TIME:
            bits = element_flags(tag, attributes)[1] if attributes or kind else 0
            waiting |= bits & INNER
            if kind:
                if stated := attributes.get("datetime"):
                    times.append((stated, len(blocks)))
                done.append("")
            elif bits & ~_POST:
                pending.append((tag, attributes))
                done.append("container")
            else:
                done.append("")
        else:
            done.append("")
            if kind == _BREAK:
                if broken:
                    flush()
                elif pieces:
                    broken = True
                    between = after
                    pieces.append("\n")
            elif kind == _IMAGE:
                image = True
            elif kind == _RULE:
                flush()
            elif kind == _SAYS:
                _listen(said, tag, attributes)
            else:
                headed = True

    def end(tag: str) -> None:  # noqa: PLR0912, PLR0915 -- one branch a kind of element
        nonlocal \
            container, \
            image, \
            waiting, \
            links, \
            strongs, \
            slants, \
            broken, \
            line, \
            between, \
            depth, \
            linked_at, \
            headed, \
            item
        if chunks:
            if not pieces and not depth and chunks[0].isspace() and len(chunks) == 1:
                chunks.clear()
            else:
                add()
        if depth:
            depth -= 1
            if linked_at >= 0 and tag == "script":
                said.linked_data.append("".join(texts[linked_at:]))
                linked_at = -1
            if not depth:
                if shut == "title":
                    said.title = said.title or fold("".join(texts))
                elif shut in _OPAQUE and not headed:
                    text = "" if shut == "svg" else fold(" ".join(texts))
                    if text:
                        settle()
                        blocks.append(Candidate(len(blocks), text, container, [text], opaque=_OPAQUE[shut]))
                    image = image or shut in ("iframe", "video", "object")
            return
        action = done.pop()
        if item and len(done) == level:
            items.append((item, fold("".join(named))))
            item = ""
        if action == "block" or action == "nav":  # noqa: PLR1714 -- twice as fast as a look into a tuple
            if pieces:
                flush()
            waiting = 0
            if pending:
                pending.pop()
            else:
                container = container.parent or container
            if action == "nav":
                first, before, image_before = navs.pop()
                if prosaic == before:
                    image = image_before
                    part = blocks[first:]
                    del blocks[first:]
                    for block in part:
                        # One link, one block: links of a menu stand side by side, and nothing parts them.
                        texts_in = [fold(piece) for piece in block.pieces if isinstance(piece, str)]
                        why = block.opaque or _LINKS[tag]
                        for text in [block.text] if block.opaque else filter(None, texts_in):
                            blocks.append(Candidate(len(blocks), text, block.container, [text], why))
            return
        line = tag in _LINES
        if action == "container":
            if pending:
                pending.pop()
            else:
                container = container.parent or container
        elif action:
            if action == "a":
                links -= 1
            elif action == "strong":
                strongs -= 1
            elif action == "em":
                slants -= 1
            if pieces:
                pieces.append(_ENDS[action])
            marks.pop()
        elif tag == "head":
            headed = False

    try:
        vars(start)["__signature__"] = _SIGNATURE
    except TypeError:  # compiled, it is an instance of a class of its own
        type(start).__signature__ = _SIGNATURE  # type: ignore[attr-defined]
    target = SimpleNamespace(start=start, end=end, data=chunks.append, close=lambda: None)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, target=target)
    with suppress(etree.ParserError, etree.XMLSyntaxError, ValueError):
        etree.fromstring(data, parser)
    if chunks and not depth:
        add()
    flush()
    page.heads += [block for block in blocks if block.container.tag == "h1"]
    for name, value in items[:4]:
        if 0 < len(value) <= _LONGEST_NAME:
            said.meta.setdefault(name, []).append(value)
    blocks, containers, frames = [], [], []  # lxml holds on to its target, and so to all that is named in it
    container = holder = nowhere
    return page


def _is_linked_data(attributes: dict[str, str]) -> bool:
    """Whether a script holds JSON-LD."""
    kind = attributes.get("type", "")
    return "ld+json" in kind.lower() and kind.split(";")[0].strip().lower() == "application/ld+json"


def _listen(said: Said, tag: str, attributes: dict[str, str]) -> None:
    """Note what a ``meta`` or ``link`` element says."""
    if tag == "meta":
        content = attributes.get("content")
        if content:
            for key in _META_NAMES:
                if name := attributes.get(key):
                    said.meta.setdefault(name.strip().lower(), []).append(content)
    elif tag == "link" and not said.canonical and attributes.get("rel", "").lower() == "canonical":
        said.canonical = attributes.get("href", "").strip()


_LINES: Final = frozenset(("font", "b", "strong", "span", "small", "big", "a"))


def fold(text: str) -> str:
    """Fold white space and drop characters that only tell where a word may be broken."""
    text = text.strip()
    if text.isprintable() and "  " not in text:  # of white space, only the space is printable
        return text
    if not text.isascii():
        for character in _INVISIBLE:
            if character in text:
                text = text.replace(character, "")
    return " ".join(text.split())


_INVISIBLE: Final = ("\xad", "\u200b", "\u2060", "\ufeff")
