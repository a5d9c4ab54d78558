"""Start a gradebook without starting a program for it."""

from __future__ import annotations

from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import create_engine, inspect, text


def prepare_gradebook(url: str) -> None:
    """Mark an empty database with nbgrader's schema version; leave any other as it is.

    Where the mark is missing nbgrader runs ``alembic`` to ask for the version. That must be on
    PATH, and takes seconds. nbgrader makes the tables itself when it opens the gradebook.
    """
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if inspect(connection).get_table_names():
                return
            from alembic.script import ScriptDirectory  # takes its time, and is needed once

            version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
            connection.execute(
                text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            )
            connection.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
    finally:
        engine.dispose()
