"""Writing decisions into people.yml: nothing else in it changes."""

import pytest

from newsdigest.corpus.accepting import accept, reject, with_names
from newsdigest.corpus.people import authority
from newsdigest.errors import AuthorityError
from newsdigest.model import Proposal

MERGE = Proposal("merge", ("William Holm", "Bill Holm"), "why", (), "- name: William Holm\n  aliases: [Bill Holm]\n")


@pytest.fixture
def path(tmp_path):
    """Where people.yml is."""
    return tmp_path / "people.yml"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- name: William Holm\n  aliases: [Bill Holm]\n"),
        ("# mine\n", "# mine\n\n- name: William Holm\n  aliases: [Bill Holm]\n"),
        ("- name: William Holm # the mayor\n", "- name: William Holm # the mayor\n  aliases: [Bill Holm]\n"),
        ("- name: William Holm\n  aliases: [Will] # ok\n", "- name: William Holm\n  aliases: [Will, Bill Holm] # ok\n"),
        ("- name: William Holm\n  aliases: Will\n", "- name: William Holm\n  aliases: [Will, Bill Holm]\n"),
        ("- name: William Holm\n  aliases: []\n", "- name: William Holm\n  aliases: [Bill Holm]\n"),
        (
            "-   name: William Holm\n    aliases:\n      - Will # ok\n      # end\n\n- name: A\n",
            "-   name: William Holm\n    aliases:\n      - Will # ok\n      - Bill Holm\n      # end\n\n- name: A\n",
        ),
        ("- {name: William Holm} # ok\n", "- {name: William Holm, aliases: [Bill Holm]} # ok\n"),
        ("- {name: William Holm, aliases: [Will]}\n", "- {name: William Holm, aliases: [Will, Bill Holm]}\n"),
        ("---\n# mine\n- name: 'William Holm'\n", "---\n# mine\n- name: 'William Holm'\n  aliases: [Bill Holm]\n"),
        ("- name: Ada", "- name: Ada\n\n- name: William Holm\n  aliases: [Bill Holm]\n"),
    ],
)  # fmt: skip
def test_an_accepted_merge_is_added_where_it_belongs(path, before, after):
    """To the record of the person if there is one, with comments and layout kept."""
    path.write_text(before, "utf-8")
    accept(path, [MERGE])
    assert path.read_text("utf-8") == after
    (holm,) = (known for known in authority(path) if known.name == "William Holm")
    assert "Bill Holm" in holm.aliases


def test_a_rejected_merge_is_written_as_not_the_same(path):
    """So that it is not proposed again; the file is made if there is none."""
    reject(path, [MERGE])
    assert path.read_text("utf-8") == "- name: William Holm\n  not_same_as: [Bill Holm]\n"


def test_other_proposals_are_written_as_their_lines(path):
    """A doubtful name is ignored once accepted."""
    accept(path, [Proposal("doubtful", ("Margit",), "", (), "- name: Margit\n  ignore: true\n")])
    assert authority(path)[0].ignore


def test_a_rejected_doubt_is_written_as_a_person(path):
    """A record with nothing but the name."""
    reject(path, [Proposal("doubtful", ("Margit",), "", (), "- name: Margit\n  ignore: true\n")])
    assert path.read_text("utf-8") == "- name: Margit\n"


def test_a_decision_that_contradicts_the_file_changes_nothing(path):
    """The name is already somebody else's: the file stays as it was and the error says where."""
    before = "- name: Bill Holm\n"
    path.write_text(before, "utf-8")
    with pytest.raises(AuthorityError, match="also a name of"):
        accept(path, [MERGE])
    assert path.read_text("utf-8") == before


def test_a_file_that_is_wrong_already_is_not_written_to(path):
    """First the mistake is mended."""
    path.write_text("- nam: Ada\n", "utf-8")
    with pytest.raises(AuthorityError, match="did you mean 'name'"):
        accept(path, [MERGE])


def test_a_record_for_some_articles_only_is_not_added_to():
    """It is one namesake's; the merge gets a record of its own."""
    text = "- name: Ada Holm\n  articles: [cup]\n"
    assert with_names(text, "Ada Holm", "aliases", ["A. Holm"]).startswith(text + "\n- name: Ada Holm\n")
