"""What lies in the folder of articles."""

import os

from newsdigest.folder import look


def test_every_file_is_seen_in_the_order_of_names(tmp_path):
    """Hidden ones are not, nor is what a linked folder holds; a link that leads nowhere is a file."""
    for name in ("b.md", "a/z.md", "a/image.png", ".hidden/c.md", "a/.draft.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "linked").symlink_to(tmp_path / "a")
    (tmp_path / "nowhere.md").symlink_to("none")
    found = look(tmp_path)
    assert list(found) == ["a/image.png", "a/z.md", "b.md", "nowhere.md"]
    about = (tmp_path / "b.md").stat()
    assert found["b.md"] == (about.st_size, about.st_mtime_ns)
    assert look(tmp_path / "none") == {}


def test_a_file_that_is_just_taken_away_costs_no_other(tmp_path, monkeypatch):
    """An editor may save a file while it is looked at."""
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).touch()
    scan = os.scandir

    class Taken:
        def __init__(self, entry):
            self.name, self.is_dir = entry.name, entry.is_dir
            self._stat = entry.stat

        def stat(self, *, follow_symlinks=True):
            if self.name != "c.md":
                raise FileNotFoundError
            return self._stat(follow_symlinks=follow_symlinks)

    class Scan:
        def __init__(self, path):
            self._entries = sorted(scan(path), key=lambda entry: entry.name)

        def __enter__(self):
            return map(Taken, self._entries)

        def __exit__(self, *_):
            pass

        def __iter__(self):
            return map(Taken, self._entries)

    monkeypatch.setattr(os, "scandir", Scan)
    assert list(look(tmp_path)) == ["c.md"]
