"""Pictures of every template, light and dark, phone and desktop, and two printed pages: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from . import chromium

WIDTHS = {"phone": (360, 780), "desktop": (1280, 900)}
PRINTED = ("person", "article")


def main(folder: Path) -> None:
    """Build the sample and write the pictures into a folder."""
    path = chromium.executable()
    if not path:
        sys.exit("no Chromium or Chrome is installed")
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        site = chromium.build(Path(scratch))
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        pages = chromium.templates(site)
        with chromium.served(site) as base:
            for scheme in ("light", "dark"):
                for device, (width, height) in WIDTHS.items():
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB"
                    )
                    page = context.new_page()
                    page.goto(base, wait_until="networkidle")  # the font is in the cache from here on
                    for name, address in pages.items():
                        page.goto(base + address + ("?q=bridge" if name == "search" else ""), wait_until="networkidle")
                        page.screenshot(path=folder / f"{name}-{device}-{scheme}.png", full_page=True)
                    context.close()
            page = browser.new_page()
            for name in PRINTED:
                page.goto(base + pages[name], wait_until="networkidle")
                page.pdf(path=folder / f"{name}.pdf", format="A4", prefer_css_page_size=True)
        browser.close()
    sys.stdout.write(f"{len(list(folder.glob('*')))} pictures in {folder}/\n")


if __name__ == "__main__":
    main(Path("screenshots"))
