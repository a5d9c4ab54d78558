import pytest
from small_course import make_notebook

from viva.course.mistakes import called, language_of, mistakes_in, region_fault


def test_a_sound_notebook_has_no_mistakes():
    assert mistakes_in(make_notebook(), "x.ipynb") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("BEGIN SOLUTION\nx\nEND SOLUTION", ""),
        ("no marks", ""),
        ("#BEGIN SOLUTION\n#BEGIN SOLUTION\n#END SOLUTION", "comes again in line 2"),
        ("a\n# END SOLUTION", "in line 2 has no ### BEGIN SOLUTION"),
        ("# BEGIN SOLUTION", "has no ### END SOLUTION below it"),
    ],
)
def test_marks_come_in_pairs(text, fault):
    assert fault in region_fault(text, "SOLUTION")
    assert bool(fault) == bool(region_fault(text, "SOLUTION"))


def test_a_cell_without_a_name_is_called_by_its_first_words():
    assert called({"source": "\nx = 1\ny", "metadata": {}}, 4) == "cell 5 ('x = 1')"


@pytest.mark.parametrize(("name", "accepted"), [("q01-b_C", True), ("q02 when?", False)])
def test_a_name_must_be_one_that_nbgrader_accepts(name, accepted):
    notebook = make_notebook()
    answer = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade"))
    answer["metadata"]["nbgrader"]["grade_id"] = name
    said = mistakes_in(notebook, "x.ipynb")
    assert said == [] if accepted else f"x.ipynb, cell {name}: nbgrader does not accept" in said[0]


def test_a_notebook_says_its_language_in_two_places():
    assert language_of({"metadata": {"language_info": {"name": "julia"}}}) == "julia"
    assert language_of({"metadata": {"kernelspec": {"language": "R"}}}) == "R"
    assert language_of({}) == ""


def test_metadata_of_a_later_version_is_named():
    notebook = make_notebook()
    answer = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade"))
    answer["metadata"]["nbgrader"]["schema_version"] = 9
    (said,) = mistakes_in(notebook, "x.ipynb")
    assert "is of version 9, and the nbgrader that is installed reads version 3. Install" in said
    assert said.startswith("x.ipynb, cell q")
