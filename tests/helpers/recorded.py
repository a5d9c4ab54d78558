"""Which long tests have passed on all that they depend on; docs/suites.json says so.

``pytest --record`` runs them whatever it says, and writes it. A test is marked with the name of its
suite, and with the files and folders of this repository that it depends on besides `ALWAYS`::

    @pytest.mark.recorded("attacks", "tests/attacks", "source")
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs" / "suites.json"
ALWAYS = (
    "src/viva",
    "etc",
    "share",
    "tests/helpers",
    "tests/conftest.py",
    "pyproject.toml",
    "requirements-dev.txt",
    "nbgrader_config.py",
)


def fingerprint(paths: Iterable[str]) -> str:
    """Return a fingerprint of what a suite depends on: files, packages, and the version of Python.

    Raises
    ------
    FileNotFoundError
        If one of the paths does not exist.
    """
    found = sha256(str(sys.version_info[:2]).encode())
    for path in sorted({*ALWAYS, *paths}):
        found.update(_of(path))
    return found.hexdigest()


def recorded(suite: str, paths: Iterable[str]) -> bool:
    """Return whether a suite has passed on what it depends on as it is now."""
    return read().get(suite) == fingerprint(paths)


@cache
def read() -> Mapping[str, str]:
    """Return the fingerprints on which the suites have passed, by suite."""
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def write(passed: Mapping[str, str]) -> None:
    """Write the fingerprints on which suites have passed; others stay."""
    content = dict(sorted((read() | passed).items()))
    RECORD.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    read.cache_clear()


@cache
def _of(path: str) -> bytes:
    found = sha256()
    for file in _files(ROOT / path):
        found.update(f"{file.relative_to(ROOT).as_posix()}\n".encode())
        found.update(sha256(file.read_bytes()).digest())
    return found.digest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise FileNotFoundError(path)
    for each in sorted(path.rglob("*")):
        inside = each.relative_to(ROOT).parts
        if each.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(inside):
            yield each
