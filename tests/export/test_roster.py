import pytest
from rosters import read

from viva.course.layout import UsageProblem

HEADER = "student,name,canvas_id\n"


def test_names_may_have_commas_quotes_accents_and_spaces(tmp_path):
    text = HEADER + 'novak,"Nováková, Zoë ""Zo""",4711\n  ng , Ng ,\n'
    roster = read(tmp_path, text)
    assert roster.students == {
        "novak": {"student": "novak", "name": 'Nováková, Zoë "Zo"', "canvas_id": "4711"},
        "ng": {"student": "ng", "name": "Ng"},
    }
    assert roster.problems == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_spreadsheets_write_is_read(tmp_path, encoding):
    roster = read(tmp_path, "Student;SIS User ID\r\nnovak;S 1\r\n", encoding)
    assert roster.students == {"novak": {"student": "novak", "sis_user_id": "S 1"}}


def test_bad_rows_are_told_with_their_line_and_the_others_count(tmp_path):
    text = (
        HEADER
        + '"a","A\nB",1\n'
        + ",Nobody,2\n"
        + "b,B\n"
        + "\n"
        + "a,Again,3\n"
        + "c,C,1\nd,D,9\n"
    )
    roster = read(tmp_path, text)
    assert sorted(roster.students) == ["a", "d"]
    assert roster.problems == [
        "students.csv, line 4: the column student is empty.",
        "students.csv, line 5: it has 2 cells instead of 3.",
        "students.csv, line 7: student a is also in line 2.",
        "students.csv, line 8: canvas_id 1 is also in line 2.",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must begin with a line of distinct column names"),
        ("name,email\n", "including 'student'"),
        ("student,student\n", "distinct column names"),
        ("student,shoe\n", "unknown column shoe. Known columns: student, name"),
    ],
)
def test_a_header_that_cannot_be_used_is_told(tmp_path, text, words):
    with pytest.raises(UsageProblem, match=words):
        read(tmp_path, text)


def test_what_is_no_text_is_told(tmp_path):
    with pytest.raises(UsageProblem, match="cannot be read as UTF-8 text"):
        read(tmp_path, "student,name\nzoe,Zoë\n", "latin-1")
