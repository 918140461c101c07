"""Brings content/articles up to date from content/scraped, and reads it back as entries.

Two steps. First every scrape that is new or changed is cleaned and annotated, in worker processes that are ended when
they take too long, and the results go to the cache. Then, from all results in order, each article's file is written
if it differs. The second step sees the whole folder whatever was interrupted before, so a run that was killed ends
with the same files as one that was not. The cache only saves work: without it everything is cleaned again.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from newsdigest import cleaning, intake, scheduling, store
from newsdigest.annotation import annotate
from newsdigest.annotation import topics as topic_rules
from newsdigest.cache import Cache
from newsdigest.cleaning.markdown import paragraphs
from newsdigest.errors import ArticleFileError, ScrapeError, SettingsError
from newsdigest.model import Annotations, Article, Entry, Topic
from newsdigest.version import CLEANER_VERSION, __version__


@dataclass(frozen=True, slots=True)
class Folders:
    """Where everything lies."""

    scraped: Path
    articles: Path
    authority: Path
    cache: Path

    @classmethod
    def below(cls, content: Path, cache: Path) -> Folders:
        """The usual folders below ``content``."""
        return cls(content / "scraped", content / "articles", content / "authority", cache)


@dataclass(frozen=True, slots=True)
class Options:
    """How to run; the defaults suit a desktop machine."""

    workers: int = 0
    """Worker processes; 0 for one a core."""
    seconds_per_file: float = 120.0
    """A file that takes longer is set aside."""
    cluster: str = ""
    """Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; empty for processes on this machine."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A scrape or an article file that was set aside, why, and what to do about it."""

    where: str
    kind: str
    reason: str
    remedy: str

    @classmethod
    def of(cls, error: ScrapeError | ArticleFileError) -> Failure:
        """The failure that an error tells of."""
        return cls(error.where, type(error).__name__, error.reason, error.remedy)

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{self.where}: {self.reason}" + (f" ({self.remedy})" if self.remedy else "")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article that came out of a scrape, annotated."""

    article: Article
    annotations: Annotations


@dataclass(frozen=True, slots=True)
class FileResult:
    """All that came out of one file of scrapes."""

    cleaned: tuple[Cleaned, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did."""

    files: int = 0
    """Files found in the folder of scrapes."""
    cleaned: int = 0
    """Files cleaned in this run; the others were unchanged."""
    written: tuple[str, ...] = ()
    """Article files written, relative to the folder of articles."""
    edited: Mapping[str, str] = field(default_factory=dict)
    """Article files that a person edited → the text that the plugin would write."""
    orphans: tuple[str, ...] = ()
    """Article files whose scrape is gone; they are kept."""
    failures: tuple[Failure, ...] = ()


Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files to do."""


def run(folders: Folders, options: Options = Options(), progress: Progress | None = None) -> Outcome:
    """Bring the folder of articles up to date; a bad scrape becomes a failure and the others go on."""
    topics = topic_rules.load(folders.authority / "topics.yml")
    fingerprint = _fingerprint(topics)
    paths = scrape_files(folders.scraped)
    with Cache(folders.cache, fingerprint) as cache:
        stats = {path: path.lstat() for path in paths}
        names = {path: path.relative_to(folders.scraped).as_posix() for path in paths}
        known = cache.known_files()
        stale = [path for path in paths if known.get(names[path]) != (stats[path].st_size, stats[path].st_mtime_ns)]
        work = partial(clean_file, root=folders.scraped, topics=topics)
        results = scheduling.run(
            work, stale, workers=options.workers, seconds=options.seconds_per_file, cluster=options.cluster
        )
        for done, (path, found) in enumerate(results, 1):
            result = _set_aside(found, names[path]) if isinstance(found, ScrapeError) else found
            cache.put_file(names[path], stats[path].st_size, stats[path].st_mtime_ns, result)
            if progress:
                progress(done, len(stale))
        cache.forget_files_except(set(names.values()))
        return _write_articles(folders.articles, cache, topics, files=len(paths), cleaned=len(stale))


def clean_file(path: Path, root: Path, topics: tuple[Topic, ...]) -> FileResult:
    """Clean and annotate every scrape of one file; runs in a worker process, or on a cluster."""
    cleaned: list[Cleaned] = []
    failures: list[Failure] = []
    scrapes = intake.read(path, root)
    scrape = None
    while True:
        try:
            scrape = next(scrapes, None)
            if scrape is None:
                break
            article = cleaning.clean(scrape)
            cleaned.append(Cleaned(article, annotate(article, paragraphs(article.body), topics)))
        except ScrapeError as error:
            failures.append(Failure.of(error))
        except SettingsError:
            raise
        except (
            RecursionError,
            MemoryError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            ArithmeticError,
        ) as error:
            # A defect of ours must cost this one scrape, not the digest.
            reason = f"the cleaner failed with {type(error).__name__}: {error}"
            where = scrape.origin if scrape else path.relative_to(root).as_posix()
            failures.append(Failure(where, "UnreadableScrape", reason, "please report it with the file"))
            if scrape is None:
                break
    return FileResult(tuple(cleaned), tuple(failures))


def scrape_files(folder: Path) -> list[Path]:
    """All files below the folder of scrapes in a stable order; hidden ones (``.gitkeep``) are not scrapes."""
    found = (Path(base) / name for base, folders, names in _walk(folder) for name in names if not name.startswith("."))
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def entries(folders: Folders) -> tuple[list[Entry], list[Failure]]:
    """Read every article file as an annotated entry, in the order of names; tell which cannot be read."""
    topics = topic_rules.load(folders.authority / "topics.yml")
    found: list[Entry] = []
    failures: list[Failure] = []
    keys: set[str] = set()
    with Cache(folders.cache, _fingerprint(topics)) as cache:
        for name, text in _article_texts(folders.articles):
            key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            keys.add(key)
            entry = cache.entry(key)
            if entry is None:
                try:
                    file = store.parse(text, name)
                    work = partial(annotate, topics=topics)
                    entry = store.to_entry(file, name, topics, work)
                except ArticleFileError as error:
                    failures.append(Failure.of(error))
                    continue
                cache.put_entry(key, entry)
            found.append(entry if entry.path == name else replace(entry, path=name))
        cache.forget_entries_except(keys)
    return found, failures


@contextmanager
def cleaning_records(folders: Folders) -> Iterator[Callable[[str], Article | None]]:
    """Open the cleaned articles with their evidence and blocks: a function from origin to article.

    It gives None when the scrape is gone. A forked process must open its own.
    """
    topics = topic_rules.load(folders.authority / "topics.yml")
    with Cache(folders.cache, _fingerprint(topics)) as cache:

        def record(origin: str) -> Article | None:
            result = cache.file(origin.partition("#")[0])
            cleaned = result.cleaned if result else ()
            return next((item.article for item in cleaned if item.article.origin == origin), None)

        yield record


def cleaning_record(folders: Folders, origin: str) -> Article | None:
    """Find the cleaned article of a scrape with its evidence and blocks; None when its scrape is gone."""
    with cleaning_records(folders) as record:
        return record(origin)


# ------------------------------------------------------------------------------------------------ first step


def _set_aside(error: ScrapeError, name: str) -> FileResult:
    return FileResult(failures=(replace(Failure.of(error), where=name),))


def _walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield base, folders, names


def _fingerprint(topics: tuple[Topic, ...]) -> str:
    """Everything but the scrape that a cleaned article depends on."""
    parts = (__version__, CLEANER_VERSION, sys.version_info[:2], topics)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


# ----------------------------------------------------------------------------------------------- second step


def _write_articles(folder: Path, cache: Cache, topics: tuple[Topic, ...], files: int, cleaned: int) -> Outcome:
    present: dict[str, store.ArticleFile] = {}
    failures: list[Failure] = []
    for name, text in _article_texts(folder):
        try:
            present[name] = store.parse(text, name)
        except ArticleFileError:
            continue  # told by entries(), which the site reads the folder with
    by_origin = {file.fields["scraped"]: name for name, file in present.items() if file.fields.get("scraped")}
    taken = {Path(name).stem for name in present} | {
        file.fields["slug"] for file in present.values() if file.fields.get("slug")
    }
    names = {topic.id: topic.name for topic in topics}
    written: list[str] = []
    edited: dict[str, str] = {}
    origins: set[str] = set()
    for result in cache.files():
        failures += result.failures
        for item in result.cleaned:
            article, annotations = item.article, item.annotations
            origins.add(article.origin)
            name = by_origin.get(article.origin, "")
            file = present.get(name)
            if file is not None:
                slug = file.fields.get("slug") or Path(name).stem
            else:
                slug = store.unique_slug(article.title, article.origin, taken)
                taken.add(slug)
                name = f"{slug}.md"
            category = names[annotations.topics[0].topic] if annotations.topics else ""
            text = store.render(article, annotations, slug, category)
            if file is not None and (file.edited or file.cleaner > CLEANER_VERSION):
                edited[name] = text
            elif store.write_if_changed(folder / name, text):
                written.append(name)
    orphans = sorted(name for origin, name in by_origin.items() if origin not in origins)
    return Outcome(files, cleaned, tuple(written), edited, tuple(orphans), tuple(failures))


def _article_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every article file, in the order of their names."""
    paths: Iterable[Path] = sorted(folder.rglob("*.md")) if folder.is_dir() else ()
    for path in paths:
        if not path.name.startswith("."):
            yield path.relative_to(folder).as_posix(), path.read_bytes().decode("utf-8", "replace")
