"""What can be told of a block without reading it: numbers for the model of the block filter.

Each number is cheap, needs no language, and says the same thing on any publisher's pages: how long and linked a block
is, what the names around it mean (``lexicon``), how furniture-like its first words are (``furniture.txt``), where it
stands in the page, what its neighbours are like, and what the page says of its article elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from newsdigest.cleaning.blocks import Candidate, Container, Page
from newsdigest.cleaning.lexicon import BIT

HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SENTENCE_END: Final = tuple(".!?…。！？।؟\"”»“’')")
_CLOSING: Final = tuple('!?…。！？।؟.”"»’')
_WORD: Final = re.compile(r"\w+")
_DIGIT: Final = re.compile(r"\d")
_FIRST: Final = 6  # words of a block that are compared with furniture
_FAR: Final = 30.0


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of the article beside its blocks; all texts folded by ``key``."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    body: str = ""
    """``articleBody`` of the linked data; empty where it has none."""


def key(text: str) -> str:
    """Fold a text so that the same words compare equal: lower case, letters and digits only."""
    return " ".join(_WORD.findall(text.casefold()))


@cache
def _furniture() -> tuple[tuple[str, ...], dict[str, list[tuple[list[str], int]]]]:
    """Kinds of furniture, and the phrases that begin with each word, longest first, with the number of their kind."""
    kinds: list[str] = []
    phrases: dict[str, list[tuple[list[str], int]]] = {}
    for line in resources.files("newsdigest.cleaning").joinpath("furniture.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kinds.append(line.strip("[]"))
        elif not line.startswith("#"):
            for phrase in re.split("[,،]", line):
                words = _WORD.findall(phrase.casefold()) or ([phrase.strip()] if phrase.strip() else [])
                if words:
                    phrases.setdefault(words[0], []).append((words, len(kinds) - 1))
    for found in phrases.values():
        found.sort(key=lambda phrase: -len(phrase[0]))
    return tuple(kinds), phrases


def furniture(text: str) -> tuple[str, int]:
    """Name the kind of furniture that a block's first words announce, and how many words do; or an empty string."""
    kinds, phrases = _furniture()
    if text.startswith("©"):
        return "rights", 1
    words = _WORD.findall(text[:80].casefold())[:_FIRST]
    if words and words[0] in phrases:
        for phrase, kind in phrases[words[0]]:
            if words[: len(phrase)] == phrase:
                return kinds[kind], len(phrase)
    return "", 0


TAGS: Final = {
    "p": 1, "h1": 2, "h2": 3, "h3": 4, "h4": 5, "h5": 6, "h6": 6, "li": 7, "td": 8, "th": 8, "figcaption": 9,
    "caption": 9, "blockquote": 10, "div": 11, "section": 12, "article": 12, "main": 12, "dd": 13, "dt": 13, "pre": 14,
    "a": 15, "address": 16, "summary": 17, "details": 17, "body": 18,
}  # fmt: skip

NUMBERS: Final = (
    "length", "words", "linked", "links", "strong", "ends", "commas", "digits", "capitals", "after_image", "tag",
    "list_depth", "in_quote", "own_blocks", "own_linked", "own_prose", "parent_blocks", "parent_linked", "parent_prose",
    "grand_prose", "grand_linked", "in_main", "below_main", "main_prose", "alike_prose", "alike_count", "alike_linked",
    "path_prose", "path_count", "own_article", "other_heads", "prose_before", "prose_after", "from_title", "from_first",
    "to_last", "before_length", "before_linked", "before_prose", "before_same", "after_length", "after_linked",
    "after_prose", "after_same", "before2_prose", "after2_prose", "heading_distance", "kind_words", "kind_share",
    "title", "description", "hinted", "repeated", "author", "last_words",
)  # fmt: skip
TOLD: Final = (
    "widget",
    "related",
    "share",
    "paywall",
    "meta",
    "header",
    "embed",
    "factbox",
    "quote",
    "standfirst",
    "title",
    "body",
)
"""What names may tell the model; the sure rules have dropped the blocks of which other names speak."""
FEATURES: Final = (*NUMBERS, *(f"flag_{name}" for name in TOLD))


def rows(page: Page, main: Container, clues: Clues, live: Sequence[int]) -> list[list[float]]:
    """Give the numbers of ``FEATURES`` for each block whose index is in ``live`` (ascending)."""
    blocks = page.blocks
    total = max(1, page.containers[0].prose)
    prose = [block.prose for block in blocks]
    alike, paths = _likes(blocks)
    repeats = Counter([block.text for block in blocks])
    keys = {number: key(blocks[number].text) for number in live if len(blocks[number].text) < 700}
    titles = [block.index for block in blocks if block.container.tag == "h1" and key(block.text) in clues.titles]
    title_at = titles[0] if titles else next((number for number in live if keys.get(number) in clues.titles), -1)
    title_article = _nearest_article(blocks[title_at].container) if title_at >= 0 else None
    other_heads = [number for number in live if number > title_at and blocks[number].container.tag == "h1"]
    other_heads = [number for number in other_heads if keys.get(number) not in clues.titles]
    in_main = {number: _inside(blocks[number].container, main) for number in live}
    sure = [number for number in live if prose[number] and in_main[number]]
    first, last = (sure[0], sure[-1]) if sure else (0, len(blocks))
    inside_prose = max(1.0, float(sum(prose[number] for number in sure)))
    passed = 0.0
    heading = -1
    bits = [BIT[name] for name in TOLD]
    chains: dict[int, tuple[float, float]] = {}
    out = []
    end = len(blocks)
    for number in live:
        block = blocks[number]
        text, container = block.text, block.container
        size = len(text)
        folded = keys.get(number, "")
        words = folded.count(" ") + 1 if folded else text.count(" ") + 1
        parent = container.parent or container
        grand = parent.parent or parent
        like = alike[parent.index, container.tag, container.names]
        path = paths[container.tag, container.names, parent.tag, parent.names]
        kind_words = furniture(text)[1] if size < 400 else 0
        own = prose[number] if in_main[number] else 0
        before = blocks[number - 1] if number else None
        after = blocks[number + 1] if number + 1 < end else None
        ending = text[-120:].casefold()
        starts = [word[0] for word in text[:200].split()]
        chain = chains.get(parent.index) or chains.setdefault(parent.index, _chain(parent))
        row = [
            float(min(size, 2000)),
            float(min(words, 300)),
            block.linked / size,
            float(min(block.links, 20)),
            block.strong / size,
            float(text.endswith(_CLOSING)),
            (text.count(",") + text.count(".") + text.count("،") + text.count("。")) / words,
            len(_DIGIT.findall(text, 0, 200)) / min(200, size),
            sum(map(str.isupper, starts)) / len(starts),
            float(block.after_image),
            float(TAGS.get(container.tag, 0)),
            chain[0] + (container.tag == "li"),
            float(chain[1] or container.tag == "blockquote"),
            float(min(container.blocks, 100)),
            container.linked / max(1, container.chars),
            container.prose / total,
            float(min(parent.blocks, 200)),
            parent.linked / max(1, parent.chars),
            parent.prose / total,
            grand.prose / total,
            grand.linked / max(1, grand.chars),
            float(in_main[number]),
            float(container.depth - main.depth) if in_main[number] else -1.0,
            main.prose / total,
            like[0] / total,
            min(like[1], 100.0),
            like[2] / max(1.0, like[3]),
            path[0] / total,
            min(path[1], 100.0),
            -1.0 if title_article is None else float(_nearest_article(container) is title_article),
            float(sum(number > other for other in other_heads[:5])),
            passed / inside_prose,
            1 - (passed + own) / inside_prose,
            max(-_FAR, min(_FAR, number - title_at)) if title_at >= 0 else -_FAR - 1,
            max(-_FAR, min(_FAR, number - first)),
            max(-_FAR, min(_FAR, last - number)),
            *_beside(before, prose[number - 1] if before else 0, container),
            *_beside(after, prose[number + 1] if after else 0, container),
            float(min(prose[number - 2], 500)) if number > 1 else -1.0,
            float(min(prose[number + 2], 500)) if number + 2 < end else -1.0,
            float(min(_FAR, number - heading)) if heading >= 0 else _FAR,
            float(kind_words),
            kind_words / words,
            _likeness(folded, clues.titles),
            _likeness(folded, clues.descriptions),
            (float(folded[:300] in clues.body) if folded else 1.0) if clues.body else -1.0,
            float(min(5, repeats[text])),
            float(any(name in folded for name in clues.authors)),
            float(any(word in ending for word in _CONTACT)),
        ]
        near = container.flags | block.inner | (parent.flags if parent.prose < 0.5 * total else 0)
        inherited = container.inherited | block.inner
        row += [2.0 if near & bit else 1.0 if inherited & bit else 0.0 for bit in bits]
        out.append(row)
        passed += own
        if container.tag in HEADINGS or (block.strong > 0.9 * size and size < 100):
            heading = number
    return out


def _likes(
    blocks: Sequence[Candidate],
) -> tuple[dict[tuple[int, str, str], list[float]], dict[tuple[str, str, str, str], list[float]]]:
    """Add up prose, number, links and length of blocks that look alike: side by side, and anywhere on the page."""
    alike: dict[tuple[int, str, str], list[float]] = {}
    paths: dict[tuple[str, str, str, str], list[float]] = {}
    for block in blocks:
        if block.opaque:
            continue
        container = block.container
        parent = container.parent or container
        place = (parent.index, container.tag, container.names)
        counts = alike.get(place)
        if counts is None:
            counts = alike[place] = [0.0, 0.0, 0.0, 0.0]
            path = (container.tag, container.names, parent.tag, parent.names)
            sums = paths.get(path)
            if sums is None:
                sums = paths[path] = [0.0, 0.0]
        else:
            sums = paths[container.tag, container.names, parent.tag, parent.names]
        counts[0] += block.prose
        counts[1] += 1
        counts[2] += block.linked
        counts[3] += len(block.text)
        sums[0] += block.prose
        sums[1] += 1
    return alike, paths


def _beside(neighbour: Candidate | None, prose: int, container: Container) -> tuple[float, float, float, float]:
    """Length, share of links, prose and kinship of the block before or after."""
    if neighbour is None:
        return -1.0, -1.0, -1.0, -1.0
    size = len(neighbour.text)
    same = neighbour.container.parent is container.parent
    return float(min(size, 500)), neighbour.linked / size, float(min(prose, 500)), float(same)


def prose_of(block: Candidate) -> int:
    """Characters of a block if it reads like sentences, else none."""
    text = block.text
    if block.opaque or len(text) < 50 or block.linked > 0.5 * len(text):
        return 0
    return len(text) if len(text) > 140 or text.endswith(SENTENCE_END) else 0


def _inside(container: Container | None, outer: Container) -> bool:
    """Whether a container is another one or lies in it."""
    while container is not None and container.depth >= outer.depth:
        if container is outer:
            return True
        container = container.parent
    return False


def _chain(container: Container | None) -> tuple[float, float]:
    """Depth in lists, and whether in a quote."""
    lists = quote = 0.0
    while container is not None:
        tag = container.tag
        if tag == "li":
            lists += 1
        elif tag == "blockquote":
            quote = 1.0
        container = container.parent
    return lists, quote


_CONTACT: Final = (
    "contributed", "reached at", "on twitter", "@", "reporting by", "newsletter", "subscribe", "copyright",
    "all rights", "follow him", "follow her", "follow us", "read more", "click here",
)  # fmt: skip


def _nearest_article(container: Container | None) -> Container | None:
    """Find the innermost ``article`` element around a container, itself included."""
    while container is not None and not container.article:
        container = container.parent
    return container


def _likeness(text: str, others: Sequence[str]) -> float:
    """How alike a text is to the likest of others: 3 the same, 2 one begins or contains the other, share of words."""
    best = 0.0
    if not text:
        return best
    words: set[str] = set()
    for other in others:
        if not other:
            continue
        if text == other:
            return 3.0
        if (len(text) > 20 and text in other) or (len(other) > 20 and other in text):
            best = max(best, 2.0)
        else:
            words = words or set(text.split())
            theirs = set(other.split())
            best = max(best, len(words & theirs) / len(words | theirs))
    return best


SURROUNDINGS: Final = (
    "own_answer", "before_answer", "before2_answer", "after_answer", "after2_answer", "around5", "container_answer",
    "parent_answer", "alike_answer", "kept_before", "kept_after", "run_before", "run_after", "level", "above_level",
)  # fmt: skip


def surroundings(page: Page, live: Sequence[int], answers: Sequence[float]) -> list[list[float]]:
    """Give the numbers of ``SURROUNDINGS``: what a first model's answers say of the blocks around each live one.

    ``answers`` are probabilities, one for each live block.
    """
    sums: dict[Any, list[float]] = {}
    places = []
    for number, answer in zip(live, answers, strict=True):
        block = page.blocks[number]
        container, parent = block.container, block.container.parent
        size = min(len(block.text), 400) + 1.0
        up = parent.index if parent else -1
        place = (("in", container.index), ("below", up), (up, container.tag, container.names))
        places.append((place, size))
        for where in place:
            counts = sums.setdefault(where, [0.0, 0.0])
            counts[0] += answer * size
            counts[1] += size
    weighed = [answer * size for answer, (_, size) in zip(answers, places, strict=True)]
    total = sum(weighed) or 1.0
    ranked = sorted(zip(answers, (size for _, size in places), strict=True), reverse=True)
    level, mass = 0.0, 0.0  # mean answer of the likelier half of the page
    half = sum(size for _, size in ranked) / 3
    for answer, size in ranked:
        level += answer * size
        mass += size
        if mass > half:
            break
    level /= mass or 1.0
    out = []
    passed = 0.0
    padded = [0.0, 0.0, 0.0, *answers, 0.0, 0.0, 0.0]
    last_kept, runs_before = -int(_FAR), []
    for number, answer in zip(live, answers, strict=True):
        runs_before.append(min(_FAR, number - last_kept))
        if answer > 0.5:
            last_kept = number
    next_kept, runs_after = 10**9, []
    for number, answer in zip(reversed(live), reversed(answers), strict=True):
        runs_after.append(min(_FAR, next_kept - number))
        if answer > 0.5:
            next_kept = number
    runs_after.reverse()
    for position, answer in enumerate(answers):
        place, size = places[position]
        own = answer * size
        row = [answer, padded[position + 2], padded[position + 1], padded[position + 4], padded[position + 5]]
        row.append((sum(padded[position : position + 7]) - answer) / 6)
        for counts in map(sums.__getitem__, place):
            row.append((counts[0] - own) / (counts[1] - size) if counts[1] - size > 0 else -1.0)
        row += [passed / total, (total - passed - own) / total, runs_before[position], runs_after[position]]
        row += [level, answer - level]
        passed += own
        out.append(row)
    return out
