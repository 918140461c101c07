"""file → Scrape: one module a format."""
