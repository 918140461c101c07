"""What workers find read already."""

import subprocess
import sys
from pathlib import Path

PLUGINS = Path(__file__).parents[1] / "plugins"
READ = """
import newsdigest.warm as warm
from newsdigest.annotation import lexicon, recogniser
from newsdigest.cleaning import layout, model

assert "quay" in warm.article.body
for reads in (lexicon.lexicon, recogniser._models, model._models, layout._forests):
    assert reads.cache_info().currsize == 1, reads
"""


def test_a_process_that_is_warm_has_read_what_cleaning_and_annotating_look_up():
    """The models and the lists of names, once for all workers that are forked from it."""
    subprocess.run([sys.executable, "-c", READ], check=True, env={"PYTHONPATH": str(PLUGINS)})
