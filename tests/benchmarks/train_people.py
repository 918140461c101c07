"""Train the model of the people recogniser.

    python tests/benchmarks/train_people.py --data ../shared/data/train/gum-news-interview-only

Learns from the documents of ``--data`` (docs.jsonl: text, spans) and from our own sentences in
tests/benchmarks/people/*.txt, where names of people stand in [[double brackets]]. Every line is a paragraph and a blank
line ends an article; in files named lines-* every line is an article of its own.
Every run gives the same model.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "plugins"))

from newsdigest.annotation import recogniser  # noqa: E402
from newsdigest.annotation.lexicon import classes, fold, lexicon  # noqa: E402

FOLDER = ROOT / "plugins/newsdigest/annotation"
FOLDS = 4  # the first pass judges each article by a model that has not seen it, as it will in use
SETTINGS = {"c1": 0.0, "c2": 0.4, "max_iterations": 100, "feature.minfreq": 3, "feature.possible_transitions": True}


@dataclass(frozen=True)
class Document:
    """An article with the offsets of the names of people in it."""

    text: str
    spans: tuple[tuple[int, int], ...]


def own_documents(folder):
    """Our own sentences: articles divided by blank lines, names in double brackets."""
    for path in sorted(folder.glob("*.txt")):
        text = re.sub(r"^#.*\n?", "", path.read_text("utf-8"), flags=re.M)
        for article in re.split(r"\n" if path.name.startswith("lines-") else r"\n\s*\n", text):
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


def labels(candidate, spans):
    """For each word of a candidate: B opens a name, I carries it on, O is none."""
    found = []
    for token in candidate.tokens:
        span = next((span for span in spans if span[0] <= token.start and token.end <= span[1]), None)
        opens = span and (span[0] == token.start or found[-1:] in ([], ["O"]))
        found.append("B" if opens else "I" if span else "O")
    return found


def forgetful(share, seed):
    """Make a look-up that does not know a share of the listed names, so that training meets unlisted ones."""
    words = lexicon()

    def lookup(word):
        codes = words.get(word, "")
        if codes and set(codes) & set("gsr") and zlib.crc32(f"{seed}{word}".encode()) % 1000 < 1000 * share:
            return "".join(set(codes) - set("gsr"))
        return codes

    return lookup


def trained(articles, path):
    """Train one model on (candidates, spans) of articles, write it, and open it."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for found, spans in articles:
        for candidate in found:
            trainer.append(candidate.features, labels(candidate, spans))
    trainer.select("lbfgs")
    trainer.set_params(SETTINGS)
    trainer.train(str(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


def reconsidered(articles):
    """Add what the first pass thinks, each article judged by a model that was trained on the others."""
    result = []
    with tempfile.TemporaryDirectory() as folder:
        for fold_number in range(FOLDS):
            others = [article for n, article in enumerate(articles) if n % FOLDS != fold_number]
            opinion = recogniser.judge(trained(others, Path(folder, f"{fold_number}.crfsuite")))
            for found, spans in articles[fold_number::FOLDS]:
                result.append((recogniser.reconsider(found, opinion), spans))
    return result


def train(documents, forget, folder):
    """Train both passes and write them into a folder."""
    documents = sorted(documents, key=lambda document: zlib.crc32(document.text.encode()))
    articles = [
        (recogniser.candidates(document.text, forgetful(forget, n)), document.spans)
        for n, document in enumerate(documents)
    ]
    trained(articles, folder / recogniser.FIRST)
    trained(reconsidered(articles), folder / recogniser.SECOND)


def main():
    """Train and write the models."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--own", type=Path, default=HERE / "people")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where data/*.crfsuite are written")
    parser.add_argument("--forget", type=float, default=0.25, help="share of listed names to unlearn in training")
    arguments = parser.parse_args()
    documents = list(own_documents(arguments.own))
    for folder in arguments.data:
        documents += corpus_documents(folder)
    print(f"{len(documents)} articles, {sum(len(document.spans) for document in documents)} names")
    train(documents, arguments.forget, arguments.folder)
    for name in (recogniser.FIRST, recogniser.SECOND):
        print(f"{name}: {(arguments.folder / name).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
