"""A web server that reads the site while it is built never sees half of anything, nor a link that leads nowhere."""

import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import killing

from browser import chromium

BUILDS = int(os.environ.get("NEWSDIGEST_BUILDS", "2"))


class Reader(threading.Thread):
    """Opens page after page, each time following every link that it finds, until it is told to stop."""

    def __init__(self, base):
        super().__init__()
        self.base = base
        self.stopped = threading.Event()
        self.trouble = []
        self.read = 0

    def run(self):
        """Begin at the front page again and again: an old page in hand may well name what is gone."""
        while not self.stopped.is_set() and not self.trouble:
            waiting, seen = [self.base], {self.base}
            while waiting and not self.stopped.is_set():
                address = waiting.pop()
                text = self._get(address)
                for link in re.findall(r'(?:href|src)="([^"#]+)', text):
                    target = urljoin(address, link).removesuffix("index.html")
                    if urlsplit(target).netloc == urlsplit(self.base).netloc and target not in seen:
                        seen.add(target)
                        waiting.append(target)

    def _get(self, address):
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                data = answer.read()
                html = answer.headers.get_content_type() == "text/html"
        except (urllib.error.URLError, OSError) as error:
            self.trouble.append(f"{address}: {error}")
            return ""
        self.read += 1
        if html and not data.rstrip().endswith(b"</html>"):
            self.trouble.append(f"{address} is half a page")
        return data.decode("utf-8", "replace") if html else ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
def test_a_site_is_read_while_it_is_built(tmp_path):
    """Each build adds articles and makes every page again; the reader meets no half page and no missing one."""
    killing.begin(tmp_path / "digest", scrapes=5)
    folder = tmp_path / "digest"
    command = [sys.executable, "-m", "pelican", "-s", "pelican.conf.py", "--fatal", "errors"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with chromium.served(folder / "output") as base:
        reader = Reader(base)
        reader.start()
        for number in range(BUILDS):
            killing.scrape(folder, f"more-{number}", f"Another report {number}", number % 9 + 1)
            with (folder / "pelican.conf.py").open("a", encoding="utf-8") as file:
                file.write(f"SITENAME = 'Read {number}'\n")
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        reader.stopped.set()
        reader.join()
    assert reader.trouble == []
    assert reader.read > 50
    assert f"Read {BUILDS - 1}" in (folder / "output" / "index.html").read_text("utf-8")
