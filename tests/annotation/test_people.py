"""Who is in an article: a specification of names."""

import json

from newsdigest.annotation.people import find


def people(*paragraphs, **facts):
    """Names of the people found, in order of first mention."""
    return list(dict.fromkeys(mention.person for mention in find(paragraphs, **facts)))


def test_the_seed_has_its_six_people_and_nobody_else(seed):
    """The scrape the project began with names six people, one of them nearly always by surname alone."""
    expected = json.loads((seed / "expected.json").read_text("utf-8"))
    first, last = expected["body"]["non_blank_lines_of_the_file"]
    lines = [line for line in (seed / "arcamax-zelenskyy.txt").read_text("utf-8").splitlines() if line.strip()]
    mentions = find(lines[first - 1 : last], title=expected["title"], authors=expected["authors"])
    assert sorted({mention.person for mention in mentions}) == sorted(expected["people"])
    body = "\n\n".join(lines[first - 1 : last])
    assert all(body[mention.start : mention.end] == mention.surface for mention in mentions)
