"""Whole sites, built by Pelican in a temporary folder and read back."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pelican import Pelican
from pelican.settings import read_settings

from newsdigest.errors import NewsDigestError, SettingsError

ROOT = Path(__file__).parents[2]
SETTINGS = f"""\
SITENAME = "Built Digest"
TIMEZONE = "UTC"
PATH = "content"
PLUGIN_PATHS = [{str(ROOT / "plugins")!r}]
PLUGINS = ["newsdigest"]
"""
ARTICLE = """\
<html lang="en"><head><title>{title} - The Halvard Herald</title>
<meta property="og:site_name" content="The Halvard Herald">
<meta property="article:published_time" content="{date}T08:00:00+00:00">
<link rel="canonical" href="https://herald.example/{slug}">
</head><body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1><p class="byline">By Ida Noor</p>
<p>The harbour council of Halvard voted on Tuesday night to rebuild the old quay, ending a dispute that has divided the
town for the better part of a decade.</p>
<p>“We have waited long enough,” said Mara Lindqvist, the harbour master, after it. “The ships will come back.”</p>
<p>Work is to begin in the spring and will cost about four million crowns, most of it paid by the regional government,
according to the plan that councillors approved. {marker}</p>
</article><footer>Subscribe to our newsletter. Copyright The Halvard Herald.</footer></body></html>
"""


@pytest.fixture
def site(tmp_path):
    """An empty digest with a settings file of five lines."""
    (tmp_path / "content" / "scraped").mkdir(parents=True)
    (tmp_path / "settings.py").write_text(SETTINGS + "DIGEST_SEARCH = False\nDELETE_OUTPUT_DIRECTORY = True\n", "utf-8")
    return tmp_path


def scrape(site, name, title, date="2025-03-19", marker=""):
    """Drop a scraped page into the folder of scrapes."""
    text = ARTICLE.format(title=title, date=date, slug=name, marker=marker)
    (site / "content" / "scraped" / f"{name}.html").write_text(text, "utf-8")


def build(site, **more):
    """Build as Pelican does, in this process; return what it logged."""
    folders = {"OUTPUT_PATH": str(site / "output"), "CACHE_PATH": str(site / ".cache")}
    settings = read_settings(str(site / "settings.py"), override={**folders, **more})
    records = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())
    logging.getLogger("newsdigest").addHandler(handler)
    try:
        Pelican(settings).run()
    finally:
        logging.getLogger("newsdigest").removeHandler(handler)
    return "\n".join(records)


def run(site, *arguments):
    """Run Pelican as the documentation says."""
    command = [sys.executable, "-m", "pelican", "-s", "settings.py", "--fatal", "errors", *arguments]
    environment = {**os.environ, "COLUMNS": "300", "PYTHONPATH": ""}
    return subprocess.run(command, cwd=site, capture_output=True, text=True, env=environment, check=False)


def page(site, path):
    """Read a built page."""
    return (site / "output" / path / "index.html").read_text("utf-8")


def made(site):
    """Names and bytes of everything in the built site."""
    output = site / "output"
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


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
    assert "Mara Lindqvist" in page(site, "people/mara-lindqvist")
    assert "rebuild its quay" in page(site, "2025/03/19")
    assert "We have waited long enough" in (site / "output/feeds/all.atom.xml").read_text("utf-8")


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
    with pytest.raises(NewsDigestError, match="1 files were set aside"):
        build(site, DIGEST_STRICT=True)


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
    """No page, feed, index or export holds a sentence that the source's setting keeps back."""
    scrape(site, "quay", "Halvard votes to rebuild its quay", marker="Kestrels nested on the crane all summer.")
    (site / "content" / "authority").mkdir()
    sources = f"- name: The Halvard Herald\n  rights: {rights}\n"
    (site / "content" / "authority" / "sources.yml").write_text(sources, "utf-8")
    build(site, SITEURL="https://digest.example", DIGEST_EXCERPT_WORDS=12)
    built = made(site)
    for name, data in built.items():
        assert b"Kestrels nested" not in data, name
        assert b"waited long enough" not in data, name
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
