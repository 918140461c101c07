"""Roles: what an article says people are, a specification by examples."""

import pytest
from names_in import marked, seed_article

from newsdigest.annotation.roles import find


def roles(*paragraphs):
    """Roles found in paragraphs with marked names: (person, role)."""
    return [(role.person, role.text) for role in find(*marked(*paragraphs))]


def test_the_seed_gives_the_roles_that_a_reader_would_write_down(seed):
    """One role for each of the six."""
    expected, paragraphs, mentions = seed_article(seed)
    found = {}
    for role in find(paragraphs, mentions):
        found.setdefault(role.person, []).append(role.text.replace("’", "'"))
    assert found == expected["roles"]


@pytest.mark.parametrize(
    ("paragraph", "role"),
    [
        ("Talks with Finnish President [Ada Holm] went well.", "Finnish President"),
        ("Kremlin spokesman [Ada Holm] told reporters.", "Kremlin spokesman"),
        ("On Monday former acting prime minister [Ada Holm] left.", "former acting prime minister"),
        ("Secretary of State [Ada Holm] left.", "Secretary of State"),
        ("Then Sen. [Ada Holm] spoke.", "Sen."),
        ("Then-transport minister [Ada Holm] spoke.", "transport minister"),
        ("The leader of the Civic Alliance, [Ada Holm], spoke.", "leader of the Civic Alliance"),
        ("The Bishop of Kestrel, the Right Reverend [Ada Holm], spoke.", "Bishop of Kestrel"),
        ("[Ada Holm], who resigned as transport minister in May, is to stand again.", "transport minister"),
        ("[Ada Holm] will keep her post as state epidemiologist in Kestrel.", "state epidemiologist"),
        ("The leader of the opposition, [Ada Holm] of the Alliance, spoke.", "leader of the opposition"),
        ("The school closed. Its head teacher, [Ada Holm], had left.", "head teacher"),
        ("“No,” said [Ada Holm], its general secretary.", "general secretary"),
        ("Until the inquiry judge, [Ada Holm], had reported.", "inquiry judge"),
        ("The then transport minister, [Ada Holm], had left.", "then transport minister"),
        ("A dairy farmer, [Ada Holm], 59, was missing.", "dairy farmer"),
        ("One was the harbour engineer [Ada Holm].", "harbour engineer"),
        ("[Ada Holm], who is chair of the drainage board, spoke.", "chair of the drainage board"),
        ("[Ada Holm], a former schoolteacher who lost a lot, spoke.", "former schoolteacher"),
        ("[Ada Holm], the bus driver whose braking saved eleven people, spoke.", "bus driver"),
        ("[Ada Holm], a trade unionist, spoke.", "trade unionist"),
        ("“Yes,” [Brandt|Karl Brandt] campaign spokeswoman [Ada Holm] said.", "Brandt campaign spokeswoman"),
        ("[Ada Holm], chief of the Kestrel fire brigade, spoke.", "chief of the Kestrel fire brigade"),
        (
            "[Ada Holm], a professor of law at Kestrel State University, spoke.",
            "professor of law at Kestrel State University",
        ),
        ("[Ada Holm], the anchor of VBC’s “Morning Hour”, spoke.", "anchor of VBC"),
        ("Polls favour Unity presidential nominee [Ada Holm] again.", "Unity presidential nominee"),
        ("It was 9/11 widow [Ada Holm] who spoke.", "9/11 widow"),
        ("The mayor, [Ada Holm], spoke.", "mayor"),
        ("Kestrel’s special envoy, [Ada Holm], told the council.", "Kestrel’s special envoy"),
        ("[Ada Holm], president of the Federation of Teachers, spoke.", "president of the Federation of Teachers"),
        ("[Ada Holm], 58, a marine biologist at Kestrel University, spoke.", "marine biologist at Kestrel University"),
        ("[Ada Holm] (Unity), the assistant leader of the council, spoke.", "assistant leader of the council"),
        ("It was signed by [Ada Holm], a veteran diplomat.", "veteran diplomat"),
        ("[Ada Holm], a fellow at the institute who ran the agency, spoke.", "fellow at the institute"),
    ],
)
def test_titles_and_appositions_are_given_verbatim(paragraph, role):
    """As they stand in the text, without the article."""
    assert roles(paragraph) == [("Ada Holm", role)]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Meanwhile [Ada Holm] spoke.",
        "Mr. [Holm|Ada Holm] spoke.",
        "The mayor, [Ada Holm] and [Karl Brandt] spoke.",
        "His wife, [Ada Holm], spoke.",
        "[Ada Holm], who had never met the mayor, spoke.",
        "[Ada Holm], the mayors of six towns and their wives met.",
        "“The great leader [Ada Holm] is a fraud,” he said.",
        "It rained, [Ada Holm] said, in the town.",
        "It rained on rival [Ada Holm] as well.",
        "He came with his 17-year-old daughter, [Ada Holm], and left.",
    ],
)
def test_what_is_no_role_of_this_person_is_left_out(paragraph):
    """Lists, clauses, other people's relatives and opinions in quotation marks."""
    assert roles(paragraph) == []


def test_the_fuller_of_two_roles_is_kept():
    """A plain "envoy" says nothing that "special envoy" has not said."""
    assert roles("Special envoy [Ada Holm] left. The envoy, [Holm|Ada Holm], was tired.") == [
        ("Ada Holm", "Special envoy")
    ]


def test_a_description_goes_to_the_only_one_whom_it_can_mean():
    """Nobody else is there to be the Finnish president."""
    text = "[Ada Holm] spoke in Helsinki on Monday. Later, the Finnish president flew to Oslo."
    assert roles(text) == [("Ada Holm", "Finnish president")]


def test_a_description_that_may_mean_two_people_is_left_out():
    """Either may be from Finland; nothing in the text tells."""
    assert roles("[Ada Holm] met [Karl Brandt] on Monday. Later, the Finnish president flew to Oslo.") == []


def test_a_description_that_many_people_fit_is_left_out():
    """There is more than one Kestrel businessman; there is one Kestrel mayor."""
    assert roles("[Ada Holm] spoke on Monday. Later, the Kestrel businessman left.") == []
    assert roles("[Ada Holm] spoke on Monday. Later, [Karl Brandt] was named the Finnish president.") == []


def test_a_role_carries_its_paragraph_and_its_sentence():
    """A role is a claim; the sentence is what it rests on."""
    paragraphs, mentions = marked("It rained.", "Nobody came. Mayor [Ada Holm] went home. She slept.")
    (role,) = find(paragraphs, mentions)
    assert (role.paragraph, role.sentence) == (1, "Mayor Ada Holm went home.")
