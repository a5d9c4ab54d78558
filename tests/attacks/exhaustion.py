"""Attacks that use up memory, disk, processes and descriptors."""

from __future__ import annotations

from attacks.attack import attack

attack(
    "memory",
    "Memory is taken until there is none.",
    """
    taken = []
    while True:
        taken.append(bytearray(64 * 2**20))
    """,
    needs_sandbox=True,
    harms_only=True,
)
attack(
    "memory_by_forks",
    "Many processes each take less memory than one may.",
    """
    import os, time
    for _ in range(40):
        if os.fork() == 0:
            taken = bytearray(96 * 2**20)
            time.sleep(600)
    """,
    needs_sandbox=True,
    harms_only=True,
    loses=True,
)
attack(
    "limits_raised",
    "The process raises its own limits.",
    """
    import resource
    for name in ("RLIMIT_AS", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_CPU", "RLIMIT_CORE"):
        try:
            resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY,) * 2)
            soft, hard = resource.getrlimit(getattr(resource, name))
            print("RAISED" if name == "RLIMIT_AS" else "set", name)
        except (ValueError, OSError) as error:
            print(type(error).__name__)
    """,
    needs_sandbox=True,
)
attack(
    "disk",
    "The disk is filled, by one large file and by many.",
    """
    import os
    for n in range(100_000):
        try:
            for place in (".", "/tmp", "/dev/shm"):
                with open(os.path.join(place, f"full-{n}"), "wb") as file:
                    for _ in range(64):
                        file.write(bytes(2**20))
        except OSError as error:
            print(type(error).__name__)
            break
    """,
    needs_sandbox=True,
    harms_only=True,
)
attack(
    "inodes",
    "Empty files and folders are made until there is room for no more.",
    """
    import itertools, os
    try:
        for n in itertools.count():
            open(f"i{n}", "w").close()
    except OSError as error:
        print(type(error).__name__)
    """,
    needs_sandbox=True,
    harms_only=True,
)
attack(
    "threads",
    "Threads are started until there are no more.",
    """
    import threading, time
    try:
        for _ in range(100_000):
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    except RuntimeError as error:
        print(type(error).__name__)
    """,
    needs_sandbox=True,
    harms_only=True,
    loses=True,
)
attack(
    "open_files",
    "Files are opened until there are no descriptors.",
    """
    import os
    held = []
    try:
        while True:
            held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        print(type(error).__name__)
    """,
    needs_sandbox=True,
    harms_only=True,
    loses=True,
)
