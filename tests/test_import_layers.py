"""The import contracts of pyproject.toml hold, and each notices an import that breaks it."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
]
BREAKS = {
    "worker/limits.py": "import viva.grading.read",
    "report/words.py": "import viva.lab",
    "lab/data.py": "import click",
    "compare/numbers.py": "import matplotlib",
}


@pytest.fixture
def package(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignore = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(ROOT / "src" / "viva", tmp_path / "viva", ignore=ignore)


def lint(package):
    """Run the linter on a copy of the package, which is found before the installed one."""
    program = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo"],
        cwd=package.parent,
        capture_output=True,
        text=True,
    )


def verdicts(result, word):
    return re.findall(rf"^(.+) {word}$", result.stdout, re.MULTILINE)


def test_the_contracts_hold_as_make_lint_asks(package):
    result = lint(package)
    assert result.returncode == 0, result.stdout
    assert verdicts(result, "KEPT") == CONTRACTS


def test_each_contract_notices_an_import_that_breaks_it(package):
    for module, line in BREAKS.items():
        with (package / module).open("a") as file:
            file.write(f"\n{line}\n")
    (package / "attic").mkdir()
    (package / "attic" / "__init__.py").touch()
    result = lint(package)
    assert result.returncode == 1
    assert verdicts(result, "BROKEN") == CONTRACTS
    for module, line in BREAKS.items():
        importer = "viva." + module.removesuffix(".py").replace("/", ".")
        assert f"{importer} -> {line.removeprefix('import ')} " in result.stdout
    assert "The following modules are not listed as layers:\n\n- viva.attic\n" in result.stdout
