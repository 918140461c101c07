"""Where two copies of a text differ, sentence by sentence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[^\W\d_a-z])|\n+")


@dataclass(frozen=True, slots=True)
class Difference:
    """What one copy has in place of what another has; either may be empty."""

    removed: tuple[str, ...]
    added: tuple[str, ...]


def differences(first: Sequence[str], second: Sequence[str]) -> tuple[Difference, ...]:
    """Sentences in which two copies differ, in order; arguments are their paragraphs."""
    old, new = (tuple(sentences(paragraphs)) for paragraphs in (first, second))
    matcher = difflib.SequenceMatcher(None, _plain(old), _plain(new), autojunk=False)
    return tuple(Difference(old[a:b], new[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal")


def sentences(paragraphs: Sequence[str]) -> Iterator[str]:
    """Sentences of paragraphs, as they stand."""
    for paragraph in paragraphs:
        yield from (sentence.strip() for sentence in _SENTENCE_END.split(paragraph) if sentence.strip())


def _plain(texts: Sequence[str]) -> list[str]:
    """Forms in which typography makes no difference."""
    return [" ".join(re.findall(r"\w+", sentence.lower())) for sentence in texts]
