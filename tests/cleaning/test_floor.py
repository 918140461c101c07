"""The quality floor: what cleaning reaches on our own golden pages may only rise.

The figures stand in ``tests/benchmarks/floor.json``; raise them when cleaning gets better, never lower them.
"""

import json
import re
from collections import Counter
from pathlib import Path

from newsdigest import cleaning, intake
from newsdigest.cleaning.plain import paragraphs

ROOT = Path(__file__).parents[2]
SCRAPED = ROOT / "content" / "scraped"
GOLDEN = ROOT / "tests" / "golden"


def shingles(text):
    """Count the runs of four words of a text."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def pairs():
    """Every scrape of one article with its golden result."""
    for path in sorted(SCRAPED.iterdir()):
        golden = GOLDEN / f"{path.stem}.json"
        if path.suffix in (".html", ".txt") and golden.exists():
            (scrape,) = intake.read(path, SCRAPED)
            yield cleaning.clean(scrape), json.loads(golden.read_text("utf-8"))


def test_quality_stays_above_the_floor():
    """Body, title, authors and date of the sample, compared with what a reader wrote down."""
    precision, recall, title, authors, date = [], [], [], [], []
    for article, golden in pairs():
        text = next((one.text for one in article.evidence if one.field == "dateline"), "")
        have = shingles("\n".join([text, *paragraphs(article.body)]).strip())
        want = shingles("\n".join(golden["body"]))
        hits = sum((have & want).values())
        precision.append(hits / sum(have.values()))
        recall.append(hits / sum(want.values()))
        title.append(article.title == golden["title"])
        authors.append(list(article.authors) == golden["authors"])
        date.append((article.published.iso if article.published else "")[:10] == golden["date"][:10])
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    reached = {
        "authors": sum(authors) / len(authors),
        "body_f1": 2 * p * r / (p + r),
        "date": sum(date) / len(date),
        "title": sum(title) / len(title),
    }
    floor = json.loads((ROOT / "tests" / "benchmarks" / "floor.json").read_text("utf-8"))
    assert not {name: value for name, value in reached.items() if value < floor[name]}, reached
