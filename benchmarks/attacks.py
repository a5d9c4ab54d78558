"""Put the corpus of attacks to viva, to stock nbgrader and to stock otter; write docs/attacks.md.

What was measured is kept in docs/attacks.json, so that one grader can be measured anew.

``make attacks`` calls this. The stock graders run in bubblewrap, without network and with limits,
because the attacks would otherwise run as you.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
# In the place of this folder, where this very file would be taken for the package.
sys.path[0] = str(REPOSITORY / "tests")

from attacks.attack import ASSIGNMENT, POINTS, Attack, build  # noqa: E402
from attacks.attacked_course import (  # noqa: E402
    CANARY,
    EXPECTED,
    INPUT,
    Listener,
    exam_lines,
    fingerprint,
    grade_all,
    hand_in,
    honest_notebook,
    make_course,
    released,
    returned,
    running,
    solutions,
    spellings,
)
from attacks.corpus import CORPUS  # noqa: E402

NAME = "perceptron_line"
GRADERS = ("viva", "nbgrader", "otter")
PACKAGES = {"viva": "viva-autograder", "nbgrader": "nbgrader", "otter": "otter-grader"}
STUDENT, OTHER = "eve", "zoe"
SECONDS = 120
GIB = 2**30
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'stock'\n"
OTTER_TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = {question!r}
points = {points!r}
all_or_nothing = True

VISIBLE = {visible!r}


@test_case(name="visible", hidden=False)
def test_visible(env):
    exec(VISIBLE, dict(env))


@test_case(name="hidden", hidden=True)
def test_hidden(env):
    from viva.grading import examine

    examine({name!r}, {question!r}, env)
"""


@dataclass
class Found:
    """What an attack reached under one grader.

    Attributes
    ----------
    gained
        Points beyond what its honest part deserves; None where there is no score.
    leaks
        What came back to the student that should not.
    harm
        What else it reached.
    """

    gained: float | None = None
    leaks: list[str] = field(default_factory=list)
    harm: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def won(self) -> bool:
        """Whether the attack got anything that it should not."""
        return bool((self.gained or 0) > 0 or self.leaks or self.harm)

    def __str__(self) -> str:
        said = []
        if self.gained is not None and self.gained > 0:
            said.append(f"**+{self.gained:g} points**")
        if self.leaks:
            said.append(f"**leaks {', '.join(self.leaks)}**")
        said += [f"**{harm}**" for harm in self.harm]
        if self.gained is not None and self.gained < 0:
            said.append(f"loses {-self.gained:g} of its own points")
        if self.note:
            said.append(self.note)
        return "; ".join(said) or "nothing"


def memory_in(text: str) -> list[str]:
    """Tell whether an attack says that it got at the memory of another process."""
    lines = {line.strip().split(" ")[0] for line in re.split(r"\n|\"", text)}
    return ["reaches the memory of other processes"] if lines & {"ATTACHED", "OPENED"} else []


def leaks_in(text: str) -> list[str]:
    """Name what of the secrets is in a text that a student gets back."""
    kinds = {
        f"{CANARY}comment": "the exam",
        f"{CANARY}text": "the exam",
        "canary_lines": "the exam",
        "canary_slope": "the exam",
        f"{CANARY}solution": "solutions",
        "### BEGIN SOLUTION": "solutions",
        "### BEGIN HIDDEN": "the exam",
        "SQLite format": "the gradebook",
        f"{CANARY}honest": "another's work",
        f"{CANARY}environment": "the environment",
    }
    found = {kind for secret, kind in kinds.items() if secret in text}
    for kind, digits in (("hidden inputs", INPUT), ("expected values", EXPECTED)):
        if any(spelling in text for spelling in spellings(digits)):
            found.add(kind)
    if any(line in text for line in exam_lines()):
        found.add("the exam")
    return sorted(found)


# ------------------------------------------------------------------ viva


def through_viva(attacks: Iterable[Attack]) -> dict[str, Found]:
    """Grade all attacks as one class, in the sandbox."""
    from viva.classroom.pool import Pool
    from viva.course.confinement import confine

    found: dict[str, Found] = {}
    with _folder() as root, contextlib.ExitStack() as stack:
        course, assignment = make_course(root / "course")
        host = root / "host"
        host.mkdir()
        listener = stack.enter_context(Listener(host).listening())
        words = _words(course.root, host) | listener.words
        names = {}
        hand_in(course, OTHER, honest_notebook(witness=False))
        for number, attack in enumerate(attacks):
            names[f"{number:03}"] = attack
            notebook = build(attack, released(), solutions(), words)
            hand_in(course, f"{number:03}", notebook, attack.files)
        before = fingerprint(course)
        with Pool(1, figures=False, confinement=confine(course)) as pool:
            verdicts, crashes = grade_all(course, assignment, pool)
        by_student = {verdict.student: verdict for verdict in verdicts}
        everyone = _common_harm(listener, fingerprint(course) != before)
        for student, attack in names.items():
            if student in crashes:
                found[attack.name] = Found(harm=["breaks the batch"])
                continue
            verdict = by_student[student]
            graded = course.autograded / student / ASSIGNMENT / f"{NAME}.ipynb"
            text = returned(json.loads(graded.read_text()), [json.dumps(verdict.as_json())])
            found[attack.name] = Found(
                round(verdict.score - attack.deserved, 4),
                leaks_in(text),
                everyone + memory_in(text),
            )
    return found


def _common_harm(listener: Listener, changed: bool) -> list[str]:
    harm = [f"reaches {name}" for name in sorted(listener.heard)]
    if changed:
        harm.append("changes files of the course")
    if running():
        harm.append("leaves a process behind")
    return harm


# ------------------------------------------------------------------ stock graders


def sandboxed(folder: Path, command: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Run a stock grader where it can harm nothing but `folder`."""
    settings = {
        "PATH": f"{REPOSITORY}/.venv/bin:/usr/bin:/bin",
        "HOME": str(folder / "home"),
        "LANG": "C.UTF-8",
        "VIVA_ATTACKS": f"{CANARY}environment",
        "OPENBLAS_NUM_THREADS": "1",
    }
    bubblewrap = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    bubblewrap += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    for place in ("/tmp", "/var/tmp", "/run", str(Path.home() / ".cache")):
        if Path(place).is_dir():
            bubblewrap += ["--size", str(GIB // 2), "--tmpfs", place]
    # Where the repository lies in one of those, it is there all the same.
    bubblewrap += ["--ro-bind", str(REPOSITORY), str(REPOSITORY)]
    bubblewrap += ["--bind", str(folder), str(folder), "--chdir", str(folder)]
    for name, value in settings.items():
        bubblewrap += ["--setenv", name, value]
    limits = [f"--as={6 * GIB}", f"--fsize={GIB // 4}", "--cpu=300", "--core=0", "--nofile=1024"]
    inside = [sys.executable, __file__, "--inside", str(folder), *command]
    return subprocess.run(
        [*bubblewrap, "prlimit", *limits, *inside],
        capture_output=True,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
    )


def inside(folder: Path, command: list[str]) -> None:
    """Within the sandbox: listen, run the grader, and note what was heard and what stays."""
    with Listener(folder / "host").listening() as listener:
        words = _words(folder, folder / "host") | listener.words
        for path in folder.glob("handed-in/**/*.ipynb"):
            text = path.read_text()
            for word, meaning in words.items():
                text = text.replace(f"@{word}@", meaning)
            path.write_text(text)
        if (folder / "pack.json").exists():
            _pack(folder)
        else:
            shutil.copytree(
                folder / "handed-in", folder / "submitted", symlinks=True, dirs_exist_ok=True
            )
        done = subprocess.run(command, stdin=subprocess.DEVNULL)
        noted = {"heard": sorted(listener.heard), "running": running(), "code": done.returncode}
    (folder / "noted.json").write_text(json.dumps(noted))


def _pack(folder: Path) -> None:
    """Zip what is handed in, which is how otter takes several files."""
    place = folder / "handed-in" / STUDENT / ASSIGNMENT
    with zipfile.ZipFile(folder / "submission.zip", "w") as archive:
        for path in sorted(place.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(place))


def _words(course: Path, host: Path) -> dict[str, str]:
    return {"COURSE": str(course), "REPOSITORY": str(REPOSITORY), "HOST": str(host)}


def _submit(folder: Path, attack: Attack) -> None:
    """Put the attacker's and an honest student's work where `inside` takes it from."""
    for name in ("home", "host"):
        (folder / name).mkdir()
    for student, notebook, files in (
        (STUDENT, build(attack, released(), solutions(), {}), attack.files),
        (OTHER, honest_notebook(witness=False), {}),
    ):
        place = folder / "handed-in" / student / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_text(json.dumps(notebook))
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            elif content is not None:
                path.symlink_to(content.replace("@COURSE@", str(folder)))


def _state(folder: Path) -> dict[str, bytes]:
    """Give the files that only the instructor and the other student may change."""
    places = ("source", "tests", "autograder.zip", f"handed-in/{OTHER}", f"submitted/{OTHER}")
    found = {}
    for place in places:
        top = folder / place
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found[str(path)] = path.read_bytes()
    return found


def stock(attack: Attack, template: Path, command: list[str], read: Any) -> Found:
    """Run one attack under a stock grader whose course is prepared in `template`."""
    if attack.harms_only:
        return Found(note="not run")
    with _folder() as folder:
        shutil.copytree(template, folder, dirs_exist_ok=True, symlinks=True)
        _submit(folder, attack)
        before = _state(folder)
        try:
            done = sandboxed(folder, command)
        except subprocess.TimeoutExpired:
            return Found(harm=[f"does not end in {SECONDS} s"])
        after = _state(folder)
        after = {key: value for key, value in after.items() if key in before}
        harm = []
        noted: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            noted = json.loads((folder / "noted.json").read_text())
        harm += [f"reaches {name}" for name in noted.get("heard", [])]
        if noted.get("running"):
            harm.append("leaves a process behind")
        if after != before:
            harm.append("changes files of the course")
        if any(path.name != "s" for path in (folder / "host").iterdir()):
            harm.append("runs code in the grader")
        try:
            score, text = read(folder)
        except Exception as error:  # noqa: BLE001 - whatever an attack made of the results
            said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
            return Found(
                None, [], harm, f"no grade ({type(error).__name__})" if said else "no grade"
            )
        gained = round(score - attack.deserved, 4)
        return Found(gained, leaks_in(text), harm + memory_in(text))


def nbgrader_template(folder: Path) -> list[str]:
    """Prepare a course for stock nbgrader, and give the command that grades in it."""
    course, _ = make_course(folder / "made")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    for name in ("source", "tests"):
        shutil.copytree(course.root / name, folder / name)
    shutil.rmtree(folder / "made")
    command = [f"{REPOSITORY}/.venv/bin/nbgrader", "generate_assignment", ASSIGNMENT]
    path = f"{REPOSITORY}/.venv/bin:{os.environ['PATH']}"
    settings = os.environ | {"PATH": path}
    subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True)
    return [command[0], "autograde", ASSIGNMENT, "--student", STUDENT]


def read_nbgrader(folder: Path) -> tuple[float, str]:
    """Read the score from the gradebook, and what feedback would show from the graded notebook."""
    from nbgrader.api import Gradebook

    graded = folder / "autograded" / STUDENT / ASSIGNMENT / f"{NAME}.ipynb"
    notebook = json.loads(graded.read_text())
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        found = gradebook.find_submission_notebook(NAME, ASSIGNMENT, STUDENT)
        scores = {grade.name: grade.auto_score or 0.0 for grade in found.grades}
    outputs = [json.dumps(cell.get("outputs", [])) for cell in notebook["cells"]]
    return sum(scores.values()), "\n".join(outputs).replace("\\n", "\n")


def otter_template(folder: Path) -> list[str]:
    """Prepare an autograder for stock otter, and give the command that grades with it."""
    from viva.grading.cells import grade_id, visible

    course, assignment = make_course(folder / "made")
    source = json.loads(assignment.source_path.read_text())
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"pdf": False}))
        for cell in source["cells"]:
            question = grade_id(cell).removesuffix("_test")
            if question in POINTS and grade_id(cell).endswith("_test"):
                test = OTTER_TEST.format(
                    question=question, points=POINTS[question], visible=visible(cell), name=NAME
                )
                archive.writestr(f"tests/{question}.py", test)
        for path in course.exams.rglob("*.py"):
            archive.write(path, f"tests/hidden/{path.relative_to(course.exams)}")
    shutil.rmtree(folder / "made")
    (folder / "pack.json").write_text("{}")
    command = [f"{REPOSITORY}/.venv/bin/otter", "run", "submission.zip", "--no-logo"]
    return [*command, "-a", "autograder.zip", "-o", "."]


def read_otter(folder: Path) -> tuple[float, str]:
    """Read the score, and what otter shows to students, from its results."""
    results = json.loads((folder / "results.json").read_text())
    shown = [test for test in results["tests"] if test.get("visibility") != "hidden"]
    score = results.get("score", sum(test.get("score", 0.0) for test in results["tests"]))
    return float(score), json.dumps(shown).replace("\\n", "\n")


def through(grader: str, attacks: list[Attack], jobs: int) -> Iterator[tuple[str, Found]]:
    """Run all attacks under a stock grader; give each result as it comes."""
    template, read = STOCK[grader]
    with _folder() as folder, ThreadPoolExecutor(jobs) as threads:
        command = template(folder)
        honest = stock(Attack("honest", "", honest=tuple(POINTS)), folder, command, read)
        blank = stock(Attack("blank", "", honest=()), folder, command, read)
        if (honest.gained, blank.gained, blank.leaks) != (0.0, 0.0, []):
            raise SystemExit(f"The stock grader does not grade: {honest}, {blank}.")
        futures = {a.name: threads.submit(stock, a, folder, command, read) for a in attacks}
        for name, future in futures.items():
            yield name, future.result()


STOCK = {
    "nbgrader": (nbgrader_template, read_nbgrader),
    "otter": (otter_template, read_otter),
}


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="viva-attacks-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


# ------------------------------------------------------------------ the page

INTRODUCTION = """# Attacks, under three graders

`make attacks` wrote this page: the corpus of `tests/attacks`, put to viva {viva},
to nbgrader {nbgrader} and to otter-grader {otter}, on Python {python}.

Every attack is a notebook of `{assignment}` in which at most one or two answers are honest. The
table says what it got beyond those: points, something hidden that comes back to the student
(hidden inputs, expected values, the exam, solutions, another's work, the environment), or
something else that it reached. "nothing" is what an attack should get.

How it was measured:

- **viva** graded all attacks as one class, in its sandbox, as `viva grade` does.
- **nbgrader** ran `nbgrader autograde` with its default preprocessors. The test cells hold the
  visible asserts, and one hidden line that runs the same hidden exam in the student's process,
  where nbgrader runs hidden tests. What comes back are the outputs that feedback shows.
- **otter** ran `otter run` on a zip of the submission, with one exception-based test file for each
  question: the visible asserts, and the same hidden exam as a hidden test, all or nothing. What
  comes back are the results that are not hidden.
- Both stock graders ran in bubblewrap, without a network but their own loopback, on a copy of the
  course, and were stopped after {seconds} s. Attacks that could only take the machine down were
  not run there ("not run"). Neither project claims to sandbox by itself: nbgrader leaves that to
  how it is deployed, otter has `otter grade` with a container for each submission.

| | viva | nbgrader | otter |
|---|---|---|---|
"""


def days(measured: Mapping[str, Any]) -> str:
    """Return from which day to which a grader was measured."""
    first, last = min(measured["days"].values()), max(measured["days"].values())
    return f"on {first}" if first == last else f"from {first} to {last}"


def page(results: Mapping[str, Any], attacks: list[Attack]) -> str:
    """Write the page from what was measured."""
    columns = {
        name: {key: Found(**found) for key, found in results[name]["found"].items()}
        for name in GRADERS
    }
    missing = Found(note="not measured")
    text = INTRODUCTION.format(
        **{name: f"{results[name]['version']} ({days(results[name])})" for name in GRADERS},
        python=".".join(map(str, sys.version_info[:3])),
        assignment=ASSIGNMENT,
        seconds=SECONDS,
    )

    def count(said: str, which: Callable[[Found], bool]) -> str:
        counts = (sum(map(which, column.values())) for column in columns.values())
        return f"| {said} | " + " | ".join(map(str, counts)) + " |\n"

    text += count("attacks run", lambda found: found.note != "not run")
    text += count("gain points", lambda found: (found.gained or 0) > 0)
    text += count("bring something hidden back", lambda found: bool(found.leaks))
    text += count("reach something else", lambda found: bool(found.harm))
    text += count("leave no grade", lambda found: found.note.startswith("no grade"))
    text += count("get nothing", lambda found: found.note != "not run" and not found.won)
    text += "\n| attack | what it tries | viva | nbgrader | otter |\n|---|---|---|---|---|\n"
    for attack in attacks:
        cells = " | ".join(str(column.get(attack.name, missing)) for column in columns.values())
        text += f"| `{attack.name}` | {attack.sentence} | {cells} |\n"
    return text


def main() -> None:
    """Run everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these attacks anew")
    parser.add_argument("--grader", choices=GRADERS, action="append", help="only this one anew")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    attacks = [a for a in CORPUS.values() if not options.names or a.name in options.names]
    stored = REPOSITORY / "docs" / "attacks.json"
    results = json.loads(stored.read_text()) if stored.exists() else {}
    for grader in options.grader or GRADERS:
        print(grader, flush=True)
        before = results.get(grader, {}) if options.names else {}
        results[grader] = {
            "version": version(PACKAGES[grader]),
            "days": before.get("days", {}),
            "found": before.get("found", {}),
        }
        stock_ones = through(grader, attacks, options.jobs) if grader in STOCK else ()
        for name, found in stock_ones or through_viva(attacks).items():
            print(f"  {name}: {found}", flush=True)
            results[grader]["found"][name] = asdict(found)
            results[grader]["days"][name] = str(datetime.now(UTC).date())
            stored.write_text(json.dumps(results, indent=1) + "\n")
    if set(results) == set(GRADERS):
        target = REPOSITORY / "docs" / "attacks.md"
        target.write_text(page(results, list(CORPUS.values())), encoding="utf-8")
        print(target)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(Path(sys.argv[2]), sys.argv[3:])
    else:
        main()
