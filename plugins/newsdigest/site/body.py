"""Markdown → HTML that is safe to show, with an anchor a paragraph and a link at each person's first mention."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import nh3
from markdown import Markdown

from newsdigest.model import Entry, Mention

TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "br", "hr"),
    *("em", "strong", "b", "i", "a", "sub", "sup", "del", "ins", "q", "cite", "abbr", "span", "img"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "figure", "figcaption"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "*": {"lang", "dir"},
}
SCHEMES = {"http", "https", "mailto"}
BLOCKS = frozenset(
    "p h2 h3 h4 h5 h6 ul ol li blockquote pre hr table thead tbody tr dl dt dd figure figcaption".split()  # noqa: SIM905
)

# The sanitiser writes attributes in double quotes, so this finds whole tags.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>')
# A block that is a paragraph or a heading whatever stands around it: one line, beginning with a letter, a quotation
# mark or a number that makes no list. Definitions (of links, abbreviations, notes) and indented text begin otherwise.
_BLOCK = re.compile(r"(?:#{2,6} )?(?:[^\W\d_]|[“‘«„\"'(]|\d+(?![\d.)]))[^\n]*\Z")
# Of those, one without any sign that Markdown, its usual extensions or HTML know; "(c)" and "..." are theirs too.
_PLAIN = re.compile(r"(?!#)[^\n*_`\[\]<>&\\|~^$={}#!+:/@-]*(?<! )\Z")
_ABSOLUTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
_TOP_HEADING = re.compile(r"(</?h)1\b")
_LAYOUT = re.compile(r"[\s|]+")  # what stands between words, and between the cells of a row


def reader(settings: Mapping[str, Any]) -> Callable[[str], str]:
    """Return a function from Markdown to unsafe HTML, with the extensions of Pelican's MARKDOWN setting."""
    configured = settings["MARKDOWN"]
    extensions = [*configured.get("extensions", ())]
    extensions += [name for name in configured.get("extension_configs", {}) if name not in extensions]
    # Metadata has been read by the store; a body that begins with "Word: " is text.
    extensions = [name for name in extensions if name != "markdown.extensions.meta"]
    markdown = Markdown(**{**configured, "extensions": extensions})

    def reference(text: str) -> str:
        return str(markdown.reset().convert(text))

    return partial(convert, reference)


def convert(reference: Callable[[str], str], text: str) -> str:
    """Turn Markdown into HTML as ``reference`` does, which is asked only for what is not plain text.

    In text that has nothing but paragraphs and headings, no block has a say in how another one is read, so each is
    turned on its own. What the plugin writes itself is mostly that, and this way takes a fortieth of the time.
    """
    blocks = text.strip("\n").split("\n\n")
    if not all(map(_BLOCK.match, blocks)):
        return reference(text)
    return "\n".join(_block(reference, block) for block in blocks)


def _block(reference: Callable[[str], str], block: str) -> str:
    """Turn one paragraph or heading into HTML."""
    if not _PLAIN.match(block):
        return reference(block)
    return f"<p>{html.escape(block, quote=False)}</p>"


def sanitised(unsafe: str) -> str:
    """Keep only harmless elements: links are marked as strangers', images of other hosts go."""
    return nh3.clean(
        # The page's own headline is its only h1.
        _TOP_HEADING.sub(r"\g<1>2", unsafe),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_own_images_only,
        url_schemes=SCHEMES,
        link_rel="noopener nofollow ugc",
    ).replace("<img>", "")


def _own_images_only(element: str, attribute: str, value: str) -> str | None:
    """Drop the address of an image that does not lie in this site."""
    if element == "img" and attribute == "src" and _ABSOLUTE.match(value.strip()):
        return None
    return value


def from_paragraphs(paragraphs: Iterable[str]) -> str:
    """HTML of plain paragraphs: what an excerpt is made of."""
    return "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)


@dataclass(slots=True)
class _Run:
    """Text between two block tags: which pieces hold it and what opened its block."""

    opener: int = -1
    pieces: list[int] = field(default_factory=list)
    linked: list[bool] = field(default_factory=list)


def anchored(safe: str, entry: Entry, link: Callable[[str], tuple[str, str] | None]) -> str:
    """Give each block of the sanitised HTML the id of its paragraph, and link each person's first mention.

    Blocks are matched to ``entry.paragraphs`` by their text, in order, so that an anchor always stands at the
    paragraph it names. ``link`` gives slug and address of the person
    whom the article calls by a name, or None.
    """
    pieces, tags = _split(safe)
    offsets = _offsets(entry.paragraphs)
    mentions = _by_paragraph(entry, offsets)
    done: set[str] = set()
    position = 0
    for run in _runs(pieces, tags):
        text = html.unescape("".join(pieces[piece] for piece in run.pieces))
        number = _find(text, entry.paragraphs, position)
        if number is None:
            continue
        position = number + 1
        if entry.paragraphs[number] == text.strip():
            lead = len(text) - len(text.lstrip())
            wanted = []
            for mention in mentions.get(number, ()):
                found = link(mention.person)
                if found and found[0] not in done:
                    done.add(found[0])
                    start = mention.start - offsets[number] + lead
                    wanted.append((start, start + mention.end - mention.start, found[1]))
            _link(pieces, run, wanted)
        if run.opener >= 0 and " id=" not in pieces[run.opener]:
            pieces[run.opener] = f'{pieces[run.opener][:-1]} id="p{position}">'
    return "".join(pieces)


def _split(safe: str) -> tuple[list[str], list[re.Match[str] | None]]:
    """Split HTML into text and tags; for each piece its tag, or None for text."""
    pieces: list[str] = []
    tags: list[re.Match[str] | None] = []
    end = 0
    for tag in _TAG.finditer(safe):
        if tag.start() > end:
            pieces.append(safe[end : tag.start()])
            tags.append(None)
        pieces.append(tag.group())
        tags.append(tag)
        end = tag.end()
    pieces.append(safe[end:])
    tags.append(None)
    return pieces, tags


def _runs(pieces: list[str], tags: list[re.Match[str] | None]) -> Iterator[_Run]:
    """Yield the runs of text that stand directly in one block."""
    open_blocks: list[int] = []
    run, in_link = _Run(), False
    for number, tag in enumerate(tags):
        if tag is None:
            run.pieces.append(number)
            run.linked.append(in_link)
        elif tag.group(2) == "a":
            in_link = not tag.group(1)
        elif tag.group(2) in BLOCKS:
            if any(pieces[piece].strip() for piece in run.pieces):
                yield run
            if not tag.group(1):
                open_blocks.append(number)
            elif open_blocks:
                open_blocks.pop()
            if tag.group(2) == "hr":
                open_blocks.pop()
            run = _Run(open_blocks[-1] if open_blocks else -1)
    if any(pieces[piece].strip() for piece in run.pieces):
        yield run


def _find(text: str, paragraphs: tuple[str, ...], start: int) -> int | None:
    """Return the number of the next paragraph with this text, spaces aside."""
    if start < len(paragraphs) and paragraphs[start] == text:
        return start
    wanted = _LAYOUT.sub("", text)
    for number in range(start, len(paragraphs)):
        if _LAYOUT.sub("", paragraphs[number]) == wanted:
            return number
    return None


def _offsets(paragraphs: tuple[str, ...]) -> list[int]:
    """Return where each paragraph begins in the text that annotations count in."""
    offsets, at = [], 0
    for paragraph in paragraphs:
        offsets.append(at)
        at += len(paragraph) + 2
    return offsets


def _by_paragraph(entry: Entry, offsets: list[int]) -> dict[int, list[Mention]]:
    """Group the mentions by paragraph, in order."""
    grouped: dict[int, list[Mention]] = {}
    number = 0
    for mention in sorted(entry.annotations.mentions, key=lambda mention: mention.start):
        while number + 1 < len(offsets) and offsets[number + 1] <= mention.start:
            number += 1
        grouped.setdefault(number, []).append(mention)
    return grouped


def _link(pieces: list[str], run: _Run, wanted: list[tuple[int, int, str]]) -> None:
    """Wrap the wanted spans of a run's text in links; one that crosses a tag or lies in a link is left alone."""
    at = 0
    for piece, linked in zip(run.pieces, run.linked, strict=True):
        text = html.unescape(pieces[piece])
        inside = [span for span in wanted if at <= span[0] and span[1] <= at + len(text)]
        if inside and not linked:
            parts, end = [], 0
            for start, stop, address in inside:
                if start - at < end:
                    continue
                parts.append(html.escape(text[end : start - at], quote=False))
                name = html.escape(text[start - at : stop - at], quote=False)
                parts.append(f'<a class="person" href="{html.escape(address)}">{name}</a>')
                end = stop - at
            parts.append(html.escape(text[end:], quote=False))
            pieces[piece] = "".join(parts)
        at += len(text)
