"""What the machine suspects about people and leaves to the editor: merges, namesakes, names that may be nobody's."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsdigest.corpus.identity import Doubt, Form, Identity, Key, form
from newsdigest.corpus.namesakes import fields
from newsdigest.corpus.people import Known, Recognised, recognise
from newsdigest.model import Entry, Proposal

EXCERPT = 160
"""Characters of a paragraph that are shown as evidence."""
SHOWN = 3
"""Articles that are shown as evidence for a name."""


@dataclass(frozen=True, slots=True)
class _Corpus:
    """What proposals are drawn from."""

    entries: Sequence[Entry]
    known: Sequence[Known]
    identity: Identity
    nobodies: Mapping[Key, tuple[int, int]]
    members: Mapping[Key, Sequence[int]]
    """Key → indexes of ``identity.seen``."""


def proposals(
    entries: Sequence[Entry], known: Sequence[Known] = (), recognised: Recognised | None = None
) -> tuple[Proposal, ...]:
    """Find what an editor should decide: likely merges, suspected namesakes, doubtful people, in this order.

    Each carries its evidence and the lines to write into people.yml. What people.yml decides is not proposed again.
    ``recognised`` is what ``recognise`` found in the same entries, if it was asked before.
    """
    found, none = recognised or recognise(entries, known)
    members: dict[Key, list[int]] = defaultdict(list)
    for i, key in enumerate(found.keys):
        members[key].append(i)
    corpus = _Corpus(entries, known, found, none, members)
    return (*_merges(corpus), *_namesakes(corpus), *_doubtful(corpus))


def _merges(corpus: _Corpus) -> Iterator[Proposal]:
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
        evidence = [*_evidence(corpus, one), *_evidence(corpus, other)]
        shared = _shared(corpus, one, other)
        reason = doubt.reason + (f"; both are mentioned with {', '.join(shared)}" if shared else "")
        yield Proposal("merge", (more, less), reason, tuple(evidence), record(more, aliases=[less]))


def _keys_by_form(corpus: _Corpus) -> dict[Form, list[Key]]:
    keys: dict[Form, dict[Key, None]] = defaultdict(dict)
    for key, seen in zip(corpus.identity.keys, corpus.identity.seen, strict=True):
        keys[form(seen.name)][key] = None
    return {each: list(found) for each, found in keys.items()}


def _misspellings(corpus: _Corpus, keys: Mapping[Form, Sequence[Key]]) -> Iterator[Doubt]:
    """Surnames one letter apart, borne with the same given name: one may be a slip."""
    names = {form(seen.name): seen.name for seen in corpus.identity.seen}
    index: dict[tuple[str, str], list[Form]] = defaultdict(list)
    for each in keys:
        if len(each.words) > 1 and len(each.family) > 4:
            for k in range(len(each.family) + 1):  # every way to leave one letter out, and all of them
                index[each.given, each.family[:k] + each.family[k + 1 :]].append(each)
    told: set[frozenset[Form]] = set()
    for near in index.values():
        for one, other in pairwise(near):
            if one.family != other.family and frozenset((one, other)) not in told:
                told.add(frozenset((one, other)))
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


def _namesakes(corpus: _Corpus) -> Iterator[Proposal]:
    """Give people of one name who were kept apart by their roles: the editor may know better."""
    for keys in corpus.identity.namesakes:
        seen = [[corpus.identity.seen[i] for i in corpus.members[key]] for key in keys]
        name = max((each.name for own in seen for each in own), key=len)
        called = [sorted({noun for each in own for noun in each.roles if noun in fields()}) for own in seen]
        lines = "".join(record(name, articles=[corpus.entries[each.article].slug for each in own]) for own in seen)
        evidence = tuple(line for key in keys for line in _evidence(corpus, key))
        reason = "kept apart: " + " / ".join(", ".join(nouns) for nouns in called)
        yield Proposal("namesake", (name,), reason, evidence, lines)


def _doubtful(corpus: _Corpus) -> Iterator[Proposal]:
    """Give names that are or may be nobody's.

    Those that stand more often as something else; and one word, in one article, without a role and without words.
    """
    none = corpus.nobodies
    for key, own in corpus.members.items():
        if key in none:
            name, (marked, unmarked) = corpus.identity.seen[own[0]].name, none[key]
            reason = f"left out: a person {marked} times, {unmarked} times not; a record with its name keeps it"
            yield Proposal("doubtful", (name,), reason, tuple(_evidence(corpus, key)), record(name, ignore=True))
            continue
        if isinstance(key, int) or len(own) > 1:
            continue
        seen = corpus.identity.seen[own[0]]
        speaks = any(quote.speaker == seen.name for quote in _article(corpus, own[0]).annotations.quotes)
        if len(form(seen.name).words) == 1 and not seen.roles and not speaks:
            reason = "one article, no given name, no role"
            yield Proposal(
                "doubtful", (seen.name,), reason, tuple(_evidence(corpus, key)), record(seen.name, ignore=True)
            )


def _article(corpus: _Corpus, i: int) -> Entry:
    return corpus.entries[corpus.identity.seen[i].article]


def _evidence(corpus: _Corpus, key: Key) -> Iterator[str]:
    """Tell what the articles say of a person, one line an article."""
    own = corpus.members[key]
    for i in own[:SHOWN]:
        entry, name = _article(corpus, i), corpus.identity.seen[i].name
        roles = [role.text for role in entry.annotations.roles if role.person == name]
        said = f" ({'; '.join(roles)})" if roles else ""
        yield f"{name}{said}, {entry.slug}: {_excerpt(entry, name)}"
    if len(own) > SHOWN:
        yield f"… and {len(own) - SHOWN} more articles"


def _excerpt(entry: Entry, name: str) -> str:
    mention = next((each for each in entry.annotations.mentions if each.person == name), None)
    if mention is None:
        return "listed by the editor"
    text = "\n\n".join(entry.paragraphs)
    start, end = max(0, mention.start - EXCERPT // 2), mention.end + EXCERPT // 2
    inside = text[start:end]
    before = inside[: mention.start - start].rpartition("\n\n")[2]
    after = inside[mention.start - start :].partition("\n\n")[0]
    return re.sub(r"\s+", " ", before + after).strip()


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


def scalar(text: str) -> str:
    """Write a text so that YAML reads the same text: bare where that is safe, else in quotation marks."""
    bare = re.fullmatch(r"[^\W\d_](?:[\w’.\- ]*[\w.])?", text)
    return text if bare and text.lower() not in ("null", "y", "n") else json.dumps(text, ensure_ascii=False)
