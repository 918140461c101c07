"""Scrape → Article."""

from __future__ import annotations

from newsdigest.errors import UnreadableScrape
from newsdigest.model import Article, Scrape


def clean(scrape: Scrape) -> Article:
    """Clean a scrape of either kind.

    Raises NotAnArticle for a scrape without an article, UnreadableScrape for a media type that cleaning does not know.
    """
    # They take a third of a second to import, which a build that cleans nothing itself can save.
    from newsdigest.cleaning import html, text  # noqa: PLC0415

    if scrape.media_type == "text/html":
        return html.clean(scrape)
    if scrape.media_type == "text/plain":
        return text.clean_text(scrape)
    raise UnreadableScrape(scrape.origin, f"cannot clean {scrape.media_type}", "save it as text or HTML")
