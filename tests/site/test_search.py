"""The search index: which articles go into which bundle, and what Pagefind makes of them."""

import json
import time
from pathlib import Path

import factory
import pytest
from whole import SETTINGS, build, scrape

from newsdigest.model import Digest
from newsdigest.site import search
from newsdigest.site.library import Library
from newsdigest.site.manifest import Manifest
from newsdigest.site.output import Output
from newsdigest.site.state import State


@pytest.fixture
def small(monkeypatch):
    """Limits that a test can reach."""
    monkeypatch.setattr(search, "SMALL", 3)
    monkeypatch.setattr(search, "LARGEST", 4)


def bundles(settings, *dates):
    """Bundles of articles with these dates: name → slugs."""
    entries = tuple(factory.entry(f"a{number}", date) for number, date in enumerate(dates))
    found = search.periods(Library(Digest(entries), settings))
    return {name: [file.split("/")[-2] for file in files] for name, files in found.items()}


def test_a_small_digest_is_one_bundle(settings, small):
    """One bundle is the least to download."""
    assert bundles(settings, "2025-03-19", "2024", "") == {"all": ["a0", "a1", "a2"]}


def test_new_articles_go_into_a_bundle_of_their_own(settings, small):
    """The newest quarter stands apart from its year, so that adding to it leaves the rest."""
    found = bundles(settings, "2025-05-02", "2025-04-30", "2025-03-31", "2025", "2024-12-01", "")
    assert found == {"2025-q2": ["a0", "a1"], "2025": ["a2", "a3"], "2024": ["a4"], "undated": ["a5"]}
    assert list(found) == ["2025-q2", "2025", "2024", "undated"]


def test_a_large_year_is_split(settings, small):
    """Quarters, and months where a quarter is too large for the memory that indexing takes."""
    found = bundles(settings, "2025-09-01", *["2024-02-01"] * 3, *["2024-03-01"] * 2, "2024-07-01", "2024")
    assert found["2024-02"] == ["a1", "a2", "a3"]
    assert found["2024-03"] == ["a4", "a5"]
    assert found["2024-q3"] == ["a6"]
    assert found["2024"] == ["a7"]


def test_every_article_is_in_one_bundle(settings, small):
    """Nothing is searched twice, nothing is lost."""
    dates = [f"202{year}-{month:02}-01" for year in range(3) for month in range(1, 13)] + ["2021", "", "2020-05"]
    found = [slug for slugs in bundles(settings, *dates).values() for slug in slugs]
    assert sorted(found) == sorted(f"a{number}" for number in range(len(dates)))


def test_only_bundles_whose_pages_changed_are_made_again(settings, tmp_path, monkeypatch, small):
    """The fingerprint is that of the pages' files; a bundle with a file that somebody touched is made again, too."""
    made = []
    monkeypatch.setattr(
        search, "bundle", lambda output, pages, name, language: made.append(name) or _made(output, name)
    )
    dates = ("2025-05-02", "2025-01-30", "2024-03-31", "2024-01-31")
    settings["DIGEST_WORKERS"] = 1  # or the order were left to chance
    library = Library(Digest(tuple(factory.entry(f"a{n}", date) for n, date in enumerate(dates))), settings)
    pages = [page for found in search.periods(library).values() for page in found]
    stats = dict.fromkeys(pages, (1, 1))
    done = search.index(library, Output(tmp_path), _left(Manifest(), ()), stats)
    assert made == ["pagefind/2025-q2", "pagefind/2025", "pagefind/2024"]
    made.clear()
    left = Manifest(parts=done, files={f"pagefind/{name}/entry": (2, 2) for name in ("2025-q2", "2025", "2024")})
    again = search.index(library, Output(tmp_path), _left(left, left.files), {**stats, pages[0]: (1, 2)})
    assert made == ["pagefind/2025-q2"]
    assert again.keys() == done.keys()
    made.clear()
    search.index(library, Output(tmp_path), _left(left, {"pagefind/2025-q2/entry", "pagefind/2025/entry"}), stats)
    assert made == ["pagefind/2024"]


def test_no_more_is_indexed_at_once_than_there_is_memory_for(settings, tmp_path, monkeypatch, small):
    """Small bundles two at a time, a large one alone: what is being indexed is never more than the largest may be."""
    at_once, peaks = [], []

    def bundle(output, pages, name, language):
        at_once.append(len(pages))
        time.sleep(0.05)
        peaks.append((len(at_once), sum(at_once)))
        at_once.remove(len(pages))
        return _made(output, name)

    monkeypatch.setattr(search, "bundle", bundle)
    dates = ["2025-05-02", "2025-01-30", "2024-03-31", "2024-01-31", *["2023-03-31"] * 3, *["2022-03-31"] * 4]
    library = Library(Digest(tuple(factory.entry(f"a{n}", date) for n, date in enumerate(dates))), settings)
    settings["DIGEST_WORKERS"] = 4
    done = search.index(library, Output(tmp_path), _left(Manifest(), ()), {})
    assert len(done) == 5
    assert max(bundles for bundles, _ in peaks) == 2
    assert max(pages for _, pages in peaks) == search.LARGEST == 4


PAGE = """<!doctype html><html lang="en"><head><title>Quay</title></head><body><article data-pagefind-body>
<h1>Halvard rebuilds its quay</h1><p>The council {verb} on Tuesday, says <a href="/people/{person}/">Nils Berg</a>.</p>
<i data-pagefind-filter="topic">{topic}</i>
<aside data-pagefind-ignore><h2 id="{related}">Related</h2><a href="/{related}/">{related}</a></aside></article>
<nav><a href="/{older}/">Older</a></nav></body></html>"""
SAID = {"verb": "voted", "topic": "Politics", "related": "ferry", "older": "storm", "person": "nils-berg"}


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ({"related": "bridge"}, False),
        ({"older": "flood"}, False),
        ({"person": "nils-berg-mayor"}, False),
        ({"verb": "will vote"}, True),
        ({"topic": "Transport"}, True),
    ],
)
def test_pages_that_differ_in_what_is_not_indexed_leave_their_bundle(settings, tmp_path, monkeypatch, changed, again):
    """New articles are listed as related to many old ones, whose text stays."""
    made = []
    monkeypatch.setattr(
        search, "bundle", lambda output, pages, name, language: made.append(name) or _made(output, name)
    )
    library = Library(Digest((factory.entry("a", "2025-05-02"),)), settings)
    ((page,),) = search.periods(library).values()
    done = search.index(library, Output(tmp_path), _left(Manifest(), ()), {page: (1, 1)})
    left = Manifest(parts=done, files={page: (1, 1), "pagefind/all/entry": (2, 2)})
    made.clear()
    output = Output(tmp_path)
    for folder, said in ((output.folder, SAID), (output.made, {**SAID, **changed})):
        (folder / page).parent.mkdir(parents=True)
        (folder / page).write_text(PAGE.format(**said), "utf-8")
    then = search.index(library, output, _left(left, left.files), {page: (1, 2)})
    assert bool(made) is again
    made.clear()
    after = Manifest(parts=then, files={**left.files, page: (1, 2)})
    assert search.index(library, output, _left(after, after.files), {page: (1, 2)}) == then
    assert not made
    search.index(library, output, _left(left, left.files - {page: 0}.keys()), {page: (1, 2)})
    assert made


@pytest.mark.parametrize(
    ("was", "mark", "alike"),
    [
        ("Related", "Ferries, too", True),
        ("Related", '<h2 id="ferries">Ferries</h2><a href="/ferries/">More</a>', True),
        ("Related", '<img src="ferry.png" alt="A ferry">', False),
        ("Related", '<i data-pagefind-filter="topic">Transport</i>', False),
        ('href="/people/nils-berg/"', 'href="/people/nils-berg-mayor/"', True),
        ('href="/people/nils-berg/"', 'href="/ferries/" data-pagefind-filter="person[href]"', False),
    ],
)
def test_what_counts_as_indexed_is_what_pagefind_reads(tmp_path, was, mark, alike):
    """Whatever stands in what is ignored, pages that count as alike give the same bundle to the byte."""

    def both(name, text):
        output = Output(tmp_path / name)
        output.folder.mkdir()
        page = PAGE.format(**SAID).replace(was, text)
        (output.folder / "index.html").write_text(page, "utf-8")
        assert search.bundle(output, ["index.html"], "pagefind/all", "en")
        found = [path for path in (output.made / "pagefind").rglob("*") if ".pf_" in path.name]
        return search.indexed(page.encode()), {path.name: path.read_bytes() for path in found}

    (said, bundle), (other_said, other_bundle) = both("one", was), both("other", mark)
    assert (said == other_said) is alike
    assert (bundle == other_bundle) is alike


def _left(before, intact):
    return State(Path("manifest"), before, "", "", lambda: {name: before.files[name] for name in intact})


def _made(output, name):
    (output.made / name).mkdir(parents=True, exist_ok=True)
    (output.made / name / "entry").write_text("{}", "utf-8")
    return True


def test_pagefind_indexes_articles_and_nothing_else(site):
    """A real bundle holds as many pages as there are articles, and goes with them."""
    (site / "settings.py").write_text(SETTINGS + "DELETE_OUTPUT_DIRECTORY = True\n", "utf-8")
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    scrape(site, "ferry", "Ferry to Norrhavn runs again", "2025-03-20")
    build(site)
    entry = json.loads((site / "output/pagefind/all/pagefind-entry.json").read_text("utf-8"))
    assert entry["languages"]["en"]["page_count"] == 2
