"""The command line: ``python -m newsdigest clean|explain|check|report|people|learn|new|compile``.

Exit status: 0 all well, 1 something was found that needs a person, 2 the call itself cannot be carried out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from newsdigest import __version__, compiling, filing, pipeline, report, store
from newsdigest.annotation import learning, learnt
from newsdigest.annotation import topics as topic_rules
from newsdigest.cleaning.plain import paragraphs
from newsdigest.corpus import accepting, people
from newsdigest.corpus.joining import join_and_propose
from newsdigest.corpus.memory import Memories
from newsdigest.corpus.proposals import proposals
from newsdigest.errors import ArticleFileError, AuthorityError, NewsDigestError
from newsdigest.jobs import Job
from newsdigest.locking import Lock
from newsdigest.model import Annotations, Article, Entry, Proposal, Topic, Use

_TOPICS = Path("content/authority/topics.yml")  # absent outside a digest's folder: then the shipped ones are used


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except NewsDigestError as error:
        print(f"newsdigest: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `newsdigest clean … | head`
        sys.stderr.close()
        return 0
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="newsdigest", description="Clean scraped news articles into a digest.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(command=function)
        return added

    for name, function, text in (
        ("clean", _clean, "Print the cleaned articles of scrapes without building anything."),
        ("explain", _explain, "Show what became of every block of a scrape and where every field came from."),
    ):
        added = command(name, function, text)
        added.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
        added.add_argument("--topics", type=Path, default=_TOPICS, help=f"the editor's topics (default: {_TOPICS})")
        if name == "clean":
            added.add_argument(
                "--format", choices=("json", "markdown"), default="json", help="JSON lines, or files' text"
            )
    for name, function, text in (
        ("check", _check, "Check the article files and the editor's files of a digest."),
        ("report", _report, "Bring the articles up to date and tell what was read, written and set aside."),
    ):
        added = command(name, function, text)
        added.add_argument(
            "folder", nargs="?", type=Path, default=Path(), help="the digest's folder (default: this one)"
        )
    added.add_argument("--cluster", default="", metavar="ADDRESS", help="clean on a Dask cluster: tcp://HOST:PORT")
    added.add_argument(
        "--strict",
        action="append",
        default=[],
        choices=report.KINDS,
        metavar="KIND",
        help=f"exit with status 1 when there is any of this kind: {', '.join(report.KINDS)}",
    )
    added = command("people", _people, "Show who may be the same person, several, or nobody; write what you decide.")
    added.add_argument("folder", nargs="?", type=Path, default=Path(), help="the digest's folder (default: this one)")
    for option, text in (
        ("--accept", "write these proposals into people.yml (without numbers: all merges)"),
        ("--reject", "write the opposite of these proposals into people.yml (without numbers: all merges)"),
    ):
        added.add_argument(option, nargs="*", type=int, metavar="N", help=text)
    added = command("learn", _learn, "Learn from the articles that you filed under topics how to file others.")
    added.add_argument("folder", nargs="?", type=Path, default=Path(), help="the digest's folder (default: this one)")
    added = command("new", _new, "Start a digest in a new or empty folder.")
    added.add_argument("folder", type=Path)
    command("compile", _compile, "Compile the modules that cleaning spends its time in; takes a C compiler.")
    return parser


# ------------------------------------------------------------------------------------------- clean and explain


def _clean(options: argparse.Namespace) -> int:
    status, written = 0, False
    for result in _results(options):
        for failure in result.failures:
            print(f"newsdigest: {failure}", file=sys.stderr)
            status = 1
        for item in result.cleaned:
            if options.format == "json":
                print(json.dumps(as_record(item.article, item.annotations), ensure_ascii=False))
                continue
            names = {topic.id: topic.name for topic in topic_rules.load(options.topics)}
            category = names[item.annotations.topics[0].topic] if item.annotations.topics else ""
            slug = store.slugify(item.article.title, item.article.origin)
            print(("\n" if written else "") + store.render(item.article, item.annotations, slug, category), end="")
            written = True
    return status


def as_record(article: Article, annotations: Annotations) -> dict[str, Any]:
    """An article as plain values for JSON; the body as text with a blank line between paragraphs."""
    text = paragraphs(article.body)
    return {
        "title": article.title,
        "authors": list(article.authors),
        "agency": article.agency,
        "publisher": article.publisher,
        "distributor": article.distributor,
        "contributors": list(article.contributors),
        "section": article.section,
        "date": article.published.iso if article.published else None,
        "date_precision": article.published.precision if article.published else "unknown",
        "modified": article.modified.iso if article.modified else None,
        "dateline": article.dateline,
        "language": annotations.language or article.language,
        "source_url": article.source_url,
        "rights": article.rights,
        "standfirst": article.standfirst,
        "summary": article.summary,
        "keywords": list(article.keywords),
        "origin": article.origin,
        "body": "\n\n".join(text),
        "markdown": article.body,
        "people": list(annotations.people),
        "roles": [
            {"person": role.person, "role": role.text, "paragraph": role.paragraph} for role in annotations.roles
        ],
        "topics": [
            {"topic": topic.topic, "score": round(topic.score, 4), "words": list(topic.words)}
            for topic in annotations.topics
        ],
        "quotes": [
            {"text": quote.text, "speaker": quote.speaker, "verb": quote.verb, "paragraph": quote.paragraph}
            for quote in annotations.quotes
        ],
        "evidence": [{"field": item.field, "rule": item.rule, "text": item.text} for item in article.evidence],
        "removed": [{"text": block.text, "rule": block.rule} for block in article.removed],
    }


def _explain(options: argparse.Namespace) -> int:
    status = 0
    for result in _results(options):
        for failure in result.failures:
            print(f"{failure.where}\n  not an article here: {failure.reason}\n  {failure.remedy}\n")
            status = 1
        for item in result.cleaned:
            print(explanation(item.article, item.annotations, topic_rules.load(options.topics)))
    return status


def explanation(article: Article, annotations: Annotations, topics: tuple[Topic, ...]) -> str:
    """Tell, for a person's eye, where each field came from and what became of each block."""
    names = {topic.id: topic.name for topic in topics}
    marks = {Use.BODY: "+", Use.METADATA: "i", Use.REMOVED: "-"}
    lines = [article.origin, f"  {article.title}", "", "Fields"]
    lines += [f"  {item.field:13} {item.rule}: {_short(item.text)}" for item in article.evidence]
    lines += ["", "Topics (the words that decided)"]
    lines += [
        f"  {names.get(item.topic, item.topic)} {item.score:.2f}: {', '.join(item.words)}"
        for item in annotations.topics
    ] or ["  none is sure enough"]
    lines += ["", "People"]
    roles = {
        person: [role.text for role in annotations.roles if role.person == person] for person in annotations.people
    }
    lines += [f"  {person}" + (f": {'; '.join(found)}" if found else "") for person, found in roles.items()] or [
        "  none"
    ]
    lines += ["", "Quotes"]
    lines += [f"  {quote.speaker or '(speaker not sure)'}: {_short(quote.text)}" for quote in annotations.quotes] or [
        "  none"
    ]
    lines += ["", "Blocks (+ body, i metadata, - removed)"]
    lines += [f"  {marks[block.use]} {block.rule:24} {_short(block.text)}" for block in article.blocks]
    return "\n".join([*lines, ""])


def _short(text: str, width: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _results(options: argparse.Namespace) -> Iterator[pipeline.FileResult]:
    topics = topic_rules.load(options.topics)
    for path in options.paths:
        if path.is_dir():
            for file in pipeline.scrape_files(path):
                yield pipeline.clean(Job(file), path, topics)
        else:
            yield pipeline.clean(Job(path), path.parent, topics)


# -------------------------------------------------------------------------------------------- a digest's folder


def _digest(folder: Path) -> tuple[pipeline.Folders, pipeline.Options]:
    """Return where a digest's files lie and how it is cleaned, as its settings file says where it has one."""
    file = folder / "pelican.conf.py"
    if not file.is_file():
        return pipeline.Folders.below(folder / "content", folder / ".cache" / "newsdigest"), pipeline.Options()
    from newsdigest.site import build, defaults  # noqa: PLC0415 -- Pelican takes long to import, and few need it

    settings = defaults.read(file)
    return build.folders_of(settings), build.options_of(settings)


def _check(options: argparse.Namespace) -> int:
    folders, _ = _digest(options.folder)
    topic_rules.load(folders.authority / "topics.yml")
    found, failures = pipeline.entries(folders)
    for failure in failures:
        print(failure)
    edited = [entry.path for entry in found if entry.edited]
    print(f"{len(found)} articles read, {len(edited)} of them edited by hand, {len(failures)} cannot be read")
    return 1 if failures else 0


def _report(options: argparse.Namespace) -> int:
    folders, how = _digest(options.folder)
    with Lock(folders.cache / "lock").acquire(lambda text: print(f"newsdigest: {text}", file=sys.stderr)):
        outcome = pipeline.run(folders, replace(how, cluster=options.cluster or how.cluster))
        found, failures = pipeline.entries(folders)
        published = [entry for entry in found if entry.status == "published"]
        memories = Memories.of(folders.cache)
        with memories.told:
            joined, propose = join_and_propose(published, folders.authority, memories)
            proposed = propose()
    texts = {name: filing.text_of(folders.articles / name) for name in outcome.edited}
    outcome = replace(outcome, failures=(*outcome.failures, *failures))
    result = report.compile_report(outcome, found, joined.stories, report.of_people(proposed), texts)
    print(report.as_text(result))
    return 1 if result.strict(options.strict) else 0


def _proposals(folders: pipeline.Folders, found: Sequence[Entry]) -> tuple[Proposal, ...]:
    published = [entry for entry in found if entry.status == "published"]
    return proposals(published, people.authority(folders.authority / "people.yml"))


def _people(options: argparse.Namespace) -> int:
    folders, _ = _digest(options.folder)
    found = _proposals(folders, pipeline.entries(folders)[0])
    for change, numbers, done in (
        (accepting.accept, options.accept, "accepted"),
        (accepting.reject, options.reject, "rejected"),
    ):
        if numbers is not None:
            chosen = _chosen(found, numbers)
            change(folders.authority / "people.yml", chosen)
            print("\n".join(f"{done}: {' / '.join(each.names)}" for each in chosen) or f"nothing {done}")
    if options.accept is None and options.reject is None:
        for number, proposal in enumerate(found, start=1):
            print(f"{number}. {report.KINDS[proposal.kind]}: {' / '.join(proposal.names)}\n   {proposal.reason}")
            print("\n".join(f"   - {line}" for line in proposal.evidence) + f"\n\n{proposal.paste}")
        print(f"{len(found)} proposals; write them into people.yml with --accept N or --reject N")
    return 0


def _chosen(found: Sequence[Proposal], numbers: Sequence[int]) -> list[Proposal]:
    for number in numbers:
        if not 0 < number <= len(found):
            raise AuthorityError("people.yml", f"there is no proposal {number}", f"the last one is {len(found)}")
    return [found[number - 1] for number in numbers] or [each for each in found if each.kind == "merge"]


def _learn(options: argparse.Namespace) -> int:
    folders, _ = _digest(options.folder)
    known = topic_rules.load(folders.authority / "topics.yml")
    above = {topic.id: topic.parent or topic.id for topic in known}
    found, _ = pipeline.entries(folders)
    examples = [
        learning.Example(entry.article, entry.paragraphs, above[entry.topic])
        for entry in found
        if entry.edited and entry.topic
    ]
    lesson = learning.learn(examples, known)
    file = learnt.beside(folders.authority / "topics.yml")
    for topic in known:
        if count := lesson.articles.get(topic.id, 0):
            few = f", too few to learn from (at least {learning.ARTICLES})" if count < learning.ARTICLES else ""
            print(f"{topic.name}: {count} articles that you filed{few}")
    if not lesson.weights:
        print(f"Nothing is learnt: that takes two topics with {learning.ARTICLES} articles that you filed")
    else:
        print(f"The vocabularies alone file {lesson.before:.1%} of these articles as you did;")
        print(f"with what the other articles teach, {lesson.after:.1%}.")
    if lesson.helps:
        store.write_if_changed(file, learnt.written(lesson.weights, lesson.articles))
        print(f"Written to {file}; the next build files the articles that you did not edit by it")
    elif file.exists():
        file.unlink()
        print(f"This does not help, so {file} is taken away")
    return 0


_SETTINGS = """\
SITENAME = "My News Digest"
SITEURL = ""
TIMEZONE = "UTC"
PATH = "content"
PLUGINS = ["newsdigest"]
"""


def _new(options: argparse.Namespace) -> int:
    folder: Path = options.folder
    if folder.exists() and any(folder.iterdir()):
        raise ArticleFileError(str(folder), "the folder is not empty", "name a new one")
    for name in ("scraped", "articles", "authority", "pages"):
        (folder / "content" / name).mkdir(parents=True)
    (folder / "pelican.conf.py").write_text(_SETTINGS, encoding="utf-8")
    print(f"Put scrapes into {folder / 'content' / 'scraped'}, then run in {folder}:")
    print("  pelican -s pelican.conf.py --fatal errors")
    return 0


def _compile(_: argparse.Namespace) -> int:
    print(f"Cleaning runs as machine code, which lies in {compiling.compile_modules()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
