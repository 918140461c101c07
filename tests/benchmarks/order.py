"""Tell how long ordering takes: ``python tests/benchmarks/order.py [number of articles …]``.

Generates articles of an invented world (events that several outlets report on following days, a fifth of the reports
copies with small edits) and prints seconds of processor time for each step, the wait for all but topics (which are
scored where articles are cleaned), and the peak of memory; then the same after 20 more articles, with the cache.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))

from newsdigest.annotation import topics
from newsdigest.corpus import sources
from newsdigest.corpus.days import days
from newsdigest.corpus.joining import added, alike, grouping, in_time_order, read, told
from newsdigest.corpus.memory import Memories
from newsdigest.model import Annotations, Article, Entry, Moment, PlainText, Precision
from newsdigest.workers import uncollected

ADAY = 250  # articles
SYLLABLES = ("ka", "tor", "ven", "mi", "sol", "bra", "dun", "el", "fri", "gos", "ha", "lin", "mar", "no", "pel", "qui")
COMMON = ("the", "of", "a", "to", "in", "and", "that", "was", "for", "on", "said", "with", "by", "at", "had", "which")
EDITS = ("officials", "witnesses", "a spokesman", "people there")


def name(dice: random.Random, parts: int) -> str:
    """Invent a word."""
    return "".join(dice.choice(SYLLABLES) for _ in range(parts))


class World:
    """What all events have in common."""

    def __init__(self, dice: random.Random) -> None:
        self.vocabularies = [[*t.strong, *t.vocabulary, *t.weak] for t in topics.load(Path("none"))]
        self.places = [name(dice, 4).title() for _ in range(400)]
        kinds = ("Council", "Bank", "Union", "Court", "Works")
        self.bodies = [f"{name(dice, 3).title()} {dice.choice(kinds)}" for _ in range(600)]
        self.outlets = [f"{name(dice, 3).title()} Herald" for _ in range(60)]
        self.filler = [name(dice, 4) for _ in range(6000)]


class Event:
    """Something that is reported: its people, names, figures and words."""

    def __init__(self, dice: random.Random, world: World) -> None:
        self.people = [f"{name(dice, 2).title()} {name(dice, 4).title()}" for _ in range(4)]
        self.names = [*self.people, *dice.sample(world.places, 2), *dice.sample(world.bodies, 2)]
        self.figures = [str(dice.randrange(2, 5000)) for _ in range(5)]
        self.words = [name(dice, 5) for _ in range(25)]
        self.vocabulary = dice.choice(world.vocabularies)

    def paragraph(self, dice: random.Random, world: World) -> str:
        """Write two or three sentences about it."""
        sentences = []
        for _ in range(dice.randrange(2, 4)):
            told = dice.choices(COMMON, k=9) + dice.sample(self.words, 3) + dice.sample(self.vocabulary, 2)
            told += [world.filler[int(len(world.filler) * dice.random() ** 3)] for _ in range(5)]
            dice.shuffle(told)
            who, whom = dice.choice(self.names), dice.choice(self.names)
            sentences.append(f"{who} {' '.join(told)} people there {whom} {dice.choice(self.figures)}.")
        return " ".join(sentences)


def articles(number: int, seed: int = 1) -> Iterator[Entry]:
    """Generate articles in the order of their events."""
    dice = random.Random(seed)
    world = World(dice)
    made = 0
    while made < number:
        begin = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=made / ADAY)
        event = Event(dice, world)
        text: list[str] = []
        for report in range(min(1 + int(dice.expovariate(0.5)), 12, number - made)):
            if not text or dice.random() > 0.2:
                text = [event.paragraph(dice, world) for _ in range(dice.randrange(3, 10))]
            else:
                text = [part.replace("people there", dice.choice(EDITS)) for part in text]
            at = begin + timedelta(hours=report * dice.uniform(0, 12))
            title = (
                f"{dice.choice(event.names)} {' '.join(dice.sample(event.words, 3))} {dice.choice(event.vocabulary)}"
            )
            moment = Moment(at, Precision.MINUTE)
            article = Article(title, "", published=moment, publisher=dice.choice(world.outlets), retrieved=at)
            yield Entry(
                f"article-{made}", article, PlainText("", tuple(text)), Annotations(), people=tuple(event.people)
            )
            made += 1


def measure(entries: list[Entry], folder: Path, workers: int) -> dict[str, float]:
    """Seconds of processor time of each step, the peak of memory in MB, and how many values were not remembered."""
    known = topics.load(Path("none"))
    spent: dict[str, float] = {}
    clock = [used(), time.perf_counter()]

    def lap(step: str) -> None:
        now = [used(), time.perf_counter()]
        spent[step] = now[0] - clock[0]
        spent["wall"] = spent.get("wall", 0.0) + now[1] - clock[1]
        clock[:] = now

    for entry in entries:
        topics.score(entry.article, entry.paragraphs, known)
    lap("topics")
    spent["wall"] = 0.0
    with uncollected():
        memories = Memories.of(folder, workers)
        outlets = sources.join(entries, Path("none"))
        lap("opening")
        timed = in_time_order(entries)
        articles = memories.alike.features(timed.keys, partial(read, timed.entries, workers))
        lap("reading")
        found = grouping(timed, articles, (), memories.alike)
        lap("stories, copies")
        told_of = alike(found, outlets, memories.alike)
        lap("subjects, related, headlines")
        stories = added(timed, told(timed, told_of, (), (), outlets), memories.told)
        lap("telling")
        days(entries, stories, (), outlets)
        lap("days and trends")
        memories.alike.save()
        memories.told.save()
        lap("saving")
    spent["total"] = sum(seconds for step, seconds in spent.items() if step != "wall")
    spent["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**spent, **{f"computed: {kind}": number for kind, number in memories.computed.items()}}


def used() -> float:
    """Seconds of processor time of this process and of its workers."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


if __name__ == "__main__":
    for count in map(int, sys.argv[1:] or ("10000",)):
        made = list(articles(count + 20))
        with tempfile.TemporaryDirectory() as cache:
            for given in (made[:count], made):
                row = measure(given, Path(cache), 0)
                print(len(given), " ".join(f"{step} {value:.1f}" for step, value in row.items()), flush=True)
