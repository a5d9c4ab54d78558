"""Words for the student about what their code did. Nothing here knows an expected value."""

from __future__ import annotations

import re
from collections.abc import Callable

from viva.judge.candidate import CandidateError
from viva.judge.outcome import Outcome
from viva.lab.compare import kind_name

# Texts that Python and NumPy write themselves. A student's own text, or one that could carry an
# input of a hidden test, is not repeated: only words, names of the student's notebook and sizes.
KNOWN_TEXTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(list|tuple|string|range object|pop) (assignment )?index out of range",
        r"index \d{1,4} is out of bounds for axis \d with size \d{1,4}",
        r"list indices must be integers or slices, not \w+",
        r"tuple indices must be integers or slices, not \w+",
        r"(float |integer )?division by zero|(integer )?modulo by zero|integer modulo by zero",
        r"math (range|domain) error|expected a nonnegative input.*|Result too large",
        r"'?(?P<n0>\w+)'? object is not (iterable|callable|subscriptable|reversible)",
        r"'(?P<n1>\w+)' object does not support item assignment",
        r"'(?P<n2>\w+)' object has no attribute '(?P<n3>\w+)'",
        r"'(?P<n4>\w+)' object cannot be interpreted as an integer",
        r"name '(?P<n5>\w+)' is not defined.*",
        r"cannot access local variable '(?P<n6>\w+)'.*",
        r"unsupported operand type\(s\) for [-+*/@%&|^<>=]{1,3}: '(?P<n7>[\w.]+)' and '(?P<n8>[\w.]+)'",
        r"bad operand type for .{1,10}: '(?P<n9>\w+)'",
        r"'[<>=!]{1,2}' not supported between instances of '(?P<n10>[\w.]+)' and '(?P<n11>[\w.]+)'",
        r"can't multiply sequence by non-int of type '(?P<n12>[\w.]+)'",
        r"can only concatenate (list|str|tuple) \(not \"(?P<n13>[\w.]+)\"\) to (list|str|tuple)",
        r"object of type '(?P<n14>[\w.]+)' has no len\(\)",
        r"(?P<n15>[\w.]+)\(\) missing \d{1,2} required positional arguments?: .*",
        r"(?P<n16>[\w.]+)\(\) takes (from \d{1,2} to )?\d{1,2} positional arguments? but \d{1,2} (was|were) given",
        r"(?P<n17>[\w.]+)\(\) got an unexpected keyword argument '(?P<n18>\w+)'",
        r"not enough values to unpack \(expected \d{1,4}, got \d{1,4}\)",
        r"too many values to unpack \(expected \d{1,4}\)",
        r"cannot unpack non-iterable (?P<n19>\w+) object",
        r"operands could not be broadcast together with shapes [\d(), ]{1,60}",
        r"matmul: .{0,60}mismatch in its core dimension \d, with gufunc signature .{0,40} \(size \d{1,4} is different from \d{1,4}\)",
        r"shapes [\d(), ]{1,40} and [\d(), ]{1,40} not aligned: \d{1,4} \(dim \d\) != \d{1,4} \(dim \d\)",
        r"The truth value of an array with more than one element is ambiguous.*",
        r"setting an array element with a sequence.*",
        r"only (length-1|0-dimensional) arrays can be converted to Python scalars",
        r"maximum recursion depth exceeded.*",
        r"must be real number, not (?P<n20>\w+)",
        r"float\(\) argument must be a string or a real number, not '(?P<n21>\w+)'",
        r"unhashable type: '(?P<n22>[\w.]+)'",
        r"axis \d is out of bounds for array of dimension \d",
        r"zip\(\) argument \d is (shorter|longer) than argument \d",
        r"input dimensions? .{0,20}mismatch",
        r"too many indices for array: array is \d-dimensional, but \d were indexed",
        r"invalid index to scalar variable\.",
        r"int too large to convert to float",
    )
)
TYPE_NAMES = frozenset(
    {"NoneType", "int", "float", "complex", "bool", "str", "bytes", "list", "tuple", "dict", "set"}
    | {"map", "filter", "zip", "range", "enumerate", "reversed", "generator", "list_iterator"}
    | {"function", "method", "type", "module", "builtin_function_or_method"}
    | {"dict_keys", "dict_values", "dict_items", "Series", "DataFrame"}
    | {"ndarray", "float64", "float32", "int64", "int32", "bool_"}
    | {"numpy.ndarray", "numpy.float64", "numpy.int64", "numpy.bool", "numpy.bool_"}
)


def repeatable(text: str, source: str) -> str:
    """Give an exception's text if it is Python's or NumPy's own, else nothing.

    Parameters
    ----------
    source
        The student's notebook: names that occur in it may be repeated.
    """
    line = text.strip().split("\n")[0]
    words = set(re.findall(r"\w+", source)) | TYPE_NAMES
    for pattern in KNOWN_TEXTS:
        found = pattern.fullmatch(line)
        if found is None:
            continue
        names = [name for name in found.groupdict().values() if name]
        known = all(name in TYPE_NAMES or set(name.split(".")) <= words for name in names)
        loose = set(re.findall(r"'(\w+)'", line))
        if known and loose <= words:
            return line
    return ""


def about_error(
    error: CandidateError, source: str, line_of: Callable[[int, int], str], own_words: bool
) -> str:
    """Say what exception the student's code raised, and at which of their lines.

    Parameters
    ----------
    line_of
        Gives the text of a line of a cell of the student's notebook.
    own_words
        Whether the exception's own text may be repeated whatever it is: yes where no hidden
        input was in reach.
    """
    name = error.type_name
    if name not in source and error.builtin:
        name = error.builtin
    text = error.text.strip().split("\n")[0][:200] if own_words else repeatable(error.text, source)
    text = re.sub(r" \(<cell \d+>, line \d+\)$", "", text)
    said = f"{name}: {text.rstrip('.')}" if text else name
    where = ""
    for cell, number, _function in reversed(error.places):
        line = line_of(cell, number)
        if line:
            where = f", at your line `{line[:120]}`"
            break
    caller = f"{error.call} " if error.call else "the code "
    return f"{caller}raised {said}{where}."


def about(outcome: Outcome) -> str:
    """Say what came of a case that neither gave a value nor raised."""
    subject = outcome.subject or "your answer"
    if outcome.kind == "wrong":
        return outcome.message
    if outcome.kind == "missing":
        return f"`{outcome.message}` is not defined."
    if outcome.kind == "timeout":
        return f"{subject} takes too long and was stopped. Does a loop never end?"
    if outcome.kind == "killed":
        return f"{subject} ended the Python process, so there is no answer."
    if outcome.kind == "unsendable":
        return f"{subject} returns something that cannot be examined: {outcome.message[:80]}."
    if outcome.kind == "unusable":
        if not outcome.called:
            return f"`{subject}` is {kind_name(outcome.value)}, which is not what is asked for."
        if outcome.value is None:
            return f"{subject} returned None. Is a `return` missing?"
        return f"{subject} returned {kind_name(outcome.value)}, which is not what is asked for."
    raise ValueError(f"nothing to say about {outcome.kind!r}")
