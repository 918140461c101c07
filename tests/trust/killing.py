"""``python tests/trust/killing.py --points 200``: builds that are killed, or whose disk is full, at random points.

A digest is built, changed and built again. The second build runs in a process of its own that is ended by SIGKILL: at a
random moment, or right before a random file is opened to write, renamed, removed or linked. Or from that point on
every such operation fails, as on a full disk. What is left is looked at: every file is as before or as after,
every link leads to a file. Then the build is run again, and everything is compared with what an undisturbed
build made.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "plugins")]

import pelican  # noqa: E402
from pelican.generators import ArticlesGenerator  # noqa: E402, F401 -- imported once, not in every process

import newsdigest.site.build  # noqa: E402, F401

SETTINGS = f"""
SITENAME = "Killed"
PATH = "content"
THEME = {str(ROOT / "theme")!r}
PLUGIN_PATHS = [{str(ROOT / "plugins")!r}]
PLUGINS = ["newsdigest"]
RELATIVE_URLS = True
DELETE_OUTPUT_DIRECTORY = True
STATIC_PATHS = ["images"]
"""
PAGE = """<!doctype html><html lang="en"><head><title>{title} - The Post</title><meta property="og:site_name"
content="The Post"><meta property="article:published_time" content="2026-03-0{day}T08:00:00+00:00"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>{title}</h1><p>The town council of Fjellvik voted
on Tuesday to rebuild the old ferry landing before the autumn storms arrive, as report {title} has it.</p><p>Mayor Mara
Lindqvist said that {title} would cost four million crowns and take until September at the latest, if all goes well.</p>
<p>“We have waited long enough for this,” Lindqvist told reporters after the meeting in the town hall. Nils Berg did not
agree, and said so.</p></article><footer>© 2026 The Post</footer></body></html>"""
_WRITING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link"}

State = Mapping[str, bytes]


def scrape(folder: Path, name: str, title: str, day: int) -> None:
    """Drop a page into the folder of scrapes."""
    path = folder / "content" / "scraped" / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(title=title, day=day), encoding="utf-8")


def begin(folder: Path, scrapes: int) -> None:
    """Write a digest that was never built."""
    folder.mkdir(parents=True)
    (folder / "pelican.conf.py").write_text(SETTINGS, encoding="utf-8")
    for number in range(scrapes):
        scrape(folder, f"kept-{number}", f"Landing report {number}", number % 9 + 1)
    (folder / "content" / "images").mkdir()
    (folder / "content" / "images" / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>" * 40, "utf-8")
    (folder / "content" / "authority").mkdir()
    (folder / "content" / "authority" / "people.yml").write_text("# Mine.\n- name: Nils Berg\n", encoding="utf-8")


def change(folder: Path) -> None:
    """Do what a week brings: scrapes come, change and go, an article is edited, a picture is replaced."""
    scrape(folder, "added", "A new breakwater", 5)
    scrape(folder, "kept-0", "Landing report nought", 1)
    (folder / "content" / "scraped" / "kept-1.html").unlink()
    articles = folder / "content" / "articles"
    (articles / "landing-report-1.md").unlink()
    edited = articles / "landing-report-2.md"
    edited.write_text(edited.read_text("utf-8").replace("Title: Landing", "Title: My landing"), encoding="utf-8")
    (folder / "content" / "images" / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'></svg>" * 40)


def state(folder: Path) -> dict[str, bytes]:
    """Everything that must come out the same: scrapes, articles, the editor's files, the site, the report.

    Pagefind's files differ from run to run; what is being made and the cache are nobody's.
    """
    found = {}
    for path in sorted([*(folder / "content").rglob("*"), *(folder / "output").rglob("*")]):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("output/.next/", "output/pagefind/")):
            found[name] = path.read_bytes()
    return found


def forked(work: Callable[[], None], folder: Path) -> int:
    """Run something in a process, and a process group, of its own; return its id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.setsid()
        os.chdir(folder)
        with (folder.parent / "log").open("wb") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        work()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        os._exit(status)


def build() -> None:
    """Build as ``make html`` does; called in a process of its own."""
    pelican.main(["-s", "pelican.conf.py", "--fatal", "errors"])


def counting(act: Callable[[int], None]) -> Callable[[], None]:
    """Build, and call ``act`` with the number of each operation on files before it is carried out."""

    def run() -> None:
        count = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            pipe = writes and isinstance(arguments[0], int)  # to another process: no disk is asked for it
            if event in _WRITING or (writes and not pipe and arguments[0] != os.devnull):
                count += 1
                act(count)

        sys.addaudithook(hook)
        build()

    return run


def ended(child: int) -> int:
    """Wait for a process; return its exit status, negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Bench:
    """A digest before a change, and what an undisturbed build makes of it."""

    def __init__(self, folder: Path, scrapes: int, first: bool, search: bool) -> None:
        self.folder, self.saved, self._counted = folder / "digest", folder / "saved", folder / "count"
        begin(self.folder, scrapes)
        if not search:
            with (self.folder / "pelican.conf.py").open("a", encoding="utf-8") as file:
                file.write("DIGEST_SEARCH = False\n")
        if not first:
            self.undisturbed()
            change(self.folder)
        shutil.copytree(self.folder, self.saved)
        self.before = state(self.folder)
        started = time.monotonic()
        self.undisturbed(counting(lambda count: _note(self._counted, count)))
        self.seconds = time.monotonic() - started
        self.operations = int(self._counted.stat().st_size)
        self.after = state(self.folder)
        assert self.after != self.before

    def restore(self) -> None:
        """Put everything back to before the build: the same names, times and bytes."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.saved, self.folder)

    def undisturbed(self, work: Callable[[], None] = build) -> None:
        """Build to the end."""
        status = ended(forked(work, self.folder))
        assert status == 0, (self.folder.parent / "log").read_text("utf-8")

    def killed_at(self, operation: int) -> str:
        """Kill the whole build right before an operation on a file."""

        def act(count: int) -> None:
            if count == operation:
                os.killpg(0, signal.SIGKILL)

        self.restore()
        status = ended(forked(counting(act), self.folder))
        assert status in (-signal.SIGKILL, 0), status
        return "killed" if status else "done before"

    def killed_after(self, seconds: float) -> str:
        """Kill the build's main process at a moment; its workers find out by themselves."""
        self.restore()
        child = forked(build, self.folder)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        status = ended(child)
        return "killed" if status else "done before"

    def full_from(self, operation: int) -> str:
        """Let every operation on files from this one on fail, as on a full disk."""
        error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def act(count: int) -> None:
            if count >= operation:
                raise error

        self.restore()
        status = ended(forked(counting(act), self.folder))
        said = (self.folder.parent / "log").read_text("utf-8")
        assert status > 0, said
        assert "No space left" in said, said
        return "failed"

    def look(self) -> None:
        """Hold what is left to the promise: nothing is half written, nothing lost, no link broken."""
        found = state(self.folder)
        for name, data in found.items():
            if not Path(name).name.startswith("."):
                assert data in (self.before.get(name), self.after.get(name)), f"{name} is half written"
        for name, data in self.before.items():
            assert name.startswith("output/") or self.after.get(name) != data or found.get(name) == data, f"{name} lost"
        links(found)

    def recover(self) -> None:
        """Build once more and compare."""
        self.undisturbed()
        found = state(self.folder)
        different = sorted(name for name in {*found, *self.after} if found.get(name) != self.after.get(name))
        assert not different, different


def _note(path: Path, count: int) -> None:
    """Make the file as long as the count says."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT)  # an audited call that writes would be counted
    os.close(descriptor)
    os.truncate(path, count)


_HREF = re.compile(rb'(?:href|src)="([^"#?:]+)[^":]*"')


def links(found: State) -> None:
    """Every link of every page that can be reached from the front page leads to a file."""
    waiting = {"output/index.html"} & found.keys()
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        for link in map(bytes.decode, set(_HREF.findall(found[name]))):
            target = os.path.normpath(Path("output", link[1:]) if link[0] == "/" else Path(name).parent / link)
            if target.startswith("output/pagefind"):
                continue
            target = target if target in found else f"{target}/index.html"
            assert target in found, f"{name} links to {link}"
            if target.endswith(".html") and target not in seen:
                seen.add(target)
                waiting.add(target)


def main() -> int:
    """Try points until there were enough; tell how many of each kind there were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--scrapes", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--search", action="store_true", help="make the search index, too")
    parser.add_argument("--twice", action="store_true", help="run two builds at once instead")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    counted: dict[str, int] = {}
    with contextlib.ExitStack() as stack:
        benches = []
        for first in (False, True):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="killing-")))
            benches.append(Bench(folder, options.scrapes, first, options.search))
        for bench in benches if options.twice else ():
            bench.restore()
            running = [forked(build, bench.folder) for _ in range(2)]
            assert [ended(child) for child in running] == [0, 0], (bench.folder.parent / "log").read_text("utf-8")
            bench.look()
            assert state(bench.folder) == bench.after
        for number in range(0 if options.twice else options.points):
            bench = benches[number % 3 == 2]
            kind = ("operation", "moment", "operation", "full")[number % 4]
            if kind == "moment":
                outcome = bench.killed_after(rng.random() * bench.seconds)
            elif kind == "full":
                outcome = bench.full_from(rng.randint(1, bench.operations))
            else:
                outcome = bench.killed_at(rng.randint(1, bench.operations))
            bench.look()
            bench.recover()
            counted[f"{kind}: {outcome}"] = counted.get(f"{kind}: {outcome}", 0) + 1
            print(number + 1, counted, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
