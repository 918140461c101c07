"""Scrapes that carry one attack in every field, in each form that intake reads."""

from __future__ import annotations

import email.message
import gzip
import html
import json
from collections.abc import Callable, Iterable, Mapping
from xml.sax.saxutils import escape

PROSE = (
    "The harbour council of Fjellvik agreed on Tuesday to rebuild the old ferry landing before the autumn storms arrive.",
    "Mayor Mara Lindqvist said the work would cost four million crowns and take until September at the very latest.",
    "“We have waited long enough for this landing,” Lindqvist told reporters after the meeting in the old town hall.",
    "Fishermen had asked for a deeper basin for years, and several of them came to listen from the public benches.",
)

Attack = tuple[int, str]
"""Its number, which makes each scrape another article, and its text."""


def _line(text: str) -> str:
    return " ".join(text.split())


def _headline(attack: Attack) -> str:
    return f"Landing report {attack[0]} {attack[1]}"


def page(attack: Attack, raw: bool) -> str:
    """A page with the attack in every field: as markup of the page's own, or escaped, as text that reads like markup."""
    number, text = attack
    value = html.escape(text, quote=True)
    inline = text if raw else value
    linked = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": _headline(attack),
            "author": [{"@type": "Person", "name": f"Ada {text}"}],
            "publisher": {"@type": "Organization", "name": f"The Post {text}"},
            "articleSection": text,
            "keywords": [text, "harbour"],
            "description": f"Standfirst {text}",
            "datePublished": "2026-03-04T08:00:00+00:00",
            "copyrightNotice": f"© 2026 {text}",
        }
    ).replace("<", "\\u003c")
    paragraphs = "".join(f"<p>{one} This is report number {number}.</p>" for one in PROSE)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(_headline(attack))}</title>
<meta property="og:title" content="{html.escape(_headline(attack))}">
<meta property="og:site_name" content="The Post {value}"><meta name="author" content="Ada {value}">
<meta name="description" content="Standfirst {value}"><meta property="article:section" content="{value}">
<meta name="keywords" content="{value}, harbour"><link rel="canonical" href="https://post.example/{number}?{value}">
<script type="application/ld+json">{linked}</script></head>
<body><nav><a href="/">Home {value}</a></nav><article><h1>{html.escape(_headline(attack))}</h1>
<p class="byline">By Ada {value}</p>{paragraphs}
<p>One more thing was said at the meeting, and here it is: {inline} That was all for the evening in the hall.</p>
<p>“The word was {inline} and nothing else,” Mara Lindqvist said when the meeting was over and the benches were empty.</p>
<p>Read <a href="{value}" title="{value}">the minutes of the meeting</a> which the council published during the night.</p>
<ul><li>The first item was {inline} as printed on the paper</li><li>The second item was the deeper basin</li></ul>
<blockquote><p>The chronicle of the town says {inline} on its first page, which everybody knows.</p></blockquote>
<table><tr><th>{inline}</th><th>Cost in crowns</th></tr><tr><td>{value}</td><td>four million</td></tr></table>
<figure><img src="{value}" alt="{value}"><figcaption>{value}</figcaption></figure>
<p>The council meets again in April, and the work on the landing starts in the first dry week after that.</p>
</article><footer>© 2026 The Post {value}</footer></body></html>"""


def plain(attack: Attack) -> str:
    """A text dump with the attack in every line that is read as a field."""
    number, text = attack
    return "\n\n".join(
        (
            "Home",
            f"The Post {_line(text)}",
            _line(_headline(attack)),
            f"By Ada Quill and Ben {_line(text)}",
            "4 March 2026",
            *(f"{one} This is report number {number}." for one in PROSE),
            f"One more thing was said at the meeting, and here it is: {text} That was all for the evening in the hall.",
            f"“The word was {text} and nothing else,” Mara Lindqvist said when the meeting in the hall was over.",
            text,
            "The council meets again in April, and the work on the landing starts in the first dry week after that.",
            f"© 2026 The Post {_line(text)}",
        )
    )


def _records(attacks: Iterable[Attack]) -> bytes:
    lines = []
    for number, text in attacks:
        record = {
            "title": _headline((number, text)),
            "authors": [f"Ada {text}"],
            "url": f"https://post.example/{number}?{text}",
            "date_publish": "2026-03-04 08:00:00",
            "source_domain": text,
            "description": f"Standfirst {text}",
            "maintext": plain((number, text)),
        }
        lines.append(json.dumps(record))
    return "\n".join(lines).encode()


def _feed(attacks: Iterable[Attack]) -> bytes:
    items = "".join(
        f"<item><title>{_xml(_headline(attack))}</title><link>https://post.example/{attack[0]}?{_xml(attack[1])}</link>"
        f"<author>{_xml(attack[1])}</author><category>{_xml(attack[1])}</category>"
        f"<pubDate>Wed, 04 Mar 2026 08:00:00 GMT</pubDate>"
        f"<description>{_xml(attack[1])}</description>"
        f"<content:encoded>{_xml(page(attack, raw=True))}</content:encoded></item>"
        for attack in attacks
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>The Post</title>{items}</channel></rss>"
    ).encode("utf-8", "replace")


def _xml(text: str) -> str:
    """Escaped, without the characters that XML cannot hold in any way."""
    return escape("".join(one for one in text if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff")))


def _saved(attack: Attack) -> bytes:
    message = email.message.EmailMessage()
    message["Snapshot-Content-Location"] = f"https://post.example/{attack[0]}"
    message["Subject"] = _line(_headline(attack)).encode("ascii", "replace").decode()
    message.set_content(page(attack, raw=True), subtype="html", charset="utf-8", cte="quoted-printable")
    message.make_related()
    return message.as_bytes()


def _archive(attacks: Iterable[Attack]) -> bytes:
    parts = []
    for attack in attacks:
        body = page(attack, raw=True).encode("utf-8", "replace")
        response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{attack[0]:012d}>\r\n"
            f"WARC-Target-URI: https://post.example/{attack[0]}\r\nWARC-Date: 2026-03-05T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(response)}\r\n\r\n"
        )
        parts.append(gzip.compress(head.encode() + response + b"\r\n\r\n"))
    return b"".join(parts)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


FORMS: Mapping[str, Callable[[tuple[Attack, ...]], dict[str, bytes]]] = {
    "markup": lambda attacks: {f"markup-{one[0]}.html": _bytes(page(one, raw=True)) for one in attacks},
    "escaped": lambda attacks: {f"escaped-{one[0]}.html": _bytes(page(one, raw=False)) for one in attacks},
    "text": lambda attacks: {f"text-{one[0]}.txt": _bytes(plain(one)) for one in attacks},
    "records": lambda attacks: {"records.jsonl": _records(attacks)},
    "feed": lambda attacks: {"feed.xml": _feed(attacks)},
    "saved": lambda attacks: {f"saved-{one[0]}.mhtml": _saved(one) for one in attacks},
    "archive": lambda attacks: {"archive.warc.gz": _archive(attacks)},
}
"""Name of a form → attacks → file names with their bytes."""
