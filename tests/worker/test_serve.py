"""The warm process, spoken to on its own sockets; all else about it is in tests/judge."""

import contextlib
import os
import socket
import subprocess
import sys
import time

import pytest

from viva.worker import serve as module
from viva.worker.running import INTRODUCTION
from viva.worker.setting import Setting
from viva.worker.wire import decode, encode, receive, send


@contextlib.contextmanager
def started(home, *warm):
    """A warm process that has imported these modules, too: the connection for orders."""
    setting = Setting(figures=False, scratch=str(home / "scratch"), warm=warm)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, "-m", "viva.worker", str(theirs.fileno()), setting.as_json()],
        pass_fds=[theirs.fileno()],
        cwd=home,
        env={"HOME": str(home), "MPLBACKEND": "module://matplotlib_inline.backend_inline"},
    )
    theirs.close()
    ours.settimeout(120)
    assert ours.recv(64) == b"ready"
    yield ours
    ours.close()
    assert process.wait(10) == 0


@pytest.fixture(scope="module")
def control(tmp_path_factory):
    with started(tmp_path_factory.mktemp("home"), "colorsys") as control:
        yield control


def fork(control):
    ours, theirs = socket.socketpair()
    socket.send_fds(control, [b"fork 7"], [theirs.fileno()])
    theirs.close()
    assert control.recv(64) == b"done 7"
    assert ours.recv(1) == INTRODUCTION
    return ours


def ask(connection, message, descriptor=None):
    if descriptor is None:
        connection.sendall(b"!")
    else:
        socket.send_fds(connection, [b"!"], [descriptor])
    send(connection, encode(message))
    return decode(receive(connection, time.monotonic() + 20))


def order(control, word):
    control.sendall(word + b" 8")
    assert control.recv(64) == b"done 8"


def test_a_session_runs_cells_in_its_folder(control):
    session = fork(control)
    reply = ask(session, {"op": "cell", "number": 1, "source": "import os; print(os.getcwd())"})
    assert reply["outputs"][0]["text"].strip().endswith("/scratch/notebook")
    order(control, b"kill")


def test_the_modules_of_the_setting_are_there_before_a_submission_and_no_others(control):
    session = fork(control)
    names = ("colorsys", "numpy", "sklearn")
    source = f"import sys; print([name for name in {names} if name in sys.modules])"
    reply = ask(session, {"op": "cell", "number": 1, "source": source})
    assert reply["outputs"][0]["text"] == "['colorsys', 'numpy']\n"
    order(control, b"kill")


def test_a_session_ends_when_its_connection_does(control):
    session = fork(control)
    reply = ask(session, {"op": "cell", "number": 1, "source": "import os; print(os.getpid())"})
    pid = int(reply["outputs"][0]["text"])
    session.close()
    order(control, b"kill")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_interrupt_reaches_student_code_and_nothing_else(control):
    session = fork(control)
    order(control, b"interrupt")
    assert ask(session, {"op": "cell", "number": 1, "source": "x = 1"})["error"] is None
    session.sendall(b"!")
    source = "import time\ntry:\n    time.sleep(30)\nfinally:\n    print('woken')"
    send(session, encode({"op": "cell", "number": 2, "source": source}))
    time.sleep(0.5)
    order(control, b"interrupt")
    reply = decode(receive(session, time.monotonic() + 10))
    assert reply["error"]["type"] == "KeyboardInterrupt"
    assert reply["outputs"][0]["text"] == "woken\n"
    order(control, b"kill")


def test_a_session_collects_its_own_garbage_only(control):
    session = fork(control)
    source = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 50_000)"
    reply = ask(session, {"op": "cell", "number": 1, "source": source})
    assert reply["outputs"][0]["text"] == "True True\n"
    order(control, b"kill")


IMPORTED = """
import sys
names = ["sklearn.datasets", "pandas", "scipy.stats"]
print([type(sys.modules.get(name)).__name__ for name in names])
"""


@pytest.mark.parametrize("added", [(), ("pandas",)])
def test_what_scikit_learn_needs_for_little_is_not_imported_unless_a_course_says_so(
    tmp_path, added
):
    pytest.importorskip("pandas")
    with started(tmp_path, *added, "sklearn.datasets") as control:
        session = fork(control)
        reply = ask(session, {"op": "cell", "number": 1, "source": IMPORTED})
        pandas = "module" if added else "NoneType"
        said = str(["module", pandas, "NoneType"])
        assert reply["outputs"][0]["text"].strip() == said
        session.close()


def test_snapshots_are_copies(control):
    session = fork(control)
    ask(session, {"op": "cell", "number": 1, "source": "x = 1"})
    ours, theirs = socket.socketpair()
    ask(session, {"op": "snapshot", "number": 0}, theirs.fileno())
    theirs.close()
    assert ours.recv(1) == INTRODUCTION
    ask(session, {"op": "cell", "number": 2, "source": "x = 2"})
    send(ours, encode({"op": "get", "name": "x"}))
    assert decode(receive(ours, time.monotonic() + 10)) == {"value": 1}
    order(control, b"kill")


ALL = ("first", "second")


def served(monkeypatch, *asked):
    """What `host` does for a judge that asks so, each time after so many seconds."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    done, waiting = [], list(asked)

    def wait(judges, seconds):
        # As if these seconds passed at once.
        after, _ = waiting[0] if waiting else (0, b"")
        return after <= seconds

    def turn(judges, *rest):
        _, word = waiting.pop(0) if waiting else (0, b"")
        if word:
            with open(os.devnull) as file:
                socket.send_fds(ours, [word + b" 0"], [file.fileno()])
        else:
            ours.close()
        return judges, [], []

    monkeypatch.setattr(module, "_called", wait)
    monkeypatch.setattr(module.select, "select", turn)
    monkeypatch.setattr(module, "begin_world", lambda folders, live: done.append("world"))
    with theirs:
        steps = [lambda step=step: done.append(step) for step in ALL]
        module.host(theirs, Setting(), None, steps)
    return done


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([0], ["world"]),
        ([0.1, 0.1], ["world", "world", *ALL]),
        ([0.1, 0.1, 0.1, 9], ["world", "world", *ALL, "world", "world"]),
        ([0.5, 9, 0.1], [*ALL, "world", "world", "world"]),
        ([0.1, 9], ["world", *ALL, "world"]),
        ([0.1, 9, 9], ["world", *ALL, "world", "world"]),
    ],
)
def test_what_a_class_needs_is_done_when_nobody_asks_and_before_the_third_submission(
    monkeypatch, asked, expected
):
    assert served(monkeypatch, *((after, b"world") for after in asked)) == expected
