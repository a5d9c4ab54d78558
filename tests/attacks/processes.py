"""Attacks on other processes, and by processes that stay."""

from __future__ import annotations

from attacks.attack import STAYS, attack, only

attack(
    "fork_bomb",
    "Forks without end.",
    """
    import os
    while True:
        try:
            os.fork()
        except OSError:
            pass
    """,
    needs_sandbox=True,
    harms_only=True,
    says={"": "took too long and was stopped"},
)
attack(
    "left_behind",
    "Processes are left behind by a double fork and setsid, to meet the next submission.",
    f"""
    import os, subprocess, sys, time
    from textwrap import dedent
    spy = '''
    import os, time
    for _ in range(600):
        for folder, _, names in os.walk("/tmp"):
            for name in names:
                if name.endswith(".ipynb") or "viva-submission" in folder:
                    open(os.path.join(folder, "numpy.py"), "w").write("print('SHADOW')")
        time.sleep(0.1)
    '''
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            import signal
            for number in (1, 2, 13, 15):
                signal.signal(number, signal.SIG_IGN)
            os.execv(sys.executable, [sys.executable, "-c", dedent(spy), "{STAYS}"])
        os._exit(0)
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "{STAYS}"],
                     start_new_session=True)
    """,
    needs_sandbox=True,
)
attack(
    "left_behind_by_a_call",
    "A process is left behind while a hidden question is asked.",
    answers=only(
        f"""
        import subprocess, sys
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "{STAYS}"],
                         start_new_session=True)
        return 7
        """
    ),
    needs_sandbox=True,
)
PTRACE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for pid in {os.getppid(), 1, 2, *range(max(os.getpid() - 20, 1), os.getpid())} - {os.getpid()}:
    """
attack(
    "ptrace",
    "The warm process and its neighbours are attached to by ptrace.",
    PTRACE
    + """
    if libc.ptrace(16, pid, 0, 0) == 0:
        print("ATTACHED", pid)
    """,
    needs_sandbox=True,
)
attack(
    "process_memory",
    "/proc/PID/mem of the warm process is read and written, and process_vm_readv called.",
    PTRACE
    + """
    for mode in ("rb", "r+b"):
        try:
            with open(f"/proc/{pid}/mem", mode) as memory:
                print("OPENED", pid, mode)
        except OSError as error:
            print(type(error).__name__)
    """,
    needs_sandbox=True,
)
attack(
    "parent_killed",
    "The warm process is killed.",
    "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(0.3)",
    needs_sandbox=True,
    loses=True,
)
attack(
    "parent_stopped",
    "The warm process is stopped, so that it answers nobody.",
    "import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)",
    needs_sandbox=True,
    loses=True,
)
attack(
    "everyone_killed",
    "Every process that can be reached is killed.",
    "import os, signal\nos.kill(-1, signal.SIGKILL)",
    needs_sandbox=True,
    harms_only=True,
    loses=True,
)
attack(
    "everyone_killed_by_a_call",
    "Every process that can be reached is killed while a hidden question is asked.",
    answers=only("import os, signal\nos.kill(-1, signal.SIGKILL)\nreturn 7"),
    needs_sandbox=True,
    harms_only=True,
    loses=True,
)
attack(
    "privileges",
    "New namespaces, mounts, setuid and chroot are tried.",
    """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    print("UNSHARED" if libc.unshare(0x10000000 | 0x00020000) == 0 else "no")
    print("MOUNTED" if libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) == 0 else "no")
    for act in (lambda: os.setuid(0), lambda: os.chroot("."), lambda: os.nice(-20)):
        try:
            act()
            print("ALLOWED" if os.getuid() == 0 else "harmless")
        except OSError as error:
            print(type(error).__name__)
    """,
    needs_sandbox=True,
)
