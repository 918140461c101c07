"""What the scraper knew beside the text → values of the article's fields, for where the text itself says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from newsdigest.cleaning import byline, dates
from newsdigest.model import Evidence, Scrape

RULE: Final = "given by the scraper"
_PLAIN: Final = ("title", "standfirst", "summary", "publisher", "agency", "section", "rights")


def read(scrape: Scrape) -> Iterator[tuple[Evidence, Any]]:
    """Yield each field that the scraper supplied, as evidence and as the value that the model wants.

    The language is not among them: it is a declaration, which has to be checked against the text (``declared``).
    """
    for field, given in scrape.hints.items():
        if field in ("published", "modified"):
            value: Any = dates.parse(str(given)) or dates.parse_year(str(given))
        elif field == "authors":
            named = [byline.authors_of(name) for name in given]
            value = tuple(dict.fromkeys(author for one in named for author in one.authors))
            wire = next((one.agency for one in named if one.agency), "")
            if wire and "agency" not in scrape.hints:
                yield Evidence("agency", RULE, wire), wire
        elif field == "keywords":
            value = tuple(dict.fromkeys(" ".join(str(word).split()) for word in given))
        elif field in _PLAIN:
            value = " ".join(str(given).split())
        else:
            continue
        if value:
            text = "; ".join(given) if isinstance(given, tuple) else str(given)
            yield Evidence(field, RULE, text[:500]), value


def declared(scrape: Scrape) -> str:
    """Give the language that the scraper supplied, if any."""
    return str(scrape.hints.get("language", ""))
