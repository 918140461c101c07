"""Topics of an article, and the editor's file of topics."""

from pathlib import Path

import pytest

from newsdigest.annotation import topics
from newsdigest.errors import AuthorityError
from newsdigest.model import Article

PACKAGED = topics.load(Path("no such file"))
SAMPLE = Path(__file__).parents[2] / "content" / "authority" / "topics.yml"


def scored(title, *paragraphs, given=PACKAGED, **fields):
    """Score an article made of a title and paragraphs."""
    return topics.score(Article(title=title, body="\n\n".join(paragraphs), **fields), paragraphs, given)


@pytest.fixture
def edited(tmp_path):
    """Load an editor's file with the given text."""

    def edited(text):
        path = tmp_path / "topics.yml"
        path.write_text(text, "utf-8")
        return topics.load(path)

    return edited


def test_the_17_media_topics_are_packaged():
    """Without an editor's file the 17 stand, each with a scope note and words of all tiers."""
    assert [topic.id for topic in PACKAGED] == [f"medtop:{number:02}000000" for number in range(1, 18)]
    assert all(topic.name and topic.slug and topic.scope and topic.sections for topic in PACKAGED)
    assert all(topic.strong and topic.vocabulary and topic.weak for topic in PACKAGED)


def test_the_sample_shows_the_17_to_its_editor():
    """Every topic stands in the editor's file by name, and none of the packaged words is lost by that."""
    listed = topics.load(SAMPLE)
    assert [topic for topic in listed if topic.id.startswith("medtop:")] == list(PACKAGED)
    assert all(f"- id: {topic.id}\n  name: {topic.name}\n" in SAMPLE.read_text("utf-8") for topic in PACKAGED)


@pytest.mark.parametrize(
    ("number", "title", "paragraph"),
    [
        (1, "Quiet novel wins the harbour festival", "The novelist read a chapter; her publisher and an actress wept."),
        (
            2,
            "Two jailed for warehouse theft",
            "The court heard how the burglars were arrested; a judge sentenced them.",
        ),
        (3, "Quake shakes the valley", "Rescuers searched the rubble after the earthquake and an aftershock."),
        (4, "Shipbuilder's profit falls", "Shares fell as the company reported lower revenue and cut its dividend."),
        (5, "Village school gets a new headteacher", "Pupils and teachers return to the classroom for their exams."),
        (6, "Otters return to the river", "Conservationists say that pollution fell and wildlife came back."),
        (7, "Clinic runs short of vaccine", "Patients with influenza were turned away, a nurse at the hospital said."),
        (9, "Dockers on strike", "The trade union called a walkout over a pay dispute and redundancies."),
        (10, "Where to eat mussels", "The chef shares a recipe; the restaurant has a wine list for tourists."),
        (
            11,
            "Prime minister calls an election",
            "Voters will choose a parliament; the opposition leader began to campaign.",
        ),
        (12, "Bishop opens the chapel", "The congregation prayed; the priest read from the Bible."),
        (13, "New chip for small computers", "The software runs on a smartphone, said the scientists who built it."),
        (15, "Late goal wins the cup", "The striker scored in injury time and the coach praised the goalkeeper."),
        (16, "Shells fall on the border town", "Troops and rebels broke the ceasefire; soldiers died in an ambush."),
        (17, "Snowstorm on the way", "Forecasters expect a blizzard and freezing temperatures."),
    ],
)
def test_plain_news_finds_its_topic(number, title, paragraph):
    """An article about one thing comes under the topic of that thing, with words that stand in it as the reason."""
    best = scored(title, paragraph)[0]
    assert best.topic == f"medtop:{number:02}000000"
    text = f"{title} {paragraph}".lower()
    assert best.words and all(word.rstrip("*").lower()[:-1] in text.replace("-", " ") for word in best.words)


def test_nothing_is_claimed_where_nothing_is_sure():
    """An article without a word of any topic has none."""
    assert scored("A note", "It was as it was, and so it stayed.") == ()


def test_the_publishers_section_is_evidence():
    """A section's name decides where the text alone would not, and is given as the reason."""
    best = scored("A note", "It was as it was.", section="Sports")[0]
    assert best.topic == "medtop:15000000"
    assert best.words == ("section: Sports",)


def test_the_publishers_keywords_are_evidence():
    """Keywords count as words of the opening do."""
    assert scored("A note", "It was as it was.", keywords=("cricket", "wicket"))[0].topic == "medtop:15000000"


def test_words_of_a_longer_term_do_not_count_again():
    """``trade union`` speaks for labour alone, although ``trade`` is a word of business."""
    assert scored("Trade union meets trade union", "")[0].topic == "medtop:09000000"
    weighed = topics.weigh(Article(title="Trade union", body=""), (), PACKAGED)
    assert "medtop:04000000" not in weighed


def test_an_editor_changes_words_of_a_packaged_topic(edited):
    """``add`` and ``remove`` leave the other words alone; a field that is given stands in place of the packaged one."""
    (arts, *_) = edited("- id: medtop:01000000\n  name: kultur\n  add: skald, runestone\n  remove: actor\n")
    assert arts.name == "kultur"
    assert arts.slug == PACKAGED[0].slug
    assert {"skald", "runestone"} <= set(arts.strong)
    assert "actor" not in arts.strong
    assert "actress" in arts.strong


def test_an_editors_topic_with_a_query_lies_below_its_parent(edited):
    """Where the query holds the topic is there, and its parent is the category."""
    given = edited("- id: own:locks\n  name: Canal locks\n  parent: medtop:06000000\n  query: lock* AND canal\n")
    assert [hit.topic for hit in scored("The canal", "Its locks are shut.", given=given)] == [
        "medtop:06000000",
        "own:locks",
    ]
    assert scored("The canal", "Its gates are shut.", given=given) == ()


def test_an_editors_topic_with_words_needs_enough_of_them(edited):
    """One passing word is not enough, a few are."""
    given = edited(
        "- id: own:locks\n  name: Canal locks\n  parent: medtop:06000000\n  words: towpath, sluice, bargee\n"
    )
    assert "own:locks" in [hit.topic for hit in scored("Bargee mends sluice", "A towpath.", given=given)]
    assert "own:locks" not in [hit.topic for hit in scored("A walk", "A towpath.", given=given)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- id: own:x\n", 1),
        ("- id: own:x\n  name: X\n  parent: own:y\n", 3),
        ("- id: own:x\n  name: X\n  query: (a OR\n", 3),
        ("- id: own:x\n  name: X\n  slug: sport\n", 3),
        ("- id: own:x\n  name: X\n  colour: red\n", 3),
    ],
)
def test_a_mistake_in_the_file_is_reported_with_its_line(edited, text, line):
    """A missing name, an unknown parent, a broken query, a slug given twice, an unknown field."""
    with pytest.raises(AuthorityError, match=rf"topics\.yml:{line}:"):
        edited(text)
