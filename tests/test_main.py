"""The command line: what it prints, and its exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsdigest import store
from newsdigest.__main__ import main

FIELDS = {
    *("title", "authors", "agency", "publisher", "distributor", "contributors", "section", "date", "date_precision"),
    *("language", "source_url", "rights", "summary", "body", "markdown", "people", "topics", "quotes", "evidence"),
    "removed",
}


@pytest.fixture
def scrape(tmp_path, news_page):
    """One scraped page."""
    path = tmp_path / "landing.html"
    path.write_text(news_page("Landing to be rebuilt"), encoding="utf-8")
    return path


def test_clean_prints_one_line_of_json_for_each_article(scrape, capsys):
    """With all the fields that other programs read."""
    assert main(["clean", str(scrape)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    record = json.loads(line)
    assert set(record) >= FIELDS
    assert record["title"] == "Landing to be rebuilt"
    assert record["body"].count("\n\n") == 3
    assert (record["date"][:10], record["date_precision"]) == ("2026-03-01", "minute")


def test_clean_prints_the_markdown_file(scrape, capsys):
    """Just as a build would write it."""
    assert main(["clean", "--format", "markdown", str(scrape)]) == 0
    assert store.parse(capsys.readouterr().out, "x").seal is store.Seal.WHOLE


def test_clean_goes_on_after_a_bad_file(scrape, tmp_path, capsys):
    """The bad one is named on standard error, and the exit status tells."""
    (tmp_path / "empty.html").write_bytes(b"")
    assert main(["clean", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert "empty.html" in printed.err


def test_explain_shows_every_block_with_its_rule(scrape, capsys):
    """Kept and removed."""
    assert main(["explain", str(scrape)]) == 0
    shown = capsys.readouterr().out
    assert "Home" in shown
    assert "  + " in shown
    assert "  - " in shown
    assert "Fields" in shown


def test_a_new_digest_is_not_started_over_something_else(tmp_path, capsys):
    """Nothing of the user's is touched."""
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["new", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err


def test_report_and_check_work_on_a_new_digest(tmp_path, news_page, capsys):
    """From an empty folder to a checked article."""
    folder = tmp_path / "digest"
    assert main(["new", str(folder)]) == 0
    (folder / "content" / "scraped" / "a.html").write_text(news_page("Landing to be rebuilt"), encoding="utf-8")
    assert main(["report", str(folder)]) == 0
    assert "1 article files written" in capsys.readouterr().out
    assert main(["report", str(folder), "--strict", "unreadable"]) == 0
    (folder / "content" / "scraped" / "b.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert main(["report", str(folder), "--strict", "unreadable"]) == 1
    assert "b.html" in capsys.readouterr().out
    assert main(["check", str(folder)]) == 0
    assert "1 articles read" in capsys.readouterr().out


def test_commands_go_by_the_settings_file(tmp_path, news_page, monkeypatch, capsys):
    """Folders, limits and the recogniser are those of the build, wherever the command is called."""
    folder = tmp_path / "digest"
    settings = 'PATH = "texts"\nSCRAPED_PATH = "in"\nARTICLE_PATHS = ["out"]\nDIGEST_MEGABYTES_PER_SCRAPE = 1\n'
    (folder / "texts" / "in").mkdir(parents=True)
    (folder / "pelican.conf.py").write_text(settings + 'PLUGINS = ["newsdigest"]\n', encoding="utf-8")
    (folder / "texts" / "in" / "a.html").write_text(news_page("Landing to be rebuilt"), encoding="utf-8")
    (folder / "texts" / "in" / "large.txt").write_text("word " * 300_000, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["report", "digest"]) == 0
    shown = capsys.readouterr().out
    assert "1 article files written" in shown
    assert "DIGEST_MEGABYTES_PER_SCRAPE" in shown
    assert len(list((folder / "texts" / "out").glob("*.md"))) == 1
    assert (folder / ".cache" / "newsdigest").is_dir()
    assert not (tmp_path / ".cache").exists()
    assert main(["check", "digest"]) == 0
    assert "1 articles read" in capsys.readouterr().out


def test_a_settings_file_that_cannot_be_run_is_told(tmp_path, capsys):
    """With its name, not by a traceback."""
    (tmp_path / "pelican.conf.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    assert main(["people", str(tmp_path)]) == 2
    shown = capsys.readouterr().err
    assert "pelican.conf.py" in shown
    assert "nothing_of_this_name" in shown


@pytest.fixture
def digest(tmp_path):
    """The folder of a digest with two articles that an editor wrote, about people who may be one."""
    for name in ("William Holm", "Bill Holm"):
        path = tmp_path / "content" / "articles" / f"{name.split()[0].lower()}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Title: {name} speaks\nDate: 2026-03-01\nPeople: {name}\n\n{name} spoke.\n", encoding="utf-8")
    return tmp_path


def test_people_shows_what_an_editor_should_decide(digest, capsys):
    """Each proposal with its evidence and the lines for people.yml."""
    assert main(["people", str(digest)]) == 0
    shown = capsys.readouterr().out
    assert "1. People who may be the same: William Holm / Bill Holm" in shown
    assert "Bill Holm spoke." in shown
    assert "- name: William Holm\n  aliases: [Bill Holm]" in shown


@pytest.mark.parametrize(("option", "field"), [("--accept", "aliases"), ("--reject", "not_same_as")])
def test_people_writes_the_decision(digest, capsys, option, field):
    """Into people.yml, once; then there is nothing left to decide."""
    assert main(["people", str(digest), option, "1"]) == 0
    written = (digest / "content" / "authority" / "people.yml").read_text("utf-8")
    assert written == f"- name: William Holm\n  {field}: [Bill Holm]\n"
    capsys.readouterr()
    assert main(["people", str(digest)]) == 0
    assert capsys.readouterr().out.startswith("0 proposals")


def test_people_refuses_a_number_that_is_not_there(digest, capsys):
    """Nothing is written."""
    assert main(["people", str(digest), "--accept", "7"]) == 2
    assert "no proposal 7" in capsys.readouterr().err
    assert not (digest / "content" / "authority" / "people.yml").exists()


def test_learn_writes_what_an_editor_taught(tmp_path, capsys):
    """Articles that were filed by hand teach how to file others, `explain` shows it, and again is the same."""
    folder = tmp_path / "content" / "articles"
    folder.mkdir(parents=True)
    for number in range(40):
        topic, word = (("Labour", "lanternman"), ("Environment", "goalkeeper"))[number % 2]
        text = f"Title: A {word} {number}\nDate: 2026-03-01\nCategory: {topic}\n\nThe {word} was there.\n"
        (folder / f"{number}.md").write_text(text, "utf-8")
    learnt = tmp_path / "content" / "authority" / "topics.learnt.yml"
    for _ in range(2):
        assert main(["learn", str(tmp_path)]) == 0
        shown = capsys.readouterr().out
        assert "Labour: 20 articles that you filed\n" in shown
        assert "file 0.0% of these articles" in shown
        assert "teach, 100.0%" in shown
        written = learnt.read_text("utf-8")
    scrape = tmp_path / "again.txt"
    scrape.write_text("The goalkeeper again\n\n" + "The goalkeeper was there and nobody knew why it was. " * 9, "utf-8")
    assert main(["explain", str(scrape), "--topics", str(learnt.with_name("topics.yml"))]) == 0
    assert "learnt: goalkeeper" in capsys.readouterr().out
    assert learnt.read_text("utf-8") == written


def test_learn_takes_away_what_no_longer_helps(tmp_path, capsys):
    """With hardly an article that was filed by hand there is nothing to learn, and nothing old is left."""
    learnt = tmp_path / "content" / "authority" / "topics.learnt.yml"
    learnt.parent.mkdir(parents=True)
    learnt.write_text("- id: medtop:09000000\n  words: lanternman 1\n", "utf-8")
    assert main(["learn", str(tmp_path)]) == 0
    assert "Nothing is learnt" in capsys.readouterr().out
    assert not learnt.exists()


def test_a_new_digest_is_built_by_the_command_that_it_names(tmp_path, news_page, capsys):
    """Settings, folders and theme fit together."""
    folder = tmp_path / "digest"
    assert main(["new", str(folder)]) == 0
    command = capsys.readouterr().out.splitlines()[-1].split()
    (folder / "content" / "scraped" / "a.html").write_text(news_page("Landing to be rebuilt"), encoding="utf-8")
    plugins = Path(store.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(plugins)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Landing to be rebuilt" in (folder / "output" / "index.html").read_text("utf-8")
