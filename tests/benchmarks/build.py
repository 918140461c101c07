"""Measures building a site: a generated corpus, our builds, and those of Hugo and Eleventy where they are installed.

The corpus is made from a seed: articles of about 600 invented words with people, roles and quotes, 12 topics, 300
subjects, 40 outlets, over three years. What cleaning finds in each (people, quotes) is known from making it and is put
where cleaning keeps it, because cleaning is measured elsewhere; only what is added is cleaned.

    python tests/benchmarks/build.py --articles 10000 --rounds 3

Eleventy is found in PATH, or named by the environment: ELEVENTY=node_modules/.bin/eleventy. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date, timedelta
from html import escape
from pathlib import Path
from types import MappingProxyType

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))

from newsdigest import pipeline, store
from newsdigest.annotation import topics as topic_rules
from newsdigest.cache import Cache
from newsdigest.model import Annotations, Article, Mention, Moment, Quote, Role, TopicScore

ROOT = Path(__file__).parents[2]
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ren",
    "sta",
    "vor",
    "el",
    "ith",
    "an",
    "der",
    "quo",
    "bra",
    "pel",
    "tun",
    "sho",
    "wi",
    "gar",
    "ne",
    "fol",
    "dri",
]
FIRST = [
    "Mara",
    "Ida",
    "Tomas",
    "Yusuf",
    "Chen",
    "Olga",
    "Piet",
    "Ana",
    "Leif",
    "Nadia",
    "Samuel",
    "Ruth",
    "Viktor",
    "Amina",
    "Joao",
    "Elsa",
    "Bram",
    "Farid",
    "Greta",
    "Noor",
]
ROLES = ("mayor", "harbour master", "finance minister", "union leader", "head coach", "chief prosecutor")
SUBJECTS, OUTLETS, DAYS = 300, 40, 1095
HUGO_ROW = "Hugo, full build, minimal templates"
HUGO_FEEDS_ROW = "Hugo as it comes, full build, minimal templates, with a feed a list and a sitemap"
HUGO_AGAIN_ROW = "Hugo as it comes, 20 articles added: a full build once more, over its site"
HUGOS = ((HUGO_ROW, "bare"), (HUGO_FEEDS_ROW, "feeds"), (HUGO_AGAIN_ROW, "feeds"))
Rows = dict[str, list[tuple[float, float, int, float]]]
"""Case → wall seconds, processor seconds, megabytes of memory and megabytes of the site of each round."""


def corpus(count: int, seed: int, start: int = 0):
    """Yield slug, article, annotations and tags; the same for the same seed, and a longer one begins the same."""
    vocabulary = random.Random(seed)
    words = sorted({"".join(vocabulary.choices(SYLLABLES, k=vocabulary.randint(1, 4))) for _ in range(6000)})
    people = [f"{vocabulary.choice(FIRST)} {''.join(vocabulary.choices(SYLLABLES, k=3)).title()}" for _ in range(4000)]
    people = list(dict.fromkeys(people))
    topics = [topic.id for topic in topic_rules.load(Path("nowhere"))][:12]
    for number in range(start, count):
        yield one(number, random.Random(f"{seed}-{number}"), words, people, topics)


def one(number, rng, words, people, topics):
    """Make one article."""
    ranks = (int(len(people) ** rng.random()) - 1 for _ in range(rng.randint(2, 5)))  # a few are in the news often
    here = list(dict.fromkeys(people[rank] for rank in ranks))
    paragraphs, mentions, roles, quotes, at = [], [], [], [], 0
    for index in range(12):
        text = sentence(rng, words, 25) + " " + sentence(rng, words, 22)
        if index < len(here):
            name = here[index]
            # One for good: of a name that is called another thing each day, joining makes several people.
            role = random.Random(name).choice(ROLES)
            said = sentence(rng, words, 12)
            text = f"{text} “{said}” said {name}, the {role}."
            begin = at + text.index("“") + 1
            quotes.append(Quote(begin, begin + len(said), said, name, "said", index))
            start = at + text.rindex(name)
            mentions.append(Mention(start, start + len(name), name, name))
            roles.append(Role(name, role, index, text))
        paragraphs.append(text)
        at += len(text) + 2
    day = date(2023, 1, 1) + timedelta(days=number * DAYS // 10_000)
    topic = rng.choice(topics)
    article = Article(
        title=" ".join(rng.choices(words, k=8)).capitalize(),
        body="\n\n".join(paragraphs),
        authors=(rng.choice(people),),
        publisher=f"{words[rng.randrange(OUTLETS) * 7].title()} Herald",
        published=Moment.parse(f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}+00:00"),
        language="en",
        source_url=f"https://news.example/{number}",
        summary=sentence(rng, words, 25),
        origin=f"{number}.html",
    )
    found = Annotations(tuple(here), tuple(mentions), tuple(roles), tuple(quotes), (TopicScore(topic, 0.9, ()),), "en")
    tags = [f"{words[rng.randrange(SUBJECTS) * 11 % len(words)]} {words[1]}" for _ in range(4)]
    return f"article-{number}", article, found, tuple(paragraphs), tags


def sentence(rng, words, length):
    """Make a sentence of so many words."""
    return " ".join(rng.choices(words, k=length)).capitalize() + "."


def write(folder: Path, count: int, seed: int, start: int = 0) -> None:
    """Write articles as cleaning would leave them: Markdown files, and what was found in them in the cache."""
    folders = pipeline.Folders.below(folder / "content", folder / ".cache" / "newsdigest")
    folders.articles.mkdir(parents=True, exist_ok=True)
    folders.scraped.mkdir(exist_ok=True)
    topics = topic_rules.load(folders.authority / "topics.yml")
    names = {topic.id: topic.name for topic in topics}
    with Cache(folders.cache, pipeline._fingerprint(topics, folders.recogniser)) as cache:
        for slug, article, found, _, tags in corpus(count, seed, start):
            text = store.render(article, found, slug, names[found.topics[0].topic])
            head, _, body = text.partition("\n\n")
            head = head.rpartition("\n")[0] + "\n" + f"Tags: {', '.join(tags)}\n"
            text = store.seal(head, body)
            (folders.articles / f"{slug}.md").write_text(text, "utf-8")
            file = store.parse(text, f"{slug}.md")
            entry = store.to_entry(file, f"{slug}.md", topics, lambda *_, found=found: found)
            cache.put_entry(hashlib.sha256(text.encode()).hexdigest(), entry)


def drop(folder: Path, count: int, seed: int, start: int) -> None:
    """Drop articles as scraped pages, which the next build cleans."""
    for slug, article, _, paragraphs, _ in corpus(count, seed, start):
        text = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        page = SCRAPE.format(article=article, day=article.published.at.isoformat(), text=text)
        (folder / "content" / "scraped" / f"{slug}.html").write_text(page, "utf-8")


SCRAPE = """\
<!doctype html><html lang="en"><head><title>{article.title} - {article.publisher}</title>
<meta property="og:site_name" content="{article.publisher}"><link rel="canonical" href="{article.source_url}">
<meta property="article:published_time" content="{day}"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>{article.title}</h1><p class="byline">By {article.authors[0]}</p>
{text}
</article><footer>Subscribe to our newsletter. Copyright {article.publisher}.</footer></body></html>
"""
SETTINGS = """\
SITENAME = "Benchmark"
SITEURL = "https://digest.example"
TIMEZONE = "UTC"
PATH = "content"
PLUGIN_PATHS = [{plugins!r}]
PLUGINS = ["newsdigest"]
DIGEST_SEARCH = False
DELETE_OUTPUT_DIRECTORY = True
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
"""
MINIMAL = """\
THEME = "minimal"
OUTPUT_PATH = "output-minimal"
DIGEST_FEEDS = DIGEST_EXPORTS = False
"""
FEEDS = """\
OUTPUT_PATH = "output-feeds"
DIGEST_FEEDS = True
"""
HUGO_BARE = """\
disableKinds: [RSS, sitemap, robotsTXT, "404"]
"""
HUGO_SETTINGS = """\
baseURL: https://digest.example/
title: Benchmark
paginate: 50
taxonomies: {category: categories, tag: tags}
permalinks: {posts: "/:year/:month/:day/:slug/"}
"""
# The same pages in both: an article with its byline, topic and subjects; lists of fifty.
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
)
OURS = {
    "article": (
        "{{ article.title }}",
        "<h1>{{ article.title }}</h1><p>{{ article.authors|join(', ') }} <time>{{ article.published|iso }}</time></p>"
        '<p>{% if topic %}<a href="{{ url(topic) }}">{{ topic.name }}</a>{% endif %}'
        '{% for tag in tags %} <a href="{{ url(tag) }}">{{ tag.name }}</a>{% endfor %}</p>{{ html }}',
    ),
    "index": (
        "{{ SITENAME }}",
        '{% for each in latest %}<h2><a href="{{ url(each) }}">{{ each.title }}</a></h2>{% endfor %}',
    ),
    "topic": (
        "{{ topic.name }}",
        '<ul>{% for each in listing.entries %}<li><a href="{{ url(each) }}">{{ each.title }}</a></li>{% endfor %}</ul>'
        "{% if listing.next %}<a href=\"{{ url('/' ~ listing.next) }}\">Next</a>{% endif %}",
    ),
}
OURS["subject"] = ("{{ name }}", OURS["topic"][1])
HUGO = {
    "_default/single": (
        "{{ .Title }}",
        '<h1>{{ .Title }}</h1><p>{{ delimit .Params.authors ", " }} <time>{{ .Date }}</time></p>'
        '<p>{{ range .GetTerms "categories" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
        '{{ range .GetTerms "tags" }} <a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</p>{{ .Content }}',
    ),
    "index": (
        "{{ .Site.Title }}",
        '{{ range first 10 .Site.RegularPages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>{{ end }}',
    ),
    "_default/list": (
        "{{ .Title }}",
        '<ul>{{ range .Paginator.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
        '{{ if .Paginator.HasNext }}<a href="{{ .Paginator.Next.URL }}">Next</a>{{ end }}',
    ),
}


# The same once more for Pelican as it comes, which reads the article files that we do.
STOCK_SETTINGS = """\
SITENAME = "Benchmark"
SITEURL = "https://digest.example"
TIMEZONE = "UTC"
PATH = "content"
ARTICLE_PATHS = ["articles"]
THEME = "stock"
OUTPUT_PATH = "output-stock"
ARTICLE_URL = "{date:%Y}/{date:%m}/{date:%d}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
DEFAULT_PAGINATION = 50
DIRECT_TEMPLATES = ["index"]
AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
"""
STOCK_LIST = (
    "<ul>{% for each in articles_page.object_list %}"
    '<li><a href="{{ SITEURL }}/{{ each.url }}">{{ each.title }}</a></li>{% endfor %}</ul>'
    '{% if articles_page.has_next() %}<a href="{{ SITEURL }}/{{ articles_next_page.url }}">Next</a>{% endif %}'
)
STOCK = {
    "article": (
        "{{ article.title }}",
        "<h1>{{ article.title }}</h1>"
        "<p>{{ article.authors|join(', ') }} <time>{{ article.date.isoformat() }}</time></p>"
        '<p><a href="{{ SITEURL }}/{{ article.category.url }}">{{ article.category }}</a>'
        '{% for tag in article.tags %} <a href="{{ SITEURL }}/{{ tag.url }}">{{ tag }}</a>{% endfor %}</p>'
        "{{ article.content }}",
    ),
    "index": (
        "{{ SITENAME }}",
        '{% for each in articles[:10] %}<h2><a href="{{ SITEURL }}/{{ each.url }}">{{ each.title }}</a></h2>'
        "{% endfor %}",
    ),
    "category": ("{{ category }}", STOCK_LIST),
    "tag": ("{{ tag }}", STOCK_LIST),
}
# And for Eleventy, which reads Hugo's files.
ELEVENTY_SETTINGS = """\
module.exports = (config) => {
  const slugify = config.getFilter("slugify");
  const newest = (api) => api.getFilteredByGlob("site/posts/*.md").reverse();
  config.setTemplateFormats(["md", "njk"]);
  config.addFilter("iso", (date) => date.toISOString());
  config.addCollection("latest", newest);
  config.addCollection("lists", (api) => {
    const found = {};
    for (const post of newest(api))
      for (const kind of ["categories", "tags"])
        for (const name of post.data[kind])
          (found[`/${kind}/${slugify(name)}/`] ??= { name, posts: [] }).posts.push(post);
    return Object.entries(found).flatMap(([path, { name, posts }]) => {
      const number = Math.ceil(posts.length / 50);
      const own = (page) => (page ? `${path}page/${page + 1}/` : path);
      return Array.from({ length: number }, (_, page) => ({
        name,
        own: own(page),
        next: page + 1 < number ? own(page + 1) : "",
        posts: posts.slice(page * 50, page * 50 + 50),
      }));
    });
  });
  return { dir: { input: "site", output: "public" }, markdownTemplateEngine: false };
};
"""
ELEVENTY_POSTS = """\
module.exports = {
  layout: "post.njk",
  permalink: ({ page, slug }) => `/${page.date.toISOString().slice(0, 10).replaceAll("-", "/")}/${slug}/index.html`,
};
"""
ELEVENTY = {
    "_includes/post": (
        "{{ title }}",
        '<h1>{{ title }}</h1><p>{{ authors|join(", ") }} <time>{{ page.date|iso }}</time></p>'
        '<p>{% for each in categories %}<a href="/categories/{{ each|slugify }}/">{{ each }}</a>{% endfor %}'
        '{% for each in tags %} <a href="/tags/{{ each|slugify }}/">{{ each }}</a>{% endfor %}</p>{{ content|safe }}',
    ),
    "index": (
        "Benchmark",
        "{% for each in collections.latest %}{% if loop.index <= 10 %}"
        '<h2><a href="{{ each.url }}">{{ each.data.title }}</a></h2>{% endif %}{% endfor %}',
    ),
    "list": (
        "{{ list.name }}",
        '<ul>{% for each in list.posts %}<li><a href="{{ each.url }}">{{ each.data.title }}</a></li>{% endfor %}</ul>'
        '{% if list.next %}<a href="{{ list.next }}">Next</a>{% endif %}',
    ),
}
ELEVENTY_HEADS = {
    "list": "---\npagination: {data: collections.lists, size: 1, alias: list}\npermalink: '{{ list.own }}'\n---\n"
}
SEARCH = """\
OUTPUT_PATH = "output-search"
DIGEST_SEARCH = True
"""


def prepare(folder: Path, count: int, seed: int, *, alone: bool = False) -> None:
    """Write the corpus, the settings files and, unless alone, projects of Hugo and Eleventy of the same articles."""
    write(folder, count, seed)
    (folder / "real.py").write_text(SETTINGS.format(plugins=str(ROOT / "plugins")), "utf-8")
    for name, more in (("minimal", MINIMAL), ("feeds", MINIMAL + FEEDS), ("search", SEARCH)):
        (folder / f"{name}.py").write_text((folder / "real.py").read_text("utf-8") + more, "utf-8")
    (folder / "stock.py").write_text(STOCK_SETTINGS, "utf-8")
    _templates(folder / "minimal" / "templates", OURS)
    _templates(folder / "stock" / "templates", STOCK)
    if alone:
        return
    (folder / "hugo" / "content" / "posts").mkdir(parents=True)
    (folder / "hugo" / "bare.yaml").write_text(HUGO_SETTINGS + HUGO_BARE, "utf-8")
    (folder / "hugo" / "feeds.yaml").write_text(HUGO_SETTINGS, "utf-8")
    _templates(folder / "hugo" / "layouts", HUGO)
    eleventy = folder / "eleventy" / "site"
    (eleventy / "posts").mkdir(parents=True)
    (eleventy.parent / "eleventy.config.cjs").write_text(ELEVENTY_SETTINGS, "utf-8")
    (eleventy / "posts" / "posts.11tydata.cjs").write_text(ELEVENTY_POSTS, "utf-8")
    _templates(eleventy, ELEVENTY, "njk", ELEVENTY_HEADS)
    post(folder, count, seed)


def post(folder: Path, count: int, seed: int, start: int = 0) -> None:
    """Write articles as Hugo and Eleventy read them."""
    for slug, article, found, _, tags in corpus(count, seed, start):
        head = {
            "title": article.title,
            "date": article.published.iso.replace("+", ":00+"),
            "slug": slug,
            "authors": list(article.authors),
            "categories": [found.topics[0].topic],
            "tags": tags,
        }
        text = f"---\n{json.dumps(head)}\n---\n\n{article.body}\n"
        (folder / "hugo" / "content" / "posts" / f"{slug}.md").write_text(text, "utf-8")
        (folder / "eleventy" / "site" / "posts" / f"{slug}.md").write_text(text, "utf-8")


def _templates(folder: Path, templates: dict[str, tuple[str, str]], ending: str = "html", heads=MappingProxyType({})):
    """Write templates around one frame."""
    for name, (title, body) in templates.items():
        path = folder / f"{name}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(heads.get(name, "") + PAGE.format(title=title, body=body), "utf-8")


def timed(command: list[str], folder: Path) -> tuple[float, float, int]:
    """Run a command; return wall seconds, processor seconds of all its processes, and peak memory of one in MB."""
    os.sync()  # what the one before left to be written
    # As everywhere, Python keeps what it compiled from its sources.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command}: {error.decode()[-2000:]}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def megabytes(site: Path) -> float:
    """Return the size of a site's files."""
    return sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6


def pelican(settings: str) -> list[str]:
    """Return the command that builds."""
    return [sys.executable, "-m", "pelican", "-s", settings, "--fatal", "errors"]


INDEXING = """\
import json, os, subprocess, sys, time
from newsdigest.site import search
import pelican

# A process begins with the memory of the one that makes it: a small one in between makes the indexer's own known.
SMALL = "import os, resource, subprocess, sys; done = subprocess.call(sys.argv[1:], stdout=2); " \
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done)"
spent, peaks = [0.0, 0.0], []
index = search.index
called = subprocess.run

def run(command, **options):
    done = called([sys.executable, "-c", SMALL, *command], **options)
    peaks.append(int(done.stdout) // 1024)
    return done

def timed(*arguments):
    began, used = time.perf_counter(), sum(os.times()[:4])
    done = index(*arguments)
    spent[:] = time.perf_counter() - began, sum(os.times()[:4]) - used
    return done

search.subprocess.run, search.index = run, timed
pelican.main(["-s", sys.argv[1], "--fatal", "errors"])
with open("indexing.json", "w") as file:
    json.dump([*spent, sum(sorted(peaks)[-search.AT_ONCE:])], file)
"""


def measure(folder: Path, count: int, seed: int, options: argparse.Namespace) -> Rows:
    """Measure every case, interleaved, so that a slow minute of the machine falls on all."""
    hugo, eleventy = shutil.which("hugo"), shutil.which(os.environ.get("ELEVENTY", "eleventy"))
    rows: Rows = defaultdict(list)
    posted = count

    def measured(row: str, command: list[str], beside: Path, output: Path, *, anew: bool) -> None:
        """Build, into an empty folder where that is asked for.

        Nothing is deleted, after which file systems are slow to make files for a while.
        """
        if anew and output.exists():
            output.rename(folder / f"old-{len(list(folder.iterdir()))}")
        rows[row].append((*timed(command, beside), megabytes(output)))

    def build(row: str, settings: str, output: str = "output", *, anew: bool = True) -> None:
        """Build with Pelican; from nothing but what comparing the articles found where it is built anew."""
        measured(row, pelican(settings), folder, folder / output, anew=anew)

    def indexed(row: str, *, anew: bool) -> None:
        """Build with search, and tell apart what indexing takes."""
        output = folder / "output-search"
        command = [sys.executable, "-c", INDEXING, "search.py"]
        measured(f"real theme and search, {row}", command, folder, output, anew=anew)
        wall, processor, memory = json.loads((folder / "indexing.json").read_text("utf-8"))
        rows[f"of that, the search index, {row}"].append((wall, processor, memory, megabytes(output / "pagefind")))

    def added(row: str, settings: str, output: str = "output") -> None:
        """Build once more after scrapes were dropped."""
        nonlocal count
        drop(folder, count + 20, seed, start=count)
        count += 20
        build(f"{row}, 20 scrapes added: cleaning to written pages", settings, output, anew=False)

    build("real theme, full build, articles compared for the first time", "real.py")
    for _ in range(options.rounds):
        for row, name in HUGOS if hugo and not options.alone else ():
            if row == HUGO_AGAIN_ROW:
                post(folder, posted + 20, seed, posted)
                posted += 20
            command = [hugo, "--quiet", "--config", f"{name}.yaml", "--destination", name]
            measured(row, command, folder / "hugo", folder / "hugo" / name, anew=row != HUGO_AGAIN_ROW)
        if eleventy and not options.alone:
            row = "Eleventy, full build, minimal templates"
            command = [str(Path(eleventy).absolute()), "--quiet"]
            measured(row, command, folder / "eleventy", folder / "eleventy" / "public", anew=True)
        if options.stock:
            build("Pelican as it comes, full build, minimal theme", "stock.py", "output-stock")
        if not options.alone:
            build("minimal theme, full build", "minimal.py", "output-minimal")
            added("minimal theme", "minimal.py", "output-minimal")
            build("minimal theme, full build, with feeds", "feeds.py", "output-feeds")
        build("real theme, full build", "real.py")
        build("real theme, nothing changed", "real.py", anew=False)
        if options.search:
            indexed("full build", anew=True)
        added("real theme", "real.py")
        if options.search:
            indexed("20 articles added", anew=False)
    return rows


def table(rows: Rows) -> str:
    """Return the medians as a Markdown table, beside Hugo's without and with feeds, and over its site."""
    lines = [
        "| | wall s | of Hugo's: without feeds / as it comes / again | processor s | of Hugo's | memory MB | site MB |",
        "|---|---|---|---|---|---|---|",
    ]
    medians = {name: [statistics.median(column) for column in zip(*runs, strict=True)] for name, runs in rows.items()}
    hugos = [medians[row] for row, _ in HUGOS if row in medians]
    for name, (wall, processor, memory, size) in medians.items():
        beside = [
            " / ".join(f"{mine / its[place]:.2f}" for its in hugos) or "–"
            for place, mine in enumerate((wall, processor))
        ]
        lines.append(
            f"| {name} | {wall:.1f} | {beside[0]} | {processor:.1f} | {beside[1]} | {memory:.0f} | {size:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stock", action="store_true", help="also build with Pelican as it comes, which takes long")
    parser.add_argument("--alone", action="store_true", help="only with the real theme, beside nobody")
    parser.add_argument("--search", action="store_true", help="also build with the search index")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.articles, options.seed, alone=options.alone)
        print(f"{options.articles} articles, {os.cpu_count()} cores, {platform.machine()}, {date.today()}\n")
        print(table(measure(folder, options.articles, options.seed, options)))


if __name__ == "__main__":
    main()
