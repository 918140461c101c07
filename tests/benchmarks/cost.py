"""What annotating an article costs beside cleaning its page, in CPU time, page by page in turn.

python tests/benchmarks/cost.py ../shared/data/pages
"""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins"))

from newsdigest import cleaning, errors
from newsdigest.annotation import people, quotes, roles, topics
from newsdigest.cleaning.plain import paragraphs
from newsdigest.model import Scrape
from newsdigest.workers import uncollected


def main():
    """Print the seconds of each step, and their ratio to cleaning."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="holds pages as NAME/<id>.html.gz")
    pages = [gzip.decompress(path.read_bytes()) for path in sorted(parser.parse_args().folder.glob("*/*.html.gz"))]
    known = topics.load(Path("nowhere"))
    spent = dict.fromkeys(("cleaning", "people", "roles and quotes", "topics"), 0.0)

    def timed(step, function, *arguments, **settings):
        start = time.process_time()
        result = function(*arguments, **settings)
        spent[step] += time.process_time() - start
        return result

    for data in pages:
        try:
            article = timed("cleaning", cleaning.clean, Scrape(data, "page", "text/html"))
        except errors.ScrapeError:
            continue
        texts, language = tuple(paragraphs(article.body)), article.language or "en"
        with uncollected():  # as annotation has it
            named = {"title": article.title, "authors": article.authors, "language": language}
            mentions = timed("people", people.find, texts, **named)
            timed("roles and quotes", roles.find, texts, mentions)
            timed("roles and quotes", quotes.find, texts, mentions, language)
            timed("topics", topics.score, article, texts, known)
    for step, seconds in spent.items():
        print(f"{step:18} {seconds:6.2f} s  {seconds / spent['cleaning']:5.2f}")


if __name__ == "__main__":
    main()
