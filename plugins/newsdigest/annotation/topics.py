"""Topics of an article by weighted vocabularies: no training, every decision can be shown as words.

A topic's vocabulary has three tiers (strong, words, weak). What is found counts by its tier, more in the
title and the opening than further down, and less with every repetition (1 + ln n), as in the usual
sublinear term weighting. Longer entries are found first and use their words up, so that ``trade union`` is
no evidence for trade.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from pathlib import Path

from newsdigest import authority
from newsdigest.annotation import learnt, query
from newsdigest.annotation.terms import key, term, words
from newsdigest.authority import Kind, Record
from newsdigest.model import Article, Topic, TopicScore, Vocabulary

TIERS = {"strong": 4.0, "vocabulary": 2.0, "weak": 0.7}
TITLE, OPENING = 3.0, 1.5  # a headline and a first paragraph say what the article is about
SECTION = 12.0  # the publisher put it there: as much as three strong words
LEAST = 6.0  # below this nothing is sure: less than one strong word with a little support
NEAR = 0.6  # a second topic stands beside the first when it reaches this share of it
LEANING, LEANING_ALONE = 1.0, 6.0  # weak words count up to this share of all others, and as much where there are none
SHOWN = 12  # words shown as the reason
LEARNT_SHOWN = 4  # learnt words shown beside them
KNOWN = 200_000  # distinct words remembered with the terms they may begin


# --- The file ---------------------------------------------------------------------------------------

FIELDS: authority.Fields = {
    "id": Kind.TEXT,
    "name": Kind.TEXT,
    "slug": Kind.TEXT,
    "scope": Kind.TEXT,
    "parent": Kind.TEXT,
    "query": Kind.TEXT,
    "sections": Kind.TEXTS,
    "strong": Kind.TEXTS,
    "words": Kind.TEXTS,
    "weak": Kind.TEXTS,
    "add": Kind.TEXTS,
    "remove": Kind.TEXTS,
    "languages": {"language": Kind.TEXT, "strong": Kind.TEXTS, "words": Kind.TEXTS, "weak": Kind.TEXTS},
}
LANGUAGES = ("ar", "de", "es", "fr")  # of which vocabularies are packaged, besides English


def load(path: Path) -> tuple[Topic, ...]:
    """Topics of the editor's file, with the packaged ones for those of the 17 that it leaves out; top level first.

    What was learnt from the editor's corrections lies in a file beside it. An absent file gives the packaged ones.
    Raises AuthorityError, with the line, for what cannot be right.
    """
    topics = {topic.id: topic for topic in _packaged()}
    for record in authority.read(path, FIELDS, required=("id",)):
        name = record.text("id")
        if name not in topics and not record.text("name"):
            raise record.error(f"topic {name} has no name", "add 'name: …'")
        topics[name] = _amended(topics.get(name), record)
        _check(topics[name], topics, record)
    for name, weights in learnt.read(learnt.beside(path)).items():
        if name in topics:  # a topic of the editor's own may be gone since
            topics[name] = replace(topics[name], learnt=weights)
    return tuple(sorted(topics.values(), key=lambda topic: (bool(topic.parent), not topic.id.startswith("medtop:"))))


@lru_cache(maxsize=1)
def _packaged() -> tuple[Topic, ...]:
    topics = {record.text("id"): _amended(None, record) for record in _records("topics.yml")}
    for language in LANGUAGES:
        for record in _records(f"topics.{language}.yml"):
            topic = topics[record.text("id")]
            topics[topic.id] = replace(
                topic,
                sections=topic.sections + _listed(record, "sections"),
                languages=(*topic.languages, _vocabulary(record, language)),
            )
    return tuple(topics.values())


def _records(name: str) -> tuple[Record, ...]:
    with resources.as_file(resources.files("newsdigest.annotation").joinpath(name)) as path:
        return tuple(authority.read(path, FIELDS, required=("id",), ours=True))


def _vocabulary(record: Record, language: str) -> Vocabulary:
    return Vocabulary(language, _listed(record, "strong"), _listed(record, "words"), _listed(record, "weak"))


def _amended(packaged: Topic | None, record: Record) -> Topic:
    """Read a record; what it leaves out of a packaged topic stays, ``add`` and ``remove`` change its words."""
    name = record.text("name")
    topic = packaged or Topic(record.text("id"), name, slug="-".join(re.findall(r"\w+", name.lower())))
    gone = set(_listed(record, "remove"))

    def kept(field: str, packaged: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text for text in _listed(record, field) or packaged if text not in gone)

    return Topic(
        id=topic.id,
        name=name or topic.name,
        slug=record.text("slug", topic.slug),
        scope=record.text("scope", topic.scope),
        parent=record.text("parent", topic.parent),
        strong=kept("strong", topic.strong) + _listed(record, "add"),
        vocabulary=kept("words", topic.vocabulary),
        weak=kept("weak", topic.weak),
        query=record.text("query", topic.query),
        sections=kept("sections", topic.sections),
        languages=_spoken(topic.languages, record, gone),
    )


def _spoken(packaged: tuple[Vocabulary, ...], record: Record, gone: set[str]) -> tuple[Vocabulary, ...]:
    """Join the editor's words in other languages to the packaged ones, and take out what is to be removed."""
    found: dict[str, Vocabulary] = {each.language: each for each in packaged}
    for own in record.records("languages"):
        language = own.text("language")
        more, known = _vocabulary(own, language), found.get(language, Vocabulary(language))
        found[language] = Vocabulary(
            language,
            known.strong + more.strong,
            known.vocabulary + more.vocabulary,
            known.weak + more.weak,
        )
    return tuple(
        Vocabulary(each.language, *(tuple(text for text in getattr(each, tier) if text not in gone) for tier in TIERS))
        for each in found.values()
    )


def _listed(record: Record, field: str) -> tuple[str, ...]:
    """Read a list of texts, each of which may hold several separated by commas."""
    parts = (part for text in record.texts(field) for part in text.split(","))
    return tuple(text for part in parts if (text := " ".join(part.split())))


def _check(topic: Topic, topics: Mapping[str, Topic], record: Record) -> None:
    if topic.parent and topic.parent not in topics:
        remedy = "give the id of one of the 17, or of a topic above this one in the file"
        raise record.error(f"there is no topic {topic.parent} to stand below", remedy, "parent")
    if any(other.slug == topic.slug and other.id != topic.id for other in topics.values()):
        raise record.error(f"two topics have the slug {topic.slug}", "give one of them another", "slug")
    if topic.query:
        try:
            query.parse(topic.query)
        except ValueError as error:
            raise record.error(f"the query cannot be read: {error}", field="query") from error


# --- Words ----------------------------------------------------------------------------------------


class _Lexicon:
    """All entries for one language, found by their first word."""

    def __init__(self, topics: tuple[Topic, ...], language: str) -> None:
        gathered: dict[str, dict[int, float]] = {}  # text of a term → number of a topic → weight
        for number, topic in enumerate(topics):
            for tier, weight in TIERS.items():
                for text in _words_in(topic, tier, language):
                    weights = gathered.setdefault(text, {})
                    weights[number] = max(weight, weights.get(number, 0.0))
        self.terms = [term(text) for text in gathered]
        self.weights = list(gathered.values())
        self.exact: dict[str, list[int]] = {}
        self.stems: dict[str, list[int]] = {}
        self.tails: dict[str, list[int]] = {}
        for number, entry in enumerate(self.terms):
            if entry.keys:
                table = self.tails if entry.tail else self.stems if entry.stem and len(entry.keys) == 1 else self.exact
                table.setdefault(entry.keys[0], []).append(number)
        self.known: dict[str, tuple[int, ...]] = {}
        self.learnt: dict[str, list[tuple[str, float]]] = {}  # word → topics with what it is worth to them
        for topic in topics:
            for word, worth in topic.learnt:
                self.learnt.setdefault(word, []).append((topic.id, worth))

    def candidates(self, word: str) -> tuple[int, ...]:
        """Numbers of the terms that may begin with a word, the most specific first; a term of one word does stand."""
        found = self.known.get(word)
        if found is None:
            start = key(word)
            numbers = list(self.exact.get(start, ()))
            for size in range(3, len(start) + 1):
                numbers += self.stems.get(start[:size], ())
                if self.tails:
                    numbers += self.tails.get(start[-size:], ())
            numbers.sort(key=lambda n: (-len(self.terms[n].keys), -sum(map(bool, self.terms[n].cases))))
            found = tuple(n for n in numbers if len(self.terms[n].keys) > 1 or self.terms[n].stands(0, (word,)))
            if len(self.known) < KNOWN:
                self.known[word] = found
        return found

    def count(self, text: str, weight: float, counts: dict[int, float]) -> None:
        """Add what stands in a text to ``counts`` (number of a term → weighted occurrences)."""
        surface = words(text)
        free = 0  # words before it are used up by a longer term
        for at, numbers in enumerate(map(self.candidates, surface)):
            if numbers and at >= free:
                for number in numbers:
                    entry = self.terms[number]
                    if len(entry.keys) == 1 or entry.stands(at, surface):
                        counts[number] = counts.get(number, 0.0) + weight
                        free = at + len(entry.keys)
                        break


def _words_in(topic: Topic, tier: str, language: str) -> tuple[str, ...]:
    """Words of a tier for articles in a language.

    A word may say something else in another language (German ``war`` is no war), so the packaged English words are for
    English; what the editor wrote stands for all, unless it is given for the language.
    """
    own: tuple[str, ...] = getattr(topic, tier)
    if not language:
        return own
    spoken = next((vocabulary for vocabulary in topic.languages if vocabulary.language == language), None)
    if topic.parent:
        return getattr(spoken, tier) if spoken else own
    packaged = {text for each in _packaged() if each.id == topic.id for name in TIERS for text in getattr(each, name)}
    return (*(getattr(spoken, tier) if spoken else ()), *(text for text in own if text not in packaged))


@lru_cache(maxsize=8)
def _compiled(topics: tuple[Topic, ...], language: str) -> _Lexicon:
    return _Lexicon(topics, language)


# Hashing thousands of words for every article would cost as much as counting: what was asked for last is kept by id.
_latest: dict[str, tuple[tuple[Topic, ...], _Lexicon]] = {}


def _lexicon(topics: tuple[Topic, ...], language: str) -> _Lexicon:
    """Lexicon for a language; the English one where no topic has words of it."""
    spoken = language.partition("-")[0].lower()
    found = _latest.get(spoken)
    if found is None or found[0] is not topics:
        known = any(vocabulary.language == spoken for topic in topics for vocabulary in topic.languages)
        found = _latest[spoken] = topics, _compiled(topics, spoken if known else "")
    return found[1]


# --- Scores -----------------------------------------------------------------------------------------


def weigh(article: Article, paragraphs: tuple[str, ...], topics: tuple[Topic, ...]) -> dict[str, TopicScore]:
    """Evidence for every topic that has any, sure or not: id → plain sum of what its words are worth.

    What was learnt from the editor's corrections is added, in proportion to the most that the words say for a topic.
    """
    lexicon = _lexicon(topics, article.language)
    counts: dict[int, float] = {}
    lexicon.count(article.title, TITLE, counts)
    lexicon.count(article.standfirst, OPENING, counts)
    lexicon.count(". ".join(article.keywords), OPENING, counts)
    for number, paragraph in enumerate(paragraphs):
        lexicon.count(paragraph, OPENING if number == 0 else 1.0, counts)
    found: dict[int, list[tuple[float, str]]] = {}
    leaning: dict[int, float] = {}
    for number, times in counts.items():
        for topic, weight in lexicon.weights[number].items():
            worth = weight * (1 + math.log(max(times, 1.0)))
            found.setdefault(topic, []).append((worth, lexicon.terms[number].text))
            if weight == TIERS["weak"]:
                leaning[topic] = leaning.get(topic, 0.0) + worth
    section = " ".join(article.section.lower().split())
    for number, topic_ in enumerate(topics if section else ()):
        if section in topic_.sections:
            found.setdefault(number, []).append((SECTION, f"section: {article.section}"))
    weighed = {
        topics[number].id: _scored(topics[number].id, parts, leaning.get(number, 0.0))
        for number, parts in found.items()
    }
    return _corrected(weighed, picture(article, paragraphs), lexicon) if lexicon.learnt else weighed


def picture(article: Article, paragraphs: tuple[str, ...]) -> dict[str, float]:
    """Words of an article as learning sees them, with their shares in it."""
    return learnt.portrait(article, paragraphs, TITLE, OPENING)


def _corrected(
    weighed: Mapping[str, TopicScore], shares: Mapping[str, float], lexicon: _Lexicon
) -> dict[str, TopicScore]:
    """Add what the words of an article are worth by what was learnt; a topic that all of it speaks against is out."""
    size = max((score.score for score in weighed.values()), default=0.0)
    size = max(size, LEAST)
    parts: dict[str, list[tuple[float, str]]] = {}
    for word in shares.keys() & lexicon.learnt.keys():
        for topic, weight in lexicon.learnt[word]:
            parts.setdefault(topic, []).append((size * shares[word] * weight, word))
    found = dict(weighed)
    for topic, told in parts.items():
        told.sort(key=lambda part: (-abs(part[0]), part[1]))
        before = weighed.get(topic, TopicScore(topic, 0.0, ()))
        reasons = tuple(f"learnt: {word}" if worth > 0 else f"learnt against: {word}" for worth, word in told)
        total = round(before.score + sum(worth for worth, _ in told), 3)
        found[topic] = TopicScore(topic, total, (*before.words, *reasons[:LEARNT_SHOWN]))
    return {topic: score for topic, score in found.items() if score.score > 0}


def _scored(topic: str, parts: list[tuple[float, str]], leaning: float) -> TopicScore:
    """Sum up the evidence; ``leaning`` is how much of it comes from weak words, which alone make no topic."""
    parts.sort(key=lambda part: (-part[0], part[1]))
    total = sum(part[0] for part in parts)
    total -= max(0.0, leaning - LEANING * (total - leaning) - LEANING_ALONE)
    return TopicScore(topic, round(total, 3), tuple(part[1] for part in parts[:SHOWN]))


def score(article: Article, paragraphs: tuple[str, ...], topics: tuple[Topic, ...]) -> tuple[TopicScore, ...]:
    """Topics the article belongs to, best first: top-level ones, then the editor's own below them.

    Empty when nothing is sure. A topic of the editor's with a query is there when the query holds, one with words when
    they weigh enough; it also speaks for the topic it stands below.
    """
    weighed = weigh(article, paragraphs, topics)
    own = [_own(topic, article, paragraphs, weighed) for topic in topics if topic.parent]
    below = {topic.id: topic.parent for topic in topics if topic.parent}
    for hit in filter(None, own):
        parent = weighed.get(below[hit.topic], TopicScore(below[hit.topic], 0.0, ()))
        if below[hit.topic] not in below:
            weighed[parent.topic] = replace(
                parent, score=parent.score + hit.score, words=(*hit.words, *parent.words)[:SHOWN]
            )
    top = sorted((s for s in weighed.values() if s.topic not in below), key=lambda s: (-s.score, s.topic))
    best = top[0].score if top else 0.0
    sure = [s for s in top if best >= LEAST and s.score >= NEAR * best]
    return (*sure, *sorted(filter(None, own), key=lambda s: (-s.score, s.topic)))


def _own(
    topic: Topic, article: Article, paragraphs: tuple[str, ...], weighed: Mapping[str, TopicScore]
) -> TopicScore | None:
    """Score the editor's own topic, where the article belongs to it."""
    if topic.query:
        text = "\n".join((article.title, article.standfirst, *paragraphs))
        matched = query.parse(topic.query).matches(text)
        return TopicScore(topic.id, LEAST, (f"query: {topic.query}",)) if matched else None
    hit = weighed.get(topic.id)
    return hit if hit and hit.score >= LEAST else None
