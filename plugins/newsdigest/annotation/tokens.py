"""Tokens and sentences of news text, with their offsets.

A sentence is a tuple of tokens; a line end always ends one, since headlines, bylines and list items carry no full stop.
"""

from __future__ import annotations

import re
from typing import NamedTuple

Span = tuple[int, int]


class Token(NamedTuple):
    """A word, number or mark of punctuation and its character offsets in the text."""

    text: str
    start: int
    end: int


# Written with a full stop that does not end a sentence, nor belong to the next word.
_ABBREVIATED = (
    "Mr|Mrs|Ms|Messrs|Dr|Prof|Rev|Fr|Hon|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Maj|Capt|Sgt|Cpl|Pvt|Adm|Cmdr|Brig|Supt|Insp|Det|"
    "St|Ste|Jr|Sr|Inc|Corp|Co|Ltd|Bros|vs|No|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|Ph\\.D|Esq"
)
TOKEN = re.compile(
    rf"""
    [a-z]+(?=[ ,])                                         # most words, at once; the rest would find the same
  | (?:[^\W\d_]\.){{2,}}                                   # U.S.  J.R.R.
  | (?:{_ABBREVIATED})\.(?!\w)
  | [A-Z]\.(?=\s?[^\W\d_])                                 # an initial
  | ['’](?:s|S|re|ve|ll|d|m|RE|VE|LL)\b(?!['’])
  | \d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s|m|km|kg|bn|pm|am)?\b
  | (?:[dDlLOoMN]|Mc|Qu)['’][^\W\d_]+(?:-[^\W_]+)*         # O'Hara, d'Ettorre, N'Golo
  | [^\W_]+(?:[-'’&·.](?!(?:s|S|re|ve|ll|d|m)\b)[^\W_]+)*   # Al-Maeena, J.Lo; 's is a token of its own
  | \.\.+ | --+ | \S
    """,
    re.VERBOSE,
)
"""A word, number or mark of punctuation."""
_ENDS = frozenset(".!?…")
_CLOSES = frozenset("\"”'’)]»")
_STOPS = _ENDS | _CLOSES


_made = tuple.__new__  # takes half the time of calling the class, for every word there is


def sentences(text: str) -> list[list[Token]]:
    """Split text into sentences of tokens."""
    found: list[list[Token]] = []
    current: list[Token] = []
    last, mark = 0, ""
    for match in TOKEN.finditer(text):
        word = match[0]
        start, end = match.span()
        if start > last and current and ((mark in _STOPS and _is_end(current, word)) or "\n" in text[last:start]):
            found.append(current)
            current = []
        current.append(_made(Token, (word, start, end)))
        last, mark = end, word
    if current:
        found.append(current)
    return found


def _is_end(before: list[Token], upcoming: str) -> bool:
    """Whether a sentence ends between the tokens before and the upcoming one, which white space separates."""
    mark = before[-1].text
    if mark in _CLOSES and len(before) > 1 and before[-2].end == before[-1].start:
        mark = before[-2].text
    if mark in _ENDS:
        return not upcoming[0].islower() and upcoming not in _CLOSES - {'"', "'"}
    return False
