"""What is known about words before an article is read: name lists, places, dictionary words, word classes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'"})


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case without accents: the form in which words are looked up."""
    lower = word.lower()
    if lower.isascii():
        return lower
    spread = unicodedata.normalize("NFKD", lower)
    return "".join(c for c in spread if not unicodedata.combining(c)).translate(_LETTERS)


@cache
def lexicon() -> dict[str, str]:
    """Word or place name → letters for what it can be; see tests/benchmarks/make_lexicon.py for their meaning."""
    text = files("newsdigest.annotation").joinpath("data/lexicon.txt").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Name of a class of data/word_classes.txt → its words, folded."""
    text = files("newsdigest.annotation").joinpath("data/word_classes.txt").read_text("utf-8")
    text = re.sub(r"^#.*", "", text, flags=re.M)
    parts = re.split(r"^\[(\w+)\]$", text, flags=re.M)[1:]
    return {name: frozenset(map(fold, words.split())) for name, words in zip(parts[::2], parts[1::2], strict=True)}


@cache
def _classes_by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, words in word_classes().items():
        for word in words:
            found.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in found.items()}


@lru_cache(maxsize=50_000)
def classes(word: str) -> tuple[str, ...]:
    """Give the classes that a word (folded; a full stop at its end is ignored) belongs to."""
    return _classes_by_word().get(word.rstrip(".") or word, ())


def is_honorific(word: str) -> bool:
    """Whether a word is a form of address or a rank that stands before a name: ``Mr.``, ``Sen.``, ``Colonel``."""
    return "honorific" in classes(fold(word))
