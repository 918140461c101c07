"""Modules that are compiled do what their sources do, and only while they are theirs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsdigest import compiled, compiling
from newsdigest.errors import CompileError

SAMPLE = Path(__file__).parents[1] / "content" / "scraped"
PLUGINS = compiled.PACKAGE.parent


def is_compiled() -> bool:
    """Whether the modules are compiled from their sources as they are."""
    return (compiled.HOME / compiled.digest(compiled.MODULES)).is_dir()


only_compiled = pytest.mark.skipif(not is_compiled(), reason="nothing is compiled: there was no C compiler")


def run(*arguments: str, plugins: Path = PLUGINS, interpreted: str = "") -> str:
    """What another Python prints."""
    settings = {"PYTHONPATH": str(plugins), compiled.SWITCH: interpreted}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False).stdout


def file_of(module: str, plugins: Path = PLUGINS, interpreted: str = "") -> str:
    """The file that another Python imports for a module."""
    return run(
        "-c", f"import newsdigest.{module} as it; print(it.__file__)", plugins=plugins, interpreted=interpreted
    ).strip()


@only_compiled
def test_machine_code_cleans_as_its_sources_do():
    """Of each block and field of the sample the same becomes."""
    machine, sources = (run("-m", "newsdigest", "explain", str(SAMPLE), interpreted=switch) for switch in ("", "1"))
    assert machine == sources
    assert machine.count("article text") > 500


@only_compiled
def test_all_that_is_compiled_is_used_unless_it_is_switched_off():
    """The modules come from where compiling has put them."""
    for module in (*compiled.MODULES, "cleaning.scores"):
        assert file_of(module).endswith(compiled.SUFFIX), module
    assert file_of("cleaning.blocks", interpreted="1").endswith("blocks.py")


@only_compiled
def test_a_source_that_changed_runs_as_it_stands(tmp_path):
    """No module is compiled any more when one source differs: each calls the others directly."""
    shutil.copytree(compiled.PACKAGE, tmp_path / "newsdigest", ignore=shutil.ignore_patterns("__pycache__"))
    assert file_of("cleaning.blocks", plugins=tmp_path).endswith(compiled.SUFFIX)
    with (tmp_path / "newsdigest/cleaning/features.py").open("a") as source:
        source.write("# another line\n")
    assert file_of("cleaning.blocks", plugins=tmp_path) == str(tmp_path / "newsdigest/cleaning/blocks.py")


@pytest.mark.skipif(not shutil.which("cc"), reason="there is no C compiler")
def test_compiling_leaves_modules_that_run_and_removes_the_oldest(tmp_path):
    """The folder is named after the sources; a second call finds it."""
    old = [tmp_path / str(number) for number in range(compiling.KEPT + 2)]
    for place, folder in enumerate(old):
        folder.mkdir()
        os.utime(folder, (place, place))
    folder = compiling.compile_modules(("cleaning.embeds",), tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([*old[-compiling.KEPT + 1 :], folder])
    code = (
        f"import sys; from pathlib import Path; from newsdigest import compiled;"
        f"sys.meta_path.insert(0, compiled.Finder(Path({str(folder)!r})));"
        f"from newsdigest.cleaning import embeds;"
        f"print(embeds.__file__, embeds.name('https://www.youtube.com/watch?v=a'))"
    )
    file, name = run("-c", code, interpreted="1").split(maxsplit=1)
    assert file.startswith(str(folder))
    assert (
        name.strip()
        == run(
            "-c",
            "from newsdigest.cleaning import embeds; print(embeds.name('https://www.youtube.com/watch?v=a'))",
            interpreted="1",
        ).strip()
    )
    assert compiling.compile_modules(("cleaning.embeds",), tmp_path) == folder


def test_what_is_missing_for_compiling_is_named(tmp_path, monkeypatch):
    """A machine without compiler or headers learns which to install."""
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(CompileError, match=r"no C compiler.*install one"):
        compiling.compile_modules(("cleaning.embeds",), tmp_path)
    monkeypatch.delenv("CC")
    monkeypatch.setattr(compiling.sysconfig, "get_path", lambda _: str(tmp_path))
    with pytest.raises(CompileError, match="headers are missing"):
        compiling.compile_modules(("cleaning.embeds",), tmp_path)
    assert not any(tmp_path.iterdir())
