import sys
from pathlib import Path

from nbgrader.api import Gradebook, get_alembic_version
from sqlalchemy import create_engine, text

from viva.course.new_gradebook import prepare_gradebook


def versions(url):
    with create_engine(url).connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).all()


def test_a_new_gradebook_has_the_version_that_nbgrader_itself_would_give(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))  # for nbgrader's alembic
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    prepare_gradebook(url)
    with Gradebook(url) as gradebook:
        gradebook.add_student("ada")
    assert versions(url) == [(get_alembic_version(),)]


def test_a_gradebook_in_use_is_left_as_it_is(tmp_path):
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    prepare_gradebook(url)
    with Gradebook(url) as gradebook:
        gradebook.add_student("ada")
    prepare_gradebook(url)
    with Gradebook(url) as gradebook:
        assert [student.id for student in gradebook.students] == ["ada"]
    assert len(versions(url)) == 1
