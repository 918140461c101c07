"""Killed, out of room, two at once: the next run ends with the same files as an undisturbed one.

Eight points here; ``python tests/trust/killing.py --points 200`` tries as many as one likes.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
SCRIPT = Path(__file__).parent / "killing.py"


def test_a_build_killed_or_out_of_room_at_any_point_is_finished_by_the_next():
    """Nothing is half written, nothing lost, no link broken, and at the end everything is as if nothing had been."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "--points", os.environ.get("NEWSDIGEST_KILLS", "8"), "--scrapes", "4"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-3000:]
    assert "operation: killed" in done.stdout
    assert "full: failed" in done.stdout


def test_two_builds_at_once_take_turns():
    """Both end well, and the site is as one of them alone makes it."""
    done = subprocess.run([sys.executable, SCRIPT, "--twice"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-3000:]
