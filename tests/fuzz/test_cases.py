"""What fuzzing found once stays mended: every kept case goes through its target again, and so does every seed."""

from itertools import islice
from pathlib import Path

import pytest
import targets

CASES = sorted(path for path in (Path(__file__).parent / "cases").glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_case_that_failed_once_is_answered(path):
    """With an article or with one of our own errors."""
    targets.TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", targets.TARGETS)
def test_sound_input_passes(target):
    """The harness itself: three seeds of each target; a target that refuses sound input finds nothing."""
    for data in islice(targets.seeds(target), 3):
        targets.TARGETS[target](data)
