"""What pages choose to show."""

from dataclasses import replace
from datetime import date

import factory
import pytest

from newsdigest.site import pages
from newsdigest.site.library import Library, coverage
from newsdigest.site.views import EntryView, Link, QuoteView, StoryView


def quote(speaker, text="words that are long enough to stand alone", paragraph=1):
    """A quote of somebody, or of nobody who is named."""
    return QuoteView(text, Link(speaker) if speaker else None, "said", EntryView("a", "a/", "A"), paragraph, "a/#p1")


def test_key_quotes_let_everybody_speak_once_first():
    """Ada's third sentence waits until Ben and Cid have had their first; the order stays that of the article."""
    said = [quote(name, paragraph=at) for at, name in enumerate(("Ada", "Ada", "Ada", "Ben", "Ada", "Cid"))]
    assert [each.paragraph for each in pages.key_quotes(tuple(said))] == [0, 1, 3, 5]


def test_key_quotes_leave_out_scraps_and_what_nobody_says():
    """A few words in quotation marks are a quote, but not one that sums up an article."""
    long = [quote("Ada", paragraph=at) for at in range(3)]
    chosen = pages.key_quotes((quote("Ben", "so called"), quote("", paragraph=9), *long, quote("Ada", "no")))
    assert [each.paragraph for each in chosen] == [0, 1, 2]


def test_where_there_are_few_quotes_all_are_key():
    """Nothing is hidden in a drawer of one."""
    few = tuple(quote("", "so called") for _ in range(5))
    assert pages.key_quotes(few) == few


@pytest.mark.parametrize(("span", "bins"), [((), 3), ((date(2025, 3, 1), date(2025, 3, 31)), 31)])
def test_coverage_can_be_drawn_over_the_time_of_everything(span, bins):
    """Small charts beside each other have one axis; first and last day stay those of the list."""
    found = coverage([factory.moment("2025-03-10"), factory.moment("2025-03-12"), None], span)
    assert len(found.bins) == bins
    assert sum(each.count for each in found.bins) == found.total == 2
    assert (found.first, found.last, found.undated) == (date(2025, 3, 10), date(2025, 3, 12), 1)


@pytest.fixture
def told(settings):
    """A story of two days whose headline is that of the second day's article."""
    first, second = factory.entry("first", "2025-03-19"), factory.entry("second", "2025-03-20")
    joined = factory.digest(first, second)
    story = replace(joined.stories[0], slug="told", title="Title of second", entries=("first", "second"))
    return Library(replace(joined, stories=(story,)), settings), story


def test_headline_and_standfirst_are_of_one_article(told):
    """A story is shown by the article that it is headed by; on another day, by that day's own."""
    library, story = told
    whole, day = library.story_view(story), library.story_view(story, only=frozenset({"first"}))
    assert (whole.title, whole.lead.entry) == ("Title of second", "second")
    assert (day.title, day.lead.entry) == ("Title of first", "first")


def test_an_editors_headline_stays(told):
    """It is no article's, so it heads the story on every day."""
    library, story = told
    named = replace(story, title="The quay and its price")
    assert library.story_view(named, only=frozenset({"first"})).title == "The quay and its price"


def test_every_outlet_of_a_story_is_named_once():
    """By its first article, a folded copy too."""
    told = [EntryView(slug, f"{slug}/", slug, source=Link(name)) for slug, name in (("a", "Post"), ("b", "Times"))]
    told.append(EntryView("c", "c/", "c", source=Link("Post"), copies=(EntryView("d", "d/", "d", source=Link("Sun")),)))
    story = StoryView("s", "s/", "S", told[0], tuple(told), articles=4)
    assert [one.entry for one in story.reports] == ["a", "b", "d"]


def test_each_page_of_a_persons_articles_has_their_quotes():
    """So that a page does not grow with every article; a quote of a folded copy stands with the page of its day."""
    days = ("2025-03-19", "2025-03-18", "2025-03-18", "2025-03-17", "2025-03-16")
    entries = [factory.entry(f"article-{number}", day) for number, day in enumerate(days)]
    digest = factory.digest(*entries, copies=[("article-1", "article-2")])
    library = Library(digest, factory.settings(DEFAULT_PAGINATION=2))
    shown = [
        [quote.entry.entry for quote in pages.person(library, "mara-lindqvist", number)["quotes"]()]
        for number in range(1, len(library.paged(digest.people[0].entries)) + 1)
    ]
    assert len(shown) == 2
    assert [slug for page in shown for slug in page] == [entry.slug for entry in digest.entries]
    assert [len(page) for page in shown] == [3, 2]
    assert pages.person(library, "mara-lindqvist", 2)["quotes_total"]() == 5


@pytest.mark.parametrize("count", range(12))
def test_only_the_first_page_of_a_list_takes_what_is_over(count):
    """From half of a page to one and a half; the others are full, and numbered from the oldest."""
    entries = [factory.entry(f"article-{number}", f"2025-03-{28 - number:02}") for number in range(count)]
    library = Library(factory.digest(*entries), factory.settings(DEFAULT_PAGINATION=4))
    slugs = tuple(entry.slug for entry in entries)
    first, *older = library.paged(slugs)
    assert [*first, *(slug for page in older for slug in page)] == list(slugs)
    assert all(len(page) == 4 for page in older)
    assert len(first) == count or 2 <= len(first) < 6
    listings = [library.listing(slugs, "topics/x/", number + 1) for number in range(len(older) + 1)]
    assert [listing.next for listing in listings] == [
        *(f"topics/x/page/{number}/" for number in range(len(older), 0, -1)),
        "",
    ]
    assert [listing.total for listing in listings] == [count, *[0] * len(older)]
