"""Kept blocks → one flat, clean piece of HTML, the input of the Markdown writer.

Of the page's structure only what Markdown can say survives: headings, lists, quotes, tables of data, emphasis, links.
Everything is closed, nothing nests deeper than ``_DEEPEST``, whatever the page did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from newsdigest.cleaning.blocks import Candidate, Container, Piece, fold

_DEEPEST: Final = 6
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FRAMES: Final = frozenset(("ul", "ol", "li", "blockquote", "table", "tr", "td", "th"))
_LONG_CELL: Final = 300  # characters; with more in a cell the table lays out a page, it does not hold data

_TRACKERS: Final = re.compile(
    r"utm_|mtm_|pk_|at_(?:medium|campaign|custom)|(?:fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|cmpid"
    r"|ocid|ncid|icid|sr_share|smid|smtyp|xtor|__twitter_impression|_ga|vero_id|wt_mc|ito|guccounter|taid|sref)$",
    re.IGNORECASE,
)
_BROKEN: Final = re.compile(r"[\t\r\n]")  # browsers drop them: ``java<line break>script:`` is a script
_SCHEMES: Final = ("http", "https", "mailto")


def build(kept: Sequence[Candidate], base: str) -> str:
    """Write kept blocks as HTML; links are made absolute against ``base`` and cleaned of trackers."""
    layout = _layout_tables(kept)
    out: list[str] = []
    open_frames: list[Container] = []
    for block in kept:
        frames, heading = _frames(block, layout)
        common = 0
        while common < min(len(frames), len(open_frames)) and frames[common] is open_frames[common]:
            common += 1
        out.extend(f"</{frame.tag}>" for frame in reversed(open_frames[common:]))
        out.extend(f"<{frame.tag}>" for frame in frames[common:])
        open_frames = frames
        inner = inline(block.pieces, base)
        if frames and frames[-1].tag in ("td", "th"):
            out.append(inner + " ")
        else:
            tag = heading or "p"
            out.append(f"<{tag}>{inner}</{tag}>")
    out.extend(f"</{frame.tag}>" for frame in reversed(open_frames))
    return "".join(out)


def _frames(block: Candidate, layout: set[int]) -> tuple[list[Container], str]:
    """Find the lists, quotes and tables around a block, outermost first, and its heading's tag if it is one."""
    chain: list[Container] = []
    heading = ""
    container: Container | None = block.container
    while container is not None:
        if container.tag in _FRAMES:
            chain.append(container)
        elif container.tag in _HEADINGS and not heading:
            heading = container.tag
        container = container.parent
    chain.reverse()
    return _well_formed(chain, layout), heading


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


def inline(pieces: Iterable[Piece], base: str) -> str:
    """Write the pieces of a block as inline HTML, closing what is open and opening nothing twice."""
    out: list[str] = []
    open_tags: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(escape(piece, quote=False))
            continue
        name, address = piece
        if name == "br":
            out.append("<br>")
        elif name.startswith("/"):
            if name[1:] in open_tags:
                while (last := open_tags.pop()) != name[1:]:
                    out.append(f"</{last}>")
                out.append(f"</{name[1:]}>")
        elif name not in open_tags:
            if name == "a":
                target = link(address, base)
                if not target:
                    continue
                out.append(f'<a href="{escape(target)}">')
            else:
                out.append(f"<{name}>")
            open_tags.append(name)
    out.extend(f"</{name}>" for name in reversed(open_tags))
    return "".join(out)


def link(address: str, base: str) -> str:
    """Make an address absolute and clean it of trackers; empty for what leads nowhere outside the page."""
    address = fold(_BROKEN.sub("", address))
    if not address or address.startswith("#"):
        return ""
    try:
        parts = urlsplit(urljoin(base, address))
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES or not (parts.netloc or parts.scheme == "mailto"):
        return ""
    query = parts.query
    if query and _TRACKERS.search(query):
        query = "&".join(part for part in query.split("&") if not _TRACKERS.match(part.split("=")[0]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))
