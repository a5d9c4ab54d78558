"""What a process may open, change and start that keeps within one folder."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from viva.remote.enclosed import NotHere, enclose, places_of_python


def inside(folder, action):
    """Do something in a fork that is enclosed; return what came of it."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.chdir(folder)
            enclose(str(folder))
            said = f"done: {action()}"
        except BaseException as error:  # noqa: BLE001 - it is told to the test
            said = type(error).__name__
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as found:
        said = found.read()
    os.waitpid(process, 0)
    return said


def python_folder():
    """A folder of Python's, which may be read and not changed; for this test, one that is made."""
    return os.environ["FOLDER_OF_PYTHON"]


@pytest.fixture
def places(tmp_path, monkeypatch):
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    (other / "secret").write_text("secret")
    (own / "way").symlink_to(other)
    (own / "mine").write_text("mine")
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "x").write_text("package")
    monkeypatch.setenv("FOLDER_OF_PYTHON", str(packages))
    monkeypatch.syspath_prepend(str(packages))
    return own, other


@pytest.mark.parametrize(
    "action",
    [
        lambda own, other: (other / "secret").read_text(),
        lambda own, other: os.open(b"/etc/passwd", os.O_RDONLY),
        lambda own, other: Path("../other/secret").read_text(),
        lambda own, other: (own / "way" / "secret").read_text(),
        lambda own, other: os.open(other / "secret", os.O_RDONLY),
        lambda own, other: (other / "secret").write_text("other"),
        lambda own, other: (other / "new").touch(),
        lambda own, other: os.open("way/new", os.O_CREAT | os.O_WRONLY),
        lambda own, other: os.remove(other / "secret"),
        lambda own, other: os.rename(other / "secret", "mine"),
        lambda own, other: os.rename("mine", other / "new"),
        lambda own, other: os.link(other / "secret", "here"),
        lambda own, other: os.symlink("/etc", other / "new"),
        lambda own, other: os.makedirs(other / "new" / "newer"),
        lambda own, other: os.chmod(other / "secret", 0o777),
        lambda own, other: os.truncate(other / "secret", 0),
        lambda own, other: shutil.rmtree(other),
        lambda own, other: shutil.rmtree(python_folder()),
        lambda own, other: os.unlink("x", dir_fd=os.open(python_folder(), os.O_RDONLY)),
        lambda own, other: os.mkdir("x", dir_fd=os.open(python_folder(), os.O_RDONLY)),
        lambda own, other: os.rename("mine", "x", dst_dir_fd=os.open(python_folder(), os.O_RDONLY)),
        lambda own, other: os.utime("x", (0, 0), dir_fd=os.open(python_folder(), os.O_RDONLY)),
        lambda own, other: os.listdir(other),
        lambda own, other: list(other.iterdir()),
        lambda own, other: os.chdir(other),
        lambda own, other: sqlite3.connect(other / "new"),
        lambda own, other: socket.getaddrinfo("localhost", 9),
        lambda own, other: (Path(os.__file__).parent / "new").touch(),
        lambda own, other: os.system("true"),
        lambda own, other: subprocess.run(["true"], check=False),
        lambda own, other: os.fork(),
        lambda own, other: os.kill(os.getppid(), 0),
        lambda own, other: socket.create_connection(("127.0.0.1", 9)),
    ],
)
def test_what_is_elsewhere_stays_as_it_is(places, action):
    own, other = places
    assert inside(own, lambda: action(own, other)) in ("NotHere", "PermissionError")
    assert (other / "secret").read_text() == "secret"
    assert [path.name for path in other.iterdir()] == ["secret"]
    packages = Path(python_folder())
    assert os.listdir(packages) == ["x"] and (packages / "x").stat().st_mtime > 1
    assert (own / "mine").read_text() == "mine"


def test_what_is_in_the_folder_and_in_python_can_be_used(places):
    own, _ = places

    def all_of_it():
        Path("new").write_text("new")
        os.mkdir("folder")
        os.rename("new", "folder/new")
        with tempfile.TemporaryDirectory(dir=own) as more:
            (Path(more) / "x").touch()
        assert not Path(more).exists()
        sys.modules.pop("colorsys", None)
        import colorsys

        assert sorted(os.listdir()) == ["folder", "mine", "way"]
        return (own / "folder" / "new").read_text() + colorsys.__name__ + Path("mine").read_text()

    assert inside(own, all_of_it) == "done: newcolorsysmine"
    assert inside(own, lambda: os.write(os.open(os.devnull, os.O_RDWR), b"x")) == "done: 1"


def test_the_current_folder_is_no_place_of_python(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend("")
    found = places_of_python()
    assert str(tmp_path) not in found and "" not in found
    assert any(Path(np_place, "numpy").is_dir() for np_place in found)
    assert issubclass(NotHere, PermissionError)
