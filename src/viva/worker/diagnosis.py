"""Find out what keeps bubblewrap from making its namespaces, and what to do about it."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
LIMITS = tuple(f"max_{name}_namespaces" for name in ("user", "pid", "net", "ipc", "uts", "mnt"))
# What bubblewrap says where the kernel, a filter or AppArmor refuse.
REFUSALS = ("No permissions to creat", "Operation not permitted", "Permission denied")
BY_APPARMOR = ("uid map", "RTM_NEWADDR", *REFUSALS)


@dataclass(frozen=True)
class Obstacle:
    """What keeps this machine from making the sandbox.

    Attributes
    ----------
    cause
        A sentence.
    remedy
        What to do, as the beginning of a sentence.
    runs_without
        Whether student code can be run here without the sandbox.
    """

    cause: str
    remedy: str
    runs_without: bool = True

    def __str__(self) -> str:
        if not self.runs_without:
            return f"{self.cause} {self.remedy}."
        return f"{self.cause} {self.remedy}, or use --unsandboxed to run student code as yourself."


NO_LINUX = Obstacle("The sandbox needs Linux.", "Grade on Linux, in a virtual machine for example")
# Windows and macOS have neither what the sandbox nor what the worker is made of.
NO_PARTS = Obstacle(
    "Other people's code can only be graded on Linux; your own notebooks can be checked here.",
    "Grade on Linux: on another machine, in a virtual machine or container, or in WSL on Windows",
    runs_without=False,
)
NO_BUBBLEWRAP = Obstacle(
    "bubblewrap is not installed.",
    "Install bubblewrap (Debian and Ubuntu: apt-get install bubblewrap)",
)
NO_SETPRIV = Obstacle(
    "setpriv, of the package util-linux, is not installed.", "Install the package util-linux"
)


def no_filter(said: str) -> Obstacle:
    """Return what to say where there is no filter of system calls."""
    return Obstacle(
        f"{said.rstrip('.')}.",
        "Install the library libseccomp (Debian and Ubuntu: apt-get install libseccomp2)",
    )


def why_not(said: str, bubblewrap: str = "", user: int = 0, proc: Path = PROC) -> Obstacle:
    """Return what kept bubblewrap from making its namespaces.

    Parameters
    ----------
    said
        Its last words.
    bubblewrap
        Its path.
    user
        The user that the sandbox is to have, of those outside.
    proc
        Where the kernel tells of itself.
    """
    said = said.strip().rstrip(".")
    limit = next((name for name in LIMITS if _read(proc / f"sys/user/{name}") == "0"), "")
    filtered = "\nSeccomp:\t2\n" in _read(proc / "self/status", whole=True)
    refused = any(words in said for words in REFUSALS)
    if not (proc / "self/ns/user").exists():
        return Obstacle(
            "This kernel has no user namespaces.", "Use a kernel that is built with CONFIG_USER_NS"
        )
    if limit:
        return Obstacle(
            f"The kernel allows no namespaces here: user.{limit} is 0.",
            f"Set it, as root on the host: sysctl user.{limit}=10000",
        )
    if "ENOSPC" in said:
        return Obstacle(
            f"The kernel allows no more namespaces here: bubblewrap says {said!r}.",
            "Raise the limits /proc/sys/user/max_*_namespaces, or grade outside this container",
        )
    if not _is_mapped(user, _read(proc / "self/uid_map", whole=True)):
        return Obstacle(
            f"This container has no user {user}, which student code runs as.",
            "Give it a range of users (/etc/subuid), or grade as an ordinary user",
        )
    if _read(proc / "sys/kernel/unprivileged_userns_clone") == "0":
        return Obstacle(
            "Ordinary users may not make namespaces: kernel.unprivileged_userns_clone is 0.",
            "Set it, as root on the host: sysctl kernel.unprivileged_userns_clone=1",
        )
    if "mount proc" in said:
        return Obstacle(
            "Parts of /proc are hidden in this container, so that no other can be mounted.",
            "Start it with --security-opt systempaths=unconfined (Docker) or "
            "--security-opt unmask=ALL (Podman)",
        )
    restricted = _read(proc / "sys/kernel/apparmor_restrict_unprivileged_userns") == "1"
    if restricted and not filtered and any(words in said for words in BY_APPARMOR):
        return Obstacle(
            "AppArmor keeps bubblewrap from using user namespaces "
            "(kernel.apparmor_restrict_unprivileged_userns is 1).",
            "Give bwrap a profile (Ubuntu's package apparmor-profiles has it as "
            "bwrap-userns-restrict; copy it into /etc/apparmor.d and load it with "
            "apparmor_parser -r), or set the sysctl to 0",
        )
    if filtered and refused:
        return Obstacle(
            "A seccomp profile, such as that of a container, forbids namespaces.",
            "Start the container with --security-opt seccomp=unconfined (Docker, Podman) or "
            "seccompProfile: Unconfined (Kubernetes)",
        )
    if _is_setuid(bubblewrap):
        return Obstacle(
            f"{bubblewrap} is installed setuid root and cannot make its namespaces: {said}.",
            f"Let it use user namespaces instead: chmod u-s {bubblewrap}",
        )
    return Obstacle(
        f"bubblewrap cannot make its namespaces here: {said or 'it gave no reason'}.",
        "Allow user namespaces on this machine, grade on another",
    )


def _read(path: Path, whole: bool = False) -> str:
    with contextlib.suppress(OSError):
        text = path.read_text(errors="replace")
        return text if whole else text.strip()
    return ""


def _is_mapped(user: int, text: str) -> bool:
    """Return whether a user namespace knows a user, by its ``uid_map``."""
    rows = [list(map(int, line.split())) for line in text.splitlines()]
    return not rows or any(first <= user < first + count for first, _, count in rows)


def _is_setuid(path: str) -> bool:
    try:
        return bool(path and os.stat(path).st_mode & stat.S_ISUID)
    except OSError:
        return False
