from viva.authoring.cells import code_cell, settings
from viva.authoring.drafts import commented, definitions, module_name, write_drafts

CELLS = [
    code_cell(
        "a", "### BEGIN SOLUTION\ndef f(x):\n    return x\n### END SOLUTION", settings("f-1")
    ),
    code_cell("b", "assert f(1) == 1\n#BEGIN HIDDEN TESTS\nassert f(2)\n#END HIDDEN TESTS"),
    code_cell("c", "x = 1", settings("q02", solution=True)),
    code_cell("d", "assert x", settings("any", grade=True, points=1, locked=True)),
]
CELLS[0]["metadata"]["nbgrader"]["solution"] = True
CELLS[1]["metadata"] = settings("t", grade=True, points=2, locked=True)


def test_each_answer_with_inline_tests_gets_a_draft_beside_them(tmp_path):
    first, second = write_drafts(tmp_path, "ex", CELLS)
    assert first == tmp_path / "drafts" / "ex" / "f_1.py"
    text = first.read_text()
    compile(text, "draft", "exec")
    assert 'q = Question("f-1")' in text and "@q.reference\ndef f(x):\n    return x" in text
    assert 'examine("ex", "f-1", globals())' in text and "list f_1.q in the Exam" in text
    assert "#     assert f(1) == 1\n# All of it, with what is hidden:" in text
    assert "#     assert f(2)" in text and "return candidate.f(...)" in text
    compile(second.read_text(), "draft", "exec")
    assert "#     x = 1" in second.read_text()


def test_pieces():
    assert commented("a\n\nb") == "#     a\n#\n#     b"
    assert module_name("1st-q") == "q_1st_q"
    assert definitions("no python(") == []
    assert [node.name for node in definitions("%matplotlib inline\nclass A: pass")] == ["A"]
