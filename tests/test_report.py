"""The operator's report: each thing to know with its place and what to do, once in text and once in HTML."""

from dataclasses import replace

import pytest

from newsdigest import report
from newsdigest.model import Annotations, Article, Entry, Moment, PlainText, Proposal, Story
from newsdigest.pipeline import Failure, Outcome


def entry(slug, **fields):
    """An entry that gives no cause for doubt unless told."""
    article = {
        "title": slug,
        "body": "Text.",
        "publisher": "The Post",
        "published": Moment.parse("2026-03-01"),
        **fields,
    }
    return Entry(
        slug,
        Article(**article),
        PlainText("Text.", ("Text.",)),
        Annotations(),
        topic="medtop:15000000",
        path=f"{slug}.md",
    )


def kinds(result):
    """Kind and place of each item."""
    return [(item.kind, item.where) for item in result.items]


def test_a_sound_digest_has_nothing_to_report():
    """No item where there is no doubt."""
    result = report.compile_report(Outcome(files=1), [entry("a")])
    assert result.items == ()
    assert "Nothing needs a look" in report.as_html(result)


def test_each_failure_is_told_under_its_kind():
    """With reason and remedy."""
    failure = Failure("junk.html", "UnreadableScrape", "is binary data", "save it as HTML")
    result = report.compile_report(Outcome(failures=(failure,)), [])
    assert kinds(result) == [("unreadable", "junk.html")]
    text = report.as_text(result)
    assert "junk.html: is binary data (save it as HTML)" in text
    assert "python -m newsdigest explain content/scraped/junk.html" in text


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"published": None}, "date"),
        ({"published": Moment.parse("2025")}, "date"),
        ({"publisher": ""}, "field"),
    ],
)
def test_what_is_not_known_of_an_article_is_told(fields, kind):
    """The editor can fill it in."""
    result = report.compile_report(Outcome(), [entry("a", **fields)])
    assert kinds(result) == [(kind, "content/articles/a.md")]


def test_an_edited_file_is_told_with_the_difference():
    """What stands there against what the cleaner would write, without the seal's line."""
    outcome = Outcome(edited={"a.md": "Title: New\nSeal: cleaner 1 sha256 ab\n\nText\n"})
    result = report.compile_report(outcome, [], texts={"a.md": "Title: Mine\nSeal: cleaner 1 sha256 cd\n\nText\n"})
    (item,) = result.items
    assert "-Title: Mine\n+Title: New" in item.paste
    assert "sha256" not in item.paste


def test_folded_copies_are_told():
    """The first and what is folded into it."""
    story = Story("s", "S", ("a", "b"), copies=(("a", "b"),))
    result = report.compile_report(Outcome(), [], stories=[story])
    assert kinds(result) == [("copy", "a")]
    assert result.items[0].paste == "- apart: [a, b]"


def test_strict_picks_kinds():
    """Only what was asked for fails a build."""
    result = report.compile_report(Outcome(orphans=("a.md",)), [entry("b", published=None)])
    assert [item.kind for item in result.strict(["date"])] == ["date"]
    assert result.strict(["merge"]) == ()


def test_every_kind_has_a_line_to_paste_or_a_command_to_run():
    """Nobody is left with a finding and no next step."""
    failures = [Failure(f"{kind}.md", kind, "reason", "remedy") for kind in report._KIND_OF_ERROR]
    outcome = Outcome(failures=tuple(failures), orphans=("o.md",), edited={"a.md": "Title: New\n\nText\n"})
    entries = [replace(entry("b", published=None, publisher=""), topic="")]
    proposals = [Proposal(kind, ("A", "B"), "alike", (), "- name: A\n") for kind in ("merge", "doubtful", "namesake")]
    story = Story("s", "S", ("a", "b"), copies=(("a", "b"),))
    found = report.compile_report(outcome, entries, [story], report.of_people(proposals), {"a.md": "Title: Mine\n"})
    assert {item.kind for item in found.items} == set(report.KINDS)
    assert [item for item in found.items if not item.paste and item.kind != "article-file"] == []
    assert all(item.remedy for item in found.items)


def test_no_name_of_a_file_moves_the_cursor_of_a_terminal():
    """Nor is it a command of its own in the line to paste."""
    failure = Failure("a\x1b[2J; rm -rf \u202e x.html", "NotAnArticle", "reason\x07", "remedy")
    text = report.as_text(report.compile_report(Outcome(failures=(failure,)), []))
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "explain 'content/scraped/a" in text


def test_articles_kept_off_the_site_are_counted():
    """They are not gone."""
    result = report.compile_report(Outcome(), [entry("a"), replace(entry("b", published=None), status="hidden")])
    assert (result.articles, result.hidden, result.items) == (1, 1, ())


def test_nothing_from_a_scrape_is_markup_in_the_report():
    """A headline cannot run a script in the operator's browser."""
    outcome = Outcome(orphans=("<script>alert(1)</script>.md",))
    assert "<script>alert" not in report.as_html(report.compile_report(outcome, []))
