"""One function over many files: here or on a cluster the result is the same, and a death costs one file at most."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from newsdigest import jobs, pipeline, scheduling
from newsdigest.errors import LimitExceeded, SettingsError, UnreadableScrape

PLUGINS = str(Path(pipeline.__file__).parent.parent)


def texts(folder):
    """All article files with their texts."""
    return {path.name: path.read_text("utf-8") for path in sorted(folder.rglob("*.md"))}


def _behave(path):
    """Do what the file's name says; at module level, for a worker must find it by name."""
    if path.name == "slow":
        time.sleep(60)
    if path.name == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if path.name == "greedy":
        bytearray(4 * 2**30)
    return path.name


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_a_slow_a_deadly_and_a_greedy_file_cost_only_themselves(monkeypatch):
    """The others go on, in order."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    paths = [Path(name) for name in ("one", "slow", "two", "deadly", "greedy", "three")]
    results = dict(scheduling.run(_behave, paths, scheduling.Limits(workers=2, seconds=3, megabytes=2048)))
    assert [path.name for path in results] == ["one", "slow", "two", "deadly", "greedy", "three"]
    assert [results[Path(name)] for name in ("one", "two", "three")] == ["one", "two", "three"]
    assert isinstance(results[Path("slow")], LimitExceeded)
    assert isinstance(results[Path("deadly")], UnreadableScrape)
    assert isinstance(results[Path("greedy")], LimitExceeded)


class _Heavy:
    """Stands for what work brings along; counts how often a process reads it."""

    read = 0

    def __getstate__(self):
        return {"words": 1000}

    def __setstate__(self, state):
        type(self).read += 1


def _reads(heavy, job):
    """Tell this process and how often it has read what work brings along."""
    return os.getpid(), heavy.read


def test_a_worker_reads_what_work_brings_along_once(monkeypatch):
    """Topics are thousands of words, which to read for each page would cost a tenth of cleaning it."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    work = partial(_reads, _Heavy())
    found = [found for _, found in scheduling.run(work, list(range(50)), scheduling.Limits(workers=2))]
    assert len(found) == 50
    assert {times for _, times in found} == {1}


def test_a_cluster_that_is_not_there_is_told():
    """With the setting's name and what to do."""
    pytest.importorskip("distributed")
    with pytest.raises(SettingsError, match="DIGEST_CLUSTER"):
        list(scheduling.run(_behave, [Path("one")], scheduling.Limits(), "tcp://127.0.0.1:9"))


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers of one thread, as processes on this machine."""
    pytest.importorskip("distributed")
    described = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": PLUGINS}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": tmp_path}
    host = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(described)]
    module = [sys.executable, "-m"]
    running = [subprocess.Popen([*module, "distributed.cli.dask_scheduler", *host, "--port", "0"], **quiet)]
    deadline = time.monotonic() + 60
    while not described.is_file() or not described.read_text():
        assert time.monotonic() < deadline, "the scheduler did not start"
        time.sleep(0.1)
    for _ in range(2):
        worker = ["distributed.cli.dask_worker", *host, "--nthreads", "1", "--no-nanny"]
        running.append(subprocess.Popen([*module, *worker], **quiet))
    yield json.loads(described.read_text())["address"], running[1:]
    for process in running:
        process.kill()
        process.wait()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.filterwarnings("ignore")  # Dask's own, when a worker is gone
def test_a_cluster_gives_the_same_files_though_a_worker_is_killed(
    cluster, tmp_path, news_page, web_archive, monkeypatch
):
    """Nothing is lost, nothing differs from a run on this machine; an archive goes to it in shares."""
    address, workers = cluster
    scraped = tmp_path / "content" / "scraped"
    scraped.mkdir(parents=True)
    for number in range(1, 41):
        (scraped / f"{number:02}.html").write_text(
            news_page(f"Landing report {number}", number % 9 + 1), encoding="utf-8"
        )
    web_archive(
        scraped / "crawl.warc.gz", [news_page(f"Archived report {number}", number % 9 + 1) for number in range(100)]
    )
    steps = []
    there = pipeline.Folders(scraped, tmp_path / "there", tmp_path / "authority", tmp_path / "cache-there")
    here = pipeline.Folders(scraped, tmp_path / "here", tmp_path / "authority", tmp_path / "cache-here")

    def kill_one(done, total):
        steps.append(total)
        if done == 5:
            workers[0].send_signal(signal.SIGKILL)

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "LARGE", 1000)
        outcome = pipeline.run(there, pipeline.Options(cluster=address), kill_one)
    pipeline.run(here)
    assert outcome.failures == ()
    assert texts(there.articles) == texts(here.articles)
    assert len(texts(there.articles)) == 140
    assert set(steps) == {44}  # 40 pages and four shares
    assert workers[0].poll() is not None
