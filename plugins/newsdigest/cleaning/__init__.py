"""Scrape → Article: page parsing, metadata, block filter, byline and date rules, Markdown."""
