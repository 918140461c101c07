"""Jinja made quick says what Jinja says."""

import pytest
from jinja2 import Environment, StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from newsdigest.site import templating

TEMPLATE = """\
{% macro shout(text, mark="!") %}<b>{{ text }}{{ mark }}
{%- if caller is defined %}{{ caller() }}{% endif %}</b>{% endmacro -%}
{% block one %}{% set inner = value %}{{ inner }} {{ safe }} {{ number }} {{ own(value) }}{% endblock %}
{% for each in (value, safe) %}{{ loop.index }} {{ shout(each) }} {{ own(each, number=loop.index) }}{% endfor %}
{% call shout(value, mark="?") %}{{ value|upper }} {{ [value, safe]|join(", ") }}{% endcall %}
{% filter upper %}{{ value }}{% endfilter %}{{ "<" ~ safe }}{{ shared }}
"""
VALUES = {"value": "<&\"'> text", "safe": Markup("<i>x</i>"), "number": 3, "none": None}


def own(text, number=0):
    """A function that templates call."""
    return f"{number}:{text}"


def quick(source):
    """A template of an environment made quick."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, extensions=[templating.Once])
    root = {"now": "../", "touched": False}

    def begin(mark):
        before = dict(root)
        root.update(now=mark, touched=False)

        def end():
            touched = root["touched"]
            root.update(before)
            return touched

        return end

    pieces = templating.Pieces(begin, lambda: root["now"], lambda: root.update(touched=True))

    def look(text):
        root["touched"] = True
        return text

    shared = {"own": own, "shared": "&", "address": lambda: root["now"] + "x", "look": look}
    templating.prepare(environment, shared, frozenset({"own"}), pieces)
    return environment.from_string(source), root


def test_a_page_is_what_jinja_makes_of_it():
    """Escapes, macros, calls, blocks and filters: the same bytes."""
    plain = Environment(autoescape=True, undefined=StrictUndefined).from_string(TEMPLATE)
    assert quick(TEMPLATE)[0].render(**VALUES) == plain.render(own=own, shared="&", **VALUES)


def test_an_unknown_name_is_an_error():
    """A template that names what nobody gave fails."""
    for source in ("{{ nobody }}", "{{ nobody() }}", "{{ value.nobody }}"):
        with pytest.raises(UndefinedError):
            quick(source)[0].render(**VALUES)


def test_a_piece_is_made_once_for_its_keys_and_leads_home_from_every_page():
    """The second page gets the piece of the first, with its own way to the root."""
    template, root = quick(
        "{% for each in keys %}{% once each, 1 %}{{ tell(each) }} {{ address() }}\n{% endonce %}{% endfor %}"
    )
    made = []
    first, second = ["a<"], ["b"]

    def tell(each):
        made.append(each)
        return each[0]

    one = template.render(keys=[first, second, first], tell=tell)
    root["now"] = "../../"
    two = template.render(keys=[first], tell=tell)
    assert made == [first, second]
    assert one == "a&lt; ../x\nb ../x\na&lt; ../x\n"
    assert two == "a&lt; ../../x\n"


def test_a_piece_without_keys_is_made_once():
    """What all pages share needs no key."""
    template, _ = quick("{% once %}{{ tell() }}{% endonce %}")
    made = []
    for _ in range(2):
        assert template.render(tell=lambda: made.append(1) or "x") == "x"
    assert made == [1]


def test_who_uses_a_piece_that_looked_around_is_remembered():
    """A page with a piece that read the digest is as if it had read the digest itself."""
    template, root = quick("{% once %}{{ look('x') }}{% endonce %}")
    for _ in range(2):
        root["touched"] = False
        template.render()
        assert root["touched"]
