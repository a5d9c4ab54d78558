"""Write what certification and mutation found as a page for people: ``docs/certificate.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from viva.certify.campaign import Campaign, QuestionMutant, Tally
from viva.certify.certify import Certificate, Line

HEAD = """# Certificate

Made by `viva certify --mutate --write docs/certificate.md`; not written by hand.

Each exam is tested: answers are put into the solution notebook in place of the instructor's, and
graded like a student's.

- **wrong answers killed**: deliberate mistakes that lost at least half of the question's points;
  **by own hint**: those whose author gets the hint that is meant for that mistake.
- **right answers passed**: differently written right answers that got full points.
- **mutants**: the solution with one small mechanical change (an operator, a comparison, a constant,
  an index one off, another axis, a dropped term, swapped arguments, another name, a removed
  statement …). A mutant that loses points is **killed**; one that does not is a **survivor**, and
  each is **explained**: it is listed below with the reason why it is right.
- **seconds**: how long the solution's answer took to grade: its cells, the visible test and the
  hidden cases, and the first computation of the references' answers. The smaller of two
  measurements, on the machine that made this page.
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
    parts = [HEAD, *summary(found)]
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
