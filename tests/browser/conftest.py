"""The sample, built once and served on this machine, in an installed Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from . import chromium

WATCH = """addEventListener("securitypolicyviolation",
  (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the built sample."""
    return chromium.build(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def base(site: Path) -> Iterator[str]:
    """Address of the served sample."""
    with chromium.served(site) as address:
        yield address


@pytest.fixture(scope="session")
def templates(site: Path) -> dict[str, str]:
    """One address for each template."""
    return chromium.templates(site)


@dataclass
class Visit:
    """A page in its own context, and what it complained of and asked for while it was open."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A fresh page, 1280 px wide, that notes errors, policy violations and requests."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.add_init_script(WATCH)
    page.set_default_timeout(15_000)
    seen = Visit(page)
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    yield seen
    context.close()
