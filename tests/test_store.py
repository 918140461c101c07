"""The Markdown file: what is written can be read back, a person's edit is seen, and no value can add a field."""

import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsdigest import store
from newsdigest.errors import ArticleFileError
from newsdigest.model import Annotations, Article, Mention, Moment, Precision, Quote, Topic, TopicScore

ARTICLE = Article(
    title="Harbour bridge opens: a day early",
    body="The bridge opened on Tuesday.\n\nNobody fell in.",
    standfirst="A small crowd came.",
    authors=("Ada Quill", "Ben Okoro, Jr."),
    credited=("Post Staff",),
    agency="Northwire",
    publisher="The Harbour Post",
    contributors=("Cy Lund",),
    section="City",
    keywords=("bridges",),
    published=Moment.parse("2026-03-04T09:15+01:00"),
    language="en",
    source_url="https://harbour-post.example/bridge",
    rights="© 2026 The Harbour Post",
    summary="A small crowd came.",
    origin="bridge.html",
    retrieved=datetime(2026, 3, 5, tzinfo=UTC),
)
FOUND = Annotations(people=("Mara Lindqvist",), language="en")
TOPICS = (Topic("medtop:11000000", "Politics and government", "politics"),)


def file_of(article=ARTICLE, annotations=FOUND):
    """The article written and read back."""
    return store.parse(store.render(article, annotations, "bridge", "City life"), "bridge.md")


def test_what_is_written_is_read_back():
    """Every field of an article survives the file."""
    assert store.to_article(file_of(), "bridge.md") == ARTICLE


def test_one_name_with_a_comma_stays_one_name():
    """Pelican splits a list at commas when there is no semicolon."""
    alone = replace(ARTICLE, authors=("Ben Okoro, Jr.",))
    assert store.to_article(file_of(alone), "x").authors == ("Ben Okoro, Jr.",)


@pytest.mark.parametrize("iso", ["2025", "2025-03", "2025-03-19", "2025-03-19T14:05+01:00"])
def test_a_date_keeps_its_precision(iso):
    """A year stays a year: no day is made up."""
    moment = store.to_article(file_of(replace(ARTICLE, published=Moment.parse(iso))), "x").published
    assert moment.iso == iso


def test_an_unknown_date_says_so_in_the_file():
    """The editor sees where a date can be filled in."""
    file = file_of(replace(ARTICLE, published=None))
    assert file.fields["date"] == "unknown"
    assert store.to_article(file, "x").published is None


def test_the_seal_is_the_last_line_of_the_head_and_whole():
    """The file as written is the plugin's."""
    text = store.render(ARTICLE, FOUND, "bridge", "City life")
    assert text.partition("\n\n")[0].splitlines()[-1].startswith("Seal: cleaner ")
    assert store.parse(text, "x").seal is store.Seal.WHOLE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nobody", "Somebody"),
        ("Title: Harbour", "Title: The harbour"),
        ("sha256 ", "sha256 0"),
        ("Seal: cleaner", "Status: hidden\nSeal: cleaner"),
        ("\n\nThe bridge", "\nTags: bridges\n\nThe bridge"),
    ],
)
def test_any_edit_breaks_the_seal(old, new):
    """Head, body, seal or a line after the seal: each is a person's work."""
    text = store.render(ARTICLE, FOUND, "bridge", "City life")
    assert old in text
    assert store.parse(text.replace(old, new, 1), "x").seal is store.Seal.BROKEN


def test_a_file_without_a_seal_is_a_persons():
    """Somebody may write an article by hand."""
    assert store.parse("Title: By hand\nDate: 2026-01-01\n\nText.\n", "x").edited


def test_line_ends_of_another_system_are_no_edit():
    """Git may check files out with CRLF."""
    text = store.render(ARTICLE, FOUND, "bridge", "City life")
    assert store.parse(text.replace("\n", "\r\n"), "x").seal is store.Seal.WHOLE


@example("", "\x85", [])
@given(st.text(), st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_no_value_can_add_a_field_or_break_the_seal(title, body, authors):
    """Whatever a scrape holds, the head has the keys that we wrote, and the file is whole."""
    article = replace(ARTICLE, title=f"T {title}", body=f"B {body}", authors=tuple(authors))
    file = file_of(article)
    assert file.seal is store.Seal.WHOLE
    assert set(file.fields) <= set(file_of().fields)
    again = store.to_article(file, "x")
    assert store.parse(store.render(again, FOUND, "bridge", "City life"), "x") == file


@given(st.text(max_size=300))
def test_a_slug_is_a_short_plain_name(title):
    """No path, no reserved name, never empty."""
    slug = store.slugify(title, "id")
    assert 0 < len(slug) <= 64
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug not in {"con", "nul", "com1"}


def test_a_taken_slug_gets_a_part_of_the_identity():
    """Two articles of one title keep different addresses, whatever comes first."""
    assert store.unique_slug("Weather", "a.txt", {"weather"}) == f"weather-{store.short_hash('a.txt')}"


def test_an_unchanged_file_is_not_written(tmp_path):
    """A second run leaves the time of the last change alone."""
    path = tmp_path / "a" / "x.md"
    assert store.write_if_changed(path, "one")
    os.utime(path, ns=(1, 1))
    assert not store.write_if_changed(path, "one")
    assert path.stat().st_mtime_ns == 1
    assert store.write_if_changed(path, "two")
    assert path.read_text() == "two"
    assert [file.name for file in path.parent.iterdir()] == ["x.md"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Title: A\nnonsense\n\nText", "x.md:2"),
        ("Date: 2026-01-01\n\nText", "Title"),
    ],
)
def test_a_bad_head_is_told_with_file_and_line(text, reason):
    """The editor learns where to look."""
    with pytest.raises(ArticleFileError, match=reason):
        store.parse(text, "x.md")


def test_a_bad_date_is_told():
    """Said, not guessed."""
    file = store.parse("Title: A\nDate: last week\n\nText", "x.md")
    with pytest.raises(ArticleFileError, match="last week"):
        store.to_article(file, "x.md")


def annotations_with(person, text):
    """Annotations that know one person where the text names them."""
    start = text.index(person)
    return Annotations(
        people=(person,),
        mentions=(Mention(start, start + len(person), person, person),),
        quotes=(Quote(0, 3, "Ha!", person, "said", 0),),
        topics=(TopicScore("medtop:11000000", 1.0, ("vote",)),),
    )


def test_the_editors_people_decide():
    """A person struck from the list is gone, also as a speaker; one that was added is found in the text."""
    text = "Title: A\nPeople: Bo Lund\nCategory: Politics and government\n\nMara Lindqvist met Bo Lund.\n"
    entry = store.to_entry(
        store.parse(text, "a.md"), "a.md", TOPICS, lambda _, parts: annotations_with("Mara Lindqvist", parts[0])
    )
    assert entry.people == ("Bo Lund",)
    assert [mention.surface for mention in entry.annotations.mentions] == ["Bo Lund"]
    assert [quote.speaker for quote in entry.annotations.quotes] == [""]
    assert entry.topic == "medtop:11000000"
    assert entry.edited


def test_an_unknown_status_is_told():
    """`hiden` must not publish what was meant to be hidden."""
    file = store.parse("Title: A\nStatus: hiden\n\nText", "a.md")
    with pytest.raises(ArticleFileError, match="hiden"):
        store.to_entry(file, "a.md", TOPICS, lambda *_: Annotations())


def test_an_unknown_precision_has_no_iso():
    """Nothing is claimed."""
    assert Moment(datetime(2026, 1, 1, tzinfo=UTC), Precision.UNKNOWN).iso == ""
