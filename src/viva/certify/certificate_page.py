"""Write what certification and mutation found as a page for people: ``docs/certificate.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from viva.certify.campaign import Campaign, QuestionMutant, Tally
from viva.certify.certify import Certificate, Line

HEAD = """# Certificate

Made by `viva certify {options} --write docs/certificate.md`; not written by hand.

Each exam is tested: answers are put into the solution notebook in place of the instructor's, and
graded like a student's.

- **wrong answers killed**: deliberate mistakes that lost at least half of the question's points, or
  what the exam says where a question's parts have points of their own; **by own hint**: those whose
  author gets the hint that is meant for that mistake.
- **right answers passed**: differently written right answers that got full points.
- **mutants**: the solution with one small mechanical change (an operator, a comparison, a constant,
  an index one off, another axis, a dropped term, swapped arguments, another name, a removed
  statement …). A mutant that loses points is **killed**; one that does not is a **survivor**, and
  each is **explained**: it is listed below with the reason why it is right.
- **seconds**: how long the solution's answer took to grade: its cells, the visible test and the
  hidden cases, and the first computation of the references' answers. The smaller of two
  measurements, on the machine that made this page.
"""
COSTS_HEAD = """## What an answer costs in other questions

A mistake is paid for once: where a reference can stand in for an answer, the questions that use it
keep all their points. So every wrong and right answer whose names later questions use was asked
there, too, with the solution everywhere else.

- **answers asked**: those that later questions use.
- **later questions**: those in which they were asked.
- **pairs**: of an answer and a later question.
- **cost points**: pairs whose later question lost points though its own answer is right. They are
  listed below the table. No reference can take the answer's place in them: the later answer is a
  class that inherits from the answer's, or the exam has no reference that can stand in. Where one
  can, certification fails.
"""
COLUMNS = (
    "question",
    "points",
    "cases",
    "wrong answers killed",
    "by own hint",
    "right answers passed",
    "mutants killed",
    "survivors explained",
    "seconds",
)


def certificate_page(found: Sequence[tuple[Certificate, Campaign]]) -> str:
    """Compose the page from what was found for each assignment."""
    asked = any(certificate.costs is not None for certificate, _ in found)
    options = "--mutate --costs" if asked else "--mutate"
    parts = [HEAD.format(options=options), *summary(found)]
    if asked:
        parts += costs_section([certificate for certificate, _ in found])
    for certificate, campaign in found:
        parts += section(certificate, campaign)
    return "\n".join(parts).rstrip("\n") + "\n"


def summary(found: Sequence[tuple[Certificate, Campaign]]) -> list[str]:
    """Return a table with one row for each notebook."""
    parts = ["## All notebooks\n", heading("notebook", "questions", *COLUMNS[1:])]
    for certificate, campaign in found:
        numbers = figures(certificate.total, campaign.total, sum(times(certificate, campaign)))
        parts.append(cells(certificate.assignment, str(len(certificate.lines)), *numbers))
    return [*parts, ""]


def costs_section(certificates: Iterable[Certificate]) -> list[str]:
    """Return a table of what was asked in later questions, and a list of what costs points."""
    parts = [COSTS_HEAD]
    parts.append(heading("notebook", "answers asked", "later questions", "pairs", "cost points"))
    listed: list[str] = []
    for certificate in certificates:
        costs = certificate.costs
        if costs is None:
            continue
        pairs = sum(costs.asked.values())
        numbers = (costs.answers, costs.later, pairs, len(costs.found))
        parts.append(cells(certificate.assignment, *map(str, numbers)))
        for (question, other), asked in costs.asked.items():
            dear = [
                cost for cost in costs.found if (cost.question, cost.other) == (question, other)
            ]
            if dear:
                titles = ", ".join(sorted(escaped(cost.title) for cost in dear))
                most = max(cost.lost for cost in dear)
                listed.append(
                    f"- {certificate.assignment}, `{question}` in `{other}`: {len(dear)} of "
                    f"{asked} cost up to {most:g} of {dear[0].of:g} points: {titles}"
                )
    return [*parts, "", *listed, *([""] if listed else [])]


def times(certificate: Certificate, campaign: Campaign) -> list[float]:
    """Return the seconds of each question, taken from the faster of its two gradings."""
    return [
        min(line.seconds, campaign.seconds.get(name, line.seconds))
        for name, line in certificate.lines.items()
    ]


def section(certificate: Certificate, campaign: Campaign) -> list[str]:
    """Return a table with one row for each question of a notebook, and the equivalent mutants."""
    parts = [f"## {certificate.assignment}\n", heading(*COLUMNS)]
    taken = times(certificate, campaign)
    for (name, line), seconds in zip(certificate.lines.items(), taken, strict=True):
        tally = campaign.tallies.get(name, Tally())
        parts.append(cells(f"`{name}`", *figures(line, tally, seconds)))
    parts.append(cells("all", *figures(certificate.total, campaign.total, sum(taken))))
    parts.append("")
    if campaign.explained:
        parts.append("Mutants that survive, and why they are right:\n")
        parts += explanations(campaign.explained)
        parts.append("")
    return parts


def figures(line: Line, tally: Tally, seconds: float) -> tuple[str, ...]:
    """Return the numbers of one row, in the order of the columns."""
    return (
        f"{line.points:g}",
        str(line.cases),
        f"{line.killed} of {line.wrong}",
        f"{line.own_hint} of {line.wrong}",
        f"{line.passed} of {line.right}",
        f"{tally.killed} of {tally.made}",
        f"{tally.explained} of {tally.made - tally.killed}",
        f"{seconds:.1f}",
    )


def heading(*names: str) -> str:
    """Return the head of a table whose columns are aligned right, except for the first."""
    return f"{cells(*names)}\n{cells('---', *('---:' for _ in names[1:]))}"


def cells(*texts: str) -> str:
    """Return one row of a table."""
    return f"| {' | '.join(texts)} |"


def escaped(text: str) -> str:
    """Return text in which Markdown sees no sign of its own."""
    return re.sub(r"([\\`*_<\[])", r"\\\1", text)


def explanations(explained: Iterable[QuestionMutant]) -> list[str]:
    """List the mutants that are right, those with one reason together."""
    together: dict[tuple[str, str, str], list[str]] = {}
    for entry in explained:
        key = (entry.question, entry.why, entry.mutant.was)
        together.setdefault(key, []).append(entry.mutant.now)
    parts = []
    for (question, why, was), changed in together.items():
        parts.append(f"- `{question}`: {why}\n")
        parts.append("  ```diff")
        parts += [f"  - {line}" for line in was.split("\n")]
        parts += [f"  + {line}" for now in changed for line in now.split("\n")]
        parts.append("  ```")
    return parts
