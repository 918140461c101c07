"""The learnt part of the block filter: boosted trees over ``features``, read from ``blocks.json``.

The weights were learnt by ``tests/benchmarks/train_blocks.py`` from news pages with known bodies (gradient boosting,
Friedman 2001, as LightGBM fits it). A first set of trees looks at each block by itself, a second one also at what the
first said of the blocks around it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

from newsdigest.cleaning import features, trees
from newsdigest.cleaning.blocks import Container, Page
from newsdigest.cleaning.features import Clues

THRESHOLD: Final = 0.45
"""Blocks above this probability are article text; chosen on publishers that the trees had not seen."""


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
def _models() -> tuple[trees.Score, trees.Score]:
    """Load both sets of trees; fails if they were learnt on other features than those of today."""
    data = json.loads(resources.files("newsdigest.cleaning").joinpath("blocks.json").read_text("utf-8"))
    known = [*features.FEATURES, *features.SURROUNDINGS]
    if data["features"] != known:
        raise RuntimeError("blocks.json was learnt on other features: run tests/benchmarks/train_blocks.py --write")
    return trees.scorer("first", data["first"]), trees.scorer("second", data["second"])
