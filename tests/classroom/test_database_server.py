"""A gradebook on a PostgreSQL server: skipped where no server is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from class_of_many import KINDS, make_class, scores, viva

from viva.course.layout import Course


def programs():
    """Find the folder of PostgreSQL's programs, which distributions keep off the path."""
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


@pytest.fixture
def database():
    """The address of an empty database, on a server that is started for it."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
    # The path of its socket may not be long, and another user must reach it.
    place = Path(tempfile.mkdtemp(prefix="viva-postgresql-"))
    user = []
    if os.geteuid() == 0:
        # The server does not run as root.
        shutil.chown(place, "nobody")
        user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]

    def do(*command):
        done = subprocess.run(
            [*user, folder / command[0], *command[1:]], cwd=place, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    data = place / "data"
    do("initdb", "-D", data, "-A", "trust", "-U", "viva", "--no-sync")
    started = ["-D", data, "-l", place / "log", "-w"]
    do("pg_ctl", *started, "-o", f"-k {place} -c listen_addresses= -c fsync=off", "start")
    try:
        yield f"postgresql+psycopg2://viva@/postgres?host={place}"
    finally:
        do("pg_ctl", *started, "-m", "fast", "stop")
        shutil.rmtree(place)


def with_database(folder, url):
    course = make_class(folder, len(KINDS))
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    return Course(course.root)


@pytest.mark.slow
def test_grades_go_to_the_server(tmp_path, database):
    course = with_database(tmp_path / "class", database)
    for taken in (0, len(KINDS)):
        code, said = viva(course, "grade", "-j", "2")
        assert (code, f"{taken} of {len(KINDS)} taken from the store" in said) == (1, True), said
    found = scores(course)
    assert len(found) == len(KINDS)
    assert found["s0000"] == [{"q01_double_test": 2.0, "q02_linear": None}]
    assert not (course.root / "gradebook.db").exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+psycopg2://viva@/grades?host=/nowhere", "cannot be written: connection to"),
        ("postgresql+missing_driver://viva@/grades", "is not a valid database URL"),
        ("nonsense", "is not a valid database URL"),
    ],
)
def test_a_database_that_is_not_there_is_named_in_a_sentence(tmp_path, url, said):
    course = with_database(tmp_path / "class", url)
    code, output = viva(course, "grade")
    assert code != 0 and said in " ".join(output.split())
    assert "Traceback" not in output
    assert not list(course.autograded.rglob("*.ipynb"))
