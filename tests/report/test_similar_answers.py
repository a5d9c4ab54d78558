import pytest
from copied_answers import REPOSITORY, SIMILARITIES, measure, table

from viva.course.layout import Course
from viva.report.similar_answers import (
    COMMON_STUDENTS,
    FEWEST_TOKENS,
    LEAST_SIMILARITY,
    MOST_PAIRS,
    ROWS,
    alike,
    given_lines,
    lines_of,
    rests,
    similar_answers,
)

GIVEN = [
    {"cell_type": "code", "source": "import numpy as np\ndef total(rows):\n    raise E\n"},
    {"cell_type": "markdown", "source": "Add up with `t = t + 1`, or:\n```\nfor row in rows:\n```"},
]
MINE = """def total(rows):
    # the answer
    result, seen = 0, []
    for row in rows:
        if row[0] not in seen and len(row) > 2:
            result += np.sqrt(row[1]) * row[2] - 3
            seen.append(row[0])
    return result / max(len(seen), 1)
"""
RENAMED = """def total(rows):
    \"\"\"Return it.\"\"\"
    r, s = 0, []


    for x in rows:
        if x[0] not in s and len(x) > 2:
            r   += np.sqrt( x[1] )*x[2]-3   # all mine
            s.append(x[0])
    return r/max(len(s), 1)
"""
OTHER = """def total(rows):
    firsts = {}
    for row in reversed(rows):
        firsts[row[0]] = row if len(row) >= 3 else None
    values = [np.sqrt(b) * c - 3 for _, b, c in filter(None, firsts.values())]
    return sum(values) / (len(values) or 1)
"""


def found_in(answers):
    return similar_answers({"q01": answers}, GIVEN)


def test_names_comments_and_layout_hide_nothing():
    (pair,) = found_in({"ada": MINE, "bo": RENAMED, "cy": OTHER}).pairs
    assert pair.students == ("ada", "bo")
    (answer,) = pair.answers
    assert (answer.question, answer.similarity) == ("q01", 1.0)
    assert answer.texts == (MINE, RENAMED)
    assert pair.tokens == answer.tokens > 25


def test_what_everybody_was_given_is_no_evidence():
    assert (
        similar_answers(
            {"q01": {"ada": MINE, "bo": MINE}}, [*GIVEN, {"cell_type": "code", "source": MINE}]
        ).pairs
        == ()
    )
    names = {"for", "in"}
    given = lines_of("for row in rows:\n", names)
    assert rests([lines_of("for row in rows:\n    t = t + 1\n", names)], given) == [
        ("_", "=", "_", "+", "1")
    ]


def test_what_many_students_have_is_no_evidence():
    few = {f"s{number}": MINE for number in range(COMMON_STUDENTS)}
    assert found_in(few).found == COMMON_STUDENTS * (COMMON_STUDENTS - 1) / 2
    assert found_in({**few, "one more": MINE}).found == 0


def test_short_answers_are_no_evidence():
    assert found_in({"ada": "x = rare(7, 3)", "bo": "x = rare(7, 3)"}).found == 0


def test_how_alike_two_are():
    words = tuple("abcdefghijklmnopqrstuvwxyz0123")
    changed = (*words[:-2], "!", "?")
    ((first, second, similarity),) = alike([words, ("x",), changed])
    assert (first, second) == (0, 2)
    assert similarity == pytest.approx(2 * 28 / 60)
    assert list(alike([words, words[::-1]])) == []
    # Those that are compared in different blocks.
    others = [tuple(f"{n} {k}" for k in range(30)) for n in range(ROWS)]
    assert list(alike([words, *others, words])) == [(0, ROWS + 1, 1.0)]
    assert list(alike([*others, words, words])) == [(ROWS, ROWS + 1, 1.0)]


def test_pairs_with_most_in_common_come_first_and_all_are_counted():
    answers = {}
    for number in range(MOST_PAIRS + 5):
        own = "".join(f"    a[{number}] = b({number}, {n})\n" for n in range(3 + number))
        answers |= {f"x{number:02}": own, f"y{number:02}": own}
    found = found_in(answers)
    assert found.found >= MOST_PAIRS + 5 and len(found.pairs) == MOST_PAIRS
    tokens = [pair.tokens for pair in found.pairs]
    assert tokens == sorted(tokens, reverse=True)


@pytest.mark.parametrize(
    "text", ["def f(:\n", "'''", "a\n  b\n c", "%%bash\nls", "", "\0", "x = 1 +"]
)
def test_what_is_no_python_is_read_as_far_as_it_goes(text):
    assert isinstance(lines_of(text, ()), list)
    assert found_in({"ada": text, "bo": text}).found == 0


def test_attributes_and_given_names_stay():
    (line,) = lines_of("total = np.sqrt(total.size)", {"np"})
    assert line == ("_", "=", "np", ".", "sqrt", "(", "_", ".", "size", ")")


GIVING = "X = load()\nW = np.ones(3)\ndef cost(X, W):\n    pass"
GIVEN_NAMES = [{"cell_type": "code", "source": GIVING}]
WITH_GIVEN_NAMES = """def cost(X, W):
    X = X - X.mean()
    for row in X:
        W = W + row * (1 - row) / len(X)
        W[0] -= 2 * W[1] ** 2
    return [w for w in W if w > 0]
"""


def test_names_of_the_notebook_that_a_function_uses_for_its_own_hide_nothing():
    other = WITH_GIVEN_NAMES.replace("X", "data").replace("W", "weights")
    (pair,) = similar_answers({"q01": {"ada": WITH_GIVEN_NAMES, "bo": other}}, GIVEN_NAMES).pairs
    assert pair.answers[0].similarity == 1.0
    # The line that the notebook gives is no evidence under either name.
    given = given_lines([GIVING], {"X", "W", "np", "load"})
    assert lines_of("def cost(a, b):", {"X", "W"})[0] in given
    assert lines_of("X = load()", {"X", "load"})[0] in given
    # Outside a function a name of the notebook's means the same to everybody, and stays.
    assert lines_of("X = X - 1", {"X"}) == [("X", "=", "X", "-", "1")]


def test_the_limits_do_what_the_documentation_says():
    """Run `python tests/helpers/copied_answers.py` for the new table where the exams changed."""
    text = (REPOSITORY / "docs" / "alike.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in text.split("\n")
        if line.startswith(("| independent", "| copies"))
    ]
    measured = table(measure(Course(REPOSITORY).assignments()))
    assert [row[0] for row in rows] == [row[0] for row in measured]
    for said, found in zip(rows, measured, strict=True):
        assert float(said[1]) == pytest.approx(float(found[1]), rel=0.1), said[0]
        for one, other in zip(said[2:], found[2:], strict=True):
            assert float(one.split()[0]) == pytest.approx(float(other.split()[0]), abs=5), said[0]
    chosen = 2 + SIMILARITIES.index(LEAST_SIMILARITY)
    assert f"{FEWEST_TOKENS} words and signs" in text and f"at least {LEAST_SIMILARITY:.2f}" in text
    # What the choice was made for.
    assert float(measured[0][chosen].split()[0]) < 1
    assert float(measured[2][chosen].split()[0]) > 99
