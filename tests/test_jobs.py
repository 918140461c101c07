"""A large archive is work for several; of one that fails, only the page that is to blame is set aside."""

import gzip
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from newsdigest import intake, jobs, scheduling
from newsdigest.errors import LimitExceeded, ScrapeError, UnreadableScrape
from newsdigest.intake.share import Share


def _read(job, root):
    """Read a job's pages, doing what they say; at module level, for a worker must find it by name."""
    found = []
    for scrape in intake.read(job.path, root, share=job.share):
        if b"slow" in scrape.data:
            time.sleep(60)
        if b"deadly" in scrape.data:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"greedy" in scrape.data:
            bytearray(4 * 2**30)
        if marker := scrape.data.partition(b"once: ")[2].decode():
            path = Path(marker)
            if not path.exists():
                path.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        found.append(scrape.origin)
    return found


def pages(count, **special):
    """Short pages, some of them special by their numbers."""
    return [f"<html><p>The harbour froze.</p>{special.get(f'page_{number}', '')}" for number in range(1, count + 1)]


def worked(paths, root, **limits):
    """Run the jobs of some files: origins read, and what was set aside."""
    read, aside = [], {}
    divide, work = partial(intake.shares, root=root), partial(_read, root=root)
    bound = scheduling.Limits(**{"workers": 2, "seconds": 2, "megabytes": 2048, **limits})
    for job, outcome, left in jobs.run(work, paths, divide, bound):
        if isinstance(outcome, ScrapeError):
            aside[job.named(job.path.name)] = outcome
        else:
            read += outcome
        last = left
    assert (last.jobs, last.of_file) == (0, 0)
    return read, aside


@pytest.fixture
def every_archive_is_large(monkeypatch):
    """Look at every file for shares."""
    monkeypatch.setattr(jobs, "LARGE", 0)


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    """Let workers import this module."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def test_a_large_archive_is_many_jobs_and_a_small_one_is_one(tmp_path, web_archive, monkeypatch):
    """In the order of the pages; what is no archive is not divided however large."""
    web_archive(tmp_path / "a.warc.gz", pages(100))
    (tmp_path / "b.html").write_text(pages(1)[0] * 1000, encoding="utf-8")
    paths = [tmp_path / "a.warc.gz", tmp_path / "b.html"]
    divide, work = partial(intake.shares, root=tmp_path), partial(_read, root=tmp_path)
    done = list(jobs.run(work, paths, divide, scheduling.Limits()))
    assert [job.path.name for job, *_ in done] == ["a.warc.gz", "b.html"]
    monkeypatch.setattr(jobs, "LARGE", 100)
    done = list(jobs.run(work, paths, divide, scheduling.Limits()))
    assert [job.path.name for job, *_ in done] == ["a.warc.gz"] * 4 + ["b.html"]
    assert [origin for _, found, _ in done for origin in found] == [f"a.warc.gz#{n}" for n in range(1, 101)] + [
        "b.html"
    ]
    assert [(left.done, left.jobs, left.of_file) for _, _, left in done] == [
        (1, 4, 3),
        (2, 3, 2),
        (3, 2, 1),
        (4, 1, 0),
        (5, 0, 0),
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("packed", "large"),
    [("by record", 0), ("as one", jobs.LARGE), ("not", 0)],
    ids=["packed by record", "packed as one, small", "not packed"],
)
def test_only_the_page_that_is_to_blame_is_set_aside(tmp_path, web_archive, monkeypatch, packed, large):
    """One too slow, one that kills its worker, one too greedy; each is named, and all others are read, once."""
    monkeypatch.setattr(jobs, "LARGE", large)
    path = tmp_path / "a.warc"
    web_archive(path, pages(50, page_7="slow", page_40="deadly", page_50="greedy"), packed=packed == "by record")
    if packed == "as one":
        path.write_bytes(gzip.compress(path.read_bytes()))
    read, aside = worked([path], tmp_path)
    assert sorted(read) == sorted(f"a.warc#{n}" for n in range(1, 51) if n not in (7, 40, 50))
    assert {name: type(error) for name, error in aside.items()} == {
        "a.warc#7": LimitExceeded,
        "a.warc#40": UnreadableScrape,
        "a.warc#50": LimitExceeded,
    }
    assert "took longer than 2 seconds" in aside["a.warc#7"].reason
    assert "died" in aside["a.warc#40"].reason
    assert "needs more than 2048 MB" in aside["a.warc#50"].reason


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.usefixtures("every_archive_is_large")
def test_a_worker_killed_by_somebody_costs_nothing(tmp_path, web_archive):
    """What it was at is done again."""
    path = tmp_path / "a.warc.gz"
    web_archive(path, pages(70, page_40=f"once: {tmp_path / 'killed'}"))
    read, aside = worked([path], tmp_path)
    assert (tmp_path / "killed").exists()
    assert aside == {}
    assert sorted(read) == sorted(f"a.warc.gz#{n}" for n in range(1, 71))


def test_a_file_that_cannot_be_divided_is_set_aside_as_a_whole(tmp_path):
    """As ever, and not tried again and again."""
    (tmp_path / "a.html").write_text(pages(1, page_1="slow")[0], encoding="utf-8")
    (tmp_path / "b.html").write_text(pages(1)[0], encoding="utf-8")
    read, aside = worked([tmp_path / "a.html", tmp_path / "b.html"], tmp_path, seconds=1)
    assert read == ["b.html"]
    assert list(aside) == ["a.html"]


def test_a_job_is_named_for_what_it_is_about():
    """Its one page, or the file: the path of the machine is nobody's business."""
    path = Path("/scraped/a.warc")
    assert [str(jobs.Job(path, share)) for share in (None, Share(3, 9), Share(3, 3, to_end=False))] == [
        "a.warc",
        "a.warc",
        "a.warc#3",
    ]
