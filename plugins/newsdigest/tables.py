"""YAML read at the speed of C, where PyYAML was built with it; in Python our own tables alone take half a second."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEP = 2000  # levels of nesting; the reader in C crashes at some ten thousand


def loader(text: str) -> Any:
    """Return the class of PyYAML that reads a text soonest and survives it."""
    # A level takes a bracket, or a column of a line.
    deep = text.count("[") + text.count("{") > _DEEP or max(map(len, text.splitlines()), default=0) > _DEEP
    return yaml.SafeLoader if deep else _QUICK


def parse(text: str) -> Any:
    """Return what a YAML text holds; yaml.YAMLError where it is none, RecursionError where it is nested too deep."""
    return yaml.load(text, loader(text))  # noqa: S506 -- all are safe


def packaged(package: str, name: str) -> Any:
    """Return a table that ships with a package."""
    return parse(files(package).joinpath(name).read_text("utf-8"))
