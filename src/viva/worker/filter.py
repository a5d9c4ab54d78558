"""Which system calls a submission may not make, through libseccomp."""

from __future__ import annotations

import errno
import socket
from typing import Any

NEW_NAMESPACES = 0x7E020000  # CLONE_NEW{CGROUP,UTS,IPC,USER,PID,NET,NS}, from <linux/sched.h>
TIOCSTI = 0x5412  # puts characters into a terminal's input, from <asm-generic/ioctls.h>

# Other processes' memory and files; the kernel's keys, programs, profiles and rings; mounts,
# namespaces, modules and the machine itself; memory that would outlive the submission, or that
# belongs to no process and so is counted nowhere.
REFUSED = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp"),
    *("pidfd_getfd", "pidfd_send_signal", "pidfd_open"),
    *("add_key", "request_key", "keyctl", "bpf", "perf_event_open", "userfaultfd"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "fanotify_init"),
    *("mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen"),
    *("fsconfig", "fsmount", "fspick", "mount_setattr", "setns", "unshare"),
    *("name_to_handle_at", "open_by_handle_at", "quotactl", "swapon", "swapoff", "acct"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load"),
    *("reboot", "syslog", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime"),
    *("sethostname", "setdomainname", "iopl", "ioperm", "lookup_dcookie", "nfsservctl"),
    *("personality", "move_pages", "migrate_pages", "mbind", "set_mempolicy"),
    *("shmget", "shmat", "shmctl", "msgget", "semget", "mq_open"),
    *("memfd_create", "memfd_secret"),
)
# Calls whose first argument names a process, the warm one among them.
ON_PROCESSES = (
    *("kill", "tkill", "tgkill", "prlimit64", "sched_setaffinity", "sched_setscheduler"),
    *("sched_setparam", "sched_setattr", "setpgid", "rt_sigqueueinfo", "rt_tgsigqueueinfo"),
)
# Calls whose second argument names a process, a group or a user.
ON_OTHERS = ("setpriority", "ioprio_set")


class FilterProblem(Exception):
    """libseccomp is missing, or does not know this kernel."""


def make_filter(warm: int) -> Any:
    """Build the filter.

    Parameters
    ----------
    warm
        The process id of the warm process, which submissions must leave alone.

    Returns
    -------
    object
        With a method ``load()``, which binds the calling process and all that it starts.

    Raises
    ------
    FilterProblem
        If libseccomp cannot be used.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, OSError, RuntimeError) as error:
        raise FilterProblem(f"libseccomp cannot be loaded: {error}") from error
    refuse = seccomp.ERRNO(errno.EPERM)
    made = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in REFUSED:
        _add(made, refuse, name)
    equal, differs = seccomp.EQ, seccomp.NE
    for name in ON_PROCESSES:
        # As 32-bit numbers: -1 is everybody, -n the group of process n.
        for target in (warm, -warm & 0xFFFFFFFF, 0xFFFFFFFF, 1):
            _add(made, refuse, name, seccomp.Arg(0, seccomp.MASKED_EQ, 0xFFFFFFFF, target))
    for name in ON_OTHERS:
        _add(made, refuse, name, seccomp.Arg(1, differs, 0))
    _add(made, refuse, "socket", seccomp.Arg(0, differs, int(socket.AF_UNIX)))
    for bit in range(32):
        if NEW_NAMESPACES >> bit & 1:
            flag = 1 << bit
            _add(made, refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    # clone3 takes its flags in memory, where no filter sees them; the C library falls back.
    _add(made, seccomp.ERRNO(errno.ENOSYS), "clone3")
    _add(made, refuse, "ioctl", seccomp.Arg(1, equal, TIOCSTI))
    return made


def _add(made: Any, action: Any, name: str, *arguments: Any) -> None:
    """Add a rule, unless this machine has no such call."""
    import pyseccomp as seccomp

    try:
        if seccomp.resolve_syscall(seccomp.system_arch(), name) < 0:
            return
        made.add_rule(action, name, *arguments)
    except (OSError, ValueError, RuntimeError) as error:
        raise FilterProblem(f"no rule for {name}: {error}") from error
