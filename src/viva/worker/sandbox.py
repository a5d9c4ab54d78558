"""Start the warm worker inside bubblewrap: what it sees, and what it cannot reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import viva
from viva.worker.limits import MIB, Resources

NOBODY = 65534
SCRATCH = "/scratch"
NAMESPACES = ("user", "pid", "net", "ipc", "uts")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = (
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives"),
    *("/etc/fonts", "/etc/localtime", "/etc/timezone", "/etc/mime.types"),
)
PARTS = ("__init__.py", "compare", "lab", "worker")
INSTALL = (
    "Install bubblewrap (Debian and Ubuntu: apt-get install bubblewrap) and the library "
    "libseccomp2, or use --unsandboxed to run student code as yourself."
)


class SandboxProblem(Exception):
    """The sandbox cannot be made here; the message says why and what to do."""


def sandbox_command(command: Sequence[str], resources: Resources, etc: Path) -> list[str]:
    """Wrap a command so that it runs in the sandbox.

    Parameters
    ----------
    command
        The program and its arguments.
    etc
        A folder with the ``passwd`` and ``group`` that the sandbox sees.

    Returns
    -------
    list of str
        The command line. Started by root, it gives up root before it enters the user namespace,
        because limits on processes do not bind root.
    """
    bubblewrap = shutil.which("bwrap") or "bwrap"
    inner = [bubblewrap, *(f"--unshare-{name}" for name in NAMESPACES), "--unshare-cgroup-try"]
    inner += ["--uid", str(NOBODY), "--gid", str(NOBODY), "--cap-drop", "ALL", "--clearenv"]
    # The command itself is process 1: no other stands beside the submission, and with it all end.
    inner += ["--as-pid-1", "--die-with-parent", "--new-session", "--hostname", "viva"]
    outer: list[str] = []
    if os.geteuid() == 0:
        outer = [bubblewrap, "--die-with-parent", "--cap-drop", "ALL"]
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            outer += ["--cap-add", capability]
        outer += [*tree(etc), "--dev-bind", "/proc", "/proc", "--dev", "/dev", "--"]
        outer += ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        outer += ["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
        inner += ["--ro-bind", "/", "/"]
    else:
        inner += tree(etc)
    inner += ["--proc", "/proc", "--dev", "/dev"]
    sizes = {"/dev/shm": 64 * MIB, "/tmp": 64 * MIB, SCRATCH: resources.scratch}
    if any(folder.is_relative_to("/tmp") for folder in python_folders()):
        # Python itself is there: what it needs stays to be seen, and TMPDIR is elsewhere.
        del sizes["/tmp"]
    for path, size in sizes.items():
        inner += ["--size", str(size), "--perms", "0700", "--tmpfs", path]
    inner += ["--remount-ro", "/dev", "--chdir", SCRATCH, "--"]
    return [*outer, *inner, *command]


def tree(etc: Path) -> list[str]:
    """Return bubblewrap's options for this machine's files, all of them read-only."""
    said: list[str] = []
    made: set[Path] = {Path("/")}

    def bind(path: Path, target: Path | None = None) -> None:
        target = target or path
        for parent in reversed(target.parents):
            if parent not in made:
                said.extend(["--perms", "0755", "--dir", str(parent)])
                made.add(parent)
        said.extend(["--ro-bind", str(path), str(target)])

    for name in SYSTEM:
        path = Path(name)
        if path.is_symlink():
            said += ["--symlink", os.readlink(path), name]
        elif path.is_dir():
            bind(path)
            made.add(path)
    for name in SETTINGS:
        if Path(name).exists():
            bind(Path(name).resolve(), Path(name))
    for name in ("passwd", "group"):
        bind(etc / name, Path("/etc") / name)
    if (etc / "matplotlib").is_dir():
        bind(etc / "matplotlib", Path("/etc/matplotlib"))
    for path in python_folders():
        if not any(path.is_relative_to(Path(name)) for name in SYSTEM):
            bind(path)
    for name in ("tmp", "scratch"):
        said += ["--perms", "0755", "--dir", f"/{name}"]
    return said


def python_folders() -> list[Path]:
    """List where Python, its packages and the worker's own code are, outermost first."""
    folders = {Path(sys.base_prefix), Path(sys.base_exec_prefix), Path(sys.prefix)}
    folders |= {folder.resolve() for folder in folders}
    folders |= {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "stdlib")}
    executable = Path(sys.executable)
    while executable.is_symlink():
        executable = executable.parent / os.readlink(executable)
        folders.add(executable.parent.parent)
    package = Path(viva.__file__).parent
    found = sorted(folder for folder in folders if folder.is_dir())
    found = [folder for folder in found if not any(other in folder.parents for other in folders)]
    if not any(folder in package.parents for folder in found):
        found += [package / part for part in PARTS]
    return found


def write_etc(folder: Path) -> None:
    """Write the users and groups that the sandbox knows."""
    folder.mkdir(parents=True, exist_ok=True)
    home = f"{SCRATCH}/home"
    (folder / "passwd").write_text(f"student:x:{NOBODY}:{NOBODY}:student:{home}:/bin/sh\n")
    (folder / "group").write_text(f"student:x:{NOBODY}:\n")
    folder.chmod(0o755)
    for name in ("passwd", "group"):
        (folder / name).chmod(0o644)


@lru_cache(maxsize=1)
def sandbox_problem() -> str:
    """Return why this machine cannot make the sandbox; empty if it can."""
    if not sys.platform.startswith("linux"):
        return "The sandbox needs Linux."
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed."
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "setpriv, of the package util-linux, is not installed."
    import tempfile

    from viva.worker.filter import FilterProblem, make_filter

    try:
        make_filter(os.getpid())
    except FilterProblem as problem:
        return f"{str(problem).rstrip('.')}."
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        write_etc(Path(folder))
        command = sandbox_command(
            [sys.executable, "-I", "-c", "print(6 * 7)"], Resources(), Path(folder)
        )
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"bubblewrap does not run: {error}."
    if done.returncode == 0 and done.stdout.strip() == "42":
        return ""
    said = (done.stderr or done.stdout).strip().splitlines() or ["it gave no reason"]
    return f"bubblewrap cannot create its namespaces here: {said[-1].rstrip('.')}."


def require_sandbox() -> None:
    """Check that this machine can make the sandbox.

    Raises
    ------
    SandboxProblem
        If it cannot, with what to do.
    """
    problem = sandbox_problem()
    if problem:
        raise SandboxProblem(f"{problem} {INSTALL}")
