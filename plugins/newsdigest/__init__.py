"""News Digest: a Pelican plugin that turns scraped news articles into a clean, searchable static digest."""

from newsdigest import compiled
from newsdigest.version import __version__

compiled.use()

__all__ = ["__version__", "register"]


def register() -> None:
    """Connect the plugin to Pelican's signals; Pelican calls this once."""
    from newsdigest.site import connect  # noqa: PLC0415 -- the command line and workers do without Pelican

    connect()
