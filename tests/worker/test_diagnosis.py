"""What keeps bubblewrap from making its namespaces is named, with the way out."""

import shutil
import subprocess
import sys

import pytest

from viva.worker.diagnosis import LIMITS, NO_BUBBLEWRAP, no_filter, why_not
from viva.worker.sandbox import sandbox_problem

REFUSED = (
    "bwrap: No permissions to creating new namespace, likely because the kernel does not allow"
)
SECCOMP = "Name:\tbwrap\nSeccomp:\t2\nSeccomp_filters:\t1\n"


@pytest.fixture
def proc(tmp_path):
    """A /proc of a machine on which nothing is forbidden."""
    for folder in ("sys/user", "sys/kernel", "self/ns"):
        (tmp_path / folder).mkdir(parents=True)
    for name in LIMITS:
        (tmp_path / "sys/user" / name).write_text("96365\n")
    (tmp_path / "self/ns/user").touch()
    (tmp_path / "self/status").write_text(SECCOMP.replace("2", "0"))
    (tmp_path / "self/uid_map").write_text("         0          0 4294967295\n")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "text", "said", "cause", "remedy"),
    [
        ("sys/user/max_user_namespaces", "0\n", "", "user.max_user_namespaces is 0", "=10000"),
        ("sys/user/max_net_namespaces", "0\n", "", "user.max_net_namespaces is 0", "sysctl user."),
        (
            "sys/kernel/unprivileged_userns_clone",
            "0\n",
            REFUSED,
            "kernel.unprivileged_userns_clone is 0",
            "sysctl kernel.unprivileged_userns_clone=1",
        ),
        (
            "sys/kernel/apparmor_restrict_unprivileged_userns",
            "1\n",
            "bwrap: setting up uid map: Permission denied",
            "AppArmor keeps bubblewrap",
            "bwrap-userns-restrict",
        ),
        (
            "sys/kernel/apparmor_restrict_unprivileged_userns",
            "1\n",
            "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted",
            "AppArmor keeps bubblewrap",
            "set the sysctl to 0",
        ),
        ("self/status", SECCOMP, REFUSED, "A seccomp profile", "seccomp=unconfined"),
        ("self/uid_map", "0 1000 1\n", "setpriv: setresuid failed", "no user 65534", "/etc/subuid"),
        (
            "self/status",
            SECCOMP,
            "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
            "Parts of /proc are hidden",
            "systempaths=unconfined",
        ),
        (
            "self/status",
            SECCOMP,
            "bwrap: Creating new namespace failed: nesting depth or ... exceeded (ENOSPC)",
            "allows no more namespaces",
            "Raise the limits",
        ),
        ("self/status", "", "bwrap: what is this.", "here: bwrap: what is this.", "Allow user"),
        ("self/status", "", "", "here: it gave no reason.", "grade on another"),
    ],
)
def test_each_cause_is_named_with_the_way_out(proc, file, text, said, cause, remedy):
    (proc / file).write_text(text)
    found = why_not(said, "/usr/bin/true", 65534, proc)
    assert cause in found.cause and remedy in found.remedy
    assert str(found).endswith(", or use --unsandboxed to run student code as yourself.")
    assert "nstall bubblewrap" not in str(found)


def test_a_kernel_without_user_namespaces(proc):
    (proc / "self/ns/user").unlink()
    assert "no user namespaces" in why_not(REFUSED, proc=proc).cause


def test_a_setuid_bubblewrap(proc, tmp_path):
    program = tmp_path / "bwrap"
    program.touch()
    program.chmod(0o4755)
    found = why_not("bwrap: no", str(program), proc=proc)
    assert f"{program} is installed setuid root" in found.cause
    assert f"chmod u-s {program}" in found.remedy


def test_a_filter_and_a_restriction_of_which_only_one_is_met(proc):
    (proc / "self/status").write_text(SECCOMP)
    (proc / "sys/kernel/apparmor_restrict_unprivileged_userns").write_text("1\n")
    assert "seccomp" in why_not(REFUSED, proc=proc).cause


def test_what_is_not_installed():
    assert "Install bubblewrap" in str(NO_BUBBLEWRAP)
    found = no_filter("libseccomp cannot be loaded: no such file.")
    assert found.cause == "libseccomp cannot be loaded: no such file."
    assert "libseccomp2" in found.remedy


# ------------------------------------------------------------------ for real

ASK = "from viva.worker.sandbox import obstacle; print(obstacle())"
FORBID = """
import errno, pyseccomp
made = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
flag = 0x10000000  # CLONE_NEWUSER, as the default profile of Docker has it
for name, place in (("clone", 0), ("unshare", 0)):
    made.add_rule(
        pyseccomp.ERRNO(errno.EPERM), name, pyseccomp.Arg(place, pyseccomp.MASKED_EQ, flag, flag)
    )
made.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
made.load()
"""
needs_sandbox = pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")


def said_by(command):
    return subprocess.run(command, capture_output=True, text=True, cwd="/").stdout


@needs_sandbox
def test_a_seccomp_profile_is_recognised():
    assert said_by([sys.executable, "-I", "-c", FORBID + ASK]).startswith("A seccomp profile")


@needs_sandbox
@pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare is not installed")
def test_a_limit_of_none_is_recognised():
    script = f'echo 0 > /proc/sys/user/max_user_namespaces; exec "{sys.executable}" -I -c "$0"'
    said = said_by(["unshare", "--user", "--map-root-user", "sh", "-c", script, ASK])
    assert said.startswith("The kernel allows no namespaces here: user.max_user_namespaces is 0.")
