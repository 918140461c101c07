"""What workers find read already."""

import subprocess
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[1] / "plugins"
READ = """
import sys
from importlib import import_module
from newsdigest.annotation import lexicon, recogniser
from newsdigest.cleaning import layout, model

_, module, dumps = sys.argv
assert "quay" in import_module(module).article.body
for reads in (lexicon.lexicon, recogniser._models, model._models):
    assert reads.cache_info().currsize == 1, reads
assert layout._forests.cache_info().currsize == int(dumps)
"""


@pytest.mark.parametrize(("module", "dumps"), [("newsdigest.warm", "0"), ("newsdigest.warm_dumps", "1")])
def test_a_process_that_is_warm_has_read_what_cleaning_and_annotating_look_up(module, dumps):
    """The models and the lists of names, once for all workers that are forked from it; those of dumps where needed."""
    subprocess.run([sys.executable, "-c", READ, module, dumps], check=True, env={"PYTHONPATH": str(PLUGINS)})
