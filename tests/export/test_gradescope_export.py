import pytest
from rosters import read

from viva.course.listing import Found
from viva.export.gradescope_export import METADATA, read_gradescope
from viva.export.uploads import Collected

LIST = """
submission_1:
  :submitters:
  - :name: Ada
    :sid: 0012
    :email: ada@example.org
  :created_at: 2026-01-31 12:00:00 Z
  :score: 3.5
submission_2:
  :submitters:
  - :name: Bo
    :sid: '7'
  - :name: "C\\e[2J"
    :email: c@example.org
"""


def export(text, *names):
    files = [Found(name, 1, lambda limit, name=name: name.encode()) for name in names]
    metadata = Found(METADATA, len(text), lambda limit: text.encode())
    paths = {each.name: each.name for each in (metadata, *files)}
    return metadata, [metadata, *files], paths


def found(text, *names, roster=None):
    collected = Collected()
    place = read_gradescope(*export(text, *names), roster, collected)
    return {student: sorted(files) for student, files in place.items()}, collected.problems


def test_gradescopes_list_says_whose_a_folder_is():
    place, problems = found(LIST, "submission_1/a.ipynb", "submission_2/x/b.ipynb")
    assert place == {"0012": ["a.ipynb"], "7": ["x/b.ipynb"], "c@example.org": ["x/b.ipynb"]}
    assert problems == []


def test_the_list_of_students_names_them(tmp_path):
    roster = read(tmp_path, "student,sid,email\nada,,ada@example.org\nbo,7,\n")
    place, problems = found(LIST, "submission_1/a.ipynb", "submission_2/b.ipynb", roster=roster)
    assert place == {"ada": ["a.ipynb"], "bo": ["b.ipynb"]}
    assert problems == ["submission_2: C\ufffd[2J is not in the list of students: not imported."]


@pytest.mark.parametrize("own", [f"submission_1/{METADATA}", "submission_1/submission_2/a.ipynb"])
def test_nothing_in_a_folder_says_whose_it_is(own):
    place, _ = found(LIST, own)
    assert place["0012"] == [own.partition("/")[2]] and place["7"] == []


def test_a_file_of_no_folder_in_the_list_is_told():
    _, problems = found(LIST, "submission_9/a.ipynb", "readme.txt")
    assert len(problems) == 2 and all("in no folder of" in problem for problem in problems)


@pytest.mark.parametrize(
    "text", ["", "- 1", "a: [", "!!python/object/apply:os.system ['false']", "[" * 10_000]
)
def test_another_file_of_that_name_is_told(text):
    assert "it is not Gradescope's list" in found(text)[1][0]


def test_entries_of_other_forms_are_told():
    _, problems = found("submission_1: 3\nsubmission_2:\n  :submitters: [1]\n")
    said = "nobody is named as its submitter."
    assert problems == [f"submission_1: {said}", f"submission_2: {said}"]
