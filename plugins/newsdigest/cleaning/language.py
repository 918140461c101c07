"""The language of an article: as declared, checked against the words of its text.

The check counts the commonest function words of each language (``stopwords.txt``) and, for scripts that one language
uses, the letters. It is there to catch wrong declarations (``lang="en"`` on a page in Spanish), not to tell close
relatives apart: where the declared language does about as well as the best, the declaration stands.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import resources
from typing import Final

from newsdigest.cleaning.features import PUNCTUATION

_SAMPLE: Final = 1200
_SHOWN: Final = 80  # characters that stand for a text as evidence
_LETTERS: Final = (  # a script says the language where hardly any other language of the news is written in it
    (r"\u3040-\u30ff", ("ja",)),
    (r"\uac00-\ud7af", ("ko",)),
    (r"\u4e00-\u9fff", ("zh", "ja")),
    (r"\u0590-\u05ff", ("he", "yi")),
    (r"\u0370-\u03ff", ("el",)),
    (r"\u0e00-\u0e7f", ("th",)),
    (r"\u0980-\u09ff", ("bn", "as")),
    (r"\u0b80-\u0bff", ("ta",)),
    (r"\u0c00-\u0c7f", ("te",)),
    (r"\u0d00-\u0d7f", ("ml",)),
    (r"\u10a0-\u10ff", ("ka",)),
    (r"\u0530-\u058f", ("hy",)),
)
_SCRIPTS: Final = tuple((re.compile(f"[{letters}]"), languages) for letters, languages in _LETTERS)
_TELLING: Final = re.compile(f"[{''.join(letters for letters, _ in _LETTERS)}]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_APART: Final = bytes(n if _WORD.match(chr(n)) else 32 for n in range(256))  # each byte of Latin-1: a letter or a space
_ENOUGH: Final = 20  # words; fewer say nothing
_OTHER_TAGS: Final = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ua": "uk", "cz": "cs", "sp": "es"}
_MARGIN: Final = 0.6  # a declared language with this share of the best one's hits stands


@cache
def _stopwords() -> dict[str, list[str]]:
    """Languages of each function word."""
    words: dict[str, list[str]] = {}
    for line in resources.files("newsdigest.cleaning").joinpath("stopwords.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, *listed = line.split()
            for word in listed:
                words.setdefault(word, []).append(language)
    return words


def detect(text: str) -> tuple[str, dict[str, int]]:
    """Guess a text's language from its words and letters: the best one or an empty string, and the hits of each."""
    sample = text[:_SAMPLE].lower()
    words, western = _words(sample)
    if not western and _TELLING.search(sample):
        letters = sum(map(len, words))
        for script, languages in _SCRIPTS:
            hits = len(script.findall(sample))
            if hits > letters * (0.1 if languages == ("ja",) else 0.3):
                return languages[0], dict.fromkeys(languages, hits)
    counts: dict[str, int] = {}
    known = _stopwords()
    for word, times in Counter(words).items():
        if word in known:
            for language in known[word]:
                counts[language] = counts.get(language, 0) + times
    if len(words) < _ENOUGH or not counts:
        return "", counts
    best = max(counts, key=lambda language: counts[language])
    return (best if counts[best] > len(words) * 0.08 else ""), counts


def _words(text: str) -> tuple[list[str], bool]:
    """Cut a text into its words, and say whether it fits into Latin-1: by bytes it goes several times as fast."""
    bare = text
    if not text.isascii():
        for mark in PUNCTUATION:
            bare = bare.replace(mark, " ")
    try:
        return bare.encode("latin-1").translate(_APART).decode("latin-1").split(), True
    except UnicodeEncodeError:
        return _WORD.findall(text), False


def settle(declared: str, text: str) -> tuple[str, str]:
    """Give the primary language tag of an article (``en``) and the rule that chose it.

    ``declared`` is any BCP 47 tag or locale (``en-US``, ``pt_BR``) or nothing.
    """
    tag = declared.strip().lower().replace("_", "-").partition("-")[0]
    tag = _OTHER_TAGS.get(tag, tag)
    tag = tag if 2 <= len(tag) <= 3 and tag.isascii() and tag.isalpha() else ""
    best, counts = detect(text)
    if not best or best == tag:
        return tag, "declared language" if tag else ""
    if tag and counts.get(tag, 0) >= counts[best] * _MARGIN:
        return tag, "declared language"
    if tag and not any(tag in languages for languages in _stopwords().values()):
        # a language we know no words of: only another script can speak against the declaration
        return (tag, "declared language") if counts[best] < _ENOUGH else (best, "language of the text")
    return best, "language of the text"


def beginning(text: str) -> str:
    """Return the first words of a text, which stand for it as evidence of its language."""
    return text if len(text) <= _SHOWN else text[:_SHOWN].rpartition(" ")[0] or text[:_SHOWN]
