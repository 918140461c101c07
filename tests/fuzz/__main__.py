"""``make fuzz`` or ``python -m tests.fuzz [--minutes 60] [TARGET …]``: coverage-guided fuzzing with atheris.

Every target gets an equal share of the time. A failure does not end the run: the shortest input of each is kept in
``.cache/fuzz/TARGET/``, from where it is mended and moved to ``tests/fuzz/cases/TARGET/``, which the tests replay.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGETS = (
    "file",
    "page",
    "text",
    "article_file",
    "annotations",
    "markdown",
    "authority",
)  # targets.py is imported instrumented
_SLOW = 2.0  # seconds of the processor for one input, which is at most _LARGEST
_LARGEST = 8_192  # bytes


class Tally:
    """Calls a target, counts, and keeps the shortest input of each failure."""

    def __init__(self, target: Callable[[bytes], None], folder: Path) -> None:
        self.target = target
        self.folder = folder
        self.tried = 0
        self.slowest = 0.0
        self.failures: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "tally.json").is_file():  # of a process that ended before its time
            before = json.loads((folder / "tally.json").read_text("utf-8"))
            self.tried, self.slowest, self.failures = before["tried"], before["slowest"], before["failures"]
        self.save()

    def __call__(self, data: bytes) -> None:
        """Try one input."""
        started = time.process_time()
        try:
            self.target(data)
        except Exception as error:
            self._fail(_name(error), data, "".join(traceback.format_exception(error)))
        seconds = time.process_time() - started
        self.slowest = max(self.slowest, seconds)
        if seconds > _SLOW:
            self._fail("slow", data, f"{seconds:.1f} s")
        self.tried += 1
        if self.tried % 50 == 0:
            self.save()

    def _fail(self, name: str, data: bytes, story: str) -> None:
        self.failures[name] = self.failures.get(name, 0) + 1
        kept = self.folder / hashlib.sha256(name.encode()).hexdigest()[:12]
        if not kept.exists() or len(data) < kept.stat().st_size:
            kept.write_bytes(data)
            kept.with_suffix(".txt").write_text(f"{name}\n{story}", "utf-8")
            self.save()

    def save(self) -> None:
        """Write what was counted; libFuzzer ends the process without a word to Python."""
        told = {"tried": self.tried, "slowest": round(self.slowest, 2), "failures": self.failures}
        (self.folder / "tally.json").write_text(json.dumps(told), "utf-8")


def _name(error: Exception) -> str:
    """Name a failure by its kind and the innermost line of ours."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "newsdigest" in frame.filename or "targets" in frame.filename]
    last = (ours or frames)[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"


def fuzz(name: str, seconds: int, folder: Path) -> None:
    """Fuzz one target in this process, which ends with it."""
    import atheris  # noqa: PLC0415 -- no dependency of the tests

    with atheris.instrument_imports(include=["newsdigest", "warcio", "feedparser"]):
        import targets  # noqa: PLC0415 -- instrumented as it is imported
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(targets.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(data[:_LARGEST])
    options = [f"-max_total_time={seconds}", f"-max_len={_LARGEST}", "-timeout=60", "-rss_limit_mb=4096"]
    call = ["fuzz", *options, f"-artifact_prefix={folder}/", str(corpus)]
    atheris.Setup(call, Tally(targets.TARGETS[name], folder))
    atheris.Fuzz()


def main() -> int:
    """Give each target its time in a process of its own; tell what was tried and found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", default=TARGETS, metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seconds-here", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    output = ROOT / ".cache" / "fuzz"
    if options.seconds_here:
        fuzz(options.targets[0], options.seconds_here, output / options.targets[0])
        return 0
    share = options.minutes * 60 / len(options.targets)
    for name in options.targets:
        output.joinpath(name).mkdir(parents=True, exist_ok=True)
        end = time.monotonic() + share
        while (left := int(end - time.monotonic())) > 5:  # an input that hangs or swallows memory ends the process
            command = [sys.executable, "-m", "tests.fuzz", name, "--seconds-here", str(left)]
            with (output / f"{name}.log").open("ab") as log:
                subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, check=False)
        print(name, (output / name / "tally.json").read_text("utf-8"), flush=True)
    return 0


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "plugins")]
    sys.exit(main())
