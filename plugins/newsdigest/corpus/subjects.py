"""Subjects: places, organisations and phrases that recur over the corpus, few and good.

Names are runs of words with a capital that no sentence start explains; phrases are pairs of ordinary words that stand
together several times in an article and mostly with each other in the corpus. People have pages of their own and are
no subjects. What is never one stands in ``not_subjects.txt``, names for the same in ``same_subjects.txt``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np

from newsdigest.annotation.terms import key
from newsdigest.corpus.arrays import Ints, Ragged, changes, whereabouts
from newsdigest.corpus.features import Features, common_words, hashed
from newsdigest.model import Entry

LEAST = 3  # articles that a subject must be in to be one
MOST, SMALL = 0.3, 30  # share of the corpus in which it still tells articles apart; every corpus counts as so many
LISTED = 6  # subjects of one article
TITLE = 3  # a mention in the headline counts this often
TOGETHER = 0.4  # share of the articles with its rarer word in which the whole phrase stands

HONORIFICS = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "sir", "dame", "lord", "lady"])
OFFICES = frozenset(
    ["minister", "secretary", "president", "chancellor", "mayor", "governor", "ambassador", "commissioner"]
)

_CAPITAL = r"(?:(?:[A-Z]\.){2,}|[^\W\d_a-zß-öø-ÿ][\w’'&-]*)"
_RUN = re.compile(
    rf"(?<![\w’'-]){_CAPITAL}(?:[ ](?:(?:of|for|the|de|del|di|da|du|la|le|al|van|von|&)[ ]){{0,2}}{_CAPITAL})*"
)
_OPENING, _ENDING = frozenset("\"“‘'([— "), frozenset(".!?:…”\n")
_CONTRACTION = re.compile(r"['’](?:ve|ll|d|m|re|t)$")
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINED = re.compile(r"\w-[a-zß-ÿ]+$")  # London-based, Oscar-winning
_DEMONYM = re.compile(r"(?:ian|ean|ese|ish|ans)$")


def names(entry: Entry) -> dict[str, int]:
    """Names of one article that may be subjects, as written, and how often they stand in it."""
    people = frozenset(part for name in (*entry.people, *entry.article.authors) for part in _parts(name))
    found: dict[str, int] = {}
    body = "\n".join(text for text in (entry.article.standfirst, *entry.paragraphs) if not text.isupper())
    if not entry.article.title.isupper():
        _count(entry.article.title, TITLE, people, found)
    _count(body, 1, people, found)
    return found


def _count(text: str, weight: int, people: frozenset[str], found: dict[str, int]) -> None:
    """Count the names of a text, people's aside; in a headline (``weight`` above 1) every word may have its capital."""
    for match in _RUN.finditer(text):
        before = match.start() - 1
        while before >= 0 and text[before] in _OPENING:
            before -= 1
        name = _name(match[0], weight > 1 or before < 0 or text[before] in _ENDING)
        if name and people.isdisjoint(_parts(name)):
            found[name] = found.get(name, 0) + weight


@lru_cache(maxsize=1 << 16)
def _name(run: str, opens: bool) -> str:
    """Name in a run of words with a capital: no article before it, no possessives; empty where it is none.

    ``opens`` says that the first word would have its capital anyway.
    """
    parts = [part for part in _POSSESSIVE.sub("", run).split() if not _CONTRACTION.search(part)]
    while parts and (opens or parts[0] in ("The", "A", "An")) and parts[0].lower() in common_words():
        parts, opens = parts[1:], False
    if len(parts) > 1 and parts[0].endswith(("'s", "’s")) and parts[0][:-2].lower() in never():
        parts, opens = parts[1:], False  # Saturday's Six Nations
    if not parts or (opens and len(parts) == 1) or parts[0][0].islower():
        return ""
    return same().get(" ".join(parts), " ".join(parts))


@lru_cache(maxsize=1 << 16)
def _parts(name: str) -> frozenset[str]:
    """Words of a name as they are compared."""
    return frozenset(_POSSESSIVE.sub("", part) for part in name.casefold().split())


@cache
def never() -> frozenset[str]:
    """What is never a subject."""
    lines = _lines("not_subjects.txt")
    return frozenset(text.strip() for line in lines for text in line.split(",") if text.strip())


@cache
def same() -> Mapping[str, str]:
    """Other name → the name a subject goes by."""
    table = {}
    for line in _lines("same_subjects.txt"):
        name, _, others = line.partition(":")
        table.update(dict.fromkeys((other.strip() for other in others.split(",")), name.strip()))
    return table


def _lines(name: str) -> list[str]:
    text = resources.files("newsdigest.corpus").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


# --- Over the corpus --------------------------------------------------------------------------------


def subjects(
    articles: Features, outlets: Iterable[str], surnames: Mapping[str, int] | None = None
) -> list[tuple[str, ...]]:
    """Choose the subjects of every article, the most telling first.

    ``outlets`` are names that are no subjects; ``surnames`` say of how many articles somebody is called so.
    """
    names, which = _spellings(articles)
    rows, numbers, counts = _counted(articles, which, len(names))
    holders = np.bincount(numbers, minlength=len(names))
    likely = np.flatnonzero((holders >= LEAST) & (holders <= MOST * max(len(articles), SMALL)))
    ignored = never() | set(_of_outlets(outlets))
    chosen = [number for number in likely.tolist() if _is_good(names[number], ignored)]
    if surnames:
        chosen = [number for number in chosen if surnames.get(names[number], 0) < holders[number]]
    chosen = _without_demonyms(chosen, names)
    chosen = _things([names[number] for number in chosen], holders[chosen].tolist(), chosen, articles)
    chosen.sort(key=names.__getitem__)
    good = [names[number] for number in chosen]
    place = np.full(len(names), -1, np.int64)  # among the good ones, which stand in the order of the alphabet
    place[chosen] = np.arange(len(chosen))
    kept = place[numbers] >= 0
    rows, numbers, counts = rows[kept], numbers[kept], counts[kept]
    worth = np.round((1 + np.log(counts)) * np.log(len(articles) / holders[numbers] + 1), 9)
    order = np.lexsort((place[numbers], -worth, rows))
    best = Ragged.of(place[numbers][order], np.bincount(rows, minlength=len(articles)))
    return _listed(best, good)


def _spellings(articles: Features) -> tuple[list[str], Ints]:
    """Every possible subject as most articles write it, and the number of each name's among these.

    ``Ministry Of Defence`` in a headline is ``Ministry of Defence``.
    """
    uses = np.bincount(articles.subjects.values, minlength=len(articles.names)).tolist()
    numbers: dict[str, int] = {}
    best: list[tuple[int, str]] = []
    which = []
    folded = [name.casefold().removeprefix("the ") for name in articles.names]
    all_folded = set(folded)
    for name, fold, count in zip(articles.names, folded, uses, strict=True):
        # Oscar and Oscars, PC and PCs are one.
        one = fold[:-1] if len(fold) > 2 and fold[-1] == "s" and fold[:-1] in all_folded else fold
        number = numbers.setdefault(one, len(best))
        which.append(number)
        if number == len(best):
            best.append((-count, name))
        else:
            best[number] = min(best[number], (-count, name))
    return [name for _, name in best], np.array(which, np.int64)


def _counted(articles: Features, which: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """Row of each article, number of each of its possible subjects, and how often it stands there."""
    numbers = which[articles.subjects.values]
    key = articles.subjects.rows * max(size, 1) + numbers
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(changes(key[order]))
    counts = articles.counts[order].astype(np.int64)
    found = key[order][begins]
    return found // max(size, 1), found % max(size, 1), np.add.reduceat(counts, begins) if len(begins) else counts


def _without_demonyms(numbers: Sequence[int], names: Sequence[str]) -> list[int]:
    """Leave out what people of a place are called: Drevnan, Iraqi, Kenyans, where the place is a subject itself."""
    places = {names[number].casefold() for number in numbers}

    def is_demonym(name: str) -> bool:
        return any(name.removesuffix(end) in places for end in ("n", "i", "an") if name.endswith(end))

    return [number for number in numbers if not is_demonym(names[number].casefold().removesuffix("s"))]


def _things(subjects: Sequence[str], held: Sequence[int], numbers: Sequence[int], articles: Features) -> list[int]:
    """Numbers of the subjects that are things of their own; ``held`` says how many articles hold each.

    A single word with a capital is one, where it is more often written so than as an ordinary word; a phrase is, where
    its words mostly stand together rather than happening to meet.
    """
    words = [[key(part) for part in subject.split()] if _is_doubtful(subject) else [] for subject in subjects]
    hashes = np.array([hashed(word) >> 1 for parts in words for word in parts], np.uint64)
    places, used = whereabouts(hashes, articles.vocabulary)
    document = np.bincount(articles.columns.values, minlength=len(articles.vocabulary))
    each = iter(np.where(used, document[places] if len(document) else 0, 0).tolist())
    found = []
    for subject, parts, count, number in zip(subjects, words, held, numbers, strict=True):
        ordinary = [next(each) for _ in parts]
        if not parts or (count >= TOGETHER * min(ordinary) if subject.islower() else ordinary[0] < count):
            found.append(number)
    return found


def _is_doubtful(subject: str) -> bool:
    return subject.islower() or " " not in subject


def _listed(best: Ragged, good: Sequence[str]) -> list[tuple[str, ...]]:
    """Name the first of each row, without those that are parts of others: Kestrel beside Kestrel Bridge."""
    wholes = _wholes(good)
    numbers, starts = best.values.tolist(), best.starts.tolist()
    found = []
    for begin, end in pairwise(starts):
        row = numbers[begin:end]
        kept = [number for number in row if number not in wholes or wholes[number].isdisjoint(row)]
        found.append(tuple(good[number] for number in kept[:LISTED]))
    return found


def _wholes(good: Sequence[str]) -> Mapping[int, frozenset[int]]:
    """Numbers of the subjects of which another is a part, where it is."""
    number = {subject.casefold(): place for place, subject in enumerate(good)}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for subject, whole in number.items():
        words = subject.split()
        for size in range(1, len(words)):
            for begin in range(len(words) - size + 1):
                part = number.get(" ".join(words[begin : begin + size]))
                if part is not None:
                    found[part].add(whole)
    return {part: frozenset(wholes) for part, wholes in found.items()}


def _is_good(subject: str, ignored: Iterable[str]) -> bool:
    folded = subject.casefold()
    if folded in ignored or (len(subject) < 3 and not (len(subject) == 2 and subject.isupper())):
        return False
    parts = folded.split()
    if parts[0].rstrip(".") in HONORIFICS or parts[-1] in OFFICES or len(parts[0].rstrip(".")) < 2:
        return False  # the last: an initial and a surname
    if _JOINED.search(subject):
        return False
    if " " not in subject:
        return folded not in common_words() and not _DEMONYM.search(folded) and not subject.islower()
    return not all(part in ignored or part in common_words() for part in parts)


def _of_outlets(outlets: Iterable[str]) -> Iterator[str]:
    """Names of outlets as articles write them: in full, without the article, by the kind of paper, by initials."""
    for outlet in outlets:
        parts = outlet.casefold().removeprefix("the ").split()
        yield from (outlet.casefold(), " ".join(parts), *parts[-1:])
        yield from (part.casefold() for part in outlet.split() if part.isupper())
