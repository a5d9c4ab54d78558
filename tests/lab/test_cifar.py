import hashlib
import io
import os
import tarfile
from pathlib import Path

import numpy as np
import pytest

from viva.lab import cifar, cifar_files, download
from viva.lab.cifar import draw_cifar, fetch_cifar, load_cifar

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "cifar10"
# CIFAR's own files: where the variable says, before the tests forget it, or beside the repository.
REAL = Path(os.environ.get(cifar.FOLDER_VARIABLE) or BESIDE)

needs_cifar = pytest.mark.skipif(
    not REAL.is_dir(),
    reason=f"needs CIFAR-10's own files: set {cifar.FOLDER_VARIABLE} to their folder",
)


@pytest.fixture(autouse=True)
def nothing_on_this_computer(monkeypatch, tmp_path):
    monkeypatch.delenv(cifar.FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    # A set of six images in six batches is drawn as well as one of 2,400.
    monkeypatch.setattr(cifar, "DRAWN", 4)


def some_set(folder, n=3):
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(n)
    data, labels = rng.integers(0, 256, size=(6 * n, 3072)), rng.integers(10, size=6 * n)
    cifar_files.write_set(folder, data, labels, ["cat", "dog"])
    return data, labels


class TestDrawn:
    def test_it_is_drawn_once_and_kept(self, capsys):
        folder = Path(draw_cifar())
        assert cifar_files.is_set(folder) and folder.parent == cifar._cache()
        assert "20 to train on and 4 to test" in capsys.readouterr().out
        before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        assert draw_cifar() == str(folder)
        assert before == {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        # Nothing of the drawing itself is left.
        assert [path.name for path in folder.parent.iterdir()] == [folder.name]

    def test_what_is_missing_is_drawn_again(self):
        folder = Path(draw_cifar())
        whole = load_cifar(folder)
        (folder / "test_batch").unlink()
        again = load_cifar(draw_cifar())
        assert np.array_equal(again.data_test, whole.data_test)
        assert [path.name for path in folder.parent.iterdir()] == [folder.name]

    def test_without_a_cache_it_goes_elsewhere(self, monkeypatch, tmp_path):
        (tmp_path / "file").touch()
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr(cifar.tempfile, "tempdir", None)
        folder = Path(draw_cifar())
        assert cifar_files.is_set(folder) and folder.parent == tmp_path


class TestFetch:
    @pytest.fixture
    def archive(self, tmp_path, monkeypatch):
        """Stand for the page of CIFAR-10; what it hands out is at its address."""
        data, _ = some_set(tmp_path / "made")
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w:gz") as tar:
            tar.add(tmp_path / "made", arcname=cifar.FOLDER_IN_ARCHIVE)
        page = tmp_path / "page.tar.gz"
        page.write_bytes(content.getvalue())
        monkeypatch.setattr(cifar, "SIZE", page.stat().st_size)
        monkeypatch.setattr(cifar, "SHA256", hashlib.sha256(page.read_bytes()).hexdigest())
        monkeypatch.setattr(cifar, "URL", page.as_uri())
        # An address of a file has no status that could say that it resumes.
        monkeypatch.setattr(cifar.downloading, "answers", lambda url: True)
        return data

    def test_it_is_fetched_when_asked_for_and_kept(self, archive, capsys):
        assert fetch_cifar() is None
        assert "fetch_cifar(download=True) fetches it, 170 MB" in capsys.readouterr().out
        folder = fetch_cifar(download=True)
        found = load_cifar(folder)
        assert np.array_equal(found.data_train, archive[:15]) and found.names == ["cat", "dog"]
        assert [path.name for path in cifar._cache().iterdir()] == [cifar.FOLDER_IN_ARCHIVE]
        assert fetch_cifar() == folder
        assert "from the cache" in capsys.readouterr().out

    def test_what_is_not_cifar_is_refused(self, archive, monkeypatch, capsys):
        monkeypatch.setattr(cifar, "SHA256", "0" * 64)
        assert fetch_cifar(download=True) is None
        assert "checksum differs" in capsys.readouterr().out
        assert list(cifar._cache().iterdir()) == []

    def test_an_archive_without_a_file_is_told(self, archive, monkeypatch, capsys):
        monkeypatch.setattr(cifar, "FOLDER_IN_ARCHIVE", "another-folder")
        assert fetch_cifar(download=True) is None
        assert "could not be fetched" in capsys.readouterr().out

    def test_offline_it_says_so(self, monkeypatch, capsys):
        monkeypatch.setattr(cifar, "URL", "http://127.0.0.1:9/")
        assert fetch_cifar(download=True) is None
        assert "does not answer" in capsys.readouterr().out

    def test_a_broken_download_says_how_to_go_on(self, archive, monkeypatch, capsys):
        def stop(*_, **__):
            raise download.Incomplete("61 of 170 MB have come")

        monkeypatch.setattr(cifar.downloading, "fetch", stop)
        assert fetch_cifar(download=True) is None
        said = capsys.readouterr().out
        assert "61 of 170 MB have come. The next call fetches the rest" in said

    def test_a_named_folder_comes_first(self, monkeypatch, tmp_path, capsys):
        some_set(tmp_path / "mine")
        monkeypatch.setenv(cifar.FOLDER_VARIABLE, str(tmp_path / "mine"))
        assert fetch_cifar() == str(tmp_path / "mine")
        assert cifar.FOLDER_VARIABLE in capsys.readouterr().out

    def test_a_named_folder_without_the_files_is_refused(self, monkeypatch, tmp_path):
        monkeypatch.setenv(cifar.FOLDER_VARIABLE, str(tmp_path))
        with pytest.raises(ValueError, match="holds no CIFAR-10: it needs data_batch_1"):
            fetch_cifar()


class TestLoad:
    def test_the_parts_are_in_order_and_floats(self, tmp_path):
        data, labels = some_set(tmp_path)
        found = load_cifar(tmp_path)
        assert np.array_equal(found.data_train, data[:15]) and found.data_train.dtype == np.float32
        assert np.array_equal(found.data_test, data[15:])
        assert found.labels_train.tolist() == labels[:15].tolist()
        assert found.labels_test.dtype == np.int64 and found.names == ["cat", "dog"]

    def test_what_is_no_batch_is_named(self, tmp_path):
        some_set(tmp_path)
        (tmp_path / "data_batch_2").write_bytes((tmp_path / "batches.meta").read_bytes())
        with pytest.raises(ValueError, match="data_batch_2 is no batch of CIFAR-10"):
            load_cifar(tmp_path)

    @needs_cifar
    def test_real_images_have_the_form_of_the_drawn_ones(self):
        real = load_cifar(REAL)
        assert real.names[3] == "cat" and real.names[5] == "dog" and len(real.names) == 10
        assert real.data_train.shape == (len(real.labels_train), 3072)
        assert len(real.data_test) >= 1000 and set(real.labels_train) == set(range(10))
        assert real.data_train.min() >= 0 and real.data_train.max() <= 255


def test_the_address_of_cifar_10_and_its_checksum():
    assert cifar.URL.endswith("/cifar-10-python.tar.gz") and cifar.SIZE == 170_498_071
    assert len(cifar.SHA256) == 64
