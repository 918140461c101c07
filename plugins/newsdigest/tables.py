"""YAML that we wrote ourselves, read at the speed of C where PyYAML was built with it.

In Python our own tables alone take half a second. The reader in C is for trusted text only: it is laxer, and deep
nesting crashes it.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str) -> Any:
    """Return what a YAML text holds; yaml.YAMLError where it is none."""
    return yaml.load(text, LOADER)  # noqa: S506 -- both loaders are safe


def packaged(package: str, name: str) -> Any:
    """Return a table that ships with a package."""
    return parse(files(package).joinpath(name).read_text("utf-8"))
