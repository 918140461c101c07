"""schema.org JSON-LD of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NEEDS: Mapping[str, frozenset[str]] = {}
"""Template → the names of its context that its linked data is made from."""


def of(page: Any, context: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Return the JSON-LD of a page, escaped for a script element; empty where there is nothing to say."""
    del page, context, settings
    return ""
