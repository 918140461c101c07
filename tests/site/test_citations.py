"""References to articles."""

import json
from dataclasses import replace

import factory
import pytest

from newsdigest.site import citations


def article(**changes):
    """An article with a title that is hard on every format."""
    return replace(factory.entry("a").article, title="50% of {all} & more_\\ things", **changes)


def test_tex_commands_in_a_title_are_text():
    """Whatever a scrape holds, BibTeX typesets it."""
    made = citations.bibtex(article(), "a", "https://x.example/")
    assert r"{50\% of \{all\} \& more\_\textbackslash{} things}" in made
    assert made.count("{") == made.count("}")


@pytest.mark.parametrize(
    ("published", "bibtex", "ris", "csl"),
    [
        ("2025-03-19", "date = {2025-03-19}", "DA  - 2025/03/19/", [[2025, 3, 19]]),
        ("2025-03", "month = {mar}", "DA  - 2025/03//", [[2025, 3]]),
        ("2025", "year = {2025}", "DA  - 2025///", [[2025]]),
    ],
)
def test_a_date_is_given_as_far_as_it_is_known(published, bibtex, ris, csl):
    """No day is made up for a reference manager."""
    found = article(published=factory.moment(published))
    assert bibtex in citations.bibtex(found, "a", "")
    assert ris in citations.ris(found, "")
    assert json.loads(citations.csl(found, "a", ""))[0]["issued"]["date-parts"] == csl


def test_an_undated_article_has_no_date():
    """Nor a year."""
    found = article(published=None)
    assert "year" not in citations.bibtex(found, "a", "")
    assert "PY" not in citations.ris(found, "")
    assert "issued" not in json.loads(citations.csl(found, "a", ""))[0]


def test_a_line_break_in_a_title_adds_no_field():
    """RIS is read line by line."""
    found = replace(article(), title="One\r\nUR  - https://evil.example")
    assert sum(line.startswith("UR") for line in citations.ris(found, "").splitlines()) == 0
