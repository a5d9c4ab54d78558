"""CIFAR-10: 60,000 small photographs of ten classes; and a drawn set in the same files.

The drawn set costs no network and little time. The real one comes from a folder, from the cache
of an earlier download, or, when it is asked for, from the page of its makers.
"""

from __future__ import annotations

import contextlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from viva.lab import download as downloading
from viva.lab.cifar_files import FILES, META_FILE, TEST_FILE, TRAINING_FILES, is_set, write_set
from viva.lab.drawn_shapes import SHAPES, draw_like_cifar
from viva.lab.plain_pickle import read_pickle

FOLDER_VARIABLE = "VIVA_CIFAR_FOLDER"
URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
ARCHIVE = "cifar-10-python.tar.gz"
FOLDER_IN_ARCHIVE = "cifar-10-batches-py"
SIZE = 170_498_071
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
# Of the drawn set: images in each of its six batches, and the seed.
DRAWN, SEED = 400, 8
DRAWN_FOLDER = "cifar-drawn-1"


class ColourImages(NamedTuple):
    """Images of ten classes, one a row, in two parts.

    Attributes
    ----------
    data_train, data_test
        Pixels from 0 to 255, float32, shapes (N, 3072): all red values, all green, all blue.
    labels_train, labels_test
        The classes, int64, shapes (N,).
    names
        What the classes are called.
    """

    data_train: np.ndarray
    labels_train: np.ndarray
    data_test: np.ndarray
    labels_test: np.ndarray
    names: list[str]


def draw_cifar() -> str:
    """Draw images of shapes into files of CIFAR's format, once; and say where they are.

    Returns
    -------
    folder
        Holds ``data_batch_1`` to ``data_batch_5``, ``test_batch`` and ``batches.meta``, with 400
        images in each batch, the same on every computer.
    """
    folder = _cache() / DRAWN_FOLDER
    if not is_set(folder):
        folder = _draw_into(folder)
    print(f"Drawn images in CIFAR's format: {5 * DRAWN:,} to train on and {DRAWN} to test, in")
    print(folder)
    return str(folder)


def _draw_into(folder: Path) -> Path:
    """Draw the set into a folder that is not whole yet, or into another if that cannot be."""
    X, y = draw_like_cifar(6 * DRAWN, np.random.default_rng(SEED))
    try:
        with _beside(folder) as fresh:
            write_set(fresh, X, y, SHAPES)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="cifar-drawn-"))
        write_set(folder, X, y, SHAPES)
    return folder


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Yield a new folder, whose files move into `folder` when all of them are written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        fresh = Path(place)
        yield fresh
        folder.mkdir(exist_ok=True)
        # What is there may not be whole.
        for name in FILES:
            (fresh / name).replace(folder / name)


def fetch_cifar(*, download: bool = False) -> str | None:
    """Find the real CIFAR-10, or fetch it if that is asked for; say in one line what came of it.

    The environment variable ``VIVA_CIFAR_FOLDER`` may name a folder with the seven files.
    Otherwise they are fetched once, 170 MB, and kept in the user's cache folder. A download that
    was broken off goes on where it stopped.

    Parameters
    ----------
    download
        Whether to ask the network. False takes what is on this computer.

    Returns
    -------
    folder
        Where the files are; None if CIFAR-10 cannot be had.

    Raises
    ------
    ValueError
        If ``VIVA_CIFAR_FOLDER`` names a folder without these files.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        if not is_set(Path(named)):
            raise ValueError(f"{named} holds no CIFAR-10: it needs {', '.join(FILES)}.")
        print(f"CIFAR-10: from the folder that {FOLDER_VARIABLE} names.")
        return named
    folder = _cache() / FOLDER_IN_ARCHIVE
    if is_set(folder):
        print("CIFAR-10: from the cache.")
        return str(folder)
    if not download:
        print("CIFAR-10 is not on this computer. fetch_cifar(download=True) fetches it, 170 MB.")
        return None
    if not downloading.answers(URL):
        print(
            "cs.toronto.edu, which provides CIFAR-10, does not answer. "
            "The notebook works without it; try again when you are online."
        )
        return None
    try:
        _download(folder)
    except downloading.Incomplete as error:
        print(f"The download of CIFAR-10 has stopped: {error}. The next call fetches the rest.")
        return None
    except (OSError, ValueError, tarfile.TarError) as error:
        print(f"CIFAR-10 could not be fetched ({' '.join(str(error).split())[:120]}).")
        return None
    print(f"CIFAR-10: fetched to {folder}.")
    return str(folder)


def _download(folder: Path) -> None:
    """Fetch the archive, check it, and take the seven files out of it.

    Raises
    ------
    OSError, ValueError, tarfile.TarError
        As the network, the disk and the archive have it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    archive = folder.parent / ARCHIVE
    downloading.fetch(URL, archive, size=SIZE, sha256=SHA256, name="CIFAR-10")
    with tarfile.open(archive) as tar, _beside(folder) as fresh:
        names = tar.getnames()
        for name in FILES:
            inside = f"{FOLDER_IN_ARCHIVE}/{name}"
            member = tar.extractfile(inside) if inside in names else None
            if member is None:
                raise ValueError(f"the archive has no file {name}")
            (fresh / name).write_bytes(member.read())
    archive.unlink()


def load_cifar(folder: str | os.PathLike[str]) -> ColourImages:
    """Read a folder of CIFAR's files: five batches to train on, and one to test.

    Raises
    ------
    ValueError
        If a file is not what its name says.
    OSError
        If a file is missing or cannot be read.
    """
    place = Path(folder)
    batches = [_batch(place / name) for name in (*TRAINING_FILES, TEST_FILE)]
    train = [np.concatenate(parts) for parts in zip(*batches[:-1], strict=True)]
    meta = read_pickle(place / META_FILE)
    names = [name.decode("latin-1") for name in meta[b"label_names"]]
    return ColourImages(train[0], train[1], *batches[-1], names)


def _batch(path: Path) -> tuple[np.ndarray, np.ndarray]:
    batch = read_pickle(path)
    try:
        data, labels = batch[b"data"], np.array(batch[b"labels"], dtype=np.int64)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no batch of CIFAR-10.") from error
    return data.astype(np.float32), labels


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "viva"
