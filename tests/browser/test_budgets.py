"""What a page weighs, as THEME asks: measured on the built sample."""

from __future__ import annotations

import gzip

import pytest

pytestmark = pytest.mark.browser

KILO = 1000


def packed(data: bytes) -> int:
    """Return the size of data as a host sends it, in bytes."""
    return len(gzip.compress(data, 9))


def test_an_article_is_light(visit, base, templates):
    """HTML and CSS within 20 kB, scripts within 5 kB, at most six requests, and nothing moves while it loads."""
    sizes: dict[str, int] = {}
    kinds = {"document": "page", "stylesheet": "page", "script": "script"}

    def weigh(response) -> None:
        kind = kinds.get(response.request.resource_type, "other")
        sizes[kind] = sizes.get(kind, 0) + packed(response.body())

    visit.page.on("response", weigh)
    visit.page.add_init_script("""window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shift += one.value)))
        .observe({ type: "layout-shift", buffered: true });""")
    visit.page.goto(base + templates["article"], wait_until="networkidle")
    assert sizes["page"] <= 20 * KILO
    assert sizes["script"] <= 5 * KILO
    assert len(visit.requests) <= 6, visit.requests
    assert visit.page.evaluate("window.shift") == 0
