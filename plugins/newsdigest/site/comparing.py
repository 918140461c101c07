"""What sets reports apart: how copies differ, and what each report of a story adds to those before it.

Texts are compared in full and shown as far as the rights of their source go: a report whose text may not be shown has
still been said, so what repeats it adds nothing.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from newsdigest.corpus.copies import Difference, differences
from newsdigest.corpus.telling import additions
from newsdigest.model import Entry
from newsdigest.site.fingerprints import Stamped
from newsdigest.site.library import Library
from newsdigest.site.rights import FULL, mode_of
from newsdigest.site.views import Addition, CopyView, Runs

_WORD = re.compile(r"\S+\s*")


def copies_apart(library: Library, slug: str) -> Stamped:
    """Where the copies of an article differ from it, a CopyView each; a copy is compared with its original only.

    Only texts that may be shown in full are compared: an excerpt differs in all that it leaves out.
    """
    lead = library.lead_of(slug)
    others = library.copies_of(slug) if lead == slug else (lead,)
    compared = [each for each in (slug, *others) if mode_of(library.source_of(each)) == FULL]

    def make() -> tuple[CopyView, ...]:
        here = library.entries[slug].paragraphs
        found = ((each, differences(here, library.entries[each].paragraphs)) for each in compared[1:])
        return tuple(CopyView(library.view(each), apart, tuple(map(wordings, apart))) for each, apart in found)

    return Stamped(make if compared[:1] == [slug] else tuple, _stamp(library, compared))


def wordings(difference: Difference) -> tuple[Runs, Runs]:
    """Return both sides of a difference in runs of words, each with whether the other side lacks it."""
    here, there = (_WORD.findall(" ".join(side)) for side in (difference.removed, difference.added))
    matcher = SequenceMatcher(None, [word.strip() for word in here], [word.strip() for word in there], autojunk=False)
    runs = [(kind != "equal", "".join(here[a:b]), "".join(there[c:d])) for kind, a, b, c, d in matcher.get_opcodes()]
    return tuple((old, apart) for apart, old, _ in runs if old), tuple((new, apart) for apart, _, new in runs if new)


def added(library: Library, slugs: tuple[str, ...]) -> Stamped:
    """What each report says that none before it said: slug → Additions; ``slugs`` are in the order of reporting."""
    texts = [slug for slug in slugs if not library.is_copy(slug)]

    def make() -> dict[str, tuple[Addition, ...]]:
        found = additions([library.whole(slug) for slug in texts])
        return {slug: _placed(library.entries[slug], library.view(slug).path, found[slug]) for slug in texts}

    return Stamped(make, _stamp(library, texts))


def _placed(entry: Entry, path: str, said: tuple[str, ...]) -> tuple[Addition, ...]:
    """Say where sentences stand, and leave out those that may not be shown."""
    places = ((text, next((n for n, shown in enumerate(entry.paragraphs, 1) if text in shown), 0)) for text in said)
    return tuple(Addition(text, number, f"{path}#p{number}") for text, number in places if number)


def _stamp(library: Library, slugs: list[str]) -> str:
    """Return a text that differs whenever one of the articles, or how it is listed, does."""
    return " ".join(f"{library.entry_stamp(library.whole(slug))} {library.view_stamp(slug)}" for slug in slugs)
