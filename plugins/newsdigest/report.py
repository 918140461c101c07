"""What a run found that its operator should know: as lines for a terminal and as one page of HTML."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import groupby
from shlex import quote
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from newsdigest.model import Entry, Failure, Precision, Proposal, Story

if TYPE_CHECKING:  # cleaning takes long to import, and the settings need only the names of kinds
    from newsdigest.pipeline import Outcome

KINDS: Mapping[str, str] = {
    "unreadable": "Scrapes that could not be read",
    "limits": "Scrapes beyond the limits",
    "not-an-article": "Scrapes that are probably no articles",
    "article-file": "Article files that cannot be read",
    "edited": "Edited files that the cleaner would write differently",
    "orphan": "Articles whose scrape is gone",
    "date": "Articles whose day of publication is not known",
    "field": "Articles without an author, an agency or a source",
    "unclassified": "Articles without a topic",
    "merge": "People who may be the same",
    "doubtful": "Doubtful people",
    "namesake": "People who may be several",
    "copy": "Copies folded into one entry",
}
"""Kind → heading, in the order of the report; ``--strict`` takes the kinds."""

_KIND_OF_ERROR = {
    "UnreadableScrape": "unreadable",
    "LimitExceeded": "limits",
    "NotAnArticle": "not-an-article",
    "ArticleFileError": "article-file",
}


_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MOST = 200  # items of a kind on the page; a browser should open it also for an archive of decades


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know."""

    kind: str
    where: str
    what: str
    remedy: str = ""
    """What to do, in words."""
    paste: str = ""
    """Lines to paste into an editor's file, a command to run, or a difference to look at."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found, in the order of KINDS."""

    files: int
    cleaned: int
    written: int
    articles: int
    hidden: int
    """Articles that their ``Status`` keeps off the site."""
    items: tuple[Item, ...]

    def strict(self, kinds: Iterable[str]) -> tuple[Item, ...]:
        """The items of these kinds: with any of them, a strict run has failed."""
        wanted = set(kinds)
        return tuple(item for item in self.items if item.kind in wanted)


def compile_report(
    outcome: Outcome,
    entries: Sequence[Entry],
    stories: Sequence[Story] = (),
    more: Iterable[Item] = (),
    texts: Mapping[str, str] | None = None,
) -> Report:
    """Gather what a run and the corpus found.

    ``texts`` are the edited files as they stand, ``more`` is what other rooms propose.
    """
    items = [
        *_failures(outcome.failures),
        *_edited(outcome.edited, texts or {}),
        *(
            Item(
                "orphan",
                where,
                "its scrape is no longer in the folder",
                "kept until you delete it",
                f"rm {quote(where)}",
            )
            for where in map(_article_file, outcome.orphans)
        ),
        *(item for entry in entries if entry.status == "published" for item in _doubts(entry)),
        *_copies(stories),
        *more,
    ]
    order = list(KINDS)
    items.sort(key=lambda item: (order.index(item.kind), item.where))
    hidden = sum(entry.status != "published" for entry in entries)
    return Report(outcome.files, outcome.cleaned, len(outcome.written), len(entries) - hidden, hidden, tuple(items))


def of_people(proposals: Iterable[Proposal]) -> Iterator[Item]:
    """Tell what an editor should decide about people."""
    for each in proposals:
        what = "; ".join((each.reason, *each.evidence))
        yield Item(each.kind, " / ".join(each.names), what, "decide in content/authority/people.yml", each.paste)


def as_text(report: Report) -> str:
    """Write the report for a terminal: counts, then each kind with its items."""
    lines = [
        f"{report.files} files of scrapes, {report.cleaned} new or changed; {report.written} article files written; "
        f"{report.articles} articles, {report.hidden} more kept off the site by their Status"
    ]
    for kind, items in groupby(report.items, key=lambda item: item.kind):
        found = list(items)
        lines += ["", f"{KINDS[kind]} ({kind}): {len(found)}"]
        for item in found:
            lines.append(f"  {item.where}: {item.what}" + (f" ({item.remedy})" if item.remedy else ""))
            lines += [f"    {line}" for line in item.paste.splitlines()]
    # A name or a headline must not move the cursor of a terminal, nor turn what follows it round.
    return _NOT_SHOWN.sub("\N{REPLACEMENT CHARACTER}", "\n".join(lines))


def as_html(report: Report) -> str:
    """Write the report as one page that loads nothing."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = (resources.files("newsdigest") / "report.html").read_text("utf-8")
    groups = [(kind, list(items)) for kind, items in groupby(report.items, key=lambda item: item.kind)]
    return environment.from_string(source).render(report=report, groups=groups, headings=KINDS, most=_MOST)


def _failures(failures: Iterable[Failure]) -> Iterator[Item]:
    for failure in failures:
        kind = _KIND_OF_ERROR[failure.kind]
        path = f"content/scraped/{failure.where.partition('#')[0]}"
        command = "" if kind == "article-file" else f"python -m newsdigest explain {quote(path)}"
        yield Item(kind, failure.where, failure.reason, failure.remedy, command)


def _article_file(name: str) -> str:
    return f"content/articles/{name}"


def _edited(edited: Mapping[str, str], texts: Mapping[str, str]) -> Iterator[Item]:
    for name, proposed in edited.items():
        ours, theirs = proposed.splitlines(), texts.get(name, "").splitlines()
        difference = difflib.unified_diff(
            theirs, ours, "as it stands", "as the cleaner would write it", lineterm="", n=1
        )
        lines = [line for line in difference if not line.startswith(("+Seal:", "-Seal:", " Seal:"))]
        where = _article_file(name)
        remedy = f"to take the cleaner's version: rm {quote(where)}, and build"
        yield Item("edited", where, "kept as you left it", remedy, "\n".join(lines))


def _doubts(entry: Entry) -> Iterator[Item]:
    article = entry.article
    where = _article_file(entry.path)
    if article.published is None:
        yield Item("date", where, "no date was found", "fill in the Date line of the file", "Date: 2025-03-19")
    elif article.published.precision in (Precision.YEAR, Precision.MONTH):
        known = article.published.iso
        yield Item("date", where, f"only {known} is known", "fill in the Date line of the file", f"Date: {known}…")
    if not (article.authors or article.agency or article.publisher):
        yield Item("field", where, "nobody is named who wrote or published it", "fill in one of them", "Source: …")
    if not entry.topic:
        yield Item(
            "unclassified", where, "no topic is sure enough", "fill in Category, or extend topics.yml", "Category: …"
        )


def _copies(stories: Iterable[Story]) -> Iterator[Item]:
    for story in stories:
        for first, *others in story.copies:
            apart = f"- apart: [{', '.join((first, *others))}]"
            yield Item("copy", first, f"also as {', '.join(others)}", "if it is no copy, say so in stories.yml", apart)
