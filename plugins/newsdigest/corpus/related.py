"""Related articles: alike, but of other stories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from newsdigest.corpus.arrays import Ragged, changes, offsets
from newsdigest.corpus.similarity import ROUND, Pairs

ALIKE = 0.06  # likeness from which two articles have something to do with each other
LISTED = 6
LOOKED_AT = 60  # most alike articles among which those of different stories are sought
_ONE, _OTHER, _STORY = np.uint64(40), np.uint64(24), np.uint64(16)  # bits in the numbers that sort pairs


def related(pairs: Pairs, story: Sequence[int], copies: Sequence[int]) -> Ragged:
    """Find for each article the numbers of the most alike of other stories, one of each story, the most alike first.

    ``story`` and ``copies`` give the number of the group of each article.
    """
    stories, texts = np.array(story, np.int64), np.array(copies, np.int64)
    apart = (stories[pairs.one] != stories[pairs.other]) & (texts[pairs.one] != texts[pairs.other])
    kept = (pairs.alike >= ALIKE * ROUND) & apart
    one, other = pairs.one[kept], pairs.other[kept]
    one, other = np.append(one, other), np.append(other, one)
    unlike = np.maximum(0, ROUND - np.tile(pairs.alike[kept], 2))
    # One number to sort by: article, likeness from above, the other article.
    key = np.sort(one.astype(np.uint64) << _ONE | unlike.astype(np.uint64) << _OTHER | other.astype(np.uint64))
    one = (key >> _ONE).astype(np.int64)
    starts = offsets(np.bincount(one, minlength=len(stories)))
    rank = np.arange(len(one)) - starts[one]
    looked_at = rank < LOOKED_AT
    one, rank = one[looked_at], rank[looked_at].astype(np.uint64)
    other = (key[looked_at] & ((np.uint64(1) << _OTHER) - np.uint64(1))).astype(np.int64)
    # The first of each story, still in this order.
    key = np.sort(one.astype(np.uint64) << _ONE | stories[other].astype(np.uint64) << _STORY | rank)
    key = key[changes(key >> _STORY)]
    starts = offsets(np.bincount(one, minlength=len(stories)))
    best = starts[(key >> _ONE).astype(np.int64)] + (key & ((np.uint64(1) << _STORY) - np.uint64(1))).astype(np.int64)
    best.sort()
    one, other = one[best], other[best]
    starts = offsets(np.bincount(one, minlength=len(stories)))
    listed = np.arange(len(one)) - starts[one] < LISTED
    return Ragged.of(other[listed], np.bincount(one[listed], minlength=len(stories)))
