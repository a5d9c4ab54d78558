"""Locks in databases that are files; those of a server are in test_database_server.py."""

import os

from viva.classroom.database import held_lock, this_process


def test_a_file_has_no_locks_of_ours(tmp_path):
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with held_lock(url, "grading"), held_lock(url, "grading"), held_lock(url, "tables", wait=True):
        pass
    assert not (tmp_path / "gradebook.db").exists()


def test_others_know_this_process():
    assert this_process().startswith(f"process {os.getpid()} on ")
