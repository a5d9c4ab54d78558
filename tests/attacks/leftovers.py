"""Attacks that leave a message for whoever is graded next, and look for one that was left.

Each is handed in twice, by two accomplices, who know what the other writes.
"""

from __future__ import annotations

from attacks.attack import attack

PLACES = '(".", "..", "/", "/etc", "/tmp", "/var/tmp", "/dev", "/dev/shm", os.path.expanduser("~"))'


def twice(name: str, sentence: str, look: str, leave: str) -> None:
    """Add an attack for two accomplices: each looks first, then leaves a message.

    Parameters
    ----------
    look
        A function body that returns whether the message was found in `place`.
    leave
        Statements that leave it there; whatever they raise is ignored.
    """
    body = f"""
import os

def found(place):
    {look}

def leave(place):
    {leave}

for place in {PLACES}:
    try:
        if found(place):
            print("SHADOW", place)
    except Exception:
        pass
for place in {PLACES}:
    try:
        leave(place)
    except Exception as error:
        print(type(error).__name__)
"""
    for who, number in (("", "first"), ("_again", "second")):
        attack(name + who, f"{sentence} The {number} of two accomplices.", body, needs_sandbox=True)


twice(
    "attributes_left",
    "Extended attributes of folders spell a message.",
    'return "user.viva_attack" in os.listxattr(place)',
    'os.setxattr(place, "user.viva_attack", b"the hidden inputs")',
)
twice(
    "times_left",
    "The times of folders spell a message.",
    "return os.stat(place).st_mtime_ns == 1234567890123456789",
    "os.utime(place, ns=(1234567890123456789, 1234567890123456789))",
)
twice(
    "modes_left",
    "The mode bits of folders spell a message.",
    "return os.stat(place).st_mode & 0o7777 == 0o2751",
    "os.chmod(place, 0o2751)",
)
twice(
    "shared_memory_left",
    "System V shared memory holds a message, under a key that both know.",
    "import ctypes; return ctypes.CDLL(None).shmget(0x56495641, 4096, 0) >= 0",
    "import ctypes; ctypes.CDLL(None).shmget(0x56495641, 4096, 0o1666)",
)
twice(
    "socket_left",
    "A process that was left behind answers at an abstract socket.",
    "import socket; socket.socket(socket.AF_UNIX).connect('\\0viva-attack'); return True",
    "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0viva-attack'); s.listen(); "
    "keep = globals().setdefault('keep', []); keep.append(s)",
)
twice(
    "key_left",
    "The kernel's key ring holds a message.",
    "import ctypes; return ctypes.CDLL(None).syscall(250, 10, -4, b'user', b'viva-attack', 0) > 0",
    "import ctypes; ctypes.CDLL(None).syscall(248, b'user', b'viva-attack', b'inputs', 6, -4)",
)
