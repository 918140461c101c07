"""The error tree.

    NewsDigestError
    ├── ScrapeError            one scrape cannot become an article; the others go on
    │   ├── UnreadableScrape   the file cannot be opened, decoded or unpacked
    │   ├── NotAnArticle       it was read, but holds no article (home page, error page, empty)
    │   └── LimitExceeded      it is larger, deeper or slower than the settings allow
    ├── ArticleFileError       a Markdown file of content/articles cannot be read
    ├── AuthorityError         a file of content/authority is wrong; carries its line number
    └── SettingsError          a setting has a value that cannot work

Each is raised at the boundary with the file's name, what is wrong and what to do about it.
"""

from __future__ import annotations


class NewsDigestError(Exception):
    """Base of all errors that a user can act on."""

    def __init__(self, where: str, reason: str, remedy: str = "") -> None:
        self.where = where
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{where}: {reason}" + (f" ({remedy})" if remedy else ""))

    def __reduce__(self) -> tuple[type[NewsDigestError], tuple[str, str, str]]:
        """Keep the three parts when a worker process sends the error to its parent."""
        return type(self), (self.where, self.reason, self.remedy)


class ScrapeError(NewsDigestError):
    """One scrape cannot become an article; the others go on."""


class UnreadableScrape(ScrapeError):  # noqa: N818 -- reads as what it is in the report
    """The file cannot be opened, decoded or unpacked."""


class NotAnArticle(ScrapeError):  # noqa: N818
    """The scrape was read but holds no article: a home page, an error page, nothing at all."""


class LimitExceeded(ScrapeError):  # noqa: N818
    """The scrape is larger, deeper or slower than the settings allow."""


class ArticleFileError(NewsDigestError):
    """A Markdown file in content/articles cannot be read."""


class AuthorityError(NewsDigestError):
    """A file in content/authority is wrong; ``where`` ends in its line number."""


class SettingsError(NewsDigestError):
    """A setting has a value that cannot work."""


class CompileError(NewsDigestError):
    """The package's modules cannot be compiled; they run as they stand."""
