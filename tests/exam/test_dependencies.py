"""What a change of an exam module can affect."""

import pytest

from viva.exam.dependencies import fingerprints

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
    return differing({"small.py": text}, {"small.py": text.replace(old, new)})


def differing(one, other, questions=QUESTIONS):
    before, after = fingerprints(one, questions), fingerprints(other, questions)
    return [question[:3] for question in questions if before[question] != after[question]]


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
        ("q.reference(rows", "q.hints('Count.')\nq.reference(rows", []),
        ("q.reference(rows", "exam.hints('q04', 'Why?')\nq.reference(rows", []),
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
    assert fingerprints({"small.py": ""}, ["q09"]).keys() == {"q09"}


PACKAGE = {
    "__init__.py": """
from viva.exam import Exam
from . import q01_scale, q02_twice, q03_sizes
from .shared import start
from .q01_scale import scale

exam = Exam("small", [q01_scale.q, q02_twice.q, q03_sizes.q], lists=True)


@exam.given
def given():
    return {"start": start()}
""",
    "shared.py": """
import math


def start():
    return 1


def draw(rng):
    return rng.normal(size=SIZE)


SIZE = 3


def spread():
    return math.tau
""",
    "q01_scale.py": """
from viva.exam import Question
from .shared import draw

q = Question("q01_scale")


def helper(x):
    return 5


@q.reference
def scale(x):
    return 2 * x


@q.case("some numbers")
def numbers(candidate, rng):
    return helper(candidate.scale(draw(rng)))


q.wrong("squares", hint="Is it a square?", was="2 * x", now="x**2")
""",
    "q02_twice.py": """
from viva.exam import Question
from .shared import draw as drawn

q = Question("q02_twice")


def helper(x):
    return 6


@q.case("once more")
def again(candidate, rng):
    return helper(candidate.twice(drawn(rng)))


q.wrong("as code", hint="Is it?", code="def twice(x): return scale(x)")
""",
    "q03_sizes.py": """
from viva.exam import Question
from . import shared

q = Question("q03_sizes")


@q.case("both")
def both(candidate, rng):
    return shared.spread()


q.hints("How many?")
""",
}


@pytest.mark.parametrize(
    ("module", "old", "new", "questions"),
    [
        ("q02_twice.py", "once more", "another time", ["q02"]),
        ("q02_twice.py", "return 6", "return 7", ["q02"]),
        ("q01_scale.py", "return 5", "return 7", ["q01"]),
        ("q01_scale.py", "Is it a square?", "Is it?", ["q01"]),
        ("q01_scale.py", "return 2 * x", "return x + x", ["q01", "q02"]),
        ("q03_sizes.py", "How many?", "How many are there?", []),
        ("shared.py", "SIZE = 3", "SIZE = 4", ["q01", "q02"]),
        ("shared.py", "return 1", "return 2", ["q01", "q02", "q03"]),
        ("__init__.py", "lists=True", "lists=False", ["q01", "q02", "q03"]),
        ("__init__.py", ", q03_sizes.q]", "]", []),
        ("shared.py", "import math\n", "import math\nmath.seed()\n", ["q01", "q02", "q03"]),
    ],
)
def test_in_a_package_a_change_concerns_the_questions_that_can_feel_it(module, old, new, questions):
    assert old in PACKAGE[module]
    edited = PACKAGE | {module: PACKAGE[module].replace(old, new)}
    assert differing(PACKAGE, edited) == questions


def test_a_module_that_is_imported_as_a_whole_is_searched_for_what_is_used_of_it():
    edited = PACKAGE | {"shared.py": PACKAGE["shared.py"].replace("math.tau", "math.pi")}
    assert differing(PACKAGE, edited) == ["q03"]


def test_words_of_a_docstring_are_no_names():
    said = PACKAGE | {
        "shared.py": '"""What the exam of scale and spread shares."""' + PACKAGE["shared.py"]
    }
    edited = said | {"shared.py": said["shared.py"].replace("What", "Whatever")}
    assert differing(said, edited) == []
    edited = said | {"shared.py": said["shared.py"].replace("math.tau", "math.pi")}
    assert differing(said, edited) == ["q03"]


def test_a_new_question_concerns_no_other():
    more = PACKAGE | {"q04.py": "from viva.exam import Question\n\nq = Question('q04')\n"}
    more["__init__.py"] = (
        more["__init__.py"]
        .replace("q03_sizes\n", "q03_sizes, q04\n")
        .replace("q03_sizes.q]", "q03_sizes.q, q04.q]")
    )
    assert differing(PACKAGE, more) == []
