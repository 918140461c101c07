"""The only room that imports Pelican: signals, generators, writer, feeds, search, charts, report."""


def connect() -> None:
    """Connect the room's receivers to Pelican's signals."""
    from newsdigest.site import receivers  # noqa: PLC0415 -- one module of the room does not need all others

    receivers.connect()
