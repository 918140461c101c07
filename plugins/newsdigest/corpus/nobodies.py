"""Names that the corpus takes for something else: a place or a company that one article made a person of.

What an article shows too little of to be sure, the others show: where a name without any sign of a person (a role,
words said, a usual given name) stands more often unmarked than marked, it is nobody's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat

from newsdigest.annotation.lexicon import fold, lexicon
from newsdigest.corpus.identity import Identity, Key
from newsdigest.model import Entry

POSSESSIVE = re.compile(r"['’]s?$")
CAPITALISED = re.compile(r"(?<![\w’'-])[^\W\d_a-z][\w’'-]*")


Holding = Callable[[Iterable[str]], Mapping[int, Iterable[str]]]
"""Number of each article that may hold any of some words → those words; it may give too many."""


def nobodies(
    entries: Sequence[Entry], identity: Identity, holding: Holding | None = None
) -> dict[Key, tuple[int, int]]:
    """Find the keys of names that are nobody's, each with how often it is marked as a person and how often not.

    The editor's people are never among them. ``holding`` saves looking through articles that cannot hold a name.
    """
    rows = list(zip(identity.seen, identity.keys, strict=True))
    human = {key for each, key in rows if isinstance(key, int) or each.roles}
    rows = [(each, key) for each, key in rows if key not in human]
    human = {key for each, key in rows if _speaks(entries[each.article], each.name) or _is_usual(each.name)}
    doubted: dict[Key, set[str]] = defaultdict(set)
    key_of: dict[int, dict[str, Key]] = defaultdict(dict)
    for each, key in rows:
        if key not in human:
            doubted[key].add(each.name)
            key_of[each.article][each.name] = key
    marked: Counter[Key] = Counter()
    for i, keys in key_of.items():
        marked.update(keys[mention.person] for mention in entries[i].annotations.mentions if mention.person in keys)
    unmarked = _unmarked(entries, {name for own in doubted.values() for name in own}, holding)
    counts = {key: (marked[key], sum(unmarked[name] for name in own)) for key, own in doubted.items()}
    return {key: (own, other) for key, (own, other) in counts.items() if other > own}


def _speaks(entry: Entry, name: str) -> bool:
    return any(quote.speaker == name for quote in entry.annotations.quotes)


def _is_usual(name: str) -> bool:
    """Say whether a name of several words begins with a usual given name or an initial, or ends in a common surname."""
    words = [fold(word).strip(".,") for word in name.split()]
    if len(words) < 2:
        return False
    first, last = lexicon().get(words[0], ""), lexicon().get(words[-1], "")
    return len(words[0]) == 1 or "g" in first or ("s" in last and not set("wpq") & set(first + last))


def _unmarked(entries: Sequence[Entry], names: Iterable[str], holding: Holding | None) -> Counter[str]:
    """Count where names stand outside all mentions."""
    by_first: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))  # by length, then
    for name in names:
        if first := CAPITALISED.match(name):
            by_first[first[0]][len(name)].add(name)
    count: Counter[str] = Counter()
    for number, held in sorted(holding(by_first).items()) if holding else enumerate(repeat(by_first, len(entries))):
        entry = entries[number]
        text = "\n\n".join(entry.paragraphs)
        spans = [(mention.start, mention.end) for mention in entry.annotations.mentions]
        for word in held:
            for start in _places(word, text):
                for length, those in by_first[word].items():
                    end = start + length
                    if text[start:end] in those and not text[end : end + 1].isalnum():
                        count[text[start:end]] += not any(a < end and start < b for a, b in spans)
    return count


def _places(word: str, text: str) -> Iterator[int]:
    """Yield where a capitalised word stands, by itself or with a possessive."""
    start = text.find(word)
    while start >= 0:
        found = CAPITALISED.match(text, start)
        if found and _bare(found[0]) == word:
            yield start
        start = text.find(word, start + 1)


@lru_cache(maxsize=1 << 16)
def _bare(word: str) -> str:
    """Cut a possessive off a word."""
    return POSSESSIVE.sub("", word) if word[-1] in "s'’" and ("'" in word or "’" in word) else word
