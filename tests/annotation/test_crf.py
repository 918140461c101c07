"""The field's own inference, against sums over all labellings; and training that repeats."""

import itertools
import os
import subprocess
import sys
from math import exp, isclose
from pathlib import Path

import pytest

from newsdigest.annotation import crf

ROOT = Path(__file__).parents[2]
WEIGHTS = {
    "B>": (-2, 1.5, 0.5),
    "I>": (0.25, 1, -1),
    "O>": (0.5, -3, 1),
    "cap": (1, 0.5, -0.5),
    "said": (1.25, -0.5, 0),
    "the": (-1, -1.5, 2),
    "name": (0.75, 1.25, -0.25),
}
MODEL = crf.read("".join("\t".join([key, *(str(round(1000 * w)) for w in row)]) + "\n" for key, row in WEIGHTS.items()))


def total(words, shared, labels):
    """Score of one labelling, added up feature by feature."""
    numbers = [crf.LABELS.index(label) for label in labels]
    score = sum(WEIGHTS[crf.LABELS[a] + ">"][b] for a, b in itertools.pairwise(numbers))
    for groups, n in zip(words, numbers, strict=True):
        score += sum(
            WEIGHTS.get(feature, (0, 0, 0))[n] for group in [*shared, *groups] for feature in group.split("\t")
        )
    return score


@pytest.mark.parametrize(
    "words",
    [
        [["cap\tsaid"]],
        [["the"]],
        [["cap", "name"], ["the\tunknown"]],
        [["cap\tsaid"], ["name"], ["name\tname"]],
        [["the"], ["cap"], [], ["said\tcap"]],
    ],
)
def test_labels_and_chances_are_those_of_all_labellings_summed(words):
    """The best labelling wins, and a chance is the share of the labellings that make the word part of a name."""
    shared = ["cap", "nothing"]
    ways = {labels: total(words, shared, labels) for labels in itertools.product(crf.LABELS, repeat=len(words))}
    labels, chances = MODEL.judge(MODEL.weigh(shared, words))
    assert tuple(labels) == max(ways, key=ways.__getitem__)
    everything = sum(map(exp, ways.values()))
    for at, chance in enumerate(chances):
        named = sum(exp(score) for way, score in ways.items() if way[at] != "O")
        assert isclose(chance, named / everything, rel_tol=1e-9)


def test_models_read_together_judge_as_each_would_alone():
    """Their numbers stand side by side and do not run into one another."""
    texts = ["x\t-90000\t5\t90000\ny\t1\t-2\t3\nB>\t0\t5\t0\n", "x\t700\t-800\t0\nz\t-4\t4\t9\n"]
    together = crf.read(*texts)
    words = [["x\tz"], ["y", "x"], ["z\tunknown"]]
    for number, text in enumerate(texts):
        alone = crf.read(text)
        assert together.judge(together.weigh(["y"], words), number) == alone.judge(alone.weigh(["y"], words))


def test_a_long_sequence_with_large_weights_does_not_overflow():
    """Chances stay chances."""
    model = crf.read("B>\t0\t40000\t0\nI>\t0\t40000\t0\nO>\t40000\t0\t40000\nx\t90000\t0\t-90000\n")
    _, chances = model.judge(model.weigh([], [["x"]] * 60))
    assert all(0 <= chance <= 1 for chance in chances)


def test_training_gives_the_same_bytes_whatever_the_order_of_sets(tmp_path):
    """Two runs with other seeds of Python's hashes write equal models."""
    own = tmp_path / "own"
    own.mkdir()
    article = "[[Ada Holm]] of Kestrel said [[Bo Lund]] left.\n[[Holm]] sailed for Bruges, and Mr. [[Lund]] stayed.\n\n"
    (own / "a.txt").write_text(article * 4 + "The Holm Bridge opened in Lund.\n\n" + article * 4, "utf-8")
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        (folder / "data").mkdir(parents=True)
        subprocess.run(
            [sys.executable, ROOT / "tests/benchmarks/train_people.py", "--own", own, "--folder", folder],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        written.append([path.read_bytes() for path in sorted((folder / "data").iterdir())])
    assert written[0] == written[1]
    assert len(written[0]) == 2
    assert written[0][0]
