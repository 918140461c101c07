"""One person, one page: a specification of unification by examples of names."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import article
from newsdigest.corpus.people import Known, authority, unify
from newsdigest.errors import AuthorityError
from newsdigest.model import Appearance, Mention, Moment, Variant


def groups(*names, company=None, known=()):
    """Unify articles that name one person each (and share company, if given): the sets of names that became one."""
    entries = [article(f"a{i}", name, *([company] if company else [])) for i, name in enumerate(names)]
    people = unify(entries, known)
    return {frozenset(seen.name for seen in person.appearances) for person in people} - {frozenset([company])}


@pytest.fixture
def known(tmp_path):
    """Read people.yml from its text."""

    def known(text):
        path = tmp_path / "people.yml"
        path.write_text(text, "utf-8")
        return authority(path)

    return known


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky"),
        ("Volodymyr Zelenskiy", "Volodymyr Zelenskyy"),
        ("Nicolás Maduro", "Nicolas Maduro"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("Łukasz Wałęsa", "Lukasz Walesa"),
        ("Ursula von der Leyen", "Ursula Von der Leyen"),
        ("Charles De Gaulle", "Charles de Gaulle"),
        ("Bashar al-Assad", "Bashar Assad"),
        ("Jean-Claude Juncker", "Jean Claude Juncker"),
        ("Joe R. Biden", "Joe Biden"),
        ("Joe Robinette Biden", "Joe R. Biden"),
        ("Siobhan O’Neill", "Siobhan O'Neill"),
        ("Thomas Müller", "Thomas Mueller"),
        ("Martin Luther King Jr.", "Martin Luther King, Jr."),
        ("Viktor Orbán", "Victor Orban"),
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Abdullah Gul", "Abdulla Gül"),
        ("Ada Holm", "Holm"),
        ("Ursula von der Leyen", "von der Leyen"),
    ],
)
def test_forms_of_one_name_are_one_person(one, other):
    """Accents, transliterations, particles, hyphens, initials, and the surname alone."""
    assert groups(one, other) == {frozenset([one, other])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hillary Clinton", "Bill Clinton"),
        ("George H. W. Bush", "George W. Bush"),
        ("John A. Smith", "John B. Smith"),
        ("Martin King Jr.", "Martin King Sr."),
        ("Vitali Klitschko", "Wladimir Klitschko"),
        ("Ada Holm", "Ada Holt"),
        ("Ada Holm", "Ada"),
        ("Paul Martin", "Martin Paul"),
    ],
)
def test_different_people_stay_apart(one, other):
    """Families, initials that differ, generations, and given names alone."""
    assert groups(one, other) == {frozenset([one]), frozenset([other])}


@pytest.mark.parametrize(
    ("one", "other"),
    [("William Clinton", "Bill Clinton"), ("J. Holm", "Jonas Holm"), ("Gabriel García", "Gabriel García Márquez")],
)
def test_likely_forms_are_joined_only_on_evidence(one, other):
    """Short forms, initials and shorter surnames need somebody in common."""
    assert groups(one, other) == {frozenset([one]), frozenset([other])}
    assert groups(one, other, company="Karl Brandt") == {frozenset([one, other])}


def test_an_article_that_gives_both_forms_is_evidence_enough():
    """J. P. Holm is Jean-Paul Holm in all articles once one article calls its Jean-Paul Holm so."""
    both = article("a", "Jean-Paul Holm")
    mentions = (*both.annotations.mentions, Mention(20, 30, "J. P. Holm", "Jean-Paul Holm"))
    both = replace(both, annotations=replace(both.annotations, mentions=mentions))
    people = unify([both, article("b", "J. P. Holm")])
    assert [(person.name, len(person.entries)) for person in people] == [("Jean-Paul Holm", 2)]


def test_two_people_whom_one_article_tells_apart_are_two():
    """An article that names both William and Bill Clinton means two people."""
    entries = [
        article("a", "William Clinton", "Bill Clinton", "Karl Brandt"),
        article("b", "Bill Clinton", "Karl Brandt"),
    ]
    assert len(unify(entries)) == 3


def test_a_short_form_that_fits_two_people_is_joined_with_neither():
    """John Smith may be either; a missed merge is better than a false one."""
    assert len(groups("John A. Smith", "John B. Smith", "John Smith")) == 3


def test_a_surname_that_several_have_goes_where_the_company_says():
    """The Clinton beside Karl Brandt is the one whom he is always with; of the other nothing is known."""
    entries = [
        article("a", "Hillary Clinton", "Karl Brandt"),
        article("b", "Chelsea Clinton", "Nina Orlov"),
        article("c", "Clinton", "Karl Brandt"),
        article("d", "Clinton"),
    ]
    people = {person.name: person.entries for person in unify(entries)}
    assert set(people["Hillary Clinton"]) == {"a", "c"}
    assert people["Clinton"] == ("d",)


def namesakes(*entries):
    """Return the articles of each person of the commonest name."""
    return {frozenset(person.entries) for person in unify(entries) if person.name == "John Smith"}


def test_namesakes_are_kept_apart_when_role_and_company_say_so():
    """A striker and a judge who share nobody and no topic are two; what says nothing goes with its topic."""
    assert namesakes(
        article("cup", "John Smith", "Karl Brandt", roles=[("John Smith", "striker")], topic="medtop:15000000"),
        article("goal", "John Smith", topic="medtop:15000000"),
        article("trial", "John Smith", "Nina Orlov", roles=[("John Smith", "judge")], topic="medtop:02000000"),
    ) == {frozenset(["cup", "goal"]), frozenset(["trial"])}


def test_a_role_outweighs_people_in_common():
    """A striker and an economist of one family's name are two, though both are named with the president."""
    assert namesakes(
        article("vote", "John Smith", "Nina Orlov", roles=[("John Smith", "striker")], topic="medtop:11000000"),
        article("cup", "John Smith", topic="medtop:15000000"),
        article("cabinet", "John Smith", "Nina Orlov", roles=[("John Smith", "economist")], topic="medtop:11000000"),
        article("rates", "John Smith", "Nina Orlov", topic="medtop:04000000"),
    ) == {frozenset(["vote", "cup"]), frozenset(["cabinet", "rates"])}


def test_a_person_who_changed_is_one():
    """The former striker is mayor; so is one whom an article calls both."""
    striker = article("cup", "John Smith", roles=[("John Smith", "striker")])
    mayor = article("vote", "John Smith", roles=[("John Smith", "mayor")])
    both = article("now", "John Smith", roles=[("John Smith", "striker"), ("John Smith", "mayor")])
    former = article("cup", "John Smith", roles=[("John Smith", "former striker")])
    assert namesakes(former, mayor) == {frozenset(["cup", "vote"])}
    assert namesakes(striker, mayor, both) == {frozenset(["cup", "vote", "now"])}


def test_a_topic_alone_does_not_make_a_namesake():
    """The president at a match is the president."""
    assert namesakes(
        article("vote", "John Smith", roles=[("John Smith", "president")], topic="medtop:11000000"),
        article("match", "John Smith", topic="medtop:15000000"),
    ) == {frozenset(["vote", "match"])}


def test_words_that_several_articles_bring_are_quoted_once():
    """Copies of a wire do not make a person say a thing twice; the first article has it."""
    entries = [
        article("wire", "Ada Holm", day="2025-03-01", quotes=[("Ada Holm", "We open in May,")]),
        article("copy", "Ada Holm", day="2025-03-02", quotes=[("Ada Holm", "We open in May")]),
    ]
    (person,) = unify(entries)
    assert [quote.entry for quote in person.quotes] == ["wire"]


def test_a_person_has_the_name_that_most_articles_use_in_full():
    """The surname alone never wins; variants count articles."""
    entries = [
        article("a", "Volodymyr Zelensky"),
        article("b", "Volodymyr Zelenskyy"),
        article("c", "Volodymyr Zelenskyy", paragraphs=["Volodymyr Zelenskyy spoke.", "Then Zelenskyy left."]),
        *(article(f"d{i}", "Zelenskyy") for i in range(5)),
    ]
    (person,) = unify(entries)
    assert (person.name, person.slug) == ("Volodymyr Zelenskyy", "volodymyr-zelenskyy")
    assert person.variants == (
        Variant("Volodymyr Zelenskyy", 2),
        Variant("Zelenskyy", 6),
        Variant("Volodymyr Zelensky", 1),
    )


def test_articles_quotes_and_appearances_are_newest_first():
    """Undated articles come last."""
    entries = [
        article("undated", "Ada Holm", day="", quotes=[("Ada Holm", "We never said when")]),
        article("old", "Holm", day="2025-03-01"),
        article("new", "Ada Holm", day="2025-03-09", quotes=[("Ada Holm", "We open in May"), ("", "Nobody said this")]),
    ]
    (person,) = unify(entries)
    assert person.entries == ("new", "old", "undated")
    assert person.appearances[1] == Appearance("old", "Holm")
    assert [(quote.entry, quote.quote.text) for quote in person.quotes] == [
        ("new", "We open in May"),
        ("undated", "We never said when"),
    ]


def test_a_role_has_the_first_and_last_date_it_was_seen():
    """Case does not matter; the sentence is the newest one."""
    entries = [
        article("a", "Ada Holm", day="2025-03-01", roles=[("Ada Holm", "Mayor")]),
        article("b", "Ada Holm", day="2025-03-04", roles=[("Ada Holm", "mayor")]),
        article("c", "Ada Holm", day="2025-03-09", roles=[("Ada Holm", "former mayor")]),
    ]
    (person,) = unify(entries)
    told = [(role.text, role.first.iso, role.last.iso, role.entry) for role in person.roles]
    assert told == [("former mayor", "2025-03-09", "2025-03-09", "c"), ("mayor", "2025-03-01", "2025-03-04", "b")]


def test_company_is_who_is_met_more_often_than_chance():
    """Two who share a paragraph score; two who only share an article are counted."""
    shared = ["Ada Holm met Karl Brandt there.", "Later Nina Orlov spoke."]
    entries = [article(f"a{i}", "Ada Holm", "Karl Brandt", "Nina Orlov", paragraphs=shared) for i in range(3)]
    people = {person.name: person for person in unify(entries)}
    brandt, orlov = people["Ada Holm"].company
    assert (brandt.person, brandt.articles, brandt.paragraphs) == ("karl-brandt", 3, 3)
    assert (orlov.person, orlov.articles, orlov.paragraphs, orlov.score) == ("nina-orlov", 3, 0, 0.0)
    assert brandt.score > 3


def test_only_people_whom_the_file_lists_are_taken():
    """An editor deletes a person from an article by deleting the name from its People line."""
    entry = article("a", "Ada Holm", "Karl Brandt")
    assert [person.name for person in unify([replace(entry, people=("Karl Brandt", "Nina Orlov"))])] == [
        "Karl Brandt",
        "Nina Orlov",
    ]


def test_the_result_does_not_depend_on_the_order_of_the_articles():
    """Reading order is an accident."""
    entries = [article(f"a{i}", name) for i, name in enumerate(["J. Holm", "Jonas Holm", "Holm", "Jonas B. Holm"])]
    assert unify(entries) == unify(entries[::-1])


def test_what_the_other_articles_take_for_something_else_is_nobody():
    """A country that one article made a person of; a record of the editor would keep it."""
    once = article("a", "Karsk", paragraphs=["Karsk was silent."])
    often = [article(f"b{i}", "Ada Holm", paragraphs=["Ada Holm went to Karsk today."]) for i in range(2)]
    assert [person.name for person in unify([once, *often])] == ["Ada Holm"]
    assert {person.name for person in unify([once, *often], [Known("Karsk")])} == {"Ada Holm", "Karsk"}


@pytest.mark.parametrize("sign", [{"roles": [("Karsk", "mayor")]}, {"quotes": [("Karsk", "I am a man")]}])
def test_a_role_or_words_are_signs_of_a_person(sign):
    """The name of a place may be a surname."""
    once = article("a", "Karsk", paragraphs=["Karsk was silent."], **sign)
    often = [article(f"b{i}", "Ada Holm", paragraphs=["Ada Holm went to Karsk today."]) for i in range(2)]
    assert {person.name for person in unify([once, *often])} == {"Ada Holm", "Karsk"}


ODD = (
    "",
    "-",
    "'s",
    "Jr.",
    "de la",
    "von",
    "J. Holm",
    "Ada Holm",
    "Ada-",
    "Holm Jr.",
    "Bill Holm",
    "محمد علي",
    ":",
    ";",
)


@given(st.lists(st.lists(st.sampled_from(ODD), max_size=4, unique=True), max_size=5))
def test_no_name_is_too_odd(articles):
    """Whatever is taken for a name: everybody has an address of their own, and nobody is on two pages."""
    entries = [replace(article(f"a{i}", "Ada"), people=tuple(names)) for i, names in enumerate(articles)]
    people = unify(entries)
    assert len({person.slug for person in people}) == len(people)
    seen = [(each.entry, each.name) for person in people for each in person.appearances]
    assert len(set(seen)) == len(seen)


# -- people.yml --------------------------------------------------------------------------------------------------


def test_the_editors_name_and_aliases_decide(known):
    """What no rule would join is one person, under the editor's name."""
    records = known("- name: Johanna Sand\n  aliases: [La Sand, Aurore Dupin]\n  wikidata: Q3816\n")
    (person,) = unify([article("a", "Aurore Dupin"), article("b", "La Sand")], records)
    assert (person.name, person.slug, person.wikidata) == ("Johanna Sand", "johanna-sand", "Q3816")
    assert set(person.entries) == {"a", "b"}


def test_spellings_of_an_alias_follow_it(known):
    """The editor need not list accents and transliterations."""
    records = known("- name: Volodymyr Zelenskyy\n")
    (person,) = unify([article("a", "Volodymyr Zelenskiy"), article("b", "Zelensky")], records)
    assert person.name == "Volodymyr Zelenskyy"


def test_not_same_as_keeps_apart_what_a_rule_would_join(known):
    """The editor's no is stronger than any evidence."""
    records = known("- name: Joe Biden\n  not_same_as: [Joe R. Biden]\n")
    assert groups("Joe Biden", "Joe R. Biden", known=records) == {frozenset(["Joe Biden"]), frozenset(["Joe R. Biden"])}


def test_an_ignored_name_has_no_page(known):
    """Not a person after all."""
    records = known("- name: Victoria Falls\n  ignore: true\n")
    assert [person.name for person in unify([article("a", "Victoria Falls", "Ada Holm")], records)] == ["Ada Holm"]


def test_namesakes_are_told_apart_by_their_articles(known):
    """Two records may bear one name if they say which articles are whose."""
    records = known("- name: John Smith\n  articles: [match]\n- name: John Smith\n  articles: [trial]\n")
    people = unify([article("match", "John Smith"), article("trial", "John Smith", day="2025-03-02")], records)
    assert [person.entries for person in people] == [("match",), ("trial",)] or [
        person.entries for person in people
    ] == [("trial",), ("match",)]
    assert people[0].slug != people[1].slug


def test_a_namesakes_address_stays_when_articles_are_added():
    """It bears the role that was seen first, whatever role is repeated later."""
    match = article("match", "John Smith", roles=[("John Smith", "striker")], day="2025-03-01")
    trial = article("trial", "John Smith", roles=[("John Smith", "judge")], day="2025-03-02")
    board = article(
        "board", "John Smith", roles=[("John Smith", "chairman"), ("John Smith", "judge")], day="2025-03-03"
    )
    later = article("later", "John Smith", roles=[("John Smith", "judge")], day="2025-03-04")
    for entries in ([match, trial], [match, trial, board], [match, trial, board, later]):
        assert {person.slug for person in unify(entries)} == {"john-smith", "john-smith-judge"}


def test_the_editors_roles_come_first(known):
    """With the dates that the editor gives."""
    records = known("- name: Ada Holm\n  roles:\n    - text: Mayor of Kestrel\n      first: 2019-05\n")
    (person,) = unify([article("a", "Ada Holm", roles=[("Ada Holm", "mayor")])], records)
    assert [role.text for role in person.roles] == ["Mayor of Kestrel", "mayor"]
    assert (person.roles[0].first, person.roles[0].last) == (Moment.parse("2019-05"), None)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("- name: Ada\n  wikidata: 42\n", 2, "no Wikidata id"),
        ("- name: Ada Holm\n- name: Bea\n  aliases: [Ada Holm]\n", 3, "also a name of 'Ada Holm' in line 1"),
        ("- name: Ada\n  not_same_as: [Ada]\n", 2, "to be and not to be"),
        ("- name: Ada\n  roles:\n    - text: Mayor\n      first: 2024\n      last: 2019\n", 5, "ends before it begins"),
        ("- aliases: [Ada]\n", 1, "without 'name'"),
    ],
)
def test_a_mistake_in_people_yml_is_reported_with_its_line(known, text, line, said):
    """The editor is told where and what."""
    with pytest.raises(AuthorityError, match=said) as error:
        known(text)
    assert error.value.where.endswith(f"people.yml:{line}")


def test_the_file_that_ships_is_right(request):
    """Its examples are comments, so it decides nothing yet."""
    assert authority(request.config.rootpath / "content" / "authority" / "people.yml") == ()
