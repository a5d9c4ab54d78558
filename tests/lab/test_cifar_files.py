import pickle
import pickletools

import numpy as np
import pytest

from viva.lab import cifar_files
from viva.lab.plain_pickle import read_pickle


def some_batch(n=300):
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, size=(n, 3072), dtype=np.uint8), (np.arange(n) * 7 % 10).tolist()


@pytest.mark.parametrize(("encoding", "turn"), [("bytes", str.encode), ("latin1", str)])
def test_python_reads_a_batch_as_it_reads_those_of_python_2(encoding, turn):
    data, labels = some_batch()
    content = cifar_files.batch_bytes(data, labels, "training batch 1 of 5")
    found = pickle.loads(content, encoding=encoding)
    assert list(found) == [turn(key) for key in ("batch_label", "labels", "data", "filenames")]
    assert found[turn("batch_label")] == turn("training batch 1 of 5")
    assert found[turn("labels")] == labels and type(found[turn("labels")]) is list
    assert np.array_equal(found[turn("data")], data) and found[turn("data")].dtype == np.uint8
    assert len(found[turn("filenames")]) == 300


def test_the_file_is_one_of_python_2():
    content = cifar_files.batch_bytes(*some_batch(2))
    names = {op.name for op, *_ in pickletools.genops(content)}
    assert {"PROTO", "SHORT_BINSTRING", "BINSTRING", "GLOBAL"} <= names
    assert not any("UNICODE" in name or "BINBYTES" in name for name in names)


def test_a_set_of_six_batches(tmp_path):
    data, labels = some_batch(18)
    assert not cifar_files.is_set(tmp_path)
    cifar_files.write_set(tmp_path, data, np.array(labels), ["a", "b"])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(cifar_files.FILES)
    assert cifar_files.is_set(tmp_path)
    third = read_pickle(tmp_path / "data_batch_3")
    assert np.array_equal(third[b"data"], data[6:9]) and third[b"labels"] == labels[6:9]
    assert read_pickle(tmp_path / "test_batch")[b"batch_label"] == b"testing batch 1 of 1"
    meta = read_pickle(tmp_path / "batches.meta")
    assert meta == {b"num_cases_per_batch": 3, b"label_names": [b"a", b"b"], b"num_vis": 3072}
