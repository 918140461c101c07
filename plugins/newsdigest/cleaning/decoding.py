"""Bytes of a scrape → text, whatever they were declared to be.

The order of the evidence: a byte order mark, valid UTF-8, the transport's declaration, the document's own (``<meta>``,
XML declaration), a guess by charset-normalizer. Valid UTF-8 goes before declarations because text in another encoding
hardly ever is valid UTF-8, while declarations are often stale.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that mean a larger encoding in practice (WHATWG Encoding Standard, "Names and labels").
_LARGER: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_STATEFUL: Final = re.compile(rb"\x1b[$(]")  # ISO 2022 writes everything in ASCII bytes
_META: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_FOREIGN: Final = tuple(mark for mark, _ in _BOMS)
_HEAD: Final = 4096
_SAMPLE: Final = 1 << 16
_PIECE: Final = 1 << 14
_TOLERATED: Final = 0.05  # share of broken characters up to which a text is UTF-8 with damage, not something else


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode the bytes of a scrape, never failing; NULs are dropped and bytes without meaning become U+FFFD.

    ``declared`` is what the transport said, if anything.
    """
    return _decode(data, declared).replace("\0", "")


def utf8(data: bytes, declared: str | None = None) -> bytes:
    """Give the bytes of a scrape as UTF-8: what ``decode`` gives, without work where they are so already."""
    if not data.startswith(_FOREIGN) and b"\0" not in data and not _STATEFUL.search(data, 0, _HEAD) and _valid(data):
        return data
    return decode(data, declared).encode("utf-8", "replace")


def _valid(data: bytes) -> bool:
    """Whether bytes are UTF-8; looked at piece by piece, for a text as long as a page costs more than its decoding."""
    view = memoryview(data)
    at = 0
    try:
        while at < len(data):
            at += codecs.utf_8_decode(view[at : at + _PIECE], "strict", at + _PIECE >= len(data))[1]
    except UnicodeDecodeError:
        return False
    return True


def _decode(data: bytes, declared: str | None) -> str:  # noqa: PLR0911 -- evidence in order
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    head = data[:_HEAD]
    if (wide := _utf16(head)) is not None:
        return data.decode(wide, "replace")
    found = _META.search(head)
    labels = [label for label in (declared, found and found[1].decode("ascii", "ignore")) if label]
    if not _STATEFUL.search(head):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for label in labels:
        known = codec(label)
        if known and known != "utf-8":
            try:
                return data.decode(known)
            except UnicodeDecodeError:
                continue
    text = data.decode("utf-8", "replace")
    foreign = sum(byte > 127 for byte in data[:_SAMPLE])
    if foreign and text[:_SAMPLE].count("\ufffd") <= foreign * _TOLERATED:
        return text
    for label in labels:
        known = codec(label)
        if known and known != "utf-8":
            return data.decode(known, "replace")
    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def codec(label: str) -> str | None:
    """Name of the codec that a declared label stands for in practice, or None for an unknown one."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    name = _LARGER.get(name, name)
    # codecs also knows transformations of bytes (zip, base64) that are no encodings of text
    return (
        name if getattr(codecs.lookup(name), "_is_text_encoding", True) and name not in ("idna", "punycode") else None
    )


def _utf16(head: bytes) -> str | None:
    """Tell UTF-16 without a byte order mark by the NULs in markup, which is mostly ASCII."""
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if pairs >= 8 and max(even, odd) > pairs * 0.4 and min(even, odd) < pairs * 0.1:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None
