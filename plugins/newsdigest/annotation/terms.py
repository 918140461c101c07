"""Terms of vocabularies and queries, and how they are found in running text.

A term is one word or several. Plural and possessive forms are found by themselves, but a word given in the plural is
found only in the plural (``futures``, ``Bills``); ``vaccin*`` finds every ending, ``*wahl`` every beginning. A word
with a capital is found only with it, an abbreviation only in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[&'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


@lru_cache(maxsize=1 << 17)
def key(word: str) -> str:
    """Give the form under which a word is looked up: small letters, no possessive, no plural ending, no full stops."""
    word = _plain(word)
    if "\u0600" <= word[:1] <= "\u06ff":
        return _arabic(word)
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def _plain(word: str) -> str:
    return _POSSESSIVE.sub("", word.replace(".", "")).lower()


_ARTICLE = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=\w{2})")
_LETTERS = str.maketrans("أإآىة", "ااايه", "ـ")


def _arabic(word: str) -> str:
    """Cut off the article with what is joined to it, and spell alif, ya and ta marbuta in one way."""
    return _ARTICLE.sub("", word.translate(_LETTERS))


def words(text: str) -> list[str]:
    """Words as they stand; a hyphen separates, an abbreviation such as ``U.S.`` is one word."""
    return _WORD.findall(text.lower() if text.isupper() else text)


@dataclass(frozen=True, slots=True)
class Term:
    """A term taken apart, one item a word."""

    text: str
    keys: tuple[str, ...]
    cases: tuple[str, ...]
    """How the word must begin: empty, a capital, or the whole of an abbreviation."""
    plurals: tuple[str, ...]
    """The word itself where it is a plural, else empty."""
    stem: bool
    """The last word may go on."""
    tail: bool = False
    """The word, of which there is one, may begin with more: the head of a compound."""

    def stands(self, at: int, surface: Sequence[str]) -> bool:
        """Whether the term stands in a text at a word; ``surface`` are all words of the text."""
        size = len(self.keys)
        if not size or at + size > len(surface):
            return False
        for i in range(size):
            word, wanted, case, plural = surface[at + i], self.keys[i], self.cases[i], self.plurals[i]
            found = key(word)
            if (
                found != wanted
                and not (self.stem and i == size - 1 and found.startswith(wanted))
                and not (self.tail and found.endswith(wanted))
            ):
                return False
            if (case and not _cased(word, case)) or (plural and _plain(word) != plural):
                return False
        return True


def _cased(word: str, case: str) -> bool:
    return word[0].isupper() if len(case) == 1 else word.replace(".", "").startswith(case)


def term(text: str) -> Term:
    """Take a term apart; one without any word finds nothing."""
    stem = text.endswith("*")
    surface = _WORD.findall(text)
    keys = tuple(_begun(word) if stem and i == len(surface) - 1 else key(word) for i, word in enumerate(surface))
    plurals = tuple(
        plain if (plain := _plain(word)) != found and plain.endswith("s") else ""
        for word, found in zip(surface, keys, strict=True)
    )
    tail = text.startswith("*") and len(keys) == 1
    return Term(text, keys, tuple(_case(word) for word in surface), plurals, stem, tail)


def _begun(word: str) -> str:
    """Give the form under which the beginning of a word is looked up."""
    return _arabic(word) if "\u0600" <= word[:1] <= "\u06ff" else word.lower()


def _case(word: str) -> str:
    plain = word.replace(".", "")
    if len(plain) > 1 and plain.isupper():
        return plain
    return plain[0] if plain[0].isupper() else ""
