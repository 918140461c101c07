"""What the machine suspects about people and leaves to the editor: merges, namesakes, names that may be nobody's."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from newsdigest.corpus.identity import Doubt, Form, Identity, Key, Seen, form
from newsdigest.corpus.namesakes import fields
from newsdigest.corpus.people import Known, Recognised, recognise
from newsdigest.model import Entry, Proposal

EXCERPT = 160
"""Characters of a paragraph that are shown as evidence."""
SHOWN = 3
"""Articles that are shown as evidence for a name."""
_SPACE, _BARE = re.compile(r"\s+"), re.compile(r"[^\W\d_](?:[\w’.\- ]*[\w.])?")


@dataclass(frozen=True, slots=True)
class _Corpus:
    """What proposals are drawn from."""

    entries: Sequence[Entry]
    known: Sequence[Known]
    identity: Identity
    nobodies: Mapping[Key, tuple[int, int]]
    members: Mapping[Key, Sequence[int]]
    """Key → indexes of ``identity.seen``."""


class Place(NamedTuple):
    """Where an article first names a person."""

    article: int
    start: int
    end: int


Excerpts = Callable[[Sequence[Place]], Sequence[str]]
"""What stands around some places, for each."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A proposal without its evidence."""

    kind: str
    names: tuple[str, ...]
    reason: str
    people: tuple[Key, ...]
    """Of whom evidence is shown."""
    paste: str


def proposals(
    entries: Sequence[Entry],
    known: Sequence[Known] = (),
    recognised: Recognised | None = None,
    excerpts: Excerpts | None = None,
) -> tuple[Proposal, ...]:
    """Find what an editor should decide: likely merges, suspected namesakes, doubtful people, in this order.

    Each carries its evidence and the lines to write into people.yml. What people.yml decides is not proposed again.
    ``recognised`` is what ``recognise`` found in the same entries, if it was asked before. ``excerpts`` may remember
    what ``excerpt`` gives.
    """
    found, none = recognised or recognise(entries, known)
    members: dict[Key, list[int]] = defaultdict(list)
    for i, key in enumerate(found.keys):
        members[key].append(i)
    corpus = _Corpus(entries, known, found, none, members)
    drafts = (*_merges(corpus), *_namesakes(corpus), *_doubtful(corpus))
    evidence = _evidence(
        corpus,
        (key for draft in drafts for key in draft.people),
        excerpts or (lambda places: [excerpt(entries[place.article], place) for place in places]),
    )
    return tuple(
        Proposal(each.kind, each.names, each.reason, tuple(chain(*map(evidence.__getitem__, each.people))), each.paste)
        for each in drafts
    )


def _merges(corpus: _Corpus) -> Iterator[_Draft]:
    keys = _keys_by_form(corpus)
    done: set[frozenset[Key]] = set()
    ranked = []
    for doubt in (*corpus.identity.doubts, *_misspellings(corpus, keys)):
        here, there = keys.get(form(doubt.one), ()), keys.get(form(doubt.other), ())
        for one in here:
            for other in there:
                pair = frozenset((one, other))
                if one != other and pair not in done and not _decided(corpus, one, other, doubt):
                    done.add(pair)
                    ranked.append((len(corpus.members[one]) + len(corpus.members[other]), doubt, one, other))
    for _, doubt, one, other in sorted(ranked, key=lambda row: (-row[0], row[1])):
        more, less = sorted((doubt.one, doubt.other), key=lambda name: (-len(form(name).words), -len(name), name))
        shared = _shared(corpus, one, other)
        reason = doubt.reason + (f"; both are mentioned with {', '.join(shared)}" if shared else "")
        yield _Draft("merge", (more, less), reason, (one, other), record(more, aliases=[less]))


def _keys_by_form(corpus: _Corpus) -> dict[Form, list[Key]]:
    keys: dict[Form, dict[Key, None]] = defaultdict(dict)
    for key, seen in zip(corpus.identity.keys, corpus.identity.seen, strict=True):
        keys[form(seen.name)][key] = None
    return {each: list(found) for each, found in keys.items()}


def _misspellings(corpus: _Corpus, keys: Mapping[Form, Sequence[Key]]) -> Iterator[Doubt]:
    """Surnames one letter apart, borne with the same given name: one may be a slip."""
    index: dict[tuple[str, str], list[Form]] = defaultdict(list)
    for each in keys:
        given, family = each.given, each.family
        if len(each.words) > 1 and len(family) > 4:
            for k in range(len(family) + 1):  # every way to leave one letter out, and all of them
                index[given, family[:k] + family[k + 1 :]].append(each)
    found: dict[frozenset[Form], tuple[Form, Form]] = {}
    for near in index.values():
        if len(near) > 1:
            for one, other in pairwise(near):
                if one.family != other.family:
                    found.setdefault(frozenset((one, other)), (one, other))
    names = {form(seen.name): seen.name for seen in corpus.identity.seen} if found else {}
    for one, other in found.values():
        yield Doubt(names[one], names[other], "surnames one letter apart")


def _decided(corpus: _Corpus, one: Key, other: Key, doubt: Doubt) -> bool:
    """Say whether the editor has already said that the two are not the same."""
    if isinstance(one, int) and isinstance(other, int):
        return True
    for key, name in ((one, doubt.other), (other, doubt.one)):
        if isinstance(key, int) and form(name) in map(form, corpus.known[key].not_same_as):
            return True
    return False


def _shared(corpus: _Corpus, one: Key, other: Key) -> list[str]:
    """Name a few people who are in articles of both."""
    there = {name for i in corpus.members[other] for name in _article(corpus, i).people}
    own = {corpus.identity.seen[i].name for key in (one, other) for i in corpus.members[key]}
    here = dict.fromkeys(name for i in corpus.members[one] for name in _article(corpus, i).people)
    return [name for name in here if name in there and name not in own][:SHOWN]


def _namesakes(corpus: _Corpus) -> Iterator[_Draft]:
    """Give people of one name who were kept apart by their roles: the editor may know better."""
    for keys in corpus.identity.namesakes:
        seen = [[corpus.identity.seen[i] for i in corpus.members[key]] for key in keys]
        name = max((each.name for own in seen for each in own), key=len)
        called = [sorted(fields().keys() & set().union(*(each.roles for each in own))) for own in seen]
        lines = "".join(record(name, articles=[corpus.entries[each.article].slug for each in own]) for own in seen)
        reason = "kept apart: " + " / ".join(", ".join(nouns) for nouns in called)
        yield _Draft("namesake", (name,), reason, tuple(keys), lines)


def _doubtful(corpus: _Corpus) -> Iterator[_Draft]:
    """Give names that are or may be nobody's.

    Those that stand more often as something else; and one word, in one article, without a role and without words.
    """
    none = corpus.nobodies
    for key, own in corpus.members.items():
        if key in none:
            name, (marked, unmarked) = corpus.identity.seen[own[0]].name, none[key]
            reason = f"left out: a person {marked} times, {unmarked} times not; a record with its name keeps it"
            yield _Draft("doubtful", (name,), reason, (key,), record(name, ignore=True))
            continue
        if isinstance(key, int) or len(own) > 1:
            continue
        seen = corpus.identity.seen[own[0]]
        speaks = any(quote.speaker == seen.name for quote in _article(corpus, own[0]).annotations.quotes)
        if len(form(seen.name).words) == 1 and not seen.roles and not speaks:
            reason = "one article, no given name, no role"
            yield _Draft("doubtful", (seen.name,), reason, (key,), record(seen.name, ignore=True))


def _article(corpus: _Corpus, i: int) -> Entry:
    return corpus.entries[corpus.identity.seen[i].article]


def _evidence(corpus: _Corpus, keys: Iterable[Key], excerpts: Excerpts) -> dict[Key, list[str]]:
    """Tell what the articles say of people, one line an article."""
    shown = {key: [corpus.identity.seen[i] for i in corpus.members[key][:SHOWN]] for key in keys}
    places = {each: _place(corpus.entries[each.article], each) for own in shown.values() for each in own}
    named = [place for place in places.values() if place]
    told: dict[Place | None, str] = dict(zip(named, excerpts(named), strict=True))
    return {
        key: [
            *(
                _line(corpus.entries[each.article], each, told.get(places[each], "listed by the editor"))
                for each in own
            ),
            *_more(corpus, key),
        ]
        for key, own in shown.items()
    }


def _line(entry: Entry, seen: Seen, text: str) -> str:
    """Tell what an article says of a person."""
    roles = [role.text for role in entry.annotations.roles if role.person == seen.name]
    said = f" ({'; '.join(roles)})" if roles else ""
    return f"{seen.name}{said}, {entry.slug}: {text}"


def _more(corpus: _Corpus, key: Key) -> Iterator[str]:
    """Tell in how many more articles a person is."""
    if (number := len(corpus.members[key])) > SHOWN:
        yield f"… and {number - SHOWN} more articles"


def _place(entry: Entry, seen: Seen) -> Place | None:
    """Where an article first names a person; None where only the editor does."""
    spans = ((each.start, each.end) for each in entry.annotations.mentions if each.person == seen.name)
    return next((Place(seen.article, *span) for span in spans), None)


def excerpt(entry: Entry, place: Place) -> str:
    """What stands around a name, in its paragraph."""
    text = "\n\n".join(entry.paragraphs)
    start, end = max(0, place.start - EXCERPT // 2), place.end + EXCERPT // 2
    inside = text[start:end]
    before = inside[: place.start - start].rpartition("\n\n")[2]
    after = inside[place.start - start :].partition("\n\n")[0]
    return _SPACE.sub(" ", before + after).strip()


def record(
    name: str,
    aliases: Iterable[str] = (),
    apart: Iterable[str] = (),
    articles: Iterable[str] = (),
    *,
    ignore: bool = False,
) -> str:
    """Write a record of people.yml."""
    lines = [f"- name: {scalar(name)}"]
    for field, values in (("aliases", [*aliases]), ("not_same_as", [*apart]), ("articles", [*articles])):
        if values:
            lines.append(f"  {field}: [{', '.join(map(scalar, values))}]")
    if ignore:
        lines.append("  ignore: true")
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=1 << 14)
def scalar(text: str) -> str:
    """Write a text so that YAML reads the same text: bare where that is safe, else in quotation marks."""
    bare = _BARE.fullmatch(text)
    return text if bare and text.lower() not in ("null", "y", "n") else json.dumps(text, ensure_ascii=False)
