"""Learn the weights of the block filter (``cleaning/blocks.json``) from pages whose article is known.

    train_blocks.py DATA [--write]

DATA holds folders of pages as ``pages.py`` reads them. Every block of a page is labelled by aligning the page's words
with those of the known body; two sets of boosted trees are fitted (LightGBM, which is not a dependency of the project:
``pip install lightgbm scikit-learn``), the second of which also sees what the first said of a block's surroundings.
Prints what the filter reaches on publishers it has not seen (cross-validated), and writes the weights with --write.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import json
import re
import statistics
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))

from newsdigest.cleaning import boilerplate, features, html
from newsdigest.model import Scrape

FIRST = {"n_estimators": 70, "num_leaves": 12, "learning_rate": 0.09, "min_child_samples": 40, "colsample_bytree": 0.5,
         "subsample": 0.7, "subsample_freq": 1, "reg_lambda": 5.0, "verbose": -1, "random_state": 1,
         "n_jobs": 1}  # fmt: skip
SECOND = {**FIRST, "n_estimators": 60, "num_leaves": 8}
ROUNDS = 5

# What can only speak for a block (1) or against it (-1), whatever the pages of one publisher are like: where few pages
# have it, chance would teach otherwise.
FOR = ("own_prose", "parent_prose", "grand_prose", "path_prose", "alike_prose", "own_answer", "before_answer",
       "after_answer", "around5", "parent_answer", "alike_answer", "above_level")  # fmt: skip
AGAINST = ("linked", "own_linked", "parent_linked", "grand_linked", "alike_linked", "before_linked", "after_linked",
           "kind_words", "kind_share", "title", "last_words")  # fmt: skip


def words(text):
    """Words of a text as the scoring script counts them."""
    return re.findall(r"\w+", re.sub("[\xad\u200b-\u200f\u2060\ufeff]", "", unicodedata.normalize("NFC", text or "")))


def pages(data):
    """Every page with its gold body, its publisher and its blocks read."""
    for folder in sorted(path.parent for path in data.glob("*/gold.jsonl")):
        for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
            gold = json.loads(line)
            scrape = Scrape(gzip.decompress((folder / f"{gold['id']}.html.gz").read_bytes()), gold["id"], "text/html",
                            url=gold["url"])  # fmt: skip
            parts = urlsplit(gold["url"]).netloc.split(".")
            publisher = ".".join(parts[-2:]) if len(parts[-2]) > 3 else ".".join(parts[-3:])
            yield folder.name, gold, publisher, html.read(scrape)


def align(blocks, gold):
    """Share of each block's words that stand in the gold body, in order."""
    known = words(gold)
    vocabulary = set(known)
    lines = {" ".join(words(line)) for line in gold.splitlines()}
    sequence, owners = [], []
    for block in blocks:
        own = words(block.text)
        if not block.opaque and (len(own) < 4 or sum(word in vocabulary for word in own) > 0.4 * len(own)):
            sequence += own
            owners += [block.index] * len(own)
    matched = Counter()
    for start, _, size in difflib.SequenceMatcher(None, sequence, known, autojunk=False).get_matching_blocks():
        matched.update(owners[start : start + size])
    shares = []
    for block in blocks:
        own = words(block.text)
        share = matched[block.index] / len(own) if own else 0.0
        stray = len(own) < 4 and block.container.tag not in ("td", "th") and " ".join(own) not in lines
        shares.append(0.0 if stray else share)
    return shares


def prepare(data):
    """Rows, labels and weights of all pages; one entry a page."""
    out = []
    for name, gold, publisher, reading in pages(data):
        main = reading.main
        sure = boilerplate.sure_rules(reading.page, main, reading.clues)
        live = [number for number, rule in enumerate(sure) if not rule]
        table = features.rows(reading.page, main, reading.clues, live)
        shares = align(reading.page.blocks, gold["body"])
        size = len(words(gold["body"]))
        labels = [shares[number] >= 0.5 for number in live]
        weights = [(4 + len(words(reading.page.blocks[number].text))) / (size + 100) for number in live]
        first = next((number for number, label in zip(live, labels, strict=True) if label), 0)
        for position, number in enumerate(live):
            block = reading.page.blocks[number]
            if not labels[position] and number <= first + 1 and boilerplate.like_standfirst(block, reading.clues):
                weights[position] = 0.0  # the golds disagree on whether it belongs to the body
        lost = [
            f"{sure[block.index]}: {block.text}"
            for block in reading.page.blocks
            if shares[block.index] >= 0.5 and sure[block.index]
        ]
        out.append(
            {
                "set": name,
                "gold": gold,
                "publisher": publisher,
                "reading": reading,
                "live": live,
                "main": main,
                "x": np.array(table),
                "y": np.array(labels),
                "w": np.array(weights),
                "shares": shares,
                "lost": lost,
            }
        )
    return out  # fmt: skip


def fit(train):
    """Fit both sets of trees; the second sees cross-fitted answers of the first, as it will on new pages."""
    groups = [page["publisher"] for page in train]
    answers = [None] * len(train)
    for inner, held in GroupKFold(ROUNDS).split(train, groups=groups):
        model = one(FIRST, [train[i] for i in inner], [train[i]["x"] for i in inner])
        for i in held:
            answers[i] = model.predict_proba(train[i]["x"])[:, 1]
    first = one(FIRST, train, [page["x"] for page in train])
    seconds = [
        np.hstack([page["x"], np.array(features.surroundings(page["reading"].page, page["live"], list(answer)))])
        for page, answer in zip(train, answers, strict=True)
    ]
    return first, one(SECOND, train, seconds)


def one(options, train, tables):
    """Fit one set of trees."""
    names = [*features.FEATURES, *features.SURROUNDINGS][: tables[0].shape[1]]
    model = lightgbm.LGBMClassifier(
        **options, monotone_constraints=[(name in FOR) - (name in AGAINST) for name in names]
    )
    weights = np.concatenate([page["w"] for page in train])
    return model.fit(
        np.vstack(tables), np.concatenate([page["y"] for page in train]), sample_weight=weights / weights.mean()
    )


def answer(page, models):
    """Probability of each live block to be body."""
    first = models[0].predict_proba(page["x"])[:, 1]
    around = np.array(features.surroundings(page["reading"].page, page["live"], list(first)))
    second = models[1].predict_proba(np.hstack([page["x"], around]))[:, 1]
    return boilerplate.together(page["reading"].page, page["live"], list(second))


def shingles(text):
    """Count the four-word runs of a text."""
    own = words(text)
    return Counter(tuple(own[i : i + 4]) for i in range(max(1, len(own) - 3)))


def score(gold, got):
    """Precision and recall over four-word shingles."""
    want, have = shingles(gold), shingles(got)
    hits = sum((want & have).values())
    return (hits / sum(have.values()) if have else 0.0), hits / sum(want.values())


def summary(name, results):
    """Print the F1 of mean precision and mean recall, as the scoring script does."""
    for which in ("aeb", "fundus"):
        some = [result for kind, result in results if kind == which]
        p, r = statistics.mean(p for p, _ in some), statistics.mean(r for _, r in some)
        print(f"{name:<24}{which:<8} F1 {2 * p * r / (p + r):.4f}  P {p:.4f}  R {r:.4f}")


def body(page, answers, threshold):
    """Join what the filter would keep; for the set that leaves the standfirst out, without it."""
    keep = [number for number, answer in zip(page["live"], answers, strict=True) if answer > threshold]
    if page["set"] == "aeb":
        standfirst = boilerplate.standfirst(page["reading"].page, keep, page["reading"].clues)
        keep = [number for number in keep if number != standfirst]
    return "\n\n".join(page["reading"].page.blocks[number].text for number in keep)


def export(model):
    """Trees as nested lists: [feature, threshold, yes, no], or a leaf's value."""
    return [grow(tree["tree_structure"]) for tree in model.booster_.dump_model()["tree_info"]]


def grow(node):
    """Turn one node of LightGBM's dump into our form."""
    if "leaf_value" in node:
        return round(node["leaf_value"], 4)
    assert node["decision_type"] == "<="
    return [
        node["split_feature"],
        float(f"{node['threshold']:.6g}"),
        grow(node["left_child"]),
        grow(node["right_child"]),
    ]


def main():
    """Cross-validate, report, and write the weights if told to."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("--write", action="store_true")
    options.add_argument("--worst", type=int, default=0)
    arguments = options.parse_args()
    data = prepare(arguments.data)
    summary(
        "all right blocks",
        [(p["set"], score(p["gold"]["body"], body(p, [p["shares"][i] for i in p["live"]], 0.5))) for p in data],
    )
    lost = [text for page in data for text in page["lost"]]
    print(len(lost), "blocks of bodies dropped by sure rules:", [text[:60] for text in lost[:20]])
    print("live blocks per page:", statistics.mean(len(page["live"]) for page in data))
    kept = []
    for train, held in GroupKFold(10).split(data, groups=[page["publisher"] for page in data]):
        models = fit([data[i] for i in train])
        kept += [(data[i], answer(data[i], models)) for i in held]
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5):
        results = [(page["set"], score(page["gold"]["body"], body(page, answers, threshold))) for page, answers in kept]
        summary(f"unseen, above {threshold}", results)
    if arguments.worst:

        def loss(item):
            page, ans = item
            p, r = score(page["gold"]["body"], body(page, ans, 0.5))
            return p + r

        for page, ans in sorted(kept, key=loss)[: arguments.worst]:
            print("\n==", page["set"], page["gold"]["id"][:40], page["gold"]["url"], round(loss((page, ans)) / 2, 3))
            for number, a, label in zip(page["live"], ans, page["y"], strict=True):
                if (a > 0.5) != label:
                    block = page["reading"].page.blocks[number]
                    print(
                        f"   {'+' if label else '-'} {a:.2f} <{block.container.tag} {block.container.names[:40]}> "
                        f"{block.text[:110]}"
                    )
    if arguments.write:
        first, second = fit(data)
        names = [*features.FEATURES, *features.SURROUNDINGS]
        target = Path(features.__file__).with_name("blocks.json")
        lines = [json.dumps(tree, separators=(",", ":")) for tree in export(first)]
        more = [json.dumps(tree, separators=(",", ":")) for tree in export(second)]
        target.write_text(
            '{"features": '
            + json.dumps(names)
            + ',\n"first": [\n'
            + ",\n".join(lines)
            + '\n],\n"second": [\n'
            + ",\n".join(more)
            + "\n]}\n"
        )


if __name__ == "__main__":
    main()
