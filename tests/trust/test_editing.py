"""Whatever an editor does to any file, in any order, no run writes over it, and nothing that was filed is lost."""

import random
import shutil

import pytest

from newsdigest import pipeline

COMMENTED = "# Names that I decided.\n- name: Mara Lindqvist   # the mayor\n\n# More to come.\n"


class Editor:
    """Does something at random, and remembers every file that is theirs now."""

    def __init__(self, folders, news_page, seed):
        self.folders, self.page, self.rng = folders, news_page, random.Random(seed)
        self.mine = {}

    def files(self):
        """The article files, in order."""
        return sorted(self.folders.articles.rglob("*.md"))

    def save(self, path, text):
        """Write a file by hand."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        self.mine[path] = text

    def edit(self):
        """Change, add or delete some bytes anywhere in an article's file."""
        path = self.rng.choice(self.files())
        data = path.read_bytes()
        start = self.rng.randrange(len(data))
        end = start + self.rng.choice((0, 0, 1, 30))
        inserted = self.rng.choice((b"", b"x", b"\n", b"\n\n", b"Status: hidden\n", b"\xff", "é".encode(), b"Seal: "))
        if data[start:end] != inserted:
            self.save(path, data[:start] + inserted + data[end:])

    def line(self):
        """Delete or double a line."""
        path = self.rng.choice(self.files())
        lines = path.read_bytes().splitlines(keepends=True)
        at = self.rng.randrange(len(lines))
        self.save(path, b"".join(lines[:at] + self.rng.choice(([], [lines[at]] * 2)) + lines[at + 1 :]))

    def move(self):
        """Move a file of theirs into a folder."""
        path = self.rng.choice(self.files())
        target = path.with_name(f"moved-{self.rng.randrange(10**6)}") / path.name
        target.parent.mkdir()
        path.rename(target)
        if path in self.mine:
            self.mine[target] = self.mine.pop(path)

    def write(self):
        """Write an article of their own."""
        number = self.rng.randrange(10**6)
        self.save(
            self.folders.articles / f"own-{number}.md", f"Title: Own {number}\nDate: 2026-01-01\n\nText.\n".encode()
        )

    def authority(self):
        """Add to people.yml."""
        path = self.folders.authority / "people.yml"
        self.save(path, path.read_bytes() + f"- name: Person {self.rng.randrange(10**6)}\n".encode())

    def scrapes(self):
        """Let scrapes come, change and go."""
        number = self.rng.randrange(1, 8)
        path = self.folders.scraped / f"{number}.html"
        if path.exists() and self.rng.random() < 0.5:
            path.unlink()
        else:
            path.write_text(self.page(f"Report {number} at {self.rng.randrange(100)}", number), encoding="utf-8")

    def cache(self):
        """Delete what may be deleted at any time."""
        shutil.rmtree(self.folders.cache, ignore_errors=True)


@pytest.mark.parametrize("seed", range(3))
def test_no_edit_is_ever_lost(tmp_path, news_page, seed):
    """Edits of any kind between runs: each file that a person wrote is byte for byte theirs, and is told of."""
    folders = pipeline.Folders.below(tmp_path / "content", tmp_path / "cache")
    folders.scraped.mkdir(parents=True)
    editor = Editor(folders, news_page, seed)
    editor.save(folders.authority / "people.yml", COMMENTED.encode())
    for number in range(1, 5):
        (folders.scraped / f"{number}.html").write_text(news_page(f"Report {number}", number), encoding="utf-8")
    pipeline.run(folders)
    does = [editor.edit, editor.edit, editor.line, editor.move, editor.write, editor.authority]
    does += [editor.scrapes, editor.cache]
    for _ in range(4):
        before = {path.name for path in editor.files()}
        for do in editor.rng.choices(does, k=4):
            do()
        outcome = pipeline.run(folders)
        for path, text in editor.mine.items():
            assert path.read_bytes() == text, path
        assert before <= {path.name for path in editor.files()}, "an article's file is gone"
        mine = {str(path.relative_to(folders.articles)) for path in editor.mine if path.suffix == ".md"}
        assert not mine & set(outcome.written)
        pipeline.entries(folders)
    assert not list(tmp_path.rglob("*.tmp"))
