"""Plain-text dumps → Article: what is left when somebody copies a page, or a scraper keeps only its text.

``layout`` says which lines are the body and which is the title; here the lines of credit, dates and rights are read,
wherever they stand, torn lines are mended, and every line is accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from typing import Any

from newsdigest.cleaning import byline as credit
from newsdigest.cleaning import dates, hints, language, layout, markdown, plain
from newsdigest.cleaning.decoding import decode
from newsdigest.errors import LimitExceeded, NotAnArticle
from newsdigest.model import Article, Block, Evidence, Moment, Precision, Scrape, Use

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = "\ufeff\u200b\u200c\u200e\u200f\u2060 "
_BRAND = re.compile(r"(?:[A-Z][a-z]+){2,}(?: \w+){0,3}|\w+\.(?:com|org|net|[a-z]{2})")
_SEPARATOR = re.compile(r"[^\w]+$")
_BREADCRUMB = re.compile(r"[/»›>→·|]+$")
_HEADING = re.compile(r"#{1,6} +(?=\S)")
_ADDRESS = re.compile(r"(?:url|source|link|quelle|fuente)?\s*(?:[:=]\s*)?(https?://\S+)$", re.IGNORECASE)
_MENU = re.compile(r"^[^\w]+$|[|·•›].*[|·•›]|https?://")
_PHOTO_CREDIT = re.compile(
    r"(?<!\w)(?:photo(?:graph)?s?|picture|image|foto(?:grafie|grafía)?|bild|crédit photo)\s?[:/]\s?\S.{1,60}$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"\(?[a-zäöü]{2,4}(?:[/-][a-zäöü]{2,4})+\)?\.?")  # desk and authors by their initials
_CHANGED = re.compile(
    r"\b(?:updated?|modified|edited|aktualisiert|mis à jour|actualizado|actualización|aggiornato|atualizad[oa]|"
    r"bijgewerkt|uppdaterad|oppdatert|opdateret|aktualizacja|aktualizováno|güncelle\w*|diperbarui|обновлено|оновлено)\b",
    re.IGNORECASE,
)
_LONGEST_STANDFIRST = 70  # words
_SHORT_LINE = 14  # words
_NAMES = 16  # lines below the title in which a name alone may be the author's
_DATED = 20  # lines below the title in which a line that is not body may date the article
_LONGEST_DATE_LINE = 18  # words; a longer line with a date in it is prose
_CLEAN_ALREADY = 0.85  # of the words stand in prose: somebody took the furniture away before
_TRUST = 1.5  # log odds for the body in such a text
_STANDFIRST_ODDS = 5.5
_MOST_LINES = 20_000  # what it takes to judge them is bounded by this
_WIDEST = 100  # characters; nobody wraps lines wider than that
_ABOVE, _INTO, _TAIL_LINES = 4, 6, 8  # how far above the title, into the text and below it credits and dates stand
_BOXES = frozenset(("related links", "comments", "newsletter", "legal line"))  # these name what follows them, too
_BOX = 12  # lines, at most


@dataclass(frozen=True, slots=True)
class Found:
    """A value read from a line, and the rule that read it."""

    field: str
    value: Any
    rule: str


Judged = tuple[Use, str, tuple[Found, ...]]


def clean_text(scrape: Scrape) -> Article:
    """Clean a plain-text dump; raises NotAnArticle where nothing reads as prose, LimitExceeded for too many lines."""
    text = decode(scrape.data, scrape.encoding)
    read = split_lines(text)
    lines, spaced = [line for line, _ in read], [gap for _, gap in read]
    if len(lines) > _MOST_LINES:
        raise LimitExceeded(scrape.origin, f"has {len(lines)} lines", "no article has so many; split the file")
    if not any(layout.is_prose(line) for line in lines):
        raise NotAnArticle(scrape.origin, "no prose was found in it", "see whether the page was scraped whole")
    given = list(hints.read(scrape))
    body, title = _structure(lines, scrape.url, next((value for e, value in given if e.field == "title"), ""))
    if not any(body):
        raise NotAnArticle(scrape.origin, "nothing but furniture was found in it", "scrape the page again")
    tongue, rule = language.settle(hints.declared(scrape), "\n".join(_chosen(lines, body)))
    judged = Page(lines, body, title, tongue, scrape.retrieved).judge()
    if not any(use is Use.BODY for use, _, _ in judged):  # an article that reads like a credit is still one
        judged = [(Use.BODY, "article text", ()) if flag else one for one, flag in zip(judged, body, strict=True)]
    blocks = list(_blocks(lines, judged, spaced=spaced))
    paragraphs = [block.text for block in blocks if block.use is Use.BODY]
    found = [(value, lines[number]) for number, (_, _, values) in enumerate(judged) for value in values]
    above = set(lines[: title or 0])
    found.sort(key=lambda one: _doubt(one[0], above=one[1] in above))
    if dated := dates.from_url(scrape.url):
        found.append((Found("published", dated[0], "date in the address"), dated[1]))
    last = [
        (Found("published", one.value, "time of the last change"), line)
        for one, line in found
        if one.field == "modified"
    ]
    found += last[:1]  # where no other date stands
    found.append((Found("language", tongue, rule), language.beginning(paragraphs[0])))
    if dateline := credit.parse_dateline(paragraphs[0]):
        opening, paragraphs[0] = paragraphs[0][: dateline.length], paragraphs[0][dateline.length :]
        found.append((Found("dateline", dateline.place, "dateline"), opening))
        found.append((Found("agency", dateline.agency, "dateline"), opening))
    standfirst = next((value.value for value, _ in found if value.field == "standfirst"), "")
    if standfirst:
        found.append((Found("summary", standfirst, "standfirst"), standfirst))
    found.append((Found("summary", _summary(paragraphs), "start of the text"), paragraphs[0]))
    article = Article(
        title="",
        body="\n\n".join(_markdown(paragraph) for paragraph in paragraphs),
        origin=scrape.origin,
        source_url=scrape.url,
        retrieved=scrape.retrieved,
        blocks=tuple(blocks),
    )
    return _fill(article, given, found)


def split_lines(text: str) -> list[tuple[str, bool]]:
    """Give the lines of a dump that hold anything, each with whether an empty line stands before it.

    Inner white space is made plain, and wrapped lines are joined.
    """
    lines: list[tuple[str, bool]] = []
    gap = False
    for part in _BREAK.split(text):
        line = " ".join(part.split())
        if line.strip(_INVISIBLE):
            lines.append((line, gap))
            gap = False
        else:
            gap = True
    return _unwrap(lines)


def _unwrap(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Join lines that were broken at a fixed width, as wires and mails are: the next word would not have fitted."""
    lengths = sorted(len(line) for line, _ in lines)
    width = lengths[int(0.97 * (len(lengths) - 1))] if lengths else 0  # a few lines that nobody wrapped may be longer

    def full(number: int) -> bool:
        after, gap = lines[number + 1]
        return not gap and len(lines[number][0]) + 1 + len(after.split()[0]) > width

    broken = [number for number in range(len(lines) - 1) if full(number)]
    if width > _WIDEST or len(broken) < 0.25 * len(lines):
        return lines
    joined: list[tuple[str, bool]] = []
    for number, (line, gap) in enumerate(lines):
        if number - 1 in broken:
            joined[-1] = (f"{joined[-1][0]} {line}", joined[-1][1])
        else:
            joined.append((line, gap))
    return joined


def _chosen(lines: Sequence[str], flags: Sequence[bool]) -> list[str]:
    return [line for line, flag in zip(lines, flags, strict=True) if flag]


def _structure(lines: Sequence[str], url: str, given: str) -> tuple[list[bool], int | None]:
    """Say which lines are body, and which is the title: the one that the scraper gave, or the likeliest."""
    if lines[0] == "#" or lines[0].startswith("# "):  # Markdown, as this program writes it, says it itself
        return [number > 0 for number in range(len(lines))], None if lines[0] == "#" else 0
    weights = [layout.weight(line) for line in lines]
    prose = sum(size for size, line in zip(weights, lines, strict=True) if layout.is_prose(line))
    trust = _TRUST if prose >= _CLEAN_ALREADY * sum(weights) else 0.0
    body, odds = layout.judge(lines, url, trust)
    if given:
        same = [number for number, line in enumerate(lines) if layout.normal(line) == layout.normal(given)]
        title = same[-1] if same else None
    else:
        starts = (number for number, line in enumerate(lines) if body[number] and layout.is_prose(line))
        title = _title(lines, next(starts, body.index(True)), odds)
    start = title if title is not None and any(body[title + 1 :]) else -1
    body = [flag and number > start and not _sure(lines[number]) for number, flag in enumerate(body)]
    for number in reversed(range(len(lines))):  # at the end less is needed to see that a line does not belong
        if body[number] and not (layout.furniture(lines[number])[1] in ("is", "starts") and weights[number] <= 20):
            break
        body[number] = False
    return body, title


def _title(lines: Sequence[str], first: int, odds: Sequence[float]) -> int | None:
    """Choose the likeliest title among the lines that could be one, not below the start of the body.

    Of two such lines one above the other the upper is the title and the lower the standfirst, unless it is much less
    likely: a section's name, a kicker.
    """
    able = [number for number in range(min(first + 2, len(lines))) if _headline(lines[number])]
    best = max(able, key=odds.__getitem__, default=None)
    if best is None or odds[best] < layout.UNLIKELY:
        return None
    upper = next((number for number in reversed(able) if best - 2 <= number < best), None)
    if upper is None or layout.weight(lines[upper]) < 6 or odds[upper] < odds[best] - _STANDFIRST_ODDS:
        return best
    # a breadcrumb may end in the title
    return best if layout.normal(lines[upper]).endswith(layout.normal(lines[best])) else upper


def _headline(line: str) -> bool:
    """Whether a line could be a title by its shape: neither furniture nor credit nor date."""
    if layout.is_prose(line) and line.endswith((".", "。")):
        return False
    if not 2 <= layout.weight(line) <= 45 or layout.furniture(line)[1] in ("is", "starts") or _MENU.search(line):
        return False
    if layout.weight(line) <= _LONGEST_DATE_LINE and re.search(r"\d{4}", line) and dates.parse(line):
        return False
    return not (credit.parse_byline(line) or credit.parse_section(line) or credit.parse_rights(line))


_SURE_KINDS = frozenset(("newsletter", "paywall", "advertisement", "comments"))


def _sure(line: str) -> bool:
    """Whether a line is furniture wherever it stands, also between two paragraphs."""
    kind, how = layout.furniture(line)
    if how == "is" or credit.parse_section(line):
        return not layout.is_prose(line)
    if layout.weight(line) > 45:
        return False
    if _PHOTO_CREDIT.search(line):
        return True
    if how != "starts":
        return False
    return kind in _SURE_KINDS or bool(re.match(r"[^:：]{4,24}[:：]\s", line))


# -- lines ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """The lines of a dump with what ``layout`` said of them."""

    lines: Sequence[str]
    body: Sequence[bool]
    title: int | None
    language: str
    retrieved: datetime | None = None

    def judge(self) -> list[Judged]:
        """Say of every line what it counts as, by which rule, and which fields it fills."""
        standfirst, site = self._standfirst(), self._site_name()
        chosen = [number for number, flag in enumerate(self.body) if flag and number != standfirst]
        prose = [number for number in chosen if layout.is_prose(self.lines[number])] or chosen or [standfirst or 0]
        first = prose[0]
        last = max((number for number in prose if not credit.parse_rights(self.lines[number])), default=first)
        head = (first if self.title is None else min(self.title, first)) - _ABOVE
        judged: list[Judged] = []
        section, lines_since = "", 0
        for number, line in enumerate(self.lines):
            near = head <= number < first + _INTO or last < number <= last + _TAIL_LINES
            answer = self._metadata(number, near=near, above=number < first, last=last)
            if number == standfirst:
                answer = (Use.METADATA, "standfirst", (Found("standfirst", line, "line below the title"),))
            if number == site:
                name = line.strip("☰≡| ")
                answer = (Use.METADATA, "site name", (Found("publisher", name, "site name above the title"),))
            if answer is None and self.body[number] and not _SEPARATOR.match(line):
                answer = (Use.BODY, "article text", ())
            if answer is None:
                kind, how = layout.furniture(line)
                lines_since += 1
                if kind and how in ("is", "starts"):
                    section, lines_since = kind, 0
                if lines_since > _BOX or (section not in _BOXES and not kind):
                    section = ""
                answer = (Use.REMOVED, self._removal(number, kind or section, first, last), ())
            elif answer[0] is not Use.REMOVED:
                section = ""
            judged.append(answer)
        return judged

    def _metadata(  # noqa: PLR0911, PLR0912 -- rules in order, one a return
        self, number: int, *, near: bool, above: bool, last: int
    ) -> Judged | None:
        """Read a line of credit, date, rights, section, site or address; None for any other line."""
        line = self.lines[number]
        if number == self.title:
            return Use.METADATA, "title", (Found("title", _HEADING.sub("", line), "title line"),)
        if self.title is not None and layout.normal(line) == layout.normal(self.lines[self.title]):
            return Use.REMOVED, "title repeated", ()
        if _PHOTO_CREDIT.search(line) and layout.weight(line) <= 45:
            return Use.REMOVED, "caption", ()
        if rights := credit.parse_rights(line):
            return Use.METADATA, "rights line", tuple(_rights(rights))
        if people := credit.parse_contributors(line):
            return Use.METADATA, "contributors", (Found("contributors", people, "credit line"),)
        if _SIGN_OFF.fullmatch(line) and number >= last:
            return Use.REMOVED, "agency sign-off", ()
        if self.body[number] and number >= last and self._is_biography(line):
            return Use.REMOVED, "about the author", ()
        if self.body[number] and not above:
            by = credit.parse_byline(line) if near and layout.weight(line) <= 12 else None
            return (Use.METADATA, "byline", tuple(_byline(by, "byline", self.retrieved))) if by else None
        if above and (name := credit.parse_section(line)):
            return Use.REMOVED, "section line", (Found("section", name, "section line"),)
        if near and (by := self._byline(number, above=above)):
            says = (
                credit.says_by(line) or line[0] in ",&" or (number > 0 and credit.opens_byline(self.lines[number - 1]))
            )
            rule = "byline" if says else "name with role or date"
            return Use.METADATA, "byline", tuple(_byline(by, rule, self.retrieved))
        if number in self._names and (by := credit.parse_byline(credit.unglued(line), bare=True)):
            return Use.METADATA, "byline", tuple(_byline(by, "name below the title", self.retrieved))
        dated = near or (
            self.title is not None and self.title < number <= self.title + _DATED and not self.body[number]
        )
        if dated and (when := self._date(number)):
            return Use.METADATA, "date line", when
        if above and self._is_section(number):
            return Use.METADATA, "section", (Found("section", line, "section above the title"),)
        if address := _ADDRESS.fullmatch(line):
            return Use.METADATA, "address", (Found("source_url", address[1], "address in the text"),) if near else ()
        return None

    def _byline(self, number: int, *, above: bool) -> credit.Byline | None:
        """Read a byline that says so itself, or whose "By" stands on the line above."""
        line = credit.unglued(self.lines[number]) if layout.weight(self.lines[number]) <= 12 else self.lines[number]
        before = self.lines[number - 1] if above and number else ""
        torn = credit.opens_byline(before) or (line[0] in ",&" and credit.parse_byline(before.lstrip(",& "), bare=True))
        return credit.parse_byline(line) or (credit.parse_byline(line.lstrip(",& "), bare=True) if torn else None)

    @cached_property
    def _names(self) -> tuple[int, ...]:
        """Lines below the title that are nothing but names, if something says that they are its authors'.

        A role or a date near by, or the same line in a box about the author. Whom the text is about is not its author.
        """
        if self.title is None:
            return ()
        below = range(self.title + 1, min(self.title + _NAMES, len(self.lines)))
        prose = [
            at for at in below if self.body[at] and layout.is_prose(self.lines[at])
        ]  # the first may be a standfirst
        able: dict[int, float] = {}
        for number in range(below.start, [*prose, below.stop, below.stop][1]):
            line = credit.unglued(self.lines[number])
            bare = credit.parse_byline(line, bare=True) if layout.weight(line) <= _SHORT_LINE else None
            if bare and not self._told(bare):
                able[number] = self._vouched(number) - 0.05 * (number - self.title)
        best = max(able, key=able.__getitem__, default=None)
        if best is None or able[best] < 0.5:
            return ()
        return tuple(takewhile(able.__contains__, range(best, below.stop)))

    def _vouched(self, number: int) -> int:
        """How much says that a name alone is the author's: a role, a box about the author, a date, its place."""
        around = [at for at in range(number - 3, number + 5) if 0 <= at < len(self.lines) and at != number]
        near = [self.lines[at] for at in around if layout.weight(self.lines[at]) <= _LONGEST_DATE_LINE]
        if any(credit.is_role(line) for line in near):
            return 3
        if any(self._tells_time(line) for line in near) or self.lines.count(self.lines[number]) == 2:
            return 2
        return int(number <= (self.title or 0) + 3)

    def _told(self, bare: credit.Byline) -> bool:
        prose = [other for other in self.lines if layout.is_prose(other)]
        return any(name in other and not other.startswith(name) for name in bare.authors for other in prose)

    def _tells_time(self, line: str) -> bool:
        return dates.parse(line, self.language) is not None or dates.is_relative(line)

    def _date(self, number: int) -> tuple[Found, ...]:
        """Read the dates of a line; what follows "updated" is the time of the last change."""
        line = credit.unglued(self.lines[number])
        if layout.weight(line) > _LONGEST_DATE_LINE or (not re.search(r"\d", line) and not dates.is_relative(line)):
            return ()
        changed = _CHANGED.search(line)
        before = self.lines[number - 1] if number and layout.weight(self.lines[number - 1]) <= 3 else ""
        parts = [("published", line[: changed.start()]), ("modified", line[changed.start() :])] if changed else []
        if not changed:
            parts = [("modified" if _CHANGED.search(before) else "published", line)]
        found = []
        for field, part in parts:
            moment = dates.parse(part, self.language) or dates.relative(part, self.retrieved)
            if moment:
                found.append(Found(field, moment, "date line"))
        return tuple(found)

    def _is_biography(self, line: str) -> bool:
        """Whether the last line of the body tells of the author: "Mara Linde is our critic."."""
        named = [by.authors for other in self.lines if (by := credit.parse_byline(other))]
        alone = [other for other in self.lines if credit.is_name(other)]
        names = {*alone, *(name for authors in named for name in authors)}
        return layout.weight(line) <= 45 and any(line.startswith(f"{name} ") for name in names)

    def _standfirst(self) -> int | None:
        """Find the line between title and credits that sums the article up."""
        if self.title is None:
            return None
        below = range(self.title + 1, min(self.title + 7, len(self.lines)))
        credited = [number for number in below if self._is_credit(number)]
        text = [
            number
            for number in below
            if layout.weight(self.lines[number]) >= 4
            if number not in credited and layout.furniture(self.lines[number])[1] not in ("is", "starts")
        ]
        if text and credited and credited[-1] == text[0] - 1 and not layout.ends(self.lines[text[0]]):
            follows = self.lines[text[0] + 1 : text[0] + 2]
            return (
                text[0] if follows and layout.is_prose(follows[0]) and layout.weight(self.lines[text[0]]) > 5 else None
            )
        if not text or not any(text[0] < number <= text[0] + 5 for number in credited) or credited[0] < text[0]:
            return None
        if any(number < credited[0] for number in text[1:]) or credit.parse_dateline(self.lines[text[0]]):
            return None
        return text[0] if layout.weight(self.lines[text[0]]) <= _LONGEST_STANDFIRST else None

    def _is_credit(self, number: int) -> bool:
        line = self.lines[number]
        named = layout.weight(line) <= 10 and (credit.parse_byline(line, bare=True) or credit.opens_byline(line))
        return bool(named) or bool(self._date(number))

    def _site_name(self) -> int | None:
        """Find the line above the title that names the site: at the end of a breadcrumb, or as in the rights line."""
        if self.title is None:
            return None
        above = [number for number in range(self.title) if layout.weight(self.lines[number]) <= 6]
        crumb = len(above) > 1 and above[-1] == self.title - 1 and _BREADCRUMB.match(self.lines[self.title - 2])
        if crumb and _BRAND.fullmatch(self.lines[self.title - 1]):
            return self.title - 1
        for line in reversed(self.lines):
            if (rights := credit.parse_rights(line)) and rights.statement and not rights.distributor:
                owner = layout.names_in(line)
                named = (number for number in above[:12] if layout.names_in(self.lines[number]) & owner)
                if (best := next(named, None)) is not None:
                    return best
        return None

    def _is_section(self, number: int) -> bool:
        """Whether a short line right above the title stands in the navigation further up, too."""
        line = self.lines[number].casefold()
        between = self.lines[number + 1 : self.title]
        if self.title is None or number >= self.title or len(line.split()) > 3 or line in ("home", "news"):
            return False
        if any(layout.furniture(other)[0] in ("", "navigation") for other in between) or len(between) > 2:
            return False
        further = [other.casefold() for other in self.lines[:number]]
        return line in further or any(re.search(rf"(?<!\w){re.escape(line)}(?!\w)", other) for other in further)

    def _removal(self, number: int, section: str, first: int, last: int) -> str:
        line = self.lines[number]
        if _BREADCRUMB.match(line):
            return "breadcrumb"
        if _SEPARATOR.match(line):
            return "separator"
        if section:
            return section
        return "above the article" if number < first else "below the article" if number > last else "inside the article"


def _byline(by: credit.Byline, rule: str, retrieved: datetime | None) -> Iterator[Found]:
    yield Found("authors", by.authors, rule)
    yield Found("agency", by.agency, rule)
    yield Found("credited", by.credited, rule)
    changed = _CHANGED.search(by.rest)
    told, later = (by.rest[: changed.start()], by.rest[changed.start() :]) if changed else (by.rest, "")
    yield Found("published", dates.parse(told) or dates.relative(told, retrieved), rule)
    yield Found("modified", dates.parse(later) or dates.relative(later, retrieved), rule)


def _rights(rights: credit.Rights) -> Iterator[Found]:
    yield Found("rights", rights.statement, "rights line")
    if not rights.distributor:
        yield Found("publisher", rights.holder, "holder of the rights")
    yield Found("distributor", rights.distributor, "rights line")
    if rights.distributor and rights.year:  # such a line belongs to the text; a site's footer says nothing of its age
        moment = Moment(datetime(rights.year, 1, 1), Precision.YEAR)
        yield Found("published", moment, "year of the rights line")


# -- blocks -----------------------------------------------------------------------------------------------------


def _blocks(lines: Sequence[str], judged: Sequence[Judged], *, spaced: Sequence[bool]) -> Iterator[Block]:
    """Make a block of each line, torn lines of the body mended."""
    whole = sum(spaced) > 0.5 * len(lines)  # each line is a paragraph
    held: list[str] = []
    for number, (line, (use, rule, _)) in enumerate(zip(lines, judged, strict=True)):
        if use is Use.BODY:
            joined = held and not whole and not spaced[number] and _torn(held, line)
            if held and not joined:
                yield Block(_join(held), Use.BODY, "article text")
                held = []
            held.append(line)
            continue
        if held:
            yield Block(_join(held), Use.BODY, "article text")
            held = []
        yield from _parts(line, use, rule)
    if held:
        yield Block(_join(held), Use.BODY, "article text")


def _parts(line: str, use: Use, rule: str) -> Iterator[Block]:
    """Make one block of a line, or two of a line that says more than its statement of rights."""
    rights = credit.parse_rights(line) if rule == "rights line" else None
    rest = line.partition(rights.statement)[2].strip() if rights and rights.statement and not rights.distributor else ""
    yield Block(line.removesuffix(rest).strip() if rest else line, use, rule)
    if rest:
        yield Block(rest, Use.REMOVED, "legal line")


def _torn(held: Sequence[str], line: str) -> bool:
    """Whether a line goes on with the sentence of the lines before it: a link or emphasis stood between them."""
    last = held[-1]
    if line[0].islower() or line[0] in ",.;:!?)]’”%»…":
        return not (layout.ends(last) and line[0].islower() and layout.is_prose(line) and last[-1] in ".!?")
    if layout.ends(last) or last[-1] in ":：":
        return False
    if last[-1] in ",(–—-„“«" or (len(held) > 1 and layout.weight(last) < 8):
        return True
    return layout.weight(last) >= 14 or last[0].islower()


def _join(parts: Sequence[str]) -> str:
    """Join torn lines as they were: no space before marks or between scripts that write none."""
    text = parts[0]
    for part in parts[1:]:
        glue = "" if part[0] in ",.;:!?)]’”%»…" or text[-1] in "(„“«‘[" or layout.unspaced(text[-1] + part[0]) else " "
        text += glue + part
    return text


def _markdown(paragraph: str) -> str:
    """Write a paragraph as Markdown; what is Markdown already (a heading, an escaped mark) stays as it stands."""
    heading = _HEADING.match(paragraph)
    mark, text = (heading[0], paragraph[heading.end() :]) if heading else ("", paragraph)
    text = markdown.escape(plain.paragraphs(text)[0]) if _ESCAPED.search(text) else markdown.escape(text)
    return f"{'#' * max(2, mark.count('#'))} {text}" if mark else markdown.escape_start(text)


_ESCAPED = re.compile(r"\\[\\`*_{}\[\]()>#+.!|-]|&(?:lt|amp|#\d+);")


def _doubt(found: Found, *, above: bool) -> int:
    """Say how far behind other values for its field one stands: dates and bylines above the title may be the site's."""
    if isinstance(found.value, Moment) and found.value.precision is Precision.YEAR:
        return 3
    if found.field in ("authors", "agency", "credited") and found.rule != "byline":
        return 1
    return 2 * int(above and found.field in ("published", "modified", "authors", "agency", "credited"))


# -- fields -----------------------------------------------------------------------------------------------------


def _summary(paragraphs: Sequence[str]) -> str:
    """Quote the start of the text, up to about 300 characters."""
    first = next((text for text in paragraphs if len(text) > 60), paragraphs[0])
    return first if len(first) <= 300 else first[:300].rsplit(" ", 1)[0] + " …"


def _fill(article: Article, given: Sequence[tuple[Evidence, Any]], found: Sequence[tuple[Found, str]]) -> Article:
    """Set each field from the first that gives it, and note where it was read.

    A scraper saw the page, we see lines: for title, authors and date of publication its word goes first; for the rest
    it fills what the text lacks. Authors may come from several lines, the first two of which count.
    """
    before = [(one, value) for one, value in given if one.field in ("title", "authors", "published")]
    after = [(one, value) for one, value in given if one.field not in ("title", "authors", "published")]
    read = [(Evidence(one.field, one.rule, line), one.value) for one, line in found]
    values: dict[str, Any] = {}
    evidence: list[Evidence] = []
    for one, value in (*before, *read, *after):
        if not value or (one.field == "source_url" and article.source_url):
            continue
        if one.field == "credited" and one.text != next((e.text for e in evidence if e.field == "authors"), one.text):
            continue  # who wrote it and who else is credited stands on one line
        if one.field not in values:
            values[one.field] = value
            evidence.append(one)
        elif one.field == "authors" and one.rule == evidence[-1].rule and evidence[-1].field in ("authors", "credited"):
            values["authors"] = tuple(dict.fromkeys((*values["authors"], *value)))
            evidence.append(one)
    return replace(article, evidence=tuple(evidence), **values)
