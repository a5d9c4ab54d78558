"""A gradebook on a PostgreSQL server: skipped where no server is installed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from class_of_many import KINDS, make_class, scores, start_viva, viva
from sqlalchemy import create_engine, text

from viva.classroom.database import Held, address_in, held_lock, patience_with, this_process
from viva.classroom.gradebook import GradebookProblem, open_gradebook
from viva.classroom.lock import AlreadyGrading, only_grading
from viva.course.layout import Course

pytestmark = pytest.mark.recorded("database server")


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
    rules = data / "pg_hba.conf"
    locked = "local all locked scram-sha-256\n"
    rules.write_text(locked + rules.read_text())
    started = ["-D", data, "-l", place / "log", "-w"]
    do("pg_ctl", *started, "-o", f"-k {place} -c listen_addresses= -c fsync=off", "start")
    try:
        yield f"postgresql+psycopg2://viva@/postgres?host={place}"
    finally:
        do("pg_ctl", *started, "-m", "fast", "stop")
        shutil.rmtree(place)


def execute(url, *statements):
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def with_database(folder, url):
    course = make_class(folder, len(KINDS))
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    return Course(course.root)


@pytest.mark.slow
def test_grades_go_to_the_server_as_they_would_into_a_file(tmp_path, database):
    course = with_database(tmp_path / "class", database)
    for taken in (0, len(KINDS)):
        code, said = viva(course, "grade", "-j", "2")
        assert (code, f"{taken} of {len(KINDS)} taken from the store" in said) == (1, True), said
    assert not (course.root / "gradebook.db").exists()
    in_a_file = make_class(tmp_path / "file", len(KINDS))
    assert viva(in_a_file, "grade", "-j", "2")[0] == 1
    found = scores(course)
    assert found == scores(in_a_file)
    assert found["s0000"] == [{"q01_double_test": 2.0, "q02_linear": None}]
    exported = [viva(c, "export", "grades", "--format", "csv") for c in (course, in_a_file)]
    assert exported[0] == exported[1]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+psycopg2://viva@/grades?host=/nowhere", "cannot be reached: connection to"),
        ("postgresql+psycopg2://viva@127.0.0.1:1/grades", "cannot be reached: connection to"),
        ("postgresql+missing_driver://viva@/grades", "is not a valid database URL"),
        ("nonsense", "is not a valid database URL"),
        ("postgresql://viva@/grades", "the address begins with postgresql+psycopg2://."),
        ("postgresql+psycopg2://viva:s3cr@t@host/grades", "in a password @ is written %40"),
        ("postgresql+psycopg2://viva:s3cr@t:w/d@host/grades", "in a password @ is written %40"),
        ("postgresql+psycopg2://viva@nowhere.invalid/grades", "cannot be reached: could not"),
    ],
)
def test_a_database_that_is_not_there_is_named_in_a_sentence(tmp_path, url, said):
    course = with_database(tmp_path / "class", url)
    code, output = viva(course, "grade")
    assert code != 0 and said in " ".join(output.split())
    assert "Traceback" not in output and "s3cr" not in output and "?" not in output
    assert not list(course.autograded.rglob("*.ipynb"))


def test_a_server_that_never_answers_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("viva.classroom.database.ANSWER_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg2://viva@127.0.0.1:{silent.getsockname()[1]}/grades"
        course = with_database(tmp_path / "class", url)
        problem = pytest.raises(GradebookProblem, match=r"cannot be reached: .*timeout expired\.$")
        with problem, open_gradebook(course):
            pass


def test_an_address_may_say_itself_how_long_to_wait():
    assert patience_with(address_in("postgresql+psycopg2://host/grades"))
    assert not patience_with(address_in("postgresql+psycopg2://host/grades?connect_timeout=3"))
    assert not patience_with(address_in("sqlite:///grades.db"))


@pytest.fixture
def two_machines(tmp_path, database):
    """Two folders of one course, as on two machines, with one gradebook."""
    return [with_database(tmp_path / name, database) for name in ("one", "two")]


def test_two_that_open_a_new_gradebook_at_once_both_get_it(two_machines):
    start, problems = threading.Barrier(6), []

    def open_it(course):
        start.wait()
        try:
            with open_gradebook(course) as gradebook:
                assert gradebook.students == []
        except Exception as problem:  # noqa: BLE001
            problems.append(problem)

    threads = [threading.Thread(target=open_it, args=(c,)) for c in two_machines * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.slow
@pytest.mark.parametrize("filled", [False, True])
def test_of_two_that_grade_at_once_one_grades_and_the_other_says_who(two_machines, filled):
    one, two = two_machines
    if filled:
        assert viva(one, "grade", "-j", "2")[0] == 1
    both = [start_viva(course, "grade", "-j", "1", "--force") for course in two_machines]
    said = [program.communicate(timeout=600)[0] for program in both]
    refused = [f"already being graded, by process {each.pid} on" for each in both]
    told = [refused[1] in " ".join(said[0].split()), refused[0] in " ".join(said[1].split())]
    graded = [f"{len(KINDS) - 1} graded, 1 could not be read." in text for text in said]
    assert graded == [not each for each in told] and any(graded), said
    assert {len(entries) for entries in scores(two).values()} == {1}
    assert len(scores(two)) == len(KINDS)


@pytest.mark.slow
def test_another_machine_goes_on_where_one_was_killed(two_machines):
    one, two = two_machines
    program = start_viva(one, "grade", "-j", "1")
    for line in program.stdout:
        if "s0002" in line:
            break
    os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    program.stdout.close()
    left = scores(one)
    assert 0 < len(left) < len(KINDS)
    assert viva(two, "grade", "-j", "2")[0] == 1
    found = scores(two)
    assert len(found) == len(KINDS)
    assert {student: found[student] for student in left} == left


HOLD = """
import sys
from pathlib import Path
from viva.course.layout import Course
from viva.classroom.lock import only_grading
with only_grading(Course(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_lock_is_in_the_database_and_ends_with_whoever_holds_it(two_machines):
    one, two = two_machines
    command = [sys.executable, "-c", HOLD, str(one.root)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        words = f"already being graded, by process {holder.pid} on"
        with pytest.raises(AlreadyGrading, match=words), only_grading(two):
            pass
        holder.kill()
        holder.wait()
    with only_grading(two):
        pass


def test_other_courses_in_the_same_database_have_locks_of_their_own(database):
    with held_lock(database, "grading one"):
        with held_lock(database, "grading two"):
            pass
        with pytest.raises(Held, match=this_process()), held_lock(database, "grading one"):
            pass
    with held_lock(database, "grading one"):
        pass


COMMANDS = (["report"], ["feedback", "01"], ["export", "grades", "--format", "csv"], ["grade"])


@pytest.mark.slow
def test_every_command_says_in_a_sentence_what_is_wrong_with_the_database(tmp_path, database):
    course = with_database(tmp_path / "class", database)
    assert viva(course, "grade", "-j", "2")[0] == 1
    execute(
        database,
        "CREATE ROLE reader LOGIN",
        "CREATE ROLE stranger LOGIN",
        "CREATE ROLE locked LOGIN PASSWORD 'right'",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
    )
    config = course.root / "nbgrader_config.py"
    settings = config.read_text()

    def said_as(url, *command):
        config.write_text(f"{settings}\nc.CourseDirectory.db_url = {url!r}\n")
        code, output = viva(Course(course.root), *command)
        assert "Traceback" not in output
        return code, " ".join(output.split())

    for command in COMMANDS:
        wrong = database.replace("viva@", "locked:wrong@")
        code, said = said_as(wrong, *command)
        assert code == 1 and "The gradebook cannot be reached: " in said, (command, said)
        assert "password authentication failed" in said and said.count("authentication") == 1
        code, said = said_as("postgresql+psycopg2://viva@127.0.0.1:1/postgres", *command)
        assert code == 1 and "The gradebook cannot be reached: " in said, (command, said)
        code, said = said_as(database.replace("viva@", "stranger@"), *command)
        assert code == 1 and "permission denied" in said, (command, said)
    # Reading needs no more than the right to read.
    reader = database.replace("viva@", "reader@")
    for command in COMMANDS[:3]:
        code, said = said_as(reader, *command)
        assert code == 0, (command, said)
    # What is there already need not be written again.
    execute(database, "UPDATE grade SET auto_score = 0.25")
    code, said = said_as(reader, "grade", "--force")
    assert code == 1 and "The gradebook cannot be" in said and "permission denied" in said, said


def test_what_fails_while_the_gradebook_is_read_is_a_sentence_too(two_machines, database):
    course, _ = two_machines
    problem = pytest.raises(GradebookProblem, match=r"^The gradebook cannot be read: .*nothing")
    with problem, open_gradebook(course) as gradebook:
        gradebook.db.execute(text("SELECT nothing"))
