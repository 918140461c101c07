"""Related articles: alike, but of other stories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from newsdigest.corpus.arrays import Ragged, changes, offsets
from newsdigest.corpus.similarity import ROUND, Pairs

ALIKE = 0.06  # likeness from which two articles have something to do with each other
LISTED = 6


def related(pairs: Pairs, story: Sequence[int], copies: Sequence[int]) -> Ragged:
    """Find for each article the numbers of the most alike of other stories, one of each story, the most alike first.

    ``story`` and ``copies`` give the number of the group of each article.
    """
    stories, texts = np.array(story, np.int64), np.array(copies, np.int64)
    apart = (stories[pairs.one] != stories[pairs.other]) & (texts[pairs.one] != texts[pairs.other])
    kept = (pairs.alike >= ALIKE * ROUND) & apart
    one, other = pairs.one[kept], pairs.other[kept]
    one, other = np.append(one, other), np.append(other, one)
    unlike = -np.tile(pairs.alike[kept], 2)
    # The best of each story, then the best stories of each article.
    order = np.lexsort((other, unlike, stories[other], one))
    one, other, unlike = one[order], other[order], unlike[order]
    best = changes(one, stories[other])
    one, other, unlike = one[best], other[best], unlike[best]
    order = np.lexsort((other, unlike, one))
    one, other = one[order], other[order]
    starts = offsets(np.bincount(one, minlength=len(stories)))
    listed = np.arange(len(one)) - starts[one] < LISTED
    return Ragged.of(other[listed], np.bincount(one[listed], minlength=len(stories)))
