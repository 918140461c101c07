"""Tell pages that hold no article: home pages, section fronts, error and consent pages, walls, galleries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from newsdigest.cleaning.blocks import Candidate, Page
from newsdigest.cleaning.features import HEADINGS
from newsdigest.cleaning.structured import Structured

LEAST: Final = 80
"""Characters of text below which there is no article to speak of."""
_LITTLE: Final = 900  # characters of text up to which a page may be an error or consent page with a long apology
_TEASERS: Final = 8  # linked headings that make a front
_SPARSE: Final = 1500

_ERROR: Final = re.compile(
    r"\b(?:40[0134]|410|50[0234])\b|not found|access denied|forbidden|just a moment|attention required"
    r"|are you a (?:robot|human)"
    r"|page (?:unavailable|cannot be found|can't be found|doesn.t exist)|no longer available"
    r"|service unavailable|bad gateway"
    r"|security check|checking your browser|enable javascript|robot or human|pardon our interruption|error(?: page)?$"
    r"|nicht gefunden|zugriff verweigert|introuvable|accès refusé|no encontrad[ao]|acceso denegado|non trovat[ao]"
    r"|não encontrad[ao]|niet gevonden|nie znaleziono|nenalezena|не найден[ао]?|не знайдено",
    re.IGNORECASE,
)
_CONSENT: Final = re.compile(
    r"before you continue|cookie (?:consent|settings|preferences|policy)|privacy (?:settings|preferences|choices)"
    r"|we value your privacy|datenschutz-?einstellungen|privatsphäre|zustimmung|consentement|avant de continuer"
    r"|configuración de privacidad|informativa sulla privacy",
    re.IGNORECASE,
)


def not_an_article(page: Page, data: Structured, kept: Sequence[Candidate], title: str, url: str) -> str:
    """Say in a few words what a page is that holds no article; an empty string for an article.

    What a page says of itself (linked data, ``og:type``, a time of publication) counts for it: an article about error
    404 is an article.
    """
    size = sum(len(block.text) for block in kept)
    if not title and size < _LITTLE:
        return "the page has neither title nor text"
    if size < LEAST:
        return "the page holds no article text"
    said = _says_article(data)
    if size < _LITTLE and not said:
        if _ERROR.search(title) or (size < _LITTLE / 3 and _ERROR.search(kept[0].text)):
            return "it is an error page"
        if _CONSENT.search(title):
            return "it is a page that asks for consent"
    if not said and _front(page, kept, size, url):
        return "it is a home page or the front of a section"
    return ""


def _says_article(data: Structured) -> bool:
    """Whether the page calls itself an article."""
    kind = data.first("og:type")[1].lower()
    stated = data.first("article:published_time", "datepublished", "parsely-pub-date", "dc.date.issued")[1]
    return bool(data.article.get("datePublished") or data.article.get("articleBody") or stated) or (
        kind in ("article", "news", "news.article", "newsarticle") and not data.nodes.get("collectionpage")
    )


def _front(page: Page, kept: Sequence[Candidate], size: int, url: str) -> bool:
    """Whether a page is made of teasers: many linked headings, and no run of paragraphs."""
    teasers = sum(
        block.container.tag in HEADINGS and block.linked > 0.7 * len(block.text) for block in page.blocks if block.text
    )
    holders = {block.container.parent.index for block in kept if block.prose and block.container.parent is not None}
    prose = sum(bool(block.prose) for block in kept)
    path = urlsplit(url).path.strip("/")
    home = bool(url) and not path
    scattered = prose > 0 and len(holders) > 0.7 * prose
    front = teasers >= _TEASERS and (scattered or size < _SPARSE) and _short(path)
    return front or (home and teasers >= _TEASERS / 2)


def _short(path: str) -> bool:
    """Whether an address is as short as a section's: no number, no long slug."""
    return not re.search(r"\d{3}|(?:\w+[-_]){3}", path)
