"""All articles → the digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from newsdigest.annotation import topics
from newsdigest.corpus import people, sources
from newsdigest.model import Day, Digest, Entry, Precision, Story

DATED = (Precision.MINUTE, Precision.DAY)


def join(entries: Iterable[Entry], authority: Path) -> Digest:
    """Join all articles; ``authority`` is the folder of the editor's files."""
    order = tuple(sorted(sorted(entries, key=lambda entry: entry.slug), key=newest, reverse=True))
    return Digest(
        entries=order,
        people=people.unify(order, people.authority(authority / "people.yml")),
        topics=topics.load(authority / "topics.yml"),
        sources=sources.join(order, authority / "sources.yml"),
        stories=tuple(
            Story(entry.slug, entry.article.title, (entry.slug,), outlets=(entry.article.publisher,)) for entry in order
        ),
        days=days(order),
    )


def newest(entry: Entry) -> tuple[str, int, str]:
    """Return what sorts articles: by year, the better dated later, then by time."""
    moment = entry.article.published
    if moment is None or not moment.iso:
        return "", 0, ""
    return moment.iso[:4], len(moment.iso[:10]), moment.iso


def days(order: tuple[Entry, ...]) -> tuple[Day, ...]:
    """Group the articles whose day is known."""
    grouped: dict[date, list[str]] = defaultdict(list)
    for entry in order:
        moment = entry.article.published
        if moment and moment.precision in DATED:
            grouped[moment.at.date()].append(entry.slug)
    return tuple(Day(day, tuple(slugs), tuple(slugs)) for day, slugs in sorted(grouped.items(), reverse=True))
