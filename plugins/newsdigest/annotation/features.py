"""What the people recogniser looks at.

Only runs of capitalised words can hold a name, so only those are labelled; the small words around them are context.
Beside the usual features of a word and its neighbours there are facts of the whole article: an ambiguous "Jordan" is
a person in an article that has "Ms. Jordan" or "Jordan said" elsewhere, and a place where it has "in Jordan"
(Chieu and Ng 2002, Named Entity Recognition: A Maximum Entropy Approach Using Global Information).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress, groupby
from string import ascii_lowercase, ascii_uppercase, digits
from typing import NamedTuple

from newsdigest.annotation.crf import Group
from newsdigest.annotation.lexicon import classes, fold, function_words, word_classes
from newsdigest.annotation.tokens import Token, Words

Lookup = Callable[[str], str]
"""Folded word → letters of the lexicon, empty for unknown words."""
Facts = Mapping[str, Group]
"""What an article says about its words, by folded word."""
Run = tuple[int, int]
"""First and past-the-last index of the tokens of a run within its sentence."""

_PREFIXED = re.compile(r"(?:(?!(?:sub|pro|non|mid|pre|ex|un|re|co|bi|tri)-)[a-z]{1,3}[-'’])?[A-ZÀ-ÖØ-Þ]|[^\W\d_a-zß-ÿ]")
_INITIAL = re.compile(r"(?:[A-Z]\.?){1,3}$")
_QUOTES = frozenset("\"“”'‘’«»(")
_NEAR = frozenset(
    ("honorific", "office", "trade", "speech", "deed", "kin", "organisation", "place", "thing", "connective", "people")
)
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "its", "their"))
PARTICLES = word_classes()["particle"]
WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
_NEVER = function_words() | WEEKDAYS
MET = 1 << 16
"""Words that are kept with what is asked of each of them."""


def is_capital(word: str) -> bool:
    """Whether a word is written as names are: ``Zelenskyy``, ``al-Assad``, ``d’Ettorre``, ``J.``."""
    first = word[0]
    return first.isupper() or (first.islower() and _PREFIXED.match(word) is not None)


class Line(NamedTuple):
    """A sentence as the recogniser reads it; the sequences run beside its tokens."""

    words: Sequence[str]
    starts: Sequence[int]
    """Offsets in the text."""
    keys: Sequence[str]
    """Folded words."""
    capital: Sequence[bool]
    """Whether a word is written as names are."""
    headline: bool
    """Most words are capitalised, so capitals say little."""


class _Met(dict[str, tuple[str, bool]]):
    """Words that were met: each folded, and whether it is written as names are."""

    def __missing__(self, word: str) -> tuple[str, bool]:
        if len(self) > MET:
            self.clear()
        found = self[word] = fold(word), is_capital(word)
        return found


_met = _Met()


def read(sentence: Words) -> Line:
    """Look up once what is asked of the words of a sentence again and again."""
    words = sentence.words
    keys, capital = zip(*map(_met.__getitem__, words), strict=True)
    capitals = sum(capital)
    letters = sum([word[0].isalpha() for word in words]) if capitals > 2 else 0
    headline = letters > 3 and capitals > 0.6 * letters
    return Line(words, sentence.starts, keys, capital, headline)


def runs(line: Line) -> list[Run]:
    """Find the runs of capitalised words, with the particles, nicknames and suffixes that they enclose."""
    found: list[Run] = []
    capital, keys = line.capital, line.keys
    i, size = 0, len(capital)
    while True:
        try:
            i = capital.index(True, i)
        except ValueError:
            return found
        start, end = i, i + 1
        while start and keys[start - 1] in PARTICLES and (not found or found[-1][1] < start):
            start -= 1
        while end < size and (step := _bridge(line, end)):
            end += step
        found.append((start, end))
        i = end


def _bridge(line: Line, at: int) -> int:
    """How many tokens from ``at`` on carry the run on: 0 where it ends."""
    words, keys, capital = line.words, line.keys, line.capital
    if capital[at]:
        return 1
    size, word = len(words), words[at]
    for n in (1, 2, 3):
        if at + n < size and keys[at + n - 1] in PARTICLES:
            if capital[at + n]:
                return n + 1
        else:
            break
    if word == "," and at + 1 < size and "suffix" in classes(keys[at + 1]):
        return 2
    if word in _QUOTES and at + 3 < size and capital[at + 1]:  # Aloysius "Al" Bauer, Peter "the Rock" Hill
        for n in (2, 3):
            if at + n + 1 < size and words[at + n] in "\"”'’)»" and capital[at + n + 1]:
                return n + 2
    return 0


_ASCII_SHAPES = str.maketrans(
    ascii_uppercase + ascii_lowercase + digits,
    "X" * len(ascii_uppercase) + "x" * len(ascii_lowercase) + "d" * len(digits),
)


@lru_cache(maxsize=20_000)
def shape(word: str) -> str:
    """Letters as x and X, digits as d, repeats shortened: ``McEwan`` → ``XxXx``."""
    if word.isascii():
        marks = word.translate(_ASCII_SHAPES)
    else:
        marks = re.sub(r"\d", "d", re.sub(r"[^\W\d_]", lambda m: "X" if m.group().isupper() else "x", word))
    return "".join([mark for mark, _ in groupby(marks)])


def article_facts(lines: Sequence[Line], lookup: Lookup) -> Facts:
    """Gather what the whole article says about each capitalised word, by folded word."""
    facts: dict[str, set[str]] = defaultdict(set)
    written = set().union(*(line.words for line in lines)) if lines else set()
    counts: Counter[str] = Counter()
    for line in lines:
        if line.headline:
            continue
        words, keys, capital = line.words, line.keys, line.capital
        last = len(words) - 1
        for i in compress(range(last + 1), capital):
            key = keys[i]
            counts[key] += 1
            mine = facts[key]
            if i:
                mine.add("middle")
                given = capital[i - 1] and "g" in lookup(keys[i - 1])
                mine.update(_told_before(words[i - 1], i > 1, given))
            if i < last:
                mine.update(_told_after(words[i + 1]))
                if words[i + 1] == "," and i + 1 < last:
                    if words[i + 2].isdigit():
                        mine.add("age")
                    elif words[i + 2] in ("who", "whose"):
                        mine.add("who")
    for key, mine in facts.items():
        if key in written:
            mine.add("small")
        if counts[key] > 1:
            mine.add("again")
    return {key: "\t".join(sorted(mine)) for key, mine in facts.items()}  # in order, so that training repeats


@lru_cache(maxsize=20_000)
def _told_before(before: str, within: bool, given: bool) -> tuple[str, ...]:
    """What the word before tells of a word: ``given``, it is a given name; ``within``, it opens no sentence."""
    found = []
    key = fold(before)
    kinds = classes(key)
    if "honorific" in kinds:
        found.append("titled")
    elif "office" in kinds or "trade" in kinds:
        found.append("role before")
    if "kin" in kinds:
        found.append("kin before")
    if "speech" in kinds:
        found.append("said before")
    if key == "the":
        found.append("the")
    elif key in ("in", "near", "across", "at", "from", "to"):
        found.append("in" if key == "in" else "toward")
    if is_capital(before):
        if given or _INITIAL.match(before):
            found.append("given before")
        elif within and not kinds:
            found.append("capital before")
    return tuple(found)


@lru_cache(maxsize=20_000)
def _told_after(after: str) -> tuple[str, ...]:
    """What the word after tells of a word."""
    found = []
    kinds = classes(fold(after))
    if "speech" in kinds:
        found.append("says")
    elif "deed" in kinds and after.islower():
        found.append("does")
    if after in ("'s", "’s"):
        found.append("possessive")
    if is_capital(after):
        found.append("capital after")
        if "organisation" in kinds or "place" in kinds:
            found.append("kind after")
    return tuple(found)


@lru_cache(maxsize=20_000)
def _word_features(word: str, codes: str) -> Group:
    key = fold(word)
    found = ["w=" + key, "s=" + shape(word), "n=" + str(min(len(key), 9)), "c=" + codes]
    found += ["c:" + code for code in codes]
    found += [f"p{n}={key[:n]}" for n in (2, 3, 4) if len(key) > n]
    found += [f"e{n}={key[-n:]}" for n in (1, 2, 3, 4) if len(key) > n]
    found += ["k=" + kind for kind in classes(key)]
    if _INITIAL.match(word) and len(word) < 5:
        found.append("initial")
    if len(word) > 1 and word.isupper():
        found.append("upper")
    if "-" in word:
        found += ["hyphen", *("hc:" + code for code in codes)]
    return "\t".join(found)


# What a word most looks like, as one letter, to spell a run: TNS is a title, a given name, a surname. First one counts.
_LETTER_OF_CLASS = (
    ("honorific", "T"),
    ("calendar", "D"),
    ("people", "A"),
    ("organisation", "O"),
    ("place", "O"),
    ("office", "R"),
    ("trade", "R"),
)


@lru_cache(maxsize=20_000)
def _letter(word: str, codes: str) -> str:
    """Spell a word of a run as one letter."""
    key = fold(word)
    kinds = classes(key)
    if not word[0].isalpha():
        return word[0]
    if word.islower() and "particle" in kinds:
        return "d"
    letters = [letter for name, letter in _LETTER_OF_CLASS if name in kinds]
    if letters and letters[0] in "TDA":
        return letters[0]
    if _INITIAL.match(word) and len(word) < 4:
        return "I"
    if "g" in codes:
        return "n" if "w" in codes else "N"
    return letters[0] if letters else _letter_of_codes(codes)


def _letter_of_codes(codes: str) -> str:
    if "o" in codes:
        return "o"
    if "p" in codes:
        return "P"
    if "w" in codes:
        return "s" if "s" in codes else "w"
    if "s" in codes or "r" in codes:
        return "S"
    return "p" if "q" in codes else "X"


class Candidate(NamedTuple):
    """A run of capitalised words, and what is known about it, in groups of features that recur."""

    tokens: Sequence[Token]
    keys: Sequence[str]
    """Folded words."""
    shared: Sequence[Group]
    """What holds for all its words."""
    words: Sequence[Sequence[Group]]
    """What holds for each of them."""


def judged(line: Line, facts: Facts, lookup: Lookup) -> list[Run]:
    """Find the runs of a sentence that may hold a name."""
    return [run for run in runs(line) if not _is_plain(line, run, facts, lookup)]


def candidates(line: Line, spans: Sequence[Run], facts: Facts, lookup: Lookup) -> Iterator[Candidate]:
    """Describe runs of a sentence."""
    words, keys = line.words, line.keys
    codes = _codes(keys, spans, lookup)
    for start, end in spans:
        spelling = "".join([_letter(words[i], codes[i]) for i in range(start, end)])
        features = []
        for i in range(start, end):
            mine = [_word_features(words[i], codes[i]), _place_in_run(spelling, i - start, i == 0)]
            mine.append(marked("f=", facts.get(keys[i], "")))
            for offset in (-2, -1, 1, 2):
                if start <= i + offset < end:
                    mine.append(_neighbour(offset, words[i + offset], codes[i + offset]))
            if i > start:
                mine += [f"-1|={keys[i - 1]}|{keys[i]}", marked("-1f=", facts.get(keys[i - 1], ""))]
            if i + 1 < end:
                mine += [f"1|={keys[i]}|{keys[i + 1]}", marked("1f=", facts.get(keys[i + 1], ""))]
            features.append(mine)
        shared = [_run_features(spelling, line.headline), *_around(keys, start, end)]
        tokens = [Token(words[i], line.starts[i], line.starts[i] + len(words[i])) for i in range(start, end)]
        yield Candidate(tokens, keys[start:end], shared, features)


def _is_plain(line: Line, run: Run, facts: Facts, lookup: Lookup) -> bool:
    """Whether a run is one word that only opens a sentence, or is never a name: it need not be judged."""
    start, end = run
    if end - start > 1:
        return False
    key = line.keys[start]
    if key in _NEVER:
        return True
    codes = lookup(key)
    return start == 0 and "w" in codes and not set("gsrk") & set(codes) and "middle" not in facts.get(key, ())


@lru_cache(maxsize=2_000)
def _run_features(spelling: str, headline: bool) -> Group:
    return f"b\trun={spelling if len(spelling) < 5 else 'long'}" + ("\theadline" if headline else "")


_PLACES = frozenset("pq")


def _codes(keys: Sequence[str], spans: Sequence[Run], lookup: Lookup) -> list[str]:
    """Letters of the lexicon for the words of runs; P is added where several words make one place."""
    codes = [""] * len(keys)
    for start, end in spans:
        for i in range(start, end):
            codes[i] = lookup(keys[i])
        for i in range(start, end - 1):
            for n in (2, 3):
                if i + n <= end and not _PLACES.isdisjoint(lookup(" ".join(keys[i : i + n]))):
                    for j in range(i, i + n):
                        codes[j] = "".join(sorted({*codes[j], "P"}))
    return codes


@lru_cache(maxsize=10_000)
def _place_in_run(spelling: str, at: int, first: bool) -> Group:
    size = len(spelling)
    before, after = spelling[max(0, at - 2) : at], spelling[at + 1 : at + 3]
    found = [
        f"at={min(at, 3)}/{min(size - at, 3)}",
        f"spell={before}_{spelling[at]}_{after}",
        f"spell1={before[-1:]}_{spelling[at]}_{after[:1]}",
    ]
    return "\t".join([*found, "first", "first " + spelling[0]] if first else found)


@lru_cache(maxsize=10_000)
def marked(mark: str, features: Group) -> Group:
    """Put the same mark before each of some features."""
    return mark + features.replace("\t", "\t" + mark) if features else ""


@lru_cache(maxsize=50_000)
def _neighbour(offset: int, word: str, codes: str) -> Group:
    """A word at most two words off in the same run."""
    key = fold(word)
    found = [f"{offset}w=" + key]
    found += [f"{offset}c:" + code for code in codes]
    found += [f"{offset}k=" + kind for kind in classes(key)]
    if abs(offset) == 1:
        found += [f"{offset}s=" + shape(word), f"{offset}e3=" + key[-3:]]
    return "\t".join(found)


_LEFT, _RIGHT = ("L0", "L1", "L2"), ("R0", "R1", "R2")


def _around(keys: Sequence[str], start: int, end: int) -> list[Group]:
    """Describe what stands before and after a run."""
    before = [*keys[max(0, start - 3) : start][::-1], "<", "<", "<"]
    after = [*keys[end : end + 4], ">", ">", ">", ">"]
    found = [*map(_beside, _LEFT, before), *map(_beside, _RIGHT, after)]
    found += [f"L={before[1]} {before[0]}", f"R={after[0]} {after[1]}", f"LR={before[0]}_{after[0]}"]
    if after[0] == ",":
        if after[1].isdigit():
            found.append("age")
        if after[1] in _ARTICLES:
            found += [marked(f"apposition{n} ", "\t".join(classes(after[n]))) for n in (2, 3)]
    if after[0] in ("'s", "’s"):
        found.append(marked("owns ", "\t".join(classes(after[1]))))
    return found


@lru_cache(maxsize=1 << 16)
def _beside(place: str, word: str) -> Group:
    return "\t".join([f"{place}={word}", *(f"{place}k={kind}" for kind in classes(word) if kind in _NEAR)])
