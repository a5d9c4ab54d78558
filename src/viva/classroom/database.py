"""Locks in the gradebook's database, where it is on a server: graders may be on two machines."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
from collections.abc import Iterator
from typing import Any

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError
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
# A server that takes connections and never answers is given up, where its driver can be told so.
ANSWER_SECONDS = 15
TOLD_TO = ("psycopg2", "psycopg", "mysqldb", "pymysql")


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
    address = address_in(url)
    engine = create_engine(
        address,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args=patience_with(address),
    )
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


def address_in(url: str) -> URL:
    """Return the parts of a database's address.

    Raises
    ------
    sqlalchemy.exc.ArgumentError
        If it has none; the message does not tell the password.
    """
    try:
        address = make_url(url)
    except ValueError:  # of the port
        address = None
    if address is None or "@" in (address.host or ""):
        raise ArgumentError(
            "it must have the form postgresql+psycopg2://user:password@host:port/grades, and in "
            "a password @ is written %40"
        )
    return address


def patience_with(address: URL) -> dict[str, int]:
    """Return what tells a driver how long to wait for a server that does not answer."""
    _, _, driver = address.drivername.partition("+")
    told = driver in TOLD_TO and "connect_timeout" not in address.query
    return {"connect_timeout": ANSWER_SECONDS} if told else {}


def _holder(connection: Any, kind: str, values: dict[str, Any]) -> str:
    if kind != "postgresql":
        return ""
    return str(connection.execute(text(HOLDER), values).scalar() or "")
