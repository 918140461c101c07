"""Help for tests of stories, copies and what else joins articles: reports written in a line."""

from newsdigest.model import Annotations, Article, Entry, Moment, PlainText


def report(slug, text, title="", day="2026-03-02", publisher="", **more):
    """Write an article without people; ``text`` holds its paragraphs, separated by blank lines."""
    fields = {field: more.pop(field) for field in ("agency", "retrieved", "standfirst") if field in more}
    published = Moment.parse(day) if day else None
    article = Article(title or slug, "", published=published, publisher=publisher, **fields)
    annotations = more.pop("annotations", Annotations())
    return Entry(slug, article, PlainText(text, tuple(text.split("\n\n"))), annotations, **more)


FIRE = (
    "A fire destroyed the rope works of Tarnmouth on Monday night, the harbour brigade said. "
    "Eleven engines fought the flames for six hours and two firefighters were hurt, "
    "according to brigade chief Oda Renn.\n\n"
    "The works employed 140 people. Its owner, Bastian Krol, said that the oldest looms, built in 1894, were lost.\n\n"
    "Police have not said how the fire began. The quay will stay closed until Thursday."
)
FIRE_AGAIN = (
    "Flames tore through a historic rope works in the port of Tarnmouth late on Monday "
    "and left two firefighters injured. "
    "Oda Renn, who leads the harbour brigade, said that eleven engines were needed.\n\n"
    "Bastian Krol, whose family owns the works, mourned looms from 1894. About 140 people worked there."
)
OTHER_FIRE = (
    "A fire destroyed a grain store in Velm on Tuesday, the valley brigade said. "
    "Four engines fought the flames for two hours and nobody was hurt, according to brigade chief Pia Sand.\n\n"
    "The store held 900 tonnes of barley. Its owner, the Velm Growers, said that the harvest was insured.\n\n"
    "Police have not said how the fire began. The road will stay closed until Friday."
)
VOTE = (
    "Voters in Kolanda chose a new parliament on Sunday. The Civic Union of Ama Boateng won 61 of 120 seats.\n\n"
    "The commission said that turnout was 71 percent. Observers of the River League called the ballot fair."
)
