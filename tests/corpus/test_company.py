"""Company: being mentioned together, and whether that is more than chance."""

import pytest

from newsdigest.corpus.company import company, log_likelihood


def test_log_likelihood_is_dunnings():
    """Figures of the paper's table 1: "the swiss" 110 times together, alone 2442 and 111 times, of 31777 pairs."""
    assert log_likelihood(110, 2552, 221, 31777) == pytest.approx(270.72, abs=0.2)
    assert log_likelihood(25, 50, 50, 100) == pytest.approx(0.0)


def test_those_who_meet_more_often_than_chance_come_first():
    """Counts alone would put the one who is everywhere first."""
    articles = [(["a", "b", "x"], [["a", "b"], ["x"], ["x", "a"]])] * 3 + [(["x", "c"], [["x"], ["c"]])] * 9
    found = company(articles)
    assert [row.person for row in found["a"]] == ["b", "x"]
    together = found["a"][0]
    assert (together.articles, together.paragraphs) == (3, 3)
    assert together.score > found["a"][1].score


def test_a_list_of_many_names_says_nothing():
    """A crowd of 41 makes no company."""
    crowd = [f"p{i}" for i in range(41)]
    assert company([(crowd, [crowd])]) == {}
