"""JSON as the site writes it."""

from __future__ import annotations

import json

as_json = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
"""Write a value with its letters as they are; ``json.dumps`` would make an encoder for each.

None holds itself, which to look for takes a twelfth of the time.
"""
