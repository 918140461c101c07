"""What a page is made from, as short texts that differ when it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from jinja2 import Environment, meta

from newsdigest.model import Moment
from newsdigest.site.stamps import digest
from newsdigest.site.views import EntryView, Link, StoryView

Value = TypeVar("Value")

SHARED = (EntryView, StoryView)  # stand in many pages, so each is read once


@dataclass(frozen=True, slots=True)
class Stamped:
    """A value of a context that is costly to make, and a text that differs whenever the value does."""

    make: Callable[[], Any]
    stamp: str

    def __call__(self) -> Any:
        """Make the value."""
        return self.make()


def kept(make: Callable[[], Value]) -> Callable[[], Value]:
    """Return what makes a value once, and gives the same from then on; it is quicker to set up than ``cache``."""
    made: list[Value] = []

    def get() -> Value:
        if not made:
            made.append(make())
        return made[0]

    return get


class Fingerprints:
    """Makes fingerprints of contexts; remembers those of the values that stand in many."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, str]] = {}
        self._fields: dict[type, Callable[[Any], tuple[Any, ...]] | None] = {}

    def of(self, *values: Any) -> str:
        """Return a fingerprint of any values that templates are given."""
        parts: list[str] = []
        for value in values:
            self._walk(value, parts)
        return digest("\x1f".join(parts))

    def _walk(self, value: Any, parts: list[str]) -> None:  # noqa: PLR0912 -- one branch a kind, the frequent first
        kind = type(value)
        if kind is str:
            # The length keeps neighbours apart whatever they hold.
            parts.append(f"{len(value)}:{value}")
        elif kind is Stamped:
            parts.append("=" + value.stamp)
        elif kind in (int, float, bool, bytes) or value is None:
            parts.append(repr(value))
        elif kind is tuple or kind is list:
            parts.append(f"[{len(value)}")
            self._walk_each(value, parts)
        elif kind is Moment:
            parts.append(self._moment(value))
        elif kind is Link:
            parts.append(f"Link{len(value.name)}:{value.name}{value.path}")
        elif kind in SHARED:
            known = self._known.get(id(value))
            if known is None:
                # The value is kept, so that its id stays its own.
                known = self._known[id(value)] = (value, self._of_fields(value, kind))
            parts.append(known[1])
        elif values := self._values(kind):
            parts.append(kind.__name__)
            self._walk_each(values(value), parts)
        elif isinstance(value, Mapping):
            parts.append(f"{{{len(value)}")
            for key in sorted(value, key=str):
                self._walk(key, parts)
                self._walk(value[key], parts)
        elif isinstance(value, Enum):
            parts.append(str(value.value))
        elif isinstance(value, date):  # a datetime is one too
            parts.append(value.isoformat())
        else:
            parts.append(repr(value))

    def _walk_each(self, values: Iterable[Any], parts: list[str]) -> None:
        """Walk several values; texts, which most are, at once."""
        for value in values:
            if type(value) is str:
                parts.append(f"{len(value)}:{value}")
            else:
                self._walk(value, parts)

    def _moment(self, value: Moment) -> str:
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = (value, f"{value.at.isoformat()} {value.precision.value}")
        return known[1]

    def _of_fields(self, value: Any, kind: type) -> str:
        parts: list[str] = []
        values = self._values(kind)
        assert values is not None
        self._walk_each(values(value), parts)
        return digest("\x1f".join(parts))

    def _values(self, kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
        """Return what gives the values of a dataclass's fields; None for any other class."""
        if kind not in self._fields:
            names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
            self._fields[kind] = _getter(names) if names else None
        return self._fields[kind]


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the attributes of these names as a tuple, as one alone would not come."""
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def names_in(environment: Environment, template: str) -> frozenset[str] | None:
    """Return every name that a template and those it extends, includes and imports take from outside.

    None when a template is chosen while rendering, so that all names may be meant.
    """
    names: set[str] = set()
    waiting, seen = [template], {template}
    while waiting:
        used, others = _names_of(environment, waiting.pop())
        names |= used
        if None in others:
            return None
        waiting += [other for other in others if other is not None and other not in seen]
        seen.update(waiting)
    return frozenset(names)


@lru_cache(maxsize=256)
def _names_of(environment: Environment, template: str) -> tuple[frozenset[str], frozenset[str | None]]:
    """Return the names that one template takes from outside, and the templates that it names."""
    assert environment.loader is not None
    tree = environment.parse(environment.loader.get_source(environment, template)[0])
    return frozenset(meta.find_undeclared_variables(tree)), frozenset(meta.find_referenced_templates(tree))
