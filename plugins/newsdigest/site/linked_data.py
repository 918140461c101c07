"""schema.org JSON-LD of a page, from the values that its template is given and so within the same rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from newsdigest.model import Article, Moment
from newsdigest.site.encoding import as_json
from newsdigest.site.views import EntryView, Link

NEEDS: Mapping[str, frozenset[str]] = {
    "index": frozenset({"latest"}),
    "day": frozenset({"day"}),
    "article": frozenset({"article", "view", "people", "quotes"}),
    "person": frozenset({"person", "listing", "quotes"}),
    "topic": frozenset({"topic", "listing"}),
    "subject": frozenset({"name", "listing"}),
    "story": frozenset({"story", "timeline"}),
    "source": frozenset({"source", "listing"}),
}
"""Template → the names of its context that its linked data is made from."""

LISTED = 20  # entries of a list that are named; the page itself has them all

Address = Callable[[str], str]
Node = dict[str, Any]


def of(template: str, path: str, context: Mapping[str, Any], address: Address) -> str:
    """Return the JSON-LD of a page for a script element; empty where there is nothing to say.

    ``context`` holds the names in NEEDS; ``address`` makes an address of a path.
    """
    if template not in NEEDS:
        return ""
    nodes = [node for node in NODES[template](context, address) if node]
    for node in nodes[:1]:
        node.setdefault("url", address(path))
    text = as_json({"@context": "https://schema.org", "@graph": nodes})
    # Neither the end of the script element nor a comment can begin in it.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _index(context: Mapping[str, Any], address: Address) -> list[Node]:
    return [_collection("", context["latest"], address)]


def _day(context: Mapping[str, Any], address: Address) -> list[Node]:
    day = context["day"]
    listed = _collection(day.date.isoformat(), (story.lead for story in day.stories), address)
    return [{**listed, "temporalCoverage": day.date.isoformat()}]


def _article(context: Mapping[str, Any], address: Address) -> list[Node]:
    article: Article = context["article"]
    view: EntryView = context["view"]
    node = _entry(view, address)
    node["@type"] = "NewsArticle"
    published, modified = _iso(article.published), _iso(article.modified)
    more = {
        "datePublished": published,
        "dateModified": modified,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else None,
        "inLanguage": article.language,
        "abstract": article.summary,
        "articleSection": view.topic.name if view.topic else None,
        "copyrightNotice": article.rights,
        "mentions": [_person(here.link, address, here.role) for here in context["people"]],
        "citation": [
            _filled({"@type": "Quotation", "text": quote.text, "creator": _speaker(quote.speaker, address)})
            for quote in context["quotes"]
        ],
    }
    trail = [link for link in (view.topic, Link(view.title, view.path)) if link]
    return [_filled({**node, **more}), _breadcrumbs(trail, address)]


def _person_page(context: Mapping[str, Any], address: Address) -> list[Node]:
    who = context["person"]
    node = {
        "@type": "Person",
        "name": who.name,
        "alternateName": [variant.name for variant in who.variants if variant.name != who.name],
        "sameAs": f"https://www.wikidata.org/wiki/{who.wikidata}" if who.wikidata else None,
        "subjectOf": [_entry(entry, address) for entry in context["listing"].entries[:LISTED]],
    }
    quotes = [
        _filled({"@type": "Quotation", "text": quote.text, "isPartOf": {"@id": address(quote.entry.path)}})
        for quote in context["quotes"][:LISTED]
    ]
    return [_filled(node), *quotes]


def _listed(context: Mapping[str, Any], address: Address) -> list[Node]:
    named = context.get("topic") or context.get("source")
    return [_collection(named.name if named else context["name"], context["listing"].entries, address)]


def _story(context: Mapping[str, Any], address: Address) -> list[Node]:
    return [_collection(context["story"].title, context["timeline"], address)]


NODES: Mapping[str, Callable[[Mapping[str, Any], Address], list[Node]]] = {
    "index": _index,
    "day": _day,
    "article": _article,
    "person": _person_page,
    "topic": _listed,
    "subject": _listed,
    "story": _story,
    "source": _listed,
}


def _collection(name: str, entries: Iterable[EntryView], address: Address) -> Node:
    """Return a page that lists articles."""
    items = [
        {"@type": "ListItem", "position": position, "item": _entry(entry, address)}
        for position, entry in enumerate(list(entries)[:LISTED], 1)
    ]
    main = {"@type": "ItemList", "itemListElement": items}
    return _filled({"@type": "CollectionPage", "name": name, "mainEntity": main})


def _entry(view: EntryView, address: Address) -> Node:
    """Return an article in short: its page here, and the original that it is based on."""
    here = address(view.path)
    node = {"@type": "CreativeWork", "@id": here, "headline": view.title, "url": here, "isBasedOn": view.original}
    return _filled(node)


def _person(link: Link, address: Address, role: str = "") -> Node:
    return _filled({"@type": "Person", "name": link.name, "url": address(link.path), "jobTitle": role})


def _speaker(link: Link | None, address: Address) -> Node | None:
    if link is None:
        return None
    return _person(link, address) if link.path else {"@type": "Person", "name": link.name}


def _breadcrumbs(trail: Iterable[Link], address: Address) -> Node:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": link.name, "item": address(link.path)}
            for position, link in enumerate(trail, 1)
        ],
    }


def _iso(moment: Moment | None) -> str:
    """Return a date as far as it is known: a year alone is valid ISO 8601."""
    return moment.iso if moment else ""


def _filled(node: Node) -> Node:
    """Leave out what is not known."""
    return {name: value for name, value in node.items() if value}
