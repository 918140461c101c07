"""An incremental build leaves the same site as a full one, whatever changed."""

import random
import shutil

import pytest
from whole import build, made, run, scrape

from newsdigest import workers
from newsdigest.corpus import joining
from newsdigest.site import build as building
from newsdigest.site.state import PACKAGE

TEXTS = {
    "Halvard votes on quay": "“The ships will come back,” said Mara Lindqvist.",
    "Ferry runs again": "Passengers had waited at the pier since Monday, and some of them cheered.",
    "Bridge closed for repair": "Engineers found rust in nine of the forty cables, the road office said.",
    "School roof blown off in storm": "Nobody was hurt, but lessons will be held in the town hall until May.",
}


@pytest.fixture
def digest(tmp_path, site):
    """A small digest with a theme of its own, which may be edited."""
    theme = site / "theme"
    shutil.copytree(PACKAGE.parent.parent / "theme", theme)
    with (site / "settings.py").open("a", encoding="utf-8") as file:
        file.write(f"THEME = {str(theme)!r}\nDEFAULT_PAGINATION = 2\n")
    for number, (title, text) in enumerate(TEXTS.items()):
        write(site, f"kept-{number}", title, f"2025-03-{18 + number // 2}", text)
    return site


def write(site, name, title, date="2025-03-19", text="“The ships will come back,” said Mara Lindqvist.", **head):
    """Write an article by hand, as an editor may."""
    fields = {"Title": title, "Date": date, "Source": "The Halvard Herald", "People": "Mara Lindqvist;", **head}
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    file = site / "content" / "articles" / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{lines}\n{text}\n\nA second paragraph about {title}.\n", "utf-8")


def articles(site):
    """The article files, in order."""
    return sorted((site / "content" / "articles").glob("*.md"))


def add(site, rng):
    """Add an article, on a new day or an old one."""
    number = rng.randrange(10**6)
    date = rng.choice(("2025-03-18", "2025-03-25", "2025", "2024-11", "unknown"))
    write(site, f"added-{number}", f"Added {number}", date, People=rng.choice(("Mara Lindqvist;", "Ida Noor;")))


def edit(site, rng):
    """Change an article's text."""
    file = rng.choice(articles(site))
    file.write_text(file.read_text("utf-8") + f"\nA late addition {rng.randrange(1000)}.\n", "utf-8")


def retitle(site, rng):
    """Change an article's title, which other pages show."""
    file = rng.choice(articles(site))
    file.write_text(file.read_text("utf-8").replace("Title: ", f"Title: New {rng.randrange(100)} ", 1), "utf-8")


def move(site, rng):
    """Rename an article's file, and so its address."""
    file = rng.choice(articles(site))
    file.rename(file.with_name(f"moved-{rng.randrange(10**6)}.md"))


def delete(site, rng):
    """Delete an article."""
    rng.choice(articles(site)).unlink()


def hide(site, rng):
    """Take an article off the site."""
    file = rng.choice(articles(site))
    file.write_text("Status: hidden\n" + file.read_text("utf-8"), "utf-8")


def rights(site, rng):
    """Change what may be shown of an outlet."""
    (site / "content" / "authority").mkdir(exist_ok=True)
    text = f"- name: The Halvard Herald\n  rights: {rng.choice(('full', 'excerpt', 'link'))}\n"
    (site / "content" / "authority" / "sources.yml").write_text(text, "utf-8")


def correct(site, rng):
    """File an article under a topic, as an editor does."""
    file = rng.choice(articles(site))
    file.write_text(f"Category: {rng.choice(('Labour', 'Sport', 'Weather'))}\n" + file.read_text("utf-8"), "utf-8")


def learn(site, rng):
    """Write what corrections taught, which files the articles that nobody edited."""
    (site / "content" / "authority").mkdir(exist_ok=True)
    topic = rng.choice(("medtop:09000000", "medtop:15000000", "medtop:17000000"))
    text = f"- id: {topic}\n  words: quay {rng.randrange(1, 9)}, harbour 0.5, council -0.2\n"
    (site / "content" / "authority" / "topics.learnt.yml").write_text(text, "utf-8")


def template(site, rng):
    """Change a template."""
    file = site / "theme" / "templates" / rng.choice(("article.html", "base.html", "person.html"))
    file.write_text(file.read_text("utf-8") + f"\n<!-- {rng.randrange(1000)} -->\n", "utf-8")


def setting(site, rng):
    """Change a setting that every page shows."""
    with (site / "settings.py").open("a", encoding="utf-8") as file:
        file.write(f"SITENAME = 'Renamed {rng.randrange(1000)}'\n")


def damage(site, rng):
    """Change and delete built files behind the build's back."""
    files = sorted(path for path in (site / "output").rglob("*.html") if path.is_file())
    rng.choice(files).write_text("damaged", "utf-8")
    rng.choice(files).unlink()


def page(site, rng):
    """Write a page of the editor's own, which the menu of every page shows."""
    (site / "content" / "pages").mkdir(exist_ok=True)
    (site / "content" / "pages" / "about.md").write_text(f"Title: About {rng.randrange(100)}\n\nText.\n", "utf-8")


def drop(site, rng):
    """Drop a scrape into its folder."""
    number = rng.randrange(10**6)
    scrape(site, f"dropped-{number}", f"Dropped story number {number}", "2025-03-21")


CHANGES = (add, edit, retitle, move, delete, hide, rights, correct, learn, template, setting, damage, page, drop)


def test_an_older_page_of_a_list_stays_as_it_is_when_articles_are_added(digest):
    """It tells of its own articles only, and has its address for good: nobody fetches it again."""
    for number in range(9):  # the first pages of two have room for one more
        write(digest, f"more-{number}", f"More {number}", f"2025-04-{number + 1:02}")
    build(digest)
    before = made(digest)
    write(digest, "newest", "Newest of all", "2025-04-20")
    build(digest)
    after = made(digest)
    for name in ("people/mara-lindqvist", "sources/the-halvard-herald", "2025", "2025/04"):
        older = [each for each in before if each.startswith(f"{name}/page/")]
        assert len(older) >= 3
        assert f"{name}/page/1/index.html" in older
        assert all(before[each] == after[each] for each in older)
    assert b"votes on quay" in after["people/mara-lindqvist/page/1/index.html"]
    assert b"Newest of all" in after["people/mara-lindqvist/index.html"]


@pytest.mark.parametrize("seed", range(2))
def test_the_site_is_as_a_full_build_makes_it(digest, seed, monkeypatch):
    """Random changes, some builds killed half way: byte for byte a clean full build, nothing left over."""
    rng = random.Random(seed)
    build(digest)
    changes = list(CHANGES)
    rng.shuffle(changes)
    for number in range(len(CHANGES) // 2):
        for change in changes[2 * number : 2 * number + 2]:
            change(digest, rng)
        if rng.random() < 0.3:
            killed(digest, rng.randrange(2, 30), monkeypatch)
        build(digest)
    incremental = made(digest)
    shutil.rmtree(digest / "output")
    build(digest, DIGEST_INCREMENTAL=False)
    assert incremental == made(digest)


def killed(site, after, monkeypatch):
    """End a build in the middle of its writing."""
    count = 0
    put = building.put

    def dying(*arguments):
        nonlocal count
        count += 1
        if count > after:
            raise KeyboardInterrupt
        return put(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(building, "put", dying)
        with pytest.raises(KeyboardInterrupt):
            build(site, DIGEST_WORKERS=1)
            raise KeyboardInterrupt  # there was less to write than that


def test_only_what_shows_a_change_is_made_again(digest, monkeypatch):
    """After an edit of one article's text the other articles' pages are not rendered."""
    build(digest)
    file = articles(digest)[0]
    file.write_text(file.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    rendered = []
    fill = building.Renderer.fill
    monkeypatch.setattr(
        building.Renderer, "fill", lambda self, page, context: rendered.append(page.path) or fill(self, page, context)
    )
    build(digest)
    assert [path for path in rendered if file.stem in path]
    assert not [path for path in rendered if any(other.stem in path for other in articles(digest)[1:])]


def test_a_new_template_does_not_wait_for_joining(digest, monkeypatch):
    """The articles are those of the last build, and so is what they have in common; a new article joins all anew."""
    build(digest)
    with monkeypatch.context() as patched:
        patched.setattr(joining, "join_and_propose", None)
        template(digest, random.Random(1))
        build(digest)
    incremental = made(digest)
    build(digest, DIGEST_INCREMENTAL=False)
    assert incremental == made(digest)
    monkeypatch.setattr(joining, "join_and_propose", None)
    drop(digest, random.Random(1))
    with pytest.raises(TypeError):
        build(digest)
    assert not workers._aside  # what a failing build began is waited for


def test_a_foreign_manifest_means_a_full_build(digest):
    """Whatever lies in the cache, the site is right."""
    build(digest)
    before = made(digest)
    (manifest,) = (digest / ".cache" / "newsdigest").glob("site-*.manifest")
    for content in (b"", b'{"stamp": 1}', b'{"files": {"a": 3}}', b"\x00\xff junk"):
        manifest.write_bytes(content)
        build(digest)
        assert made(digest) == before


def test_an_unchanged_digest_is_not_even_read(digest, monkeypatch):
    """The second build asks nobody."""
    build(digest)
    monkeypatch.setattr(building.pipeline, "run", None)
    build(digest)


def test_what_was_set_aside_is_told_again(digest):
    """A build with nothing to do still names the files that a person should look at."""
    (digest / "content" / "scraped" / "empty.html").write_bytes(b"")
    for _ in range(2):
        done = run(digest)
        assert "empty.html" in done.stdout + done.stderr
