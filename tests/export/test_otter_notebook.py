import json

from nbformat.v4 import new_markdown_cell
from otter.nbmeta_config import NBMetadataConfig
from otter.test_files.exception_test import ExceptionTestFile
from small_course import make_course, make_notebook, settings

from viva.course.bundle import make_bundle
from viva.export.otter_notebook import for_instructors, for_students
from viva.grading.layout import lay_out
from viva.grading.read import read_submission
from viva.release.build import build_release


def notebooks(tmp_path):
    course = make_course(tmp_path)
    assignment = course.find("01")
    bundle = make_bundle(assignment)
    released = build_release(course, assignment, tmp_path / "built") / "warm_up.ipynb"
    student = for_students(bundle, json.loads(released.read_text()))
    return bundle, student, for_instructors(bundle)


def sources(notebook):
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}


def test_each_test_is_a_check_that_otter_runs_in_its_place(tmp_path):
    _, *both = notebooks(tmp_path)
    for notebook in both:
        assert sources(notebook)["q01-test"] == 'grader.check("q01_double")'
        stamps = {cell["id"]: cell["metadata"].get("otter") for cell in notebook["cells"]}
        assert stamps.pop("q01-test") == {"tests": ["q01_double"]}
        assert stamps.pop("look") == {"ignore": True}
        assert set(stamps.values()) == {None}
        codes = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert 'otter.Notebook("warm_up.ipynb")' in codes[0]["source"]


def test_students_find_their_tests_in_the_notebook(tmp_path):
    _, student, _ = notebooks(tmp_path)
    config = NBMetadataConfig(student["metadata"]["otter"])
    assert (config.assignment_name, config.ok_format) == ("01_warm_up", False)
    (text,) = config.tests.values()
    assert ExceptionTestFile.from_string(text).possible == 2
    assert "raise NotImplementedError" in sources(student)["q01"]


def test_instructors_find_the_solutions_without_marks(tmp_path):
    _, _, instructor = notebooks(tmp_path)
    text = json.dumps(instructor)
    assert "doubled = [2 * number" in text
    assert "### BEGIN" not in text and "examine(" not in text


def test_viva_lays_it_out_as_its_own_release(tmp_path):
    bundle, student, _ = notebooks(tmp_path)
    plan = lay_out(bundle, read_submission(json.dumps(student).encode()))
    assert [(step.kind, step.question) for step in plan.steps] == [
        ("show", None),
        ("run", None),
        ("show", None),
        ("run", "q01_double"),
        ("test", "q01_double"),
        ("show", None),
        ("show", "q02_linear"),
    ]
    assert plan.blank == {"q01_double", "q02_linear"}


def test_written_questions_alone_need_no_code(tmp_path):
    marks = settings("q01_why", grade=True, solution=True, points=1)
    course = make_course(
        tmp_path, make_notebook([new_markdown_cell("Because.", metadata=marks, id="q01")])
    )
    for exam in course.exams.glob("*"):
        exam.unlink()
    instructor = for_instructors(make_bundle(course.find("01")))
    assert [cell["id"] for cell in instructor["cells"]] == ["otter-setup", "q01"]
