"""The package behind the interfaces of the scoring scripts; each function as its script's --help says."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))

from newsdigest import cleaning, intake
from newsdigest.annotation import quotes as quotes_room
from newsdigest.annotation import roles as roles_room
from newsdigest.annotation import topics as topics_room
from newsdigest.annotation.people import find, resolve
from newsdigest.cleaning.plain import paragraphs
from newsdigest.corpus import people as people_of_corpus
from newsdigest.corpus.joining import grouping, in_time_order, read
from newsdigest.corpus.memory import Memory
from newsdigest.errors import ScrapeError
from newsdigest.model import Annotations, Article, Entry, Moment, PlainText, Scrape


def page(data, url):
    """Clean a page or text dump, told apart by content; the body is without the standfirst."""
    return _page(data, url, standfirst=False)


def page_with_standfirst(data, url):
    """Clean a page or text dump; the body begins with the standfirst."""
    return _page(data, url, standfirst=True)


def _page(data, url, *, standfirst):
    media_type = "text/html" if intake.is_markup(data) else "text/plain"
    try:
        article = cleaning.clean(Scrape(data, "page", media_type, url=url))
    except ScrapeError:
        return {}
    lead = [article.standfirst] if standfirst and article.standfirst else []
    body = list(paragraphs(article.body))
    if article.dateline and body:  # a field of its own with us, the start of the text with everybody else
        body[0] = next(one.text for one in article.evidence if one.field == "dateline") + " " + body[0]
    return {
        "title": article.title,
        "authors": [*article.authors, *article.credited],
        "date": article.published.iso if article.published else None,
        "body": "\n\n".join([*lead, *body]),
    }


def people(text):
    """People of one article, and where they are mentioned."""
    mentions = find([text])
    return {
        "people": list(dict.fromkeys(mention.person for mention in mentions)),
        "mentions": [(mention.start, mention.end) for mention in mentions],
    }


def quotes(text):
    """Direct quotes of one article with their speakers; paragraphs are its lines."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    paragraphs = tuple(text[start:end] for start, end in lines)
    found = quotes_room.find(paragraphs, find(paragraphs))
    place, at = {}, 0
    for number, (start, end) in enumerate(lines):
        place[number] = start - at
        at += end - start + 2
    return [
        {
            "span": (quote.start + place[quote.paragraph], quote.end + place[quote.paragraph]),
            "speaker": quote.speaker or None,
        }
        for quote in found
    ]


def unify(docs):
    """Name mentions of each document with a key that is equal for the same person in all of them."""
    entries = [_entry(number, doc) for number, doc in enumerate(docs)]
    slug_of = {
        (seen.entry, seen.name): person.slug
        for person in people_of_corpus.unify(entries)
        for seen in person.appearances
    }
    return [
        [
            (m.start, m.end, slug_of.get((entry.slug, m.person), m.person))
            for m in entry.annotations.mentions
            if "mentions" in doc or (entry.slug, m.person) in slug_of  # the corpus may take a name for something else
        ]
        for entry, doc in zip(entries, docs, strict=True)
    ]


def _entry(number, doc):
    """Annotate a document of one paragraph, with the recogniser's names or with those that it brings along."""
    text = doc["text"]
    mentions = tuple(resolve(text, doc["mentions"]) if "mentions" in doc else find([text]))
    names = tuple(dict.fromkeys(mention.person for mention in mentions))
    annotations = Annotations(names, mentions, roles_room.find((text,), mentions))
    return Entry(
        f"doc-{number}", Article(doc.get("title", ""), ""), PlainText(text, (text,)), annotations, people=names
    )


TOPICS = topics_room.load(Path(__file__).parents[2] / "content" / "authority" / "topics.yml")

# What the sections of a news site mean in Media Topics (by number): those it is about, and those it also takes in where
# they have no section of their own, which count less. The best one speaks for the section.
ALSO = 0.65
SECTIONS = {
    "business": ((4,), (9,)),
    "entertainment": ((1,), (8, 10)),
    "politics": ((11,), (2, 5, 7, 9, 12, 14, 16)),
    "sport": ((15,), ()),
    "tech": ((13,), (6,)),
    "world": ((3, 11, 16), (2, 5, 12, 14, 17)),
}


def topic(title, text, topics):
    """Give the section whose Media Topics have most evidence."""
    weighed = topics_room.weigh(Article(title=title, body=text), tuple(text.split("\n\n")), TOPICS)

    def weight(number):
        found = weighed.get(f"medtop:{number:02}000000")
        return found.score if found else 0.0

    def evidence(section):
        about, also = SECTIONS[section]
        return max((*map(weight, about), *(ALSO * weight(number) for number in also)))

    return max(topics, key=evidence)


def stories(docs):
    """Give every document the number of its story."""
    found = _grouping(docs)
    return _in_order(docs, found.timed.entries, found.stories)


def copies(docs):
    """Give every document the number of the text it is a copy of."""
    found = _grouping(docs)
    return _in_order(docs, found.timed.entries, found.copies)


def _grouping(docs):
    memory = Memory()
    timed = in_time_order([_report(doc) for doc in docs])
    return grouping(timed, memory.features(timed.keys, partial(read, timed.entries, 0)), (), memory)


def _in_order(docs, entries, groups):
    group = {entry.slug: number for entry, number in zip(entries, groups, strict=True)}
    return [group[str(doc["id"])] for doc in docs]


def _report(doc):
    published = Moment.parse(doc["date"]) if doc.get("date") else None
    article = Article(doc["title"], "", published=published)
    paragraphs = tuple(re.split(r"\n{2,}", doc["text"]))
    annotations = Annotations(topics=topics_room.score(article, paragraphs, TOPICS))
    return Entry(str(doc["id"]), article, PlainText(doc["text"], paragraphs), annotations)
