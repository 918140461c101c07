"""Learning from the articles that an editor filed under topics: what each word adds to what the vocabularies say.

Multinomial logistic regression with the vocabularies' evidence as offset and a ridge penalty towards no weights at all,
so that few articles change little. It is solved by Nesterov's accelerated gradient from zero in a fixed number of
steps: the same articles teach the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from newsdigest.annotation import topics as topic_rules
from newsdigest.annotation.learnt import Weights
from newsdigest.model import Article, Topic

ARTICLES = 10  # of a topic from which it is learnt: fewer say more of themselves than of their topic
RIDGE = 2.0
SHARP = 5.0  # how much surer a topic is that has all the evidence than one that has none, in logits
STEPS = 60
FOLDS = 5
KEPT = 500  # words of a topic that are kept, the strongest

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """An article that an editor filed."""

    article: Article
    paragraphs: tuple[str, ...]
    topic: str
    """Id of one of the 17."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt, and whether it helps."""

    weights: Mapping[str, Weights]
    articles: Mapping[str, int]
    """How many there are of each topic, also of those with too few."""
    before: float
    """Share of the articles that the vocabularies alone file as the editor did."""
    after: float
    """The same with what the other four fifths of the articles teach."""

    @property
    def helps(self) -> bool:
        """Whether more articles are filed rightly."""
        return self.after > self.before


def learn(examples: Sequence[Example], topics: tuple[Topic, ...]) -> Lesson:
    """Learn from examples, in any order; topics with fewer than ``ARTICLES`` of them are left alone."""
    counted = Counter(example.topic for example in examples)
    plain = tuple(replace(topic, learnt=()) for topic in topics)
    ids = [topic.id for topic in topics if not topic.parent]
    taught = np.array([place for place, name in enumerate(ids) if counted[name] >= ARTICLES])
    if len(taught) < 2:  # there is nothing to tell apart
        return Lesson({}, counted, 0.0, 0.0)
    # Articles of the other topics teach what those with enough of them are not.
    told = sorted(examples, key=lambda example: (example.article.title, example.paragraphs))
    evidence = np.array([_evidence(example, plain, ids) for example in told])
    aims = np.array([ids.index(example.topic) for example in told])
    pictures = [topic_rules.picture(example.article, example.paragraphs) for example in told]
    words = sorted({word for picture in pictures for word in picture})
    given = _Sparse.of(pictures, {word: place for place, word in enumerate(words)})
    right = np.zeros(len(told), bool)
    for fold in range(FOLDS):
        # Runs of neighbours, so that copies of one text under one title are not learnt from and judged by.
        inside = np.arange(len(told)) * FOLDS // len(told) == fold
        weights = _solved(given.take(~inside), evidence[~inside], aims[~inside], taught)
        summed = evidence[inside]
        summed[:, taught] += given.take(inside).times(weights)
        right[inside] = summed.argmax(1) == aims[inside]
    weights = _solved(given, evidence, aims, taught)
    return Lesson(
        {ids[place]: _strongest(words, column) for place, column in zip(taught, weights.T, strict=True)},
        counted,
        float(np.mean(evidence.argmax(1) == aims)),
        float(np.mean(right)),
    )


def _evidence(example: Example, topics: tuple[Topic, ...], ids: Sequence[str]) -> list[float]:
    """What the vocabularies say for each topic, as a share of the most."""
    weighed = topic_rules.weigh(example.article, example.paragraphs, topics)
    scores = [weighed[name].score if name in weighed else 0.0 for name in ids]
    most = max(*scores, topic_rules.LEAST)
    return [score / most for score in scores]


def _strongest(words: Sequence[str], weights: Floats) -> Weights:
    rounded = [(word, round(weight, 3)) for word, weight in zip(words, weights.tolist(), strict=True)]
    kept = sorted(rounded, key=lambda pair: (-abs(pair[1]), pair[0]))[:KEPT]
    return tuple(pair for pair in kept if pair[1])


@dataclass(frozen=True, slots=True)
class _Sparse:
    """A matrix of articles and words, most of which an article does not use."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Floats
    shape: tuple[int, int]

    @classmethod
    def of(cls, pictures: Sequence[Mapping[str, float]], places: Mapping[str, int]) -> _Sparse:
        """Number the words; every word is to have a place."""
        rows = np.repeat(np.arange(len(pictures)), [len(picture) for picture in pictures])
        columns = np.array([places[word] for picture in pictures for word in picture], np.int64)
        values = np.array([share for picture in pictures for share in picture.values()])
        return cls(rows, columns, values, (len(pictures), len(places)))

    def take(self, chosen: NDArray[np.bool_]) -> _Sparse:
        """Some of the articles."""
        kept = chosen[self.rows]
        renumbered = np.cumsum(chosen) - 1
        shape = int(chosen.sum()), self.shape[1]
        return _Sparse(renumbered[self.rows[kept]], self.columns[kept], self.values[kept], shape)

    def times(self, weights: Floats) -> Floats:
        """Multiply by weights of words: a row for each article."""
        told = (np.bincount(self.rows, self.values * column[self.columns], self.shape[0]) for column in weights.T)
        return np.stack(list(told), axis=1)

    def back(self, errors: Floats) -> Floats:
        """Multiply the transposed matrix by a row for each article: a row for each word."""
        told = (np.bincount(self.columns, self.values * column[self.rows], self.shape[1]) for column in errors.T)
        return np.stack(list(told), axis=1)

    def norm(self) -> float:
        """The largest squared singular value, by the power method, and a little more to be sure."""
        vector = np.ones((self.shape[1], 1))
        length = 1.0
        for _ in range(20):
            vector = self.back(self.times(vector / np.linalg.norm(vector)))
            length = float(np.linalg.norm(vector))
        return 1.1 * length


def _solved(given: _Sparse, evidence: Floats, aims: NDArray[np.int64], taught: NDArray[np.int64]) -> Floats:
    """Find the weights: a row for each word, a column for each topic that is taught."""
    wanted = np.eye(evidence.shape[1])[aims]
    step = 1.0 / (SHARP**2 * given.norm() / 2 + RIDGE)
    weights = ahead = np.zeros((given.shape[1], len(taught)))
    pace = 1.0
    for _ in range(STEPS):
        logits = SHARP * evidence
        logits[:, taught] += SHARP * given.times(ahead)
        likely = np.exp(logits - logits.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        found = ahead - step * (SHARP * given.back((likely - wanted)[:, taught]) + RIDGE * ahead)
        following = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = found + (pace - 1) / following * (found - weights)
        weights, pace = found, following
    return weights
