"""Markdown to safe HTML with anchors and links."""

from dataclasses import replace

import factory
import hypothesis
import pytest
from hypothesis import strategies as st
from markdown import Markdown
from pelican.settings import DEFAULT_CONFIG as READ

from newsdigest.cleaning.plain import paragraphs
from newsdigest.model import Annotations, Mention, PlainText
from newsdigest.site import body

EVERYTHING = """\
First paragraph with *emphasis*, a [link](https://other.example/a "t") and an ampersand & more.

## A heading

- one
- two

    second block of two

> A quotation
> of two lines.
>
> Its second paragraph.

| a | b |
| --- | --- |
| c & d | e |

1. first
2. second

Last{two_blanks}
with a hard break.
""".replace("{two_blanks}", "  ")


def html_of(markdown, settings, link=lambda name: None, **more):
    """The HTML of a body as pages show it."""
    entry = factory.entry("x", **more)
    entry = replace(entry, text=PlainText(markdown, paragraphs(markdown)))
    return body.anchored(body.sanitised(body.reader(settings)(markdown)), entry, link), entry


def test_every_paragraph_has_its_anchor(settings):
    """Headings, list items, quotes and rows are anchored with the numbers that annotations use."""
    from lxml import html  # noqa: PLC0415

    made, entry = html_of(EVERYTHING, settings, annotations=Annotations())
    tree = html.fragment_fromstring(made, create_parent="div")
    anchors = {each.get("id"): " ".join(each.text_content().split()) for each in tree.xpath("//*[@id]")}
    assert list(anchors) == [f"p{number}" for number in range(1, len(entry.paragraphs) + 1)]
    for number, text in enumerate(entry.paragraphs, 1):
        assert "".join(anchors[f"p{number}"].split()).startswith("".join(text.replace(" | ", "").split()))


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "[click](javascript:alert(1))",
        '<a href="https://x.example" onclick="alert(1)" style="color:red">x</a>',
        "<iframe src='https://evil.example'></iframe>",
        "<style>body{display:none}</style>",
        "![](https://tracker.example/pixel.gif)",
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_hostile_markdown_is_defused(settings, evil):
    """No script, handler, style, frame or foreign image passes."""
    made, _ = html_of(f"Before\n\n{evil}\n\nAfter", settings, annotations=Annotations())
    for bad in ("script", "onerror", "onclick", "javascript:", "iframe", "style", "tracker.example", "alert(1)<"):
        assert bad not in made.replace("&lt;script", "")
    assert "Before" in made
    assert "After" in made


def test_links_out_are_marked_as_strangers(settings):
    """Search engines and opened pages get nothing from us."""
    made, _ = html_of("A [link](https://other.example/).", settings, annotations=Annotations())
    assert 'rel="noopener nofollow ugc"' in made


def test_only_the_first_mention_of_a_person_is_linked(settings):
    """A second mention, by the surname, stays plain; text around it keeps its entities."""
    made, _ = html_of(
        "\n\n".join(factory.PARAGRAPHS), settings, lambda name: ("mara", "../people/mara/") if "Mara" in name else None
    )
    assert made.count('class="person"') == 1
    assert 'master <a class="person" href="../people/mara/">Mara Lindqvist</a> opened' in made
    assert "Lindqvist said &amp; smiled" in made


def test_a_mention_inside_a_link_stays_as_it_is(settings):
    """Links cannot be nested; the next mention is not linked instead, for it is not the first."""
    text = "By [Mara Lindqvist](https://x.example/) in Halvard."
    entry = factory.entry("x")
    start = "By ".__len__()
    mention = replace(entry.annotations.mentions[0], start=start, end=start + 14)
    made, _ = html_of(text, settings, lambda name: ("m", "/m/"), annotations=Annotations(mentions=(mention,)))
    assert "person" not in made


def test_an_excerpt_is_escaped():
    """Plain paragraphs are text, whatever they hold."""
    assert body.from_paragraphs(["1 < 2 & *3*"]) == "<p>1 &lt; 2 &amp; *3*</p>"


BLOCKS = st.sampled_from(
    [
        "A plain paragraph, with commas; and (brackets).",
        "“Quoted speech,” said Mara Lindqvist’s aide.",
        "An *emphasised* word and a [link](https://x.example/).",
        "## A heading",
        "### A heading with *emphasis* #",
        "- an item",
        "1. one\n2. two",
        "2025. A year that looks like a list",
        "2025 was a year.",
        "12) Not a list",
        "> quoted",
        "    indented",
        "| a | b |\n| --- | --- |\n| c | d |",
        "[ref]: https://x.example/",
        "A [ref] link.",
        "*[HTML]: Hyper Text",
        "HTML is meant.",
        "Term\n: definition",
        "<div>raw</div>",
        "Text with a trailing break  ",
        "Two\nlines",
        "Setext\n======",
        "---",
        "[^1]: a note",
        "A note[^1] here.",
        "!!! note",
        "Fish & chips < 3 &amp; 4 \\* 5",
        "http://example.org/ and someone@example.org",
        "~~~\ncode\n~~~",
        "Ends in a colon:",
        "Heading {#id}",
        "-- dashes -- and ... dots (c)",
    ]
)
# Bits of lines, so that every sign stands beside every other.
SIGNS = (
    " ",
    "*",
    "**",
    "_",
    "[",
    "](",
    ")",
    r"\\",
    r"\*",
    r"\_",
    r"\#",
    "&",
    "&lt;",
    "&copy;",
    "<",
    ">",
    "`",
    "!",
    "#",
)
MORE = (
    "{",
    "}",
    "|",
    "~",
    "^",
    "  \n",
    "(",
    "-",
    ":",
    "”",
    "1",
    ".",
    "“",
    "\u00a0",
    "word",
    "Word",
    "*em*",
    "**strong**",
)
LINKS = ("[label](https://x.example/a_b?c=1&d=2)", "[*a*](u)", "*[a](u)*", "@x.example", "https://x.example")
LINES = st.lists(st.sampled_from(SIGNS + MORE + LINKS), max_size=14).map("".join)
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="*_`[]<>&#-+.1() \n:|~\\!{}\"'"), max_size=60
)


@hypothesis.given(st.lists(st.one_of(BLOCKS, TEXTS, LINES), max_size=8))
@hypothesis.settings(max_examples=300, deadline=None)
def test_the_fast_way_gives_what_python_markdown_gives(blocks):
    """Whatever the blocks and their neighbours, the HTML is the reference's."""
    text = "\n\n".join(blocks)
    configured = READ["MARKDOWN"]
    extensions = [name for name in configured["extension_configs"] if name != "markdown.extensions.meta"]
    reference = Markdown(**{**configured, "extensions": extensions})
    assert body.reader(READ)(text) == reference.convert(text)
    smart = {"extensions": ["extra", "smarty"], "output_format": "html5"}
    assert body.reader({"MARKDOWN": smart})(text) == Markdown(**smart).convert(text)


@hypothesis.given(st.lists(st.one_of(BLOCKS, TEXTS, LINES), min_size=1, max_size=5), st.data())
@hypothesis.settings(max_examples=150, deadline=None)
def test_plain_articles_come_out_as_all_do(blocks, data):
    """The short way for text without markup is the long one through the sanitiser, byte for byte."""
    text = "\n\n".join(blocks)
    spots = st.tuples(st.integers(0, len(text)), st.integers(1, 12), st.sampled_from("ab"))
    mentions = tuple(Mention(at, at + length, "x", who) for at, length, who in sorted(data.draw(st.lists(spots))))
    entry = factory.entry("x", annotations=Annotations(mentions=mentions))
    entry = replace(entry, text=PlainText(text, paragraphs(text)))
    read = body.reader(READ)

    def link(name):
        return name, f"people/{name}?&"

    assert body.page_html(read, entry, link) == body.anchored(body.sanitised(read(text)), entry, link)
