"""Small changes to an answer, each a slip that a student could make.

An operator looks at one node of the syntax tree and gives edits of the text, so that a mutant
keeps the solution's layout and its diff is short. Which changes there are follows from what a
course on networks asks for: beside the usual ones (operators, comparisons, constants) they are
axes, transposes, dropped terms, off-by-one ranges and slices, and names mistaken for each other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

from viva.certify.mutation_text import (
    BINDING,
    Edit,
    Text,
    bindings,
    most_similar,
    own_attributes,
    text_constants,
)

# An operator's symbol, and what is put in its stead.
SYMBOLS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Add: ("+", "-", "*"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/", "+"),
    ast.Div: ("/", "*", "//"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Lt: ("<", "<=", ">", ">="),
    ast.LtE: ("<=", "<", ">=", ">"),
    ast.Gt: (">", ">=", "<", "<="),
    ast.GtE: (">=", ">", "<=", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
NOT_COMMUTATIVE = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
PAIRS = (
    ("sum", "mean"),
    ("max", "min"),
    ("argmax", "argmin"),
    ("maximum", "minimum"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("any", "all"),
    ("hstack", "vstack"),
    ("floor", "ceil"),
    ("dot", "multiply"),
)
INSTEAD = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
# As builtins, where mean and argmax do not exist.
BUILTIN_INSTEAD = {"sum": "max", "max": "min", "min": "max", "any": "all", "all": "any"}
# A call of these is not the same as its argument in any way that could be overlooked.
NEVER_UNWRAPPED = frozenset({"range", "enumerate", "len", "zip", "super", "isinstance", "type"})
METHODS = re.compile(
    "copy|astype|reshape|ravel|flatten|transpose|tolist|item|squeeze|clip|round|sum|mean|max|min|"
    "argmax|argmin|any|all"
)


def arithmetic(text: Text, node: ast.BinOp) -> Iterator[Edit]:
    """Yield another operator, one side only, and the sides swapped."""
    if any(isinstance(side, ast.JoinedStr) or _is_text(side) for side in (node.left, node.right)):
        return
    symbol, *others = SYMBOLS[type(node.op)]
    if not isinstance(node.left, ast.List) and not isinstance(node.right, ast.List):
        for other in others:
            yield text.between("operator", node.left, node.right, symbol, other)
    yield text.becomes("dropped term", node, node.left)
    yield text.becomes("dropped term", node, node.right)
    if isinstance(node.op, NOT_COMMUTATIVE):
        swapped = f"{text.operand(node.right)} {symbol} {text.operand(node.left)}"
        inner = isinstance(text.parents[node], BINDING)
        yield text.instead("swapped operands", node, f"({swapped})" if inner else swapped)
    if isinstance(node.op, ast.MatMult):
        for side in (node.left, node.right):
            if not (isinstance(side, ast.Attribute) and side.attr == "T"):
                yield text.instead("transpose added", side, f"{text.operand(side)}.T")


def comparison(text: Text, node: ast.Compare) -> Iterator[Edit]:
    """Yield another boundary, and the opposite."""
    sides = [node.left, *node.comparators]
    for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
        symbol, *others = SYMBOLS[type(operator)]
        for other in others:
            yield text.between("comparison", left, right, symbol, other)


def logic(text: Text, node: ast.BoolOp) -> Iterator[Edit]:
    """Yield ``and`` for ``or``, and one of the conditions only."""
    old, new = SYMBOLS[type(node.op)]
    for left, right in zip(node.values, node.values[1:], strict=False):
        yield text.between("logic", left, right, old, new)
    for value in node.values:
        yield text.becomes("dropped condition", node, value)


def sign(text: Text, node: ast.UnaryOp) -> Iterator[Edit]:
    """Yield the operand without its minus or ``not``."""
    if isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield text.becomes("sign", node, node.operand)


def condition(text: Text, node: ast.If | ast.IfExp | ast.While) -> Iterator[Edit]:
    """Yield the condition always true, always false, and negated."""
    yield from _condition(text, node.test)


def comprehension(text: Text, node: ast.expr) -> Iterator[Edit]:
    """Yield the filter of a comprehension always true, always false, and negated."""
    for generator in node.generators:  # type: ignore[attr-defined]
        for test in generator.ifs:
            yield from _condition(text, test)
        yield from _shortened(text, generator.iter)


def loop(text: Text, node: ast.For) -> Iterator[Edit]:
    """Yield a loop without its first or its last iteration."""
    yield from _shortened(text, node.iter)


def _condition(text: Text, test: ast.expr) -> Iterator[Edit]:
    yield text.instead("condition", test, "True")
    yield text.instead("condition", test, "False")
    # The opposite of a comparison is made where its operator is changed.
    if not isinstance(test, (ast.Compare, ast.Constant)):
        yield text.instead("condition", test, f"not {text.operand(test)}")


def _shortened(text: Text, looped: ast.expr) -> Iterator[Edit]:
    if isinstance(looped, ast.Name):
        yield text.instead("off by one", looped, f"{looped.id}[1:]")
        yield text.instead("off by one", looped, f"{looped.id}[:-1]")
    elif isinstance(looped, ast.Call) and _called(looped) in ("zip", "enumerate", "reversed"):
        for argument in looped.args:
            yield from _shortened(text, argument)


def constant(text: Text, node: ast.Constant) -> Iterator[Edit]:
    """Yield a number one larger, one smaller and with the other sign; or the other truth value."""
    value = node.value
    if isinstance(value, bool):
        yield text.instead("constant", node, str(not value))
    elif isinstance(value, int) and not _is_axis(text, node):
        yield text.instead("constant", node, str(value + 1))
        yield text.instead("constant", node, _number(text, node, value - 1))
    elif isinstance(value, float):
        yield text.instead("constant", node, repr(value + 1))
        yield text.instead("constant", node, _number(text, node, -value or -1.0))
    elif isinstance(value, str):
        other = most_similar(value, text_constants(text))
        if other is not None:
            yield text.instead("name", node, repr(other).replace("'", '"'))


def _number(text: Text, node: ast.Constant, value: float) -> str:
    signed = value < 0 and isinstance(text.parents[node], (ast.UnaryOp, ast.BinOp))
    return f"({value!r})" if signed else repr(value)


def _is_axis(text: Text, node: ast.AST) -> bool:
    while isinstance(node, (ast.Constant, ast.UnaryOp)):
        node = text.parents[node]
    return isinstance(node, ast.keyword) and node.arg == "axis"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def keyword(text: Text, node: ast.keyword) -> Iterator[Edit]:
    """Yield the other axis."""
    if node.arg == "axis":
        value = ast.unparse(node.value)
        other = {"0": "1", "1": "0", "-1": "0", "-2": "1"}.get(value)
        if other is not None:
            yield text.instead("axis", node.value, other)


def call(text: Text, node: ast.Call) -> Iterator[Edit]:
    """Yield arguments swapped or left out, another function, and no call."""
    name = _called(node)
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    if name == "range" and not starred:
        yield from _range(text, node)
        return
    if name == "enumerate" and len(node.args) == 1 and not node.keywords:
        yield text.instead("off by one", node, f"enumerate({text.of(node.args[0])}, 1)")
        return
    for left, right in zip(node.args, node.args[1:], strict=False):
        yield _swap("swapped arguments", text, left, right)
    for left_out in node.keywords:
        others = [*node.args, *(other for other in node.keywords if other is not left_out)]
        arguments = ", ".join(text.of(argument) for argument in others)
        yield text.instead("dropped argument", node, f"{text.of(node.func)}({arguments})")
    if isinstance(node.func, ast.Attribute) and name in INSTEAD:
        changed = text.of(node.func).removesuffix(name) + INSTEAD[name]
        yield text.instead("function", node.func, changed)
    if isinstance(node.func, ast.Name) and name in BUILTIN_INSTEAD:
        yield text.instead("function", node.func, BUILTIN_INSTEAD[name])
    if isinstance(text.parents[node], ast.Expr):
        return
    if isinstance(node.func, ast.Attribute) and METHODS.fullmatch(name):
        value = node.func.value
        if not (isinstance(value, ast.Name) and value.id in ("np", "numpy")):
            yield text.becomes("dropped call", node, value)
            return
    if len(node.args) == 1 and not node.keywords and not starred and name not in NEVER_UNWRAPPED:
        yield text.becomes("dropped call", node, node.args[0])


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _range(text: Text, node: ast.Call) -> Iterator[Edit]:
    for bound in node.args[:2]:
        if not isinstance(bound, ast.Constant):
            yield from _one_off(text, bound)
    if len(node.args) == 1:
        yield text.instead("off by one", node, f"range(1, {text.of(node.args[0])})")


def _one_off(text: Text, node: ast.expr) -> Iterator[Edit]:
    for change in ("+ 1", "- 1"):
        yield text.instead("off by one", node, f"{text.operand(node)} {change}")


def _swap(kind: str, text: Text, left: ast.expr, right: ast.expr) -> Edit:
    (start, middle), (after, end) = text.span(left), text.span(right)
    between = text.bytes[middle:after].decode()
    return Edit(kind, start, end, text.of(right) + between + text.of(left))


def subscript(text: Text, node: ast.Subscript) -> Iterator[Edit]:
    """Yield the entry before and the one after."""
    index = node.slice
    if isinstance(index, ast.Tuple):
        for left, right in zip(index.elts, index.elts[1:], strict=False):
            yield _swap("axis", text, left, right)
    for part in index.elts if isinstance(index, ast.Tuple) else [index]:
        key = isinstance(part, ast.BinOp) and (_is_text(part.left) or _is_text(part.right))
        if isinstance(part, (ast.Name, ast.BinOp, ast.Attribute)) and not key:
            yield from _one_off(text, part)


def bounds(text: Text, node: ast.Slice) -> Iterator[Edit]:
    """Yield a slice that starts or ends one off, or has one bound less."""
    start, _ = text.span(node)
    for bound in (node.lower, node.upper):
        if bound is None:
            continue
        if not isinstance(bound, (ast.Constant, ast.UnaryOp)):
            yield from _one_off(text, bound)
        yield text.instead("dropped bound", bound, "")
    if node.lower is None:
        yield Edit("off by one", start, start, "1")
    if node.upper is None:
        colon = text.span(node.lower)[1] if node.lower is not None else start
        colon = text.bytes.index(b":", colon) + 1
        yield Edit("off by one", colon, colon, "-1")


def sequence(text: Text, node: ast.Tuple | ast.List) -> Iterator[Edit]:
    """Yield two entries swapped, and one left out."""
    parent = text.parents[node]
    if isinstance(parent, ast.Subscript) and parent.slice is node:
        return  # a change of axis
    for left, right in zip(node.elts, node.elts[1:], strict=False):
        yield _swap("swapped entries", text, left, right)
    unpacked = isinstance(parent, ast.Assign)
    if unpacked or not isinstance(node.ctx, ast.Load) or len(node.elts) < 2:
        return
    for left_out in node.elts:
        entries = [text.of(entry) for entry in node.elts if entry is not left_out]
        inside = ", ".join(entries)
        if isinstance(node, ast.List):
            yield text.instead("dropped entry", node, f"[{inside}]")
        else:
            comma = "," if len(entries) == 1 else ""
            yield text.instead("dropped entry", node, f"({inside}{comma})")


def attribute(text: Text, node: ast.Attribute) -> Iterator[Edit]:
    """Yield no transpose, or another attribute of the same instance."""
    if not isinstance(node.ctx, ast.Load):
        return
    if node.attr == "T":
        yield text.becomes("transpose removed", node, node.value)
    parent = text.parents[node]
    called = isinstance(parent, ast.Call) and parent.func is node
    if isinstance(node.value, ast.Name) and node.value.id == "self" and not called:
        other = most_similar(node.attr, own_attributes(text.around(node, ast.ClassDef)))
        if other is not None:
            yield text.instead("name", node, f"self.{other}")


def name(text: Text, node: ast.Name) -> Iterator[Edit]:
    """Yield another local name that looks similar."""
    parent = text.parents[node]
    called = isinstance(parent, ast.Call) and parent.func is node
    if called or node.id == "self" or not isinstance(node.ctx, ast.Load):
        return
    names = bindings(text.around(node, ast.FunctionDef))
    other = most_similar(node.id, (found for found in names if found not in ("_", "self")))
    if other is not None and node.id in names:
        yield text.instead("name", node, other)


def augmented(text: Text, node: ast.AugAssign) -> Iterator[Edit]:
    """Yield another operator, and a plain assignment."""
    symbol, *others = (f"{symbol}=" for symbol in SYMBOLS[type(node.op)])
    for other in others:
        yield text.between("operator", node.target, node.value, symbol, other)
    yield text.between("plain assignment", node.target, node.value, symbol, "=")
    yield text.instead("removed statement", node, "pass")


def assignment(text: Text, node: ast.Assign) -> Iterator[Edit]:
    """Yield the removal of an assignment, where the name has a value without it."""
    target = node.targets[0]
    if (
        isinstance(target, ast.Name)
        and bindings(text.around(node, ast.FunctionDef)).count(target.id) < 2
    ):
        return
    if isinstance(target, (ast.Name, ast.Subscript, ast.Attribute)):
        yield text.instead("removed statement", node, "pass")


def expression(text: Text, node: ast.Expr) -> Iterator[Edit]:
    """Yield the removal of a call."""
    if isinstance(node.value, ast.Call):
        yield text.instead("removed statement", node, "pass")


def returned(text: Text, node: ast.Return) -> Iterator[Edit]:
    """Yield the removal of an early return."""
    parent = text.parents[node]
    if not (isinstance(parent, ast.FunctionDef) and parent.body[-1] is node):
        yield text.instead("removed statement", node, "pass")


def jump(text: Text, node: ast.Break | ast.Continue) -> Iterator[Edit]:
    """Yield ``break`` for ``continue``, and neither."""
    other = "continue" if isinstance(node, ast.Break) else "break"
    yield text.instead("jump", node, other)
    yield text.instead("removed statement", node, "pass")


OPERATORS: dict[type[ast.AST], Callable[[Text, Any], Iterator[Edit]]] = {
    ast.BinOp: arithmetic,
    ast.Compare: comparison,
    ast.BoolOp: logic,
    ast.UnaryOp: sign,
    ast.If: condition,
    ast.IfExp: condition,
    ast.While: condition,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.DictComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.For: loop,
    ast.Constant: constant,
    ast.keyword: keyword,
    ast.Call: call,
    ast.Subscript: subscript,
    ast.Slice: bounds,
    ast.Tuple: sequence,
    ast.List: sequence,
    ast.Attribute: attribute,
    ast.Name: name,
    ast.AugAssign: augmented,
    ast.Assign: assignment,
    ast.Expr: expression,
    ast.Return: returned,
    ast.Break: jump,
    ast.Continue: jump,
}
