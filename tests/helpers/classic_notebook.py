"""An assignment whose hidden tests are inline, in 32 idioms that instructors use, and its class.

Also what stock nbgrader gives for it: ``stock_scores(FOLDER, submissions)``.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from small_course import REPOSITORY, settings

from viva.course.layout import Course

IMPORTS = "import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\nimport helper"
# Id, solution, test, points. The test of an odd question stands between marks, each written another
# way that nbgrader reads.
MARKS = ("### BEGIN HIDDEN TESTS", "###BEGIN HIDDEN TESTS", "# BEGIN HIDDEN TESTS here")
QUESTIONS: list[tuple[str, str, str, int]] = [
    ("q01_value", "x = 5", "assert x == 5", 1),
    ("q02_isinstance", 's = "abc"', 'assert isinstance(s, str) and s == "abc"', 1),
    (
        "q03_raises",
        "def f3(n):\n    if n < 0:\n        raise ValueError('neg')\n    return n",
        "try:\n    f3(-1)\n    assert False\nexcept ValueError:\n    pass",
        1,
    ),
    (
        "q04_dataframe",
        'df = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]})',
        'assert df.shape == (3, 2)\nassert df["a"].sum() == 6',
        1,
    ),
    (
        "q05_df_isinstance",
        'def load():\n    return pd.read_csv("data.csv")',
        'd = load()\nassert isinstance(d, pd.DataFrame)\nassert list(d.columns) == ["a", "b"]',
        1,
    ),
    ("q06_series", "m = pd.Series([1.0, 2.0]).mean()", "assert m == 1.5", 1),
    (
        "q07_helper",
        "def f7(x):\n    return helper.double(x)",
        "from helper import double\nassert f7(4) == double(4)",
        1,
    ),
    (
        "q08_operator",
        "class V:\n    def __init__(self, x):\n        self.x = x\n"
        "    def __add__(self, o):\n        return V(self.x + o.x)\n"
        "    def __len__(self):\n        return 3\n"
        "    def __eq__(self, o):\n        return self.x == o.x\n"
        '    def __repr__(self):\n        return f"V({self.x})"',
        "v = V(1) + V(2)\nassert v.x == 3\nassert len(v) == 3\nassert V(3) == v\n"
        'assert repr(v) == "V(3)"',
        1,
    ),
    (
        "q09_generator",
        "def gen(n):\n    for i in range(n):\n        yield i",
        "assert list(gen(3)) == [0, 1, 2]",
        1,
    ),
    (
        "q10_shared_test_names",
        "def f10(x):\n    return x + 1",
        "def helper_check(f):\n    assert f(1) == 2\nhelper_check(f10)",
        1,
    ),
    ("q11_earlier_test_name", "def f11(x):\n    return x + 1", "helper_check(f11)", 1),
    (
        "q12_partial",
        "def f12(x):\n    return x if x == 1 else x + 1",
        "score = 0\nscore += 1 * (f12(1) == 1)\nscore += 1 * (f12(2) == 3)\nscore",
        2,
    ),
    (
        "q13_plot",
        'fig, ax = plt.subplots()\nax.plot([1, 2], [3, 4])\nax.set_xlabel("x")',
        'assert ax.get_xlabel() == "x"\nassert len(ax.lines) == 1',
        1,
    ),
    ("q14_magic", "y14 = 3", "%matplotlib inline\nassert y14 == 3", 1),
    (
        "q15_file",
        'with open("out.txt", "w") as fh:\n    fh.write("hi")',
        'assert open("out.txt").read() == "hi"',
        1,
    ),
    (
        "q16_inspect",
        "def f16(n):\n    return 1 if n == 0 else n * f16(n - 1)",
        "import inspect\nassert 'for' not in inspect.getsource(f16)\nassert f16.__name__ == 'f16'",
        1,
    ),
    (
        "q17_stdout",
        'def f17():\n    print("hello")',
        "import io, contextlib\nb = io.StringIO()\nwith contextlib.redirect_stdout(b):\n"
        '    f17()\nassert b.getvalue() == "hello\\n"',
        1,
    ),
    (
        "q18_mock_input",
        'def f18():\n    return int(input("n?")) + 1',
        'import builtins\nold = builtins.input\nbuiltins.input = lambda *a: "4"\n'
        "assert f18() == 5\nbuiltins.input = old",
        1,
    ),
    (
        "q19_hash",
        "a19 = 7",
        "from hashlib import sha256\n"
        'assert sha256(str(a19).encode()).hexdigest() == sha256(b"7").hexdigest()',
        1,
    ),
    ("q20_set_none", "z = {1, 2}\nw = None", "assert z == {1, 2}\nassert w is None", 1),
    ("q21_type", "t = 3.0", "assert type(t) == float", 1),
    ("q22_globals", "g22 = 1", 'assert "g22" in globals()', 1),
    ("q23_In", "k = 1", 'assert "g22 = 1" in "".join(In)', 1),
    (
        "q24_datetime",
        "import datetime\nd24 = datetime.date(2020, 1, 2)",
        "assert d24 == datetime.date(2020, 1, 2)",
        1,
    ),
    (
        "q25_sklearn",
        "from sklearn.linear_model import LinearRegression\n"
        "model = LinearRegression().fit([[0.0], [1.0]], [0.0, 2.0])",
        "assert abs(model.coef_[0] - 2) < 1e-9\nassert abs(model.predict([[2.0]])[0] - 4) < 1e-9",
        1,
    ),
    (
        "q26_namedtuple",
        "from collections import namedtuple, Counter\n"
        'P = namedtuple("P", "x y")\np = P(1, 2)\ncc = Counter("aab")',
        'assert p == (1, 2)\nassert cc["a"] == 2',
        1,
    ),
    ("q27_np_scalar", "u = np.arange(3).sum()", "assert u == 3 and isinstance(u, np.integer)", 1),
    (
        "q28_lambda_arg",
        "def apply(f, xs):\n    return [f(x) for x in xs]",
        "assert apply(lambda x: x * 2, [1, 2]) == [2, 4]",
        1,
    ),
    ("q29_fraction", "from fractions import Fraction\nfr = Fraction(1, 2)", "assert fr == 0.5", 1),
    (
        "q30_df_arg",
        "def nrows(d):\n    return len(d)",
        'assert nrows(pd.DataFrame({"a": [1, 2]})) == 2',
        1,
    ),
]
# Answers that are wrong in part, as three students may give them.
STUDENTS: dict[str, dict[str, str]] = {
    "ada": {
        "q01_value": "x = 4",
        "q03_raises": "def f3(n):\n    return n",
        "q05_df_isinstance": "def load():\n    return [1, 2]",
        "q09_generator": "def gen(n):\n    return range(n, 0, -1)",
        "q12_partial": "def f12(x):\n    return x",
        "q15_file": "print('no file')",
        "q20_set_none": "z = {1, 2}",
        "q25_sklearn": "model = None",
    },
    "ben": {
        "q02_isinstance": "s = 3",
        "q07_helper": "def f7(x):\n    return helper.triple(x)",
        "q08_operator": "class V:\n    def __init__(self, x):\n        self.x = x",
        "q10_shared_test_names": "def f10(x):\n    return x",
        "q12_partial": "def f12(x):\n    return -1",
        "q16_inspect": "def f16(n):\n    for i in range(n):\n        pass\n    return 1",
        "q18_mock_input": 'def f18():\n    return input("n?")',
        "q22_globals": "h22 = 1",
        "q27_np_scalar": "u = 3",
    },
    "cem": {
        "q04_dataframe": "df = pd.DataFrame({'a': [1, 2, 3]}",
        "q06_series": "m = 1 / 0",
        "q11_earlier_test_name": "def f11(x):\n    return 'a' + x",
        "q13_plot": "fig, ax = plt.subplots()",
        "q17_stdout": "def f17():\n    import sys\n    print('hello', file=sys.stderr)",
        "q21_type": "import warnings\nt = 3",
        "q24_datetime": "d24 = '2020-01-02'",
        "q28_lambda_arg": "def apply(f, xs):\n    return xs",
        "q30_df_arg": "def nrows(d):\n    return d.shape",
    },
}
WRITTEN = ("q31_manual_code", "q32_task")


def solution(text: str) -> str:
    """Return an answer cell's source."""
    return f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"


def test_text(number: int, test: str) -> str:
    """Return a test cell's source: of every other question, between marks."""
    if number % 2:
        return test
    mark = MARKS[number % len(MARKS)]
    return f"{mark}\n{test}\n{mark.replace('BEGIN', 'END')}"


def classic_cells() -> list[Any]:
    """The cells of the instructor's notebook."""
    cells = [new_code_cell(IMPORTS, metadata=settings("imports", locked=True))]
    for number, (name, answer, test, points) in enumerate(QUESTIONS):
        cells += [
            new_code_cell(solution(answer), metadata=settings(name, solution=True)),
            new_code_cell(
                test_text(number, test),
                metadata=settings(f"{name}_test", grade=True, locked=True, points=points),
            ),
        ]
    manual = settings("q31_manual_code", grade=True, solution=True, points=2)
    task = settings("q32_task", locked=True, task=True, points=3)
    cells.append(new_code_cell(solution("ans = 42"), metadata=manual))
    cells.append(new_markdown_cell("Do a task.", metadata=task))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return cells


def write_classic(folder: Path) -> None:
    """Write the notebook as FOLDER/classic.ipynb, with what lies beside it."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=classic_cells(), metadata={"kernelspec": kernel})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "helper.py").write_text("def double(x):\n    return 2 * x\n")
    (folder / "data.csv").write_text("a,b\n1,2\n3,4\n")
    nbformat.write(notebook, folder / "classic.ipynb")


def classic_course(folder: Path) -> Course:
    """Make a course of this assignment, with the repository's own settings."""
    write_classic(folder / "source" / "01_classic")
    own = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(own)
    return Course(folder)


def submissions(released: Any) -> dict[str, Any]:
    """Return the class's notebooks: all right, blank, and three that are wrong in part."""
    right = {name: answer for name, answer, _, _ in QUESTIONS}
    written = {"q31_manual_code": "ans = 42"}
    classes = {"right": right | written, "blank": {}}
    classes |= {name: right | written | changed for name, changed in STUDENTS.items()}
    # A person reads what only a comment, or a text in quotes, says.
    classes["ada"]["q31_manual_code"] = "# It is 42, since 6 times 7 is."
    classes["ben"]["q31_manual_code"] = "'It is 42.'"
    classes["cem"]["q31_manual_code"] = "ans = "
    found = {}
    for student, answers in classes.items():
        notebook = copy.deepcopy(released)
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in answers:
                cell["source"] = answers[name]
        found[student] = notebook
    return found


def hand_in(course: Path, assignment: str, notebooks: dict[str, Any], name: str) -> None:
    """Write notebooks into ``submitted/``, with what lies beside the released one."""
    for student, notebook in notebooks.items():
        folder = course / "submitted" / student / assignment
        shutil.copytree(course / "release" / assignment, folder)
        nbformat.write(nbformat.from_dict(notebook), folder / f"{name}.ipynb")


def nbgrader(course: Path, *arguments: str) -> None:
    """Run stock nbgrader in a course."""
    # The command of viva takes the folder off the path of what is started, and stock nbgrader not.
    environment = {n: v for n, v in os.environ.items() if n != "PYTHONSAFEPATH"}
    code = "import sys; sys.path.pop(0); from nbgrader.apps.nbgraderapp import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=course,
        env=environment
        | {
            "JUPYTER_CONFIG_DIR": str(course / "jupyter"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def stock_course(folder: Path) -> dict[str, Any]:
    """Make a course for stock nbgrader, release it, and return the class's notebooks."""
    write_classic(folder / "source" / "01_classic")
    (folder / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
    )
    nbgrader(folder, "generate_assignment", "01_classic")
    notebook = nbformat.read(folder / "release/01_classic/classic.ipynb", as_version=4)
    found = submissions(json.loads(json.dumps(notebook)))
    hand_in(folder, "01_classic", found, "classic")
    return found


def stock_scores(folder: Path, assignment: str = "01_classic") -> dict[str, dict[str, Any]]:
    """Grade with stock nbgrader; return each student's automatic scores by the cells' names."""
    nbgrader(folder, "autograde", assignment)
    return scores_in(folder / "gradebook.db", assignment)


def scores_in(database: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """Return each student's automatic scores by the names of the cells, as a gradebook has them."""
    with Gradebook(f"sqlite:///{database}") as gradebook:
        return {
            submission.student.id: {
                grade.name: (grade.auto_score, grade.max_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(assignment)
        }
