"""The worker for systems without forks, spoken to over its pipes."""

import io
import subprocess
import sys
import time

import pytest

from viva.worker.plain import LENGTH, read_frame, write_frame
from viva.worker.setting import Setting
from viva.worker.wire import Closed, WireError, decode, encode


def test_frames_go_over_pipes_as_a_whole():
    file = io.BytesIO()
    write_frame(file, b"one")
    write_frame(file, b"")
    file.seek(0)
    assert [read_frame(file), read_frame(file)] == [b"one", b""]
    with pytest.raises(Closed):
        read_frame(file)
    with pytest.raises(Closed):
        read_frame(io.BytesIO(LENGTH.pack(5) + b"two"))
    with pytest.raises(WireError):
        read_frame(io.BytesIO(LENGTH.pack(2**40)))
    file.close()
    with pytest.raises(Closed):
        write_frame(file, b"one")


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    home = tmp_path_factory.mktemp("home dir ü")
    setting = Setting(figures=False, scratch=str(home / "scratch"), warm=())
    started = subprocess.Popen(
        [sys.executable, "-I", "-m", "viva.worker", "--plain", setting.as_json()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=home,
    )
    assert decode(read_frame(started.stdout)).keys() == {"ready"}
    started.folder = home / "scratch" / "notebook"
    yield started
    started.stdin.close()
    assert started.wait(20) == 0
    started.stdout.close()


def ask(process, message):
    write_frame(process.stdin, encode(message))
    return decode(read_frame(process.stdout))


def cell(process, source):
    return ask(process, {"op": "cell", "number": 1, "source": source})


def test_cells_share_names_and_what_they_print_by_any_way_is_not_taken_for_a_reply(process):
    cell(process, "import os, subprocess, sys; x = 6")
    reply = cell(process, "os.write(1, b'noise'); subprocess.call(['echo', 'noise']); print(x * 7)")
    assert reply["error"] is None
    assert [o.get("text") or o.get("pieces") for o in reply["outputs"]][-1] in ("42\n", ["42\n"])
    assert cell(process, "1 / 0")["error"]["type"] == "ZeroDivisionError"


def test_a_test_sees_the_notebook_and_leaves_it_as_it_was(process):
    cell(process, "values = [1]")
    request = {"op": "execute", "source": "values.append(2); y = 1; print(y)", "file": "<cell 2>"}
    assert decode(ask_raw(process, request)) == {"value": None}
    reply = cell(process, "assert values == [1] and 'y' not in globals()")
    assert reply["error"] is None and reply["outputs"] == []


def ask_raw(process, request):
    write_frame(process.stdin, encode({"op": "ask", "request": encode(request)}))
    return read_frame(process.stdout)


def test_files_lie_where_cells_run(process):
    assert ask(process, {"op": "files", "files": {"data/n.txt": b"12", "../out": b""}}) == {}
    assert cell(process, "assert open('data/n.txt').read() == '12'")["error"] is None
    assert not (process.folder.parent / "out").exists()


def test_what_runs_can_be_interrupted(process):
    source = "open('began', 'w').close()\nwhile True: pass"
    write_frame(process.stdin, encode({"op": "cell", "number": 1, "source": source}))
    while not (process.folder / "began").exists():
        time.sleep(0.01)
    write_frame(process.stdin, encode({"op": "interrupt"}))
    assert decode(read_frame(process.stdout))["error"]["type"] == "KeyboardInterrupt"
    assert cell(process, "pass")["error"] is None
