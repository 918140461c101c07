"""The only room that imports Pelican: signals, generators, writer, feeds, search, charts, report."""


def connect() -> None:
    """Connect the room's receivers to Pelican's signals."""
