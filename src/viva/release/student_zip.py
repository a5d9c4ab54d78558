"""The archive that a student unzips: notebooks, the program, and one command to begin with."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path

import viva
from viva.course.generate import ReleaseError
from viva.course.layout import Assignment, Course
from viva.release.leaks import exam_secrets, find_leaks, take_apart
from viva.release.packing import build_wheel, packed

LEFT_OUT = frozenset({".ipynb_checkpoints", "__pycache__"})
# The program's own documentation quotes a line of an exam here and there.
FEW = 5
START_HERE = """\
Welcome to {title}.

1. You need Python 3.11 or later (python.org), and the internet for the first start.
2. Open a terminal in this folder, and run:   python3 start.py
3. The first start takes a few minutes. Then JupyterLab opens the first notebook.
4. Read the text of an exercise, write your answer, and run the test cell below it.
5. In a second terminal:   .venv/bin/viva check     (Windows: .venv\\Scripts\\viva check)
   It shows what is done. viva watch 01 checks whenever you save; viva check 01 --hint q02 gives
   you a hint.
6. With conda instead: conda env create -f environment.yml, conda activate viva, jupyter lab
"""


def write_student_zip(course: Course) -> Path:
    """Pack ``release/`` into ``dist/NAME-student.zip``; the same files always make the same bytes.

    Raises
    ------
    ReleaseError
        If the wheel cannot be built, or the archive would give something away.
    """
    name = course.course_id or course.root.name
    members = student_files(course, name)
    problems = leaks_in(course, members)
    if problems:
        raise ReleaseError(problems[0])
    target = course.root / "dist" / f"{name}-student.zip"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(packed({f"{name}/{path}": text for path, text in members.items()}))
    return target


def student_files(course: Course, name: str) -> dict[str, bytes]:
    """Collect the files of the archive, by path."""
    project = project_folder()
    wheel, content = build_wheel(project)
    environment = (project / "environment.yml").read_text(encoding="utf-8")
    members = {
        "START-HERE.txt": START_HERE.format(title=name).encode(),
        "start.py": (Path(__file__).parent / "start.py").read_bytes(),
        "requirements.txt": (project / "requirements.txt").read_bytes(),
        "environment.yml": environment.replace("- -e .\n", f"- ./{wheel}\n").encode(),
        wheel: content,
    }
    for assignment in course.assignments():
        folder = course.release / assignment.name
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            inside = path.relative_to(folder)
            if not LEFT_OUT & set(inside.parts) and not inside.name.startswith("."):
                members[f"{assignment.name}/{inside.as_posix()}"] = path.read_bytes()
        # By this copy viva check knows tests and given cells as they were released.
        untouched = f".viva/release/{assignment.name}/{assignment.release_path.name}"
        members[untouched] = assignment.release_path.read_bytes()
    return members


def project_folder() -> Path:
    """Return the folder that viva itself is built from.

    Raises
    ------
    ReleaseError
        If viva is installed from elsewhere.
    """
    folder = Path(viva.__file__).resolve().parents[2]
    if not (folder / "pyproject.toml").is_file():
        raise ReleaseError(
            "The archive includes viva, which is built from its repository. Install viva from "
            "there: pip install --editable ."
        )
    return folder


def leaks_in(course: Course, members: dict[str, bytes]) -> list[str]:
    """Return a sentence for each secret that the files of an archive would give away."""
    problems = []
    own = {assignment.name for assignment in course.assignments()}
    for assignment in course.assignments():
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "archive"
            for name, content in members.items():
                path = root / name
                # Another notebook may have a line of this exam: it is judged by its own.
                foreign = own.intersection(Path(name).parts) - {assignment.name}
                if not foreign and path.suffix != ".whl":
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
            source, exam = secrets_of(assignment)
            problems += find_leaks(source, root, exam)
    wheels = [content for name, content in members.items() if name.endswith(".whl")]
    return problems + [problem for wheel in wheels for problem in exams_in(course, wheel)]


def exams_in(course: Course, wheel: bytes) -> list[str]:
    """Return a sentence for each file of a wheel that holds much of an exam or its solutions."""
    problems = []
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        texts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    for assignment in course.assignments():
        source, exam = secrets_of(assignment)
        secrets = {secret.line for secret in (*take_apart(source)[0], *exam_secrets(exam))}
        telling = {line for line in secrets if len(line) >= 25}
        for name, text in texts.items():
            lines = {line.strip() for line in text.splitlines()}
            if len(lines & telling) > FEW:
                problems.append(
                    f"{name} in viva's wheel contains much of {assignment.name}'s exam."
                )
    return problems


def secrets_of(assignment: Assignment) -> tuple[dict[str, object], dict[str, str]]:
    """Read an assignment's source notebook and its exam."""
    source = json.loads(assignment.source_path.read_text(encoding="utf-8"))
    return source, assignment.exam_texts()
