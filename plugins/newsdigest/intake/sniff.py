"""Tell by their content what bytes are; names of files lie, least in a folder of scrapes.

A handful of signatures (WHATWG MIME Sniffing Standard, section 6) and, for markup without a head, the count of
common tags: no library for it is lighter than these few lines.
"""

from __future__ import annotations

import codecs
import re

HEAD = 65536
"""How many bytes are looked at; scrapes whose nature shows only later do not occur."""

SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
    (b"bplist00", "a property list (a Safari web archive is one)"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"RIFF", "a picture, sound or film"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"{\\rtf", "an RTF document"),
)
BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Atomic: what stands before the first tag can be divided in one way only, and a file of blanks costs nothing.
_PROLOGUE = rb"(?>(?:\s+|<!--.*?-->|<\?xml[^>]*\?>)*)"
_PAGE = re.compile(_PROLOGUE + rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(_PROLOGUE + rb"(?:<!doctype.{1,2000}?>\s*)?<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(
    rb"</?(?:p|div|span|a|br|h[1-6]|ul|li|table|td|section|article|meta|link|script|title|img|figure|strong|em|"
    rb"blockquote)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t][^\n]*\n", re.MULTILINE)
_MAIL = re.compile(rb"^(?:From|MIME-Version|Content-Type|Received|Message-ID|Snapshot-Content-Location):", re.I | re.M)


def binary(data: bytes) -> str:
    """Say what kind of binary file ``data`` is; empty for text in any encoding."""
    head = data[:8192]
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(BOMS):
        return ""
    zeros = head.count(0)
    if zeros > len(head) // 10 and not _utf16(head):
        return "binary data"
    odd = sum(head.count(bytes((code,))) for code in range(32) if code not in (0, 8, 9, 10, 12, 13, 27))
    return "binary data" if odd > len(head) // 20 else ""


def _utf16(head: bytes) -> bool:
    """Whether the zeros stand where UTF-16 without a byte order mark puts them: in every second place."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return min(even, odd) * 10 < max(even, odd)


def _plain(data: bytes) -> bytes:
    """Give the first bytes as an ASCII-compatible encoding would have them."""
    head = data[:HEAD]
    for mark in BOMS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"")


def form(data: bytes) -> str:
    """Name the form of a scrape: ``gzip``, ``warc``, ``mail``, ``feed``, ``json``, ``html`` or ``text``."""
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    head = _plain(data)
    if head.startswith(b"WARC/"):
        return "warc"
    if _FEED.match(head):
        return "feed"
    if _is_mail(head):
        return "mail"
    if head.lstrip()[:1] in (b"{", b"[") and re.match(rb'\s*(?:\[\s*)*(?:\{\s*(?:"|\})|\])', head):
        return "json"
    return "html" if is_markup(head) else "text"


def is_markup(data: bytes) -> bool:
    """Whether ``data`` is HTML: it opens as a page, or tags make up a good part of it.

    A text with blank lines between its paragraphs that does not open with a tag is a text, though it may be about tags.
    """
    head = _plain(data)
    if _PAGE.match(head):
        return True
    tags = len(_TAG.findall(head))
    laid_out = head.lstrip()[:1] != b"<" and re.search(rb"\n[ \t\r]*\n", head) is not None
    return tags >= 3 and tags * 400 > len(head) and not laid_out


def _is_mail(head: bytes) -> bool:
    """Whether ``head`` opens with a block of mail headers, two of them telling."""
    block = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0].replace(b"\r\n", b"\n") + b"\n"
    lines = re.sub(rb"\n[ \t]+", b" ", block).splitlines(keepends=True)
    if not lines or not all(_HEADER.match(line) or line.startswith(b"From ") for line in lines if line.strip()):
        return False
    return len(_MAIL.findall(block)) >= 2
