"""Nothing is invented, and nothing is lost without a word: the whole sample, sentence by sentence."""

import html
import json
import re
import unicodedata
from pathlib import Path

import pytest

from newsdigest import cleaning, intake, pipeline
from newsdigest.annotation import topics
from newsdigest.cleaning.decoding import decode
from newsdigest.errors import ScrapeError
from newsdigest.model import Use

ROOT = Path(__file__).parents[2]
SCRAPED = ROOT / "content" / "scraped"
NOT_READ = {"published", "modified", "language", "section", "publisher", "agency"}
"""Fields whose value is a reading of the evidence (a date, a code, a known name), not a quotation of it."""


def _plain(text):
    """Text without anything that layout may change: spaces, marks of Markdown and quotation, forms of letters."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(re.findall(r"\w+", folded))


def _source(scrape):
    """Everything a scrape and its scraper say, markup included, with entities and escapes read."""
    text = f"{decode(scrape.data, scrape.encoding)} {json.dumps(dict(scrape.hints), ensure_ascii=False, default=str)}"
    unescaped = html.unescape(html.unescape(text))
    escapes = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), unescaped)
    without_tags = re.sub(r"<[^>]*>", "", unescaped)
    return tuple(_plain(version) for version in (unescaped, escapes, without_tags))


@pytest.fixture(scope="module")
def sample():
    """Every scrape of the sample with its article and annotations."""
    known = topics.load(ROOT / "content" / "authority" / "topics.yml")
    found = []
    for path in pipeline.scrape_files(SCRAPED):
        for scrape in _scrapes(path):
            try:
                article = cleaning.clean(scrape)
            except ScrapeError:
                continue
            paragraphs = cleaning.plain.paragraphs(article.body)
            found.append((scrape, article, pipeline.annotate(article, paragraphs, known), paragraphs))
    assert len(found) >= 50
    return found


def _scrapes(path):
    try:
        yield from intake.read(path, SCRAPED)
    except ScrapeError:
        return


def test_every_sentence_stands_in_its_scrape(sample):
    """Body, headline, standfirst, summary, dateline, rights: letter for letter, whatever the layout."""
    invented = []
    for scrape, article, _, paragraphs in sample:
        source = _source(scrape)
        said = (
            *paragraphs,
            article.title,
            article.standfirst,
            article.summary.rstrip("…"),
            article.dateline,
            article.rights,
        )
        for text in said:
            for sentence in re.split(r"(?<=[.!?…])\s+", text):
                if (plain := _plain(sentence)) and not any(plain in version for version in source):
                    invented.append((scrape.origin, sentence))
    assert invented == []


def test_quotes_and_roles_are_verbatim(sample):
    """Each stands in the paragraph it names."""
    for scrape, _, found, paragraphs in sample:
        text = "\n\n".join(paragraphs)
        for quote in found.quotes:
            assert text[quote.start : quote.end] == quote.text, scrape.origin
            assert quote.text in paragraphs[quote.paragraph], scrape.origin
        for role in found.roles:
            assert role.text in paragraphs[role.paragraph], (scrape.origin, role)
            assert role.sentence in paragraphs[role.paragraph], (scrape.origin, role)
        for mention in found.mentions:
            assert text[mention.start : mention.end] == mention.surface, scrape.origin


def test_every_field_has_evidence(sample):
    """A value that was read somewhere names the rule, and the text holds the value."""
    for scrape, article, _, _ in sample:
        evidence = {item.field: item for item in article.evidence}
        read = {name: " ".join(item.text for item in article.evidence if item.field == name) for name in evidence}
        for name in ("title", "authors", "agency", "publisher", "distributor", "contributors", "section", "published"):
            value = getattr(article, name)
            if not value:
                continue
            assert name in evidence, f"{scrape.origin}: {name} has no evidence"
            assert evidence[name].rule, scrape.origin
            if name not in NOT_READ:
                for one in (value,) if isinstance(value, str) else value:
                    said = _plain(read[name]).casefold()
                    assert _plain(one).casefold() in said, f"{scrape.origin}: {name} {one!r} not in {read[name]!r}"


def test_every_word_of_a_scrape_is_accounted_for(sample):
    """The blocks hold, in order, all the text that a plain-text scrape has."""
    for scrape, article, _, _ in sample:
        if scrape.media_type != "text/plain":
            continue
        whole = _plain(scrape.data.decode("utf-8", "replace"))
        assert _plain("".join(block.text for block in article.blocks)) == whole, scrape.origin


def test_every_removed_block_names_its_rule(sample):
    """The reader of a page can see why."""
    for scrape, article, _, _ in sample:
        assert all(block.rule for block in article.blocks), scrape.origin
        assert any(block.use is Use.BODY for block in article.blocks), scrape.origin
