"""The archive that a student unzips: notebooks, the program, and one command to begin with."""

from __future__ import annotations

import io
import json
import tempfile
import textwrap
import zipfile
from collections.abc import Sequence
from pathlib import Path

from viva.course.generate import ReleaseError
from viva.course.layout import Assignment, Course
from viva.release.leaks import exam_secrets, find_leaks, take_apart
from viva.release.packing import packed, project_folder, students_wheel, without_viva
from viva.release.steps import short_names
from viva.release.student_requirements import for_students

LEFT_OUT = frozenset({".ipynb_checkpoints", "__pycache__"})
# The program's own documentation quotes a line of an exam here and there.
FEW = 5
START_HERE = """\
Welcome to {title}. In this archive:
{listed}

1. You need Python 3.11 or later (python.org), and the internet for the first start.
2. Open a terminal in this folder, and run:   python3 start.py
   It puts the notebooks into folders, and never replaces one that is already there.
3. The first start takes a few minutes, and then JupyterLab opens the first notebook.
4. Read the text of an exercise, write your answer, and run the test cell below it.
5. In a second terminal:   .venv/bin/viva check     (Windows: .venv\\Scripts\\viva check)
   It shows what is done. viva watch {number} checks whenever you save; viva check {number}
   --hint q02 gives you a hint.
6. If you have an earlier archive of this course, unzip this one over it, and run start.py again:
   your answers stay.
"""
WITHOUT_TORCH = "opens the first notebook.\n"
WITH_TORCH = """opens the first notebook.
   For {torch}, with PyTorch and Keras, run:   python3 start.py --with-torch
"""
WITH_CONDA = """\
7. With conda instead: python3 start.py --notebooks, conda env create -f environment.yml,
   conda activate viva, jupyter lab
"""
# Unzipping replaces files: there must be none of the archive's where students write.
RELEASED = ".viva/release"


def write_student_zip(course: Course, assignments: Sequence[Assignment] | None = None) -> Path:
    """Pack released assignments into ``dist/``; the same files always make the same bytes.

    The archive is called ``NAME-student.zip``, or ``NAME-01-02-student.zip`` if it has not all.

    Parameters
    ----------
    assignments
        By default all.

    Raises
    ------
    ReleaseError
        If the wheel cannot be built, or the archive would give something away.
    """
    name = course.course_id or course.root.name
    everything = course.assignments()
    packed_ones = everything if assignments is None else list(assignments)
    members = student_files(course, name, packed_ones)
    problems = leaks_in(course, members)
    if problems:
        raise ReleaseError(problems[0])
    some = [] if packed_ones == everything else short_names(packed_ones, everything)
    target = course.root / "dist" / ("-".join([name, *some, "student"]) + ".zip")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(packed({f"{name}/{path}": text for path, text in members.items()}))
    return target


def student_files(course: Course, name: str, assignments: Sequence[Assignment]) -> dict[str, bytes]:
    """Collect the files of the archive, by path."""
    wheel, content = students_wheel()
    packages = without_viva(needed(course, "requirements.txt"))
    if project_folder() == course.root.resolve():
        # This lock is for those who build and grade as well.
        packages = for_students(packages.decode()).encode()
    members = {
        "start.py": (Path(__file__).parent / "start.py").read_bytes(),
        "requirements.txt": packages,
        wheel: content,
    }
    text = START_HERE
    torch = beside(course, "requirements-torch.txt")
    using_torch = list(dict.fromkeys(each.name for each in assignments if needs_torch(each)))
    if torch is not None and using_torch:
        members["requirements-torch.txt"] = torch
        text = text.replace(WITHOUT_TORCH, WITH_TORCH)
    environment = beside(course, "environment.yml")
    if environment is not None:
        members["environment.yml"] = environment.replace(b"- -e .\n", f"- ./{wheel}\n".encode())
        text += WITH_CONDA
    listed = textwrap.fill(", ".join(dict.fromkeys(each.name for each in assignments)), 96)
    number = (short_names(assignments[:1], course.assignments()) or ["01"])[0]
    text = text.format(title=name, listed=listed, number=number, torch=" and ".join(using_torch))
    members["START-HERE.txt"] = text.encode()
    for assignment in assignments:
        folder = course.release / assignment.name
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            inside = path.relative_to(folder)
            if not LEFT_OUT & set(inside.parts) and not inside.name.startswith("."):
                # start.py copies it; viva check knows by it what was released.
                members[f"{RELEASED}/{assignment.name}/{inside.as_posix()}"] = path.read_bytes()
    return members


def needs_torch(assignment: Assignment) -> bool:
    """Return whether a released notebook imports PyTorch."""
    return "import torch" in assignment.release_path.read_text(encoding="utf-8")


def needed(course: Course, name: str) -> bytes:
    """Return a file of the course's, or of the repository that viva runs from.

    Raises
    ------
    ReleaseError
        If there is none.
    """
    found = beside(course, name)
    if found is None:
        raise ReleaseError(
            f"{course.root} has no {name}: list in it what the notebooks import, since students "
            "install it."
        )
    return found


def beside(course: Course, name: str) -> bytes | None:
    """Return a file of the course's, or of the repository that viva runs from, if there is one."""
    project = project_folder()
    for folder in (course.root, *([project] if project is not None else [])):
        if (folder / name).is_file():
            return (folder / name).read_bytes()
        if folder == course.root and (folder / "requirements.txt").is_file():
            return None  # a course that says what it needs says all of it
    return None


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
                foreign |= {path.stem}.intersection(assignment.siblings)
                # The program and start.py, which is a part of it, are looked through below.
                if not foreign and path.suffix != ".whl" and name != "start.py":
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
                    f"{name} in viva's wheel contains much of {assignment.label}'s exam."
                )
    return problems


def secrets_of(assignment: Assignment) -> tuple[dict[str, object], dict[str, str]]:
    """Read an assignment's source notebook and its exam."""
    source = json.loads(assignment.source_path.read_text(encoding="utf-8"))
    return source, assignment.exam_texts()
