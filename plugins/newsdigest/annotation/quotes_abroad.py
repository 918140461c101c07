"""Who said a quote in a text that is not English: the sure patterns only, with the words of each language as data.

Right behind the quote (« … », explique NAME; “…”, sagte NAME; «…», dijo la ministra, NAME), right before it (NAME
declaró: «…»), and the second half of a quote that an attribution interrupts. Everything else stays without a speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from newsdigest.annotation.clauses import Kind, Scene, Token, table

LISTS = ("verbs", "helpers", "he", "she", "after", "of", "silent")
DASHES = (",", "—", "–", "-")
FAR = 8
"""Tokens between a verb and the name of its subject, titles and offices included."""
_CLITIC = re.compile(r"-(?:t-)?(il|elle)$")

Words = Mapping[str, frozenset[str]]
Said = tuple[str, str, bool]
"""Speaker or nothing, verb, and whether the verb stands beside the quote."""


@cache
def languages() -> Mapping[str, Words]:
    """Words of every language that speech_abroad.txt knows, by its code."""
    found: dict[str, dict[str, set[str]]] = {}
    for line in table("speech_abroad.txt"):
        head, _, words = line.partition(":")
        code, name = head.split()
        found.setdefault(code, {name: set() for name in LISTS})[name].update(words.split())
    return {code: {name: frozenset(words) for name, words in lists.items()} for code, lists in found.items()}


def attribute(scene: Scene, pronoun_of: Mapping[str, str], words: Words) -> list[Said]:
    """For each quotation of a folded article, in the words of its language: who said it, where that is sure."""
    result: list[Said] = [("", "", False)] * len(scene.spans)
    last: int | None = None
    for number, sentence in enumerate(scene.sentences):
        for i, token in enumerate(sentence.tokens):
            if token.kind is not Kind.QUOTE:
                continue
            reader = _Reader(scene, pronoun_of, words, number)
            said = reader.behind(i) or reader.before(i)
            if said is None and last is not None and _goes_on(scene, last, token, sentence.tokens):
                said = (result[last][0], "", False)
            result[token.ref] = said or ("", "", False)
            last = token.ref
    return result


def _goes_on(scene: Scene, last: int, token: Token, tokens: Sequence[Token]) -> bool:
    """Whether a quote that stands alone carries on the one before it."""
    if any(each.kind not in (Kind.QUOTE, Kind.PUNCTUATION) for each in tokens):
        return False
    before, here = scene.spans[last], scene.spans[token.ref]
    return before.paragraph == here.paragraph or (before.open_ended and here.paragraph - before.paragraph == 1)


class _Reader:
    """Reads the attributions of one sentence."""

    def __init__(self, scene: Scene, pronoun_of: Mapping[str, str], words: Words, number: int) -> None:
        self.scene, self.pronoun_of, self.words, self.number = scene, pronoun_of, words, number
        self.tokens = scene.sentences[number].tokens

    def behind(self, i: int) -> Said | None:
        """Find the attribution right behind the quote at ``i``."""
        tokens, words = self.tokens, self.words
        v = i + 1
        while v < len(tokens) and tokens[v].text in DASHES:
            v += 1
        pronoun = ""
        while v < len(tokens) and (tokens[v].word in words["helpers"] or self._clitic(v, words["helpers"])):
            pronoun = pronoun or self._clitic(v, words["helpers"])
            v += 1
        if v >= len(tokens):
            return None
        verb = tokens[v].text
        if tokens[v].word in words["after"]:
            person = self._name_from(v + 1)
            return (person, verb, True) if person else None
        if tokens[v].kind is Kind.NAME:
            return (self._person(v), tokens[v + 1].text, True) if self._verb(v + 1) else None
        pronoun = pronoun or self._clitic(v, words["verbs"])
        return (self._subject_behind(v, pronoun), verb, True) if pronoun or self._verb(v) else None

    def _subject_behind(self, v: int, pronoun: str) -> str:
        """Whom the verb at ``v``, right behind a quote, has for its subject."""
        following = self.tokens[v + 1] if v + 1 < len(self.tokens) else None
        if pronoun := pronoun or (self._pronoun(following.word) if following else ""):
            return self._meant(pronoun)
        if person := self._name_from(v + 1) or self._holder(v + 1):
            return person
        alone = following is None or following.kind is Kind.PUNCTUATION or following.word in self.words["of"]
        return self._meant("") if alone and self.words["silent"] else ""

    def before(self, i: int) -> Said | None:
        """Find the subject and the verb before the quote at ``i``: NAME declaró: «…»."""
        for v in range(i - 1, max(-1, i - FAR), -1):
            if self.tokens[v].kind is Kind.QUOTE:
                return None
            if self._verb(v):
                person = self._subject_before(v)
                return (person, self.tokens[v].text, True) if person else None
        return None

    def _subject_before(self, v: int) -> str:
        """Whom the verb at ``v``, before a quote, has for its subject."""
        tokens = self.tokens
        k = v - 1
        while k >= 0 and tokens[k].word in self.words["helpers"]:
            k -= 1
        if k >= 0 and tokens[k].kind is Kind.NAME and not self._owned(tokens, k):
            return self._person(k)
        if k >= 0 and (pronoun := self._pronoun(tokens[k].word)):
            return self._meant(pronoun)
        if person := self._name_from(v + 1):
            return person
        names = {self._person(j) for j in range(v) if tokens[j].kind is Kind.NAME and not self._owned(tokens, j)}
        return names.pop() if len(names) == 1 else ""

    def _verb(self, v: int) -> bool:
        return v < len(self.tokens) and self.tokens[v].word in self.words["verbs"]

    def _clitic(self, v: int, stems: frozenset[str]) -> str:
        """Pronoun at the end of a French verb: "dit-elle", "a-t-il"."""
        found = _CLITIC.search(self.tokens[v].word) if v < len(self.tokens) else None
        if found is None or self.tokens[v].word[: found.start()] not in stems:
            return ""
        return "she" if found[1] == "elle" else "he"

    def _pronoun(self, word: str) -> str:
        return "she" if word and word in self.words["she"] else "he" if word and word in self.words["he"] else ""

    def _person(self, k: int) -> str:
        return self.scene.mentions[self.tokens[k].ref].person

    def _name_from(self, k: int) -> str:
        """Person named from ``k`` on: at once, or behind a title or an office and perhaps a comma."""
        tokens, of = self.tokens, self.words["of"]
        for j in range(k, min(len(tokens), k + FAR)):
            token = tokens[j]
            if token.kind is Kind.NAME:
                return "" if self._owned(tokens, j) else self._person(j)
            comes = j + 1 < len(tokens) and tokens[j + 1].kind is Kind.NAME
            if token.kind is Kind.QUOTE or (j == k and token.word in of):
                return ""
            if token.kind is Kind.PUNCTUATION and not (token.text == "," and comes and j > k):
                return ""
        return ""

    def _holder(self, k: int) -> str:
        """Whom "la canciller" means: the only one before whose name the article sets that noun."""
        if k + 1 >= len(self.tokens) or self.tokens[k + 1].kind is not Kind.WORD:
            return ""
        noun = self.tokens[k + 1].word
        people = {
            self.scene.mentions[tokens[j].ref].person
            for tokens in (sentence.tokens for sentence in self.scene.sentences)
            for j in range(1, len(tokens))
            if tokens[j].kind is Kind.NAME
            and noun in (tokens[j - 1].word, tokens[j - 2].word if j > 1 and tokens[j - 1].text == "," else "")
        }
        return people.pop() if len(people) == 1 else ""

    def _owned(self, tokens: Sequence[Token], k: int) -> bool:
        """Whether a name hangs on a preposition, so that the sentence is about something else."""
        before = tokens[k - 1].word if k else ""
        return before in self.words["of"] or before.rstrip("'’") + "'" in self.words["of"]

    def _meant(self, pronoun: str) -> str:
        """Whom a pronoun, or a verb without a subject, means: the one whom the nearest sentence before is about."""
        for people in self._earlier():
            can = [person for person in people if self.pronoun_of.get(person, pronoun) == pronoun or not pronoun]
            sure = [person for person in can if pronoun and self.pronoun_of.get(person) == pronoun]
            if can:
                found = sure or can
                return found[0] if len(found) == 1 else ""
        return ""

    def _earlier(self) -> Iterator[list[str]]:
        """People whom the sentences before are about, the nearest sentence first, at most one paragraph back."""
        here = self.scene.sentences[self.number].paragraph
        for sentence in reversed(self.scene.sentences[: self.number]):
            if here - sentence.paragraph > 1:
                return
            tokens = sentence.tokens
            names = [k for k, token in enumerate(tokens) if token.kind is Kind.NAME and not self._owned(tokens, k)]
            if names:
                yield list(dict.fromkeys(self.scene.mentions[tokens[k].ref].person for k in names))
