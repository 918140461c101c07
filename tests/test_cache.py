"""What saves work between runs."""

import sqlite3

from newsdigest.cache import Cache


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
