"""Pictures of every template, light and dark, phone and desktop, and two printed pages: `make screenshots`.

With a second folder as argument, `make pictures`, the README's pictures are made from the same pages.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from . import chromium

WIDTHS = {"phone": (360, 780), "desktop": (1280, 900)}
PRINTED = ("person", "article")
PICTURES = {
    "front-page": ("index", 1000),
    "article": ("article", 900),
    "person": ("person", 900),
    "search": ("search", 900),
}
"""The README's pictures: name → the template that it shows, and its height."""


def asked(pages: dict[str, str], name: str) -> str:
    """Return the address of a template's page; search is shown with an answer."""
    return pages[name] + ("?q=bridge" if name == "search" else "")


def shown(page: Page, address: str) -> None:
    """Open a page and wait until nothing more is on its way."""
    page.goto(address, wait_until="networkidle")
    page.wait_for_function("!document.querySelector('[aria-busy]')")


def main(folder: Path, pictures: Path | None = None) -> None:
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
                    for name in pages:
                        shown(page, base + asked(pages, name))
                        page.screenshot(path=folder / f"{name}-{device}-{scheme}.png", full_page=True)
                    context.close()
            page = browser.new_page(locale="en-GB")
            page.goto(base, wait_until="networkidle")
            for picture, (name, height) in PICTURES.items() if pictures else ():
                page.set_viewport_size({"width": 1280, "height": height})
                shown(page, base + asked(pages, name))
                page.screenshot(path=pictures / f"{picture}.png")
            for name in PRINTED:
                page.goto(base + pages[name], wait_until="networkidle")
                page.pdf(path=folder / f"{name}.pdf", format="A4", prefer_css_page_size=True)
        browser.close()
    sys.stdout.write(f"{len(list(folder.glob('*')))} pictures in {folder}/\n")


if __name__ == "__main__":
    main(Path("screenshots"), *map(Path, sys.argv[1:2]))
