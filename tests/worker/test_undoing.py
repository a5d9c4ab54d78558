import os
import random

import numpy as np
import pytest

from viva.worker.undoing import undone


class Model:
    def __init__(self):
        self.weights = [1.0]


Model.__module__ = "__main__"


def test_names_mean_again_what_they_meant():
    names = {"kept": 1, "changed": [1], "removed": 2}
    with undone(names):
        names["changed"] = 3
        names["new"] = 4
        del names["removed"]
    assert names == {"kept": 1, "changed": [1], "removed": 2}


def test_what_lists_dicts_sets_arrays_and_objects_hold_is_restored_in_place():
    inner = [2]
    array = np.zeros(3)
    model = Model()
    names = {"l": [1, inner], "d": {"a": inner}, "s": {1}, "x": array, "t": (array,), "m": model}
    before = {name: id(value) for name, value in names.items()}
    with undone(names):
        names["l"].append(3)
        inner.clear()
        names["d"]["b"] = 1
        names["s"].add(2)
        array += 5
        model.weights[0] = 9.0
        model.other = 1
    assert names["l"] == [1, [2]] and names["l"][1] is inner and names["d"] == {"a": [2]}
    assert names["s"] == {1} and array.tolist() == [0, 0, 0]
    assert vars(model) == {"weights": [1.0]}
    assert {name: id(value) for name, value in names.items()} == before


def test_random_numbers_are_drawn_as_if_nobody_had_asked():
    generator = np.random.default_rng(1)
    random.seed(1)
    np.random.seed(1)
    expected = (random.random(), np.random.rand(), np.random.default_rng(1).random())
    random.seed(1)
    np.random.seed(1)
    with undone({"rng": generator}):
        random.random(), np.random.rand(), generator.random()
    assert (random.random(), np.random.rand(), generator.random()) == expected


def test_the_folder_and_the_settings_are_restored(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    with undone({}):
        os.chdir("other")
        os.environ["VIVA_NEW"] = "1"
    assert os.getcwd() == str(tmp_path)
    assert "VIVA_NEW" not in os.environ


def test_what_cannot_be_restored_is_no_error():
    frozen = np.zeros(2)
    frozen.flags.writeable = False
    names = {"f": frozen, "o": np.array([object()]), "loop": []}
    names["loop"].append(names["loop"])
    with pytest.raises(KeyError), undone(names):
        raise KeyError
    assert names["loop"][0] is names["loop"]
