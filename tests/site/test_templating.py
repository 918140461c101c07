"""Jinja made quick says what Jinja says."""

from itertools import count

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import TemplateSyntaxError, UndefinedError
from markupsafe import Markup, escape

from newsdigest.site import templating

TEMPLATE = """\
{% macro shout(text, mark="!") %}<b>{{ text }}{{ mark }}
{%- if caller is defined %}{{ caller() }}{% endif %}</b>{% endmacro -%}
{% block one %}{% set inner = value %}{{ inner }} {{ safe }} {{ number }} {{ own(value) }}{% endblock %}
{% for each in (value, safe) %}{{ loop.index }} {{ shout(each) }} {{ own(each, number=loop.index) }}{% endfor %}
{% call shout(value, mark="?") %}{{ value|upper }} {{ [value, safe]|join(", ") }}{% endcall %}
{% filter upper %}{{ value }}{% endfilter %}{{ "<" ~ safe }}{{ shared }}
{% macro three(a, b="b", c="c") %}{{ a }}-{{ b }}-{{ c }}{% endmacro -%}
{{ three(1) }} {{ three(1, 2, 3) }} {{ three(1, c=value) }} {{ three(c=safe, a=number) }} {{ three(*[1, 2]) }}
{% macro rest(a) %}{{ a }}{{ varargs|join }}{{ kwargs.b }}{% endmacro -%}
{{ rest(1, 2, 3, b=value) }} {{ value.replace("&", value) }} {{ "{x}".format(x=value) }}
{% import "parts" as parts %}{{ parts.part(value) }} {{ parts.part(value=safe) }}
{% include "about" without context %}{% include ["nothing", "about"] %}
{% block last %}{{ value }}{% include "about" without context %}
{%- include "no" ignore missing without context %}{% endblock %}
{{ SETTING }}{% if SETTING|length > 3 %}{{ own("<") }}{% endif %}
"""
PARTS = {
    "parts": "{% macro part(value, mark='<') %}{{ mark }}{{ value }}{{ SETTING }}{% endmacro %}",
    "about": "{% block about %}[{{ shared }} {{ SETTING }}{% macro own() %}own{% endmacro %}{{ own() }}]{% endblock %}",
}
VALUES = {"value": "<&\"'> text", "safe": Markup("<i>x</i>"), "number": 3, "none": None}


def own(text, number=0):
    """A function that templates call."""
    return f"{number}:{text}"


SHARED = {"own": own, "shared": "&", "SETTING": "a<b"}


def plain():
    """An environment as Jinja has it."""
    return Environment(
        autoescape=True, undefined=StrictUndefined, extensions=[templating.Once], loader=DictLoader({**PARTS, **FRAMES})
    )


def quick(source, **more):
    """A template of an environment made quick."""
    environment = plain()
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

    shared = {**SHARED, "address": lambda: root["now"] + "x", "look": look, **more}
    templating.prepare(environment, shared, frozenset({"own", "say"}), frozenset({"say"}), pieces)
    return environment.from_string(source), root


def test_a_page_is_what_jinja_makes_of_it():
    """Escapes, macros, calls, blocks and filters: the same bytes."""
    usual = plain()
    usual.globals.update(SHARED)
    assert quick(TEMPLATE)[0].render(**VALUES) == usual.from_string(TEMPLATE).render(**VALUES)


def test_every_sign_that_html_knows_is_escaped():
    """As MarkupSafe does it, whatever the value is."""
    for value in ("&", "<>", "'\"&amp;", "none", 1, 1.5, True, None, Markup("<b>"), [1, "<"]):
        assert templating.html(value) == escape(value)


def test_a_text_is_said_once_and_a_name_of_the_templates_own_is_its_own():
    """Texts with keys that are written out are asked for once; not where the template means something else."""
    said = []

    def say(key, **values):
        said.append(key)
        if key == "none":
            raise KeyError(key)
        return f"<{key}>{values.get('n', '')}"

    template, _ = quick("{{ say('a') }}{{ say('b', n=n) }}", say=say)
    assert [template.render(n=n) for n in (1, 2)] == ["&lt;a&gt;&lt;b&gt;1", "&lt;a&gt;&lt;b&gt;2"]
    assert said == ["a", "b", "b"]
    assert quick("{% set SETTING = 'mine' %}{{ SETTING }}")[0].render() == "mine"
    assert quick("{% macro say(x) %}my {{ x }}{% endmacro %}{{ say('a') }}", say=say)[0].render() == "my a"
    with pytest.raises(KeyError):
        quick("{{ say('none') }}", say=say)[0].render()


def test_a_macro_refuses_what_it_does_not_take():
    """Too many values, and those of a name that is not its own."""
    for call in ("one(1, 2)", "one(b=1)", "one(1, a=2)"):
        with pytest.raises(TypeError):
            quick("{% macro one(a) %}{{ a }}{% endmacro %}{{ " + call + " }}")[0].render()


FRAMES = {
    "base": (
        "<{% block a %}base {{ value }}{% endblock %}|{% for i in range(3) %}{% block b scoped %}{{ i }}{% endblock %}"
        "{% endfor %}|{{ self.a() }}>{% include 'inner' %}"
    ),
    "inner": "{% set w = value ~ '!' %}[{{ w }}{% for x in [1, 2] %}{{ loop.index }}{% endfor %}]{{ mine is defined }}",
    "knowing": "{% macro one(x) %}{{ x }}{{ value }}{% endmacro %}",
    "child": (
        "{% extends 'base' %}{% import 'parts' as parts %}{% from 'knowing' import one with context %}"
        "{% block a %}{{ super() }}{% set mine = 1 %}{{ parts.part(mark=value, value=safe) }} {{ one(value) }}"
        "{% include 'inner' %}{% for n in tree recursive %}({{ n.name }}{{ loop(n.below) if n.below }}){% endfor %}"
        "{% set kept = namespace(n=1) %}{% for i in range(3) %}{% set kept.n = kept.n + i %}{% endfor %}{{ kept.n }}"
        "{% set comma = joiner(', ') %}{% for i in range(3) %}{{ comma() }}{{ i }}{% endfor %}{{ dict(a=1).a }}"
        "{% set b %}<b>{{ value }}</b>{% endset %}{{ b|upper }}"
        "{% macro told(q) %}{{ caller(q) }}{% endmacro %}{% call(z) told(value) %}{{ z }}{{ value }}{% endcall %}"
        "{% autoescape false %}{{ value }}{{ parts.part(value) }}{% endautoescape %}{{ value.encode().decode() }}"
        "{% endblock %}{% block b %}{{ i }}:{{ super() }} {% endblock %}"
    ),
    "chosen": "{% extends which %}{% block a %}chosen{% endblock %}",
    "perhaps": "text{% if number == 3 %}{% extends 'base' %}{% endif %}{% block a %}perhaps{% endblock %} after",
}


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("number", [3, 4])
def test_frames_blocks_and_all_that_jinja_brings_work_as_ever(name, number):
    """Extending, whatever it depends on, blocks in loops, recursion, and what stands in no context but Jinja's own."""
    tree = [{"name": "a", "below": [{"name": "<b", "below": []}]}]
    values = {**VALUES, "tree": tree, "which": "base", "number": number}
    usual, source = plain(), FRAMES[name]
    usual.globals.update(SHARED)
    assert quick(source)[0].render(**values) == usual.from_string(source).render(**values)


def test_templates_that_another_process_compiled_are_not_compiled_again(monkeypatch):
    """Given their code, an environment makes the same of them; what is wrong with one is told when it is used."""
    one, other = quick("")[0].environment, quick("")[0].environment
    one.loader.mapping["torn"] = "{% if %}"
    codes = templating.make_ready(one, ["inner", "knowing", "torn", "missing"])
    assert len(codes) == 2
    monkeypatch.setattr(other, "compile", None)
    templating.make_ready(other, ["inner", "knowing"], codes)
    assert other.get_template("inner").render(**VALUES) == one.get_template("inner").render(**VALUES)
    with pytest.raises(TemplateSyntaxError):
        one.get_template("torn")


def test_pieces_of_templates_that_were_compiled_apart_are_their_own(monkeypatch):
    """Each process counts from the first."""
    sources = {name: "{% once value %}" + name + "{% endonce %}" for name in ("first", "second")}
    environment = quick("")[0].environment
    environment.loader.mapping.update(sources)
    monkeypatch.setattr(templating, "_PLACES", count())
    first = environment.get_template("first").render(**VALUES)
    monkeypatch.setattr(templating, "_PLACES", count())
    assert (first, environment.get_template("second").render(**VALUES)) == ("first", "second")


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
