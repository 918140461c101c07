"""A web archive read in shares gives what it gives as a whole, whatever it is made of and wherever it is damaged."""

import gzip
import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsdigest import intake
from newsdigest.errors import LimitExceeded, ScrapeError, UnreadableScrape
from newsdigest.intake import warc

PAGE = b"<!doctype html><html><head><title>Harbour</title></head><body><p>The harbour froze, %d.</p></body></html>"


def records(kinds, *, packed):
    """Write a record of each kind with warcio; the bytes of each."""
    written = []
    for number, kind in enumerate(kinds):
        file = io.BytesIO()
        writer = WARCWriter(file, gzip=packed)
        media, body, status = "text/html", PAGE % number, "200 OK"
        if kind == "picture":
            media, body = "image/png", b"\x89PNG" * 100
        if kind == "large":
            body = b"<html>" + PAGE % number * 1000
        if kind == "gone":
            status = "404 Not Found"
        headers = [("Content-Type", media)]
        if kind == "packed":
            body, headers = gzip.compress(body, mtime=0), [*headers, ("Content-Encoding", "gzip")]
        if kind == "chunked":
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            headers = [*headers, ("Transfer-Encoding", "chunked")]
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        address = f"https://linde.example/{number}"
        always = {"WARC-Record-ID": f"<urn:uuid:{number}>", "WARC-Date": "2026-03-02T10:00:00Z"}
        record = writer.create_warc_record(
            address, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=always
        )
        writer.write_record(record)
        record.raw_stream.close()
        written.append(file.getvalue())
    return written


def outcomes(path, bounds=intake.DEFAULTS, share=None):
    """All that a file or a share of it gives: scrapes, and errors by what they say."""
    found, scrapes = [], intake.read(path, path.parent, bounds, share)
    while True:
        try:
            scrape = next(scrapes, None)
            if scrape is None:
                return found
            found.append(scrape)
        except ScrapeError as error:
            found.append((type(error), str(error)))


def in_shares(path, bounds=intake.DEFAULTS):
    """The same by its shares, one after another."""
    shares = intake.shares(path, path.parent, bounds)
    return [outcome for share in shares for outcome in outcomes(path, bounds, share)]


@pytest.fixture
def small_shares(monkeypatch):
    """Make shares of two pages."""
    monkeypatch.setattr(warc, "_PAGES_A_SHARE", 2)


KINDS = st.sampled_from(["page", "page", "page", "packed", "chunked", "picture", "gone"])
SIZES = st.integers(300, 12_000)
FORMS = st.sampled_from(["plain", "packed by record", "packed in blocks", "packed as one"])


def archive(kinds, form):
    """The bytes of an archive of such records."""
    if form in ("plain", "packed by record"):
        return b"".join(records(kinds, packed=form != "plain"))
    plain = records(kinds, packed=False)
    step = 3 if form == "packed in blocks" else max(1, len(plain))
    return b"".join(gzip.compress(b"".join(plain[at : at + step]), mtime=0) for at in range(0, len(plain), step))


@pytest.mark.usefixtures("small_shares")
@settings(max_examples=150, deadline=None)
@given(st.lists(KINDS, min_size=1, max_size=12), FORMS, st.data())
def test_shares_give_what_the_whole_gives(tmp_path_factory, kinds, form, data):
    """Sound, cut anywhere, with some bytes replaced, or too large: the same scrapes, and the same errors after them."""
    content = archive(kinds, form)
    bounds = intake.DEFAULTS
    match data.draw(st.sampled_from(["sound", "cut", "damaged", "large"]), "state"):
        case "cut":
            content = content[: data.draw(st.integers(30, len(content)), "at")]
        case "damaged":
            at = data.draw(st.integers(30, len(content)), "at")
            noise = data.draw(st.binary(min_size=1, max_size=4), "noise")
            content = content[:at] + noise + content[at + len(noise) :]
        case "large":
            bounds = intake.Bounds(scrape=data.draw(st.sampled_from([64, 0.00008])), unpacked=data.draw(SIZES) / 2**20)
    path = tmp_path_factory.mktemp("shares") / "a.warc"
    path.write_bytes(content)
    if intake.shares(path, path.parent, bounds):
        assert in_shares(path, bounds) == outcomes(path, bounds)


@pytest.mark.usefixtures("small_shares")
@pytest.mark.parametrize("form", ["plain", "packed by record"])
def test_an_archive_of_records_is_entered_at_each_share(tmp_path, form):
    """No share reads what belongs to those before it, and no page is in two."""
    path = tmp_path / "a.warc"
    path.write_bytes(archive(["page", "picture", "page", "page", "gone", "page", "page"], form))
    shares = intake.shares(path, tmp_path)
    assert [(share.first, share.last, share.before) for share in shares] == [(1, 2, 0), (3, 4, 2), (5, 5, 4)]
    assert len({share.offset for share in shares}) == 3
    assert [share.to_end for share in shares] == [False, False, True]
    origins = [[scrape.origin for scrape in outcomes(path, share=share)] for share in shares]
    assert origins == [["a.warc#1", "a.warc#2"], ["a.warc#3", "a.warc#4"], ["a.warc#5"]]
    blind = path.read_bytes()[: shares[1].offset].translate(bytes(256)) + path.read_bytes()[shares[1].offset :]
    path.write_bytes(blind)
    assert [scrape.origin for scrape in outcomes(path, share=shares[1])] == origins[1]


@pytest.mark.usefixtures("small_shares")
def test_an_archive_packed_as_one_is_divided_all_the_same(tmp_path):
    """Into a few shares, for each reads what comes before it."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(archive(["page"] * 40, "packed as one"))
    shares = intake.shares(path, tmp_path)
    assert {share.offset for share in shares} == {0}
    assert 1 < len(shares) < 10
    assert in_shares(path) == outcomes(path)


def test_what_is_no_web_archive_has_no_shares(tmp_path):
    """Pages, records of scrapers, what is packed twice, what is not there."""
    for name, content in (
        ("a.html", PAGE % 1),
        ("b.json", b'{"text": "The harbour froze."}\n' * 3),
        ("c.html.gz", gzip.compress(PAGE % 1)),
        ("d.warc.gz.gz", gzip.compress(archive(["page"] * 3, "packed by record"))),
        ("e.gz", b"\x1f\x8bbroken"),
        ("f.txt", b""),
    ):
        (tmp_path / name).write_bytes(content)
        assert intake.shares(tmp_path / name, tmp_path) == ()
    assert intake.shares(tmp_path / "nowhere", tmp_path) == ()


@pytest.mark.parametrize("form", ["plain", "packed by record", "packed as one"])
def test_a_share_can_be_divided_down_to_single_pages(tmp_path, form):
    """Together they give the same; what is left after the last page is a part of its own."""
    path = tmp_path / "a.warc"
    path.write_bytes(archive(["page", "picture", "page", "chunked", "page"], form))
    (share,) = intake.shares(path, tmp_path)
    parts = share.divided()
    assert [(part.first, part.pages, part.to_end) for part in parts] == [
        (1, 1, False),
        (2, 1, False),
        (3, 1, False),
        (4, 1, False),
        (5, 0, True),
    ]
    assert [one for part in parts for one in outcomes(path, share=part)] == outcomes(path)
    assert [part.divided() for part in parts] == [()] * 5
    halves = share.divided(2)
    assert [one for part in halves for one in outcomes(path, share=part)] == outcomes(path)


@pytest.mark.parametrize("form", ["plain", "packed by record"])
def test_what_comes_before_the_end_of_a_cut_archive_is_read(tmp_path, form):
    """A crawl that was killed leaves a broken last record; that is told, no half page taken, nothing else lost."""
    path = tmp_path / "a.warc"
    path.write_bytes(archive(["page"] * 5, form)[:-60])
    *pages, record = [one for one in outcomes(path) if not isinstance(one, tuple) or "#" in one[1]]
    assert [scrape.origin for scrape in pages] == [f"a.warc#{number}" for number in range(1, 5)]
    assert record[0] is UnreadableScrape
    assert record[1].startswith("a.warc#5: is ")


def test_looking_for_shares_holds_nothing_of_the_file(tmp_path):
    """Ten times the archive takes no more memory."""
    peaks = []
    for times in (20, 200):
        path = tmp_path / f"{times}.warc.gz"
        path.write_bytes(archive(["large"] * times, "packed by record"))
        tracemalloc.start()
        assert intake.shares(path, tmp_path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100_000


@pytest.mark.usefixtures("small_shares")
def test_shares_together_may_unpack_to_no_more_than_the_whole(tmp_path):
    """A bomb is not let through piece by piece."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(archive(["page"] * 9, "packed by record"))
    most = len(gzip.decompress(path.read_bytes())) * 0.75
    bounds = intake.Bounds(unpacked=most / 2**20)
    assert len(intake.shares(path, tmp_path, bounds)) == 3
    found = in_shares(path, bounds)
    assert found == outcomes(path, bounds)
    assert [scrape.origin for scrape in found[:6]] == [f"a.warc.gz#{number}" for number in range(1, 7)]
    assert found[-1][0] is LimitExceeded
