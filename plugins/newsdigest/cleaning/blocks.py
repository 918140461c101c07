"""One walk over a parsed page: its text blocks in reading order, with all that is known of where each stands.

A block is a maximal run of text that no border of a block-level element interrupts: a paragraph, but also the bare text
of a ``div``, or what stands between two double line breaks. Containers are the block-level elements around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from newsdigest.cleaning.lexicon import INNER, element_flags, name_flags

Piece = str | tuple[str, str]
"""Text of a block, or an inline tag in it: ``("em", "")``, ``("a", address)``, ``("/a", "")``, ``("br", "")``."""

_BLOCK: Final = frozenset(
    re.findall(
        r"\S+",
        """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html iframe legend li main menu nav ol optgroup option p pre
    search section select summary table tbody td tfoot th thead tr ul button textarea label amp-img video audio object
""",
    )
)
_SKIP: Final = frozenset(("script", "style", "head", "link", "meta", "title", "base"))
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
_POST: Final = re.compile(r"\bhentry\b|\bpost-\d+\b")
MAX_ELEMENTS: Final = 500_000
MAX_BLOCKS: Final = 20_000
MAX_TEXT: Final = 5_000_000
"""Characters in all blocks together; no page for people comes near any of these three."""


@dataclass(slots=True, eq=False)
class Container:
    """A block-level element, or one with a class: what it says of itself, and how much stands in it."""

    tag: str
    parent: Container | None
    index: int
    depth: int
    names: str
    flags: int
    """Bits of ``lexicon``."""
    chars: int = 0
    """Characters of text in it, at any depth."""
    linked: int = 0
    """Of those, in links."""
    blocks: int = 0
    prose: int = 0
    """Characters in blocks that read like sentences."""
    article: bool = False
    """Whether it is marked as holding one article: by its tag, or as WordPress does (``hentry``, ``post-123``)."""
    inherited: int = 0
    """Its flags and those of all around it that hold only a part of the page's prose."""


@dataclass(slots=True, eq=False)
class Candidate:
    """A block of the page before it is decided what it is."""

    index: int
    text: str
    container: Container
    pieces: list[Piece]
    opaque: str = ""
    """Why the block can never be part of an article, if so."""
    inner: int = 0
    """What inline elements around its text say."""
    linked: int = 0
    links: int = 0
    strong: int = 0
    after_image: bool = False
    timed: bool = False
    prose: int = 0
    """Characters if it reads like sentences, else none; set by ``boilerplate.measure``."""


@dataclass(slots=True, eq=False)
class Page:
    """The blocks of a page in reading order and the containers in document order."""

    blocks: list[Candidate] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)
    """``datetime`` of each time element, and the index of the block that it stands in or before."""


class TooLargeError(Exception):
    """The page has more elements than any page that people read."""


def walk(root: etree._Element) -> Page:  # noqa: PLR0912, PLR0915 -- a call per element would double its cost
    """Gather the blocks and containers of a page in one pass, without recursion.

    Raises TooLargeError beyond ``MAX_ELEMENTS``, ``MAX_BLOCKS`` or ``MAX_TEXT``.
    """
    page = Page()
    blocks, containers = page.blocks, page.containers
    container = Container("", None, -1, 0, "", 0)
    current: Candidate | None = None  # the block that text is added to; none before its first visible character
    marks: list[Piece] = []  # inline tags that are open
    image = timed = False
    waiting = 0  # flags of inline elements opened since the last text
    links = strongs = 0
    done: list[str] = []  # what to undo at each element's end
    broken = False  # a line break that nothing followed yet
    seen = size = 0

    def add(text: str) -> None:
        """Add text to the current block, starting one at its first visible character."""
        nonlocal current, image, waiting, broken
        if text.isspace():
            if current is not None:
                current.pieces.append(" ")
            return
        if current is None:
            current = Candidate(len(blocks), "", container, list(marks), inner=waiting, after_image=image)
            image = False
        elif broken:
            current.pieces.append(("br", ""))
        broken = False
        waiting = 0
        current.pieces.append(text)
        if links or strongs:
            size = len(text.strip())
            if links:
                current.linked += size
            if strongs:
                current.strong += size
        if timed:
            current.timed = True

    def flush() -> None:
        """End the current block."""
        nonlocal current, broken, size
        if current is not None:
            current.text = fold("".join([piece for piece in current.pieces if type(piece) is str]))
            if current.text:
                size += len(current.text)
                if size > MAX_TEXT or len(blocks) > MAX_BLOCKS:
                    raise TooLargeError
                blocks.append(current)
            current = None
        broken = False

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            action = done.pop()
            if not action:
                pass
            elif action == "block":
                if current is not None:
                    flush()
                waiting = 0
                assert container.parent is not None
                container = container.parent
            elif action == "container":
                assert container.parent is not None
                container = container.parent
            elif action == "time":
                timed = False
            else:
                if action == "a":
                    links -= 1
                elif action == "strong":
                    strongs -= 1
                if current is not None:
                    current.pieces.append((f"/{action}", ""))
                for position in range(len(marks) - 1, -1, -1):
                    if marks[position][0] == action:
                        del marks[position]
                        break
            tail = element.tail
            if tail and (current is not None or not tail.isspace()):
                add(tail)
            continue
        seen += 1
        if seen > MAX_ELEMENTS:
            raise TooLargeError
        tag = element.tag
        if tag in _SKIP:
            walker.skip_subtree()
            done.append("")
            continue
        if tag in _LINKS and next(element.iter("p", "h1", "article", "main"), None) is None:
            flush()
            for text in map(fold, map(str, element.itertext(with_tail=False))):
                if text:
                    blocks.append(Candidate(len(blocks), text, container, [text], opaque=_LINKS[tag]))
            walker.skip_subtree()
            done.append("")
            continue
        if tag in _OPAQUE:
            flush()
            text = "" if tag == "svg" else fold(" ".join([str(text) for text in element.itertext()]))
            if text:
                blocks.append(Candidate(len(blocks), text, container, [text], opaque=_OPAQUE[tag]))
            image = image or tag in ("iframe", "video", "object")
            walker.skip_subtree()
            done.append("")
            continue
        action = ""
        if tag in _BLOCK:
            if current is not None:
                flush()
            waiting = 0
            names, bits = element_flags(tag, element.items())
            action = "block"
            container = Container(tag, container, len(containers), container.depth + 1, names, bits)
            container.article = tag == "article" or (bool(names) and _POST.search(names) is not None and tag != "body")
            containers.append(container)
        elif tag == "br":
            if broken or (current is not None and _between_lines(element)):
                flush()
            elif current is not None:
                broken = True
                current.pieces.append("\n")
        elif tag == "hr":
            flush()
        elif tag in ("img", "picture", "amp-img"):
            image = True
        else:
            if tag in _MARKS:  # the commonest elements: one look at their class is enough
                names, bits = "", name_flags(element.get("class", ""))
            else:
                names, bits = element_flags(tag, element.items())
            waiting |= bits & INNER
            if tag in _MARKS:
                action = _MARKS[tag]
                mark = (action, element.get("href", "") if action == "a" else "")
                if action == "a":
                    links += 1
                    if current is not None:
                        current.links += 1
                elif action == "strong":
                    strongs += 1
                marks.append(mark)
                if current is not None:
                    current.pieces.append(mark)
            elif tag == "time":
                timed = True
                if stated := element.get("datetime"):
                    page.times.append((stated, len(blocks)))
                action = "time"
            elif bits and len(element):
                action = "container"
                container = Container(tag, container, len(containers), container.depth + 1, names, bits)
                containers.append(container)
        done.append(action)
        text = element.text
        if text and (current is not None or not text.isspace()):
            add(text)
    flush()
    return page


def _between_lines(element: etree._Element) -> bool:
    """Whether a line break stands between two inline elements and nothing else: so old pages set their headlines."""
    before, after = element.getprevious(), element.getnext()
    if before is None or after is None or before.tag not in _LINES or after.tag not in _LINES:
        return False
    return not (before.tail or "").strip() and not (element.tail or "").strip()


_LINES: Final = frozenset(("font", "b", "strong", "span", "small", "big", "a"))


def fold(text: str) -> str:
    """Fold white space and drop characters that only tell where a word may be broken."""
    if not text.isascii() and _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


_INVISIBLE: Final = re.compile("[\xad\u200b\u2060\ufeff]")
