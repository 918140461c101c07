"""Tell what learning from an editor's corrections does: ``python tests/benchmarks/learn_topics.py DATA [DATA …]``.

DATA is a folder with docs.jsonl as the scoring script of topics reads it. Of 50, 100 and 200 articles, drawn at random
five times, an editor is simulated who leaves a topic that belongs to the article's section and else takes the likeliest
one that does. Accuracy is that of sections on 1,500 other articles.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace
from pathlib import Path

import systems

from newsdigest.annotation import topics as topic_rules
from newsdigest.annotation.learning import Example, learn
from newsdigest.model import Article

COUNTS, DRAWS, JUDGED = (50, 100, 200), 5, 1500
PLAIN = systems.TOPICS


def corrected(doc):
    """File an article as its section has it."""
    article, paragraphs = Article(doc["title"], doc["text"]), tuple(doc["text"].split("\n\n"))
    weighed = {name: score.score for name, score in topic_rules.weigh(article, paragraphs, PLAIN).items()}
    about, also = ([f"medtop:{number:02}000000" for number in part] for part in systems.SECTIONS[doc["topic"]])
    best = max(weighed, key=weighed.__getitem__, default="")
    return Example(
        article,
        paragraphs,
        best if best in (*about, *also) else max(about, key=lambda name: weighed.get(name, 0.0)),
    )


def accuracy(docs, topics, sections):
    """Share of articles of which the section is found, in percent."""
    systems.TOPICS = topics
    return 100 * sum(systems.topic(doc["title"], doc["text"], sections) == doc["topic"] for doc in docs) / len(docs)


def measure(docs, count, seed):
    """Accuracy without, with what was learnt, and with it only where `newsdigest learn` would write it."""
    docs = random.Random(seed).sample(docs, len(docs))
    sections = sorted({doc["topic"] for doc in docs})
    lesson = learn([corrected(doc) for doc in docs[:count]], PLAIN)
    judged = docs[count : count + JUDGED]
    taught = tuple(replace(topic, learnt=lesson.weights.get(topic.id, ())) for topic in PLAIN)
    without, after = accuracy(judged, PLAIN, sections), accuracy(judged, taught, sections)
    return without, after, after if lesson.helps else without


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        given = [json.loads(line) for line in (Path(folder) / "docs.jsonl").read_text("utf-8").splitlines()]
        for number in COUNTS:
            rows = [measure(given, number, seed) for seed in range(DRAWS)]
            means = [sum(column) / DRAWS for column in zip(*rows, strict=True)]
            names = ("without", "learnt", "as written")
            figures = "  ".join(f"{name} {mean:.2f}" for name, mean in zip(names, means, strict=True))
            print(f"{folder}  {number} articles: {figures}", flush=True)
