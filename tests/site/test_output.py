"""What is built is published at the end, whole, in an order that leaves no link of any page without its page."""

import os
from pathlib import Path

import pytest

from newsdigest.errors import SettingsError
from newsdigest.site.output import Output, files

BEFORE = {"index.html": b"a", "a/index.html": b"a", "theme/site.css": b"1", "gone.html": b"g"}
AFTER = {"index.html": b"ab", "a/index.html": b"ab", "theme/site.css": b"22", "b/index.html": b"b"}


def made(folder):
    """Every file below a folder with its bytes."""
    return {name: (folder / name).read_bytes() for name in files(folder)}


def write(folder, contents):
    """Make everything that a build would."""
    output = Output(folder)
    for name, data in contents.items():
        output.write(name, data)
    return output


@pytest.fixture
def folder(tmp_path):
    """A site that was built before."""
    output = write(tmp_path, BEFORE)
    output.publish()
    assert made(tmp_path) == BEFORE
    return tmp_path


def test_nothing_of_the_site_changes_before_it_is_published(folder):
    """A build that ends here leaves the old site."""
    output = write(folder, AFTER)
    published = {name: data for name, data in made(folder).items() if not name.startswith(".next/")}
    assert published == BEFORE
    assert output.path("index.html").read_bytes() == b"ab"
    output.discard()
    assert made(folder) == BEFORE


def test_new_files_come_first_then_assets_then_pages_and_deletions_last(folder, monkeypatch):
    """So whatever a page links to is there, at every moment."""
    order = []
    for name in ("rename", "replace"):
        move = getattr(os, name)
        monkeypatch.setattr(
            os, name, lambda old, new, move=move: order.append(str(Path(new).relative_to(folder))) or move(old, new)
        )
    unlink = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda self, **more: order.append(f"-{self.name}") or unlink(self, **more))
    output = write(folder, AFTER)
    output.publish()
    output.remove(output.others(files(folder)))
    assert order == ["b", "theme/site.css", "a/index.html", "index.html", "-gone.html"]
    assert made(folder) == AFTER


def test_a_file_that_is_the_same_is_left_alone(folder):
    """Also one that Pelican copied once more: its time stays, and a host need not fetch it."""
    before = (folder / "index.html").stat()
    output = write(folder, {"index.html": b"a"})
    output.keep("theme/site.css")
    (output.made / "theme").mkdir(parents=True)
    (output.made / "theme/site.css").write_bytes(b"1")
    output.spare_unchanged()
    assert list(files(output.made)) == []
    output.publish()
    assert (folder / "index.html").stat() == before


def test_a_file_that_is_the_same_is_left_alone_where_the_folder_is_named_from_here(folder, monkeypatch):
    """As a project's own settings name it."""
    monkeypatch.chdir(folder.parent)
    output = write(Path(folder.name), BEFORE)
    assert not (folder / ".next").exists()
    assert output.path("a/index.html") == Path(folder.name) / "a/index.html"


def test_two_pages_of_one_address_are_an_error(tmp_path):
    """Said, before one of them is lost."""
    with pytest.raises(SettingsError, match="two pages"):
        write(tmp_path, {"a": b"1"}).write("a", b"2")
