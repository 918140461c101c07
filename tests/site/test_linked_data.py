"""JSON-LD of the pages."""

import json
import re

import factory
import pytest

from newsdigest.site import pages

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def graph(renderer, template, *arguments):
    """The nodes of a rendered page."""
    page = next(
        page
        for page in pages.plan(renderer.library)
        if page.template == template and page.arguments[: len(arguments)] == arguments
    )
    (text,) = SCRIPT.findall(renderer.render(page))
    return json.loads(text)["@graph"]


def test_an_article_names_its_original(render):
    """Required fields, the source that it is based on, who is quoted."""
    renderer = render(factory.digest(*factory.sample()), SITEURL="https://digest.example", RELATIVE_URLS=False)
    article, trail = graph(renderer, "article", "first")
    assert article["@type"] == "NewsArticle"
    assert article["isBasedOn"] == "https://herald.example/first"
    assert article["url"] == "https://digest.example/2025/03/19/first/"
    assert article["datePublished"] == "2025-03-19"
    assert article["headline"] == "Title of first"
    assert article["mentions"][0]["name"] == "Mara Lindqvist"
    assert article["citation"][0]["creator"]["url"] == "https://digest.example/people/mara-lindqvist/"
    assert [each["name"] for each in trail["itemListElement"]] == ["Politics", "Title of first"]


def test_a_year_stays_a_year(render):
    """No day is made up for other programs either."""
    article, _ = graph(render(factory.digest(*factory.sample())), "article", "yearly")
    assert article["datePublished"] == "2025"


@pytest.mark.parametrize("template", ["index", "day", "person", "topic", "subject", "story", "source"])
def test_every_list_has_its_kind(render, template):
    """Lists are collections of articles, people are people."""
    first = graph(render(factory.digest(*factory.sample())), template)[0]
    assert first["@type"] == ("Person" if template == "person" else "CollectionPage")
    assert first["url"]


def test_a_title_cannot_end_the_script(render):
    """A headline of a scrape is text in JSON-LD as well."""
    evil = "</script><script>alert(1)</script><!--"
    article, _ = graph(render(factory.digest(factory.entry("evil", title=evil))), "article", "evil")
    assert article["headline"] == evil


def test_a_link_only_source_shows_no_quote(render):
    """Quotes are text, here as elsewhere."""
    from newsdigest.site import rights  # noqa: PLC0415

    digest = rights.limit(factory.digest(*factory.sample(), rights="link"), 60)
    article, _ = graph(render(digest), "article", "first")
    assert "citation" not in article
    assert "abstract" not in article
