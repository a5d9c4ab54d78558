"""Files as a student may hand them in, each of which leaves a trace where it is run."""

import sys
from importlib.metadata import packages_distributions
from pathlib import Path

TRACE = """import os, sys
with open({trace!r}, "a") as file:
    file.write(f"{name} ran in {{sys.argv[:1]}}, {{os.getcwd()}}\\n")
"""
SETTINGS = (
    *("sitecustomize.py", "usercustomize.py", "conftest.py", "setup.py", "viva.py", "noxfile.py"),
    *("nbgrader_config.py", "jupyter_config.py", "jupyter_server_config.py", "ipython_config.py"),
    *("jupyter_nbconvert_config.py", "matplotlib_backend.py", "dask_setup.py"),
)


def plant(folder: Path, trace: Path) -> None:
    """Write a file for every module that could be imported, and for what programs read."""
    tops = {
        name for name in (*sys.stdlib_module_names, *packages_distributions()) if "." not in name
    }
    names = {f"{name}.py" for name in tops if name.isidentifier()} | set(SETTINGS)
    for name in names:
        text = TRACE.format(trace=str(trace), name=name)
        (folder / name).write_text(f"{text}raise ImportError('planted')\n")
    (folder / "planted.pth").write_text("import viva_planted\n")
    (folder / "matplotlibrc").write_text("backend: module://matplotlib_backend\nfont.size: 77\n")
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '-p planted'\n")
    (folder / "setup.cfg").write_text("[tool:pytest]\naddopts = -p planted\n")
    (folder / "nbgrader_config.json").write_text('{"CourseDirectory": {"root": "/"}}')
    (folder / "source").mkdir()
    (folder / ".env").write_text("PYTHONPATH=.\n")
    for name in ("bwrap", "setpriv", "git", "env", "alembic"):
        (folder / name).write_text(f"#!/bin/sh\necho {name} ran >> '{trace}'\n")
        (folder / name).chmod(0o755)
