"""Where quotations begin and end: quotation marks of every style, also those that run on over paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsdigest.model import Mention

DOUBLE = re.compile(r"[“”„‟\"«»「」『』]|``|''")
SINGLE = re.compile(r"[‘’‚‛'‹›]")
OPENS_BEFORE = ' \t\n\xa0([{—–-/:,“"‘'
"""What may stand before an opening mark."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text between quotation marks in one paragraph; ``text`` stands at ``start`` to ``end``, inside the marks."""

    paragraph: int
    outer_start: int
    outer_end: int
    start: int
    end: int
    text: str
    open_ended: bool
    """No closing mark stands at the end of the paragraph: the speaker goes on in the next one."""


def spans(paragraphs: Sequence[str]) -> tuple[Span, ...]:
    """Find all quotations, in order; offsets are into the paragraphs joined by blank lines."""
    found: list[Span] = []
    offset, running = 0, False
    for number, text in enumerate(paragraphs):
        pairs = list(_pairs(text, DOUBLE, running)) or list(_pairs(text, SINGLE, running=False))
        for outer_start, start, end, outer_end in pairs:
            a, b = _trimmed(text, start, end)
            if a < b:
                span = Span(
                    number,
                    outer_start + offset,
                    outer_end + offset,
                    a + offset,
                    b + offset,
                    text[a:b],
                    outer_end == end,
                )
                found.append(span)
        running = bool(pairs) and pairs[-1][2] == pairs[-1][3]
        offset += len(text) + 2
    return tuple(found)


def outside(found: Sequence[Span], mentions: Sequence[Mention]) -> tuple[Span, ...]:
    """Leave out what stands in quotation marks inside a name: Marcia “Cia” Price."""
    ends = {}
    for mention in mentions:
        ends.update(dict.fromkeys(range(mention.start + 1, mention.end), mention.end))
    return tuple(span for span in found if ends.get(span.outer_start, -1) < span.outer_end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _pairs(text: str, marks: re.Pattern[str], running: bool) -> Iterator[tuple[int, int, int, int]]:
    """Give start and end of the opening mark and of the closing one; the last two are equal where there is none."""
    opened: tuple[int, int, str] | None = None
    depth = 0
    for match in marks.finditer(text):
        start, end, mark = match.start(), match.end(), match[0]
        if opened is None:
            if _opens(text, start, end):
                opened = (start, end, mark)
            elif running and mark in "”»":  # the paragraph goes on without a mark of its own
                yield 0, 0, start, end
            running = False
        elif mark == opened[2] and mark in "“„«" and _opens(text, start, end):
            depth += 1
        elif _closes(text, start, end, opened[2]):
            if depth:
                depth -= 1
                continue
            yield opened[0], opened[1], start, end
            opened = None
    if opened and marks is DOUBLE and _runs_on(text, opened[1]):
        yield opened[0], opened[1], len(text), len(text)


def _opens(text: str, start: int, end: int) -> bool:
    mark = text[start:end]
    if mark in ("”", "」", "』", "’", "›") and not (start == 0 and mark == "”"):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if not after or after.isspace():
        return mark == "«" and bool(after)  # French sets a blank inside its marks
    if mark in ("'", "‘", "‚", "‛"):
        return (not before or before in OPENS_BEFORE) and not _elision(text, end)
    return not before or before in OPENS_BEFORE or mark in "“„「『"


def _elision(text: str, at: int) -> bool:
    """'em, 'til, '90s begin with an apostrophe."""
    return bool(re.match(r"(?:em|til|twas|tis|cause|bout|n|\d0s)\b", text[at:], re.I))


CLOSING = {"“": "”\"“", "„": "“”\"", "‟": "”\"", '"': '"”', "”": "”\"", "«": "»", "»": "«", "「": "」", "『": "』",
           "``": "''\"", "''": "''", "‘": "’", "‚": "‘’", "‛": "’", "'": "'’", "‹": "›", "›": "‹"}  # fmt: skip


def _closes(text: str, start: int, end: int, opened: str) -> bool:
    mark = text[start:end]
    if mark not in CLOSING.get(opened, ""):  # "''" is one mark of two characters
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if opened in "'‘‚‛":  # an apostrophe looks the same
        if after.isalnum():
            return False
        return not before.isalnum() or before != "s" or not _closed_later(text, end)
    if mark in '"“' and opened in '"“':
        return not (before.isspace() and after.isalnum())
    return True


def _closed_later(text: str, at: int) -> bool:
    """Say whether a mark after punctuation comes later, so that the one after the s was a plural's."""
    rest = re.search(r"[.,!?…]['’](?!\w)", text[at:])
    return rest is not None and not re.search(r"(?<!\w)['‘]", text[at : at + rest.start()])


def _runs_on(text: str, at: int) -> bool:
    """Take a mark that is never closed for a running quotation when a sentence's worth of words follows."""
    return len(text[at:].split()) >= 4
