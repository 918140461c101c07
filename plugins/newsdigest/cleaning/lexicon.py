"""What the names of an element (tag, class, id, role, itemprop) say of it, as a set of flags.

The words are in ``class_words.txt``, where people can add to them. Flags are bits of plain integers: enum's own are too
slow for a thousand elements a page.
"""

from __future__ import annotations

import re
from importlib import resources
from itertools import pairwise
from typing import Final

NAMES: Final = (
    "navigation", "header", "footer", "sidebar", "related", "comments", "share", "advert", "newsletter", "paywall",
    "caption", "gallery", "byline", "biography", "date", "meta", "tags", "dialog", "hidden", "form", "embed", "factbox",
    "quote", "widget", "title", "standfirst", "body", "article", "live", "picture", "post",
)  # fmt: skip
BIT: Final = {name: 1 << position for position, name in enumerate(NAMES)}
HIDDEN: Final = BIT["hidden"]

INNER: Final = sum(
    BIT[name] for name in ("caption", "byline", "date", "hidden", "advert", "newsletter", "meta", "title")
)
"""What an inline element can say of the block that it begins."""

_TAGS: Final = {
    "nav": BIT["navigation"],
    "menu": BIT["navigation"],
    "header": BIT["header"],
    "footer": BIT["footer"],
    "aside": BIT["sidebar"],
    "figcaption": BIT["caption"],
    "caption": BIT["caption"],
    "address": BIT["byline"],
    "form": BIT["form"],
    "label": BIT["form"],
    "legend": BIT["form"],
    "fieldset": BIT["form"],
    "dialog": BIT["dialog"],
    "article": BIT["article"],
    "main": BIT["article"],
    "blockquote": BIT["quote"],
    "h1": BIT["title"],
    "time": BIT["date"],
}
_NAMED: Final = frozenset(
    ("class", "id", "role", "itemprop", "data-testid", "data-component", "data-type", "data-component-name")
)
# Words of camelCase and kebab-case; no words in what build tools append: ``n1AuAdJlVL`` is no advertisement.
_WORD: Final = re.compile(r"[A-Za-z]*+\d++[A-Za-z]\w*|([A-Z]?[a-zß-ÿ]+|[A-Z]+(?![a-z]))")
_SHAPE: Final = bytes(
    byte if 97 <= byte <= 122 else ord("0") if 48 <= byte <= 57 else ord("A") if 65 <= byte <= 90 or byte > 127 else 32
    for byte in range(256)
)
"""What each byte of names becomes: ``a`` to ``z`` stay, a digit is 0, a capital or foreign letter A, others a space."""
_MIXED: Final = re.compile(rb"0[a-z]")
_LONGEST: Final = 300  # characters of names that are looked at
_SLUGGED: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))  # their ids repeat the words of their text
_STATES: Final = frozenset(("hidden", "aria-hidden", "style"))
_TELLING: Final = _NAMED | _STATES
_POST: Final = re.compile(r"\bhentry\b|\bpost-\d+\b")  # so WordPress marks what holds one article
_UNSEEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def _read() -> tuple[dict[str, int], dict[tuple[str, str], int], tuple[tuple[str, int], ...]]:
    """Read the table: single words, pairs, stems."""
    words: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    stems: dict[str, int] = {}
    bit = 0
    for line in resources.files("newsdigest.cleaning").joinpath("class_words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            bit = BIT[line.strip("[]")]
        elif not line.startswith("#"):
            for word in line.split():
                first, *rest = word.split("+")
                if word.endswith("*"):
                    stems[word[:-1]] = stems.get(word[:-1], 0) | bit
                elif rest:
                    pairs[first, rest[0]] = pairs.get((first, rest[0]), 0) | bit
                else:
                    words[word] = words.get(word, 0) | bit
    return words, pairs, tuple(stems.items())


_TABLE: Final = _read()
_WORDS: Final = _TABLE[0]
_PAIRS: Final = _TABLE[1]
_STEMS: Final = _TABLE[2]
_OPENS: Final = 1 << len(NAMES)
"""Bit of a word that pairs begin with; most have none, and then no pair needs to be looked up."""
_FIRST: Final = frozenset(first for first, _ in _PAIRS)


def element_flags(tag: str, attributes: dict[str, str]) -> tuple[str, int]:
    """Names of an element, joined, and its flags."""
    flags = _TAGS.get(tag, 0)
    if not attributes:
        return "", flags
    if len(attributes) == 1 and (names := attributes.get("class", "")):  # two elements in three
        return names, flags | name_flags(names)
    names = ""
    for key, value in attributes.items():
        if key not in _TELLING:
            continue
        if key not in _STATES:
            if key == "id" and tag in _SLUGGED:
                continue
            names = f"{names} {value}" if names else value
        elif (
            key == "hidden"
            or (key == "aria-hidden" and value == "true")
            or (key == "style" and ("none" in value or "hidden" in value) and _UNSEEN.search(value))
        ):
            flags |= HIDDEN
    return names, flags | name_flags(names) if names else flags


def name_flags(names: str) -> int:
    """Look up the flags of the words in an element's names; a page repeats most of them."""
    flags = _KNOWN.get(names, -1)
    if flags < 0:
        if len(_KNOWN) > _REMEMBERED:
            _KNOWN.clear()
        flags = _KNOWN[names] = _name_flags(names)
    return flags


# Plain dictionaries remember at a third of what ``lru_cache`` costs, which is called for every element.
_REMEMBERED: Final = 20_000
_KNOWN: Final[dict[str, int]] = {}
_PARTS: Final[dict[str, tuple[tuple[str, ...], int]]] = {}


def _name_flags(names: str) -> int:
    """Look up the flags of the words in an element's names."""
    flags = BIT["post"] if ("post-" in names or "hentry" in names) and _POST.search(names) else 0
    parts = names[:_LONGEST].split()
    for part in parts:
        flags |= _part(part)[1]
    if flags & _OPENS:
        flags ^= _OPENS
        for pair in pairwise([word for part in parts for word in _part(part)[0]]):
            flags |= _PAIRS.get(pair, 0)
    return flags


def _part(name: str) -> tuple[tuple[str, ...], int]:
    """Words of a name without spaces, and their flags; different names have most of their parts in common."""
    known = _PARTS.get(name)
    if known is None:
        if len(_PARTS) > _REMEMBERED:
            _PARTS.clear()
        words, flags = _words(name), 0
        for word in words:
            flags |= _word_flags(word)
        known = _PARTS[name] = tuple(words), flags
    return known


def _words(name: str) -> list[str]:
    """Cut a name into words in lower case."""
    shape = name.encode().translate(_SHAPE)  # three names in four have nothing but small letters of English
    if b"A" in shape or (b"0" in shape and _MIXED.search(shape)):
        return [word.lower() for word in _WORD.findall(name) if word]
    return shape.replace(b"0", b" ").decode().split()


def _word_flags(word: str) -> int:
    """Look up the flags of one word: its own, or those of the stems in it."""
    flags = _WORDS.get(word, 0)
    if not flags and len(word) > 5:
        for stem, bit in _STEMS:
            if stem in word:
                flags |= bit
    return flags | _OPENS if word in _FIRST else flags
