"""What search reads on a site that was opened from disk, where Pagefind cannot run: documents as ordinary scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from newsdigest.model import Entry, Moment
from newsdigest.site import addresses
from newsdigest.site.library import Library, known

FOLDER = "search"
SHARD = 250  # articles a script: some 800 kB of news, which a browser reads in tens of milliseconds

Written = Callable[[Moment | None], str]


def names(library: Library) -> tuple[str, ...]:
    """Paths of the scripts; none where addresses are absolute, because such a site is served."""
    settings = library.settings
    if not (settings["DIGEST_SEARCH"] and settings["RELATIVE_URLS"]):
        return ()
    shards = -(-len(library.digest.entries) // SHARD)
    return tuple(f"{FOLDER}/documents-{number}.js" for number in range(1, shards + 1))


def files(library: Library, written: Written) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each script, the newest articles first; ``written`` says a date in words."""
    entries = library.digest.entries
    for number, name in enumerate(names(library)):
        shard = entries[number * SHARD : (number + 1) * SHARD]
        pushed = ",\n".join(json.dumps(document(library, entry, written), ensure_ascii=False) for entry in shard)
        yield name, f"newsdigestDocuments.push(\n{pushed}\n);\n".encode()


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
