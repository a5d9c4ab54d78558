"""Locks in the gradebook's database, where it is on a server: graders may be on two machines."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
from collections.abc import Iterator
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

# How each kind of server takes a lock that ends with the connection, at once or after waiting.
TAKE = {
    "postgresql": ("SELECT pg_try_advisory_lock(:key)", "SELECT pg_advisory_lock(:key)"),
    "mysql": ("SELECT GET_LOCK(:name, 0)", "SELECT GET_LOCK(:name, 600)"),
    "mariadb": ("SELECT GET_LOCK(:name, 0)", "SELECT GET_LOCK(:name, 600)"),
}
HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND (classid::bigint << 32) + objid::bigint = :key
"""
MOST_NAME = 63


class Held(Exception):
    """Somebody else holds the lock; the message says who, if the database tells."""


def this_process() -> str:
    """Return how others may know this process."""
    return f"process {os.getpid()} on {platform.node() or 'this machine'}"


@contextlib.contextmanager
def held_lock(url: str, name: str, wait: bool = False) -> Iterator[None]:
    """Hold a lock in a database; the server releases it when this process ends, however it does.

    A database that is a file, such as SQLite's, has no such locks: then nothing is held.

    Parameters
    ----------
    name
        Of the lock.
    wait
        Whether to wait for whoever holds it.

    Raises
    ------
    Held
        If somebody else holds it.
    sqlalchemy.exc.SQLAlchemyError
        If the database cannot be used.
    """
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    kind = engine.dialect.name
    if kind not in TAKE:
        engine.dispose()
        yield
        return
    digest = hashlib.sha256(f"viva {name}".encode()).digest()
    key = int.from_bytes(digest[:8], "big") >> 1
    values: dict[str, Any] = {"key": key} if kind == "postgresql" else {"name": digest.hex()[:60]}
    with engine.connect() as connection:
        taken = connection.execute(text(TAKE[kind][wait]), values).scalar()
        # A lock of PostgreSQL's that was waited for returns nothing.
        if taken in (False, 0):
            raise Held(_holder(connection, kind, values))
        if kind == "postgresql":
            told = {"name": this_process()[:MOST_NAME]}
            connection.execute(text("SELECT set_config('application_name', :name, false)"), told)
        try:
            yield
        finally:
            connection.invalidate()  # its end is the lock's


def _holder(connection: Any, kind: str, values: dict[str, Any]) -> str:
    if kind != "postgresql":
        return ""
    return str(connection.execute(text(HOLDER), values).scalar() or "")
