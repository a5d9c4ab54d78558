"""The tables of symbols in the notebooks say what the page of symbols says, and no more."""

import re

import nbformat
import pytest
from site_of_docs import ROOT

PAGE = (ROOT / "docs" / "symbols.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "source").glob("*/*.ipynb"))
TABLES = {"list_mlp": "network-intro", "numpy_mlp": "notation"}
TABLES |= {"scipy_mlp": "notation", "autodiff": "notation"}


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def table_in(text, first):
    """Return {symbol: {column: cell}} of the table in a text whose header begins with a cell."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    start = next(n for n, line in enumerate(lines) if cells_of(line)[:2] == [first, "what"])
    header, found = cells_of(lines[start]), {}
    for line in lines[start + 2 :]:
        row = cells_of(line)
        if row[1] == "what":  # the next table
            break
        assert len(row) == len(header), line
        for symbols in re.findall(r"\$([^$]+)\$", row[0]):
            for symbol in symbols.split(", "):
                assert symbol not in found, f"{symbol} stands in the table twice"
                found[symbol] = dict(zip(header[1:], row[1:], strict=True))
    return found


def markdown_of(path):
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.cell_type == "markdown"}


SERIES = table_in(PAGE, "symbol")
IN_06 = table_in(PAGE, "symbol in 06")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_agrees_with_the_page(name):
    (path,) = [path for path in NOTEBOOKS if path.stem == name]
    meant = SERIES | IN_06 if name == "scipy_mlp" else SERIES
    table = table_in(markdown_of(path)[TABLES[name]], "")
    assert len(table) > 8
    for symbol, row in table.items():
        assert symbol in meant, f"docs/symbols.md does not list {symbol}"
        for column in ("what", "shape"):
            assert row.get(column, meant[symbol][column]) == meant[symbol][column], (symbol, column)


def test_what_is_listed_for_06_stands_in_06():
    (path,) = [path for path in NOTEBOOKS if path.stem == "scipy_mlp"]
    assert set(IN_06) <= set(table_in(markdown_of(path)["notation"], ""))


def test_no_other_notebook_has_a_table_of_symbols():
    with_tables = {
        (path.stem, cell_id)
        for path in NOTEBOOKS
        for cell_id, text in markdown_of(path).items()
        if re.search(r"^\| *\| what \|.*\n.*\n\| \$", text, re.M)
    }
    assert with_tables == set(TABLES.items())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_symbol_has_a_second_name(path):
    text = "\n".join(markdown_of(path).values())
    # The sizes, and the layers, which are counted from 1.
    assert not re.search(r"d_\\text\{(input|hidden|output)\}|W_0\b|\bW_\{?0", text)
    # Not the learning rate: the epsilon of Adam alone.
    uses = [t for t in markdown_of(path).values() if re.search(r"\\(var)?epsilon", t)]
    assert all("Adam(" in t for t in uses)
    # The number of layers is D, never the letter of the loss or of the classes.
    assert not re.search(r"\$[LK]\$ layers|\\delta_\{?[LK]\b", text)
    assert "`y, h, z_h`" not in text


def test_the_students_find_the_page():
    assert "(symbols.md)" in (ROOT / "docs" / "students.md").read_text(encoding="utf-8")
    assert re.search(r"^symbols$", (ROOT / "docs" / "index.md").read_text(encoding="utf-8"), re.M)
