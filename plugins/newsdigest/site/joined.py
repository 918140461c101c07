"""What joining gave the last time: until an article or one of the editor's files changes, it would give the same.

So a change of a template, a setting or the theme does not wait for it. Kept in a file that may be deleted at any time.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from msgspec import DecodeError
from msgspec.json import Decoder, encode

from newsdigest import cache
from newsdigest.model import Digest, Entry, Proposal
from newsdigest.site.encoding import as_json
from newsdigest.site.stamps import digest, stats
from newsdigest.site.state import PACKAGE

NAME = "joined.json"

Joined = tuple[Digest, tuple[Proposal, ...]]
"""The digest, and what the editor should decide about people."""

_KEPT = Decoder(tuple[Digest, tuple[tuple[str, tuple[str, ...]], ...], tuple[Proposal, ...]])
"""The digest without its articles, slug and subjects of each of these, and the proposals."""


def key_of(entries: Sequence[Entry], authority: Path) -> str:
    """Return a text that differs whenever joining the entries may give something else; empty where nobody can tell."""
    if not all(entry.stamp for entry in entries):
        return ""
    rows = sorted(
        (each.slug, each.stamp, each.path, each.topic, each.tags, each.people, each.edited) for each in entries
    )
    return digest(f"{sys.version} {stats([PACKAGE])} {stats([authority])} {as_json(rows)}")


def load(folder: Path, key: str, entries: Sequence[Entry]) -> Joined | None:
    """Return what joining the entries gave, if it is kept under their key."""
    try:
        with (folder / NAME).open("rb") as file:
            if not key or file.readline() != f"{key}\n".encode():
                return None
            found, rows, proposed = _KEPT.decode(file.read())
    except (OSError, DecodeError, UnicodeDecodeError):
        return None
    here = {entry.slug: entry for entry in entries}
    tagged = (here[slug] if here[slug].tags == tags else replace(here[slug], tags=tags) for slug, tags in rows)
    return replace(found, entries=tuple(tagged)), proposed


def save(folder: Path, key: str, joined: Joined) -> None:
    """Keep what joining gave, all but the articles; without it the next build joins again."""
    found, proposed = joined
    kept = replace(found, entries=()), [(entry.slug, entry.tags) for entry in found.entries], proposed
    with cache.replacing(folder / NAME) as file:
        file.write(f"{key}\n".encode())
        file.write(encode(kept))
