"""Where each page lies."""

from datetime import date

import pytest

from newsdigest.errors import SettingsError
from newsdigest.model import Moment, Precision
from newsdigest.site import addresses


@pytest.mark.parametrize(
    ("published", "path"),
    [
        ("2025-03-19T14:05+01:00", "2025/03/19/a-slug/"),
        ("2025-03-19", "2025/03/19/a-slug/"),
        ("2025-03", "2025/03/a-slug/"),
        ("2025", "2025/a-slug/"),
        (None, "undated/a-slug/"),
    ],
)
def test_only_the_known_part_of_a_date_is_in_the_address(settings, published, path):
    """An article of which only the year is known stands below its year, on no made-up day."""
    assert addresses.article(settings, "a-slug", Moment.parse(published) if published else None) == path


def test_a_moment_of_unknown_precision_is_undated(settings):
    """Precision decides, whatever time the value holds."""
    moment = Moment(Moment.parse("2025-03-19").at, Precision.UNKNOWN)
    assert addresses.article(settings, "a", moment) == "undated/a/"


def test_settings_choose_the_addresses(settings):
    """PERSON_URL works as Pelican's own settings do."""
    settings["PERSON_URL"] = "who/{slug}.html"
    assert addresses.thing(settings, "person", "mara") == "who/mara.html"
    assert addresses.save_as("who/mara.html") == "who/mara.html"
    assert addresses.older("who/mara.html", 2) == "who/mara/page/2/"


def test_a_folder_is_served_from_its_index(settings):
    """Clean addresses end in a slash."""
    path = addresses.period(settings, "day", date(2025, 3, 9))
    assert (path, addresses.save_as(path)) == ("2025/03/09/", "2025/03/09/index.html")
    assert addresses.save_as("") == "index.html"


@pytest.mark.parametrize("slug", ["", "..", "../../etc", "a/b"])
def test_a_slug_never_leaves_its_folder(settings, slug):
    """A slug comes from a file that anybody may have written."""
    with pytest.raises(SettingsError):
        addresses.thing(settings, "person", slug)


def test_a_pattern_with_an_unknown_field_names_the_setting(settings):
    """The error tells which setting and which fields there are."""
    settings["STORY_URL"] = "stories/{name}/"
    with pytest.raises(SettingsError, match=r"STORY_URL.*slug"):
        addresses.thing(settings, "story", "x")


def test_root_leads_back_from_any_depth():
    """One step up a folder."""
    assert [addresses.root(path) for path in ("", "404.html", "people/", "2025/03/19/x/")] == [
        "./",
        "./",
        "../",
        "../../../../",
    ]
