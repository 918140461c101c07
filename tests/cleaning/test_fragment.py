"""Links lead where they led, without trackers, and nowhere dangerous."""

import pytest

from newsdigest.cleaning.fragment import link

BASE = "https://paper.example/a/b?x=1"


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("/c?utm_source=x&id=7&fbclid=y", "https://paper.example/c?id=7"),
        ("c", "https://paper.example/a/c"),
        ("mailto:desk@paper.example", "mailto:desk@paper.example"),
        ("https://other.example/ä?q=1#part", "https://other.example/ä?q=1#part"),
        ("javascript:alert(1)", ""),
        (" java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://paper.example/a;?x=1", "https://paper.example/a?x=1"),
        ("HTTP://other.example?", "http://other.example"),
        ("https:c", "https://paper.example/a/c"),
        ("#top", ""),
        ("http://[::1", ""),
        ("//x:99999999/", ""),
        ("", ""),
    ],
)
def test_links(address, absolute):
    """Each address as it may stand in an article."""
    assert link(address, BASE) == absolute
