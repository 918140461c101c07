"""Work on all cores."""

import os
from functools import partial

import pytest

from newsdigest import workers
from newsdigest.workers import WorkerFailedError, aside, each, end_all


def test_results_come_in_order_whoever_did_the_work():
    """Every item is worked on once."""
    assert each(lambda number: number * 2, range(1001), processes=3) == list(range(0, 2002, 2))


def test_neighbours_are_worked_on_by_one_process():
    """They have much in common, which that process remembers; all processes have a share."""

    def process(number):
        if number == 0:  # the others are waited for
            os.read(reader, 1)
        os.write(writer, b".")
        return os.getpid()

    reader, writer = os.pipe()
    processes = each(process, range(256), processes=2)
    shares = [set(processes[begin : begin + 16]) for begin in range(0, 256, 16)]
    assert all(len(share) == 1 for share in shares)
    assert len(set(processes)) == 2


def test_few_items_are_not_worth_a_fork():
    """They are done where they are."""
    assert each(lambda _: os.getpid(), range(5), processes=2) == [os.getpid()] * 5


@pytest.mark.parametrize("at", [0, 700])
def test_a_failure_in_any_process_is_told(at, monkeypatch):
    """With what went wrong; no process is left behind."""
    started, fork = [], os.fork
    monkeypatch.setattr(os, "fork", lambda: started.append(fork()) or started[-1])

    def work(number):
        if number == at:
            raise ValueError("no such page")

    with pytest.raises((WorkerFailedError, ValueError), match="no such page"):
        each(work, range(1000), processes=2)
    for child in started:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_what_nobody_waits_for_is_waited_for_at_the_end():
    """Though it has more to say than a pipe holds, and whether it goes well or not."""
    begun = [aside(partial(bytes, 1 << 20), processes=2), aside(lambda: 1 // 0, processes=2)]
    children = [*workers._aside]
    assert aside(lambda: len(workers._aside), processes=2)() == 0  # none of them is its own
    assert len(children) == len(begun)
    end_all()
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)
    end_all()


def test_something_is_done_aside(tmp_path):
    """In a process of its own, which is waited for; what goes wrong in it is told, of a disk as it is."""
    end = aside(lambda: (tmp_path / "process").write_text(str(os.getpid()), "utf-8"), processes=2)
    end()
    assert (tmp_path / "process").read_text("utf-8") != str(os.getpid())
    with pytest.raises(WorkerFailedError, match="ZeroDivisionError"):
        aside(lambda: 1 // 0, processes=2)()
    with pytest.raises(FileNotFoundError, match="no-such-folder"):
        aside((tmp_path / "no-such-folder" / "x").touch, processes=2)()
    assert not workers._aside
    aside((tmp_path / "alone").touch, processes=1)
    assert (tmp_path / "alone").exists()
