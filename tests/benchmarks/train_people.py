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
import random
import re
import sys
import tempfile
import zlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import pycrfsuite

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "plugins"))

from newsdigest.annotation import crf, recogniser  # noqa: E402
from newsdigest.annotation.lexicon import classes, fold, lexicon  # noqa: E402

FOLDER = ROOT / "plugins/newsdigest/annotation"
FOLDS = 4  # the first pass judges each article by a model that has not seen it, as it will in use
SETTINGS = {"c1": 0.0, "c2": 0.8, "max_iterations": 100, "feature.minfreq": 4, "feature.possible_transitions": True}


@dataclass(frozen=True)
class Document:
    """An article with the offsets of the names of people in it."""

    text: str
    spans: tuple[tuple[int, int], ...]


def own_articles(folder):
    """Our own sentences with names in double brackets: articles divided by blank lines, or one a line in lines-*."""
    for path in sorted(folder.glob("*.txt")):
        text = re.sub(r"^#.*\n?", "", path.read_text("utf-8"), flags=re.M)
        for article in re.split(r"\n" if path.name.startswith("lines-") else r"\n\s*\n", text):
            if article.strip():
                yield article.strip().replace("\n", "\n\n")


def renamed(article, seed):
    """Give the people of a marked article other names from the lists, the same one wherever a word stands.

    Without it the models learn too well that our sentences are full of traps: outside, a given name with a surname
    is nearly always a person.
    """
    chosen = random.Random(seed)
    new = {}
    for name in re.findall(r"\[\[(.+?)\]\]", article):
        words = [word for word in re.findall(r"[^\W\d_][\w'’-]+", name) if word[0].isupper() and len(word) > 2]
        words = [word for word in words if not {"honorific", "suffix"} & set(classes(fold(word)))]
        for word in words[:-1]:
            new.setdefault(word.casefold(), chosen.choice(given_names()))
        if len(words) > 1:
            new.setdefault(words[-1].casefold(), chosen.choice(surnames()))

    def replace(match):
        name = new[match[0].casefold()].title()
        return name.upper() if match[0].isupper() else name

    return (
        re.sub(rf"(?<![\w-])(?:{'|'.join(map(re.escape, new))})(?![\w-])", replace, article, flags=re.I) if new else ""
    )


@cache
def given_names():
    """List given names that are no words and no places."""
    return [
        word for word, codes in lexicon().items() if "g" in codes and not set("wpqo") & set(codes) and " " not in word
    ]


@cache
def surnames():
    """List common surnames that are no places."""
    return [
        word for word, codes in lexicon().items() if "s" in codes and not set("pqo") & set(codes) and " " not in word
    ]


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
            return "".join(code for code in codes if code not in "gsr")  # in order, so that training repeats
        return codes

    return lookup


def trained(articles):
    """Train one model on (candidates, spans) of articles: its text, as crf.read takes it."""
    trainer = pycrfsuite.Trainer(verbose=False)
    empty = True
    for found, spans in articles:
        for candidate in found:
            empty = False
            words = ["\t".join(filter(None, [*candidate.shared, *groups])).split("\t") for groups in candidate.words]
            trainer.append(words, labels(candidate, spans))
    if empty:
        return ""
    trainer.select("lbfgs")
    trainer.set_params(SETTINGS)
    tagger = pycrfsuite.Tagger()
    with tempfile.NamedTemporaryFile() as file:
        trainer.train(file.name)
        tagger.open(file.name)
        info = tagger.info()
        tagger.close()
    weights = defaultdict(dict)
    for (one, other), weight in info.transitions.items():
        weights[one + ">"][other] = weight
    for (feature, label), weight in info.state_features.items():
        weights[feature][label] = weight
    rows = (
        (feature, *(round(crf.SCALE * found.get(label, 0)) for label in crf.LABELS))
        for feature, found in weights.items()
    )
    return "".join("\t".join(map(str, row)) + "\n" for row in sorted(rows) if any(row[1:]))


def reconsidered(groups):
    """Add what the first pass thinks, each article judged by a model that was trained on the others."""
    result = []
    for number in range(FOLDS):
        others = chain.from_iterable(group for n, group in enumerate(groups) if n % FOLDS != number)
        model = crf.read(trained(others))
        for found, spans in chain.from_iterable(groups[number::FOLDS]):
            again = recogniser.reconsider(found, model)
            result.append(([with_more(each) for each in again if each.more], spans))
    return result


def with_more(each):
    """Give a candidate the features of the second pass beside its own."""
    words = [[*old, *new] for old, new in zip(each.candidate.words, each.more, strict=True)]
    return each.candidate._replace(words=words)


def train(groups, forget, folder):
    """Train both passes on groups of documents and write them into a folder.

    A group is a document and the same under other names: its members are never judged by each other.
    """
    groups = sorted(groups, key=lambda group: zlib.crc32(group[0].text.encode()))
    articles = [
        [
            (recogniser.candidates(document.text, forgetful(forget, f"{n}.{m}")), document.spans)
            for m, document in enumerate(group)
        ]
        for n, group in enumerate(groups)
    ]
    (folder / recogniser.FILES[0]).write_text(trained(chain.from_iterable(articles)), "utf-8")
    (folder / recogniser.FILES[1]).write_text(trained(reconsidered(articles)), "utf-8")


def main():
    """Train and write the models."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--own", type=Path, default=HERE / "people")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where data/*.crf are written")
    parser.add_argument("--forget", type=float, default=0.25, help="share of listed names to unlearn in training")
    arguments = parser.parse_args()
    groups = []
    for n, article in enumerate(own_articles(arguments.own)):
        copy = renamed(article, n) if "\n" in article else ""
        groups.append([unmarked(text) for text in (article, copy) if text])
    for folder in arguments.data:
        groups += ([document] for document in corpus_documents(folder))
    names = sum(len(document.spans) for group in groups for document in group)
    print(f"{len(groups)} articles, {sum(map(len, groups))} with those under other names; {names} names")
    train(groups, arguments.forget, arguments.folder)
    for name in recogniser.FILES:
        print(f"{name}: {(arguments.folder / name).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
