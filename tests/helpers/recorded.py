"""Which long tests have passed on all that they depend on; docs/suites.json says so.

``pytest --record`` runs them whatever it says, and writes it. A test is marked with the name of its
suite, and with the files and folders of this repository that it depends on besides `ALWAYS`::

    @pytest.mark.recorded("examples", "docs", enters=["commands.new"])

Its own file, and what that imports of tests/, count by themselves. Of `src/viva` everything counts;
or with `enters` what these modules import, and what the files of tests import. They name what the
suite starts otherwise: commands, and classes that nbgrader or Jupyter load by their names.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs" / "suites.json"
SOURCE = "src/viva"
ALWAYS = (
    "etc",
    "share",
    "tests/helpers",
    "tests/conftest.py",
    "pyproject.toml",
    "requirements-dev.txt",
    "nbgrader_config.py",
)
# Where a test's imports are looked for; see pyproject.toml.
PLACES = ("tests", "tests/helpers", "tests/broken")
# Notebook 01 and its exam, by which attacks and broken submissions are graded.
LINE = (
    "source/01_perceptron_line",
    "release/01_perceptron_line",
    "tests/hidden/perceptron_line",
)
# Nothing of any exam may be in what an attack brings out.
EXAMS = ("source", "tests/hidden")
# What tests are skipped without.
PROGRAMS = ("bwrap", "chromium", "git", "node", "setpriv")
PACKAGES = ("distributed", "psycopg2", "torch")


def needs(test: Path, paths: Sequence[str], enters: Iterable[str] | None) -> tuple[str, ...]:
    """Return the files and folders that a test depends on, `ALWAYS` among them.

    Parameters
    ----------
    test
        Its file.
    paths, enters
        What its mark names.
    """
    tests = [test, *(ROOT / path for path in paths if re.fullmatch(r"tests/.*\.py", path))]
    files = {each for file in tests for each in imported(file)[0]}
    modules = {each for file in tests for each in imported(file)[1]}
    files |= {each for up in test.parents for each in [up / "conftest.py"] if each.exists()}
    ours = {file.relative_to(ROOT).as_posix() for file in files if file.is_relative_to(ROOT)}
    entered = {SOURCE}
    if enters is not None:
        named = {f"viva.{each}" for each in enters}
        if unknown := named - graph_of_imports().modules:
            raise ModuleNotFoundError(f"There is no {min(unknown)}: see {test}.")
        entered = reached(modules | named)
    return tuple(sorted({*ALWAYS, *paths, *ours, *entered}))


def fingerprint(paths: Iterable[str]) -> str:
    """Return a fingerprint of files and folders, and of what kind of machine this is.

    Raises
    ------
    FileNotFoundError
        If one of the paths does not exist.
    """
    found = sha256(machine().encode())
    for path in paths:
        found.update(_of(path))
    return found.hexdigest()


def recorded(suite: str, found: str) -> bool:
    """Return whether a suite has passed on what has this fingerprint."""
    return read().get(suite) == found


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
def machine() -> str:
    """Return what of this machine decides which tests run, and what they meet."""
    from viva.worker.sandbox import sandbox_problem, worlds_work

    bubblewrap = shutil.which("bwrap")
    version = [bubblewrap, "--version"]
    server = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = {
        "python": sys.version_info[:2],
        "system": [platform.system(), platform.machine()],
        "root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "sandbox": not sandbox_problem(),
        "worlds": worlds_work(),
        "bubblewrap": bubblewrap and subprocess.run(version, capture_output=True).stdout.decode(),
        "programs": [name for name in PROGRAMS if shutil.which(name)],
        "postgresql": bool(server),
        "packages": [name for name in PACKAGES if importlib.util.find_spec(name)],
    }
    return json.dumps(found)


@cache
def imported(file: Path) -> tuple[frozenset[Path], frozenset[str]]:
    """Return the files of tests that a test imports, with itself, and the modules of viva."""
    files, modules, waiting = set(), set(), [file]
    while waiting:
        file = waiting.pop()
        if file in files:
            continue
        files.add(file)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            modules |= {name for name in names if name.partition(".")[0] == "viva"}
            places = [ROOT / place / f"{n.replace('.', '/')}.py" for n in names for place in PLACES]
            waiting += [place for place in places if place.is_file()]
    return frozenset(files), frozenset(modules)


def reached(modules: Iterable[str]) -> set[str]:
    """Return the parts of src/viva that modules of it are in, or import, lazily or not."""
    parts, waiting = imports(), [*map(_part, modules), f"{SOURCE}/__init__.py"]
    found: set[str] = set()
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += parts.get(part, ())
    return found


@cache
def graph_of_imports() -> Any:
    """Return the graph of what modules of viva import."""
    import grimp

    return grimp.build_graph("viva", cache_dir=None)


@cache
def imports() -> Mapping[str, set[str]]:
    """Return what each part of src/viva imports, or names in quotes to have it imported.

    A part is a package below viva, a command, or a module beside the packages.
    """
    graph = graph_of_imports()
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        names = graph.find_modules_directly_imported_by(module)
        path = ROOT / SOURCE / "/".join(module.split(".")[1:])
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        names |= set(re.findall(r"""["'](viva(?:\.\w+)+)""", file.read_text(encoding="utf-8")))
        found.setdefault(_part(module), set()).update(map(_part, names))
    return found


def _part(module: str) -> str:
    """Return the file or folder of the part of src/viva that holds a module, or a name in it."""
    first, _, rest = module.removeprefix("viva").removeprefix(".").partition(".")
    places = [f"{first}.py", first] if first else []
    if first == "commands":
        places = [f"commands/{rest.partition('.')[0]}.py", "commands/__init__.py"]
    found = [place for place in places if (ROOT / SOURCE / place).exists()]
    return f"{SOURCE}/{[*found, '__init__.py'][0]}"


def not_covered(opened: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Return which of these files are in this repository, in none of the paths, and no product."""
    found = set()
    for name in opened:
        file = Path(name)
        if file.parent.name == "__pycache__":
            file = file.parents[1] / f"{file.name.partition('.')[0]}.py"
        if file.is_relative_to(ROOT) and file.is_file():
            found.add(file.relative_to(ROOT))
    covered = [Path(path) for path in paths]
    return sorted(
        file.as_posix()
        for file in found
        if not (file.parts[0].startswith(".") and file.parts[0] not in (".github", ".ci"))
        and file.parts[0] != "build"
        and not any(file.is_relative_to(path) for path in covered)
    )


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
        product = each == RECORD or {"__pycache__", ".ipynb_checkpoints"} & set(inside)
        if each.is_file() and not product:
            yield each
