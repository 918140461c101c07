"""Kept blocks → Markdown, by way of pieces or of flat, clean HTML: what the Markdown writer reads.

Of the page's structure only what Markdown can say survives: headings, lists, quotes, tables of data, emphasis, links.
Everything is closed, nothing nests deeper than ``_DEEPEST``, whatever the page did.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from newsdigest.cleaning import embeds, markdown
from newsdigest.cleaning.blocks import Candidate, Container, Piece, fold

_DEEPEST: Final = 6
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FRAMES: Final = frozenset(("ul", "ol", "li", "blockquote", "table", "tr", "td", "th"))
_PLAIN_LISTS: Final = frozenset((("ul", "li"), ("ol", "li")))
_LONG_CELL: Final = 300  # characters; with more in a cell the table lays out a page, it does not hold data

_TRACKERS: Final = re.compile(
    r"utm_|mtm_|pk_|at_(?:medium|campaign|custom)|(?:fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|cmpid"
    r"|ocid|ncid|icid|sr_share|smid|smtyp|xtor|__twitter_impression|_ga|vero_id|wt_mc|ito|guccounter|taid|sref)$",
    re.IGNORECASE,
)
_BROKEN: Final = re.compile(r"[\t\r\n]")  # browsers drop them: ``java<line break>script:`` is a script
_WHOLE: Final = re.compile(r"https?://[^/?#;][^;]*$")  # needs no base, nor loses an empty parameter in joining
_SCHEMES: Final = ("http", "https", "mailto")


def write(kept: Sequence[Candidate], base: str, shown: Sequence[tuple[str, int]] = ()) -> str:
    """Write kept blocks as Markdown; links are made absolute against ``base`` and cleaned of trackers.

    ``shown`` are addresses of embedded videos and posts in order, each with the index of the block that it stands
    before; each becomes a quoted link where no list or table goes on.

    Paragraphs and headings, nearly all of a page, are written straight from their pieces, and so are plain lists and
    quotes. Tables and what nests go as one piece of HTML through the writer that reads trees.
    """
    chains: dict[int, tuple[list[Container], str]] = {}
    for block in kept:
        if block.container.index not in chains:
            chains[block.container.index] = _chain(block.container)
    layout = _layout_tables(
        block for block in kept if any(one.tag == "table" for one in chains[block.container.index][0])
    )
    waiting = list(reversed(shown))
    out: list[str] = []
    framed: list[tuple[list[Container], str, Candidate]] = []
    for block in kept:
        chain, heading = chains[block.container.index]
        frames = _well_formed(chain, layout) if chain else chain
        if frames:
            framed.append((frames, heading, block))
            continue
        if framed:
            out.append(_framed(framed, base))
            framed = []
        while waiting and waiting[-1][1] <= block.index:
            address = waiting.pop()[0]
            address = link(address, base)
            if name := address and embeds.name(address):
                out.append("> " + markdown.paragraph([("a", address), name, ("/a", "")]))
        out.append(markdown.paragraph(closed(block.pieces, base), heading))
    if framed:
        out.append(_framed(framed, base))
    return "\n\n".join(filter(None, out))


def _framed(framed: Sequence[tuple[list[Container], str, Candidate]], base: str) -> str:
    """Write blocks in lists, quotes and tables as Markdown: a plain list or quote straight, what nests by its tree."""
    around = {tuple([frame.tag for frame in frames]) for frames, _, _ in framed}
    items = {frames[-1].index for frames, heading, _ in framed if not heading}
    quoted = around == {("blockquote",)}
    if quoted or (around <= _PLAIN_LISTS and len(items) == len(framed)):
        texts = [markdown.paragraph(closed(block.pieces, base), heading) for _, heading, block in framed]
        if quoted:
            return markdown.quote(filter(None, texts))
        return markdown.listed([[text] if text else [] for text in texts], ordered=framed[0][0][0].tag == "ol")
    return markdown.from_html(_html(framed, base))


def _html(framed: Sequence[tuple[list[Container], str, Candidate]], base: str) -> str:
    """Write blocks in lists, quotes and tables as flat, clean HTML: frames, the heading's tag if it is one, block."""
    out: list[str] = []
    open_frames: list[Container] = []
    alone = Counter([frames[-1].index for frames, _, _ in framed])
    for frame in {frame.index for frames, _, _ in framed for frame in frames[:-1]}:
        alone[frame] += 2
    for frames, heading, block in framed:
        common = 0
        while common < min(len(frames), len(open_frames)) and frames[common] is open_frames[common]:
            common += 1
        out.extend(f"</{frame.tag}>" for frame in reversed(open_frames[common:]))
        out.extend(f"<{frame.tag}>" for frame in frames[common:])
        open_frames = frames
        inner = inline(closed(block.pieces, base))
        if frames[-1].tag in ("td", "th"):
            out.append(inner + " ")
        else:
            tag = heading or ("p" if alone[frames[-1].index] > 1 else "")
            out.append(f"<{tag}>{inner}</{tag}>" if tag else inner)  # a tag less is a third less work for the writer
    out.extend(f"</{frame.tag}>" for frame in reversed(open_frames))
    return "".join(out)


def _chain(container: Container | None) -> tuple[list[Container], str]:
    """Find the lists, quotes and tables around a container, outermost first, and its heading's tag if it is in one."""
    chain: list[Container] = []
    heading = ""
    while container is not None:
        if container.tag in _FRAMES:
            chain.append(container)
        elif container.tag in _HEADINGS and not heading:
            heading = container.tag
        container = container.parent
    chain.reverse()
    return chain, heading


def _well_formed(chain: list[Container], layout: set[int]) -> list[Container]:
    """Drop frames that stand in no list or table, lay out the page, or are too deep."""
    frames: list[Container] = []
    for frame in chain:
        last = frames[-1].tag if frames else ""
        fits = {
            "li": last in ("ul", "ol"),
            "tr": last == "table",
            "td": last == "tr",
            "th": last == "tr",
            "table": last not in ("tr", "td", "th") and frame.index not in layout and last not in ("ul", "ol"),
        }.get(frame.tag, last not in ("table", "tr", "td", "th", "ul", "ol"))
        if fits and len(frames) < _DEEPEST:
            frames.append(frame)
    while frames and frames[-1].tag in ("ul", "ol", "table", "tr"):  # text outside of any item or cell
        frames.pop()
    return frames


def _layout_tables(kept: Iterable[Candidate]) -> set[int]:
    """Indexes of tables that lay out the page: a nested one, one of a single row or column, one with long cells."""
    rows: dict[int, set[int]] = {}
    cells: dict[int, set[int]] = {}
    chars: dict[int, int] = {}
    layout: set[int] = set()
    for block in kept:
        container: Container | None = block.container
        cell = row = None
        inside = False
        while container is not None:
            if container.tag in ("td", "th") and cell is None:
                cell = container
            elif container.tag == "tr" and row is None:
                row = container
            elif container.tag == "table":
                if inside:
                    layout.add(container.index)
                elif cell is not None and row is not None:
                    rows.setdefault(container.index, set()).add(row.index)
                    cells.setdefault(container.index, set()).add(cell.index)
                    chars[cell.index] = chars.get(cell.index, 0) + len(block.text)
                    if chars[cell.index] > _LONG_CELL:
                        layout.add(container.index)
                inside = True
            container = container.parent
    layout.update(table for table in rows if len(rows[table]) < 2 or len(cells[table]) < 2 * len(rows[table]) - 1)
    return layout


def closed(pieces: Iterable[Piece], base: str) -> list[Piece]:
    """Give the pieces of a block with every tag closed where it must be, none opened twice, and links made absolute."""
    out: list[Piece] = []
    open_tags: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            if out and isinstance(before := out[-1], str):
                out[-1] = before + piece  # what needs escaping depends on the letters around
            else:
                out.append(piece)
            continue
        name, address = piece
        if name == "br":
            out.append(piece)
        elif name.startswith("/"):
            if name[1:] in open_tags:
                while (last := open_tags.pop()) != name[1:]:
                    out.append((f"/{last}", ""))
                out.append(piece)
        elif name not in open_tags:
            target = link(address, base) if name == "a" else ""
            if target or name != "a":
                out.append((name, target))
                open_tags.append(name)
    out.extend((f"/{name}", "") for name in reversed(open_tags))
    return out


def inline(pieces: Iterable[Piece]) -> str:
    """Write pieces that are ``closed`` as inline HTML."""
    return "".join(
        escape(piece, quote=False)
        if isinstance(piece, str)
        else f'<a href="{escape(piece[1])}">'
        if piece[0] == "a"
        else f"<{piece[0]}>"
        for piece in pieces
    )


def link(address: str, base: str) -> str:
    """Make an address absolute and clean it of trackers; empty for what leads nowhere outside the page."""
    address = fold(_BROKEN.sub("", address))
    if not address or address.startswith("#"):
        return ""
    try:
        parts = urlsplit(address if _WHOLE.match(address) else urljoin(base, address))
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES or not (parts.netloc or parts.scheme == "mailto"):
        return ""
    query = parts.query
    if query and _TRACKERS.search(query):
        query = "&".join(part for part in query.split("&") if not _TRACKERS.match(part.split("=")[0]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))
