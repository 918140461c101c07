"""Namesakes: people of one name who are told apart by what they are and by whom they are with.

The articles of one name are linked where they share other people, a topic or a walk of life. Where two sets of
articles have nothing in common and give roles of different walks of life (a striker, an economist), they are two
people. Where the roles differ but the articles are linked, only a suspicion remains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

COMPATIBLE = frozenset((frozenset(("public", "science")),))


@dataclass(frozen=True, slots=True)
class Trace:
    """What one article tells of a person: walks of life, other people in it, its topic."""

    roles: frozenset[str]
    """Nouns of the roles given."""
    company: frozenset[Hashable]
    topic: str


@cache
def fields() -> Mapping[str, str]:
    """Noun of a role → walk of life, from fields.txt."""
    text = resources.files("newsdigest.corpus").joinpath("fields.txt").read_text("utf-8")
    rows = (line.partition(":") for line in text.splitlines() if line and not line.startswith("#"))
    return {noun: field for field, _, nouns in rows for noun in nouns.split()}


def walks(nouns: Iterable[str]) -> frozenset[str]:
    """Walks of life that nouns of roles belong to."""
    return frozenset(field for noun in nouns if (field := fields().get(noun)))


def conflict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two sets of walks of life are hardly one person's."""
    if not one or not other or one & other:
        return False
    return not any(frozenset((a, b)) in COMPATIBLE for a in one for b in other)


def split(traces: Sequence[Trace]) -> list[list[int]]:
    """Sort the articles of one name by person; a single group where nothing tells them apart.

    Each group holds indexes into ``traces``. Articles that say nothing are left with the group of their topic, else
    with the largest.
    """
    linked = _linked(traces)
    walk = [frozenset().union(*(walks(traces[i].roles) for i in group)) for group in linked]
    told = [k for k in range(len(linked)) if walk[k]]
    apart: list[list[int]] = []  # groups of linked articles, joined where their walks agree
    for k in sorted(told, key=lambda k: -len(linked[k])):
        home = next((rest for rest in apart if not all(conflict(walk[k], walk[other]) for other in rest)), None)
        if home is None:
            apart.append([k])
        else:
            home.append(k)
    if len(apart) < 2:
        return [list(range(len(traces)))]
    people = [[i for k in rest for i in linked[k]] for rest in apart]
    largest = max(people, key=len)
    kinds = [frozenset().union(*(walk[k] for k in rest)) for rest in apart]
    for k in range(len(linked)):
        if not walk[k]:
            hints = frozenset(TOPIC_WALKS.get(traces[i].topic, "") for i in linked[k])
            fitting = [person for person, kind in zip(people, kinds, strict=True) if hints & kind]
            (fitting[0] if len(fitting) == 1 else largest).extend(linked[k])
    return [sorted(person) for person in people]


TOPIC_WALKS = {"medtop:15000000": "sport", "medtop:01000000": "arts", "medtop:12000000": "religion"}
"""Topics in which a person without a role is most likely of that walk of life."""


def _linked(traces: Sequence[Trace]) -> list[list[int]]:
    """Group articles that share other people, a topic or a walk of life, directly or through others."""
    parent = list(range(len(traces)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[Hashable, int] = {}
    for i, trace in enumerate(traces):
        marks: list[Hashable] = [*trace.company, *(("walk", walk) for walk in walks(trace.roles))]
        if trace.topic:
            marks.append(("topic", trace.topic))
        for mark in marks:
            parent[root(i)] = root(first.setdefault(mark, i))
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(traces)):
        groups[root(i)].append(i)
    return list(groups.values())


def suspicious(traces: Sequence[Trace]) -> tuple[str, str] | None:
    """Give two roles that are hardly one person's although their articles are linked, if there are any."""
    seen: dict[str, str] = {}
    for trace in traces:
        for noun in sorted(trace.roles):
            field = fields().get(noun)
            if field:
                seen.setdefault(field, noun)
    for (field, noun), (other, rival) in combinations(sorted(seen.items()), 2):
        if conflict(frozenset((field,)), frozenset((other,))):
            return noun, rival
    return None
