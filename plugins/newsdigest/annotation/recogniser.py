"""Where people's names stand in a text: a conditional random field over runs of capitalised words.

The model ships with the package and is trained by tests/benchmarks/train_people.py; docs/people.md says on what.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import pycrfsuite

from newsdigest.annotation.features import article_facts, sentence_features
from newsdigest.annotation.lexicon import lexicon
from newsdigest.annotation.tokens import Span, Token, sentences

MODEL = "data/people.crfsuite"


@cache
def _model() -> bytes:
    return files("newsdigest.annotation").joinpath(MODEL).read_bytes()


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(_model())  # it reads from these bytes as long as it lives: they must stay
    return tagger


def _lookup(word: str) -> str:
    return lexicon().get(word, "")


def spans(text: str) -> list[Span]:
    """Character offsets of the names of people in a text, in order, titles not included."""
    split = sentences(text)
    facts = article_facts(split, _lookup)
    tagger = _tagger()
    found: list[Span] = []
    for sentence in split:
        for (start, _), features in sentence_features(sentence, facts, _lookup):
            found += _named(sentence, start, tagger.tag(features))
    return found


def _named(sentence: Sequence[Token], start: int, labels: Sequence[str]) -> list[Span]:
    """Offsets of the names that the labels of a run mark: B opens one, I carries it on."""
    found: list[Span] = []
    before = "O"
    for token, label in zip(sentence[start:], labels, strict=False):
        if label == "I" and before != "O":
            found[-1] = (found[-1][0], token.end)
        elif label != "O":
            found.append((token.start, token.end))
        before = label
    return found
