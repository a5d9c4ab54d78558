import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed")


def test_dask_finds_that_nannies_are_to_import_it():
    text = "import dask.config, distributed; print(dask.config.get('distributed.nanny.preload'))"
    done = subprocess.run([sys.executable, "-I", "-c", text], capture_output=True, text=True)
    assert done.stdout.strip() == "['viva.classroom.dask_nanny']"


def test_it_keeps_what_they_start_from_searching_the_folder():
    text = "import viva.classroom.dask_nanny, os; print(os.environ['PYTHONSAFEPATH'])"
    done = subprocess.run([sys.executable, "-I", "-c", text], capture_output=True, text=True)
    assert done.stdout.strip() == "1"


def test_the_command_dask_imports_it():
    program = Path(sys.executable).with_name("dask")
    done = subprocess.run([program, "viva"], capture_output=True, text=True)
    assert done.stdout.startswith("dask worker tcp://")
