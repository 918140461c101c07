"""The editor's YAML files: what is read from them, and how a mistake is reported."""

from datetime import datetime

import pytest

from newsdigest.authority import Kind, read
from newsdigest.errors import AuthorityError
from newsdigest.model import Moment, Precision

FIELDS = {
    "name": Kind.TEXT,
    "aliases": Kind.TEXTS,
    "ignore": Kind.FLAG,
    "since": Kind.MOMENT,
    "labels": Kind.MAPPING,
    "roles": {"text": Kind.TEXT, "first": Kind.MOMENT},
}


@pytest.fixture
def write(tmp_path):
    """Write an authority file and give its path."""

    def write(text):
        path = tmp_path / "people.yml"
        path.write_text(text, "utf-8")
        return path

    return write


def failure(path, required=()):
    """Read a file that must be refused, and give the error."""
    with pytest.raises(AuthorityError) as error:
        read(path, FIELDS, required)
    return error.value


def test_a_record_holds_the_fields_as_they_were_written(write):
    """Every kind of value is read; dates keep their precision."""
    path = write(
        "- name: Ada Example\n"
        "  aliases: [A. Example, Adá Example]\n"
        "  ignore: no\n"
        "  since: 2025-03\n"
        "  labels: {en: One, fr: Un}\n"
        "  roles:\n"
        "    - text: Mayor\n"
        "      first: 2024-01-31\n"
    )
    (record,) = read(path, FIELDS)
    assert record.text("name") == "Ada Example"
    assert record.texts("aliases") == ("A. Example", "Adá Example")
    assert record.flag("ignore", otherwise=True) is False
    assert record.moment("since") == Moment(datetime(2025, 3, 1), Precision.MONTH)
    assert record.mapping("labels") == {"en": "One", "fr": "Un"}
    (role,) = record.records("roles")
    assert (role.text("text"), role.line) == ("Mayor", 7)


def test_nothing_is_guessed_from_the_looks_of_a_word(write):
    """YAML's own rules would make these two a truth value and a number."""
    names = [record.text("name") for record in read(write("- name: No\n- name: 007\n"), FIELDS)]
    assert names == ["No", "007"]


def test_a_single_text_is_a_list_of_one(write):
    """An editor need not write brackets around one alias."""
    (record,) = read(write("- name: Ada\n  aliases: A. Example\n"), FIELDS)
    assert record.texts("aliases") == ("A. Example",)


def test_a_missing_an_empty_and_a_commented_file_hold_no_records(write, tmp_path):
    """A new project has decided nothing yet."""
    assert read(tmp_path / "none.yml", FIELDS) == ()
    assert read(write(""), FIELDS) == ()
    assert read(write("# nothing yet\n"), FIELDS) == ()


def test_a_field_without_a_value_is_as_if_it_were_not_there(write):
    """Editors leave empty lines to be filled in later."""
    (record,) = read(write("- name: Ada\n  aliases:\n"), FIELDS)
    assert record.texts("aliases") == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("- name: Ada\n- name: Bea\n  alias: B.\n", 3, "unknown field 'alias' (did you mean 'aliases'?)"),
        ("- name: Ada\n  name: Bea\n", 2, "given twice"),
        ("- name: Ada\n  ignore: maybe\n", 2, "true or false"),
        ("- name: Ada\n  since: last year\n", 2, "not 'last year'"),
        ("- name: Ada\n  aliases:\n    - A.\n    - {x: y}\n", 4, "must be a list of texts"),
        ("- name: Ada\n  roles:\n    - first: 2024\n", 3, "without 'text'"),
        ("- name: Ada\n  roles: mayor\n", 2, "a list of records"),
        ("name: Ada\n", 1, "a list of records"),
        ("# a comment\n- Ada\n", 2, "a record is expected"),
        ("- name: Ada\n\n- aliases: [A.]\n", 3, "without 'name'"),
        ("- name: Ada\n  aliases: [A.\n- name: Bea\n", 3, "is not YAML"),
        ('- name: ""\n', 1, "empty text"),
    ],
)
def test_a_mistake_is_reported_with_its_line(write, text, line, said):
    """The editor is told the file, the line, what is wrong and what to do."""
    path = write(text)
    error = failure(path, required=("name",))
    assert error.where == f"{path}:{line}"
    assert said in str(error)


@pytest.mark.parametrize("text", ["[" * 2000, "[" * 100_000, "- " * 1000 + "[" * 2000, "- " * 100_000])
def test_deep_nesting_is_a_mistake_like_others(write, text):
    """It ends neither the process nor the reader of other files."""
    with pytest.raises(AuthorityError, match=r"is not YAML|expected here"):
        read(write(text), FIELDS)


def test_a_file_that_is_not_text_is_reported(tmp_path):
    """Binary junk is no reason for a traceback."""
    path = tmp_path / "people.yml"
    path.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in failure(path).remedy


def test_a_record_can_point_at_its_own_fields(write):
    """Rules beyond the form of a field report their line in the same way."""
    (record,) = read(write("- name: Ada\n  since: 2025\n"), FIELDS)
    assert record.error("too early", field="since").where.endswith(":2")
    assert record.error("unknown").where.endswith(":1")
