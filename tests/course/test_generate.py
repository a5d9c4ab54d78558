import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from small_course import cells, make_course, make_notebook, settings

from viva.course.generate import ReleaseError, generate, one_line, record_assignment


@pytest.fixture(params=["a course", "course [2026] *?"])
def course(tmp_path, request):
    return make_course(tmp_path / request.param)


def write_source(course, notebook):
    nbformat.write(notebook, course.find("01").source_path)


def test_students_get_stubs_and_no_gradebook_is_touched(course, tmp_path):
    built = generate(course, course.find("01"), tmp_path / "built")
    assert built == tmp_path / "built" / "01_warm_up"
    text = (built / "warm_up.ipynb").read_text()
    assert "NotImplementedError" in text and "2 * number" not in text
    assert not (course.root / "gradebook.db").exists()


def test_what_lies_beside_goes_along_and_what_is_to_be_left_out_does_not(course, tmp_path):
    folder = course.find("01").source_path.parent
    for name in ("data/numbers.csv", ".ipynb_checkpoints/warm_up.ipynb", "verdict.json", "x.pyc"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
    (folder / "old.ipynb.txt").write_text("mine")
    built = generate(course, course.find("01"), tmp_path / "built")
    files = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert files == {"warm_up.ipynb", "data/numbers.csv", "old.ipynb.txt"}


def test_the_reason_of_a_failure_is_told(course, tmp_path):
    broken = cells()
    broken[3].source = broken[3].source.replace("### END SOLUTION", "")
    write_source(course, make_notebook(broken))
    with pytest.raises(ReleaseError, match=r"warm_up\.ipynb cannot be released: .*\.$") as problem:
        generate(course, course.find("01"), tmp_path)
    assert "\n" not in str(problem.value)


def test_recording_fills_the_gradebook_and_leaves_submissions_alone(course):
    assignment = course.find("01")
    record_assignment(course, assignment)
    with Gradebook(course.gradebook_url, course.course_id) as gradebook:
        assert gradebook.find_assignment("01_warm_up").max_score == 4
        gradebook.add_student("ada")
        gradebook.add_submission("01_warm_up", "ada")
        grade = gradebook.find_grade("q01_double_test", "warm_up", "01_warm_up", "ada")
        grade.auto_score = 1.5
        gradebook.db.commit()
    changed = cells()
    changed[4].metadata.nbgrader.points = 3
    write_source(course, make_notebook(changed))
    record_assignment(course, assignment)
    with Gradebook(course.gradebook_url, course.course_id) as gradebook:
        grade = gradebook.find_grade("q01_double_test", "warm_up", "01_warm_up", "ada")
        assert (grade.auto_score, grade.max_score) == (1.5, 3)


def test_questions_cannot_change_under_submissions(course):
    assignment = course.find("01")
    record_assignment(course, assignment)
    with Gradebook(course.gradebook_url, course.course_id) as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("01_warm_up", "ada")
    extra = new_code_cell("1", id="q03", metadata=settings("q03_new", solution=True))
    write_source(course, make_notebook([*cells(), extra]))
    with pytest.raises(ReleaseError, match="there are submissions"):
        record_assignment(course, assignment)
    with Gradebook(course.gradebook_url, course.course_id) as gradebook:
        assert gradebook.assignment_submissions("01_warm_up")


def test_a_message_is_one_sentence():
    assert one_line(ValueError("two\n  lines")) == "two lines."
    assert one_line(ValueError("whole.")) == "whole."
    assert one_line(ValueError()) == "ValueError."
