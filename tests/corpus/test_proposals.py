"""What is left to the editor, with its evidence and the lines to write."""

from corpus.articles import article
from newsdigest.corpus.people import Known
from newsdigest.corpus.proposals import proposals, record


def kinds(entries, known=()):
    """Return kind and names of each proposal."""
    return [(each.kind, each.names) for each in proposals(entries, known)]


def test_a_likely_merge_is_proposed_with_its_evidence_and_lines():
    """A short form of the given name, with nobody in common to be sure."""
    entries = [
        article("a", "William Holm", roles=[("William Holm", "mayor of Kestrel")]),
        article("b", "Bill Holm"),
    ]
    (proposal,) = proposals(entries)
    assert (proposal.kind, proposal.names) == ("merge", ("William Holm", "Bill Holm"))
    assert proposal.reason == "short form of the given name"
    assert proposal.evidence == (
        "Bill Holm, b: Bill Holm was there.",
        "William Holm (mayor of Kestrel), a: William Holm was there.",
    )
    assert proposal.paste == "- name: William Holm\n  aliases: [Bill Holm]\n"


def test_surnames_one_letter_apart_are_proposed():
    """A slip of the pen, or two people: somebody must look."""
    for slip in ("Ada Holmbarg", "Ada Homlberg", "Ada Holmbergs"):
        ((kind, names),) = kinds([article("a", "Ada Holmberg"), article("b", slip)])
        assert (kind, set(names)) == ("merge", {"Ada Holmberg", slip})
    assert kinds([article("a", "Ada Holmberg"), article("b", "Eva Holmbarg")]) == []


def test_what_is_sure_is_not_proposed():
    """Neither what was joined, nor people who have nothing to do with one another."""
    assert kinds([article("a", "Ada Holm"), article("b", "Ada K. Holm"), article("c", "Karl Brandt")]) == []


def test_what_the_editor_rejected_is_not_proposed_again():
    """People.yml says that they are not the same."""
    entries = [article("a", "William Holm"), article("b", "Bill Holm")]
    assert kinds(entries, [Known("William Holm", not_same_as=("Bill Holm",))]) == []
    assert kinds(entries, [Known("Bill Holm", not_same_as=("William Holm",))]) == []


def test_namesakes_that_were_kept_apart_are_shown():
    """The lines say which articles are whose; a record with the name alone makes them one."""
    entries = [
        article("cup", "Ada Holm", "Karl Brandt", roles=[("Ada Holm", "striker")]),
        article("court", "Ada Holm", "Karl Brandt", roles=[("Ada Holm", "judge")]),
    ]
    (proposal,) = proposals(entries)
    assert (proposal.kind, proposal.names, proposal.reason) == (
        "namesake",
        ("Ada Holm",),
        "kept apart: judge / striker",
    )
    assert proposal.paste == "- name: Ada Holm\n  articles: [court]\n- name: Ada Holm\n  articles: [cup]\n"
    assert kinds(entries, [Known("Ada Holm")]) == []


def test_one_word_in_one_article_without_a_role_is_doubtful():
    """It may be a place or a ship; who speaks or has a role is somebody."""
    entries = [
        article("a", "Margit"),
        article("b", "Holm", roles=[("Holm", "mayor")]),
        article("c", "Brandt", quotes=[("Brandt", "I am a man")]),
    ]
    assert kinds(entries) == [("doubtful", ("Margit",))]
    assert kinds(entries, [Known("Margit", ignore=True)]) == []


def test_lines_are_safe_yaml():
    """Names are put in quotation marks where YAML would read something else."""
    assert record("Ada: the First") == '- name: "Ada: the First"\n'
    assert record("Null") == '- name: "Null"\n'
    assert record("Zoë O’Dowd-Holm Jr.") == "- name: Zoë O’Dowd-Holm Jr.\n"
