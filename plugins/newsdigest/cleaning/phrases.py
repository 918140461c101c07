"""Whether any of many phrases can stand in a line: a look at its words tells so in a tenth of the time of a pattern.

A pattern of a hundred phrases tries each of them wherever a word begins, and hardly any line holds one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"\w+")
_SAME: Final = (("ı", "i"), ("ſ", "s"), ("ς", "σ"))  # to patterns that ignore case


@dataclass(frozen=True, slots=True)
class Phrases:
    """What phrases do not stand without: the longest word of each, or the whole of those without any word."""

    words: frozenset[str]
    signs: tuple[str, ...]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """Gather what phrases do not stand without."""
        found = [(_WORD.findall(small(phrase)), phrase) for phrase in phrases]
        words = frozenset(max(words, key=len) for words, _ in found if words)
        return cls(words, tuple(phrase for words, phrase in found if not words))

    def may_stand_in(self, text: str) -> bool:
        """Whether one of the phrases can stand in a text as words of its own, in letters of either size."""
        if not self.words.isdisjoint(words_of(text)):
            return True
        return bool(self.signs) and any(sign in text for sign in self.signs)


@lru_cache(maxsize=128)  # a line is asked for several kinds of phrases
def words_of(text: str) -> frozenset[str]:
    """Words of a text in small letters."""
    return frozenset(_WORD.findall(small(text)))


def small(text: str) -> str:
    """Turn letters small, so that what is equal to patterns that ignore case is equal."""
    if text.isascii():
        return text.lower()
    text = text.replace("İ", "i").lower()  # by itself it would become two characters
    for letter, other in _SAME:
        if letter in text:
            text = text.replace(letter, other)
    return text
