"""The editor's files in ``content/authority``: lists of records in YAML, checked field by field.

A file is read as a tree of nodes rather than as Python values, for two reasons: every node knows its line, and
nothing is guessed from a word's looks (a topic named ``No`` stays a name, ``2025-03`` stays text).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from pathlib import Path

import yaml

from newsdigest.errors import AuthorityError
from newsdigest.model import Moment
from newsdigest.tables import LOADER


class Kind(Enum):
    """What a field of a record may hold."""

    TEXT = "text"
    TEXTS = "a list of texts"
    """One text alone is read as a list of one."""
    FLAG = "true or false"
    MOMENT = "a date such as 2025, 2025-03 or 2025-03-19"
    MAPPING = "names with a text each"
    """``en: Politics``."""


Fields = Mapping[str, "Kind | Fields"]
"""Field name → what it holds; a nested mapping stands for a list of records with those fields."""

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an authority file: what each field holds and in which line it stands."""

    file: str
    line: int
    values: Mapping[str, object]
    lines: Mapping[str, int]

    def text(self, field: str, otherwise: str = "") -> str:
        """Value of a field of Kind.TEXT."""
        return str(self.values.get(field, otherwise))

    def texts(self, field: str) -> tuple[str, ...]:
        """Value of a field of Kind.TEXTS."""
        value = self.values.get(field, ())
        assert isinstance(value, tuple)
        return value

    def flag(self, field: str, otherwise: bool = False) -> bool:
        """Value of a field of Kind.FLAG."""
        return bool(self.values.get(field, otherwise))

    def moment(self, field: str) -> Moment | None:
        """Value of a field of Kind.MOMENT, None where it is not given."""
        value = self.values.get(field)
        assert value is None or isinstance(value, Moment)
        return value

    def mapping(self, field: str) -> Mapping[str, str]:
        """Value of a field of Kind.MAPPING."""
        value = self.values.get(field, {})
        assert isinstance(value, dict)
        return value

    def records(self, field: str) -> tuple[Record, ...]:
        """Value of a field that holds records."""
        value = self.values.get(field, ())
        assert isinstance(value, tuple)
        return value

    def error(self, reason: str, remedy: str = "", field: str = "") -> AuthorityError:
        """Make an error that points at a field of this record, or at its first line."""
        return AuthorityError(f"{self.file}:{self.lines.get(field, self.line)}", reason, remedy)


def read(path: Path, fields: Fields, required: tuple[str, ...] = (), *, ours: bool = False) -> tuple[Record, ...]:
    """Read an authority file, a YAML list of records; a file that is missing or empty holds none.

    ``ours`` tells that it ships with the package and may be read the quick way.

    Raises AuthorityError with the line for broken YAML, an unknown, missing, repeated or empty field, and a
    value of the wrong kind.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorityError(f"{path}:1", f"cannot be read: {error}", "save it as plain UTF-8 text") from error
    try:
        root = yaml.compose(text, LOADER if ours else yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise AuthorityError(
            f"{path}:{line}", f"is not YAML: {error.problem or error.context}", _YAML_REMEDY
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise AuthorityError(f"{path}:1", f"is not YAML: {error}", _YAML_REMEDY) from error
    if root is None or _is_empty(root):
        return ()
    return _records(root, str(path), fields, required)


_YAML_REMEDY = "indent with blanks, two a level, and put quotation marks around a text that holds ': ' or ' #'"


def _records(node: yaml.Node, file: str, fields: Fields, required: tuple[str, ...]) -> tuple[Record, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise _wrong(node, file, "a list of records is expected here", "begin each record with '- '")
    return tuple(_record(item, file, fields, required) for item in node.value)


def _record(node: yaml.Node, file: str, fields: Fields, required: tuple[str, ...]) -> Record:
    if not isinstance(node, yaml.MappingNode):
        first = next(iter(fields))
        raise _wrong(node, file, "a record is expected here", f"write it as '- {first}: …'")
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    for name, key, value in _items(node, file):
        if name not in fields:
            close = get_close_matches(name, fields, n=1)
            known = f"did you mean '{close[0]}'?" if close else "known fields: " + ", ".join(fields)
            raise _wrong(key, file, f"unknown field '{name}'", known)
        lines[name] = key.start_mark.line + 1
        if not _is_empty(value):
            values[name] = _value(value, file, name, fields[name])
    for name in required:
        if not values.get(name):
            raise _wrong(node, file, f"a record without '{name}'", f"add '{name}: …'")
    return Record(file, node.start_mark.line + 1, values, lines)


def _items(node: yaml.MappingNode, file: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _wrong(key, file, "a field's name is expected here")
        if key.value in seen:
            raise _wrong(key, file, f"'{key.value}' is given twice in one record", "keep one of the two")
        seen.add(key.value)
        yield key.value, key, value


def _value(node: yaml.Node, file: str, name: str, kind: Kind | Fields) -> object:
    if not isinstance(kind, Kind):
        return _records(node, file, kind, required=(next(iter(kind)),))
    if kind is Kind.TEXTS:
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(_text(item, file, name, kind) for item in items)
    if kind is Kind.MAPPING:
        if not isinstance(node, yaml.MappingNode):
            raise _wrong(node, file, f"'{name}' must be {kind.value}")
        return {key: _text(value, file, name, Kind.TEXT) for key, _, value in _items(node, file)}
    text = _text(node, file, name, kind)
    if kind is Kind.FLAG:
        if text.lower() not in _FLAGS:
            raise _wrong(node, file, f"'{name}' must be {kind.value}, not '{text}'")
        return _FLAGS[text.lower()]
    if kind is Kind.MOMENT:
        try:
            return Moment.parse(text)
        except ValueError as error:
            raise _wrong(node, file, f"'{name}' must be {kind.value}, not '{text}'") from error
    return text


def _text(node: yaml.Node, file: str, name: str, kind: Kind) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _wrong(node, file, f"'{name}' must be {kind.value}")
    text = str(node.value).strip()
    if not text:
        raise _wrong(node, file, f"an empty text in '{name}'", "write the text or delete the line")
    return text


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _wrong(node: yaml.Node, file: str, reason: str, remedy: str = "") -> AuthorityError:
    return AuthorityError(f"{file}:{node.start_mark.line + 1}", reason, remedy)
