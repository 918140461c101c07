"""Who is in an article: the mentions of people, each resolved to the fullest form that the article gives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsdigest.annotation import spacy_names
from newsdigest.annotation.gender import pronouns
from newsdigest.annotation.names import Name, fits, parse, surname, without_titles
from newsdigest.annotation.recogniser import names
from newsdigest.annotation.sure import Found, anchors_abroad, certain, doubtful, names_of_given
from newsdigest.annotation.tokens import Span
from newsdigest.model import Mention

# Lines in which names belong to those who made the article, not to people in the news.
_CREDIT = re.compile(
    r"""\s*(?:
        \(?(?:words|story|written|reporting|additional\s+reporting|editing|edited|compiled|writing)\s+by\b
      | (?:with\s+)?(?:assistance|contributions?|reporting|files)\s+from\b
      | (?:photo(?:graph)?s?|picture|image|video|illustration|graphic|credit)(?:\s+credit)?\s*(?:by\b|:|/)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTRIBUTED = re.compile(r"\bcontributed\s+(?:to\s+this\s+(?:report|story|article)|reporting)\b", re.IGNORECASE)
_BYLINE = re.compile(r"^\s*by\s+[^\W\d_][^.!?”\"]{3,120}$", re.IGNORECASE)
_PHOTO = re.compile(
    r"(?:\b(?:photo(?:graph)?|image|picture|illustration)(?:\s+(?:by|courtesy\s+of|credit:?)|\s*:)"
    r"|\(\s*(?:AP|AFP|Reuters|Getty)\b[^()]{0,20}/)\s*$",
    re.IGNORECASE,
)
_AGENCY = re.compile(r"\s*/\s*(?:AP|AFP|EPA|PA|Reuters|Getty|Shutterstock|Bloomberg|Anadolu|Xinhua|TASS|dpa|The\s)\b")
_ADDRESS = re.compile(
    r"\b(?:(?P<he>Mr|Sir|Lord|Herr|Señor|Monsieur)|Mrs|Ms|Miss|Lady|Dame|Frau|Madame|Mme|Señora)\.?\s+\S+$"
)
_BEFORE = 60  # characters before a name in which a photo credit is looked for
_CREDIT_LENGTH = 400  # a credit line is no long paragraph


def find(
    paragraphs: Sequence[str],
    *,
    title: str = "",
    authors: Sequence[str] = (),
    language: str = "en",
    recogniser: str = "",
) -> tuple[Mention, ...]:
    """Find the people of an article.

    Offsets are into the paragraphs joined by blank lines. ``title`` helps to recognise and to complete names but gets
    no mentions itself. ``authors`` are not in the news by signing at the top or the end. ``language`` is a BCP 47 tag;
    in others than English our own models are believed only where a name begins with a listed given name.
    ``recogniser`` is the setting PEOPLE_RECOGNISER: empty, or ``spacy:<pipeline>`` for an installed spaCy pipeline.
    """
    lead = title + "\n\n" if title else ""
    text = lead + "\n\n".join(paragraphs)
    if recogniser:
        found = spacy_names.names(text, recogniser)
    elif language.lower().startswith("en"):
        found = names(text)
    else:
        found = names_of_given(text, names(text, anchor=anchors_abroad))
    signed = _credit_lines(text)
    found = [name for name in certain(text, found) if not _is_credit(text, (name.start, name.end), authors, signed)]
    return tuple(
        replace(mention, start=mention.start - len(lead), end=mention.end - len(lead))
        for mention in _believed(text, found)
        if mention.start >= len(lead)
    )


def _believed(text: str, found: Sequence[Found]) -> Iterator[Mention]:
    """Mentions of the people of whom the article says enough."""
    chances = {(name.start, name.end): name for name in found}
    mentions = list(resolve(text, list(chances)))
    people: dict[str, list[Found]] = defaultdict(list)
    for mention in mentions:
        people[mention.person].append(chances[mention.start, mention.end])
    dropped = {person for person, places in people.items() if doubtful(text, person, places)}
    return (mention for mention in mentions if mention.person not in dropped)


def _credit_lines(text: str) -> list[Span]:
    """Lines in which all names are those of authors, photographers or contributors."""
    found, start = [], 0
    for line in text.split("\n"):
        if 0 < len(line) <= _CREDIT_LENGTH and (
            _CREDIT.match(line) or _BYLINE.match(line) or ("contributed" in line.lower() and _CONTRIBUTED.search(line))
        ):
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _is_credit(text: str, span: Span, authors: Sequence[str], signed: Sequence[Span]) -> bool:
    """Whether a name stands in a byline, a photo credit or a line of contributors."""
    start, end = span
    if any(a <= start < b for a, b in signed):
        return True
    line_start = text.rfind("\n", 0, start) + 1
    if text[start:end] in authors:
        line_end = text.find("\n", end)
        if (line_end if line_end >= 0 else len(text)) - line_start < 2 * (end - start) + 10:
            return True
    return bool(_PHOTO.search(text, max(line_start, start - _BEFORE), start) or _AGENCY.match(text, end))


@dataclass
class _Person:
    """One person while an article is read: the forms met so far."""

    name: Name
    mentions: list[int] = field(default_factory=list)


def resolve(text: str, spans: Sequence[Span]) -> Iterator[Mention]:
    """Give each name the fullest form of its person.

    The longest forms come first, each a person of its own unless it fits one that is there; a shorter form goes to the
    person whose surname it is. Where several have it, a form of address tells (Mrs. is no husband), else the person
    mentioned last before it is taken.
    """
    surfaces = [text[start:end] for start, end in spans]
    parsed = [parse(surface) for surface in surfaces]
    said = _families(text, spans, parsed)
    people: list[_Person] = []
    by_word: dict[str, list[_Person]] = defaultdict(list)  # only whose words agree can fit
    for i in sorted(range(len(spans)), key=lambda i: (-len(parsed[i].words), i)):
        if not parsed[i].words:
            continue
        address = _ADDRESS.search(text[max(0, spans[i][0] - 8) : spans[i][0]] + surfaces[i]) if said else None
        pronoun = ("he" if address["he"] else "she") if address else ""
        fitting = [person for person in by_word[surname(parsed[i].words[-1])] if fits(parsed[i], person.name)]
        agreeing = [person for person in fitting if said.get(person.name, pronoun) == pronoun or not pronoun]
        person = _choose(parsed[i], i, agreeing or fitting)
        if person is None:
            people.append(person := _Person(parsed[i]))
            for word in {surname(word) for word in (*parsed[i].words, parsed[i].nickname)}:
                by_word[word].append(person)
        person.mentions.append(i)
    display: dict[int, str] = {}
    for person in people:
        best = fullest([surfaces[i] for i in person.mentions])
        display.update(dict.fromkeys(person.mentions, best))
    for i, (start, end) in enumerate(spans):
        if i in display:
            yield Mention(start, end, surfaces[i], display[i])


def _families(text: str, spans: Sequence[Span], parsed: Sequence[Name]) -> dict[Name, str]:
    """Pronouns of the people of an article, if any two of them share a surname; else nothing needs telling."""
    full = {name for name in parsed if len(name.words) > 1}
    if len({name.words[-1] for name in full}) == len(full):
        return {}
    by_words = {" ".join(name.words): name for name in full}
    mentions = [
        Mention(*span, text[slice(*span)], " ".join(name.words))
        for span, name in zip(spans, parsed, strict=True)
        if name in full
    ]
    return {by_words[person]: pronoun for person, pronoun in pronouns(text, mentions).items()}


def _choose(name: Name, at: int, fitting: Sequence[_Person]) -> _Person | None:
    """Pick among the people that a form fits: the same form, else the same surname, else any; the one met last."""
    same = [person for person in fitting if person.name == name]
    family = [person for person in fitting if person.name.words[-1:] == name.words[-1:]]
    candidates = same or family or fitting
    if not candidates:
        return None
    before = {n: [i for i in person.mentions if i < at] for n, person in enumerate(candidates)}
    met = sorted((n for n in before if before[n]), key=lambda n: -before[n][-1])
    if not met:
        return min(candidates, key=lambda person: min(person.mentions))
    main = max(met, key=lambda n: len(before[n]))  # a surname stays with whom the article is about
    many = len(before[main]) > 2 * max(len(before[n]) for n in met if n != main) if len(met) > 1 else True
    return candidates[main if many else met[0]]


def fullest(forms: Sequence[str]) -> str:
    """Pick the fullest of a person's forms: most words, initials last; all capitals only if there is nothing else."""
    stripped = [without_titles(re.sub(r"\s+", " ", form)) for form in forms]
    best = max(dict.fromkeys(stripped), key=_fullness)
    return _small(best) if best.isupper() and len(best) > 4 else best


def _fullness(form: str) -> tuple[int, int, bool, int]:
    words = parse(form).words
    return sum(len(word) > 1 for word in words), len(words), not form.isupper(), len(form)


def _small(name: str) -> str:
    """Write ``VLADIMIR PUTIN`` as ``Vladimir Putin``."""
    numerals = ("II", "III", "IV")
    return re.sub(r"[^\W\d_]+", lambda m: m.group() if m.group() in numerals else m.group().capitalize(), name)
