"""Nothing of ours takes more than in proportion to the length of what students write.

Every pattern of the package is tried on texts made from its own characters, a new one by itself.
Whatever else meets a student's text, names, cells or values stands in one of the lists below.
"""

import contextlib
import json

import pytest
from growth import assert_linear, hostile_texts, patterns

from viva.grading.answers import written_answer
from viva.grading.cells import classic, solution, visible
from viva.grading.known_texts import TEXTS
from viva.grading.matching import (
    SubmittedCell,
    read_cell,
)
from viva.grading.outputs import clean_outputs, is_cut, within
from viva.grading.plain import plain
from viva.grading.python_source import defined_names, mentioned_names, parses, skeleton
from viva.grading.read import Unreadable, read_submission
from viva.grading.redaction import MOST_TEXT, _patterns
from viva.grading.safe_markdown import kept_cell
from viva.grading.wording import Source, about_error
from viva.remote.transport import CandidateError
from viva.report.checked import one_line
from viva.report.feedback_page import pictures, printed, shown
from viva.report.markdown import escaped
from viva.report.similar_answers import alike
from viva.report.similar_answers import lines_of as similar_lines
from viva.report.time_spent import runs_of, worked_on
from viva.report.words import shortened
from viva.student.check import lines_of

LONGEST = 2**13
# What is read of a longer text is nothing.
BOUNDED = {"export/collect.py": 512, "grading/redaction.py": MOST_TEXT}
PATTERNS = {where: (pattern, how) for where, pattern, how in patterns()}
PATTERNS |= {
    f"grading/redaction.py: {kind}, text {number}": (pattern, "fullmatch")
    for kind in TEXTS
    for number, (pattern, _) in enumerate(_patterns(kind))
}
CODE = (
    *("\n", " ", "\\\n", "#", "(", "[", "{", '"', "'", '"""', "`", "```\n", "%", "%%", "?", "!"),
    *("a.", "a,", "a=", "a;", "a\n", "a ", "1", "1.", "-", "not ", "lambda:", "a if a else "),
    *("def f(", "def f(a):\n pass\n", "class A:\n pass\n", "async ", "import a\n", "@a\n"),
    *("if a:pass\nel", "if a:\n", "elif a:pass\n", '"a" ', r'"\d";', r"\d", "a<", "a()", "a[0]"),
    *("### BEGIN HIDDEN TESTS\n", "### END HIDDEN TESTS\n", "### BEGIN SOLUTION\n", "examine("),
    *("a\u0301", "\u0301\u0323", "é", "\ud83d", "\x1b[", "\u202e", "<", "](", "{a}", 'f"{a}"'),
)
FRAMES = ("{}", "{{{}x")


def texts(unit):
    for frame in FRAMES:
        yield lambda n, frame=frame: frame.format(unit * (n // len(unit)))


def of_text(function):
    return {getattr(function, "__name__", str(function)): function}


@pytest.mark.parametrize("where", PATTERNS)
def test_no_pattern_is_slower_the_longer_the_text(where):
    pattern, how = PATTERNS[where]
    assert pattern is not None, "Give it a name at the top of its module, so that it can be tried."

    def run(text):
        if how in ("sub", "subn"):
            pattern.sub("", text)
        elif how == "finditer":
            list(pattern.finditer(text))
        else:
            getattr(pattern, how)(text)

    for make in hostile_texts(pattern):
        assert_linear(run, make, BOUNDED.get(where.partition(":")[0], LONGEST))


def unread(text):
    """Do what is done with the text of a cell, with nothing remembered from a cell before."""
    for function in (defined_names, mentioned_names, parses, skeleton):
        function.function(text)


def as_file(text):
    read_submission(text.encode("utf-8", "replace"))


def in_a_notebook(text):
    for kind in ("code", "markdown"):
        cells = [{"cell_type": kind, "source": text}]
        other = {"metadata": {"kernelspec": {"language": "R"}}, "cells": cells}
        read_submission(json.dumps({"cells": cells}).encode())
        with contextlib.suppress(Unreadable):
            read_submission(json.dumps(other).encode())


def about_source(text):
    source = Source(text, {0: text})
    return source.classes, source.parameters("f"), source.line(0, 3)


def about_exception(text):
    error = CandidateError({"type": text, "builtin": text, "text": text, "places": [text]}, "f")
    about_error(error, Source(text, {0: text}), own_words=True)
    for kind in TEXTS:
        error = CandidateError({"type": kind, "builtin": kind, "text": text}, "f")
        about_error(error, Source(text, {0: text}), own_words=False)


def as_outputs(text):
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": text},
        {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]},
        {"output_type": "execute_result", "data": {text: text, "text/plain": text}},
    ]
    cleaned = clean_outputs(outputs)
    return within(cleaned, 10**9), is_cut(cleaned), printed(cleaned)


# Python's own parser is most of their work.
SLOW = ("unread", "in_a_notebook")
FUNCTIONS = of_text(unread)
FUNCTIONS |= of_text(as_file) | of_text(in_a_notebook) | of_text(about_source)
FUNCTIONS |= of_text(about_exception) | of_text(as_outputs) | of_text(plain) | of_text(one_line)
FUNCTIONS |= of_text(shown) | of_text(escaped)
FUNCTIONS |= {
    "visible": lambda text: visible({"source": text}),
    "classic": lambda text: classic({"source": text}),
    "solution": lambda text: solution({"source": text}),
    "read_cell": lambda text: read_cell({"cell_type": "markdown", "source": text}),
    "magic": lambda text: SubmittedCell({}, text).magic,
    "shortened": lambda text: shortened(text[:4000]),
    "pictures": lambda text: pictures([{"outputs": [{"data": {"image/png": text}}]}]),
    "similar_lines": lambda text: similar_lines(text, ()),
    "lines_of": lambda text: lines_of('"grade_id":' + text, ["q01"]),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_is_slower_the_longer_the_text(name):
    for unit in CODE:
        for make in texts(unit):
            assert_linear(FUNCTIONS[name], make, 2048 if name in SLOW else LONGEST)


@pytest.mark.parametrize("unit", ["import a{}\n", 'f"{}"', "x{} = 1"])
def test_what_python_itself_reads_slowly_is_not_read(unit):
    inside = {"import a{}\n": ".a", 'f"{}"': "{a}", "x{} = 1": "\u0301\u0323"}[unit]
    assert_linear(unread, lambda n: unit.format(inside * n), 2**15)


@pytest.mark.parametrize("word", ["a", "{}"])
def test_answers_are_compared_no_slower_the_longer_they_are(word):
    def make(n):
        return similar_lines(" ".join(f"a[{word.format(k)}]" for k in range(n // 4)), ())

    assert_linear(lambda lines: list(alike([sum(lines, ())] * 2)), make, LONGEST)


def test_times_are_read_no_slower_the_more_cells_there_are():
    when = {"iopub.execute_input": "2026-11-01T09:00:00Z"}
    cell = {"metadata": {"execution": when, "nbgrader": {"grade_id": "a", "solution": True}}}
    assert_linear(lambda cells: worked_on(runs_of(cells, ["q"])), lambda n: [cell] * n, LONGEST)


def pictures_of(n, content="R0lGODlh"):
    attached = {f"a b{number}": {"image/gif": content} for number in range(n)}
    return {"cell_type": "markdown", "source": "<" + "x " * n * 8, "attachments": attached}


def test_a_text_is_kept_no_slower_the_more_pictures_it_has():
    assert_linear(kept_cell, pictures_of, LONGEST)


def test_texts_are_put_together_no_slower_the_more_pictures_they_have():
    def make(n):
        return [pictures_of(n), pictures_of(n, "R0lGODlhAA==")]

    assert_linear(written_answer, make, LONGEST)
