"""What a build tells the person who runs it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from newsdigest.errors import NewsDigestError
from newsdigest.site.defaults import Settings

logger = logging.getLogger(__name__)


def tell(failures: Sequence[str], settings: Settings) -> None:
    """Name the files that were set aside; raise NewsDigestError for them in a strict build."""
    for failure in failures:
        # Not an error: one bad scrape must not end the build, and Pelican is run with --fatal errors.
        logger.warning("Set aside: %s", failure)
    if failures and settings["DIGEST_STRICT"]:
        raise NewsDigestError("DIGEST_STRICT", f"{len(failures)} files were set aside", "see the warnings above")
