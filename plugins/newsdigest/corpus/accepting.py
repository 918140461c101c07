"""Write decisions into people.yml and touch nothing else in it: comments, order and layout stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from newsdigest.corpus.people import authority
from newsdigest.corpus.proposals import record, scalar
from newsdigest.errors import AuthorityError
from newsdigest.model import Proposal
from newsdigest.store import write_if_changed


def accept(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write the lines of accepted proposals into people.yml: names to records that are there, and new records."""
    text = _read(path)
    for proposal in proposals:
        if proposal.kind == "merge":
            text = with_names(text, proposal.names[0], "aliases", proposal.names[1:])
        else:
            text = _with_record(text, proposal.paste)
    _write(path, text)


def reject(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write the opposite of proposals into people.yml, so that they are not made again.

    The names of a merge are different people's; a namesake's are one person's, and a doubtful name is a person's.
    """
    text = _read(path)
    for proposal in proposals:
        if proposal.kind == "merge":
            text = with_names(text, proposal.names[0], "not_same_as", proposal.names[1:])
        else:
            text = _with_record(text, record(proposal.names[0]))
    _write(path, text)


def _read(path: Path) -> str:
    authority(path)  # a file that is wrong already is not written to
    return path.read_text("utf-8") if path.exists() else ""


def _write(path: Path, text: str) -> None:
    before = path.read_text("utf-8") if path.exists() else None
    write_if_changed(path, text)
    try:
        authority(path)
    except AuthorityError:
        if before is None:
            path.unlink()
        else:
            write_if_changed(path, before)
        raise


def with_names(text: str, name: str, field: str, names: Sequence[str]) -> str:
    """Add names to a field of the record of ``name``; both are made if they are not there."""
    found = _find(text, name)
    if found is None:
        new = record(name, aliases=names) if field == "aliases" else record(name, apart=names)
        return _with_record(text, new)
    values = {key.value: (key, value) for key, value in found.value}
    added = ", ".join(map(scalar, names))
    if field not in values and found.flow_style:  # - {name: …}
        end = found.end_mark.index - 1
        return f"{text[:end].rstrip()}, {field}: [{added}]{text[end:]}"
    if field not in values:
        key, value = values["name"]
        return _with_line(text, value.end_mark.index, f"{' ' * key.start_mark.column}{field}: [{added}]")
    value = values[field][1]
    if not isinstance(value, yaml.SequenceNode):
        start, end = value.start_mark.index, value.end_mark.index
        old = text[start:end].strip()
        return f"{text[:start]}[{old}{', ' if old else ''}{added}]{text[end:]}"
    if value.flow_style:
        end = value.end_mark.index - 1
        return f"{text[:end].rstrip()}{', ' if value.value else ''}{added}{text[end:]}"
    last = value.value[-1]
    indent = " " * (last.start_mark.column - 2)
    return _with_line(text, last.end_mark.index, "\n".join(f"{indent}- {scalar(each)}" for each in names))


def _find(text: str, name: str) -> yaml.MappingNode | None:
    """Find the record of a name that is not for some articles only."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for node in root.value if isinstance(root, yaml.SequenceNode) else ():
        fields = {key.value: value.value for key, value in node.value}
        if fields.get("name") == name and "articles" not in fields:
            assert isinstance(node, yaml.MappingNode)
            return node
    return None


def _with_line(text: str, at: int, line: str) -> str:
    """Put a line below the one that ``at`` is in."""
    end = text.find("\n", at)
    if end < 0:
        return f"{text}\n{line}\n"
    return f"{text[:end]}\n{line}{text[end:]}"


def _with_record(text: str, lines: str) -> str:
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}{lines}"
