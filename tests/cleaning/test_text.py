"""Plain-text dumps: what is told from lines alone, and that no line is lost."""

import re
import textwrap
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdigest.cleaning import byline, dates, layout, text
from newsdigest.cleaning.plain import paragraphs
from newsdigest.errors import LimitExceeded, NotAnArticle, ScrapeError
from newsdigest.model import Scrape, Use

PROSE = [
    "The harbour of Linde froze on Monday night, for the first time since 1963, and forty ships wait outside.",
    "“We have one icebreaker, and it is in the museum,” said Mara Fox, who has run the port since 2019.",
    "Fishermen walked home across the bay. Two of them carried a third, who had not believed that the ice would bear.",
    "The town council meets on Wednesday. It will decide whether the ferry may run, and who pays for the tugs.",
    "Forecasters expect the frost to hold until the weekend, with snow on Thursday and a wind from the north-east.",
    "Schools stay open. The market does not: its traders come by boat, and the boats lie fast at the quay.",
]
HEAD = ["Home", "News", "Sport", "Weather", "Sign in", "Search"]
TAIL = ["Most read", "Ferry queues at Fish Quay", "Night train stopped by goat", "About us", "Privacy policy"]


def clean(lines, gap="\n\n", **scrape):
    """Clean a dump of these lines."""
    return text.clean_text(Scrape(gap.join(lines).encode(), "dump.txt", "text/plain", **scrape))


def test_the_article_is_told_from_its_page():
    """Navigation and link lists go, with the kind of furniture they are; title, author and date are read."""
    article = clean([*HEAD, "Harbour of Linde freezes over", "By Tom Wren", "3 March 2026", *PROSE, *TAIL])
    assert list(paragraphs(article.body)) == PROSE
    assert article.title == "Harbour of Linde freezes over"
    assert article.authors == ("Tom Wren",)
    assert article.published.iso == "2026-03-03"
    rules = {block.text: block.rule for block in article.removed}
    assert (rules["Sport"], rules["Most read"]) == ("navigation", "related links")
    assert {"title", "authors", "published", "language"} <= {evidence.field for evidence in article.evidence}


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        (
            "Published: 09:15 GMT, 3 March 2026 | Updated: 11:40 GMT, 4 March 2026",
            "2026-03-03T09:15+00:00",
            "2026-03-04T11:40+00:00",
        ),
        ("Publié le 3 mars 2026 à 09:15Mis à jour le 4 mars 2026 à 11:40", "2026-03-03T09:15", "2026-03-04T11:40"),
        ("Published Tue, Mar 3 20269:15 AM EST", "2026-03-03T09:15-05:00", ""),
        ("Tom Wren2 hours ago", "2026-03-05", ""),
        ("vor 2 Tagen", "2026-03-03", ""),
    ],
)
def test_date_lines_give_both_times(line, published, modified):
    """The time before "updated" is that of publication; what is glued is parted; "ago" counts from the scrape."""
    article = clean(
        [*HEAD, "Harbour of Linde freezes over", line, *PROSE, *TAIL], retrieved=datetime(2026, 3, 5, 20, 0)
    )
    assert article.published.iso == published
    assert (article.modified.iso if article.modified else "") == modified


def test_how_long_ago_says_nothing_without_the_time_of_the_scrape():
    """Unknown stays unknown."""
    assert clean([*HEAD, "Harbour of Linde freezes over", "2 hours ago", *PROSE, *TAIL]).published is None


def test_where_only_a_change_is_dated_the_evidence_says_so():
    """Many outlets show nothing else."""
    article = clean([*HEAD, "Harbour of Linde freezes over", "Aktualisiert am 4. März 2026, 11:40 Uhr", *PROSE, *TAIL])
    assert article.published == article.modified
    assert [one.rule for one in article.evidence if one.field == "published"] == ["time of the last change"]


def test_the_address_dates_what_nothing_else_dates():
    """As in pages."""
    article = clean([*HEAD, "Harbour of Linde freezes over", *PROSE], url="https://post.example/2026/03/03/linde/")
    assert article.published.iso == "2026-03-03"


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["Tom Wren", "3 March 2026"], ("Tom Wren",)),
        (["Tom Wren", "Ana Ruiz", "3 March 2026"], ("Tom Wren", "Ana Ruiz")),
        (["3 March 2026", "Tom WrenHarbour correspondent"], ("Tom Wren",)),
        (["byTom Wren"], ("Tom Wren",)),
        (["By Tom Wren", ", Ana Ruiz"], ("Tom Wren", "Ana Ruiz")),
        (["Mara Fox", "3 March 2026"], ()),  # whom the text is about
    ],
)
def test_names_below_the_title_are_the_authors(lines, authors):
    """Alone, one below the other, glued to their role; not those whom the text tells of."""
    assert clean([*HEAD, "Harbour of Linde freezes over", *lines, *PROSE, *TAIL]).authors == authors


def test_organisations_are_credited_as_they_are_written():
    """An agency is a field of its own; a desk is nobody."""
    wire = clean([*HEAD, "Harbour of Linde freezes over", "By AFP", *PROSE, *TAIL])
    assert (wire.authors, wire.agency, wire.credited) == ((), "Agence France-Presse", ("AFP",))
    desk = clean([*HEAD, "Harbour of Linde freezes over", "By Linde Times Staff", *PROSE, *TAIL])
    assert (desk.authors, desk.agency, desk.credited) == ((), "", ("Linde Times Staff",))


def test_torn_sentences_are_mended():
    """Where every link stood on a line of its own, the sentence is whole again."""
    torn = [*HEAD, "Harbour of Linde freezes over", "By Tom Wren", *PROSE[:2]]
    torn += [
        "Fishermen walked home across",
        "the bay",
        ", carrying a third man, as the",
        "Linde Times",
        "reported on Tuesday.",
    ]
    article = clean([*torn, *PROSE[3:], *TAIL], gap="\n")
    mended = "Fishermen walked home across the bay, carrying a third man, as the Linde Times reported on Tuesday."
    assert paragraphs(article.body)[2] == mended


REPORT = [
    "The harbour council of Port Ellery voted on Monday to keep the old lighthouse open for ten years, which ends "
    "a dispute that had divided the town.",
    "Eleven of the fifteen members backed a plan by the harbour master, Jon Teague, who said that it would cost less.",
    "“The lighthouse pays for itself,” Mr Teague told the meeting. “Last summer forty thousand people climbed it.”",
    "Opponents had argued that the money would be better spent on the sea wall, which storms have damaged.",
    "Work on the tower is to begin in April, and the council hopes to open the gallery again in time for the regatta.",
]
AFTER = [
    "The lighthouse was never worth the money that the council spends on it, and the sea wall keeps the town dry.",
    "My grandfather kept that lighthouse, and I climbed the tower every summer. The master is right about lunch.",
    "The council should repair the sea wall first. Forty thousand people did not climb the lighthouse last summer.",
]


@pytest.mark.parametrize(
    ("heading", "after"),
    [
        ("Comments", AFTER),
        ("12 Kommentare", AFTER),
        ("[ 3 comments ]", AFTER),
        ("Sobre Ada Brine", AFTER[:1]),
    ],
)
def test_the_article_ends_at_its_comments_or_a_box_about_its_author(heading, after):
    """What readers write, or a box about the author, is in sentences on the same things, and not the article's."""
    lines = ["Council votes to keep the lighthouse open", "9 March 2026", *REPORT, heading, *after]
    assert list(paragraphs(clean(lines).body)) == REPORT


def test_the_article_ends_at_its_share_bar():
    """What comes below the buttons is the next article, as on pages that are scrolled without end."""
    lines = [
        *HEAD,
        "Council votes to keep the lighthouse open",
        "9 March 2026",
        *REPORT,
        "Facebook",
        "Twitter",
        "Email",
    ]
    assert list(paragraphs(clean([*lines, "Frost in Linde", *PROSE, *TAIL]).body)) == REPORT


def test_a_live_blog_does_not_end_at_the_buttons_of_an_entry():
    """Each of its entries has a bar of its own."""
    entries = [line for entry in (REPORT, PROSE[:3], PROSE[3:], AFTER) for line in (*entry, "Facebook", "Twitter")]
    found = list(paragraphs(clean([*HEAD, "The frost in Linde as it happens", *entries, *TAIL]).body))
    assert found == [*REPORT, *PROSE, *AFTER]


@pytest.mark.parametrize("buttons", [["Comments"], ["Facebook", "Twitter"]])
def test_buttons_beside_the_title_end_nothing(buttons):
    """Right below the first sentences they stand beside the title, and the article goes on."""
    lines = ["Council votes to keep the lighthouse open", "9 March 2026", REPORT[0], *buttons, *REPORT[1:]]
    assert list(paragraphs(clean(lines).body)) == REPORT


TABLE = [
    line
    for place in ("Linde", "Brine", "Ellery", "Marlow", "Teague", "Wren", "Quay")
    for line in (place, f"Goat soup in the old hall of {place}", "2 cups, 1 spoon, 3 hours")
]
MENU = [
    f"{kind} {place}"
    for kind in ("Sport", "Court", "Weather", "Traffic", "Market")
    for place in ("Linde", "Brine", "Ellery", "Marlow", "Wren")
]
HEADLINES = [
    "Ferry queues at Fish Quay", "Night train stopped by goat", "Why the “Marlow” sank", "Three dead in mill fire",
    "Can Linde pay its debts?", "Weather: frost until Sunday", "Our pick of 12 walks", "Teague to stand again",
    "In pictures – the great freeze", "“We were lucky”, says captain", "Goat returned", "Linde 2–1 Brine",
    "What we know about the mill", "Sea wall: who will pay?", "Obituary: Ada Brine, 1931–2026", "5 soups for frost",
    "Letters: keep the light on", "Court frees goat", "A new bridge? Perhaps.", "Wren wins the regatta, again",
]  # fmt: skip


def test_a_long_table_after_the_text_belongs_to_it():
    """Many lines of few patterns that follow the body are its table; headlines have many, and menus few words."""
    page = [*HEAD, "Where the soup of Linde is served this week", "9 March 2026", *REPORT]
    assert list(paragraphs(clean([*page, *TABLE, "Share", *HEADLINES, *TAIL]).body)) == [*REPORT, *TABLE]
    assert list(paragraphs(clean([*page, *HEADLINES, *TAIL]).body)) == REPORT
    assert list(paragraphs(clean([*page, *MENU, *TAIL]).body)) == REPORT


def test_a_post_that_an_article_quotes_whole_belongs_to_it():
    """The text of an embedded tweet ends in who posted it; what stands between the body and that is the post."""
    post = [
        "Frozen in. Tea for all forty ships #Linde pic.example.org/a1",
        "— Port of Linde (@portoflinde) March 2, 2026",
    ]
    article = clean([*HEAD, "Harbour of Linde freezes over", "3 March 2026", *PROSE[:4], *post, *PROSE[4:], *TAIL])
    assert all(line in article.body for line in ("Tea for all forty ships", "@portoflinde"))


@pytest.mark.parametrize("heading", ["About the fire", "Über uns", "Omar Mateen", "Overland Park", "Sobre Ada Brine."])
def test_other_headings_are_not_about_the_author(heading):
    """Not all that begins like such a heading is one."""
    assert not layout._about_author(heading)


def test_wrapped_lines_are_joined():
    """Lines broken at a fixed width, as wires send them, become paragraphs."""
    blocks = ["Harbour of Linde freezes over", "By Tom Wren\n3 March 2026", *(textwrap.fill(one, 64) for one in PROSE)]
    assert list(paragraphs(clean(blocks).body)) == PROSE


def test_a_dateline_is_a_field():
    """Place and agency before the first sentence are read and taken off it."""
    article = clean(["Harbour freezes", "By Tom Wren", "LINDE (Reuters) — " + PROSE[0], *PROSE[1:]])
    assert (article.dateline, article.agency) == ("LINDE", "Reuters")
    assert paragraphs(article.body)[0] == PROSE[0]


def test_the_scrapers_word_goes_before_lines():
    """Title, authors and date that the scraper read on the page are not guessed again."""
    given_fields = {"title": "Linde under ice", "authors": ("Ana Ruiz",), "published": "2026-03-04"}
    article = clean(PROSE, hints=given_fields)
    assert (article.title, article.authors, article.published.iso) == ("Linde under ice", ("Ana Ruiz",), "2026-03-04")
    assert {one.rule for one in article.evidence if one.field in given_fields} == {"given by the scraper"}


def test_no_prose_is_no_article():
    """A list of links is set aside."""
    with pytest.raises(NotAnArticle, match="no prose"):
        clean([*HEAD, *TAIL])


def test_far_too_many_lines_are_refused():
    """What it takes to judge a dump is bounded."""
    with pytest.raises(LimitExceeded):
        clean(["x"] * 30_000)


@pytest.mark.parametrize("line", ["- " * 200_000 + "x", "x" * 500_000, "(" * 300_000, ". " * 200_000, "By " * 100_000])
def test_hostile_lines_take_bounded_time(line):
    """No expression runs away on a line made for it."""
    article = clean([line, *PROSE])
    assert PROSE[-1] in paragraphs(article.body)


def test_marks_that_mean_something_in_markdown_stay_text():
    """Stars, hashes and numbers at the start of a line are not turned into structure."""
    odd = [
        "# 1 in the charts was a song about ice, and nobody in the harbour could stand to hear it twice.",
        "2026. That was the year in which everybody learnt to skate, whether they had asked for it or not.",
    ]
    article = clean(["Harbour freezes over", *PROSE, *odd])
    assert list(paragraphs(article.body))[-1] == odd[1]


lines = st.lists(
    st.sampled_from([*PROSE, *HEAD, *TAIL, "By Tom Wren", "3 March 2026", "© 2026 Linde Times", "--------", "Comments"])
    | st.text(max_size=60),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(lines, st.sampled_from(["\n", "\n\n", "\r\n"]), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_every_line_is_accounted_for(made, gap, encoding):
    """Body, metadata and removed blocks hold all the letters of the dump, in order; each has its rule."""
    data = gap.join(made).encode(encoding, "replace")
    try:
        article = text.clean_text(Scrape(data, "x", "text/plain"))
    except ScrapeError:
        return
    whole = "".join(line for line, _ in text.split_lines(text.decode(data)))
    assert "".join("".join(block.text.split()) for block in article.blocks) == "".join(whole.split())
    assert all(block.rule for block in article.blocks)
    assert any(block.use is Use.BODY for block in article.blocks)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PROSE, "What happens now", "*Stars* and _lines_", "1. First of all", "- a dash"]), min_size=1
    )
)
def test_cleaning_its_own_output_changes_nothing(body):
    """The Markdown of a cleaned dump, cleaned again, is the same Markdown."""
    try:
        once = clean([*HEAD, "Harbour of Linde freezes over", "By Tom Wren", *body, PROSE[0]])
    except NotAnArticle:
        return
    twice = clean([f"# {once.title}", once.body])
    assert (twice.body, twice.title) == (once.body, once.title)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_parting_a_line_loses_nothing(line):
    """What was glued is parted by marks; no letter or digit goes, but for handles."""
    parted = byline.unglued(line)
    if "@" not in line:
        assert re.findall(r"[^\W_]", parted) == re.findall(r"[^\W_]", line)
    assert byline.parse_byline(parted) is None or parted.strip()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.datetimes())
def test_no_line_is_dated_after_the_scrape_that_counts_back(line, now):
    """Counting back needs a number and a moment, and never looks ahead."""
    moment = dates.relative(line, now)
    assert moment is None or moment.at.date() <= now.date()


@given(st.text(max_size=300))
def test_a_folded_line_has_letters_at_its_ends(line):
    """What is compared begins and ends with a letter, or is empty."""
    folded = layout.normal(line)
    assert not folded or (folded[0].isalpha() and folded[-1].isalpha())
