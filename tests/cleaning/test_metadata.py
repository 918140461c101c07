"""Fields of pages that say them only to people, or to people more fully than to machines."""

import json

import pytest

from newsdigest import cleaning
from newsdigest.model import Scrape

BODY = "".join(
    f"<p>The council of Fjellvik met for the {count} time this week about the landing, and again it could not agree on "
    "who is to pay for the piles, the planks and the lamps that a ferry needs at night.</p>"
    for count in ("first", "second", "third", "fourth")
)
MENU = "<nav><a href='/'>Home</a> <a href='/harbour'>Harbour</a> <a href='/sport'>Sport</a></nav>"
CRUMBS = {
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "position": 1, "item": {"@id": "https://post.example/", "name": "Home"}},
        {"@type": "ListItem", "position": 2, "name": "Harbour"},
        {"@type": "ListItem", "position": 3, "name": "No agreement about the landing"},
    ],
}


def linked(value):
    """Linked data of a page."""
    return f"<script type='application/ld+json'>{json.dumps(value)}</script>"


def clean(head="", above="", below="", title="No agreement about the landing"):
    """Clean a page; ``above`` and ``below`` stand around its headline."""
    page = f"<html lang='en'><head><title>{title}</title>{head}</head><body>{MENU}<article>{above}"
    page += (
        f"<h1>No agreement about the landing</h1>{below}{BODY}</article><footer>© 2026 The Post</footer></body></html>"
    )
    return cleaning.clean(Scrape(page.encode(), "page.html", "text/html"))


@pytest.mark.parametrize(
    ("head", "above", "rule"),
    [
        (linked(CRUMBS), "", "linked data: breadcrumb"),
        ("", "<a itemprop='articleSection' href='/h'>Harbour</a>", "articlesection"),
        ("", "<div class='x1'><a href='/harbour'>Harbour</a></div>", "line above the title"),
        ("", "<span class='x1'>Harbour</span>", "line above the title"),
    ],
)
def test_the_section_is_read_where_the_page_shows_it(head, above, rule):
    """Breadcrumb, microdata, a link above the title, a word of the menu above the title."""
    article = clean(head, above)
    assert article.section == "Harbour"
    assert [one.rule for one in article.evidence if one.field == "section"] == [rule]


@pytest.mark.parametrize("above", [MENU, "<p>Tuesday 3 March</p>", "<a href='/subscribe'>Subscribe</a>", "<p>Wind</p>"])
def test_what_else_stands_above_a_title_is_no_section(above):
    """A second menu, a date, a button, a word that stands nowhere else."""
    assert clean(above=above).section == ""


def test_the_publisher_is_what_the_page_title_and_the_foot_both_name():
    """The other parts of a page's title are sections and slogans."""
    assert clean(title="No agreement about the landing | Harbour | The Post").publisher == "The Post"
    assert clean(title="No agreement about the landing | Live from Fjellvik").publisher == ""


def test_the_byline_adds_what_linked_data_left_out():
    """Many pages tell machines the first author only, and no agency."""
    head = linked({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ida Noor"}})
    article = clean(head, below="<p class='y'>By Ida Noor and Per Aasen, Continental Press</p>")
    assert article.authors == ("Ida Noor", "Per Aasen")
    assert article.agency == "Continental Press"


def test_a_byline_of_somebody_else_changes_nothing():
    """A teaser's byline below the title does not replace the author that the page states."""
    head = linked({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ida Noor"}})
    article = clean(head, below="<p class='y'>By Per Aasen, Continental Press</p>")
    assert (article.authors, article.agency) == (("Ida Noor",), "")


def test_a_region_in_capitals_is_no_second_author():
    """Broadcasters put their studio behind the author's name."""
    head = linked({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ida Noor"}})
    assert clean(head, below="<p>by Ida Noor, NRS NORDLAND</p>").authors == ("Ida Noor",)
