"""What is worked on at once: a file of scrapes, or a share of a large one.

A job that takes too long, or on which its worker dies, is divided where that can be and done again, down to a single
scrape: that alone is set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from newsdigest import intake, scheduling
from newsdigest.errors import ScrapeError

Result = TypeVar("Result")

LARGE = 2**20
"""Bytes of a file from which on it is looked whether it can be divided: few pages are as large."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file, or a share of it."""

    path: Path
    share: intake.Share | None = None

    @property
    def place(self) -> int:
        """What a job's results come after, in its file: those of jobs with lower ones."""
        return self.share.first if self.share else 1

    def named(self, name: str) -> str:
        """Name what it is all about, the file being called ``name``: its one page, or the file."""
        return f"{name}#{self.share.first}" if self.share and self.share.pages == 1 else name

    def __str__(self) -> str:
        """Name it in errors."""
        return self.named(self.path.name)


@dataclass(frozen=True, slots=True)
class Left:
    """How far the work has come."""

    done: int
    """Jobs done."""
    jobs: int
    """Jobs that are left, as far as is known."""
    of_file: int
    """Those of them that are about the same file."""


def run(  # noqa: PLR0913, PLR0917 -- what, how and where to work, and what to do meanwhile
    work: Callable[[Job], Result],
    paths: Sequence[Path],
    divide: Callable[[Path], tuple[intake.Share, ...]],
    limits: scheduling.Limits,
    cluster: str = "",
    begun: Callable[[], None] = scheduling.nothing,
) -> Iterator[tuple[Job, Result | ScrapeError, Left]]:
    """Yield each job with its result, or the error that took its place, and what is left after it.

    ``divide`` tells the shares of a file; both functions run in worker processes or on a cluster. ``begun`` is called
    once, as soon as there is nothing to do but to wait for them.
    """
    of_file = dict.fromkeys(paths, 1)
    done, known = 0, len(paths)

    def add(path: Path, more: int) -> None:
        nonlocal known
        known += more
        of_file[path] += more

    def after(job: Job) -> Left:
        nonlocal done
        done += 1
        of_file[job.path] -= 1
        return Left(done, known - done, of_file[job.path])

    large = [path for path in paths if _size(path) >= LARGE]
    shares = dict(scheduling.run(divide, large, limits, cluster))
    waiting: list[Job] = []
    for path in paths:
        found = shares.get(path, ())
        if isinstance(found, ScrapeError):
            yield Job(path), found, after(Job(path))
        else:
            these = [Job(path, share) for share in found] or [Job(path)]
            add(path, len(these) - 1)
            waiting += these
    first = True
    while waiting or first:
        failed: list[tuple[Job, ScrapeError]] = []
        for job, outcome in scheduling.run(work, waiting, limits, cluster, begun if first else scheduling.nothing):
            if isinstance(outcome, ScrapeError):
                failed.append((job, outcome))
            else:
                yield job, outcome, after(job)
        first = False
        whole = [job.path for job, _ in failed if job.share is None]
        shares = dict(scheduling.run(divide, whole, limits, cluster))
        waiting = []
        for job, error in failed:
            smaller = _smaller(job, shares.get(job.path, ()))
            if smaller:
                add(job.path, len(smaller) - 1)
                waiting += smaller
            else:
                yield job, error, after(job)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # a broken link, a loop of links
        return 0


def _smaller(job: Job, shares: tuple[intake.Share, ...] | ScrapeError) -> list[Job]:
    """Divide a job that failed, the shares of its file being known where it was a whole file."""
    if job.share:
        return [Job(job.path, part) for part in job.share.divided()]
    if isinstance(shares, ScrapeError):
        return []
    return [Job(job.path, part) for share in shares for part in (share.divided() or (share,))]
