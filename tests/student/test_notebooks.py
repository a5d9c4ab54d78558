from pathlib import Path

import pytest

from viva.student.notebooks import assignment_of, find_notebooks, named, released_copies


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def touch(*names):
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


def test_only_my_own_notebooks_are_found():
    mine = ["01_line/line.ipynb", "list_mlp.ipynb", "release/02_x/x.ipynb"]
    touch(*mine, "source/01_line/line.ipynb", ".ipynb_checkpoints/a.ipynb", "submitted/me/x.ipynb")
    touch("venv/pyvenv.cfg", "venv/share/b.ipynb", "notes.txt")
    Path("again.ipynb").symlink_to("list_mlp.ipynb")
    assert [path.as_posix() for path in find_notebooks(Path())] == mine


@pytest.mark.parametrize("text", ["03", "3", "03_list_mlp", "list_mlp", "03_list_mlp/"])
def test_a_notebook_has_a_number_and_a_name(text):
    mine = Path("03_list_mlp/list_mlp.ipynb")
    assert named(text, [Path("01_line/line.ipynb"), mine]) == [mine]


def test_a_name_that_nothing_has():
    assert named("04", [Path("03_list_mlp/list_mlp.ipynb"), Path("plain.ipynb")]) == []


def test_the_folder_names_the_assignment_where_it_has_a_number():
    assert assignment_of(Path("03_list_mlp/list_mlp.ipynb")) == "03_list_mlp"
    assert assignment_of(Path("homework/list_mlp.ipynb")) == "list_mlp"
    assert assignment_of(Path("03_list_mlp.ipynb")) == "03_list_mlp"


def test_released_notebooks_are_looked_for_up_to_the_top_of_the_repository(folder):
    touch(
        "release/01_far/far.ipynb", "repo/release/01_a/a.ipynb", "repo/.viva/release/02_b/b.ipynb"
    )
    Path("repo/.git").mkdir()
    touch("repo/mine/deep/a.ipynb")
    found = [
        p.relative_to(folder).as_posix() for p in released_copies(Path("repo/mine/deep/a.ipynb"))
    ]
    assert found == ["repo/release/01_a/a.ipynb", "repo/.viva/release/02_b/b.ipynb"]


def test_what_lies_in_release_is_not_compared_with_its_neighbours():
    touch("release/01_a/a.ipynb", "release/01_a/copy.ipynb", ".git/HEAD")
    assert list(released_copies(Path("release/01_a/a.ipynb"))) == []


def test_of_several_in_a_folder_the_folders_name_means_all():
    a, b = Path("ps1/a.ipynb"), Path("ps1/b.ipynb")
    assert named("ps1", [a, b, Path("ps2/a.ipynb")]) == [a, b]
    assert named("ps1/b", [a, b, Path("ps2/b.ipynb")]) == [b]
