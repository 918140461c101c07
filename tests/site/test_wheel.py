"""The package as it is installed: the plugin with its theme, from any folder, with five lines of settings."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("plugins", "theme", "pyproject.toml", "README.md", "LICENSE")
FIVE_LINES = """\
SITENAME = "Five Lines"
SITEURL = "https://digest.example"
TIMEZONE = "UTC"
PATH = "content"
PLUGINS = ["newsdigest"]
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without a network: what builds it is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a copy, so that nothing of the build stays in the checkout
    listed = subprocess.run(
        [
            "git",
            "ls-files",
            "-co",
            "--exclude-standard",
            "--",
            "plugins",
            "theme",
            "pyproject.toml",
            "README.md",
            "LICENSE",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("needs a git checkout")
    for name in listed.stdout.splitlines():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file():
            target.write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_every_module_and_the_whole_theme(wheel):
    """A room that is missing from pyproject.toml's list would be missing here."""
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "plugins" / "newsdigest"
    modules = {f"newsdigest/{path.relative_to(package).as_posix()}" for path in package.rglob("*.py")}
    theme = {
        f"newsdigest/theme/{path.relative_to(ROOT / 'theme').as_posix()}"
        for path in (ROOT / "theme").rglob("*")
        if path.is_file()
    }
    assert modules | theme <= names


def test_five_lines_of_settings_build_a_digest(wheel, tmp_path):
    """Installed elsewhere, without this checkout, the plugin finds its theme and builds."""
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    (tmp_path / "content" / "articles").mkdir(parents=True)
    article = "Title: A kept cutting\nDate: 2025-03-19\nSource: The Halvard Herald\n\nIts text.\n"
    (tmp_path / "content" / "articles" / "kept.md").write_text(article, "utf-8")
    (tmp_path / "settings.py").write_text(FIVE_LINES, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", "settings.py", "--fatal", "errors", "-e", "DIGEST_SEARCH=false"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "A kept cutting" in (tmp_path / "output" / "2025" / "03" / "19" / "kept" / "index.html").read_text("utf-8")
    assert (tmp_path / "output" / "theme" / "css" / "theme.css").stat().st_size > 1000
    assert "https://digest.example/2025/03/19/kept/" not in (tmp_path / "output" / "sitemap.xml").read_text("utf-8")
    assert "https://digest.example/archive/" in (tmp_path / "output" / "sitemap.xml").read_text("utf-8")
