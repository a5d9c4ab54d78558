import io
import json
import zipfile

import pytest
from full_exam import full_course

from viva.certify.certify import Trial, trial_notebook
from viva.course import candidates as module
from viva.course.bundle import make_bundle
from viva.course.candidates import Candidates, may_hide_a_notebook
from viva.course.listing import Found, Listing


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    return make_bundle(full_course(tmp_path_factory.mktemp("course"))[1])


def found(name, data):
    return Found(name, len(data), lambda limit: data)


def listing(**files):
    return Listing([found(name.replace("__", "."), data) for name, data in sorted(files.items())])


def nested(data, times):
    for _ in range(times):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("warm_up.ipynb" if data[:1] == b"{" else "in.zip", data)
        data = packed.getvalue()
    return data


def test_nothing_is_read_where_nothing_else_can_be_the_notebook(bundle):
    files = listing(data__csv=b"", warm_up__ipynb=b"")
    candidates = Candidates(bundle, files)
    candidates.work_of = None
    assert candidates.best().found is files.files[1]


def test_of_names_alike_the_one_that_answers_most_counts(bundle):
    solved, blank = (trial_notebook(bundle, Trial(kind)) for kind in ("solution", "blank"))
    files = Listing(
        [
            found("a/warm_up.ipynb", blank),
            found("b/WARM_UP.ipynb", solved),
            found("draft.ipynb", solved),
            found("warm_up.ipynb", blank),
        ]
    )
    assert Candidates(bundle, files).best().found.name == "b/WARM_UP.ipynb"


def test_archives_are_opened_as_deep_as_people_nest_them_and_no_deeper(bundle):
    data = trial_notebook(bundle, Trial("solution"))
    for times in (1, module.MAX_NESTED):
        best = Candidates(bundle, listing(a__zip=nested(data, times))).best()
        assert best.read() == data and best.archive == "a.zip"
    deeper = listing(a__zip=nested(data, module.MAX_NESTED + 1))
    assert Candidates(bundle, deeper).best() is None


def test_what_is_read_to_find_a_notebook_is_bounded(bundle, monkeypatch):
    data = trial_notebook(bundle, Trial("solution"))
    monkeypatch.setattr(module, "MAX_LOOKED_AT_BYTES", len(nested(data, 1)) + len(data) - 1)
    assert Candidates(bundle, listing(a__zip=nested(data, 1))).best() is None


def test_names_that_may_hide_a_notebook():
    yes = ("a.zip", "a.ipynb.txt", "x.json", "A.TGZ", "a.IPYNB.download")
    assert all(may_hide_a_notebook(found(name, b"")) for name in yes)
    assert not any(may_hide_a_notebook(found(name, b"")) for name in ("a.csv", "notes.txt", "a"))


def test_a_notebook_of_very_many_cells_is_measured_by_the_names_of_its_answers(bundle):
    notebook = json.loads(trial_notebook(bundle, Trial("solution")))
    blank = json.loads(trial_notebook(bundle, Trial("blank")))
    more = [{"cell_type": "code", "source": f"f{n} = 1", "metadata": {}} for n in range(2001)]
    for cells, answered in ((notebook["cells"], True), (blank["cells"], False)):
        data = json.dumps({**notebook, "cells": cells + more}).encode()
        candidates = Candidates(bundle, listing(warm_up__ipynb=data, b__ipynb=data))
        assert (candidates.work_of(candidates.plain[0])[0] > 0) == answered
