"""Imported by the process that workers are forked from: it cleans and annotates a small page.

So all that cleaning and annotating pages look up (models, lists of names and words) is read once for all workers.
"""

from newsdigest import cleaning
from newsdigest.annotation import annotate
from newsdigest.cleaning.plain import paragraphs
from newsdigest.model import Article, Scrape

TEXT = (
    "The harbour council of Halvard voted on Tuesday night to rebuild the old quay, ending a dispute of many years.",
    "“We have waited long enough,” said Mara Lindqvist, the harbour master, after the vote. “The ships will return.”",
    "Work is to begin in the spring and will cost about four million crowns, most of it paid by the region.",
)
_PAGE = (
    "<title>Quay to be rebuilt - The Halvard Herald</title><article><h1>Quay to be rebuilt</h1><p>By Ida Noor</p>"
    f"<time>19 March 2025</time>{''.join(f'<p>{text}</p>' for text in TEXT)}</article>"
)


def read(data: str, media_type: str) -> Article:
    """Clean and annotate a scrape; return its article."""
    article = cleaning.clean(Scrape(data.encode(), "", media_type))
    annotate(article, paragraphs(article.body), ())
    return article


article = read(_PAGE, "text/html")
