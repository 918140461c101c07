"""What strangers' bytes go through, as functions of bytes that fail where a promise is broken.

Each target calls one room as the pipeline does. An error of our own tree is an answer; anything else is a failure.
"""

from __future__ import annotations

import io
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from newsdigest import annotation, cleaning, pipeline, store
from newsdigest.annotation import topics
from newsdigest.cleaning.decoding import decode
from newsdigest.cleaning.plain import paragraphs
from newsdigest.corpus import accepting, people, sources, telling
from newsdigest.errors import ArticleFileError, AuthorityError, ScrapeError
from newsdigest.intake import reading
from newsdigest.jobs import Job
from newsdigest.model import Annotations, Article, Proposal, Scrape
from newsdigest.site import body

ROOT = Path(__file__).parents[2]
_NAMES = ("Mara Lindqvist", "M. Lindqvist", "Lindqvist: the #1")


def file(data: bytes) -> None:
    """A file of the folder of scrapes, whatever its form: scrapes and errors come out, with clean values."""
    try:
        for outcome in reading.unwrap(io.BufferedReader(io.BytesIO(data)), "fuzz"):
            if isinstance(outcome, Scrape):
                assert outcome.media_type in ("text/html", "text/plain"), outcome.media_type
                for value in outcome.hints.values():
                    assert isinstance(value, str) or all(isinstance(one, str) for one in value), value
    except ScrapeError:
        pass


def page(data: bytes) -> None:
    """A page as the server sent it."""
    _article(Scrape(data, "fuzz.html", "text/html"))


def text(data: bytes) -> None:
    """A text: also, every word of it is in a block."""
    article = _article(Scrape(data, "fuzz.txt", "text/plain", "utf-8"))
    if article is not None:
        whole = _words(decode(data, "utf-8"))
        assert _words("".join(block.text for block in article.blocks)) == whole, "words are not accounted for"


def article_file(data: bytes) -> None:
    """A Markdown file that somebody edited."""
    try:
        given = store.parse(data.decode("utf-8", "replace"), "fuzz.md")
        entry = store.to_entry(given, "fuzz.md", _topics(), lambda *_: Annotations())
    except ArticleFileError:
        return
    assert entry.article.title


def annotations(data: bytes) -> None:
    """The text of an article, in which people, quotes, roles and topics are found where it says them."""
    parts = paragraphs(data.decode("utf-8", "replace"))
    found = annotation.annotate(Article(title="", body=""), parts, _topics())
    said = "\n\n".join(parts)
    assert all(said[one.start : one.end] == one.surface for one in found.mentions), "a mention is not in its place"
    assert all(said[one.start : one.end] == one.text for one in found.quotes), "a quote is not verbatim"
    assert all(one.text in parts[one.paragraph] for one in found.roles), "a role is not verbatim"


def markdown(data: bytes) -> None:
    """The body of an article file, as it is shown."""
    _shown(data.decode("utf-8", "replace"))


def authority(data: bytes) -> None:
    """Each of the editor's files; where one is sound, a decision is added and nothing else changes."""
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        path = Path(folder) / "people.yml"
        path.write_bytes(data)
        for read in (topics.load, sources.load, telling.decisions):
            try:
                read(path)
            except AuthorityError as error:
                assert error.where.rpartition(":")[2].isdigit(), error
        for change in (accepting.accept, accepting.reject):
            try:
                people.authority(path)
                change(path, [Proposal("merge", _NAMES, "alike", (), "")])
            except AuthorityError:
                assert path.read_bytes() == data, "a file that is refused is left as it was"
                continue
            _only_added(data.decode("utf-8"), path.read_text("utf-8"))
            path.write_bytes(data)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "file": file,
    "page": page,
    "text": text,
    "article_file": article_file,
    "annotations": annotations,
    "markdown": markdown,
    "authority": authority,
}


def seeds(target: str) -> Iterator[bytes]:
    """Sound inputs to begin with: the sample's own."""
    content = ROOT / "content"
    patterns = {"page": "scraped/*.html", "text": "scraped/*.txt", "authority": "authority/*.yml"}
    for path in sorted(content.glob(patterns.get(target, "scraped/*"))):
        if target in ("file", *patterns):
            yield path.read_bytes()
            continue
        for item in pipeline.clean(Job(path), content / "scraped", _topics()).cleaned:
            written = store.render(item.article, item.annotations, "fuzz", "")
            yield (written if target == "article_file" else item.article.body).encode()


def _article(scrape: Scrape) -> Article | None:
    """Clean, file and show a scrape: what is written reads back whole, and what is shown is harmless."""
    try:
        article = pipeline.titled(cleaning.clean(scrape))
    except ScrapeError:
        return None
    written = store.parse(store.render(article, Annotations(), "fuzz", ""), "fuzz.md")
    assert written.seal is store.Seal.WHOLE
    back = store.to_article(written, "fuzz.md")
    again = store.parse(store.render(back, Annotations(), "fuzz", ""), "fuzz.md")
    assert again.fields == written.fields, "the file does not read back as it was written"
    _shown(back.body)
    return article


class _Acting(HTMLParser):
    """Collects what would act in a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in body.TAGS:
            self.found.append(tag)
        for name, value in attrs:
            scheme = urlsplit("".join((value or "").split())).scheme if name in ("href", "src") else ""
            if name.startswith("on") or name in ("style", "srcset") or scheme not in ("", *body.SCHEMES):
                self.found.append(f"{tag} {name}={value}")


def _shown(markdown_text: str) -> None:
    html = body.sanitised(_reader()(markdown_text))
    acting = _Acting()
    acting.feed(html)
    assert acting.found == [], acting.found


def _only_added(before: str, after: str) -> None:
    """Every line of ``before`` stands in ``after`` in order, whole or with something put into it."""
    rest = iter(after.splitlines())
    for line in before.splitlines():
        assert any(_holds(other, line) for other in rest), f"lost: {line!r}"


def _holds(line: str, old: str) -> bool:
    """Whether ``old`` is ``line`` but for one insertion."""
    start = next((i for i, (a, b) in enumerate(zip(line, old, strict=False)) if a != b), min(len(line), len(old)))
    return line.endswith(old[start:].strip()) or line.rstrip() == old.rstrip()


def _words(given: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", given) if one.isalnum())


@cache
def _topics() -> tuple:
    return topics.load(ROOT / "content" / "authority" / "topics.yml")


@cache
def _reader() -> Callable[[str], str]:
    return body.reader({"MARKDOWN": {"extension_configs": {"markdown.extensions.extra": {}}}})


@cache
def _memory() -> str | None:
    """A folder in memory, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
