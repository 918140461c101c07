"""All articles → the digest: stories, their addresses, what the editor decides, related articles, days, subjects."""

import gc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from corpus.reports import FIRE, FIRE_AGAIN, OTHER_FIRE, VOTE, report
from newsdigest.corpus.differences import sentences
from newsdigest.corpus.joining import join, join_and_propose
from newsdigest.corpus.memory import Memories
from newsdigest.corpus.telling import additions
from newsdigest.errors import AuthorityError
from newsdigest.model import Annotations, TopicScore

START = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def joined(tmp_path):
    """Join entries with the editor's files given as texts."""

    def joined(*entries, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.yml").write_text(text, "utf-8")
        return join(entries, tmp_path)

    return joined


def events(number=12):
    """Reports of as many unlike events, a day apart, so that a corpus has a background."""
    for n in range(number):
        text = f"Alderman Quist{n} opened bakery Brod{n} in Lane{n} with {n + 20} loaves and cellist Mira{n}."
        yield report(f"event-{n}", text, day=f"2026-02-{n + 1:02}")


def story(digest, slug):
    """The story that holds an article."""
    return next(each for each in digest.stories if slug in each.entries)


def test_two_reports_of_an_event_are_one_story(joined):
    """Reports of one event come together; another event of the same kind stays apart; everything is in one story."""
    digest = joined(
        report("first", FIRE, publisher="Herald"),
        report("second", FIRE_AGAIN, day="2026-03-03", publisher="Courier"),
        report("grain", OTHER_FIRE, day="2026-03-03"),
        *events(),
    )
    assert story(digest, "first").entries == ("first", "second")
    assert story(digest, "first").outlets == ("Herald", "Courier")
    assert story(digest, "grain").entries == ("grain",)
    assert sorted(slug for each in digest.stories for slug in each.entries) == sorted(e.slug for e in digest.entries)


BID = (
    "Corvane Lines, the owner of the freight yards at Tarnmouth, has offered 61 crowns a share for Norr Ports. "
    "The offer would be the largest takeover in the valley, chairman Bastian Krol told investors.\n\n"
    "Hugo Witt, chief executive of Norr Ports, said that the board would study it. Pia Sand, a broker, called it brave."
)
STRIKE = (
    "Cranes stood still at the yards of Corvane Lines in Tarnmouth as dockers walked out. "
    "The union wants four hands on every barge, said its secretary, Pia Sand.\n\n"
    "Bastian Krol, the chairman, called it opportunism. Ships waited off Norr Ports, and Hugo Witt offered berths."
)


@pytest.mark.parametrize(
    ("topics", "stories"), [(("economy", "labour"), 2), (("economy", "economy"), 1), (("", ""), 1)]
)
def test_two_events_around_one_company_are_two_stories(joined, topics, stories):
    """Where texts share names and little else their topics tell events apart; where none is sure, nothing does."""
    bid, strike = (
        report(topic, text, day=day, annotations=Annotations(topics=(TopicScore(topic, 9.0, ()),) if topic else ()))
        for topic, text, day in zip(topics, (BID, STRIKE), ("2026-03-02", "2026-03-03"), strict=True)
    )
    bid, strike = replace(bid, slug="bid"), replace(strike, slug="strike")
    digest = joined(bid, strike, *events())
    assert len({story(digest, slug).slug for slug in ("bid", "strike")}) == stories
    edited = replace(strike, edited=True, topic=topics[0])
    assert story(joined(bid, edited, *events()), "bid").entries == ("bid", "strike")


def test_reports_weeks_apart_are_two_stories(joined):
    """The window of a story is some days after its last report."""
    digest = joined(report("first", FIRE), report("second", FIRE_AGAIN, day="2026-03-23"), *events())
    assert story(digest, "first") != story(digest, "second")


def test_copies_are_folded_with_the_agencys_own_first(joined):
    """The agency's own leads, then the earliest; every copy is listed."""
    digest = joined(
        report("herald", FIRE, publisher="Herald", agency="Northwire"),
        report("wire", FIRE, day="2026-03-03", publisher="Northwire", agency="Northwire"),
        report("own", FIRE_AGAIN, publisher="Courier"),
        *events(),
    )
    assert story(digest, "own").copies == (("wire", "herald"),)
    assert set(story(digest, "own").entries) == {"wire", "herald", "own"}


def test_a_story_keeps_its_address_when_articles_are_added(joined):
    """Later finds do not change it, even where they were published earlier; every other address leads to it."""
    first = report("first", FIRE, retrieved=START)
    later = report("second", FIRE_AGAIN, day="2026-03-01", retrieved=START + timedelta(days=3))
    assert story(joined(first, *events()), "first").slug == "first"
    digest = joined(first, later, *events())
    assert story(digest, "second").slug == "first"
    assert digest.moved == {"second": "first"}


def test_the_editor_splits_and_merges_stories(joined):
    """What stories.yml says holds; a merged story has one address and the others lead to it."""
    entries = [report("first", FIRE), report("second", FIRE_AGAIN), report("vote", VOTE), *events()]
    digest = joined(*entries, stories="- apart: [first, second]\n- together: [first, vote]\n  title: Fire and vote\n")
    assert story(digest, "second").entries == ("second",)
    assert set(story(digest, "first").entries) == {"first", "vote"}
    assert story(digest, "first").title == "Fire and vote"
    assert digest.moved == {"vote": "first"}


def test_the_editor_can_take_a_copy_out_of_its_group(joined):
    """Apart wins over what the texts say."""
    entries = [report("first", FIRE), report("second", FIRE), *events()]
    assert story(joined(*entries), "first").copies == (("first", "second"),)
    assert story(joined(*entries, stories="- apart: [first, second]\n"), "first").entries == ("first",)


@pytest.mark.parametrize(
    ("text", "line"),
    [("- title: Alone\n", 1), ("- apart: [a]\n", 1), ("- together: [a, b]\n  apart: [a, b]\n", 2)],
)
def test_a_mistake_in_stories_yml_is_reported_with_its_line(joined, text, line):
    """A record that decides nothing, or both."""
    with pytest.raises(AuthorityError, match=rf"stories\.yml:{line}:"):
        joined(report("a", FIRE), stories=text)


def test_a_story_has_its_best_headline(joined):
    """The headline that says most of what all share, rather than a teaser."""
    digest = joined(
        report("a", FIRE, title="You will not believe what burnt"),
        report("b", FIRE_AGAIN, title="Fire destroys rope works of Tarnmouth, two firefighters hurt"),
        report("c", FIRE_AGAIN + " It smoked.", title="LIVE: Tarnmouth"),
        *events(),
    )
    assert story(digest, "a").title == "Fire destroys rope works of Tarnmouth, two firefighters hurt"


def test_related_articles_are_of_other_stories(joined):
    """What is alike is listed, but neither copies nor articles of the same story."""
    trial = (
        "A court in Tarnmouth heard that the rope works of Bastian Krol had no sprinklers. "
        "Brigade chief Oda Renn told the judge of loose cables."
    )
    digest = joined(
        report("first", FIRE), report("second", FIRE_AGAIN), report("trial", trial, day="2026-06-02"), *events()
    )
    assert digest.related["trial"] == ("first",) or digest.related["trial"] == ("second",)
    assert digest.related["first"] == ("trial",)


def test_the_stories_of_a_day_are_ranked_by_outlets(joined):
    """What two outlets reported comes before a later report of one; articles without a day are on none."""
    digest = joined(
        report("first", FIRE, publisher="Herald", day="2026-03-02T08:00"),
        report("second", FIRE_AGAIN, publisher="Courier", day="2026-03-02T09:00"),
        report("vote", VOTE, publisher="Herald", day="2026-03-02T21:00"),
        report("undated", OTHER_FIRE, day="2026"),
        *events(),
    )
    assert digest.days[0].stories == ("first", "vote")
    assert all("undated" not in day.entries for day in digest.days)
    assert [trend.key for trend in digest.days[0].sources] == ["herald", "courier"]


def test_subjects_are_few_and_recur(joined):
    """Names in three articles and more become tags; weekdays, outlets and what is said once do not."""
    texts = [
        f"The Harbour Board met in Tarnmouth on Monday. The Harbour Board heard Speaker{n} of Lane{n}."
        for n in range(4)
    ]
    digest = joined(
        *(
            report(f"board-{n}", text, publisher="Tarn Herald", day=f"2026-03-{n + 1:02}")
            for n, text in enumerate(texts)
        ),
        *events(),
    )
    tags = {entry.slug: entry.tags for entry in digest.entries}
    assert set(tags["board-1"]) == {"Harbour Board", "Tarnmouth"}
    assert tags["event-3"] == ()


@pytest.mark.parametrize(
    "junk",
    [
        "I've seen it",  # a contraction
        "Kolandans came in",  # people of a place that is a subject
        "The Kolanda-based firm was there",
        "J Morvane ran",  # an initial and a surname
        "On Friday's Board day",
        "Halvorsen walked by",  # a surname of somebody in other articles
    ],
)
def test_what_only_looks_like_a_name_is_no_subject(joined, junk):
    """Few and good: what recurs with a capital and is no place, body or thing is left out."""
    entries = [
        report(f"n-{n}", f"Nobody met Speaker{n} of Lane{n}. {junk} near Kolanda.", day=f"2026-03-{n + 1:02}")
        for n in range(4)
    ]
    named = [report(f"h-{n}", "It rained.", people=("Ida Halvorsen",), day=f"2026-02-{n + 1:02}") for n in range(5)]
    tags = {entry.slug: entry.tags for entry in joined(*entries, *named, *events()).entries}
    assert tags["n-1"] == ("Kolanda",)


def test_singular_and_plural_are_one_subject(joined):
    """The form that most articles use names it."""
    texts = ["The Golden Reed went to a stranger."] * 2 + ["She won two Golden Reeds before."] * 3
    entries = [report(f"n-{n}", text, day=f"2026-03-{n + 1:02}") for n, text in enumerate(texts)]
    tags = {entry.slug: entry.tags for entry in joined(*entries, *events()).entries}
    assert tags["n-0"] == tags["n-4"] == ("Golden Reeds",)


def test_topics_of_the_editors_own_come_first_among_the_subjects(joined):
    """A topic below the 17 that matched is a tag by its name; tags of an edited file are left alone."""
    scores = Annotations(topics=(TopicScore("medtop:06000000", 9, ()), TopicScore("own:locks", 6, ())))
    own = "- id: own:locks\n  name: Canal locks\n  parent: medtop:06000000\n  words: lock\n"
    one = report("one", "The locks are shut.")
    digest = joined(
        type(one)(one.slug, one.article, one.text, scores),
        type(one)("two", one.article, one.text, scores, tags=("Mine",), edited=True),
        topics=own,
    )
    assert {entry.slug: entry.tags for entry in digest.entries} == {"one": ("Canal locks",), "two": ("Mine",)}


def test_what_a_report_adds_is_what_none_before_it_said():
    """Sentences as they stand; the first report adds nothing to itself."""
    later = report("later", FIRE_AGAIN + "\n\nA relief fund for weavers raised 30,000 crowns by Wednesday noon.")
    first, added = additions([report("first", FIRE), later])
    assert first == ()
    said = list(sentences(later.paragraphs))
    assert "A relief fund for weavers raised 30,000 crowns by Wednesday noon." in [said[place] for place in added]


def test_what_reports_add_is_remembered_and_leaves_copies_out(joined, tmp_path):
    """A copy adds nothing, and the next run compares nothing again."""
    fund = "\n\nA relief fund for weavers raised 30,000 crowns by Wednesday noon."
    entries = [report("a-first", FIRE), report("b-copy", FIRE), report("c-later", FIRE_AGAIN + fund)]
    digests = []
    for _ in range(2):
        memories = Memories.of(tmp_path)
        digests.append(join_and_propose(entries, tmp_path, memories)[0])
        memories.told.save()
    assert memories.computed["additions"] == 0
    assert digests[0] == digests[1]
    (story,) = digests[0].stories
    places = dict(zip(story.entries, story.additions, strict=True))
    assert (places["a-first"], places["b-copy"]) == ((), ())
    assert places["c-later"]


def test_joining_leaves_the_garbage_collector_as_it_was(joined):
    """Whether it ends well or not."""
    joined(report("first", FIRE))
    assert gc.isenabled()
    with pytest.raises(AuthorityError):
        joined(stories="- apart: [one]\n")
    assert gc.isenabled()


def test_nothing_comes_of_nothing(joined):
    """An empty folder is an empty digest."""
    digest = joined()
    assert (digest.entries, digest.stories, digest.days, digest.related) == ((), (), (), {})


def test_the_digest_does_not_depend_on_the_order_of_files(joined):
    """The same articles in another order give the same digest."""
    entries = [report("first", FIRE), report("second", FIRE_AGAIN), report("grain", OTHER_FIRE), *events()]
    assert joined(*entries) == joined(*reversed(entries))
