"""What tests of every room share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture
def seed():
    """Folder of the scrape that the project began with; its text is not ours, so it lives beside the project."""
    folder = SHARED / "seed"
    if not folder.is_dir():
        pytest.skip("the seed lies in ../shared/seed, which is not here")
    return folder
