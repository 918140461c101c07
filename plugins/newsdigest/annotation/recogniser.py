"""Where people's names stand in a text: conditional random fields over runs of capitalised words, in two passes.

The first pass judges each run by itself and by the facts of the article; the second sees in addition what the first
thought of the same words elsewhere in the article, so that a surname in a poor context is known by a good one
(Krishnan and Manning 2006, An Effective Two-Stage Model for Exploiting Non-Local Dependencies in Named Entity
Recognition). The models ship with the package; tests/benchmarks/train_people.py makes them from the texts that
docs/people.md names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import pycrfsuite

from newsdigest.annotation.features import Lookup, article_facts, sentence_features
from newsdigest.annotation.lexicon import fold, lexicon
from newsdigest.annotation.sure import Found, looks_full, repaired
from newsdigest.annotation.tokens import Token, sentences

LEAST = 0.12  # chance from which a run that is built like a full name is taken for one
FIRST, SECOND = "data/people-first.crfsuite", "data/people-second.crfsuite"


class Candidate(NamedTuple):
    """A run of capitalised words, and what is known about each of them."""

    tokens: Sequence[Token]
    features: list[list[str]]


class Opinion(NamedTuple):
    """What a pass makes of a candidate."""

    labels: Sequence[str]
    """For each word: B opens a name, I carries it on, O is none."""
    chances: Sequence[float]
    """For each word: the probability that it belongs to a name."""


Judge = Callable[[Candidate], Opinion]


def names(text: str) -> list[Found]:
    """Find the names of people in a text, in order, titles not included."""
    found = candidates(text, lambda word: lexicon().get(word, ""))
    second = judge(_tagger(SECOND))
    result: list[Found] = []
    for candidate in reconsider(found, judge(_tagger(FIRST))):
        labels, chances = second(candidate)
        if looks_full(candidate.tokens) and min(chances) > LEAST and set(labels) == {"O"}:
            labels = ["B", *("I" for _ in chances[1:])]
        fixed = repaired(candidate.tokens, labels)
        result += (
            Found(candidate.tokens[start].start, candidate.tokens[end - 1].end, max(chances[start:end]))
            for start, end in _stretches(fixed)
        )
    return result


def candidates(text: str, lookup: Lookup) -> list[Candidate]:
    """Find the runs of a text that may hold names, with their features for the first pass."""
    split = sentences(text)
    facts = article_facts(split, lookup)
    return [
        Candidate(sentence[start:end], features)
        for sentence in split
        for (start, end), features in sentence_features(sentence, facts, lookup)
    ]


@cache
def _model(name: str) -> bytes:
    return files("newsdigest.annotation").joinpath(name).read_bytes()


@cache
def _tagger(name: str) -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(_model(name))  # it reads from these bytes as long as it lives: they must stay
    return tagger


def judge(tagger: pycrfsuite.Tagger) -> Judge:
    """Turn a model into a function that gives its opinion of a candidate."""

    def opinion(candidate: Candidate) -> Opinion:
        labels = tagger.tag(candidate.features)
        return Opinion(labels, [1 - tagger.marginal("O", i) for i in range(len(labels))])

    return opinion


def reconsider(found: Sequence[Candidate], opinion: Judge) -> list[Candidate]:
    """Add to each candidate what the first pass thinks of it and of its words elsewhere."""
    opinions = [opinion(candidate) for candidate in found]
    chances: dict[str, list[float]] = defaultdict(list)
    places: dict[str, set[str]] = defaultdict(set)
    for candidate, (labels, own) in zip(found, opinions, strict=True):
        keys = [fold(token.text) for token in candidate.tokens]
        for key, chance in zip(keys, own, strict=True):
            chances[key].append(chance)
        for start, end in _stretches(labels):
            if end - start == 1:
                places[keys[start]].add("alone")
            else:
                places[keys[start]].add("leads")
                places[keys[end - 1]].add("ends")
                for key in keys[start + 1 : end - 1]:
                    places[key].add("within")
    return [
        Candidate(candidate.tokens, [old + new for old, new in zip(candidate.features, more, strict=True)])
        for candidate, judged in zip(found, opinions, strict=True)
        for more in [_second_features(candidate, judged, chances, places)]
    ]


def _second_features(
    candidate: Candidate, judged: Opinion, chances: dict[str, list[float]], places: dict[str, set[str]]
) -> list[list[str]]:
    own: list[list[str]] = []
    for token, label, chance in zip(candidate.tokens, judged.labels, judged.chances, strict=True):
        key = fold(token.text)
        everywhere = chances[key]
        elsewhere = _step((sum(everywhere) - chance) / (len(everywhere) - 1)) if len(everywhere) > 1 else "none"
        own.append(
            [
                f"here={_step(chance)}",
                f"here={label}",
                f"elsewhere={elsewhere}",
                f"best={_step(max(everywhere))}",
                f"here={_step(chance)} elsewhere={elsewhere}",
                *(f"name {place}" for place in sorted(places[key])),
            ]
        )
    result = []
    for i, mine in enumerate(own):
        before = ["-1 " + feature for feature in own[i - 1]] if i else []
        after = ["+1 " + feature for feature in own[i + 1]] if i + 1 < len(own) else []
        result.append([*mine, *before, *after])
    return result


def _step(chance: float) -> str:
    """A probability in five steps."""
    return str(min(int(chance * 5), 4))


def _stretches(labels: Sequence[str]) -> Iterable[tuple[int, int]]:
    """First and past-the-last index of each name that labels mark."""
    start = None
    for i, label in enumerate([*labels, "O"]):
        if start is not None and label != "I":
            yield start, i
            start = None
        if label != "O" and start is None:
            start = i
