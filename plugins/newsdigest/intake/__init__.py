"""file → Scrape: one module a format."""

from newsdigest.intake.limits import DEFAULTS, Bounds
from newsdigest.intake.page import saved_beside
from newsdigest.intake.reading import read, shares
from newsdigest.intake.share import Share
from newsdigest.intake.sniff import is_markup

__all__ = ["DEFAULTS", "Bounds", "Share", "is_markup", "read", "saved_beside", "shares"]
