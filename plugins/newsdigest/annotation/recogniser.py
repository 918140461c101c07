"""Where people's names stand in a text: conditional random fields over runs of capitalised words, in two passes.

The first pass judges each run by itself and by the facts of the article; the second sees in addition what the first
thought of the same words elsewhere in the article, so that a surname in a poor context is known by a good one
(Krishnan and Manning 2006, An Effective Two-Stage Model for Exploiting Non-Local Dependencies in Named Entity
Recognition). The models ship with the package; tests/benchmarks/train_people.py makes them from the texts that
docs/people.md names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from newsdigest.annotation import crf, features
from newsdigest.annotation.crf import Group, Models, Opinion, Score
from newsdigest.annotation.features import Candidate, Lookup, marked
from newsdigest.annotation.lexicon import lexicon
from newsdigest.annotation.sure import Found, full_name, repaired, without_headline_words
from newsdigest.annotation.tokens import sentences

FILES = ("data/people-first.crf", "data/people-second.crf")
FIRST, SECOND = 0, 1
HOPELESS, CERTAIN = 0.05, 0.98
"""Chances beyond which the first pass is believed at once, where it thinks so of a word throughout the article."""


def names(text: str, anchor: Callable[[str], bool] | None = None) -> list[Found]:
    """Find the names of people in a text, in order, titles not included.

    With ``anchor`` only runs are judged that have a word of which it is true, or share a word with one that has.
    """
    found = candidates(text, lexicon().__getitem__, anchor)
    models = _models()
    weigh = models.weights.__getitem__
    result: list[Found] = []
    for candidate, opinion, scores, more in reconsider(found, models):
        labels, chances = opinion
        if more:
            again = [score + sum(map(weigh, groups)) for score, groups in zip(scores, more, strict=True)]
            labels, chances = models.judge(again, SECOND)
        if "B" not in labels and "I" not in labels:
            full = full_name(candidate, chances)
            if full is None:
                continue
            labels, chances = full[0], [max(chance, full[1]) for chance in chances]
        fixed = repaired(candidate.tokens, labels)
        if "headline" in candidate.shared[0]:
            fixed = without_headline_words(candidate.tokens, fixed)
        result += (
            Found(candidate.tokens[start].start, candidate.tokens[end - 1].end, max(chances[start:end]))
            for start, end in _stretches(fixed)
        )
    return result


def candidates(text: str, lookup: Lookup, anchor: Callable[[str], bool] | None = None) -> list[Candidate]:
    """Find the runs of a text that may hold names, with their features for the first pass; ``anchor`` as of names."""
    lines = [features.read(sentence) for sentence in sentences(text)]
    facts = features.article_facts(lines, lookup)
    judged = [(line, runs) for line in lines if (runs := features.judged(line, facts, lookup))]
    if anchor:
        keys = {
            key
            for line, runs in judged
            for start, end in runs
            if any(map(anchor, line.words[start:end]))
            for key in line.keys[start:end]
        }
        judged = [(line, [run for run in runs if not keys.isdisjoint(line.keys[slice(*run)])]) for line, runs in judged]
    return [found for line, runs in judged if runs for found in features.candidates(line, runs, facts, lookup)]


@cache
def _models() -> Models:
    folder = files("newsdigest.annotation")
    return crf.read(*(folder.joinpath(name).read_text("utf-8") for name in FILES))


class Reconsidered(NamedTuple):
    """A candidate beside what the first pass thought."""

    candidate: Candidate
    opinion: Opinion
    scores: Sequence[Score]
    """What the features of each of its words weigh."""
    more: Sequence[Sequence[Group]]
    """More features of each word for the second pass; none where the first is sure of all the words, here and
    elsewhere, so that the second has nothing to add."""


def reconsider(found: Sequence[Candidate], models: Models) -> Iterator[Reconsidered]:
    """Add to each candidate what the first pass thinks of it and of its words elsewhere."""
    scores = [models.weigh(candidate.shared, candidate.words) for candidate in found]
    opinions = list(map(models.judge, scores))
    chances: dict[str, list[float]] = defaultdict(list)
    places: dict[str, set[str]] = defaultdict(set)
    for candidate, (labels, own) in zip(found, opinions, strict=True):
        keys = candidate.keys
        for key, chance in zip(keys, own, strict=True):
            chances[key].append(chance)
        for start, end in _stretches(labels):
            if end - start == 1:
                places[keys[start]].add("alone")
            else:
                places[keys[start]].add("leads")
                places[keys[end - 1]].add("ends")
                for key in keys[start + 1 : end - 1]:
                    places[key].add("within")
    everywhere = {
        key: _Everywhere(sum(each), len(each), _step(max(each)), "\t".join(sorted(places.get(key, ()))))
        for key, each in chances.items()
    }
    sure = {key for key, each in chances.items() if max(each) < HOPELESS or min(each) > CERTAIN}
    for candidate, judged, weighed in zip(found, opinions, scores, strict=True):
        settled = sure.issuperset(candidate.keys)
        more = () if settled else _second_features(candidate.keys, judged, everywhere)
        yield Reconsidered(candidate, judged, weighed, more)


class _Everywhere(NamedTuple):
    """What the first pass thinks of a word throughout the article."""

    total: float
    times: int
    best: str
    places: Group


def _second_features(
    keys: Sequence[str], judged: Opinion, everywhere: Mapping[str, _Everywhere]
) -> list[tuple[Group, ...]]:
    own: list[tuple[Group, Group, Group]] = []
    for key, label, chance in zip(keys, judged.labels, judged.chances, strict=True):
        total, times, best, places = everywhere[key]
        elsewhere = _step((total - chance) / (times - 1)) if times > 1 else "none"
        own.append(_thought(label, _step(chance), elsewhere, best, places))
    if len(own) == 1:
        return [(own[0][0],)]
    before = ["", *(each[1] for each in own[:-1])]
    after = [*(each[2] for each in own[1:]), ""]
    return list(zip((each[0] for each in own), before, after, strict=True))


@lru_cache(maxsize=5_000)
def _thought(label: str, here: str, elsewhere: str, best: str, places: Group) -> tuple[Group, Group, Group]:
    """What was thought of a word, as a feature of itself, of the word after it and of the word before it."""
    found = [f"here={here}", f"here={label}", f"elsewhere={elsewhere}", f"best={best}"]
    found += [f"here={here} elsewhere={elsewhere}", *([marked("name ", places)] if places else [])]
    group = "\t".join(found)
    return group, marked("-1 ", group), marked("+1 ", group)


def _step(chance: float) -> str:
    """A probability in five steps."""
    return "01234"[min(int(chance * 5), 4)]


def _stretches(labels: Sequence[str]) -> Iterable[tuple[int, int]]:
    """First and past-the-last index of each name that labels mark."""
    start = None
    for i, label in enumerate([*labels, "O"]):
        if start is not None and label != "I":
            yield start, i
            start = None
        if label != "O" and start is None:
            start = i
