"""What one submission leaves, another does not find; what it takes, counts. Asked from inside."""

import textwrap
import threading

import pytest

from viva.remote.client import Worker
from viva.remote.session import Session
from viva.worker.limits import MIB, Resources
from viva.worker.sandbox import SCRATCH, sandbox_problem, worlds_work, writable
from viva.worker.world import can_begin_worlds, fork_into

pytestmark = [
    pytest.mark.worker,
    pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works"),
]
needs_worlds = pytest.mark.skipif(not worlds_work(), reason="namespaces cannot be nested here")


@pytest.fixture(scope="module", params=[True, False], ids=["worlds", "swept"])
def worker(request):
    """A worker with a world for each submission, and one without."""
    if request.param and not worlds_work():
        pytest.skip("namespaces cannot be nested here")
    with Worker(figures=False, sandboxed=True, warm=(), nested=request.param) as worker:
        worker.start()
        assert worker.worlds == request.param
        yield worker


def printed(session, text, number=1):
    result = session.run(number, textwrap.dedent(text), 20)
    assert result.status == "ok", result
    return "".join(output.get("text", "") for output in result.outputs)


LEAVE = """
import os
places = ("/dev/shm", "/tmp", "/scratch", "/scratch/home", "/scratch/tmp", ".", "/", "/etc", "/dev",
          "/dev/pts", "/dev/null", "/proc/self", "/usr", "/usr/lib", "/etc/passwd")
for place in places:
    for leave in (
        lambda: os.setxattr(place, "user.message", b"secret"),
        lambda: os.setxattr(place, "user.m" * 20, b"secret"),
        lambda: os.utime(place, (1234567890, 1234567890)),
        lambda: os.chmod(place, 0o1751),
        lambda: open(place + "/left", "w").write("secret"),
        lambda: os.mkfifo(place + "/pipe"),
        lambda: os.symlink("secret", place + "/link"),
        lambda: os.mkdir(place + "/folder", 0),
        lambda: os.chmod(place, 0o500),
    ):
        try: leave()
        except OSError: pass
"""
LOOK = """
import os
places = ("/dev/shm", "/tmp", "/scratch", "/scratch/home", "/scratch/tmp", ".", "/", "/etc", "/dev",
          "/dev/pts", "/dev/null", "/usr", "/usr/lib", "/etc/passwd")
for place in places:
    found = os.stat(place)
    try: names = os.listxattr(place)
    except OSError: names = None
    here = sorted(os.listdir(place)) if os.path.isdir(place) and place != "/usr/lib" else []
    early = found.st_mtime < 1.5e9 and found.st_mtime != 0 and place in places[:6]
    print(place, oct(found.st_mode), names, here, early)
"""


def test_nothing_is_left_for_the_next_submission(worker):
    with Session(worker) as session:
        before = printed(session, LOOK)
    with Session(worker) as session:
        printed(session, LEAVE)
    with Session(worker) as session:
        assert printed(session, LOOK) == before


def test_the_system_cannot_be_written(worker):
    text = """
    import os
    for place in ("/", "/etc", "/usr", "/dev", "/root", "/home", "/var", "/scratch/..", "/proc"):
        for write in (lambda: open(place + "/x", "w"), lambda: os.mkdir(place + "/x")):
            try: write(); print(place)
            except OSError: pass
    """
    with Session(worker) as session:
        assert printed(session, text) == ""


@needs_worlds
def test_several_submissions_run_at_once_and_see_nothing_of_each_other():
    with Worker(figures=False, sandboxed=True, warm=()) as worker:
        with Session(worker) as one, Session(worker) as other:
            # Where Python itself lies below /tmp, nothing can be written there.
            shared = [place for place in writable(Resources()) if place != SCRATCH]
            places = f"places = {shared}"
            text = f"""
            import os, socket
            {places}
            for place in places: open(place + "/here", "w").write("1")
            listening = socket.socket(socket.AF_UNIX)
            listening.bind(chr(0) + "meeting"); listening.listen()
            open("secret", "w").write("1")
            master, slave = os.openpty()
            """
            printed(one, text)
            look = f"""
            import os, socket
            {places}
            print([os.listdir(place) for place in places], os.listdir("."))
            print(sum(name.isdigit() for name in os.listdir("/proc")), os.listdir("/dev/pts"))
            try: socket.socket(socket.AF_UNIX).connect(chr(0) + "meeting")
            except OSError as error: print(type(error).__name__)
            """
            found = printed(other, look)
            assert found == f"{[[] for _ in shared]} []\n2 ['ptmx']\nConnectionRefusedError\n"
            assert printed(one, "print(2)", 2) == "2\n"
        # One that ends takes nobody with it.
        with Session(worker) as one:
            with Session(worker) as other:
                printed(other, "import subprocess; subprocess.Popen(['sleep', '100'])")
            assert printed(one, "print(1)") == "1\n"


@needs_worlds
def test_two_guests_share_a_warm_process():
    from viva.remote.client import GuestWorker

    found = {}
    with Worker(figures=False, sandboxed=True, warm=()) as worker:
        worker.begin()
        guests = [GuestWorker(worker.invite(), False, Resources()) for _ in range(2)]

        def use(number, guest):
            with guest, Session(guest) as session:
                session.run(1, "import time; time.sleep(0.5)", 10)
                found[number] = printed(session, f"print({number})", 2)

        threads = [threading.Thread(target=use, args=each) for each in enumerate(guests)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {0: "0\n", 1: "1\n"}
        with Session(worker) as session:
            assert printed(session, "print(7)") == "7\n"


TAKE = {
    "files": """
        for folder in ("/dev/shm/", "/tmp/", "/scratch/tmp/"):
            for n in range(60):
                try: open(f"{folder}{n}", "wb").write(bytes(2**20))
                except OSError: break
    """,
    "files that are removed": """
        import os
        held = []
        for folder in ("/dev/shm/", "/tmp/", "/scratch/tmp/"):
            for n in range(60):
                try:
                    held.append(open(f"{folder}{n}", "wb")); held[-1].write(bytes(2**20))
                    held[-1].flush(); os.unlink(f"{folder}{n}")
                except OSError: break
    """,
    "memory that a child wrote": """
        import mmap, os
        held = []
        for n in range(4):
            held.append(mmap.mmap(-1, 40 * 2**20))
            if os.fork() == 0:
                held[-1].write(bytes(40 * 2**20)); os._exit(0)
            os.wait()
    """,
    "sockets": """
        import socket
        held = [socket.socketpair() for _ in range(220)]
        for pair in held:
            for end in pair:
                end.setblocking(False)
                try:
                    while True: end.send(bytes(2**16))
                except OSError: pass
    """,
}


@needs_worlds
@pytest.mark.parametrize("way", TAKE)
def test_whatever_takes_memory_counts(way):
    resources = Resources(total_memory=90 * MIB)
    with Worker(figures=False, sandboxed=True, warm=(), resources=resources) as worker:
        with Session(worker) as session:
            text = textwrap.dedent(TAKE[way]) + "\nimport time\ntime.sleep(30)"
            assert session.run(1, text, 60).status == "killed"
        with Session(worker) as session:
            assert printed(session, "print(1)") == "1\n"


@needs_worlds
def test_what_its_own_processes_use_counts_towards_a_cells_time():
    """Many busy children leave the cell itself next to nothing of the processor."""
    text = """
    import os
    for _ in range(40):
        if os.fork() == 0:
            while True: pass
    while True: pass
    """
    with Worker(figures=False, sandboxed=True, warm=()) as worker, Session(worker) as session:
        assert session.run(1, textwrap.dedent(text), 2).status == "timeout"
        # By its own time alone it would have gone on for forty times as long on one processor.
        assert session.times is None or session.times.processor() < 1.9
        assert 2 <= session.clock() < 10


def test_where_namespaces_are_refused_there_are_no_worlds(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "m68k")
    assert fork_into(0) == -1
    assert not can_begin_worlds({})
