import csv
import io

import pytest
from nbgrader.api import Gradebook
from rosters import read

from viva.course.new_gradebook import prepare_gradebook
from viva.export.grades import FORMATS, Scores, read_scores, read_students, write_grades

SCORES = [
    Scores("01_line", 10.0, {"novak": 7.5, "oneill": 0.0}),
    Scores("02_more", 4.0, {"novak": 1 / 3, "stranger": 4.0}),
]
STUDENTS = (
    "student,name,email,canvas_id,sis_user_id,sis_login_id,section,username,id_number,sid\n"
    'novak,"Nováková, Zoë ""Zo""",zoe@example.org,4711,,,"Group 1, A",zoe,17,S 1\n'
    "oneill,Sean O'Neill,sean@example.org,,u-8,,,sean,,\n"
)


def export(tmp_path, kind, **changes):
    settings = {"known": {}, "roster": read(tmp_path, STUDENTS), "titles": {}} | changes
    return write_grades(kind, SCORES, **settings)


def rows(exported):
    return list(csv.reader(io.StringIO(exported.text)))


def test_canvas_reads_its_own_columns_and_points(tmp_path):
    exported = export(tmp_path, "canvas", titles={"01_line": "A line, by hand (4711)"})
    ids = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert rows(exported) == [
        [*ids, "A line, by hand (4711)", "02_more"],
        ["    Points Possible", "", "", "", "", "10", "4"],
        ['Nováková, Zoë "Zo"', "4711", "", "", "Group 1, A", "7.5", "0.3333"],
        ["Sean O'Neill", "", "u-8", "", "", "0", ""],
    ]
    assert (exported.rows, exported.unmapped) == (2, ("stranger",))


def test_moodle_finds_students_by_name_of_user_number_or_address(tmp_path):
    assert rows(export(tmp_path, "moodle")) == [
        ["Full name", "Username", "ID number", "Email address", "01_line", "02_more"],
        ['Nováková, Zoë "Zo"', "zoe", "17", "zoe@example.org", "7.5", "0.3333"],
        ["Sean O'Neill", "sean", "", "sean@example.org", "0", ""],
    ]


def test_no_text_is_a_formula_and_ids_and_numbers_stay_as_they_are(tmp_path):
    students = (
        "student,name,canvas_id,username,email,section\n"
        '-novak,"=HYPERLINK(""x"")",-4711,@novak,+n@example.org,+A1\n'
        "oneill,-Sean,\"=cmd|' /C calc'!A0\",sean,,\n"
    )
    scores = [Scores("01_line", 10.0, {"-novak": -1.5, "oneill": 0.0})]
    roster = read(tmp_path, students)
    canvas = write_grades("canvas", scores, {}, roster)
    assert rows(canvas)[2:] == [
        ['\'=HYPERLINK("x")', "-4711", "", "", "'+A1", "-1.5"],
        ["'-Sean", "'=cmd|' /C calc'!A0", "", "", "", "0"],
    ]
    assert canvas.disarmed == ("=cmd|' /C calc'!A0",)
    moodle = write_grades("moodle", scores, {}, roster)
    assert [row[1:4] for row in rows(moodle)[1:]] == [
        ["@novak", "", "+n@example.org"],
        ["sean", "", ""],
    ]
    assert rows(write_grades("csv", scores, {}, roster))[1][:3] == [
        "-novak",
        '\'=HYPERLINK("x")',
        "+n@example.org",
    ]
    assert write_grades("csv", [Scores("a", 1.0, {"=1": 1.0})], {}, None).disarmed == ("=1",)


def test_gradescope_has_first_and_last_names(tmp_path):
    found = rows(export(tmp_path, "gradescope"))
    names = [row[:2] for row in found]
    assert names == [["First Name", "Last Name"], ['Zoë "Zo"', "Nováková"], ["Sean", "O'Neill"]]
    assert found[0][5:] == ["01_line", "01_line - Max Points", "02_more", "02_more - Max Points"]
    assert found[2][5:] == ["0", "10", "", "4"]


def test_without_a_list_students_are_what_the_gradebook_knows():
    known = {"novak": {"student": "novak", "first_name": "Zoë", "last_name": "Nováková"}}
    exported = write_grades("csv", SCORES, known, None)
    assert rows(exported)[1] == ["novak", "Zoë Nováková", "", "7.5", "10", "0.3333", "4"]
    assert [row[0] for row in rows(exported)[2:]] == ["oneill", "stranger"]
    assert exported.unmapped == ()
    assert write_grades("canvas", SCORES, known, None).unmapped == ("novak", "oneill", "stranger")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_each_student_one_row_of_full_length(tmp_path, kind):
    header, *others = rows(export(tmp_path, kind))
    assert {len(row) for row in others} == {len(header)}
    assert len(others) == 2 + bool(FORMATS[kind].points_row)


def test_scores_are_the_gradebooks_without_what_is_taken_off(tmp_path):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    prepare_gradebook(url)
    with Gradebook(url) as gradebook:
        gradebook.add_assignment("01_line")
        gradebook.add_notebook("line", "01_line")
        gradebook.add_grade_cell("q1", "line", "01_line", max_score=5, cell_type="code")
        for student, points in (("late", 4.0), ("very late", 1.0)):
            gradebook.add_student(student, first_name="Zoë", email=None)
            submission = gradebook.add_submission("01_line", student)
            submission.notebooks[0].late_submission_penalty = 2.0
            grade = gradebook.find_grade("q1", "line", "01_line", student)
            grade.auto_score = points
        gradebook.db.commit()
        found = read_scores(gradebook, "01_line")
        assert read_students(gradebook)["late"] == {"student": "late", "first_name": "Zoë"}
    assert found.maximum == 5
    assert found.points == {"late": 2.0, "very late": 0.0}


def test_who_waits_is_who_has_not_been_marked(tmp_path):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    prepare_gradebook(url)
    with Gradebook(url) as gradebook:
        gradebook.add_assignment("01_line")
        gradebook.add_notebook("line", "01_line")
        for name, kind in (("q1", "code"), ("q2", "markdown")):
            gradebook.add_grade_cell(name, "line", "01_line", max_score=5, cell_type=kind)
        # As grading again leaves them: what a person marked is to be looked at again.
        given = {"new": (None, True), "marked": (2.0, False), "again": (2.0, True)}
        for student, (mark, needs) in given.items():
            gradebook.add_student(student)
            gradebook.add_submission("01_line", student)
            gradebook.find_grade("q1", "line", "01_line", student).auto_score = 1.0
            grade = gradebook.find_grade("q2", "line", "01_line", student)
            grade.manual_score, grade.needs_manual_grade = mark, needs
        gradebook.find_grade("q1", "line", "01_line", "again").manual_score = 3.0
        gradebook.find_grade("q1", "line", "01_line", "again").needs_manual_grade = True
        gradebook.db.commit()
        found = read_scores(gradebook, "01_line")
    assert found.waiting == ("new",)
    assert found.points == {"new": 1.0, "marked": 3.0, "again": 5.0}
