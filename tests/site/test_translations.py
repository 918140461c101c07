"""The theme's tables of texts, one a language."""

import re
from pathlib import Path

import pytest
import yaml
from babel import Locale

FOLDER = Path(__file__).parents[2] / "theme" / "translations"
TEMPLATES = FOLDER.parent / "templates"
LANGUAGES = sorted(table.stem for table in FOLDER.glob("*.yml"))


def table(language):
    """Texts of a language."""
    return yaml.safe_load((FOLDER / f"{language}.yml").read_text("utf-8"))


def forms(text):
    """The wordings of a text: one, or one a plural form."""
    return list(text.values()) if isinstance(text, dict) else [text]


def names(text):
    """Names in braces that a text uses; a plural form may do without its number."""
    return {name for form in forms(text) for name in re.findall(r"\{(\w+)\}", form)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language):
    """No key is missing, none is left over, and none forgets or makes up a value."""
    english, own = table("en"), table(language)
    assert set(own) == set(english)
    assert {key: names(text) for key, text in own.items()} == {key: names(text) for key, text in english.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language):
    """Each counted text has every form that its language can ask for."""
    rule = Locale.parse(language).plural_form
    asked = {rule(number) for number in [*range(201), 1_000_000]}
    for key, text in table(language).items():
        if isinstance(text, dict):
            assert asked | {"other"} <= set(text), key


def test_templates_ask_for_known_texts_only():
    """Every text that a template names is in the table, and every text is named somewhere."""
    source = "\n".join(template.read_text("utf-8") for template in TEMPLATES.rglob("*.html"))
    asked = set(re.findall(r"""\bt\(["']([a-z_.]+)["'][,)]""", source))
    begun = tuple(re.findall(r"""\bt\(["']([a-z_.]+)["'] ~""", source))
    known = set(table("en"))
    assert asked <= known
    assert {key for key in known - asked if not key.startswith((*begun, "date."))} == set()
