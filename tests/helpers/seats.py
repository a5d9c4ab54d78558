"""Seats for the tests in a browser: a folder, and JupyterLab in it as the Makefile starts it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-for-the-tests"
STARTING_SECONDS = 300


def recipe(target):
    """Give the commands with which `make` runs Jupyter for a target."""
    # Without the settings of a make that may be running the tests.
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", target],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in done.stdout.splitlines() if "/bin/jupyter " in line]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Seat:
    """Somebody's folder, home and JupyterLab.

    Parameters
    ----------
    folder
        Where `make` would be called.
    home
        An empty folder. Jupyter's settings go into it.
    settings
        Lines of nbgrader's settings for this person.
    """

    def __init__(self, folder: Path, home: Path, settings: list[str]) -> None:
        self.folder = folder
        self.home = home
        self.url = f"http://127.0.0.1:{free_port()}"
        self.server: subprocess.Popen | None = None
        (folder / ".venv").symlink_to(sys.prefix)
        config = home / ".jupyter"
        config.mkdir(parents=True)
        server = {"ServerApp": {"allow_root": True, "open_browser": False, "port_retries": 0}}
        server["ServerApp"]["port"] = int(self.url.rpartition(":")[2])
        server["IdentityProvider"] = {"token": TOKEN}
        (config / "jupyter_server_config.json").write_text(json.dumps(server))
        (config / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *settings]))
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
        self.environment = kept | {
            "HOME": str(home),
            "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}",
            "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", str(home / "matplotlib")),
        }

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def run(self, command: str) -> None:
        """Run a command to its end; it must succeed."""
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"

    def start(self, target: str, trusting: bool = True) -> None:
        """Do what `make TARGET` does; `wait` tells when JupyterLab is there.

        Parameters
        ----------
        trusting
            Whether the course's notebooks are trusted first; that must be this course.
        """
        *before, server = recipe(target)
        for command in before if trusting else ():
            self.run(command)
        self.server = subprocess.Popen(
            server,
            shell=True,
            cwd=self.folder,
            env=self.environment,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait(self) -> None:
        """Wait until the server answers."""
        assert self.server is not None
        last = time.monotonic() + STARTING_SECONDS
        while True:
            assert self.server.poll() is None, self.log.read_text()
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/api?token={TOKEN}", timeout=10).close()
                return
            assert time.monotonic() < last, self.log.read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        """End the server; it ends its kernels."""
        if self.server is None:
            return
        # The shell that started it ends at once; the server itself may take a while.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGTERM)
            self.server.wait(60)
            last = time.monotonic() + 60
            while time.monotonic() < last:
                os.killpg(self.server.pid, 0)
                # It is a child of this process where a test lets it inherit orphans.
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(-self.server.pid, os.WNOHANG)
                time.sleep(0.1)
            os.killpg(self.server.pid, signal.SIGKILL)

    def at(self, path: str) -> str:
        """Give the address of a page of this server."""
        return f"{self.url}/{path}?token={TOKEN}"

    def lab_at(self, path: str) -> str:
        """Give the address of a notebook in JupyterLab, with no panel open from earlier visits."""
        return self.at(f"lab/workspaces/{uuid.uuid4().hex}/tree/{path}")
