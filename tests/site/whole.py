"""Whole sites, built by Pelican in a temporary folder and read back."""

import logging
import os
import subprocess
import sys
from pathlib import Path

from pelican import Pelican
from pelican.settings import read_settings

ROOT = Path(__file__).parents[2]
SETTINGS = f"""\
SITENAME = "Built Digest"
TIMEZONE = "UTC"
PATH = "content"
PLUGIN_PATHS = [{str(ROOT / "plugins")!r}]
PLUGINS = ["newsdigest"]
"""
ARTICLE = """\
<html lang="en"><head><title>{title} - The Halvard Herald</title>
<meta property="og:site_name" content="The Halvard Herald">
<meta property="article:published_time" content="{date}T08:00:00+00:00">
<link rel="canonical" href="https://herald.example/{slug}">
</head><body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1><p class="byline">By Ida Noor</p>
<p>The harbour council of Halvard voted on Tuesday night to rebuild the old quay, ending a dispute that has divided the
town for the better part of a decade.</p>
<p>“We have waited long enough,” said Mara Lindqvist, the harbour master, after it. “The ships will come back.”</p>
<p>Work is to begin in the spring and will cost about four million crowns, most of it paid by the regional government,
according to the plan that councillors approved. {marker}</p>
</article><footer>Subscribe to our newsletter. Copyright The Halvard Herald.</footer></body></html>
"""


def scrape(site, name, title, date="2025-03-19", marker=""):
    """Drop a scraped page into the folder of scrapes."""
    text = ARTICLE.format(title=title, date=date, slug=name, marker=marker)
    (site / "content" / "scraped" / f"{name}.html").write_text(text, "utf-8")


def build(site, **more):
    """Build as Pelican does, in this process; return what it logged."""
    folders = {"OUTPUT_PATH": str(site / "output"), "CACHE_PATH": str(site / ".cache")}
    settings = read_settings(str(site / "settings.py"), override={**folders, **more})
    records = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())
    logging.getLogger("newsdigest").addHandler(handler)
    try:
        Pelican(settings).run()
    finally:
        logging.getLogger("newsdigest").removeHandler(handler)
    return "\n".join(records)


def run(site, *arguments):
    """Run Pelican as the documentation says."""
    command = [sys.executable, "-m", "pelican", "-s", "settings.py", "--fatal", "errors", *arguments]
    environment = {**os.environ, "COLUMNS": "300", "PYTHONPATH": ""}
    return subprocess.run(command, cwd=site, capture_output=True, text=True, env=environment, check=False)


def page(site, path):
    """Read a built page."""
    return (site / "output" / path / "index.html").read_text("utf-8")


def made(site):
    """Names and bytes of everything in the built site."""
    output = site / "output"
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}
