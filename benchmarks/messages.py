"""Tell what each wrong answer of the course's exams would hear if nobody had named it.

The hint of a named mistake is what its author foresaw; most of what students write nobody foresaw.
So each wrong answer is taken off the list of its question and graded: what it hears then, students
hear whose mistake is on no list.

``make messages`` writes docs/messages.md and docs/messages.json.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[0] = str(REPOSITORY / "tests")

from viva.certify.certify import Trial, all_trials, in_parts, trial_notebook  # noqa: E402
from viva.classroom.grader import Grader  # noqa: E402
from viva.classroom.pool import Pool, cores  # noqa: E402
from viva.course.bundle import make_bundle  # noqa: E402
from viva.course.confinement import confine_own  # noqa: E402
from viva.course.layout import Assignment, Course  # noqa: E402
from viva.exam import Question  # noqa: E402
from viva.grading.plain import plain  # noqa: E402
from viva.grading.rehearsal import Rehearsal  # noqa: E402

STORED = REPOSITORY / "docs" / "messages.json"
PAGE = REPOSITORY / "docs" / "messages.md"


KINDS = {
    "difference": "says how it differs (shape, sign, factor, axis, order, what is missing), or "
    "what the notebook's own check asks for",
    "error": "names an exception, its text and the line",
    "place": "names the call and the entry with both numbers, or which parts are right",
    "another": "is the hint of another named mistake",
    "general": "only says that the value is not right, or how many entries are",
}
ERROR = re.compile(r" raised |, at your line `| is not answered yet")
BOTH = re.compile(r"ours is \S+, and \S+ is expected\.")
PARTS = re.compile(r"not right\. \w[\w, ]* (is|are) right\.$")
GENERAL = re.compile(r"(values? (is|are) not right|entries are right|entries is right)\.$")


@contextmanager
def unnamed(question: Question, trial: Trial) -> Iterator[list[str]]:
    """Take a wrong answer off its question's list; give the hints that are left."""
    named = list(question.wrong_answers)
    question.wrong_answers[:] = [w for w in named if w.title != trial.title]
    try:
        yield [plain(wrong.hint) for wrong in question.wrong_answers]
    finally:
        question.wrong_answers[:] = named


def try_unnamed(
    grader: Grader, assignment: Assignment, trials: Sequence[Trial]
) -> list[dict[str, Any]]:
    """Grade wrong answers to one question, each as if it were unnamed."""
    judge = grader.judge(assignment)
    (question,) = {trial.question for trial in trials}
    found = []
    with Rehearsal(judge, question) as rehearsal:
        for trial in trials:
            with unnamed(judge.examiner.exam.questions[question], trial) as hints:
                verdict = rehearsal.grade(trial_notebook(judge.bundle, trial))
            (asked,) = [q for q in verdict.questions if q.id == question]
            found.append(
                {
                    "question": question,
                    "title": trial.title,
                    "message": asked.message,
                    "kind": kind_of(asked.message, hints),
                }
            )
    return found


def kind_of(message: str, hints: Collection[str]) -> str:
    """Return which of `KINDS` a message is.

    Parameters
    ----------
    hints
        Those of the question's named mistakes.
    """
    if any(hint in message for hint in hints):
        return "another"
    if ERROR.search(message):
        return "error"
    if BOTH.search(message) or PARTS.search(message):
        return "place"
    return "general" if not message or GENERAL.search(message) else "difference"


INTRODUCTION = """# What a mistake hears that nobody named

`make messages` wrote this page. Every wrong answer of the exams has a hint of its own; a student's
mistake may be on no list. So each wrong answer was taken off its question's list and graded: what
it heard then is counted here.

A message is *specific* if it says how or where the answer is off: the first three kinds. It is
*general* if it only says that something is off: the last kind. The hint of another named mistake
may fit or be *misleading*; no count can tell which, so it has a row of its own.

"""
# Found in the same way at an earlier commit, whose exams had wrong answers of their own.
EARLIER = REPOSITORY / "docs" / "messages_before.json"
BEFORE = """
## Before

The same for 01 to 05 as they were on {date} ({commit}), with the wrong answers that the exams had
then.

"""


def page(stored: Mapping[str, Sequence[Mapping[str, str]]], earlier: Mapping[str, Any]) -> str:
    """Write the page from what was heard, and from how often which kind was heard earlier."""
    counts = {name: Counter(each["kind"] for each in found) for name, found in stored.items()}
    before = {name: Counter(kinds) for name, kinds in earlier["kinds"].items()}
    return INTRODUCTION + table(counts) + BEFORE.format_map(earlier) + table(before)


def table(found: Mapping[str, Counter[str]]) -> str:
    """Write a table of how often which kind of message was heard, by notebook and in all."""
    counts = {**found, "all": sum(found.values(), Counter())}
    text = "| the message | " + " | ".join(name[:3].strip("_") for name in counts)
    text += " |\n|---|" + "---:|" * len(counts) + "\n"
    for kind, said in KINDS.items():
        text += f"| {said} | " + " | ".join(str(c[kind]) for c in counts.values()) + " |\n"
    text += "| wrong answers | " + " | ".join(str(c.total()) for c in counts.values()) + " |\n"
    shares = (f"{c['general'] / c.total():.0%}" for c in counts.values())
    return text + "| share of the last kind | " + " | ".join(shares) + " |\n"


def main() -> None:
    """Grade, and write the page."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("numbers", nargs="*", help="of these notebooks only; others stay")
    chosen = options.parse_args().numbers
    course = Course(REPOSITORY)
    stored = json.loads(STORED.read_text()) if STORED.exists() else {}
    for assignment in course.assignments():
        if chosen and assignment.name[:2] not in chosen:
            continue
        trials = [t for t in all_trials(make_bundle(assignment)) if t.kind == "wrong"]
        tasks = [(assignment, part) for part in in_parts(trials)]
        with Pool(cores(), False, confine_own(course)) as judges:
            found = [each for _, part in judges.run(try_unnamed, tasks) for each in part]
        stored[assignment.name] = sorted(found, key=lambda each: (each["question"], each["title"]))
        STORED.write_text(json.dumps(dict(sorted(stored.items())), indent=1) + "\n")
        print(f"{assignment.name}: {len(found)} wrong answers", flush=True)
    PAGE.write_text(page(stored, json.loads(EARLIER.read_text())), encoding="utf-8")


if __name__ == "__main__":
    main()
