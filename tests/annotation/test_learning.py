"""Learning topics from the articles that an editor filed."""

from dataclasses import replace
from pathlib import Path

import pytest

from newsdigest.annotation import learning, learnt, topics
from newsdigest.annotation.learning import Example, learn
from newsdigest.errors import AuthorityError
from newsdigest.model import Article

PACKAGED = topics.load(Path("no such file"))
LABOUR, ENVIRONMENT, SPORT = "medtop:09000000", "medtop:06000000", "medtop:15000000"
WORDS = ("reed", "mud", "tide", "boat", "gate", "north", "stone", "field", "wind", "salt", "lamp", "rope")


def example(topic, number, word):
    """An article about a word that no vocabulary knows, filed by the editor."""
    text = f"The {word} was there again, with {WORDS[number % 12]} and {WORDS[number * 5 % 12]} beside it."
    return Example(Article(f"A note on the {word} {WORDS[number * 7 % 12]}", text), (text,), topic)


FILED = [
    *(example(ENVIRONMENT, number, "spoonbill") for number in range(12)),
    *(example(LABOUR, number, "lanternman") for number in range(12)),
]


def with_lesson(lesson, given=PACKAGED):
    """Topics with what was learnt."""
    return tuple(replace(topic, learnt=lesson.weights.get(topic.id, ())) for topic in given)


def scored(given, title, **fields):
    """Score an article that is little more than its title."""
    return topics.score(Article(title, "It was seen.", **fields), ("It was seen.",), given)


def test_words_that_no_vocabulary_knows_are_learnt():
    """The editor's articles file others like them, with the words as the reason."""
    lesson = learn(FILED, PACKAGED)
    assert lesson.before < 0.2
    assert lesson.after > 0.9
    assert lesson.helps
    weighed = topics.weigh(Article("The spoonbill", ""), (), with_lesson(lesson))
    assert weighed[ENVIRONMENT].words[0] == "learnt: spoonbill"
    assert max(weighed.values(), key=lambda score: score.score).topic == ENVIRONMENT
    assert topics.weigh(Article("The spoonbill", ""), (), PACKAGED) == {}


def test_a_correction_outweighs_the_vocabulary():
    """Where the editor files against the words, the words give way, and both reasons are shown."""
    filed = [
        *(example(ENVIRONMENT, number, "goalkeeper") for number in range(20)),
        *(example(LABOUR, number, "lanternman") for number in range(20)),
    ]
    given = with_lesson(learn(filed, PACKAGED))
    assert scored(PACKAGED, "The goalkeeper")[0].topic == SPORT
    best = scored(given, "The goalkeeper")[0]
    assert best.topic == ENVIRONMENT
    assert "learnt: goalkeeper" in best.words


def test_sections_are_learnt():
    """A section's name that no topic lists counts like a word."""
    filed = [
        Example(replace(each.article, section="Out & About"), each.paragraphs, each.topic)
        if each.topic == ENVIRONMENT
        else each
        for each in FILED
    ]
    words = dict(learn(filed, PACKAGED).weights[ENVIRONMENT])
    assert words["section: out about"] > 0


def test_a_topic_with_few_articles_is_left_alone():
    """Nine articles teach nothing of their topic, and one topic alone has nothing to be told from."""
    few = [*FILED[: learning.ARTICLES - 1], *FILED[12:]]
    assert learn(few, PACKAGED).weights == {}
    assert learn(few, PACKAGED).articles == {ENVIRONMENT: 9, LABOUR: 12}
    assert not learn(few, PACKAGED).helps
    three = [*FILED, *(example(SPORT, number, "shinty") for number in range(9))]
    assert set(learn(three, PACKAGED).weights) == {ENVIRONMENT, LABOUR}
    assert learn([], PACKAGED).weights == {}


def test_what_does_not_carry_over_does_not_help():
    """Held-out articles judge: words that say nothing of the topics teach nothing."""
    mixed = [replace(each, topic=(ENVIRONMENT, LABOUR)[number // 2 % 2]) for number, each in enumerate(FILED)]
    lesson = learn(mixed, PACKAGED)
    assert lesson.after < 0.8
    sure = [
        Example(Article("Dockers on strike", f"A walkout. {n}"), (f"A walkout. {n}",), LABOUR) for n in range(12)
    ] + [Example(Article("Wildlife", f"An otter. {n}"), (f"Pollution. {n}",), ENVIRONMENT) for n in range(12)]
    assert not learn(sure, PACKAGED).helps  # the vocabularies were right


def test_the_same_articles_teach_the_same():
    """In any order, and with what was learnt before left out."""
    lesson = learn(FILED, PACKAGED)
    assert learn(FILED[::-1], with_lesson(lesson)) == lesson


def test_what_was_learnt_is_written_and_read(tmp_path):
    """The file beside topics.yml holds it, and without it the topics are as packaged."""
    lesson = learn(FILED, PACKAGED)
    path = tmp_path / "topics.yml"
    learnt.beside(path).write_text(learnt.written(lesson.weights, lesson.articles), "utf-8")
    assert topics.load(path) == with_lesson(lesson)
    assert max(map(len, learnt.beside(path).read_text("utf-8").splitlines())) <= 120
    learnt.beside(path).unlink()
    assert topics.load(path) == PACKAGED


@pytest.mark.parametrize("words", ["merger", "merger high", "merger nan", "merger 0.2, , goal inf"])
def test_a_mistake_in_the_file_is_reported_with_its_line(tmp_path, words):
    """A weight that is missing or no number."""
    (tmp_path / "topics.learnt.yml").write_text(f"- id: {SPORT}\n  words: {words}\n", "utf-8")
    with pytest.raises(AuthorityError, match=r"topics\.learnt\.yml:2:"):
        topics.load(tmp_path / "topics.yml")
