"""The people of the whole corpus: one ``Person`` for each, with name variants, dated roles, quotes and company."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsdigest.annotation.lexicon import fold
from newsdigest.annotation.names import without_titles
from newsdigest.annotation.roles import role_noun
from newsdigest.authority import Fields, Kind, Record, read
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
    groups: dict[Key, list[tuple[int, str]]] = defaultdict(list)
    for each, key in zip(found.seen, found.keys, strict=True):
        if key not in none and not (isinstance(key, int) and known[key].ignore):
            groups[key].append((each.article, each.name))
    age = _ages(entries)
    people = [_person(entries, sorted(rows, key=lambda row: age[row[0]]), key, known) for key, rows in groups.items()]
    return _with_company(entries, _with_slugs(entries, people, age))


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
    nouns: dict[str, set[str]] = defaultdict(set)
    for role in entry.annotations.roles:
        if noun := _present_noun(role.text):
            nouns[role.person].add(noun)
    also: dict[str, set[str]] = defaultdict(set)
    for mention in entry.annotations.mentions:
        if mention.surface != mention.person and " " in mention.surface:
            also[mention.person].add(mention.surface)
    for name in dict.fromkeys(entry.people):
        yield Seen(article, name, frozenset(nouns[name]), entry.topic, frozenset(also[name]))


@lru_cache(maxsize=1 << 16)
def _present_noun(role: str) -> str:
    """Noun of a role; empty for what a person was."""
    return "" if PAST.search(role) else role_noun(role)


def _person(entries: Sequence[Entry], rows: Sequence[tuple[int, str]], key: Key, known: Sequence[Known]) -> Person:
    """Gather what all articles say of one person, the newest first; the slug comes later."""
    record = known[key] if isinstance(key, int) else None
    names = Counter(name for _, name in rows)
    name = record.name if record else min(names, key=lambda each: (-_weight(each, names), -len(each), each))
    return Person(
        slug="",
        name=name,
        variants=_variants(entries, rows, name),
        roles=(*(record.roles if record else ()), *_roles(entries, rows)),
        quotes=_quotes(entries, rows),
        entries=tuple(dict.fromkeys(entries[i].slug for i, _ in rows)),
        wikidata=record.wikidata if record else "",
        appearances=tuple(Appearance(entries[i].slug, own) for i, own in rows),
    )


def _quotes(entries: Sequence[Entry], rows: Sequence[tuple[int, str]]) -> tuple[PersonQuote, ...]:
    """Gather the quotes, newest first; words that several articles bring stand once, in the first of them."""
    first: dict[str, PersonQuote] = {}
    for i, own in reversed(rows):
        for quote in reversed(entries[i].annotations.quotes):
            if quote.speaker == own:
                first.setdefault(_spelling(quote.text).strip(".,"), PersonQuote(entries[i].slug, quote))
    return tuple(reversed(first.values()))


def _weight(name: str, names: Mapping[str, int]) -> float:
    """Count how often a name is used; a surname alone only counts where there is nothing fuller."""
    return names[name] if len(form(name).words) > 1 else names[name] / 1e6


def _ages(entries: Sequence[Entry]) -> list[int]:
    """Place of each article among all, the newest first."""
    places = [0] * len(entries)
    keys = list(map(_newest_first, entries))
    for place, i in enumerate(sorted(range(len(entries)), key=keys.__getitem__)):
        places[i] = place
    return places


def _newest_first(entry: Entry) -> tuple[bool, float, str]:
    moment = entry.article.published
    return moment is None, -_number(moment) if moment else 0.0, entry.slug


def _number(moment: Moment) -> float:
    """Turn a moment into a number to sort by; where no zone is given, the clock is taken as it stands."""
    at = moment.at
    return (at.replace(tzinfo=None) - (at.utcoffset() or timedelta()) - datetime.min).total_seconds()


def _variants(entries: Sequence[Entry], rows: Sequence[tuple[int, str]], name: str) -> tuple[Variant, ...]:
    """Forms of the name by the number of articles that use them, the commonest first."""
    count: Counter[str] = Counter()
    for i, own in rows:
        surfaces = {mention.surface for mention in entries[i].annotations.mentions if mention.person == own}
        count.update({own, *map(_untitled, surfaces)})
    return tuple(Variant(each, n) for each, n in sorted(count.items(), key=lambda kv: (kv[0] != name, -kv[1], kv[0])))


@lru_cache(maxsize=1 << 16)
def _untitled(surface: str) -> str:
    return re.sub(r"\s+", " ", without_titles(surface))


def _roles(entries: Sequence[Entry], rows: Sequence[tuple[int, str]]) -> Iterable[DatedRole]:
    """Roles with the first and last date they were seen and the newest sentence, the newest role first."""
    given: dict[str, list[tuple[Entry, Role]]] = defaultdict(list)
    for i, own in rows:
        for role in entries[i].annotations.roles:
            if role.person == own:
                given[_spelling(role.text)].append((entries[i], role))
    for roles in given.values():  # rows are newest first, and so are these
        entry, newest = roles[0]
        dates = [each.article.published for each, _ in roles if each.article.published is not None]
        first, last = (dates[-1], dates[0]) if dates else (None, None)
        yield DatedRole(newest.text, first, last, entry.slug, newest.paragraph, newest.sentence)


def _first(roles: Sequence[DatedRole]) -> DatedRole:
    """Return the role that was seen first, which stays the same when later articles repeat another."""
    return min(reversed(roles), key=lambda role: _number(role.first) if role.first else math.inf)


def _with_slugs(entries: Sequence[Entry], people: Sequence[Person], age: Sequence[int]) -> list[Person]:
    """Give each person a slug; of namesakes, the one who was first in the news has the plain one, others a role."""
    place = {entry.slug: number for entry, number in zip(entries, age, strict=True)}
    taken: set[str] = set()
    slugs: dict[int, str] = {}
    for i in sorted(range(len(people)), key=lambda i: (place[people[i].entries[-1]], people[i].name), reverse=True):
        person = people[i]
        mark = f"{person.name} {person.entries[-1]}"
        slug = unique_slug(person.name, mark, taken)
        if slug != slugify(person.name, "") and person.roles:
            slug = unique_slug(f"{person.name} {role_noun(_first(person.roles).text)}", mark, taken)
        slugs[i] = slug
        taken.add(slugs[i])
    named = [replace(person, slug=slugs[i]) for i, person in enumerate(people)]
    return sorted(named, key=lambda person: (-len(person.entries), person.name, person.slug))


def _with_company(entries: Sequence[Entry], people: Sequence[Person]) -> tuple[Person, ...]:
    slug_of = {(seen.entry, seen.name): person.slug for person in people for seen in person.appearances}
    kept = company(_meetings(entries, slug_of))
    return tuple(replace(person, company=kept.get(person.slug, ())) for person in people)


def _meetings(
    entries: Sequence[Entry], slug_of: Mapping[tuple[str, str], str]
) -> Iterable[tuple[Sequence[str], Sequence[Sequence[str]]]]:
    """Yield the people of each article, and those of each of its paragraphs."""
    for entry in entries:
        ends, at = [], 0
        for length in entry.text.lengths:
            at += length + 2
            ends.append(at)
        present: list[list[str]] = [[] for _ in ends]
        for mention in entry.annotations.mentions:
            slug = slug_of.get((entry.slug, mention.person))
            if slug and mention.start < at:
                present[bisect_right(ends, mention.start)].append(slug)
        people = [slug for name in entry.people if (slug := slug_of.get((entry.slug, name)))]
        yield people, [row for row in present if row]
