"""Build the documentation as `make docs` does, in another folder."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What the site is made of, and what it links to.
SITE = (
    *("docs", "release", "deploy", "ci", "benchmarks", ".github", "Makefile", "Dockerfile"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"),
    *("requirements-docs.txt", "tools", "source"),
)
SPHINX = ROOT / ".venv" / "docs" / "bin" / "sphinx-build"


def options() -> list[str]:
    """Return the options with which the Makefile calls Sphinx."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^SPHINX := \S+ (.*)$", text, re.MULTILINE)
    assert found is not None
    return found[1].split()


def build(repository: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a repository; what Sphinx says is in the answer."""
    return subprocess.run(
        [SPHINX, *options(), "-d", into.with_name("doctrees"), ".", into],
        cwd=repository,
        capture_output=True,
        text=True,
    )


def built(folder: Path) -> Path:
    """Return the site, built in a folder; skip the test where its tools are not installed."""
    if not SPHINX.is_file():
        reason = "the documentation's tools are not installed: make .venv/docs/ready"
        # In CI the project's own set-up must have installed them.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    done = build(ROOT, folder / "site")
    assert done.returncode == 0, done.stderr
    return folder / "site"
