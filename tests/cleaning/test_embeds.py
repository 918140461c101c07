"""Players lead to what they show; other frames lead nowhere."""

import pytest

from newsdigest.cleaning import embeds


@pytest.mark.parametrize(
    ("frame", "address"),
    [
        ("https://www.youtube-nocookie.com/embed/a1B2c3D4e5F?start=3", "https://www.youtube.com/watch?v=a1B2c3D4e5F"),
        ("//player.vimeo.com/video/123456?h=1", "https://vimeo.com/123456"),
        ("https://platform.twitter.com/embed/Tweet.html?dnt=1&id=99", "https://twitter.com/i/status/99"),
        (
            "https://www.facebook.com/plugins/post.php?width=500&href=https%3A%2F%2Fwww.facebook.com%2Fpage%2Fposts%2F1",
            "https://www.facebook.com/page/posts/1",
        ),
        ("https://evil.example/?u=https://www.youtube.com/embed/a1B2c3D4e5F", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_players(frame, address):
    """Each frame as pages have it."""
    assert embeds.shown(frame) == address


def test_a_broken_address_has_no_name():
    """No address of a scrape is trusted to be one."""
    assert embeds.name("http://[::1") == ""
    assert embeds.name("https://www.youtube.com/watch?v=1") == "youtube.com"
