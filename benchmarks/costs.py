"""Tell what each answer of the course's exams costs in the questions that use it.

A mistake is paid for once. Every wrong and right answer whose names later questions use is graded
with the solution everywhere else, and what it costs there is written down.

``make costs`` writes docs/costs.md and docs/costs.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from viva.certify.certificate_page import costs_section
from viva.certify.certify import Certificate, Trial, certify
from viva.certify.costs import Cost, Costs
from viva.course.layout import Course

REPOSITORY = Path(__file__).resolve().parents[1]
STORED = REPOSITORY / "docs" / "costs.json"
PAGE = REPOSITORY / "docs" / "costs.md"
MEASURED = "`make costs` wrote this page, from the exams as they were on the day of each row: "


def is_asked_later(trial: Trial) -> bool:
    """Return whether later questions use what the answer defines."""
    return bool(trial.also)


def to_json(costs: Costs, day: str) -> dict[str, Any]:
    """Return what the answers of one notebook cost, as plain data."""
    asked = [[*pair, number] for pair, number in costs.asked.items()]
    found = [asdict(cost) for cost in costs.found]
    return {"day": day, "answers": costs.answers, "asked": asked, "found": found}


def from_json(stored: Mapping[str, Any]) -> Costs:
    """Return what the answers of one notebook cost, from what `to_json` returned."""
    asked = {(question, other): number for question, other, number in stored["asked"]}
    return Costs(stored["answers"], asked, [Cost(**cost) for cost in stored["found"]])


def page(stored: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> str:
    """Write the page from what was found, and name the notebooks that have not been asked yet."""
    certificates = [Certificate(name, costs=from_json(each)) for name, each in stored.items()]
    text = "\n".join(costs_section(certificates)).replace("## ", "# ", 1)
    days = ", ".join(f"{name[:2]} on {each['day']}" for name, each in stored.items())
    missing = ", ".join(name[:2] for name in names if name not in stored)
    lacking = f" Not asked yet: {missing}." if missing else ""
    return f"{text.rstrip()}\n\n{MEASURED}{days}.{lacking}\n"


def main() -> None:
    """Grade, and write the page."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("numbers", nargs="*", help="of these notebooks only; others stay")
    chosen = options.parse_args().numbers
    course = Course(REPOSITORY)
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    names = [assignment.name for assignment in course.assignments()]
    problems: list[str] = []
    for assignment in course.assignments():
        if chosen and assignment.name[:2] not in chosen:
            continue
        certificate = certify(course, assignment, chosen=is_asked_later, costs=True)
        assert certificate.costs is not None
        problems += certificate.problems
        day = datetime.now(UTC).date().isoformat()
        stored[assignment.name] = to_json(certificate.costs, day)
        stored = dict(sorted(stored.items()))
        STORED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(stored, names), encoding="utf-8")
        found, asked = len(certificate.costs.found), certificate.costs.answers
        print(f"{assignment.name}: {asked} answers, {found} pairs cost points", flush=True)
    print("\n".join(problems))
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
