"""What crawlers and web hosts read: sitemap, robots.txt and header files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from newsdigest.site import addresses
from newsdigest.site.defaults import Settings
from newsdigest.site.pages import Page

SITEMAP_LIMIT = 50_000  # addresses in one file: https://www.sitemaps.org/protocol.html
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def files(settings: Settings, indexed: Sequence[Page], policy: str) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield name and maker of each file; ``indexed`` are the pages that search engines may list."""
    site = str(settings["SITEURL"]).rstrip("/")
    maps = []
    if site:
        for start in range(0, max(len(indexed), 1), SITEMAP_LIMIT):
            name = f"sitemap-{start // SITEMAP_LIMIT + 1}.xml" if len(indexed) > SITEMAP_LIMIT else "sitemap.xml"
            maps.append(name)
            yield name, partial(sitemap, site, indexed[start : start + SITEMAP_LIMIT])
    yield "robots.txt", lambda: robots([f"{site}/{name}" for name in maps])
    yield "_headers", lambda: netlify(policy)
    yield "headers/nginx.conf", lambda: nginx(policy)
    yield "headers/apache.conf", lambda: apache(policy)


def sitemap(site: str, indexed: Iterable[Page]) -> str:
    """Return a sitemap; it gives no dates, which articles that a digest repeats would only blur."""
    rows = "".join(f"<url><loc>{escape(f'{site}/{addresses.quoted(page.path)}')}</loc></url>\n" for page in indexed)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n"


def robots(maps: Iterable[str]) -> str:
    """Return robots.txt: all may be read, because a page that is not read cannot say noindex."""
    return "User-agent: *\nDisallow:\n" + "".join(f"Sitemap: {address}\n" for address in maps)


def _all(policy: str) -> dict[str, str]:
    """Return every header; a policy in a header can also forbid framing, which one in a page cannot."""
    return {"Content-Security-Policy": f"{policy}; frame-ancestors 'none'", **HEADERS}


def netlify(policy: str) -> str:
    """Return the headers as Netlify and Cloudflare Pages read them."""
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in _all(policy).items())


def nginx(policy: str) -> str:
    """Return the headers for an nginx ``server`` block."""
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in _all(policy).items())


def apache(policy: str) -> str:
    """Return the headers for Apache with mod_headers."""
    return "".join(f'Header always set {name} "{value}"\n' for name, value in _all(policy).items())


def leading_on(address: str, title: str) -> str:
    """Return a page that sends the reader on: for hosts that know no redirects, and for a site on disk."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="robots" content="noindex"><meta http-equiv="refresh" content={quoteattr("0; url=" + address)}>'
        f'<link rel="canonical" href={quoteattr(address)}></head>'
        f"<body><a href={quoteattr(address)}>{escape(title)}</a></body></html>\n"
    )
