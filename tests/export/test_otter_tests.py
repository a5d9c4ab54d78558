import ast

import pytest
from otter.test_files.exception_test import ExceptionTestFile
from small_exam import bundle, code, grading

from viva.export.otter_tests import (
    VISIBLE,
    ExportProblem,
    all_tests,
    as_function,
    free_names,
    points_of,
    visible_tests,
)

SCALE = bundle().questions[0]


def read(text):
    return ExceptionTestFile.from_string(text)


def run_function(text, env):
    space = {"kept_streams": __import__("contextlib").nullcontext}
    exec(as_function(text, "visible_test", ["scale"]), space)
    function = space["visible_test"]
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return function(**{name: env if name == "env" else env.get(name) for name in names})


def test_points_are_those_of_the_judge():
    assert points_of(2.0, [1.0, 3.0]) == [(0.4, 0.1), (1.2, pytest.approx(0.3))]
    for points, weights in ((4.0, [1, 1, 1]), (5.0, [1, 2, 0.5]), (0.3, [7])):
        parts = points_of(points, weights)
        assert sum(sum(parts, ())) == points
        for passed in range(2 ** len(weights)):
            earned = [n for n in range(len(weights)) if passed >> n & 1]
            weight = sum(weights[n] for n in earned)
            with_visible = sum(sum(parts[n]) for n in earned)
            without = sum(parts[n][0] for n in earned)
            assert with_visible == pytest.approx(points * weight / sum(weights))
            assert without == pytest.approx(points * weight / (sum(weights) + 1))


def test_a_question_without_cases_has_all_its_points_on_the_visible_test():
    found = read(all_tests(bundle(exam=None), SCALE))
    assert [(case.name, case.points) for case in found.test_cases] == [(VISIBLE, 2.0)]


def test_every_case_of_the_exam_is_hidden_and_the_visible_test_is_not():
    found = read(all_tests(bundle(), SCALE))
    assert {case.name: case.hidden for case in found.test_cases} == {
        VISIBLE: False,
        "five numbers": True,
        "five numbers; and the visible test": True,
        "three rows": True,
        "three rows; and the visible test": True,
    }
    assert found.possible == 2.0 and not found.all_or_nothing


def test_students_get_the_visible_test_alone_for_all_of_the_points():
    text = visible_tests(bundle(), SCALE)
    found = read(text)
    assert [(case.name, case.points, case.hidden) for case in found.test_cases] == [
        (VISIBLE, 2.0, False)
    ]
    assert "five numbers" not in text and "sitting" not in text


def test_otter_runs_the_visible_test_on_the_notebooks_names():
    found = read(visible_tests(bundle(), SCALE))
    found.run({"scale": lambda v, factor: [x * factor for x in v]})
    assert found.score == 2.0
    found.run({"scale": lambda v, factor: v})
    assert found.score == 0
    assert "the second entry" in found.test_case_results[0].message
    found.run({})
    assert "`scale` is not defined." in found.test_case_results[0].message


def test_a_string_over_several_lines_stays_what_it_is():
    text = 'text = """one\n  two\nthree"""\nassert scale(text) == 15, f"""no:\n{text}"""'
    run_function(text, {"scale": len})
    with pytest.raises(AssertionError, match="no:\none\n  two\nthree"):
        run_function(text, {"scale": id})


def test_a_name_may_be_used_before_the_test_assigns_it():
    run_function(
        "scale = scale(2)\nassert [scale for _ in range(2)] == [4, 4]", {"scale": lambda x: 2 * x}
    )


def test_names_of_inner_functions_and_comprehensions_are_the_notebooks_too():
    text = "def inner(a):\n    return a + offset\nassert [inner(n) for n in rows] and max(1, 2)"
    assert free_names(text) == {"inner", "offset", "rows"}


def test_what_cannot_be_a_function_is_said():
    cell = code(
        "q01_scale_test", "%time scale(1)", nbgrader=grading("q01_scale_test", 2, grade=True)
    )
    with pytest.raises(ExportProblem, match="The visible test cannot be turned into a function"):
        visible_tests(bundle(cells=(cell,)), SCALE)


def test_tests_are_python_whatever_a_title_holds():
    assert ast.parse(all_tests(bundle(), SCALE))
