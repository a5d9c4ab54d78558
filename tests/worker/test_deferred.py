"""Modules that others import, and that are imported when something of them is used."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from viva.worker.deferred import DEFERRED, Deferred, deferring, import_for

EXAM_OF_01 = Path(__file__).parents[1] / "hidden" / "perceptron_line"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package whose part notes that it is imported, and modules that import it."""
    (tmp_path / "heavy").mkdir()
    (tmp_path / "heavy" / "__init__.py").write_text("")
    (tmp_path / "heavy" / "part.py").write_text("import heavy\nheavy.noted = True\nvalue = 7\n")
    (tmp_path / "heavy" / "below.py").write_text("value = 8\n")
    ways = ("import heavy.part as part", "from heavy import part")
    for number, text in enumerate(ways):
        (tmp_path / f"user{number}.py").write_text(f"{text}\ndef use():\n    return part.value\n")
    (tmp_path / "taker.py").write_text("from heavy.part import value\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def imported(name="heavy"):
    return hasattr(sys.modules[name], "noted")


@pytest.mark.parametrize("user", ["user0", "user1"])
def test_a_module_is_imported_when_something_of_it_is_used(package, user):
    with deferring(["heavy.part"]):
        module = __import__(user)
    assert not imported() and "heavy.part" not in sys.modules
    assert module.use() == 7 and imported()
    assert type(sys.modules["heavy.part"]) is not Deferred


def test_taking_something_from_it_imports_it_at_once(package):
    with deferring(["heavy.part"]):
        import taker
    assert taker.value == 7 and imported()


def test_whoever_imports_it_afterwards_gets_the_module_itself(package):
    with deferring(["heavy.part"]):
        import user0
    import heavy.part

    assert type(heavy.part) is not Deferred and imported()
    heavy.part.value = 9
    assert user0.use() == 9


def test_a_module_below_a_deferred_package_is_found(package):
    with deferring(["heavy"]):
        import heavy.below
    assert heavy.below.value == 8 and type(sys.modules["heavy"]) is not Deferred


def test_what_is_not_installed_is_absent_for_all(package):
    with deferring(["absent_package", "absent_package.part"]):
        for name in ("absent_package", "absent_package.part"):
            with pytest.raises(ModuleNotFoundError):
                __import__(name)


def test_what_has_been_imported_stays(package):
    import heavy.part

    with deferring(["heavy.part"]):
        assert type(sys.modules["heavy.part"]) is not Deferred
    assert sys.modules["heavy.part"] is heavy.part


DATASETS = """
import sys
from viva.worker.deferred import DEFERRED, deferring
with deferring():
    import sklearn.datasets
assert not set(DEFERRED) & set(sys.modules)
from sklearn.preprocessing import QuantileTransformer, StandardScaler
from sklearn.utils import fixes
X, y = sklearn.datasets.make_moons(20, random_state=1)
assert abs(StandardScaler().fit_transform(X).mean()) < 1e-12
assert not set(DEFERRED) & set(sys.modules)
scaled = QuantileTransformer(n_quantiles=5, output_distribution="normal").fit_transform(X)
assert scaled.shape == X.shape and "scipy.stats" in sys.modules
assert fixes._mode([1, 2, 2])[0] == [2]
import pandas
frame = sklearn.datasets.load_iris(as_frame=True).data
assert type(frame) is pandas.DataFrame
assert type(StandardScaler().set_output(transform="pandas").fit_transform(frame)) is type(frame)
"""


def test_scikit_learn_works_with_and_without_them(tmp_path):
    pytest.importorskip("pandas")
    assert set(DEFERRED) == {"scipy.stats", "pandas"}
    done = subprocess.run(
        [sys.executable, "-I", "-c", DATASETS], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


GRADEBOOK = """
import sys
from viva.worker.deferred import EXTENSIONS, FUNCTION, deferring
with deferring(EXTENSIONS):
    from nbgrader.api import Gradebook
assert not {"jupyter_server", "nbconvert", *EXTENSIONS} & set(sys.modules)
import nbgrader
met = []
class App:
    def __getattr__(self, name):
        met.append(name)
        raise KeyError(name)
for load in (nbgrader.load_assignments, nbgrader.load_courses, nbgrader.load_formgrader):
    try:
        load(App())
    except KeyError:
        pass
assert len(met) == 3 and set(EXTENSIONS[:3]) <= set(sys.modules), (met, EXTENSIONS)
import nbgrader.server_extensions.validate_assignment as last
assert callable(vars(last)[FUNCTION])
from nbgrader.converters import Autograde
"""


def test_the_gradebook_needs_no_server_and_its_extensions_work_afterwards(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-c", GRADEBOOK], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("collects", [True, False])
def test_no_garbage_is_collected_meanwhile(monkeypatch, collects):
    seen = []
    monkeypatch.setattr(gc, "isenabled", lambda: collects)
    monkeypatch.setattr(gc, "disable", lambda: seen.append("off"))
    monkeypatch.setattr(gc, "enable", lambda: seen.append("on"))
    with deferring([]):
        assert seen == ["off"]
    assert seen == (["off", "on"] if collects else ["off"])


EXAM = """
import sys
from pathlib import Path
from viva.exam.load import load_exam_texts, read_exam
from viva.worker.deferred import DEFERRED, import_for
path = Path(sys.argv[1])
texts = read_exam(path)
import_for(texts.values())
load_exam_texts(texts, str(path))
assert "sklearn.datasets" in sys.modules
assert not set(DEFERRED) & set(sys.modules), "an exam imports what it does not use"
"""


def test_an_exam_that_draws_its_data_imports_no_pandas():
    pytest.importorskip("pandas")
    done = subprocess.run(
        [sys.executable, "-I", "-c", EXAM, EXAM_OF_01], capture_output=True, text=True, cwd="/"
    )
    assert done.returncode == 0, done.stderr


def test_what_cannot_be_imported_is_left_to_the_text(package):
    import_for(
        [
            "import heavy.part\nfrom heavy import part, lacking\nfrom .beside import x",
            "from absent_package import x\nimport heavy.absent",
            "if True:\n    import within",
            "def",
        ]
    )
    assert "heavy.part" in sys.modules
