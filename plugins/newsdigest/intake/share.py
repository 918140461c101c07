"""A share of a web archive: some pages in a row that are read apart from the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST = 32


@dataclass(frozen=True, slots=True)
class Share:
    """Which pages to read, counted from 1, and where reading begins, which is always at a record."""

    first: int = 1
    last: int = 0
    """The last page that is known of; before ``first`` where none is."""
    to_end: bool = True
    """Whether it goes on to the end of the file, with whatever comes or fails there."""
    offset: int = 0
    """Bytes of the file before the place where reading begins."""
    unpacked: int | None = None
    """What those bytes unpack to; None where the file is not packed."""
    before: int = 0
    """Pages before that place."""

    @property
    def pages(self) -> int:
        """How many pages it is known to hold."""
        return self.last - self.first + 1

    def divided(self, parts: int = MOST) -> tuple[Share, ...]:
        """Divide it into smaller ones, and what comes after the last page; empty for one page, or none.

        All begin to read at the same place and pass over the pages before their own.
        """
        if self.pages <= (0 if self.to_end else 1):
            return ()
        step = -(-self.pages // parts)
        firsts = range(self.first, self.last + 1, step)
        found = [replace(self, first=one, last=min(one + step - 1, self.last), to_end=False) for one in firsts]
        return (*found, replace(self, first=self.last + 1)) if self.to_end else tuple(found)


WHOLE = Share()
"""All of a file."""
