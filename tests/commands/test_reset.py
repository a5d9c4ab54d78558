import json

import pytest
from click.testing import CliRunner
from notebooks_of_mine import RIGHT, STUB, filled, write

from viva.cli import main
from viva.student.release_data import FILE_NAME


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    mine = write("01_warm_up/warm_up.ipynb", filled(q01_double=RIGHT))
    mine.with_name(FILE_NAME).write_text(json.dumps({"released": {"q01_double": STUB}}))
    write("02_more/more.ipynb", filled())
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["reset", *arguments])


@pytest.mark.parametrize("question", ["q01_double", "q01", "double"])
def test_it_says_where_the_answer_is_kept(folder, question):
    result = run("01", question)
    assert result.exit_code == 0, result.output
    first, second, third = result.output.splitlines()
    assert first == "q01_double in 01_warm_up/warm_up.ipynb was reset to the released version."
    kept = folder / second.partition("Your answer was saved in ")[2]
    assert kept.read_text() == RIGHT + "\n"
    assert "Reload" in third
    assert "Nothing was changed" in run("01", question).output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["01"], 2, "QUESTION"),
        (["03", "q01"], 2, "Found: 01_warm_up/warm_up.ipynb, 02_more/more.ipynb"),
        (["gone.ipynb", "q01"], 2, "There is no file gone.ipynb"),
        (["01", "q09"], 2, "q01_double, q02_count, q03_why"),
        (["01", "q01_double_test"], 2, "There is no question 'q01_double_test'"),
        ([".", "q01"], 2, "viva reset 01_warm_up q01_double\n  viva reset 02_more q01_double"),
        (["01", "q02"], 1, "The released version of q02_count was not found"),
    ],
)
def test_every_wrong_input_has_its_sentence(arguments, code, words):
    result = run(*arguments)
    assert result.exit_code == code
    assert words in result.output
