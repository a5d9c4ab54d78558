from verdicts import checked, one_of_each, question, unreadable

from viva.report.annotations import github


def test_what_is_not_right_is_an_error_in_its_line():
    questions = [question("q01", "passed"), question("q02", message="a: 50%,\nb"), question("q03")]
    lines = {"q02": 17}
    found = list(github([checked(*questions, file="01,a/line.ipynb", lines=lines)]))
    assert found[0] == "::error file=01%2Ca/line.ipynb,line=17,title=q02::a: 50%25, b"
    assert found[1] == "::error file=01%2Ca/line.ipynb,line=1,title=q03::The sum is off."


def test_not_started_and_written_answers_are_no_errors():
    titles = [line.partition("title=")[2][:3] for line in github([one_of_each()])]
    assert titles == [f"q{n:02d}" for n in range(1, 7)]


def test_what_cannot_be_read_is_an_error():
    (line,) = github([unreadable(file="line.ipynb")])
    assert line.endswith("::The file breaks off.")


def test_no_message_begins_another_command():
    message = "x\n::add-mask::y\r::stop-commands::z"
    (line,) = github([checked(question(message=message))])
    assert "\n" not in line and "\r" not in line


def test_an_error_without_words_says_something():
    (line,) = github([checked(question(message=""))])
    assert line.endswith("::not right")
