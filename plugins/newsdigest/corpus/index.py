"""Inverted index over articles in the order of their time.

Which articles are compared for a term is a matter of spans: stretches of the term's articles, in time, before the one
that asks. A hash of all articles in the spans of all terms of an article says all that its neighbours depend on, and
costs no walk over them: of running hashes, two make a stretch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from newsdigest.corpus.arrays import Array, Hashes, Ints, Ragged, changes, mixed, spread

AT_ONCE = 1 << 19  # articles met by way of terms, at once


class Index:
    """Which articles hold a term."""

    def __init__(self, terms: Ragged, marks: Hashes) -> None:
        """``terms`` are those of each article, ``marks`` differ when anything of the article does."""
        owners = terms.rows
        self.size = len(terms)
        key = terms.values.astype(np.int64) * self.size + owners
        self.order = np.argsort(key)
        """Place of each posting (a term of an article, sorted by term and then article) among ``terms``."""
        self.articles = owners[self.order]
        self.terms = terms.values[self.order]
        self._starts = terms.starts
        self._key = key[self.order]
        running = np.zeros(len(self.articles) + 1, np.uint64)
        running[1:] = np.bitwise_xor.accumulate(mixed(marks)[self.articles])
        self._running = running
        self._marks = marks

    def from_place(self, places: Array | int) -> Ints:
        """Where each posting's term has its first article from a place on, as a place among postings."""
        return np.searchsorted(self._key, self.terms.astype(np.int64) * self.size + places)

    def keys(self, spans: Sequence[tuple[Ints, Ints]]) -> Hashes:
        """Hash, for each article, of itself and of the articles in the spans (first, before last) of its postings."""
        told = np.zeros(len(self.articles), np.uint64)
        for number, (first, last) in enumerate(spans, 1):
            told += mixed((self._running[np.maximum(first, last)] ^ self._running[first]) + np.uint64(number))
        by_article = np.empty_like(told)
        by_article[self.order] = mixed(told)
        sums = Ragged(by_article, self._starts).sums(by_article)
        return mixed(sums ^ self._marks)

    def meetings(
        self, asking: Ints, spans: Sequence[tuple[Ints, Ints]], strength: Ints
    ) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Yield whom some articles meet in spans: one article, another, and how strong the terms are that join them.

        ``strength`` is given for each of the terms; what a term counts is the product for the two. Comes in batches, in
        the order of the articles' numbers, as ``asking`` must be.
        """
        inverse = np.empty(len(self.order), np.int64)
        inverse[self.order] = np.arange(len(self.order))
        strength = strength[self.order]
        lengths = sum((np.maximum(last - first, 0) for first, last in spans), np.zeros(len(self.order), np.int64))
        by_article = Ragged(lengths[inverse], self._starts)
        met = np.cumsum(by_article.sums(by_article.values)[asking])
        begin = 0
        while begin < len(asking):
            end = max(begin + 1, int(np.searchsorted(met, (met[begin - 1] if begin else 0) + AT_ONCE, "right")))
            own = inverse[by_article.places(asking[begin:end])]
            long = [np.maximum(last[own] - first[own], 0) for first, last in spans]
            mine = np.concatenate([np.repeat(own, length) for length in long])
            theirs = np.concatenate(
                [spread(first[own], length) for (first, _), length in zip(spans, long, strict=True)]
            )
            key = self.articles[mine] * self.size + self.articles[theirs]
            order = np.argsort(key)
            begins = np.flatnonzero(changes(key[order]))
            both = (strength[mine] * strength[theirs])[order]
            found = key[order][begins]
            yield found // self.size, found % self.size, np.add.reduceat(both, begins) if len(begins) else both
            begin = end
