"""Article → annotations: people, what they are and said, topics, language."""

from __future__ import annotations

from collections.abc import Sequence

from newsdigest.model import Annotations, Article, Topic
from newsdigest.workers import uncollected


@uncollected()
def annotate(
    article: Article,
    paragraphs: Sequence[str],
    topics: Sequence[Topic],
    recogniser: str = "",
) -> Annotations:
    """Find what an article is about.

    ``paragraphs`` are the plain texts of the body's blocks; offsets of the result are into them joined by blank lines.
    ``recogniser`` is the setting PEOPLE_RECOGNISER; SettingsError where it names what is not there.
    """
    # They take a tenth of a second to import, which a build with no new article can save.
    from newsdigest.annotation import people, quotes, roles  # noqa: PLC0415
    from newsdigest.annotation import topics as topic_rules  # noqa: PLC0415

    paragraphs = tuple(paragraphs)
    mentions = people.find(
        paragraphs,
        title=article.title,
        authors=article.authors,
        language=article.language or "en",
        recogniser=recogniser,
    )
    return Annotations(
        people=tuple(dict.fromkeys(mention.person for mention in mentions)),
        mentions=mentions,
        roles=roles.find(paragraphs, mentions),
        quotes=quotes.find(paragraphs, mentions, article.language or "en"),
        topics=topic_rules.score(article, paragraphs, tuple(topics)),
        language=article.language,
    )
