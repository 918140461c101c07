"""The package behind the interfaces of the scoring scripts; each function as its script's --help says."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))

from newsdigest.annotation.people import find


def people(text):
    """People of one article, and where they are mentioned."""
    mentions = find([text])
    return {
        "people": list(dict.fromkeys(mention.person for mention in mentions)),
        "mentions": [(mention.start, mention.end) for mention in mentions],
    }
