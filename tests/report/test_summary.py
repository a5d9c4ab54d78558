import io

from rich.console import Console

from viva.report.statistics import by_assignment
from viva.report.summary import summary_table


def shown(verdicts, width=100):
    console = Console(file=io.StringIO(), width=width)
    console.print(summary_table(by_assignment(verdicts)))
    return console.file.getvalue()


def test_one_line_says_how_many_how_well_and_what_went_wrong(classes):
    wrong = classes.question("failed", message="b is missing", diagnosis="the bias never arrives")
    text = shown(
        [
            classes.verdict("ada", wrong),
            classes.verdict("bo", classes.question()),
            classes.unreadable("cy"),
        ]
    )
    for part in (
        "03_list_mlp",
        " 3 ",
        "50 %",
        "the bias never arrives",
        "q01, 1 student",
    ):
        assert part in text


def test_a_message_is_not_markup(classes):
    wrong = classes.question("error", message="[bold]IndexError[/bold] [/nonsense]")
    assert "[bold]IndexError[/bold] [/nonsense]" in shown([classes.verdict("ada", wrong)])


def test_nothing_to_average(classes):
    text = shown([classes.unreadable("ada")])
    assert "none" in text and "\x1b" not in text
