"""The golden results are sound in themselves: they fit their scrapes, whatever the program makes of them."""

import html
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRAPED = ROOT / "content" / "scraped"
GOLDEN = ROOT / "tests" / "golden"
KEYS = [
    "agency", "authors", "body", "contributors", "date", "date_precision", "dateline", "distributor", "language",
    "people", "publisher", "quotes", "removed_contains", "rights", "section", "source_url", "standfirst", "title",
    "topic_any_of",
]  # fmt: skip
DATE_LENGTH = {"unknown": 0, "year": 4, "month": 7, "day": 10}

scrapes = sorted(path for path in SCRAPED.rglob("*") if path.suffix in (".html", ".txt"))


def golden(scrape: Path) -> dict:
    """Read the golden result of a scrape."""
    return json.loads((GOLDEN / f"{scrape.stem}.json").read_text(encoding="utf-8"))


def words_of(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return " ".join(text.split())


def text_of(scrape: Path) -> str:
    """Return all text of a scrape, tags cut out with an expression that knows nothing of the program's own parser."""
    text = scrape.read_text(encoding="latin-1" if b"iso-8859-1" in scrape.read_bytes()[:400].lower() else "utf-8")
    if scrape.suffix != ".txt":
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return words_of(text)


def test_every_scrape_has_its_golden_result_and_none_is_left_over() -> None:
    """Scrapes and golden results go in pairs."""
    of_scrapes = sorted(f"{scrape.stem}.json" for scrape in scrapes)
    of_corpus = {"not_yet.json", "people.json", "roles.json", "stories.json"}
    assert of_scrapes == sorted(path.name for path in GOLDEN.glob("*.json") if path.name not in of_corpus)


@pytest.mark.parametrize("scrape", scrapes, ids=lambda scrape: scrape.stem)
def test_golden_text_stands_in_its_scrape(scrape: Path) -> None:
    """Title, standfirst, every paragraph, quote and piece of furniture occur in the scrape, word for word."""
    expected, text = golden(scrape), text_of(scrape)
    assert list(expected) == KEYS
    for piece in [expected["title"], expected["standfirst"], *expected["body"], *expected["removed_contains"]]:
        assert words_of(piece) in text
    body = words_of(" ".join(expected["body"]))
    for quote in expected["quotes"]:
        assert words_of(quote["starts"]) in body
        assert quote["speaker"] in ["", *expected["people"]]


@pytest.mark.parametrize("scrape", scrapes, ids=lambda scrape: scrape.stem)
def test_golden_paragraphs_stand_in_order(scrape: Path) -> None:
    """The paragraphs of the body follow one another in the scrape."""
    text, at = text_of(scrape), 0
    for paragraph in golden(scrape)["body"]:
        at = text.index(words_of(paragraph), at) + len(words_of(paragraph))


@pytest.mark.parametrize("scrape", scrapes, ids=lambda scrape: scrape.stem)
def test_golden_date_is_as_long_as_its_precision(scrape: Path) -> None:
    """A date to the day has ten characters, one to the minute more, an unknown one none."""
    expected = golden(scrape)
    length = len(expected["date"])
    assert length == DATE_LENGTH.get(expected["date_precision"], length)
    assert expected["date_precision"] != "minute" or length > 10


@pytest.mark.parametrize("scrape", scrapes, ids=lambda scrape: scrape.stem)
def test_golden_people_are_named_in_the_article(scrape: Path) -> None:
    """Every person's full form stands in title, standfirst or body."""
    expected = golden(scrape)
    article = words_of(" ".join([expected["title"], expected["standfirst"], *expected["body"]]))
    assert not [person for person in expected["people"] if person not in article]


def of_corpus(name: str) -> dict:
    """Read the golden result that spans all scrapes."""
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def test_golden_stories_name_scrapes_and_do_not_contradict_themselves() -> None:
    """Copies lie within one story, and no two scrapes are both in one story and in two."""
    stories, known = of_corpus("stories"), {scrape.stem for scrape in scrapes}
    lists = ["one_story", "copies_of_one_text", "not_copies", "not_one_story"]
    assert {name for key in lists for group in stories[key] for name in group} <= known
    together = [set(group) for group in stories["one_story"]]
    assert sum(map(len, together)) == len(set().union(*together))
    for copies in stories["copies_of_one_text"]:
        assert any(set(copies) <= group for group in together)
    for apart in stories["not_one_story"]:
        assert not any(len(set(apart) & group) > 1 for group in together)
    for other in stories["not_copies"]:
        assert not any(len(set(other) & set(group)) > 1 for group in stories["copies_of_one_text"])


def test_golden_people_are_those_of_the_articles() -> None:
    """The list of people holds every person of every article, once, with the forms found there."""
    listed = of_corpus("people")["people"]
    per_article: dict[str, list[str]] = {}
    for person in listed:
        text = " ".join(
            words_of(" ".join([expected["title"], expected["standfirst"], *expected["body"]]))
            for expected in map(golden, (scrape for scrape in scrapes if scrape.stem in person["articles"]))
        )
        assert not [variant for variant in person["variants"] if variant not in text]
        for article in person["articles"]:
            per_article.setdefault(article, []).append(person["id"])
    forms = {person["id"]: {person["name"], *person["variants"]} for person in listed}
    for scrape in scrapes:
        expected, ids = golden(scrape)["people"], per_article.get(scrape.stem, [])
        assert len(expected) == len(ids)
        assert all(any(name in forms[identity] for identity in ids) for name in expected)


def test_golden_namesakes_are_listed_people() -> None:
    """Namesakes, relatives and forms in another script refer to people of the list."""
    everyone = of_corpus("people")
    ids = {person["id"] for person in everyone["people"]}
    keys = ["same_name_two_people", "same_surname_different_people", "one_person_in_two_scripts"]
    assert {identity for key in keys for group in everyone[key] for identity in group} <= ids


def test_golden_roles_stand_in_their_articles() -> None:
    """Every role is said of a person of the article, in words of the article."""
    for name, roles in of_corpus("roles").items():
        expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
        text = words_of(" ".join([expected["title"], expected["standfirst"], *expected["body"]])).casefold()
        assert set(roles) <= set(expected["people"])
        assert not [role for role in roles.values() if role.casefold() not in text]
