"""The tree is the architecture: a room imports only rooms that stand before it."""

import ast
from pathlib import Path

import newsdigest

PACKAGE = Path(newsdigest.__file__).parent
ROOMS = (
    "version",
    "compiled",
    "model",
    "errors",
    "tables",
    "locking",
    "folder",
    "cache",
    "workers",
    "authority",
    "intake",
    "cleaning",
    "compiling",
    "annotation",
    "warm",
    "warm_dumps",
    "store",
    "corpus",
    "scheduling",
    "jobs",
    "filing",
    "pipeline",
    "report",
    "site",
)
OUTSIDE = ("__init__", "__main__")  # they only open doors


def imports(path):
    """Names of all modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def modules():
    """Every module of the package with the room it lies in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room not in OUTSIDE:
            yield path, room


def test_a_room_imports_only_rooms_before_it():
    """Data flows one way: from intake to the site."""
    for path, room in modules():
        for name in imports(path):
            if name.startswith("newsdigest."):
                other = name.split(".")[1]
                assert ROOMS.index(other) <= ROOMS.index(room), f"{path} imports {name}"


def test_only_the_site_room_imports_pelican():
    """Everything but the site works without Pelican."""
    for path, room in modules():
        if room != "site":
            assert not any(name.split(".")[0] == "pelican" for name in imports(path)), path
