"""Verdicts as JUnit XML, which GitHub's actions, GitLab and Jenkins read.

A submission is a suite and a question a test. What is not right is a failure; what raises, hangs
or ends the process is an error; what is not started, what a person marks, and what this machine
cannot grade, is skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from viva.grading.verdict import QuestionVerdict, Verdict
from viva.report.checked import Checked, clean, one_line

KINDS = {
    "partial": "failure",
    "failed": "failure",
    "error": "error",
    "timeout": "error",
    "killed": "error",
    "missing": "error",
    "blank": "skipped",
    "manual": "skipped",
    "missing package": "skipped",
}
COUNTS = {"tests": "", "failures": "failure", "errors": "error", "skipped": "skipped"}


def junit(all_checked: Sequence[Checked]) -> str:
    """Return verdicts as JUnit XML."""
    suites = ElementTree.Element("testsuites", {"name": "viva"})
    for checked in all_checked:
        suites.append(suite(checked))
    for name in COUNTS:
        suites.set(name, str(sum(int(each.get(name, "0")) for each in suites)))
    suites.set("time", f"{sum(checked.verdict.seconds for checked in all_checked):.3f}")
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def suite(checked: Checked) -> ElementTree.Element:
    """Return the test suite of one submission."""
    verdict = checked.verdict
    title = one_line(checked.title)
    made = ElementTree.Element("testsuite", {"name": title, "time": f"{verdict.seconds:.3f}"})
    if verdict.status != "graded":
        made.append(unreadable(checked, title, verdict))
    else:
        score = {"score": verdict.score, "max_score": verdict.max_score}
        properties = ElementTree.SubElement(made, "properties")
        for name, value in (score | {"sandbox": verdict.sandbox}).items():
            ElementTree.SubElement(properties, "property", {"name": name, "value": f"{value}"})
        for question in verdict.questions:
            made.append(case(checked, title, question))
    cases = made.findall("testcase")
    for name, kind in COUNTS.items():
        found = [each for each in cases if not kind or each.find(kind) is not None]
        made.set(name, str(len(found)))
    return made


def case(checked: Checked, title: str, question: QuestionVerdict) -> ElementTree.Element:
    """Return the test case of one question."""
    made = _case(checked, title, question.id)
    # No finer than the verdict's own time: how long a hidden case takes is nobody's business.
    made.set("time", f"{question.seconds:.1f}")
    kind = KINDS.get(question.status)
    if kind is not None:
        told = {"message": one_line(question.message) or question.status}
        if kind != "skipped":
            told["type"] = question.status
        ElementTree.SubElement(made, kind, told).text = clean(question.message)
    return made


def unreadable(checked: Checked, title: str, verdict: Verdict) -> ElementTree.Element:
    """Return the only test case of a submission that cannot be read: it fails."""
    made = _case(checked, title, "the notebook can be read")
    told = {"message": one_line(verdict.message), "type": verdict.status}
    ElementTree.SubElement(made, "error", told).text = clean(verdict.message)
    return made


def _case(checked: Checked, title: str, name: str) -> ElementTree.Element:
    # GitLab tells tests apart by class and name: so the class says which submission it is.
    made = ElementTree.Element("testcase", {"classname": title, "name": one_line(name)})
    if checked.file is not None:
        made.set("file", one_line(checked.file))
    return made
