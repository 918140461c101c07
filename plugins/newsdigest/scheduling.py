"""Runs one function over many files, or shares of files: in worker processes on this machine, or on a Dask cluster.

A job that takes too long, or on which its worker dies, costs that job and no other.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from newsdigest.errors import LimitExceeded, ScrapeError, SettingsError, UnreadableScrape

try:
    import resource
except ImportError:  # Windows has none: there, memory is not bounded
    resource = None  # type: ignore[assignment]

Job = TypeVar("Job", bound=Hashable)
Result = TypeVar("Result")
Outcomes = Iterator[tuple[Job, Result | ScrapeError]]

_TASKS_A_WORKER = 2000  # then a fresh process, so that memory which a parser lost does not add up
_AHEAD = 8  # tasks a cluster's thread has waiting; more would only hold results back in memory


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may ask of the machine."""

    workers: int = 0
    """Worker processes; 0 for one a core."""
    seconds: float = 120.0
    """The longest that one may take: a file, or a page of a web archive."""
    megabytes: int = 3072
    """Address space of a worker, where the system can bound it; 0 for no bound."""


def nothing() -> None:
    """Do nothing."""


def run(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    limits: Limits,
    cluster: str = "",
    begun: Callable[[], None] = nothing,
) -> Outcomes[Job, Result]:
    """Yield each job with its result or the error that took its place; errors name what ``str`` gives of it.

    ``cluster`` is the address of a Dask scheduler whose workers see the same files under the same paths and have limits
    of their own; without one the work is done here. ``begun`` is called once there is nothing to do but to wait.
    """
    if not jobs:
        begun()
        return iter(())
    once = _Once(pickle.dumps(work))
    return _on_cluster(once, jobs, cluster, begun) if cluster else _in_processes(once, jobs, limits, begun)


@dataclass(frozen=True, slots=True)
class _Once:
    """Work that a process unpickles once, not for each job: with its topics it holds thousands of words."""

    pickled: bytes

    def __call__(self, job: Any) -> Any:
        return _unpickled(self.pickled)(job)


@lru_cache(maxsize=2)
def _unpickled(work: bytes) -> Callable[[Any], Any]:
    found: Callable[[Any], Any] = pickle.loads(work)  # noqa: S301 -- from the process that made this one, or sends to it
    return found


def _in_processes(
    work: Callable[[Job], Result], jobs: Sequence[Job], limits: Limits, begun: Callable[[], None]
) -> Outcomes[Job, Result]:
    workers, seconds = min(limits.workers or os.cpu_count() or 1, len(jobs)), limits.seconds
    begun()  # a pool waits for the process that workers are forked from, which is still reading its models
    with ProcessPool(workers, _TASKS_A_WORKER, _bound_memory, (limits.megabytes,), _context()) as pool:
        results = pool.map(work, jobs, timeout=seconds).result()
        for job in jobs:
            try:
                yield job, next(results)
            except TookTooLong:
                reason = f"took longer than {seconds:g} seconds"
                yield job, LimitExceeded(str(job), reason, "raise DIGEST_SECONDS_PER_FILE")
            except MemoryError:
                reason = f"needs more than {limits.megabytes} MB of memory"
                yield job, LimitExceeded(str(job), reason, "raise DIGEST_MEGABYTES_PER_WORKER")
            except ProcessExpired as died:
                reason = f"the worker process died on it (exit code {died.exitcode})"
                yield job, UnreadableScrape(str(job), reason, "look at the file")


def begin(*, dumps: bool) -> None:
    """Start the process that workers are forked from, where there is one: it takes a second to be ready.

    ``dumps`` tells whether any scrape may be plain text.
    """
    if _context(dumps=dumps).get_start_method() == "forkserver":
        from multiprocessing import forkserver  # noqa: PLC0415 -- not every system has it

        forkserver.ensure_running()


def _context(*, dumps: bool = True) -> Any:
    """Return how worker processes are made: never by forking this one, which may have threads."""
    package_parent = str(Path(__file__).parent.parent)
    if package_parent not in sys.path:  # Pelican loads plugins without this, and workers import by name
        sys.path.insert(0, package_parent)
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["newsdigest.warm_dumps" if dumps else "newsdigest.warm"])
    return context


def _bound_memory(megabytes: int) -> None:
    if resource and megabytes:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


def _on_cluster(
    work: Callable[[Job], Result], jobs: Sequence[Job], address: str, begun: Callable[[], None]
) -> Outcomes[Job, Result]:
    try:
        distributed: Any = importlib.import_module("distributed")  # an optional extra
    except ImportError:
        raise SettingsError("DIGEST_CLUSTER", "needs Dask", "pip install 'newsdigest[cluster]'") from None
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise SettingsError("DIGEST_CLUSTER", f"{address}: {error}", "start a scheduler there") from error
    with client:
        waiting = iter(jobs)
        threads = sum(client.nthreads().values()) or 1

        of: dict[str, Job] = {}

        def submit(job: Job) -> Any:
            # pure=False: the same file may hold other bytes next time.
            future = client.submit(work, job, pure=False)
            of[future.key] = job
            return future

        first = [submit(job) for job in islice(waiting, threads * _AHEAD)]
        begun()
        running = distributed.as_completed(first, loop=client.loop)
        for future in running:
            job = of.pop(future.key)
            try:
                yield job, future.result()
            except distributed.KilledWorker:
                yield job, UnreadableScrape(str(job), "several workers died on it", "look at the file")
            future.release()
            for following in islice(waiting, 1):
                running.add(submit(following))
