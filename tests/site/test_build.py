"""Whole sites, built by Pelican in a temporary folder and read back."""

import gzip
import json
import re
from html import unescape

import pytest
from whole import build, made, page, run, scrape

from newsdigest.errors import NewsDigestError, SettingsError


def test_an_empty_digest_is_a_site(site):
    """A newcomer's first build works before there is anything to show."""
    build(site)
    assert "Built Digest" in page(site, "")


def test_a_dropped_scrape_becomes_a_page(site):
    """From the folder of scrapes to article, person, day and feed."""
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    done = run(site)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Processed 1 article," in done.stdout
    article = page(site, "2025/03/19/halvard-votes-to-rebuild-its-quay")
    assert "The ships will come back." in article
    assert "Subscribe to our newsletter" in article  # under what was removed
    assert 'id="p2"' in article
    bibtex, ris, csl = map(unescape, re.findall(r'<pre id="cite-[^>]+>(.+?)</pre>', article, re.DOTALL))
    assert "@article{halvard-votes-to-rebuild-its-quay," in bibtex
    assert "TY  - NEWS" in ris
    assert json.loads(csl)[0]["URL"] == "https://herald.example/quay"
    assert "Mara Lindqvist" in page(site, "people/mara-lindqvist")
    assert "rebuild its quay" in page(site, "2025/03/19")
    assert "We have waited long enough" in (site / "output/feeds/all.atom.xml").read_text("utf-8")


def test_an_article_tells_what_its_earlier_versions_said(site):
    """A template finds each earlier text with its time and, paragraph by paragraph, what changed."""
    template = "{% for v in versions %}{{ v.origin }} {{ v.time|iso }} {% for c in v.changes %}{{ c.kind }}:"
    template += "{{ c.paragraphs|length }}:{{ c.paragraphs[-1][-20:] }}|{% endfor %}{% endfor %}"
    (site / "mine").mkdir()
    (site / "mine" / "article.html").write_text(template, "utf-8")
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    build(site, THEME_TEMPLATES_OVERRIDES=[str(site / "mine")])
    assert page(site, "2025/03/19/halvard-votes-to-rebuild-its-quay") == ""
    old = (site / "content/scraped/quay.html").read_text("utf-8")
    new = old.replace("T08:", "T12:").replace("that councillors approved.", "that three councillors opposed.")
    (site / "content/scraped/quay2.html").write_text(new, "utf-8")
    build(site, THEME_TEMPLATES_OVERRIDES=[str(site / "mine")])
    told = page(site, "2025/03/19/halvard-votes-to-rebuild-its-quay")
    assert told.startswith("quay.html 2025-03-19T08:00+00:00 kept:2:")
    assert told.endswith("removed:1:ouncillors approved.|added:1:councillors opposed.|")


def test_every_address_that_a_story_may_have_leads_to_it(site):
    """A story lies at the slug of one of its articles; the slugs of the others lead there."""
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    scrape(site, "ships", "Ships to come back to Halvard")
    build(site)
    pages = {path.parent.name: path.read_text("utf-8") for path in (site / "output/stories").glob("*/index.html")}
    assert len(pages) == 2
    (moved,) = [text for text in pages.values() if 'http-equiv="refresh"' in text]
    (target,) = [slug for slug, text in pages.items() if text != moved]
    assert f'url=/stories/{target}/"' in moved


def test_bad_scrapes_are_told_by_name_and_the_build_goes_on(site):
    """Junk named .html, an empty file and a file that cannot be read cost one line each."""
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    folder = site / "content" / "scraped"
    (folder / "junk.html").write_bytes(bytes(range(256)) * 40)
    (folder / "empty.html").write_bytes(b"")
    (folder / "gone.html").symlink_to(folder / "nowhere")
    said = build(site)
    for name in ("junk.html", "empty.html", "gone.html"):
        assert name in said
    assert "rebuild its quay" in page(site, "")


def test_strict_builds_fail_on_bad_scrapes(site):
    """DIGEST_STRICT turns the lines into an exit status."""
    (site / "content" / "scraped" / "empty.html").write_bytes(b"")
    with pytest.raises(NewsDigestError, match="the file is empty"):
        build(site, DIGEST_STRICT=["unreadable", "not-an-article"])


def test_an_edited_file_survives_and_is_shown(site):
    """What a person writes into the Markdown is what the site shows."""
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    build(site)
    (file,) = (site / "content" / "articles").rglob("*.md")
    file.write_text(file.read_text("utf-8").replace("waited long enough", "waited far too long"), "utf-8")
    before = file.read_bytes()
    build(site)
    assert file.read_bytes() == before
    assert "waited far too long" in page(site, "2025/03/19/halvard-votes-to-rebuild-its-quay")


def test_hidden_articles_leave_the_site(site):
    """Status: hidden takes an article and its pages away without losing the file."""
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    scrape(site, "ferry", "Ferry to Norrhavn runs again", "2025-03-20")
    build(site)
    (file,) = (site / "content" / "articles").rglob("*ferry*.md")
    file.write_text("Status: hidden\n" + file.read_text("utf-8"), "utf-8")
    build(site)
    assert not any("ferry" in name for name in made(site))
    assert file.exists()


def test_a_year_alone_is_on_no_day(site):
    """An article whose day is not stated stands in its year, after the dated ones."""
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    article = "Title: Kept cutting\nDate: 2025\n\nA cutting of which only the year is known.\n"
    (site / "content" / "articles").mkdir()
    (site / "content" / "articles" / "kept-cutting.md").write_text(article, "utf-8")
    build(site)
    assert "day not stated" in page(site, "2025/kept-cutting")
    year = page(site, "2025")
    assert year.index("rebuild its quay") < year.rindex("Kept cutting")
    assert "Kept cutting" not in page(site, "2025/03/19")
    assert not (site / "output" / "2025" / "01").exists()


def test_the_same_build_twice_writes_nothing(site):
    """A second build leaves every file of the site as it is."""
    scrape(site, "quay", "Halvard votes to rebuild its quay")
    build(site)
    times = {path: path.stat().st_mtime_ns for path in (site / "output").rglob("*") if path.is_file()}
    build(site)
    assert {path: path.stat().st_mtime_ns for path in (site / "output").rglob("*") if path.is_file()} == times


@pytest.mark.parametrize("rights", ["excerpt", "link"])
def test_nothing_leaks_beyond_a_sources_rights(site, rights):
    """No page, feed, index or export holds a sentence that the source's setting keeps back.

    Neither of the article, nor of an earlier version of it, nor of another report in the same story.
    """
    kept_back = ("Kestrels nested on the crane", "Otters slept below the crane", "Gulls watched the crane")
    scrape(site, "quay", "Halvard votes to rebuild its quay", marker=f"{kept_back[0]} all summer.")
    latest = (site / "content/scraped/quay.html").read_text("utf-8")
    earlier = latest.replace("T08:", "T06:").replace(kept_back[0], kept_back[1])
    (site / "content/scraped/quay-before.html").write_text(earlier, "utf-8")
    scrape(site, "crane", "Halvard votes to keep its quay crane", marker=f"{kept_back[2]} all summer.")
    (site / "content" / "authority").mkdir()
    sources = f"- name: The Halvard Herald\n  rights: {rights}\n"
    (site / "content" / "authority" / "sources.yml").write_text(sources, "utf-8")
    build(site, SITEURL="", RELATIVE_URLS=True, DIGEST_EXCERPT_WORDS=12, DIGEST_SEARCH=True)
    built = {path: path.read_bytes() for path in (site / "output").rglob("*") if path.is_file()}
    assert any(path.suffix == ".pf_fragment" for path in built)
    assert any(path.name.startswith("documents-") for path in built)
    for path, data in built.items():
        text = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        for sentence in (*kept_back, "waited long enough"):
            assert sentence.encode() not in text, path
    article = page(site, "2025/03/19/halvard-votes-to-rebuild-its-quay")
    assert ("harbour council of Halvard" in article) == (rights == "excerpt")
    assert "https://herald.example/quay" in article


def test_titles_are_text_whatever_they_hold(site):
    """Autoescape holds for what comes from a scrape."""
    scrape(site, "evil", "&lt;script&gt;alert(1)&lt;/script&gt; in the council")
    build(site)
    for name, data in made(site).items():
        if name.endswith(".html"):
            assert b"<script>alert(1)" not in data, name


def test_a_wrong_setting_is_told_by_its_name(site):
    """The build stops with the setting and what to do."""
    with pytest.raises(SettingsError, match="PERSON_URL"):
        build(site, PERSON_URL="/people/{slug}/")


def test_a_theme_without_a_kind_of_page_has_no_links_to_it_and_no_feeds_of_it(site):
    """Nobody in a text is linked to a page that is not made, and the list of feeds names only those that are."""
    templates = site / "bare" / "templates"
    templates.mkdir(parents=True)
    (templates / "article.html").write_text("<h1>{{ article.title }}</h1>{{ html }}", "utf-8")
    (templates / "index.html").write_text("{% for each in latest %}{{ each.title }}{% endfor %}", "utf-8")
    scrape(site, "quay", "Quay to be rebuilt")
    build(site, THEME=str(site / "bare"))
    text = (site / "output" / "2025" / "03" / "19" / "quay-to-be-rebuilt" / "index.html").read_text("utf-8")
    assert "Mara Lindqvist" in text
    assert "href" not in text
    assert [path.name for path in (site / "output").iterdir() if path.name == "people"] == []
    assert (site / "output" / "feeds" / "all.opml").read_text("utf-8").count("<outline") == 1
