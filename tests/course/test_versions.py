"""What verdicts depend on is found from what the grading code imports."""

import pytest

import viva
from viva.course import versions as module
from viva.course.versions import imported_modules, versions


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Make a program in which grading reaches some of the modules."""
    package = tmp_path / "viva"
    for name, text in {
        "__init__": "",
        "grading/__init__": "",
        "grading/grade": "import json\nfrom viva.grading import helper\nfrom . import near\n",
        "grading/helper": "def later():\n    import numpy\n",
        "grading/near": "from ..lab.tools import thing\n",
        "lab/__init__": "",
        "lab/tools": "thing = 1\n",
        "lab/used_by_notebooks": "",
        "report": "import matplotlib\n",
    }.items():
        path = package / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(viva, "__file__", str(package / "__init__.py"))
    monkeypatch.setattr(module, "ROOTS", ("viva.grading.grade",))
    versions.cache_clear()
    yield package
    versions.cache_clear()


def edited(path):
    before = versions()
    path.write_text(path.read_text() + "\n1\n")
    versions.cache_clear()
    return versions() != before


@pytest.mark.parametrize(
    ("name", "felt"),
    [
        ("grading/grade", True),
        ("grading/helper", True),
        ("grading/near", True),
        ("lab/tools", True),
        ("lab/__init__", True),
        ("lab/used_by_notebooks", False),
        ("report", False),
    ],
)
def test_an_edit_is_felt_where_grading_reaches_the_file(program, name, felt):
    assert edited(program / f"{name}.py") == felt


@pytest.mark.parametrize(
    "text",
    [
        "import torch",
        "import numpy as np, torch.nn as nn",
        "import numpy as np; import torch",
        "try: import torch\nexcept ImportError: torch = None",
        "import numpy, \\\n    torch",
        "from torch import nn",
        "if True:\n    from torch.nn import (  # layers\n        Linear,\n    )",
        "x = 1; from torch import nn",
        "from torch import \\\n    nn",
        "%matplotlib inline\nimport torch",
    ],
)
def test_imports_are_found_however_they_are_written(text):
    assert "torch" in {name.partition(".")[0] for name in imported_modules([text])}


def test_what_only_looks_like_an_import_is_none():
    text = "important = 1\nfromage = imports = torch = 2\nx.import_torch()\n# import torch"
    assert imported_modules([text]) == frozenset()


def test_packages_that_grading_imports_are_named_and_no_others(program):
    assert "numpy" in versions()
    assert "matplotlib" not in versions() and "json" not in versions()


def test_what_a_notebook_imports_is_followed(program):
    modules = frozenset({"viva.lab.used_by_notebooks", "sklearn.datasets", "math", "no_such"})
    found = versions(modules)
    assert "scikit" in found and "no_such" not in found
    (program / "lab" / "used_by_notebooks.py").write_text("1\n")
    versions.cache_clear()
    assert versions(modules) != found


def test_the_imports_of_texts_are_found():
    texts = ["import a.b, c\nfrom d.e import f\n", "def broken(", "def g():\n    import h\n"]
    assert imported_modules(texts) == {"a.b", "c", "d.e", "d.e.f", "h"}


def test_the_versions_of_the_real_program_hold_what_verdicts_depend_on():
    found = versions()
    assert all(name in found for name in ("python 3", "numpy", "matplotlib", "scikit", "IPython"))
    own, _ = module._reached(frozenset())
    names = {path.relative_to(path.parents[1]).as_posix() for path in own}
    assert {"exam/questions.py", "worker/wire.py", "grading/grade.py"} <= names
    assert not {"report/page.py", "release/build.py", "classroom/pool.py"} & names
