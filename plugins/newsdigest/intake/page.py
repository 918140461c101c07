"""A page or a text in a file of its own → Scrape. Saved pages say in a comment where and when they were saved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import IO

from newsdigest.intake import limits, sniff
from newsdigest.intake.limits import DEFAULTS, Bounds
from newsdigest.model import Scrape

HTML, TEXT = "text/html", "text/plain"
_SAVED_FOLDER = re.compile(r"(.+?)(?:_files|_file|-Dateien|_fichiers|_archivos|_arquivos|_bestanden|-filer|_soubory)")
_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_ADDRESS = re.compile(  # browsers ("complete"), SingleFile, monolith
    rb"(?:saved from url=(?:\(\d+\))?|Page saved with SingleFile\s+url:\s*|Saved from\s+)(https?://[^\s<>\"]+)",
    re.IGNORECASE,
)
_DATE = re.compile(rb"saved date:\s*([^\n(]{10,40})|\sat\s(\S{10,40})")


def scrapes(stream: IO[bytes], origin: str, bounds: Bounds = DEFAULTS) -> Iterator[Scrape]:
    """Yield the one scrape that the file is."""
    data = limits.whole(stream, origin, bounds)
    url, retrieved = saved_from(data[:8192])
    yield Scrape(data, origin, media_type(data), url=url, retrieved=retrieved)


def media_type(data: bytes) -> str:
    """Tell HTML from plain text."""
    return HTML if sniff.is_markup(data) else TEXT


def saved_beside(folder: str, files: Collection[str]) -> bool:
    """Whether a folder holds what a browser saved along with a page ("Web page, complete") that is among ``files``."""
    match = _SAVED_FOLDER.fullmatch(folder)
    return match is not None and any(f"{match[1]}{ending}" in files for ending in (".html", ".htm", ".xhtml"))


def saved_from(head: bytes) -> tuple[str, datetime | None]:
    """Read the address and time that a browser or an archiver wrote into a comment at the head of a saved page."""
    for comment in _COMMENT.finditer(head):
        if address := _ADDRESS.search(comment[1]):
            date = _DATE.search(comment[1], address.end())
            return address[1].decode("utf-8", "replace"), moment(
                (date[1] or date[2]).decode("ascii", "replace")
            ) if date else None
    return "", None


def moment(text: str) -> datetime | None:
    """Read a machine's time: ISO 8601, a mail's, or JavaScript's ("Mon Mar 02 2026 10:00:00 GMT+0100")."""
    text = text.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime, _javascript):
        try:
            return read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _javascript(text: str) -> datetime:
    return datetime.strptime(text.strip(), "%a %b %d %Y %H:%M:%S GMT%z")
