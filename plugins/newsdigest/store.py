"""Article ⇄ Markdown file: front matter, the seal, atomic writes.

A file is a head of ``Key: value`` lines, a blank line, and the body in Markdown, as Pelican reads it. The last line of
the head is the seal: a checksum over everything else and the version of the cleaner that wrote it. A whole seal says
that the file is as the plugin wrote it, so the plugin may write it again; a broken one says that a person edited it,
so the plugin never will.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from unidecode import unidecode

from newsdigest.cleaning.plain import paragraphs as body_paragraphs
from newsdigest.errors import ArticleFileError
from newsdigest.model import Annotations, Article, Entry, Mention, Moment, PlainText, Topic
from newsdigest.version import CLEANER_VERSION

UNKNOWN_DATE = "unknown"
STATUSES = ("published", "hidden", "skip", "draft")

_HEAD_LINE = re.compile(r"^([A-Za-z][\w-]*):[ \t]*(.*)$")
_SEAL = re.compile(r"^cleaner (\d+) sha256 ([0-9a-f]{64})$")
_NOT_IN_A_LINE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$")  # device names on Windows, with any extension
_SLUG_LENGTH = 64
_APOSTROPHE, _BETWEEN = re.compile(r"['’]"), re.compile(r"[^a-z0-9]+")


class Seal(StrEnum):
    """What the last line of a file's head says about who wrote the file."""

    WHOLE = "whole"
    BROKEN = "broken"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A Markdown file taken apart."""

    fields: Mapping[str, str]
    """The head, keys in lower case, without the seal."""
    body: str
    seal: Seal
    cleaner: int = 0
    """Version of the cleaner that sealed the file; 0 without a seal."""

    @property
    def edited(self) -> bool:
        """A person wrote or changed this file."""
        return self.seal is not Seal.WHOLE


# ---------------------------------------------------------------------------------------------------- writing


def render(article: Article, annotations: Annotations, slug: str, category: str) -> str:
    """Write an article as the text of a sealed Markdown file; ``category`` is the topic's name or empty."""
    fields = (
        ("Title", article.title),
        ("Date", article.published.iso if article.published else UNKNOWN_DATE),
        ("Modified", article.modified.iso if article.modified else ""),
        ("Authors", _join(article.authors)),
        ("Credited", _join(article.credited)),
        ("Category", category),
        ("Slug", slug),
        ("Summary", article.summary),
        ("Standfirst", article.standfirst),
        ("Lang", annotations.language or article.language),
        ("People", _join(annotations.people)),
        ("Source", article.publisher),
        ("Source_url", article.source_url),
        ("Agency", article.agency),
        ("Distributor", article.distributor),
        ("Contributors", _join(article.contributors)),
        ("Section", article.section),
        ("Keywords", _join(article.keywords)),
        ("Dateline", article.dateline),
        ("Rights", article.rights),
        ("Scraped", article.origin),
        ("Retrieved", article.retrieved.isoformat(timespec="seconds") if article.retrieved else ""),
    )
    head = "".join(f"{key}: {line}\n" for key, value in fields if (line := one_line(value)))
    return seal(head, _writable(article.body).strip("\n") + "\n")


def seal(head: str, body: str) -> str:
    """Put head and body together with the seal between them."""
    head, body = _writable(head), _writable(body)
    return f"{head}Seal: cleaner {CLEANER_VERSION} sha256 {_checksum(head, body, CLEANER_VERSION)}\n\n{body}"


def one_line(value: str) -> str:
    """Fold everything that could end a line of the head, so that no value can add a field."""
    return _NOT_IN_A_LINE.sub(" ", value).strip()


def write_if_changed(path: Path, text: str) -> bool:
    """Write a file atomically unless it already holds just that text; tell whether it was written.

    A reader sees the old file or the new one, also when the process is killed or the disk is full. What a killed
    process left beside it has the same name each time, so the next one writes over it.
    """
    data = text.encode("utf-8")
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    return True


def slugify(title: str, identity: str) -> str:
    """Make a short name for files and addresses out of a title: a-z, 0-9 and hyphens, never empty, never a path."""
    return _slug_of(title) or f"article-{short_hash(identity)}"


@lru_cache(maxsize=64)
def _slug_of(title: str) -> str:
    """Slug of a title; empty where it has none. Who makes a slug one of its own asks twice."""
    words = _BETWEEN.sub("-", _APOSTROPHE.sub("", unidecode(title[:400])).lower()).strip("-")
    if len(words) > _SLUG_LENGTH:
        words = words[: _SLUG_LENGTH + 1].rpartition("-")[0] or words[:_SLUG_LENGTH]
    return "" if _RESERVED.match(words) else words


def unique_slug(title: str, identity: str, taken: Iterable[str]) -> str:
    """Make a slug that nobody has; one that is taken gets a part of the identity's hash, whatever the order."""
    slug = slugify(title, identity)
    taken = taken if isinstance(taken, (set, frozenset, dict)) else set(taken)
    if slug in taken:
        slug = f"{slug}-{short_hash(identity)}"
    return slug


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


# ---------------------------------------------------------------------------------------------------- reading


def parse(text: str, where: str) -> ArticleFile:
    """Take a file's text apart; ArticleFileError when it has no head."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    fields: dict[str, str] = {}
    key, sealed_by, end = "", None, len(lines)
    for number, line in enumerate(lines):
        if not line.strip():
            end = number
            break
        if match := _HEAD_LINE.match(line):
            key = match[1].lower()
            if key == "seal":
                sealed_by = number
            else:
                fields[key] = match[2].strip()
        elif key and line.startswith("    "):  # continuation, as python-markdown's meta extension has it
            fields[key] = f"{fields.get(key, '')} {line.strip()}".strip()
        else:
            raise ArticleFileError(
                f"{where}:{number + 1}",
                "this line of the head is not `Key: value`",
                "mend it, or put a blank line before",
            )
    if not fields.get("title"):
        raise ArticleFileError(where, "the head has no Title", "add a line `Title: …` at the top")
    body = "\n".join(lines[end + 1 :])
    state, cleaner = Seal.MISSING, 0
    if sealed_by is not None:
        state = Seal.BROKEN
        match = _SEAL.match(lines[sealed_by].partition(":")[2].strip())
        head = "".join(f"{line}\n" for line in lines[:sealed_by])
        if match and sealed_by == end - 1 and _checksum(head, body, int(match[1])) == match[2]:
            state, cleaner = Seal.WHOLE, int(match[1])
    return ArticleFile(fields, body, state, cleaner)


def to_article(file: ArticleFile, where: str) -> Article:
    """Read the article that a file holds; evidence and blocks are not in the file."""
    fields = file.fields
    return Article(
        title=fields["title"],
        body=file.body.strip("\n"),
        standfirst=fields.get("standfirst", ""),
        authors=split(fields.get("authors") or fields.get("author", "")),
        credited=split(fields.get("credited", "")),
        agency=fields.get("agency", ""),
        publisher=fields.get("source", ""),
        distributor=fields.get("distributor", ""),
        contributors=split(fields.get("contributors", "")),
        section=fields.get("section", ""),
        keywords=split(fields.get("keywords", "")),
        published=_moment(fields.get("date", ""), "Date", where),
        modified=_moment(fields.get("modified", ""), "Modified", where),
        dateline=fields.get("dateline", ""),
        language=fields.get("lang", ""),
        source_url=fields.get("source_url", ""),
        rights=fields.get("rights", ""),
        summary=fields.get("summary", ""),
        origin=fields.get("scraped", ""),
        retrieved=_retrieved(fields.get("retrieved", ""), where),
    )


def to_entry(
    file: ArticleFile,
    path: str,
    topics: tuple[Topic, ...],
    annotate: Callable[[Article, tuple[str, ...]], Annotations],
) -> Entry:
    """Make an entry of a file; an edited file's people, category and tags decide over the annotations."""
    article = to_article(file, path)
    paragraphs = body_paragraphs(article.body)
    annotations = annotate(article, paragraphs)
    people = annotations.people
    if file.edited and "people" in file.fields:
        people = split(file.fields["people"])
        annotations = with_people(annotations, people, "\n\n".join(paragraphs))
    status = file.fields.get("status", "published").lower()
    if status not in STATUSES:
        raise ArticleFileError(path, f"Status is “{status}”", f"write one of: {', '.join(STATUSES)}")
    best = annotations.topics[0].topic if annotations.topics else ""
    return Entry(
        slug=file.fields.get("slug") or Path(path).stem,
        article=replace(article, body=""),
        text=PlainText(article.body, paragraphs),
        annotations=annotations,
        topic=_topic_id(file.fields.get("category", ""), topics) if file.edited else best,
        tags=split(file.fields.get("tags", "")),
        people=people,
        status=status,
        edited=file.edited,
        path=path,
    )


def with_people(annotations: Annotations, people: tuple[str, ...], text: str) -> Annotations:
    """Let an editor's list of people decide: drop who is not on it, find who was added by their name in the text."""
    mentions = [mention for mention in annotations.mentions if mention.person in people]
    for name in people:
        if name not in annotations.people:
            found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
            mentions += [Mention(match.start(), match.end(), name, name) for match in found]
    return replace(
        annotations,
        people=people,
        mentions=tuple(sorted(mentions, key=lambda mention: mention.start)),
        roles=tuple(role for role in annotations.roles if role.person in people),
        quotes=tuple(quote if quote.speaker in people else replace(quote, speaker="") for quote in annotations.quotes),
    )


def split(value: str) -> tuple[str, ...]:
    """Split a list as Pelican does: at semicolons where there is one, else at commas."""
    return tuple(item for part in value.split(";" if ";" in value else ",") if (item := part.strip()))


def _join(items: tuple[str, ...]) -> str:
    clean = [line for item in items if (line := one_line(item).replace(";", ","))]
    # One item with a comma in it ("John Smith, Jr.") would be split at the comma.
    return f"{clean[0]};" if len(clean) == 1 and "," in clean[0] else "; ".join(clean)


def _writable(text: str) -> str:
    """Text as it will be read back: one kind of line end, and only characters that XML can hold, for the feeds."""
    text = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", "", text).encode("utf-8", "replace").decode("utf-8")


def _checksum(head: str, body: str, cleaner: int) -> str:
    return hashlib.sha256(f"{cleaner}\n{head}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()


def _moment(value: str, name: str, where: str) -> Moment | None:
    if not value or value == UNKNOWN_DATE:
        return None
    try:
        return Moment.parse(value.replace(" ", "T", 1))
    except ValueError:
        raise ArticleFileError(
            where, f"{name} is “{value}”", "write 2025, 2025-03, 2025-03-19, 2025-03-19 14:05 or unknown"
        ) from None


def _retrieved(value: str, where: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        raise ArticleFileError(where, f"Retrieved is “{value}”", "write it as 2025-03-19T14:05:00+00:00") from None


def _topic_id(category: str, topics: tuple[Topic, ...]) -> str:
    wanted = category.casefold()
    return next((topic.id for topic in topics if wanted in (topic.name.casefold(), topic.id)), "")
