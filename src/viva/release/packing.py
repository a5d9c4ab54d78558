"""Build viva's wheel, and pack archives that depend on nothing but their files."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

import viva
from viva.course.generate import ReleaseError

DISTRIBUTION = "viva-autograder"
ITSELF = re.compile(rf"{DISTRIBUTION}(?![\w.-])", re.I)
# What a wheel itself has in its folder of metadata.
INFO = re.compile(r"/(?:METADATA|WHEEL|entry_points\.txt|licenses/.*)\Z")
OUTSIDE = re.compile(r"(?:\.\./)+((?:etc|share)/.*)")
TEMPLATES = "viva/authoring/templates/"
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
            [sys.executable, "-I", "-c", BUILD, folder], cwd=project, capture_output=True, text=True
        )
        wheels = list(Path(folder).glob("viva_autograder-*.whl"))
        if done.returncode or not wheels:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise ReleaseError(f"viva's wheel could not be built: {last}.")
        return wheels[0].name, wheels[0].read_bytes()


def project_folder() -> Path | None:
    """Return the repository that viva runs from; None where it is installed from a wheel."""
    folder = Path(viva.__file__).resolve().parents[2]
    return folder if (folder / "pyproject.toml").is_file() else None


def viva_wheel() -> tuple[str, bytes]:
    """Return the name and the content of viva's wheel: built, or made of what is installed.

    Raises
    ------
    ReleaseError
        If it can be neither.
    """
    project = project_folder()
    return build_wheel(project) if project is not None else installed_wheel()


def installed_wheel() -> tuple[str, bytes]:
    """Return the wheel from which viva was installed, made again of its files.

    Raises
    ------
    ReleaseError
        If it is not known which files those are.
    """
    try:
        distribution = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        raise ReleaseError(f"{DISTRIBUTION} is not installed: install it with pip.") from None
    stem = f"{DISTRIBUTION.replace('-', '_')}-{distribution.version}"
    info, data = f"{stem}.dist-info", f"{stem}.data/data"
    members: dict[str, bytes] = {}
    for file in distribution.files or ():
        path = file.as_posix()
        if path.endswith(".pyc") or "/bin/" in path or "/Scripts/" in path:
            continue
        if path.startswith(f"{info}/") and not INFO.search(path):
            continue
        outside = OUTSIDE.match(path)
        if path.startswith("..") and outside is None:
            continue
        place = f"{data}/{outside[1]}" if outside is not None else path
        try:
            members[place] = Path(str(file.locate())).read_bytes()
        except OSError as error:
            raise ReleaseError(f"A file of {DISTRIBUTION} cannot be read: {error}.") from error
    if f"{info}/WHEEL" not in members:
        raise ReleaseError(
            f"It is not known which files are {DISTRIBUTION}'s: install it from a wheel, with pip "
            "or uv."
        )
    return f"{stem}-py3-none-any.whl", packed(recorded(members, f"{info}/RECORD"))


def students_wheel() -> tuple[str, bytes]:
    """Return viva's wheel without what new courses begin with: an exam may be made of it.

    Raises
    ------
    ReleaseError
        If there is none; see `viva_wheel`.
    """
    name, content = viva_wheel()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {
            each: archive.read(each)
            for each in archive.namelist()
            if not each.startswith(TEMPLATES) and not each.endswith("/RECORD")
        }
    info = next(each for each in members if each.endswith("/WHEEL")).removesuffix("/WHEEL")
    return name, packed(recorded(members, f"{info}/RECORD"))


def recorded(members: Mapping[str, bytes], record: str) -> dict[str, bytes]:
    """Return the files of a wheel with the list of them, which stands in `record`."""
    lines = [f"{name},{record_of(members[name])}" for name in sorted(members)]
    return {**members, record: "\n".join([*lines, f"{record},,", ""]).encode()}


def record_of(content: bytes) -> str:
    """Return what a wheel's list of files says of one: its hash and its size."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"sha256={digest},{len(content)}"


def without_viva(requirements: bytes) -> bytes:
    """Return a list of packages without viva itself, whose wheel comes along."""
    kept = []
    within = False
    for line in requirements.decode("utf-8").splitlines(keepends=True):
        # Its hashes stand in the lines below it, which go on from one that ends with a backslash.
        within = within or bool(ITSELF.match(line))
        if not within:
            kept.append(line)
        within = within and line.rstrip().endswith("\\")
    return "".join(kept).encode()


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
