"""The parts of a person's name, and when two forms can belong to one person inside an article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from newsdigest.annotation.lexicon import classes, fold, lexicon, nicknames

_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
_PREFIX = re.compile(r"^(?:al|el|ul|as|ad|ar|an|ash|at)-")
_NICKNAME = re.compile(r"\s*[\"“‘'(«]([^\"”’')»]+)[\"”’')»](?=\s|$)")


class Name(NamedTuple):
    """A name taken apart; words are folded, without full stops, titles and suffixes."""

    words: tuple[str, ...]
    nickname: str = ""
    generation: str = ""
    """``jr``, ``sr``, ``iii`` … or empty."""


ALSO_GIVEN = frozenset(("dean",))
"""Titles that are a given name more often: only in an article that speaks of a dean is Dean Holm one."""


def without_titles(name: str) -> str:
    """Cut forms of address and offices off the front: ``Mr. X`` is ``X``."""
    words = name.split()
    while (
        len(words) > 1 and {"honorific", "office"} & set(classes(fold(words[0]))) and words[0].lower() not in ALSO_GIVEN
    ):
        del words[0]
    return " ".join(words).rstrip(",")


@lru_cache(maxsize=20_000)
def parse(name: str) -> Name:
    """Take a name apart; a hyphen among given names divides them: Jean-Paul is J. P."""
    found = _NICKNAME.search(" " + name)
    nickname = fold(found[1]) if found and found.start() else ""
    plain = _NICKNAME.sub("", " " + name) if nickname else name
    words = [fold(word).strip(".,").replace(".", "") for word in without_titles(plain.strip()).split()]
    generation = ""
    while len(words) > 1 and "suffix" in classes(words[-1]):
        last = words.pop()
        generation = last if last in _GENERATIONS else generation
    given = [part for word in words[:-1] for part in ([word] if _PREFIX.match(word) else word.split("-"))]
    return Name(tuple(filter(None, [*given, *words[-1:]])), nickname, generation)


def same_given(one: str, other: str) -> bool:
    """Whether two given names can be one person's: equal, an initial, or one the short form of the other."""
    if one == other:
        return True
    short, full = sorted((one, other), key=len)
    if len(short) == 1:
        return full.startswith(short)
    if short.isalpha() and len(short) <= 3 and not nicknames().get(short) and short not in lexicon():
        return full.startswith(short[0])  # "JK" before a surname
    return bool(nicknames().get(one, frozenset()) & nicknames().get(other, frozenset()))


@lru_cache(maxsize=20_000)
def surname(word: str) -> str:
    """Cut the article that some papers leave out of a surname: ``al-assad`` → ``assad``."""
    return _PREFIX.sub("", word)


def fits(short: Name, full: Name) -> bool:
    """Whether a shorter form can stand for the person of a fuller one.

    The last word must agree; the words before it must stand in the fuller form in the same order, initials and short
    forms of given names allowed. A lone word may also be the given name, any of several surnames or the nickname.
    """
    few, many = short.words, full.words
    if not few or not many or len(few) > len(many):
        return False
    if short.generation and full.generation and short.generation != full.generation:
        return False
    if len(few) == 1:
        return any(surname(few[0]) == surname(word) for word in many) or few[0] == full.nickname
    return _follows(few, many, full.nickname)


def _follows(few: tuple[str, ...], many: tuple[str, ...], nickname: str) -> bool:
    if surname(few[-1]) != surname(many[-1]):  # "Gabriel García", "de la Vega" of those with a second surname
        return len(few) > 1 and any(few == many[at : at + len(few)] for at in range(len(many) - len(few)))
    if nickname and few[0] == nickname:
        return True
    at = 0
    for word in few[:-1]:
        while at < len(many) - 1 and not same_given(word, many[at]):
            at += 1
        if at == len(many) - 1:
            return False
        at += 1
    return True
