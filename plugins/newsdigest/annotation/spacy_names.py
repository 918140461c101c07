"""Names of people as an installed spaCy pipeline finds them, in place of our own models.

spaCy is not needed otherwise: it is imported here, when the setting asks for it. Pipelines label people PERSON or PER.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from newsdigest.annotation.sure import Found
from newsdigest.errors import SettingsError

_PEOPLE = frozenset(("PERSON", "PER"))
_SETTING = "PEOPLE_RECOGNISER"


@cache
def load(setting: str) -> Callable[[str], Any]:
    """Load the pipeline of a setting ``spacy:<pipeline>``, a name or a folder; SettingsError if it is not there."""
    kind, _, pipeline = setting.partition(":")
    if kind != "spacy" or not pipeline:
        raise SettingsError(_SETTING, f"is {setting!r}", 'leave it empty, or write "spacy:<pipeline>"')
    try:
        spacy = import_module("spacy")
    except ImportError as error:
        raise SettingsError(_SETTING, "asks for spaCy, which is not installed", "pip install spacy") from error
    try:
        loaded: Callable[[str], Any] = spacy.load(pipeline)
    except (OSError, ValueError) as error:
        remedy = "install it in the same environment, or give the folder it was saved to"
        raise SettingsError(_SETTING, f"names the pipeline {pipeline!r}, which cannot be loaded", remedy) from error
    return loaded


def names(text: str, setting: str) -> list[Found]:
    """Find the names of people in a text; spaCy gives no chances, so each counts as certain."""
    found = load(setting)(text).ents
    return [Found(entity.start_char, entity.end_char, 1.0) for entity in found if entity.label_ in _PEOPLE]
