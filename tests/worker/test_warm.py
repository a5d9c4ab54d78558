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
