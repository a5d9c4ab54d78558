import dataclasses
import pickle
import re

import nbformat
import pytest
from full_exam import full_course

from viva.course.confinement import Confinement
from viva.course.package import make_package
from viva.exam.load import ExamProblem
from viva.grading.bundle import Limits
from viva.worker.limits import Resources

CONFINEMENT = Confinement(False, Limits(), Resources(), warm=())


@pytest.fixture
def made(tmp_path):
    return full_course(tmp_path)


def package(made, confinement=CONFINEMENT, figures=False):
    return make_package(made[1], confinement, figures)


def edit(made, change):
    path = made[1].source_path
    notebook = nbformat.read(path, as_version=4)
    change({cell["id"]: cell for cell in notebook.cells})
    nbformat.write(notebook, path)


def test_it_travels_and_makes_the_bundle_with_its_exam(made):
    sent = package(made)
    bundle = pickle.loads(pickle.dumps(sent)).unpack()
    assert bundle.exam.questions["q01_double"].wrong_answers[0].title == "squares"
    assert sent.bundle.exam is None
    assert sent.digest == package(made).digest


def test_what_is_wrong_with_an_exam_is_said_of_its_own_file_by_whoever_executes_it(made):
    path = made[1].exam_path
    path.write_text("import math\n1 / 0\n")
    sent = pickle.loads(pickle.dumps(package(made)))
    said = re.escape(f"{path}, line 2: ZeroDivisionError: ")
    with pytest.raises(ExamProblem, match=f"^{said}"):
        sent.unpack()


def test_without_an_exam_there_is_none(made):
    (made[0].exams / "warm_up.py").unlink()
    with pytest.raises(ExamProblem, match="q01_double_test asks an exam, but there is no"):
        make_package(made[0].find("01"), CONFINEMENT, False)
    path = made[1].source_path
    text = path.read_text()
    path.write_text(text.replace("from viva.grading import examine;", "#"))
    sent = make_package(made[0].find("01"), CONFINEMENT, False)
    assert sent.unpack().exam is None
    path.write_text(text)
    assert sent.base != package(full_again(made)).base


def full_again(made):
    from full_exam import write_exam

    write_exam(made[0])
    return made[0], made[0].find("01")


@pytest.mark.parametrize(
    ("cell", "change", "base", "questions"),
    [
        ("given", {"source": "import cmath"}, True, []),
        ("look", {"source": "double_all([4])"}, False, []),
        ("title", {"source": "# Warm up!"}, False, []),
        ("q01", {"source": "double_all = 1"}, True, []),
        ("q01-test", "text", False, ["q01_double"]),
        ("q01-test", "points", False, ["q01_double"]),
        ("q02", "points", False, ["q02_linear"]),
        ("given", {"id": "another"}, True, []),
    ],
)
def test_a_change_of_the_notebook_concerns_what_it_can_affect(made, cell, change, base, questions):
    before = package(made)

    def make(cells):
        if change == "points":
            cells[cell]["metadata"]["nbgrader"]["points"] = 7
        elif change == "text":
            cells[cell]["source"] = cells[cell]["source"].replace("[2, 4], ", "[2, 4],")
        else:
            cells[cell].update(change)

    edit(made, make)
    after = package(made)
    assert (after.base != before.base) == base
    assert [q for q in before.questions if after.questions[q] != before.questions[q]] == questions


def test_limits_figures_files_and_the_environment_belong_to_all(made, monkeypatch):
    plain = package(made)
    limits = dataclasses.replace(CONFINEMENT, limits=Limits(cell_seconds=1))
    bases = [
        package(made, limits).base,
        package(made, dataclasses.replace(CONFINEMENT, sandboxed=True)).base,
        package(made, figures=True).base,
        dataclasses.replace(plain, environment="another").base,
    ]
    (made[1].source_path.parent / "data.csv").write_text("1")
    bases.append(package(made).base)
    assert len({plain.base, *bases}) == len(bases) + 1


def test_what_notebook_and_exam_import_belongs_to_the_environment(made):
    before = package(made).environment
    assert "numpy" in before and "viva" in before and "joblib" not in before
    with made[1].exam_path.open("a") as exam:
        exam.write("def later():\n    import joblib\n")
    assert "joblib" in package(made).environment
