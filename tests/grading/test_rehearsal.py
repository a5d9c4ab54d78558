"""Trials of one answer: the same verdicts as grading whole notebooks."""

import pytest
from small_exam import RIGHT, bundle, submission
from verdicts import without_time

from viva.grading.bundle import Limits
from viva.grading.grade import Judge
from viva.grading.rehearsal import Rehearsal
from viva.remote.candidate import Candidate
from viva.remote.session import Branch, Session
from viva.remote.transport import CallKilled

ANSWERS = {
    "right": "def shift(v):\n    return [x + offset for x in v]",
    "named mistake": "def shift(v):\n    return [x - offset for x in v]",
    "exception": "def shift(v):\n    return v + offset",
    "cell that raises": "offset / 0",
    "end of the process": "import os\nos._exit(0)",
    "end of the process by a call": "def shift(v):\n    import os\n    os._exit(0)",
    "use of an earlier answer": "def shift(v):\n    return [x + 2 for x in scale(v, 1)]",
    "change of an earlier name": "offset = 3.0\ndef shift(v):\n    return [x + 2 for x in v]",
}


def test_trials_are_graded_as_whole_notebooks_are(judge):
    with Rehearsal(judge, "q02_shift") as rehearsal:
        for name, text in ANSWERS.items():
            data = submission(RIGHT | {"q02_shift": text})
            alone = judge.grade(data, only="q02_shift")
            found = without_time(rehearsal.grade(data))
            assert found | {"layout": ""} == without_time(alone) | {"layout": ""}, name


def test_cells_before_the_answer_run_once(judge):
    count = "import os\nopen('runs.txt', 'a').write('x')\ndef scale(v, factor):\n    return v"
    tell = "def shift(v):\n    raise ValueError(open('runs.txt').read())"
    data = submission(RIGHT | {"q01_scale": count, "q02_shift": tell})
    with Rehearsal(judge, "q02_shift") as rehearsal:
        said = [rehearsal.grade(data).questions[0].message for _ in range(3)]
    assert len(set(said)) == 1
    assert "x" in said[0] and "xx" not in said[0]


def test_a_trial_with_other_cells_before_it_starts_anew(judge):
    answers = {"q02_shift": "def shift(v):\n    return scale([x + 2 for x in v], 1)"}
    with Rehearsal(judge, "q02_shift") as rehearsal:
        assert rehearsal.grade(submission(RIGHT | answers)).score == 2
        answers["q01_scale"] = "def scale(v, factor):\n    return [7 for x in v]"
        assert rehearsal.grade(submission(RIGHT | answers)).score == 0


def test_haste_stops_at_the_first_failure(judge):
    answers = {"q01_scale": "def scale(v, factor):\n    return v"}
    with Rehearsal(judge, "q01_scale") as rehearsal:
        (found,) = rehearsal.grade(submission(RIGHT | answers), hasty=True).questions
        assert (found.score, found.status, found.cases) == (0, "failed", ())
        (found,) = rehearsal.grade(submission(RIGHT), hasty=True).questions
        assert found.status == "passed"


def test_limits_can_be_others(worker):
    slow = (
        "import time\ndef scale(v, factor):\n    time.sleep(1)\n    return factor * np.asarray(v)"
    )
    data = submission(RIGHT | {"q01_scale": slow})
    with Rehearsal(Judge(bundle(), worker), "q01_scale") as rehearsal:
        assert rehearsal.grade(data).questions[0].status == "passed"
        verdict = rehearsal.grade(data, Limits(call_seconds=0.2), hasty=True)
        assert verdict.questions[0].status == "timeout"


def test_a_branch_ends_without_harm_to_its_trunk(worker):
    with Session(worker) as trunk:
        trunk.run(1, "x = 1\ndef leave():\n    import os\n    os._exit(0)", 10)
        with Branch(trunk) as branch:
            assert branch.run(2, "x = 2", 10).status == "ok"
            snapshot = branch.snapshot()
            assert branch.run(3, "import os; os._exit(0)", 10).status == "killed"
            branch.restart()
            assert branch.run(3, "print(x)", 10).outputs[0]["text"] == "1\n"
            assert Candidate(snapshot).x == 2
            with pytest.raises(CallKilled):
                Candidate(snapshot).leave()
            assert branch.run(4, "print(x)", 10).status == "ok"
        assert trunk.run(4, "print(x)", 10).outputs[0]["text"] == "1\n"


def test_an_endless_cell_of_a_branch_is_stopped(worker):
    with Session(worker) as trunk:
        trunk.run(1, "x = 1", 10)
        with Branch(trunk) as branch:
            assert branch.run(2, "while True: pass", 0.5).status == "timeout"
            assert branch.alive
        assert trunk.run(3, "x", 10).status == "ok"
