"""Records of scrapers: whatever they call their fields, text and hints come out under our names."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdigest import intake
from newsdigest.errors import NotAnArticle, ScrapeError, UnreadableScrape
from newsdigest.intake import Bounds, records

PAGE = "<html><head><title>Harbour</title></head><body><p>The harbour froze.</p></body></html>"


def outcomes(text, origin="a.json"):
    """Give everything that comes out of a file with this text."""
    return list(records.scrapes(io.BytesIO(text.encode()), origin))


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Harbour freezes", "author": "Mara Linde", "date": "2026-03-02", "text": "The harbour froze.",
         "sitename": "Linde Times", "source": "https://linde.example/harbour", "url": "https://linde.example/harbour"},
        {"title": "Harbour freezes", "authors": ["Mara Linde"], "date_publish": "2026-03-02 10:00:00",
         "maintext": "The harbour froze.", "source_name": "Linde Times", "url": "https://linde.example/harbour"},
        {"title": "Harbour freezes", "authors": ["Mara Linde"], "publishing_date": "2026-03-02",
         "body": {"summary": [], "sections": [{"headline": [], "paragraphs": ["The harbour froze."]}]},
         "publisher": "Linde Times", "url": "https://linde.example/harbour"},
        {"headline": "Harbour freezes", "author": [{"@type": "Person", "name": "Mara Linde"}],
         "datePublished": "2026-03-02", "articleBody": "The harbour froze.", "publisher": {"name": "Linde Times"},
         "mainEntityOfPage": {"@id": "https://linde.example/harbour"}},
    ],
    ids=["trafilatura", "news-please", "fundus", "schema.org"],
)  # fmt: skip
def test_names_of_scrapers_are_understood(record):
    """The same article comes out of the records of different scrapers."""
    (scrape,) = outcomes(json.dumps(record))
    assert scrape.data == b"The harbour froze."
    assert scrape.media_type == "text/plain"
    assert scrape.url == "https://linde.example/harbour"
    assert scrape.hints["title"] == "Harbour freezes"
    assert scrape.hints["authors"] == ("Mara Linde",)
    assert scrape.hints["published"].startswith("2026-03-02")
    assert scrape.hints["publisher"] == "Linde Times"


def test_a_whole_page_goes_before_its_text():
    """What we can clean ourselves is not taken from another cleaner."""
    (scrape,) = outcomes(json.dumps({"text": "The harbour froze.", "html": PAGE}))
    assert (scrape.media_type, scrape.data) == ("text/html", PAGE.encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"text": "One."}\n{"text": "Two."}\n',
        '{"text": "One."}\n\n{"text": "Two."}',
        '[{"text": "One."}, {"text": "Two."}]',
        '[\n {"text": "One."},\n {"text": "Two."}\n]',
        '{"articles": [{"text": "One."}, {"text": "Two."}], "total": 2}',
        '\ufeff{"data": {"items": [{"text": "One."}, {"text": "Two."}]}}',
    ],
    ids=["lines", "blank line", "array", "pretty array", "container", "nested container"],
)
def test_records_stand_in_lines_arrays_and_containers(text):
    """Each record is a member of the file, numbered from 1."""
    made = outcomes(text)
    assert [scrape.data for scrape in made] == [b"One.", b"Two."]
    assert [scrape.origin for scrape in made] == ["a.json#1", "a.json#2"]


def test_a_single_record_is_the_file_itself():
    """No member is named where there is only one."""
    assert [scrape.origin for scrape in outcomes('{"text": "One."}')] == ["a.json"]


def test_one_bad_line_does_not_stop_the_others(tmp_path):
    """Reading goes on after the error that names the line."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One."}\n{"text": \n{"title": "No text"}\n{"text": "Four."}\n')
    scrapes, good, bad = intake.read(path, tmp_path), [], []
    while True:
        try:
            good.append(next(scrapes).origin)
        except StopIteration:
            break
        except ScrapeError as error:
            bad.append((type(error), error.where))
    assert good == ["a.jsonl#1", "a.jsonl#4"]
    assert bad == [(UnreadableScrape, "a.jsonl#2"), (NotAnArticle, "a.jsonl#3")]


def test_broken_json_is_reported_with_its_line():
    """A document that does not parse says where."""
    with pytest.raises(UnreadableScrape, match="line 3"):
        outcomes('{\n "text": "One.",\n "title": }\n')


def test_endless_lines_and_deep_nesting_are_refused():
    """Neither memory nor stack is filled by a hostile record."""
    with pytest.raises(UnreadableScrape):
        outcomes('{"a":' * 200_000)
    with pytest.raises(ScrapeError, match="larger"):
        list(records.scrapes(io.BytesIO(json.dumps({"text": "x" * 100}).encode()), "a.json", Bounds(scrape=5e-5)))


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "html", "authors", "date", "url", "items", "body", "title", "x"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.lists(values, min_size=1, max_size=3))
def test_any_json_gives_scrapes_or_errors(documents):
    """No record crashes the reader, and hints are text or tuples of text."""
    try:
        made = outcomes("\n".join(json.dumps(value) for value in documents))
    except ScrapeError:
        return
    for scrape in made:
        if not isinstance(scrape, ScrapeError):
            for hint in scrape.hints.values():
                assert isinstance(hint, str) or all(isinstance(one, str) for one in hint)
