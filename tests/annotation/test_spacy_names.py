"""Names of people as an installed spaCy pipeline finds them."""

import sys

import pytest

from newsdigest.annotation import people
from newsdigest.annotation.spacy_names import load
from newsdigest.errors import SettingsError


@pytest.fixture
def pipeline(tmp_path):
    """Build and save a small pipeline that knows one person and one place."""
    spacy = pytest.importorskip("spacy", reason="spaCy is an optional extra: pip install newsdigest[spacy]")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": "PERSON", "pattern": "Wanda Quill"}, {"label": "GPE", "pattern": "Port Amity"}]
    )
    nlp.to_disk(tmp_path / "small")
    return f"spacy:{tmp_path / 'small'}"


def test_an_installed_pipeline_takes_the_place_of_our_models(pipeline):
    """Only whom the pipeline labels a person is found, not the senator whom our own models would find."""
    paragraphs = ("Wanda Quill met Senator Maria Okafor in Port Amity.", "She left early.")
    [mention] = people.find(paragraphs, recogniser=pipeline)
    assert (mention.start, mention.end, mention.person) == (0, 11, "Wanda Quill")


def test_a_pipeline_that_is_not_there_is_a_settings_error():
    """The message names the setting and the pipeline."""
    pytest.importorskip("spacy", reason="spaCy is an optional extra: pip install newsdigest[spacy]")
    with pytest.raises(SettingsError, match="PEOPLE_RECOGNISER: names the pipeline 'no_such_pipeline'"):
        load("spacy:no_such_pipeline")


def test_without_spacy_the_setting_is_an_error_that_says_what_to_install(monkeypatch):
    """A digest that asks for spaCy does not silently fall back on other models."""
    load.cache_clear()
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(SettingsError, match="pip install spacy"):
        load("spacy:en_core_web_sm")


@pytest.mark.parametrize("setting", ["en_core_web_sm", "spacy:", "flair:ner"])
def test_a_setting_of_another_form_is_an_error(setting):
    """Only spacy:<pipeline> is understood."""
    with pytest.raises(SettingsError, match="leave it empty"):
        load(setting)
