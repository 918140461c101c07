"""The whole way of every sample scrape, compared with what the person who wrote it expects."""

import json
from functools import cache
from pathlib import Path

import pytest

from newsdigest import cleaning, intake
from newsdigest.annotation import annotate, topics
from newsdigest.cleaning.plain import paragraphs
from newsdigest.model import Annotations, Article

ROOT = Path(__file__).parent.parent
SCRAPED = ROOT / "content" / "scraped"
GOLDEN = ROOT / "tests" / "golden"
ROLES = json.loads((GOLDEN / "roles.json").read_text(encoding="utf-8"))
WORDS_OF_A_QUOTE = 4  # shorter quotations may be left out

NOT_YET: dict[str, dict[str, list[str]]] = json.loads((GOLDEN / "not_yet.json").read_text(encoding="utf-8"))
"""What is not right yet: aspect → reason → scrapes. Strict: a scrape is taken out as soon as it is right."""

scrapes = sorted(path for path in SCRAPED.rglob("*") if path.suffix in (".html", ".txt"))


def each(aspect: str):
    """Give a test every scrape, marking those whose aspect is known to be wrong."""
    reasons = {name: reason for reason, names in NOT_YET.get(aspect, {}).items() for name in names}

    def marks(scrape: Path) -> list[pytest.MarkDecorator]:
        known = scrape.stem in reasons
        return [pytest.mark.xfail(strict=True, reason=reasons[scrape.stem])] if known else []

    return pytest.mark.parametrize(
        "scrape", [pytest.param(scrape, id=scrape.stem, marks=marks(scrape)) for scrape in scrapes]
    )


def golden(scrape: Path) -> dict:
    """Read the golden result of a scrape."""
    return json.loads((GOLDEN / f"{scrape.stem}.json").read_text(encoding="utf-8"))


@cache
def cleaned(scrape: Path) -> tuple[Article, tuple[str, ...], Annotations]:
    """Clean and annotate the one article of a scrape as the pipeline does."""
    [found] = intake.read(scrape, SCRAPED)
    article = cleaning.clean(found)
    blocks = paragraphs(article.body)
    return article, blocks, annotate(article, blocks, topics.load(ROOT / "absent.yml"))


def words_of(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return " ".join(text.split())


@each("body")
def test_body_is_the_article_and_nothing_else(scrape: Path) -> None:
    """Every paragraph of the article is in the body, verbatim and in order, and no page furniture is."""
    assert [words_of(block) for block in cleaned(scrape)[1]] == [words_of(block) for block in golden(scrape)["body"]]


@each("headline")
def test_title_and_standfirst(scrape: Path) -> None:
    """Title and standfirst are those of the page."""
    article, expected = cleaned(scrape)[0], golden(scrape)
    assert (words_of(article.title), words_of(article.standfirst)) == (
        words_of(expected["title"]),
        words_of(expected["standfirst"]),
    )


@each("credits")
def test_credits(scrape: Path) -> None:
    """Authors, contributors, agency, distributor and publisher are told apart."""
    article, expected = cleaned(scrape)[0], golden(scrape)
    fields = ("authors", "contributors", "agency", "distributor", "publisher")
    found = {field: getattr(article, field) for field in fields}
    assert found == {field: tuple(value) if isinstance(value := expected[field], list) else value for field in fields}


@each("date")
def test_date(scrape: Path) -> None:
    """The date of publication is as exact as the page gives it, and not more."""
    article, expected = cleaned(scrape)[0], golden(scrape)
    found = (article.published.iso, article.published.precision.value) if article.published else ("", "unknown")
    assert found == (expected["date"], expected["date_precision"])


@each("labels")
def test_section_dateline_rights_language_and_address(scrape: Path) -> None:
    """Section, dateline, rights line, language and address are read from the page, and empty where it has none."""
    article, expected = cleaned(scrape)[0], golden(scrape)
    fields = ("section", "dateline", "rights", "language", "source_url")
    assert {field: getattr(article, field) for field in fields} == {field: expected[field] for field in fields}


@each("removed")
def test_furniture_is_among_the_removed_blocks(scrape: Path) -> None:
    """Page furniture is accounted for under removed."""
    removed = words_of(" ".join(block.text for block in cleaned(scrape)[0].removed))
    assert [piece for piece in golden(scrape)["removed_contains"] if words_of(piece) not in removed] == []


@each("people")
def test_people_are_those_in_the_news(scrape: Path) -> None:
    """Exactly the people whom the article is about are found, in full form."""
    assert sorted(cleaned(scrape)[2].people) == sorted(golden(scrape)["people"])


@each("quotes")
def test_quotes_have_their_speakers(scrape: Path) -> None:
    """Every longer direct quotation is found with its speaker, and nobody is given words that are not theirs."""
    expected = [(words_of(quote["starts"]), quote["speaker"]) for quote in golden(scrape)["quotes"]]
    found = [(words_of(quote.text), quote.speaker) for quote in cleaned(scrape)[2].quotes]
    for starts, speaker in expected:
        if len(starts.split()) >= WORDS_OF_A_QUOTE:
            assert [said_by for text, said_by in found if text.startswith(starts)] == [speaker], starts
    spoken = {(starts, speaker) for starts, speaker in expected if speaker}
    for text, said_by in found:
        assert not said_by or any(text.startswith(starts) and said_by == speaker for starts, speaker in spoken), text


@each("roles")
def test_people_have_the_roles_that_the_article_gives_them(scrape: Path) -> None:
    """Titles and appositions are found with the person whom they describe."""
    expected = ROLES.get(scrape.stem, {})
    found = [(role.person, role.text.casefold()) for role in cleaned(scrape)[2].roles]
    missing = {
        person: role
        for person, role in expected.items()
        if not any(whose == person and role.casefold() in text for whose, text in found)
    }
    assert missing == {}


@each("topic")
def test_first_topic_is_one_that_a_librarian_would_accept(scrape: Path) -> None:
    """The best topic is among those accepted."""
    found = cleaned(scrape)[2].topics
    assert found
    assert found[0].topic in golden(scrape)["topic_any_of"]
