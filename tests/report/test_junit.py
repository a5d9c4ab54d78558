from xml.etree import ElementTree

import hypothesis.strategies as st
from hypothesis import given
from junitparser import Error, Failure, JUnitXml, Skipped
from verdicts import STATUSES, checked, one_of_each, question, unreadable

from viva.report.junit import junit


def parsed(*all_checked):
    """Read with a consumer's parser."""
    return JUnitXml.fromstring(junit(all_checked).encode())


def test_each_status_is_what_a_consumer_makes_of_it():
    (suite,) = parsed(one_of_each())
    kinds = {case.name: [type(result) for result in case.result] for case in suite}
    assert [kinds[f"q{n:02d}"] for n in range(len(STATUSES))] == [
        *([], [Failure], [Failure], [Error], [Error], [Error], [Error]),
        *([Skipped], [Skipped], [Skipped]),
    ]
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (10, 2, 4, 3)
    assert suite.time == 1.25
    assert {case.time for case in suite} == {0.3}
    assert {p.name: p.value for p in suite.properties()} == {
        "score": "2.5",
        "max_score": "16.0",
        "sandbox": "bubblewrap",
    }


def test_sums_are_those_of_all_suites():
    both = parsed(one_of_each(), checked(question(), name="bob"))
    counts = (both.tests, both.failures, both.errors, both.skipped, both.time)
    assert counts == (11, 3, 4, 3, 2.5)


def test_tests_of_two_students_are_told_apart():
    cases = [case for suite in parsed(one_of_each(), checked(question("q00"))) for case in suite]
    names = {(case.classname, case.name) for case in cases}
    assert ("01_line: ada", "q00") in names
    assert len({(s.name) for s in parsed(checked(name="ada"), checked(name="bob"))}) == 2


def test_what_cannot_be_read_is_an_error():
    (suite,) = parsed(unreadable())
    (case,) = suite
    assert case.result[0].message == "The file breaks off."
    assert (suite.tests, suite.errors) == (1, 1)


def test_the_file_is_named():
    text = junit([checked(question(), file="01_line/line.ipynb")])
    assert ElementTree.fromstring(text).find(".//testcase").get("file") == "01_line/line.ipynb"


@given(st.text(st.characters(codec=None, exclude_categories=())), st.sampled_from(STATUSES))
def test_any_message_makes_valid_xml(message, status):
    (suite,) = parsed(checked(question("q01", status, message), name=message or "x"))
    assert suite.tests == 1


def test_a_message_arrives_as_it_was_said():
    said = "2 < 3 & \"x\"\n]]> <b>'y'</b>"
    case = ElementTree.fromstring(junit([checked(question(message=said))])).find(".//failure")
    assert case.text == said
    assert case.get("message") == " ".join(said.split())
