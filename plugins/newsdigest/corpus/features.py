"""What is compared when articles are compared: words, names, numbers, runs of words, possible subjects.

Everything here depends on one article alone, so that a later build computes it for new and changed articles only. Many
articles are read at once: each distinct word is looked up once, and what follows is arithmetic on arrays.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice

import numpy as np

from newsdigest.annotation.terms import key
from newsdigest.corpus.arrays import Array, Hashes, Ints, Ragged, changes, distinct, offsets, stacked, whereabouts
from newsdigest.model import Entry, Precision

VERSION = 4  # raise it when what is computed here changes, so that nothing old is taken from a cache
TITLE = 3.0  # a word of the headline counts this often
LEAD, LEAD_WORDS = 1.0, 60.0  # the first word counts twice, the 60th 1.4 times: the news stands at the top
SHINGLE = 4  # words
TWICE = 2  # a phrase must stand in an article so often to be a possible subject
FINE = 1000  # weights are kept in thousandths
BATCH = 256  # articles read at once

_TOKEN = re.compile(r"[^\W_]+(?:[.,'’&-](?=\w)[^\W_]+)*|[^\w\s]|\n")
_MARKS = frozenset('.!?:\n“"')  # a sentence may begin after them
MARK, BREAK, CAPITAL, SMALL, OTHER = range(5)  # how a token begins; other are digits and scripts without capitals

NAME = np.uint64(1 << 63)
"""Set in the hash of a term that is part of a name, or a number: a column of its own, after all others."""


@dataclass(frozen=True, slots=True)
class Features:
    """What articles are compared by, a row each."""

    keys: Hashes
    """What each row was computed from."""
    vocabulary: Hashes
    """Hash of the term of each column, in order; a term has one column as an ordinary word and one as a name."""
    columns: Ragged
    """Columns that an article uses, in order. Where a script has no capitals, words do for names too."""
    weights: Array
    """1 + ln of how often, in thousandths, with the headline and the opening counting more; parallel to columns."""
    shingles: Ragged
    """Hashes of all runs of four words of the body, each once, in order."""
    capitals: Ragged
    """Hashes of words with a capital."""
    numbers: Ragged
    """Hashes of numbers."""
    titles: Ragged
    """Hashes of the terms of the headline."""
    titled: Array
    """Number of words of the headline that tell something."""
    names: tuple[str, ...]
    """Possible subjects of all articles: names as written, phrases in small letters."""
    subjects: Ragged
    """Those of each article, as places in ``names``."""
    counts: Array
    """How often they stand in it, parallel to subjects."""

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: Ints) -> Features:
        """Some of the rows, and only the columns and names that they use."""
        columns, subjects = self.columns.take(rows), self.subjects.take(rows)
        used, renumbered = _renumbered(columns.values, len(self.vocabulary))
        called, named = _renumbered(subjects.values, len(self.names))
        return Features(
            keys=self.keys[rows],
            vocabulary=self.vocabulary[used],
            columns=Ragged(renumbered, columns.starts),
            weights=self.columns.pick(self.weights, rows),
            shingles=self.shingles.take(rows),
            capitals=self.capitals.take(rows),
            numbers=self.numbers.take(rows),
            titles=self.titles.take(rows),
            titled=self.titled[rows],
            names=tuple(map(self.names.__getitem__, np.flatnonzero(called).tolist())),
            subjects=Ragged(named, subjects.starts),
            counts=self.subjects.pick(self.counts, rows),
        )

    def part(self, begin: int, end: int) -> Features:
        """Neighbouring rows, with the columns and names of all; nothing large is copied."""
        columns, subjects = self.columns.starts[[begin, end]], self.subjects.starts[[begin, end]]
        return Features(
            keys=self.keys[begin:end],
            vocabulary=self.vocabulary,
            columns=self.columns.part(begin, end),
            weights=self.weights[columns[0] : columns[1]],
            shingles=self.shingles.part(begin, end),
            capitals=self.capitals.part(begin, end),
            numbers=self.numbers.part(begin, end),
            titles=self.titles.part(begin, end),
            titled=self.titled[begin:end],
            names=self.names,
            subjects=self.subjects.part(begin, end),
            counts=self.counts[subjects[0] : subjects[1]],
        )

    def holding(self, words: Iterable[str]) -> dict[int, set[str]]:
        """Rows of articles that may hold any of some words, by themselves or with a possessive, with those words."""
        words = list(words)
        found: defaultdict[int, set[str]] = defaultdict(set)
        sounds: defaultdict[int, set[str]] = defaultdict(set)
        for word in words:
            for ending in ("", "'s", "’s", "'", "’"):
                sounds[_sound(word + ending)].add(word)
        used = whereabouts(self.capitals.values, np.array(sorted(sounds), np.uint32))[1]
        for row, sound in zip(self.capitals.rows[used].tolist(), self.capitals.values[used].tolist(), strict=True):
            found[row] |= sounds[sound]
        if small := [word for word in words if not word[:1].isupper()]:  # a script without capitals
            for row in self._holding_small(small).tolist():
                found[row].update(small)
        return dict(found)

    def _holding_small(self, words: Sequence[str]) -> Ints:
        """Rows of articles that may hold any of some words that do not begin with a capital."""
        terms = [_hash_of(key(word)) for word in words]
        if 0 in terms:
            return np.arange(len(self))
        told, wanted = np.array(terms, np.uint64), np.zeros(len(self.vocabulary), bool)
        places, used = whereabouts(np.append(told, told | NAME), self.vocabulary)
        wanted[places[used]] = True
        return distinct(self.columns.rows[wanted[self.columns.values]])


def _renumbered(values: Array, size: int) -> tuple[Array, Array]:
    """Say which of so many numbers are used, and give those that are new numbers without gaps."""
    used = np.zeros(size, bool)
    used[values] = True
    return used, (values if used.all() else (np.cumsum(used, dtype=np.int32) - np.int32(1))[values])


def joined(parts: Sequence[Features]) -> Features:
    """The rows of several, one after another."""
    if len(parts) == 1:
        return parts[0]
    vocabulary = distinct(np.concatenate([part.vocabulary for part in parts]))
    names: dict[str, int] = {}
    columns, subjects = [], []
    for part in parts:
        moved = np.searchsorted(vocabulary, part.vocabulary).astype(np.int32)
        columns.append(Ragged(moved[part.columns.values], part.columns.starts))
        called = np.array([names.setdefault(name, len(names)) for name in part.names], np.int32)
        subjects.append(Ragged(called[part.subjects.values], part.subjects.starts))
    return Features(
        keys=np.concatenate([part.keys for part in parts]),
        vocabulary=vocabulary,
        columns=stacked(columns),
        weights=np.concatenate([part.weights for part in parts]),
        shingles=stacked([part.shingles for part in parts]),
        capitals=stacked([part.capitals for part in parts]),
        numbers=stacked([part.numbers for part in parts]),
        titles=stacked([part.titles for part in parts]),
        titled=np.concatenate([part.titled for part in parts]),
        names=tuple(names),
        subjects=stacked(subjects),
        counts=np.concatenate([part.counts for part in parts]),
    )


@cache
def common_words() -> frozenset[str]:
    """Words that tell no two articles apart, as written and as looked up."""
    text = resources.files("newsdigest.corpus").joinpath("common_words.txt").read_text("utf-8")
    listed = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    return frozenset(listed) | frozenset(map(key, listed))


def key_of(entry: Entry) -> int:
    """Hash of all that the features of an article depend on, and of its slug, so that no two have the same."""
    own = (entry.stamp,) if entry.stamp else (*_texts(entry), *entry.people, "", *entry.article.authors)
    return hashed("\0".join((str(VERSION), entry.slug, *own)))


def _texts(entry: Entry) -> tuple[str, ...]:
    return entry.article.title, entry.article.standfirst, *entry.paragraphs


def hashed(text: str) -> int:
    """Hash of a text in 64 bits, the same in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _hash_of(term: str) -> int:
    """Hash of a term in 63 bits; 0 for one that tells nothing."""
    return 0 if len(term) < 2 or term in common_words() else hashed(term) >> 1


def _sound(token: str) -> int:
    """Hash of a token in small letters, in 32 bits."""
    return zlib.crc32(token.lower().encode("utf-8", "surrogatepass"))


def hours(entry: Entry) -> float | None:
    """Time of publication in hours since year 1; None where not even the day is known."""
    published = entry.article.published
    if published is None or published.precision not in (Precision.MINUTE, Precision.DAY):
        return None
    at = published.at
    offset = at.utcoffset()
    seconds = at.hour * 3600 + at.minute * 60 + at.second - (offset.total_seconds() if offset else 0)
    return at.toordinal() * 24 + seconds / 3600


# --- Reading ----------------------------------------------------------------------------------------


def features(entries: Iterable[Entry], names: Iterable[Mapping[str, int]] = ()) -> Features:
    """Compute what articles are compared by; ``names`` are those of each that may be subjects, and how often."""
    reader = _Reader()
    named = iter(names)
    pending = iter(entries)
    parts = []
    while batch := list(islice(pending, BATCH)):
        parts.append(reader.read(batch, [next(named, {}) for _ in batch]))
    return joined(parts or [reader.read([], [])])


class _Numbers(dict[str, int]):
    """Numbers texts in the order in which they are asked for."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Reader:
    """Reads articles; remembers every distinct token."""

    def __init__(self) -> None:
        self.tokens = _Numbers()
        self.keys = _Numbers()
        self.words: list[str] = []  # every token, by number
        self.terms: list[str] = []  # every key
        self.hashes = np.zeros(0, np.uint64)  # of each key; 0 for one that tells nothing
        self.kind = np.zeros(0, np.int8)
        self.key = np.zeros(0, np.int32)
        self.sound = np.zeros(0, np.uint32)  # hash of the token in small letters
        self.numeric = np.zeros(0, bool)
        self.usable = np.zeros(0, bool)  # may be part of a phrase

    def read(self, entries: Sequence[Entry], names: Sequence[Mapping[str, int]]) -> Features:
        """Read some articles; ``names`` are those of each that may be subjects."""
        numbers, lengths = array("i"), []
        for entry in entries:
            for text in (entry.article.title, "\n".join(_texts(entry)[1:])):
                before = len(numbers)
                numbers.extend(map(self.tokens.__getitem__, _TOKEN.findall(text)))
                lengths.append(len(numbers) - before)
        self._look_up()
        size = len(entries)
        segments = np.repeat(np.arange(2 * size), lengths)  # two an article: headline, body
        tokens = np.frombuffer(numbers, np.intc) if numbers else np.zeros(0, np.intc)
        subjects, counts, called = self._subjects(names, self._phrases(tokens, segments))
        told = self.kind[tokens] != BREAK
        tokens, segments = tokens[told], segments[told]
        shouted = np.array([entry.article.title.isupper() for entry in entries], bool)
        vocabulary, columns, weights = self._terms(tokens, segments, shouted)
        body = (segments % 2 == 1) & (self.kind[tokens] != MARK)
        words, articles = self.sound[tokens[body]], segments[body] // 2
        heads = (segments % 2 == 0) & (self.hashes[self.key[tokens]] != 0)
        titled = self.hashes[self.key[tokens[heads]]]
        kind = self.kind[tokens[body]]
        return Features(
            keys=np.array(list(map(key_of, entries)), np.uint64),
            vocabulary=vocabulary,
            columns=columns,
            weights=weights,
            shingles=_shingles(words, articles, size),
            capitals=_distinct(words[kind == CAPITAL], articles[kind == CAPITAL], size),
            numbers=_distinct(words, articles, size, self.numeric[tokens[body]]),
            titles=_distinct_hashes(titled, segments[heads] // 2, size),
            titled=np.bincount(segments[heads] // 2, minlength=size).astype(np.uint16),
            names=called,
            subjects=subjects,
            counts=counts,
        )

    def _look_up(self) -> None:
        """Look up the tokens that are new."""
        known = len(self.kind)
        common = common_words()
        rows = []
        self.words.extend(islice(self.tokens, known, None))
        for token in self.words[known:]:
            first = token[0]
            if not first.isalnum():
                rows.append((MARK if token in _MARKS else BREAK, self.keys[""], 0, False, False))
                continue
            kind = CAPITAL if first.isupper() else SMALL if first.islower() else OTHER
            usable = (
                len(token) > 3
                and token.islower()
                and token.replace("-", "").isalpha()
                and token not in common
                and not token.endswith("ly")
            )
            rows.append((kind, self.keys[key(token)], _sound(token), first.isdigit(), usable))
        if rows:
            kinds, keys, sounds, numeric, usable_ = zip(*rows, strict=True)
            self.kind = np.append(self.kind, np.array(kinds, np.int8))
            self.key = np.append(self.key, np.array(keys, np.int32))
            self.sound = np.append(self.sound, np.array(sounds, np.uint32))
            self.numeric = np.append(self.numeric, np.array(numeric, bool))
            self.usable = np.append(self.usable, np.array(usable_, bool))
        new = list(islice(self.keys, len(self.terms), None))
        self.terms += new
        self.hashes = np.append(self.hashes, np.array(list(map(_hash_of, new)), np.uint64))

    def _terms(self, tokens: Array, segments: Ints, shouted: Array) -> tuple[Hashes, Ragged, Array]:
        """Count the terms of each article, apart where they are ordinary words and where they are names."""
        kind, size = self.kind[tokens], len(shouted)
        headline = segments % 2 == 0
        first = changes(segments)
        opens = first.copy()
        opens[1:] |= kind[:-1] == MARK
        begins = np.flatnonzero(first)
        place = np.arange(len(tokens)) - np.repeat(begins, np.diff(np.append(begins, len(tokens))))
        times = np.where(headline, TITLE, _FADING[np.minimum(place, len(_FADING) - 1)])
        # A capital that no sentence start explains speaks for a name, a small letter against it.
        leaning = (kind == CAPITAL) & ~opens & ~(headline & shouted[segments // 2])
        leaning = leaning.astype(np.int8) - (kind == SMALL)
        terms = self.key[tokens]
        telling = self.hashes[terms] != 0
        articles = segments // 2
        pairs = articles[telling] * len(self.keys) + terms[telling]
        order = np.argsort(pairs, kind="stable")
        new = changes(pairs[order])
        found = pairs[order][new]
        which = np.cumsum(new) - 1
        count = np.bincount(which, times[telling][order], len(found))
        lean = np.bincount(which, leaning[telling][order], len(found))
        article, term = found // len(self.keys), found % len(self.keys)
        cased = np.zeros(size, bool)
        cased[article[lean > 0]] = True
        numeric = np.zeros(len(self.keys), bool)
        numeric[self.key[self.numeric]] = True
        is_name = cased[article] & ((lean > 0) | numeric[term])
        weight = np.rint(FINE * (1 + np.log(count))).astype(np.uint16)
        hashes = self.hashes[term] | np.where(is_name, NAME, np.uint64(0))
        nameless = (np.bincount(article[is_name], minlength=size) == 0)[article]
        hashes = np.append(hashes, hashes[nameless] | NAME)
        article, weight = np.append(article, article[nameless]), np.append(weight, weight[nameless])
        vocabulary = distinct(hashes)
        columns = np.searchsorted(vocabulary, hashes)
        order = np.argsort(article * len(vocabulary) + columns)
        lengths = np.bincount(article, minlength=size)
        return vocabulary, Ragged.of(columns[order].astype(np.int32), lengths), weight[order]

    def _phrases(self, tokens: Array, segments: Ints) -> Iterator[tuple[int, str, int]]:
        """Pairs of ordinary words that stand side by side more than once: article, phrase, how often."""
        usable = self.usable[tokens]
        beside = np.flatnonzero(usable[:-1] & usable[1:] & (segments[:-1] == segments[1:]))
        pairs = tokens[beside].astype(np.int64) * len(self.keys) + self.key[tokens[beside + 1]]
        article = segments[beside] // 2
        order = np.lexsort((pairs, article))
        pairs, article = pairs[order], article[order]
        begins = np.flatnonzero(changes(pairs, article))
        count = np.diff(np.append(begins, len(pairs)))
        for at in np.flatnonzero(count >= TWICE).tolist():
            pair = int(pairs[begins[at]])
            phrase = f"{self.words[pair // len(self.keys)]} {self.terms[pair % len(self.keys)]}"
            yield int(article[begins[at]]), phrase, int(count[at])

    def _subjects(
        self, names: Sequence[Mapping[str, int]], phrases: Iterator[tuple[int, str, int]]
    ) -> tuple[Ragged, Array, tuple[str, ...]]:
        """Possible subjects of each article, how often they stand in it, and how they are called."""
        found: list[Counter[str]] = [Counter(each) for each in names]
        for article, phrase, count in phrases:
            found[article][phrase] += count
        called = _Numbers()
        numbers = [called[text] for each in found for text in each]
        counts = [count for each in found for count in each.values()]
        return (
            Ragged.of(np.array(numbers, np.int32), np.array([len(each) for each in found], np.int64)),
            np.minimum(np.array(counts, np.int64), 0xFFFF).astype(np.uint16),
            tuple(called),
        )


_FADING = 1 + LEAD * np.exp(-np.append(np.arange(300.0), np.inf) / LEAD_WORDS)


def _distinct(values: Array, rows: Ints, size: int, where: Array | None = None) -> Ragged:
    """Values of 32 bits of each row, each once, in order."""
    if where is not None:
        values, rows = values[where], rows[where]
    found = distinct(rows.astype(np.uint64) << np.uint64(32) | values)
    return Ragged.of(found.astype(np.uint32), np.bincount((found >> np.uint64(32)).astype(np.int64), minlength=size))


def _distinct_hashes(values: Hashes, rows: Ints, size: int) -> Ragged:
    """The same for values of 64 bits."""
    order = np.lexsort((values, rows))
    values, rows = values[order], rows[order]
    new = changes(values, rows)
    return Ragged.of(values[new], np.bincount(rows[new], minlength=size))


def _shingles(words: Array, articles: Ints, size: int) -> Ragged:
    """Hashes of all runs of four words; of all words where there are fewer."""
    runs = max(0, len(words) - SHINGLE + 1)
    mixed = words[:runs].copy()
    for step in range(1, SHINGLE):
        mixed = mixed * np.uint32(31) + words[step : step + runs]
    whole = articles[:runs] == articles[SHINGLE - 1 :]
    lengths = np.bincount(articles, minlength=size)
    few = np.flatnonzero(lengths < SHINGLE)
    starts = offsets(lengths)
    sums = [words[starts[at] : starts[at + 1]].sum(dtype=np.uint32) for at in few]
    return _distinct(np.append(mixed[whole], np.array(sums, np.uint32)), np.append(articles[:runs][whole], few), size)
