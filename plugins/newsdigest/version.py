"""Versions: of the package, and of the cleaner, whose change lets sealed files be rewritten."""

__version__ = "0.1.0"

CLEANER_VERSION = 4
"""Raise when cleaning or annotation would write a different Markdown file for the same scrape."""
