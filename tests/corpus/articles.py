"""Help for tests of the corpus: annotated articles in a line or two."""

from newsdigest.model import Annotations, Article, Entry, Mention, Moment, PlainText, Quote, Role


def article(slug, *people, day="2025-03-01", roles=(), quotes=(), paragraphs=None, topic=""):
    """Write an article that names each of the people once in a paragraph of its own, unless paragraphs are given.

    ``roles`` are pairs of person and role, ``quotes`` of person and words; a name in a paragraph is a mention of the
    person of ``people`` whom it begins or ends.
    """
    paragraphs = tuple(paragraphs or (f"{name} was there." for name in people))
    mentions, at = [], 0
    for paragraph in paragraphs:
        for name in people:
            for part in dict.fromkeys((name, name.split()[-1])):
                if paragraph.startswith(part + " ") or f" {part} " in paragraph:
                    start = at + paragraph.index(part)
                    mentions.append(Mention(start, start + len(part), part, name))
                    break
        at += len(paragraph) + 2
    annotations = Annotations(
        people=people,
        mentions=tuple(mentions),
        roles=tuple(Role(person, text, 0, f"{text} {person} was there.") for person, text in roles),
        quotes=tuple(Quote(0, len(text), text, person, "said", 0) for person, text in quotes),
    )
    published = Moment.parse(day) if day else None
    body = "\n\n".join(paragraphs)
    return Entry(
        slug,
        Article(slug, "", published=published),
        PlainText(body, paragraphs),
        annotations,
        topic=topic,
        people=people,
    )
