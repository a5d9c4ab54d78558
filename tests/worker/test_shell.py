"""The shell changes its process (displayhook, streams), so it is tried in one of its own."""

import json
import subprocess
import sys

import pytest

from viva.worker.shell import place_of

SCRIPT = """
import json, sys
sys.argv = ["x"]
real = sys.stdout
from viva.worker.shell import warm_shell
shell = warm_shell(figures={figures})
results = [shell.run(n, cell) for n, cell in enumerate({cells!r}, start=1)]
real.write(json.dumps(results))
"""


def run(*cells, figures=True):
    script = SCRIPT.format(cells=list(cells), figures=figures)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def results():
    cells = {
        "value": "1 + 1",
        "quiet": "1 + 1;",
        "print": "import sys\nprint('out')\nprint('err', file=sys.stderr)",
        "error": "def f():\n    return [][1]\nf()",
        "syntax": "a = 1\nb = (",
        "await": "import asyncio\nawait asyncio.sleep(0)\n'slept'",
        "magic": "%timeit -n1 -r1 pass",
        "display": "from IPython.display import display, Markdown\ndisplay(Markdown('**x**'), 3)",
        "plot": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone",
        "exit": "exit()",
        "input": "input()",
        "closed": "import sys\nsys.stdout.close()",
        "after": "print('still here')",
        "hostile": "class E(Exception):\n    def __str__(self): raise self\nraise E()",
        "widget": "import ipywidgets\nipywidgets.interact(lambda n: print('drawn', n), n=3);",
        "area": "area = ipywidgets.Output()\nwith area: print('in'); 1 / 0\nprint('on')",
        "bar": "from tqdm import tqdm\nfor n in tqdm([1, 2]): pass",
        "bar widget": "from tqdm.notebook import trange\nfor n in trange(2): print(n)",
        "system exit": "raise SystemExit(1)",
    }
    return dict(zip(cells, run(*cells.values()), strict=True))


def texts(result, name="stdout"):
    return "".join(o["text"] for o in result["outputs"] if o.get("name") == name)


def test_values_and_prints(results):
    assert results["value"]["outputs"][0]["data"]["text/plain"] == "2"
    assert results["quiet"]["outputs"] == []
    assert texts(results["print"]) == "out\n"
    assert texts(results["print"], "stderr") == "err\n"


def test_exceptions_have_their_place_and_a_traceback(results):
    error = results["error"]["error"]
    assert error["type"] == "IndexError"
    assert error["places"] == [[4, 3, "<module>"], [4, 2, "f"]]
    assert "list index out of range" in results["error"]["outputs"][-1]["evalue"]
    assert results["syntax"]["error"]["places"] == [[5, 2, "<module>"]]
    assert results["hostile"]["error"]["type"] == "E"
    assert results["system exit"]["error"]["type"] == "SystemExit"


def test_ipython_works_as_in_a_notebook(results):
    assert results["await"]["outputs"][0]["data"]["text/plain"] == "'slept'"
    assert "per loop" in texts(results["magic"])
    assert results["display"]["outputs"][0]["data"]["text/markdown"] == "**x**"
    assert results["display"]["outputs"][1]["data"]["text/plain"] == "3"
    assert "image/png" in results["plot"]["outputs"][0]["data"]
    assert "drawn 3" in texts(results["widget"])
    assert "2/2" in texts(results["bar"], "stderr")
    assert texts(results["bar widget"]) == "0\n1\n"
    assert results["area"]["error"] is None
    assert [o["output_type"] for o in results["area"]["outputs"]] == ["stream", "error", "stream"]


def test_what_a_grader_cannot_do_is_an_error_or_nothing(results):
    assert results["exit"]["error"] is None
    assert "does not work during grading" in results["input"]["error"]["text"]
    assert texts(results["after"]) == "still here\n"


def test_figures_can_be_left_undrawn():
    (result,) = run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone", figures=False)
    (output,) = result["outputs"]
    assert output["data"] == {"text/plain": "<Figure size 640x480 with 1 Axes>"}


@pytest.mark.parametrize(
    ("name", "cell"), [("<cell 12>", 12), ("<cell x>", None), ("/a/b.py", None), ("<string>", None)]
)
def test_cells_are_known_by_their_file_name(name, cell):
    assert place_of(name) == cell
