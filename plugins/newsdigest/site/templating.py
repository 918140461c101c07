"""Jinja, quicker, with the same meaning: cheap calls and escapes, and pieces of pages that are rendered once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from itertools import count
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from jinja2 import BytecodeCache, Environment, Template, TemplateError, TemplateNotFound, meta, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import BlockReference, Context, Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

_PLACES = count()  # tells pieces apart that stand in one line
PLAIN = frozenset((str, int, bool, type(None)))
_METHOD = type("".replace)
_PLAINLY_CALLED = (_METHOD, BlockReference)
_CONSTANT = (str, int, type(None))  # and their kinds: a truth value is a number
_safe = partial(str.__new__, Markup)

Key = tuple[int, tuple[str, ...]]
"""How many values something is called with, and the names of those after them."""


def html(value: Any) -> str:
    """Return a value as ``escape`` of MarkupSafe does."""
    kind = type(value)
    if kind is str:
        text: str = value
        # To look for a sign is much quicker than to look for any of them, and most texts have none.
        if "&" in text:
            text = text.replace("&", "&amp;")
        if "<" in text:
            text = text.replace("<", "&lt;")
        if ">" in text:
            text = text.replace(">", "&gt;")
        if "'" in text:
            text = text.replace("'", "&#39;")
        if '"' in text:
            text = text.replace('"', "&#34;")
        return text
    if kind is Markup:
        safe: str = value
        return safe
    if kind is int or kind is float:
        return str(value)
    return escape(value)


class _Known(NodeTransformer):
    """Puts what is known before any page is made in its place: settings, and texts that no value stands in."""

    def __init__(self, shared: Mapping[str, Any], texts: frozenset[str], taken: frozenset[str]) -> None:
        self._shared = shared
        self._texts = texts - taken
        self._taken = taken

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 -- Jinja's name
        """Say a text whose key is written out."""
        self.generic_visit(node)
        called, more = node.node, (node.kwargs, node.dyn_args, node.dyn_kwargs)
        if not isinstance(called, nodes.Name) or called.name not in self._texts or any(more):
            return node
        keys = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        if len(keys) != len(node.args):
            return node
        try:
            return nodes.Const(self._shared[called.name](*keys), lineno=node.lineno)
        except KeyError:  # told when the page is made
            return node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        """Put a setting's value for its name."""
        value = self._shared.get(node.name, missing) if node.name.isupper() else missing
        if node.ctx != "load" or node.name in self._taken or not isinstance(value, _CONSTANT):
            return node
        return nodes.Const(value, lineno=node.lineno)


def _taken(tree: nodes.Template) -> frozenset[str]:
    """Return the names to which a template gives values of its own."""
    names = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    names |= {node.target for node in tree.find_all(nodes.Import)} | {node.name for node in tree.find_all(nodes.Macro)}
    for node in tree.find_all(nodes.FromImport):
        names.update(name if isinstance(name, str) else name[1] for name in node.names)
    return frozenset(names)


class Code(CodeGenerator):
    """Writes what Jinja would, with quicker ways to escape, to call and to gather the text."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 -- Jinja's name
        """Write a template's code; our names come last, so that they stand for Jinja's."""
        environment: Any = self.environment
        self._called = count()
        known = _Known(environment.shared_values, environment.text_names, _taken(node))
        super().visit_Template(known.visit(node), frame)
        self.writeline(f"from {__name__} import PLAIN, QuickMacro as Macro, html")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Write the code of a body; it gathers its text instead of handing each bit through all it stands in."""
        if not (frame.block_frame or frame.rootlevel) or frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """Write an include; without context, where Jinja would hand the text on past what gathers it, as one text."""
        if node.with_context:
            super().visit_Include(node, frame)
            return
        given = [node.template, nodes.Const(self.name), nodes.Const(node.ignore_missing)]
        text = nodes.Call(nodes.EnvironmentAttribute("alone"), given, [], None, None)
        self.visit(nodes.Output([text], lineno=node.lineno), frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Write a call; of one of our own functions, or of a macro, without going through the context."""
        called = node.node
        safe = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        if forward_caller or node.dyn_args or node.dyn_kwargs or not safe:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        if isinstance(called, nodes.Name) and called.name in self.environment.own_names:  # type: ignore[attr-defined]
            self.visit(called, frame)
            self._arguments((*node.args, *node.kwargs), frame)
            return
        names = tuple(keyword.key for keyword in node.kwargs)
        key, found = (len(node.args), names), f"called_{next(self._called)}"
        self.write(f"({found}.ways[{key!r}] if type({found} := ")
        self.visit(called, frame)
        scopes = ["_loop_vars"] * bool(frame.loop_frame) + ["_block_vars"] * bool(frame.block_frame)
        variables = "".join(f"{name!r}: {name}, " for name in scopes)
        self.write(f") is Macro else context.way({found}, {key!r}, {{{variables}}}))")
        self._arguments((*node.args, *(keyword.value for keyword in node.kwargs)), frame)

    def _arguments(self, arguments: Iterable[nodes.Node], frame: Frame) -> None:
        """Write what is called with."""
        self.write("(")
        for argument in arguments:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write the reading of an attribute; what has none of that name is left to Jinja."""
        self.write("(got if (got := getattr((of := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(of, {node.attr!r}))")

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:  # noqa: N802
        """Write a call with a body; of ``once`` the body is a bare function, which is seldom called."""
        called = node.call.node
        if not (isinstance(called, nodes.ExtensionAttribute) and called.identifier == Once.identifier):
            super().visit_CallBlock(node, frame)
            return
        self.macro_body(node, frame)
        self.start_write(frame, node)
        place, keys = node.call.args[0], list(node.call.args[1].iter_child_nodes())
        values = [f"key_{next(self._called)}" for _ in keys]
        self.write("environment.pieces.piece((")
        self.visit(place, frame)
        self.write(", ")
        for value, key in zip(values, keys, strict=True):
            self.write(f"{value} if type({value} := ")
            self.visit(key, frame)
            self.write(f") in PLAIN else id({value}), ")
        self.write(f"), ({''.join(f'{value}, ' for value in values)}), macro)")
        self.end_write(frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("html(")
        if finalize.src is not None:
            self.write(finalize.src)


class PageContext(Context):
    """Looks names up in the page's own values first, then among those that all pages share.

    Jinja would copy the shared ones, some three hundred, for every page and every partial in it.
    """

    def resolve_or_missing(self, key: str) -> Any:
        """Return the value of a name, or ``missing``."""
        if key in self.vars:
            return self.vars[key]
        if key in self.parent:
            return self.parent[key]
        return self.environment.shared_values.get(key, missing)  # type: ignore[attr-defined]

    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805 -- as Jinja has it
        """Call what a template calls; a method of a text, of which there are many, at once."""
        if type(__obj) is _METHOD:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)

    def way(self, called: Any, key: Key, variables: Mapping[str, Any]) -> Callable[..., Any]:
        """Return how to call something with so many values, the last of them by name."""
        count, names = key
        if type(called) in _PLAINLY_CALLED and not names:
            method: Callable[..., Any] = called
            return method
        if names:
            return lambda *given: self.call(
                called, *given[:count], **dict(zip(names, given[count:], strict=True)), **variables
            )
        return partial(self.call, called, **variables)


class _Ways(dict[Key, Callable[..., Markup]]):
    """How to call a macro, by how many values it is given, and by the names of those that follow."""

    def __init__(self, macro: QuickMacro) -> None:
        super().__init__()
        self._macro = macro

    def __missing__(self, key: Key) -> Callable[..., Markup]:
        way = self[key] = self._macro.way(*key)
        return way


class QuickMacro(Macro):
    """A macro that sorts out once for each way to call it which value belongs where."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ways = _Ways(self)

    def way(self, count: int, names: Sequence[str]) -> Callable[..., Markup]:
        """Return the macro as a function of so many values, the last of them being those of some arguments."""
        lacking = self.arguments[count:]
        makes = self._func
        if (
            self.explicit_caller
            or self.catch_kwargs
            or self.catch_varargs
            or len(self.arguments) < count + len(names)
            or not set(names).issubset(lacking)
        ):
            return lambda *given: _safe(self(*given[:count], **dict(zip(names, given[count:], strict=True))))
        nobody = (self._environment.undefined("No caller defined", name="caller"),) * self.caller
        if names:
            order = [*range(count), *(count + names.index(name) if name in names else -1 for name in lacking)]
            # One value alone would not come as a tuple.
            pick: Callable[..., Any] = itemgetter(*order) if len(order) > 1 else lambda given: given[:1]
            return lambda *given: _safe(makes(*pick((*given, missing)), *nobody))
        rest = (missing,) * len(lacking) + nobody
        return (lambda *given: _safe(makes(*given, *rest))) if rest else (lambda *given: _safe(makes(*given)))


class Pieces:
    """Pieces of pages that depend on nothing but their keys and what all pages share.

    Addresses in them start with a mark, which each page replaces with its own way to the site's root. ``begin`` is
    called with the mark before a piece is made and returns what to do after it; that tells whether the piece looked
    beyond its keys.
    """

    def __init__(self, begin: Callable[[str], Callable[[], bool]], root: Callable[[], str], touch: Callable[[], None]):
        self._begin = begin
        self._root = root
        self._touch = touch
        # Letters and digits, so that it passes through escaping and quoting, and no text can hold it.
        self._mark = f"root{secrets.token_hex(12)}"
        self._made: dict[tuple[Any, ...], tuple[str, bool, tuple[Any, ...]]] = {}

    def piece(self, key: tuple[Any, ...], keys: tuple[Any, ...], make: Callable[[], str]) -> str:
        """Return the piece of one place of a template for some values, which must live as long as the site's library.

        ``key`` has the place and, for each value, the value itself if it is in PLAIN, else its id.
        """
        found = self._made.get(key)
        if found is None:
            end = self._begin(self._mark)
            try:
                text = str(make())
            finally:
                touched = end()
            # The keys are kept too, so that their ids stay their own.
            found = self._made[key] = (text, touched, keys)
        if found[1]:
            self._touch()
        return found[0].replace(self._mark, self._root())


class Once(Extension):
    """``{% once key, key %} … {% endonce %}``: a piece of a page that is made once for each combination of keys."""

    tags = {"once"}  # noqa: RUF012 -- as Jinja declares it

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn the block into a call that has its content as a function."""
        line = next(parser.stream).lineno
        keys = nodes.Tuple([], "load") if parser.stream.current.type == "block_end" else parser.parse_tuple()
        if not isinstance(keys, nodes.Tuple):
            keys = nodes.Tuple([keys], "load", lineno=line)
        body = parser.parse_statements(("name:endonce",), drop_needle=True)
        # With its template's name: it may be compiled in another process than others.
        place = nodes.Const(f"{parser.name} {next(_PLACES)}")
        return nodes.CallBlock(self.call_method("_piece", [place, keys]), [], [], body).set_lineno(line)

    def _piece(self, _place: str, _keys: tuple[Any, ...], caller: Callable[[], str]) -> str:
        """Make a piece each time: in an environment that is not made quick."""
        return caller()


def alone(environment: Environment, name: Any, parent: str, ignore_missing: bool) -> Markup:
    """Return the text of a template that is included without context."""
    try:
        return _safe(environment.get_or_select_template(name, parent).module)  # from an escaping template
    except TemplateNotFound:
        if not ignore_missing:
            raise
        return Markup()


def _remembering(load: Callable[..., Template]) -> Callable[..., Template]:
    """Return a way to get templates that asks nobody again for one that it has given."""
    known: dict[str, Template] = {}

    def get(name: str | Template, parent: str | None = None, given: Any = None) -> Template:
        if given or not isinstance(name, str):
            return load(name, parent, given)
        if name not in known:
            known[name] = load(name, parent)
            # Jinja would copy them for every page and import; a page's context has them among what is shared.
            known[name].globals = {}
        return known[name]

    return get


def prepare(
    environment: Environment,
    shared: Mapping[str, Any],
    own: frozenset[str],
    texts: frozenset[str],
    pieces: Pieces,
) -> None:
    """Make an environment quick.

    ``own`` names the functions in ``shared`` that want nothing but their arguments, ``texts`` those of them that say
    the same for the same arguments.
    """
    environment.code_generator_class = Code
    environment.auto_reload = False
    environment.get_template = _remembering(environment.get_template)  # type: ignore[method-assign]
    environment.context_class = PageContext
    environment.shared_values = {**shared, **environment.globals}  # type: ignore[attr-defined]
    environment.own_names = own  # type: ignore[attr-defined]
    environment.text_names = texts  # type: ignore[attr-defined]
    environment.pieces = pieces  # type: ignore[attr-defined]
    environment.alone = partial(alone, environment)  # type: ignore[attr-defined]


def share(environment: Environment, values: Mapping[str, Any]) -> None:
    """Give all pages more values; none of a setting's name, which templates are compiled with."""
    environment.shared_values = {**environment.shared_values, **values, **environment.globals}  # type: ignore[attr-defined]


class _Codes(BytecodeCache):
    """The code of templates, by Jinja's own keys."""

    def __init__(self, codes: Mapping[str, bytes]) -> None:
        self.codes = dict(codes)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, where it is known."""
        if bucket.key in self.codes:
            bucket.bytecode_from_string(self.codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        self.codes[bucket.key] = bucket.bytecode_to_string()


def make_ready(
    environment: Environment, templates: Iterable[str], codes: Mapping[str, bytes] = MappingProxyType({})
) -> Mapping[str, bytes]:
    """Load templates, those whose code is not given by compiling them; return the code of all.

    What is wrong with one is told when it is used.
    """
    environment.bytecode_cache = cache = _Codes(codes)
    for name in templates:
        with suppress(TemplateError, UnicodeError):
            environment.get_template(name)
    return cache.codes


def names_in(environment: Environment, template: str) -> frozenset[str] | None:
    """Return every name that a template and those it extends, includes and imports take from outside.

    None when a template is chosen while rendering, so that all names may be meant.
    """
    names: set[str] = set()
    waiting, seen = [template], {template}
    while waiting:
        used, others = _names_of(environment, waiting.pop())
        names |= used
        if None in others:
            return None
        waiting += [other for other in others if other is not None and other not in seen]
        seen.update(waiting)
    return frozenset(names)


@lru_cache(maxsize=256)
def _names_of(environment: Environment, template: str) -> tuple[frozenset[str], frozenset[str | None]]:
    """Return the names that one template takes from outside, and the templates that it names."""
    assert environment.loader is not None
    tree = environment.parse(environment.loader.get_source(environment, template)[0])
    return frozenset(meta.find_undeclared_variables(tree)), frozenset(meta.find_referenced_templates(tree))
