"""Broken files: what arrives is no notebook, or one that is stored or named in an odd way."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import nbformat
from corpus import (
    ASSIGNMENT,
    FILE,
    Broken,
    Notebook,
    as_bytes,
    cell,
    code,
    collect,
    collect_edit,
    insert,
    save,
)

CASES: list[Broken] = []


@collect(CASES, unreadable=True, says="not a notebook")
def not_json(folder: Path, honest: Notebook) -> None:
    """Hand in a letter under the notebook's name."""
    (folder / FILE).write_text("Dear professor, here is my homework.")


@collect(CASES, unreadable=True, says="empty")
def empty_file(folder: Path, honest: Notebook) -> None:
    """Hand in a file of no bytes."""
    (folder / FILE).write_bytes(b"")


@collect(CASES, unreadable=True, says="empty")
def only_white_space(folder: Path, honest: Notebook) -> None:
    """Hand in a file of blank lines."""
    (folder / FILE).write_bytes(b"\r\n\n \t\n")


@collect(CASES, unreadable=True, says="only zeros")
def only_zeros(folder: Path, honest: Notebook) -> None:
    """Hand in what a crash of the disk leaves: the right length, but zeros."""
    (folder / FILE).write_bytes(b"\0" * 40_000)


@collect(CASES, unreadable=True, says="is cut off")
def truncated(folder: Path, honest: Notebook) -> None:
    """Break off in the middle, as a full disk does."""
    whole = as_bytes(honest)
    (folder / FILE).write_bytes(whole[: len(whole) // 2])


@collect(CASES, unreadable=True, says="is cut off")
def truncated_after_a_brace(folder: Path, honest: Notebook) -> None:
    """Break off where the rest looks as if it were whole."""
    whole = as_bytes(honest)
    (folder / FILE).write_bytes(whole[: whole.index(b"}", len(whole) // 2) + 1])


@collect(CASES, unreadable=True, says="is cut off")
def truncated_inside_a_letter(folder: Path, honest: Notebook) -> None:
    """Break off between the two bytes of an é."""
    insert(honest, 0, "# é")
    whole = as_bytes(honest)
    (folder / FILE).write_bytes(whole[: whole.index("é".encode()) + 1])


@collect(CASES, unreadable=True, says="merge-conflict")
def merge_conflict(folder: Path, honest: Notebook) -> None:
    """Hand in what git leaves when two wrote the same cell."""
    text = as_bytes(honest).decode()
    line = next(line for line in text.split("\n") if "hits += 1" in line)
    both = f"<<<<<<< HEAD\n{line}\n=======\n{line.replace('1', '2')}\n>>>>>>> origin/main"
    (folder / FILE).write_text(text.replace(line, both))


@collect(CASES, unreadable=True, says="extra text after")
def two_notebooks_in_one_file(folder: Path, honest: Notebook) -> None:
    """Write the file twice, one behind the other, as a synchronising disk may."""
    (folder / FILE).write_bytes(as_bytes(honest) * 2)


@collect(CASES, unreadable=True, says="nested too deeply")
def nested_without_end(folder: Path, honest: Notebook) -> None:
    """Open a hundred thousand brackets."""
    (folder / FILE).write_text('{"cells": ' + "[" * 100_000)


@collect(CASES)
def utf_16_with_a_mark(folder: Path, honest: Notebook) -> None:
    """Save as Windows' "Unicode"."""
    (folder / FILE).write_bytes(as_bytes(honest).decode().encode("utf-16"))


@collect(CASES)
def utf_16_without_a_mark(folder: Path, honest: Notebook) -> None:
    """Save as UTF-16, the larger byte first, without saying so."""
    (folder / FILE).write_bytes(as_bytes(honest).decode().encode("utf-16-be"))


@collect(CASES)
def utf_32(folder: Path, honest: Notebook) -> None:
    """Save with four bytes for each letter."""
    (folder / FILE).write_bytes(as_bytes(honest).decode().encode("utf-32"))


@collect(CASES)
def byte_order_mark(folder: Path, honest: Notebook) -> None:
    """Save as Notepad does, with a mark before the first byte."""
    (folder / FILE).write_bytes(b"\xef\xbb\xbf" + as_bytes(honest))


@collect(CASES)
def windows_1252(folder: Path, honest: Notebook) -> None:
    """Write é and curly quotes as one byte each, which is no UTF-8."""
    insert(honest, "q07_line_of", "# Steigung und Höhe, “so” — déjà vu\nsaid = '“é”'")
    (folder / FILE).write_bytes(as_bytes(honest).decode().encode("cp1252"))


@collect(CASES)
def windows_line_ends(folder: Path, honest: Notebook) -> None:
    """End lines with CR LF, in the file and inside the cells."""
    for each in honest["cells"]:
        each["source"] = [line.replace("\n", "\r\n") for line in each["source"]]
    (folder / FILE).write_bytes(as_bytes(honest).replace(b"\n", b"\r\n"))


@collect(CASES)
def old_line_ends(folder: Path, honest: Notebook) -> None:
    """End the lines of the cells with CR alone, as an old editor does."""
    for each in honest["cells"]:
        each["source"] = "".join(each["source"]).replace("\n", "\r")
    save(folder, honest)


@collect(CASES)
def nbformat_3(folder: Path, honest: Notebook) -> None:
    """Save in the format of IPython 2, with work sheets."""
    for each in honest["cells"]:
        each["source"] = "".join(each["source"])
    old = nbformat.convert(nbformat.from_dict(honest), 3)
    (folder / FILE).write_text(json.dumps(old))


@collect(CASES)
def nbformat_3_incomplete(folder: Path, honest: Notebook) -> None:
    """Save in an old format whose cells lack what the format asks for."""
    cells = [
        {"cell_type": each["cell_type"], "input": each["source"], "metadata": each["metadata"]}
        for each in honest["cells"]
    ]
    (folder / FILE).write_text(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}, None]}))


@collect_edit(CASES)
def nbformat_3_in_name_only(honest: Notebook) -> None:
    """Claim an old format in a notebook of today's."""
    honest["nbformat"] = 3


@collect_edit(CASES)
def nbformat_of_the_future(honest: Notebook) -> None:
    """Claim a format that nobody knows."""
    honest["nbformat"], honest["nbformat_minor"] = "99", None


@collect(CASES)
def not_a_number(folder: Path, honest: Notebook) -> None:
    """Hold NaN and Infinity, which JSON does not know."""
    honest["metadata"]["accuracy"] = float("nan")
    honest["cells"][0]["metadata"]["best"] = float("inf")
    save(folder, honest)


@collect(CASES)
def half_an_emoji(folder: Path, honest: Notebook) -> None:
    """Hold one half of an emoji in an answer, which no encoding can write."""
    cell(honest, "q07_line_of")["source"].append("\n# HALF")
    honest["cells"].insert(0, code("smile = 'HALF'"))
    (folder / FILE).write_bytes(as_bytes(honest).replace(b"HALF", b"\\ud83d"))


@collect(CASES, unreadable=True, says="no cells")
def cells_null(folder: Path, honest: Notebook) -> None:
    """Have null for the cells."""
    save(folder, honest | {"cells": None})


@collect(CASES, unreadable=True, says="no cells")
def cells_of_nothing(folder: Path, honest: Notebook) -> None:
    """Have a list of cells in which none is one."""
    save(folder, honest | {"cells": [None, 3, "x", []]})


@collect(CASES, unreadable=True, says="not a notebook")
def a_list(folder: Path, honest: Notebook) -> None:
    """Hand in the cells without the notebook around them."""
    (folder / FILE).write_text(json.dumps(honest["cells"]))


@collect(CASES, unreadable=True, says="larger than 100 MB")
def two_hundred_megabytes(folder: Path, honest: Notebook) -> None:
    """Hand in 200 MB, nearly all of it one output."""
    start, end = as_bytes(honest).rsplit(b'"outputs": []', 1)
    with (folder / FILE).open("wb") as file:
        file.write(start + b'"outputs": [{"output_type": "stream", "name": "stdout", "text": "')
        for _ in range(200):
            file.write(b"x" * 2**20)
        file.write(b'"}]' + end)


@collect(CASES)
def outputs_of_absurd_size(folder: Path, honest: Notebook) -> None:
    """Carry 60 MB of outputs that were printed at home."""
    lines = ["a line that was printed\n"] * 1000
    text = [{"output_type": "stream", "name": "stdout", "text": lines}] * 2500
    cell(honest, "q07_line_of")["outputs"] = text
    (folder / FILE).write_text(json.dumps(honest))


@collect(CASES, says="is called homework.ipynb; it should be called perceptron_line.ipynb")
def wrong_file_name(folder: Path, honest: Notebook) -> None:
    """Call the notebook homework.ipynb."""
    save(folder, honest, "homework.ipynb")


@collect(CASES, says=r"Perceptron_Line\.IPYNB; it should be")
def wrong_case(folder: Path, honest: Notebook) -> None:
    """Call the notebook as a machine does that does not tell case apart."""
    save(folder, honest, "Perceptron_Line.IPYNB")


@collect(CASES, says=r"Übung für Zoë \(1\)\.ipynb", student="Zoë O'Brien 学生")
def names_beyond_ascii(folder: Path, honest: Notebook) -> None:
    """Have a student, a notebook and a file with names beyond ASCII, and spaces."""
    save(folder, honest, "Übung für Zoë (1).ipynb")
    (folder / "données 数据.csv").write_text("1,2")


@collect(CASES, says=r"homework.+it should be.+Left out: notes.\.txt \(its name is not valid\)")
def a_name_that_is_no_text(folder: Path, honest: Notebook) -> None:
    """Have files whose names are bytes of no known encoding."""
    (Path(str(folder)) / b"homework\xff.ipynb".decode("utf-8", "surrogateescape")).write_bytes(
        as_bytes(honest)
    )
    (folder / b"notes\xfe.txt".decode("utf-8", "surrogateescape")).write_text("x")


@collect(CASES, says=r"inner/perceptron_line\.ipynb")
def a_folder_inside(folder: Path, honest: Notebook) -> None:
    """Put the notebook one folder too deep."""
    (folder / "inner").mkdir()
    save(folder / "inner", honest)


@collect(CASES, says=r"perceptron_line\.ipynb was graded.+the other notebook")
def two_notebooks(folder: Path, honest: Notebook) -> None:
    """Hand in an early draft beside the notebook."""
    save(folder, honest)
    honest["cells"] = honest["cells"][:12]
    save(folder, honest, "draft.ipynb")


@collect(CASES, says=r"perceptron_line-Copy1\.ipynb was graded")
def the_work_is_in_the_copy(folder: Path, honest: Notebook) -> None:
    """Hand in the notebook as it was fetched, and the work in a copy."""
    save(folder, honest, "perceptron_line-Copy1.ipynb")
    root = folder.parent.parent.parent
    fetched = root / "release" / ASSIGNMENT / FILE
    (folder / FILE).write_bytes(fetched.read_bytes())


@collect(CASES, says=r"backup\.ipynb was graded")
def a_broken_one_and_a_whole_one(folder: Path, honest: Notebook) -> None:
    """Hand in a notebook that breaks off, and a whole one beside it."""
    save(folder, honest, "backup.ipynb")
    (folder / FILE).write_bytes(as_bytes(honest)[:9000])


@collect(CASES, says=r"homework\.zip was unpacked, and perceptron_line\.ipynb in it graded")
def a_zip(folder: Path, honest: Notebook) -> None:
    """Hand in an archive."""
    with zipfile.ZipFile(folder / "homework.zip", "w") as archive:
        archive.writestr(FILE, as_bytes(honest))


@collect(CASES, says=r"homework\.zip was unpacked")
def a_zip_in_a_zip(folder: Path, honest: Notebook) -> None:
    """Pack the archive once more, as a learning platform does."""
    inner, outer = io.BytesIO(), folder / "homework.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"work/{FILE}", as_bytes(honest))
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("work.zip", inner.getvalue())


@collect(CASES, unreadable=True, says=r"homework\.zip cannot be unpacked \(damaged")
def a_damaged_zip(folder: Path, honest: Notebook) -> None:
    """Hand in half of an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(FILE, as_bytes(honest))
    (folder / "homework.zip").write_bytes(packed.getvalue()[:5000])


@collect(CASES, says=r"is called perceptron_line\.ipynb\.txt; it should be called")
def a_notebook_called_text(folder: Path, honest: Notebook) -> None:
    """Hand in the notebook as a browser saved it."""
    save(folder, honest, f"{FILE}.txt")


@collect(CASES, unreadable=True, says="zip archive")
def a_zip_called_notebook(folder: Path, honest: Notebook) -> None:
    """Hand in an archive under the notebook's name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(FILE, as_bytes(honest))
    (folder / FILE).write_bytes(packed.getvalue())


@collect(CASES, unreadable=True, says="compressed")
def a_gzip_called_notebook(folder: Path, honest: Notebook) -> None:
    """Hand in compressed bytes under the notebook's name."""
    (folder / FILE).write_bytes(gzip.compress(as_bytes(honest)))


@collect(CASES, unreadable=True, says="PDF")
def a_pdf_called_notebook(folder: Path, honest: Notebook) -> None:
    """Hand in the printed notebook under the notebook's name."""
    (folder / FILE).write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")


@collect(CASES, unreadable=True, says="web page")
def a_web_page_called_notebook(folder: Path, honest: Notebook) -> None:
    """Hand in the page on which the notebook was shown."""
    (folder / FILE).write_text("\n<!DOCTYPE html>\n<html><body>import numpy</body></html>")


@collect(CASES, unreadable=True, says=r"homework\.py.+ipynb")
def a_script(folder: Path, honest: Notebook) -> None:
    """Hand in a Python file."""
    (folder / "homework.py").write_text("import numpy as np\n")


@collect(CASES, unreadable=True, says="Python script")
def a_script_called_notebook(folder: Path, honest: Notebook) -> None:
    """Hand in a Python file under the notebook's name."""
    (folder / FILE).write_text("import numpy as np\n\n\ndef line_of(w):\n    return w\n")


@collect(CASES, unreadable=True, says="the folder is empty")
def an_empty_folder(folder: Path, honest: Notebook) -> None:
    """Hand in nothing."""


@collect(CASES, unreadable=True, says="is a folder")
def a_folder_called_notebook(folder: Path, honest: Notebook) -> None:
    """Make a folder of the notebook's name."""
    (folder / FILE).mkdir()


@collect(CASES, unreadable=True, says="is a link")
def a_link_to_another_notebook(folder: Path, honest: Notebook) -> None:
    """Link to somebody else's notebook."""
    others = sorted(folder.parent.parent.glob(f"*honest*/{ASSIGNMENT}/{FILE}"))
    (folder / FILE).symlink_to(others[0])


@collect(CASES, unreadable=True, says="link")
def a_link_to_a_folder(folder: Path, honest: Notebook) -> None:
    """Link to somebody else's folder."""
    others = sorted(folder.parent.parent.glob(f"*honest*/{ASSIGNMENT}"))
    (folder / "mine").symlink_to(others[0])


@collect(CASES, unreadable=True, says="not a folder")
def a_file_in_place_of_the_folder(folder: Path, honest: Notebook) -> None:
    """Hand in a file called as the assignment."""
    folder.rmdir()
    folder.write_bytes(as_bytes(honest))


@collect(CASES, unreadable=True, says="is a link to somewhere else")
def a_link_to_anothers_folder(folder: Path, honest: Notebook) -> None:
    """Have a link to somebody else's folder in place of one's own."""
    others = sorted(folder.parent.parent.glob(f"*honest*/{ASSIGNMENT}"))
    folder.rmdir()
    folder.symlink_to(others[0])


@collect(CASES, says=r"Left out: others\.txt \(a link\), big\.csv \(larger than 50 MB\)\.\Z")
def files_that_cannot_be_taken(folder: Path, honest: Notebook) -> None:
    """Hand in a link and a file of 60 MB beside the notebook."""
    (folder / "others.txt").symlink_to("/etc/passwd")
    with (folder / "big.csv").open("wb") as file:
        file.truncate(60 * 2**20)
    save(folder, honest)


@collect(CASES)
def a_time_that_is_none(folder: Path, honest: Notebook) -> None:
    """Have a time of submission in words."""
    (folder / "timestamp.txt").write_text("yesterday")
    save(folder, honest)


@collect(CASES, unreadable=True, says="not a folder")
def a_link_that_leads_nowhere(folder: Path, honest: Notebook) -> None:
    """Have a link to nowhere in place of the folder."""
    folder.rmdir()
    folder.symlink_to("/nowhere")


@collect(CASES, says=r"Left out: pipe \(not an ordinary file\)\.\Z")
def files_of_all_kinds(folder: Path, honest: Notebook) -> None:
    """Hand in a socket-like pipe, check points, caches and hidden files with the notebook."""
    import os

    os.mkfifo(folder / "pipe")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "perceptron_line-checkpoint.ipynb").write_text("old")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_bytes(b"\0\1")
    save(folder, honest)


@collect(CASES, unreadable=True, says="not a notebook")
def nothing_but_ends_of_lines(folder: Path, honest: Notebook) -> None:
    """Begin as a notebook does, and go on with ten million empty lines."""
    (folder / FILE).write_bytes(b"{" + b"\n" * 10_000_000 + b"x")


@collect(CASES, unreadable=True, says="thousands of digits")
def a_number_without_end(folder: Path, honest: Notebook) -> None:
    """Have a number in the notebook that Python refuses to read."""
    (folder / FILE).write_bytes(b'{"nbformat": ' + b"4" * 10_000_000 + b"}")
