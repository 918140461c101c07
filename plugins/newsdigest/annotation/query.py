"""Queries of the editor's topics: words and "phrases" with AND, OR, NOT and brackets.

Words beside each other are joined by AND; AND binds closer than OR; ``a NOT b`` is ``a AND NOT b``. Written by hand
because the grammar is four rules; it follows the boolean search syntax that press databases share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsdigest.annotation.terms import Term, term, words

_TOKEN = re.compile(r'"([^"]*)"|([()])|([^\s()"]+)')


@dataclass(frozen=True, slots=True)
class Query:
    """A query as a tree: a term, or an operator over parts."""

    operator: str
    """``term``, ``and``, ``or`` or ``not``."""
    parts: tuple[Query, ...] = ()
    term: Term | None = None

    def matches(self, text: str) -> bool:
        """Whether the query holds for a text."""
        return self._holds(words(text))

    def _holds(self, surface: Sequence[str]) -> bool:
        if self.term is not None:
            return any(self.term.stands(at, surface) for at in range(len(surface)))
        if self.operator == "not":
            return not self.parts[0]._holds(surface)
        join = all if self.operator == "and" else any
        return join(part._holds(surface) for part in self.parts)


@lru_cache(maxsize=1024)
def parse(text: str) -> Query:
    """Read a query; ValueError says what is wrong with it."""
    tokens = [(phrase, bracket or word) for phrase, bracket, word in _TOKEN.findall(text)]
    query, rest = _either(tokens)
    if rest:
        raise ValueError(f"unexpected {rest[0][1] or rest[0][0]!r}")
    return query


Tokens = list[tuple[str, str]]


def _either(tokens: Tokens) -> tuple[Query, Tokens]:
    part, tokens = _both(tokens)
    parts = [part]
    while tokens and tokens[0][1] == "OR":
        part, tokens = _both(tokens[1:])
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Query("or", tuple(parts))), tokens


def _both(tokens: Tokens) -> tuple[Query, Tokens]:
    part, tokens = _one(tokens)
    parts = [part]
    while tokens and tokens[0][1] not in ("OR", ")"):
        part, tokens = _one(tokens[1:] if tokens[0][1] == "AND" else tokens)
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Query("and", tuple(parts))), tokens


def _one(tokens: Tokens) -> tuple[Query, Tokens]:
    if not tokens:
        raise ValueError("it ends where a word should follow")
    (phrase, word), tokens = tokens[0], tokens[1:]
    if word == "NOT":
        part, tokens = _one(tokens)
        return Query("not", (part,)), tokens
    if word == "(":
        part, tokens = _either(tokens)
        if not tokens or tokens[0][1] != ")":
            raise ValueError("a bracket is not closed")
        return part, tokens[1:]
    if word in ("AND", "OR", ")"):
        raise ValueError(f"unexpected {word!r}")
    found = term(phrase or word)
    if not found.keys:
        raise ValueError(f"{phrase or word!r} holds no word")
    return Query("term", term=found), tokens
