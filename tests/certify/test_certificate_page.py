from viva.certify.campaign import Campaign, QuestionMutant, Tally
from viva.certify.certificate_page import certificate_page
from viva.certify.certify import Certificate, Line
from viva.certify.costs import Cost, Costs
from viva.certify.mutate import Mutant


def found(name):
    lines = {
        "q01_a": Line("q01_a", 1.0, 2, 5, 5, 4, 3, 3, 0.04),
        "q02_b": Line("q02_b", 2.5, 1, 4, 4, 4, 2, 1, 1.26),
    }
    altered = [
        QuestionMutant("q01_a", Mutant("comparison", "a < b", now, 3, ""), "a is never b")
        for now in ("a <= b", "a != b")
    ]
    tallies = {"q01_a": Tally(9, 7, 0, 2), "q02_b": Tally(6, 6, 1, 0)}
    seconds = {"q01_a": 0.02, "q02_b": 2.0}
    campaign = Campaign(name, 15, tallies, explained=altered, seconds=seconds)
    return Certificate(name, lines), campaign


def test_every_question_has_its_row():
    page = certificate_page([found("01_x"), found("03_y")])
    assert page.startswith("# Certificate\n")
    assert "viva certify --mutate --write docs/certificate.md" in page
    assert "| `q01_a` | 1 | 2 | 5 of 5 | 4 of 5 | 3 of 3 | 7 of 9 | 2 of 2 | 0.0 |" in page
    assert "| `q02_b` | 2.5 | 1 | 4 of 4 | 4 of 4 | 1 of 2 | 6 of 6 | 0 of 0 | 1.3 |" in page
    whole = "3.5 | 3 | 9 of 9 | 8 of 9 | 4 of 5 | 13 of 15 | 2 of 2 | 1.3 |"
    assert f"| all | {whole}" in page
    assert f"| 01_x | 2 | {whole}" in page
    assert f"| 03_y | 2 | {whole}" in page


def test_every_survivor_is_explained_once_for_each_reason():
    page = certificate_page([found("01_x")])
    assert page.count("a is never b") == 1
    assert (
        "- `q01_a`: a is never b\n\n  ```diff\n  - a < b\n  + a <= b\n  + a != b\n  ```\n" in page
    )


def test_what_answers_cost_elsewhere_is_a_table_and_a_list():
    costs = Costs()
    for title, lost in (("no *", 0.5), ("a minus", 1.0), ("right", 0)):
        dear = [Cost("wrong", title, "q01_a", "q03_c", lost, 2.0, "No.")] if lost else []
        costs.note("q01_a", ("q02_b", "q03_c"), dear)
    costs.note("q02_b", ("q03_c",), [])
    first, campaign = found("01_x")
    first.costs = costs
    page = certificate_page([(first, campaign), found("03_y")])
    assert "`viva certify --mutate --costs --write docs/certificate.md`" in page
    assert "| 01_x | 4 | 2 | 7 | 2 |\n\n" in page
    assert "- 01_x, `q01_a` in `q03_c`: 2 of 3 cost up to 1 of 2 points: a minus, no \\*\n" in page
    # Of the other notebook it was not asked.
    assert page.count("| 03_y |") == 1
    assert "in other questions" not in certificate_page([found("01_x")])


def test_tables_have_as_many_columns_in_every_row():
    first, campaign = found("01_x")
    first.costs = Costs(4, {("q01_a", "q02_b"): 4})
    for table in certificate_page([(first, campaign)]).split("\n\n"):
        rows = [line for line in table.split("\n") if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1
