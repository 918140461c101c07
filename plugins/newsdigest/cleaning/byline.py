"""Read the lines that say who wrote an article, where, for whom, with whose help and under whose rights.

Bylines, datelines, credits to contributors, statements of rights, section lines: the same conventions in HTML and
in plain text, so both cleaners read them here. The words are in ``byline.yml``, the agencies in ``agencies.yml``.
Every parser returns None (or nothing) for a line that is not sure to be what it reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from newsdigest.cleaning.phrases import Phrases
from newsdigest.tables import packaged

MAX_LINE: Final = 300
"""A line longer than this, in characters, is prose: no outlet writes a byline or credit that long."""


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article, as its byline says; ``rest`` is what was neither name nor agency (role, date)."""

    authors: tuple[str, ...] = ()
    agency: str = ""
    rest: str = ""
    credited: tuple[str, ...] = ()
    """Agencies and other organisations in the place of authors, as they are written."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place (and agency) before the first sentence; ``length`` characters of the paragraph belong to it."""

    place: str
    agency: str
    length: int


@dataclass(frozen=True, slots=True)
class Rights:
    """A statement of rights; ``year`` is the latest it names, ``distributor`` who passed the text on."""

    statement: str = ""
    year: int | None = None
    distributor: str = ""

    @property
    def holder(self) -> str:
        """Who holds the rights, where the statement is no more than sign, years and a name."""
        text = re.sub(
            r"©|\(c\)|\bcopyright\b|(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?", " ", self.statement, flags=re.I
        )
        text = _pattern(r"\b(?:PHRASES)\b.*", "rights").sub(" ", text)
        name = re.split(r"[.|](?:\s|$)", " ".join(text.split()))[0].strip(" ,.-–")
        name = re.sub(r",?\s+(?:Ltd|Limited|Inc|LLC|plc|GmbH|AG|S\.?A|L\.?P)$", "", name)
        return name if name[:1].isupper() and len(name.split()) <= 6 else ""


@cache
def _table(name: str) -> Any:
    return packaged("newsdigest.cleaning", name)


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _table("byline.yml")[key])


@cache
def _phrases(key: str) -> str:
    """Join the phrases under ``key`` into an alternation, longest first, spaces stretched."""
    ordered = sorted(_table("byline.yml")[key], key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)


@cache
def _known(key: str) -> Phrases:
    return Phrases.of(_table("byline.yml")[key])


def _may_hold(text: str, key: str) -> bool:
    """Whether one of the phrases under ``key`` can stand in a text."""
    return _known(key).may_stand_in(text)


@cache
def _pattern(template: str, key: str) -> re.Pattern[str]:
    return re.compile(template.replace("PHRASES", _phrases(key)), re.IGNORECASE)


# -- agencies ---------------------------------------------------------------------------------------------------


@cache
def _agencies() -> dict[str, str]:
    """Spelling → name; spellings of up to four letters as they stand, longer ones casefolded."""
    known = {}
    for name, others in _table("agencies.yml").items():
        for spelling in (name, *others):
            known[spelling if len(spelling) <= 4 else spelling.casefold()] = name
    return known


# Agencies that are not in the table but name themselves: "Continental Press", "Tribune News Service".
_AGENCY: Final = re.compile(
    r"(?:[A-ZÀ-Þ][^\W\d_A-Z][\w.&’'-]*\s+){1,3}(?:Press|News Agency|News Service|Newswire|Wire|Wire Service|"
    r"Press Agency|News|Content Agency|Nachrichtenagentur|Presseagentur)$"
)


_BESIDE_AGENCY: Final = re.compile(r"\s+(?:on|at|staff|staff reporter|photo)$", re.IGNORECASE)


def agency(text: str, *, known: bool = False) -> str:
    """Return the name of the news agency that ``text`` is as a whole, or an empty string.

    ``known`` agencies stand in ``agencies.yml``; others have to name themselves ("Harbour Press Agency").
    """
    text = _BESIDE_AGENCY.sub("", text.strip(" \t().,:;–—-"))
    if text in _agencies() and len(text) <= 4:
        return _agencies()[text]
    listed = _agencies().get(text.casefold(), "") if len(text) > 4 else ""
    return listed or (text if not known and _AGENCY.match(text) else "")


# -- names ------------------------------------------------------------------------------------------------------

_MOST_WORDS: Final = 6  # of a name, a suffix included
_NAME_WORD: Final = re.compile(r"(?:[dDlLO]['’])?[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?$")
_SUFFIX: Final = re.compile(r"(?:Jr|Sr|II|III|IV|MD|PhD|Ph\.D)\.?$")
_HOST: Final = re.compile(r"\w+\.(?:com|org|net|tv|co|[a-z]{2})$", re.IGNORECASE)
_UNCASED: Final = re.compile(r"[^\W\d_a-zA-Z]{2,6}$")


def is_name(text: str) -> bool:
    """Whether ``text`` as a whole has the shape of a person's full name (two to five words, none of them a desk's)."""
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS or len(text) > 60:
        return False
    if len(words) > 2 and _SUFFIX.match(words[-1]):
        words = words[:-1]
    if len(words) == 1:  # scripts without spaces between given name and surname
        fits = bool(_UNCASED.match(words[0])) and words[0].upper() == words[0].lower()
        return fits and not _of_desk(words) and not agency(text)
    capital = 0
    for word in words:
        if not _NAME_WORD.match(word) or (len(word) > 4 and _HOST.match(word)):
            return False
        if _capital(word):
            capital += 1
        elif word.casefold() not in _words("particles"):
            return False
    return capital >= 2 and len(words) <= 5 and not _of_desk(words) and not agency(text)


def _capital(word: str) -> bool:
    """Whether a word begins as names do: with a capital, in a script without capitals, or with "d'" or "al"."""
    return word[0].isupper() or word[0].lower() == word[0].upper() or word[:2] in ("d'", "d’", "al")


def _of_desk(words: list[str]) -> bool:
    """Whether a word that no person's name has is among some."""
    return not _words("not_names").isdisjoint([word.strip(".").casefold() for word in words])


def tidy_name(name: str) -> str:
    """Give a name that is all capitals or all small its usual capitals; leave any other as it stands."""
    name = " ".join(name.split()).strip(" ,;:|")
    if name.isupper() and len(name) > 3:
        name = " ".join(_capitalise(word) for word in name.split())
    return name


def _capitalise(word: str) -> str:
    if word.casefold() in _words("particles") and len(word) > 1:
        return word.lower()
    if re.fullmatch(r"(?:I|II|III|IV|[A-Z]\.(?:[A-Z]\.)*)", word):
        return word
    titled = re.sub(r"[^\W\d_]+", lambda part: part[0][:1].upper() + part[0][1:].lower(), word)
    return re.sub(r"\bMc([a-z])", lambda part: "Mc" + part[1].upper(), titled)


# -- bylines ----------------------------------------------------------------------------------------------------

_SEGMENT: Final = re.compile(r"\s*[|•·●/\n\t]\s*|\s+[-–—]\s+|\s*;\s*|\s{3,}")
_TIME: Final = re.compile(
    r"\d|\b(?:updated|read|min|published|posted|ago|on|today|yesterday|aktualisiert|actualizado|mis à jour|"
    r"aggiornato)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)  # the lines around a title are read for its authors, its agency and for what is no text
def parse_byline(  # noqa: PLR0911, PLR0912 -- rules in order, one a return
    line: str, *, bare: bool = False
) -> Byline | None:
    """Read a byline such as "By Ana Ruiz and Tom Field, Reuters" or "Ana Ruiz, Staff Writer | 3 May".

    Without a word such as "by", the line must hold an agency, a role or a date beside its names, unless ``bare``
    says that its place (right below the title, an author field) vouches for it.
    """
    line = " ".join(line.replace("\xa0", " ").split()).strip("-–—|· ")
    if not line or len(line) > MAX_LINE:
        return None
    begins = _pattern(r"(?:PHRASES)(?:\s*[:：]\s*|\s+|$)", "by")
    marker = begins.match(line) if _may_hold(line, "by") else None
    if korean := _KOREAN.fullmatch(line):
        return Byline((korean[1],), rest="기자")
    uncased = _UNCASED_BY.match(line)
    opening = uncased or marker
    content = _ON.sub(" | ", line[opening.end() :] if opening else line)
    authors: list[str] = []
    wire, strange = "", 0
    rest: list[str] = []
    credited: list[str] = []
    for piece in _pieces(content):
        kind, value = _classify(piece)
        if kind == "name" and " " not in value and not opening:
            kind = "other"  # a single word in a script without capitals may be anything
        if kind == "name" and rest and is_role(rest[-1]) and not authors and not opening:
            continue  # "Diplomatic correspondent, Puerto Amaro": where, not who
        if kind == "name":
            authors.extend(name for name in value.split("\n") if name not in authors)
        if kind == "agency":
            wire = wire or value
            credited.append(piece)
        if kind == "both":
            name, wire = value.split("\n")
            authors.append(name)
        if kind in ("role", "time"):
            rest.append(piece)
        strange += kind == "other"
        if strange and not opening and (strange > 1 or not (bare or _OUTLET.search(line))):
            return None
        if kind == "other" and opening and _ORGANISATION.fullmatch(piece):
            credited.append(piece)
    if not authors and not wire:
        if credited and strange == len(credited) and marker and len(line.split()) <= 7:  # "By Post Staff"
            return Byline(rest=", ".join(rest), credited=tuple(credited))
        return None
    if bare and wire and not authors and strange == 1 and len(line.split()) <= 4 and line.isupper():
        strange = 0  # "AFP, MANILA"
    if authors and rest and not opening and strange == 1 and _OUTLET.search(line):
        strange = 0  # "Ana Ruiz · HBC News · Posted: 3 May 2026"
    if strange and (not opening or not authors or len(line.split()) > 20 or re.search(r"[.!?]$", line)):
        return None
    if not opening and not bare and not ((authors and (wire or rest)) or (wire and rest)):
        return None
    return Byline(tuple(tidy_name(name) for name in authors), wire, ", ".join(rest), tuple(credited))


_KOREAN: Final = re.compile(r"([가-힣]{2,4}) ?(?:선임)?기자(?:[ |].*)?")
_UNCASED_BY: Final = re.compile(r"(?:文|作者|記者|记者)\s*[:：・／/]?\s*")
_ON: Final = re.compile(r"\s+on\s+(?=\w{3,9}\.?\s+\d|\d)")
_OUTLET: Final = re.compile(r"[|·•]\s*[A-ZÀ-Þ]\w*(?: [A-ZÀ-Þ]\w*){0,2}\s*[|·•]")
_ORGANISATION: Final = re.compile(r"[A-ZÀ-Þ][\w.&’'-]*(?:\s+(?:[A-ZÀ-Þ][\w.&’'-]*|of|the|de|di|with)){0,4}")
_GLUED: Final = (
    re.compile(  # "Ana Ruiz2 hours ago", "Ana RuizStaff writer", "Ana Ruiz@ruiz", "3 May 202410:15", "10:15Updated"
        r"(?<=[^\W\d_A-Z][^\W\d_A-Z])(?<!\bMac)(?<!\bFitz)(?=\d|@|[A-ZÀ-Þ][^\W\d_A-Z]{2})"
        r"|(?<=[\s./-](?:19|20)\d\d)(?=\d{1,2}[:.])|(?<=\d)(?=[A-ZÀ-Þ][^\W\d_A-Z])"
    )
)
_HANDLE: Final = re.compile(r"@\w+")
_GLUED_OPENING: Final = re.compile(r"(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or)(?=[A-ZÀ-Þ])")


def unglued(line: str) -> str:
    """Part what stood in elements of their own, before only their text was kept: "Ana Ruiz2 hours ago"."""
    opening = _GLUED_OPENING.match(line)
    if opening:
        line = f"{opening[0]} {line[opening.end() :]}"
    return _GLUED.sub(" | ", _HANDLE.sub(" | ", line))


def is_role(line: str) -> bool:
    """Whether a line says what an author is: "Political correspondent"."""
    return _may_hold(line, "roles") and bool(_pattern(r"(?:.*[\s-])?(?:PHRASES)\b", "roles").match(line.strip()))


def says_by(line: str) -> bool:
    """Whether a line begins with a word that begins bylines."""
    return bool(_pattern(r"(?:PHRASES)(?:\s*[:：]\s*|\s+)", "by").match(line.strip()))


def opens_byline(line: str) -> bool:
    """Whether a line is nothing but the word that begins a byline, torn off the names."""
    return bool(_pattern(r"(?:PHRASES)\s*[:：]?$", "by").match(line.strip()))


def authors_of(text: str) -> Byline:
    """Read an author field of linked data, a meta tag or a scraper's record; empty where it names no person."""
    return parse_byline(text, bare=True) or Byline()


_COMMA: Final = re.compile("[,，、]")


def _pieces(content: str) -> list[str]:
    joiner = _pattern(r"\s*[,，、]\s*(?:(?:and|und|et|y|e)\s+)?|\s+(?:PHRASES)\s+", "and")
    pieces: list[str] = []
    for segment in _SEGMENT.split(content):
        joined = _COMMA.search(segment) or _may_hold(segment, "and")
        parts = [
            part.strip(" \t.:()*") + ("." if _SUFFIX.search(part.strip()) else "")
            for part in (joiner.split(segment) if joined else [segment])
        ]
        if len(parts) > 1 and is_name(segment) and not all(is_name(part) or agency(part) for part in parts):
            parts = [segment.strip()]  # "José Ortega y Gasset" is one man
        for part in parts:
            if _SUFFIX.fullmatch(part) and pieces:
                pieces[-1] += ", " + part
            elif part:
                pieces.append(part)
    return pieces


_BEFORE_DATE: Final = re.compile(r"\s+(?:on|at|am|le|el|den)$")
_SITE: Final = re.compile(r"[\w-]+\.(?:com|org|net|de|tv|[a-z]{2})", re.IGNORECASE)


def _classify(piece: str) -> tuple[str, str]:  # noqa: PLR0911 -- rules in order, one a return
    """Say what one piece of a byline is: name, agency, both, role, time, place or other."""
    piece = _BEFORE_DATE.sub("", piece)
    if wire := agency(piece):
        return "agency", wire
    if is_name(piece):
        return "name", piece
    if _may_hold(piece, "by") and (nested := _pattern(r"(?:PHRASES)\s+(?=\S)", "by").match(piece)):
        return _classify(piece[nested.end() :])
    for key in ("place", "outlet"):
        after = _may_hold(piece, key) and _pattern(r"\s+(?:PHRASES)\s+", key).search(piece)
        if after and (is_name(piece[: after.start()]) or agency(piece[: after.start()])):
            return _classify(piece[: after.start()])
    if both := _name_then_agency(piece):
        return both
    if is_role(piece):
        wires = (agency(" ".join(piece.split()[:end]), known=True) for end in range(3, 0, -1))
        return next((("agency", wire) for wire in wires if wire), ("role", piece))
    if _SITE.fullmatch(piece):
        return "place", piece
    if _TIME.search(piece):
        return "time", piece
    for key in ("place", "outlet"):
        if _may_hold(piece, key) and _pattern(r"(?:PHRASES)\s+\S", key).match(piece):
            return "place", piece
    return "other", piece


def _name_then_agency(piece: str) -> tuple[str, str] | None:
    """Split "ZEINA KARAM Associated Press" and "Tom Krisher AP Auto Writer", which lack their comma."""
    words = piece.split()
    for cut in range(2, min(len(words), _MOST_WORDS + 1)):
        if not all(_capital(word) or word.casefold() in _words("particles") for word in words[cut - 2 : cut]):
            return None  # nor is it a name with more words
        name, tail = " ".join(words[:cut]), words[cut:]
        if not is_name(name):
            continue
        for end in range(len(tail), 0, -1):
            rest = " ".join(tail[end:])
            wire = agency(" ".join(tail[:end]))
            if wire and (not rest or _pattern(r"(?:^|.*\s)(?:PHRASES)\b", "roles").match(rest)):
                return "both", f"{name}\n{wire}"
    return None


# -- datelines --------------------------------------------------------------------------------------------------

_WORD: Final = r"[^\W\d_](?:[^\W\d_]|[.’'-])*"
_PLACE: Final = rf"(?P<place>{_WORD}(?:[ /]{_WORD}){{0,3}}(?:,\s+{_WORD}(?: {_WORD}){{0,2}})?)"
_DATELINE: Final = re.compile(
    rf"(?:{_PLACE}(?:,\s+(?P<day>[^()—–]{{1,20}}\d[^()—–]{{0,12}}))?\s*)?"
    r"(?:[(\[](?P<agency>[^()\[\]]{2,40})[)\]])?\s*(?P<dash>[-–—]{1,2}|[.:](?=\s))\s+(?=\S)"
)


def parse_dateline(paragraph: str) -> Dateline | None:
    """Read "KYIV, Ukraine (AP) — " before a first sentence; capitals or an agency must vouch for the place."""
    match = _DATELINE.match(paragraph[:160])
    if not match:
        return None
    place, wire = (match["place"] or "").strip(), agency(match["agency"] or "")
    city = place.split(",")[0]
    if match["agency"] and not wire:
        return None
    if not wire and not (city.isupper() and len(city) > 2 and match["dash"] not in ".:"):
        return None
    words = re.findall(r"[^\s,/]+", place)
    if not all(word[0].isupper() or word.casefold() in _words("particles") for word in words) or place[:1].islower():
        return None
    return Dateline(place, wire, match.end())


# -- credits, rights, sections ----------------------------------------------------------------------------------


def parse_contributors(line: str) -> tuple[str, ...]:
    """Read the people credited in "With assistance from A, B and C." or "A in X contributed to this report."."""
    text = " ".join(line.split()).strip(" ()[]—–-*/_").rstrip(".")
    if len(text) > 2 * MAX_LINE or not (_may_hold(text, "reporting") or _may_hold(text, "reported")):
        return ()
    opening = _pattern(r"(?:PHRASES)\s*:?\s+", "reporting").match(text)
    closing = _pattern(r"\s+(?:also\s+)?(?:PHRASES)(?:\s+(?:from|in)\s+\w+)?$", "reported").search(text)
    if opening:
        text = text[opening.end() :]
    elif closing:
        text = text[: closing.start()]
    else:
        return ()
    text = re.split(r"[;.]\s+(?:edit|writing|written|bearbeit|redig|graphic|photo)", text, flags=re.IGNORECASE)[0]
    on_loan = _pattern(r"^.*?\b(?:PHRASES)\s+(?=\S)", "before_names")
    names: list[str] = []
    for piece in re.split(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|und|et|y|e|og|och|en|i|&)\s+", text):
        name = _pattern(r"\s+(?:PHRASES)\s+", "place").split(on_loan.sub("", piece), maxsplit=1)[0].strip(" .")
        if is_name(name) and name not in names:
            names.append(tidy_name(name))
    return tuple(names)


def parse_rights(line: str) -> Rights | None:
    """Read "© 2026 Harbour Post Ltd. Visit harbour-post.example. Distributed by Northern Features Agency, LLC."."""
    text = " ".join(line.replace("\xa0", " ").split())
    sign = re.search(r"©|\(c\)\s*(?=\d{4})|℗", text[:60], re.IGNORECASE)
    sign = sign or _pattern(r"(?<!\w)(?:PHRASES)(?!\w)", "rights").search(text[:80])
    passed_on = _pattern(
        r"(?<!\w)(?:PHRASES)\s+(?P<who>[^\W\d_].{2,60}?)(?:\.?$|\.\s+[A-Z]|\s+[|])", "distributed"
    ).search(text)
    if (not sign and not (passed_on and passed_on.start() < 3)) or len(text) > 2 * MAX_LINE:
        return None
    statement = ""
    if sign:
        follows = _pattern(r"(?<=[.,;])\s+(?=(?:PHRASES))", "after_rights").search(text, sign.end())
        statement = _first_sentence(text[: follows.start() if follows else None], sign.end()).strip(" ,;")
    years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", statement)]
    return Rights(statement, max(years, default=None), passed_on["who"].strip(" ,") if passed_on else "")


def _first_sentence(text: str, start: int) -> str:
    """Cut a statement of rights off what follows it, save further phrases of rights ("All rights reserved.")."""
    for stop in re.finditer(r"(?:[^\W\d_]{4,}|\d|\b(?:Inc|Ltd|Co|Corp|LLC|plc|L\.?P))\.\s+(?=[A-ZÀ-Þ])", text[start:]):
        end = start + stop.end()
        if not _pattern(r"(?:PHRASES)", "rights").match(text, end):
            return text[:end]
    return text


def parse_section(line: str) -> str:
    """Read the section's name in "Published in News & Features"; empty for any other line."""
    text = " ".join(line.split())
    match = _pattern(r"(?:PHRASES)\s*[:：]?\s+(?=\S)", "section").match(text)
    name = text[match.end() :].strip(" .:|") if match else ""
    return name if name and len(name) <= 60 and name[0].isupper() and not re.search(r"[.!?]\s", name) else ""
