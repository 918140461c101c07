"""A renderer over a small digest with the project's own theme."""

import sys
from pathlib import Path

import pytest
from pelican.generators import Generator

sys.path.insert(0, str(Path(__file__).parent))

import factory
from whole import SETTINGS

from newsdigest.site import search
from newsdigest.site.library import Library
from newsdigest.site.rendering import Renderer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path):
    """Completed settings of a site below a temporary folder."""
    return factory.settings(
        PATH=str(tmp_path), OUTPUT_PATH=str(tmp_path / "output"), THEME=str(ROOT / "theme"), RELATIVE_URLS=True
    )


@pytest.fixture
def render(settings):
    """Make a renderer for a digest; settings may be changed before."""

    def make(digest, **more):
        settings.update(more)
        library = Library(digest, settings)
        generator = Generator(dict(settings), settings, settings["PATH"], settings["THEME"], settings["OUTPUT_PATH"])
        renderer = Renderer(generator.env, settings)
        renderer.show(library, (), search.layout(library))
        return renderer

    return make


@pytest.fixture
def site(tmp_path):
    """An empty digest with a settings file of five lines."""
    (tmp_path / "content" / "scraped").mkdir(parents=True)
    (tmp_path / "settings.py").write_text(SETTINGS + "DIGEST_SEARCH = False\nDELETE_OUTPUT_DIRECTORY = True\n", "utf-8")
    return tmp_path
