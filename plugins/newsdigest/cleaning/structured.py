"""What a page says of itself to machines: meta tags, links and schema.org data in JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from newsdigest.cleaning.blocks import Said

ARTICLE_TYPES: Final = frozenset(
    re.findall(
        r"\S+",
        """
    newsarticle article reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle
    backgroundnewsarticle askpublicnewsarticle blogposting liveblogposting techarticle scholarlyarticle report
    satiricalarticle socialmediaposting advertisercontentarticle
""",
    )
)
_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_WRAPPED: Final = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_MAX_NODES: Final = 5000


@dataclass(frozen=True, slots=True)
class Structured:
    """Machine-readable statements of a page; types in lower case, values as they stand."""

    said: Said = field(default_factory=Said)
    article: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD node that describes the article, or nothing."""
    nodes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """All JSON-LD nodes by lower-case type."""
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)
    """JSON-LD nodes by ``@id``, to follow references."""

    def follow(self, value: Any) -> Any:
        """Give the node that a bare reference (``{"@id": …}``) stands for, or the value itself."""
        if isinstance(value, dict) and not value.get("name") and isinstance(value.get("@id"), str):
            return self.ids.get(value["@id"], value)
        return value

    def first(self, *names: str) -> tuple[str, str]:
        """Give name and content of the first non-empty meta tag of several, or two empty strings."""
        for name in names:
            for value in self.said.meta.get(name, ()):
                if value.strip():
                    return name, value.strip()
        return "", ""


def read(said: Said) -> Structured:
    """Read a page's machine-readable statements; broken ones are passed over."""
    nodes: dict[str, list[dict[str, Any]]] = {}
    ids: dict[str, dict[str, Any]] = {}
    for text in said.linked_data:
        for node in _nodes(_json(text)):
            for kind in types(node):
                nodes.setdefault(kind, []).append(node)
            if isinstance(node.get("@id"), str):
                ids.setdefault(node["@id"], node)
    articles = [node for kind, found in nodes.items() if kind in ARTICLE_TYPES for node in found]
    # Lists of teasers repeat the type with little more than a headline: the article is the node that says most.
    article = max(articles, key=_richness, default={})
    return Structured(said, article, nodes, ids)


def _richness(node: dict[str, Any]) -> int:
    """How much a node says of what an article has."""
    keys = ("headline", "datePublished", "author", "articleBody", "description", "mainEntityOfPage", "publisher")
    return sum(bool(node.get(key)) for key in keys)


def types(node: dict[str, Any]) -> tuple[str, ...]:
    """Types of a JSON-LD node in lower case, without the vocabulary's address."""
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple(one.rsplit("/", 1)[-1].lower() for one in kinds if isinstance(one, str))


def _json(text: str) -> Any:
    """Parse JSON as pages have it: with raw line breaks, trailing commas, wrapped in comments."""
    for mend in (str, _mended):
        try:
            return json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _mended(text: str) -> str:
    """Take trailing commas and what wraps a script off JSON."""
    return _COMMA.sub("", _WRAPPED.sub("", text))


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """All typed nodes of a JSON-LD document, outer ones first, without recursion."""
    queue = [data]
    for count, one in enumerate(queue):  # the queue grows while it is read
        if count > _MAX_NODES:
            return
        if isinstance(one, list):
            queue.extend(one)
        elif isinstance(one, dict):
            if "@type" in one:
                yield one
            queue.extend(value for value in one.values() if isinstance(value, (dict, list)))


def texts(value: Any) -> list[str]:
    """Strings of a JSON-LD value: itself, its items, or their names."""
    out = []
    for one in value if isinstance(value, list) else [value]:
        named = (one.get("name") or one.get("@value") or "") if isinstance(one, dict) else one
        text = named[0] if isinstance(named, list) and named else named
        if isinstance(text, str) and text.strip():
            out.append(text.strip())
    return out
