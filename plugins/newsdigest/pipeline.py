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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from newsdigest import cleaning, filing, intake, jobs, scheduling, store
from newsdigest.annotation import annotate
from newsdigest.annotation import topics as topic_rules
from newsdigest.cache import Cache, Row, Status, dumps
from newsdigest.cleaning.plain import paragraphs
from newsdigest.errors import ArticleFileError, ScrapeError, SettingsError, UnreadableScrape
from newsdigest.folder import NO_FILE, Stat
from newsdigest.model import Article, Cleaned, Entry, Evidence, Failure, Topic, Version
from newsdigest.version import CLEANER_VERSION, __version__
from newsdigest.workers import each

_AGAIN = "again"
_AT_ONCE = 1000  # article files that are read before what was found in them is kept
_CLOSED = "it cannot be read: it is closed to this user, or a link that leads nowhere"
_FEW = 20  # new article files below which no other process is asked to read them
_TITLE_WORDS = 12  # of an article whose headline is not in the scrape


@dataclass(frozen=True, slots=True)
class Folders:
    """Where everything lies, and what recognises people in it."""

    scraped: Path
    articles: Path
    authority: Path
    cache: Path
    recogniser: str = ""
    """The setting PEOPLE_RECOGNISER: empty for our own models, or ``spacy:<pipeline>``."""

    @classmethod
    def below(cls, content: Path, cache: Path) -> Folders:
        """The usual folders below ``content``."""
        return cls(content / "scraped", content / "articles", content / "authority", cache)


@dataclass(frozen=True, slots=True)
class Options:
    """How to run; the defaults suit a desktop machine."""

    limits: scheduling.Limits = field(default_factory=scheduling.Limits)
    bounds: intake.Bounds = field(default_factory=intake.Bounds)
    cluster: str = ""
    """Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; empty for processes on this machine."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """All that came out of one file of scrapes, or of a share of it."""

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
    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    """Article file → the earlier versions of its article, the latest first, where there are any."""
    failures: tuple[Failure, ...] = ()
    seen: filing.Seen = field(default_factory=filing.Seen)
    """The folder of articles as the run left it."""
    scrapes: Mapping[str, Stat] = field(default_factory=dict)
    """Size and time of each file of scrapes."""


Progress = Callable[[int, int], None]
"""Called with the number of parts done and of all to do: files, and shares of large archives."""


def run(
    folders: Folders,
    options: Options = Options(),
    progress: Progress | None = None,
    meanwhile: Callable[[Cache, bool], None] = lambda _, __: None,
) -> Outcome:
    """Bring the folder of articles up to date; a bad scrape becomes a failure and the others go on.

    ``meanwhile`` is called once, while other processes clean; where nothing is to be cleaned, which it is told, before
    the rest.
    """
    topics = topic_rules.load(folders.authority / "topics.yml")
    if folders.recogniser:  # told before a scrape is cleaned
        from newsdigest.annotation import spacy_names  # noqa: PLC0415 -- few digests ask for it

        spacy_names.load(folders.recogniser)
    fingerprint = _fingerprint(topics, folders.recogniser)
    paths = scrape_files(folders.scraped)
    with Cache(folders.cache, fingerprint) as cache:
        stats = dict(_present(paths))
        names = {path: path.relative_to(folders.scraped).as_posix() for path in stats}
        misnamed = [name for name in names.values() if not filing.is_text(name)]
        paths = [path for path in stats if filing.is_text(names[path])]
        # What was set aside is looked at again when a limit was moved, or the file was made readable.
        terms = {path: f"{options.limits} {options.bounds} {stats[path].st_ctime_ns}" for path in paths}
        known = cache.known_files()
        stale = [path for path in paths if not _is_known(known.get(names[path]), stats[path], terms[path])]
        work = partial(
            _clean,
            root=folders.scraped,
            topics=topics,
            recogniser=folders.recogniser,
            bounds=options.bounds,
        )
        divide = partial(intake.shares, root=folders.scraped, bounds=options.bounds)
        begun = partial(meanwhile, cache, bool(stale))
        failures: dict[str, dict[int, tuple[Failure, ...]]] = {}
        died: set[str] = set()
        for job, found, left in jobs.run(work, stale, divide, options.limits, options.cluster, begun):
            name = names[job.path]
            result = _set_aside(found, job.named(name)) if isinstance(found, ScrapeError) else found
            cache.put_articles(name, job.place, result.rows, first=name not in failures)
            failures.setdefault(name, {})[job.place] = result.failures
            if isinstance(found, UnreadableScrape):
                died.add(name)
            if not left.of_file:
                told = tuple(failure for _, some in sorted(failures.pop(name).items()) for failure in some)
                # A worker that died may have been killed by somebody, so its file is tried again.
                on = _AGAIN if name in died else terms[job.path] if told else ""
                cache.put_file(name, Status(stats[job.path].st_size, stats[job.path].st_mtime_ns, on), told)
            if progress:
                progress(left.done, left.done + left.jobs)
        cache.forget_files_except(set(names.values()))
        filed = filing.file_articles(folders.articles, cache, topics)
        all_failures = (*(_misnamed(UnreadableScrape, name) for name in misnamed), *cache.failures())
    return Outcome(
        len(paths),
        len(stale),
        filed.written,
        filed.edited,
        filed.orphans,
        filed.versions,
        all_failures,
        filed.seen,
        {name: (stats[path].st_size, stats[path].st_mtime_ns) for path, name in names.items()},
    )


def _present(paths: Iterable[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    """Each file with its status; one that a scraper has just taken away or renamed is left out."""
    for path in paths:
        with suppress(FileNotFoundError):
            yield path, path.lstat()


def _misnamed(kind: type[ScrapeError | ArticleFileError], name: str) -> Failure:
    shown = os.fsencode(name).decode("utf-8", "replace")
    return Failure(shown, kind.__name__, "its name is not UTF-8", "rename the file, or its folder")


def _is_known(known: Status | None, now: os.stat_result, terms: str) -> bool:
    """Whether what the cache holds of a file is what it would give again."""
    return (
        known is not None
        and (known.size, known.mtime_ns) == (now.st_size, now.st_mtime_ns)
        and known.terms in ("", terms)
    )


def clean(
    job: jobs.Job,
    root: Path,
    topics: tuple[Topic, ...],
    recogniser: str = "",
    bounds: intake.Bounds = intake.DEFAULTS,
) -> FileResult:
    """Clean and annotate every scrape of a file, or of a share of it."""
    cleaned: list[Cleaned] = []
    failures: list[Failure] = []
    scrapes = intake.read(job.path, root, bounds, job.share)
    scrape = None
    while True:
        try:
            scrape = next(scrapes, None)
            if scrape is None:
                break
            article = titled(cleaning.clean(scrape))
            cleaned.append(Cleaned(article, annotate(article, paragraphs(article.body), topics, recogniser)))
        except ScrapeError as error:
            failures.append(_failure(error))
        except SettingsError:
            raise
        except (
            RecursionError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            ArithmeticError,
        ) as error:
            # A defect of ours must cost this one scrape, not the digest.
            reason = f"the cleaner failed with {type(error).__name__}: {error}"
            where = scrape.origin if scrape else job.path.relative_to(root).as_posix()
            failures.append(Failure(where, "UnreadableScrape", reason, "please report it with the file"))
            if scrape is None:
                break
    return FileResult(tuple(cleaned), tuple(failures))


def titled(article: Article) -> Article:
    """Give an article without a headline the first words of its text: a file and a page need something to be called."""
    if store.one_line(article.title):
        return article
    first = next((text for text in paragraphs(article.body) if store.one_line(text)), article.origin)
    words = " ".join(first.split()[:_TITLE_WORDS])
    return replace(
        article, title=words, evidence=(*article.evidence, Evidence("title", "first words of the text", first))
    )


def scrape_files(folder: Path) -> list[Path]:
    """All files below the folder of scrapes in a stable order; hidden ones (``.gitkeep``) are not scrapes."""
    found = (Path(base) / name for base, folders, names in _walk(folder) for name in names if not name.startswith("."))
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def entries(
    folders: Folders,
    workers: int = 0,
    early: Mapping[str, Entry] = MappingProxyType({}),
    seen: filing.Seen | None = None,
) -> tuple[list[Entry], list[Failure]]:
    """Read every article file as an annotated entry, in the order of names; tell which cannot be read.

    ``workers`` is the number of processes that read what is new; 0 for one on each core. ``early`` are entries that
    the cache has given already; ``seen`` is the folder of articles, where it was just looked at.
    """
    topics = topic_rules.load(folders.authority / "topics.yml")
    found: list[Entry] = []
    fingerprint = _fingerprint(topics, folders.recogniser)
    read = partial(_read, folders.articles, topics, folders.recogniser)
    with Cache(folders.cache, fingerprint) as cache:
        seen = seen or filing.look_at(folders.articles, cache)
        unread = [name for name, file in seen.files.items() if (file.size, file.mtime_ns) == NO_FILE]
        files = {name: file for name, file in seen.files.items() if (file.size, file.mtime_ns) != NO_FILE}
        failures = [_misnamed(ArticleFileError, name) for name in seen.misnamed]
        failures += [Failure(name, "ArticleFileError", _CLOSED, "make it readable, or delete it") for name in unread]
        keys = {file.key for file in files.values()}
        known = {**early, **cache.entries(keys - early.keys())}
        new = [(name, file.key) for name, file in files.items() if file.key not in known]
        for begin in range(0, len(new), _AT_ONCE):  # a build that is killed has kept what was read before
            share = new[begin : begin + _AT_ONCE]
            outcomes = each(read, [name for name, _ in share], workers, few=_FEW)
            for (_, key), one in zip(share, outcomes, strict=True):
                if isinstance(one, Failure):
                    failures.append(one)
                else:
                    known[key] = cache.put_entry(key, one)
            cache.commit()
        for name, file in files.items():
            if file.key in known:
                entry = known[file.key]
                found.append(entry if entry.path == name else replace(entry, path=name))
        cache.forget_entries_except(keys)
    return found, failures


def _read(folder: Path, topics: tuple[Topic, ...], recogniser: str, name: str) -> Entry | Failure:
    """Read and annotate one article file."""
    note = partial(annotate, topics=topics, recogniser=recogniser)
    try:
        return store.to_entry(store.parse(filing.text_of(folder / name), name), name, topics, note)
    except ArticleFileError as error:
        return _failure(error)


@contextmanager
def cleaning_records(folders: Folders) -> Iterator[Callable[[str], Article | None]]:
    """Open the cleaned articles with their evidence and blocks: a function from origin to article.

    It gives None when the scrape is gone. A forked process must open its own.
    """
    topics = topic_rules.load(folders.authority / "topics.yml")
    with Cache(folders.cache, _fingerprint(topics, folders.recogniser)) as cache:

        def record(origin: str) -> Article | None:
            with suppress(KeyError):
                return cache.cleaned(origin).article
            return None

        yield record


# ------------------------------------------------------------------------------------------------ first step


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came out of a job as the cache keeps it, written where it was cleaned."""

    rows: tuple[tuple[Row, bytes], ...] = ()
    failures: tuple[Failure, ...] = ()


def _clean(job: jobs.Job, root: Path, topics: tuple[Topic, ...], recogniser: str, bounds: intake.Bounds) -> _Kept:
    """Clean a job in a worker process, or on a cluster."""
    result = clean(job, root, topics, recogniser, bounds)
    return _Kept(tuple((filing.row_of(item.article), dumps(item)) for item in result.cleaned), result.failures)


def _failure(error: ScrapeError | ArticleFileError) -> Failure:
    """Return the failure that an error tells of."""
    return Failure(error.where, type(error).__name__, error.reason, error.remedy)


def _set_aside(error: ScrapeError, name: str) -> _Kept:
    return _Kept(failures=(replace(_failure(error), where=name),))


def _walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and not intake.saved_beside(name, names)]
        yield base, folders, names


def _fingerprint(topics: tuple[Topic, ...], recogniser: str) -> str:
    """Everything but the scrape that a cleaned article depends on."""
    parts = (__version__, CLEANER_VERSION, sys.version_info[:2], topics, recogniser)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
