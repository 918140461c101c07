"""What is known about words before an article is read: name lists, places, dictionary words, word classes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
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


def _data(name: str) -> str:
    """Text of a file of the data folder, without its comments."""
    text = files("newsdigest.annotation").joinpath(f"data/{name}.txt").read_text("utf-8")
    return re.sub(r"^#.*\n", "", text, flags=re.M)


class _Lexicon(dict[str, str]):
    def __missing__(self, word: str) -> str:
        return ""


@cache
def lexicon() -> Mapping[str, str]:
    """Word or place name → letters for what it can be.

    Their meaning is told in tests/benchmarks/make_lexicon.py; k is added for known_names.txt, o for known_others.txt,
    g and s for more_names.txt. What is not listed has no letters.
    """
    words = _Lexicon(line.split("\t") for line in _data("lexicon").splitlines())
    more = _sections("more_names")
    lists = ((more["given"], "g"), (more["surname"], "s"), (_data("known_names"), "k"), (_data("known_others"), "o"))
    for names, letter in lists:
        for word in dict.fromkeys(names.split()):
            words[word] = "".join(sorted(words.get(word, "") + letter))
    return words


def _sections(name: str) -> dict[str, str]:
    """Text of each section of a file of the data folder; ``[name]`` on a line opens one."""
    parts = re.split(r"^\[(\w+)\]$", _data(name), flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Name of a class of data/word_classes.txt → its words, folded."""
    return {name: frozenset(map(fold, words.split())) for name, words in _sections("word_classes").items()}


@cache
def function_words() -> frozenset[str]:
    """Words that may begin a sentence right before a name."""
    return frozenset(_data("function_words").split())


@cache
def named_like_people() -> frozenset[str]:
    """Names of companies, bands and the like that are built like those of people, folded."""
    return frozenset(_data("named_like_people").splitlines())


@cache
def nicknames() -> dict[str, frozenset[int]]:
    """Given name or short form → numbers of the groups of names that stand for one another."""
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_data("nicknames").splitlines()):
        for word in line.split():
            groups.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in groups.items()}


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
