"""A copy of the course in which attackers and honest students hand in, with secrets to look for."""

from __future__ import annotations

import ast
import base64
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from attacks.attack import ASSIGNMENT, STAYS, Attack, build, code_cell

from viva.classroom.batch import grade_assignment
from viva.classroom.dispatch import Dispatcher
from viva.classroom.sample import solution_cells
from viva.commands.demo import build_sample_course
from viva.course.layout import Assignment, Course
from viva.exam.load import start_of
from viva.grading.verdict import Verdict

REPOSITORY = Path(__file__).parents[2]
CANARY = "viva-canary-"
INPUT, EXPECTED = "17391846", "15283947"
"""The first digits of a hidden input and of an expected value."""

EXAM_SECRETS = f'''

# {CANARY}comment
SECRET = "{CANARY}text"

from .shared import first_return_value


@exam.questions["q02_pred_linear"].case("two lines more")
def canary_lines(candidate, rng):
    answers = [candidate.pred_linear({INPUT}.5, 0.5, x1, 0.0) for x1 in (1.0, -1.0)]
    return [first_return_value(answer) for answer in answers]


@exam.questions["q07_line_of"].case("one line more")
def canary_slope(candidate, rng):
    return list(candidate.line_of(np.array([2.0, -{EXPECTED}.5 * 0.37, 0.37])))[0]


import dataclasses

for question in exam.questions.values():
    if "canary" in question.cases[-1].ask.__name__:
        question.cases.insert(0, question.cases.pop())
    question.cases[:] = [dataclasses.replace(case, seconds=2.0) for case in question.cases]
'''
SETTINGS = """
c.Viva.cell_seconds = 3
c.Viva.total_seconds = 60
"""
INSTRUCTORS_FILES = {"data/points.csv": "the instructor's data\n", "notes.txt": "notes\n"}
WITNESS = f"""
import os, sys
from pathlib import Path

def listing(place):
    try:
        return sorted(str(path) for path in Path(place).rglob("*"))
    except OSError as error:
        return type(error).__name__

processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
print({{place: listing(place) for place in (".", "/tmp", "/var/tmp", "/dev/shm", Path.home())}})
print(len(processes), sum({STAYS!r} in (path / "cmdline").read_text() for path in processes))
folders = [folder for folder in sys.path if os.path.isdir(folder)]
print([name for folder in folders for name in os.listdir(folder) if "attack" in name])
print(Path("/proc/sysvipc/shm").read_text().count("\\n"), sorted(os.environ), sys.path)
"""


def make_course(root: Path) -> tuple[Course, Assignment]:
    """Copy the course as ``viva demo`` does, and hide canaries in what students must not see."""
    course = build_sample_course(Course(REPOSITORY), root)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(SETTINGS)
    with start_of(course.find(ASSIGNMENT).exam_path).open("a") as exam:
        exam.write(EXAM_SECRETS)
    course = Course(root)
    assignment = course.find(ASSIGNMENT)
    source = json.loads(assignment.source_path.read_text(encoding="utf-8"))
    for cell in source["cells"]:
        text = "".join(cell["source"])
        mark = "### BEGIN SOLUTION\n"
        line_start = text.find(mark)
        if line_start >= 0 and cell["cell_type"] == "code":
            indent = text[text.rfind("\n", 0, line_start) + 1 : line_start]
            cell["source"] = text.replace(mark, f"{mark}{indent}# {CANARY}solution\n", 1)
    assignment.source_path.write_text(json.dumps(source), encoding="utf-8")
    for name, text in INSTRUCTORS_FILES.items():
        for folder in (assignment.source_path.parent, assignment.release_path.parent):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
    return course, assignment


def solutions() -> dict[str, str]:
    """Give the instructor's answers, without canaries."""
    path = REPOSITORY / "source" / ASSIGNMENT / "perceptron_line.ipynb"
    return solution_cells(json.loads(path.read_text(encoding="utf-8")))


def released() -> dict[str, Any]:
    """Give the notebook that students are given."""
    path = REPOSITORY / "release" / ASSIGNMENT / "perceptron_line.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def hand_in(
    course: Course,
    student: str,
    notebook: Mapping[str, Any],
    files: Mapping[str, Any] | None = None,
) -> None:
    """Put a notebook and files into the submitted folder."""
    folder = course.submitted / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "perceptron_line.ipynb").write_text(json.dumps(notebook))
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.symlink_to(content.replace("@COURSE@", str(course.root)))


def honest_notebook(witness: bool) -> dict[str, Any]:
    """Make the notebook of an honest student who earns everything.

    Parameters
    ----------
    witness
        Whether it prints what of others it can see; only a sandbox is the same each time.
    """
    last = (WITNESS,) if witness else ()
    every = tuple(solutions())
    notebook = build(Attack("honest", "", last=last, honest=every), released(), solutions(), {})
    notebook["cells"].append(code_cell("mine", f"# {CANARY}honest"))
    return notebook


CAUGHT_UP = b"all that came before this one was heard"


@dataclass
class Listener:
    """Somebody on the host who listens to TCP, UDP and Unix sockets.

    Attributes
    ----------
    came
        How often something came over each of them.
    addresses
        Of those to which one connects.
    """

    folder: Path
    came: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, Any] = field(default_factory=dict)
    caught_up: threading.Event = field(default_factory=threading.Event)

    @property
    def heard(self) -> list[str]:
        """Over which of them something came."""
        return sorted(name for name, count in self.came.items() if count > 0)

    @contextlib.contextmanager
    def listening(self) -> Iterator[Listener]:
        """Listen until the end."""
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        port = tcp.getsockname()[1]
        unix, abstract = (socket.socket(socket.AF_UNIX) for _ in range(2))
        path = str(self.folder / "s")
        for end, name in ((unix, path), (abstract, f"\0viva-attack-{port}")):
            end.bind(name)
            end.listen()
        Path(path).chmod(0o777)
        self.words = {"TCP": str(port), "UDP": str(udp.getsockname()[1]), "UNIX": path}
        ends = {"tcp": tcp, "udp": udp, "unix": unix, "abstract": abstract}
        self.addresses = {name: end.getsockname() for name, end in ends.items()}
        for name, end in ends.items():
            threading.Thread(target=self._listen, args=(name, end), daemon=True).start()
        try:
            yield self
        finally:
            for end in ends.values():
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _listen(self, name: str, end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                if name == "udp":
                    data, _ = end.recvfrom(100)
                    if not data:
                        return
                    self.came[name] += 1
                    if data == CAUGHT_UP:
                        self.caught_up.set()
                else:
                    connection, _ = end.accept()
                    self.came[name] += 1
                    connection.close()

    def control(self, attack: Attack, words: Mapping[str, str]) -> list[str]:
        """Run a network attack outside of any sandbox; tell over what it was heard."""
        text = attack.first
        for word, meaning in words.items():
            text = text.replace(f"@{word}@", meaning)
        subprocess.run([sys.executable, "-c", text], capture_output=True, timeout=60)
        self._catch_up()
        heard = self.heard
        self.came.clear()
        return heard

    def _catch_up(self) -> None:
        """Wait until all that has come is counted: each end takes things in their order."""
        families = {"tcp": socket.AF_INET, "unix": socket.AF_UNIX, "abstract": socket.AF_UNIX}
        for name, family in families.items():
            with socket.socket(family) as own:
                own.connect(self.addresses[name])
                with contextlib.suppress(ConnectionError):
                    own.recv(1)  # it ends when the connection was taken
        self.caught_up.clear()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.sendto(CAUGHT_UP, self.addresses["udp"])
        assert self.caught_up.wait(60)
        self.came.subtract(self.addresses.keys())


def grade_all(
    course: Course, assignment: Assignment, pool: Dispatcher
) -> tuple[list[Verdict], dict[str, str]]:
    """Grade everybody; where the batch breaks, note at whom, and go on with the next."""
    waiting = sorted(path.name for path in course.submitted.iterdir())
    verdicts: list[Verdict] = []
    crashes: dict[str, str] = {}
    while waiting:
        done: list[Verdict | None] = []
        try:
            grade_assignment(course, assignment, students=waiting, progress=done.append, pool=pool)
        except Exception as error:  # noqa: BLE001 - that it happens at all is what is tested
            crashes[waiting[len(done)]] = repr(error)
            done.append(None)
        verdicts += [verdict for verdict in done if verdict is not None]
        waiting = waiting[len(done) :]
    return verdicts, crashes


def spellings(digits: str) -> list[str]:
    """List how an attack might write a number down that begins with these digits."""
    value = float(f"{digits}.5")
    encoded = base64.b64encode(f"{digits}.5".encode()).decode()
    return [digits, digits[::-1], value.hex()[4:14], encoded[:10], ", ".join(digits)]


def secrets() -> list[str]:
    """List what may be in nothing that a student gets back."""
    marks = ["### BEGIN SOLUTION", "### BEGIN HIDDEN", "SQLite format"]
    names = ["canary_lines", "canary_slope"]
    return [CANARY, *marks, *names, *spellings(INPUT), *spellings(EXPECTED)]


@lru_cache(maxsize=1)
def exam_lines() -> list[str]:
    """List the telling lines of the real exams: those that stand in no notebook."""
    notebooks = "".join(path.read_text() for path in REPOSITORY.glob("source/*/*.ipynb"))
    lines: set[str] = set()
    for path in (REPOSITORY / "tests" / "hidden").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        ast.parse(text)
        lines |= {line.strip() for line in text.splitlines() if len(line.strip()) >= 40}
    return sorted(line for line in lines if json.dumps(line)[1:-1] not in notebooks)


def returned(notebook: Mapping[str, Any], others: Iterable[str] = ()) -> str:
    """Give all that a student gets back but their own source."""
    texts = list(others)
    for cell in notebook["cells"]:
        outputs = json.dumps(cell.get("outputs", []), ensure_ascii=False)
        texts.append(outputs.encode("utf-8", "replace").decode().replace("\\n", "\n"))
        if cell.get("metadata", {}).get("nbgrader", {}).get("locked"):
            texts.append("".join(cell["source"]))
    return "\n".join(texts)


def running(mark: str = STAYS) -> list[str]:
    """List the processes of this machine whose command line holds `mark`."""
    found = []
    for path in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if path.name.isdigit() and mark.encode() in (path / "cmdline").read_bytes():
                found.append(path.name)
    return [pid for pid in found if pid != str(os.getpid())]


def left_running() -> list[str]:
    """List the processes of attacks that stay; those of another part of the corpus go by and by."""
    found = set(running())
    for _ in range(300):
        if not found:
            break
        time.sleep(0.1)
        found &= set(running())
    return sorted(found)


def fingerprint(course: Course) -> dict[str, str]:
    """Give what no grading changes: the files of the course that are its instructor's, and more."""
    places = [course.source, course.release, course.exams, course.submitted]
    found = {}
    for place in places:
        for path in sorted(place.rglob("*")):
            name = str(path.relative_to(course.root))
            if "__pycache__" in path.parts:
                continue
            if path.is_symlink():
                found[name] = f"-> {os.readlink(path)}"
            elif path.is_file():
                found[name] = base64.b64encode(path.read_bytes()).decode()
    return found


def make_readable(folder: Path) -> None:
    """Let everybody on this machine read a temporary folder, so that only the sandbox hides it."""
    top = Path(tempfile.gettempdir()).resolve()
    for path in (folder, *folder.parents):
        if top in path.parents:
            path.chmod(0o755)
