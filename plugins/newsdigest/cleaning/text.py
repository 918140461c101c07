"""Plain-text dumps → Article: what is left when somebody copies a page, or a scraper keeps only its text.

Structure must be guessed from lines alone. The body is the stretch of lines with the largest sum of scores, prose
counting for and furniture against (maximum subsequence segmentation: Pasternack and Roth, "Extracting article text
from the web", WWW 2009); what stands above and below it is read for title, byline, section, credits and rights.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from newsdigest.cleaning import byline as credit
from newsdigest.cleaning import dates, language, markdown
from newsdigest.cleaning.decoding import decode
from newsdigest.errors import NotAnArticle
from newsdigest.model import Article, Block, Evidence, Moment, Precision, Scrape, Use

_TERMINAL = re.compile(r"[.!?…。！？؟।։፡።]['’”\"»›)\]」』]*$|[。」』]$")
_SEPARATOR = re.compile(r"[\W_]+$")
_BREADCRUMB = re.compile(r"[/»›>→·|]+$")
_CAPTION = re.compile(r"(?:image|photo|picture|video|foto|bild)\b.{0,20}?[,:]", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s+")
_CLOSING = re.compile(  # from here on, others speak
    r"(?:blog )?comments?(?: \(\d+\)| powered by .*)?$|\d+ comments?$|(?:leave a|post a|add a) (?:comment|reply)$|"
    r"kommentare$|commentaires$|comentarios$|commenti$|reacties$|komentarze$|комментарии$|коментарі$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A value read from a line: the field it fills, the rule, and what the line counts as."""

    field: str
    value: object
    rule: str


def clean_text(scrape: Scrape) -> Article:
    """Clean a plain-text dump; raises NotAnArticle where no line of it reads as prose."""
    lines = split_lines(decode(scrape.data, scrape.encoding))
    start, end = body_span(lines)
    if start == end:
        raise NotAnArticle(scrape.origin, "no prose was found in it", "see whether the page was scraped whole")
    title = _title_line(lines, start)
    blocks: list[Block] = []
    found: list[tuple[_Found, str]] = []
    for number, line in enumerate(lines):
        block, values = _judge(lines, number, title, start, end)
        blocks.append(block)
        found.extend((value, line) for value in values)
    paragraphs = [block.text for block in blocks if block.use is Use.BODY]
    if dateline := credit.parse_dateline(paragraphs[0]):
        start_of_text = paragraphs[0][: dateline.length]
        found.append((_Found("dateline", dateline.place, "dateline"), start_of_text))
        found.append((_Found("agency", dateline.agency, "dateline"), start_of_text))
        paragraphs[0] = paragraphs[0][dateline.length :]
    tag, rule = language.settle("", "\n".join(paragraphs))
    found.append((_Found("language", tag, rule), paragraphs[0][:80]))
    found.append((_Found("summary", paragraphs[0], "first paragraph"), paragraphs[0]))
    body = "\n\n".join(markdown.escape_start(markdown.escape(paragraph)) for paragraph in paragraphs)
    article = Article(title="", body=body, origin=scrape.origin, source_url=scrape.url, retrieved=scrape.retrieved)
    return replace(_fill(article, found), blocks=tuple(blocks))


def split_lines(text: str) -> list[str]:
    """Give the lines of a dump that hold anything, inner white space made plain."""
    lines = (" ".join(line.split()) for line in re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text))
    return [line for line in lines if line.strip("\ufeff\u200b\u200e\u200f ")]


# -- body -------------------------------------------------------------------------------------------------------


def is_prose(line: str) -> bool:
    """Whether a line reads as sentences: long enough, and ended as sentences end."""
    return weight(line) >= 7 and bool(_TERMINAL.search(line))


def weight(line: str) -> int:
    """How many words a line has; in scripts that write none apart, two characters count as one."""
    uncased = len(re.findall(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]", line))
    return len(line.split()) + uncased // 2


def _score(line: str) -> int:
    if _furniture(line) or _SEPARATOR.match(line):
        return -8
    if is_prose(line):
        return min(weight(line), 40)
    return 4 if weight(line) >= 18 else -5


def body_span(lines: list[str]) -> tuple[int, int]:
    """First line of the body and the line after its last; two equal numbers where there is none."""
    best, span, running, start = 0, (0, 0), 0, 0
    for number, line in enumerate(lines):
        if running <= 0:
            running, start = 0, number
        running += _score(line)
        if running > best:
            best, span = running, (start, number + 1)
        if _CLOSING.match(line) and best:
            running = 0
    return span


def _furniture(line: str) -> str:
    """Name the rule by which a line belongs to the page, wherever it stands; empty for any other line."""
    if credit.parse_rights(line):
        return "rights line"
    if credit.parse_contributors(line):
        return "contributors"
    if credit.parse_section(line):
        return "section"
    if credit.parse_byline(line):
        return "byline"
    return "comments" if _CLOSING.match(line) else ""


# -- head and tail ----------------------------------------------------------------------------------------------


def _title_line(lines: list[str], start: int) -> int | None:
    """Find the title's line, the nearest above the body that is neither credit nor separator."""
    for number in range(start - 1, max(-1, start - 12), -1):
        line = lines[number]
        if not _furniture(line) and not _SEPARATOR.match(line) and not _CAPTION.match(line) and 3 <= weight(line) <= 40:
            return number
    return None


def _judge(  # noqa: PLR0911 -- rules in order, one a return
    lines: list[str], number: int, title: int | None, start: int, end: int
) -> tuple[Block, list[_Found]]:
    """Say what one line is and which fields it fills."""
    line = lines[number]
    near = title is not None and title < number < start
    if number == title:
        return Block(line, Use.METADATA, "title"), [_Found("title", _HEADING.sub("", line), "line above the body")]
    if rights := credit.parse_rights(line):
        return Block(line, Use.METADATA, "rights line"), list(_rights(rights))
    if people := credit.parse_contributors(line):
        return Block(line, Use.METADATA, "contributors"), [_Found("contributors", people, "credit line")]
    if start <= number < end and not _SEPARATOR.match(line):
        return Block(line, Use.BODY, "body"), []
    if number < start and (section := credit.parse_section(line)):
        return Block(line, Use.REMOVED, "section line"), [_Found("section", section, "section line")]
    if number < start and (by := credit.parse_byline(line, bare=near)):
        values = [_Found("authors", by.authors, "byline")] if by.authors else []
        values += [_Found("agency", by.agency, "byline")] if by.agency else []
        moment = dates.parse(by.rest) if by.rest else None
        values += [_Found("published", moment, "byline")] if moment else []
        return Block(line, Use.METADATA, "byline"), values
    if number < start and weight(line) <= 14 and (moment := dates.parse(line)):
        changed = re.match(r"(?:last )?(?:updated|modified)", line, re.IGNORECASE)
        name = "modified" if changed else "published"
        return Block(line, Use.METADATA, "date line"), [_Found(name, moment, "date line")]
    if title is not None and number < title and (site := _site_name(lines, number, title)):
        return Block(line, Use.METADATA, "site name"), [_Found("publisher", site, "site name above the title")]
    return Block(line, Use.REMOVED, _removal(lines, number, start, end)), []


def _rights(rights: credit.Rights) -> Iterable[_Found]:
    if rights.statement:
        yield _Found("rights", rights.statement, "rights line")
    if rights.distributor:
        yield _Found("distributor", rights.distributor, "rights line")
        if rights.year:  # a distributor's line belongs to the text; a footer's is the site's and says nothing of it
            moment = Moment(datetime(rights.year, 1, 1), Precision.YEAR)
            yield _Found("published", moment, "year of the rights line")


def _site_name(lines: list[str], number: int, title: int) -> str:
    """Read the site's name where a breadcrumb ends in it right above the title."""
    line = lines[number]
    behind_separator = number > 0 and bool(_BREADCRUMB.match(lines[number - 1]))
    brand = re.fullmatch(r"(?:[A-Z][a-z]+){2,}(?: \w+){0,3}|\w+\.(?:com|org|net|[a-z]{2})", line)
    return line if number == title - 1 and behind_separator and brand else ""


def _removal(lines: list[str], number: int, start: int, end: int) -> str:
    line = lines[number]
    if _BREADCRUMB.match(line):
        return "breadcrumb"
    if _SEPARATOR.match(line):
        return "separator"
    if number < start:
        return "above the article"
    after = any(_CLOSING.match(before) for before in lines[end : number + 1])
    return "comments" if after else "below the article"


# -- fields -----------------------------------------------------------------------------------------------------


def _fill(article: Article, found: list[tuple[_Found, str]]) -> Article:
    """Set each field from the first line that gave it, and note where it was read."""
    values: dict[str, object] = {}
    evidence: list[Evidence] = []
    for value, line in found:
        if value.value and value.field not in values:
            values[value.field] = value.value
            evidence.append(Evidence(value.field, value.rule, line))
    return replace(article, evidence=tuple(evidence), **values)  # type: ignore[arg-type]
