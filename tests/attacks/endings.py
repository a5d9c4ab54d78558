"""Attacks that end the process, or that never end."""

from __future__ import annotations

from attacks.attack import WRONG, attack, code_cell, only

attack(
    "os_exit",
    "os._exit(0) in a cell, before anything can be asked.",
    "import os\nos._exit(0)",
    says={"": "crashed Python"},
)
attack(
    "os_exit_in_a_call",
    "os._exit(0) while a question is asked.",
    answers=only("import os\nos._exit(0)"),
    says={"q02_pred_linear": "crashed Python"},
)
attack("sys_exit", "sys.exit(0) in a cell.", "import sys\nsys.exit(0)")
attack("system_exit", "raise SystemExit in a cell.", "raise SystemExit(0)")
attack(
    "kernel_tricks",
    "exit(), quit(), %reset, ask_exit and do_shutdown are tried on the kernel.",
    """
    shell = get_ipython()
    for act in ("shell.ask_exit()", "shell.kernel.do_shutdown(True)", "exit()", "quit()",
                "shell.run_line_magic('reset', '-f')", "shell.run_line_magic('exit', '')"):
        try:
            exec(act)
        except BaseException as error:
            print(type(error).__name__)
    """,
    loses=True,
)
attack(
    "shell_patched",
    "The shell's own methods are replaced, so that cells neither run nor fail.",
    """
    shell = get_ipython()
    fine = type("Fine", (), dict(error_before_exec=None, error_in_exec=None, result=2.0))
    shell.run_cell = lambda *a, **k: fine()
    type(shell).run = lambda self, number, source: {"outputs": [], "error": None}
    """,
    answers=WRONG,
    loses=True,
)
attack(
    "del_never_ends",
    "An object whose __del__ never ends, and one that collects garbage forever.",
    """
    class Immortal:
        def __del__(self):
            while True:
                pass
    """,
    answers=only("thing = Immortal()\nreturn 7"),
)
attack(
    "threads_outlive",
    "A thread outlives its cell, prints into others, and changes answers as they are asked.",
    """
    import threading, time
    def work():
        while True:
            print("STILL HERE")
            for name in ("pred_linear", "accuracy"):
                globals()[name] = lambda *a: 1
            time.sleep(0.001)
    threading.Thread(target=work, daemon=True).start()
    threading.Thread(target=lambda: time.sleep(600)).start()
    """,
    answers=WRONG,
)
attack(
    "stdout_closed",
    "stdout and stderr are closed, replaced by None, and replaced by what raises.",
    """
    import sys
    sys.stdout.close()
    sys.stderr.close()
    sys.stdout = sys.stderr = sys.__stdout__ = None
    """,
    last="print('after')",
)
attack(
    "descriptors_closed",
    "Every file descriptor is closed.",
    "import os\nos.closerange(0, 1024)",
    loses=True,
    says={"": "crashed Python"},
)
attack(
    "descriptors_replaced",
    "Every file descriptor is made a copy of one.",
    """
    import os
    null = os.open("/dev/null", os.O_RDWR)
    for number in range(200):
        if number != null:
            os.dup2(null, number)
    """,
    loses=True,
)
attack(
    "descriptors_replaced_in_a_call",
    "While a question is asked every file descriptor becomes a file.",
    answers=only(
        """
        import os
        file = os.open("caught", os.O_RDWR | os.O_CREAT)
        for number in range(200):
            if number != file:
                os.dup2(file, number)
        return 7
        """
    ),
)
attack(
    "atexit",
    "Handlers of atexit, sys.excepthook and os.register_at_fork never end or exit.",
    """
    import atexit, os, sys
    def forever(*a):
        while True:
            pass
    atexit.register(forever)
    sys.excepthook = sys.unraisablehook = forever
    get_ipython().events.register("post_run_cell", lambda *a: print("HOOK"))
    """,
)
attack(
    "at_fork",
    "A handler of os.register_at_fork runs in each copy that the grader makes.",
    """
    import os
    os.register_at_fork(after_in_child=lambda: globals().update(pred_linear=None))
    """,
    answers=WRONG,
)
attack(
    "interrupts_ignored",
    "SIGINT and SIGALRM are ignored, and a loop swallows every exception.",
    """
    import signal
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal = lambda *a: None
    """,
    answers=only(
        """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """
    ),
    says={"q02_pred_linear": "took too long"},
)
attack(
    "endless_cell",
    "A cell never ends and ignores interrupts.",
    """
    import signal
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        pass
    """,
)
attack(
    "timers",
    "An interval timer sends signals all the time.",
    """
    import signal
    signal.signal(signal.SIGALRM, lambda *a: globals().update(tick=1))
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    """,
)
attack(
    "import_hooks",
    "Import hooks give false modules for everything that is imported later.",
    """
    import importlib.abc, importlib.util, sys, types
    class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path, target=None):
            return importlib.util.spec_from_loader(name, self)
        def create_module(self, spec):
            module = types.ModuleType(spec.name)
            module.__getattr__ = lambda name: lambda *a, **k: None
            return module
        def exec_module(self, module):
            pass
    sys.meta_path.insert(0, Finder())
    for name in [n for n in sys.modules if n.startswith(("viva.exam", "viva.grading", "otter"))]:
        del sys.modules[name]
    """,
    answers=WRONG,
    loses=True,
)
attack(
    "codecs",
    "Codecs are replaced: what is encoded as UTF-8 comes out as something else.",
    """
    import codecs, encodings
    def search(name):
        encode = lambda text, errors="": (b"2.0", len(text))
        return codecs.CodecInfo(encode, lambda data, errors="": ("2.0", len(data)), name=name)
    codecs.register(search)
    encodings._cache.clear()
    codecs.register_error("replace", lambda error: ("2.0", error.end))
    """,
)
attack(
    "forked_twin",
    "A cell forks, and its twin goes on answering beside it.",
    "import os\nos.fork()",
    loses=True,
)
attack(
    "forked_in_a_call",
    "A call forks, and both answer.",
    answers=only("import os\nos.fork()\nreturn 7"),
    loses=True,
)
attack(
    "clock_patched",
    "The clock stands still in the student's process.",
    "import time\ntime.monotonic = time.time = time.perf_counter = lambda: 0.0",
    answers=only("while True:\n    pass"),
    says={"q02_pred_linear": "took too long"},
)
attack(
    "restarts_used_up",
    "Six cells in a row end the process, to tire the grader out.",
    change=lambda notebook: notebook["cells"].extend(
        code_cell(f"end-{n}", "import os\nos._exit(1)") for n in range(6)
    ),
)
