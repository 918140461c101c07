"""What is compared when articles are compared, computed once an article and kept by a hash of its text.

Everything here depends on one article alone, so that a later build computes it for new and changed articles only.
"""

from __future__ import annotations

import hashlib
import math
import re
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib import resources
from itertools import chain, repeat

from newsdigest.annotation.terms import key
from newsdigest.model import Entry, Precision

VERSION = 1  # raise it when what is computed here changes, so that nothing old is taken from a cache
TITLE = 3.0  # a word of the headline counts this often
LEAD, LEAD_WORDS = 1.0, 60.0  # the first word counts twice, the 60th 1.4 times: the news stands at the top
SHINGLE = 4  # words

_TOKEN = re.compile(r"[^\W_]+(?:[.,'’&-](?=\w)[^\W_]+)*|[.!?:\n“\"]")


@dataclass(frozen=True, slots=True)
class Features:
    """What one article is compared by."""

    words: Mapping[str, float]
    """Ordinary word → 1 + ln of how often, with the headline and the opening counting more."""
    names: Mapping[str, float]
    """The same for words of names, and for numbers: what tells two events of a kind apart. Empty without capitals."""
    numbers: frozenset[str]
    capitals: frozenset[str]
    """Words with a capital, in small letters."""
    shingles: array[int]
    """Hashes of all runs of four words of the body, each once, in order of value."""


@cache
def common_words() -> frozenset[str]:
    """Words that tell no two articles apart, as written and as looked up."""
    text = resources.files("newsdigest.corpus").joinpath("common_words.txt").read_text("utf-8")
    listed = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    return frozenset(listed) | frozenset(map(key, listed))


def digest(entry: Entry) -> str:
    """Hash of all that the features of an article depend on."""
    text = "\0".join((str(VERSION), entry.article.title, entry.article.standfirst, *entry.paragraphs))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def hours(entry: Entry) -> float | None:
    """Time of publication in hours since year 1; None where not even the day is known."""
    published = entry.article.published
    if published is None or published.precision not in (Precision.MINUTE, Precision.DAY):
        return None
    at = published.at
    offset = at.utcoffset()
    seconds = at.hour * 3600 + at.minute * 60 + at.second - (offset.total_seconds() if offset else 0)
    return at.toordinal() * 24 + seconds / 3600


def features(entry: Entry) -> Features:
    """Compute what an article is compared by."""
    counts: defaultdict[str, float] = defaultdict(float)
    capitals: defaultdict[str, int] = defaultdict(int)  # with a capital that no sentence start explains, less without
    title = _TOKEN.findall(entry.article.title)
    _count(title, repeat(TITLE), not entry.article.title.isupper(), counts, capitals)
    body = _TOKEN.findall("\n".join((entry.article.standfirst, *entry.paragraphs)))
    _count(body, chain(_FADING, repeat(1.0)), True, counts, capitals)
    cased = any(count > 0 for count in capitals.values())
    words: dict[str, float] = {}
    names: dict[str, float] = {}
    for term, count in counts.items():
        is_name = cased and (capitals[term] > 0 or term[0].isdigit())
        (names if is_name else words)[term] = round(1 + math.log(count), 3)
    plain = [token for token in body if token[0].isalnum()]
    distinct = set(plain)
    return Features(
        words,
        names,
        frozenset(word for word in distinct if word[0].isdigit()),
        frozenset(word.lower() for word in distinct if word[0].isupper()),
        _shingles(plain),
    )


_FADING = [1 + LEAD * math.exp(-position / LEAD_WORDS) for position in range(300)]


def _count(
    tokens: Iterable[str],
    weights: Iterable[float],
    telling: bool,
    counts: defaultdict[str, float],
    capitals: defaultdict[str, int],
) -> None:
    """Add tokens to the counts; ``telling`` is false where all is in capitals."""
    opens = True
    for token, weight in zip(tokens, weights, strict=False):
        term, case = _looked_up(token)
        if case is Case.MARK:
            opens = True
            continue
        if term:
            counts[term] += weight
            if case is Case.CAPITAL:
                capitals[term] += telling and not opens
            elif case is Case.SMALL:
                capitals[term] -= 1
        opens = False


class Case(Enum):
    """How a token begins."""

    MARK = "a mark after which a sentence may begin"
    CAPITAL = "a capital"
    SMALL = "a small letter"
    OTHER = "a digit, or a letter of a script that has no capitals"


@lru_cache(maxsize=1 << 17)
def _looked_up(token: str) -> tuple[str, Case]:
    """Term that a token is counted as, empty for one that tells nothing."""
    first = token[0]
    if not first.isalnum():
        return "", Case.MARK
    term = key(token)
    case = Case.CAPITAL if first.isupper() else Case.SMALL if first.islower() else Case.OTHER
    return ("" if len(term) < 2 or term in common_words() else term), case


def _shingles(words: list[str]) -> array[int]:
    ids = [_word_id(word) for word in words]
    runs = [ids[start:] for start in range(min(SHINGLE, len(ids)))]
    if len(runs) < SHINGLE:
        return array("L", [sum(ids) & 0xFFFFFFFF])
    mixed = {((a * 31 + b) * 31 + c) * 31 + d & 0xFFFFFFFF for a, b, c, d in zip(*runs, strict=False)}
    return array("L", sorted(mixed))


@lru_cache(maxsize=1 << 17)
def _word_id(word: str) -> int:
    return zlib.crc32(word.lower().encode("utf-8", "surrogatepass"))


# --- In memory --------------------------------------------------------------------------------------

Row = tuple[Mapping[str, float], Mapping[str, float], list[str], list[str], list[int]]


def to_row(given: Features) -> Row:
    """Write features as JSON can hold them."""
    return given.words, given.names, sorted(given.numbers), sorted(given.capitals), given.shingles.tolist()


def from_row(row: Row) -> Features:
    """Read what ``to_row`` wrote."""
    words, names, numbers, capitals, shingles = row
    return Features(words, names, frozenset(numbers), frozenset(capitals), array("L", shingles))
