"""What crawlers and web hosts read."""

from html.parser import HTMLParser
from xml.etree import ElementTree

from newsdigest.site import wayfinding
from newsdigest.site.pages import Page
from newsdigest.site.rendering import POLICY

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_a_sitemap_needs_a_sites_address(settings):
    """Without SITEURL there are no addresses to list."""
    names = dict(wayfinding.files(settings, [Page("people/", "people")], POLICY))
    assert "sitemap.xml" not in names
    assert names["robots.txt"]() == "User-agent: *\nDisallow:\n"


def test_a_large_sitemap_is_split(settings, monkeypatch):
    """The protocol allows so many addresses in one file; robots.txt names all files."""
    settings["SITEURL"] = "https://digest.example"
    monkeypatch.setattr(wayfinding, "SITEMAP_LIMIT", 2)
    pages = [Page(f"people/ø-{number}/", "person") for number in range(3)]
    files = dict(wayfinding.files(settings, pages, POLICY))
    found = [
        each.text
        for name in ("sitemap-1.xml", "sitemap-2.xml")
        for each in ElementTree.fromstring(files[name]()).iter(f"{SPACE}loc")
    ]
    assert found == [f"https://digest.example/people/%C3%B8-{number}/" for number in range(3)]
    assert files["robots.txt"]().count("Sitemap: https://digest.example/sitemap-") == 2


def test_every_host_gets_the_policy(settings):
    """The same headers in the form of each host, and no framing."""
    files = {name: text() for name, text in wayfinding.files(settings, [], POLICY)}
    for name in ("_headers", "headers/nginx.conf", "headers/apache.conf"):
        assert POLICY in files[name]
        assert "frame-ancestors 'none'" in files[name]


def test_a_moved_story_leads_on():
    """Its title is text, its address is kept whole."""
    seen = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: seen.append((tag, dict(attributes)))
    parser.feed(wayfinding.leading_on('../a&b"/index.html', "<script>"))
    assert ("a", {"href": '../a&b"/index.html'}) in seen
    assert {"http-equiv": "refresh", "content": '0; url=../a&b"/index.html'} in [found for _, found in seen]
    assert not any(tag == "script" for tag, _ in seen)
