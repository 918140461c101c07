"""What is remembered between builds, and that it only saves work."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.reports import FIRE, FIRE_AGAIN, OTHER_FIRE, VOTE, report
from newsdigest.corpus import joining, similarity
from newsdigest.corpus.arrays import Ragged
from newsdigest.corpus.joining import join, join_and_propose
from newsdigest.corpus.memory import Memories, Memory
from newsdigest.model import Annotations, Mention, Quote, Role


@pytest.fixture
def remember(tmp_path):
    """Recall rows by key in a run of its own, and tell how many had to be computed."""

    def remember(*keys, value=7):
        def compute(places):
            return Ragged.of(np.repeat(np.int64(value), len(places) * 2), np.full(len(places), 2))

        with Memory(tmp_path) as memory:
            found = memory.recall("thing", np.array(keys, np.uint64), compute)
        return [found[number].tolist() for number in range(len(keys))], memory.computed["thing"]

    return remember


def old_news(number=40):
    """Articles of long ago that have nothing to do with anything new."""
    texts = [
        f"Alderman Quist{n} opened bakery Brod{n} in Lane{n} with cellist Mira{n} and Tom{n}." for n in range(number)
    ]
    return [report(f"old-{n}", text, day=f"2024-01-{n % 28 + 1:02}") for n, text in enumerate(texts)]


def test_a_value_is_computed_once_for_all_that_it_depends_on(remember):
    """The same is recalled, anything else is computed; rows stand in the order of the keys."""
    assert remember(5) == ([[7, 7]], 1)
    assert remember(5, value=8) == ([[7, 7]], 0)
    assert remember(9, 5, 1, value=8) == ([[8, 8], [7, 7], [8, 8]], 2)


def test_what_a_run_did_not_ask_for_is_dropped(remember):
    """The file does not grow with what is gone."""
    remember(1)
    remember(2)
    assert remember(1, value=8) == ([[8, 8]], 1)


def test_a_run_that_fails_drops_nothing(tmp_path, remember):
    """After an error the next run finds what was there."""
    remember(1)
    with pytest.raises(RuntimeError), Memory(tmp_path) as memory:
        memory.recall("thing", np.array([2], np.uint64), lambda _: Ragged.of(np.array([3]), np.array([1])))
        raise RuntimeError
    assert remember(1, value=8) == ([[7, 7]], 0)


def test_texts_are_remembered_as_they_are(tmp_path):
    """Empty ones too, and those that cannot be encoded for a file."""
    told = ["Ελλάδα", "", "half \ud800", "a"]
    for computed in (4, 0):
        with Memory(tmp_path) as memory:
            asked = memory.texts(
                "thing", np.arange(4, dtype=np.uint64), lambda places: [told[n] for n in places.tolist()]
            )
        assert (asked, memory.computed["thing"]) == (told, computed)


@pytest.mark.parametrize("data", [b"", b"not an archive", b"PK\x03\x04 cut short"])
def test_a_damaged_file_is_begun_anew(tmp_path, remember, data):
    """A file that is no archive costs only work."""
    (tmp_path / "corpus.npz").write_bytes(data)
    assert remember(1) == ([[7, 7]], 1)
    assert remember(1, value=8) == ([[7, 7]], 0)


def test_a_file_of_another_version_is_begun_anew(tmp_path, remember, monkeypatch):
    """What another version computed may be something else."""
    remember(1)
    monkeypatch.setattr("newsdigest.corpus.memory.VERSION", 99)
    assert remember(1, value=8) == ([[8, 8]], 1)


def test_nothing_that_could_run_is_read(tmp_path, remember):
    """Pickled values in the file, which may come from elsewhere, are refused and the file is begun anew."""
    np.savez(tmp_path / "corpus.npz", version=np.array([object()], dtype=object), allow_pickle=True)
    assert remember(1) == ([[7, 7]], 1)


def test_with_memory_the_digest_is_the_same(tmp_path):
    """Empty, full and after a change, with the file or without it."""
    entries = [report("first", FIRE), report("grain", OTHER_FIRE), *old_news()]
    more = [*entries, report("second", FIRE_AGAIN), report("copy", FIRE, publisher="Herald")]
    assert join(entries, tmp_path, tmp_path) == join(entries, tmp_path) == join(entries, tmp_path, tmp_path)
    assert join(more, tmp_path, tmp_path) == join(more, tmp_path)


def both(entries, folder, cache=None):
    """What joining gives, and what it proposes; and how many values of each kind had to be computed."""
    memories = Memories.of(cache)
    whole, propose = join_and_propose(entries, folder, memories, workers=1)  # in this process, which can tell
    found = whole, propose()
    memories.told.save()
    return found, memories.computed


def test_after_added_articles_only_what_they_touch_is_computed(tmp_path):
    """Features of the new ones, comparisons of those that share words with them, their stories."""
    entries = [report("first", FIRE), report("vote", VOTE), *old_news()]
    both(entries, tmp_path, tmp_path / "cache")
    _, computed = both(entries, tmp_path, tmp_path / "cache")
    assert computed.total() == 0
    _, computed = both([*entries, report("second", FIRE_AGAIN)], tmp_path, tmp_path / "cache")
    assert computed["features"] == 1
    assert computed["pairs"] <= 3
    assert computed["stories"] == computed["headlines"] == 1


def test_old_news_that_is_collected_late_moves_no_weights(tmp_path):
    """What came first is counted, not what was published first: an archive that is filed later changes little."""
    entries = [report("first", FIRE), report("vote", VOTE), *old_news(600)]
    both(entries, tmp_path, tmp_path / "cache")
    late = [
        report(f"late-{n}", f"Ship Ora{n} sank.", day=f"2001-01-{n + 1:02}", retrieved=datetime(2026, 5, 1, tzinfo=UTC))
        for n in range(9)
    ]
    _, computed = both([*entries, *late], tmp_path, tmp_path / "cache")
    assert computed["features"] == 9
    assert computed["pairs"] < 50


def test_reading_on_all_cores_gives_the_same(tmp_path, monkeypatch):
    """Shares of worker processes are put together in order."""
    entries = [report("first", FIRE), report("second", FIRE_AGAIN), *old_news()]
    alone = join(entries, tmp_path)
    monkeypatch.setattr(joining, "MANY", 8)
    monkeypatch.setattr("newsdigest.corpus.memory.MANY", 8)
    assert join(entries, tmp_path, workers=2) == alone


# --- At random --------------------------------------------------------------------------------------

PLACES = ("Tarnmouth", "Velm", "Kolanda", "Oxmere", "Halvard")
THINGS = ("ferry", "harvest", "tunnel", "library", "strike", "verdict", "orchestra", "reservoir", "tram", "fever")
VERBS = ("opened", "burnt", "sank", "reopened", "failed", "won", "grew", "vanished")
NAMES = ("Ada Holm", "Holm", "William Brandt", "Bill Brandt", "Brandt", "Ida Kestrel", "Ida Kestral", "Velm", "Oda")
NOUNS = ("striker", "mayor", "judge", "former mayor")


def invented(dice, slug):
    """Write an article of a small world, so that stories, copies and relations arise by chance."""
    sentences = [
        f"The {dice.choice(THINGS)} of {dice.choice(PLACES)} {dice.choice(VERBS)} with {dice.randrange(90)} "
        f"{dice.choice(THINGS)}s near {dice.choice(PLACES)}."
        for _ in range(dice.randrange(1, 9))
    ]
    day = dice.choice(["", "2026", "2026-03", *(f"2026-03-{day:02}" for day in range(1, 12))])
    title = f"{dice.choice(PLACES)} {dice.choice(THINGS)} {dice.choice(VERBS)}"
    people = dice.sample(NAMES, dice.randrange(4))
    text = "\n\n".join([*sentences, *(f"“So the {dice.choice(THINGS)},” said {name}." for name in people)])
    starts = [text.index(f"said {name}.") + 5 for name in people]
    noted = Annotations(
        people=tuple(people),
        mentions=tuple(Mention(at, at + len(name), name, name) for at, name in zip(starts, people, strict=True)),
        roles=tuple(Role(name, dice.choice(NOUNS), 0, title) for name in people if dice.random() < 0.5),
        quotes=tuple(Quote(at, at + 1, dice.choice(THINGS), name, "said", 0) for at, name in enumerate(people)),
    )
    outlet = dice.choice(("Herald", "Courier", "Wire"))
    return report(slug, text, title, day, publisher=outlet, annotations=noted, people=noted.people)


def changed(dice, entries):
    """Add, edit, copy, redate and delete some articles."""
    kept = [entry for entry in entries if dice.random() > 0.05]
    for at, entry in enumerate(kept):
        if dice.random() < 0.1:
            kept[at] = invented(dice, entry.slug)
        elif dice.random() < 0.05:
            kept[at] = replace(entry, article=replace(entry.article, published=None))
    copied = [replace(dice.choice(kept), slug=f"copy-{dice.random()}") for _ in range(dice.randrange(3)) if kept]
    return [*kept, *copied, *(invented(dice, f"new-{dice.random()}") for _ in range(dice.randrange(6)))]


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_changes_the_digest_is_that_of_a_clean_run(tmp_path_factory, monkeypatch, seed):
    """Whatever is added, edited, redated, copied or deleted in between, and whatever the editor decides."""
    folder: Path = tmp_path_factory.mktemp("join")
    dice = random.Random(seed)
    monkeypatch.setattr(similarity, "ALL", 20)  # so that weights move on in small corpora too
    entries = [invented(dice, f"old-{number}") for number in range(dice.choice((3, 30, 60)))]
    for _ in range(3):
        decided = "".join(
            f"- apart: [{a.slug}, {b.slug}]\n" for a, b in [dice.sample(entries, 2)] if dice.random() < 0.5
        )
        (folder / "stories.yml").write_text(decided, "utf-8")
        assert both(entries, folder, folder / "cache")[0] == both(entries, folder)[0]
        entries = [
            *changed(dice, entries),
            invented(dice, f"last-{dice.random()}"),
            invented(dice, f"z-{dice.random()}"),
        ]
