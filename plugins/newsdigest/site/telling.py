"""What a build tells the person who runs it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

logger = logging.getLogger(__name__)


def tell(failures: Sequence[str]) -> None:
    """Name the files that were set aside."""
    for failure in failures:
        # Not an error: one bad scrape must not end the build, and Pelican is run with --fatal errors.
        logger.warning("Set aside: %s", failure)
