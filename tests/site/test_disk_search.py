"""Scripts that search reads on a site opened from disk."""

import json

import factory

from newsdigest.model import Digest
from newsdigest.site import citations, disk_search
from newsdigest.site.library import Library


def pushed(data: bytes) -> list[dict]:
    """Read the documents out of a script."""
    text = data.decode().removeprefix("newsdigestDocuments.push(\n").removesuffix("\n);\n")
    return json.loads(f"[{text}]")


def test_every_article_is_in_one_script(settings):
    """Shards hold all articles, each once, at the addresses of their files."""
    entries = tuple(factory.entry(f"piece-{number}") for number in range(disk_search.SHARD + 1))
    library = Library(Digest(entries), settings)
    scripts = dict(disk_search.files(library, lambda moment: moment.iso if moment else ""))
    assert tuple(scripts) == disk_search.names(library) == ("search/documents-1.js", "search/documents-2.js")
    addresses = [one["u"] for script in scripts.values() for one in pushed(script)]
    assert addresses == [f"2025/03/19/piece-{number}/index.html" for number in range(disk_search.SHARD + 1)]


def test_an_undated_article_has_no_day_and_no_year(settings):
    """What is not known stays empty, so that no range of dates takes it in."""
    library = Library(Digest((factory.entry("undated", published=""),)), settings)
    found = disk_search.document(library, library.entries["undated"], lambda moment: "Date not stated")
    assert (found["d"], found["y"], found["w"]) == ("", "", "Date not stated")


def test_a_served_site_has_no_scripts_of_documents(settings):
    """A site with absolute addresses is never opened from disk."""
    settings["RELATIVE_URLS"] = False
    assert disk_search.names(Library(Digest((factory.entry("one"),)), settings)) == ()


def test_citation_files_lie_where_the_article_links(settings):
    """Each article has its reference in three files beside it."""
    library = Library(Digest((factory.entry("one"),)), settings)
    found = dict(citations.written(library))
    assert set(found) == set(citations.files(library.view("one")).values())
    assert json.loads(found["2025/03/19/one/citation.json"])[0]["id"] == "one"
