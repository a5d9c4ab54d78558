"""Whoever types what the pages for instructors show gets what they show."""

import sys
from pathlib import Path

import pytest
from page_examples import Block, Reader, blocks

from viva.worker.sandbox import sandbox_problem

DOCS = Path(__file__).parents[2] / "docs"
PROGRAMS = Path(sys.executable).parent


@pytest.mark.slow
@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
@pytest.mark.parametrize(
    "page",
    [
        pytest.param(name, marks=pytest.mark.recorded(f"examples: {name}", f"docs/{name}"))
        for name in ("authoring.md", "running.md")
    ],
)
def test_a_page_for_instructors_shows_what_comes_out(tmp_path, page):
    reader = Reader(tmp_path, PROGRAMS)
    for block in blocks((DOCS / page).read_text(encoding="utf-8")):
        reader.follow(block)
    assert reader.folder == tmp_path / "statistics"


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_python_on_the_pages_is_python(page):
    for block in blocks((DOCS / page).read_text(encoding="utf-8")):
        if block.language == "python":
            compile(block.text, page, "exec")


PAGE = """
```console
$ mkdir here && cd here
$ echo one; echo two
...
two
$ false
$ echo $?
1
```

```{code-block} python
:caption: a/b.py
one = 1
```

```{code-block} python
:caption: a/b.py, at the end
two = 2
```

```
nothing is done with this
```
"""


def test_a_page_is_followed_in_its_order(tmp_path):
    reader = Reader(tmp_path, PROGRAMS)
    for block in blocks(PAGE):
        reader.follow(block)
    assert reader.folder == tmp_path / "here"
    assert (tmp_path / "here" / "a" / "b.py").read_text() == "one = 1\n\n\ntwo = 2\n"


def test_what_comes_out_otherwise_is_found(tmp_path):
    with pytest.raises(AssertionError, match="the page shows\nthree"):
        Reader(tmp_path, PROGRAMS).follow(Block("console", "", "$ echo two\nthree\n"))
