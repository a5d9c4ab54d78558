"""Released notebooks that begin with links, and with a cell that gets viva where it is missing."""

import importlib.metadata
import json
import subprocess
import sys

import nbformat
import pytest
from small_course import REPOSITORY, cells, generate, make_course

from viva.classroom.batch import grade_assignment
from viva.course.confinement import confine_own
from viva.course.layout import Course, UsageProblem
from viva.release.build import ReleaseError, build_release
from viva.release.elsewhere import OpenElsewhere, read_published
from viva.release.packing import build_wheel

ADDRESS = "https://github.com/ada/line-course/tree/main/release"
# What viva needs and a notebook does not.
FORBIDDEN = ["alembic", "click", "jinja2", "nbconvert", "nbformat", "nbgrader", "otter", "psutil"]
FORBIDDEN += ["rich", "sqlalchemy", "watchfiles", "nh3", "mistune", "pyseccomp"]
# A notebook's code where viva and most of what it needs are not installed; pip's --no-deps unpacks
# the wheel.
ELSEWHERE = """
import json, sys
wheel, cells, forbidden = json.load(sys.stdin)

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in forbidden or (name == "viva" and wheel not in sys.path):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.path[:] = [entry for entry in sys.path if not entry.endswith("/src")]
sys.meta_path.insert(0, Missing())
import matplotlib
matplotlib.use("agg")
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
asked = []

def pip(line):
    asked.append(line)
    sys.path.insert(0, wheel)

shell.register_magic_function(pip, "line", "pip")
for source in cells:
    result = shell.run_cell(source)
    result.raise_error()
print("asked:", asked)
"""

# What is in the wheel, and notebooks that are run with it.
RECORDED = pytest.mark.recorded(
    "elsewhere", "source", "README.md", "LICENSE", "requirements-uv.txt", "tests/hidden"
)


def published(folder, address=ADDRESS):
    course = make_course(folder)
    with (folder / "nbgrader_config.py").open("a") as settings:
        settings.write(f"c.Viva.published_at = {address!r}\n")
    return Course(course.root)


def released(folder):
    return json.loads((folder / "warm_up.ipynb").read_text())["cells"]


def test_by_default_a_release_has_neither_links_nor_the_cell(tmp_path):
    course = make_course(tmp_path / "course")
    assert read_published(course) is None
    built = build_release(course, course.find("01"), tmp_path / "built")
    assert [cell["id"] for cell in released(built)] == [cell["id"] for cell in cells()]
    assert OpenElsewhere().preprocess("notebook", {}) == ("notebook", {})


def test_links_name_the_notebook_where_it_is_published(tmp_path):
    course = published(tmp_path / "course")
    built = build_release(course, course.find("01"), tmp_path / "built")
    links, get, *others = released(built)
    text = "".join(links["source"])
    file = "ada/line-course/blob/main/release/01_warm_up/warm_up.ipynb"
    assert f"[Colab](https://colab.research.google.com/github/{file})" in text
    assert f"[VS Code for the Web](https://vscode.dev/github/{file})" in text
    path = "release%2F01_warm_up%2Fwarm_up.ipynb"
    assert f"[Binder](https://mybinder.org/v2/gh/ada/line-course/main?labpath={path})" in text
    version = importlib.metadata.version("viva-autograder")
    wheel = f"v{version}/viva_autograder-{version}-py3-none-any.whl"
    assert f"https://github.com/ada/line-course/releases/download/{wheel}" in get["source"][-1]
    assert [cell["id"] for cell in others] == [cell["id"] for cell in cells()]
    done = generate(course)
    assert done.returncode == 0, done.stderr
    assert released(course.release / "01_warm_up") == released(built)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/ada/line-course",
        "http://github.com/ada/line-course/tree/main/release",
        "https://example.org/ada/line-course/tree/main/release",
        f"{ADDRESS})](javascript:alert(1)",
        ADDRESS.replace("main", "my main"),
        True,
    ],
)
def test_what_is_no_folder_on_github_is_refused(tmp_path, address):
    course = published(tmp_path / "course", address)
    with pytest.raises(UsageProblem, match=r"c\.Viva\.published_at must be the address of a fol"):
        read_published(course)
    with pytest.raises(ReleaseError, match="published_at must be"):
        build_release(course, course.find("01"), tmp_path / "built")


def test_a_submission_with_the_two_cells_is_graded_in_full(tmp_path):
    course = published(tmp_path / "course")
    built = build_release(course, course.find("01"), tmp_path / "built")
    notebook = nbformat.read(built / "warm_up.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.id == "q01":
            cell.source = "def double_all(numbers):\n    return [n + n for n in numbers]"
    folder = course.submitted / "ada" / "01_warm_up"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "warm_up.ipynb")
    (verdict,) = grade_assignment(
        course, course.find("01"), jobs=1, confinement=confine_own(course)
    )
    assert {q.id: q.score for q in verdict.questions if q.id == "q01_double"} == {"q01_double": 2}
    assert "get_viva" not in str(verdict.message)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    name, content = build_wheel(REPOSITORY)
    path = tmp_path_factory.mktemp("wheel") / name
    path.write_bytes(content)
    return path


def run_elsewhere(wheel, sources):
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=json.dumps([str(wheel), sources, FORBIDDEN]),
        capture_output=True,
        text=True,
        cwd=wheel.parent,
    )
    return done.returncode, done.stdout + done.stderr


def get_viva(tmp_path):
    course = published(tmp_path / "course")
    built = build_release(course, course.find("01"), tmp_path / "built")
    return "".join(released(built)[1]["source"])


@RECORDED
def test_notebooks_pass_their_visible_tests_where_viva_was_missing(tmp_path, wheel):
    first = get_viva(tmp_path)
    source = next((REPOSITORY / "source").glob("01_*/*.ipynb"))
    code = [first, *code_of(source)]
    status, said = run_elsewhere(wheel, code)
    assert status == 0, said
    assert said.count("the visible test passes.") == 7
    assert "asked: ['install --quiet --no-deps https://" in said


@RECORDED
@pytest.mark.parametrize("number", ["02", "03", "04", "05", "06", "07", "08"])
def test_each_notebook_finds_what_it_imports(tmp_path, wheel, number):
    source = next((REPOSITORY / "source").glob(f"{number}_*/*.ipynb"))
    imports = [text for text in code_of(source) if "viva.lab" in text]
    assert imports
    status, said = run_elsewhere(wheel, [get_viva(tmp_path), *imports])
    assert status == 0, said
    assert run_elsewhere(wheel, imports)[0] != 0


def code_of(path):
    """Give the code that students have when all is solved."""
    texts = [
        cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code" and "explore" not in cell.metadata.get("tags", [])
    ]
    return [text.partition("### BEGIN HIDDEN TESTS")[0] for text in texts]
