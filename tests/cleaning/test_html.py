"""A scraped page becomes an article; every block of it is accounted for, whatever the page is like."""

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdigest import cleaning
from newsdigest.cleaning import blocks, plain
from newsdigest.cleaning.decoding import utf8
from newsdigest.errors import LimitExceeded, NotAnArticle, ScrapeError
from newsdigest.model import Scrape, Use

URL = "https://paper.example/2026/03/02/harbour-wall-falls-in-the-night"
SENTENCES = (
    "The harbour wall at Port Ellery fell into the sea shortly before three in the morning, and nobody was hurt.",
    "“We heard a sound like a train,” said Ida Marsh, who lives above the bakery on the quay and was awake.",
    "Engineers from the county had inspected the wall in the autumn and found nothing that could not wait.",
    "The mayor has called a meeting for Thursday, to which everybody who moors a boat in the harbour is invited.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
PAGE = f"""<html lang="en"><head><title>Harbour wall falls in the night - The Port Ellery Paper</title>
<meta property="og:site_name" content="The Port Ellery Paper">
<meta property="article:published_time" content="2026-03-02T06:15:00+00:00">
<meta name="author" content="Owen Tarrant"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><a class="kicker" href="/local">Local</a><h1>Harbour wall falls in the night</h1>
<p class="standfirst">Boats are safe, but the ferry will not sail before the weekend</p>
<figure><img src="wall.jpg"><figcaption>The wall at first light. Photo: Jo Pell</figcaption></figure>
<div class="body">{PARAGRAPHS}<h2>What happens now</h2><p>Divers will <em>look at the foundations</em> as soon as the
<a href="/tides?utm_source=page&amp;day=3">tide</a> allows, the county said in a short statement on Monday.</p>
<div class="related"><h3>Read more</h3><a href="/a">When the wall was built</a></div></div></article>
<footer><p>© 2026 Ellery Papers Ltd. All rights reserved.</p></footer></body></html>"""
TEASERS = "".join(
    f"<div><h2><a href='/{n}'>Headline number {n} of the day</a></h2><p>A teaser of the story that says just "
    f"enough, and that in one line, number {n}.</p></div>"
    for n in range(12)
)


def clean(page, **more):
    """Clean a page given as text or bytes."""
    data = page.encode() if isinstance(page, str) else page
    return cleaning.clean(Scrape(data, "page.html", "text/html", url=URL, **more))


def test_fields_of_a_plain_page():
    """Title, standfirst, author, date, publisher, section and rights come from where the page gives them."""
    article = clean(PAGE)
    assert article.title == "Harbour wall falls in the night"
    assert article.standfirst == "Boats are safe, but the ferry will not sail before the weekend"
    assert article.authors == ("Owen Tarrant",)
    assert article.published.iso == "2026-03-02T06:15+00:00"
    assert (article.publisher, article.language) == ("The Port Ellery Paper", "en")
    assert article.rights.startswith("© 2026 Ellery Papers Ltd")
    known = {one.field for one in article.evidence}
    assert {"title", "standfirst", "authors", "published", "publisher", "language", "rights", "summary"} <= known


def test_body_is_the_text_and_nothing_else():
    """Paragraphs, subheads, emphasis and clean links stay; caption, navigation and related links go."""
    body = clean(PAGE).body
    assert list(plain.paragraphs(body))[:4] == list(SENTENCES)
    assert "## What happens now" in body
    assert "*look at the foundations*" in body
    assert "[tide](https://paper.example/tides?day=3)" in body
    assert not re.search("Photo|Read more|Home|rights reserved", body)


def test_every_removed_block_names_its_rule():
    """A reader can see for each removed block why it went."""
    rules = {block.text: block.rule for block in clean(PAGE).removed}
    assert rules["The wall at first light. Photo: Jo Pell"] == "caption"
    assert rules["Home"] == "navigation"
    assert all(rules.values())


def test_cleaning_the_own_markdown_again_changes_nothing():
    """The body, rendered to HTML on a bare page and cleaned again, is the same body."""
    body = clean(PAGE).body
    again = clean(f"<html><head><title>Harbour wall falls</title></head><body>{plain.render(body)}</body></html>")
    assert again.body == body


def test_summary_is_quoted_from_the_page():
    """Without standfirst and description the summary is the start of the text."""
    page = f"<html><head><title>A wall</title></head><body><h1>A wall</h1>{PARAGRAPHS}</body></html>"
    assert clean(page).summary == SENTENCES[0]


def test_a_layout_of_tables_without_a_class_is_read():
    """Old pages set navigation, text and adverts in the cells of one table."""
    page = f"""<html><head><title>Old Paper - Harbour wall falls in the night</title></head><body><table><tr>
    <td><a href=/>Front</a><br><a href=/s>Sport</a></td>
    <td><font size=6><b>Harbour wall falls in the night</b></font><br><font size=1>Monday, 2 March 2026</font>
    {PARAGRAPHS}</td><td><a href=/x>Tides for March</a></td></tr></table></body>"""
    article = clean(page)
    assert article.title == "Harbour wall falls in the night"
    assert article.published.iso == "2026-03-02"
    assert set(SENTENCES) <= set(plain.paragraphs(article.body))
    assert "Tides" not in article.body


def test_text_between_double_line_breaks_is_paragraphs():
    """Two line breaks part paragraphs where a page has no other border."""
    text = "<br><br>".join(SENTENCES)
    page = f"<html><head><title>A wall</title></head><body><h1>A wall</h1><div>{text}</div></body></html>"
    assert plain.paragraphs(clean(page).body) == SENTENCES


def test_a_data_table_stays_a_table():
    """Figures in a table inside the text are kept as a table."""
    rows = "".join(f"<tr><td>Pier {n}</td><td>{n * 3} metres</td></tr>" for n in range(1, 4))
    page = PAGE.replace("<h2>What", f"<table><tr><th>Pier</th><th>Length</th></tr>{rows}</table><h2>What")
    assert "| Pier 1 | 3 metres |" in clean(page).body


def test_an_embedded_video_is_a_quoted_link():
    """A player between the paragraphs becomes a quoted link to what it shows; advertisements in frames do not."""
    player = '<div><iframe src="https://www.youtube.com/embed/abc_DEF-123?rel=0"></iframe></div>'
    advert = '<iframe src="https://ads.example/embed/1"></iframe>'
    article = clean(PAGE.replace(SENTENCES[2], f"{SENTENCES[2]}</p>{player}{advert}<p>"))
    link = "> [youtube.com](https://www.youtube.com/watch?v=abc_DEF-123)"
    assert f"{SENTENCES[2]}\n\n{link}\n\n{SENTENCES[3]}" in article.body
    assert "ads.example" not in article.body
    rendered = plain.render(article.body)
    again = clean(f"<html><head><title>Harbour wall falls</title></head><body>{rendered}</body></html>")
    assert again.body == article.body


def test_a_quoted_post_keeps_its_link():
    """A post of a social network is a quote with the link to it, its text kept or not."""
    post = """<blockquote class="twitter-tweet"><p>Nobody was hurt, and the bakery on the quay opens at seven as it
        always has.</p>— Ida Marsh <a href="https://twitter.com/idamarsh/status/1?ref_src=twsrc">March 2, 2026</a>
        </blockquote>"""
    body = clean(PAGE.replace(f"<p>{SENTENCES[2]}", f"{post}<p>{SENTENCES[2]}")).body
    assert re.search(r"^> .*\]\(https://twitter\.com/idamarsh/status/1", body, re.MULTILINE)


@pytest.mark.parametrize(
    "figure",
    [
        "<figure><img src=a.jpg><figcaption>Gulls over the quay at noon</figcaption></figure>",
        "<div><img src=a.jpg><div>Gulls over the quay at noon (Image: Ellery Paper)</div></div>",
        "<table align=right><tr><td><img src=a.gif></td></tr><tr><td class=cap><i>Gulls over the quay at noon (Photo: J"
        " Pell)</i></td></tr></table>",
    ],
)
def test_captions_of_images_that_are_not_ours_are_removed(figure):
    """A caption without its image would read like a stray sentence."""
    article = clean(PAGE.replace(f"<p>{SENTENCES[2]}", f"{figure}<p>{SENTENCES[2]}"))
    assert "Gulls" not in article.body
    assert "caption" in {block.rule for block in article.removed if "Gulls" in block.text}


def test_a_bold_line_above_the_text_is_the_standfirst():
    """Old pages tell their standfirst from the text by its type alone."""
    page = f"""<html><head><title>Old Paper - Harbour wall falls in the night</title></head>
    <body><table><tr><td><font size=6><b>Harbour wall falls in the
    night</b></font><br><font size=2>From our harbour correspondent</font><br><font size=1>Monday, 2 March 2026</font>
    <p><b>Boats are safe, but the ferry will
    stay in port until Friday</b></p>{PARAGRAPHS}</td></tr></table></body></html>"""
    article = clean(page)
    assert article.standfirst == "Boats are safe, but the ferry will stay in port until Friday"
    assert plain.paragraphs(article.body) == SENTENCES


def test_a_subhead_is_not_judged_by_an_address_made_of_its_words():
    """The id of a heading repeats its words, which say nothing of the element."""
    page = PAGE.replace("<h2>What happens now</h2>", '<h2 id="form-fields-and-share-newsletter">What happens now</h2>')
    assert "## What happens now" in clean(page).body


def test_a_question_that_an_interview_repeats_is_part_of_it():
    """What stands three times in the main text may be meant."""
    question = "<p><b>And what did you do when you heard it, of all the things you might have done?</b></p>"
    turns = "".join(f"{question}<p>{sentence}</p>" for sentence in SENTENCES)
    page = f"<html><head><title>A wall</title></head><body><h1>A wall</h1><div>{turns}</div></body></html>"
    assert clean(page).body.count("And what did you do") == len(SENTENCES)


def test_a_list_that_names_the_article_itself_lists_articles():
    """Teasers beside the text are long, read like sentences, and have this article among them."""
    titles = ("Choir has a new leader", "Harbour wall falls in the night", "Ferry fares will rise in May, county says")
    items = "".join(f"<li><a href=/{n}>{title}</a> {SENTENCES[n]}</li>" for n, title in enumerate(titles))
    article = clean(PAGE.replace(f"<p>{SENTENCES[2]}", f"<ul>{items}</ul><p>{SENTENCES[2]}"))
    assert list(plain.paragraphs(article.body))[:4] == list(SENTENCES)
    assert "related links" in {block.rule for block in article.removed if block.text.startswith("Choir")}


def test_a_series_of_labels_with_links_is_related_links():
    """Lines that begin alike and go on as a link are set between paragraphs, whatever the language of the label."""
    series = (f"<p>Lue myös tämä | <a href=/{n}>Another story of the harbour, number {n}</a></p>" for n in range(4))
    parts = zip((f"<p>{sentence}</p>" for sentence in SENTENCES), series, strict=True)
    article = clean(PAGE.replace(PARAGRAPHS, "".join(map("".join, parts))))
    assert "Lue" not in article.body
    assert list(plain.paragraphs(article.body))[:4] == list(SENTENCES)


def test_another_article_below_is_not_part_of_this_one():
    """Pages that load the next article below keep only their own."""
    other = "".join(f"<p>{word} was chosen to lead the choir of Port Ellery for a second year running, it said.</p>"
                    for word in ("Anna", "Bo", "Carl", "Dora", "Emil"))  # fmt: skip
    page = PAGE.replace("<footer>", f"<article><h1>Choir has a new leader</h1>{other}</article><footer>")
    article = clean(page)
    assert "choir" not in article.body
    assert "another article" in {block.rule for block in article.removed}


@pytest.mark.parametrize(
    ("title", "body", "url"),
    [
        ("404 - Page not found", "<p>The page that you look for has moved, or was never there. Search it.</p>", URL),
        ("Before you continue", "<p>We and our partners store cookies on your device; we need your consent.</p>", URL),
        ("", "", URL),
        (
            "The Port Ellery Paper",
            TEASERS,
            "https://paper.example/",
        ),
    ],
)  # fmt: skip
def test_pages_without_an_article_are_refused(title, body, url):
    """Error pages, consent pages, empty pages and home pages are reported, not published."""
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    with pytest.raises(NotAnArticle):
        cleaning.clean(Scrape(page.encode(), "page.html", "text/html", url=url))


@pytest.mark.parametrize("tag", ["div", "em", "blockquote", "ul><li", "table><tr><td", "a href=x", "svg><g"])
def test_nesting_without_end_does_no_harm(tag):
    """A hundred thousand open elements are refused or read, never a crash."""
    page = f"<h1>Wall</h1>{f'<{tag}>' * 100_000}{PARAGRAPHS}"
    try:
        assert clean(page).blocks
    except ScrapeError as error:
        assert error.reason


def test_a_page_beyond_all_bounds_is_refused():
    """Pages that no person could read are refused before they cost minutes."""
    with pytest.raises(LimitExceeded):
        clean("<h1>Wall</h1>" + "<p>x</p>" * (blocks.MAX_BLOCKS + 10))
    with pytest.raises(LimitExceeded):
        clean("<h1>Wall</h1><p>" + "word " * (blocks.MAX_TEXT // 4))


def test_nuls_and_control_characters_are_dropped():
    """NULs inside words vanish."""
    assert "harbour wall" in clean(PAGE.replace("harbour", "har\0bour").encode()).body


TEXT = st.text(alphabet="abc .,\n<>&\"'é中*_#[]|`", max_size=40)
INLINE = ("b", "em", "a", "br", "font", "span")
TAGS = st.sampled_from(
    (*INLINE, "p", "div", "ul", "li", "ol", "table", "tr", "td", "h1", "h2", "article", "nav", "script", "blockquote")
)


@st.composite
def soups(draw):
    """Broken HTML: tags that open and close anyhow, around tricky text."""
    parts = []
    for _ in range(draw(st.integers(0, 25))):
        tag = draw(TAGS)
        parts.append(draw(st.sampled_from([f"<{tag}>", f"</{tag}>", f"<{tag} class='related body'>", ""])))
        parts.append(escape(draw(TEXT)) if draw(st.booleans()) else draw(TEXT))
    return "".join(parts)


@settings(max_examples=150, deadline=None)
@given(soups(), st.booleans())
def test_every_block_is_accounted_for_in_order(soup, inside):
    """The article's blocks are the page's blocks, one for one and in order, and the body is made of those kept."""
    page = PAGE.replace("<h2>What", f"{soup}<h2>What") if inside else f"{soup}{PAGE}"
    try:
        article = clean(page)
    except ScrapeError:
        return
    walked = blocks.walk(utf8(page.encode()))
    assert [block.text for block in article.blocks] == [block.text for block in walked.blocks]
    kept = " ".join(block.text for block in article.blocks if block.use is Use.BODY)
    said = " ".join(plain.paragraphs(article.body)).replace(plain.CELL, " ")
    assert re.findall(r"\w+", said) == re.findall(r"\w+", kept)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "utf-16", "latin-1", "zip", "no such"]))
def test_no_bytes_crash_it(data, encoding):
    """Whatever the bytes and their declared encoding: an article or an error that names the file."""
    try:
        assert clean(data + PAGE.encode(), encoding=encoding).title
    except ScrapeError as error:
        assert error.where == "page.html"
