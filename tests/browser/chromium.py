"""What the browser tests and `make screenshots` share: the built sample, a server for it, an installed Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Chromium talks to its maker unless told not to, and cannot sandbox as root.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]


def executable() -> str:
    """Return the path of an installed Chromium or Chrome; empty where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


def build(folder: Path, *settings: str) -> Path:
    """Build the sample into a folder and return the site's folder; settings are ``NAME=JSON``."""
    for part in ("scraped", "authority", "pages"):
        shutil.copytree(ROOT / "content" / part, folder / "content" / part)
    return build_folder(folder, *settings)


def build_folder(folder: Path, *settings: str) -> Path:
    """Build the content that lies in a folder with the sample's settings and return the site's folder."""
    content, site = folder / "content", folder / "site"
    command = [sys.executable, "-m", "pelican", content, "-s", ROOT / "pelican.conf.py", "-o", site]
    ended = subprocess.run(
        [*map(str, command), "--fatal", "errors", "-e", f'CACHE_PATH="{folder / "cache"}"', *settings],
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"the digest does not build:\n{ended.stdout}\n{ended.stderr}")
    return site


class _Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Let the browser keep files, as hosts do."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Let a browser hang up in the middle of a file without a word."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder on this machine only, and give its address, which ends in a slash."""
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def templates(site: Path) -> dict[str, str]:
    """Return one address for each template of the built site; of several pages, the one with most to show."""
    patterns = {
        "index": "",
        "day": "[12][0-9][0-9][0-9]/[01][0-9]/[0-3][0-9]/",
        "month": "[12][0-9][0-9][0-9]/[01][0-9]/",
        "year": "[12][0-9][0-9][0-9]/",
        "article": "[12][0-9][0-9][0-9]/[01][0-9]/[0-3][0-9]/*/",
        "undated": "undated/*/",
        "person": "people/*/",
        "people": "people/",
        "topic": "topics/*/",
        "topics": "topics/",
        "subject": "subjects/*/",
        "subjects": "subjects/",
        "story": "stories/*/",
        "source": "sources/*/",
        "sources": "sources/",
        "archive": "archive/",
        "search": "search/",
        "feeds": "feeds/",
        "about": "about/",
    }
    found = {}
    for name, pattern in patterns.items():
        pages = sorted(site.glob(f"{pattern}index.html"), key=lambda page: (page.stat().st_size, page), reverse=True)
        if pages:
            address = pages[0].parent.relative_to(site).as_posix()
            found[name] = "" if address == "." else f"{address}/"
    return {**found, "404": "404.html"}
