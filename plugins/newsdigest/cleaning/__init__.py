"""Scrape → Article."""

from __future__ import annotations

from newsdigest.cleaning import html
from newsdigest.cleaning.text import clean_text
from newsdigest.errors import UnreadableScrape
from newsdigest.model import Article, Scrape


def clean(scrape: Scrape) -> Article:
    """Clean a scrape of either kind.

    Raises NotAnArticle for a scrape without an article, UnreadableScrape for a media type that cleaning does not know.
    """
    if scrape.media_type == "text/html":
        return html.clean(scrape)
    if scrape.media_type == "text/plain":
        return clean_text(scrape)
    raise UnreadableScrape(scrape.origin, f"cannot clean {scrape.media_type}", "save it as text or HTML")
