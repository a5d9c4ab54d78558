"""Build viva's wheel, and pack archives that depend on nothing but their files."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from viva.course.generate import ReleaseError

# The moment that wheels made by hatchling tell, too.
MOMENT = (2020, 2, 2, 0, 0, 0)
BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"


def build_wheel(project: Path) -> tuple[str, bytes]:
    """Build viva's wheel, and return its name and content.

    Raises
    ------
    ReleaseError
        If that fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", BUILD, folder], cwd=project, capture_output=True, text=True
        )
        wheels = list(Path(folder).glob("viva-*.whl"))
        if done.returncode or not wheels:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise ReleaseError(f"viva's wheel could not be built: {last}.")
        return wheels[0].name, wheels[0].read_bytes()


def packed(members: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """Return a zip file as bytes; the same files always make the same bytes.

    Parameters
    ----------
    members
        Contents by path.
    executable
        Those of them that can be run as programs.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(entry, members[name])
    return content.getvalue()
