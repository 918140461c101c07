"""Measures cleaning beside trafilatura, page by page in turn, and a web archive by one worker process and by several.

    python tests/benchmarks/scrapes.py --archive 2000 --rounds 3 [FOLDER]

The pages are those of the sample, or of a folder that holds them as NAME/<id>.html.gz. The archive holds generated
articles of about 600 words between menus and teasers, each record packed on its own as usual. Seconds of processor
time are those of all processes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))
sys.path.insert(0, str(Path(__file__).parents[2]))

import trafilatura
from tests import archives
from tests.benchmarks import build

from newsdigest import annotation, cleaning, pipeline, scheduling
from newsdigest.annotation import topics
from newsdigest.cleaning.plain import paragraphs
from newsdigest.errors import ScrapeError
from newsdigest.model import Scrape

SAMPLE = Path(__file__).parents[2] / "content" / "scraped"
MENU = "".join(
    f'<li class="nav-item"><a href="/section/{n}" data-track="nav:{n}">Section {n}</a></li>' for n in range(150)
)
TEASERS = "".join(
    f'<div class="teaser card"><h3><a href="/2026/03/{n}">Another headline, the {n}th of today</a></h3></div>'
    for n in range(60)
)


def beside_trafilatura(pages: list[bytes], rounds: int) -> str:
    """Clean each page with every system, in random order; return the table."""
    known = topics.load(Path("nowhere"))

    def clean(data: bytes) -> None:
        cleaning.clean(Scrape(data, "page", "text/html"))

    def annotate(data: bytes) -> None:
        article = cleaning.clean(Scrape(data, "page", "text/html"))
        annotation.annotate(article, paragraphs(article.body), known)

    systems = {
        "trafilatura": lambda data: trafilatura.bare_extraction(data, with_metadata=True, include_comments=False),
        "cleaning": clean,
        "cleaning and annotation": annotate,
    }
    spent: dict[str, float] = defaultdict(float)
    rng = random.Random(1)
    for number in range(-1, rounds):  # the first is to warm up
        for data in pages:
            for name, system in sorted(systems.items(), key=lambda _: rng.random()):
                began = time.process_time()
                with suppress(ScrapeError):
                    system(data)
                if number >= 0:
                    spent[name] += time.process_time() - began
    lines = [
        f"{len(pages)} pages, {rounds} rounds\n",
        "| | scrapes a second of processor time | of trafilatura's |",
        "|---|---|---|",
    ]
    for name, seconds in spent.items():
        speed = spent["trafilatura"] / seconds
        lines.append(f"| {name} | {len(pages) * rounds / seconds:.1f} | {speed:.2f} |")
    return "\n".join(lines)


def generated(count: int, seed: int) -> Iterator[str]:
    """Yield pages of generated articles."""
    for _, article, _, texts, _ in build.corpus(count, seed):
        body = "".join(f"<p>{text}</p>" for text in texts)
        yield (
            f'<!doctype html><html lang="en"><head><title>{article.title} - {article.publisher}</title>'
            f'<meta property="og:site_name" content="{article.publisher}">'
            f'<meta property="article:published_time" content="{article.published.iso}"></head><body>'
            f"<nav><ul>{MENU}</ul></nav><article><h1>{article.title}</h1><p class=byline>By {article.authors[0]}"
            f"</p>{body}</article><aside>{TEASERS}</aside></body></html>"
        )


def work(folder: Path, workers: int) -> None:
    """Clean the archive of a folder; run in a process of its own."""
    folders = pipeline.Folders.below(folder, folder / f"cache-{time.monotonic_ns()}")
    folders = pipeline.Folders(folders.scraped, folders.cache / "articles", folders.authority, folders.cache)
    pipeline.run(folders, pipeline.Options(limits=scheduling.Limits(workers=workers)))
    forkserver._forkserver._stop()  # only of a child that was waited for the time is counted


def archive(count: int, seed: int, rounds: int) -> str:
    """Clean a web archive by one process and by one a core, in turn; return the table."""
    rows = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "scraped").mkdir()
        archives.write(Path(name) / "scraped" / "crawl.warc.gz", generated(count, seed))
        for _ in range(rounds):
            for workers in sorted({1, os.cpu_count() or 1}):
                command = [sys.executable, __file__, "--work", name, "--workers", str(workers)]
                rows[workers].append(build.timed(command, Path(name)))
    lines = [
        f"A web archive of {count} pages\n",
        "| worker processes | wall s | processor s | pages a second | memory of one MB |",
        "|---|---|---|---|---|",
    ]
    for workers, runs in rows.items():
        wall, processor, memory = (statistics.median(column) for column in zip(*runs, strict=True))
        lines.append(f"| {workers} | {wall:.1f} | {processor:.1f} | {count / wall:.1f} | {memory:.0f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--archive", type=int, default=2000, help="pages in the web archive; 0 for none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--workers", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.workers)
        return
    if options.folder:
        pages = [gzip.decompress(path.read_bytes()) for path in sorted(options.folder.glob("*/*.html.gz"))]
    else:
        pages = [path.read_bytes() for path in sorted(SAMPLE.glob("*.html"))]
    print(beside_trafilatura(pages, options.rounds))
    if options.archive:
        print("\n" + archive(options.archive, options.seed, options.rounds))


if __name__ == "__main__":
    main()
