"""The fragment becomes Markdown that says the same, and its blocks can be read back."""

from html import escape
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdigest.cleaning import fragment, markdown, plain
from newsdigest.cleaning.blocks import Candidate, Container, fold

# What means something in Markdown or HTML, and enough letters to stand beside it.
TRICKY = st.text(alphabet="ab 1.#*_-+>`[]()!|\\<&;:=~{}\"'/é", min_size=1, max_size=30)
PLAIN = TRICKY.map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def fragments(draw):
    """Flat HTML as the fragment builder writes it, and the texts of its blocks."""
    html, texts = [], []
    for kind in draw(st.lists(st.sampled_from(["p", "h2", "ul", "ol", "quote", "table", "em"]), max_size=6)):
        some = draw(st.lists(PLAIN, min_size=2, max_size=4))
        if kind in ("p", "h2"):
            html.append(f"<{kind}>{escape(some[0])}</{kind}>")
            texts.append(some[0])
        elif kind in ("ul", "ol"):
            html.append(f"<{kind}>" + "".join(f"<li><p>{escape(text)}</p></li>" for text in some) + f"</{kind}>")
            texts += some
        elif kind == "quote":
            html.append("<blockquote>" + "".join(f"<p>{escape(text)}</p>" for text in some) + "</blockquote>")
            texts += some
        elif kind == "table":
            rows = [some[:2], some[:2]]
            cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
            html.append("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
            texts += [plain.CELL.join(row) for row in rows]
        else:
            html.append(f'<p>a <em>{escape(some[0])}</em> and <a href="https://x.example/?a=1&amp;b=_c_">'
                        f"{escape(some[1])}</a> z</p>")  # fmt: skip
            texts.append(f"a {some[0]} and {some[1]} z")
    return "".join(html), texts


@settings(max_examples=300, deadline=None)
@given(fragments())
def test_every_text_survives_as_it_stands(case):
    """Whatever means something in Markdown comes out of python-markdown as the text it was."""
    fragment, texts = case
    body = markdown.from_html(fragment)
    assert list(plain.rendered_paragraphs(plain.render(body))) == texts
    assert list(plain.paragraphs(body)) == texts


@settings(max_examples=200, deadline=None)
@given(fragments())
def test_writing_what_was_rendered_changes_nothing(case):
    """Markdown rendered to HTML becomes the same Markdown again."""
    body = markdown.from_html(case[0])
    assert markdown.from_html(plain.render(body)) == body


@pytest.mark.parametrize(
    "body",
    [
        "One *two* __three__ `four`.\n\nSetext\n======\n\n* a\n* b\n\n```\ncode\n```",
        "A [reference][1] and <b>HTML</b> and ![picture](x.png).\n\n[1]: https://x.example/",
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\nTerm\n:   Definition",
        "1. one\n2. two\n    - nested\n    - more\n\n> quoted\n> still\n>\n> - item\n\n5 * 3 is not a_b_c",
    ],
)
def test_an_editors_own_markdown_is_read_as_it_is_rendered(body):
    """Markdown that only a person writes gives the blocks of its rendered form."""
    assert plain.paragraphs(body) == plain.rendered_paragraphs(plain.render(body))
    assert plain.paragraphs(body)


@pytest.mark.parametrize(
    "text", ["# x", "* x", "- x", "1. x", "---", "[x](y)", "<b>", "> x", "=== x", "&amp;", "a_b_c _d_"]
)
def test_marks_at_the_start_of_a_paragraph_stay_text(text):
    """A paragraph that looks like Markdown stays a paragraph."""
    body = markdown.from_html(f"<p>{escape(text)}</p>")
    assert plain.render(body).startswith("<p>")
    assert plain.paragraphs(body) == (text,)


def test_neighbouring_lists_become_one():
    """Two lists side by side cannot be told apart in Markdown and are written as one."""
    assert markdown.from_html("<ul><li>a</li></ul><ol><li>b</li></ol>") == "- a\n- b"


def test_nested_lists_and_paragraphs_in_items_are_indented():
    """What belongs to an item is indented by four columns."""
    body = markdown.from_html("<ul><li><p>a</p><p>b</p><ul><li>c</li></ul></li><li>d</li></ul>")
    assert body == "- a\n\n    b\n\n    - c\n\n- d"
    assert plain.paragraphs(body) == ("a", "b", "c", "d")
    assert plain.rendered_paragraphs(plain.render(body)) == ("a", "b", "c", "d")


PIECES = st.recursive(
    st.lists(st.one_of(st.text(alphabet="ab *_[]#\\<&1.\n", min_size=1, max_size=6), st.just(("br", ""))), max_size=4),
    lambda inner: st.builds(
        lambda name, before, middle, after: [*before, (name, "https://x.example/_a"[: 20 * (name == "a")]), *middle,
                                             (f"/{name}", ""), *after],
        st.sampled_from(("em", "strong", "a", "q")), inner, inner, inner,
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PIECES, st.sampled_from(("", "h2")))
def test_a_paragraph_from_pieces_is_that_from_html(pieces, heading):
    """Both writers say the same of a paragraph or heading."""
    closed = fragment.closed(pieces, "https://x.example/")
    tag = heading or "p"
    assert markdown.paragraph(closed, heading) == markdown.from_html(f"<{tag}>{fragment.inline(closed)}</{tag}>")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(PIECES, st.booleans()), min_size=1, max_size=4), st.sampled_from(("ul", "ol", "blockquote")))
def test_a_plain_list_or_quote_is_that_from_html(items, tag):
    """Written straight from pieces, a list or quote, or several side by side, are what the tree of them gives."""
    kept, markup = [], ""
    outer, number = None, count()
    for pieces, apart in items:
        text = fold("".join(piece for piece in pieces if isinstance(piece, str)))
        if not text:
            continue
        if outer is None or apart:
            outer = Container(tag, None, next(number), 1, "", 0)
            markup += f"</{tag}><{tag}>"
        inner = Container("li", outer, next(number), 2, "", 0) if tag != "blockquote" else outer
        kept.append(Candidate(len(kept), text, inner, pieces))
        inline = fragment.inline(fragment.closed(pieces, "https://x.example/"))
        markup += f"<li>{inline}</li>" if inner is not outer else f"<p>{inline}</p>"
    if kept:
        assert fragment.write(kept, "https://x.example/") == markdown.from_html(f"{markup}</{tag}>")


def test_links_side_by_side_are_read_without_rendering(monkeypatch):
    """As in "[Ana](…)[Ruiz](…)", which is not a link by reference."""
    body = "Rep. [Ana](https://paper.example/a)[ Ruiz](https://paper.example/b) said\\[1\\] so."
    known = plain.rendered_paragraphs(plain.render(body))
    monkeypatch.setattr(plain, "render", None)
    assert plain.paragraphs(body) == known == ("Rep. Ana Ruiz said[1] so.",)


@pytest.mark.parametrize("frame", ["<ul><li>{}</li><li>{}</li></ul>", "<blockquote>{}</blockquote>"])
@pytest.mark.parametrize(
    "text", ["1. Pier <em>one</em> is shut", "# 3", "Read <a href='https://paper.example/'>on</a>"]
)
def test_one_block_in_an_item_or_quote_needs_no_paragraph(frame, text):
    """It reads the same as with one."""
    assert markdown.from_html(frame.format(text, text)) == markdown.from_html(
        frame.format(f"<p>{text}</p>", f"<p>{text}</p>") if "li" in frame else frame.format(f"<p>{text}</p>")
    )
