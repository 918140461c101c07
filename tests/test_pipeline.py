"""From the folder of scrapes to the folder of articles: only what changed, nothing lost, a person's work untouched."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsdigest import intake, jobs, pipeline, store
from newsdigest.errors import LimitExceeded, UnreadableScrape
from newsdigest.model import Article


@pytest.fixture
def folders(tmp_path, news_page):
    """A digest with three scrapes."""
    result = pipeline.Folders.below(tmp_path / "content", tmp_path / "cache")
    result.scraped.mkdir(parents=True)
    for number, title in enumerate(("Landing to be rebuilt", "Basin to be deepened", "Storm season near"), 1):
        (result.scraped / f"{number}.html").write_text(news_page(title, number), encoding="utf-8")
    return result


def texts(folders):
    """All article files with their texts."""
    return {path.name: path.read_text("utf-8") for path in sorted(folders.articles.rglob("*.md"))}


def test_every_scrape_becomes_an_article_file(folders):
    """Named for its headline."""
    outcome = pipeline.run(folders)
    assert sorted(texts(folders)) == ["basin-to-be-deepened.md", "landing-to-be-rebuilt.md", "storm-season-near.md"]
    assert (outcome.files, outcome.cleaned, len(outcome.written), outcome.failures) == (3, 3, 3, ())


def test_a_second_run_reads_and_writes_nothing(folders):
    """The time of the last change stays, also when the cache was deleted."""
    pipeline.run(folders)
    times = {path: path.stat().st_mtime_ns for path in folders.articles.iterdir()}
    outcome = pipeline.run(folders)
    assert (outcome.cleaned, outcome.written) == (0, ())
    shutil.rmtree(folders.cache)
    outcome = pipeline.run(folders)
    assert (outcome.cleaned, outcome.written) == (3, ())
    assert times == {path: path.stat().st_mtime_ns for path in folders.articles.iterdir()}


def test_only_a_changed_scrape_is_cleaned_again(folders, news_page):
    """And its file keeps its name when the headline changes."""
    pipeline.run(folders)
    (folders.scraped / "2.html").write_text(news_page("Basin may be deepened", 2), encoding="utf-8")
    outcome = pipeline.run(folders)
    assert (outcome.cleaned, outcome.written) == (1, ("basin-to-be-deepened.md",))
    assert "Title: Basin may be deepened" in texts(folders)["basin-to-be-deepened.md"]


def test_an_edited_file_is_never_overwritten(folders, news_page):
    """Not by a changed scrape, not without the cache; the outcome holds what the plugin would write."""
    pipeline.run(folders)
    path = folders.articles / "storm-season-near.md"
    mine = path.read_text("utf-8").replace("Title: Storm", "Title: Mild storm")
    path.write_text(mine, encoding="utf-8")
    (folders.scraped / "3.html").write_text(news_page("Storm season very near", 3), encoding="utf-8")
    shutil.rmtree(folders.cache)
    outcome = pipeline.run(folders)
    assert path.read_text("utf-8") == mine
    assert "Storm season very near" in outcome.edited["storm-season-near.md"]
    assert len(texts(folders)) == 3


def test_an_edited_file_may_be_moved(folders):
    """It is known by the scrape it names, not by where it lies."""
    pipeline.run(folders)
    (folders.articles / "2026").mkdir()
    (folders.articles / "storm-season-near.md").rename(folders.articles / "2026" / "storm-season-near.md")
    outcome = pipeline.run(folders)
    assert outcome.written == ()
    assert len(texts(folders)) == 3


def test_a_bad_scrape_is_told_by_name_and_the_rest_goes_on(folders):
    """Binary junk, an empty file and one that cannot be opened."""
    (folders.scraped / "junk.html").write_bytes(bytes(range(256)) * 40)
    (folders.scraped / "empty.txt").write_bytes(b"")
    (folders.scraped / "gone.html").symlink_to(folders.scraped / "nowhere.html")
    outcome = pipeline.run(folders)
    assert {failure.where for failure in outcome.failures} == {"junk.html", "empty.txt", "gone.html"}
    assert all(failure.reason and failure.remedy for failure in outcome.failures)
    assert len(texts(folders)) == 3


def test_what_was_set_aside_is_tried_again_when_a_limit_was_raised(folders, news_page):
    """The remedy in the report works; until then nothing is tried in vain."""
    (folders.scraped / "4.html").write_text(news_page("A long report", 4) + "<p>" + "x " * 10_000, encoding="utf-8")
    tight = pipeline.Options(bounds=intake.Bounds(scrape=0.01))
    (failure,) = pipeline.run(folders, tight).failures
    assert (failure.where, failure.kind) == ("4.html", "LimitExceeded")
    assert "DIGEST_MEGABYTES_PER_SCRAPE" in failure.remedy
    assert pipeline.run(folders, tight).cleaned == 0
    outcome = pipeline.run(folders)
    assert (outcome.cleaned, outcome.failures) == (1, ())
    assert "a-long-report.md" in texts(folders)


def test_what_could_not_be_read_is_tried_again_when_its_permissions_changed(folders):
    """Mending them leaves size and time of the last change as they were."""
    (folders.scraped / "empty.txt").write_bytes(b"")
    assert pipeline.run(folders).cleaned == 4
    assert pipeline.run(folders).cleaned == 0
    (folders.scraped / "empty.txt").chmod(0o600)
    assert pipeline.run(folders).cleaned == 1


def test_half_a_character_costs_nothing_but_itself(folders):
    """JSON can name one half of a pair, which no file can hold; a question mark stands for it."""
    text = "The harbour council of Halvard voted on Tuesday night to rebuild the old quay, ending a dispute. " * 4
    record = {
        "title": "Quay \ud83d vote",
        "text": f"{text}\n\n{text}It \udc00 ends.",
        "url": "https://herald.example/a\udfff",
        "publisher": "The \ud801 Herald",
    }
    (folders.scraped / "records.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    assert pipeline.run(folders).failures == pipeline.run(folders).failures
    (entry,) = (entry for entry in pipeline.entries(folders)[0] if "vote" in entry.article.title)
    assert "ends." in entry.paragraphs[-1]
    assert entry.article.title == "Quay ? vote"


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="file names are Unicode there")
def test_a_file_whose_name_is_not_utf_8_is_set_aside(folders):
    """It is told how it is called, as far as that can be written; the others go on."""
    before, entries = pipeline.run(folders), pipeline.entries(folders)[0]
    for folder, name in ((folders.scraped, "1.html"), (folders.articles, "storm-season-near.md")):
        with open(os.fsencode(folder) + b"/caf\xe9" + os.fsencode(Path(name).suffix), "wb") as file:  # noqa: PTH123 -- bytes
            file.write((folder / name).read_bytes())
    after, (same, failures) = pipeline.run(folders), pipeline.entries(folders)
    assert [str(failure) for failure in (*after.failures, *failures)] == [
        "caf\ufffd.html: its name is not UTF-8 (rename the file, or its folder)",
        "caf\ufffd.md: its name is not UTF-8 (rename the file, or its folder)",
    ]
    assert (before.failures, after.cleaned, same) == ((), 0, entries)


def test_meanwhile_something_else_is_done_once(folders):
    """While others clean, or where there is nothing to clean; what is read of the cache then is not read again."""
    given, told = [], []

    def meanwhile(cache, cleaning):
        given.append(cache.entries())
        told.append(cleaning)

    assert pipeline.run(folders, meanwhile=meanwhile).cleaned == 3
    assert given == [{}]
    found = pipeline.entries(folders)
    assert pipeline.run(folders, meanwhile=meanwhile).cleaned == 0
    assert len(given) == 2
    assert told == [True, False]
    assert sorted(entry.slug for entry in given[1].values()) == sorted(entry.slug for entry in found[0])
    assert pipeline.entries(folders, early=given[1]) == found


def test_a_file_on_which_a_worker_died_is_tried_again(folders, monkeypatch):
    """The system may have killed it for want of memory: nothing is lost for good."""

    def dying(work, todo, *how):
        return ((job, UnreadableScrape(str(job), "the worker process died on it")) for job in todo)

    with monkeypatch.context() as patched:
        patched.setattr(pipeline.scheduling, "run", dying)
        assert len(pipeline.run(folders).failures) == 3
    outcome = pipeline.run(folders)
    assert (outcome.cleaned, outcome.failures) == (3, ())


def test_a_scrape_that_is_renamed_under_the_run_is_left_for_the_next(folders, monkeypatch):
    """Scrapers write under another name first."""
    gone = folders.scraped / "half-written.html"
    monkeypatch.setattr(pipeline, "scrape_files", lambda _, real=pipeline.scrape_files: [gone, *real(folders.scraped)])
    outcome = pipeline.run(folders)
    assert (outcome.files, outcome.failures) == (3, ())


def test_an_article_whose_scrape_is_gone_is_kept_and_told(folders):
    """The file may be all that is left."""
    pipeline.run(folders)
    (folders.scraped / "1.html").unlink()
    outcome = pipeline.run(folders)
    assert outcome.orphans == ("landing-to-be-rebuilt.md",)
    assert len(texts(folders)) == 3


def test_entries_are_the_files_annotated(folders):
    """Sealed files from the cache, an edited one as the person left it."""
    pipeline.run(folders)
    path = folders.articles / "storm-season-near.md"
    path.write_text(path.read_text("utf-8").replace("People: ", "People: Nils Berg; "), encoding="utf-8")
    entries, failures = pipeline.entries(folders)
    assert failures == []
    assert [entry.slug for entry in entries] == ["basin-to-be-deepened", "landing-to-be-rebuilt", "storm-season-near"]
    assert entries[0].people == ("Mara Lindqvist",)
    assert entries[0].paragraphs[0].startswith("The town council")
    assert "Nils Berg" in entries[2].people
    assert entries == pipeline.entries(folders)[0]


def test_an_article_file_that_cannot_be_read_is_told(folders):
    """And the others are there."""
    pipeline.run(folders)
    (folders.articles / "bad.md").write_text("no head at all\n", encoding="utf-8")
    entries, failures = pipeline.entries(folders)
    assert [failure.where for failure in failures] == ["bad.md:1"]
    assert len(entries) == 3


def test_an_article_file_that_is_a_link_to_nowhere_is_told(folders):
    """It stops nobody, and is an article once it leads somewhere."""
    pipeline.run(folders)
    text = (folders.articles / "storm-season-near.md").read_text("utf-8")
    (folders.articles / "link.md").symlink_to("target")
    for _ in range(2):
        outcome = pipeline.run(folders)
        for seen in (None, outcome.seen):
            entries, failures = pipeline.entries(folders, seen=seen)
            assert [failure.where for failure in failures] == ["link.md"]
            assert len(entries) == 3
    (folders.articles / "target").write_text(text.replace("storm-season-near", "linked"), "utf-8")
    pipeline.run(folders)
    entries, failures = pipeline.entries(folders)
    assert (len(entries), failures) == (4, [])


def test_many_article_files_are_read_by_several_processes_as_by_one(folders):
    """What was put into the folder by hand, or must be read anew; one that cannot be read is told in its place."""
    folders.articles.mkdir(parents=True)
    for number in range(30):
        text = f"Title: Pier {number}\nDate: 2025-03-{number + 1:02}\n\nMayor Mara Lindqvist opened pier {number}.\n"
        (folders.articles / f"pier-{number:02}.md").write_text(text, encoding="utf-8")
    (folders.articles / "pier-07.md").write_text("no head at all\n", encoding="utf-8")
    found = pipeline.entries(folders, workers=3)
    for database in folders.cache.iterdir():
        database.unlink()
    assert found == pipeline.entries(folders, workers=1)
    assert [failure.where for failure in found[1]] == ["pier-07.md:1"]
    assert len(found[0]) == 29
    assert found[0][0].people == ("Mara Lindqvist",)


def test_a_foreign_cache_is_not_trusted(folders):
    """A file that is no database, or one that holds other things, costs only time."""
    pipeline.run(folders)
    before = texts(folders)
    database = folders.cache / "newsdigest.sqlite"
    database.write_bytes(b"not a database at all, but long enough to be taken for one" * 100)
    assert pipeline.run(folders).cleaned == 3
    assert texts(folders) == before


def test_the_cleaning_record_tells_what_was_removed(folders):
    """The article page shows it."""
    pipeline.run(folders)
    with pipeline.cleaning_records(folders) as record:
        assert record("1.html").title == "Landing to be rebuilt"
        assert any("Home" in block.text for block in record("1.html").removed)
        assert record("nowhere.html") is None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.parametrize("delay", [0.3, 0.6, 0.9, 1.2])
def test_a_killed_run_ends_as_an_undisturbed_one(folders, news_page, tmp_path, delay):
    """Killed somewhere on the way; the next run makes the same files."""
    for number in range(4, 10):
        (folders.scraped / f"{number}.html").write_text(news_page(f"Meeting {number % 3}", number), encoding="utf-8")
    undisturbed = pipeline.Folders(folders.scraped, tmp_path / "other", folders.authority, tmp_path / "other-cache")
    pipeline.run(undisturbed)
    plugins = str(Path(pipeline.__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-m", "newsdigest", "report", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": plugins},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    pipeline.run(folders)
    assert texts(folders) == texts(undisturbed)
    assert store.parse(texts(folders)["meeting-0.md"], "x").seal is store.Seal.WHOLE


@pytest.fixture
def archived(folders, news_page, web_archive, monkeypatch):
    """The digest with a web archive of 70 pages, one of them no article, which is divided into shares of 32."""
    pages = [news_page(f"Archived report {number}", number % 9 + 1) for number in range(1, 71)]
    pages[33] = "<html><body></body></html>"
    web_archive(folders.scraped / "crawl.warc.gz", pages)
    monkeypatch.setattr(jobs, "LARGE", 1000)
    return folders


def told(outcome):
    """Failures as they stand in the report."""
    return [str(failure) for failure in outcome.failures]


def test_an_archive_in_shares_gives_the_files_that_it_gives_as_a_whole(archived, tmp_path, monkeypatch):
    """Articles, their names and their order, and what was set aside."""
    progress = []
    outcome = pipeline.run(archived, progress=lambda *step: progress.append(step))
    assert progress == [(done, 6) for done in range(1, 7)]
    assert (outcome.files, outcome.cleaned) == (4, 4)
    monkeypatch.setattr(jobs, "LARGE", 2**40)
    whole = pipeline.Folders(archived.scraped, tmp_path / "other", archived.authority, tmp_path / "other-cache")
    other = pipeline.run(whole)
    assert texts(archived) == texts(whole)
    assert len(texts(archived)) == 72
    assert told(outcome) == told(other)
    assert [failure.where for failure in outcome.failures] == ["crawl.warc.gz#34"]
    assert outcome.written == other.written
    assert pipeline.run(archived).cleaned == 0


def test_of_an_archive_only_the_page_that_takes_too_long_is_set_aside(archived, monkeypatch):
    """It is named, and tried again when the limit was raised."""

    def limited(work, todo, *how):
        for job in todo:
            slow = isinstance(job, jobs.Job) and job.share and job.share.first <= 40 <= job.share.last
            yield job, LimitExceeded(str(job), "took longer than 120 seconds") if slow else work(job)

    with monkeypatch.context() as patched:
        patched.setattr(jobs.scheduling, "run", limited)
        outcome = pipeline.run(archived)
    assert [failure.where for failure in outcome.failures] == ["crawl.warc.gz#34", "crawl.warc.gz#40"]
    assert len(texts(archived)) == 71
    assert pipeline.run(archived).cleaned == 0
    patient = pipeline.Options(limits=pipeline.scheduling.Limits(seconds=240))
    assert pipeline.run(archived, patient).cleaned == 1
    assert len(texts(archived)) == 72


def test_a_run_that_ends_between_two_shares_is_as_if_it_had_not_been(archived, tmp_path):
    """The next one cleans the archive again; if that is gone by then, nothing of it is left."""

    class EndedError(Exception):
        pass

    def end(done, _):
        if done == 4:  # the first share, of three pages before it
            raise EndedError

    other = pipeline.Folders(archived.scraped, tmp_path / "other", archived.authority, tmp_path / "other-cache")
    for each in (archived, other):
        with pytest.raises(EndedError):
            pipeline.run(each, progress=end)
    assert pipeline.run(archived).cleaned == 1
    assert len(texts(archived)) == 72
    (other.scraped / "crawl.warc.gz").unlink()
    assert pipeline.run(other).cleaned == 0
    assert sorted(texts(other)) == ["basin-to-be-deepened.md", "landing-to-be-rebuilt.md", "storm-season-near.md"]


def test_an_article_without_a_headline_is_called_by_its_first_words():
    """It is not lost, and nothing is made up."""
    article = Article(title="\x01 ", body="The bridge *fell* on Monday.\n\nNobody was on it.", origin="a.txt")
    named = pipeline.titled(article)
    assert named.title == "The bridge fell on Monday."
    assert [(item.field, item.rule) for item in named.evidence] == [("title", "first words of the text")]
    assert pipeline.titled(named) is named
