"""What a build tells the person who runs it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pelican.log import console

MANY = 200  # parts that take long enough to want to hear of

logger = logging.getLogger(__name__)


def tell(failures: Sequence[str]) -> None:
    """Name the files that were set aside."""
    for failure in failures:
        # Not an error: one bad scrape must not end the build, and Pelican is run with --fatal errors.
        logger.warning("Set aside: %s", failure)


@contextmanager
def cleaning_progress() -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how many parts are done, of how many: files, or shares of large ones.

    It draws a bar with rate and time left on a terminal, and writes a line each tenth of the way elsewhere.
    """
    if not console.is_terminal:
        yield _line_by_line(time.monotonic())
        return
    # A build with nothing to do is over before this is imported.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("Cleaning"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]} parts/s"))
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None, rate="–", start=False)
        began = time.monotonic()

        def draw(done: int, total: int) -> None:
            if done == 1:
                bar.start_task(task)
            rate = done / max(time.monotonic() - began, 1e-9)
            bar.update(task, completed=done, total=total, rate=f"{rate:,.1f}")

        yield draw


def _line_by_line(began: float) -> Callable[[int, int], None]:
    """Return a function that writes a line each tenth of a long way; a short one needs none."""

    def write(done: int, total: int) -> None:
        if total >= MANY and done * 10 // total > (done - 1) * 10 // total:
            took = time.monotonic() - began
            left = took / done * (total - done)
            console.print(f"Cleaned {done} of {total} parts, {done / took:.1f} a second, {left:.0f} s left")

    return write
