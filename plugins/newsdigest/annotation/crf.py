"""A linear-chain conditional random field at work: which labels a short sequence gets, and how sure they are.

Training is crfsuite's business (tests/benchmarks/train_people.py). Here its weights are read from text, and because
the features of a word come in groups that recur all the time, the weights of a group are summed only once: that is
faster than to pass every feature of every word to a library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp
from typing import NamedTuple

LABELS = "BIO"
"""B opens a name, I carries it on, O is none."""
_STEPS = tuple(label + ">" for label in LABELS)
SCALE = 1000
"""Weights are written as whole thousandths."""
REMEMBERED = 1 << 17
"""Features and groups whose weights are kept: more than a thousand articles bring, some 30 MB."""

Group = str
"""Features that occur together, divided by tabs: a string, since Python keeps the hash of strings."""
Score = int
"""What speaks for B against O, and for I against O (only differences count), in thousandths, for every model that is
read: whole numbers side by side in one, so that the features which models share are looked up and added only once."""
WIDTH = 40
"""Bits of each number: sums of whole thousandths stay far below."""
_HALF = 1 << (WIDTH - 1)
_MASK = (1 << WIDTH) - 1
Steps = tuple[tuple[float, float, float], ...]
"""From each label to each label after it."""


class Opinion(NamedTuple):
    """What a model makes of a sequence."""

    labels: Sequence[str]
    chances: Sequence[float]
    """For each word: the probability that it belongs to a name."""


class _Weights(dict[Group, Score]):
    """Weights of features, and of the groups of them that were met."""

    def __init__(self, single: Mapping[str, Score], models: int) -> None:
        super().__init__(single)
        self.single = single
        self.middle = sum(_HALF << n * WIDTH for n in range(2 * models))
        """Added to a score, it leaves no number in it negative."""

    def __missing__(self, group: Group) -> Score:
        if "\t" not in group:  # pairs of words hardly come back: what is unknown is not worth remembering
            return 0
        single = self.single
        weight = 0
        for feature in group.split("\t"):
            if feature in single:
                weight += single[feature]
        if len(self) > REMEMBERED:
            self.clear()
            self.update(single)
        self[group] = weight
        return weight


class Models(NamedTuple):
    """One or several models over the same features."""

    weights: _Weights
    """Of groups of features."""
    steps: Sequence[Steps]
    """For each model, weights of steps from one label to the next."""
    powers: Sequence[Steps]
    """The same to the power of e, but for a common factor."""

    def weigh(self, shared: Sequence[Group], words: Sequence[Sequence[Group]]) -> list[Score]:
        """Weigh a sequence for all models: the features that all its words share, and those of each word."""
        weigh = self.weights.__getitem__
        common = sum(map(weigh, shared))
        return [sum(map(weigh, groups), common) for groups in words]

    def judge(self, scores: Sequence[Score], model: int = 0) -> Opinion:
        """Label a sequence as one of the models has it."""
        shift = 2 * model * WIDTH
        weights = []
        for score in scores:
            both = (score + self.weights.middle) >> shift
            weights.append((((both & _MASK) - _HALF) / SCALE, ((both >> WIDTH & _MASK) - _HALF) / SCALE, 0.0))
        if len(weights) > 1:
            return Opinion(_best(weights, self.steps[model]), _chances(weights, self.powers[model]))
        b, i, _ = weights[0]
        label = "O" if b <= 0 >= i else "B" if b >= i else "I"
        top = max(b, i, 0.0)
        name = exp(b - top) + exp(i - top)
        return Opinion((label,), (name / (name + exp(-top)),))


def read(*texts: str) -> Models:
    """Read models: a line a feature or a step (``B>``), and its weights for the labels, divided by tabs."""
    single: dict[Group, Score] = {}
    steps, powers = [], []
    for number, text in enumerate(texts):
        own: dict[str, tuple[float, float, float]] = {}
        for line in text.splitlines():
            feature, *row = line.split("\t")
            b, i, o = map(int, row)
            if feature in _STEPS:
                own[feature] = (b / SCALE, i / SCALE, o / SCALE)
            else:
                score = (b - o) + ((i - o) << WIDTH)
                single[feature] = single.get(feature, 0) + (score << 2 * number * WIDTH)
        steps.append(tuple(own.get(step, (0.0, 0.0, 0.0)) for step in _STEPS))
        highest = max(map(max, steps[-1]))
        powers.append(tuple((exp(b - highest), exp(i - highest), exp(o - highest)) for b, i, o in steps[-1]))
    return Models(_Weights(single, len(texts)), steps, powers)


def _best(weights: Sequence[Sequence[float]], steps: Steps) -> list[str]:
    """Viterbi's path."""
    from_b, from_i, from_o = steps
    b, i, o = weights[0]
    back: list[tuple[int, int, int]] = []
    for here in weights[1:]:
        ways = [(b + from_b[n], i + from_i[n], o + from_o[n]) for n in (0, 1, 2)]
        tops = [max(way) for way in ways]
        back.append((ways[0].index(tops[0]), ways[1].index(tops[1]), ways[2].index(tops[2])))
        b, i, o = tops[0] + here[0], tops[1] + here[1], tops[2] + here[2]
    at = 0 if b >= i and b >= o else 1 if i >= o else 2
    path = [LABELS[at]]
    for sources in reversed(back):
        at = sources[at]
        path.append(LABELS[at])
    return path[::-1]


def _chances(weights: Sequence[Sequence[float]], powers: Steps) -> list[float]:
    """Probability of each word to have another label than O, by the forward-backward algorithm."""
    (bb, bi, bo), (ib, ii, io), (ob, oi, oo) = powers
    own = []
    for b, i, o in weights:
        top = max(b, i, o)
        own.append((exp(b - top), exp(i - top), exp(o - top)))
    b, i, o = own[0]
    forward = [own[0]]
    for p in own[1:]:
        b, i, o = (
            p[0] * (b * bb + i * ib + o * ob),
            p[1] * (b * bi + i * ii + o * oi),
            p[2] * (b * bo + i * io + o * oo),
        )
        total = b + i + o
        b, i, o = b / total, i / total, o / total
        forward.append((b, i, o))
    b = i = o = 1.0
    chances: list[float] = []
    for before, p in zip(reversed(forward), reversed(own), strict=True):
        name, none = before[0] * b + before[1] * i, before[2] * o
        chances.append(name / (name + none))
        b, i, o = p[0] * b, p[1] * i, p[2] * o
        b, i, o = bb * b + bi * i + bo * o, ib * b + ii * i + io * o, ob * b + oi * i + oo * o
        total = b + i + o
        b, i, o = b / total, i / total, o / total
    return chances[::-1]
