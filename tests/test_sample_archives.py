"""The archives of the sample: every article in them comes out as the person who wrote it expects."""

import json
from pathlib import Path

import pytest

from newsdigest import cleaning, intake
from newsdigest.cleaning.plain import paragraphs

ROOT = Path(__file__).parent.parent
SCRAPED = ROOT / "content" / "scraped"
MEMBERS = ROOT / "tests" / "golden" / "members"

archives = sorted(path for path in SCRAPED.rglob("*") if path.is_file() and path.suffix not in (".html", ".txt"))


def name_of(origin):
    """Name the golden result of an origin: the file without its endings, and the number of the member."""
    file, mark, number = origin.partition("#")
    return file.removesuffix(".gz").rpartition(".")[0] + mark + number


def test_every_member_has_its_golden_result():
    """Archives and golden results go together, and none is left over."""
    origins = [scrape.origin for archive in archives for scrape in intake.read(archive, SCRAPED)]
    assert sorted(map(name_of, origins)) == sorted(path.stem for path in MEMBERS.glob("*.json"))


@pytest.mark.parametrize("archive", archives, ids=lambda archive: archive.name)
def test_articles_come_out_of_archives_as_expected(archive):
    """Text, credits, date and address are those that were put in, and the furniture is gone."""
    for scrape in intake.read(archive, SCRAPED):
        expected = json.loads((MEMBERS / f"{name_of(scrape.origin)}.json").read_text("utf-8"))
        article = cleaning.clean(scrape)
        found = {
            "authors": list(article.authors),
            "body": list(paragraphs(article.body)),
            "date": article.published.iso if article.published else "",
            **{name: getattr(article, name) for name in ("language", "publisher", "section", "source_url", "title")},
            "standfirst": article.standfirst,
        }
        assert found == {name: expected[name] for name in found}, scrape.origin
        removed = " ".join(block.text for block in article.removed)
        assert all(piece in removed for piece in expected["removed_contains"]), scrape.origin
