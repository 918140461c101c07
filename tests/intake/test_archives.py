"""Web archives, mails, feeds and packed files: every page in them comes out, bounded and one at a time."""

import gzip
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdigest import intake
from newsdigest.errors import LimitExceeded, NotAnArticle, ScrapeError, UnreadableScrape
from newsdigest.intake import feed, limits, mail, page, reading, warc

PAGE = b"<!doctype html><html><head><title>Harbour</title></head><body><p>The harbour froze.</p></body></html>"


def response(url, body, kind="text/html; charset=utf-8", status="200 OK", encoding=""):
    """Write one response record as ISO 28500 has it."""
    headers = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n"
    headers += f"Content-Encoding: {encoding}\r\n" if encoding else ""
    content = f"{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body
    record = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-02T10:00:00Z\r\n"
    record += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(content)}\r\n\r\n"
    return record.encode() + content + b"\r\n\r\n"


def archive(*responses):
    """Join records to an uncompressed archive."""
    return b"".join(responses)


def read(tmp_path, name, data):
    """Read a file with this content."""
    (tmp_path / name).write_bytes(data)
    return list(intake.read(tmp_path / name, tmp_path))


def test_html_responses_of_an_archive_are_scrapes(tmp_path):
    """Address and time come from the record; other kinds, other answers and requests are left out."""
    data = archive(
        response("https://linde.example/a", PAGE),
        response("https://linde.example/b.png", b"\x89PNG", "image/png"),
        response("https://linde.example/gone", PAGE, status="404 Not Found"),
        response("https://linde.example/c", gzip.compress(PAGE), encoding="gzip"),
    )
    for name, content in [("a.warc", data), ("a.warc.gz", gzip.compress(data))]:
        scrapes = read(tmp_path, name, content)
        assert [(scrape.origin, scrape.url) for scrape in scrapes] == [
            (f"{name}#1", "https://linde.example/a"),
            (f"{name}#2", "https://linde.example/c"),
        ]
        assert all(scrape.data == PAGE and scrape.encoding == "utf-8" for scrape in scrapes)
        assert scrapes[0].retrieved == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_an_archive_without_pages_is_reported(tmp_path):
    """It is not silently empty."""
    with pytest.raises(NotAnArticle, match="no HTML"):
        read(tmp_path, "a.warc", archive(response("https://linde.example/b.png", b"\x89PNG", "image/png")))


def test_a_bomb_inside_a_record_is_not_unpacked(tmp_path):
    """A response may not grow beyond the limit of a page; the next one is read all the same."""
    bomb = response("https://linde.example/a", gzip.compress(b"x" * 1_000_000), encoding="gzip")
    (tmp_path / "a.warc").write_bytes(archive(bomb, response("https://linde.example/b", PAGE)))
    scrapes = intake.read(tmp_path / "a.warc", tmp_path, intake.Bounds(scrape=0.01))
    with pytest.raises(LimitExceeded, match=r"a\.warc#1"):
        next(scrapes)
    assert next(scrapes).url == "https://linde.example/b"


def test_packed_files_are_what_is_in_them(tmp_path):
    """A page, packed once or twice, is a page; a bomb and endless packing are refused."""
    assert read(tmp_path, "a.html.gz", gzip.compress(PAGE))[0].data == PAGE
    assert read(tmp_path, "b.gz", gzip.compress(gzip.compress(b"The harbour froze.")))[0].media_type == "text/plain"
    deep = b"The harbour froze."
    for _ in range(limits.MAX_NESTING + 1):
        deep = gzip.compress(deep)
    with pytest.raises(LimitExceeded, match="again and again"):
        read(tmp_path, "deep.gz", deep)
    with pytest.raises(UnreadableScrape, match="broken"):
        read(tmp_path, "cut.gz", gzip.compress(PAGE * 50)[:-20])


def test_bombs_are_refused(tmp_path):
    """What unpacks to more than the limits is not unpacked to the end."""
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"The harbour froze.\n" * 100_000))
    with pytest.raises(LimitExceeded, match=r"larger than 0\.1 MB"):
        list(intake.read(tmp_path / "bomb.gz", tmp_path, intake.Bounds(scrape=0.1)))
    (tmp_path / "lines.gz").write_bytes(gzip.compress(b'{"text": "The harbour froze."}\n' * 10_000))
    with pytest.raises(LimitExceeded, match=r"unpacks to more than 0\.05 MB"):
        list(intake.read(tmp_path / "lines.gz", tmp_path, intake.Bounds(unpacked=0.05)))


MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://linde.example/harbour
Subject: =?utf-8?Q?Harbour=20freezes?=
Date: Mon, 2 Mar 2026 10:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--x"

----x
Content-Type: text/css
Content-Location: https://linde.example/style.css

p { color: red }
----x
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://linde.example/frame

<p>An advertisement</p>
----x
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable
Content-Location: https://linde.example/harbour

<!DOCTYPE html><html><body><p>The harbour=20froze in M=C3=A4rz.</p></body></html>
----x--
"""


def test_the_page_of_a_web_archive_is_found(tmp_path):
    """Not its style sheet and not its frames; the address is where it was saved from."""
    (scrape,) = read(tmp_path, "a.mhtml", MHTML)
    assert "The harbour froze in März." in scrape.data.decode(scrape.encoding)
    assert (scrape.url, scrape.media_type) == ("https://linde.example/harbour", "text/html")
    assert scrape.retrieved.isoformat() == "2026-03-02T10:00:00+01:00"
    assert scrape.hints == {}


def test_a_mail_gives_subject_sender_and_date(tmp_path):
    """A newsletter's letterhead says what its text does not."""
    text = b"From: Linde Times <n@linde.example>\nSubject: Harbour freezes\nDate: Mon, 2 Mar 2026 10:00:00 +0100\n"
    (scrape,) = read(tmp_path, "a.eml", text + b"Content-Type: text/plain\n\nThe harbour froze.\n")
    assert scrape.hints["title"] == "Harbour freezes"
    assert scrape.hints["publisher"] == "Linde Times"
    assert scrape.hints["published"].startswith("Mon, 2 Mar 2026")


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Linde Times</title><language>en</language>
<item><title>Harbour freezes</title><link>https://linde.example/harbour</link><dc:creator>Mara Linde</dc:creator>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate><category>Weather</category><description>Short.</description>
<content:encoded><![CDATA[<p>The harbour froze.</p><p>Ships wait outside.</p><p>Nobody skates.</p>]]></content:encoded>
</item><item><title>Empty</title></item></channel></rss>"""


def test_entries_of_a_feed_are_scrapes(tmp_path):
    """The full content goes before the description; an entry without text is reported."""
    (tmp_path / "feed.xml").write_text(RSS)
    scrapes = intake.read(tmp_path / "feed.xml", tmp_path)
    scrape = next(scrapes)
    assert (scrape.origin, scrape.url) == ("feed.xml#1", "https://linde.example/harbour")
    assert "Nobody skates" in scrape.data.decode()
    assert scrape.media_type == "text/html"
    assert scrape.hints["authors"] == ("Mara Linde",)
    assert (scrape.hints["publisher"], scrape.hints["language"]) == ("Linde Times", "en")
    with pytest.raises(NotAnArticle, match=r"feed\.xml#2"):
        next(scrapes)


def test_a_feed_may_not_define_entities(tmp_path):
    """Entities that expand are how XML bombs are built."""
    data = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa">]><rss version="2.0"><channel/></rss>'
    with pytest.raises(UnreadableScrape, match="entities"):
        read(tmp_path, "feed.xml", data)


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0029)https://linde.example/harbour -->",
        "<!--\n Page saved with SingleFile \n url: https://linde.example/harbour \n"
        " saved date: Mon Mar 02 2026 10:00:00 GMT+0100 (Central European Standard Time)\n-->",
        "<!-- Saved from https://linde.example/harbour at 2026-03-02T10:00:00Z using monolith v2.8.3 -->",
    ],
    ids=["browser", "SingleFile", "monolith"],
)
def test_saved_pages_say_where_they_are_from(comment):
    """The address, and the time where there is one, are read from the comment that the program wrote."""
    url, retrieved = page.saved_from(f"<!DOCTYPE html>{comment}<html>".encode())
    assert url == "https://linde.example/harbour"
    assert retrieved is None or retrieved.date().isoformat() == "2026-03-02"
    assert (retrieved is None) == ("(00" in comment)


def test_what_a_browser_saves_beside_a_page_is_no_scrape():
    """Frames of advertisements in "Page_files" are part of "Page.html", and only of that."""
    assert intake.saved_beside("Harbour freezes_files", ["Harbour freezes.html", "b.txt"])
    assert not intake.saved_beside("case_files", ["b.html"])


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([MHTML, RSS.encode(), archive(response("https://linde.example/a", PAGE))]), st.data())
def test_damaged_files_give_scrapes_or_errors(data, draw):
    """Cut anywhere and sprinkled with noise, no form crashes its reader."""
    start = draw.draw(st.integers(0, 60))
    stop = draw.draw(st.integers(start, len(data)))
    noise = draw.draw(st.binary(max_size=8))
    at = draw.draw(st.integers(start, stop))
    damaged = data[start:at] + noise + data[at:stop]
    for read_form in (feed.scrapes, mail.scrapes, warc.scrapes):
        try:
            list(read_form(io.BytesIO(damaged), "x"))
        except ScrapeError as error:
            assert error.where.startswith("x")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000) | st.text(max_size=500).map(str.encode), st.booleans())
def test_no_bytes_crash_the_intake(data, packed):
    """Any bytes, packed or not, give scrapes or a ScrapeError, and nothing else."""
    stream = io.BufferedReader(io.BytesIO(gzip.compress(data) if packed else data))
    try:
        assert all(outcome is not None for outcome in reading.unwrap(stream, "x"))
    except ScrapeError as error:
        assert error.where.startswith("x")
