import importlib.util
import os
import signal
import socket
import sys

import pytest

from viva.worker import parts
from viva.worker.parts import CALLS, MODULES, SIGNALS, missing_parts


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has all parts")
def test_linux_lacks_nothing():
    assert missing_parts() == []


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_is_missing_is_found(name, monkeypatch):
    monkeypatch.delattr(os, name)
    assert f"os.{name}" in missing_parts()


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_that_is_missing_is_found(name, monkeypatch):
    monkeypatch.delattr(signal, name)
    assert name in missing_parts()


@pytest.mark.parametrize("name", MODULES)
def test_a_module_that_is_missing_is_found(name, monkeypatch):
    monkeypatch.delitem(sys.modules, name, raising=False)
    real = importlib.util.find_spec
    monkeypatch.setattr(
        parts.importlib.util, "find_spec", lambda asked: None if asked == name else real(asked)
    )
    assert name in missing_parts()


@pytest.mark.parametrize("name", ["AF_UNIX", "SOCK_SEQPACKET", "send_fds", "socketpair"])
def test_sockets_that_are_missing_are_found(name, monkeypatch):
    monkeypatch.delattr(socket, name)
    assert "sockets that pass files on" in missing_parts()


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_fork_is_not_safe_everywhere(system, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    assert "a safe fork" in missing_parts()
