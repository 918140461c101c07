"""What a page says of itself to machines: meta tags, links and schema.org data in JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

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
_COMMA = re.compile(r",(?=\s*[}\]])")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_MAX_NODES: Final = 5000


@dataclass(frozen=True, slots=True)
class Structured:
    """Machine-readable statements of a page; keys in lower case, values as they stand."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Name, property or itemprop of each ``<meta>`` → its contents in order."""
    title: str = ""
    canonical: str = ""
    language: str = ""
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
            for value in self.meta.get(name, ()):
                if value.strip():
                    return name, value.strip()
        return "", ""


def read(root: etree._Element) -> Structured:  # noqa: PLR0912 -- one branch a kind of element
    """Read a page's machine-readable statements; broken ones are passed over."""
    meta: dict[str, list[str]] = {}
    nodes: dict[str, list[dict[str, Any]]] = {}
    ids: dict[str, dict[str, Any]] = {}
    title = canonical = ""
    for element in root.iter("meta", "link", "script", "title"):
        tag = element.tag
        if tag == "meta":
            content = element.get("content")
            if content:
                for key in ("property", "name", "itemprop", "http-equiv"):
                    name = element.get(key)
                    if name:
                        meta.setdefault(name.strip().lower(), []).append(content)
        elif tag == "link":
            if not canonical and (element.get("rel") or "").lower() == "canonical":
                canonical = (element.get("href") or "").strip()
        elif tag == "title":
            parent = element.getparent()
            if not title and (parent is None or parent.tag != "svg"):
                title = " ".join("".join(str(text) for text in element.itertext()).split())
        elif (element.get("type") or "").split(";")[0].strip().lower() == "application/ld+json":
            for node in _nodes(_json(element.text or "")):
                for kind in types(node):
                    nodes.setdefault(kind, []).append(node)
                if isinstance(node.get("@id"), str):
                    ids.setdefault(node["@id"], node)
    for name, value in _microdata(root):
        meta.setdefault(name, []).append(value)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    articles = [node for kind, found in nodes.items() if kind in ARTICLE_TYPES for node in found]
    # Lists of teasers repeat the type with little more than a headline: the article is the node that says most.
    article = max(articles, key=_richness, default={})
    return Structured(meta, title, canonical, language, article, nodes, ids)


_LONGEST_NAME: Final = 80  # characters
_MARKED = etree.XPath("//*[@itemprop='articleSection' or @itemprop='publisher'][not(self::meta)]")


def _microdata(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Section and publisher as microdata in the text of the page, names in lower case."""
    found: list[etree._Element] = _MARKED(root)  # type: ignore[assignment]
    for element in found[:4]:
        named = element
        if element.get("itemscope") is not None:
            named = next((one for one in element.iter("*") if one.get("itemprop") == "name"), element)
        text = named.get("content") or " ".join("".join(str(text) for text in named.itertext()).split())
        if 0 < len(text) <= _LONGEST_NAME:
            yield str(element.get("itemprop")).lower(), text


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
    for attempt in (text, _COMMA.sub("", _WRAPPED.sub("", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


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
