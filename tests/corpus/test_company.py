"""Company: being mentioned together, and whether that is more than chance."""

import numpy as np
import pytest

from newsdigest.corpus.arrays import Ragged
from newsdigest.corpus.company import company, log_likelihood


def of(articles):
    """Company of the people of articles and of their paragraphs."""
    slugs = sorted({person for people, _ in articles for person in people}, reverse=True)
    rows = [people for people, _ in articles], [row for _, paragraphs in articles for row in paragraphs]
    return company(
        *(
            Ragged.of(np.array([slugs.index(one) for row in kind for one in row], np.int64), [len(row) for row in kind])
            for kind in rows
        ),
        slugs,
    )


def test_log_likelihood_is_dunnings():
    """Figures of the paper's table 1: "the swiss" 110 times together, alone 2442 and 111 times, of 31777 pairs."""
    found = log_likelihood(np.array([110]), np.array([2552]), np.array([221]), 31777)
    assert found[0] == pytest.approx(270.72, abs=0.2)
    assert log_likelihood(np.array([25]), np.array([50]), np.array([50]), 100)[0] == pytest.approx(0.0)


def test_those_who_meet_more_often_than_chance_come_first():
    """Counts alone would put the one who is everywhere first."""
    articles = [(["a", "b", "x"], [["a", "b"], ["x"], ["x", "a"]])] * 3 + [(["x", "c"], [["x"], ["c"]])] * 9
    found = of(articles)
    assert [row.person for row in found["a"]] == ["b", "x"]
    together = found["a"][0]
    assert (together.articles, together.paragraphs) == (3, 3)
    assert together.score > found["a"][1].score


def test_a_list_of_many_names_says_nothing():
    """A crowd of 41 makes no company."""
    crowd = [f"p{i}" for i in range(41)]
    assert of([(crowd, [crowd])]) == {}


def test_news_of_others_changes_no_score():
    """A few paragraphs more about somebody else leave what is known of two people as it is."""
    articles = [(["a", "b"], [["a", "b"], ["a"], ["b"]])] * 5
    more = [*articles, (["c"], [["c"]])]
    assert of(more)["a"] == of(articles)["a"] != ()
