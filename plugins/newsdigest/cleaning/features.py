"""What can be told of a block without reading it: numbers for the model of the block filter.

Each number is cheap, needs no language, and says the same thing on any publisher's pages: how long and linked a block
is, what the names around it mean (``lexicon``), how furniture-like its first words are (``furniture.txt``), where it
stands in the page, what its neighbours are like, and what the page says of its article elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from newsdigest.cleaning.blocks import Candidate, Container, Page
from newsdigest.cleaning.lexicon import BIT

HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SENTENCE_END: Final = tuple(".!?…。！？।؟\"”»“’')")
_CLOSING: Final = tuple('!?…。！？।؟.”"»’')
_WORD: Final = re.compile(r"\w+")
_FIRST_WORDS: Final = re.compile(r"\W*(\w+)(?:\W+(\w+))?")
_DIGIT: Final = re.compile(r"\d")
_FIRST: Final = 6  # words of a block that are compared with furniture
_FAR: Final = 30.0
_NEVER: Final = 10_000.0  # a distance to what is not there


class Texts:
    """Texts folded by ``key``, and whether another text is one of them: most are not, as their first letter tells."""

    __slots__ = ("_firsts", "_worded", "folded")

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.folded = tuple(dict.fromkeys(filter(None, map(key, texts))))
        self._firsts = {text[0] for text in self.folded}
        self._worded = [(text, frozenset(text.split())) for text in self.folded]

    def have(self, text: str) -> bool:
        """Whether a text is one of these, but for case and punctuation."""
        first = text[:1]  # as in _may_begin; this is asked of every block
        return (not first.isalnum() or first.casefold()[0] in self._firsts) and key(text) in self.folded

    def begin(self, text: str, least: int) -> bool:
        """Whether a text begins with one of these that has at least ``least`` characters."""
        return self._may_begin(text) and any(
            len(title) >= least and key(text[: 2 * len(title)]).startswith(title) for title in self.folded
        )

    def _may_begin(self, text: str) -> bool:
        """Whether the first letter of a text is that of one of these, or no letter."""
        first = text[:1]
        return not first.isalnum() or first.casefold()[0] in self._firsts

    def likeness(self, text: str, words: frozenset[str]) -> float:
        """How alike a folded text is to the likest of these: 3 the same, 2 one holds the other, else share of words."""
        best = 0.0
        if not text:
            return best
        for other, theirs in self._worded:
            if text == other:
                return 3.0
            if (len(text) > 20 and text in other) or (len(other) > 20 and other in text):
                best = 2.0
            elif best < 1.0 and (shared := len(words & theirs)):
                best = max(best, shared / (len(words) + len(theirs) - shared))
        return best


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of the article beside its blocks; all texts folded by ``key``."""

    titles: Texts
    descriptions: Texts
    authors: tuple[str, ...] = ()


@lru_cache(maxsize=1024)  # every text of a page is compared two or three times
def key(text: str) -> str:
    """Fold a text so that the same words compare equal: lower case, letters and digits only."""
    if text.isascii():
        return _single_spaced(text.encode().translate(_APART).decode())  # several times as fast as by characters
    bare = text
    for mark in PUNCTUATION:
        if mark in bare:
            bare = bare.replace(mark, " ")
    try:  # most of what is not English fits into bytes, too
        return _single_spaced(bare.casefold().encode("latin-1").translate(_APART).decode("latin-1"))
    except UnicodeEncodeError:
        return " ".join(_WORD.findall(text.casefold()))


def _single_spaced(text: str) -> str:
    """Fold the spaces between words into one each: few words have more, so most texts need not be taken apart."""
    text = text.strip(" ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


_APART: Final = "".join(
    (chr(n).lower() if n < 128 else chr(n)) if _WORD.match(chr(n)) else " " for n in range(256)
).encode("latin-1")
"""What each byte of Latin-1 becomes: letters stay, capitals of English turn small, all between words is a space."""
PUNCTUATION: Final = "’“”–‘—…"


@cache
def _furniture() -> tuple[tuple[str, ...], frozenset[str], dict[str, list[tuple[list[str], int]]]]:
    """Kinds of furniture, words that phrases begin with, and the phrases with the number of their kind.

    Phrases are found by their first two words, or by the only one; longest first.
    """
    kinds: list[str] = []
    phrases: dict[str, list[tuple[list[str], int]]] = {}
    for line in resources.files("newsdigest.cleaning").joinpath("furniture.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kinds.append(line.strip("[]"))
        elif not line.startswith("#"):
            for phrase in re.split("[,،]", line):
                words = _WORD.findall(phrase.casefold()) or ([phrase.strip()] if phrase.strip() else [])
                if words:
                    phrases.setdefault(" ".join(words[:2]), []).append((words, len(kinds) - 1))
    for found in phrases.values():
        found.sort(key=lambda phrase: -len(phrase[0]))
    return tuple(kinds), frozenset(opening.partition(" ")[0] for opening in phrases), phrases


def furniture(text: str) -> tuple[str, int]:
    """Name the kind of furniture that a block's first words announce, and how many words do; or an empty string."""
    kinds, firsts, phrases = _furniture()
    if text.startswith("©"):
        return "rights", 1
    opening = text[:80]
    first = opening.partition(" ")[0].casefold()
    if first.isalnum() and first not in firsts:  # nearly always
        return "", 0
    opening = opening.casefold()
    words = _FIRST_WORDS.match(opening)
    if words and words[1] in firsts:
        for start in (f"{words[1]} {words[2]}", words[1]):
            if start in phrases:  # hardly ever
                read = _WORD.findall(opening)[:_FIRST]
                for phrase, kind in phrases[start]:
                    if read[: len(phrase)] == phrase:
                        return kinds[kind], len(phrase)
    return "", 0


TAGS: Final = {
    "p": 1, "h1": 2, "h2": 3, "h3": 4, "h4": 5, "h5": 6, "h6": 6, "li": 7, "td": 8, "th": 8, "figcaption": 9,
    "caption": 9, "blockquote": 10, "div": 11, "section": 12, "article": 12, "main": 12, "dd": 13, "dt": 13, "pre": 14,
    "a": 15, "address": 16, "summary": 17, "details": 17, "body": 18,
}  # fmt: skip

NUMBERS: Final = (
    "length", "words", "linked", "strong", "slanted", "ends",
    "commas", "digits", "capitals", "after_image", "tag", "list_depth", "in_quote", "own_blocks", "own_linked",
    "own_prose", "parent_blocks", "parent_linked", "parent_prose", "grand_prose", "grand_linked", "below_main",
    "main_prose", "alike_prose", "alike_count", "alike_linked", "path_prose", "path_count", "own_article",
    "prose_before", "prose_after", "from_title", "from_first", "to_last", "before_length", "before_linked",
    "before_prose", "before_same", "after_length", "after_linked", "after_prose", "before2_prose", "after2_prose",
    "heading_distance", "kind_words", "kind_share", "title", "description", "last_words",
)  # fmt: skip
TOLD: Final = ("embed", "factbox")
"""What names tell the model; the sure rules have dropped the blocks of which other names speak."""
FEATURES: Final = (*NUMBERS, *(f"flag_{name}" for name in TOLD))


def rows(page: Page, main: Container, clues: Clues, live: Sequence[int]) -> list[list[float]]:
    """Give the numbers of ``FEATURES`` for each block whose index is in ``live`` (ascending)."""
    blocks = page.blocks
    total = page.containers[0].prose or 1
    alike, paths = _likes(blocks, live)
    known = clues.titles.folded
    keys = {number: key(blocks[number].text) for number in live if len(blocks[number].text) < 700}
    titles = [block.index for block in page.heads if clues.titles.have(block.text)]
    title_at = titles[0] if titles else next((number for number in live if keys.get(number) in known), -1)
    title_article = _nearest_article(blocks[title_at].container) if title_at >= 0 else None
    in_main = [_inside(blocks[number].container, main) for number in live]
    sure = [number for number, within in zip(live, in_main, strict=True) if within and blocks[number].prose]
    first, last = (sure[0], sure[-1]) if sure else (0, len(blocks))
    inside_prose = sum([blocks[number].prose for number in sure]) or 1
    main_prose = main.prose / total
    embed, factbox = (BIT[name] for name in TOLD)
    passed = 0
    heading = -1
    above: dict[int, tuple[float, float, tuple[float, ...]]] = {}
    out = []
    nothing = (-1.0, -1.0, -1.0, -1.0)
    endings = [blocks[number].text[-120:].casefold() for number in live]
    together = "\n".join(endings)
    contact = [phrase for phrase in _CONTACT if phrase in together]  # hardly any is on a page at all
    end = len(blocks)
    for number, within, ending in zip(live, in_main, endings, strict=True):
        block = blocks[number]
        text, container = block.text, block.container
        size = len(text)
        tag = container.tag
        folded = keys.get(number, "")
        words = folded.count(" ") + 1 if folded else text.count(" ") + 1
        distinct = frozenset(folded.split())
        parent = container.parent or container
        like = alike[parent.index, tag, container.names]
        path = paths[tag, container.names, parent.tag, parent.names]
        kind_words = furniture(text)[1] if size < 400 else 0
        own = block.prose if within else 0
        capitals, digits = _shares(text[:200])
        lists, quote, outer = above.get(parent.index) or above.setdefault(parent.index, _above(parent, total))
        near = container.inherited | block.inner
        row = [
            size,
            words,
            block.linked / size,
            block.strong / size,
            block.slanted / size,
            text.endswith(_CLOSING),
            (text.count(",") + text.count(".") + text.count("،") + text.count("。")) / words,
            digits,
            capitals,
            block.after_image,
            TAGS.get(tag, 0),
            lists + (tag == "li"),
            quote or tag == "blockquote",
            container.blocks,
            container.linked / (container.chars or 1),
            container.prose / total,
            *outer,
            container.depth - main.depth if within else -1,
            main_prose,
            like[0] / total,
            like[1],
            like[2] / (like[3] or 1.0),
            path[0] / total,
            path[1],
            -1 if title_article is None else _nearest_article(container) is title_article,
            passed / inside_prose,
            1 - (passed + own) / inside_prose,
            number - title_at if title_at >= 0 else -_NEVER,
            number - first,
            last - number,
            *(_beside(blocks[number - 1], container) if number else nothing),
            *(_beside(blocks[number + 1], container) if number + 1 < end else nothing)[:3],
            blocks[number - 2].prose if number > 1 else -1,
            blocks[number + 2].prose if number + 2 < end else -1,
            number - heading if heading >= 0 else _NEVER,
            kind_words,
            kind_words / words,
            clues.titles.likeness(folded, distinct),
            clues.descriptions.likeness(folded, distinct),
            bool(contact) and any(phrase in ending for phrase in contact),
            2.0 if (container.flags | block.inner | parent.flags) & embed else 1.0 if near & embed else 0.0,
            2.0 if (container.flags | block.inner | parent.flags) & factbox else 1.0 if near & factbox else 0.0,
        ]
        out.append([*map(float, row)])
        passed += own
        if tag in HEADINGS or (block.strong > 0.9 * size and size < 100):
            heading = number
    return out


def _shares(text: str) -> tuple[float, float]:
    """Share of words with a capital, and share of digits, in the beginning of a block."""
    bare = text
    if not text.isascii():
        for mark in PUNCTUATION:
            if mark in bare:
                bare = bare.replace(mark, "-")
    try:  # as in ``key``
        shape = b" " + bare.encode("latin-1").translate(_SHAPE)
    except UnicodeEncodeError:
        starts = [word[0] for word in text.split()]
        return sum(map(str.isupper, starts)) / len(starts), len(_DIGIT.findall(text)) / len(text)
    words = shape.count(b" ") - shape.endswith(b" ")
    return shape.count(b" A") / words, shape.count(b"0") / len(text)


_SHAPE: Final = bytes(
    32 if n == 32 else ord("A") if chr(n).isupper() else ord("0") if _DIGIT.match(chr(n)) else 97 for n in range(256)
)
"""What each byte of Latin-1 becomes: a capital letter A, a digit 0, the space stays, all others are a."""


def _likes(
    blocks: Sequence[Candidate], live: Sequence[int]
) -> tuple[dict[tuple[int, str, str], list[float]], dict[tuple[str, str, str, str], list[float]]]:
    """Add up prose, number, links and length of blocks that look like live ones: side by side, and on the page."""
    alike: dict[tuple[int, str, str], list[float]] = {}
    paths: dict[tuple[str, str, str, str], list[float]] = {}
    wanted = {blocks[number].container.names for number in live}
    for block in blocks:
        container = block.container
        if container.names not in wanted or block.opaque:
            continue
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


def _beside(neighbour: Candidate, container: Container) -> tuple[float, float, float, float]:
    """Length, share of links, prose and kinship of the block before or after."""
    size = len(neighbour.text)
    return size, neighbour.linked / size, neighbour.prose, neighbour.container.parent is container.parent


def prose_of(block: Candidate) -> int:
    """Characters of a block if it reads like sentences, else none."""
    text = block.text
    size = len(text)
    if size < 50 or block.opaque or block.linked > 0.5 * size:
        return 0
    return size if size > 140 or text.endswith(SENTENCE_END) else 0


def _inside(container: Container | None, outer: Container) -> bool:
    """Whether a container is another one or lies in it."""
    while container is not None and container.depth >= outer.depth:
        if container is outer:
            return True
        container = container.parent
    return False


def _above(parent: Container, total: int) -> tuple[float, float, tuple[float, ...]]:
    """Depth in lists, whether in a quote, and blocks, links and prose of a block's parent and of what is around it."""
    grand = parent.parent or parent
    shares = (
        parent.blocks,
        parent.linked / (parent.chars or 1),
        parent.prose / total,
        grand.prose / total,
        grand.linked / (grand.chars or 1),
    )
    lists = quote = 0.0
    container: Container | None = parent
    while container is not None:
        tag = container.tag
        if tag == "li":
            lists += 1
        elif tag == "blockquote":
            quote = 1.0
        container = container.parent
    return lists, quote, shares


_CONTACT: Final = (
    "contributed", "reached at", "on twitter", "@", "reporting by", "newsletter", "subscribe", "copyright",
    "all rights", "follow him", "follow her", "follow us", "read more", "click here",
)  # fmt: skip


def _nearest_article(container: Container | None) -> Container | None:
    """Find the innermost ``article`` element around a container, itself included."""
    while container is not None and not container.article:
        container = container.parent
    return container


SURROUNDINGS: Final = (
    "own_answer", "before_answer", "before2_answer", "after_answer", "after2_answer", "around5",
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
        place = (up, (up, container.tag, container.names))
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
