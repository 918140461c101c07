"""What was computed before, as arrays in files that may be deleted at any time.

Every value is kept under a hash of all that it depends on, so what is remembered is what would be computed: with the
files or without them the digest is the same. Values that a run did not ask for are dropped at its end.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from types import TracebackType

import numpy as np

from newsdigest.cache import replacing
from newsdigest.corpus.arrays import Array, Hashes, Ints, Ragged, stacked, whereabouts
from newsdigest.corpus.features import VERSION, Features, joined
from newsdigest.workers import each

_FORMAT = 2  # of the file
_NAMES = "names"  # texts, kept as one
_KEYS = "features keys"


MANY = 200  # rows to compute from which it is worth while to do so on all cores
SHARES = 8  # parts they are computed in, so that no process waits long for another


class Memory:
    """Remembers what was computed; without a folder, only for itself.

    ``workers`` is the number of processes that compute rows where they are many; 0 for one on each core.
    """

    def __init__(self, folder: Path | None = None, workers: int = 1, name: str = "corpus") -> None:
        self.computed: Counter[str] = Counter()
        """How many values of each kind this process had to compute."""
        self._path = folder / f"{name}.npz" if folder else None
        self._version = np.array([_FORMAT, VERSION])
        self._before = _load(self._path, self._version) if self._path else {}
        self._now: dict[str, Array] = {}
        self._workers = workers
        self.known = _features(self._before) if _KEYS in self._before else None
        """The features that are remembered, or were given last."""

    def missing(self, keys: Hashes) -> int:
        """Return the number of articles whose features are not known, by key."""
        return len(np.setdiff1d(keys, self.known.keys)) if self.known else len(keys)

    def features(self, keys: Hashes, compute: Callable[[Ints], Features]) -> Features:
        """Give the features of articles by key, in order; ``compute`` gives those of the places that are not known."""
        known = self.known
        held = known.keys if known else np.zeros(0, np.uint64)
        order = np.argsort(held)
        places, hit = whereabouts(keys, held[order])
        missing = np.flatnonzero(~hit)
        self.computed["features"] += len(missing)
        rows = np.zeros(len(keys), np.int64)
        rows[hit] = order[places[hit]]
        rows[missing] = np.arange(len(missing)) + len(held)
        new = [compute(missing)] if len(missing) or known is None else []
        self.known = _put_in_order([*([known] if known else []), *new], rows)
        # They are most of what is remembered, and no longer needed as they were.
        self._before = {
            name: values for name, values in self._before.items() if name == _KEYS or not name.startswith("features")
        }
        self._now |= _arrays(self.known)
        return self.known

    def recall(self, kind: str, keys: Hashes, compute: Callable[[Ints], Ragged]) -> Ragged:
        """Give a row of whole numbers for each key; ``compute`` gives those of the places that are not known.

        Keys differ from each other wherever their rows may.
        """
        held = self._before.get(f"{kind} keys", np.zeros(0, np.uint64))
        known = [Ragged(self._before[f"{kind} values"], self._before[f"{kind} starts"])] if len(held) else []
        order = np.argsort(held)
        places, hit = whereabouts(keys, held[order])
        missing = np.flatnonzero(~hit)
        self.computed[kind] += len(missing)
        rows = np.zeros(len(keys), np.int64)
        rows[hit] = order[places[hit]]
        rows[missing] = np.arange(len(missing)) + len(held)
        found = stacked([*known, *(self._shared(compute, missing) if len(missing) or not known else ())]).take(rows)
        self._now |= {f"{kind} keys": keys, f"{kind} values": found.values, f"{kind} starts": found.starts}
        return found

    def texts(self, kind: str, keys: Hashes, compute: Callable[[Ints], Sequence[str]]) -> list[str]:
        """Give a text for each key, in the same way."""

        def coded(missing: Ints) -> Ragged:
            parts = [text.encode("utf-8", "surrogatepass") for text in compute(missing)]
            return Ragged.of(np.frombuffer(b"".join(parts), np.uint8), [len(part) for part in parts])

        found = self.recall(kind, keys, coded)
        data = found.values.tobytes()
        return [data[a:b].decode("utf-8", "surrogatepass") for a, b in pairwise(found.starts.tolist())]

    def _shared(self, compute: Callable[[Ints], Ragged], missing: Ints) -> list[Ragged]:
        """Compute rows, on all cores where they are many."""
        if len(missing) < MANY:
            return [compute(missing)]
        return each(compute, np.array_split(missing, SHARES), self._workers, few=2)

    def __enter__(self) -> Memory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.save()

    def save(self) -> None:
        """Keep what was asked of it, unless it is what is kept already."""
        if self._path and self._now and not _equal(self._now, self._before):
            with replacing(self._path) as file:
                np.savez(file, **self._now, version=self._version)  # type: ignore[arg-type]


def _put_in_order(parts: list[Features], rows: Ints) -> Features:
    """Return the rows of several parts, one after another, in another order."""
    first, size = parts[0], sum(map(len, parts))
    moved = np.flatnonzero(rows != np.arange(len(rows)))
    if not len(moved) and size == len(rows):
        return joined(parts)
    same = min(int(moved[0]) if len(moved) else len(rows), len(first))
    if size != len(rows) or not same:  # some are gone, and what only they used
        return joined(parts).take(rows)
    # All articles but the latest stand where they stood: those need not be copied twice.
    rest = joined([first.part(same, len(first)), *parts[1:]]).take(rows[same:] - same)
    return joined([first.part(0, same), rest])


def _equal(one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    """Whether the keys are the same, and so all that they stand for."""
    return all(
        name in other and np.array_equal(values, other[name]) for name, values in one.items() if name.endswith("keys")
    )


@dataclass(frozen=True, slots=True)
class Memories:
    """What two processes remember, each in a file of its own."""

    alike: Memory
    """Of what articles have in common."""
    told: Memory
    """Of what is told of them."""

    @classmethod
    def of(cls, folder: Path | None = None, workers: int = 1) -> Memories:
        """Read what lies in a folder."""
        return cls(Memory(folder, workers, "alike"), Memory(folder, workers, "told"))

    @property
    def computed(self) -> Counter[str]:
        """How many values of each kind this process had to compute."""
        return self.alike.computed + self.told.computed


def _load(path: Path, version: Array) -> dict[str, Array]:
    """Read the file; nothing where there is none, or it is another version's, or damaged."""
    try:
        with path.open("rb") as opened, np.lib.npyio.NpzFile(opened, allow_pickle=False) as file:
            if np.array_equal(file["version"], version):
                return {name: file[name] for name in file.files if name != "version"}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass
    return {}


def _arrays(features: Features) -> dict[str, Array]:
    """Features as arrays by name."""
    found: dict[str, Array] = {}
    for field in fields(Features):
        value = getattr(features, field.name)
        if isinstance(value, Ragged):
            found |= {f"features {field.name} values": value.values, f"features {field.name} starts": value.starts}
        elif field.name == _NAMES:
            text = "\n".join(value).encode("utf-8", "surrogatepass")
            found[f"features {field.name}"] = np.frombuffer(text, np.uint8)
        else:
            found[f"features {field.name}"] = value
    return found


def _features(arrays: Mapping[str, Array]) -> Features:
    """Read what ``_arrays`` wrote."""
    values: dict[str, object] = {}
    for field in fields(Features):
        name = f"features {field.name}"
        if f"{name} values" in arrays:
            values[field.name] = Ragged(arrays[f"{name} values"], arrays[f"{name} starts"])
        elif field.name == _NAMES:
            text = arrays[name].tobytes().decode("utf-8", "surrogatepass")
            values[field.name] = tuple(text.split("\n")) if text else ()
        else:
            values[field.name] = arrays[name]
    return Features(**values)  # type: ignore[arg-type]
