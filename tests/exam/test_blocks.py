"""What a change of an exam module can affect."""

import pytest

from viva.exam.blocks import fingerprints

EXAM = '''"""An exam."""
import math
from viva.exam import Exam

exam = Exam("small")
SIZES = ("rows", "columns")


def draw(rng):
    return rng.normal(size=3)


def unused():
    return math.pi


q = exam.question("q01_scale")


@q.reference
def scale(x):
    return 2 * x


@q.case("some numbers")
def numbers(candidate, rng):
    return candidate.scale(draw(rng))


@q.wrong("squares", hint="scale is not a square.")
def scale(x):
    return x**2


q = exam.question("q02_twice")


@q.reference
def twice(x):
    return scale(scale(x))


@q.case("once more")
def again(candidate, rng):
    return candidate.twice(1.0)


q.wrong("as code", hint="Is it?", code="""
def twice(x):
    return scale(x)
""")

q = exam.question("q03_sizes")
q.reference(rows=3, columns=4)


@q.case("both")
def both(candidate, rng):
    return [getattr(candidate, name) for name in SIZES]
'''
QUESTIONS = ["q01_scale", "q02_twice", "q03_sizes"]


def changed(old, new, text=EXAM):
    assert old in text
    before, after = fingerprints(text, QUESTIONS), fingerprints(text.replace(old, new), QUESTIONS)
    return [question[:3] for question in QUESTIONS if before[question] != after[question]]


@pytest.mark.parametrize(
    ("old", "new", "questions"),
    [
        ("return candidate.twice(1.0)", "return candidate.twice(2.0)", ["q02"]),
        ("return scale(scale(x))", "return 4 * x", ["q02"]),
        ("return 2 * x", "return x + x", ["q01", "q02"]),
        ("return x**2", "return x * x", ["q01"]),
        ("scale is not a square.", "Is it twice?", ["q01"]),
        ("return scale(x)\n", "return scale(x) \n", ["q02"]),
        ("size=3", "size=4", ["q01"]),
        ("rows=3", "rows=2", ["q03"]),
        ('("rows", "columns")', '("columns", "rows")', ["q03"]),
        ("math.pi", "math.e", []),
        ("import math\n", "# a comment\nimport math\n", []),
        ("import math\n", "import math\nimport numpy\nnumpy.seterr()\n", ["q01", "q02", "q03"]),
        ('Exam("small")', 'Exam("small", lists=True)', ["q01", "q02", "q03"]),
        (
            'q = exam.question("q02_twice")\n',
            'q = exam.question("q02_twice")\n@exam.given\ndef given():\n    return {}\n',
            ["q01", "q02", "q03"],
        ),
    ],
)
def test_a_change_concerns_the_questions_that_can_feel_it(old, new, questions):
    assert changed(old, new) == questions


def test_what_is_given_is_for_all_with_everything_that_it_uses():
    given = "@exam.given\ndef given():\n    return {'one': twice(1)}\n\n\nq = exam.question(\"q01"
    text = EXAM.replace('q = exam.question("q01', given)
    assert changed("return 2 * x", "return x + x", text) == ["q01", "q02", "q03"]
    assert changed("return scale(scale(x))", "return 4 * x", text) == ["q01", "q02", "q03"]
    assert changed("return x**2", "return x * x", text) == ["q01"]


@pytest.mark.parametrize(
    "trick",
    [
        "for name in ('a', 'b'):\n    exam.question(name)\n",
        "exec('pass')\n",
        "def more():\n    return globals()\n",
        "r = exam.question('q04')\n\n\n@q.case('of another')\ndef other(candidate, rng): ...\n",
        "this is no Python\n",
    ],
)
def test_where_statements_cannot_be_told_apart_every_change_is_for_all(trick):
    assert changed("x**2", "x * x", EXAM + trick) == ["q01", "q02", "q03"]


def test_a_question_without_a_block_has_a_fingerprint_too():
    assert fingerprints("", ["q09"]).keys() == {"q09"}
