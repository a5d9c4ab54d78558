"""Compare the verdicts of two commits: scores, statuses, diagnoses, messages and cases.

    python benchmarks/verdicts.py make FOLDER [--together]
    python benchmarks/verdicts.py grade CHECKOUT FOLDER OUT.json
    python benchmarks/verdicts.py compare BEFORE.json AFTER.json [--again FILE] [--wording FILE]

``make`` writes submissions as plain files, which any commit can grade: every right and wrong
answer of the exams, each in an otherwise solved notebook, and the broken and attacking ones of the
tests. ``grade`` grades them with the command line of a checkout that has its own ``.venv``, in a
course of their own: submissions, gradebook and verdicts of the checkout stay as they are.
``compare`` ends with code 1 if anything differs that is neither purposely reworded nor unstable.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1] / "tests"
SETTINGS, EXTRA = "nbgrader_config.py", "settings.py"
COURSE = (SETTINGS, "source", "release", "tests/hidden", "tests/hints", "submitted")
# One after the other, so that only a submission's own load counts.
ONE_WORKER = ("attacks", "broken")
# The shortest limit on a cell there.
LIMIT_SECONDS = 3
STOPPED = {"timeout", "killed"}
NOTHING = "(nothing)"
GAP = re.compile(r"\{[^{}]*\}")
UNKNOWN = "\0"
SHOWN = 3

Verdict = dict[str, Any]
Verdicts = dict[str, list[Verdict]]
Rule = Callable[[str], str]
Changes = dict[tuple[str, str, str], list[str]]


def make(folder: Path, together: bool) -> None:
    """Write the corpora of this checkout into a new folder."""
    # In the place of this folder, whose attacks.py would be taken for the tests' package.
    sys.path[0:1] = [str(TESTS), str(TESTS / "broken"), str(TESTS / "helpers")]
    from corpora import write_corpora

    write_corpora(folder, together)


# ------------------------------------------------------------------ grade


def grade(checkout: Path, folder: Path) -> Iterator[Verdicts]:
    """Yield a checkout's verdicts, by corpus, assignment and name, one assignment after the other.

    A submission that a limit may have stopped is graded once more, for the limit may have been
    passed because the machine was busy. Of two verdicts that differ both are yielded.
    """
    for corpus in sorted(path.parent for path in folder.glob("*/submitted")):
        few = ["--jobs=1"] if corpus.name in ONE_WORKER else []
        with tempfile.TemporaryDirectory(prefix="viva-verdicts-") as name:
            course = Path(name)
            set_up(course, checkout, corpus)
            for assignment in sorted({path.name for path in corpus.glob("submitted/*/*")}):
                first = ask(checkout, course, assignment, few)
                stopped = [each for each, found in first.items() if may_be_stopped(found, corpus)]
                chosen = [f"--student={student}" for student in stopped]
                again = ["--jobs=1", "--force", *chosen]
                second = ask(checkout, course, assignment, again) if stopped else {}
                for graded in (first, second):
                    for verdict in graded.values():
                        del verdict["student"], verdict["assignment"], verdict["seconds"]
                yield {
                    f"{corpus.name}/{assignment}/{student}": [found]
                    if second.get(student, found) == found
                    else [found, second[student]]
                    for student, found in first.items()
                }


def set_up(course: Path, checkout: Path, corpus: Path) -> None:
    """Make a course of what the corpus has of one, and the rest from the checkout."""
    for name in COURSE:
        origin = next((top / name for top in (corpus, checkout) if (top / name).exists()), None)
        if origin is not None:
            (course / name).parent.mkdir(exist_ok=True)
            # Unlike Python's own functions, this copies pipes and links as what they are.
            subprocess.run(["cp", "-a", str(origin), str(course / name)], check=True)
    extra = corpus / EXTRA
    with (course / SETTINGS).open("a", encoding="utf-8") as settings:
        settings.write(f"\nc.CourseDirectory.root = {str(course)!r}\n")
        settings.write(f"c.CourseDirectory.db_url = 'sqlite:///{course}/gradebook.db'\n")
        settings.write(extra.read_text(encoding="utf-8") if extra.is_file() else "")


def ask(
    checkout: Path, course: Path, assignment: str, options: Sequence[str]
) -> dict[str, Verdict]:
    """Return the verdicts that ``viva grade`` prints, by student.

    Raises
    ------
    SystemExit
        If there are none, with what the command said.
    """
    command = [str(checkout / ".venv/bin/viva"), "grade", assignment, "--json", *options]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        raise SystemExit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    return {verdict["student"]: verdict for verdict in json.loads(done.stdout)}


def may_be_stopped(verdict: Verdict, corpus: Path) -> bool:
    """Return whether a limit on time or memory may have decided a part of the verdict."""
    if corpus.name in ONE_WORKER and verdict["seconds"] >= LIMIT_SECONDS:
        return True
    parts = [verdict, *verdict["questions"]]
    return not STOPPED.isdisjoint(part["status"] for part in parts)


# ------------------------------------------------------------------ compare


@dataclass
class Comparison:
    """What differs between two commits: by what it was and is, the places where it does.

    Attributes
    ----------
    reworded
        Texts that differ by purposely changed sentences only.
    unstable
        What one commit says differently from one grading to the next.
    different
        All the rest.
    """

    submissions: int = 0
    reworded: Changes = field(default_factory=lambda: defaultdict(list))
    unstable: Changes = field(default_factory=lambda: defaultdict(list))
    different: Changes = field(default_factory=lambda: defaultdict(list))

    def __str__(self) -> str:
        lines = [f"{self.submissions} submissions"]
        for title in ("reworded", "unstable", "different"):
            changes: Changes = getattr(self, title)
            names = {place.partition(" ")[0] for places in changes.values() for place in places}
            lines.append(f"{title}: {len(changes)} changes in {len(names)} submissions")
            for (what, was, now), places in sorted(changes.items()):
                lines += [f"  {what}: {was}", f"  {'now':>{len(what)}}: {now}"]
                more = f", and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
                lines.append(f"    {', '.join(places[:SHOWN])}{more}")
        return "\n".join(lines)


def compare(before: Sequence[Verdicts], after: Verdicts, rules: Sequence[Rule] = ()) -> Comparison:
    """Compare the verdicts of two commits.

    Parameters
    ----------
    before
        One or more gradings by the same commit.
    rules
        What purposely changed sentences make of a text.
    """
    names = sorted({name for graded in (*before, after) for name in graded})
    found = Comparison(len(names))
    for name in names:
        was = [leaves(verdict) for graded in before for verdict in graded.get(name, [{}])]
        now = [leaves(verdict) for verdict in after.get(name, [{}])]
        for path in sorted({path for verdict in (*was, *now) for path in verdict}):
            old, new = ({v.get(path, NOTHING) for v in verdicts} for verdicts in (was, now))
            if old & new:
                continue
            text, new_text = (" | ".join(sorted(values)) for values in (old, new))
            if len(old) > 1 or len(new) > 1:
                changes = found.unstable
            else:
                changes = found.reworded if is_reworded(text, new_text, rules) else found.different
            where, _, what = path.rpartition(" ")
            changes[what, text, new_text].append(f"{name} {where}".strip())
    return found


def leaves(verdict: Verdict) -> dict[str, str]:
    """Return every part of a verdict as text, under names such as ``q02_sum cases 1 passed``."""
    return dict(_leaves(verdict, ""))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, path if key == "questions" else f"{path} {key}".strip())
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            yield from _leaves(each, f"{path} {each.get('id', number)}".strip())
    else:
        yield path, str(value)


def read_rules(path: Path) -> list[Rule]:
    """Read purposely changed sentences: old, tab, new; ``{…}`` stands for what varies."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return [rule(old, new) for old, new in pairs]


def rule(old: str, new: str) -> Rule:
    """Return a function that puts the new sentence for the old one, wherever a text has it.

    Gaps of one name hold the same in both. What only the new sentence has may be anything.
    """
    fixed, gaps = GAP.split(old), GAP.findall(old)
    if not any(map(str.isalnum, "".join(fixed))):
        raise ValueError(f"This would match any text: {old!r}")
    pattern = "(.+?)".join(map(re.escape, fixed))
    if gaps and not fixed[-1]:
        pattern = pattern.removesuffix("(.+?)") + "(.+)"

    def put(match: re.Match[str]) -> str:
        values: dict[str, list[str]] = defaultdict(list)
        for gap, value in zip(gaps, match.groups(), strict=True):
            values[gap].append(value)
        return GAP.sub(lambda gap: values[gap[0]].pop(0) if values[gap[0]] else UNKNOWN, new)

    return lambda text: re.sub(pattern, put, text)


def is_reworded(was: str, now: str, rules: Sequence[Rule]) -> bool:
    """Return whether some of the rules, one after the other, make the one text of the other."""
    texts = {was}
    for each in rules:
        texts |= {each(text) for text in texts}
    patterns = [".+?".join(map(re.escape, text.split(UNKNOWN))) for text in texts - {was}]
    return any(re.fullmatch(pattern, now) for pattern in patterns)


# ------------------------------------------------------------------ the command line


def main() -> None:
    """Do what the command line says."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    commands = parser.add_subparsers(dest="command", required=True)
    for command, names in (
        ("make", ("folder",)),
        ("grade", ("checkout", "folder", "out")),
        ("compare", ("before", "after")),
    ):
        added = commands.add_parser(command)
        for name in names:
            added.add_argument(name, type=Path)
        if command == "make":
            text = "put answers to several questions into one notebook: a tenth of the time"
            added.add_argument("--together", action="store_true", help=text)
    again = "another grading by the first commit: what differs there is unstable"
    added.add_argument("--again", type=Path, action="append", default=[], help=again)
    added.add_argument("--wording", type=Path, help="changed sentences: old, tab, new")
    given = parser.parse_args()
    if given.command == "make":
        make(given.folder.resolve(), given.together)
    elif given.command == "grade":
        verdicts: Verdicts = {}
        for found in grade(given.checkout.resolve(), given.folder.resolve()):
            verdicts |= found
            given.out.write_text(json.dumps(verdicts, indent=1) + "\n", encoding="utf-8")
            print(f"{next(iter(found)).rpartition('/')[0]}: {len(found)} graded", flush=True)
    else:
        rules = read_rules(given.wording) if given.wording else []
        paths = [given.before, *given.again, given.after]
        *before, after = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
        comparison = compare(before, after, rules)
        print(comparison)
        raise SystemExit(1 if comparison.different else 0)


if __name__ == "__main__":
    main()
