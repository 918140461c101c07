"""The people of the whole corpus: one ``Person`` for each, with name variants, dated roles, quotes and company."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np

from newsdigest.annotation.lexicon import fold
from newsdigest.annotation.names import without_titles
from newsdigest.annotation.roles import role_noun
from newsdigest.authority import Fields, Kind, Record, read
from newsdigest.corpus.arrays import Ragged
from newsdigest.corpus.company import company
from newsdigest.corpus.identity import Decided, Identity, Key, Seen, form, identify
from newsdigest.corpus.nobodies import Holding, nobodies
from newsdigest.model import (
    Appearance,
    DatedRole,
    Entry,
    Moment,
    Person,
    PersonQuote,
    Role,
    Variant,
)
from newsdigest.store import slugify, unique_slug

FIELDS: Fields = {
    "name": Kind.TEXT,
    "aliases": Kind.TEXTS,
    "not_same_as": Kind.TEXTS,
    "articles": Kind.TEXTS,
    "ignore": Kind.FLAG,
    "wikidata": Kind.TEXT,
    "roles": {"text": Kind.TEXT, "first": Kind.MOMENT, "last": Kind.MOMENT},
}
PAST = re.compile(r"\b(?:former|ex|retired|one-time|onetime|late)\b", re.I)
"""What a person was tells nothing against what they are."""
WIKIDATA = re.compile(r"Q[1-9]\d*")
_BEGIN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """What the editor says of a person in people.yml."""

    name: str
    aliases: tuple[str, ...] = ()
    not_same_as: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Slugs of the articles in which the names are this person's; all if empty."""
    ignore: bool = False
    wikidata: str = ""
    roles: tuple[DatedRole, ...] = ()


def authority(path: Path) -> tuple[Known, ...]:
    """Read people.yml; AuthorityError with the line for every mistake, also for a name that is given to two people."""
    records = read(path, FIELDS, required=("name",))
    _refuse_clashes(records)
    return tuple(_known(record) for record in records)


def _known(record: Record) -> Known:
    wikidata = record.text("wikidata")
    if wikidata and not WIKIDATA.fullmatch(wikidata):
        raise record.error(f"'{wikidata}' is no Wikidata id", "write it as Q42", field="wikidata")
    return Known(
        name=record.text("name"),
        aliases=record.texts("aliases"),
        not_same_as=record.texts("not_same_as"),
        articles=record.texts("articles"),
        ignore=record.flag("ignore"),
        wikidata=wikidata,
        roles=tuple(_role(role) for role in record.records("roles")),
    )


def _role(record: Record) -> DatedRole:
    first, last = record.moment("first"), record.moment("last")
    if first and last and last.at.replace(tzinfo=None) < first.at.replace(tzinfo=None):
        raise record.error("the role ends before it begins", field="last")
    return DatedRole(record.text("text"), first, last, entry="", paragraph=0, sentence="")


def _refuse_clashes(records: Sequence[Record]) -> None:
    """One name cannot stand for two people in the same articles."""
    owners: dict[tuple[str, str], Record] = {}
    for record in records:
        for field, names in (("name", (record.text("name"),)), ("aliases", record.texts("aliases"))):
            for name in dict.fromkeys(map(_spelling, names)):
                for article in record.texts("articles") or ("",):
                    other = owners.setdefault((name, article), record)
                    if other is not record:
                        raise record.error(
                            f"'{name}' is also a name of '{other.text('name')}' in line {other.line}",
                            "delete it from one of the two, or give 'articles' to say which are whose",
                            field=field,
                        )
        for name in record.texts("not_same_as"):
            if _spelling(name) in map(_spelling, (record.text("name"), *record.texts("aliases"))):
                raise record.error(f"'{name}' is said to be and not to be this person", field="not_same_as")


@lru_cache(maxsize=1 << 16)
def _spelling(name: str) -> str:
    return " ".join(fold(name).split())


def unify(
    entries: Sequence[Entry], known: Sequence[Known] = (), recognised: Recognised | None = None
) -> tuple[Person, ...]:
    """Join the people of all articles, those in most articles first.

    Only people whom an entry's ``people`` lists are taken: that is where an editor adds and deletes. Names that the
    corpus takes for something else get no page. ``recognised`` is what ``recognise`` found, if it was asked before.
    """
    found, none = recognised or recognise(entries, known)
    number: dict[Key, int] = {}
    here: list[dict[str, int]] = [{} for _ in entries]
    for each, key in zip(found.seen, found.keys, strict=True):
        if key not in none and not (isinstance(key, int) and known[key].ignore):
            here[each.article][each.name] = number.setdefault(key, len(number))
    gathered, in_articles, in_paragraphs = _gather(entries, here, len(number))
    people = [
        _person(own, known[key] if isinstance(key, int) else None) for key, own in zip(number, gathered, strict=True)
    ]
    slugs = _slugs(people, [own.oldest for own in gathered])
    kept = company(in_articles, in_paragraphs, slugs)
    named = [replace(person, slug=slug, company=kept.get(slug, ())) for person, slug in zip(people, slugs, strict=True)]
    return tuple(sorted(named, key=lambda person: (-len(person.entries), person.name, person.slug)))


class Recognised(NamedTuple):
    """Who is who, and who is nobody."""

    identity: Identity
    nobodies: Mapping[Key, tuple[int, int]]
    """Keys of names that are nobody's, each with how often it is marked as a person and how often not."""


def recognise(entries: Sequence[Entry], known: Sequence[Known] = (), holding: Holding | None = None) -> Recognised:
    """Find who is who and who is nobody; ``holding`` is passed on to ``nobodies``."""
    found = identity(entries, known)
    return Recognised(found, nobodies(entries, found, holding))


def identity(entries: Sequence[Entry], known: Sequence[Known] = ()) -> Identity:
    """Find who is who among the people of all articles."""
    number = {entry.slug: i for i, entry in enumerate(entries)}
    decided = [
        Decided(
            names=(each.name, *each.aliases),
            apart=each.not_same_as,
            articles=frozenset(number[slug] for slug in each.articles if slug in number) if each.articles else None,
        )
        for each in known
    ]
    return identify([seen for i, entry in enumerate(entries) for seen in _seen(i, entry)], decided)


def _seen(article: int, entry: Entry) -> Iterator[Seen]:
    """Yield each person of an article with the nouns of the roles given there."""
    nouns: dict[str, set[str]] = {}
    for role in entry.annotations.roles:
        if noun := _present_noun(role.text):
            nouns.setdefault(role.person, set()).add(noun)
    also: dict[str, set[str]] = {}
    for mention in entry.annotations.mentions:
        if mention.surface != mention.person and " " in mention.surface:
            also.setdefault(mention.person, set()).add(mention.surface)
    for name in dict.fromkeys(entry.people):
        yield Seen(article, name, frozenset(nouns.get(name, ())), entry.topic, frozenset(also.get(name, ())))


@lru_cache(maxsize=1 << 16)
def _present_noun(role: str) -> str:
    """Noun of a role; empty for what a person was."""
    return "" if PAST.search(role) else role_noun(role)


@dataclass(slots=True)
class _Held:
    """A role in the newest article that gives it, and since and until when it was given."""

    role: Role
    entry: str
    first: Moment | None = None
    last: Moment | None = None


@dataclass(slots=True)
class _Gathered:
    """What all articles say of one person, the newest first."""

    names: dict[str, int]
    """How many articles list the person under each name."""
    variants: dict[str, int]
    """The same of every form in the texts."""
    roles: dict[str, _Held]
    quotes: list[PersonQuote]
    appearances: list[Appearance]
    oldest: int = 0
    """Place of the oldest article among all, the newest first."""


def _gather(
    entries: Sequence[Entry], here: Sequence[Mapping[str, int]], size: int
) -> tuple[list[_Gathered], Ragged, Ragged]:
    """Gather what is said of so many people, and who is together in each article and in each paragraph.

    Every article is looked at once: many do not fit into the processor's cache. ``here`` gives the names in each, and
    whose they are.
    """
    people = [_Gathered({}, {}, {}, [], []) for _ in range(size)]
    present: tuple[list[int], list[int]] = [], []
    lengths: tuple[list[int], list[int]] = [], []
    for place, i in enumerate(_newest_first(entries)):
        for kind, rows in enumerate(([set(here[i].values())], _listen(entries[i], here[i], people, place))):
            for row in rows:
                present[kind].extend(row)
                lengths[kind].append(len(row))
    in_articles, in_paragraphs = (
        Ragged.of(np.array(each, np.int64), length) for each, length in zip(present, lengths, strict=True)
    )
    return people, in_articles, in_paragraphs


def _listen(
    entry: Entry, here: Mapping[str, int], people: Sequence[_Gathered], place: int
) -> Collection[Collection[int]]:
    """Add what an article says of people to what is gathered; return who is together in its paragraphs."""
    ends = list(accumulate(length + 2 for length in entry.text.lengths))
    forms = {name: {name} for name in here}
    present: dict[int, set[int]] = {}
    for mention in entry.annotations.mentions:
        if mention.person in here:
            forms[mention.person].add(_untitled(mention.surface))
            paragraph = bisect_right(ends, mention.start)
            if paragraph < len(ends):
                present.setdefault(paragraph, set()).add(here[mention.person])
    roles: dict[str, list[Role]] = {}
    for role in entry.annotations.roles:
        roles.setdefault(role.person, []).append(role)
    quotes: dict[str, list[PersonQuote]] = {}
    for quote in entry.annotations.quotes:
        if quote.speaker in here:
            quotes.setdefault(quote.speaker, []).append(PersonQuote(entry.slug, quote))
    for name, number in here.items():
        person = people[number]
        person.oldest = place
        person.names[name] = person.names.get(name, 0) + 1
        for variant in forms[name]:
            person.variants[variant] = person.variants.get(variant, 0) + 1
        for role in roles.get(name, ()):
            _hold(person.roles, role, entry)
        person.quotes += quotes.get(name, ())
        person.appearances.append(Appearance(entry.slug, name))
    return present.values()


def _hold(roles: dict[str, _Held], role: Role, entry: Entry) -> None:
    """Note a role that an article gives, which is older than those that are noted."""
    spelling = _spelling(role.text)
    held = roles.get(spelling)
    if held is None:
        held = roles[spelling] = _Held(role, entry.slug)
    if published := entry.article.published:
        held.first, held.last = published, held.last or published


def _person(gathered: _Gathered, record: Known | None) -> Person:
    """Make a person of what was gathered; slug and company come later."""
    names = gathered.names
    name = record.name if record else min(names, key=lambda each: (-_weight(each, names), -len(each), each))
    variants = sorted(gathered.variants.items(), key=lambda row: (row[0] != name, -row[1], row[0]))
    return Person(
        slug="",
        name=name,
        variants=tuple(Variant(*row) for row in variants),
        roles=(*(record.roles if record else ()), *map(_dated, gathered.roles.values())),
        quotes=_quotes(gathered.quotes),
        entries=tuple(dict.fromkeys(each.entry for each in gathered.appearances)),
        wikidata=record.wikidata if record else "",
        appearances=tuple(gathered.appearances),
    )


def _dated(held: _Held) -> DatedRole:
    """Role with the first and last date it was seen and the newest sentence."""
    role = held.role
    return DatedRole(role.text, held.first, held.last, held.entry, role.paragraph, role.sentence)


def _quotes(given: Sequence[PersonQuote]) -> tuple[PersonQuote, ...]:
    """Quotes, newest first; words that several articles bring stand once, in the first of them."""
    if len(given) < 2:
        return tuple(given)
    first: dict[str, PersonQuote] = {}
    for each in reversed(given):
        first.setdefault(_said(each.quote.text), each)
    return tuple(reversed(first.values()))


def _said(text: str) -> str:
    """Words of a quote in one spelling; few are asked for twice."""
    lower = text.lower()
    return " ".join((lower if lower.isascii() else fold(text)).split()).strip(".,")


def _weight(name: str, names: Mapping[str, int]) -> float:
    """Count how often a name is used; a surname alone only counts where there is nothing fuller."""
    return names[name] if len(form(name).words) > 1 else names[name] / 1e6


def _newest_first(entries: Sequence[Entry]) -> list[int]:
    """Numbers of the articles, the newest first."""

    def key(i: int) -> tuple[bool, float, str]:
        moment = entries[i].article.published
        return moment is None, -_number(moment) if moment else 0.0, entries[i].slug

    return sorted(range(len(entries)), key=key)


def _number(moment: Moment) -> float:
    """Turn a moment into a number to sort by; where no zone is given, the clock is taken as it stands."""
    at = moment.at
    return (at - (_BEGIN if at.tzinfo else datetime.min)).total_seconds()


@lru_cache(maxsize=1 << 16)
def _untitled(surface: str) -> str:
    return re.sub(r"\s+", " ", without_titles(surface))


def _first(roles: Sequence[DatedRole]) -> DatedRole:
    """Return the role that was seen first, which stays the same when later articles repeat another."""
    return min(reversed(roles), key=lambda role: _number(role.first) if role.first else math.inf)


def _slugs(people: Sequence[Person], oldest: Sequence[int]) -> list[str]:
    """Choose a slug for each person; of namesakes, the one who was first in the news has the plain one, others a role.

    ``oldest`` is the place of the oldest article of each among all articles, the newest first.
    """
    taken: set[str] = set()
    slugs: dict[int, str] = {}
    for i in sorted(range(len(people)), key=lambda i: (oldest[i], people[i].name), reverse=True):
        person = people[i]
        mark = f"{person.name} {person.entries[-1]}"
        slug = unique_slug(person.name, mark, taken)
        if slug != slugify(person.name, "") and person.roles:
            slug = unique_slug(f"{person.name} {role_noun(_first(person.roles).text)}", mark, taken)
        slugs[i] = slug
        taken.add(slug)
    return [slugs[i] for i in range(len(people))]
