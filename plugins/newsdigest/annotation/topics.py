"""Topics of an article by weighted vocabularies: no training, every decision can be shown as words.

A topic's vocabulary has three tiers (strong, words, weak). What is found counts by its tier, more in the
title and the opening than further down, and less with every repetition (1 + ln n), as in the usual
sublinear term weighting. Longer entries are found first and use their words up, so that ``trade union`` is
no evidence for trade.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from newsdigest.annotation import query
from newsdigest.annotation.terms import key, term, words
from newsdigest.errors import AuthorityError
from newsdigest.model import Article, Topic, TopicScore

TIERS = {"strong": 4.0, "vocabulary": 2.0, "weak": 0.7}
TITLE, OPENING = 3.0, 1.5  # a headline and a first paragraph say what the article is about
SECTION = 12.0  # the publisher put it there: as much as three strong words
LEAST = 6.0  # below this nothing is sure: less than one strong word with a little support
NEAR = 0.6  # a second topic stands beside the first when it reaches this share of it
SHOWN = 12  # words shown as the reason


# --- The file ---------------------------------------------------------------------------------------


def load(path: Path) -> tuple[Topic, ...]:
    """Topics of the editor's file, with the packaged ones for those of the 17 that it leaves out.

    An absent file gives the packaged ones. Raises AuthorityError for what cannot be read.
    """
    given = _read(path.read_text("utf-8"), str(path)) if path.is_file() else []
    packaged = {row["id"]: row for row in _packaged()}
    rows = {row["id"]: _amend(packaged.get(row["id"]), row, str(path)) for row in given}
    topics = tuple(_topic(row) for row in {**packaged, **rows}.values())
    _check(topics, str(path))
    return tuple(sorted(topics, key=lambda topic: (bool(topic.parent), not topic.id.startswith("medtop:"))))


@lru_cache(maxsize=1)
def _packaged() -> tuple[dict[str, Any], ...]:
    text = resources.files("newsdigest.annotation").joinpath("topics.yml").read_text("utf-8")
    return tuple(_read(text, "topics.yml"))


def _read(text: str, where: str) -> list[dict[str, Any]]:
    try:
        rows = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        raise AuthorityError(where, str(error), "correct the YAML") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("id") for row in rows):
        raise AuthorityError(where, "expected a list of topics, each with an id", "begin each with `- id: …`")
    return rows


def _amend(packaged: dict[str, Any] | None, row: dict[str, Any], where: str) -> dict[str, Any]:
    """The editor's row; what it leaves out of a packaged topic stays, ``add`` and ``remove`` change its words."""
    if packaged is None:
        if not row.get("name"):
            raise AuthorityError(where, f"topic {row['id']} has no name", "give it `name: …`")
        return row
    merged = {**packaged, **row}
    gone = set(_list(row.get("remove")))
    merged["strong"] = [*_list(merged.get("strong")), *_list(row.get("add"))]
    for tier in ("strong", "words", "weak"):
        merged[tier] = [word for word in _list(merged.get(tier)) if word not in gone]
    return merged


def _list(value: object) -> list[str]:
    """A YAML list, or words separated by commas."""
    if value is None:
        return []
    parts = value if isinstance(value, list) else str(value).split(",")
    return [text for part in parts if (text := " ".join(str(part).split()))]


def _topic(row: Mapping[str, Any]) -> Topic:
    name = str(row["name"])
    return Topic(
        id=str(row["id"]),
        name=name,
        slug=str(row.get("slug") or "-".join(re.findall(r"\w+", name.lower()))),
        scope=str(row.get("scope", "")),
        parent=str(row.get("parent", "")),
        strong=tuple(_list(row.get("strong"))),
        vocabulary=tuple(_list(row.get("words"))),
        weak=tuple(_list(row.get("weak"))),
        query=str(row.get("query", "")),
        sections=tuple(_list(row.get("sections"))),
    )


def _check(topics: Iterable[Topic], where: str) -> None:
    ids, slugs = {topic.id for topic in topics}, set()
    for topic in topics:
        if topic.parent and topic.parent not in ids:
            raise AuthorityError(where, f"topic {topic.id} stands below {topic.parent}, which is not there")
        if topic.slug in slugs:
            raise AuthorityError(where, f"two topics have the slug {topic.slug}", "give one of them another")
        slugs.add(topic.slug)
        if topic.query:
            try:
                query.parse(topic.query)
            except ValueError as error:
                raise AuthorityError(where, f"query of topic {topic.id}: {error}") from error


# --- Words ----------------------------------------------------------------------------------------


class _Lexicon:
    """All entries, found by their first word."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        self.topics = topics
        gathered: dict[str, dict[int, float]] = {}  # text of a term → number of a topic → weight
        for number, topic in enumerate(topics):
            for tier, weight in TIERS.items():
                for text in getattr(topic, tier):
                    weights = gathered.setdefault(text, {})
                    weights[number] = max(weight, weights.get(number, 0.0))
        self.terms = [term(text) for text in gathered]
        self.weights = list(gathered.values())
        self.exact: dict[str, list[int]] = {}
        self.stems: dict[str, list[int]] = {}
        for number, entry in enumerate(self.terms):
            if entry.keys:
                table = self.stems if entry.stem and len(entry.keys) == 1 else self.exact
                table.setdefault(entry.keys[0], []).append(number)
        self.known: dict[str, tuple[int, ...]] = {}

    def candidates(self, word: str) -> tuple[int, ...]:
        """Numbers of the entries that may begin with a word's key, the most specific first."""
        found = self.known.get(word)
        if found is None:
            numbers = list(self.exact.get(word, ()))
            for size in range(3, len(word) + 1):
                numbers += self.stems.get(word[:size], ())
            numbers.sort(key=lambda n: (-len(self.terms[n].keys), -sum(map(bool, self.terms[n].cases))))
            found = self.known[word] = tuple(numbers)
        return found

    def count(self, text: str, weight: float, counts: dict[int, float]) -> None:
        """Add what stands in a text to ``counts`` (number of entry → weighted occurrences)."""
        surface = words(text)
        keys = [key(word) for word in surface]
        at, size = 0, len(keys)
        while at < size:
            step = 1
            for number in self.candidates(keys[at]):
                if self.terms[number].stands(at, surface, keys):
                    counts[number] = counts.get(number, 0.0) + weight
                    step = len(self.terms[number].keys)
                    break
            at += step


@lru_cache(maxsize=4)
def _lexicon(topics: tuple[Topic, ...]) -> _Lexicon:
    return _Lexicon(topics)


# --- Scores -----------------------------------------------------------------------------------------


def weigh(article: Article, paragraphs: tuple[str, ...], topics: tuple[Topic, ...]) -> dict[str, TopicScore]:
    """Evidence for every topic that has any, sure or not: id → plain sum of what its words are worth."""
    lexicon = _lexicon(topics)
    counts: dict[int, float] = {}
    lexicon.count(article.title, TITLE, counts)
    lexicon.count(article.standfirst, OPENING, counts)
    lexicon.count(". ".join(article.keywords), OPENING, counts)
    for number, paragraph in enumerate(paragraphs):
        lexicon.count(paragraph, OPENING if number == 0 else 1.0, counts)
    found: dict[int, list[tuple[float, str]]] = {}
    for number, times in counts.items():
        for topic, weight in lexicon.weights[number].items():
            worth = weight * (1 + math.log(max(times, 1.0)))
            found.setdefault(topic, []).append((worth, lexicon.terms[number].text))
    section = " ".join(article.section.lower().split())
    for number, topic_ in enumerate(topics if section else ()):
        if section in topic_.sections:
            found.setdefault(number, []).append((SECTION, f"section: {article.section}"))
    return {topics[number].id: _scored(topics[number].id, parts) for number, parts in found.items()}


def _scored(topic: str, parts: list[tuple[float, str]]) -> TopicScore:
    parts.sort(key=lambda part: (-part[0], part[1]))
    return TopicScore(topic, round(sum(part[0] for part in parts), 3), tuple(part[1] for part in parts[:SHOWN]))


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
    """The editor's own topic, where the article belongs to it."""
    if topic.query:
        text = "\n".join((article.title, article.standfirst, *paragraphs))
        matched = query.parse(topic.query).matches(text)
        return TopicScore(topic.id, LEAST, (f"query: {topic.query}",)) if matched else None
    hit = weighed.get(topic.id)
    return hit if hit and hit.score >= LEAST else None
