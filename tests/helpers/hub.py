"""A JupyterHub for tests, with accounts of this machine, and courses in the homes of some."""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
from ordinary import reachable
from seats import ROOT, STARTING_SECONDS, free_port

HUB = ROOT / ".venv" / "hub"
PROXY = ROOT / ".venv" / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
DEPLOY = ROOT / "deploy" / "jupyterhub"
PASSWORD = "a password for the tests"
NEEDED = ("useradd", "userdel", "bwrap", "node")
# What the tests change in deploy/jupyterhub: who signs in and how, ports, and where things are.
SETTINGS = """
c = get_config()
load_subconfig({config!r})
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.JupyterHub.bind_url = {url!r}
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.data_files_path = {data!r}
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.Spawner.environment = {environment!r}
for service in c.JupyterHub.services:
    service["environment"].update({environment!r})
"""


def problem() -> str:
    """Return why there can be no hub here; empty if there can."""
    if os.geteuid() != 0:
        return "only root can make accounts and start servers for them"
    missing = [name for name in NEEDED if not shutil.which(name)]
    missing += [str(path.relative_to(ROOT)) for path in (HUB / "bin", PROXY) if not path.exists()]
    return f"{' and '.join(missing)} missing: run `make hub`" if missing else ""


class Hub:
    """A hub that runs deploy/jupyterhub for accounts that are made for it.

    Parameters
    ----------
    names
        The accounts, with people's full names. None of them may be there yet.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="viva-hub-"))
        self.folder.chmod(0o755)
        self.url = f"http://127.0.0.1:{free_port()}"
        self.server: subprocess.Popen | None = None
        self.accounts: list[str] = []
        (self.folder / "homes").mkdir()
        self.exchange = self.folder / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        for name, full in names.items():
            command = ["useradd", "--create-home", "--base-dir", self.folder / "homes"]
            subprocess.run([*command, "--comment", full, name], check=True, capture_output=True)
            self.accounts.append(name)
            self.home(name).chmod(0o700)

    def home(self, name: str) -> Path:
        """Return an account's home."""
        return self.folder / "homes" / name

    def give(self, folder: Path, account: str) -> Path:
        """Copy a folder into an account's home; return where it is."""
        place = self.home(account) / folder.name
        shutil.copytree(folder, place, ignore=shutil.ignore_patterns("__pycache__"))
        for path in [place, *place.rglob("*")]:
            shutil.chown(path, account, account)
        return place

    def run(self, account: str, *command: str) -> subprocess.CompletedProcess:
        """Run a command as an account of the hub."""
        environment = {"HOME": str(self.home(account)), "PATH": f"{HUB}/bin:{os.environ['PATH']}"}
        return subprocess.run(
            in_the_open(command, account),
            cwd=self.home(account),
            env=environment,
            capture_output=True,
            text=True,
        )

    def start(self, courses: str) -> None:
        """Start the hub with the text of courses.toml."""
        settings = self.folder / "settings"
        settings.mkdir()
        shutil.copy(DEPLOY / "jupyterhub_config.py", settings)
        (settings / "courses.toml").write_text(courses)
        shared = (DEPLOY / "nbgrader_config.py").read_text()
        assert shared.count("/srv/nbgrader/exchange") == 1
        for_all = settings / "jupyter"
        for_all.mkdir()
        (for_all / "nbgrader_config.py").write_text(
            shared.replace("/srv/nbgrader/exchange", str(self.exchange))
        )
        (settings / "test_config.py").write_text(
            SETTINGS.format(
                config=str(settings / "jupyterhub_config.py"),
                password=PASSWORD,
                url=self.url,
                hub_port=free_port(),
                api_port=free_port(),
                data=str(HUB / "share" / "jupyterhub"),
                proxy=str(PROXY),
                environment={"JUPYTER_CONFIG_PATH": str(for_all)},
            )
        )
        state = self.folder / "state"
        state.mkdir(mode=0o700)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
        self.server = subprocess.Popen(
            in_the_open([str(HUB / "bin" / "jupyterhub"), "-f", str(settings / "test_config.py")]),
            cwd=state,
            env=kept | {"PATH": f"{HUB}/bin:{os.environ['PATH']}"},
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        last = time.monotonic() + STARTING_SECONDS
        while True:
            assert self.server.poll() is None, self.log.read_text()
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/hub/health", timeout=10).close()
                return
            assert time.monotonic() < last, self.log.read_text()
            time.sleep(0.2)

    @property
    def log(self) -> Path:
        return self.folder / "hub.log"

    def stop(self) -> None:
        """End the hub with all that it started, and remove the accounts and their homes."""
        if self.server is not None:
            # bubblewrap's own child; it ends the servers and the services that it started.
            for child in psutil.Process(self.server.pid).children():
                child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(60)
            self.server.kill()
            self.server.wait()
        ours = {pwd.getpwnam(name).pw_uid for name in self.accounts}
        left = [each for each in psutil.process_iter(["uids"]) if each.info["uids"].real in ours]
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, 60)
        for name in self.accounts:
            subprocess.run(["userdel", name], check=True, capture_output=True)
        shutil.rmtree(self.folder)


def in_the_open(command, account: str = ""):
    """Return a command that runs where accounts can reach Python, as one of them.

    Where Python lies in a folder that only root may enter, such as /root, a folder with nothing
    but Python is put in its place, in a file system of the command's own.
    """
    options = [*reachable({Path(sys.base_prefix), ROOT}), "--die-with-parent"]
    user = [f"--reuid={account}", f"--regid={account}", "--init-groups"]
    return ["bwrap", *options, "--", *(["setpriv", *user] if account else []), *command]
