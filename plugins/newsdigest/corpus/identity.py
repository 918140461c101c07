"""Which names of the corpus are one person's: the forms of all articles, joined where only one reading fits.

Forms are compared through keys (surname and given name, without accents and with one letter for sounds that
transliterations spell in many ways), so the cost grows with the number of forms, not with its square. A missed merge
is preferred to a false one: what is likely but not sure is proposed to the editor and not made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from newsdigest.annotation.lexicon import classes, fold, nicknames
from newsdigest.annotation.names import parse, surname
from newsdigest.corpus.namesakes import split, walks

PARTICLES = frozenset(
    ("al", "ap", "bin", "bint", "da", "dal", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn")
) | frozenset(("la", "le", "lo", "op", "ten", "ter", "van", "vande", "vander", "von", "y", "zu", "zum", "zur"))

TITLES = frozenset(("honorific", "office"))
STUCK = re.compile(r"(?<=[a-z])\.(?=[A-Z])")
"""A lost blank: Gov.Sarah Palin."""

# One spelling for what transliterations and typing spell in several ways; the order matters.
SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?<=[aeiouy])h(?![aeiouy])", ""),  # Abdullah, Sarah
        (r"ph", "f"),
        (r"[qk]h|kh", "h"),
        (r"gh", "g"),
        (r"dh", "d"),
        (r"ck|q|c(?![eihy])", "k"),
        (r"ks", "x"),
        (r"w", "v"),
        (r"(?:[yi]j|iy|yi|y|(?<=.)j$)", "i"),  # Zelenskyy, Zelenskiy, Zelenskyj
        (r"ou|oo|ue", "u"),
        (r"oe", "o"),
        (r"ae", "a"),
        (r"ie$", "i"),
        (r"z$", "s"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """Spell a folded word so that its usual spelling variants agree: Zelensky, Zelenskiy and Zelenskyy."""
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word


class Form(NamedTuple):
    """A name as identity sees it: words in one spelling, without particles, and the generation (``jr``)."""

    words: tuple[str, ...]
    generation: str = ""

    @property
    def given(self) -> str:
        """First word."""
        return self.words[0]

    @property
    def family(self) -> str:
        """Last word."""
        return self.words[-1]


@lru_cache(maxsize=200_000)
def form(name: str) -> Form:
    """Take a name apart for comparison: without titles, wherever they were left, particles and stray marks."""
    parsed = parse(STUCK.sub(". ", name))
    parts = [part for word in parsed.words for part in re.split(r"[^\w']+", surname(word)) if part.strip("'")]
    title = max((i for i, part in enumerate(parts[:-1]) if TITLES & set(classes(part))), default=-1)
    own = [part for part in parts[title + 1 :] if part not in PARTICLES]
    words = tuple(sound(part.replace("'", "")) for part in own)
    return Form(words or tuple(parts) or (fold(name),), parsed.generation)


Key = Hashable


class Seen(NamedTuple):
    """A person of one article under the name that the article gives in full."""

    article: int
    name: str
    roles: frozenset[str] = frozenset()
    """Nouns of the roles that the article gives: ``spokesman``."""
    topic: str = ""
    also: frozenset[str] = frozenset()
    """Other names of two words and more that the article itself gives the person."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What the editor has decided about one person."""

    names: tuple[str, ...]
    apart: tuple[str, ...] = ()
    """Names that are not this person's, whatever else speaks for it."""
    articles: frozenset[int] | None = None
    """If given, the names are this person's in these articles only."""


class Doubt(NamedTuple):
    """Two names that are likely, but not surely, one person's, and why."""

    one: str
    other: str
    reason: str


class Identity(NamedTuple):
    """Who is who: a key for each person of each article, equal for the same person, and likely merges not made.

    Keys of people whom the editor has decided about are the index of the decision.
    """

    seen: Sequence[Seen]
    keys: Sequence[Key]
    doubts: Sequence[Doubt]
    namesakes: Sequence[Sequence[Key]] = ()
    """Keys that one name was split into."""


@dataclass(slots=True)
class Group:
    """Forms that are one person's so far."""

    forms: set[Form]
    articles: set[int]
    roles: set[str]
    decided: int | None = None
    also: set[Form] = field(default_factory=set)
    """Forms that an article gives the same person beside its own."""


class Groups:
    """Keys joined into groups, step by step (union-find), within what the editor allows."""

    def __init__(self, apart: Mapping[int, frozenset[Form]]) -> None:
        self._parent: dict[Key, Key] = {}
        self._groups: dict[Key, Group] = {}
        self._apart = apart

    def get(self, key: Key) -> Group | None:
        """Group of a key before anything is joined."""
        return self._groups.get(key)

    def add(self, key: Key, group: Group) -> None:
        """Begin with a group of one key."""
        self._parent[key] = key
        self._groups[key] = group

    def root(self, key: Key) -> Key:
        """Key that stands for the whole group."""
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def __getitem__(self, key: Key) -> Group:
        return self._groups[self.root(key)]

    def join(self, one: Key, other: Key) -> bool:
        """Make two groups one, unless the editor or a generation (Jr., Sr.) keeps them apart."""
        a, b = self.root(one), self.root(other)
        if a == b:
            return True
        mine, theirs = self._groups[a], self._groups[b]
        if self._forbidden(mine, theirs):
            return False
        del self._groups[b]
        self._parent[b] = a
        mine.forms |= theirs.forms
        mine.articles |= theirs.articles
        mine.roles |= theirs.roles
        mine.also |= theirs.also
        mine.decided = theirs.decided if mine.decided is None else mine.decided
        return True

    def _forbidden(self, mine: Group, theirs: Group) -> bool:
        if mine.decided is not None and theirs.decided is not None:
            return True
        for here, there in ((mine, theirs), (theirs, mine)):
            if here.decided is not None and self._apart[here.decided] & there.forms:
                return True
        return len({each.generation for each in mine.forms | theirs.forms if each.generation}) > 1


def identify(seen: Sequence[Seen], decided: Sequence[Decided] = ()) -> Identity:
    """Find which people of the articles are one person throughout the corpus."""
    return _Corpus(seen, decided).identify()


class _Corpus:
    """The state of one identification: the names, the groups, and the doubts met on the way."""

    def __init__(self, seen: Sequence[Seen], decided: Sequence[Decided]) -> None:
        self.seen = seen
        self.decided = decided
        self.groups = Groups({i: frozenset(map(form, each.apart)) for i, each in enumerate(decided)})
        self.names: dict[Form, str] = {}
        self.beside: dict[int, set[Form]] = defaultdict(set)
        self.doubts: list[Doubt] = []
        self.forms = [form(each.name) for each in seen]
        for each, own in zip(seen, self.forms, strict=True):
            self.beside[each.article].add(own)
        self.keys = self._first_keys()

    def _first_keys(self) -> list[Key]:
        """Key of each person seen before anything is joined: the editor's decision, else the form of the name."""
        bound: dict[tuple[Form, int], int] = {}
        names: dict[Form, list[int]] = defaultdict(list)
        for i, record in enumerate(self.decided):
            self.groups.add(i, Group({form(name) for name in record.names}, set(), set(), decided=i))
            for name in record.names:
                if record.articles is None:
                    names[form(name)].append(i)
                else:
                    bound |= {(form(name), article): i for article in record.articles}
        keys: list[Key] = []
        for each, own in zip(self.seen, self.forms, strict=True):
            key: Key = own
            if names or bound:
                owners = names.get(own, [])
                key = bound.get((own, each.article), owners[0] if len(owners) == 1 else own)
            group = self.groups.get(key)
            if group is None:
                group = Group({own}, set(), set())
                self.groups.add(key, group)
            group.articles.add(each.article)
            group.roles |= each.roles
            if each.also:
                group.also.update(map(form, each.also))
            if len(self.names.get(own, "")) < len(each.name):
                self.names[own] = each.name
            keys.append(key)
        return keys

    def identify(self) -> Identity:
        """Join step by step, the surest first."""
        forms = sorted(
            {key for key in self.keys if isinstance(key, Form)}, key=lambda each: (each.words, each.generation)
        )
        everyone: dict[Form, list[Key]] = defaultdict(list)  # form → groups that have it, the editor's included
        for key in dict.fromkeys([*range(len(self.decided)), *forms]):
            for each in self.groups[key].forms:
                everyone[each].append(key)
        full = [each for each in everyone if len(each.words) > 1]
        self._join_middles(full, everyone)
        self._join_likely(full, everyone)
        alone = self._join_alone(forms, full, everyone)
        keys = self.keys
        if alone:
            keys = [alone.get((key, each.article), key) for key, each in zip(keys, self.seen, strict=True)]
        root = {key: self.groups.root(key) for key in dict.fromkeys(keys)}
        keys = [root[key] for key in keys]
        namesakes = self._tell_namesakes(keys)
        return Identity(self.seen, keys, self.doubts, namesakes)

    def _tell_namesakes(self, keys: list[Key]) -> list[list[Key]]:
        """Give people of one name who are told apart a key each, and list those; the editor's are left alone."""
        members: dict[Key, list[int]] = defaultdict(list)
        for i, key in enumerate(keys):
            members[key].append(i)
        told = []
        for key, own in members.items():
            if len(own) < 2 or self.groups[key].decided is not None:
                continue
            those = [self.seen[i] for i in own]
            lives = [walks(each.roles) for each in those]
            if len(frozenset[str]().union(*lives)) < 2:
                continue  # nothing to tell them apart by, which spares the looking at their company
            company = [self.beside[each.article] for each in those]
            people = split(lives, company, [each.topic for each in those], self.groups[key].forms)
            for number, person in enumerate(people):
                for i in person if number else ():
                    keys[own[i]] = (key, number)
            if len(people) > 1:
                told.append([keys[own[person[0]]] for person in people])
        return told

    # -- forms of two words and more ---------------------------------------------------------------------------

    def _join_middles(self, full: Sequence[Form], everyone: Mapping[Form, Sequence[Key]]) -> None:
        """Joe Biden, Joe R. Biden and Joe Robinette Biden, unless there is a Joe Q. Biden as well."""
        blocks: dict[tuple[str, str], list[Form]] = defaultdict(list)
        for each in full:
            blocks[each.given, each.family].append(each)
        for block in blocks.values():
            rivals = _families_of_forms(block)
            for rival in rivals:
                for one, other in pairwise(rival):
                    self._join_all(everyone[one], everyone[other])
            plain = [each for each in block if not any(each in rival for rival in rivals)]
            for each in plain:
                for rival in rivals:
                    if len(rivals) == 1:
                        self._join_all(everyone[each], everyone[rival[0]])
                    else:
                        self._doubt(each, rival[0], "several fuller names fit")

    def _join_likely(self, full: Sequence[Form], everyone: Mapping[Form, Sequence[Key]]) -> None:
        """Join initials, short given names, surnames cut short and surnames put first, but only on evidence."""
        index: dict[tuple[str, str], list[Form]] = defaultdict(list)
        for each in full:
            index[each.given, each.family].append(each)
            index[each.given[0] + ".", each.family].append(each)
            for word in each.words[1:-1]:
                if len(word) > 1:
                    index["> " + each.given, word].append(each)
        for each in full:
            fuller: dict[Form, str] = {}
            if len(each.given) == 1:
                fuller |= dict.fromkeys(index[each.given + ".", each.family], "initial of the given name")
            for mate in _mates(each.given):
                fuller |= dict.fromkeys(index[mate, each.family], "short form of the given name")
            if len(each.words) == 2:
                fuller |= dict.fromkeys(index["> " + each.given, each.family], "shorter surname")
                fuller |= dict.fromkeys(index[each.family, each.given], "surname first")
            self._join_only_one(each, {k: v for k, v in fuller.items() if len(k.given) > 1 and k != each}, everyone)

    def _join_only_one(self, each: Form, fuller: Mapping[Form, str], everyone: Mapping[Form, Sequence[Key]]) -> None:
        here = everyone[each]
        there = {self.groups.root(key): other for other in fuller for key in everyone[other]}
        there = {key: other for key, other in there.items() if self.groups.root(here[0]) != key}
        if len(here) != 1 or not there:
            return
        for key, other in there.items():
            apart = self.groups[here[0]].articles & self.groups[key].articles
            if apart:  # one article names both: two people
                continue
            if len(there) == 1 and (each in self.groups[key].also or self._evidence(here[0], key)):
                self.groups.join(key, here[0])
            else:
                self._doubt(each, other, fuller[other])

    # -- forms of one word, and surnames of two -------------------------------------------------------------------

    def _join_alone(
        self, forms: Sequence[Form], full: Sequence[Form], everyone: Mapping[Form, Sequence[Key]]
    ) -> dict[tuple[Key, int], Key]:
        """Join surnames alone to the only person who has them; where several do, article by article on evidence.

        Gives the keys of (form, article) that were decided, or left undecided, one by one.
        """
        families: dict[tuple[str, ...], list[Key]] = defaultdict(list)
        givens: dict[str, list[Key]] = defaultdict(list)
        for each in full:
            for size in range(1, len(each.words)):
                families[each.words[-size:]].extend(everyone[each])
            for word in each.words[1:-1]:
                families[word, ""].extend(everyone[each])  # any of several surnames, if the last one fits nobody
            givens[each.given].extend(everyone[each])
        decisions: dict[tuple[Key, int], Key] = {}
        for each in forms:
            key = everyone[each][0]
            if len(everyone[each]) > 1 or self.groups[key].decided is not None:
                continue
            fitting = self._roots(families[each.words] or families[(*each.words, "")], key)
            if len(fitting) == 1 and (len(each.words) != 2 or self._evidence(key, fitting[0])):
                self.groups.join(fitting[0], key)
            elif len(fitting) > 1 and len(each.words) == 1:
                decisions |= self._one_by_one(each, key, fitting)
            elif not fitting and len(each.words) == 1:
                named = self._roots(givens[each.given], key)
                if len(named) == 1 and self._evidence(key, named[0]):
                    self.groups.join(named[0], key)
        return decisions

    def _one_by_one(self, each: Form, key: Key, fitting: Sequence[Key]) -> dict[tuple[Key, int], Key]:
        """Decide for each article that has only a surname by the people who are in it."""
        decisions: dict[tuple[Key, int], Key] = {}
        company = {candidate: self._company(candidate) for candidate in fitting}
        for article in sorted(self.groups[key].articles):
            others = self.beside[article] - {each}
            shared = sorted(
                ((len(others & company[candidate]), k) for k, candidate in enumerate(fitting)), reverse=True
            )
            if shared[0][0] > 0 and shared[0][0] > 2 * shared[1][0]:
                decisions[key, article] = fitting[shared[0][1]]
                self.groups[fitting[shared[0][1]]].articles.add(article)
                continue
            own: Key = (each, article)
            self.groups.add(own, Group({each}, {article}, set()))
            decisions[key, article] = own
        return decisions

    # -- evidence ----------------------------------------------------------------------------------------------------

    def _roots(self, keys: Iterable[Key], own: Key) -> list[Key]:
        roots = dict.fromkeys(self.groups.root(key) for key in keys)
        return [root for root in roots if root != self.groups.root(own)]

    def _join_all(self, ones: Sequence[Key], others: Sequence[Key]) -> None:
        if len(ones) == len(others) == 1:
            self.groups.join(others[0], ones[0])

    def _company(self, key: Key) -> set[Form]:
        group = self.groups[key]
        company = set().union(*(self.beside[article] for article in group.articles)) if group.articles else set()
        return company - group.forms

    def _evidence(self, one: Key, other: Key) -> bool:
        """Say whether two groups have a role's noun or other people in common."""
        a, b = self.groups[one], self.groups[other]
        if a.roles & b.roles:
            return True
        return bool((self._company(one) - b.forms) & (self._company(other) - a.forms))

    def _doubt(self, one: Form, other: Form, reason: str) -> None:
        if one in self.names and other in self.names:
            self.doubts.append(Doubt(self.names[one], self.names[other], reason))


def _families_of_forms(block: Sequence[Form]) -> list[list[Form]]:
    """Sort forms with a middle name by which can be one person's; those without one may be anybody's."""
    families: list[list[Form]] = []
    for each in sorted(block, key=lambda each: (-len(each.words), each.words, each.generation)):
        if len(each.words) == 2 and not each.generation:
            continue
        for family in families:
            if all(_agree(each, other) for other in family):
                family.append(each)
                break
        else:
            families.append([each])
    return families


def _agree(short: Form, full: Form) -> bool:
    """Say whether the middle names of one form begin those of the other, initials allowed.

    Only the beginning: George W. Bush is not George H. W. Bush.
    """
    if short.generation and full.generation and short.generation != full.generation:
        return False
    return all(
        word == other or (1 in (len(word), len(other)) and word[0] == other[0])
        for word, other in zip(short.words[1:-1], full.words[1:-1], strict=False)
    )


@lru_cache(maxsize=50_000)
def _mates(given: str) -> frozenset[str]:
    """Give the other given names that can be this one's short or long form, in the spelling of ``sound``."""
    return frozenset(
        mate for number in _nickname_groups()[0].get(given, ()) for mate in _nickname_groups()[1][number]
    ) - {given}


@cache
def _nickname_groups() -> tuple[dict[str, set[int]], dict[int, set[str]]]:
    by_name: dict[str, set[int]] = defaultdict(set)
    by_group: dict[int, set[str]] = defaultdict(set)
    for name, numbers in nicknames().items():
        for number in numbers:
            by_name[sound(name)].add(number)
            by_group[number].add(sound(name))
    return by_name, by_group
