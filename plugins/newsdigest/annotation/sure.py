"""What is sure about names whatever the model says: how they begin and end, and that they stay names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsdigest.annotation.features import is_capital
from newsdigest.annotation.lexicon import classes, fold, function_words, lexicon
from newsdigest.annotation.tokens import Token

_ROLES = frozenset(("honorific", "office", "trade", "people", "calendar"))
_LEADING = frozenset(("honorific", "office", "people"))
_JOINING = frozenset(("y", "e", "i"))  # between two names these mean "and"
# "El Nino-driven", "BN-Kuala Pilah": what these join is not a name.
_COMPOUND = re.compile(
    r"-(?:based|born|backed|caused|controlled|dominated|driven|era|fuel+ed|held|led|like|made|owned|related|run|speaking|style"
    r"|trained|wide)$|^[A-Z]{2,}-[A-Z]"
)
_AND = re.compile(r"\S+(?: (?!(?:y|e|i|und|et|och|og|en) )\S+)*")
_LETTERS = re.compile(r"\w|(?:\w\.)+|\D*\d.*")
_NAMED_LIKE_PEOPLE = (
    *("storm", "hurricane", "typhoon", "cyclone", "operation"),
    *("lake", "mount", "cape", "camp", "fort", "uss", "hms", "ss"),
)
_ELISION = re.compile(r"[dlDL]['’](?=[A-ZÀ-Þ])")
UNHEARD = 0.9  # least chance of a lone word that no list knows and beside which nobody speaks
UNLISTED = 0.75  # the same of a name of several words, none of which any list knows
ALONE, TOGETHER = 0.6, 0.4  # least chance of a person known by one word, by several; tuned on dev data of two kinds


class Found(NamedTuple):
    """A name where it stands, and how likely it is one."""

    start: int
    end: int
    chance: float


def repaired(tokens: Sequence[Token], labels: Sequence[str]) -> list[str]:
    """Make labels keep what names keep to: particles join, titles and nationalities do not begin a name."""
    fixed = list(labels)
    words = [token.text for token in tokens]
    for i, word in enumerate(words):
        if _is_particle(word) and i and fixed[i - 1] != "O":
            _join(words, fixed, i)
    for i in range(len(words)):
        if fixed[i] == "B":
            _take_given(words, fixed, i)
    for i in range(len(words) - 2, 0, -1):
        if fixed[i] == "I" and fixed[i + 1] == "I" and _is_office(words[i], words[i - 1]):  # Federal Prosecutor | Carla
            start = next((j for j in range(i, -1, -1) if fixed[j] == "B"), i)  # a label sequence may begin with I
            fixed[start : i + 2] = [*"O" * (i + 1 - start), "B"]
    for i, word in enumerate(words):
        if fixed[i] == "B" and fixed[i + 1 : i + 2] == ["I"] and _only_introduces(word, words[i + 1]):
            fixed[i], fixed[i + 1] = "O", "B"
    for i in range(len(words) - 1, -1, -1):
        if _is_particle(words[i]) and fixed[i] != "O" and fixed[i + 1 : i + 2] != ["I"]:
            fixed[i] = "O"
    return fixed


def looks_full(tokens: Sequence[Token]) -> bool:
    """Whether a run is built like a full name: a listed given name, perhaps a particle, a word that is nothing else."""
    words = [token.text for token in tokens if not _is_particle(token.text)]
    if not 2 <= len(words) <= 3 or not all(is_capital(word) and word[0].isalpha() for word in words):
        return False
    given, last = (lexicon().get(fold(word), "") for word in (words[0], words[-1]))
    kinds = {kind for word in words for kind in classes(fold(word))}
    return "g" in given and not set("wpo") & set(given) and not set("wpo") & set(last) and not kinds - {"particle"}


def _is_particle(word: str) -> bool:
    return word.islower() and "particle" in classes(fold(word))


def _join(words: Sequence[str], fixed: list[str], i: int) -> None:
    """Carry a name on over the particles at ``i`` to the capitalised word after them."""
    end = i
    while end < len(words) and _is_particle(words[end]):
        end += 1
    if end == len(words) or not is_capital(words[end]) or (words[i] in _JOINING and fixed[end] == "B"):
        return
    fixed[i : end + 1] = ["I"] * (end + 1 - i)


def _take_given(words: Sequence[str], fixed: list[str], i: int) -> None:
    """Let the name that begins at ``i`` begin with the given name before it: "Marisol de la" Vega Ríos."""
    start = i
    while start and _is_particle(words[start - 1]):
        start -= 1
    if start and fixed[start - 1] == "O" and _is_given(words[start - 1]) and words[start - 1][-1] != ".":
        fixed[start - 1 : i + 1] = ["B", *"I" * (i + 1 - start)]


def _is_office(word: str, before: str) -> bool:
    """Whether a word inside a name is an office, not a surname after a given name as in Robert King Merton."""
    key = fold(word)
    office = word.rstrip("s") == "MP" or {"honorific", "office", "trade"} & set(classes(key))
    return bool(office) and not ("s" in lexicon().get(key, "") and "g" in lexicon().get(fold(before), ""))


def _only_introduces(word: str, following: str) -> bool:
    """Whether a word at the head of a name is a title, an office or a nationality, as in German Claudia."""
    key, then = fold(word), fold(following)
    if key in function_words() and "." not in word:
        return True
    if word.rstrip("s") == "MP" or (word.isupper() and "o" in lexicon().get(key, "")):
        return True
    if not _LEADING & set(classes(key)) or {"particle", "suffix"} & set(classes(then)):
        return False
    return "g" not in lexicon().get(key, "") or "g" in lexicon().get(then, "")


def certain(text: str, names: Iterable[Found]) -> list[Found]:
    """Drop words that are no names by themselves, and add where a whole name that is sure stands once more."""
    found = list(names)
    full = {text[name.start : name.end] for name in found if " " in text[name.start : name.end]}
    last = {name.split()[-1] for name in full}
    kept = [
        name
        for name in found
        if not _is_role(text[name.start : name.end], last) and not _is_none(text[name.start : name.end])
    ]
    return sorted({*kept, *_again(text, kept)})


def _is_role(name: str, last: set[str]) -> bool:
    """Whether what was taken for a name only says what somebody is: "Austrian President", "Judge"."""
    words = name.split()
    if len(words) == 1 and name in last:
        return False
    kinds = [set(classes(fold(word))) for word in words]
    if len(words) == 1 and "g" in lexicon().get(fold(name), ""):
        return bool({"honorific", "office"} & kinds[0])
    return all(_ROLES & kind for kind in kinds)


def _is_none(name: str) -> bool:
    """Whether a name is sure to be no person's: letters, digits, a compound, a company's form, a people."""
    words = name.split()
    if _LETTERS.fullmatch(name) or any(_COMPOUND.search(word) for word in words):
        return True
    kinds = [set(classes(fold(word))) for word in words]
    codes = [set(lexicon().get(fold(word), "")) for word in words]
    if any("organisation" in kind and not {"s", "g"} & code for kind, code in zip(kinds, codes, strict=True)):
        return True
    if len(words) > 1 and "w" in codes[-1] and not set("gsk") & codes[-1] and not any("g" in code for code in codes):
        return True  # "Green Paper"
    if len(words) == 1:
        return name.isupper() and len(name) < 6 and not set("gsrk") & codes[0]
    ends_as_place = {"place", "thing"} & kinds[-1] and "w" in codes[-1] and not {"s", "g"} & codes[-1]
    if ends_as_place or fold(words[0]) in _NAMED_LIKE_PEOPLE:
        return True
    ends_as_other = "people" in kinds[-1] or ("o" in codes[-1] and not {"s", "g", "k"} & codes[-1])
    return ends_as_other and not _is_given(words[-2])


def _again(text: str, names: Sequence[Found]) -> Iterable[Found]:
    """Other places of full names that were found with good confidence."""
    taken = [(name.start, name.end) for name in names]
    sure = {text[name.start : name.end] for name in names if name.chance > 0.8 and " " in text[name.start : name.end]}
    for full in sure:
        for match in re.finditer(rf"(?<![\w-]){re.escape(full)}(?![\w-])", text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                yield Found(*match.span(), 0.8)


def doubtful(text: str, person: str, mentions: Sequence[Found]) -> bool:
    """Whether a person rests on too little.

    That is: on low chances, or on a lone word that the article mostly uses otherwise, calls a storm or a ship, or only
    ever goes to.
    """
    if " " in person:
        listed = any(set("gsk") & set(lexicon().get(fold(part), "")) for part in person.split())
        return max(name.chance for name in mentions) < (TOGETHER if listed else UNLISTED)
    mean = sum(name.chance for name in mentions) / len(mentions)
    word = re.escape(person)
    if mean < ALONE or 2 * len(mentions) < len(re.findall(rf"(?<!\w){word}(?!\w)", text)):
        return True
    if re.search(rf"\b(?:{'|'.join(_NAMED_LIKE_PEOPLE)}) {word}\b", text, re.IGNORECASE):
        return True
    heard = any(_speaks(text, name) for name in mentions)
    if not heard and mean < UNHEARD and not set("gsk") & set(lexicon().get(fold(person), "")):
        return True
    visited = re.search(rf"\b(?:in|near|at|outside|into|across|around) {word}(?![\w’'])", text)
    return bool(visited) and not heard


def _speaks(text: str, name: Found) -> bool:
    """Whether a verb of saying or a form of address stands beside a name."""
    before = text[max(0, name.start - 20) : name.start].split()[-1:]
    after = re.findall(r"\w+", text[name.end : name.end + 20])[:1]
    return any({"speech", "honorific", "office"} & set(classes(fold(word))) for word in before) or any(
        "speech" in classes(fold(word)) for word in after
    )


def without_elision(name: str) -> int:
    """How many characters an elided article takes at the head of a name: ``d’Émile Vauquelin`` in French text."""
    match = _ELISION.match(name)
    return match.end() if match else 0


def names_of_given(text: str, names: Iterable[Found]) -> list[Found]:
    """Keep the names that begin with a listed given name, and the lone words that are their surnames.

    For texts in languages that the model has not learnt, above all those that write all nouns with capitals.
    """
    full: list[Found] = []
    lone: list[Found] = []
    for name in names:
        start = name.start + without_elision(text[name.start : name.end])
        start -= _given_before(text[max(0, start - 40) : start])
        for part in _AND.finditer(text[start : name.end]):
            words = list(re.finditer(r"\S+", part[0]))
            first = next((word for word in words[:-1] if _is_given(word[0])), None)
            begin, end = start + part.start(), start + part.end()
            if first:
                full.append(Found(begin + first.start(), end, name.chance))
            elif len(words) == 1:
                lone.append(Found(begin, end, name.chance))
    last = {text[name.start : name.end].rsplit(maxsplit=1)[-1] for name in full}
    return sorted([*full, *(name for name in lone if text[name.start : name.end] in last)])


def _given_before(before: str) -> int:
    """How many characters of given names stand right before a name that was found: "María" José Quintana."""
    words = list(re.finditer(r"\S+(?=\s)", before))
    taken = len(before)
    while words and _is_given(words[-1][0]) and before[words[-1].end() : taken].isspace():
        taken = words.pop().start()
    return len(before) - taken


def _is_given(word: str) -> bool:
    if not word[0].isupper():
        return False
    codes = lexicon().get(fold(word), "")
    return "g" in codes and not set("wpo") & set(codes) and not _ROLES & set(classes(fold(word)))
