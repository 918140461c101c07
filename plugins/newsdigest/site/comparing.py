"""What sets reports apart: how copies differ, and what each report of a story adds to those before it.

Texts are compared in full and shown as far as the rights of their source go: a report whose text may not be shown has
still been said, so what repeats it adds nothing.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from newsdigest.corpus.differences import Difference, differences, sentences
from newsdigest.model import Story
from newsdigest.site.library import Library
from newsdigest.site.rights import FULL, mode_of
from newsdigest.site.views import Addition, CopyView, Runs

_WORD = re.compile(r"\S+\s*")


def copies_apart(library: Library, slug: str) -> tuple[CopyView, ...]:
    """Say where the copies of an article differ from it; a copy is compared with its original only.

    Only texts that may be shown in full are compared: an excerpt differs in all that it leaves out.
    """
    lead = library.lead_of(slug)
    others = library.copies_of(slug) if lead == slug else (lead,)
    compared = [each for each in (slug, *others) if mode_of(library.source_of(each)) == FULL]
    if compared[:1] != [slug]:
        return ()
    here = library.entries[slug].paragraphs
    found = ((each, differences(here, library.entries[each].paragraphs)) for each in compared[1:])
    return tuple(CopyView(library.view(each), apart, tuple(map(wordings, apart))) for each, apart in found)


def wordings(difference: Difference) -> tuple[Runs, Runs]:
    """Return both sides of a difference in runs of words, each with whether the other side lacks it."""
    here, there = (_WORD.findall(" ".join(side)) for side in (difference.removed, difference.added))
    matcher = SequenceMatcher(None, [word.strip() for word in here], [word.strip() for word in there], autojunk=False)
    runs = [(kind != "equal", "".join(here[a:b]), "".join(there[c:d])) for kind, a, b, c, d in matcher.get_opcodes()]
    return tuple((old, apart) for apart, old, _ in runs if old), tuple((new, apart) for apart, _, new in runs if new)


def added(library: Library, story: Story) -> dict[str, tuple[Addition, ...]]:
    """Say what each report says that none before it said: slug → Additions; copies of another report are left out."""
    pairs = zip(story.entries, story.additions, strict=False)
    return {slug: _placed(library, slug, places) for slug, places in pairs if places}


def _placed(library: Library, slug: str, places: tuple[int, ...]) -> tuple[Addition, ...]:
    """Say where sentences stand, and leave out those that may not be shown."""
    said = list(sentences(library.whole(slug).paragraphs))
    shown, path = library.entries[slug].paragraphs, library.view(slug).path
    found = dict.fromkeys(said[place] for place in places)
    numbers = ((text, next((n for n, paragraph in enumerate(shown, 1) if text in paragraph), 0)) for text in found)
    return tuple(Addition(text, number, f"{path}#p{number}") for text, number in numbers if number)
