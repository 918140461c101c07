"""``make bench``: every measurement in one run, as Markdown on standard output.

What needs the scoring scripts and development sets runs where these lie beside the project; the rest measures what the
project generates itself. Names as arguments choose: ``python -m tests.benchmarks topics building``.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
BENCH, DATA = SHARED / "bench", SHARED / "data"


def scored(script: str, *arguments: str | Path) -> list[str]:
    """A command that runs a scoring script."""
    return [sys.executable, str(BENCH / script), *map(str, arguments)]


def pages(*arguments: str) -> list[str]:
    """A command that scores the cleaning of pages beside trafilatura, interleaved."""
    systems = ["--system", "page=systems:page", "--system", "with standfirst=systems:page_with_standfirst"]
    return scored("pages.py", DATA / "pages", *systems, *arguments)


MEASURED = {
    "cleaning": [pages()],
    "dumps": [pages("--dump", "innertext"), pages("--dump", "gettext")],
    "scrapes": [[sys.executable, str(HERE / "scrapes.py")]],
    "people": [scored("bench_people.py", "systems:people", *sorted((DATA / "people").glob("*")))],
    "unification": [
        scored("bench_unify.py", "systems:unify", DATA / "unify" / "ecbplus"),
        scored("bench_unify.py", "systems:unify", DATA / "unify" / "ecbplus", "--gold-mentions"),
    ],
    "quotes": [scored("bench_quotes.py", "systems:quotes", DATA / "quotes" / "polnear")],
    "annotation": [[sys.executable, str(HERE / "cost.py"), str(DATA / "pages")]],
    "topics": [scored("bench_topics.py", "systems:topic", *sorted((DATA / "topics").glob("*")))],
    "stories": [scored("bench_stories.py", "stories", "systems:stories", *sorted((DATA / "stories").glob("*")))],
    "copies": [scored("bench_stories.py", "duplicates", "systems:copies", *sorted((DATA / "duplicates").glob("*")))],
    "ordering": [[sys.executable, str(HERE / "order.py"), "10000"]],
    "building": [[sys.executable, str(HERE / "build.py"), "--stock", "--search"]],
    "growth": [
        [sys.executable, str(HERE / "build.py"), "--alone", "--search", "--rounds", "1", "--articles", articles]
        for articles in ("10000", "50000")
    ],
    "weight": [[sys.executable, str(HERE / "weight.py")]],
}
"""Name → commands, in the order of the rooms."""


def main(chosen: list[str]) -> int:
    """Run what was chosen, or everything; say what had to be left out."""
    unknown = set(chosen) - set(MEASURED)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; choose of {', '.join(MEASURED)}", file=sys.stderr)
        return 2
    print(
        f"Measured on {date.today()}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}."
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "plugins"), str(HERE)))}
    status = 0
    for name in chosen or MEASURED:
        print(f"\n## {name.capitalize()}\n", flush=True)
        for command in MEASURED[name]:
            if any(argument.startswith(str(SHARED)) for argument in command) and not SHARED.is_dir():
                print("Left out: the development sets do not lie beside the project.")
                break
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            shown = "\n".join(line for line in done.stdout.splitlines() if line.strip())
            print(f"```\n{shown.replace(str(DATA) + os.sep, '')}\n```", flush=True)
            if done.returncode:
                print(done.stderr[-2000:], file=sys.stderr)
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
