"""Players embedded in a page → the address where a reader finds the same video, post or recording.

Only players are known here: most frames of a page hold advertisements.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

# The player's address and that of the page it shows, to be filled with what the groups found.
_PLAYERS: Final = tuple(
    (re.compile(r"(?:https?:)?//(?:www\.)?" + pattern), page)
    for pattern, page in (
        (r"youtube(?:-nocookie)?\.com/embed/([\w-]{6,})", "https://www.youtube.com/watch?v={}"),
        (r"player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
        (r"dailymotion\.com/embed/video/(\w+)", "https://www.dailymotion.com/video/{}"),
        (r"platform\.twitter\.com/embed/[^?#]*\?(?:[^#]*&)?id=(\d+)", "https://twitter.com/i/status/{}"),
        (r"instagram\.com/(p|reel|tv)/([\w-]+)/embed", "https://www.instagram.com/{}/{}/"),
        (r"facebook\.com/plugins/(?:post|video)\.php\?(?:[^#]*&)?href=(https?%3A[^&#]+)", "{}"),
        (r"open\.spotify\.com/embed/(\w+)/(\w+)", "https://open.spotify.com/{}/{}"),
        (r"w\.soundcloud\.com/player/?\?(?:[^#]*&)?url=(https?%3A[^&#]+)", "{}"),
    )
)


def shown(address: str) -> str:
    """Find the address of what a player shows; empty for any other frame."""
    for pattern, page in _PLAYERS:
        if found := pattern.match(address.strip()):
            return page.format(*map(unquote, found.groups()))
    return ""


def name(address: str) -> str:
    """Name of a link to what is embedded: its host, as nothing is made up."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
