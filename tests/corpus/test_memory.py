"""What is remembered between builds, and that it only saves work."""

import sqlite3

import pytest

from corpus.reports import FIRE, FIRE_AGAIN, OTHER_FIRE, VOTE, report
from newsdigest.corpus.joining import digest_of, join
from newsdigest.corpus.memory import Memory, mark


@pytest.fixture
def remember(tmp_path):
    """Recall a value in a run of its own, and tell whether it had to be computed."""

    def remember(*depends, value="x"):
        with Memory(tmp_path) as memory:
            found = memory.recall("thing", depends, lambda: value)
        return found, memory.computed["thing"]

    return remember


def old_news(number=40):
    """Articles of long ago that have nothing to do with anything new."""
    texts = [
        f"Alderman Quist{n} opened bakery Brod{n} in Lane{n} with cellist Mira{n} and Tom{n}." for n in range(number)
    ]
    return [report(f"old-{n}", text, day=f"2024-01-{n % 28 + 1:02}") for n, text in enumerate(texts)]


def test_a_value_is_computed_once_for_all_that_it_depends_on(remember):
    """The same is recalled, anything else is computed."""
    assert remember("a", 1) == ("x", 1)
    assert remember("a", 1, value="never") == ("x", 0)
    assert remember("a", 2, value="y") == ("y", 1)


def test_what_a_run_did_not_ask_for_is_dropped(remember):
    """The file does not grow with what is gone."""
    remember("a")
    remember("b")
    assert remember("a", value="again") == ("again", 1)


def test_a_run_that_fails_drops_nothing(tmp_path, remember):
    """After an error the next run finds what was there."""
    remember("a")
    with pytest.raises(RuntimeError), Memory(tmp_path):
        raise RuntimeError
    assert remember("a") == ("x", 0)


def test_a_damaged_file_is_begun_anew(tmp_path, remember):
    """A file that is no database costs only work."""
    (tmp_path / "corpus.sqlite").write_bytes(b"not a database, but long enough to be taken for one" * 40)
    assert remember("a") == ("x", 1)
    assert sqlite3.connect(tmp_path / "corpus.sqlite").execute("SELECT count(*) FROM known").fetchone() == (1,)


def test_marks_are_short_and_tell_things_apart():
    """Eight bytes, the same in every run, for every part."""
    assert mark("a", 1) == mark("a", 1) != mark("a", 2)
    assert 0 <= mark("ü\ud800", None) < 1 << 64


def test_with_memory_the_digest_is_the_same(tmp_path):
    """Empty, full and after a change, with the file or without it."""
    entries = [report("first", FIRE), report("grain", OTHER_FIRE), *old_news()]
    more = [*entries, report("second", FIRE_AGAIN), report("copy", FIRE, publisher="Herald")]
    assert join(entries, tmp_path, tmp_path) == join(entries, tmp_path) == join(entries, tmp_path, tmp_path)
    assert join(more, tmp_path, tmp_path) == join(more, tmp_path)


def test_after_added_articles_only_what_they_touch_is_computed(tmp_path):
    """Features of the new ones, comparisons of those that share words with them, their stories."""
    entries = [report("first", FIRE), report("vote", VOTE), *old_news()]
    with Memory(tmp_path / "cache") as memory:
        digest_of(entries, tmp_path, memory)
    with Memory(tmp_path / "cache") as memory:
        digest_of(entries, tmp_path, memory)
    assert not memory.computed
    with Memory(tmp_path / "cache") as memory:
        digest_of([*entries, report("second", FIRE_AGAIN)], tmp_path, memory)
    assert memory.computed["features"] == memory.computed["subjects"] == 1
    assert memory.computed["pairs"] <= 3
    assert memory.computed["stories"] == 1
