"""The course of grading one submission: what is run, asked and said, and when."""

import copy
import dataclasses
import json

import small_exam
from small_exam import RIGHT, bundle, by_id, code, graded, notebook, submission

from viva.grading.bundle import Limits
from viva.grading.grade import Judge


def test_visible_tests_come_before_any_hidden_case(judge):
    """What a visible test makes an answer say may be told, so nothing hidden may be known yet."""
    write = """
    import os
    def scale(v, factor):
        open(os.path.expanduser("~/seen.txt"), "a").write(f"{factor} ")
        return [factor * x for x in v]
    """
    tell = """
    import os
    def shift(v):
        if list(v) == [1.0]:
            raise ValueError(open(os.path.expanduser("~/seen.txt")).read())
        return [x + 2 for x in v]
    """
    found = graded(judge, {"q01_scale": write, "q02_shift": tell})
    assert "ValueError: 3," in found["q02_shift"].message
    assert "3.5" not in found["q02_shift"].message and "0.3" not in found["q02_shift"].message


def test_questions_together_have_a_time(worker):
    limits = Limits(answers_seconds=0.5)
    slow = "import time\ndef scale(v, factor):\n    time.sleep(1)\n    return v"
    found = graded(Judge(bundle(limits=limits), worker), RIGHT | {"q01_scale": slow})
    assert found["q01_scale"].status == "timeout"
    assert found["q02_shift"].status == "timeout"
    assert "used up the time limit" in found["q02_shift"].message


def test_what_concerns_the_whole_notebook_is_said(worker):
    limits = Limits(cell_seconds=0.5)
    short = Judge(bundle(limits=limits), worker)
    for text, words in (
        ("while True: pass", "took too long and was stopped"),
        ("print('x' * 10**7)", "Some output was too long"),
        ("import os; os._exit(0)", "crashed Python"),
        ("1 + 1", ""),
    ):
        message = short.grade(submission(RIGHT, [code("added", text)])).message
        assert words in message and bool(message) == bool(words)


def test_slow_answers_are_not_a_slow_notebook(worker):
    limits = Limits(total_seconds=1.0)
    slow = "import time\ndef shift(v):\n    time.sleep(1)\n    return [x + 2 for x in v]"
    verdict = Judge(bundle(limits=limits), worker).grade(submission(RIGHT | {"q02_shift": slow}))
    assert (verdict.score, verdict.message) == (4, "")


def test_every_dead_cell_is_left_out(judge):
    dead = [code(f"dead-{n}", "import os\nos._exit(0)") for n in range(9)]
    cells = json.loads(submission(RIGHT))["cells"]
    verdict = judge.grade(notebook([*dead, *cells]))
    assert verdict.score == 4
    assert "crashed Python" in verdict.message


def test_a_cell_that_raises_is_said_before_what_it_left_behind(judge):
    code = "scale = {}\nscale['x'] = undefined"
    found = graded(judge, {"q01_scale": code})["q01_scale"]
    assert "name 'undefined' is not defined" in found.message


def test_endless_loops_are_stopped(worker):
    judge = Judge(bundle(limits=small_exam.Limits(cell_seconds=1, total_seconds=60)), worker)
    found = graded(judge, {"q01_scale": "while True:\n    pass"})
    assert found["q01_scale"].status == "timeout"
    assert found["q02_shift"].status == "passed"
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    found = graded(judge, {"q01_scale": stubborn})
    assert found["q01_scale"].status == "timeout"
    assert found["q02_shift"].status == "passed"


def test_a_call_may_be_given_less_time_than_its_case_allows(worker):
    slow = (
        "import time\ndef scale(v, factor):\n    time.sleep(1)\n    return factor * np.asarray(v)"
    )
    for call_seconds, status in [(0.3, "timeout"), (30, "passed")]:
        limits = small_exam.Limits(call_seconds=call_seconds)
        found = graded(Judge(bundle(limits=limits), worker), {"q01_scale": slow})["q01_scale"]
        assert found.status == status


def test_the_time_of_a_question_is_that_of_its_cells_and_its_calls(judge):
    pause = "import time\ntime.sleep(0.3)\n"
    slow = "def scale(v, factor):\n    time.sleep(0.1)\n    return np.asarray(v) * factor"
    found = graded(judge, {"q01_scale": pause + slow})
    assert found["q01_scale"].seconds > 0.3 + 0.1
    assert found["q01_scale"].seconds > found["q02_shift"].seconds > 0


def test_an_endless_call_is_stopped(worker):
    exam = small_exam.EXAM
    question = exam.questions["q01_scale"]
    hasty = [dataclasses.replace(case, seconds=0.5) for case in question.cases]
    quick = dataclasses.replace(question, cases=hasty)
    changed = copy.copy(exam)
    changed.questions = exam.questions | {"q01_scale": quick}
    judge = Judge(bundle(exam=changed), worker)
    found = graded(judge, {"q01_scale": "def scale(v, factor):\n    while True: pass"})
    assert found["q01_scale"].status == "timeout"
    assert "infinite loop" in found["q01_scale"].message
    assert found["q02_shift"].status == "passed"


def test_a_dead_cell_is_left_out_and_what_came_before_is_replayed(judge):
    killer = code("mine", "state = 7\nimport os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    keeper = code("keeper", "offset = 2.0\nkept = 1")
    cells = json.loads(submission(RIGHT))["cells"]
    verdict = judge.grade(notebook([*cells[:2], keeper, killer, *cells[2:]]))
    assert verdict.score == 4
    assert "crashed Python" in verdict.message


def test_hidden_inputs_reach_no_output(judge):
    snoop = """
    seen = []
    def scale(v, factor):
        seen.append((v, factor))
        open("seen.txt", "a").write(repr((v, factor)))
        print("SNOOP", v, factor)
        raise ValueError(f"SNOOP {v} {factor}")
    """
    peek = code("peek", "print(seen, *open('seen.txt'))")
    data = submission(RIGHT | {"q01_scale": snoop}, [peek])
    verdict = judge.grade(data)
    assert by_id(verdict)["q01_scale"].status == "error"
    assert "ValueError" in by_id(verdict)["q01_scale"].message
    assert "3.5" not in json.dumps(
        [verdict.as_json(), [c.get("outputs") for c in verdict.notebook["cells"]]]
    )
    assert "SNOOP [" not in json.dumps(verdict.notebook["cells"][3])


def test_the_graded_notebook_is_valid_and_holds_outputs_but_no_hidden_line(judge):
    import nbformat

    extra = code("show", "print('seen')\n1 + 1")
    verdict = judge.grade(submission(RIGHT, [extra]))
    made = nbformat.from_dict(json.loads(json.dumps(verdict.notebook)))
    nbformat.validate(made)
    assert "examine(" not in json.dumps(made)
    assert made.cells[-1].outputs[0]["text"] == "seen\n"
    assert made.cells[-1].outputs[1]["data"]["text/plain"] == "2"
    assert "2 of 2 points" in made.cells[3].outputs[0]["text"]


def test_figures_and_rich_output_are_kept(judge):
    plot = code(
        "plot",
        """
        %matplotlib inline
        import matplotlib.pyplot as plt
        from IPython.display import HTML, display
        import asyncio
        await asyncio.sleep(0)
        plt.plot([1, 2])
        plt.show()
        display(HTML("<b>bold</b>"))
        """,
    )
    verdict = judge.grade(submission(RIGHT, [plot]))
    mimes = [set(output["data"]) for output in verdict.notebook["cells"][-1]["outputs"]]
    assert "image/png" in mimes[0]
    assert "text/html" in mimes[1]


def test_the_output_of_a_whole_notebook_is_bounded(judge, monkeypatch):
    monkeypatch.setattr("viva.grading.execute.MAX_OUTPUT", 5_000)
    flood = [code(f"flood-{n}", "print('x' * 2000)") for n in range(5)]
    verdict = judge.grade(submission(RIGHT, flood))
    texts = [cell["outputs"][0]["text"] for cell in verdict.notebook["cells"][-5:]]
    assert texts[0] == "x" * 2000 + "\n"
    assert texts[-1].startswith("[output left out")
    assert verdict.score == 4


def test_visible_tests_come_before_all_hidden_ones(judge):
    code = """
    import os
    seen = [len(os.listdir("."))]
    def scale(v, factor):
        seen.append(factor)
        if seen[-1] == 3 and len(seen) > 2:
            raise ValueError(f"hidden: {seen}")
        open("seen.txt", "a").write(f"{factor}")
        return np.asarray(v) * factor
    """
    shift = """
    def shift(v):
        if len(v) == 1:
            raise ValueError("seen: " + open("seen.txt").read())
        return [x + offset for x in v]
    """
    found = graded(judge, {"q01_scale": code, "q02_shift": shift})
    assert found["q01_scale"].status == "passed"
    assert "seen: 3," in found["q02_shift"].message
    assert "3.5" not in found["q02_shift"].message


def test_only_lines_near_the_top_are_shown(judge):
    filler = "\n".join(f"x{n} = 0" for n in range(2500))
    code = f"{filler}\ndef scale(v, factor):\n    return v[int(1e6)]\n"
    found = graded(judge, {"q01_scale": code})["q01_scale"]
    assert "index out of range" in found.message
    assert "1e6" not in found.message
