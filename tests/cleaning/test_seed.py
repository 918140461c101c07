"""The scrape that the project began with comes out exactly as its expected result says."""

import json

from newsdigest import cleaning, intake
from newsdigest.cleaning.plain import paragraphs

NAME = "arcamax-zelenskyy.txt"


def test_the_seed_comes_out_as_expected(seed):
    """Fields, body and removed furniture are those of the expected result; nothing else is in the body."""
    expected = json.loads((seed / "expected.json").read_text("utf-8"))
    article = cleaning.clean(next(intake.read(seed / NAME, seed)))
    for field in ("title", "agency", "publisher", "section", "rights", "distributor", "language"):
        assert getattr(article, field) == expected[field], field
    assert list(article.authors) == expected["authors"]
    assert list(article.contributors) == expected["contributors"]
    assert (article.published.iso, article.published.precision) == (expected["date"], expected["date_precision"])
    lines = [line for line in (seed / NAME).read_text("utf-8").splitlines() if line.strip()]
    first, last = expected["body"]["non_blank_lines_of_the_file"]
    assert list(paragraphs(article.body)) == lines[first - 1 : last]
    removed = "\n".join(block.text for block in article.removed)
    assert all(text in removed for text in expected["removed_contains"])
    assert all(block.rule for block in article.blocks)


def test_every_line_of_the_seed_is_accounted_for(seed):
    """Body, metadata and removed blocks together are the lines of the file, in order."""
    article = cleaning.clean(next(intake.read(seed / NAME, seed)))
    text = (seed / NAME).read_text("utf-8")
    assert "".join("".join(block.text.split()) for block in article.blocks) == "".join(text.split())
    read = {evidence.field for evidence in article.evidence}
    assert {"title", "authors", "agency", "publisher", "section", "contributors", "rights", "published"} <= read
