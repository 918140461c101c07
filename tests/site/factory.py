"""Small digests made by hand, for tests of the site."""

from datetime import UTC, datetime, timedelta

from pelican.settings import read_settings

from newsdigest.model import (
    Annotations,
    Appearance,
    Article,
    Block,
    Company,
    DatedRole,
    Day,
    Digest,
    Entry,
    Evidence,
    Mention,
    Moment,
    Person,
    PersonQuote,
    PlainText,
    Precision,
    Quote,
    Role,
    Source,
    Story,
    Topic,
    Trend,
    Use,
    Variant,
)
from newsdigest.site import defaults

TOPIC = Topic("medtop:11000000", "Politics", "politics", "Governing and being governed.")
BELOW = Topic("harbour", "Harbour", "harbour", parent="medtop:11000000")
PARAGRAPHS = (
    "Harbour master Mara Lindqvist opened the new quay in Halvard on Monday.",
    "“The quay will bring ships back,” Lindqvist said & smiled.",
    "Nobody else spoke at the ceremony, which lasted an hour.",
)


def settings(**more):
    """Settings as Pelican would have them once the plugin has completed them."""
    found = read_settings(override={"SITENAME": "Test Digest", **more})
    defaults.complete(found)
    return found


def moment(iso):
    """A moment from ISO 8601, or none."""
    return Moment.parse(iso) if iso else None


def entry(slug, published="2025-03-19", title="", source="The Halvard Herald", tags=("Harbour works",), **more):
    """An article about one person with a role and a quote."""
    text = "\n\n".join(PARAGRAPHS)
    start = text.index("“") + 1
    said = "The quay will bring ships back,"
    mentions = tuple(
        Mention(at, at + len(name), name, "Mara Lindqvist")
        for name in ("Mara Lindqvist", "Lindqvist")
        if (at := text.rindex(name)) is not None
    )
    article = Article(
        title=title or f"Title of {slug}",
        body="",
        standfirst="Ships return to Halvard.",
        authors=("Ida Noor",),
        publisher=source,
        published=moment(published),
        language="en",
        source_url=f"https://herald.example/{slug}",
        summary="The quay is open.",
        origin=f"herald/{slug}.html",
        evidence=(Evidence("title", "headline", f"Title of {slug}"),),
        blocks=(Block("Subscribe to our newsletter", Use.REMOVED, "newsletter box"),),
    )
    annotations = Annotations(
        people=("Mara Lindqvist",),
        mentions=tuple(sorted(mentions, key=lambda each: each.start)),
        roles=(Role("Mara Lindqvist", "Harbour master", 0, PARAGRAPHS[0]),),
        quotes=(Quote(start, start + len(said), said, "Mara Lindqvist", "said", 1),),
        language="en",
    )
    values = {
        "slug": slug,
        "article": article,
        "text": plain_text(*PARAGRAPHS),
        "annotations": annotations,
        "topic": TOPIC.id,
        "tags": tuple(tags),
        "people": ("Mara Lindqvist",),
        "path": f"{slug}.md",
    }
    return Entry(**{**values, **more})


def plain_text(*paragraphs):
    """Return a text of plain paragraphs."""
    return PlainText("\n\n".join(paragraphs), paragraphs)


def digest(*entries, rights="full", copies=()):
    """Join entries as simply as possible: one person, a source for each publisher, one story a day."""
    order = sorted(entries, key=lambda each: each.article.published.iso if each.article.published else "", reverse=True)
    slugs = tuple(each.slug for each in order)
    days = {}
    for each in order:
        published = each.article.published
        if published and published.precision in (Precision.MINUTE, Precision.DAY):
            days.setdefault(published.at.date(), []).append(each.slug)
    grouped = {slug for found in days.values() for slug in found}
    stories = [
        Story(
            f"story-{day}",
            f"Story of {day}",
            tuple(reversed(found)),
            copies=tuple(copies),
            outlets=tuple(dict.fromkeys(each.article.publisher for each in order if each.slug in found)),
            people=("mara-lindqvist",),
        )
        for day, found in days.items()
    ]
    stories += [Story(f"story-{slug}", slug, (slug,)) for slug in slugs if slug not in grouped]
    person = Person(
        "mara-lindqvist",
        "Mara Lindqvist",
        variants=(Variant("Mara Lindqvist", len(slugs)),),
        roles=tuple(DatedRole("Harbour master", None, None, slug, 0, PARAGRAPHS[0]) for slug in slugs[:1]),
        quotes=tuple(PersonQuote(each.slug, quote) for each in order for quote in each.annotations.quotes),
        appearances=tuple(Appearance(slug, "Mara Lindqvist") for slug in slugs),
        company=(Company("nobody", 1, 1, 1.0),),
        entries=slugs,
    )
    names = dict.fromkeys(each.article.publisher for each in order)
    sources = tuple(
        Source(
            name.lower().replace(" ", "-"),
            name,
            rights=rights,
            entries=tuple(each.slug for each in order if each.article.publisher == name),
        )
        for name in names
    )
    return Digest(
        entries=tuple(order),
        people=(person,) if order else (),
        topics=(TOPIC, BELOW),
        sources=sources,
        stories=tuple(stories),
        days=tuple(
            Day(day, (f"story-{day}",), tuple(found), people=(Trend("mara-lindqvist", len(found), 0.5, 2.0),))
            for day, found in days.items()
        ),
        related={slugs[0]: slugs[-1:]} if len(slugs) > 1 else {},
    )


def sample():
    """Entries of every precision: two on one day, one a day later, one of a month, one of a year, one undated."""
    noon = Moment(datetime(2025, 3, 20, 12, tzinfo=UTC) + timedelta(hours=1), Precision.MINUTE)
    found = [
        entry("first"),
        entry("second", source="Kestrel Wire"),
        entry("monthly", "2025-02"),
        entry("yearly", "2025"),
        entry("undated", ""),
    ]
    later = entry("later")
    article = later.article
    return [*found, Entry(**{**_fields(later), "article": Article(**{**_fields(article), "published": noon})})]


def _fields(value):
    """The fields of a dataclass with slots, by name."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
