"""What an article says people are: titles before their names and appositions beside them.

"Finnish President Alexander Stubb", "the minister’s special envoy, Ada Quill, told …", "Bo Lund, president of
the teachers’ union," give their role outright. "The Russian leader" gives one too, once it is sure whom it means.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from newsdigest.annotation.clauses import Kind, Sentence, Token, fold, speech_verbs, table, words
from newsdigest.model import Mention, Role

LONGEST = 14
"""Words of an apposition; what is longer is a clause."""
PROFESSIONAL = re.compile(
    r"[a-z]+(?:ologist|[aorncmdht]ist|pist|teacher|ician|smith|sman|swoman|sperson|keeper|maker|master|grapher|wright)$"
)
ADJECTIVE = re.compile(r"[a-z]{3,}(?:al|ic|ous|ive|ary|ern|ful|ese|ish|less)$")
DETERMINERS = frozenset(("the", "a", "an"))
_THEN = re.compile(r"^(?:then|now)-", re.IGNORECASE)
PREDICATING = words("predicating")
POSSESSORS = frozenset(("his", "her", "their", "its", "my", "our", "your"))


ADDRESS = frozenset(
    ("the", "most", "very", "right", "rt", "reverend", "rev", "hon", "honourable", "sir", "dr", "mr", "mrs", "ms")
)
"""What may stand between an apposition and its name."""


@dataclass(frozen=True, slots=True)
class Description:
    """A definite description such as "the Ukrainian president", and where it stands."""

    sentence: int
    start: int
    """Index of its first token."""
    end: int
    """Index after its last token."""
    words: tuple[str, ...]


@lru_cache(maxsize=1)  # quotes look at the roles of the same article
def find(paragraphs: tuple[str, ...], mentions: tuple[Mention, ...]) -> tuple[Role, ...]:
    """Find the roles of an article's people, verbatim, each with its paragraph and sentence, in order.

    A role that another one of the same person says more fully ("envoy" beside "special envoy") is left out, and so
    is what stands inside quotation marks: that is somebody's opinion.
    """
    text, _, mentions, parts = fold(paragraphs, mentions)
    found: list[tuple[str, int, tuple[Token, ...]]] = []
    for number, sentence in enumerate(parts):
        for i, token in enumerate(sentence.tokens):
            if token.kind is Kind.NAME:
                person = mentions[token.ref].person
                found += [(person, number, role) for role in _given(sentence.tokens, i) if _says_something(role)]
    found += _described(parts, mentions, found)
    roles = [_role(text, parts[number], person, tokens) for person, number, tokens in found]
    return tuple(_fullest(sorted(roles, key=lambda pair: pair[0])))


def _role(text: str, sentence: Sentence, person: str, tokens: tuple[Token, ...]) -> tuple[int, Role]:
    said = _THEN.sub("", text[tokens[0].start : tokens[-1].end])
    whole = text[sentence.tokens[0].start : sentence.tokens[-1].end]
    return tokens[0].start, Role(person, said, sentence.paragraph, whole)


def _fullest(roles: Sequence[tuple[int, Role]]) -> Iterator[Role]:
    """Each role once, without those that a fuller one of the same person contains."""
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))  # person → word → roles with it
    for _, role in roles:
        for word in role.text.lower().split():
            said[role.person][word].add(role.text)
    kept: set[tuple[str, str]] = set()
    for _, role in roles:
        whole = role.text.lower()
        part = whole.split()
        if (role.person, whole) in kept:
            continue
        others = min((said[role.person][word] for word in part), key=len)
        if any(len(other.split()) > len(part) and _within(part, other.lower().split()) for other in others):
            continue
        kept.add((role.person, whole))
        yield role


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Say whether all words of the part stand in the whole, in order."""
    rest = iter(whole)
    return all(word in rest for word in part)


def _says_something(role: tuple[Token, ...]) -> bool:
    return len(role) > 1 or role[0].word not in role_words("weak")


def _given(tokens: Sequence[Token], i: int) -> Iterator[tuple[Token, ...]]:
    """Yield the tokens of each role that stands beside the name at ``i``."""
    spans = (_title(tokens, i) or _apposition_before(tokens, i), _apposition_after(tokens, i), _held(tokens, i))
    for span in spans:
        if span is not None:
            yield tuple(tokens[span[0] : span[1]])


def role_noun(text: str) -> str:
    """Give the noun of a role: ``spokesman`` of "Kremlin spokesman for the press"."""
    core = re.split(r"\s+(?:of|for|at|in|with|on|to)\s+", text.lower().replace("’", "'"), maxsplit=1)[0]
    return core.split()[-1].rstrip(".") if core.split() else ""


def _title(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """Title right before a name: "Finnish President", "Secretary of State", "Sen.", "the dairy farmer"."""
    span = _noun_phrase_before(tokens, i)
    if span and all(token.word.rstrip(".") in ADDRESS for token in tokens[span[0] : i]):
        return None
    if span is None and i > 2 and tokens[i - 1].text[:1].isupper() and tokens[i - 2].word == "of":
        inner = _noun_phrase_before(tokens, i - 2)  # Secretary of State
        span = (inner[0], i) if inner and tokens[i - 3].text[:1].isupper() else None
    if span is None or (span[0] and tokens[span[0] - 1].word in POSSESSORS):
        return None
    whole = _after_determiner(tokens, i) if tokens[i - 1].text.islower() else None
    return whole if whole and whole[0] < span[0] else span


def _after_determiner(tokens: Sequence[Token], end: int) -> tuple[int, int] | None:
    """Find "dairy farmer" of "the dairy farmer": small words between an article and the noun before ``end``."""
    for k in range(end - 1, max(-1, end - 6), -1):
        if tokens[k].word in DETERMINERS:
            return (k + 1, end) if k + 1 < end else None
        plain = tokens[k].kind is Kind.WORD and tokens[k].text.islower() and tokens[k].word not in speech_verbs()
        if not (plain or tokens[k].text == "-") or tokens[k].word in words("prepositions") | words("starters") - {
            "then"
        }:
            return None
    return None


def _apposition_before(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """Trump’s special envoy, NAME, told / The leader of the opposition, NAME, / Its chief, NAME, said."""
    comma = i - 1
    while comma > 0 and tokens[comma].word.rstrip(".") in ADDRESS:  # The Bishop of Kestrel, the Right Reverend NAME
        comma -= 1
    if comma < 1 or tokens[comma].text != ",":
        return None
    span = _after_determiner(tokens, comma) if is_role_noun(tokens[comma - 1]) else None
    span = span or _noun_phrase_before(tokens, comma) or _fronted(tokens, comma)
    if span is None or (span[0] and tokens[span[0] - 1].word in POSSESSORS - {"its", "their"}):
        return None
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or following.text in (",", ".", "—", "–") or following.word in speech_verbs():
        return span
    fronted = span[0] < 2 and following.word not in ("and", "or")  # it opens the sentence, so this is no list
    return span if fronted else None


def _fronted(tokens: Sequence[Token], comma: int) -> tuple[int, int] | None:
    """Find "leader of the Civic Alliance" before a comma: from an article on, the noun before its first preposition."""
    for k in range(comma - 1, max(-1, comma - LONGEST), -1):
        if tokens[k].kind in (Kind.QUOTE, Kind.PUNCTUATION) and tokens[k].text not in "-/&'’":
            return None
        if tokens[k].word in DETERMINERS:
            noun = k + 1
            while noun < comma and tokens[noun].word not in words("prepositions"):
                noun += 1
            if k + 1 < noun < comma and is_role_noun(tokens[noun - 1]):
                return k + 1, comma
    return None


def _noun_phrase_before(tokens: Sequence[Token], end: int) -> tuple[int, int] | None:
    """Find the noun phrase that ends with a role's noun right before ``end``, without its article."""
    k = end - 1
    if k < 0 or not is_role_noun(tokens[k]):
        return None
    while k and _belongs(tokens, k - 1):
        k -= 1
    while k < end - 1 and (tokens[k].kind is Kind.POSSESSIVE or tokens[k].word in DETERMINERS | words("starters")):
        k += 1
    return k, end


def _belongs(tokens: Sequence[Token], k: int) -> bool:
    """Say whether a token can be part of a title whose noun follows."""
    token = tokens[k]
    if token.kind is Kind.NAME:  # Trump’s envoy, Trump campaign spokesman
        return tokens[k + 1].kind in (Kind.POSSESSIVE, Kind.WORD)
    if token.kind is not Kind.WORD:
        return token.kind is Kind.POSSESSIVE or token.text in ("-", "&", "/")
    word = token.word
    if token.text[0].isdigit():  # 9/11, 45th, but not a year
        return not token.text.isdigit() or tokens[k + 1].text == "-"
    if token.text[0].isupper():
        return word not in words("starters") and word not in words("prepositions")
    known = word in role_words("modifier") or is_role_noun(token) or ADJECTIVE.match(word)
    return bool(known) or "-" in word.strip("-")


def is_role_noun(token: Token) -> bool:
    """Say whether a word is the noun of a role: president, Sen., biologist."""
    if token.kind is not Kind.WORD:
        return False
    word = token.word.rstrip(".")
    return word in role_words("head") or word in role_words("title") or bool(PROFESSIONAL.match(word))


def _apposition_after(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """NAME, [58,] a fellow at the European Council …, / NAME, who is chair of …,."""
    k = i + 1
    if k + 1 < len(tokens) and tokens[k].text == "(":  # Ann Holm (D-S.C.), the assistant leader
        closing = next((j for j in range(k, min(k + 8, len(tokens))) if tokens[j].text == ")"), None)
        k = closing + 1 if closing is not None else k
    if k + 2 < len(tokens) and tokens[k].text == "," and tokens[k + 1].text.isdigit():
        k += 2
    if k + 1 >= len(tokens) or tokens[k].text != ",":
        return None
    start = k + 1
    if [token.word for token in tokens[start : start + 2]] in (["who", "is"], ["who", "was"]):
        start += 2
    while start < len(tokens) and tokens[start].word in DETERMINERS | {"its", "their"}:
        start += 1
    core = start
    while core < len(tokens) and _belongs_after(tokens, core):
        core += 1
    if core == start or not is_role_noun(tokens[core - 1]):
        return None
    end = _phrase_end(tokens, core)
    if end == core and end < len(tokens) and not _stops(tokens[end]):
        return None
    while end > core and (tokens[end - 1].kind is not Kind.WORD or tokens[end - 1].word in words("prepositions")):
        if tokens[end - 1].kind is Kind.NAME:
            break
        end -= 1
    return start, end if end - start <= LONGEST else core


def _held(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """NAME, who resigned as transport minister … / NAME … her post as state epidemiologist."""
    for k in range(i + 1, min(len(tokens) - 1, i + 12)):
        token = tokens[k]
        if token.kind in (Kind.QUOTE, Kind.NAME):
            return None
        if token.word != "as" or k - i < 2:
            continue
        before, owner = tokens[k - 1].word, tokens[k - 2].word
        holds = before in words("posts") and owner in ("his", "her", "their")
        if not holds and not (before in words("holding") and tokens[i + 1].text == "," and tokens[i + 2].word == "who"):
            return None
        core = k + 1 + (tokens[k + 1].word in DETERMINERS)
        start = core
        while core < len(tokens) and _belongs_after(tokens, core):
            core += 1
            if is_role_noun(tokens[core - 1]) and (core == len(tokens) or not _belongs(tokens, core)):
                return start, core
        return None
    return None


def _belongs_after(tokens: Sequence[Token], k: int) -> bool:
    token = tokens[k]
    if _speaks(token):
        return False
    if token.kind is Kind.WORD and token.word in words("prepositions") | words("starters"):
        return False
    return token.kind in (Kind.WORD, Kind.POSSESSIVE) or (token.kind is Kind.NAME and k + 1 < len(tokens))


def _phrase_end(tokens: Sequence[Token], k: int) -> int:
    """Go on from a role's noun to the end of what belongs to it: "of the United Federation of Teachers"."""
    if k >= len(tokens) or tokens[k].word not in words("prepositions"):
        return k
    while k < len(tokens) and not _stops(tokens[k]):
        k += 1
    return k


def _stops(token: Token) -> bool:
    if token.kind is Kind.QUOTE:
        return True
    if token.kind is Kind.PUNCTUATION:
        return token.text not in "-/&'’"
    if token.word in ("who", "which", "whose", "that", "and", "but", "when", "where"):
        return True
    return _speaks(token)


def _speaks(token: Token) -> bool:
    """Say whether a token is surely a verb of saying: "said", but not "state" or the "State" of a university."""
    verb = speech_verbs().get(token.text)
    return verb is not None and verb.form == "finite" and not verb.particle


def _described(
    parts: Sequence[Sentence], mentions: Sequence[Mention], given: Sequence[tuple[str, int, tuple[Token, ...]]]
) -> list[tuple[str, int, tuple[Token, ...]]]:
    """Give definite descriptions ("the Russian leader") to the people they mean, where only one can be meant.

    Those that are sure are settled first; who has one role of a place cannot have that of another, which makes
    others sure in turn.
    """
    descriptions = [found for number, sentence in enumerate(parts) for found in _descriptions(number, sentence.tokens)]
    places: dict[str, set[str]] = defaultdict(set)
    for person, _, tokens in given:
        places[person] |= _places(token.word for token in tokens if token.text[0].isupper())
    owner: dict[tuple[str, ...], str] = {}
    for person, _, tokens in given:
        owner.setdefault(tuple(token.word for token in tokens), person)
    openings = _openings(parts, mentions) if descriptions else Counter()
    settled: list[tuple[str, int, tuple[Token, ...]]] = []
    waiting = descriptions
    while True:
        left = []
        for description in waiting:
            person = owner.get(description.words) or _meant(description, parts, mentions, places, openings)
            if not person:
                left.append(description)
                continue
            owner[description.words] = person
            places[person] |= _places([description.words[0]])
            tokens = parts[description.sentence].tokens[description.start : description.end]
            settled.append((person, description.sentence, tokens))
        if len(left) == len(waiting):
            return settled
        waiting = left


def _descriptions(number: int, tokens: Sequence[Token]) -> Iterator[Description]:
    for k, token in enumerate(tokens):
        if token.word != "the" or k + 2 >= len(tokens) or not tokens[k + 1].text[0].isupper():
            continue
        if k and tokens[k - 1].word in PREDICATING:  # Hawkins is the …
            continue
        end = k + 1
        while end < len(tokens) and tokens[end].kind is Kind.WORD and _belongs(tokens, end):
            end += 1
        if end - k < 3 or tokens[end - 1].word not in role_words("office"):
            continue
        following = tokens[end] if end < len(tokens) else None
        named = following is not None and (
            following.kind is Kind.NAME
            or (following.text == "," and end + 1 < len(tokens) and tokens[end + 1].kind is Kind.NAME)
        )
        if not named:
            yield Description(number, k + 1, end, tuple(token.word for token in tokens[k + 1 : end]))


def _meant(
    description: Description,
    parts: Sequence[Sentence],
    mentions: Sequence[Mention],
    places: dict[str, set[str]],
    openings: Counter[tuple[str, str]],
) -> str:
    """Give the one person who can be meant, or nobody."""
    place = _places([description.words[0]])
    here = parts[description.sentence]
    before = [token for token in here.tokens[: description.start] if token.kind is Kind.NAME]
    beside = _arguments(here.tokens, description, mentions)
    earlier = [mentions[token.ref].person for token in before]
    for back in (1, 2):
        if description.sentence >= back and parts[description.sentence - back].paragraph >= here.paragraph - 1:
            tokens = parts[description.sentence - back].tokens
            earlier += [mentions[token.ref].person for token in tokens if token.kind is Kind.NAME]
    people = [
        person
        for person in dict.fromkeys(earlier)
        if person not in beside and (not places[person] or places[person] & place)
    ]
    if len(people) == 1:
        return people[0]
    ties = {person: sum(openings[person, stem] for stem in place) for person in people}
    best, *others = sorted(people, key=lambda person: -ties[person]) or [""]
    return best if best and ties[best] > 1 and all(ties[best] >= 2 * ties[other] for other in others) else ""


def _arguments(tokens: Sequence[Token], description: Description, mentions: Sequence[Mention]) -> set[str]:
    """Find the people beside whom the description stands in its clause: they are somebody else."""
    near = set()
    for k in range(description.start - 1, -1, -1):
        if tokens[k].text == "," and k < description.start - 2:
            break
        if tokens[k].kind is Kind.NAME:
            near.add(mentions[tokens[k].ref].person)
    for k in range(description.end, len(tokens)):
        if tokens[k].text == ",":
            break
        if tokens[k].kind is Kind.NAME:
            near.add(mentions[tokens[k].ref].person)
    opening = [k for k in range(description.start) if tokens[k].kind is Kind.NAME]
    if tokens[0].word in words("prepositions") and opening:  # In a call with Trump on Tuesday, the Russian leader …
        near.add(mentions[tokens[opening[0]].ref].person)
    return near


def _openings(parts: Sequence[Sentence], mentions: Sequence[Mention]) -> Counter[tuple[str, str]]:
    """Count, for each person and place, the sentences that begin with the person and name the place."""
    found: Counter[tuple[str, str]] = Counter()
    for sentence in parts:
        first, *rest = sentence.tokens
        if first.kind is Kind.NAME and not (rest and rest[0].kind is Kind.POSSESSIVE):
            person = mentions[first.ref].person
            stems = {stem for token in sentence.tokens if token.text[0].isupper() for stem in _places([token.word])}
            found.update((person, stem) for stem in stems)
    return found


def _places(found: Iterator[str] | Sequence[str]) -> set[str]:
    """Give the stems of places among capitalised words: Ukrainian and Ukraine have the same one."""
    stems = set()
    for word in found:
        if word in role_words("head") or len(word) < 2:
            continue
        stems.add(_demonyms().get(word, word[:5]))
    return stems


@cache
def _demonyms() -> dict[str, str]:
    return {word: line.split()[-1] for line in table("demonyms.txt") for word in line.split()}


@cache
def role_words(name: str) -> frozenset[str]:
    """One of the lists of role_words.txt."""
    rows = (line.partition(":") for line in table("role_words.txt"))
    return frozenset(word for title, _, row in rows if title == name for word in row.split())
