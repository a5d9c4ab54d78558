"""Start the warm worker inside bubblewrap: what it sees, and what it cannot reach."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import viva
from viva.files import cache_folder, write_atomically
from viva.search_path import program
from viva.worker.diagnosis import (
    NO_BUBBLEWRAP,
    NO_LINUX,
    NO_PARTS,
    NO_SETPRIV,
    Obstacle,
    no_filter,
    why_not,
)
from viva.worker.limits import MIB, Resources
from viva.worker.parts import missing_parts

NOBODY = 65534
SCRATCH = "/scratch"
NAMESPACES = ("user", "pid", "net", "ipc", "uts")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = (
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives"),
    *("/etc/fonts", "/etc/localtime", "/etc/timezone", "/etc/mime.types"),
)
PARTS = ("__init__.py", "compare", "lab", "worker")


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
    bubblewrap = program("bwrap") or "bwrap"
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
    for path, size in writable(resources).items():
        inner += ["--size", str(size), "--perms", "0700", "--tmpfs", path]
    inner += [
        "--remount-ro",
        "/dev/pts",
        "--remount-ro",
        "/dev",
        "--remount-ro",
        "/",
        "--chdir",
        SCRATCH,
        "--",
    ]
    return [*outer, *inner, *command]


def writable(resources: Resources) -> dict[str, int]:
    """Return the folders in which a submission may write, with their sizes in bytes."""
    sizes = {"/dev/shm": 64 * MIB, "/tmp": 64 * MIB, SCRATCH: resources.scratch}
    if any(folder.is_relative_to("/tmp") for folder in python_folders()):
        # Python itself is there: what it needs stays to be seen, and TMPDIR is elsewhere.
        del sizes["/tmp"]
    return sizes


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


def shows(path: Path) -> bool:
    """Return whether the sandbox shows what is at a path of this machine."""
    folders = [*map(Path, SYSTEM), *python_folders()]
    return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)


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


WORLDS = "worlds"
PROBE = f"""
from viva.worker.world import can_begin_worlds
print(6 * 7, {WORLDS!r} if can_begin_worlds({{"/scratch": 2**20}}) else "")
"""


def sandbox_problem() -> str:
    """Return why this machine cannot make the sandbox; empty if it can."""
    found = _known()[0]
    return found.cause if found is not None else ""


def worlds_work() -> bool:
    """Return whether in the sandbox each submission gets a world of its own."""
    return _known()[1]


def obstacle() -> Obstacle | None:
    """Return what keeps this machine from making the sandbox, whatever was found before.

    What `sandbox_problem`, `worlds_work` and `require_sandbox` say afterwards is what it found.
    """
    mark = _mark()
    if mark is not None:
        with contextlib.suppress(OSError):
            mark.unlink()
    _known.cache_clear()
    return _known()[0]


# What decides whether namespaces can be made; each may be missing.
DECIDING = (
    "kernel/random/boot_id",
    "kernel/unprivileged_userns_clone",
    "kernel/apparmor_restrict_unprivileged_userns",
    "user/max_user_namespaces",
)


def _mark() -> Path | None:
    """Return where it is noted that the sandbox works in these circumstances.

    None where they cannot be told, or where it cannot work.
    """
    bubblewrap = program("bwrap")
    if bubblewrap is None or not sys.platform.startswith("linux"):
        return None
    try:
        found = [sys.executable, sys.version, viva.__file__, str(os.geteuid()), bubblewrap]
        made = Path(bubblewrap).stat()
        found += map(str, (made.st_ino, made.st_ctime_ns, made.st_mode, program("setpriv")))
        found += [os.readlink(f"/proc/self/ns/{name}") for name in ("user", "mnt", "pid")]
        status = Path("/proc/self/status").read_text()
        found += [
            line for line in status.splitlines() if line.startswith(("Cap", "Seccomp", "NoNew"))
        ]
        for name in DECIDING:
            path = Path("/proc/sys") / name
            found.append(path.read_text() if path.exists() else "")
        return cache_folder() / f"sandbox-{hashlib.sha256(repr(found).encode()).hexdigest()[:16]}"
    except (OSError, RuntimeError, AttributeError):
        return None


@lru_cache(maxsize=1)
def _known() -> tuple[Obstacle | None, bool]:
    """Return what is wrong with the sandbox, and whether worlds can be made in it.

    It is tried out once in the same circumstances, since that takes as long as a short submission.
    """
    mark = _mark()
    with contextlib.suppress(OSError):
        if mark is not None and mark.exists():
            return None, mark.read_text() == WORLDS
    found, worlds = _try_out()
    if found is None and mark is not None:
        with contextlib.suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(mark, (WORLDS if worlds else "").encode())
    return found, worlds


def _try_out() -> tuple[Obstacle | None, bool]:
    """Return what is wrong with the sandbox, and whether worlds can be made in it."""
    if missing_parts():
        return NO_PARTS, False
    if not sys.platform.startswith("linux"):
        return NO_LINUX, False
    bubblewrap = program("bwrap")
    if bubblewrap is None:
        return NO_BUBBLEWRAP, False
    if os.geteuid() == 0 and program("setpriv") is None:
        return NO_SETPRIV, False
    import tempfile

    from viva.worker.filter import FilterProblem, make_filter

    try:
        make_filter(os.getpid())
    except FilterProblem as problem:
        return no_filter(str(problem)), False
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        write_etc(Path(folder))
        command = sandbox_command([sys.executable, "-I", "-c", PROBE], Resources(), Path(folder))
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=60,
                stdin=subprocess.DEVNULL,
                cwd="/",
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return why_not(f"it does not run ({error})", bubblewrap), False
    if done.returncode == 0 and done.stdout.startswith("42"):
        return None, WORLDS in done.stdout
    said = (done.stderr or done.stdout).strip().splitlines() or [""]
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    return why_not(said[-1], bubblewrap, user), False


def require_parts() -> None:
    """Check that student code can be graded here at all, with the sandbox or without it.

    Raises
    ------
    SandboxProblem
        If it cannot, with what to do.
    """
    if missing_parts():
        raise SandboxProblem(str(NO_PARTS))


def require_sandbox() -> None:
    """Check that this machine can make the sandbox.

    Raises
    ------
    SandboxProblem
        If it cannot, with what to do.
    """
    found = _known()[0]
    if found is not None:
        raise SandboxProblem(str(found))
