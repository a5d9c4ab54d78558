"""Change src/viva in small ways, and count the changes that the fast tests notice.

    python tools/mutate.py run
    python tools/mutate.py results

Called by ``make mutate``. Which rooms and which tests is said in pyproject.toml, [tool.mutmut].
Sentences are left as they are: tests/sentences.txt is the place to read those.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import libcst as cst
from mutmut.mutation import mutators
from mutmut.runners.harness import PytestRunner
from mutmut.workers import isolation

words = mutators.operator_string


def words_but_no_sentences(node: cst.BaseString) -> Iterable[cst.BaseString]:
    """Yield the mutants of a string, unless it holds a space: then it is for people to read."""
    if isinstance(node, cst.SimpleString) and " " not in node.value:
        yield from words(node)


class Forgetful(PytestRunner):
    """Runs tests with empty caches: all runs are in copies of one process.

    What was remembered in an earlier run would answer in the place of a mutant.
    """

    def execute_pytest(self, params: list[str], **kwargs: Any) -> int:
        """Run tests, and return pytest's exit code."""
        modules = [module for name, module in sys.modules.items() if name.split(".")[0] == "viva"]
        for value in [value for module in modules for value in vars(module).values()]:
            # See viva.grading.python_source.Remembering.
            cache = getattr(value, "remembered", value)
            if callable(getattr(cache, "cache_clear", None)):
                cache.cache_clear()
        return super().execute_pytest(params, **kwargs)


mutators.mutation_operators[:] = [
    (kind, words_but_no_sentences if operator is words else operator)
    for kind, operator in mutators.mutation_operators
]

if __name__ == "__main__":
    from mutmut.__main__ import cli

    isolation.PytestRunner = Forgetful
    cli()
