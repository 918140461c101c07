"""Learn the weights of ``cleaning/layout.py`` from pages with known answers, and say how well they hold for new ones.

    python tests/benchmarks/train_layout.py ../shared/data/pages --bench ../shared/bench [--folds 5] [--write]

Needs lightgbm and numpy, which the project itself does not: run it in an environment of its own. The pages are those
that ``pages.py`` scores on. Each becomes an ``innertext`` and a ``gettext`` dump, each is seen with and
without its address (a folder of text files has none), and the lines that align with the known body are its body. Folds
are by publisher, so that no page is judged by weights that saw another page of the same site.
"""

# ruff: noqa: PLC0415 -- the scoring script lies in a folder named on the command line, lightgbm in nobody else's

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))

from newsdigest.cleaning import layout
from newsdigest.cleaning.text import split_lines
from newsdigest.errors import ScrapeError
from newsdigest.model import Scrape

OUT = Path(layout.__file__).with_name("layout.json")
SHARED_WORDS = 0.5  # of a line's words stand in the known body: then it is body
# Random thresholds hold better for new publishers (Geurts, Ernst and Wehenkel, "Extremely randomized trees", 2006), and
# need many trees: 600 give .004 more F1 than 200 over all kinds of dumps, with 16 or 63 leaves or larger steps less.
BODY = {"num_leaves": 31, "learning_rate": 0.1, "extra_trees": True, "rounds": 600}
TITLE = {"num_leaves": 12, "learning_rate": 0.08, "rounds": 60}
COMMON = {
    "objective": "binary", "min_data_in_leaf": 40, "feature_fraction": 0.4, "bagging_fraction": 0.7, "bagging_freq": 1,
    "lambda_l2": 5, "num_threads": 1, "verbose": -1, "seed": 7,
}  # fmt: skip


def site(url):
    """Name the publisher of an address: its registered domain, roughly."""
    parts = urlsplit(url).netloc.split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and parts[-2] in ("co", "com", "org", "net") else parts[-2:])


def words(text):
    """Split a text as the scoring script does."""
    return re.findall(r"\w+", text)


def aligned(lines, body):
    """Find the lines of which at least half align with the known body; far and small patches are chance."""
    tokens = [(word, number) for number, line in enumerate(lines) for word in words(line)]
    size, hits = Counter(number for _, number in tokens), Counter()
    matcher = difflib.SequenceMatcher(None, [word for word, _ in tokens], words(body), autojunk=False)
    for start, _, length in matcher.get_matching_blocks():
        if length >= 3 or (length and length == size[tokens[start][1]]):
            hits.update(tokens[at][1] for at in range(start, start + length))
    found = [number for number in range(len(lines)) if size[number] and hits[number] >= SHARED_WORDS * size[number]]
    patches = []
    for number in found:
        if patches and number - patches[-1][-1] <= 40:
            patches[-1].append(number)
        else:
            patches.append([number])
    total = sum(layout.weight(lines[number]) for number in found)
    return {n for patch in patches if sum(layout.weight(lines[n]) for n in patch) >= 0.08 * total for n in patch}


def body_lines(lines, body):
    """Align without the second copies of passages, whose first copy is the article."""
    copies = layout.repeats(lines)
    kept = [number for number in range(len(lines)) if number not in copies]
    return {kept[at] for at in aligned([lines[number] for number in kept], body)}


def title_line(lines, title, first):
    """Find the last line above the body that is the title, or has most of its words."""
    wanted = set(words(title.casefold()))
    likeness = [
        (len(wanted & mine) / len(wanted | mine), number)
        for number in range(first)
        if wanted and (mine := set(words(lines[number].casefold())))
    ]
    best = max(likeness, default=(0, 0))
    return best[1] if best[0] >= 0.6 else None


def examples(arguments):
    """Describe one page's dumps: rows, labels and what scoring needs."""
    page, bench = arguments
    sys.path.insert(0, bench)
    from pages import dump

    from newsdigest import cleaning

    title = page.get("title") or ""
    if not title:
        try:
            title = cleaning.clean(Scrape(page["html"], "page", "text/html", url=page["url"])).title
        except ScrapeError:
            title = ""
    made = []
    for kind in ("innertext", "gettext"):
        lines = [line for line, _ in split_lines(dump(page["html"], kind).decode("utf-8", "replace"))]
        body = body_lines(lines, page["body"])
        if not body:
            continue
        heading = title_line(lines, title, min(body))
        for url in (page["url"], ""):
            made.append(
                {
                    "kind": kind,
                    "addressed": bool(url),
                    "site": site(page["url"]),
                    "lines": lines,
                    "gold": page["body"],
                    "title": page.get("title"),
                    "id": page["id"],
                    "rows": layout.describe(lines, url),
                    "body": [number in body for number in range(len(lines))],
                    "heading": [number == heading for number in range(len(lines))],
                }
            )
    return made


def grow(dumps, label, setting):
    """Train one forest; each page weighs the same, a line by the root of its words."""
    import lightgbm
    import numpy

    rows = numpy.array([row for dump in dumps for row in dump["rows"]], dtype=numpy.float32)
    truth = numpy.array([flag for dump in dumps for flag in dump[label]], dtype=float)
    weights = []
    for dump in dumps:
        roots = [layout.weight(line) ** 0.5 if label == "body" else 1.0 for line in dump["lines"]]
        weights += [200 * root / sum(roots) for root in roots]
    settings = {key: value for key, value in setting.items() if key != "rounds"}
    data = lightgbm.Dataset(rows, truth, weight=weights)
    return lightgbm.train(COMMON | settings, data, setting["rounds"])


def branches(node):
    """Write a node as ``layout`` walks it."""
    if "leaf_value" in node:
        return round(float(node["leaf_value"]), 4)
    assert node["decision_type"] == "<="
    threshold = float(f"{node['threshold']:.5g}")
    return [node["split_feature"], threshold, branches(node["left_child"]), branches(node["right_child"])]


def forest(booster):
    """Write a forest as nested lists."""
    return [branches(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]


def report(dumps, odds, titles, bench):
    """Print body F1 and title accuracy of each set and kind of dump."""
    sys.path.insert(0, bench)
    from pages import f1, norm, prf

    groups = {}
    for at, dump in enumerate(dumps):
        groups.setdefault((dump["set"], dump["kind"], dump["addressed"]), []).append(at)
    for lean in (0.0, 0.2, 0.4):
        for group, members in sorted(groups.items()):
            pairs, right, known = [], 0, 0
            for at in members:
                dump = dumps[at]
                kept = layout.decide([value + lean for value in odds[at]], dump["lines"], dump["rows"])
                pairs.append(
                    prf(dump["gold"], "\n".join(line for line, keep in zip(dump["lines"], kept, strict=True) if keep))
                )
                if dump["title"]:
                    known += 1
                    best = max(range(len(dump["lines"])), key=titles[at].__getitem__)
                    right += norm(dump["lines"][best]) == norm(dump["title"])
            score = " ".join(f"{value:.4f}" for value in f1(pairs))
            empty = sum(p is None for p, _ in pairs)
            print(lean, *group, "F1 P R", score, "empty", empty, "title", f"{right}/{known}", flush=True)


def main():
    """Cross-validate, and write the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--bench", required=True, help="folder of pages.py")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, options.bench)
    from pages import load

    dumps = []
    for folder in sorted(path.parent for path in options.data.glob("*/gold.jsonl")):
        with ProcessPoolExecutor(2) as pool:
            for made in pool.map(examples, ((page, options.bench) for page in load(folder, None)), chunksize=4):
                dumps += [dump | {"set": folder.name} for dump in made]
    print(len(dumps), "dumps", flush=True)
    if options.folds:
        sites = sorted({dump["site"] for dump in dumps})
        random.Random(1).shuffle(sites)
        fold = {name: number % options.folds for number, name in enumerate(sites)}
        odds, titles = [None] * len(dumps), [None] * len(dumps)
        for number in range(options.folds):
            seen = [dump for dump in dumps if fold[dump["site"]] != number]
            body, heading = grow(seen, "body", BODY), grow(seen, "heading", TITLE)
            for at, dump in enumerate(dumps):
                if fold[dump["site"]] == number:
                    odds[at] = list(body.predict(dump["rows"], raw_score=True))
                    titles[at] = list(heading.predict(dump["rows"], raw_score=True))
        report(dumps, odds, titles, options.bench)
    if options.write:
        forests = {"body": forest(grow(dumps, "body", BODY)), "title": forest(grow(dumps, "heading", TITLE))}
        OUT.write_text(json.dumps(forests, separators=(",", ":")) + "\n")
        print(OUT, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
