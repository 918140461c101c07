"""What joining gave the last time is what it would give."""

import pickle
from dataclasses import replace

import factory
import pytest

from newsdigest.corpus.joining import join_and_propose
from newsdigest.corpus.memory import Memories
from newsdigest.site import joined

CHANGES = {
    "text": {"stamp": "other"},
    "slug": {"slug": "other"},
    "file": {"path": "other.md"},
    "topic": {"topic": "harbour"},
    "subjects": {"tags": ("Ferries",)},
    "people": {"people": ()},
    "edited": {"edited": True},
}


@pytest.fixture
def entries():
    """Articles that somebody keeps track of."""
    return [replace(entry, stamp=f"stamp of {entry.slug}") for entry in factory.sample()]


@pytest.fixture
def authority(tmp_path):
    """A folder of the editor's files."""
    folder = tmp_path / "authority"
    folder.mkdir()
    return folder


def given(entries, authority):
    """What joining gives, and what it proposes."""
    whole, propose = join_and_propose(entries, authority, Memories.of())
    return whole, propose()


def test_what_was_joined_comes_back(entries, authority, tmp_path):
    """All of it, whatever the order in which the articles are read; of the articles, only what joining changed."""
    found = given(entries, authority)
    key = joined.key_of(entries, authority)
    assert joined.load(tmp_path, key, entries) is None
    joined.save(tmp_path, key, found)
    assert joined.load(tmp_path, joined.key_of(entries[::-1], authority), entries[::-1]) == found


@pytest.mark.parametrize("change", CHANGES)
def test_another_article_has_another_key(entries, authority, change):
    """Whatever of it is another."""
    others = [replace(entries[0], **CHANGES[change]), *entries[1:]]
    assert joined.key_of(others, authority) != joined.key_of(entries, authority)


def test_more_articles_and_other_editors_files_have_another_key(entries, authority):
    """Both may change what all others are joined to."""
    keys = {joined.key_of(entries, authority), joined.key_of(entries[1:], authority)}
    (authority / "people.yml").write_text("- name: Mara Lindqvist\n", "utf-8")
    assert len({*keys, joined.key_of(entries, authority)}) == 3


def test_articles_that_nobody_keeps_track_of_are_joined_anew(entries, authority, tmp_path):
    """There is no telling whether they changed."""
    untracked = [replace(entries[0], stamp=""), *entries[1:]]
    assert joined.key_of(untracked, authority) == ""
    joined.save(tmp_path, "", given(untracked, authority))
    assert joined.load(tmp_path, "", untracked) is None


@pytest.mark.parametrize("damage", [b"", b"gar\x00bage", pickle.dumps(print), b"[1,2]"])
def test_a_file_that_is_damaged_or_foreign_is_as_good_as_none(entries, authority, tmp_path, damage):
    """It runs no code either."""
    key = joined.key_of(entries, authority)
    (tmp_path / joined.NAME).write_bytes(f"{key}\n".encode() + damage)
    assert joined.load(tmp_path, key, entries) is None
