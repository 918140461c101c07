"""The learnt part of the block filter: boosted trees over ``features``, read from ``blocks.json``.

The weights were learnt by ``tests/benchmarks/train_blocks.py`` from news pages with known bodies (gradient boosting,
Friedman 2001, as LightGBM fits it). A first set of trees looks at each block by itself, a second one also at what the
first said of the blocks around it. Trees are compiled to Python expressions when first used: ten times as fast as
walking them, and there is nothing else to install.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

from newsdigest.cleaning import features
from newsdigest.cleaning.blocks import Container, Page
from newsdigest.cleaning.features import Clues

THRESHOLD: Final = 0.4
"""Blocks above this probability are article text; chosen on publishers that the trees had not seen."""

Score = Callable[[Sequence[float]], float]


def probabilities(page: Page, main: Container, clues: Clues, live: Sequence[int]) -> list[float]:
    """Give for each live block the probability that it is article text."""
    first, second = _models()
    rows = features.rows(page, main, clues, live)
    answers = [_sigmoid(first(row)) for row in rows]
    around = features.surroundings(page, live, answers)
    return [_sigmoid(second([*row, *more])) for row, more in zip(rows, around, strict=True)]


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score))


@cache
def _models() -> tuple[Score, Score]:
    """Compile both sets of trees; fails if they were learnt on other features than those of today."""
    data = json.loads(resources.files("newsdigest.cleaning").joinpath("blocks.json").read_text("utf-8"))
    known = [*features.FEATURES, *features.SURROUNDINGS]
    if data["features"] != known:
        raise RuntimeError("blocks.json was learnt on other features: run tests/benchmarks/train_blocks.py --write")
    return _compile(data["first"]), _compile(data["second"])


def _compile(trees: list[Any]) -> Score:
    """Make one function of the sum of trees ``[feature, threshold, at most, above]``."""
    lines = ["def score(x):", " s = 0.0", *(f" s += {_expression(tree)}" for tree in trees), " return s"]
    space: dict[str, Any] = {}
    exec(compile("\n".join(lines), "blocks.json", "exec"), space)  # noqa: S102 -- numbers of our own data file only
    score: Score = space["score"]
    return score


def _expression(tree: Any) -> str:
    """Write a tree as a conditional expression; every part is turned into a number first."""
    if isinstance(tree, (int, float)):
        return repr(float(tree))
    feature, threshold, low, high = tree
    return f"({_expression(low)} if x[{int(feature)}] <= {float(threshold)!r} else {_expression(high)})"
