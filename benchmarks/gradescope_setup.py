"""Time the set-up of viva's Gradescope zip beside that of otter-grader's own, and print both.

Gradescope does this once, when it builds the image. viva's ``setup.sh`` is run as it is, in a
folder of its own, with nothing cached. Of the stock ``setup.sh`` only the step that needs nothing
but the package registry is run: installing the packages of its ``environment.yml`` with pip. What
it does besides (Miniforge, a conda environment, Chromium) comes on top and is only listed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import yaml
from otter.generate import main as generate

from viva.course.layout import Course
from viva.export.gradescope_zip import export_gradescope
from viva.export.otter_assignment import export_otter

REPOSITORY = Path(__file__).parents[1]
NUMBER = "03"
HEAVY = ("Miniforge", "mamba env create", "playwright", "apt-get install")


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Run a command; give the seconds that it took."""
    start = time.monotonic()
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} failed:\n{done.stderr[-2000:]}")
    return time.monotonic() - start


def ours(root: Path) -> float:
    """Run the zip's ``setup.sh``."""
    course = Course(REPOSITORY)
    packed = export_gradescope(course, course.find(NUMBER), root / "dist")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(root / "autograder" / "source")
    environment = {"AUTOGRADER": str(root / "autograder"), "UV_CACHE_DIR": str(root / "cache")}
    script = root / "autograder" / "source" / "setup.sh"
    return timed(["bash", str(script)], environment | {"PIP_NO_CACHE_DIR": "1"})


def stock(root: Path) -> tuple[float, list[str]]:
    """Install what otter-grader's own zip lists for pip; give what it does besides."""
    course = Course(REPOSITORY)
    folder = export_otter(course, course.find(NUMBER), root / "otter") / "autograder"
    generate(
        tests_dir=str(folder / "tests"),
        output_path=str(root / "stock.zip"),
        config=str(folder / "otter_config.json"),
        no_requirements=True,
        no_environment=True,
    )
    with zipfile.ZipFile(root / "stock.zip") as archive:
        environment = yaml.safe_load(archive.read("environment.yml"))
        script = archive.read("setup.sh").decode()
    listed = environment["dependencies"]
    packages = [name for entry in listed if isinstance(entry, dict) for name in entry["pip"]]
    packages += [name for name in listed if isinstance(name, str) and "server" in name]
    subprocess.run([sys.executable, "-m", "venv", root / "stock"], check=True)
    pip = [str(root / "stock" / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    lines = [line.strip() for line in script.splitlines()]
    besides = [line for line in lines if any(word in line for word in HEAVY)]
    return timed([*pip, *packages], {"PIP_NO_CACHE_DIR": "1"}), besides


def main() -> None:
    """Print both times and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        mine = ours(root)
        print(f"viva's setup.sh, all of it:              {mine:6.0f} s", flush=True)
        theirs, besides = stock(root)
        print(f"stock setup.sh, its packages with pip:   {theirs:6.0f} s")
        print(f"ratio:                                   {theirs / mine:6.2f}")
        print("the stock one also runs:")
        for line in besides:
            print(f"  {line[:96]}")


if __name__ == "__main__":
    main()
