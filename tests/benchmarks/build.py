"""Measures building a site: a generated corpus, our builds, and Hugo's where it is installed.

The corpus is made from a seed: articles of about 600 invented words with people, roles and quotes, 12 topics, 300
subjects, 40 outlets, over three years. What cleaning finds in each (people, quotes) is known from making it and is put
where cleaning keeps it, because cleaning is measured elsewhere.

    python tests/benchmarks/build.py --articles 10000 --rounds 3
"""

from __future__ import annotations

import hashlib
import random
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))

from newsdigest import pipeline, store
from newsdigest.annotation import topics as topic_rules
from newsdigest.cache import Cache
from newsdigest.model import Annotations, Article, Mention, Moment, Quote, Role, TopicScore

ROOT = Path(__file__).parents[2]
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ren",
    "sta",
    "vor",
    "el",
    "ith",
    "an",
    "der",
    "quo",
    "bra",
    "pel",
    "tun",
    "sho",
    "wi",
    "gar",
    "ne",
    "fol",
    "dri",
]
FIRST = [
    "Mara",
    "Ida",
    "Tomas",
    "Yusuf",
    "Chen",
    "Olga",
    "Piet",
    "Ana",
    "Leif",
    "Nadia",
    "Samuel",
    "Ruth",
    "Viktor",
    "Amina",
    "Joao",
    "Elsa",
    "Bram",
    "Farid",
    "Greta",
    "Noor",
]
ROLES = ("mayor", "harbour master", "finance minister", "union leader", "head coach", "chief prosecutor")
SUBJECTS, OUTLETS, DAYS = 300, 40, 1095


def corpus(count: int, seed: int, start: int = 0):
    """Yield slug, article, annotations and tags; the same for the same seed, and a longer one begins the same."""
    vocabulary = random.Random(seed)
    words = sorted({"".join(vocabulary.choices(SYLLABLES, k=vocabulary.randint(1, 4))) for _ in range(6000)})
    people = [f"{vocabulary.choice(FIRST)} {''.join(vocabulary.choices(SYLLABLES, k=3)).title()}" for _ in range(4000)]
    people = list(dict.fromkeys(people))
    topics = [topic.id for topic in topic_rules.load(Path("nowhere"))][:12]
    for number in range(start, count):
        yield one(number, random.Random(f"{seed}-{number}"), words, people, topics)


def one(number, rng, words, people, topics):
    """Make one article."""
    ranks = (int(len(people) ** rng.random()) - 1 for _ in range(rng.randint(2, 5)))  # a few are in the news often
    here = list(dict.fromkeys(people[rank] for rank in ranks))
    paragraphs, mentions, roles, quotes, at = [], [], [], [], 0
    for index in range(12):
        text = sentence(rng, words, 25) + " " + sentence(rng, words, 22)
        if index < len(here):
            name, role = here[index], rng.choice(ROLES)
            said = sentence(rng, words, 12)
            text = f"{text} “{said}” said {name}, the {role}."
            begin = at + text.index("“") + 1
            quotes.append(Quote(begin, begin + len(said), said, name, "said", index))
            start = at + text.rindex(name)
            mentions.append(Mention(start, start + len(name), name, name))
            roles.append(Role(name, role, index, text))
        paragraphs.append(text)
        at += len(text) + 2
    day = date(2023, 1, 1) + timedelta(days=number * DAYS // 10_000 % DAYS)
    topic = rng.choice(topics)
    article = Article(
        title=" ".join(rng.choices(words, k=8)).capitalize(),
        body="\n\n".join(paragraphs),
        authors=(rng.choice(people),),
        publisher=f"{words[rng.randrange(OUTLETS) * 7].title()} Herald",
        published=Moment.parse(f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}+00:00"),
        language="en",
        source_url=f"https://news.example/{number}",
        summary=sentence(rng, words, 25),
        origin=f"{number}.html",
    )
    found = Annotations(tuple(here), tuple(mentions), tuple(roles), tuple(quotes), (TopicScore(topic, 0.9, ()),), "en")
    tags = [f"{words[rng.randrange(SUBJECTS) * 11 % len(words)]} {words[1]}" for _ in range(4)]
    return f"article-{number}", article, found, tuple(paragraphs), tags


def sentence(rng, words, length):
    """Make a sentence of so many words."""
    return " ".join(rng.choices(words, k=length)).capitalize() + "."


def write(folder: Path, count: int, seed: int, start: int = 0) -> None:
    """Write articles as cleaning would leave them: Markdown files, and what was found in them in the cache."""
    folders = pipeline.Folders.below(folder / "content", folder / ".cache" / "newsdigest")
    folders.articles.mkdir(parents=True, exist_ok=True)
    folders.scraped.mkdir(exist_ok=True)
    topics = topic_rules.load(folders.authority / "topics.yml")
    names = {topic.id: topic.name for topic in topics}
    with Cache(folders.cache, pipeline._fingerprint(topics, folders.recogniser)) as cache:
        for slug, article, found, _, tags in corpus(count, seed, start):
            text = store.render(article, found, slug, names[found.topics[0].topic])
            head, _, body = text.partition("\n\n")
            head = head.rpartition("\n")[0] + "\n" + f"Tags: {', '.join(tags)}\n"
            text = store.seal(head, body)
            (folders.articles / f"{slug}.md").write_text(text, "utf-8")
            file = store.parse(text, f"{slug}.md")
            entry = store.to_entry(file, f"{slug}.md", topics, lambda *_, found=found: found)
            cache.put_entry(hashlib.sha256(text.encode()).hexdigest(), entry)


SETTINGS = """\
SITENAME = "Benchmark"
SITEURL = "https://digest.example"
TIMEZONE = "UTC"
PATH = "content"
PLUGIN_PATHS = [{plugins!r}]
PLUGINS = ["newsdigest"]
DIGEST_SEARCH = False
DELETE_OUTPUT_DIRECTORY = True
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
"""
