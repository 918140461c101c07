"""How likely each line of a plain-text dump is to belong to the article's body, and how likely to be its title.

A line can only be judged among its neighbours and within its page: a short line between two long ones is a subhead or
a link torn out of a sentence, the same line in a run of short ones is navigation; five paragraphs that speak of one
thing are an article, five that speak of five are teasers. So every line is described by numbers (shape, words of
``line_words.yml``, neighbours, windows, the cluster of prose it lies in, the likely title), hardly any of which depends
on the language, and boosted trees (Friedman, "Greedy function approximation", 2001) weigh them; a two-state Viterbi
pass then makes the lines agree with one another. What hardly a page had for the trees to learn from is said by rules:
long tables and whole posts belong to the text that they follow, and an article ends at its comments, a box about its
author or a bar of buttons to share it.

The trees in ``layout.json`` were learnt by ``tests/benchmarks/train_layout.py`` from the pages of two public benchmarks
of article extraction, turned into dumps in two ways. They hold thresholds and weights, no text of those pages.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from urllib.parse import unquote

from newsdigest.cleaning import byline as credit
from newsdigest.cleaning import trees
from newsdigest.tables import packaged

_TERMINAL = re.compile(r"[.!?…。！？؟।။፡][\])'’”\"»›“」』*]*$|[。」』]$")
_CUT_OFF = re.compile(r"(?:\.\.\.|…)[\])'’”\"»›]*$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
_STOP = re.compile(r"[.!?。！？]['’”\"»)]*\s+(?=[^a-z])|[。！？](?=.)")
_COMMON = frozenset(
    ("the", "copyright", "all", "rights", "reserved", "group", "media", "news", "ltd", "inc", "limited")
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_GLUED = re.compile(
    r"[^\W\d_A-Z]{2}[.?!”\"’)]?[A-ZÀ-Þ]\w"
)  # a headline and its teaser, of which only tags were taken away
_QUOTED = re.compile(r"[“„«\"「][^”“»\"」]{0,400}[”“»\"」]")
# Whoever speaks to the reader outside of quotation marks is not reporting: comments, appeals, notices.
_SPEAKER = re.compile(
    r"\b(?:I|I['’]\w+|my|me|ich|mich|mir|mein\w*|je|moi|yo|mi|mis|io|eu|meu|minha|ik|mijn|jag|jeg|ja|я|мне|мой)\b"
)
_READER = re.compile(
    r"\b(?:you|your|we|our|us|sie|ihre?[nmrs]?|du|dein\w*|wir|uns|unser\w*|vous|votre|vos|nous|notre|nos|usted|tu|tus|nuestr\w+"
    r"|su|voi|tuo|tua|nostr\w+|você|seu|sua|nosso|nossa|je|jouw|uw|wij|ons|onze|dig|din|ditt|vår|vi|vores|twój|nasz\w*"
    r"|siz\w*|anda|kami|вы|ваш\w*|мы|наш\w*|ви)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[-–—•·*▪●►]\s|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s|#\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?!\d)")

# -- words ------------------------------------------------------------------------------------------------------


def weight(line: str) -> int:
    """Count the words of a line; in scripts that do not part them, two characters are one."""
    return len(line.split()) + len(_UNSPACED.findall(line)) // 2


def unspaced(text: str) -> bool:
    """Whether all of a text is in a script that parts no words."""
    return all(_UNSPACED.match(character) for character in text)


def ends(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_TERMINAL.search(line))


def is_prose(line: str) -> bool:
    """Whether a line reads as sentences: long enough, and ended as sentences end."""
    return weight(line) >= 8 and ends(line)


@cache
def _furniture() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]], list[tuple[str, re.Pattern[str]]]]:
    """Whole lines → kind; first word → (phrase, kind); patterns of what a line of each kind holds."""
    table: dict[str, dict[str, list[str]]] = packaged("newsdigest.cleaning", "line_words.yml")
    lines: dict[str, str] = {}
    starts: dict[str, list[tuple[str, str]]] = {}
    holds = []
    for kind, forms in table.items():
        for line in forms["lines"]:
            lines.setdefault(normal(line), kind)
        for start in forms["starts"]:
            starts.setdefault(start.split()[0].casefold(), []).append((start.casefold(), kind))
        if forms["holds"]:
            pattern = "|".join(re.escape(word) for word in forms["holds"])
            holds.append((kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)))
    return lines, starts, holds


def normal(line: str) -> str:
    """Fold a line for comparison: small letters, no marks or numbers at its ends."""
    folded = line.casefold().replace("’", "'")
    letters = [number for number, character in enumerate(folded) if character.isalpha()]
    return folded[letters[0] : letters[-1] + 1] if letters else ""


def furniture(line: str) -> tuple[str, str]:
    """Give the kind of furniture that a line names and how it does (``is``, ``starts``, ``holds``), or nothing."""
    lines, starts, holds = _furniture()
    folded = line.casefold().replace("’", "'")
    if len(folded) <= 60 and (kind := lines.get(normal(folded))):
        return kind, "is"
    if len(folded) > 400:
        return "", ""
    first = folded.split(maxsplit=1)[0] if folded else ""
    for key in (first, first.rstrip(",.!")):
        for phrase, kind in starts.get(key, ()):
            if folded.startswith(phrase) and not folded[len(phrase) : len(phrase) + 1].isalnum():
                return kind, "starts"
    for kind, pattern in holds:
        if pattern.search(folded):
            return kind, "holds"
    return "", ""


# -- the page as a whole ----------------------------------------------------------------------------------------


def names_in(line: str) -> set[str]:
    """Give the words of a line that could be part of a name: with a capital, and of three letters or more."""
    return {word.casefold() for word in _WORD.findall(line) if word[0].isupper() and len(word) > 2} - _COMMON


def core(lines: Sequence[str]) -> tuple[int, int]:
    """First line of the densest stretch of prose and the line after its last.

    Maximum subsequence segmentation: Pasternack and Roth, "Extracting article text from the web", WWW 2009.
    """
    best, span, running, start = 0, (0, 0), 0, 0
    for number, line in enumerate(lines):
        if running <= 0:
            running, start = 0, number
        count = weight(line)
        if count >= 8 and ends(line):
            running += min(count, 40)
        else:
            running += 4 if count >= 18 else -4
        if running > best:
            best, span = running, (start, number + 1)
    return span


def _terms(line: str) -> list[str]:
    folded = line.casefold()
    terms = [word for word in _WORD.findall(folded) if len(word) > 3]
    if _UNSPACED.search(folded):
        terms += ["".join(pair) for pair in pairwise(folded) if _UNSPACED.match(pair[0])]
    return terms


def slug_terms(url: str) -> set[str]:
    """The words of the longest part of an address's path, which most publishers make from the title."""
    parts = re.split(r"[/?#]", unquote(url.partition("://")[2]))[1:]
    slug = max(parts, key=lambda part: len(re.findall(r"[^\W\d_]{2,}", part)), default="")
    return {plain(word) for word in re.findall(r"[^\W\d_]+", slug) if len(word) > 3}


def plain(word: str) -> str:
    """Fold a word as addresses do: small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("ø", "o").replace("ł", "l"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def likeness(line: str, slug: set[str]) -> float:
    """How like a title in an address a line is: the F1 of their words, from 0 to 1."""
    words = {plain(word) for word in _WORD.findall(line) if len(word) > 3}
    shared = len(words & slug)
    return 2 * shared / (len(words) + len(slug)) if shared else 0.0


def headline(lines: Sequence[str], slug: set[str]) -> tuple[int | None, list[float]]:
    """Find the line most like the article's title, and give every line's score.

    A title is repeated in the address, speaks of what the prose below it speaks of, and has prose, a byline or a date
    near below it; a teaser speaks of something else.
    """
    prose = [is_prose(line) for line in lines]
    terms = [set(_terms(line)) if is_prose(line) or weight(line) <= 45 else set() for line in lines]
    repeated = Counter(normal(line) for line in lines)
    scores = []
    for number, line in enumerate(lines):
        size = weight(line)
        if not 2 <= size <= 40 or furniture(line)[1] in ("is", "starts") or len(line) < 8:
            scores.append(0.0)
            continue
        below = [other for other in range(number + 1, min(len(lines), number + 45)) if prose[other]][:6]
        near = sum(0.5 ** ((other - number) / 8) for other in below) / 3
        spoken: Counter[str] = Counter(term for other in below for term in terms[other])
        mine = terms[number]
        told = sum(min(spoken[term], 2) / 2 for term in mine if spoken[term]) / (len(mine) + 1) if mine else 0.0
        score = 2.5 * likeness(line, slug) + told * 1.5 + min(near, 1.0) * 0.5
        score += 0.15 * (repeated[normal(line)] > 1) + 0.25 * (4 <= size <= 22) - 0.5 * ends(line)
        scores.append(score)
    best = max(range(len(lines)), key=scores.__getitem__, default=None)
    return (best if best is not None and scores[best] > 0.5 else None), scores


# -- numbers ----------------------------------------------------------------------------------------------------

KINDS = ("comments", "newsletter", "paywall", "share bar", "related links", "advertisement", "consent notice",
         "legal line", "navigation", "media")  # fmt: skip
_HOW = {"": 0, "holds": 1, "starts": 2, "is": 3}
_NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
_SHARED = (0, 2, 3, 4, 5, 23)
"""Which of a line's own numbers its neighbours get to see: length, endings, start, capitals, furniture."""
_FURNITURE = 23
_FAR = 99


def _start(character: str) -> int:
    """Class of a line's first character."""
    if character.isalpha():
        return 0 if character.isupper() else 1 if character.islower() else 3
    if character.isdigit():
        return 2
    return 4 if character in "“\"„«‘'「" else 5 if character in ",.;:)”’" else 6


def _end(line: str) -> int:
    """Class of a line's end."""
    if ends(line):
        return 5 if _CUT_OFF.search(line) else 0
    return 1 if line[-1] in ":：" else 2 if line[-1] in ",;-–—" else 3 if line[-1].isalnum() else 4


def _own(line: str) -> list[float]:
    """Describe a line by itself."""
    words = line.split()
    size = len(line)
    unquoted = _QUOTED.sub(" ", line)
    kind, how = furniture(line)
    numbers = [
        math.log1p(weight(line)),
        math.log1p(size),
        float(ends(line)),
        _end(line),
        _start(line[0]),
        sum(word[0].isupper() for word in words) / len(words),
        sum(map(str.isdigit, line)) / size,
        line.count(",") + line.count("、") + line.count("，"),
        len(_STOP.findall(line)),
        line.upper() == line and line.lower() != line,
        len(_GLUED.findall(line)),
        len(_SPEAKER.findall(unquoted)),
        len(_READER.findall(unquoted)),
        bool(_ITEM.match(line)),
        any(quote in line for quote in '“”„«»「"'),
        "http" in line or "www." in line or "@" in line,
        "|" in line or "»" in line,
        line.endswith("?"),
        bool(_YEAR.search(line)),
        bool(_CLOCK.search(line)),
        size / len(words),
        sum(map(str.isalpha, line)) / size,
        len(words[0]),
        _HOW[how],
    ]
    numbers += [_HOW[how] if kind == one else 0 for one in KINDS]
    short = size <= 2 * credit.MAX_LINE
    numbers += [
        short and bool(credit.parse_rights(line)),
        short and bool(credit.parse_byline(line)),
        short and credit.is_name(line),
        short and bool(credit.parse_contributors(line)),
        short and bool(credit.parse_section(line)),
        bool(credit.parse_dateline(line)),
    ]
    return [float(number) for number in numbers]


def repeats(lines: Sequence[str]) -> set[int]:
    """Find the second copies of passages: prose that stood above already, together with the prose beside it."""
    prose = [number for number, line in enumerate(lines) if is_prose(line)]
    seen: set[str] = set()
    again = []
    for number in prose:
        again.append(lines[number] in seen)
        seen.add(lines[number])
    padded = [False, *again, False]
    return {
        number
        for at, number in enumerate(prose, 1)
        if padded[at] and (padded[at - 1] or padded[at + 1]) and sum(padded[max(0, at - 3) : at + 4]) >= 3
    }


_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")


def _shape(line: str) -> str:
    """Give a pattern that the items of one list have in common: the kinds of the first words and of the last mark."""
    kinds = []
    for token in _TOKEN.findall(line[:60])[:4]:
        kinds.append("9" if token[0].isdigit() else "A" if token[0].isupper() else "a" if token[0].isalpha() else token)
    return "".join(kinds) + _kind_of_end(line)


def _kind_of_end(line: str) -> str:
    return "9" if line[-1].isdigit() else "a" if line[-1].isalpha() else line[-1]


def _rhythm(lines: Sequence[str]) -> list[list[int]]:
    """Describe how each line goes with the pattern of those around it: lists, comments and teasers have one.

    How often the line, its first word and its shape come again within eight lines, how often it comes again on the page
    (numbers aside), and how often the lines beside it do.
    """
    plain_lines = [_NUMBER.sub("0", line.casefold()) for line in lines]
    often = Counter(plain_lines)
    shapes = [_shape(line) for line in lines]
    openings = [line.split(maxsplit=1)[0] for line in plain_lines]
    table = []
    for number in range(len(lines)):
        around = [at for at in range(max(0, number - 8), min(len(lines), number + 9)) if at != number]
        above = [often[plain_lines[at]] for at in range(max(0, number - 4), number)]
        below = [often[plain_lines[at]] for at in range(number + 1, min(len(lines), number + 5))]
        table.append(
            [
                sum(shapes[at] == shapes[number] for at in around),
                sum(openings[at] == openings[number] for at in around),
                often[plain_lines[number]],
                max(above, default=0),
                max(below, default=0),
                sum(count > 2 for count in (*above, *below)),
            ]
        )
    return table


def _clusters(prose: Sequence[bool]) -> list[list[int]]:
    """Group the numbers of prose lines that stand within five lines of one another."""
    groups: list[list[int]] = []
    for number, flag in enumerate(prose):
        if flag and groups and number - groups[-1][-1] <= 5:
            groups[-1].append(number)
        elif flag:
            groups.append([number])
    return groups


def _nearest(groups: Sequence[Sequence[int]], count: int) -> list[int]:
    """For each line, the index of the cluster it lies in or nearest to."""
    nearest, index = [], 0
    for number in range(count):
        while index + 1 < len(groups) and groups[index + 1][0] - number < number - groups[index][-1]:
            index += 1
        nearest.append(index)
    return nearest


def _distances(prose: Sequence[bool]) -> tuple[list[int], list[int]]:
    """Give for each line how many lines ago, and in how many lines, there is prose."""

    def run(flags: Sequence[bool]) -> list[int]:
        gap, gaps = _FAR, []
        for flag in flags:
            gap = 0 if flag else min(gap + 1, _FAR)
            gaps.append(gap)
        return gaps

    return run(prose), run(prose[::-1])[::-1]


def _cohesion(group: Sequence[int], terms: Sequence[set[str]]) -> list[float]:
    """For each line of a cluster, the share of its terms that lines within six of it in the cluster use too.

    An article goes on about the same things; teasers change the subject with every line.
    """
    shares = []
    for at, number in enumerate(group):
        others: set[str] = set()
        for other in (*group[max(0, at - 6) : at], *group[at + 1 : at + 7]):
            others |= terms[other]
        mine = terms[number]
        shares.append(len(mine & others) / len(mine) if mine else 0.0)
    return shares


def describe(lines: Sequence[str], url: str = "") -> list[list[float]]:  # noqa: PLR0915 -- one long table row
    """Give the numbers that describe each line of a dump, in order; ``url`` helps to find the title."""
    count = len(lines)
    own = [_own(line) for line in lines]
    weights = [weight(line) for line in lines]
    copies = repeats(lines)
    prose = [is_prose(line) and number not in copies for number, line in enumerate(lines)]
    terms = [set(_terms(line)) for line in lines]
    slug = slug_terms(url)
    title, scores = headline(lines, slug)
    about = terms[title] if title is not None else set()
    first, end = core(lines)
    known = Counter(term for number in range(first, end) if prose[number] for term in terms[number])
    often = Counter(term for mine in terms for term in mine)
    repeated = Counter(lines)
    words = [0, *accumulate(size if flag else 0 for size, flag in zip(weights, prose, strict=True))]
    shorts = [0, *accumulate(size < 8 for size in weights)]
    marked = [0, *accumulate(numbers[_FURNITURE] >= 2 for numbers in own)]
    total = words[-1] or 1
    since, until = _distances(prose)
    torn = sum(numbers[4] in (1, 5) for numbers in own) / max(count, 1)
    groups = _clusters(prose)
    nearest = _nearest(groups, count)
    summaries = _summaries(groups, lines, terms, weights, scores, about, slug)
    cohesion = dict.fromkeys(range(count), -1.0)
    for group in groups:
        cohesion.update(zip(group, _cohesion(group, terms), strict=True))
    biggest = max(range(len(groups)), key=lambda index: summaries[index][0], default=0)
    rhythm = _rhythm(lines)
    topic = _topic(groups, nearest, lines, weights, title, own)
    gaps = [_FAR] * len(KINDS)
    bylines = 0.0
    seen: set[str] = set()
    table = []
    for number, line in enumerate(lines):
        row = list(own[number])
        for offset in _NEIGHBOURS:
            inside = 0 <= number + offset < count
            row += [own[number + offset][which] for which in _SHARED] if inside else [-1.0] * len(_SHARED)
        mine = terms[number]
        once = 1 if prose[number] and first <= number < end else 0
        row.append(sum(known[term] > once for term in mine) / len(mine) if mine else -1.0)
        row.append(sum(often[term] > 1 for term in mine) / len(mine) if mine else -1.0)
        row += [number / count, count, torn, repeated[line], line in seen, number in copies, cohesion[number]]
        row += rhythm[number]
        row += topic[number]
        row += [number - first if number < first else number - end + 1 if number >= end else 0, first <= number < end]
        row += [number - title if title is not None else -999, scores[number], len(mine & about)]
        row += [len(mine & about) / len(about) if about else 0, scores[title] if title is not None else 0]
        row.append(words[number] - words[title] if title is not None and number > title else -1)
        row.append(words[number] / total)
        for span in (2, 5, 12, 30):
            low, high = max(0, number - span), min(count, number + span + 1)
            row += [words[number] - words[low], words[high] - words[number + 1]]
            row.append((shorts[number] - shorts[low]) / max(1, number - low))
            row.append((shorts[high] - shorts[number + 1]) / max(1, high - number - 1))
            row.append((marked[high] - marked[low]) / (high - low))
        row += [since[number], until[number]]
        row.append(since[number - 1] + 1 if number else _FAR)
        row.append(until[number + 1] + 1 if number + 1 < count else _FAR)
        if groups:
            index = nearest[number]
            group, main = groups[index], groups[biggest]
            row += [group[0] <= number <= group[-1], number - group[0], group[-1] - number, index, len(groups)]
            row += [*summaries[index], number - main[0], main[-1] - number, *summaries[biggest]]
        else:
            row += [-1.0] * (7 + 2 * _SUMMARY)
        row += [*gaps, bylines]
        seen.add(line)
        kinds = own[number][_FURNITURE + 1 : _FURNITURE + 1 + len(KINDS)]
        gaps = [0 if how >= 2 else min(gap + 1, _FAR) for gap, how in zip(gaps, kinds, strict=True)]
        bylines += own[number][_FURNITURE + len(KINDS) + 2]
        table.append([float(value) for value in row])
    return table


_SALIENT = re.compile(r"[^\W\d_]{4,}")
_CHARACTERS = re.compile(r"[\u30a0-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")


def _salient(line: str) -> set[str]:
    """Give the words that say what a line is about: with a capital or long; pairs of characters in unspaced scripts."""
    words = {word.casefold() for word in _SALIENT.findall(line) if word[0].isupper() or len(word) >= 8}
    return words | set(_CHARACTERS.findall(line))


def _topic(  # noqa: PLR0913, PLR0917 -- the parts of one table
    groups: Sequence[Sequence[int]],
    nearest: Sequence[int],
    lines: Sequence[str],
    weights: Sequence[int],
    title: int | None,
    own: Sequence[Sequence[float]],
) -> list[list[float]]:
    """Describe for each line whether it and its cluster go on about what the article's first cluster is about.

    That is the largest cluster, where words of the title and a place below it count too. What stands between the two
    clusters says whether the article ended before this one.
    """
    if not groups:
        return [[-1.0] * 12 for _ in lines]
    salient = [_salient(line) for line in lines]
    about = salient[title] if title is not None else set()
    of: list[set[str]] = [set().union(*(salient[number] for number in group)) for group in groups]
    sizes = [sum(weights[number] for number in group) for group in groups]

    def worth(index: int) -> float:
        shared = len(of[index] & about) / len(about) if about else 0.0
        below = title is not None and groups[index][-1] > title
        return min(sizes[index], 400) * (0.4 + shared) * (1.0 if below or title is None else 0.4)

    main = max(range(len(groups)), key=worth)
    first, last = groups[main][0], groups[main][-1]
    marked = [0, *accumulate(numbers[_FURNITURE] >= 2 for numbers in own)]
    shorts = [0, *accumulate(size < 8 for size in weights)]
    table = []
    for number in range(len(lines)):
        index = nearest[number]
        start, end = groups[index][0], groups[index][-1]
        low, high = (last + 1, start) if start > last else (end + 1, first) if end < first else (0, 0)
        others = of[main] if index != main else set().union(*(salient[at] for at in groups[main] if at != number))
        mine = salient[number]
        table.append(
            [
                len(mine & others) / len(mine) if mine else -1.0,
                len(mine & others),
                len(of[index] & of[main]) / (len(of[index]) or 1) if index != main else 2.0,
                len(of[index] & about) / (len(about) or 1),
                index - main,
                max(0, high - low),
                marked[max(low, high)] - marked[low],
                shorts[max(low, high)] - shorts[low],
                number - last if number > last else number - first if number < first else 0,
                sizes[index] / (sizes[main] or 1),
                sizes[main],
                sum(own[at][_PERSON] > 0 for at in groups[index]) / len(groups[index]),
            ]
        )
    return table


_PERSON = 11
"""Which of a line's own numbers counts those who speak for themselves in it."""
_SUMMARY = 11


def _summaries(  # noqa: PLR0913, PLR0917 -- the parts of one table
    groups: Sequence[Sequence[int]],
    lines: Sequence[str],
    terms: Sequence[set[str]],
    weights: Sequence[int],
    scores: Sequence[float],
    about: set[str],
    slug: set[str],
) -> list[list[float]]:
    """Describe each cluster of prose: its size and rank, how dense and how coherent it is, how near the title."""
    sizes = [sum(weights[number] for number in group) for group in groups]
    total = sum(sizes) or 1
    ranks = {index: rank for rank, index in enumerate(sorted(range(len(groups)), key=lambda index: -sizes[index]))}
    table = []
    for index, group in enumerate(groups):
        runs = 1 + sum(after - before > 1 for before, after in pairwise(group))
        shares = _cohesion(group, terms)
        address = sum(len({plain(word) for word in _WORD.findall(lines[number])} & slug) for number in group[:6])
        table.append(
            [
                sizes[index] / total,
                sizes[index],
                ranks[index],
                len(group),
                sizes[index] / len(group),
                len(group) / (group[-1] - group[0] + 1),
                len(group) / runs,
                sum(shares) / len(shares),
                max(scores[max(0, group[0] - 12) : group[0] + 1]),
                sum(len(terms[number] & about) for number in group) / len(group),
                address / max(1, len(slug) * min(6, len(group))),
            ]
        )
    return table


# -- the model --------------------------------------------------------------------------------------------------


@cache
def _forests() -> tuple[trees.Score, trees.Score]:
    """Load what tells body from furniture, and titles from other lines."""
    data = json.loads(files("newsdigest.cleaning").joinpath("layout.json").read_text("utf-8"))
    return trees.scorer("body", data["body"]), trees.scorer("title", data["title"])


SWITCH = 0.2
"""Log odds that a change between body and furniture costs: lines go with their neighbours where they are in doubt."""
LEAN = 0.2
"""Log odds for the body: a missed paragraph is worse than a line too many."""


UNLIKELY = -4.0
"""Log odds below which no line is taken for the title."""
_COMMENTS, _SHARE = (_FURNITURE + 1 + KINDS.index(kind) for kind in ("comments", "share bar"))
_BEGUN = 100  # words of body; above them "Comments" and "Share" may be buttons beside the title
_BARS = 2  # with text after them; in a live blog each entry has its own
_ABOUT = re.compile(r"(?:about|über|sobre|acerca del?|à propos de|informazioni su|over|om)\b[:\s]*", re.IGNORECASE)
_AUTHOR = re.compile(
    r"(?:(?:the|this|our|den|die|der|el|la|il|lo|de|o|a|l['’]) ?)?"
    r"(?:author|writer|reporter|journalist|autor(?:in|a|e)?|auteure?|autrice|verfasser(?:in)?|forfatteren|skribenten)s?",
    re.IGNORECASE,
)
_ABOUT_AUTHOR = re.compile(r"o autorze|об авторе|про автора", re.IGNORECASE)  # where the noun is in another case


def _about_author(line: str) -> bool:
    """Whether a line is the heading of a box about who wrote the article: "About the author", "Über Mara Linde"."""
    if len(line) > 60 or ends(line):
        return False
    about = _ABOUT.match(line)
    name = line[about.end() :].strip(" :") if about else ""
    return bool(_AUTHOR.fullmatch(name) or _ABOUT_AUTHOR.fullmatch(line.strip(" :"))) or credit.is_name(name)


def _share_bar(body: Sequence[bool], words: Sequence[int], rows: Sequence[Sequence[float]]) -> int | None:
    """Find the bar of two or more share buttons below the article: none above most of it, none of a live blog's.

    ``words`` are those of the body above each line, and of all of it.
    """
    shares = [row[_SHARE] >= _HOW["starts"] for row in rows]
    bars = [
        number
        for number in range(1, len(shares) - 1)
        if shares[number] and shares[number + 1] and not shares[number - 1] and not body[number]
        if _BEGUN <= words[number] < words[-1]
    ]
    return bars[0] if 1 <= len(bars) <= _BARS and words[-1] <= 5 * words[bars[0]] else None


def _ended(body: list[bool], lines: Sequence[str], rows: Sequence[Sequence[float]]) -> list[bool]:
    """End the body where its comments begin, a box about its author, or a bar of buttons to share it.

    What follows may speak in sentences, and of the same things.
    """
    words = [0, *accumulate(weight(line) if flag else 0 for flag, line in zip(body, lines, strict=True))]
    bar = _share_bar(body, words, rows)
    for number, flag in enumerate(body):
        comments = rows[number][_COMMENTS] >= _HOW["starts"] and not (flag and ends(lines[number]))
        tail = 3 * (words[-1] - words[number]) <= words[number]  # or else "About …" heads a part of the text
        if words[number] >= _BEGUN and (comments or number == bar or (tail and _about_author(lines[number]))):
            return body[:number] + [False] * (len(body) - number)
    return body


_LIST = 20  # lines, at least
_PATTERNS = 0.25  # of as many patterns as lines: tables, dates of a tour, recipes; headlines have more
_LIST_WORDS = 3  # a line, on average; menus have fewer
_UNSURE = -6.5  # log odds, on average; of menus the trees are surer


def _with_lists(
    body: list[bool], odds: Sequence[float], lines: Sequence[str], rows: Sequence[Sequence[float]]
) -> list[bool]:
    """Take in the long lists and tables that follow the body, up to the next furniture: trees have seen few of them."""
    taken = list(body)
    end = 0
    for start in range(1, len(body)):
        if start < end or body[start] or not body[start - 1]:
            continue
        marked = (n for n in range(start, len(body)) if body[n] or rows[n][_FURNITURE] >= _HOW["starts"])
        end = next(marked, len(body))
        shapes = [_shape(line) for line in lines[start:end]]
        cased = 2 * sum("A" in shape for shape in shapes) >= len(shapes)  # without capitals all lines look alike
        alike = cased and len(set(shapes)) <= _PATTERNS * len(shapes)
        full = sum(map(weight, lines[start:end])) >= _LIST_WORDS * len(shapes)
        if len(shapes) >= _LIST and alike and full and sum(odds[start:end]) >= _UNSURE * len(shapes):
            taken[start:end] = [True] * len(shapes)
    return taken


_POST = re.compile(r"[—–-]{1,2} ?\S.{0,60}\(@\w{1,20}\)")
"""Who posted what an article embeds, as the text of a tweet's code ends."""
_POST_LINES = 5


def _with_posts(body: list[bool], lines: Sequence[str]) -> list[bool]:
    """Take in the posts that an article quotes whole: from the body above them to who posted them."""
    taken = list(body)
    for number, line in enumerate(lines):
        above = taken[max(0, number - _POST_LINES) : number]
        if any(above) and len(line) <= 100 and _POST.match(line):
            first = number - above[::-1].index(True)
            taken[first : number + 1] = [True] * (number + 1 - first)
    return taken


def judge(lines: Sequence[str], url: str = "", trust: float = 0.0) -> tuple[list[bool], list[float]]:
    """Say of each line of a dump whether it is body, and how likely it is the title, in log odds.

    ``url`` is the page's address, if known; ``trust`` are log odds for the body, where a dump is known to be clean.
    """
    if not lines:
        return [], []
    rows = describe(lines, url)
    body_odds, title_odds = _forests()
    body = decide([body_odds(row) + LEAN + trust for row in rows], lines, rows)
    chosen = [line for flag, line in zip(body, lines, strict=True) if flag]
    if not any(map(is_prose, chosen)) and sum(map(weight, chosen)) < _BEGUN:
        first, end = core(lines)
        body = [first <= number < end for number in range(len(lines))]
    return body, [title_odds(row) for row in rows]


def decide(odds: Sequence[float], lines: Sequence[str], rows: Sequence[Sequence[float]]) -> list[bool]:
    """Say which lines are body by the log odds of each, by their neighbours and by what articles end with."""
    body = _with_lists(viterbi(odds, SWITCH), odds, lines, rows)
    return _ended(_with_posts(body, lines), lines, rows)


def viterbi(odds: Sequence[float], switch: float) -> list[bool]:
    """Find the best sequence of yes and no for the log odds of each item, where each change costs ``switch``."""
    no, yes = 0.0, odds[0]
    back: list[tuple[bool, bool]] = []
    for gain in odds[1:]:
        back.append((yes - switch > no, yes > no - switch))
        no, yes = max(no, yes - switch), max(yes, no - switch) + gain
    state = yes > no
    states = [state]
    for to_no, to_yes in reversed(back):
        state = to_yes if state else to_no
        states.append(state)
    return states[::-1]
