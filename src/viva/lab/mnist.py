"""MNIST: 70,000 images of handwritten digits; and, where it cannot be had, images of its form.

The images come from a folder with MNIST's own files, from the cache of an earlier download, or
from OpenML through scikit-learn. Without a network they are drawn, so that a notebook goes on in
any case.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import importlib.util
import os
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from viva.lab.download import answers
from viva.lab.drawn_digits import SIDE, draw_like_mnist, small_digits

FOLDER_VARIABLE = "VIVA_MNIST_FOLDER"
OPENML = "https://www.openml.org/"
N_TEST = 10_000
# Of the pixels of the 10,000 test images, one byte each, in MNIST's order.
TEST_SHA256 = "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"
DOWNLOAD_BYTES = 15_500_000
SECONDS_TO_ANSWER = 4.0
# How many images are drawn where MNIST cannot be had.
DRAWN = (4_800, 1_200)


class Images(NamedTuple):
    """Images of digits, one a row, in two parts.

    Attributes
    ----------
    X_train, X_test
        Pixels from 0 (paper) to 1 (ink), float32, shapes (N, 784); row by row of 28×28.
    y_train, y_test
        The digits, int64, shapes (N,).
    source
        Where they come from: ``"MNIST"`` or ``"drawn"``.
    """

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    source: str


def load_mnist(*, download: bool = True) -> Images:
    """Load MNIST, or draw images of its form where it cannot be had; say which in one line.

    The environment variable ``VIVA_MNIST_FOLDER`` may name a folder with MNIST's own files
    (``train-images-idx3-ubyte`` and so on, as they are or with ``.gz``). Otherwise MNIST is
    downloaded once, about 15 MB, and kept in the user's cache folder.

    Parameters
    ----------
    download
        Whether to ask the network. False takes what is on this computer.

    Returns
    -------
    Images
        MNIST's 60,000 and 10,000 images; or 4,800 and 1,200 drawn ones, the same at every call.

    Raises
    ------
    ValueError
        If ``VIVA_MNIST_FOLDER`` names a folder without these files, or with broken ones.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        images = read_idx_folder(Path(named))
        print(f"MNIST: {_sizes(images)}, from the folder that {FOLDER_VARIABLE} names.")
        return images
    kept = _cached()
    if kept is not None:
        print(f"MNIST: {_sizes(kept)}, from the cache.")
        return kept
    if not download:
        return _drawn("MNIST is not on this computer.")
    if not _reachable():
        return _drawn("openml.org, which provides MNIST, does not answer.")
    from http.client import HTTPException

    try:
        images = _download()
    except (OSError, ValueError, HTTPException, ImportError) as error:
        return _drawn(f"MNIST could not be downloaded ({' '.join(str(error).split())[:120]}).")
    print(f"MNIST: {_sizes(images)}, downloaded to {_cache_file().parent}.")
    return images


def _drawn(reason: str) -> Images:
    """Draw both parts, from different small digits, and say why."""
    rng = np.random.default_rng(28)
    small, labels = small_digits()
    first, rest = np.split(rng.permutation(len(small)), [len(small) * 4 // 5])
    train = draw_like_mnist(DRAWN[0], rng, digits=(small[first], labels[first]))
    test = draw_like_mnist(DRAWN[1], rng, digits=(small[rest], labels[rest]))
    images = Images(*train, *test, "drawn")
    print(f"{reason} The notebook continues with {_sizes(images)}, drawn to look like MNIST.")
    return images


def _sizes(images: Images) -> str:
    return f"{len(images.X_train):,} training images and {len(images.X_test):,} test images"


def read_idx_folder(folder: Path) -> Images:
    """Read MNIST's own files.

    Where a folder holds only one of the two parts, its last three tenths become the test part.

    Parameters
    ----------
    folder
        Holds ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte`` and the same with
        ``t10k``, or one of the two pairs; each as it is or with ``.gz``.

    Raises
    ------
    ValueError
        If neither pair is there, or a file is not what its name says.
    """
    pairs = []
    for part in ("train", "t10k"):
        names = (f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte")
        paths = [path for name in names for path in (folder / name, folder / f"{name}.gz")]
        found = [path for path in paths if path.is_file()]
        if len({path.name.removesuffix(".gz") for path in found}) == 2:
            pairs.append((_read_idx(found[0], 3), _read_idx(found[-1], 1)))
    if not pairs:
        raise ValueError(
            f"{folder} holds no MNIST: it needs train-images-idx3-ubyte and "
            "train-labels-idx1-ubyte, or the same with t10k (with or without .gz)."
        )
    if len(pairs) == 1:
        pixels, digits = pairs[0]
        end = len(digits) * 7 // 10
        pairs = [(pixels[:end], digits[:end]), (pixels[end:], digits[end:])]
    return _images(*pairs[0], *pairs[1])


def _read_idx(path: Path, axes: int) -> np.ndarray:
    """Read a file of the IDX format: two zeros, type 8 (bytes), the number of axes, their sizes."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    start = 4 + 4 * axes
    shape = np.frombuffer(data[4:start], ">u4").astype(int) if len(data) >= start else [-1]
    if data[:4] != bytes([0, 0, 8, axes]) or len(data) - start != np.prod(shape):
        raise ValueError(f"{path} is not a complete IDX file with {axes} axes.")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def _images(
    train: np.ndarray, train_digits: np.ndarray, test: np.ndarray, test_digits: np.ndarray
) -> Images:
    def scaled(pixels: np.ndarray) -> np.ndarray:
        return pixels.reshape(len(pixels), -1).astype(np.float32) / 255

    return Images(
        scaled(train),
        train_digits.astype(np.int64),
        scaled(test),
        test_digits.astype(np.int64),
        source="MNIST",
    )


def _reachable() -> bool:
    """Return within seconds whether OpenML answers."""
    return answers(OPENML, SECONDS_TO_ANSWER)


def _download() -> Images:
    """Fetch MNIST through scikit-learn, check it, and keep it in the cache.

    Raises
    ------
    OSError, ValueError, HTTPException, ImportError
        As the network or scikit-learn have it; ValueError if what came is not MNIST.
    """
    from sklearn.datasets import fetch_openml

    folder = _cache_file().parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as raw:
        parser = "pandas" if importlib.util.find_spec("pandas") else "liac-arff"
        with _progress(Path(raw)):
            fetched = fetch_openml(
                "mnist_784", version=1, as_frame=False, parser=parser, data_home=raw
            )
        pixels = np.asarray(fetched.data).astype(np.uint8)
        digits = np.asarray(fetched.target).astype(np.uint8)
        _require_mnist(pixels, digits)
        fresh = Path(raw) / "mnist.npz"
        np.savez_compressed(fresh, pixels=pixels, digits=digits)
        fresh.replace(_cache_file())
    return _parted(pixels, digits)


def _require_mnist(pixels: np.ndarray, digits: np.ndarray) -> None:
    right_shape = pixels.shape == (70_000, SIDE * SIDE) and digits.shape == (70_000,)
    if not right_shape or hashlib.sha256(pixels[-N_TEST:].tobytes()).hexdigest() != TEST_SHA256:
        raise ValueError("the download is not MNIST: its checksum differs")


def _parted(pixels: np.ndarray, digits: np.ndarray) -> Images:
    return _images(pixels[:-N_TEST], digits[:-N_TEST], pixels[-N_TEST:], digits[-N_TEST:])


def _cached() -> Images | None:
    """Read what an earlier download has kept; None if nothing is there, or it is damaged."""
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with np.load(_cache_file()) as kept:
            pixels, digits = kept["pixels"], kept["digits"]
        _require_mnist(pixels, digits)
        return _parted(pixels, digits)
    return None


def _cache_file() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "viva" / "mnist.npz"


@contextlib.contextmanager
def _progress(folder: Path) -> Iterator[None]:
    """Draw a bar that follows how the files in `folder` grow, which fetch_openml does not tell."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.3):
            with contextlib.suppress(OSError):
                size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
                share = min(size / DOWNLOAD_BYTES, 1.0)
                step = "unpacking" if share == 1 else f"{size / 1e6:.1f} of about 15 MB"
                bar = "█" * round(30 * share)
                print(f"\rMNIST |{bar:<30}| {step:<24}", end="", flush=True)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        print()
