"""Attacks by files: read, written, handed in, left behind."""

from __future__ import annotations

from attacks.attack import WRONG, attack

READ = """
import glob, os, viva
from pathlib import Path
root = Path(viva.__file__).resolve().parents[2]
places = [Path("@COURSE@"), root, Path("@REPOSITORY@"), *Path.cwd().parents]
for place in places:
    for pattern in {patterns}:
        for path in sorted(place.glob(pattern))[:5]:
            try:
                print(path, path.read_bytes()[:500_000].decode("latin-1"))
            except OSError as error:
                print(type(error).__name__)
"""
attack(
    "reads_exam",
    "tests/hidden is read by absolute paths, from viva.__file__ and sys.path.",
    last=READ.format(patterns=["tests/hidden/*.py", "tests/**/*.py"]),
    needs_sandbox=True,
)
attack(
    "reads_source",
    "source/ with the solutions is read.",
    last=READ.format(patterns=["source/*/*.ipynb"]),
    needs_sandbox=True,
)
attack(
    "reads_gradebook",
    "gradebook.db is read.",
    last=READ.format(patterns=["gradebook.db*", "nbgrader_config.py"]),
    needs_sandbox=True,
)
attack(
    "reads_others",
    "What others handed in, and their graded notebooks, are read.",
    last=READ.format(patterns=["submitted/*/*/*", "autograded/*/*/*"]),
    needs_sandbox=True,
)
attack(
    "imports_exam",
    "The exam is loaded as the judge loads it, and asked for its references.",
    """
    import sys
    for place in ("@COURSE@", "@REPOSITORY@"):
        try:
            sys.path.insert(0, place + "/tests/hidden")
            from perceptron_line import exam
            for question in exam.questions.values():
                globals().update(question.references)
            break
        except Exception as error:
            print(type(error).__name__)
    else:
        pred_linear = accuracy = perceptron_step = None
    """,
    answers={
        "q02_pred_linear": "pred_linear = pred_linear",
        "q03_accuracy": "accuracy = accuracy",
        "q05_perceptron_step": "perceptron_step = perceptron_step",
    },
    needs_sandbox=True,
)
WRITE = """
import glob, os, viva
from pathlib import Path
for place in ("@COURSE@", str(Path(viva.__file__).resolve().parents[2])):
    for pattern in {patterns}:
        for path in glob.glob(os.path.join(place, pattern)):
            for name in ([os.path.join(path, "viva_attack_left")] if os.path.isdir(path) else []):
                try:
                    open(name, "w").write("viva_attack_left")
                except OSError as error:
                    print(type(error).__name__)
            if place == "@COURSE@" and os.path.isfile(path):
                try:
                    open(path, "r+b").write(b"viva_attack_left")
                except OSError as error:
                    print(type(error).__name__)
"""
attack(
    "writes_exam",
    "The exam, the source and the engine are written to.",
    WRITE.format(patterns=["tests/hidden", "tests/hidden/*/*.py", "source/*", "src/viva/grading"]),
    needs_sandbox=True,
)
attack(
    "writes_gradebook",
    "The gradebook is overwritten.",
    WRITE.format(patterns=[".", "gradebook.db"]),
    needs_sandbox=True,
)
attack(
    "writes_others",
    "The submissions and graded notebooks of others are overwritten.",
    WRITE.format(patterns=["submitted/*", "submitted/*/*/*", "autograded/*", "autograded/*/*/*"]),
    needs_sandbox=True,
)
FAKE = b"""
print("SHADOW")
def __getattr__(name):
    return lambda *a, **k: 1.0
"""
attack(
    "numpy_beside",
    "numpy.py, math.py and matplotlib.py lie beside the notebook.",
    files={"numpy.py": FAKE, "math.py": FAKE, "matplotlib.py": FAKE, "random.py": FAKE},
    answers=WRONG,
)
attack(
    "viva_beside",
    "A package called viva lies beside the notebook.",
    files={
        "viva/__init__.py": FAKE,
        "viva/lab/__init__.py": FAKE,
        "viva/grading/__init__.py": b"def examine(*a): print('SHADOW')",
        "viva/worker/__init__.py": FAKE,
    },
    answers=WRONG,
)
attack(
    "sitecustomize_beside",
    "sitecustomize.py, usercustomize.py, a .pth file and an IPython profile lie beside it.",
    files={
        "sitecustomize.py": b"print('SHADOW')\nimport numpy\nnumpy.allclose = lambda *a, **k: True",
        "usercustomize.py": b"print('SHADOW')",
        "evil.pth": b"import sys; sys.stdout.write('SHADOW')",
        "ipython_config.py": b"c.InteractiveShellApp.exec_lines = ['print(1)']",
        "nbgrader_config.py": b"raise SystemExit",
        "conftest.py": b"raise SystemExit",
    },
    answers=WRONG,
)
attack(
    "folder_called_verdict",
    "A folder lies where the grader writes its verdict, another where it writes the notebook.",
    files={"verdict.json/x.txt": b"1", "perceptron_line.ipynb.d/x.txt": b"1"},
)
attack(
    "file_called_as_folder",
    "A file lies where the instructor's own folder of data goes, and a folder for a file.",
    files={"data": b"mine", "notes.txt/x": b"mine"},
)
attack(
    "instructor_file_replaced",
    "A file of the student's has the name of the instructor's.",
    files={"data/points.csv": b"mine"},
    last="print('DATA', open('data/points.csv').read())",
)
attack(
    "odd_names",
    "Files with names that lead upwards somewhere, have control characters, or are very long.",
    files={
        "..\\..\\escape.txt": b"1",
        "%2e%2e%2fescape.txt": b"1",
        "...": b"1",
        "a\nb\x1b[2J.txt": b"1",
        "~root": b"1",
        "x" * 200 + ".txt": b"1",
        "-rf": b"1",
    },
)
attack(
    "links_handed_in",
    "Symbolic links to the exam, to / and to themselves are handed in.",
    files={
        "exam.txt": "@COURSE@/tests/hidden/perceptron_line/q02_pred_linear.py",
        "exam": "@COURSE@/tests/hidden",
        "root": "/",
        "loop": "loop",
        "up": "..",
    },
    last="""
    import os
    for name in ("exam.txt", "exam/perceptron_line/q02_pred_linear.py", "root/etc/hostname"):
        print(open(name).read() if os.path.exists(name) else "nothing")
    """,
)
attack(
    "links_made",
    "Cells link the exam and the gradebook into the folder, to be copied or deleted later.",
    """
    import os
    os.symlink("@COURSE@/tests/hidden/perceptron_line/q02_pred_linear.py", "exam.txt")
    os.symlink("@COURSE@/tests/hidden", "data_of_mine")
    os.symlink("/", "root")
    """,
    needs_sandbox=True,
)
attack(
    "files_left",
    "Files are left in the folder, /tmp, the home, /dev/shm and all folders of sys.path.",
    """
    import os, sys
    for place in [".", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"), *sys.path]:
        for name in ("viva_attack_left.py", "numpy.py", "sitecustomize.py", ".hidden"):
            try:
                with open(os.path.join(place or ".", name), "x") as file:
                    file.write("print('SHADOW')")
            except OSError:
                pass
    """,
    needs_sandbox=True,
)
attack(
    "folder_replaced",
    "The folder is made read-only, removed, and replaced by a link.",
    """
    import os, shutil
    here = os.getcwd()
    os.makedirs("deep/" * 200)
    open("deep/file", "w").close()
    os.chmod("deep", 0)
    os.chmod(here, 0o500)
    try:
        os.rename(here, here + "-moved")
        os.symlink("@COURSE@", here)
    except OSError as error:
        print(type(error).__name__)
    """,
    needs_sandbox=True,
    loses=True,
)
attack(
    "environment",
    "The environment variables are printed, and set for who comes next.",
    last="""
    import os
    print(dict(os.environ))
    os.environ.update(PYTHONPATH=".", PYTHONSTARTUP="x", LD_PRELOAD="./x.so")
    """,
)
