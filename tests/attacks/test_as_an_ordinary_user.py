"""The same attacks and broken files, and the same sandbox, where an ordinary user grades."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from ordinary import as_ordinary_user, problem
from recorded import EXAMS, LINE

ROOT = Path(__file__).parents[2]
# What they read, and what they enter that they do not import; None where commands are started.
CORPORA = {
    "tests/worker/test_world.py tests/worker/test_sandbox.py": ((), []),
    "tests/attacks/test_attacks.py": ((*LINE, *EXAMS), []),
    "tests/attacks/test_planted.py": ((), None),
    "tests/broken/test_broken.py": (LINE, []),
}


@pytest.mark.slow
@pytest.mark.skipif(bool(problem()), reason=problem() or "works")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "corpus",
    [
        pytest.param(
            name,
            marks=[
                pytest.mark.xdist_group(f"ordinary {name}"),
                pytest.mark.recorded(
                    f"ordinary user: {name}", *paths, *name.split(), enters=enters
                ),
            ],
        )
        for name, (paths, enters) in CORPORA.items()
    ],
)
def test_nothing_is_otherwise(corpus):
    # Not in pytest's own folder, which others may not enter.
    with tempfile.TemporaryDirectory(prefix="viva-ordinary-") as folder:
        Path(folder).chmod(0o755)
        run_as_ordinary_user(corpus, Path(folder) / "home")


def run_as_ordinary_user(corpus, home):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += ["--basetemp", str(home / "t"), "--whole", *corpus.split()]
    line = as_ordinary_user(command, home)
    done = subprocess.run(
        line, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"CI": ""}
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
