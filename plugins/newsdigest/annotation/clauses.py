"""Paragraphs as tokens and sentences in which each quotation and each name is one token.

With quotations and names folded away, "“…,” the minister’s special envoy, Ada Quill, told Harbour TV" is a dozen
tokens, and who said it is a question about their order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate
from typing import NamedTuple

from newsdigest.annotation.marks import Span, outside, spans
from newsdigest.annotation.tokens import TOKEN, lines
from newsdigest.model import Mention


class Kind(Enum):
    """What a token is."""

    QUOTE = "quote"
    NAME = "name"
    WORD = "word"
    POSSESSIVE = "possessive"
    """The ’s after a name or a noun (and that of "it’s")."""
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """A token; ``ref`` is the index of the quotation or the mention it stands for."""

    kind: Kind
    text: str
    start: int
    end: int
    word: str = ""
    """The token in lower case with a plain apostrophe, empty for names and quotations."""
    ref: int = -1


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens of one sentence of a paragraph (counted from 0)."""

    paragraph: int
    tokens: tuple[Token, ...]


Atom = tuple[int, int, Kind, int]
"""What becomes one token: start, end, kind, and index of the quotation or the mention."""
_DESCRIBES = re.compile(r"\b[Tt](?:he|HE)\s+[^\W\d_a-zß-ÿ]")
"""The Russian leader."""
POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_MAY_END = (Kind.PUNCTUATION, Kind.QUOTE)
CLOSERS = (".", "!", "?", "…", "—", "–", "-")


class Scene(NamedTuple):
    """An article folded: its quotations, its names in order, and sentences of tokens that stand for them.

    Where nobody is quoted, paragraphs in which nobody is named or described either are left out.
    """

    text: str
    """The paragraphs joined by blank lines, which all offsets are into."""
    spans: tuple[Span, ...]
    mentions: tuple[Mention, ...]
    sentences: tuple[Sentence, ...]


@lru_cache(maxsize=1)  # quotes and roles look at the same article one after the other
def fold(paragraphs: tuple[str, ...], mentions: tuple[Mention, ...]) -> Scene:
    """Fold an article: quotations, names, sentences."""
    mentions = tuple(sorted(mentions, key=lambda mention: mention.start))
    found = outside(spans(paragraphs), mentions)
    starts = [span.outer_start for span in found]
    begins = [mention.start for mention in mentions]
    text = "\n\n".join(paragraphs)
    parts: list[Sentence] = []
    ends = list(accumulate((len(paragraph) + 2 for paragraph in paragraphs), initial=0))
    bounds = [(start, start + len(paragraph)) for start, paragraph in zip(ends, paragraphs, strict=False)]
    for number, (start, end) in enumerate(bounds):
        named = _between(begins, start, end)
        if not (found or named or (mentions and _DESCRIBES.search(text, start, end))):
            continue
        atoms: list[Atom] = [
            (found[i].outer_start, found[i].outer_end, Kind.QUOTE, i) for i in _between(starts, start, end)
        ]
        atoms += [(mentions[i].start, mentions[i].end, Kind.NAME, i) for i in named]
        atoms.sort(key=lambda atom: (atom[0], atom[2] is Kind.NAME, atom[1]))  # a name inside a quotation is no atom
        tokens = list(_tokens(text, start, end, atoms))
        parts += [Sentence(number, part) for part in _split(text, tokens, found)]
    return Scene(text, found, mentions, tuple(parts))


def _between(starts: Sequence[int], low: int, high: int) -> range:
    return range(bisect_left(starts, low), bisect_left(starts, high))


def _tokens(text: str, start: int, stop: int, atoms: Sequence[Atom]) -> Iterator[Token]:
    words: list[str] = []
    starts: list[int] = []
    for line in lines(text[start:stop], start):
        words += line.words
        starts += line.starts
    at = start
    for begin, end, kind, index in [*atoms, (stop, stop, Kind.WORD, -1)]:
        if begin < at:  # overlapping mentions: the first one counts
            continue
        first, last = bisect_left(starts, at), bisect_left(starts, begin)
        cut = (first and starts[first - 1] + len(words[first - 1]) > at) or (
            last > first and starts[last - 1] + len(words[last - 1]) > begin
        )
        if cut:  # a quotation or a name begins or ends inside a token
            for match in TOKEN.finditer(text, at, begin):
                yield from _plain([match[0]], [match.start()])
        else:
            yield from _plain(words[first:last], starts[first:last])
        at = end
        if index >= 0:
            yield Token(kind, text[begin:end], begin, end, ref=index)
        if kind is Kind.NAME and (mark := POSSESSIVE.match(text, at, stop)):
            yield Token(Kind.POSSESSIVE, mark[0], at, mark.end(), "'s")
            at = mark.end()


_made = tuple.__new__  # takes half the time of calling the class, for every word there is


def _plain(words: Sequence[str], starts: Sequence[int]) -> list[Token]:
    """Tokens that stand for nothing else."""
    return [
        _made(Token, (kind, said, start, start + len(said), word, -1))
        for said, start, (kind, word) in zip(words, starts, map(_read, words), strict=True)
    ]


@lru_cache(maxsize=50_000)
def _read(said: str) -> tuple[Kind, str]:
    """Kind of a token, and the token in lower case with a plain apostrophe."""
    word = said.lower().replace("’", "'")
    if word[0].isalnum():
        return Kind.WORD, word
    return (Kind.POSSESSIVE if word == "'s" else Kind.PUNCTUATION), word


def _split(text: str, tokens: list[Token], found: Sequence[Span]) -> Iterator[tuple[Token, ...]]:
    start = 0
    lines = bool(tokens) and "\n" in text[tokens[0].start : tokens[-1].end]
    for i in range(len(tokens) - 1):
        if (lines or tokens[i].kind in _MAY_END) and _ends_sentence(text, tokens, i, found):
            yield tuple(tokens[start : i + 1])
            start = i + 1
    if tokens:
        yield tuple(tokens[start:])


def _ends_sentence(text: str, tokens: list[Token], i: int, found: Sequence[Span]) -> bool:
    token, following = tokens[i], tokens[i + 1]
    if "\n" in text[token.end : following.start]:
        return True
    if token.kind is Kind.PUNCTUATION:
        return token.text in (".", "!", "?", ";") and following.text not in (")", ",")
    if token.kind is Kind.QUOTE:
        closing = found[token.ref].text[-1:]
        if closing not in CLOSERS or not _begins(following):
            return False
        return closing == "." or following.kind is Kind.QUOTE or not _speaks(tokens[i + 1 : i + 6])
    return False


def _begins(token: Token) -> bool:
    """Say whether a sentence can begin with this token."""
    return token.kind in (Kind.QUOTE, Kind.NAME) or (token.kind is Kind.WORD and token.text[0].isupper())


def _speaks(tokens: Sequence[Token]) -> bool:
    """Say whether a verb of saying follows before the next quotation."""
    for token in tokens:
        if token.kind is Kind.QUOTE:
            return False
        if token.word in speech_verbs():
            return True
    return False


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb of saying: ``finite``, ``ing``, ``base`` or ``noun`` (it may be a noun as well)."""

    form: str
    particle: str = ""
    """The word that must follow: "on" of "went on"."""


@cache
def speech_verbs() -> dict[str, Verb]:
    """Every form of the verbs of saying."""
    forms: dict[str, Verb] = {}
    for line in table("speech_verbs.txt"):
        first, *rest = line.split()
        base = first.removesuffix("*")
        particle = "".join(word[1:] for word in rest if word.startswith(">"))
        irregular = [word for word in rest if not word.startswith(">")]
        ing = [word for word in irregular if word.endswith("ing")] or [_stem(base) + "ing"]
        past = [word for word in irregular if not word.endswith("ing")] or [_past(base)]
        doubtful = base != first
        forms[base] = Verb("noun" if doubtful else "base", particle)
        forms[_third_person(base)] = Verb("noun" if doubtful else "finite", particle)
        forms |= {form: Verb("ing", particle) for form in ing} | {form: Verb("finite", particle) for form in past}
    return forms


def _third_person(base: str) -> str:
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "go")) else "s")


def _past(base: str) -> str:
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


def _stem(base: str) -> str:
    """Cut the base to what stands before -ing: "argu", "agree"."""
    return base[:-1] if base.endswith("e") and not base.endswith("ee") else base


def table(name: str) -> tuple[str, ...]:
    """Lines of a table that ships with this room, without comments and empty lines."""
    text = resources.files("newsdigest.annotation").joinpath("data", name).read_text("utf-8")
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


@cache
def words(name: str) -> frozenset[str]:
    """One of the lists of clause_words.txt."""
    rows = (line.partition(":") for line in table("clause_words.txt"))
    found = frozenset(word for title, _, row in rows if title == name for word in row.split())
    assert found, name
    return found
