import subprocess
import sys

WARM_UP = """
import sys
from viva.worker.warm import warm_up
shell = warm_up(figures=False, modules=("colorsys",))
assert "colorsys" in sys.modules and "viva.lab" in sys.modules
reply = shell.run(3, "6 * 7")
result = reply["outputs"][0]
print(result["data"]["text/plain"], result["execution_count"], file=sys.__stdout__)
"""


def test_it_imports_what_notebooks_use_and_the_first_cell_is_the_first(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-c", WARM_UP], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stdout.split() == ["42", "1"], done.stderr


IMPORT_ALL = """
import sys
from viva.worker.warm import import_all, try_out
shell = import_all(figures=False, modules=("colorsys",))
assert "colorsys" in sys.modules and "viva.lab" in sys.modules
for part in (lambda: None, lambda: try_out(shell), lambda: None):
    part()
    shell.reset(new_session=True)
    shell.execution_count = 1
    reply = shell.run(3, "1 / 0")
    assert reply["error"]["type"] == "ZeroDivisionError"
    names = set(shell.user_ns)
    result = shell.run(4, "6 * 7")["outputs"][0]
    print(result["data"]["text/plain"], result["execution_count"], file=sys.__stdout__)
    print(len(names), file=sys.__stdout__)
"""


def test_a_submission_finds_the_same_before_and_after_all_is_tried_out(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-c", IMPORT_ALL], capture_output=True, text=True, cwd=tmp_path
    )
    said = done.stdout.split()
    assert len(said) == 9 and said[:3] == said[3:6] == said[6:] and said[:2] == ["42", "2"], (
        done.stderr
    )


PLUGINS = """
import importlib.metadata
import sys
from viva.worker.warm import warm_up
shell = warm_up(figures=False, modules=("sklearn.datasets",))
looked = []
importlib.metadata.entry_points = lambda **given: looked.append(given) or ()
reply = shell.run(1, "from sklearn.datasets import make_moons; make_moons(4)[1].sum()")
print(reply["outputs"][0]["data"]["text/plain"], looked, file=sys.__stdout__)
"""


def test_no_submission_looks_at_every_package_that_is_installed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-c", PLUGINS], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "np.int64(2) []", done.stderr
