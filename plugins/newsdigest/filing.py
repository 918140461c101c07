"""Files cleaned articles as Markdown: one article file for each article, whatever the number of its scrapes.

Two scrapes of one address that are alike are versions of one article: the later text is filed, the earlier stays in
the article's history, and the file keeps its name. An article whose file is as it was written is not looked at again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urlsplit

from newsdigest import store
from newsdigest.cache import Cache, Row, Shelved
from newsdigest.cleaning.plain import paragraphs
from newsdigest.errors import ArticleFileError
from newsdigest.folder import NO_FILE, Stat, look
from newsdigest.model import Article, Change, Topic, Version
from newsdigest.version import CLEANER_VERSION

_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_ALIKE = 0.3  # share of the shorter text's runs of three words that versions of one article have in common


@dataclass(frozen=True, slots=True)
class Seen:
    """The folder of articles as it was seen, everything in the order of names."""

    files: Mapping[str, Shelved] = field(default_factory=dict)
    """Article files; one that cannot be read as such has no origin and is nobody's to write."""
    misnamed: tuple[str, ...] = ()
    """Article files whose names are not UTF-8."""
    stats: Mapping[str, Stat] = field(default_factory=dict)
    """Size and time of each file, whatever it is."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing did."""

    written: tuple[str, ...] = ()
    """Article files written, relative to the folder of articles."""
    edited: Mapping[str, str] = field(default_factory=dict)
    """Article files that a person edited → the text that the plugin would write."""
    orphans: tuple[str, ...] = ()
    """Article files whose scrape is gone; they are kept."""
    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    """Article file → the earlier versions of its article, the latest first, where there are any."""
    seen: Seen = field(default_factory=Seen)
    """The folder as it was left."""


def row_of(article: Article) -> Row:
    """Make the cache's row for a cleaned article."""
    moments = (article.retrieved, *(moment and moment.at for moment in (article.modified, article.published)))
    age = " ".join(_sortable(moment) if moment else "-" for moment in moments)
    url = article.source_url.encode("utf-8", "replace").decode()
    return Row(article.origin, _address(url), age)


def file_articles(folder: Path, cache: Cache, topics: Sequence[Topic]) -> Filed:
    """Bring the folder of articles up to date with the cleaned articles in the cache."""
    names = {topic.id: topic.name for topic in topics}
    before = look_at(folder, cache)
    rows = cache.rows()
    place = _Places(before.files.values(), {row.origin for row in rows})
    taken = {_stem(name) for name in before.files} | {file.slug for file in before.files.values()}
    written: list[str] = []
    edited: dict[str, str] = {}
    histories: dict[str, tuple[Version, ...]] = {}
    filed: list[tuple[str, str]] = []
    shelved: dict[str, Shelved] = {}
    for group in _articles(rows, cache):
        newest, *earlier = group
        file = place.of(group)
        past = _history(cache, newest, earlier) if earlier else ()
        if file is not None and file.ours and file.key == newest.filed:
            histories[file.name] = past
            continue  # just as it was written for this very scrape
        item = cache.cleaned(newest.origin)
        file = file or place.left_by(item.article)
        slug = file.slug if file else store.unique_slug(item.article.title, newest.origin, taken)
        taken.add(slug)
        name = file.name if file else f"{slug}.md"
        histories[name] = past
        category = names[item.annotations.topics[0].topic] if item.annotations.topics else ""
        text = store.render(item.article, item.annotations, slug, category)
        if file is not None and not file.ours:
            edited[name] = text
        else:
            if store.write_if_changed(folder / name, text):
                written.append(name)
            parsed = store.parse(text, name)
            about = (folder / name).stat()
            now = shelved[name] = _shelved(name, (about.st_size, about.st_mtime_ns), text, parsed)
            filed.append((newest.origin, now.key))
            entry = store.to_entry(parsed, name, tuple(topics), lambda *_, found=item: found.annotations)
            cache.put_entry(now.key, entry)
    cache.put_shelf(shelved.values(), ())
    cache.put_filed(filed)
    versions = {name: past for name, past in histories.items() if past}
    return Filed(tuple(written), edited, place.left(), versions, _left(before, shelved))


def _left(before: Seen, written: Mapping[str, Shelved]) -> Seen:
    """Return the folder as it is after some files were written."""
    if not written:
        return before
    stats = {name: (file.size, file.mtime_ns) for name, file in written.items()}
    files = dict(sorted({**before.files, **written}.items()))
    return Seen(files, before.misnamed, dict(sorted({**before.stats, **stats}.items())))


def look_at(folder: Path, cache: Cache) -> Seen:
    """Tell what each article file is; only those that changed since the last look are read."""
    known = cache.shelf()
    shelf: dict[str, Shelved] = {}
    changed: list[Shelved] = []
    misnamed: list[str] = []
    stats = look(folder)
    for name, (size, mtime_ns) in stats.items():
        if not name.endswith(".md"):
            continue
        file = known.get(name)
        if file is None and not is_text(name):
            misnamed.append(name)
            continue
        if file is None or (file.size, file.mtime_ns) != (size, mtime_ns):
            file = _read(folder, name, (size, mtime_ns))
            changed.append(file)
        shelf[name] = file
    cache.put_shelf(changed, known.keys() - shelf.keys())
    return Seen(shelf, tuple(misnamed), stats)


def is_text(name: str) -> bool:
    """Whether a file's name is UTF-8; Python gives other bytes as halves of characters (PEP 383)."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def text_of(path: Path) -> str:
    """The text of an article file; bytes that are not UTF-8 are marked as such."""
    return path.read_bytes().decode("utf-8", "replace")


def key_of(text: str) -> str:
    """The hash under which the entry of an article file's text is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(folder: Path, name: str, stat: Stat) -> Shelved:
    text, file = "", store.ArticleFile({}, "", store.Seal.MISSING)
    try:
        text = text_of(folder / name)
        file = store.parse(text, name)
    except ArticleFileError:  # told by whoever reads the folder as entries
        pass
    except OSError:  # the same; it may be mended without a sign
        stat = NO_FILE
    return _shelved(name, stat, text, file)


def _shelved(name: str, stat: Stat, text: str, file: store.ArticleFile) -> Shelved:
    return Shelved(
        name=name,
        size=stat[0],
        mtime_ns=stat[1],
        origin=file.fields.get("scraped", ""),
        url=_address(file.fields.get("source_url", "")),
        slug=file.fields.get("slug") or _stem(name),
        ours=not file.edited and file.cleaner <= CLEANER_VERSION,
        body=_body_key(file.body),
        key=key_of(text),
    )


def _stem(name: str) -> str:
    # A Path for each of ten thousand files takes a while.
    return name.rpartition("/")[2].removesuffix(".md")


def _body_key(body: str) -> str:
    return key_of(body.strip())


class _Places:
    """Where each article's file is: by its scrape, or, when that scrape is gone, by its address or its very text.

    So a file keeps its name when a scrape is renamed, or when the later of two versions is taken away.
    """

    def __init__(self, files: Iterable[Shelved], present: set[str]) -> None:
        ordered = [file for file in sorted(files, key=lambda file: file.name) if file.origin]
        self._by_origin = {file.origin: file for file in ordered}
        self._orphans = [file for file in ordered if file.origin not in present]
        self._by_url = {file.url: file for file in self._orphans if file.url}
        self._by_body = {file.body: file for file in self._orphans}
        self._adopted: set[str] = set()

    def of(self, group: Sequence[Row]) -> Shelved | None:
        """The file of one of an article's scrapes."""
        return next((self._by_origin[row.origin] for row in group if row.origin in self._by_origin), None)

    def left_by(self, article: Article) -> Shelved | None:
        """The file that a scrape now gone has left, if it is this article's."""
        file = self._by_url.get(_address(article.source_url)) or self._by_body.get(_body_key(article.body))
        if file is None or file.name in self._adopted:
            return None
        self._adopted.add(file.name)
        return file

    def left(self) -> tuple[str, ...]:
        """The files whose scrapes are gone and that nobody took over."""
        return tuple(file.name for file in self._orphans if file.name not in self._adopted)


# -------------------------------------------------------------------------------------------------- versions


def _articles(rows: Sequence[Row], cache: Cache) -> Iterator[list[Row]]:
    """The scrapes of each article, the newest first; articles in the order of their first scrape."""
    by_url: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.url:
            by_url[row.url].append(row)
    done: set[str] = set()
    for row in rows:
        if row.origin in done:
            continue
        together = [row]
        same = by_url[row.url] if row.url else together
        if len(same) > 1:
            others = [other for other in same if other.origin not in done and other != row]
            mine = _runs(cache.cleaned(row.origin).article)
            together += [other for other in others if _alike(mine, _runs(cache.cleaned(other.origin).article))]
            together.sort(key=lambda one: (one.age, one.origin), reverse=True)
        done.update(one.origin for one in together)
        yield together


def _sortable(moment: datetime) -> str:
    """A point in time as text that sorts; without a time zone it is read as UTC, the same on every machine."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{(aware - _BEGINNING).total_seconds():020.3f}"


def _address(url: str) -> str:
    """What two scrapes of one address have in common; empty for a home page, which outlets give by mistake."""
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[", which a page may well call canonical
        return ""
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{path}{query}" if parts.netloc and (path or query) else ""


def _runs(article: Article) -> frozenset[tuple[str, ...]]:
    words = article.body.casefold().split()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    return len(one & other) >= _ALIKE * min(len(one), len(other))


def _history(cache: Cache, newest: Row, earlier: Iterable[Row]) -> tuple[Version, ...]:
    """Each earlier version, the latest first, with what the next later one changed."""
    found = []
    later = cache.cleaned(newest.origin).article
    for row in earlier:
        article = cache.cleaned(row.origin).article
        changes = _changes(paragraphs(article.body), paragraphs(later.body))
        retitled = later.title if later.title != article.title else ""
        if retitled or any(change.kind != "kept" for change in changes):  # else it was only scraped twice
            moments = article.retrieved, article.published, article.modified
            found.append(Version(article.origin, article.title, retitled, *moments, changes))
        later = article
    return tuple(found)


def _changes(then: Sequence[str], now: Sequence[str]) -> tuple[Change, ...]:
    """Tell by paragraphs what leads from one text to another; what was replaced is removed first, then added."""
    found: list[Change] = []
    for kind, start, stop, first, end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Change("kept", tuple(then[start:stop])))
            continue
        found += [Change("removed", tuple(then[start:stop]))] if stop > start else []
        found += [Change("added", tuple(now[first:end]))] if end > first else []
    return tuple(found)
