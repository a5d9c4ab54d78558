"""Texts of exceptions that Python and NumPy write, and what of them a student may read.

In a hidden test an exception's text is the student's to choose, who could spell the test's
inputs in it. So a text is told only if it is one of these, and in its gaps stand only what
`Gaps` lets through; elsewhere an ellipsis stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from viva.grading.known import MODULE_NAMES, TYPE_NAMES

ELLIPSIS = "…"
MOST_NUMBERS = 4
MOST_TEXT = 500
SMALL = frozenset(map(str, range(-1, 7)))
AXES = frozenset("0123")
OPERATORS = frozenset(
    {"+", "-", "*", "/", "//", "%", "@", "&", "|", "^", "<<", ">>", "<", "<=", ">", ">=", "~"}
    | {"+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "**=", "divmod()", "abs()"}
    | {"** or pow()", "** or pow", "unary -", "unary +", "unary ~", "round()"}
)

# {type} is a type, {function} the name of a function, {word} a name or key in the student's line,
# {words} parameters, {n} a length, {count} and {axis} small numbers, {shapes} shapes, {op} an
# operator. What stands in {tail} is left out.
TEXTS = {
    "TypeError": (
        "'{type}' object is not iterable",
        "'{type}' object is not callable",
        "'{type}' object is not subscriptable",
        "'{type}' object is not reversible",
        "'{type}' object is not an iterator",
        "'{type}' object does not support item assignment",
        "'{type}' object does not support item deletion",
        "'{type}' object cannot be interpreted as an integer",
        "unsupported operand type(s) for {op}: '{type}' and '{type}'",
        "bad operand type for {op}: '{type}'",
        "'{op}' not supported between instances of '{type}' and '{type}'",
        "can't multiply sequence by non-int of type '{type}'",
        'can only concatenate list (not "{type}") to list',
        'can only concatenate tuple (not "{type}") to tuple',
        'can only concatenate str (not "{type}") to str',
        "can only join an iterable",
        "object of type '{type}' has no len()",
        "{function}() missing {count} required positional argument: {words}",
        "{function}() missing {count} required positional arguments: {words}",
        "{function}() missing {count} required keyword-only argument: {words}",
        "{function}() missing {count} required keyword-only arguments: {words}",
        "{function}() takes {count} positional argument but {count} was given",
        "{function}() takes {count} positional argument but {count} were given",
        "{function}() takes {count} positional arguments but {count} was given",
        "{function}() takes {count} positional arguments but {count} were given",
        "{function}() takes from {count} to {count} positional arguments but {count} was given",
        "{function}() takes from {count} to {count} positional arguments but {count} were given",
        "{function}() takes no arguments",
        "{function}() takes exactly one argument ({count} given)",
        "{function}() got an unexpected keyword argument '{word}'",
        "{function}() got multiple values for argument '{word}'",
        "{function} expected {count} arguments, got {count}",
        "{function} expected at least {count} argument, got {count}",
        "{function} expected at most {count} arguments, got {count}",
        "cannot unpack non-iterable {type} object",
        "list indices must be integers or slices, not {type}",
        "tuple indices must be integers or slices, not {type}",
        "string indices must be integers, not '{type}'",
        "must be real number, not {type}",
        "float() argument must be a string or a real number, not '{type}'",
        "int() argument must be a string, a bytes-like object or a real number, not '{type}'",
        "unhashable type: '{type}'",
        "Value after * must be an iterable, not {type}",
        "only length-1 arrays can be converted to Python scalars",
        "only 0-dimensional arrays can be converted to Python scalars",
        "only integer scalar arrays can be converted to a scalar index",
        "iteration over a 0-d array",
        "len() of unsized object",
        "exceptions must derive from BaseException",
    ),
    "IndexError": (
        "list index out of range",
        "list assignment index out of range",
        "tuple index out of range",
        "string index out of range",
        "range object index out of range",
        "pop index out of range",
        "pop from empty list",
        "index {n} is out of bounds for axis {axis} with size {n}",
        "index {n} is out of bounds for size {n}",
        "too many indices for array: array is {axis}-dimensional, but {axis} were indexed",
        "invalid index to scalar variable.",
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or "
        "boolean arrays are valid indices",
        "arrays used as indices must be of integer (or boolean) type",
        "boolean index did not match indexed array along axis {axis}; size of axis is {n} but "
        "size of corresponding boolean axis is {n}",
        "shape mismatch: indexing arrays could not be broadcast together with shapes {shapes}",
        "axis {axis} is out of bounds for array of dimension {axis}",
    ),
    "ValueError": (
        "math domain error",
        "expected a nonnegative input, got {n}",
        "expected a positive input, got {n}",
        "expected a positive input",
        "not enough values to unpack (expected {n}, got {n})",
        "not enough values to unpack (expected at least {n}, got {n})",
        "too many values to unpack (expected {n})",
        "too many values to unpack (expected {n}, got {n})",
        "operands could not be broadcast together with shapes {shapes}",
        "operands could not be broadcast together with remapped shapes {shapes}",
        "non-broadcastable output operand with shape {shapes} doesn't match the broadcast shape "
        "{shapes}",
        "could not broadcast input array from shape {shapes} into shape {shapes}",
        "matmul: Input operand {axis} has a mismatch in its core dimension {axis}, with gufunc "
        "signature (n?,k),(k,m?)->(n?,m?) (size {n} is different from {n})",
        "matmul: Input operand {axis} does not have enough dimensions (has {axis}, gufunc core "
        "with signature (n?,k),(k,m?)->(n?,m?) requires {axis})",
        "shapes {shapes} and {shapes} not aligned{tail}",
        "The truth value of an array with more than one element is ambiguous. Use a.any() or "
        "a.all()",
        "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an "
        "array is not empty.",
        "setting an array element with a sequence.",
        "setting an array element with a sequence. The requested array has an inhomogeneous "
        "shape after {axis} dimensions. The detected shape was {shapes} + inhomogeneous part.",
        "cannot convert float NaN to integer",
        "cannot reshape array of size {n} into shape {shapes}",
        "all the input array dimensions except for the concatenation axis must match exactly{tail}",
        "all the input arrays must have same number of dimensions{tail}",
        "all input arrays must have the same shape",
        "axes don't match array",
        "axis {axis} is out of bounds for array of dimension {axis}",
        "need at least one array to concatenate",
        "need at least one array to stack",
        "zero-size array to reduction operation maximum which has no identity",
        "zero-size array to reduction operation minimum which has no identity",
        "attempt to get argmax of an empty sequence",
        "attempt to get argmin of an empty sequence",
        "assignment destination is read-only",
        "negative dimensions are not allowed",
        "probabilities do not sum to 1",
        "max() arg is an empty sequence",
        "min() arg is an empty sequence",
        "max() iterable argument is empty",
        "min() iterable argument is empty",
        "zip() argument {count} is shorter than argument {count}",
        "zip() argument {count} is longer than argument {count}",
        "zip() argument {count} is shorter than arguments 1-{count}",
        "zip() argument {count} is longer than arguments 1-{count}",
        "list.remove(x): x not in list",
        "negative shift count",
        "Singular matrix",
        "Last {axis} dimensions of the array must be square",
    ),
    "ZeroDivisionError": (
        "division by zero",
        "float division by zero",
        "integer division or modulo by zero",
        "integer modulo by zero",
        "float modulo",
        "float modulo by zero",
        "float floor division by zero",
        "0.0 cannot be raised to a negative power",
        "zero to a negative power",
    ),
    "OverflowError": (
        "math range error",
        "int too large to convert to float",
        "integer division result too large for a float",
        "(34, 'Numerical result out of range')",
        "cannot convert float infinity to integer",
        "cannot fit '{type}' into an index-sized integer",
        "Python int too large to convert to C long",
    ),
    "NameError": (
        "name '{word}' is not defined",
        "cannot access free variable '{word}' where it is not associated with a value in "
        "enclosing scope",
    ),
    "UnboundLocalError": (
        "cannot access local variable '{word}' where it is not associated with a value",
    ),
    "AttributeError": (
        "'{type}' object has no attribute '{word}'",
        "module '{module}' has no attribute '{word}'",
        "type object '{type}' has no attribute '{word}'",
    ),
    "KeyError": ("'{word}'", "{n}"),
    "ModuleNotFoundError": ("No module named '{word}'",),
    "RecursionError": (
        "maximum recursion depth exceeded",
        "maximum recursion depth exceeded in comparison",
        "maximum recursion depth exceeded while calling a Python object",
    ),
    "RuntimeError": (
        "dictionary changed size during iteration",
        "generator raised StopIteration",
    ),
}
# As NumPy writes them, and in no other way: blanks can spell, too.
SHAPE = r"\((?:\d{1,9},|\d{1,9}(?:,\d{1,9}){1,2})?\)"
SLOTS = {
    "type": r"[\w.]{1,100}",
    "module": r"[\w.]{1,100}",
    "function": r"[\w.<>]{1,200}",
    "word": r"\w{1,100}",
    "words": r"'\w{1,100}'(?:(?:,? and |, )'\w{1,100}'){0,9}",
    "n": r"-?[\d.]{1,30}",
    "count": r"\d{1,9}",
    "axis": r"\d{1,2}",
    "tail": r"[,:] .{1,300}",
    "shapes": rf"{SHAPE}(?: {SHAPE})?",
    "op": r"[^'\":]{1,12}",
}


@dataclass
class Gaps:
    """Decides what may stand in the gaps of a text.

    Attributes
    ----------
    line
        The words of the student's line that is shown.
    call
        The function that was called for the test.
    classes
        The first classes that the student's notebook defines.
    parameters
        Gives the first parameters of a function of the student's notebook.
    lengths
        Lengths of axes in what was asked.
    """

    line: frozenset[str]
    call: str
    classes: frozenset[str]
    parameters: Callable[[str], tuple[str, ...]]
    lengths: Collection[int]
    function: str = ""
    numbers: int = 0

    def fill(self, slot: str, found: str) -> str:
        """Give what a gap holds if it may be told, else an ellipsis."""
        if slot == "tail":
            return ""
        if slot == "function":
            found = found.rpartition(".")[2]
        return found if getattr(self, f"may_{slot}")(found) else ELLIPSIS

    def may_type(self, name: str) -> bool:
        """Types that everybody knows, and the student's own classes."""
        return name in TYPE_NAMES or name in self.classes

    def may_module(self, name: str) -> bool:
        """Modules that everybody knows."""
        return name in MODULE_NAMES

    def may_function(self, name: str) -> bool:
        """Functions that the line names, or that the test called."""
        self.function = name
        return name in self.line or name in (self.call.rpartition(".")[2], "__init__")

    def may_word(self, word: str) -> bool:
        """Words of the line."""
        return word in self.line or word in self.parameters(self.function)

    def may_words(self, words: str) -> bool:
        """Parameters of the named function, in their order and as Python lists them."""
        known = self.parameters(self.function)
        runs = combinations(range(len(known) + 1), 2)
        return words in {listed(known[start:end]) for start, end in runs}

    def may_n(self, number: str) -> bool:
        """Small numbers, and lengths of the arguments' axes."""
        self.numbers += 1
        known = number in SMALL or number in map(str, self.lengths)
        return known and self.numbers <= MOST_NUMBERS

    def may_count(self, number: str) -> bool:
        """Small numbers."""
        return number in SMALL

    def may_axis(self, number: str) -> bool:
        """Numbers of axes."""
        return number in AXES

    def may_shapes(self, shapes: str) -> bool:
        """Shapes in which only lengths of the arguments' axes occur."""
        found = re.findall(r"\d+", shapes)
        self.numbers += len(found)
        known = {"0", "1", *map(str, self.lengths)}
        return known.issuperset(found) and self.numbers <= MOST_NUMBERS

    def may_op(self, operator: str) -> bool:
        """Python's operators."""
        return operator in OPERATORS


def listed(names: Sequence[str]) -> str:
    """List names as Python does."""
    quoted = [repr(name) for name in names]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return f"{', '.join(quoted[:-1])}, and {quoted[-1]}"


def repeatable(text: str, kind: str, gaps: Gaps) -> str:
    """Give an exception's text, as far as it is Python's or NumPy's own and may be told.

    Parameters
    ----------
    kind
        The closest built-in class of the exception.
    """
    line = text[:MOST_TEXT].strip().split("\n")[0]
    for pattern, parts in _patterns(kind):
        found = pattern.fullmatch(line)
        if found is not None:
            pieces = zip(parts, (*found.groups(), ""), strict=True)
            return "".join(
                literal + (gaps.fill(slot, value) if slot else "")
                for (literal, slot), value in pieces
            )
    return ""


@lru_cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], list[tuple[str, str]]], ...]:
    """Compile the texts of a class: each with its literal pieces and the gap after each."""
    compiled = []
    for text in TEXTS.get(kind, ()):
        pieces = re.split(r"\{(\w+)\}", text)
        parts = list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))
        pattern = "".join(re.escape(a) + (f"({SLOTS[b]})" if b else "") for a, b in parts)
        compiled.append((re.compile(pattern), parts))
    return tuple(compiled)
