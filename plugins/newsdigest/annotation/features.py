"""What the people recogniser looks at.

Only runs of capitalised words can hold a name, so only those are labelled; the small words around them are context.
Beside the usual features of a word and its neighbours there are facts of the whole article: an ambiguous "Jordan" is
a person in an article that has "Ms. Jordan" or "Jordan said" elsewhere, and a place where it has "in Jordan"
(Chieu and Ng 2002, Named Entity Recognition: A Maximum Entropy Approach Using Global Information).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from newsdigest.annotation.lexicon import classes, fold, word_classes
from newsdigest.annotation.tokens import Token

Lookup = Callable[[str], str]
"""Folded word → letters of the lexicon, empty for unknown words."""
Run = tuple[int, int]
"""First and past-the-last index of the tokens of a run within its sentence."""

_PREFIXED = re.compile(r"(?:(?!(?:sub|pro|non|mid|pre|ex|un|re|co|bi|tri)-)[a-z]{1,3}[-'’])?[A-ZÀ-ÖØ-Þ]|[^\W\d_a-zß-ÿ]")
_INITIAL = re.compile(r"(?:[A-Z]\.?){1,3}$")
_QUOTES = frozenset("\"“”'‘’«»(")
_NEAR = frozenset(
    ("honorific", "office", "trade", "speech", "deed", "kin", "organisation", "place", "thing", "connective", "people")
)
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "their"))
_PARTICLES = word_classes()["particle"]


@lru_cache(maxsize=20_000)
def is_capital(word: str) -> bool:
    """Whether a word is written as names are: ``Zelenskyy``, ``al-Assad``, ``d’Ettorre``, ``J.``."""
    first = word[0]
    return first.isupper() or (first.islower() and _PREFIXED.match(word) is not None)


def runs(sentence: Sequence[Token]) -> list[Run]:
    """Find the runs of capitalised words, with the particles, nicknames and suffixes that they enclose."""
    found: list[Run] = []
    capital = [is_capital(token.text) for token in sentence]
    i, size = 0, len(sentence)
    while i < size:
        if not capital[i]:
            i += 1
            continue
        start, end = i, i + 1
        while start and fold(sentence[start - 1].text) in _PARTICLES and (not found or found[-1][1] < start):
            start -= 1
        while end < size:
            step = _bridge(sentence, capital, end)
            if not step:
                break
            end += step
        found.append((start, end))
        i = end
    return found


def _bridge(sentence: Sequence[Token], capital: Sequence[bool], at: int) -> int:
    """How many tokens from ``at`` on carry the run on: 0 where it ends."""
    if capital[at]:
        return 1
    size, word = len(sentence), sentence[at].text
    for n in (1, 2, 3):
        if at + n < size and fold(sentence[at + n - 1].text) in _PARTICLES:
            if capital[at + n]:
                return n + 1
        else:
            break
    if word == "," and at + 1 < size and "suffix" in classes(fold(sentence[at + 1].text)):
        return 2
    if word in _QUOTES and at + 3 < size and capital[at + 1]:  # Aloysius "Al" Bauer, Peter "the Rock" Hill
        for n in (2, 3):
            if at + n + 1 < size and sentence[at + n].text in "\"”'’)»" and capital[at + n + 1]:
                return n + 2
    return 0


@lru_cache(maxsize=20_000)
def shape(word: str) -> str:
    """Letters as x and X, digits as d, repeats shortened: ``McEwan`` → ``XxXx``."""
    marks = re.sub(r"\d", "d", re.sub(r"[^\W\d_]", lambda m: "X" if m.group().isupper() else "x", word))
    return re.sub(r"(.)\1+", r"\1", marks)


def article_facts(sentences: Sequence[Sequence[Token]], lookup: Lookup) -> Mapping[str, tuple[str, ...]]:
    """Gather what the whole article says about each capitalised word, by folded word."""
    facts: dict[str, set[str]] = defaultdict(set)
    small = {token.text for sentence in sentences for token in sentence if token.text[0].islower()}
    counts: Counter[str] = Counter()
    for sentence in sentences:
        words = [token.text for token in sentence]
        if _is_headline(words):
            continue
        for i, word in enumerate(words):
            if not is_capital(word):
                continue
            key = fold(word)
            counts[key] += 1
            mine = facts[key]
            before = words[i - 1] if i else ""
            after = words[i + 1] if i + 1 < len(words) else ""
            if i:
                mine.add("middle")
            _facts_before(mine, before, i, lookup)
            _facts_after(mine, words, i, after)
    for key, mine in facts.items():
        if key in small:
            mine.add("small")
        if counts[key] > 1:
            mine.add("again")
    return {key: tuple(sorted(mine)) for key, mine in facts.items()}  # in order, so that training repeats


def _facts_before(mine: set[str], before: str, i: int, lookup: Lookup) -> None:
    if not before:
        return
    key = fold(before)
    kinds = classes(key)
    if "honorific" in kinds:
        mine.add("titled")
    elif "office" in kinds or "trade" in kinds:
        mine.add("role before")
    if "kin" in kinds:
        mine.add("kin before")
    if "speech" in kinds:
        mine.add("said before")
    if key == "the":
        mine.add("the")
    elif key in ("in", "near", "across", "at", "from", "to"):
        mine.add("in" if key == "in" else "toward")
    if is_capital(before):
        if "g" in lookup(key) or _INITIAL.match(before):
            mine.add("given before")
        elif i > 1 and not kinds:
            mine.add("capital before")


def _facts_after(mine: set[str], words: Sequence[str], i: int, after: str) -> None:
    if not after:
        return
    key = fold(after)
    kinds = classes(key)
    if "speech" in kinds:
        mine.add("says")
    elif "deed" in kinds and after.islower():
        mine.add("does")
    if after in ("'s", "’s"):
        mine.add("possessive")
    if is_capital(after):
        mine.add("capital after")
        if "organisation" in kinds or "place" in kinds:
            mine.add("kind after")
    if after == "," and i + 2 < len(words):
        if words[i + 2].isdigit():
            mine.add("age")
        elif words[i + 2] in ("who", "whose"):
            mine.add("who")


def _is_headline(words: Sequence[str]) -> bool:
    """Most words are capitalised, so capitals say little."""
    letters = [word for word in words if word[0].isalpha()]
    return len(letters) > 3 and sum(map(is_capital, letters)) > 0.6 * len(letters)


@lru_cache(maxsize=20_000)
def _word_features(word: str, key: str, codes: str) -> tuple[str, ...]:
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
    return tuple(found)


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


def sentence_features(
    sentence: Sequence[Token], facts: Mapping[str, tuple[str, ...]], lookup: Lookup
) -> list[tuple[Run, list[list[str]]]]:
    """Features of each word of each run of a sentence."""
    spans = runs(sentence)
    if not spans:
        return []
    words = [token.text for token in sentence]
    keys = [fold(word) for word in words]
    codes = _codes(keys, spans, lookup)
    headline = ["headline"] if _is_headline(words) else []
    result = []
    for start, end in spans:
        spelling = "".join(_letter(words[i], codes[i]) for i in range(start, end))
        shared = ["b", "run=" + spelling if end - start < 5 else "run=long", *headline, *_around(keys, start, end)]
        features = []
        for i in range(start, end):
            mine = [*shared, *_word_features(words[i], keys[i], codes[i]), *_in_run(keys, spelling, start, i)]
            mine += ["f=" + fact for fact in facts.get(keys[i], ())]
            mine += _neighbours(words, keys, codes, facts, (start, i, end))
            features.append(mine)
        result.append(((start, end), features))
    return result


def _codes(keys: Sequence[str], spans: Sequence[Run], lookup: Lookup) -> list[str]:
    """Letters of the lexicon for the words of runs; P is added where several words make one place."""
    codes = [""] * len(keys)
    for start, end in spans:
        for i in range(start, end):
            codes[i] = lookup(keys[i])
        for i in range(start, end - 1):
            for n in (2, 3):
                if i + n <= end and any(code in lookup(" ".join(keys[i : i + n])) for code in "pq"):
                    for j in range(i, i + n):
                        codes[j] = "".join(sorted({*codes[j], "P"}))
    return codes


def _in_run(keys: Sequence[str], spelling: str, start: int, i: int) -> list[str]:
    """Where a word stands in its run and what the run looks like from there."""
    at, size = i - start, len(spelling)
    before, after = spelling[max(0, at - 2) : at], spelling[at + 1 : at + 3]
    found = [
        f"at={min(at, 3)}/{min(size - at, 3)}",
        f"spell={before}_{spelling[at]}_{after}",
        f"spell1={before[-1:]}_{spelling[at]}_{after[:1]}",
    ]
    if i == 0:
        found += ["first", "first " + spelling[0]]
    if at:
        found.append(f"-1|={keys[i - 1]}|{keys[i]}")
    if at + 1 < size:
        found.append(f"1|={keys[i]}|{keys[i + 1]}")
    return found


def _neighbours(
    words: Sequence[str],
    keys: Sequence[str],
    codes: Sequence[str],
    facts: Mapping[str, tuple[str, ...]],
    place: tuple[int, int, int],
) -> list[str]:
    """Two words on either side, in full where they belong to the same run."""
    start, i, end = place
    found = []
    for offset in (-2, -1, 1, 2):
        j = i + offset
        if not 0 <= j < len(words):
            found.append(f"{offset}w=" + ("<" if offset < 0 else ">"))
            continue
        found.append(f"{offset}w=" + keys[j])
        if start <= j < end:
            found += [f"{offset}c:" + code for code in codes[j]]
            found += [f"{offset}k=" + kind for kind in classes(keys[j])]
            if abs(offset) == 1:
                found += [f"{offset}s=" + shape(words[j]), f"{offset}e3=" + keys[j][-3:]]
                found += [f"{offset}f=" + fact for fact in facts.get(keys[j], ())]
    return found


def _around(keys: Sequence[str], start: int, end: int) -> list[str]:
    """Describe what stands before and after a run."""
    size = len(keys)
    before = [keys[j] if j >= 0 else "<" for j in (start - 1, start - 2, start - 3)]
    after = [keys[j] if j < size else ">" for j in (end, end + 1, end + 2, end + 3)]
    found = [f"L{n}={word}" for n, word in enumerate(before)]
    found += [f"R{n}={word}" for n, word in enumerate(after[:3])]
    found += [f"L={before[1]} {before[0]}", f"R={after[0]} {after[1]}", f"LR={before[0]}_{after[0]}"]
    for side, near in (("L", before), ("R", after[:3])):
        for n, word in enumerate(near):
            found += [f"{side}{n}k={kind}" for kind in classes(word) if kind in _NEAR]
    if after[0] == ",":
        if after[1].isdigit():
            found.append("age")
        if after[1] in _ARTICLES:
            found += [f"apposition{n} {kind}" for n in (2, 3) for kind in classes(after[n])]
    if after[0] in ("'s", "’s"):
        found += ["owns " + kind for kind in classes(after[1])]
    return found
