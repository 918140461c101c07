"""Mail and web archives in its form (MHTML, RFC 2557) → Scrape."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import IO

from newsdigest.errors import NotAnArticle, UnreadableScrape
from newsdigest.intake import limits, page
from newsdigest.intake.limits import DEFAULTS, Bounds
from newsdigest.model import Scrape


def scrapes(stream: IO[bytes], origin: str, bounds: Bounds = DEFAULTS) -> Iterator[Scrape]:
    """Yield the page of a web archive, or the text of a mail (a newsletter) with its subject, sender and date."""
    data = limits.whole(stream, origin, bounds)
    try:
        message = message_from_bytes(data.lstrip())
        part = _text_part(message)
        body = part.get_payload(decode=True) if part is not None else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # the standard library's mail parser raises whatever it stumbles over
        raise UnreadableScrape(origin, "is a broken mail or web archive", "save the page again") from error
    if part is None or not isinstance(body, bytes) or not body.strip():
        raise NotAnArticle(origin, "has no text part", "save the page itself")
    media_type = page.HTML if part.get_content_type() != page.TEXT else page.media_type(body)
    archived = _header(message, "Snapshot-Content-Location") or _header(part, "Content-Location")
    retrieved = page.moment(_header(message, "Date"))
    url = archived if archived.startswith("http") else ""
    hints = {} if archived or message.get_content_subtype() == "related" else _letterhead(message)
    encoding = part.get_content_charset()
    yield Scrape(body, origin, media_type, encoding, url, retrieved, hints)


def _text_part(message: Message) -> Message | None:
    """Find the page: the part that a web archive names, else the first HTML, else the first plain text."""
    texts = [part for part in message.walk() if part.get_content_maintype() == "text" and not part.get_filename()]
    main = _header(message, "Snapshot-Content-Location")
    named = [part for part in texts if main and _header(part, "Content-Location") == main]
    pages = [part for part in texts if part.get_content_subtype() == "html"]
    plain = [part for part in texts if part.get_content_subtype() == "plain"]
    return next(iter(named + pages + plain), None)


def _letterhead(message: Message) -> dict[str, object]:
    """Read subject, sender's name and date as fields of the article."""
    sender = parseaddr(_header(message, "From"))[0]
    named = {"title": _header(message, "Subject"), "publisher": sender, "published": _header(message, "Date")}
    return {field: value for field, value in named.items() if value}


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    try:
        return " ".join(str(make_header(decode_header(value))).split()) if value is not None else ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return " ".join(str(value).split())
