"""One run at a time: the second waits and says so, and a dead holder holds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

import newsdigest
from newsdigest.errors import NewsDigestError
from newsdigest.locking import Lock

HOLD = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from newsdigest.locking import Lock
lock = Lock(Path(sys.argv[2])).acquire(print)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    plugins = str(Path(newsdigest.__file__).parent.parent)
    process = subprocess.Popen([sys.executable, "-c", HOLD, plugins, str(tmp_path / "lock")], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_run_says_that_it_waits_and_then_gives_up(holder, tmp_path):
    """Once, and with what to do."""
    told = []
    with pytest.raises(NewsDigestError, match="another run of this digest"):
        Lock(tmp_path / "lock").acquire(told.append, seconds=0.3)
    assert len(told) == 1
    assert "waiting" in told[0]


def test_the_lock_of_a_killed_run_blocks_nobody(holder, tmp_path):
    """The file is still there; the system knows that its holder is gone."""
    holder.kill()
    holder.wait()
    assert (tmp_path / "lock").exists()
    told = []
    with Lock(tmp_path / "lock").acquire(told.append, seconds=0):
        assert told == []


def test_whoever_waits_goes_on_when_the_first_ends(holder, tmp_path):
    """It ends while the second is waiting."""
    with Lock(tmp_path / "lock").acquire(lambda _: holder.kill(), seconds=30):
        pass


def test_a_released_lock_can_be_taken_again(tmp_path):
    """In one process, too."""
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    first.acquire(print)
    first.release()
    first.release()
    with second.acquire(print, seconds=0):
        pass
