"""From clusters to stories as they are told: address, headline, chronology, outlets, copies, what each report adds."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newsdigest import authority
from newsdigest.annotation.terms import key, words
from newsdigest.authority import Kind
from newsdigest.corpus.copies import sentences
from newsdigest.corpus.features import common_words
from newsdigest.model import Entry, Story

FIELDS: authority.Fields = {
    "title": Kind.TEXT,
    "slug": Kind.TEXT,
    "together": Kind.TEXTS,
    "apart": Kind.TEXTS,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the editor says of stories; articles are named by their slugs."""

    together: frozenset[str]
    """They are one story."""
    apart: frozenset[str]
    """No two of them are one story."""
    title: str
    slug: str


def decisions(path: Path) -> tuple[Decision, ...]:
    """Read stories.yml; AuthorityError, with the line, for what cannot be right."""
    found = []
    for record in authority.read(path, FIELDS):
        together, apart = frozenset(record.texts("together")), frozenset(record.texts("apart"))
        if not together and len(apart) < 2:
            raise record.error(
                "nothing is decided here", "list articles under 'together', or two and more under 'apart'"
            )
        if len(together & apart) > 1:
            raise record.error("two articles are to be together and apart", "take one of them out", "apart")
        if not together and (record.text("title") or record.text("slug")):
            raise record.error("a title or slug is for the story of the articles under 'together'", field="title")
        found.append(Decision(together, apart, record.text("title"), record.text("slug")))
    return tuple(found)


# --- Stories ----------------------------------------------------------------------------------------


def moment(entry: Entry) -> float:
    """Seconds by which reports are put in order; those without a date come last."""
    published = entry.article.published
    return _seconds(published.at) if published is not None and published.iso else math.inf


def _seconds(at: datetime) -> float:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of every article before its story is told, by slug."""

    copies: Mapping[str, int]
    """Number of its group of copies."""
    outlets: Mapping[str, str]
    people: Mapping[str, Sequence[str]]


def tell(members: Sequence[Entry], centre: Mapping[str, float], ground: Ground, decided: Sequence[Decision]) -> Story:
    """Make a story of its articles; ``centre`` is the sum of all their vectors."""
    order = sorted(members, key=lambda entry: (moment(entry), entry.slug))
    spoken = next((decision for decision in decided if decision.together & {entry.slug for entry in order}), None)
    groups: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in order:
        groups[ground.copies[entry.slug]].append(entry)
    counted = Counter(person for entry in order for person in ground.people.get(entry.slug, ()))
    return Story(
        slug=(spoken.slug if spoken else "") or address(order),
        title=(spoken.title if spoken else "") or headline(order, centre),
        entries=tuple(entry.slug for entry in order),
        copies=tuple(tuple(entry.slug for entry in leading(group)) for group in groups.values() if len(group) > 1),
        outlets=tuple(dict.fromkeys(name for entry in order if (name := ground.outlets.get(entry.slug)))),
        people=tuple(sorted(counted, key=lambda person: (-counted[person], person))),
    )


def address(members: Iterable[Entry]) -> str:
    """Slug of the article that was collected first: later ones do not change it, whatever day they are from."""

    def collected(entry: Entry) -> tuple[float, float, str]:
        retrieved = entry.article.retrieved
        return (_seconds(retrieved) if retrieved else moment(entry)), moment(entry), entry.slug

    return min(members, key=collected).slug


def leading(group: Sequence[Entry]) -> list[Entry]:
    """Order copies: the agency's own first where it is there, then by time."""
    return sorted(group, key=lambda entry: not _own(entry))


def _own(entry: Entry) -> bool:
    agency, publisher = entry.article.agency.casefold(), entry.article.publisher.casefold()
    return bool(agency) and agency == publisher


_MARKED = re.compile(
    r"^(?:(?:update|live|watch|video|photos?|correct(?:ed|ion)|breaking|opinion|analysis)\b.{0,6}[:\-–—|]|\d+\b)", re.I
)


def headline(members: Sequence[Entry], centre: Mapping[str, float]) -> str:
    """Choose the headline that says most of what all reports share.

    Each word counts by its weight in the summed vectors, over the square root of their number; teasers, questions and
    marked headlines (LIVE:, UPDATE 2-) count half.
    """

    def worth(entry: Entry) -> float:
        title = entry.article.title
        terms = [term for word in words(title) if (term := key(word)) not in common_words()]
        sense = sum(centre.get(term, 0.0) for term in set(terms))
        fit = 0.5 if _MARKED.match(title) or title.endswith(("?", "…", "...")) or title.isupper() else 1.0
        return fit * sense / math.sqrt(max(len(terms), 5))

    return max(members, key=lambda entry: (round(worth(entry), 6), -moment(entry))).article.title


# --- What each adds ---------------------------------------------------------------------------------

_NEW = 0.5  # share of a sentence's telling words that nobody before had
_SAID = 4  # telling words a sentence needs to be worth showing


def additions(members: Sequence[Entry], limit: int = 2) -> dict[str, tuple[str, ...]]:
    """Find what each report says that none before it in the story said: slug → sentences, verbatim, as they stand.

    ``members`` come oldest first. A sentence is new when half of its telling words and numbers are.
    """
    known: set[str] = set()
    found = {}
    for entry in members:
        said = [(sentence, _telling(sentence)) for sentence in sentences(entry.paragraphs)]
        fresh = [
            (len(terms - known), sentence)
            for sentence, terms in said
            if known and len(terms) >= _SAID and len(terms - known) >= _NEW * len(terms)
        ]
        chosen = {sentence for _, sentence in sorted(fresh, key=lambda pair: -pair[0])[:limit]}
        found[entry.slug] = tuple(dict.fromkeys(sentence for sentence, _ in said if sentence in chosen))
        known.update(term for _, terms in said for term in terms)
    return found


def _telling(sentence: str) -> set[str]:
    return {term for word in words(sentence) if (term := key(word)) not in common_words() and len(term) > 1}
