"""Namesakes: people of one name who are told apart by what they are and by whom they are with.

Where the articles of one name give roles of walks of life that hardly go together (a striker, an economist) and none
gives both, they are taken to be several people: one who changed is called a former striker, and a missed merge is
better than a false one. Articles without such a role go where their other people and their topic are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from functools import cache, lru_cache
from importlib import resources

APART = frozenset(map(frozenset, (("sport", "public"), ("sport", "science"), ("sport", "religion"))))
"""Walks of life that hardly go together."""
TOPIC_WALKS = {"medtop:15000000": "sport"}
"""Topics in which a person without a role is most likely of that walk of life."""


@cache
def fields() -> Mapping[str, str]:
    """Noun of a role → walk of life, from fields.txt."""
    text = resources.files("newsdigest.corpus").joinpath("fields.txt").read_text("utf-8")
    rows = (line.partition(":") for line in text.splitlines() if line and not line.startswith("#"))
    return {noun: field for field, _, nouns in rows for noun in nouns.split()}


@lru_cache(maxsize=1 << 14)
def walks(nouns: frozenset[str]) -> frozenset[str]:
    """Walks of life that nouns of roles belong to."""
    return frozenset(field for noun in nouns if (field := fields().get(noun)))


def split(
    lives: Sequence[frozenset[str]], company: Sequence[Set[Hashable]], topics: Sequence[str], names: Set[Hashable]
) -> list[list[int]]:
    """Sort the articles of one name by person; a single group where nothing tells them apart.

    Of each article are given the walks of life of the roles, the people in it and its topic. ``names`` are those that
    the person has among the people. Each group holds numbers of articles.
    """
    met = set(lives) - {frozenset()}
    kinds = _kinds(met)
    if len(kinds) < 2:
        return [list(range(len(lives)))]
    kind_of = {walk: k for walk in met for k, kind in enumerate(kinds) if walk & kind}
    people: list[list[int]] = [[] for _ in kinds]
    rest: list[int] = []
    for i, walk in enumerate(lives):
        (people[kind_of[walk]] if walk else rest).append(i)
    beside = [_company(company, person, names) for person in people] if rest else []
    largest = max(range(len(people)), key=lambda k: len(people[k]))
    for linked in _linked(company, topics, rest, names):
        here = _company(company, linked, names)
        hints = {TOPIC_WALKS.get(topics[i], "") for i in linked}
        fits = [(bool(hints & kinds[k]), len(here & beside[k]), k == largest, k) for k in range(len(people))]
        people[max(fits)[-1]].extend(linked)
    return [sorted(person) for person in people]


def _company(company: Sequence[Set[Hashable]], those: Sequence[int], names: Set[Hashable]) -> set[Hashable]:
    """Other people of some of the articles."""
    return set[Hashable]().union(*[company[i] for i in those]) - names


def _kinds(own: Set[frozenset[str]]) -> list[frozenset[str]]:
    """Join the walks of life that occur, where one article gives both or where they go together."""
    met = {frozenset(pair) for walk in own for pair in ((a, b) for a in walk for b in walk if a < b)}
    kinds: list[set[str]] = []
    for walk in sorted(set().union(*own)):
        mine = {walk}
        for kind in [kind for kind in kinds if any({walk, a} in met or {walk, a} not in APART for a in kind)]:
            mine |= kind
            kinds.remove(kind)
        kinds.append(mine)
    return [frozenset(kind) for kind in kinds]


def _linked(
    company: Sequence[Set[Hashable]], topics: Sequence[str], among: Sequence[int], names: Set[Hashable]
) -> list[list[int]]:
    """Group articles that share other people or a topic, directly or through others."""
    parent = list(range(len(company)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    last: dict[Hashable, int] = {}
    for i in among:
        for mark in (*(company[i] - names), *([("topic", topics[i])] if topics[i] else [])):
            if mark in last:
                parent[root(last[mark])] = i
            last[mark] = i
    groups: dict[int, list[int]] = defaultdict(list)
    for i in among:
        groups[root(i)].append(i)
    return list(groups.values())
