"""What search reads on a site that was opened from disk, where Pagefind cannot run: documents as ordinary scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from newsdigest.model import Entry, Moment
from newsdigest.site import addresses
from newsdigest.site.encoding import as_json
from newsdigest.site.library import Library, known

FOLDER = "search"
SHARD = 250  # articles a script: some 800 kB of news, which a browser reads in tens of milliseconds

Written = Callable[[Moment | None], str]


def shards(library: Library) -> list[tuple[str, tuple[Entry, ...]]]:
    """Return path and articles of each script, the newest first; none for a site that is served.

    They are counted from the oldest article, so that a new one changes only the newest script.
    """
    settings = library.settings
    if not (settings["DIGEST_SEARCH"] and settings["RELATIVE_URLS"]):
        return []
    oldest = library.digest.entries[::-1]
    starts = range(0, len(oldest), SHARD)
    found = [(f"{FOLDER}/documents-{start // SHARD + 1}.js", oldest[start : start + SHARD][::-1]) for start in starts]
    return found[::-1]


def script(library: Library, entries: Iterable[Entry], written: Written) -> bytes:
    """Return a script that hands over these articles; ``written`` says a date in words."""
    pushed = ",\n".join(as_json(document(library, entry, written)) for entry in entries)
    return f"newsdigestDocuments.push(\n{pushed}\n);\n".encode()


def document(library: Library, entry: Entry, written: Written) -> dict[str, object]:
    """Return an article as the search page needs it (docs/templates.md), as far as its rights go."""
    view, published = library.view(entry.slug), known(entry)
    return {
        "u": addresses.quoted(addresses.save_as(view.path)),
        "t": view.title,
        "s": view.standfirst or view.summary,
        "d": published.iso if published else "",
        "w": written(entry.article.published),
        "p": [link.name for link in view.people],
        "o": [view.topic.name] if view.topic else [],
        "c": view.source.name if view.source else "",
        "y": published.at.year if published else "",
        "x": "\n".join(entry.paragraphs),
    }
