"""Scripts that search reads on a site opened from disk."""

import json

import factory
from lxml import html

from newsdigest.model import Digest
from newsdigest.site import disk_search
from newsdigest.site.library import Library
from newsdigest.site.pages import Page


def pushed(data: bytes) -> list[dict]:
    """Read the documents out of a script."""
    text = data.decode().removeprefix("newsdigestDocuments.push(\n").removesuffix("\n);\n")
    return json.loads(f"[{text}]")


def test_every_article_is_in_one_script(settings):
    """Scripts hold all articles, each once, the newest first, at the addresses of their files."""
    entries = tuple(factory.entry(f"piece-{number}") for number in range(disk_search.SHARD + 1))
    library = Library(Digest(entries), settings)
    shards = disk_search.shards(library)
    assert [name for name, _ in shards] == ["search/documents-2.js", "search/documents-1.js"]
    scripts = [disk_search.script(library, found, lambda moment: moment.iso) for _, found in shards]
    addresses = [one["u"] for script in scripts for one in pushed(script)]
    assert addresses == [f"2025/03/19/piece-{number}/index.html" for number in range(disk_search.SHARD + 1)]


def test_a_new_article_changes_only_the_newest_script(settings):
    """Older scripts stay byte for byte, so that neither the build nor a reader's browser sees them again."""
    entries = tuple(factory.entry(f"piece-{number}") for number in range(disk_search.SHARD + 1))
    before = dict(disk_search.shards(Library(Digest(entries), settings)))
    after = dict(disk_search.shards(Library(Digest((factory.entry("new"), *entries)), settings)))
    assert after["search/documents-1.js"] == before["search/documents-1.js"]
    assert after["search/documents-2.js"] != before["search/documents-2.js"]


def test_an_undated_article_has_no_day_and_no_year(settings):
    """What is not known stays empty, so that no range of dates takes it in."""
    library = Library(Digest((factory.entry("undated", published=""),)), settings)
    found = disk_search.document(library, library.entries["undated"], lambda moment: "Date not stated")
    assert (found["d"], found["y"], found["w"]) == ("", "", "Date not stated")


def test_a_served_site_has_no_scripts_of_documents(settings):
    """A site with absolute addresses is never opened from disk."""
    settings["RELATIVE_URLS"] = False
    assert disk_search.shards(Library(Digest((factory.entry("one"),)), settings)) == []


def test_bundles_are_folders_even_where_pages_are_files(render):
    """A relative site names index.html in its links, but Pagefind is given the bundle's folder."""
    renderer = render(Digest((factory.entry("one"),)))
    page = html.fromstring(renderer.render(Page("search/", "search")))
    told = json.loads(page.get_element_by_id("search-data").text)
    assert told["bundles"]
    assert all(bundle.startswith("../pagefind/") and bundle.endswith("/") for bundle in told["bundles"])
