"""Which pronoun a person goes by, from titles, nouns beside the name and unmistakable given names.

Only used to tell whom "he" or "she" can mean; where the evidence is missing or at odds, nothing is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

from newsdigest.annotation.clauses import table
from newsdigest.model import Mention

TITLES = frozenset(("dr", "prof", "professor", "rev", "sen", "rep", "gov", "judge", "justice"))
"""Titles of men and women alike, before which a telling noun may stand: "his wife, Dr Ada Holm"."""
WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def pronouns(text: str, mentions: Sequence[Mention]) -> dict[str, str]:
    """Person → ``he`` or ``she``, for those of whom the text or the name says so."""
    votes: dict[str, Counter[str]] = {}
    for mention in mentions:
        count = votes.setdefault(mention.person, Counter())
        before = WORDS.findall(text[max(0, mention.start - 40) : mention.start].rsplit(".  ", 1)[-1].lower())
        inside = WORDS.findall(mention.surface.lower())
        while before and before[-1] in TITLES:
            before.pop()
        for word in [*before[-1:], *inside[:1]]:
            if said := _words().get(word):
                count[said] += 3
        after = re.match(r",? (?:the |a |an |his |her )?([\w-]+ ){0,3}", text[mention.end : mention.end + 60])
        if after and text.startswith(",", mention.end):
            count.update(said for word in WORDS.findall(after[0].lower()) if (said := _words().get(word)))
    for person, count in votes.items():
        given = _plain(person).split()[:-1]
        count.update({said: 2 for said in [next(filter(None, map(_names().get, given)), "")] if said})
    return {person: sure for person, count in votes.items() if (sure := _clear(count))}


def _clear(count: Counter[str]) -> str:
    he, she = count["he"], count["she"]
    if max(he, she) < 2 or min(he, she) * 3 > max(he, she):
        return ""
    return "he" if he > she else "she"


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name)
    return "".join(char for char in bare if not unicodedata.combining(char)).lower()


@cache
def _names() -> dict[str, str]:
    return _table("given_names.txt")


@cache
def _words() -> dict[str, str]:
    return _table("gendered_words.txt")


def _table(name: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for line in table(name):
        kind, _, words = line.partition(":")
        said |= dict.fromkeys(words.split(), "she" if kind == "f" else "he")
    return said
