"""What feeds must look like: RELAX NG for Atom (RFC 4287) and OPML 2.0, JSON Schema for JSON Feed 1.1."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import fastjsonschema
from lxml import etree

HERE = Path(__file__).parent

json_feed = fastjsonschema.compile(json.loads((HERE / "jsonfeed.json").read_text("utf-8")))
"""Raises JsonSchemaException for what is not a JSON Feed."""


@cache
def _grammar(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(HERE / name))


def faults(name: str, document: bytes) -> list[str]:
    """Return what a grammar has against a document; nothing where it is valid."""
    grammar = _grammar(name)
    grammar.validate(etree.fromstring(document))
    return [f"line {fault.line}: {fault.message}" for fault in grammar.error_log]
