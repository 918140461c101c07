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


# --- Other languages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "text", "topic"),
    [
        ("de", "Rat beschließt Haushalt", "Die Landtagswahl war knapp, sagte die Innenministerin der Koalition.", 11),
        ("de", "Zwei Tore in der Nachspielzeit", "Der Nationaltrainer lobte die Stürmer nach dem Auswärtssieg.", 15),
        ("fr", "Un cambrioleur condamné", "Le tribunal l'a condamné à deux ans de prison ferme.", 2),
        ("fr", "La grève continue", "Les syndicats appellent les salariés à un nouveau débrayage.", 9),
        ("es", "La inflación baja", "El banco central mantiene los tipos de interés y la bolsa sube.", 4),
        ("es", "Alumnos sin aulas", "La universidad amplía el curso escolar, dijo la rectora.", 5),
        ("ar", "المنتخب يفوز بالمباراة", "سجل اللاعب هدفين في الدوري وأشاد المدرب بالفريق.", 15),
        ("ar-EG", "زلزال جديد", "قال الدفاع المدني إن الزلزال والفيضانات أوقعا ضحايا وبدأ الإنقاذ.", 3),
    ],
)
def test_articles_in_other_languages_have_topics(language, title, text, topic):
    """Compounds are found by their heads, Arabic words with the article and what is joined to it."""
    assert scored(title, text, language=language)[0].topic == f"medtop:{topic:02}000000"


def test_english_words_say_nothing_in_other_languages():
    """German ``war``, ``Mine`` and ``Art`` are no war, mine and art."""
    words = "Es war eine andere Art von Mine und ein Gift."
    weighed = topics.weigh(Article("Es war", words, language="de"), (words,), PACKAGED)
    assert weighed == {}


def test_every_language_has_words_for_all_17():
    """Each of the packaged vocabularies covers every topic and names sections."""
    for language in topics.LANGUAGES:
        told = [[each for each in topic.languages if each.language == language] for topic in PACKAGED]
        assert all(len(each) == 1 and each[0].strong and each[0].vocabulary for each in told)


def test_the_editor_adds_words_in_a_language(edited):
    """For a packaged language and for another; words without a language stand for all; ``remove`` takes words out."""
    given = edited(
        "- id: medtop:06000000\n  add: Zauberwald\n  remove: [klimawandel*]\n"
        "  languages:\n    - language: de\n      strong: Auenwald\n    - language: nl\n      strong: stikstof\n"
    )

    def environment(text, language):
        found = topics.weigh(Article(text, "", language=language), (), given).get("medtop:06000000")
        return found.words if found else ()

    assert environment("Auenwald", "de") == ("Auenwald",)
    assert environment("Auenwald", "en") == ()
    assert environment("Zauberwald", "de") == environment("Zauberwald", "en") == ("Zauberwald",)
    assert environment("Klimawandel", "de") == ()
    assert environment("stikstof", "nl-BE") == ("stikstof",)


def test_words_of_a_language_need_its_code(edited):
    """The line is told."""
    with pytest.raises(AuthorityError, match=r"topics\.yml:\d+: a record without 'language'"):
        edited("- id: medtop:06000000\n  languages:\n    - strong: Auenwald\n")


def test_many_weak_words_do_not_outweigh_what_a_text_is_about():
    """A long text has weak words of every topic; they count no more than the others of their topic."""
    weak = " ".join(text for text in PACKAGED[14].weak if " " not in text and not text.endswith("*"))
    found = topics.weigh(Article("The regatta", ""), ("A regatta.", weak), PACKAGED)["medtop:15000000"]
    alone = topics.weigh(Article("The regatta", ""), ("A regatta.",), PACKAGED)["medtop:15000000"]
    assert alone.score < found.score <= 2 * alone.score + topics.LEANING_ALONE + 0.01
