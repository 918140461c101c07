"""JSON as the site writes it."""

from __future__ import annotations

import json

as_json = json.JSONEncoder(ensure_ascii=False).encode
"""Write a value with its letters as they are; ``json.dumps`` would make an encoder for each."""
