"""Change src/viva in small ways, and count the changes that the fast tests notice.

    python tools/mutate.py run
    python tools/mutate.py results

Called by ``make mutate``. Which rooms and which tests is said in pyproject.toml, [tool.mutmut].
Sentences are left as they are: tests/sentences.txt is the place to read those.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst
from mutmut.mutation import mutators

words = mutators.operator_string


def words_but_no_sentences(node: cst.BaseString) -> Iterable[cst.BaseString]:
    """Yield the mutants of a string, unless it holds a space: then it is for people to read."""
    if isinstance(node, cst.SimpleString) and " " not in node.value:
        yield from words(node)


mutators.mutation_operators[:] = [
    (kind, words_but_no_sentences if operator is words else operator)
    for kind, operator in mutators.mutation_operators
]

if __name__ == "__main__":
    from mutmut.__main__ import cli

    cli()
