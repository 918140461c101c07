"""Where people's names stand in a text: conditional random fields over runs of capitalised words, in two passes.

The first pass judges each run by itself and by the facts of the article; the second sees in addition what the first
thought of the same words elsewhere in the article, so that a surname in a poor context is known by a good one
(Krishnan and Manning 2006, An Effective Two-Stage Model for Exploiting Non-Local Dependencies in Named Entity
Recognition). The models ship with the package; tests/benchmarks/train_people.py makes them from the texts that
docs/people.md names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from newsdigest.annotation import crf, features
from newsdigest.annotation.crf import Group, Model, Opinion
from newsdigest.annotation.features import Candidate, Lookup, marked
from newsdigest.annotation.lexicon import fold, lexicon
from newsdigest.annotation.sure import Found, full_name, repaired, without_headline_words
from newsdigest.annotation.tokens import sentences

FIRST, SECOND = "data/people-first.crf", "data/people-second.crf"
HOPELESS, CERTAIN = 0.05, 0.98
"""Chances beyond which the first pass is believed at once, where it thinks so of a word throughout the article."""


def names(text: str) -> list[Found]:
    """Find the names of people in a text, in order, titles not included."""
    found = candidates(text, lambda word: lexicon().get(word, ""))
    second = _model(SECOND)
    result: list[Found] = []
    for candidate, opinion, settled in reconsider(found, _model(FIRST)):
        labels, chances = opinion if settled else second.judge(candidate.shared, candidate.words)
        if set(labels) == {"O"} and (full := full_name(candidate, chances)):
            labels, chances = full[0], [max(chance, full[1]) for chance in chances]
        fixed = repaired(candidate.tokens, labels)
        if "headline" in candidate.shared[0]:
            fixed = without_headline_words(candidate.tokens, fixed)
        result += (
            Found(candidate.tokens[start].start, candidate.tokens[end - 1].end, max(chances[start:end]))
            for start, end in _stretches(fixed)
        )
    return result


def candidates(text: str, lookup: Lookup) -> list[Candidate]:
    """Find the runs of a text that may hold names, with their features for the first pass."""
    lines = [features.read(sentence) for sentence in sentences(text)]
    facts = features.article_facts(lines, lookup)
    return [found for line in lines for found in features.candidates(line, facts, lookup)]


@cache
def _model(name: str) -> Model:
    return crf.read(files("newsdigest.annotation").joinpath(name).read_text("utf-8"))


class Reconsidered(NamedTuple):
    """A candidate as the second pass sees it, beside what the first one thought."""

    candidate: Candidate
    opinion: Opinion
    settled: bool
    """The first pass is sure of all its words, here and elsewhere: the second one has nothing to add."""


def reconsider(found: Sequence[Candidate], model: Model) -> Iterator[Reconsidered]:
    """Add to each candidate what the first pass thinks of it and of its words elsewhere."""
    opinions = [model.judge(candidate.shared, candidate.words) for candidate in found]
    folded = [[fold(token.text) for token in candidate.tokens] for candidate in found]
    chances: dict[str, list[float]] = defaultdict(list)
    places: dict[str, set[str]] = defaultdict(set)
    for keys, (labels, own) in zip(folded, opinions, strict=True):
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
    for candidate, keys, judged in zip(found, folded, opinions, strict=True):
        if sure.issuperset(keys):
            yield Reconsidered(candidate, judged, settled=True)
            continue
        more = _second_features(keys, judged, everywhere)
        words = [[*old, *new] for old, new in zip(candidate.words, more, strict=True)]
        yield Reconsidered(candidate._replace(words=words), judged, settled=False)


class _Everywhere(NamedTuple):
    """What the first pass thinks of a word throughout the article."""

    total: float
    times: int
    best: str
    places: Group


def _second_features(
    keys: Sequence[str], judged: Opinion, everywhere: Mapping[str, _Everywhere]
) -> list[tuple[Group, ...]]:
    own: list[Group] = []
    for key, label, chance in zip(keys, judged.labels, judged.chances, strict=True):
        total, times, best, places = everywhere[key]
        elsewhere = _step((total - chance) / (times - 1)) if times > 1 else "none"
        own.append(_thought(label, _step(chance), elsewhere, best, places))
    before = ["", *(marked("-1 ", group) for group in own[:-1])]
    after = [*(marked("+1 ", group) for group in own[1:]), ""]
    return list(zip(own, before, after, strict=True))


@lru_cache(maxsize=5_000)
def _thought(label: str, here: str, elsewhere: str, best: str, places: Group) -> Group:
    found = [f"here={here}", f"here={label}", f"elsewhere={elsewhere}", f"best={best}"]
    found += [f"here={here} elsewhere={elsewhere}", *([marked("name ", places)] if places else [])]
    return "\t".join(found)


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
