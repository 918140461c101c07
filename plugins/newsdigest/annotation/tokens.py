"""Tokens and sentences of news text, with their offsets.

A line end always ends one, since headlines, bylines and list items carry no full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
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
    [A-Za-z][a-z]*(?=[ ,])                                 # most words, at once; the rest would find the same
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
_NEVER_OPENS = _CLOSES - {'"', "'"}
_LINE = re.compile(r"[^\n]+")
REMEMBERED = 512
"""Lines whose tokens are kept: more than an article has, since quotes and roles look at the same lines again."""


class Words(NamedTuple):
    """Tokens side by side with the offset of each: a tuple for every word there is would cost more than finding it."""

    words: Sequence[str]
    starts: Sequence[int]


@lru_cache(maxsize=REMEMBERED)
def words_of(line: str) -> Words:
    """Find the tokens of a line."""
    words, starts, at = TOKEN.findall(line), [], 0
    for word in words:  # nothing but white space stands between tokens
        at = line.find(word, at)
        starts.append(at)
        at += len(word)
    return Words(words, starts)


def lines(text: str, offset: int = 0) -> Iterator[Words]:
    """Tokens of each line that is not empty; ``offset`` is added to theirs."""
    for match in _LINE.finditer(text):
        words, starts = words_of(match[0])
        if words:
            shift = match.start() + offset
            yield Words(words, [start + shift for start in starts])


def sentences(text: str) -> list[Words]:
    """Split text into sentences of tokens."""
    found: list[Words] = []
    for words, starts in lines(text):
        begin = 0
        for i, mark in enumerate(words[:-1]):
            if mark in _STOPS and starts[i + 1] > starts[i] + len(mark) and _is_end(words, starts, i):
                found.append(Words(words[begin : i + 1], starts[begin : i + 1]))
                begin = i + 1
        found.append(Words(words[begin:], starts[begin:]))
    return found


def _is_end(words: Sequence[str], starts: Sequence[int], i: int) -> bool:
    """Whether a sentence ends with the mark at ``i``, which white space separates from what follows."""
    mark, upcoming = words[i], words[i + 1]
    if mark in _CLOSES and i and starts[i - 1] + len(words[i - 1]) == starts[i]:
        mark = words[i - 1]
    return mark in _ENDS and not upcoming[0].islower() and upcoming not in _NEVER_OPENS
