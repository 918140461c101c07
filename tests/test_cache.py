"""What saves work between runs."""

import sqlite3

from newsdigest.cache import Cache, TextApart
from newsdigest.model import Annotations, Article, Entry, PlainText
from newsdigest.workers import each


def test_a_cache_with_the_tables_of_another_version_is_made_anew(tmp_path):
    """Columns may come and go between versions; an old cache is no reason to stop."""
    with sqlite3.connect(tmp_path / "newsdigest.sqlite") as old:
        old.execute("CREATE TABLE meta (fingerprint TEXT)")
        old.execute("INSERT INTO meta VALUES ('the version before')")
        old.execute("CREATE TABLE files (name TEXT PRIMARY KEY)")
        old.execute("INSERT INTO files VALUES ('a.html')")
    old.close()
    with Cache(tmp_path, "this version") as cache:
        assert cache.known_files() == {}
        assert tuple(cache.failures()) == ()


def test_the_text_of_an_entry_is_read_when_it_is_asked_for(tmp_path):
    """By every process for itself; until then there are only the lengths of its paragraphs."""
    entries = {
        f"key {number}": Entry(
            f"pier-{number}",
            Article(f"Pier {number}", ""),
            PlainText(f"*Pier* {number}\n\nIt opens.", (f"Pier {number}", "It opens.")),
            Annotations(),
        )
        for number in range(40)
    }
    with Cache(tmp_path, "version") as cache:
        kept = {key: cache.put_entry(key, entry) for key, entry in entries.items()}
    with Cache(tmp_path, "version") as cache:
        found = cache.entries(set(entries))
    assert found == kept
    found = {key: found[key] for key in entries}
    assert all(type(entry.text) is TextApart for entry in found.values())
    assert found["key 7"].text.lengths == (6, 9)
    read = [(entry.text.markdown, entry.paragraphs) for entry in found.values()]
    assert read == [(entry.text.markdown, entry.paragraphs) for entry in entries.values()]
    assert each(lambda entry: (entry.text.markdown, entry.paragraphs), list(found.values()), 2, few=2) == read
