"""What is sure about names whatever the model says: how they begin and end, and that they stay names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from newsdigest.annotation.features import PARTICLES, WEEKDAYS, Candidate, is_capital
from newsdigest.annotation.lexicon import classes, fold, function_words, lexicon, named_like_people
from newsdigest.annotation.names import ALSO_GIVEN
from newsdigest.annotation.tokens import Token

_ROLES = frozenset(("honorific", "office", "trade", "people", "calendar"))
_TITLES = frozenset(("honorific", "office", "trade"))
_LEADING = frozenset(("honorific", "office", "people"))
_JOINING = frozenset(("y", "e", "i"))  # between two names these mean "and"
# "El Nino-driven", "BN-Kuala Pilah": what these join is not a name.
_COMPOUND = re.compile(
    r"-(?:based|born|backed|caused|controlled|dominated|driven|era|fuel+ed|held|led|like|made|owned|related|run|speaking|style"
    r"|trained|wide)$|^[A-Z]{2,}-[A-Z]"
)
_PREPOSITIONS = frozenset(("von", "vom", "zu", "zum", "zur", "das", "den", "dem", "im", "am"))
# Small words of other languages that open a sentence and are a given name somewhere.
_NOT_GIVEN = frozenset(
    ("sie", "mal", "rand", "von", "il", "lo", "gli", "dello", "wer", "war", "gabe", "mit", "bei", "sám")
)
_AND = re.compile(r"\S+(?: (?!(?:y|e|i|und|et|och|og|en) )\S+)*")
_YEAR = re.compile(r" \((?:1[89]|20)\d\d\)")  # behind the title of a film or a book
_LETTERS = re.compile(r"\w|(?:\w\.)+")
_NUMERAL = re.compile(r"[IVX]+|.*\..*")  # Paul VI; or initials with full stops
_CAMEL = re.compile(r"(?!Mac|Mc|De|Di|Du|Da|La|Le|Van|Von|Fitz|San|St)[A-Z]\w*?[a-z][A-Z]")  # WeWork, not McEwan
_DIGIT = re.compile(r"\d")
_OPENING = frozenset("'‘’\"“(")  # Jackie | 'O' Show
_GONE_TO = re.compile(
    r"\b(?:(?:travel\w*|trips?|journeys?|fl[ye]w?|flying|flights?|dr[io]ve|driving|roads?|sail\w*|moved|commut\w+) to"
    r"|(?:north|south|east|west|miles|kilomet(?:er|re)s|km) (?:of|from)"
    r"|(?:outskirts|coast|town|village|port|island) of)"
    r" (?:[A-Z]\w+ )?$"
)
_BEFORE = 40  # characters before a name in which it is looked for how one gets there
_THERE = frozenset(("in", "near", "at", "outside", "into", "across", "around"))
_PEOPLES = {
    "Dane": re.compile(r"\b(?:Danes|Danish|Denmark)\b"),
    "Finn": re.compile(r"\b(?:Finns|Finnish|Finland)\b"),
    "Scot": re.compile(r"\b(?:Scots|Scottish|Scotland)\b"),
}
_NAME_GOES_ON = re.compile(r"[-\s]+[A-ZÀ-Þ]")
_COUNTED = frozenset(("a", "the", "one", "each", "every", "another", "fellow", "young", "no", "first"))
_NAMED_LIKE_PEOPLE = frozenset(
    (
        *("storm", "hurricane", "typhoon", "cyclone", "operation"),
        *(
            "lake",
            "mount",
            "cape",
            "camp",
            "fort",
            "uss",
            "hms",
            "ss",
            "barge",
            "ferry",
            "tanker",
            "trawler",
            "freighter",
        ),
        *("frigate", "destroyer", "submarine", "steamer", "schooner", "yacht", "tugboat", "icebreaker", "rover"),
    )
)
_ELISION = re.compile(r"[dlDL]['’](?=[A-ZÀ-Þ])")
# A capitalised word right before a name, not at the start of a sentence.
_WORD_BEFORE = re.compile(r"(?<=[a-z,;] )([A-ZÀ-Þ][a-zß-ÿ]+) $")
# What stands before a name that something is given: "a dog called", but not "the company named", which has a new chief.
_CALLED = re.compile(r"\ban? (?:[\w-]+ ){0,4}?([\w-]+),? (?:called|named|dubbed|known as) $", re.IGNORECASE)
_CALLED_LIKE_PEOPLE = frozenset(
    (
        *("dog", "puppy", "cat", "kitten", "horse", "mare", "pony", "parrot", "elephant", "panda", "bear", "whale"),
        *("robot", "toy", "doll", "app", "device", "gadget", "tool", "drug", "chatbot", "assistant", "platform"),
        *("boat", "barge", "ferry", "tanker", "trawler", "rocket", "rover", "satellite", "spacecraft", "drone"),
        *(
            "band",
            "duo",
            "musical",
            "sitcom",
            "podcast",
            "character",
            "startup",
            "start-up",
            "firm",
            "brand",
            "charity",
        ),
        *("bar", "pub", "cafe", "café", "shop", "store", "dish", "cocktail", "operation", "scheme", "website", "blog"),
    )
)
_APPOSITION = re.compile(r", (?:an?|the|its|their) ((?:[\w-]+ ){1,3}[\w-]+)")
UNHEARD = 0.9  # least chance of a lone word that no list knows and beside which nobody speaks
UNLISTED = 0.75  # the same of a name of several words, none of which any list knows
LEAST = (0.05, 0.12, 0.45)  # chance from which a run built like a full name is one, by how many words may be plain
SURE = 0.8  # chance above which a name is looked for elsewhere in its article
VOUCHED = 0.85  # chance of such a run beside which something says that it is a person
_VOUCHING = frozenset(
    (
        *("age", "R0k=speech", "L0k=office", "L0k=trade", "L0k=honorific", "L0k=kin"),
        *("apposition2 office", "apposition2 trade", "apposition2 kin"),
        *("apposition3 office", "apposition3 trade", "apposition3 kin"),
    )
)
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
    for i in range(len(words)):
        if fixed[i] == "B":
            start = _start(words, fixed, i)
            fixed[i : start + 1] = [*"O" * (start - i), "B"]
    if len(words) > 2 and fixed[-2] == "I" and fixed[-1] == "O" and _is_second_surname(words[-1]):
        fixed[-1] = "I"
    for i in range(len(words) - 1, -1, -1):
        ends = fixed[i] != "O" and fixed[i + 1 : i + 2] != ["I"]
        if ends and (
            _is_particle(words[i])
            or words[i] in _OPENING
            or (fixed[i] == "I" and _only_stands_behind(words[i]) and not all(map(str.isupper, words)))
        ):
            fixed[i] = "O"
    return fixed


def _only_stands_behind(word: str) -> bool:
    """Whether a word behind a name is no part of it: Holm | Monday, Holm | RRP, Ada | Duchess (of …)."""
    key = fold(word)
    letters = word.isupper() and 1 < len(word) < 5 and not _NUMERAL.fullmatch(word) and "suffix" not in classes(key)
    other = {"honorific", "calendar"} & set(classes(key)) and not set("gs") & set(lexicon().get(key, ""))
    return letters or key in WEEKDAYS or bool(other)


def _is_second_surname(word: str) -> bool:
    """Whether a word that closes a run, right behind a name, belongs to it: Marisol de la Vega | Ríos."""
    codes = set(lexicon().get(fold(word), ""))
    return is_capital(word) and bool(codes & set("gs")) and not codes & set("wpqo") and not classes(fold(word))


def _start(words: Sequence[str], fixed: Sequence[str], i: int) -> int:
    """Where the name that opens at ``i`` begins once what stands before it is cut off."""
    end = next((j for j in range(i + 1, len(words)) if fixed[j] != "I"), len(words))
    for j in range(i + 1, end - 1):  # Staff | Rahm Emanuel, Miss Universe | Alicia Machado
        if not _only_stands_before(words[j - 1]):
            break
        if _is_given(words[j]):
            return j
    return i + 1 if end > i + 1 and _only_introduces(words[i], words[i + 1]) else i


def full_name(candidate: Candidate, chances: Sequence[float]) -> tuple[list[str], float] | None:
    """Labels and chance of a run that is built like a full name, or ends in one behind a title, if not too unlikely.

    What stands beside a run may vouch for it: a title or a verb of saying, an age, an apposition with an office.
    """
    tokens = candidate.tokens
    if len(tokens) == 1:
        return None
    start = max((i + 1 for i, key in enumerate(candidate.keys) if _TITLES & _kinds(key)), default=0)
    titled = start > 0
    while len(tokens) - start > 2 and _only_stands_before(tokens[start].text):  # (Secretary of) State | Ada Holm
        start += 1
    end = len(tokens)
    while end > start and (tokens[end - 1].text == "," or "suffix" in classes(fold(tokens[end - 1].text))):
        end -= 1
    words = [token.text for token in tokens[start:end] if not _is_particle(token.text)]
    if not 2 <= len(words) <= 3 or not all(is_capital(word) and word[0].isalpha() for word in words):
        return None
    given, last = (set(lexicon().get(fold(word), "")) for word in (words[0], words[-1]))
    others = {kind for word in words for kind in _kinds(fold(word))} - {"particle"}
    if "g" not in given or (given | last) & set("po") or others:
        return None
    beside = set("\t".join(candidate.shared).split("\t"))
    vouched = titled or bool(_VOUCHING & beside or ("R0=," in beside and {"R1k=office", "R1k=trade"} & beside))
    second = len(words) == 3 and "g" in lexicon().get(fold(words[1]), "")
    least = LEAST[("w" in given and not second) + ("w" in last)]
    if not vouched and min(chances[i] for i in range(start, end) if not _is_particle(tokens[i].text)) < least:
        return None
    return [*"O" * start, "B", *"I" * (len(tokens) - start - 1)], VOUCHED if vouched else TOGETHER


def _kinds(key: str) -> set[str]:
    """Classes of a word that is not more often a given name."""
    return set() if key in ALSO_GIVEN else set(classes(key))


def without_headline_words(tokens: Sequence[Token], labels: Sequence[str]) -> list[str]:
    """Cut plain words off the ends of names in a headline, where all words have capitals: Holm | Reaffirms."""
    fixed = list(labels)
    plain = [_is_plain(token.text) for token in tokens]
    for i in range(len(fixed) - 1, -1, -1):
        if fixed[i] == "I" and fixed[i + 1 : i + 2] != ["I"] and plain[i]:
            fixed[i] = "O"
    for i in range(len(fixed) - 1):
        if fixed[i] == "B" and fixed[i + 1] == "I" and plain[i]:
            fixed[i], fixed[i + 1] = "O", "B"
    return fixed


def _is_plain(word: str) -> bool:
    codes = set(lexicon().get(fold(word), ""))
    return "w" in codes and not codes & set("gsrk")


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
    if key in ALSO_GIVEN:  # that it is one is told from the article
        return False
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
    found = [
        part for name in found for part in _couple(text, _untitled(text, _completed(text, _unbracketed(text, name))))
    ]
    kept = [
        name
        for name in found
        if not _is_role(text[name.start : name.end], last)
        and not _is_none(text[name.start : name.end])
        and not _YEAR.match(text, name.end)
    ]
    return sorted({*kept, *_again(text, kept), *_named_as_peoples(text)})


def _named_as_peoples(text: str) -> Iterable[Found]:
    """Given names that are the noun of a people as well: people where no article stands before any of them."""
    for name, others in _PEOPLES.items():
        places = list(_places(text, name)) if name in text else []
        if len(places) < 2 or others.search(text):
            continue
        before = [text[max(0, start - 12) : start].rstrip().rpartition(" ")[2].lower() for start in places]
        if _COUNTED.isdisjoint(before):
            yield from (
                Found(start, start + len(name), SURE)
                for start in places
                if not _NAME_GOES_ON.match(text, start + len(name))
            )


def _untitled(text: str, name: Found) -> Found:
    """Cut off Dean where the article speaks of a dean, and letters that it uses as a noun: VMA | Holm."""
    first, _, rest = text[name.start : name.end].partition(" ")
    if not rest or not rest[0].isalpha():
        return name
    title = first.lower() in ALSO_GIVEN and re.search(rf"\b{first.lower()}\b|\b{first} of\b", text)
    letters = len(first) > 2 and first.isupper() and not rest.isupper() and re.search(rf"\b{first}s\b", text)
    return name._replace(start=name.end - len(rest)) if title or letters else name


def _couple(text: str, name: Found) -> list[Found]:
    """Part two people whom a hyphen joins: Ada Holm-Bo Lund."""
    words = text[name.start : name.end].split(" ")
    for n in range(1, len(words) - 1):
        one, hyphen, other = words[n].partition("-")
        if hyphen and _looks_listed(f"{words[0]} {one}") and _is_given(other) and _looks_listed(f"{other} {words[-1]}"):
            at = name.start + len(" ".join([*words[:n], one]))
            return [name._replace(end=at), name._replace(start=at + 1)]
    return [name]


def _unbracketed(text: str, name: Found) -> Found:
    """Cut what belongs to a bracket that opened before a name: (Ada) | Holm."""
    closing = text.find(")", name.start, name.end)
    if closing < 0 or "(" in text[name.start : closing]:
        return name
    rest = text[closing + 1 : name.end]
    return name._replace(start=name.end - len(rest.lstrip())) if rest.strip() else name._replace(end=closing)


def _completed(text: str, name: Found) -> Found:
    """A surname that is sure, with the one word before it that can only be its given name: "Mitt" Romney."""
    before = _WORD_BEFORE.search(text, max(0, name.start - 30), name.start)
    if before is None or name.chance < SURE or " " in text[name.start : name.end]:
        return name
    key = fold(before[1])
    codes = set(lexicon().get(key, ""))
    if key in function_words() or classes(key) or codes & set("po") or before[1].isupper():
        return name
    return name._replace(start=before.start(1))


def _is_role(name: str, last: set[str]) -> bool:
    """Whether what was taken for a name only says what somebody is: "Austrian President", "Judge"."""
    words = name.split()
    if len(words) == 1 and name in last:
        return False
    kinds = [set(classes(fold(word))) for word in words]
    if len(words) == 1 and "g" in lexicon().get(fold(name), ""):
        return bool({"honorific", "office"} & kinds[0])
    return all(_ROLES & kind for kind in kinds)


@lru_cache(maxsize=20_000)
def _is_none(name: str) -> bool:
    """Whether a name is sure to be no person's: letters, digits, a compound, a company's form, a people."""
    words = name.split()
    keys = [fold(word) for word in words]
    kinds = [set(classes(key)) for key in keys]
    codes = [set(lexicon().get(key, "")) for key in keys]
    in_place = len(words) > 1 and "p" in codes[0]  # Washington D.C.
    if _DIGIT.search(name) or all(_LETTERS.fullmatch(word) for word in words[in_place:]):
        return True
    if any(_COMPOUND.search(word) for word in words):
        return True
    if any("organisation" in kind and not {"s", "g"} & code for kind, code in zip(kinds, codes, strict=True)):
        return True
    if len(words) == 1:
        return (name.isupper() and len(name) < 6 and not set("gsrk") & codes[0]) or bool(_CAMEL.match(name))
    return _is_known_other(" ".join(keys)) or _is_thing(kinds, codes) or _ends_as_other(words, kinds[-1], codes[-1])


def _is_known_other(whole: str) -> bool:
    """Whether a name of several words is that of a company or a place."""
    return whole in named_like_people() or bool(set("pq") & set(lexicon().get(whole, "")))


def _is_thing(kinds: Sequence[set[str]], codes: Sequence[set[str]]) -> bool:
    """Whether plain words make a name of which no part is a given name: Green Paper, Side Salad, Port Light."""
    first, last = codes[0], codes[-1]
    if "w" in last and {"place", "thing"} & kinds[-1] and not set("sg") & last:
        return True
    if any("g" in code for code in codes):
        return False
    opens = "w" in first and not set("gsrk") & first
    closes = "w" in last and (not set("gsk") & last or (bool(set("pq") & first) and not set("gs") & first))
    return opens or closes


def _ends_as_other(words: Sequence[str], kinds: set[str], codes: set[str]) -> bool:
    """Whether a name opens like a ship or a lake, or closes with a people or a company."""
    if fold(words[0]) in _NAMED_LIKE_PEOPLE or (words[-1].startswith("Saint-") and "p" in lexicon()[fold(words[0])]):
        return True
    return ("people" in kinds or ("o" in codes and not set("sgk") & codes)) and not _is_given(words[-2])


def _again(text: str, names: Sequence[Found]) -> Iterable[Found]:
    """Other places of full names that were found with good confidence, and of surnames of which that is sure.

    Sure are those with particles ("De la Vega"), and any before a verb of saying or behind a title.
    """
    taken = bytearray(len(text))
    for name in names:
        taken[name.start : name.end] = b"\1" * (name.end - name.start)
    full = {(text[name.start : name.end], name.chance) for name in names if " " in text[name.start : name.end]}
    sure = {form for form, chance in full if chance > SURE or (chance >= TOGETHER and _looks_listed(form))}
    last = {surname for form in sure for surname in _surnames(form)} - sure
    for form in sorted(sure | last):
        for start in _places(text, form):
            end = start + len(form)
            if any(taken[start:end]):
                continue
            if form in sure or form.lower().partition(" ")[0] in PARTICLES or _speaks(text, Found(start, end, 0)):
                taken[start:end] = b"\1" * len(form)
                yield Found(start, end, SURE)


def _surnames(full: str) -> Iterator[str]:
    """Surnames under which a full name may stand again, also as they open a sentence."""
    words = full.split()
    start = next((i for i, word in enumerate(words) if i and word in PARTICLES), 0)
    if not start:
        if words[-1][0].isupper() and fold(words[-1]) not in PARTICLES and "suffix" not in classes(fold(words[-1])):
            yield words[-1]
        return
    capital = next((i for i in range(start, len(words)) if words[i] not in PARTICLES), len(words) - 1)
    for end in (capital + 1, len(words)):
        surname = " ".join(words[start:end])
        yield from (surname, surname[0].upper() + surname[1:])


def _places(text: str, form: str) -> Iterator[int]:
    """Where a form stands as words of its own."""
    at = text.find(form)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(form) : at + len(form) + 1]
        if not (before.isalnum() or before == "-" or after.isalnum() or after == "-"):
            yield at
        at = text.find(form, at + 1)


def doubtful(text: str, person: str, mentions: Sequence[Found]) -> bool:
    """Whether a person rests on too little.

    That is: on low chances, on a name that the article says something else bears, or on a lone word that it mostly uses
    otherwise, calls a storm or a ship, or only ever goes to.
    """
    if _names_a_thing(text, mentions):
        return True
    if all(text.startswith("the ", name.start - 4) for name in mentions) and not _looks_listed(person):
        return True  # the Margit is a barge
    return (_doubtful_together if " " in person else _doubtful_alone)(text, person, mentions)


def _doubtful_together(text: str, person: str, mentions: Sequence[Found]) -> bool:
    chance = max(name.chance for name in mentions)
    spoken = any(_speaks(text, name) for name in mentions)
    last = person.rsplit(" ", 1)[-1]
    if (
        not spoken
        and not lexicon()[fold(last)]
        and any(_GONE_TO.search(text, max(0, at - _BEFORE), at) for at in _places(text, last))
    ):
        return True
    if any(set("gsk") & set(lexicon().get(fold(part), "")) for part in person.split()):
        return chance < TOGETHER
    elsewhere = _stands_behind(text, person, _THERE | {"on", "above", "below"}) or _called_a_place(text, mentions)
    return chance < UNLISTED or (elsewhere and not spoken)


def _doubtful_alone(text: str, person: str, mentions: Sequence[Found]) -> bool:
    mean = sum(name.chance for name in mentions) / len(mentions)
    if mean < ALONE or 2 * len(mentions) < sum(1 for _ in _places(text, person)):
        return True
    if _stands_behind(text, person, _NAMED_LIKE_PEOPLE):
        return True
    if any(_speaks(text, name) for name in mentions):
        return False
    unlisted = not set("gsk") & set(lexicon().get(fold(person), ""))
    return (mean < UNHEARD and unlisted) or _stands_behind(text, person, _THERE)


def _stands_behind(text: str, name: str, words: frozenset[str]) -> bool:
    """Whether a name stands anywhere right behind one of some words, and not as the owner of something."""
    for start in _places(text, name):
        before = text[max(0, start - 20) : start].split()[-1:]
        if before and before[0].lower() in words and not text.startswith(("'", "’"), start + len(name)):
            return True
    return False


def _looks_listed(person: str) -> bool:
    """Whether a name is a listed given name and a listed surname."""
    codes = [set(lexicon().get(fold(part), "")) for part in person.split()]
    return len(codes) > 1 and "g" in codes[0] and bool(set("srk") & codes[-1])


def _called_a_place(text: str, mentions: Sequence[Found]) -> bool:
    """Whether an apposition says that a name is a place, a thing or a company: "Port Holm, the largest town"."""
    for name in mentions:
        if apposition := _APPOSITION.match(text, name.end):
            kinds = {kind for word in apposition[1].split() for kind in classes(fold(word))}
            if kinds & {"place", "thing", "organisation"} and not kinds & {"office", "trade", "kin"}:
                return True
    return False


def _names_a_thing(text: str, mentions: Sequence[Found]) -> bool:
    """Whether a name is said to be that of an animal or a thing: "a robotic dog called Proto Max"."""
    for name in mentions:
        if called := _CALLED.search(text[max(0, name.start - 80) : name.start]):
            noun = called[1].lower()
            if noun in _CALLED_LIKE_PEOPLE or {"place", "thing", "organisation"} & set(classes(fold(noun))):
                return True
    return False


def _speaks(text: str, name: Found) -> bool:
    """Whether a verb of saying or a form of address stands beside a name."""
    before = text[max(0, name.start - 20) : name.start].split()[-1:]
    after = re.findall(r"\w+", text[name.end : name.end + 20])[:1]
    return any({"speech", "honorific", "office"} & set(classes(fold(word))) for word in before) or any(
        "speech" in classes(fold(word)) for word in after
    )


def anchors_abroad(word: str) -> bool:
    """Whether a word can make ``names_of_given`` keep a name."""
    return _is_given_abroad(word[without_elision(word) :])


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
            first = next((n for n, word in enumerate(words[:-1]) if _is_given_abroad(word[0])), -1)
            while first > 0 and _may_be_given(words[first - 1][0]):
                first -= 1
            begin, end = start + part.start(), start + part.end()
            if first >= 0:
                begin, end = begin + words[first].start(), begin + _end_abroad(text, part[0], words[first:])
                if " " in text[begin:end]:
                    full.append(Found(begin, end, name.chance))
            elif len(words) == 1:
                lone.append(Found(begin, end, name.chance))
    last = {text[name.start : name.end].rsplit(maxsplit=1)[-1] for name in full}
    return sorted([*full, *(name for name in lone if text[name.start : name.end] in last)])


def _end_abroad(text: str, part: str, words: Sequence[re.Match[str]]) -> int:
    """Where a name ends within a part of a text that may go on with nouns, all of which German writes with capitals.

    At a preposition that is no particle of the name (Ada Holm | von der Universität, but Ada von der Leyen), and before
    what the person owns (Ada Holm | s Karriere).
    """
    surnames = 0
    for n, word in enumerate(words):
        if n and word[0] in _PREPOSITIONS and (surnames or word[0] in ("vom", "zum", "zur")):
            return words[n - 1].end()
        surnames += n > 0 and word[0][0].isupper() and not _is_given(word[0])
    last = words[-1].end()
    if len(words) > 2 and words[-2][0].endswith("s") and not set("gsrk") & set(lexicon().get(fold(words[-1][0]), "")):
        owner = words[-2].end() - 1
        if text.count(part[words[0].start() : owner]) > text.count(part[words[0].start() : owner] + "s") or set(
            "gsrk"
        ) & set(lexicon().get(fold(words[-2][0][:-1]), "")):
            return owner
    return last


def _given_before(before: str) -> int:
    """How many characters of given names stand right before a name that was found: "María" José Quintana."""
    words = list(re.finditer(r"\S+(?=\s)", before))
    taken = len(before)
    while words and _may_be_given(words[-1][0]) and before[words[-1].end() : taken].isspace():
        taken = words.pop().start()
    return len(before) - taken


@lru_cache(maxsize=20_000)
def _only_stands_before(word: str) -> bool:
    """Whether a word before a given name and a surname is no part of them: NAACP, Co-Chairwoman, (Chief of) Staff."""
    codes = set(lexicon().get(fold(word), ""))
    if word.isupper() and len(word) > 1 and "." not in word:
        return not codes & set("gk")
    # Unseeded | Ada Holm, Yankee | Ada Holm
    if not codes and (word.endswith("ed") or set("ok") & set(lexicon()[fold(word) + "s"])):
        return True
    if "p" in codes and not codes & set("gsk"):  # (ambassador to) Britain | Ada Holm
        return True
    if any(_ROLES & set(classes(fold(part))) for part in word.split("-")):
        return True
    return "w" in codes and not codes & set("gk")


def _may_be_given(word: str) -> bool:
    """Whether a word before a sure given name is one too, whatever else it may be: "María" José."""
    return word[0].isupper() and "g" in lexicon().get(fold(word), "")


def _is_given_abroad(word: str) -> bool:
    return _is_given(word) and word.lower() not in _NOT_GIVEN and word.lower() not in PARTICLES


@lru_cache(maxsize=20_000)
def _is_given(word: str) -> bool:
    if not word[0].isupper():
        return False
    codes = lexicon().get(fold(word), "")
    return "g" in codes and not set("wpo") & set(codes) and not _ROLES & set(classes(fold(word)))
