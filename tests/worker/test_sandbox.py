"""What student code in the sandbox sees and reaches: asked from inside."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from viva.files import cache_folder, keep, kept
from viva.remote.client import Worker
from viva.remote.session import Session
from viva.worker import sandbox
from viva.worker.limits import MIB, Resources
from viva.worker.sandbox import (
    SandboxProblem,
    python_folders,
    require_sandbox,
    sandbox_problem,
    shows,
    write_etc,
)

needs_sandbox = pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")


@pytest.fixture(scope="module")
def worker():
    with Worker(
        figures=False, warm=(), sandboxed=True, resources=Resources(scratch=20 * MIB)
    ) as started:
        yield started


def ask(worker, text, seconds=30):
    with Session(worker) as session:
        result = session.run(1, text, seconds)
        lines = [o["text"] for o in result.outputs if o.get("name") == "stdout"]
        return "".join(lines).strip() if result.status == "ok" else str(result.error or result)


@needs_sandbox
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import os; print(os.getuid(), os.getgid(), os.uname().nodename)", "65534 65534 viva"),
        ("import getpass; print(getpass.getuser())", "student"),
        (
            "import os; print(sum(p.isdigit() for p in os.listdir('/proc')), "
            "os.access('/proc/1/mem', os.R_OK), os.access('/proc/1/mem', os.W_OK))",
            "2 False False",
        ),
        ("import os; print(os.getcwd(), os.listdir('.'))", "/scratch/notebook []"),
        (
            "import os, tempfile as t; print(t.gettempdir(), os.listdir(t.gettempdir()))",
            "/scratch/tmp []",
        ),
        ("import os; print(os.listdir(os.path.expanduser('~')))", "[]"),
        (
            "print([l for l in open('/proc/self/status') if l.startswith('CapEff')][0].split()[1])",
            "0" * 16,
        ),
        (
            "print(open('/proc/self/status').read().split('NoNewPrivs:')[1].split()[0])",
            "1",
        ),
        (
            "print(open('/proc/self/status').read().split('Seccomp:')[1].split()[0])",
            "2",
        ),
        ("import socket; print([n for _, n in socket.if_nameindex()])", "PermissionError"),
    ],
)
def test_who_and_where_student_code_is(worker, text, said):
    assert said in ask(worker, text)


@needs_sandbox
def test_files_of_the_host_are_not_there(worker, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for path in (
        secret,
        f"{root}/tests",
        f"{root}/source",
        f"{root}/src/viva/grading",
        "/var",
        "/home",
    ):
        assert ask(worker, f"import os; print(os.path.exists({str(path)!r}))") == "False"


@needs_sandbox
@pytest.mark.parametrize(
    "path", ["/usr", "/etc", "/", sys.prefix, os.path.dirname(sandbox.__file__)]
)
def test_what_is_there_is_read_only(worker, path):
    said = ask(worker, f"open({path + '/x'!r}, 'w')")
    assert "Read-only" in said or "PermissionError" in said


@needs_sandbox
def test_scratch_is_bounded(worker):
    text = """
import os
try:
    for n in range(100):
        with open(f"f{n}", "wb") as f: f.write(bytes(2**20))
except OSError as error:
    print(n, error.strerror)
"""
    count, said = ask(worker, text).split(" ", 1)
    assert said == "No space left on device"
    assert 10 <= int(count) <= 20
    assert "[]" in ask(worker, "import os; print(os.listdir('.'))")


@needs_sandbox
def test_a_fork_bomb_ends_at_the_limit(worker):
    text = """
import os, time
n = 0
try:
    while n < 2000:
        if os.fork() == 0:
            time.sleep(60); os._exit(0)
        n += 1
except OSError as error:
    print(n, type(error).__name__)
"""
    count, said = ask(worker, text).split()
    assert said == "BlockingIOError"
    assert int(count) < 128
    left = ask(worker, "import os; print(sum(p.isdigit() for p in os.listdir('/proc')))")
    assert left == "2"


@needs_sandbox
def test_the_warm_process_is_out_of_reach(worker):
    assert "PermissionError" in ask(worker, "import os; os.kill(os.getppid(), 9)")
    assert "PermissionError" in ask(worker, "import os; os.kill(-1, 9)")
    assert "PermissionError" in ask(worker, "import os; open(f'/proc/{os.getppid()}/mem', 'rb')")
    assert "PermissionError" in ask(
        worker, "import os; print(os.listdir(f'/proc/{os.getppid()}/fd'))"
    )
    before = worker.process.pid
    assert ask(worker, "print(1)") == "1"
    assert worker.process.pid == before


@needs_sandbox
def test_the_network_is_out_of_reach(worker):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=lambda: [server.accept() for _ in range(1)], daemon=True).start()
        text = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2); print('in')"
        control = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True)
        assert control.stdout == "in\n", "the same connection must succeed outside"
        assert "PermissionError" in ask(worker, text)


@needs_sandbox
def test_a_sandboxed_worker_uses_every_package(worker):
    text = """
import numpy, sklearn, matplotlib.pyplot as plt, viva.lab, IPython
from sklearn.datasets import make_moons
plt.plot(*make_moons(10)[0].T)
print("fine")
"""
    assert ask(worker, text) == "fine"


def test_python_is_found_wherever_it_is():
    folders = python_folders()
    assert any(os.path.realpath(sys.executable).startswith(str(f.resolve())) for f in folders)
    assert not any(str(f).endswith(("judge", "exam")) for f in folders)


def test_the_users_of_the_sandbox_are_written(tmp_path):
    write_etc(tmp_path / "etc")
    assert (tmp_path / "etc" / "passwd").read_text().startswith("student:x:65534")


@pytest.fixture
def nothing_known(tmp_path, monkeypatch):
    """Know nothing of the sandbox from before, and leave nothing of it behind."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    sandbox._known.cache_clear()
    yield
    sandbox._known.cache_clear()


def test_what_is_missing_is_said(monkeypatch, nothing_known):
    monkeypatch.setattr(sandbox, "program", lambda name: None)
    with pytest.raises(SandboxProblem, match=r"bubblewrap is not installed\. Install"):
        require_sandbox()


def test_what_is_in_the_way_is_said(monkeypatch, nothing_known):
    monkeypatch.setattr(
        sandbox, "sandbox_command", lambda *_: ["sh", "-c", "echo 'no way' >&2; exit 1"]
    )
    assert sandbox_problem() in (
        "bubblewrap cannot make its namespaces here: no way.",
        "bubblewrap is not installed.",
        "The sandbox needs Linux.",
    )


@needs_sandbox
def test_it_is_tried_out_once_in_the_same_circumstances(monkeypatch, nothing_known, tmp_path):
    tried = []
    honest = sandbox.sandbox_command
    monkeypatch.setattr(sandbox, "sandbox_command", lambda *a: tried.append(1) or honest(*a))

    def known_anew():
        sandbox._known.cache_clear()
        return sandbox._known()

    first = known_anew()
    assert first[0] is None
    assert known_anew() == first
    assert len(tried) == 1
    # Where something else decides, or a worker did not start, it is tried out again.
    monkeypatch.setattr(sandbox, "DECIDING", ("kernel/ostype",))
    assert known_anew() == first
    assert len(tried) == 2
    assert sandbox.obstacle() is None
    assert len(tried) == 3
    monkeypatch.setattr(sandbox, "sandbox_command", lambda *_: ["false"])
    assert known_anew() == first
    assert "bubblewrap" in str(sandbox.obstacle())
    assert list((tmp_path / "viva").glob("sandbox-*")) != []


@needs_sandbox
def test_a_cache_that_cannot_be_written_only_takes_time(monkeypatch, nothing_known, tmp_path):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    tried = []
    honest = sandbox.sandbox_command
    monkeypatch.setattr(sandbox, "sandbox_command", lambda *a: tried.append(1) or honest(*a))
    for number in (1, 2):
        sandbox._known.cache_clear()
        assert sandbox_problem() == ""
        assert len(tried) == number


@needs_sandbox
def test_what_is_kept_for_other_judges_is_not_there(worker):
    keep("test", "one", b"1")
    folder = cache_folder()
    try:
        assert kept("test", "one") == b"1"
        text = f"import os; print(os.path.lexists({str(folder)!r}), os.path.lexists('/usr'))"
        assert ask(worker, text) == "False True"
    finally:
        (folder / "test" / "one").unlink()
        (folder / "test").rmdir()
    assert not shows(folder)
    assert shows(Path("/usr/share/anything")) and shows(Path(sys.prefix) / "cache")
