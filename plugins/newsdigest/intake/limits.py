"""How much one file may ask of the machine. Real articles stay far below; bombs and mistakes do not."""

MAX_FILE = 64 * 2**20
"""Bytes of a file that holds one scrape, unpacked."""
MAX_ARCHIVE = 2 * 2**30
"""Bytes that all members of one archive (WARC, JSON lines) may come to, unpacked; it is streamed, never held."""
MAX_MEMBERS = 100_000
"""Scrapes in one file."""
MAX_NESTING = 3
"""Forms inside forms: a gzipped WARC of gzipped pages is three."""
