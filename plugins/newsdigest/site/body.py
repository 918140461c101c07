"""Markdown → HTML that is safe to show, with an anchor a paragraph and a link at each person's first mention."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
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
# Where only the extensions are on that Pelican turns on, a line that begins so is a paragraph or a heading whatever
# stands around it: not with what may begin a list, a table, a definition, a note or indented text. Hard breaks may
# join several.
_EXTENSIONS = frozenset(f"markdown.extensions.{name}" for name in ("codehilite", "extra", "meta"))
_LETTER = r"[^\s#>+*|:=~`<&{}!\[\\_\d\x00-\x1f\x7f-\x9f-]"
_BEGINNING = rf"(?:{_LETTER}|\d+(?![\d.)])|\\|\*(?=[^\s*\[])|\*\*(?=[^\s*])|\[[^\]^][^\]]*\]\()"
_BLOCK = re.compile(rf"(?:#{{2,6}} )?{_BEGINNING}[^\n]*(?:  \n{_BEGINNING}[^\n]*)*\Z")
# Of those, one without any sign that Markdown, these extensions, or HTML know.
_PLAIN = re.compile(r"(?!#)[^\n*_`\[\]<>&\\{}\x00-\x1f\x7f-\xa0]*(?<! )\Z")
_SIGNS = tuple("*_`[]<>&\\{}#")
# What cleaning writes inside a line beside text: escapes, links, emphasis, hard breaks, entities.
_INLINE = re.compile(
    r"""\\(?P<escaped>[\\`*_{}\[\]()>#+.!-])
      | (?<!!)\[(?P<label>(?:[^\[\]\n`<\\]|\\[^\n])+)\]\((?P<address>[^\s()<>"'`\\*{}|\[\]]+)\)
      | (?P<mark>\*\*?)(?P<core>(?![\s*])(?:[^*`<\n\\]|\\[^\n])+(?<!\s))(?P=mark)(?!\*)
      | (?P<break>[ ][ ]\n)
      | (?P<kept>&(?:lt|amp|gt);|(?<=[^\W_])_(?=[^\W_]))
      | (?P<sign>&(?!\#|\w+;)|>)
      | [*_`\[\]<&{}\\\x00-\x1f\x7f-\x9f]""",
    re.VERBOSE,
)
_BARE_AND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)
# Blocks that only their like beside them has a say in: lists, quotations and tables, without definitions or HTML.
_LIKE = re.compile(r"(?:- |\d+\. |> |\| |    )")
_FAR = re.compile(r"<|`|~~~|\]:|\[\^|^\*\[|^ *: ", re.MULTILINE)
_ABSOLUTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
_TOP_HEADING = re.compile(r"(</?h)1\b")
_LAYOUT = re.compile(r"[\s|]+")  # what stands between words, and between the cells of a row


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads Markdown: as ``reference`` does, ``known`` telling that it has no extensions but Pelican's usual ones."""

    reference: Callable[[str], str]
    known: bool

    def __call__(self, text: str) -> str:
        """Return the unsafe HTML of a text."""
        return convert(self.reference, text) if self.known else self.reference(text)

    def is_plain(self, block: str) -> bool:
        """Tell whether a block is a paragraph of nothing but text."""
        return self.known and _BLOCK.match(block) is not None and _is_plain(block)


def reader(settings: Mapping[str, Any]) -> Reader:
    """Return the reader with the extensions of Pelican's MARKDOWN setting."""
    configured = settings["MARKDOWN"]
    extensions = [*configured.get("extensions", ())]
    extensions += [name for name in configured.get("extension_configs", {}) if name not in extensions]
    # Metadata has been read by the store; a body that begins with "Word: " is text.
    extensions = [name for name in extensions if name != "markdown.extensions.meta"]
    markdown = Markdown(**{**configured, "extensions": extensions})

    def reference(text: str) -> str:
        return str(markdown.reset().convert(text))

    known = _EXTENSIONS.issuperset(map(str, extensions)) and not any(
        configs for name, configs in configured.get("extension_configs", {}).items() if not name.endswith("codehilite")
    )
    return Reader(reference, known)


def convert(reference: Callable[[str], str], text: str) -> str:
    """Turn Markdown into HTML as ``reference`` with Pelican's usual extensions does, which is asked only for the rest.

    In text that has nothing but paragraphs and headings, no block has a say in how another one is read, so each is
    turned on its own, with the links and emphasis that cleaning writes. So is what stands between lists, quotations and
    tables. That takes a fortieth of the time, and is most of what the plugin writes.
    """
    blocks = text.strip("\n").split("\n\n")
    alone = [_BLOCK.match(block) is not None for block in blocks]
    if all(alone):
        return "\n".join([_block(reference, block) for block in blocks])
    if _FAR.search(text) or not all(one or _LIKE.match(block) for one, block in zip(alone, blocks, strict=True)):
        return reference(text)
    made = []
    for one, group in groupby(zip(alone, blocks, strict=True), key=itemgetter(0)):
        found = [block for _, block in group]
        made += [_block(reference, block) for block in found] if one else [reference("\n\n".join(found))]
    # Code is set off by one more line end, which falls away at the end of a text.
    return reference(text) if any("<pre" in block for block in made) else "\n".join(made)


def _block(reference: Callable[[str], str], block: str) -> str:
    """Turn one paragraph or heading into HTML, with what cleaning writes inside one."""
    if _is_plain(block):
        return f"<p>{block}</p>"
    level = len(block) - len(block.lstrip("#"))
    text = block[level + 1 :] if level else block
    made = None if text.endswith((" ", "#")) or (level and "\n" in text) else _line(text)
    if made is None:
        return reference(block)
    name = f"h{level}" if level else "p"
    return f"<{name}>{made}</{name}>"


def _is_plain(block: str) -> bool:
    """Tell whether a block has no sign that anybody knows."""
    if not block.isprintable():
        return _PLAIN.match(block) is not None
    # To look for one sign after the other is quicker than to read a text sign by sign.
    for sign in _SIGNS:
        if sign in block:
            return _PLAIN.match(block) is not None
    return not block.endswith(" ")


def _line(text: str, inside: str = "") -> str | None:
    """Turn text with escapes, links and emphasis into HTML; None when there is more in it."""
    parts: list[str] = []
    end = 0
    for found in _INLINE.finditer(text):
        made = _inline(found, inside)
        if made is None:
            return None
        parts += text[end : found.start()], made
        end = found.end()
    return "".join(parts) + text[end:]


def _inline(found: re.Match[str], inside: str) -> str | None:  # noqa: PLR0911 -- one for each kind
    """Turn one sign and what belongs to it into HTML; ``inside`` holds the kinds it stands in."""
    kind = found.lastgroup or ""
    if kind in ("escaped", "sign"):
        return html.escape(found[kind], quote=False)
    if kind == "kept":
        return found[kind]
    if kind == "break":
        return None if inside else "<br>\n"
    if kind not in ("address", "core") or kind in inside:
        return None
    inner = _line(found["label" if kind == "address" else kind], inside + kind)
    if inner is None:
        return None
    if kind == "address":
        return f'<a href="{_BARE_AND.sub("&amp;", found["address"])}">{inner}</a>'
    name = "strong" if len(found["mark"]) == 2 else "em"
    return f"<{name}>{inner}</{name}>"


def sanitised(unsafe: str) -> str:
    """Keep only harmless elements: links are marked as strangers', images of other hosts go."""
    # The page's own headline is its only h1.
    return _cleaner().clean(_TOP_HEADING.sub(r"\g<1>2", unsafe)).replace("<img>", "")


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    """Return the sanitiser, which takes longer to set up than to use."""
    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_own_images_only,
        url_schemes=SCHEMES,
        link_rel="noopener nofollow ugc",
    )


def _own_images_only(element: str, attribute: str, value: str) -> str | None:
    """Drop the address of an image that does not lie in this site."""
    if element == "img" and attribute == "src" and _ABSOLUTE.match(value.strip()):
        return None
    return value


def from_paragraphs(paragraphs: Iterable[str]) -> str:
    """HTML of plain paragraphs: what an excerpt is made of."""
    return "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)


Linked = Callable[[str], "tuple[str, str] | None"]
"""Slug and address of the person whom the article calls by a name, or None."""


def page_html(read: Reader, entry: Entry, link: Linked) -> str:
    """Return the safe HTML of an article, with its anchors and links."""
    text = entry.text
    blocks = text.markdown.split("\n\n")
    if tuple(blocks) == text.paragraphs and all(map(read.is_plain, blocks)):
        return _plain(entry, link)
    return anchored(sanitised(read(text.markdown)), entry, link)


def _plain(entry: Entry, link: Linked) -> str:
    """Return what ``anchored`` makes of paragraphs that are nothing but text, in a tenth of the time."""
    paragraphs = entry.paragraphs
    offsets = _offsets(paragraphs)
    mentions = _by_paragraph(entry, offsets)
    done: set[str] = set()
    parts: list[str] = []
    for number, text in enumerate(paragraphs):
        wanted = _wanted(mentions.get(number, ()), offsets[number], link, done) if number in mentions else ()
        inside = [span for span in wanted if span[0] >= 0 and span[1] <= len(text)]
        parts.append(f'<p id="p{number + 1}">{_with_links(text, 0, inside) if inside else text}</p>')
    return "\n".join(parts)


@dataclass(slots=True)
class _Run:
    """Text between two block tags: which pieces hold it and what opened its block."""

    opener: int = -1
    pieces: list[int] = field(default_factory=list)
    linked: list[bool] = field(default_factory=list)


def anchored(safe: str, entry: Entry, link: Linked) -> str:
    """Give each block of the sanitised HTML the id of its paragraph, and link each person's first mention.

    Blocks are matched to ``entry.paragraphs`` by their text, in order, so that an anchor always stands at the
    paragraph it names.
    """
    pieces, tags = _split(safe)
    paragraphs = entry.paragraphs
    offsets = _offsets(paragraphs)
    mentions = _by_paragraph(entry, offsets)
    done: set[str] = set()
    position = 0
    for run in _runs(pieces, tags):
        text = html.unescape("".join(pieces[piece] for piece in run.pieces))
        number = _find(text, paragraphs, position)
        if number is None:
            continue
        position = number + 1
        if paragraphs[number] == text.strip():
            lead = len(text) - len(text.lstrip())
            wanted = _wanted(mentions.get(number, ()), offsets[number] - lead, link, done)
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


def _wanted(mentions: Iterable[Mention], offset: int, link: Linked, done: set[str]) -> list[tuple[int, int, str]]:
    """Return start, end and address of each first mention of a person in a paragraph; ``done`` are those linked."""
    wanted = []
    for mention in mentions:
        found = link(mention.person)
        if found and found[0] not in done:
            done.add(found[0])
            wanted.append((mention.start - offset, mention.end - offset, found[1]))
    return wanted


def _link(pieces: list[str], run: _Run, wanted: list[tuple[int, int, str]]) -> None:
    """Wrap the wanted spans of a run's text in links; one that crosses a tag or lies in a link is left alone."""
    at = 0
    for piece, linked in zip(run.pieces, run.linked, strict=True):
        text = html.unescape(pieces[piece])
        inside = [span for span in wanted if at <= span[0] and span[1] <= at + len(text)]
        if inside and not linked:
            pieces[piece] = _with_links(text, at, inside)
        at += len(text)


def _with_links(text: str, at: int, spans: Iterable[tuple[int, int, str]]) -> str:
    """Return a text that begins at ``at`` as HTML with links around its spans; one in another is left alone."""
    parts, end = [], 0
    for start, stop, address in spans:
        if start - at < end:
            continue
        parts.append(html.escape(text[end : start - at], quote=False))
        name = html.escape(text[start - at : stop - at], quote=False)
        parts.append(f'<a class="person" href="{html.escape(address)}">{name}</a>')
        end = stop - at
    return "".join(parts) + html.escape(text[end:], quote=False)
