"""What an editor's corrections have taught: a weight for each word and topic, kept in a file beside topics.yml.

The file is written by ``newsdigest learn`` and read with the topics. An absent one costs nothing.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from pathlib import Path

from newsdigest import authority
from newsdigest.annotation.terms import key, words
from newsdigest.authority import Kind
from newsdigest.model import Article

Weights = tuple[tuple[str, float], ...]
"""Words as they are looked up, with what each is worth in an article that holds nothing else."""

FIELDS: authority.Fields = {"id": Kind.TEXT, "articles": Kind.TEXT, "words": Kind.TEXTS}
_HEAD = """\
# What was learnt from the articles that you filed under topics: words and what each speaks for a topic, or against it.
# Written by `python -m newsdigest learn`, which writes it anew; delete the file, and the vocabularies decide alone.
"""


def beside(path: Path) -> Path:
    """Name the file that belongs to a topics.yml."""
    return path.with_name(f"{path.stem}.learnt.yml")


def read(path: Path) -> dict[str, Weights]:
    """Read what was learnt: id of a topic → weights. AuthorityError, with the line, for what cannot be right."""
    found = {}
    for record in authority.read(path, FIELDS, required=("id",)):
        pairs = [part.rsplit(None, 1) for text in record.texts("words") for part in text.split(",") if part.strip()]
        try:
            weights = tuple((word.strip(), float(weight)) for word, weight in pairs)
        except ValueError:
            raise record.error("words are to be like 'merger 0.41, goal -0.2'", "delete the file", "words") from None
        if not all(math.isfinite(weight) for _, weight in weights):
            raise record.error("a weight is no number", "delete the file", "words")
        found[record.text("id")] = weights
    return found


def written(weights: Mapping[str, Weights], articles: Mapping[str, int]) -> str:
    """Text of the file; ``articles`` is the number of those that each topic was learnt from."""
    records = [
        f"\n- id: {topic}\n  articles: {articles[topic]}\n  words: >\n"
        + textwrap.fill(
            ", ".join(f"{word} {weight:g}" for word, weight in found),
            120,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
        for topic, found in sorted(weights.items())
    ]
    return _HEAD + "".join(records)


def portrait(article: Article, paragraphs: tuple[str, ...], title: float, opening: float) -> dict[str, float]:
    """Words of an article with their share in it, as a vector of unit length; the section's name is one of them.

    Each counts 1 + ln n; a word of the title or the opening counts so many times.
    """
    counts: dict[str, float] = {}
    parts = ((article.title, title), (article.standfirst, opening), (". ".join(article.keywords), opening))
    body = ((text, 1.0 if number else opening) for number, text in enumerate(paragraphs))
    for text, weight in (*parts, *body):
        for word in words(text):
            if len(word) > 1 and not word[0].isdigit():
                term = key(word)
                counts[term] = counts.get(term, 0.0) + weight
    if section := " ".join(map(key, words(article.section))):
        counts[f"section: {section}"] = title
    shares = {word: 1 + math.log(count) for word, count in counts.items()}
    length = math.sqrt(sum(share * share for share in shares.values()))
    return {word: share / length for word, share in shares.items()}
