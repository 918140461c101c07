"""The search index: Pagefind bundles, one a year, which the search page merges."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import lxml.html
from lxml import etree

from newsdigest.folder import Stat
from newsdigest.model import Entry, Precision
from newsdigest.site import addresses, disk_search
from newsdigest.site.library import Library, known
from newsdigest.site.output import Output, files
from newsdigest.site.stamps import digest
from newsdigest.site.state import State
from newsdigest.site.views import Search

FOLDER = "pagefind"
UNDATED = "undated"
KEY = "search:"
BODY = b"data-pagefind-body"
SMALL, LARGEST = 1000, 3000  # articles: 3 s to index; 1.4 GB while indexing
AT_ONCE = 2  # bundles that are no larger together; each keeps one core busy

logger = logging.getLogger(__name__)


def periods(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Name of each bundle → the files of its articles' pages, newest bundle first.

    A small digest is one bundle. A larger one has a bundle a year, in quarters or months where a year is too large for
    the memory that indexing takes, and always one for the newest quarter: that is where new articles go.
    """
    entries = library.digest.entries
    if len(entries) <= SMALL:
        names = dict.fromkeys((entry.slug for entry in entries), "all")
    else:
        months = {entry.slug: _month(entry) for entry in entries}
        sizes: Counter[str] = Counter()
        for year, month in months.values():
            sizes.update({year, _quarter(year, month)})
        newest = max((_quarter(*found) for found in months.values() if found[1]), default="")
        names = {slug: _bundle(*found, newest, sizes) for slug, found in months.items()}
    groups: dict[str, list[str]] = {}
    for entry in entries:
        groups.setdefault(names[entry.slug], []).append(addresses.save_as(library.entry_path(entry)))
    order = sorted(sorted(groups, reverse=True), key=lambda name: name == UNDATED)
    return {name: tuple(groups[name]) for name in order}


def _month(entry: Entry) -> tuple[str, int]:
    """Return year and month of an article; month 0 where only the year is known."""
    moment = known(entry)
    if moment is None:
        return UNDATED, 0
    return str(moment.at.year), 0 if moment.precision is Precision.YEAR else moment.at.month


def _quarter(year: str, month: int) -> str:
    return f"{year}-q{(month + 2) // 3}" if month else year


def _bundle(year: str, month: int, newest: str, sizes: Mapping[str, int]) -> str:
    """Return the name of the bundle for a month's articles."""
    quarter = _quarter(year, month)
    if month == 0 or (quarter != newest and sizes[year] <= LARGEST):
        return year
    return quarter if sizes[quarter] <= LARGEST else f"{year}-{month:02}"


def layout(library: Library) -> Search:
    """Return what the search page loads."""
    if not library.settings["DIGEST_SEARCH"]:
        return Search(enabled=False)
    bundles = tuple(f"{FOLDER}/{name}/" for name in periods(library))
    return Search(enabled=True, bundles=bundles, documents=tuple(name for name, _ in disk_search.shards(library)))


def index(library: Library, output: Output, state: State, stats: Mapping[str, Stat]) -> dict[str, str]:
    """Make the bundles whose pages changed in what is indexed of them, no more at once than there is memory for.

    ``stats`` holds size and time of the site's files; return the fingerprints of all bundles.
    """
    before: dict[str, list[str]] = defaultdict(list)
    for file in state.before.files:
        if file.startswith(f"{FOLDER}/"):
            before[file.split("/")[1]].append(file)
    language, found = library.settings["DEFAULT_LANG"], periods(library)

    now = {name: _fingerprint(pages, language, stats) for name, pages in found.items()}

    def make(name: str) -> bool:
        return bundle(output, found[name], f"{FOLDER}/{name}", language)

    def is_fresh(name: str, pages: Iterable[str]) -> bool:
        then = state.before.parts.get(KEY + name)
        if not before[name] or not state.intact.issuperset(before[name]):
            return False
        return then == now[name] or (
            then == _fingerprint(pages, language, state.before.files)
            and all(_alike(page, output, state) for page in pages if state.before.files.get(page) != stats.get(page))
        )

    fresh = {name for name, pages in found.items() if is_fresh(name, pages)}
    stale = [name for name in found if name not in fresh]
    processes = library.settings["DIGEST_WORKERS"] or os.cpu_count() or 1
    small = [name for name in stale if len(found[name]) * AT_ONCE <= LARGEST]
    with ThreadPoolExecutor(min(AT_ONCE, processes)) as threads:
        done = dict(zip(small, threads.map(make, small), strict=True))
    done |= {name: make(name) for name in stale if name not in done}
    made = {name for name in stale if done[name]}
    for name in found:
        files_of = (f"{FOLDER}/{name}/{file}" for file in files(output.made / FOLDER / name))
        for file in files_of if name in made else before[name]:
            output.keep(file)
    return {KEY + name: now[name] for name in found if name in fresh | made}


def _fingerprint(pages: Iterable[str], language: str, stats: Mapping[str, Stat]) -> str:
    return digest(f"{version('pagefind')} {language} {[(page, stats.get(page)) for page in pages]}")


def _alike(page: str, output: Output, state: State) -> bool:
    """Whether a page that was made again says to the index what it said; most list only other related articles."""
    return page in state.intact and (
        indexed((output.folder / page).read_bytes()) == indexed(output.path(page).read_bytes())
    )


def indexed(page: bytes) -> list[str]:
    """Return what Pagefind reads of a page: all that is marked for it, without what it is told to ignore.

    Pictures count wherever they are: it takes the first one after the headline for the article's. Where a link leads
    does not, unless it is marked.
    """
    if BODY not in page:
        return [page.decode("utf-8", "replace")]
    root = lxml.html.document_fromstring(page, parser=lxml.html.HTMLParser(encoding="utf-8"))
    pictures = [str(each.attrib) for each in root.iter("img")]
    for each in [each for each in root.iter() if "data-pagefind-ignore" in each.attrib]:
        if sum(map(_is_marked, each.iter())) == 1:  # a mark inside counts all the same
            each[:], each.text = [], None
    for each in root.iter("a"):
        if not _is_marked(each):
            each.attrib.pop("href", "")
    marked = [lxml.html.tostring(each, encoding="unicode") for each in root.iter() if _is_marked(each)]
    return [str(root.attrib), root.findtext(".//title") or "", *pictures, *marked]


def _is_marked(element: etree._Element) -> bool:
    return any(str(name).startswith("data-pagefind-") for name in element.attrib)


def bundle(output: Output, pages: Iterable[str], name: str, language: str) -> bool:
    """Index some pages of the site as one bundle, to be published under a name.

    Return whether that worked. Pagefind reads a whole folder, so the pages are linked into one of their own: this
    works for any address pattern, and its command line is twice as fast as its Python interface.
    """
    scratch = output.scratch / name
    site, made = scratch / "site", scratch / "bundle"
    for page in pages:
        (site / page).parent.mkdir(parents=True, exist_ok=True)
        os.link(output.path(page), site / page)
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(made), "--quiet"]
    done = subprocess.run(  # noqa: S603 -- our own interpreter, no shell
        [*command, "--force-language", language], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        for unused in made.glob("*-ui.*"):  # search has a page of its own
            unused.unlink()
        target = output.made / name
        target.parent.mkdir(parents=True, exist_ok=True)
        made.rename(target)
    else:
        logger.error("The search index was not made: %s", (done.stderr or done.stdout).strip())
    shutil.rmtree(scratch)
    return done.returncode == 0
