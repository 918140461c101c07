"""All sample scrapes joined: stories, copies and people, compared with what the person who wrote them expects."""

import json
from pathlib import Path

import pytest

from newsdigest import pipeline
from newsdigest.corpus.joining import join
from newsdigest.model import Digest

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
STORIES = json.loads((GOLDEN / "stories.json").read_text(encoding="utf-8"))
PEOPLE = json.loads((GOLDEN / "people.json").read_text(encoding="utf-8"))
NOT_YET = json.loads((GOLDEN / "not_yet.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def digest(tmp_path_factory) -> Digest:
    """Bring the sample through the pipeline into a folder of its own and join it."""
    folder = tmp_path_factory.mktemp("sample")
    folders = pipeline.Folders(
        scraped=ROOT / "content" / "scraped",
        articles=folder / "articles",
        authority=folder / "authority",
        cache=folder / "cache",
    )
    pipeline.run(folders)
    entries, failures = pipeline.entries(folders)
    assert failures == []
    return join(entries, folders.authority)


@pytest.fixture(scope="module")
def scrape_of(digest) -> dict[str, str]:
    """Slug of an article → name of its scrape, without the ending."""
    return {entry.slug: Path(entry.article.origin).stem for entry in digest.entries}


def groups(aspect: str, key: str):
    """Give a test each group of scrapes of a list, marking those known to be wrong."""
    reasons = {name: reason for reason, names in NOT_YET.get(aspect, {}).items() for name in names}
    return pytest.mark.parametrize(
        "group",
        [
            pytest.param(
                group,
                id=" + ".join(group),
                marks=[pytest.mark.xfail(strict=True, reason=reasons[" + ".join(group)])]
                if " + ".join(group) in reasons
                else [],
            )
            for group in STORIES[key]
        ],
    )


def test_every_scrape_is_an_article(digest, scrape_of) -> None:
    """No scrape of the sample is set aside or lost."""
    scrapes = [path for path in (ROOT / "content" / "scraped").rglob("*") if path.is_file()]
    assert sorted(set(scrape_of.values())) == sorted(path.stem for path in scrapes if not path.name.startswith("."))


@groups("stories", "one_story")
def test_reports_of_one_event_are_one_story(group: list[str], digest, scrape_of) -> None:
    """Reports of one event by several outlets are gathered."""
    stories = [{scrape_of[slug] for slug in story.entries} for story in digest.stories]
    assert [story for story in stories if set(group) & story] == [story for story in stories if set(group) <= story]


@groups("apart", "not_one_story")
def test_events_that_look_alike_are_not_one_story(group: list[str], digest, scrape_of) -> None:
    """Another match, storm, bridge or breach is another story."""
    for story in digest.stories:
        assert len({scrape_of[slug] for slug in story.entries} & set(group)) < 2


@groups("copies", "copies_of_one_text")
def test_copies_of_one_text_are_folded(group: list[str], digest, scrape_of) -> None:
    """One agency text in several outlets is one group of copies, and nothing else is in it."""
    copies = [{scrape_of[slug] for slug in same} for story in digest.stories for same in story.copies]
    assert [same for same in copies if set(group) & same] == [set(group)]


@groups("not copies", "not_copies")
def test_two_reports_of_one_event_are_not_copies(group: list[str], digest, scrape_of) -> None:
    """Independent reports are not folded: that would hide an outlet's own work."""
    for story in digest.stories:
        for same in story.copies:
            assert len({scrape_of[slug] for slug in same} & set(group)) < 2


def test_each_topic_page_holds_what_its_name_says(digest) -> None:
    """Every article stands under a topic where a librarian would look for it, and hardly a topic is empty."""
    accepted = {
        path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8")).get("topic_any_of")
        for path in GOLDEN.rglob("*.json")
    }
    wrong, pages = [], set()
    for entry in digest.entries:
        file, mark, member = entry.article.origin.partition("#")
        name = Path(file.removesuffix(".gz")).stem + mark + member
        pages.add(entry.topic)
        if accepted[name] is not None and entry.topic not in accepted[name]:
            wrong.append((entry.topic, name))
    known_wrong = sorted(name for names in NOT_YET.get("topic", {}).values() for name in names)
    assert sorted(name for _, name in wrong) == known_wrong
    assert len(pages) >= 15


def person(identity: str) -> dict:
    """Return a person of the golden list."""
    return next(each for each in PEOPLE["people"] if each["id"] == identity)


def pages_of(known: dict, digest: Digest, scrape_of: dict[str, str]) -> list[set[str]]:
    """Return the scrapes on each person page that has one of a person's full names and one of their articles."""
    names = {name for name in [known["name"], *known["variants"]] if " " in name}  # a surname may be a relative's
    found = []
    for each in digest.people:
        scrapes = {scrape_of[slug] for slug in each.entries}
        if scrapes & set(known["articles"]) and names & {each.name, *(form.name for form in each.variants)}:
            found.append(scrapes)
    return found


@pytest.mark.parametrize("identity", [each["id"] for each in PEOPLE["people"]])
def test_a_person_has_one_page_with_all_articles(identity: str, digest, scrape_of, request) -> None:
    """Everybody has exactly one page, with every article that names them and no article that does not."""
    for reason, names in NOT_YET.get("pages", {}).items():
        if identity in names:
            request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    known = person(identity)
    assert pages_of(known, digest, scrape_of) == [set(known["articles"])]


def test_the_index_of_people_has_no_wrong_entry(digest) -> None:
    """Every page is that of somebody whom the person who wrote the sample lists, under one of their names."""
    names = {name for each in PEOPLE["people"] for name in [each["name"], *each["variants"]]}
    for path in (GOLDEN / "members").glob("*.json"):
        names |= set(json.loads(path.read_text("utf-8"))["people"])
    known_wrong = sorted(name for wrong in NOT_YET.get("index", {}).values() for name in wrong)
    assert sorted(each.name for each in digest.people if each.name not in names) == known_wrong
