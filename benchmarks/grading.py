"""Measure how fast a class is graded, beside stock graders; write docs/benchmarks.md.

Every part grades a sample class in a course folder of its own, and notes what it found in
docs/benchmarks.json, from which the page is written. Times are of whole commands, as a person
types them, and what is compared runs in turns or on the same machine within minutes; only ratios
say anything about another machine.

    python benchmarks/grading.py                     everything, in two hours or more
    python benchmarks/grading.py overhead cluster    only these parts
    python benchmarks/grading.py growth --most 1000
    python benchmarks/grading.py lab --before PATH   beside another checkout with a .venv
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import aims
import commands
import psutil

from viva.classroom.sample import class_of
from viva.commands.demo import build_sample_course, hand_in
from viva.course.layout import Assignment, Course
from viva.grading.cells import grade_id, visible
from viva.grading.grade import Judge

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
FOUND = REPOSITORY / "docs" / "benchmarks.json"
SEED = 20
STOCK = ["nbgrader", "otter"]
# A call of otter that takes so long hangs, with nothing running: it is ended and repeated.
HANGS = 120
# One student in twelve hands nothing in.
STUDENTS_FOR = {10: 10, 12: 14, 50: 54, 100: 109, 1000: 1090, 10000: 10909}
OTTER_TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = {question!r}
points = {points!r}
all_or_nothing = True


@test_case(name="visible", hidden=False)
def test_visible(env):
    exec({visible!r}, dict(env))
"""
OTTER_HIDDEN = """

@test_case(name="hidden", hidden=True)
def test_hidden(env):
    from viva.grading import examine

    examine({name!r}, {question!r}, env)
"""


@contextmanager
def sample_course(numbers: Mapping[str, int], most: int | None = None) -> Iterator[Course]:
    """Make a course folder with a sample class, and remove it in the end.

    Parameters
    ----------
    numbers
        How many students the class of each assignment has.
    most
        How many submissions are kept.
    """
    with tempfile.TemporaryDirectory(prefix="viva-benchmark-") as folder:
        course = build_sample_course(Course(REPOSITORY), Path(folder) / "course")
        for number, students in numbers.items():
            hand_in(course, course.find(number), list(class_of(students)), SEED)
        if most is not None:
            for path in sorted(course.submitted.iterdir())[most:]:
                shutil.rmtree(path)
        yield course


def run(
    command: list[str], folder: Path, limit: float = math.inf, **settings: str
) -> tuple[float, int]:
    """Run a command to its end; give its seconds, and the most memory that it itself had, in MiB.

    Raises
    ------
    RuntimeError
        If it ends with a code other than 0 and 1, which a grader gives where a file is broken.
    TimeoutError
        If it takes longer than `limit` seconds; it and what it started are ended.
    """
    environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"} | settings
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = psutil.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        most = 0
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):
                most = max(most, process.memory_info().rss)
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(0.1)
            if time.perf_counter() - start > limit:
                for each in [*process.children(recursive=True), process]:
                    with contextlib.suppress(psutil.Error):
                        each.kill()
                process.wait()
                raise TimeoutError(command)
        seconds = time.perf_counter() - start
        if process.returncode not in (0, 1):
            log.seek(0)
            raise RuntimeError(f"{command}: {log.read().decode(errors='replace')[-2000:]}")
    return seconds, most // 2**20


def viva(course: Course, *arguments: str) -> tuple[float, int]:
    """Run ``viva grade`` on everything that was handed in."""
    return run([str(BIN / "viva"), "grade", "--force", *arguments], course.root)


def verdicts_of(course: Course, assignment: Assignment) -> dict[str, dict[str, Any]]:
    """Read the verdicts that ``viva grade`` wrote, by student."""
    return {
        path.parent.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(course.autograded.glob(f"*/{assignment.name}/verdict.json"))
    }


def scores_of_viva(course: Course, assignment: Assignment) -> dict[str, dict[str, float]]:
    """Read what ``viva grade`` gave, by student and question."""
    found = {}
    for data in verdicts_of(course, assignment).values():
        if data["status"] == "graded":
            written = set(data["written"])
            questions = {q["id"]: q["score"] for q in data["questions"] if q["id"] not in written}
            found[data["student"]] = questions
    return found


# ------------------------------------------------------------------ beside stock graders


def graders(options: argparse.Namespace) -> dict[str, Any]:
    """Grade 50 submissions of 01 with viva, nbgrader and otter."""
    found: dict[str, Any] = {"beside": {}}
    if options.beside != STOCK and FOUND.exists():
        earlier = json.loads(FOUND.read_text(encoding="utf-8")).get("graders", {})
        found["beside"] = earlier.get("found", found)["beside"]
    with sample_course({"01": STUDENTS_FOR[50]}, most=options.submissions) as course:
        assignment = course.find("01")
        submissions = sorted(course.submitted.iterdir())
        found["submissions"] = len(submissions)
        names = ("viva, 1 worker", "viva, 2 workers", "viva, all cores")
        rounds: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(options.repetitions):
            for name, jobs in zip(names, (["-j", "1"], ["-j", "2"], []), strict=True):
                rounds[name].append(viva(course, *jobs)[0])
        found["seconds"] = {name: statistics.median(values) for name, values in rounds.items()}
        mine = scores_of_viva(course, assignment)
        points = points_of(assignment)
        few = submissions[: options.few]
        for name in options.beside:
            grade = {"nbgrader": through_nbgrader, "otter": through_otter}[name]
            seconds, theirs, repeated = grade(course, assignment, submissions, True)
            found["beside"][name] = {
                "seconds": seconds,
                "alike": alike(mine, theirs, points),
                "few": grade(course, assignment, few, False)[0] / len(few),
                "repeated": repeated,
            }
    return found


def twelve(options: argparse.Namespace) -> dict[str, Any]:
    """Grade 12 submissions of 01 with viva on all cores, in turns with nbgrader."""
    with sample_course({"01": STUDENTS_FOR[12]}, most=12) as course:
        assignment = course.find("01")
        submissions = sorted(course.submitted.iterdir())
        assert len(submissions) == 12
        return commands.in_turns(
            2,
            {
                "viva": lambda: min(viva(course)[0] for _ in range(3)),
                "nbgrader": lambda: through_nbgrader(course, assignment, submissions, True)[0],
            },
        )


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """Grade a class of 12 with one worker; give the most that it and its judge hold, in MiB.

    What processes share is divided among them; where that may not be read, it counts for each.
    """
    most = 0
    with sample_course({"01": STUDENTS_FOR[12]}, most=12) as course:
        command = [str(BIN / "viva"), "grade", "--force", "-j", "1"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = psutil.Popen(command, cwd=course.root, **quiet)
        while process.poll() is None:
            total = 0
            for each in process.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    found = each.memory_full_info()
                    total += getattr(found, "pss", found.rss)
            most = max(most, total)
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(0.2)
    return {"together": most // 2**20}


def points_of(assignment: Assignment) -> dict[str, float]:
    """Read the points of each automatically graded question."""
    cells = json.loads(assignment.source_path.read_text(encoding="utf-8"))["cells"]
    data = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    return {
        each["grade_id"].removesuffix("_test"): float(each["points"])
        for each in data
        if each.get("grade") and not each.get("solution")
    }


def alike(
    mine: Mapping[str, Mapping[str, float]],
    theirs: Mapping[str, Mapping[str, float]],
    points: Mapping[str, float],
) -> dict[str, int]:
    """Count the questions of all submissions that both graded, by how the scores compare.

    The stock graders give a question all of its points or none. Where viva gives a part of them,
    or graded with a right answer in the place of an earlier wrong one, they differ by intent.
    """
    counts = {"questions": 0, "equal": 0, "in part": 0, "other": 0}
    for student in mine.keys() & theirs.keys():
        for question, most in points.items():
            a, b = mine[student].get(question, 0.0), theirs[student].get(question, 0.0)
            counts["questions"] += 1
            kind = "equal" if a == b else "in part" if 0 < a < most else "other"
            counts[kind] += 1
    return counts


def through_nbgrader(
    course: Course, assignment: Assignment, submissions: list[Path], hidden: bool
) -> tuple[float, dict[str, dict[str, float]], int]:
    """Grade with stock ``nbgrader autograde``; give its seconds and the scores."""
    from nbgrader.api import Gradebook

    with tempfile.TemporaryDirectory(prefix="viva-benchmark-") as folder:
        root = Path(folder)
        (root / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'stock'\n"
        )
        for name in ("source", "tests"):
            shutil.copytree(course.root / name, root / name)
        source = root / "source" / assignment.name / f"{assignment.notebook_name}.ipynb"
        notebook = json.loads(source.read_text(encoding="utf-8"))
        if not hidden:
            for cell in notebook["cells"]:
                if grade_id(cell).endswith("_test"):
                    cell["source"] = visible(cell)
            source.write_text(json.dumps(notebook), encoding="utf-8")
        for path in submissions:
            copy_in(path / assignment.name, root / "submitted" / path.name, assignment)
        run([str(BIN / "nbgrader"), "generate_assignment", assignment.name], root)
        command = [str(BIN / "nbgrader"), "autograde", assignment.name]
        seconds, _ = run(command, root)
        found = {}
        with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
            for submission in gradebook.assignment_submissions(assignment.name):
                found[submission.student.id] = {
                    grade.name.removesuffix("_test"): grade.auto_score or 0.0
                    for each in submission.notebooks
                    for grade in each.grades
                }
        graded = {path.parent.parent.name for path in root.glob("autograded/*/*/*.ipynb")}
        return seconds, {student: found[student] for student in graded if student in found}, 0


def copy_in(place: Path, target: Path, assignment: Assignment) -> None:
    """Hand in a notebook under the name that nbgrader asks for."""
    folder = target / assignment.name
    folder.mkdir(parents=True)
    for path in place.glob("*.ipynb"):
        shutil.copy(path, folder / f"{assignment.notebook_name}.ipynb")


def through_otter(
    course: Course, assignment: Assignment, submissions: list[Path], hidden: bool
) -> tuple[float, dict[str, dict[str, float]], int]:
    """Grade with stock ``otter run``, one after the other.

    Returns
    -------
    tuple
        Its seconds, the scores, and how many calls hung; their time is not counted.
    """
    cells = json.loads(assignment.source_path.read_text(encoding="utf-8"))["cells"]
    points = points_of(assignment)
    name = assignment.notebook_name
    found: dict[str, dict[str, float]] = {}
    total, hung = 0.0, 0
    with tempfile.TemporaryDirectory(prefix="viva-benchmark-") as folder:
        root = Path(folder)
        with zipfile.ZipFile(root / "autograder.zip", "w") as archive:
            archive.writestr("otter_config.json", json.dumps({"pdf": False}))
            for cell in cells:
                question = grade_id(cell).removesuffix("_test")
                if grade_id(cell).endswith("_test") and question in points:
                    text = OTTER_TEST + (OTTER_HIDDEN if hidden else "")
                    filled = text.format(
                        question=question, points=points[question], visible=visible(cell), name=name
                    )
                    archive.writestr(f"tests/{question}.py", filled)
            for path in course.exams.rglob("*.py"):
                archive.write(path, f"tests/hidden/{path.relative_to(course.exams)}")
        for path in submissions:
            place = root / path.name
            copy_in(path / assignment.name, place, assignment)
            notebook = place / assignment.name / f"{name}.ipynb"
            command = [str(BIN / "otter"), "run", str(notebook), "--no-logo"]
            command += ["-a", str(root / "autograder.zip"), "-o", str(place)]
            for _ in range(3):
                try:
                    total += run(command, root, HANGS)[0]
                    break
                except TimeoutError:
                    hung += 1
            with contextlib.suppress(OSError, ValueError):
                results = json.loads((place / "results.json").read_text())
                found[path.name] = otter_scores(results)
    return total, found, hung


def otter_scores(results: Mapping[str, Any]) -> dict[str, float]:
    """Read the points of each question from otter's results."""
    found: dict[str, float] = {}
    for test in results["tests"]:
        question = test["name"].split(" ")[0]
        if question.startswith("q"):
            found[question] = found.get(question, 0.0) + float(test.get("score", 0.0))
    return found


# ------------------------------------------------------------------ what grading adds to running


def overhead(options: argparse.Namespace) -> dict[str, Any]:
    """Grade with one worker, in turns with running the cells in bare warm forks."""
    from viva.classroom.batch import grade_assignment
    from viva.classroom.pool import Pool
    from viva.course.bundle import make_bundle
    from viva.course.confinement import confine_own
    from viva.remote.client import Worker

    found = {}
    for number, students in (("01", STUDENTS_FOR[50]), ("03", 24)):
        with sample_course({number: students}) as course:
            assignment = course.find(number)
            submissions = sorted(course.submitted.iterdir())
            files = [path for each in submissions for path in each.rglob("*.ipynb")]
            judge = Judge(make_bundle(assignment), Worker())
            everything = [all_cells(path) for path in files]
            same = [graded_cells(judge, path) for path in files]
            rounds: dict[str, list[float]] = {"everything": [], "same": [], "graded": []}
            with Pool(1, False, confine_own(course)) as pool:
                grade_assignment(course, assignment, pool=pool, force=True)
                for _ in range(options.repetitions):
                    rounds["everything"].append(in_bare_forks(everything))
                    rounds["same"].append(in_bare_forks(same))
                    start = time.perf_counter()
                    grade_assignment(course, assignment, pool=pool, force=True)
                    rounds["graded"].append(time.perf_counter() - start)
            found[number] = {
                "submissions": len(submissions),
                "where": where_it_goes(course, assignment),
            } | {name: statistics.median(each) / len(files) for name, each in rounds.items()}
    return found


def all_cells(path: Path) -> list[str]:
    """Give the code of a notebook, cell by cell; nothing of a file that is none."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        cells = json.loads(path.read_bytes())["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return []


def graded_cells(judge: Judge, path: Path) -> list[str]:
    """Give what viva runs of a notebook: neither plots nor long trainings, but visible tests."""
    from viva.grading.layout import make_plan
    from viva.grading.read import Unreadable, read_submission

    with contextlib.suppress(Unreadable):
        steps = make_plan(judge.bundle, read_submission(path.read_bytes())).steps
        return [
            visible(s.cell) if s.kind == "test" else s.cell["source"]
            for s in steps
            if s.kind in ("run", "test")
        ]
    return []


def in_bare_forks(notebooks: list[list[str]]) -> float:
    """Run the cells of notebooks, each in a fork of a warm process; give the seconds.

    The forks have neither a sandbox nor limits, and nobody asks them anything.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(notebooks, file)
        file.flush()
        command = [sys.executable, str(Path(__file__).resolve()), "--bare", file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def bare(file: str) -> None:
    """In a process of its own: warm up as a worker does, run the cells, print the seconds."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    from threadpoolctl import threadpool_limits

    from viva.worker.warm import warm_up

    threadpool_limits(1)
    shell = warm_up(figures=False)
    notebooks = json.loads(Path(file).read_text(encoding="utf-8"))
    start = time.perf_counter()
    for cells in notebooks:
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                for number, source in enumerate(cells):
                    shell.run(number, source)
            os._exit(0)
        os.waitpid(child, 0)
    seconds = time.perf_counter() - start
    os.write(1, f"{seconds}\n".encode())
    os._exit(0)


def where_it_goes(course: Course, assignment: Assignment) -> dict[str, float]:
    """Give the seconds that the parts of grading the solution take, medians of nine."""
    from viva.certify.certify import Trial, trial_notebook
    from viva.classroom.grader import Grader
    from viva.course.confinement import confine_own
    from viva.grading.ask import Asker
    from viva.remote.session import Session

    spent: dict[str, float] = {}

    def timed(owner: Any, name: str, part: str) -> Callable[[], None]:
        original = getattr(owner, name)

        def function(*arguments: Any, **keywords: Any) -> Any:
            start = time.perf_counter()
            try:
                return original(*arguments, **keywords)
            finally:
                spent[part] = spent.get(part, 0.0) + time.perf_counter() - start

        setattr(owner, name, function)
        return lambda: setattr(owner, name, original)

    grader = Grader(False, confine_own(course))
    judge = grader.judge(assignment)
    data = trial_notebook(judge.bundle, Trial("solution"))
    judge.grade(data)
    undo = [
        timed(Session, "start", "beginning a session"),
        timed(Session, "run", "running the cells"),
        timed(Session, "snapshot", "taking snapshots"),
        timed(Asker, "visible", "visible tests"),
        timed(Asker, "hidden", "hidden cases"),
        timed(Session, "stop", "ending the session"),
        timed(Judge, "grade", "all"),
    ]
    rounds = []
    for _ in range(9):
        spent.clear()
        judge.grade(data)
        rounds.append(dict(spent))
    for each in undo:
        each()
    grader.close()
    parts = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    whole = parts.pop("all")
    return parts | {"the rest": whole - sum(parts.values()), "all": whole}


def worlds(options: argparse.Namespace) -> dict[str, Any]:
    """Grade the solution of 01 in turns in worlds and in one sandbox that is swept."""
    from viva.certify.certify import Trial, trial_notebook
    from viva.course.bundle import make_bundle
    from viva.remote.client import Worker

    bundle = make_bundle(Course(REPOSITORY).find("01"))
    data = trial_notebook(bundle, Trial("solution"))
    seconds: dict[str, list[float]] = {"a world each": [], "one sandbox, swept": []}
    with (
        Worker(figures=False, sandboxed=True) as nesting,
        Worker(figures=False, sandboxed=True, nested=False) as sweeping,
    ):
        judges = dict(zip(seconds, (Judge(bundle, nesting), Judge(bundle, sweeping)), strict=True))
        for judge in judges.values():
            judge.grade(data)
        for _ in range(10 * options.repetitions):
            for name, judge in judges.items():
                start = time.perf_counter()
                judge.grade(data)
                seconds[name].append(time.perf_counter() - start)
    pairs = zip(*seconds.values(), strict=True)
    return {
        "seconds": {name: statistics.median(values) for name, values in seconds.items()},
        "pairs": 10 * options.repetitions,
        "ratio": statistics.median(world / swept for world, swept in pairs),
    }


# ------------------------------------------------------------------ many submissions


def growth(options: argparse.Namespace) -> dict[str, Any]:
    """Grade larger and larger classes of 01 with all cores."""
    found = {}
    for size, students in STUDENTS_FOR.items():
        if size in (12, 50) or size > options.most:
            continue
        with sample_course({"01": students}, most=size) as course:
            submissions = len(list(course.submitted.iterdir()))
            seconds, most = viva(course)
            again, _ = run([str(BIN / "viva"), "grade"], course.root)
        found[str(submissions)] = {"seconds": seconds, "memory": most, "again": again}
        print(f"  {submissions}: {seconds:.1f} s, {most} MiB, again {again:.1f} s", flush=True)
    return found


def cluster(options: argparse.Namespace) -> dict[str, Any]:
    """Grade 100 submissions with two workers of a local Dask cluster, in turns with ``-j 2``."""
    dask = str(BIN / "dask")
    rounds: dict[str, list[float]] = {"-j 2": [], "--dask": []}
    with sample_course({"01": STUDENTS_FOR[100]}, most=100) as course, contextlib.ExitStack() as up:
        place = course.root / "scheduler.json"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        for command in (
            [dask, "scheduler", "--scheduler-file", str(place), "--port", "0", "--no-dashboard"],
            [dask, "worker", "--scheduler-file", str(place), "--nworkers", "2", "--nthreads", "1"],
        ):
            process = psutil.Popen(command, cwd=course.root, **quiet)
            up.callback(process.wait)
            up.callback(process.terminate)
            while not place.exists():
                time.sleep(0.1)
        viva(course, "--dask", str(place))
        for _ in range(options.repetitions):
            rounds["-j 2"].append(viva(course, "-j", "2")[0])
            rounds["--dask"].append(viva(course, "--dask", str(place))[0])
        submissions = len(list(course.submitted.iterdir()))
    pairs = zip(rounds["--dask"], rounds["-j 2"], strict=True)
    return {
        "submissions": submissions,
        "seconds": {name: statistics.median(values) for name, values in rounds.items()},
        "ratio": statistics.median(theirs / mine for theirs, mine in pairs),
    }


def setup(options: argparse.Namespace) -> dict[str, Any]:
    """Clone the repository and make the demo, from nothing to the report."""
    with tempfile.TemporaryDirectory(prefix="viva benchmark ") as folder:
        start = time.perf_counter()
        clone = Path(folder) / "clone"
        run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], Path(folder))
        cloned = time.perf_counter()
        run(["make", ".venv/ready"], clone)
        ready = time.perf_counter()
        run(["make", "demo"], clone)
        done = time.perf_counter()
    return {"clone": cloned - start, "environment": ready - cloned, "demo": done - ready}


BUSY = 8
"""How many processes do nothing but count, beside the grading."""


def busy(options: argparse.Namespace) -> dict[str, Any]:
    """Grade the solutions and all right answers of all notebooks beside eight busy loops."""
    from viva.certify.certify import all_trials, in_parts, try_out
    from viva.classroom.pool import Pool
    from viva.course.bundle import make_bundle
    from viva.course.confinement import confine_own

    course = Course(REPOSITORY)
    found: dict[str, dict[str, Any]] = {}
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    try:
        with Pool(2, False, confine_own(course)) as pool:
            for assignment in course.assignments():
                kinds = ("solution", "right")
                trials = [t for t in all_trials(make_bundle(assignment)) if t.kind in kinds]
                parts = in_parts(trials)
                lost, load = [], os.getloadavg()[0]
                for place, verdicts in pool.run(try_out, [(assignment, part) for part in parts]):
                    for trial, verdict in zip(parts[place], verdicts, strict=True):
                        asked = [q for q in verdict.questions if q.id not in verdict.written]
                        if any(q.status != "passed" for q in asked):
                            lost.append([trial.question, trial.title, asked[0].message])
                found[assignment.name] = {"right": len(trials) - 1, "lost": lost, "load": load}
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    return found


ONE_HASH = """
def pred_linear(*anything):
    return dict.fromkeys(n * (2**61 - 1) for n in range(50_000))
"""
BLANKS = """
from IPython.display import SVG, display
display(SVG('<svg xmlns="http://www.w3.org/2000/svg"><a href=' + 200_000 * " " + '"/></svg>'))
"""


def with_answer(code: str) -> Callable[[Assignment, Path], None]:
    """Return what hands in the released notebook of 01 with an answer to q02_pred_linear."""

    def write(assignment: Assignment, folder: Path) -> None:
        notebook = json.loads(assignment.release_path.read_text(encoding="utf-8"))
        (cell,) = [each for each in notebook["cells"] if grade_id(each) == "q02_pred_linear"]
        cell["source"] = code
        (folder / assignment.release_path.name).write_text(json.dumps(notebook), encoding="utf-8")

    return write


def empty_lines(assignment: Assignment, folder: Path) -> None:
    """Hand in a file that begins like JSON and is none, after a long way."""
    text = "{" + 10_000_000 * "\n" + "x"
    (folder / assignment.release_path.name).write_text(text, encoding="utf-8")


def many_files(assignment: Assignment, folder: Path) -> None:
    """Hand in the solution, and files beside it."""
    shutil.copy(assignment.source_path, folder)
    for number in range(60):
        with (folder / f"data{number}.bin").open("wb") as file:
            file.truncate(50 * 2**20)


MEANT_TO_TAKE_LONG = {
    "a file of 10,000,000 empty lines": empty_lines,
    "a dict of 50,000 keys with one hash": with_answer(ONE_HASH),
    "a picture with 200,000 blanks after href=": with_answer(BLANKS),
    "60 files of 50 MiB beside the solution": many_files,
}


def hostile(options: argparse.Namespace) -> dict[str, Any]:
    """Grade twenty students alone, and among as many whose submissions take long on purpose."""
    # A few of each sample class hand in nothing.
    with sample_course({"01": 25}, most=20) as course:
        assignment = course.find("01")
        seconds_alone, _ = viva(course)
        alone = verdicts_of(course, assignment)
        kinds = {}
        for student, name in zip(alone, itertools.cycle(MEANT_TO_TAKE_LONG)):
            # Right after the other one, in the order of names.
            other = f"{student}-and-another"
            folder = course.submitted / other / assignment.name
            folder.mkdir(parents=True)
            MEANT_TO_TAKE_LONG[name](assignment, folder)
            kinds[other] = name
        seconds_among, _ = viva(course)
        among = verdicts_of(course, assignment)
    return {
        "alone": seconds_alone,
        "among": seconds_among,
        "honest": len(alone),
        "others": len(kinds),
        "differ": [s for s in alone if timeless(alone[s]) != timeless(among[s])],
        "seconds": {
            name: [among[other]["seconds"] for other, kind in kinds.items() if kind == name]
            for name in MEANT_TO_TAKE_LONG
        },
    }


def timeless(verdict: dict[str, Any]) -> dict[str, Any]:
    """Return a verdict without how long it took."""
    questions = [question | {"seconds": 0} for question in verdict["questions"]]
    return verdict | {"seconds": 0, "questions": questions}


PARTS = {
    "help": commands.help_,
    "file": commands.file,
    "lab": commands.lab,
    "memory": memory,
    "twelve": twelve,
    "graders": graders,
    "overhead": overhead,
    "worlds": worlds,
    "growth": growth,
    "cluster": cluster,
    "busy": busy,
    "hostile": hostile,
    "setup": setup,
}


# ------------------------------------------------------------------ the page


def machine() -> dict[str, Any]:
    """Describe this machine."""
    name = ""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    return {
        "processor": name or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "date": str(datetime.now(UTC).date()),
        "versions": {name: version(name) for name in ("nbgrader", "otter-grader", "distributed")},
    }


INTRODUCTION = """# How fast a class is graded

`make bench` wrote this page from what it measured. Times are of whole commands, from typing to
the last line, but for what grading adds to running; on the sample class that `viva demo` makes:
right, wrong, blank and broken notebooks. Graders of one table are measured one after the other, so
within an hour or so. Only ratios say anything about another machine.
"""


def page(found: Mapping[str, Any]) -> str:
    """Write the page from what was measured."""
    text = [INTRODUCTION, aims_page(found)]
    for part, write in PAGES.items():
        if part in found:
            where = found[part]["machine"]
            text.append(write(found[part]["found"]))
            text.append(
                f"Measured on {where['date']}: {where['processor']}, {where['cores']} cores, "
                f"{where['memory']} GiB, {where['system']}, Python {where['python']}.\n"
            )
    return "\n".join(text)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def aims_page(found: Mapping[str, Any]) -> str:
    """Say what should be reached, and whether it is."""
    said = "## Aims\n\n" + table(["what", "to reach", "measured", "met"], aims.rows(found))
    reasons = aims.reasons(found)
    if reasons:
        said += "\nWhy some are missed:\n\n" + "".join(f"- {reason}\n" for reason in reasons)
    return said


def help_page(found: Mapping[str, Any]) -> str:
    """Say how long it takes until a command says something."""
    rows = [[f"`{name}`", f"{1000 * value:.0f} ms"] for name, value in found.items()]
    return "## The program's help\n\n" + table(["", "least"], rows)


def file_page(found: Mapping[str, Any]) -> str:
    """Say how long single files take."""
    rows = [
        [name, f"{value:.2f} s", f"{value / found['imports']:.2f}"] for name, value in found.items()
    ]
    return (
        "## Single files of 01\n\n"
        + table(["", "least", "times imports"], rows)
        + f"\nImports: `{commands.IMPORTS}`, which are those of the notebook.\n"
    )


def lab_page(found: Mapping[str, Any]) -> str:
    """Say how long JupyterLab takes to come up."""
    rows = [[name, f"{value:.1f} s"] for name, value in found.items()]
    return (
        "## From `start.py` to the notebook\n\n"
        + table(["", "least"], rows)
        + "\nThe environment is there. Until the server has sent the page and the notebook.\n"
    )


def memory_page(found: Mapping[str, Any]) -> str:
    """Say what a worker and its judge hold."""
    return (
        "## Memory\n\nA worker, what it runs, and its judge hold "
        f"{found['together']} MiB together at most, for a class of 12.\n"
    )


def twelve_page(found: Mapping[str, Any]) -> str:
    """Compare with nbgrader on a small class."""
    rows = [[name, f"{value:.1f} s"] for name, value in found.items()]
    return "## A class of 12\n\n" + table(["12 submissions of 01", "least"], rows)


def graders_page(found: Mapping[str, Any]) -> str:
    """Compare with the stock graders."""
    n, seconds = found["submissions"], found["seconds"]
    rows = [[name, f"{value:.1f} s", f"{value / n:.2f} s"] for name, value in seconds.items()]
    for row, name in zip(rows, seconds, strict=True):
        row += [f"{seconds[name] / other:.1f}" for other in seconds.values()] + [""]
    one = seconds["viva, 1 worker"]
    for name, beside in found["beside"].items():
        few = beside["few"]
        rows.append(
            [
                name,
                f"{beside['seconds']:.1f} s",
                f"{beside['seconds'] / n:.2f} s",
                *(f"{beside['seconds'] / other:.1f}" for other in seconds.values()),
                f"{few:.2f} s ({few / (one / n):.1f} times)",
            ]
        )
    said = [f"## {n} submissions of 01, three graders\n"]
    head = ["", "all", "each", *(f"times {name}" for name in seconds)]
    head.append("each, with the visible tests alone")
    said.append(table(head, rows))
    said.append(
        "The stock graders run the same hidden exam as viva, where they run hidden tests: in the "
        "student's process, all or nothing for each question. The last column leaves it out "
        "there, and compares with viva which still asks it. viva's times are medians.\n"
    )
    for name, beside in found["beside"].items():
        counts = beside["alike"]
        said.append(
            f"Of {counts['questions']} questions that viva and {name} both graded, "
            f"{counts['equal']} have equal scores, {counts['in part']} earn a part of the points "
            f"from viva, and {counts['other']} differ otherwise (graded by viva with a right "
            "answer in the place of an earlier wrong one).\n"
        )
        if beside["repeated"]:
            said.append(
                f"{beside['repeated']} calls of {name} hung, with nothing running, and were ended "
                f"after {HANGS} s and repeated; that time is not counted.\n"
            )
    return "\n".join(said)


def overhead_page(found: Mapping[str, Any]) -> str:
    """Compare with running the cells."""
    rows = [
        [
            number,
            str(each["submissions"]),
            *(f"{1000 * each[name]:.0f} ms" for name in ("everything", "same", "graded")),
            f"{each['graded'] / each['everything']:.2f}",
            f"{each['graded'] / each['same']:.2f}",
        ]
        for number, each in found.items()
    ]
    head = ["", "submissions", "all cells", "cells that viva runs", "graded"]
    head += ["graded / all cells", "graded / cells that viva runs"]
    said = ["## What grading adds to running\n"]
    said.append(table(head, rows))
    said.append(
        "Cells: those of each notebook, visible tests among them, run in a fork of a warm process, "
        "without a sandbox, wire, exam or gradebook. viva leaves out those that are only there to "
        "look at, such as plots and long trainings. Graded: one worker, all hidden cases asked, "
        "gradebook and graded notebooks written. Where the time goes for the solution:\n"
    )
    parts = list(next(iter(found.values()))["where"])
    rows = [
        [part, *(f"{1000 * each['where'].get(part, 0.0):.0f} ms" for each in found.values())]
        for part in parts
    ]
    said.append(table(["", *found], rows))
    return "\n".join(said)


def worlds_page(found: Mapping[str, Any]) -> str:
    """Say what a world costs."""
    rows = [[name, f"{1000 * value:.0f} ms"] for name, value in found["seconds"].items()]
    return (
        "## What a world of its own costs\n\n"
        + table(["the solution of 01", "median"], rows)
        + f"\nWith worlds a submission takes {found['ratio']:.2f} times as long (median of "
        f"{found['pairs']} pairs, in turns, in one process).\n"
    )


def growth_page(found: Mapping[str, Any]) -> str:
    """Say how time and memory grow."""
    rows, before = [], (0, 0.0)
    for size, each in found.items():
        number, seconds = int(size), each["seconds"]
        more = (seconds - before[1]) / (number - before[0])
        rows.append(
            [
                size,
                f"{seconds:.1f} s",
                f"{1000 * seconds / number:.0f} ms",
                f"{1000 * more:.0f} ms" if before[0] else "",
                f"{each['memory']} MiB",
                f"{each['again']:.1f} s",
            ]
        )
        before = number, seconds
    head = ["submissions of 01", "all", "each", "each more than above"]
    head += ["the coordinator's memory", "again, unchanged"]
    return (
        "## Larger classes\n\n"
        + table(head, rows)
        + "\nEvery grading starts up first, which is most of what a class of 10 takes. The fourth "
        "column is what\neach submission beyond those of the row above added.\n"
    )


def cluster_page(found: Mapping[str, Any]) -> str:
    """Compare Dask with judges on this machine."""
    rows = [[name, f"{value:.1f} s"] for name, value in found["seconds"].items()]
    said = table([f"{found['submissions']} submissions of 01", "all"], rows)
    return (
        "## A cluster of two local Dask workers\n\n"
        f"{said}\n`--dask` took {found['ratio']:.2f} times as long as `-j 2` (median of pairs).\n"
    )


def busy_page(found: Mapping[str, Any]) -> str:
    """Say whether a busy machine costs a point."""
    rows = [
        [name, str(1 + each["right"]), str(len(each["lost"])), f"{each['load']:.0f}"]
        for name, each in found.items()
    ]
    return (
        f"## Beside {BUSY} busy loops\n\n"
        "The solution and all right answers of each exam, each of which must get all points:\n\n"
        + table(["", "graded", "lost points", "load at its beginning"], rows)
    )


def hostile_page(found: Mapping[str, Any]) -> str:
    """Say what submissions that are meant to take long cost a class."""
    rows = [
        [name, f"{statistics.median(values):.1f} s", f"{max(values):.1f} s"]
        for name, values in found["seconds"].items()
    ]
    said = table(["what is meant to take long", "median", "most"], rows)
    ratio = found["among"] / found["alone"]
    return (
        "## A class in which every second submission is meant to take long\n\n"
        f"{found['honest']} students of 01 alone: {found['alone']:.1f} s. Among {found['others']} "
        f"others: {found['among']:.1f} s, {ratio:.1f} times as long, and {len(found['differ'])} of "
        f"their verdicts differ.\n\n{said}"
    )


def setup_page(found: Mapping[str, Any]) -> str:
    """Say how long setting up takes."""
    rows = [[name, f"{value:.0f} s"] for name, value in found.items()]
    rows.append(["all", f"{sum(found.values()):.0f} s"])
    said = "## From nothing to the demo's report\n\n" + table(["", ""], rows)
    return (
        said + "\nThe packages came from a cache or a mirror nearby; a slow network adds to it.\n"
    )


PAGES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "help": help_page,
    "file": file_page,
    "lab": lab_page,
    "memory": memory_page,
    "twelve": twelve_page,
    "graders": graders_page,
    "overhead": overhead_page,
    "worlds": worlds_page,
    "growth": growth_page,
    "cluster": cluster_page,
    "busy": busy_page,
    "hostile": hostile_page,
    "setup": setup_page,
}


def main() -> None:
    """Measure the chosen parts, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; by default all"
    )
    parser.add_argument("--submissions", type=int, default=50)
    parser.add_argument(
        "--beside", nargs="*", choices=STOCK, default=STOCK, help="stock graders; others stay"
    )
    parser.add_argument("--few", type=int, default=10, help="for the visible tests alone")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--most", type=int, default=10_000, help="largest class of growth")
    parser.add_argument("--before", type=Path, help="another checkout with a .venv, for lab")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}")
    found = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    for part in options.parts or PARTS:
        print(part, flush=True)
        where = machine()
        found[part] = {"machine": where, "found": PARTS[part](options)}
        FOUND.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        text = page(found)
        (FOUND.with_suffix(".md")).write_text(text, encoding="utf-8")
        print(PAGES[part](found[part]["found"]), flush=True)
    print("\n".join(aims.lines(found)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        bare(sys.argv[2])
    else:
        main()
