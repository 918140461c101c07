"""Subjects: places, organisations and phrases that recur over the corpus, few and good.

Names are runs of words with a capital that no sentence start explains; phrases are pairs of ordinary words that stand
together several times in an article and mostly with each other in the corpus. People have pages of their own and are
no subjects. What is never one stands in ``not_subjects.txt``, names for the same in ``same_subjects.txt``.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from newsdigest.annotation.terms import key
from newsdigest.corpus.features import common_words, digest
from newsdigest.corpus.memory import Memory
from newsdigest.model import Entry

LEAST = 3  # articles that a subject must be in to be one
MOST, SMALL = 0.3, 30  # share of the corpus in which it still tells articles apart; every corpus counts as so many
LISTED = 6  # subjects of one article
TITLE = 3  # a mention in the headline counts this often
TWICE = 2  # a phrase must stand in an article so often
TOGETHER = 0.4  # share of the articles with its rarer word in which the whole phrase stands

HONORIFICS = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "sir", "dame", "lord", "lady"])
OFFICES = frozenset(
    ["minister", "secretary", "president", "chancellor", "mayor", "governor", "ambassador", "commissioner"]
)

_CAPITAL = r"(?:(?:[A-Z]\.){2,}|[^\W\d_a-zß-öø-ÿ][\w’'&-]*)"
_RUN = re.compile(
    rf"(?<![\w’'-]){_CAPITAL}(?:[ ](?:(?:of|for|the|de|del|di|da|du|la|le|al|van|von|&)[ ]){{0,2}}{_CAPITAL})*"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]")
_POSSESSIVE = re.compile(r"['’]s?$")
_DEMONYM = re.compile(r"(?:ian|ean|ese|ish|ans)$")


def candidates(entry: Entry) -> dict[str, int]:
    """Possible subjects of one article and how often they stand in it; names as written, phrases in small letters."""
    people = {part.casefold() for name in (*entry.people, *entry.article.authors) for part in name.split()}
    found: Counter[str] = Counter()
    for number, text in enumerate((entry.article.title, entry.article.standfirst, *entry.paragraphs)):
        if not text.isupper():
            weight = TITLE if number == 0 else 1
            for name in _names(text, titled=number == 0):
                if not _is_person(name, people):
                    found[name] += weight
    phrases: Counter[str] = Counter()
    for text in (entry.article.title, *entry.paragraphs):
        phrases.update(_phrases(text))
    found.update({phrase: count for phrase, count in phrases.items() if count >= TWICE})
    return dict(found)


def recall(entry: Entry, memory: Memory) -> dict[str, int]:
    """Possible subjects of one article, remembered or found."""
    depends = (digest(entry), entry.people, entry.article.authors)
    found: dict[str, int] = memory.recall("subjects", depends, lambda: candidates(entry))
    return found


def _names(text: str, titled: bool) -> Iterator[str]:
    """Runs of words with a capital, without articles before and possessives behind."""
    for match in _RUN.finditer(text):
        opens = (
            titled
            or not text[: match.start()].rstrip("\"“‘'([— ")
            or text[: match.start()].rstrip("\"“‘'( ")[-1:] in ".!?:…”"
        )
        parts = _POSSESSIVE.sub("", match.group()).split()
        while parts and (opens or parts[0] in ("The", "A", "An")) and parts[0].lower() in common_words():
            parts, opens = parts[1:], False
        if not parts or (opens and len(parts) == 1) or parts[0][0].islower():
            continue
        yield same().get(" ".join(parts), " ".join(parts))


def _is_person(name: str, people: set[str]) -> bool:
    """Whether a run names somebody: it holds a part of a person's name."""
    parts = [part.casefold() for part in name.split()]
    return any(_POSSESSIVE.sub("", part) in people for part in parts)


def _phrases(text: str) -> Iterator[str]:
    """Pairs of ordinary words that stand side by side."""
    before = ""
    for word in _WORD.findall(text):
        usable = word.islower() and len(word) > 3 and word not in common_words() and not word.endswith("ly")
        if usable and before:
            yield f"{before} {key(word)}"
        before = word if usable else ""


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
    found: Sequence[Mapping[str, int]], words: Sequence[Iterable[str]], outlets: Iterable[str]
) -> list[tuple[str, ...]]:
    """Choose the subjects of every article, the most telling first.

    ``found`` are the candidates of each article, ``words`` its ordinary words, ``outlets`` names that are no subjects.
    """
    name = _spellings(found)
    holders = Counter(subject for candidates in found for subject in {name[text] for text in candidates})
    document = Counter(word for each in words for word in each)
    ignored = never() | set(_of_outlets(outlets))
    most = MOST * max(len(found), SMALL)
    good = {
        subject
        for subject, count in holders.items()
        if LEAST <= count <= most and _is_good(subject, ignored) and _is_one_thing(subject, count, document)
    }
    chosen = []
    for candidates in found:
        counts: Counter[str] = Counter()
        for text, count in candidates.items():
            if name[text] in good:
                counts[name[text]] += count
        worth = {s: (1 + math.log(c)) * math.log(len(found) / holders[s] + 1) for s, c in counts.items()}
        best = sorted(worth, key=lambda subject: (-worth[subject], subject))
        chosen.append(tuple(_without_parts(best))[:LISTED])
    return chosen


def _spellings(found: Sequence[Mapping[str, int]]) -> dict[str, str]:
    """Every candidate as most articles write it: ``Ministry Of Defence`` in a headline is ``Ministry of Defence``."""
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for candidates in found:
        for text in candidates:
            written[text.casefold().removeprefix("the ")][text] += 1
    best = {folded: min(forms, key=lambda text: (-forms[text], text)) for folded, forms in written.items()}
    return {text: best[folded] for folded, forms in written.items() for text in forms}


def _is_good(subject: str, ignored: Iterable[str]) -> bool:
    folded = subject.casefold()
    if folded in ignored or (len(subject) < 3 and not subject.isupper()):
        return False
    parts = folded.split()
    if parts[0].rstrip(".") in HONORIFICS or parts[-1] in OFFICES:
        return False
    if " " not in subject:
        return folded not in common_words() and not _DEMONYM.search(folded) and not subject.islower()
    return not all(part in ignored or part in common_words() for part in parts)


def _is_one_thing(subject: str, count: int, document: Mapping[str, int]) -> bool:
    """Whether a subject is a thing of its own.

    A single word with a capital is, where it is more often written so than as an ordinary word; a phrase is, where its
    words mostly stand together rather than happening to meet.
    """
    if subject.islower():
        return count >= TOGETHER * min(document.get(key(part), count) for part in subject.split())
    return " " in subject or document.get(key(subject), 0) < count


def _of_outlets(outlets: Iterable[str]) -> Iterator[str]:
    """Names of outlets as articles write them: in full, without the article, by the kind of paper, by initials."""
    for outlet in outlets:
        parts = outlet.casefold().removeprefix("the ").split()
        yield from (outlet.casefold(), " ".join(parts), *parts[-1:])
        yield from (part.casefold() for part in outlet.split() if part.isupper())


def _without_parts(best: Sequence[str]) -> Iterator[str]:
    """Leave out subjects that are parts of others: Kestrel beside Kestrel Bridge."""
    for subject in best:
        if not any(subject != other and f" {subject.casefold()} " in f" {other.casefold()} " for other in best):
            yield subject
