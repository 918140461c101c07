"""One article file for each article: versions of one address, copies of the name, what was touched."""

import pytest

from newsdigest import filing, pipeline
from newsdigest.model import Article, Moment

REPLACED = "Fishermen had asked for a deeper basin for years, and several of them came to listen"


@pytest.fixture
def folders(tmp_path):
    """An empty digest."""
    result = pipeline.Folders.below(tmp_path / "content", tmp_path / "cache")
    result.scraped.mkdir(parents=True)
    return result


def at(page, address):
    """The page with its canonical address."""
    return page.replace("<head>", f"<head><link rel='canonical' href='{address}'>")


def put(folders, name, page):
    """Write a scrape."""
    (folders.scraped / name).write_text(page, encoding="utf-8")


def texts(folders):
    """All article files with their texts."""
    return {path.name: path.read_text("utf-8") for path in sorted(folders.articles.rglob("*.md"))}


def test_two_scrapes_of_one_address_are_one_article(folders, news_page):
    """The later text is filed under the name that the article had, the earlier stays in its history."""
    address = "https://post.example/2026/landing"
    put(folders, "monday.html", at(news_page("Landing to be rebuilt", 1), address))
    pipeline.run(folders)
    later = news_page("Landing will be rebuilt", 2).replace("number 2", "number 1")
    later = later.replace(REPLACED, "Nobody came to listen, said the clerk of the town")
    put(folders, "tuesday.html", at(later, address))
    outcome = pipeline.run(folders)
    (text,) = texts(folders).values()
    assert list(texts(folders)) == ["landing-to-be-rebuilt.md"]
    assert "Title: Landing will be rebuilt" in text
    assert "Scraped: tuesday.html" in text
    (version,) = outcome.versions["landing-to-be-rebuilt.md"]
    assert (version.origin, version.title, version.retitled) == (
        "monday.html", "Landing to be rebuilt", "Landing will be rebuilt"
    )  # fmt: skip
    assert version.time.iso.startswith("2026-03-01")
    assert [change.kind for change in version.changes] == ["kept", "removed", "added"]
    assert [REPLACED in paragraph for paragraph in version.removed] == [True]
    assert ["Nobody came" in paragraph for paragraph in version.added] == [True]
    assert pipeline.run(folders).versions == outcome.versions


def test_a_text_that_was_scraped_twice_has_no_history(folders, news_page):
    """Only a text that differs is a version."""
    page = at(news_page("Landing to be rebuilt", 1), "https://post.example/2026/landing")
    put(folders, "a.html", page)
    put(folders, "b.html", page)
    assert pipeline.run(folders).versions == {}
    assert len(texts(folders)) == 1


def test_an_edited_article_keeps_its_history(folders, news_page):
    """The editor's file stays as it is when a later scrape comes; what was scraped before is still told."""
    address = "https://post.example/2026/landing"
    put(folders, "monday.html", at(news_page("Landing to be rebuilt", 1), address))
    pipeline.run(folders)
    path = folders.articles / "landing-to-be-rebuilt.md"
    path.write_text(path.read_text("utf-8") + "\n\nOurs.\n", "utf-8")
    put(folders, "tuesday.html", at(news_page("Landing will be rebuilt", 2), address))
    outcome = pipeline.run(folders)
    assert list(outcome.edited) == [path.name]
    assert [version.origin for version in outcome.versions[path.name]] == ["monday.html"]


def test_the_order_in_which_versions_come_does_not_matter(folders, tmp_path, news_page):
    """An older scrape that turns up later does not replace the newer text."""
    address = "https://post.example/2026/landing"
    put(folders, "tuesday.html", at(news_page("Landing will be rebuilt", 2), address))
    pipeline.run(folders)
    put(folders, "monday.html", at(news_page("Landing to be rebuilt", 1), address))
    outcome = pipeline.run(folders)
    (text,) = texts(folders).values()
    assert "Title: Landing will be rebuilt" in text
    assert outcome.written == ()
    assert [version.origin for version in outcome.versions["landing-will-be-rebuilt.md"]] == ["monday.html"]


def test_when_the_newer_scrape_is_taken_away_the_older_text_returns(folders, news_page):
    """The file follows the scrapes that are there."""
    address = "https://post.example/2026/landing"
    put(folders, "monday.html", at(news_page("Landing to be rebuilt", 1), address))
    put(folders, "tuesday.html", at(news_page("Landing will be rebuilt", 2), address))
    pipeline.run(folders)
    (folders.scraped / "tuesday.html").unlink()
    pipeline.run(folders)
    (text,) = texts(folders).values()
    assert "Title: Landing to be rebuilt" in text


def test_different_articles_under_one_mistaken_address_stay_apart(folders, news_page):
    """Some outlets name their home page, or one page for all, as canonical."""
    words = "Quite another matter was heard in court on Friday when nine witnesses of a burglary spoke for hours"
    other = news_page("Burglars in court", 2)
    for paragraph in ("The town council", "Mayor Mara", "“We have waited", "Fishermen had"):
        start = other.index(paragraph)
        other = other[:start] + words + other[other.index("This is report", start) :]
    put(folders, "one.html", at(news_page("Landing to be rebuilt", 1), "https://post.example/story"))
    put(folders, "two.html", at(other, "https://post.example/story"))
    for number in (3, 4):
        put(folders, f"{number}.html", at(news_page("Landing report", number), "https://post.example/"))
    outcome = pipeline.run(folders)
    assert len(texts(folders)) == 4
    assert outcome.versions == {}


def test_an_older_sealed_text_is_brought_up_to_date(folders, news_page):
    """A file that came back from an earlier commit is not taken for the present one."""
    put(folders, "a.html", news_page("Landing to be rebuilt", 1))
    pipeline.run(folders)
    (old,) = texts(folders).values()
    put(folders, "a.html", news_page("Landing will be rebuilt", 1))
    pipeline.run(folders)
    path = folders.articles / "landing-to-be-rebuilt.md"
    path.write_text(old, encoding="utf-8")
    pipeline.entries(folders)
    assert pipeline.run(folders).written == (path.name,)
    assert "Landing will be" in path.read_text("utf-8")


@pytest.mark.parametrize("url", ["http://[bad", "https://post.example:port/x", "not an address", ""])
@pytest.mark.parametrize("iso", ["0001-01-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2026-03-01T10:00"])
def test_no_address_and_no_date_of_a_scrape_stops_the_filing(url, iso):
    """One bad page must not end the run for all."""
    article = Article(title="T", body="B", origin="a.html", source_url=url, published=Moment.parse(iso))
    assert filing.row_of(article).origin == "a.html"


def test_a_renamed_scrape_keeps_its_article_file(folders, news_page):
    """Known again by its text, so that no address breaks and nothing stands there twice."""
    put(folders, "a.html", news_page("Landing to be rebuilt", 1))
    pipeline.run(folders)
    (folders.scraped / "a.html").rename(folders.scraped / "2026-landing.html")
    outcome = pipeline.run(folders)
    assert list(texts(folders)) == ["landing-to-be-rebuilt.md"]
    assert "Scraped: 2026-landing.html" in texts(folders)["landing-to-be-rebuilt.md"]
    assert outcome.orphans == ()
