"""Files of the folder of scrapes: what can be read is handed out, what cannot is named with its reason."""

import os

import pytest

from newsdigest import intake
from newsdigest.errors import LimitExceeded, NotAnArticle, UnreadableScrape


def write(folder, name, data):
    """Make a file with this content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_text_and_html_are_told_apart_by_content(tmp_path):
    """The name does not matter."""
    page = write(tmp_path, "a.txt", b"<!doctype html><title>Harbour</title><p>It froze.</p>")
    fragment = write(tmp_path, "b.dat", b"<div><p>It froze.</p><p>Ships wait.</p></div>")
    text = write(tmp_path, "deep/c.html", b"Harbour freezes\n\nIt froze: 3 < 4 and 5 > 4.\n")
    kinds = [next(intake.read(path, tmp_path)) for path in (page, fragment, text)]
    assert [scrape.media_type for scrape in kinds] == ["text/html", "text/html", "text/plain"]
    assert [scrape.origin for scrape in kinds] == ["a.txt", "b.dat", "deep/c.html"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])
def test_no_encoding_of_text_is_taken_for_binary(tmp_path, encoding):
    """Zeros of UTF-16 and bytes above 127 are text."""
    page = write(tmp_path, "a", "<html><body><p>Der Hafen fror zu, für Tage.</p></body></html>".encode(encoding))
    text = write(tmp_path, "b", "Der Hafen fror zu, für Tage. Schiffe warten.\n".encode(encoding))
    assert next(intake.read(page, tmp_path)).media_type == "text/html"
    assert next(intake.read(text, tmp_path)).media_type == "text/plain"


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", bytes(range(32)) * 50, b"PK\x03\x04 office", b"\x89PNG\r\n\x1a\n"])
def test_binary_files_are_reported_whatever_their_name(tmp_path, data):
    """Junk named .html is unreadable and the report says what it is."""
    with pytest.raises(UnreadableScrape, match=r"junk\.html: is .+\(save"):
        list(intake.read(write(tmp_path, "junk.html", data), tmp_path))


@pytest.mark.parametrize("data", [b"", b" \n\n\t"])
def test_an_empty_file_is_no_article(tmp_path, data):
    """Nothing but white space is nothing."""
    with pytest.raises(NotAnArticle, match="empty"):
        list(intake.read(write(tmp_path, "empty.txt", data), tmp_path))


def test_links_must_stay_in_the_folder(tmp_path):
    """A link inside is followed; one that leads outside, to nothing or to itself is not."""
    root = tmp_path / "scraped"
    write(tmp_path, "secret.txt", b"Not for the site.")
    inside = write(root, "a.txt", b"The harbour froze.")
    for name, target in [
        ("ok", inside),
        ("out", tmp_path / "secret.txt"),
        ("gone", root / "no"),
        ("loop", root / "loop"),
    ]:
        (root / name).symlink_to(target)
    assert next(intake.read(root / "ok", root)).data == b"The harbour froze."
    for name, reason in [("out", "out of the folder"), ("gone", "gone"), ("loop", "cannot be read")]:
        with pytest.raises(UnreadableScrape, match=reason):
            list(intake.read(root / name, root))


def test_pipes_are_not_opened(tmp_path):
    """Reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableScrape, match="not a regular file"):
        list(intake.read(tmp_path / "pipe.txt", tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_reported(tmp_path):
    """What may not be read is unreadable, with a hint at its permissions."""
    path = write(tmp_path, "a.txt", b"The harbour froze.")
    path.chmod(0)
    with pytest.raises(UnreadableScrape, match="permissions"):
        list(intake.read(path, tmp_path))


def test_a_huge_file_is_not_read(tmp_path):
    """Beyond the limit only the size is looked at."""
    with pytest.raises(LimitExceeded):
        list(intake.read(write(tmp_path, "a.txt", b"The harbour froze."), tmp_path, intake.Bounds(scrape=1e-5)))
