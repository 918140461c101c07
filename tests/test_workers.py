"""Work on all cores."""

import os

import pytest

from newsdigest.workers import WorkerFailedError, each


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
def test_a_failure_in_any_process_is_told(at):
    """With what went wrong; no process is left behind."""

    def work(number):
        if number == at:
            raise ValueError("no such page")

    with pytest.raises((WorkerFailedError, ValueError), match="no such page"):
        each(work, range(1000), processes=2)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
