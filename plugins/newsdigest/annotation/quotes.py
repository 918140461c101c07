"""Direct quotes and who said them.

The method follows the deterministic sieves for quote attribution (O'Keefe et al. 2012; Muzny et al. 2017): sure
patterns first (“…,” said NAME; NAME said: “…”), then the reporting verb before the quote, then quotes that carry on
from the one before. A speaker who is not sure is left out: an empty speaker is better than words put in a mouth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from newsdigest.annotation import quotes_abroad, roles
from newsdigest.annotation.clauses import Kind, Sentence, Token, fold, speech_verbs, words
from newsdigest.annotation.gender import pronouns
from newsdigest.annotation.marks import Span
from newsdigest.model import Mention, Quote, Role

LEAST_WORDS = 4
"""A shorter text between marks is kept only where a reporting verb governs it."""
DASHES = ("—", "–", "―", "-")
SYNONYMS = (("judge", "justice"), ("lawmaker", "legislator", "mp"), ("policeman", "policewoman", "officer"))
HE_SHE = ("he", "she")
OTHER_PRONOUNS = words("other pronouns")
SKIPPED = words("skipped")
PASSIVE = words("passive")
SUBORDINATORS = words("subordinators")
PREPOSITIONS = words("prepositions")
UTTERANCES = words("utterances")
NAMED_SO = re.compile(
    r"(?:so-called|known as|dubbed|nicknamed|entitled|titled|the (?:word|words|term|phrase|title|song|album|film|movie|"
    r"book|novel|play|show|series|hit|single|poem|painting|comedy|drama|hashtag)|called)\s*,?\s*$",
    re.I,
)
SMALL = words("small")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a clause is about: a named person, "he" or "she", "the judge", or somebody or something else (all empty)."""

    person: str = ""
    pronoun: str = ""
    noun: tuple[str, ...] = ()
    """Words after "the"."""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of saying and its subject."""

    subject: Subject
    verb: str


class Scene(NamedTuple):
    """What attribution looks at: the folded text and which pronoun its people go by."""

    spans: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    pronoun_of: dict[str, str]
    roles: tuple[Role, ...]


def find(paragraphs: tuple[str, ...], mentions: tuple[Mention, ...], language: str = "en") -> tuple[Quote, ...]:
    """Find the direct quotes of an article, each with its speaker where the text makes that sure.

    ``start`` and ``end`` of a quote delimit its ``text``, inside the marks. A quote that runs on over paragraphs is
    one quote a paragraph. Scare quotes and titles of works are left out. ``language`` is a BCP 47 tag.
    """
    folded = fold(paragraphs, mentions)
    if not folded.spans:
        return ()
    known = pronouns(folded.text, folded.mentions)
    if abroad := quotes_abroad.languages().get(language.lower().partition("-")[0]):
        said = quotes_abroad.attribute(folded, known, abroad)
    else:
        said = _attribute(
            Scene(folded.spans, folded.sentences, folded.mentions, known, roles.find(paragraphs, mentions))
        )
    quotes: list[Quote] = []
    for span, (speaker, verb, governed) in zip(folded.spans, said, strict=True):
        if _is_quote(span, folded.text, governed and bool(speaker)):
            quotes.append(Quote(span.start, span.end, span.text, speaker, verb, span.paragraph))
    return tuple(quotes)


def _is_quote(span: Span, text: str, governed: bool) -> bool:
    """Tell words that were said from scare quotes and titles."""
    said = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", span.text)
    if NAMED_SO.search(text[max(0, span.outer_start - 30) : span.outer_start]) and span.text[-1] not in ",.!?":
        return False
    if _is_title(said) and span.text[-1] not in "!?…":
        return False
    if len(said) >= LEAST_WORDS:
        return True
    return governed and (len(said) > 1 or (span.text[0].isupper() and span.text[-1] in ".!?,"))


def _is_title(said: list[str]) -> bool:
    weighty = [word for word in said if word.lower() not in SMALL]
    return bool(weighty) and len(said) > 1 and all(word[0].isupper() or word[0].isdigit() for word in weighty)


def _attribute(scene: Scene) -> list[tuple[str, str, bool]]:
    """For each span: speaker or nothing, verb, and whether a reporting verb of its own sentence says so."""
    result: list[tuple[str, str, bool]] = [("", "", False)] * len(scene.spans)
    last: int | None = None  # the span before, in reading order
    for number, sentence in enumerate(scene.sentences):
        for i, token in enumerate(sentence.tokens):
            if token.kind is not Kind.QUOTE:
                continue
            cue = _cue(scene, number, i)
            if cue is not None:
                result[token.ref] = (_person(scene, number, cue.subject, result), cue.verb, True)
            else:
                speaker = _carried(scene, number, i, last, result)
                result[token.ref] = (speaker, "", False)
            last = token.ref
    return result


def _cue(scene: Scene, number: int, i: int) -> Cue | None:
    tokens = scene.sentences[number].tokens
    if signature := _signature(tokens, i + 1):
        return Cue(_named(scene, tokens, signature), "")
    after = _cue_after(scene, tokens, i)
    if after is not None and _hands_over(scene, tokens, i):
        return after
    return _cue_before(scene, tokens, i) or after or _cue_at_end(scene, tokens, i)


def _hands_over(scene: Scene, tokens: Sequence[Token], i: int) -> bool:
    """Say whether the quote ends so that its attribution may follow: “…,” or “…?” or “…” — he said."""
    closing = scene.spans[tokens[i].ref].text[-1:]
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    return closing in ",?!…—–-." or following in (",", *DASHES)


def _cue_after(scene: Scene, tokens: Sequence[Token], i: int) -> Cue | None:
    """Find an attribution right behind the quote: “…,” NAME said; “…,” said NAME; “…,” according to NAME."""
    low = i + 1
    while low < len(tokens) and tokens[low].text in (",", *DASHES):
        low += 1
    if low < len(tokens) and tokens[low].word in SUBORDINATORS:
        return None
    if low < len(tokens) and tokens[low].word == "according":
        return Cue(_right(scene, tokens, low + 1, stop=len(tokens)), "according to")
    stop = next((k for k in range(low, len(tokens)) if tokens[k].kind is Kind.QUOTE), len(tokens))
    verbs = (v for v in range(low, min(stop, low + 30)) if _is_verb(tokens, v) and _is_finite(tokens[v]))
    v = next(verbs, None)
    if v is None:
        return None
    inverted = v - low <= 1 and all(token.word.endswith("ly") for token in tokens[low:v])
    subject = _right(scene, tokens, v, stop) if inverted else _left(scene, tokens, v, low)
    return Cue(subject, tokens[v].text) if subject is not None and (inverted or subject.at - low <= 10) else None


def _cue_at_end(scene: Scene, tokens: Sequence[Token], i: int) -> Cue | None:
    """Find what closes a sentence that the quote is part of: Europe needs to “…” and take part, NAME said."""
    for v in range(len(tokens) - 1, i, -1):
        if _is_verb(tokens, v) and _is_finite(tokens[v]):
            subject = _left(scene, tokens, v, i + 1)
            if subject is not None and any(token.text == "," for token in tokens[max(i, subject.at - 5) : subject.at]):
                return Cue(subject, tokens[v].text)
            break
    return None


def _signature(tokens: Sequence[Token], k: int) -> int | None:
    """Index of the name in a signature that begins at ``k``: “…” — Mayor NAME, Kestrel."""
    if k >= len(tokens) or tokens[k].text not in DASHES:
        return None
    k += 1
    while k < len(tokens) and tokens[k].kind is Kind.WORD and tokens[k].text[0].isupper():
        k += 1
    signed = k < len(tokens) and tokens[k].kind is Kind.NAME
    return k if signed and (k + 1 == len(tokens) or tokens[k + 1].text in (",", "(", ".")) else None


def _cue_before(scene: Scene, tokens: Sequence[Token], i: int) -> Cue | None:
    if i and tokens[i - 1].text in (":", "—") and i > 1 and tokens[i - 2].kind is Kind.NAME:
        return Cue(_named(scene, tokens, i - 2), "")
    for v in range(i - 1, -1, -1):
        if tokens[v].word == "according" and v + 1 < i:
            return Cue(_right(scene, tokens, v + 1, i), "according to")
        if _is_verb(tokens, v):
            inverted = (
                v == 0
                or tokens[v - 1].kind is Kind.QUOTE
                or (tokens[v - 1].text == "," and v > 1 and tokens[v - 2].kind is Kind.QUOTE)
            )
            subject = _right(scene, tokens, v, i) if inverted else _left(scene, tokens, v, 0)
            if subject is not None:
                return Cue(subject, tokens[v].text)
        elif tokens[v].word in UTTERANCES and v > 1 and tokens[v - 1].kind is Kind.POSSESSIVE:
            return Cue(_named(scene, tokens, v - 2), "")
    return None


def _is_verb(tokens: Sequence[Token], v: int) -> bool:
    verb = speech_verbs().get(tokens[v].word)
    before = tokens[v - 1] if v else None
    if verb is None or (tokens[v].text[0].isupper() and before is not None and before.kind is not Kind.QUOTE):
        return False  # the United States
    if verb.particle:
        return v + 1 < len(tokens) and tokens[v + 1].word == verb.particle
    if verb.form == "noun":
        return before is not None and (before.kind is Kind.NAME or before.word in HE_SHE or before.word in SKIPPED)
    return True


def _is_finite(token: Token) -> bool:
    return speech_verbs()[token.word].form != "ing"


def _named(scene: Scene, tokens: Sequence[Token], k: int) -> Subject:
    return Subject(person=scene.mentions[tokens[k].ref].person, at=k)


def _left(  # noqa: PLR0911 -- one way out for each kind of word before a verb
    scene: Scene, tokens: Sequence[Token], v: int, low: int, end: int | None = None
) -> Subject | None:
    """Subject of the verb at ``v``, looked for to its left from ``end`` down to ``low``."""
    form = speech_verbs()[tokens[v].word].form
    k = (v if end is None else end) - 1
    while k >= low and (tokens[k].word in SKIPPED or tokens[k].word.endswith("ly")):
        if form == "finite" and tokens[k].word in PASSIVE:
            by = v + 1 < len(tokens) and tokens[v + 1].word == "by"
            return _right(scene, tokens, v + 1, len(tokens)) if by else Subject(at=k)
        k -= 1
    if k < low:
        return _first_subject(scene, tokens, 0, v) if low == 0 else None
    token = tokens[k]
    if token.kind is Kind.NAME:
        return Subject(at=k) if form != "ing" and _stands_for(tokens, k) else _named(scene, tokens, k)
    if token.word in HE_SHE:
        return Subject(pronoun=token.word, at=k)
    if token.word in ("who", "that"):
        return _antecedent(scene, tokens, k, low)
    if token.text == ",":
        return _before_comma(scene, tokens, k, low, v)
    if form == "ing":
        return _of_participle(scene, tokens, k, low, v)
    if token.word in OTHER_PRONOUNS:
        return Subject(at=k)
    if token.text == ")":
        opening = next((j for j in range(k, low - 1, -1) if tokens[j].text == "("), None)
        return _left(scene, tokens, v, low, opening) if opening is not None else None
    if token.word in ("and", "but", "or", "to") or token.kind is Kind.QUOTE:
        return _first_subject(scene, tokens, low, k)
    return _phrase(scene, tokens, k, low)


def _antecedent(scene: Scene, tokens: Sequence[Token], k: int, low: int) -> Subject | None:
    """Whom "who" or "that" at ``k`` stands for: a name right before it, or a thing."""
    j = k - 2 if k > low and tokens[k - 1].text == "," else k - 1
    if j >= low and tokens[j].kind is Kind.NAME:
        return _named(scene, tokens, j)
    return Subject(at=j) if tokens[k].word == "that" else None  # a statement that stated; anybody who complains


def _of_participle(scene: Scene, tokens: Sequence[Token], k: int, low: int, v: int) -> Subject | None:
    """Subject of "saying" after a word that is no name: that of the clause it belongs to, or nobody that is sure."""
    if tokens[k].word not in PREPOSITIONS and tokens[k].word not in ("and", "while", "when"):
        return None
    if k == 0:  # After saying “…,” she left
        comma = next((j for j in range(v, len(tokens)) if tokens[j].kind is Kind.QUOTE or tokens[j].text == ","), None)
        return _first_subject(scene, tokens, comma, len(tokens)) if comma is not None else None
    return _first_subject(scene, tokens, low, k)


def _stands_for(tokens: Sequence[Token], k: int) -> bool:
    """Say whether somebody else speaks for the name at ``k``: "a spokeswoman for NAME"."""
    j = k - 1
    while j > 0 and tokens[j].kind is Kind.WORD and tokens[j].text[0].isupper():
        j -= 1
    return j > 0 and tokens[j].word in ("for", "of", "to", "with") and tokens[j - 1].kind is Kind.WORD


def _before_comma(scene: Scene, tokens: Sequence[Token], comma: int, low: int, v: int) -> Subject | None:
    """NAME, a leading advocate, SAID / Trump’s envoy, NAME, SAID / NAME did something, SAYING."""
    start = next((k for k in range(comma - 1, low, -1) if tokens[k].text == ","), low)
    relative = any(token.word in ("who", "whom", "whose", "which") for token in tokens[start:comma])
    if tokens[comma - 1].kind is Kind.NAME and comma - 1 >= low and not relative:
        return _named(scene, tokens, comma - 1)
    if speech_verbs()[tokens[v].word].form == "ing":
        return _first_subject(scene, tokens, low, comma)
    for k in range(comma - 1, max(low, comma - 40), -1):
        if tokens[k].text != ",":
            continue
        before = tokens[k - 1]
        if before.kind is Kind.NAME:
            return _named(scene, tokens, k - 1)
        if before.text == ")":
            return _left(scene, tokens, v, low, k)
        if before.word in HE_SHE:
            return Subject(pronoun=before.word, at=k - 1)
    return _first_subject(scene, tokens, low, comma)


def _phrase(scene: Scene, tokens: Sequence[Token], k: int, low: int) -> Subject | None:
    """Find a subject that ends in a plain word: "Sessions of Alabama", "Trump’s campaign", "the mayor"."""
    for j in range(k, max(low - 1, k - 12), -1):
        token = tokens[j]
        if token.kind is Kind.NAME:
            follower = tokens[j + 1]
            if follower.kind is Kind.POSSESSIVE:
                return _named(scene, tokens, j) if tokens[k].word in UTTERANCES else Subject(at=j)
            if follower.word in PREPOSITIONS or follower.word in SKIPPED:
                return _named(scene, tokens, j)
            return Subject(at=j)
        if token.word == "the" and (j == 0 or tokens[j - 1].word not in PREPOSITIONS):
            return Subject(at=j, noun=tuple(each.word for each in tokens[j + 1 : k + 1]))
        if token.kind is Kind.QUOTE or (token.kind is Kind.PUNCTUATION and token.text not in "-–'’&/"):
            return Subject(at=j + 1)
    return Subject(at=max(low, k - 12))


def _first_subject(scene: Scene, tokens: Sequence[Token], low: int, high: int) -> Subject | None:
    """Subject of the clause that begins at ``low``: its first name or pronoun that no verb or preposition precedes."""
    begun = False
    for k in range(low, high):
        token = tokens[k]
        if token.text == "," or (token.kind is Kind.QUOTE and scene.spans[token.ref].text[-1] == ","):
            begun = False
        elif token.kind is Kind.NAME:
            following = tokens[k + 1] if k + 1 < len(tokens) else token
            if not begun and following.kind is not Kind.POSSESSIVE:
                return _named(scene, tokens, k)
        elif token.word in HE_SHE:
            return Subject(pronoun=token.word, at=k)
        elif token.word == "the" and not begun and (noun := _role_at(scene, tokens, k + 1, high)):
            return Subject(at=k, noun=noun)
        elif token.word in PREPOSITIONS or token.word.endswith(("ed", "ing")):
            begun = True
    return None


def _role_at(scene: Scene, tokens: Sequence[Token], start: int, high: int) -> tuple[str, ...]:
    """Words at ``start`` that stand for the holder of a role: "the Republican nominee", but not "the judge, NAME"."""
    end, stop = start, min(high, start + 5)
    while end < stop and tokens[end].kind is Kind.WORD and not roles.is_role_noun(tokens[end]):
        end += 1
    if end == stop or not roles.is_role_noun(tokens[end]):
        return ()
    following = [token.kind for token in tokens[end + 1 : end + 3]]
    if Kind.NAME in following or Kind.POSSESSIVE in following[:1]:
        return ()
    noun = tuple(token.word for token in tokens[start : end + 1])
    return noun if any(_fits(noun, role.text) for role in scene.roles) else ()


def _right(scene: Scene, tokens: Sequence[Token], v: int, stop: int) -> Subject:
    """Subject that follows its verb: "said NAME", "said the group’s president, NAME"."""
    comma = False
    for k in range(v + 1, min(stop, v + 16)):
        token = tokens[k]
        if token.kind is Kind.NAME:
            if k + 1 < stop and tokens[k + 1].kind is Kind.POSSESSIVE:
                continue
            return _named(scene, tokens, k)
        if token.word in HE_SHE and k == v + 1:
            return Subject(pronoun=token.word, at=k)
        if token.text == ",":
            if comma or not (k + 1 < stop and tokens[k + 1].kind is Kind.NAME):
                break
            comma = True
        elif (
            (token.kind is Kind.PUNCTUATION and token.text not in "-–'’&/")
            or token.kind is Kind.QUOTE
            or (token.word in ("that", "in", "at", "who", "because", "when", "during"))
        ):
            break
    if v + 1 < len(tokens) and tokens[v + 1].word == "the":  # said the judge
        ends = (k for k in range(v + 2, stop) if tokens[k].kind is not Kind.WORD or tokens[k].word in PREPOSITIONS)
        return Subject(at=v + 1, noun=tuple(token.word for token in tokens[v + 2 : next(ends, stop)]))
    return Subject(at=v + 1)


def _person(scene: Scene, number: int, subject: Subject, known: Sequence[tuple[str, str, bool]]) -> str:
    if subject.noun:
        return _holder(scene, subject.noun, scene.sentences[number].paragraph)
    if subject.person or not subject.pronoun:
        return subject.person
    return _who(scene, number, scene.sentences[number].tokens, subject.at, known)


def _holder(scene: Scene, noun: tuple[str, ...], paragraph: int) -> str:
    """Whom "the prime minister" means: the only one to whom the article has given such a role by then."""
    people = {role.person for role in scene.roles if role.paragraph <= paragraph and _fits(noun, role.text)}
    return people.pop() if len(people) == 1 else ""


def _fits(noun: tuple[str, ...], role: str) -> bool:
    """Say whether a role can be called by a noun: a former or a vice president is not the president."""
    said = role.lower().replace("’", "'").split()
    same = {noun[-1], *next((group for group in SYNONYMS if noun[-1] in group), ())}
    return (
        roles.role_noun(role) in same
        and set(noun[:-1]) <= set(said)
        and not (set(said) - set(noun)) & words("other than plain")
    )


def _resolve(scene: Scene, number: int, position: int, pronoun: str, known: Sequence[tuple[str, str, bool]]) -> str:
    """Whom "he" or "she" means: the nearest fitting speaker, subject or name in this paragraph or the one before."""
    here = scene.sentences[number].paragraph
    for back in range(number, -1, -1):
        sentence = scene.sentences[back]
        if here - sentence.paragraph > 1:
            break
        tokens = [token for token in sentence.tokens if token.end <= position]
        central, others = _salient(scene, back, tokens, known)
        can = [person for person in central if scene.pronoun_of.get(person, pronoun) == pronoun]
        if can:
            return can[0]
        sure = [person for person in others if scene.pronoun_of.get(person) == pronoun]
        may = [person for person in others if person not in scene.pronoun_of]
        if sure or may:
            return (sure or may)[0]
    return ""


def _salient(
    scene: Scene, number: int, tokens: Sequence[Token], known: Sequence[tuple[str, str, bool]]
) -> tuple[list[str], list[str]]:
    """People of a sentence: those whom it is about, the speaker first, and all others that it names."""
    central = [known[token.ref][0] for token in tokens if token.kind is Kind.QUOTE][-1:]
    for v in range(len(tokens) - 1, 0, -1):
        before = tokens[v - 1]
        if (before.kind is Kind.NAME or before.word in HE_SHE) and _is_verb(tokens, v):
            central.append(_who(scene, number, tokens, v - 1, known))
            break
    subject = _first_subject(scene, tokens, 0, len(tokens))
    if subject is not None:
        central.append(_person(scene, number, subject, known))
    others = [scene.mentions[token.ref].person for token in tokens if token.kind is Kind.NAME]
    return [person for person in dict.fromkeys(central) if person], list(dict.fromkeys(others))


def _who(scene: Scene, number: int, tokens: Sequence[Token], k: int, known: Sequence[tuple[str, str, bool]]) -> str:
    """Person named at ``k``, or whom the pronoun there means."""
    if tokens[k].kind is Kind.NAME:
        return scene.mentions[tokens[k].ref].person
    return _resolve(scene, number, tokens[k].start, tokens[k].word, known)


def _carried(scene: Scene, number: int, i: int, last: int | None, known: Sequence[tuple[str, str, bool]]) -> str:
    """Speaker of a quote without a reporting verb: whoever goes on speaking from just before."""
    sentence = scene.sentences[number]
    span = scene.spans[sentence.tokens[i].ref]
    alone = all(token.kind in (Kind.QUOTE, Kind.PUNCTUATION) for token in sentence.tokens)
    before = scene.sentences[number - 1] if number else None
    if last is not None and alone:
        previous = scene.spans[last]
        if previous.paragraph == span.paragraph or (previous.open_ended and span.paragraph - previous.paragraph == 1):
            return known[last][0]
    if before is not None and alone:
        if before.tokens[-1].text == ":" or before.paragraph == span.paragraph:
            subject = _first_subject(scene, before.tokens, 0, len(before.tokens))
            if subject is not None:
                return _person(scene, number - 1, subject, known)
        elif last is not None and span.paragraph - scene.spans[last].paragraph == 1:
            return "" if scene.spans[last].text.endswith("?") else known[last][0]  # a question wants another's answer
    if not alone and len(span.text.split()) >= LEAST_WORDS:
        subject = _first_subject(scene, sentence.tokens, 0, i)
        if subject is not None:
            return _person(scene, number, subject, known)
        if last is not None and scene.spans[last].paragraph == span.paragraph and _names_nobody(sentence.tokens):
            return known[last][0]
    return ""


def _names_nobody(tokens: Sequence[Token]) -> bool:
    return not any(token.kind is Kind.NAME for token in tokens)
