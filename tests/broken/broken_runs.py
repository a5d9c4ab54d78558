"""Broken code: cells and functions that raise, hang, crash, flood or do not parse."""

from __future__ import annotations

from corpus import ANSWERS, Broken, Notebook, answer, cell, collect_edit, insert, place

CASES: list[Broken] = []
LAST = "q07_line_of"
STOPPED = "took too long and was stopped"


def fails(status: str, words: str, *names: str) -> dict:
    """Expect these questions, or else the last one, to be lost in this way."""
    return dict.fromkeys(names or (LAST,), (status, words))


@collect_edit(CASES, lost=fails("error", r"SyntaxError.+def line_of\(w"))
def syntax_error(honest: Notebook) -> None:
    """Forget a bracket."""
    answer(honest, LAST, ANSWERS[LAST].replace("(w)", "(w"))


@collect_edit(CASES, lost=fails("error", "U\\+00A0"))
def a_space_that_is_none(honest: Notebook) -> None:
    """Paste code from a PDF, with spaces that Python does not take for such."""
    answer(honest, LAST, ANSWERS[LAST].replace("    ", "\u00a0\u00a0\u00a0\u00a0"))


@collect_edit(CASES, lost=fails("error", "TabError"))
def tabs_and_spaces(honest: Notebook) -> None:
    """Indent one line by a tab and the next by spaces."""
    answer(honest, LAST, "def line_of(w):\n\tif True:\n        return 1, 2\n\treturn 3, 4")


@collect_edit(CASES)
def tabs_only(honest: Notebook) -> None:
    """Indent by tabs throughout."""
    for name, text in ANSWERS.items():
        answer(honest, name, text.replace("    ", "\t"))


@collect_edit(CASES, lost=fails("error", "null byte"))
def a_zero_byte(honest: Notebook) -> None:
    """Have a character in the code that no Python source may hold."""
    answer(honest, LAST, ANSWERS[LAST].replace("offset,", "offset,\0"))


@collect_edit(CASES)
def identifiers_beyond_ascii(honest: Notebook) -> None:
    """Name things in Greek, and a function in letters that Python takes for others."""
    text = "def ｌine_of(ω):\n    η, α, β = ω\n    return -α / β, -η / β"
    answer(honest, LAST, text)
    insert(honest, 0, "größe = 数 = 1\nprint('ß', 数, '🙂')")


@collect_edit(CASES)
def an_exception_in_the_first_cell(honest: Notebook) -> None:
    """Begin with a cell that can only work at home."""
    insert(honest, 0, "notes = open('C:/Users/me/Desktop/notes.txt').read()")


@collect_edit(CASES)
def modules_that_are_not_there(honest: Notebook) -> None:
    """Import what the grader has not, and use a plotting mode that it has not."""
    insert(honest, 2, "import torch_of_my_own\nimport tensorflow_of_my_own as tf")
    insert(honest, 3, "%matplotlib widget")
    insert(honest, 4, "%load_ext no_such_extension")


@collect_edit(CASES)
def an_exception_after_the_answer(honest: Notebook) -> None:
    """Try the function below its definition, in a way that raises."""
    answer(honest, LAST, ANSWERS[LAST] + "\nline_of([1, 2, 0])")


@collect_edit(CASES, lost=fails("error", r"NameError.+q04_typo|q04_typo", "q04_manual_line"))
def an_exception_in_an_answer(honest: Notebook) -> None:
    """Raise before the names of the answer are given."""
    answer(honest, "q04_manual_line", "a = q04_typo\nb = 0.3")


@collect_edit(CASES, lost=fails("error", "'int' object is not callable.+sum", "q03_accuracy"))
def a_builtin_overwritten(honest: Notebook) -> None:
    """Call a variable sum, and sum up later."""
    insert(honest, "q03_accuracy", "sum = 0")
    text = "def accuracy(y_true, y_pred):\n    pairs = list(zip(y_true, y_pred))\n"
    text += "    return sum(t == p for t, p in pairs) / len(pairs)"
    answer(honest, "q03_accuracy", text)


@collect_edit(CASES)
def modules_overwritten(honest: Notebook) -> None:
    """Delete NumPy behind the last answer that needs it, and call other things by its name."""
    insert(honest, "q07_line_of", "del np\nassert_close = plt = None\nnp = 'numpy'")


@collect_edit(
    CASES,
    shows=STOPPED.replace(" and was stopped", ""),
    says="A cell took too long and was stopped",
)
def an_endless_loop_in_a_cell(honest: Notebook) -> None:
    """Loop for ever in a cell of one's own."""
    insert(honest, 3, "while True:\n    pass")


@collect_edit(
    CASES,
    lost=fails("timeout", STOPPED, "q04_manual_line"),
    says="A cell took too long and was stopped",
)
def an_endless_loop_in_an_answer(honest: Notebook) -> None:
    """Loop for ever in an answer that is no function."""
    answer(honest, "q04_manual_line", "while True:\n    b = 0.3\na = 0.2")


@collect_edit(CASES, shows="took too long", says="A cell took too long and was stopped")
def an_endless_loop_that_catches_everything(honest: Notebook) -> None:
    """Loop for ever and take no interruption for an answer."""
    text = "import time\nwhile True:\n    try:\n        time.sleep(0.01)\n"
    text += "    except BaseException:\n        pass"
    insert(honest, "q04_manual_line", text)


@collect_edit(CASES, lost=fails("timeout", STOPPED))
def an_endless_loop_in_a_function(honest: Notebook) -> None:
    """Loop for ever, but only when called."""
    answer(honest, LAST, "def line_of(w):\n    while w is not None:\n        pass")


@collect_edit(CASES, lost=fails("timeout", STOPPED))
def an_endless_wait_in_a_function(honest: Notebook) -> None:
    """Wait for ever when called."""
    answer(honest, LAST, "import time\ndef line_of(w):\n    time.sleep(10**6)")


@collect_edit(CASES, shows="took too long", says="A cell took too long and was stopped")
def an_endless_loop_in_c(honest: Notebook) -> None:
    """Loop in C code that takes no interruption, in a cell of one's own."""
    insert(honest, "q05_perceptron_step", "total = sum(range(10**15))")


@collect_edit(
    CASES,
    lost=fails("timeout", STOPPED, "q04_manual_line"),
    says="A cell took too long and was stopped",
)
def a_catastrophic_pattern(honest: Notebook) -> None:
    """Match a pattern that takes for ever, in an answer."""
    text = "import re\nre.match('(a|aa)+$', 'a' * 90 + 'b')\na, b = 0.2, 0.35"
    answer(honest, "q04_manual_line", text)


@collect_edit(CASES, lost=fails("timeout", STOPPED))
def an_endless_loop_in_c_in_a_function(honest: Notebook) -> None:
    """Loop in C code that takes no interruption, when called."""
    answer(honest, LAST, "def line_of(w):\n    return sum(range(10**15)), 0")


@collect_edit(CASES, shows="MemoryError", needs_sandbox=True)
def five_gigabytes(honest: Notebook) -> None:
    """Ask for more memory than a submission may have, in a cell of one's own."""
    insert(honest, 3, "large = np.ones(5 * 2**27)")


@collect_edit(CASES, lost=fails("error", "MemoryError"), needs_sandbox=True)
def five_gigabytes_in_a_function(honest: Notebook) -> None:
    """Ask for more memory than a submission may have, when called."""
    text = "def line_of(w):\n    rows = []\n    while len(rows) < 10:\n"
    text += "        rows.append(np.empty(2**26))\n    return len(rows), 0"
    answer(honest, LAST, text)


@collect_edit(CASES, lost=fails("error", "RecursionError.+recursion depth"))
def recursion_without_end(honest: Notebook) -> None:
    """Call oneself for ever."""
    answer(honest, LAST, "def line_of(w):\n    return line_of(w)")


@collect_edit(CASES, lost=fails("killed", "crashed Python"))
def a_crash_in_a_function(honest: Notebook) -> None:
    """Read from address 0 when called."""
    text = "import ctypes\n\n\ndef line_of(w):\n    ctypes.string_at(0)\n    return 1, 2"
    answer(honest, LAST, text)


@collect_edit(CASES, says="crashed Python", shows="crashed Python")
def a_crash_in_a_cell(honest: Notebook) -> None:
    """Read from address 0 in a cell of one's own."""
    insert(honest, "q04_manual_line", "import ctypes\nctypes.string_at(0)")


@collect_edit(CASES, shows="output cut here", says="Some output was too long")
def hundred_megabytes_printed(honest: Notebook) -> None:
    """Print 100 MB at once."""
    insert(honest, 3, "print('x' * 100_000_000)")


@collect_edit(CASES, shows="output cut here", says="Some output was too long")
def megabytes_printed_in_a_loop(honest: Notebook) -> None:
    """Print line by line, a million times."""
    insert(honest, 3, "for number in range(1_000_000):\n    print('line', number)")


@collect_edit(CASES)
def printing_in_a_function(honest: Notebook) -> None:
    """Print a megabyte at each call."""
    text = ANSWERS["q02_pred_linear"].replace(
        "    return 0", "    print('0' * 2**20)\n    return 0"
    )
    answer(honest, "q02_pred_linear", text)


@collect_edit(CASES, shows="output cut here", says="Some output was too long")
def rich_outputs_without_end(honest: Notebook) -> None:
    """Show a hundred pages of HTML of a megabyte each."""
    text = "from IPython.display import HTML, display\n"
    text += "for _ in range(100):\n    display(HTML('<p>' + 'x' * 2**20))"
    insert(honest, 3, text)


@collect_edit(CASES)
def sixty_figures(honest: Notebook) -> None:
    """Open sixty figures in one cell."""
    text = "for number in range(60):\n    plt.figure(figsize=(2, 2))\n    plt.plot([number, 1])"
    insert(honest, "q02_pred_linear", text)


@collect_edit(CASES, shows="output cut here", says="Some output was too long")
def warnings_without_end(honest: Notebook) -> None:
    """Warn in each of many rounds."""
    text = "import warnings\nfor number in range(20_000):\n"
    text += "    warnings.warn(f'round {number} goes wrong, and here is a long text about it')"
    insert(honest, 3, text)


@collect_edit(CASES, shows="UsageError|not found")
def magics_of_all_kinds(honest: Notebook) -> None:
    """Use magics that exist, and some that do not, in cells of one's own."""
    for text in ("%time x = 1", "%%capture\nprint(1)", "%no_such_magic", "%%nor_this\nx", "%pwd"):
        insert(honest, 3, text)


@collect_edit(CASES)
def an_answer_under_a_harmless_magic(honest: Notebook) -> None:
    """Time the cell of an answer, which runs it as usual."""
    answer(honest, LAST, "%%time\n" + ANSWERS[LAST].strip())


@collect_edit(CASES, lost=fails("error", "%%bash"))
def an_answer_under_bash(honest: Notebook) -> None:
    """Have the shell run an answer."""
    answer(honest, LAST, "%%bash\n" + ANSWERS[LAST].strip())


@collect_edit(CASES, lost=fails("error", "%%timeit"))
def an_answer_under_timeit(honest: Notebook) -> None:
    """Measure an answer many times, which defines it nowhere."""
    answer(honest, LAST, "%%timeit -n 1 -r 1\n" + ANSWERS[LAST].strip())


@collect_edit(CASES, lost=fails("error", "%%writefile"))
def an_answer_written_into_a_file(honest: Notebook) -> None:
    """Write an answer into a file instead of running it."""
    answer(honest, LAST, "%%writefile mine.py\n" + ANSWERS[LAST].strip())


@collect_edit(CASES)
def installing_packages(honest: Notebook) -> None:
    """Install packages before the work begins; there is none of that name to be had."""
    insert(honest, 0, "!pip install --no-index no-such-package-of-viva")
    insert(honest, 1, "%pip install --no-index no-such-package-of-viva")


@collect_edit(CASES, lost=fails("error", "input", "q04_manual_line"))
def asking_for_input(honest: Notebook) -> None:
    """Ask the person at the keyboard."""
    insert(honest, 3, "name = input('Your name? ')")
    answer(honest, "q04_manual_line", "a = float(input('slope? '))\nb = 0.3")


@collect_edit(CASES, lost=fails("error", r"line_of.+(EOFError|input)"))
def asking_for_input_in_a_function(honest: Notebook) -> None:
    """Ask the person at the keyboard when called."""
    answer(honest, LAST, "def line_of(w):\n    return float(input()), 0.0")


@collect_edit(CASES)
def leaving_in_the_middle(honest: Notebook) -> None:
    """Leave by all doors that a notebook has, in cells of one's own."""
    for text in ("exit()", "quit()", "import sys\nsys.exit(3)", "raise SystemExit"):
        insert(honest, "q03_accuracy", text)


@collect_edit(CASES, lost=fails("error", "SystemExit"))
def leaving_in_a_function(honest: Notebook) -> None:
    """Leave when called."""
    answer(honest, LAST, "import sys\n\n\ndef line_of(w):\n    sys.exit('no')")


@collect_edit(CASES, says="crashed Python", shows="crashed Python")
def leaving_at_once(honest: Notebook) -> None:
    """End the process without ado, in a cell of one's own."""
    insert(honest, "q03_accuracy", "import os\nos._exit(0)")


@collect_edit(
    CASES,
    lost=fails("killed", "crashed Python", "q04_manual_line"),
    says="crashed Python",
)
def leaving_at_once_in_an_answer(honest: Notebook) -> None:
    """End the process without ado, in an answer."""
    answer(honest, "q04_manual_line", "import os\na, b = 0.2, 0.35\nos._exit(0)")


@collect_edit(
    CASES,
    says="crashed Python",
)
def leaving_at_once_many_times(honest: Notebook) -> None:
    """End the process in many cells."""
    for name in list(ANSWERS)[:7]:
        insert(honest, place(honest, f"{name}_test") + 1, f"import os\nos._exit(0)  # {name}")


@collect_edit(CASES)
def processes_left_behind(honest: Notebook) -> None:
    """Leave processes and threads running."""
    text = "import subprocess, threading, time\n"
    text += "subprocess.Popen(['sleep', '3600'])\n"
    text += "subprocess.Popen(['sleep', '3600'], start_new_session=True)\n"
    text += "threading.Thread(target=time.sleep, args=(3600,)).start()"
    insert(honest, 3, text)


@collect_edit(CASES)
def the_ground_pulled_away(honest: Notebook) -> None:
    """Delete one's own folder, and stand elsewhere."""
    text = "import os, shutil\nhere = os.getcwd()\nos.chdir('/')\nshutil.rmtree(here)"
    insert(honest, 3, text)


@collect_edit(CASES)
def a_very_long_cell(honest: Notebook) -> None:
    """Have thousands of numbers in one line of an answer."""
    numbers = ", ".join(str(number) for number in range(15_000))
    answer(honest, LAST, f"table = [{numbers}]\n" + ANSWERS[LAST])


@collect_edit(CASES, says=r"\A\Z|crashed Python")
def a_very_deep_expression(honest: Notebook) -> None:
    """Have expressions that are nested as deeply as Python allows, and deeper."""
    answer(honest, LAST, ANSWERS[LAST] + f"\nx = {'-' * 180}1\ny_ = {'+'.join('1' * 900)}")
    for depth in (150, 3_000):
        insert(honest, LAST, f"z = {'(' * depth}1{')' * depth}")
        insert(honest, LAST, f"z = {'-' * depth}1")
        insert(honest, LAST, f"z = {'+'.join('1' * depth)}")


@collect_edit(CASES)
def a_very_long_chain_of_branches(honest: Notebook) -> None:
    """Have a table of two thousand branches in an answer."""
    branches = "if w is None:\n    kind = 0\n"
    branches += "".join(f"elif w == {n}:\n    kind = {n}\n" for n in range(900))
    answer(honest, LAST, "w = 3\n" + branches + ANSWERS[LAST])


@collect_edit(CASES, lost=fails("error|failed", "line_of"))
def a_result_without_end(honest: Notebook) -> None:
    """Return a list that contains itself."""
    text = "def line_of(w):\n    result = [1.0, 2.0]\n    result.append(result)\n    return result"
    answer(honest, LAST, text)


@collect_edit(CASES, lost=fails("error|failed|killed", "line_of"))
def a_huge_result(honest: Notebook) -> None:
    """Return three hundred megabytes."""
    answer(honest, LAST, "def line_of(w):\n    return np.zeros(40_000_000)")


@collect_edit(CASES, shows="SyntaxError|invalid syntax")
def text_in_a_code_cell(honest: Notebook) -> None:
    """Write prose into a code cell."""
    insert(honest, 3, "I think that the line is too steep.")
    cell(honest, LAST)["metadata"]["tags"] = ["explore", "raises-exception"]


@collect_edit(CASES, lost=fails("error", "cannot read"))
def keys_of_one_hash(honest: Notebook) -> None:
    """Return a dict in which Python compares each key with all others."""
    text = """
class Table(dict):
    def items(self):
        return [(n * (2**61 - 1), 0) for n in range(40_000)]
    def __len__(self):
        return 40_000

def line_of(w):
    return Table()
"""
    answer(honest, LAST, text)
