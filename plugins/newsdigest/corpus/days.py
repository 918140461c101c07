"""Days and what leads them.

The stories of a day are ranked by the number of outlets that reported them on that day, then by the number of reports
that are no copies, then by the newest report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from newsdigest.corpus.telling import moment
from newsdigest.corpus.trends import trends
from newsdigest.model import Day, Entry, Person, Precision, Source, Story


def days(
    entries: Sequence[Entry],
    stories: Sequence[Story],
    people: Sequence[Person],
    sources: Sequence[Source],
) -> tuple[Day, ...]:
    """Group the articles whose day is known; newest day first."""
    grouped: defaultdict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        published = entry.article.published
        if published and published.precision in (Precision.MINUTE, Precision.DAY):
            grouped[published.at.date()].append(entry)
    story = {slug: story for story in stories for slug in story.entries}
    copied = {slug for story in stories for group in story.copies for slug in group[1:]}
    persons = _by_entry(people)
    outlets = _by_entry(sources)
    unusual_people, unusual_topics, unusual_sources = (
        trends({day: [key for entry in found for key in keys.get(entry.slug, ())] for day, found in grouped.items()})
        for keys in (persons, {entry.slug: [entry.topic] for entry in entries if entry.topic}, outlets)
    )
    return tuple(
        Day(
            day,
            _ranked(found, story, copied, outlets),
            tuple(entry.slug for entry in found),
            unusual_people[day],
            unusual_topics[day],
            unusual_sources[day],
        )
        for day, found in sorted(grouped.items(), reverse=True)
    )


def _by_entry(things: Sequence[Person] | Sequence[Source]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for thing in things:
        for slug in thing.entries:
            found[slug].append(thing.slug)
    return found


def _ranked(
    found: Sequence[Entry],
    story: Mapping[str, Story],
    copied: set[str],
    outlets: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    grouped: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        grouped[story[entry.slug].slug].append(entry)

    def rank(slug: str) -> tuple[int, int, float, str]:
        reports = grouped[slug]
        if len(reports) == 1:  # as most stories
            (entry,) = reports
            return -len(set(outlets.get(entry.slug, ()))), -(entry.slug not in copied), -moment(entry), slug
        heard = {outlet for entry in reports for outlet in outlets.get(entry.slug, ())}
        own = sum(entry.slug not in copied for entry in reports)
        return -len(heard), -own, -max(map(moment, reports)), slug

    return tuple(sorted(grouped, key=rank))
