"""Train the model of the people recogniser.

    python tests/benchmarks/train_people.py --data ../shared/data/train/gum-news-interview-only

Learns from the documents of ``--data`` (docs.jsonl: text, spans) and from our own sentences in
tests/benchmarks/people/*.txt, where names of people stand in [[double brackets]] and a blank line ends an article.
Every run gives the same model.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "plugins"))

from newsdigest.annotation.features import article_facts, sentence_features  # noqa: E402
from newsdigest.annotation.lexicon import classes, fold, lexicon  # noqa: E402
from newsdigest.annotation.tokens import sentences  # noqa: E402

MODEL = ROOT / "plugins/newsdigest/annotation/data/people.crfsuite"


@dataclass(frozen=True)
class Document:
    """An article with the offsets of the names of people in it."""

    text: str
    spans: tuple[tuple[int, int], ...]


def own_documents(folder):
    """Our own sentences: articles divided by blank lines, names in double brackets."""
    for path in sorted(folder.glob("*.txt")):
        text = re.sub(r"^#.*\n?", "", path.read_text("utf-8"), flags=re.M)
        for article in re.split(r"\n\s*\n", text):
            if article.strip():
                yield unmarked(article.strip().replace("\n", "\n\n"))


def unmarked(marked):
    """Text with [[names]] marked → the plain text and the offsets of the names."""
    parts, spans, size = [], [], 0
    for part in re.split(r"(\[\[.+?\]\])", marked):
        plain = part[2:-2] if part.startswith("[[") else part
        if part.startswith("[["):
            spans.append((size, size + len(plain)))
        parts.append(plain)
        size += len(plain)
    return Document("".join(parts), tuple(spans))


def corpus_documents(folder):
    """Documents of docs.jsonl; the blanks that its tokens left before apostrophes are closed."""
    for line in (folder / "docs.jsonl").read_text("utf-8").splitlines():
        data = json.loads(line)
        gaps = [m.start() for m in re.finditer(r" (?=['’](?:s|re|ve|ll|d|m)\b|n['’]t\b)", data["text"])]
        text = "".join(c for i, c in enumerate(data["text"]) if i not in set(gaps))
        spans = [tuple(at - sum(gap < at for gap in gaps) for at in span) for span in data["spans"]]
        yield Document(text, tuple(without_title(text, *span) for span in spans))


def without_title(text, start, end):
    """Move the start of a name past forms of address."""
    while (m := re.match(r"(\S+)\s+", text[start:end])) and "honorific" in classes(fold(m[1])):
        start += m.end()
    return start, end


def examples(document, lookup):
    """Features and labels of each run of a document."""
    split = sentences(document.text)
    facts = article_facts(split, lookup)
    for sentence in split:
        for (start, end), features in sentence_features(sentence, facts, lookup):
            labels = []
            for token in sentence[start:end]:
                span = next((s for s in document.spans if s[0] <= token.start and token.end <= s[1]), None)
                opens = span and (span[0] == token.start or labels[-1:] in ([], ["O"]))
                labels.append("B" if opens else "I" if span else "O")
            yield features, labels


def forgetful(share, seed):
    """Make a look-up that does not know a share of the listed names, so that training meets unlisted ones."""
    words = lexicon()

    def lookup(word):
        codes = words.get(word, "")
        if codes and set(codes) & set("gsr") and zlib.crc32(f"{seed}{word}".encode()) % 1000 < 1000 * share:
            return "".join(set(codes) - set("gsr"))
        return codes

    return lookup


def main():
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--own", type=Path, default=HERE / "people")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--forget", type=float, default=0.25)
    parser.add_argument("--c2", type=float, default=0.1)
    parser.add_argument("--c1", type=float, default=0.0)
    parser.add_argument("--iterations", type=int, default=120)
    arguments = parser.parse_args()
    documents = list(own_documents(arguments.own))
    for folder in arguments.data:
        documents += corpus_documents(folder)
    random.Random(1).shuffle(documents)
    trainer = pycrfsuite.Trainer(verbose=False)
    names = count = 0
    for n, document in enumerate(documents):
        names += len(document.spans)
        for features, labels in examples(document, forgetful(arguments.forget, n)):
            trainer.append(features, labels)
            count += 1
    print(f"{len(documents)} articles, {names} names, {count} runs")
    trainer.select("lbfgs")
    trainer.set_params(
        {
            "c1": arguments.c1,
            "c2": arguments.c2,
            "max_iterations": arguments.iterations,
            "feature.possible_transitions": True,
        }
    )
    trainer.train(str(arguments.model))
    print(f"{arguments.model.name}: {arguments.model.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
