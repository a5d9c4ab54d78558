import gzip
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from viva.lab import mnist
from viva.lab.mnist import load_mnist, read_idx_folder

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "mnist"
# MNIST's own files: where the variable says, before the tests forget it, or beside the repository.
REAL = Path(os.environ.get(mnist.FOLDER_VARIABLE) or BESIDE)

needs_mnist = pytest.mark.skipif(
    not REAL.is_dir(),
    reason=f"needs MNIST's own files: set {mnist.FOLDER_VARIABLE} to their folder",
)


@pytest.fixture(autouse=True)
def nothing_on_this_computer(monkeypatch, tmp_path):
    monkeypatch.delenv(mnist.FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def write_idx(path, array, packed=False):
    head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    data = head + array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(data) if packed else data)


def write_part(folder, part, n, packed=False):
    pixels = np.arange(n * 784).reshape(n, 28, 28) % 256
    end = ".gz" if packed else ""
    write_idx(folder / f"{part}-images-idx3-ubyte{end}", pixels, packed)
    write_idx(folder / f"{part}-labels-idx1-ubyte{end}", np.arange(n) % 10, packed)
    return pixels


def like_openml():
    """Make something of the shape that fetch_openml gives."""
    pixels = np.random.default_rng(0).integers(0, 256, size=(70_000, 784), dtype=np.uint8)
    return pixels, np.arange(70_000) % 10


class Fetched:
    def __init__(self, pixels, digits):
        self.data, self.target = pixels, digits.astype(str)


class TestWithoutMnist:
    def test_images_are_drawn_and_it_is_said(self, capsys):
        images = load_mnist(download=False)
        assert images.source == "drawn"
        assert [len(part) for part in images[:4]] == [4800, 4800, 1200, 1200]
        assert set(images.y_train) == set(images.y_test) == set(range(10))
        said = capsys.readouterr().out
        assert "not on this computer" in said and "drawn to look like MNIST" in said

    def test_they_are_the_same_at_every_call(self):
        first, again = load_mnist(download=False), load_mnist(download=False)
        assert all(np.array_equal(a, b) for a, b in zip(first[:4], again[:4], strict=True))

    def test_offline_it_goes_on_at_once_with_a_clear_message(self, monkeypatch, capsys):
        monkeypatch.setattr(mnist, "OPENML", "http://127.0.0.1:9/")
        assert load_mnist().source == "drawn"
        assert "does not answer" in capsys.readouterr().out

    def test_a_network_that_says_nothing_is_not_waited_for(self, monkeypatch):
        monkeypatch.setattr(mnist, "SECONDS_TO_ANSWER", 0.2)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            monkeypatch.setattr(mnist, "OPENML", f"http://127.0.0.1:{silent.getsockname()[1]}/")
            # Whoever waits for it waits for ever.
            assert not mnist._reachable()

    def test_a_failed_download_is_told(self, monkeypatch, capsys):
        def fail(*_, **__):
            raise OSError("connection reset")

        monkeypatch.setattr(mnist, "_reachable", lambda: True)
        monkeypatch.setattr("sklearn.datasets.fetch_openml", fail)
        assert load_mnist().source == "drawn"
        assert "connection reset" in capsys.readouterr().out

    def test_the_lab_itself_needs_no_scikit_learn(self):
        code = "import sys, viva.lab, viva.lab.images; assert 'sklearn' not in sys.modules"
        subprocess.run([sys.executable, "-c", code], check=True)


class TestDownload:
    @pytest.fixture
    def openml(self, monkeypatch):
        """Stand for OpenML; gives what it was asked."""
        pixels, digits = like_openml()
        asked = []

        def fetch(name, **options):
            asked.append((name, options))
            (Path(options["data_home"]) / "half").write_bytes(bytes(1000))
            return Fetched(pixels, digits)

        digest = mnist.hashlib.sha256(pixels[-10_000:].tobytes()).hexdigest()
        monkeypatch.setattr(mnist, "TEST_SHA256", digest)
        monkeypatch.setattr(mnist, "_reachable", lambda: True)
        monkeypatch.setattr("sklearn.datasets.fetch_openml", fetch)
        monkeypatch.setattr("numpy.savez_compressed", np.savez)  # a second instead of many
        return pixels, asked

    def test_it_is_fetched_once_and_kept(self, openml, capsys):
        pixels, asked = openml
        images = load_mnist()
        assert images.source == "MNIST"
        assert [len(part) for part in images[:4]] == [60_000, 60_000, 10_000, 10_000]
        assert np.allclose(images.X_test[0] * 255, pixels[60_000], atol=1e-3)
        assert images.y_test[3] == 3 and images.X_train.dtype == np.float32
        assert asked[0][0] == "mnist_784" and asked[0][1]["version"] == 1
        again = load_mnist(download=False)
        assert again.source == "MNIST" and len(asked) == 1
        assert "from the cache" in capsys.readouterr().out
        # Nothing of the download itself is left.
        assert [path.name for path in mnist._cache_file().parent.iterdir()] == ["mnist.npz"]

    def test_what_is_not_mnist_is_refused(self, openml, monkeypatch, capsys):
        monkeypatch.setattr(mnist, "TEST_SHA256", "0" * 64)
        assert load_mnist().source == "drawn"
        assert "its checksum differs" in capsys.readouterr().out
        assert not mnist._cache_file().exists()

    def test_a_damaged_cache_is_fetched_again(self, openml):
        _, asked = openml
        load_mnist()
        content = mnist._cache_file().read_bytes()
        mnist._cache_file().write_bytes(content[: len(content) // 2])
        assert load_mnist(download=False).source == "drawn"
        assert load_mnist().source == "MNIST" and len(asked) == 2

    def test_a_bar_follows_the_growing_file(self, tmp_path, capsys):
        with mnist._progress(tmp_path):
            (tmp_path / "part").write_bytes(bytes(7_750_000))
            time.sleep(0.8)
        bar = capsys.readouterr().out
        assert "7.8 of about 15 MB" in bar and "█" * 15 + " " in bar


class TestFolder:
    @pytest.mark.parametrize("packed", [False, True])
    def test_both_parts(self, tmp_path, monkeypatch, packed, capsys):
        pixels = write_part(tmp_path, "train", 20, packed)
        write_part(tmp_path, "t10k", 10, packed)
        monkeypatch.setenv(mnist.FOLDER_VARIABLE, str(tmp_path))
        images = load_mnist()
        assert [len(part) for part in images[:4]] == [20, 20, 10, 10]
        assert np.allclose(images.X_train[3] * 255, pixels[3].ravel(), atol=1e-3)
        assert images.y_train[13] == 3 and images.source == "MNIST"
        assert mnist.FOLDER_VARIABLE in capsys.readouterr().out

    def test_one_part_is_divided(self, tmp_path):
        write_part(tmp_path, "t10k", 10)
        images = read_idx_folder(tmp_path)
        assert images.y_train.tolist() == list(range(7)) and images.y_test.tolist() == [7, 8, 9]

    def test_an_empty_folder_is_refused(self, tmp_path):
        with pytest.raises(ValueError, match="holds no MNIST"):
            read_idx_folder(tmp_path)

    @pytest.mark.parametrize("keep", [3, 100])
    def test_a_broken_file_is_refused(self, tmp_path, keep):
        write_part(tmp_path, "train", 5)
        path = tmp_path / "train-images-idx3-ubyte"
        path.write_bytes(path.read_bytes()[:keep])
        with pytest.raises(ValueError, match="not a complete IDX file"):
            read_idx_folder(tmp_path)

    def test_a_file_that_is_no_archive_is_refused(self, tmp_path):
        write_part(tmp_path, "train", 5, packed=True)
        (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"no archive")
        with pytest.raises(ValueError, match="cannot be read"):
            read_idx_folder(tmp_path)

    @needs_mnist
    def test_the_checksum_is_that_of_mnists_test_images(self):
        path = next(
            (p for p in REAL.glob("t10k-images-idx3-ubyte*")),
            None,
        )
        if path is None:
            pytest.skip("the folder has no t10k part")
        pixels = mnist._read_idx(path, 3)
        assert mnist.hashlib.sha256(pixels.tobytes()).hexdigest() == mnist.TEST_SHA256

    @needs_mnist
    def test_real_images_have_the_form_of_the_drawn_ones(self):
        real = read_idx_folder(REAL)
        drawn = load_mnist(download=False)
        assert real.X_train.shape[1] == drawn.X_train.shape[1] == 784
        assert real.X_train.dtype == drawn.X_train.dtype
        assert abs(real.X_train.mean() - drawn.X_train.mean()) < 0.05
        assert np.bincount(real.y_test).min() > 200
