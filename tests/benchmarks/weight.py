"""Measures what pages weigh: the sample's and those of a generated digest, in an installed Chromium.

Bytes are counted as a host sends them, compressed; what is compressed already (fonts, the parts of the search index)
counts as it is. The font is asked for once and kept, so it is counted apart.

    python tests/benchmarks/weight.py --articles 10000
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks import build
from tests.browser import chromium

KILO = 1000
PACKED = ("font", "image")
WATCH = """window.shift = 0; window.first = Infinity;
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shift += one.value)))
  .observe({ type: "layout-shift", buffered: true });
new MutationObserver((_, observer) => {
  if (!document.querySelector("#results li")) return;
  window.first = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });"""
BEFORE = """performance.getEntriesByType("resource")
  .filter((one) => one.responseEnd <= window.first).map((one) => one.name)"""


@dataclass
class Weight:
    """What one visit asked for: kind → bytes, and its addresses."""

    sizes: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    shift: float = 0.0

    def kilo(self, *kinds: str) -> str:
        """Return the bytes of some kinds, of all but fonts when none is named, in kB."""
        total = sum(size for kind, size in self.sizes.items() if (kind in kinds if kinds else kind not in PACKED))
        return f"{total / KILO:.1f}"


def weighed(browser: Browser, address: str, ready: str = "", *, first: bool = False) -> Weight:
    """Open an address in a browser that knows nothing yet and weigh what came.

    ``ready`` selects what to wait for; ``first`` leaves out what came after the first result of a search.
    """
    context = browser.new_context(viewport={"width": 360, "height": 780})
    page: Page = context.new_page()
    found = Weight()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- playwright marks what it is given
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    if ready:
        page.locator(ready).first.wait_for()
    before = {address, *page.evaluate(BEFORE)} if first else set()
    for answer in answers:
        if first and answer.url not in before:
            continue
        body = answer.body()
        kind = answer.request.resource_type
        size = len(body) if kind in PACKED else min(len(body), len(gzip.compress(body, 9)))
        found.sizes[kind] = found.sizes.get(kind, 0) + size
        found.requests.append(answer.url)
    found.shift = page.evaluate("window.shift")
    context.close()
    return found


def rows(browser: Browser, site: Path, word: str) -> dict[str, str]:
    """Measure one site: what → figure; ``word`` is one that several articles hold."""
    pages = chromium.templates(site)
    with chromium.served(site) as base:
        article = weighed(browser, base + pages["article"])
        person = weighed(browser, base + pages["person"])
        front = weighed(browser, base)
        done = "#search:not([aria-busy]) #results li"
        search = weighed(browser, f"{base}search/?q={word}", done, first=True)
        whole = weighed(browser, f"{base}search/?q={word}", done)
    foreign = [
        address
        for each in (article, person, front, whole)
        for address in each.requests
        if not address.startswith("http://127.0.0.1:")
    ]
    return {
        "article: HTML and style sheet (20 kB)": article.kilo("document", "stylesheet"),
        "article: scripts (5 kB)": article.kilo("script"),
        "article: requests (6)": str(len(article.requests)),
        "article: layout shift (0)": f"{article.shift:.3f}",
        "front page: HTML": front.kilo("document"),
        "largest person: HTML": person.kilo("document"),
        "search: all up to the first results (160 kB)": search.kilo(),
        "search: all, with older articles and facets": whole.kilo(),
        "font, asked for once": article.kilo("font"),
        "requests to another host (0)": str(len(foreign)),
    }


def generated(folder: Path, count: int, seed: int) -> Path:
    """Build a generated digest with search and return its site."""
    build.write(folder, count, seed)
    settings = build.SETTINGS.format(plugins=str(build.ROOT / "plugins"))
    settings = settings.replace("DIGEST_SEARCH = False", "DIGEST_SEARCH = True")
    (folder / "real.py").write_text(
        settings.replace("https://digest.example", ""), "utf-8"
    )  # addresses of this machine
    build.timed(build.pelican("real.py"), folder)
    return folder / "output"


def main() -> None:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--site", type=Path, help="a generated digest that is built already")
    options = parser.parse_args()
    path = chromium.executable()
    if not path:
        sys.exit("no Chromium or Chrome is installed")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        sample = chromium.build(Path(name) / "sample")
        large = options.site or generated(Path(name) / "large", options.articles, options.seed)
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        small = rows(browser, sample, "bridge")
        word = next(build.corpus(1, options.seed))[1].title.split()[-1]
        big = rows(browser, large, word)
        browser.close()
    print(f"{date.today()}; kB of 1,000 bytes, compressed; the heaviest page of its kind\n")
    print(f"| what (budget) | sample | {options.articles:,} articles |\n|---|---|---|")
    for what, figure in small.items():
        print(f"| {what} | {figure} | {big[what]} |")


if __name__ == "__main__":
    main()
