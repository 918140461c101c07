"""Making of ``compiled`` modules: mypyc turns the sources into C, the compiler of the system that into machine code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from newsdigest.cleaning import trees
from newsdigest.compiled import HOME, MODULES, PACKAGE, SUFFIX, TREES, digest, source_of
from newsdigest.errors import CompileError

KEPT: Final = 4
"""States of the sources whose compiled modules stay: several checkouts may share a Python environment."""


def compile_modules(modules: tuple[str, ...] = MODULES, home: Path = HOME) -> Path:
    """Compile modules from their sources, unless they are; return the folder below ``home`` that they lie in.

    CompileError where something that this takes is missing, or fails.
    """
    folder = home / digest(modules)
    if folder.is_dir():
        return folder
    _require()
    with TemporaryDirectory() as scratch:
        place = Path(scratch)
        shutil.copytree(PACKAGE, place / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
        functions = f"{trees.MACHINE_CODE.replace('.', '/')}.py"
        (place / functions).write_text(_scores(), "utf-8")
        sources = [str(source_of(module).relative_to(PACKAGE.parent)) for module in modules]
        _run(["--ignore-missing-imports", "--follow-imports=silent", *sources, functions], place)
        made = place / "made"
        made.mkdir()
        for file in [*place.glob(f"*{SUFFIX}"), *(place / PACKAGE.name).rglob(f"*{SUFFIX}")]:
            file.rename(made / ".".join(file.relative_to(place).parts))
        _put(made, folder)
    return folder


def _scores() -> str:
    """Write the module of the block filter's trees."""
    found = json.loads((PACKAGE / TREES[0]).read_text("utf-8"))
    return "\n\n".join(trees.source(name, found[name]) for name in ("first", "second"))


def _require() -> None:
    """Look for what compiling takes; CompileError names what is missing."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if not shutil.which(compiler):
        raise CompileError(compiler, "there is no C compiler", "install one (Debian: apt install gcc)")
    header = Path(sysconfig.get_path("include")) / "Python.h"
    if not header.exists():
        raise CompileError(
            str(header), "Python's headers are missing", "install them (Debian: apt install python3-dev)"
        )


def _run(arguments: list[str], place: Path) -> None:
    """Run mypyc, which leaves the compiled modules beside the sources."""
    levels = {"MYPYC_OPT_LEVEL": "2", "MYPYC_DEBUG_LEVEL": "0"}
    done = subprocess.run(  # noqa: S603 -- our own files
        [sys.executable, "-m", "mypyc", *arguments],
        cwd=place,
        env=os.environ | levels,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stdout.strip().splitlines() or ["it said nothing"])[-1]
        raise CompileError("mypyc", last, "see that mypy and setuptools are installed")


def _put(made: Path, folder: Path) -> None:
    """Put compiled modules where they will be found, and remove the oldest."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(shutil.move(made, folder.with_name(f"{folder.name}.{os.getpid()}")))
        beside.rename(folder)
    except OSError as error:
        if folder.is_dir():  # somebody else was quicker
            return
        raise CompileError(str(folder.parent), str(error), "give this user the right to write there") from error
    others = sorted(folder.parent.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in others[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
