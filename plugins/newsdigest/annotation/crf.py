"""A linear-chain conditional random field at work: which labels a short sequence gets, and how sure they are.

Training is crfsuite's business (tests/benchmarks/train_people.py). Here its weights are read from text, and because
the features of a word come in groups that recur all the time, the weights of a group are summed only once: that is
faster than to pass every feature of every word to a library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import exp
from typing import NamedTuple

LABELS = "BIO"
"""B opens a name, I carries it on, O is none."""
SCALE = 1000
"""Weights are written as whole thousandths."""

Group = tuple[str, ...]
"""Features that occur together."""
Score = complex
"""What speaks for B against O, and for I against O (only differences count): two numbers that are added as one."""
Steps = tuple[tuple[float, float, float], ...]
"""From each label to each label after it."""


class Opinion(NamedTuple):
    """What a model makes of a sequence."""

    labels: Sequence[str]
    chances: Sequence[float]
    """For each word: the probability that it belongs to a name."""


class Model(NamedTuple):
    """Weights of groups of features, and of steps from one label to the next."""

    weigh: Callable[[Group], Score]
    steps: Steps

    def judge(self, shared: Iterable[Group], words: Sequence[Iterable[Group]]) -> Opinion:
        """Label a sequence: the features that all its words share, and those of each word."""
        common = sum(map(self.weigh, shared), 0j)
        scores = [sum(map(self.weigh, groups), common) for groups in words]
        if len(scores) > 1:
            weights = [(score.real, score.imag, 0.0) for score in scores]
            return Opinion(_best(weights, self.steps), _chances(weights, self.steps))
        b, i = scores[0].real, scores[0].imag
        label = "O" if b <= 0 >= i else "B" if b >= i else "I"
        top = max(b, i, 0.0)
        name = exp(b - top) + exp(i - top)
        return Opinion((label,), (name / (name + exp(-top)),))


def read(text: str) -> Model:
    """Read a model: a line a feature or a step (``B>``), and its weights for the labels, divided by tabs."""
    weights: dict[str, tuple[float, float, float]] = {}
    for line in text.splitlines():
        feature, b, i, o = line.split("\t")
        weights[feature] = (int(b) / SCALE, int(i) / SCALE, int(o) / SCALE)
    steps = tuple(weights.pop(label + ">", (0.0, 0.0, 0.0)) for label in LABELS)
    single = {feature: complex(b - o, i - o) for feature, (b, i, o) in weights.items()}

    @lru_cache(maxsize=1 << 15)
    def weigh(group: Group) -> Score:
        return sum((single[feature] for feature in group if feature in single), 0j)

    return Model(weigh, steps)


def _best(weights: Sequence[Sequence[float]], steps: Steps) -> list[str]:
    """Viterbi's path."""
    best = weights[0]
    back: list[list[int]] = []
    for here in weights[1:]:
        sources, now = [], []
        for n in (0, 1, 2):
            ways = [best[p] + steps[p][n] for p in (0, 1, 2)]
            way = max(ways)
            sources.append(ways.index(way))
            now.append(way + here[n])
        best = now
        back.append(sources)
    at = best.index(max(best))
    path = [at]
    for sources in reversed(back):
        at = sources[at]
        path.append(at)
    return [LABELS[n] for n in reversed(path)]


def _chances(weights: Sequence[Sequence[float]], steps: Steps) -> list[float]:
    """Probability of each word to have another label than O, by the forward-backward algorithm."""
    highest = max(map(max, steps))
    moves = [[exp(step - highest) for step in row] for row in steps]
    powers = []
    for here in weights:
        top = max(here)
        powers.append([exp(weight - top) for weight in here])
    b, i, o = powers[0]
    forward = [(b, i, o)]
    for p in powers[1:]:
        now = [p[n] * (b * moves[0][n] + i * moves[1][n] + o * moves[2][n]) for n in (0, 1, 2)]
        total = sum(now)
        b, i, o = (value / total for value in now)
        forward.append((b, i, o))
    b = i = o = 1.0
    chances: list[float] = []
    for before, p in zip(reversed(forward), reversed(powers), strict=True):
        name, none = before[0] * b + before[1] * i, before[2] * o
        chances.append(name / (name + none))
        b, i, o = p[0] * b, p[1] * i, p[2] * o
        total = b + i + o
        b, i, o = ((row[0] * b + row[1] * i + row[2] * o) / total for row in moves)
    return chances[::-1]
