"""Which answers are alike beyond what the text of a notebook gives.

Answers are compared without comments, layout and names of the student's own. Lines that the
released notebook holds, and lines that many students have, are taken away first, as Schleimer,
Wilkerson and Aiken take away what is given or common ("Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003). What is left is compared as a sequence. That two answers are alike
proves nothing: people work together, read the same page, or have the same idea.
"""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import re
import token
import tokenize
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from viva.grading.cells import source
from viva.grading.python_source import (
    UNREADABLE,
    as_python,
    defined_names,
    takes_too_long,
    tree_of,
)

Line = tuple[str, ...]

# What is left of both answers has so many words and signs at least. Both limits are measured: see
# docs/alike.md.
FEWEST_TOKENS = 25
LEAST_SIMILARITY = 0.8
# A line is common if more than so many students have it, and more than this part of them.
COMMON_STUDENTS = 4
COMMON_SHARE = 0.1
# Of a longer answer the beginning is compared.
MOST_CHARACTERS = 20_000
MOST_TOKENS = 2_000
MOST_PAIRS = 30
ROWS = 200
FIRST_CODE, CODES = 0x10000, 0x100000
INLINE_CODE = re.compile(r"`([^`\n]+)`")
NAMES_OF_PYTHON = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins)})
NO_WORDS = frozenset(
    {token.ENCODING, token.ENDMARKER, token.NL, token.INDENT, token.DEDENT, tokenize.COMMENT}
)


@dataclass(frozen=True)
class SimilarAnswer:
    """Two answers to one question that are alike.

    Attributes
    ----------
    similarity
        Of what is left of both, from 0 to 1.
    tokens
        How many words and signs are left of the shorter one.
    texts
        Both answers as they were handed in.
    """

    question: str
    similarity: float
    tokens: int
    texts: tuple[str, str]


@dataclass(frozen=True)
class SimilarPair:
    """Two students with answers that are alike, in the order of the notebook."""

    students: tuple[str, str]
    answers: tuple[SimilarAnswer, ...]

    @property
    def tokens(self) -> int:
        """How many words and signs are alike, over all these answers."""
        return round(sum(answer.tokens * answer.similarity for answer in self.answers))


@dataclass(frozen=True)
class Similar:
    """The answers of a class to one assignment that are alike.

    Attributes
    ----------
    pairs
        The pairs with most in common, at most `MOST_PAIRS`.
    found
        How many pairs there are in all.
    """

    pairs: tuple[SimilarPair, ...]
    found: int


def similar_answers(
    answers: Mapping[str, Mapping[str, str]], released: Iterable[Mapping[str, Any]]
) -> Similar:
    """Return the pairs of students with answers that are alike.

    Parameters
    ----------
    answers
        The code of each student's answer, by question and student.
    released
        The cells of the notebook that students were given.
    """
    texts = [text for cell in released for text in code_in(cell)]
    # A name that the notebook defines means the same to everybody; one of a loop in it does not.
    names = NAMES_OF_PYTHON.union(*map(defined_names, texts))
    given = given_lines(texts, names)
    pairs: defaultdict[tuple[str, str], list[SimilarAnswer]] = defaultdict(list)
    for question, by_student in answers.items():
        students = sorted(by_student)
        rest = rests([lines_of(by_student[student], names) for student in students], given)
        for first, second, similarity in alike(rest):
            pairs[students[first], students[second]].append(
                SimilarAnswer(
                    question,
                    similarity,
                    min(len(rest[first]), len(rest[second])),
                    (by_student[students[first]], by_student[students[second]]),
                )
            )
    found = [SimilarPair(students, tuple(several)) for students, several in pairs.items()]
    found.sort(key=lambda pair: (-pair.tokens, pair.students))
    return Similar(tuple(found[:MOST_PAIRS]), len(found))


def given_lines(texts: Iterable[str], names: Collection[str]) -> set[Line]:
    """Return the lines that a notebook gives, as they are and as a function may have them."""
    return {
        line
        for text in texts
        for kept in (names, set(names) - bound_inside(text), NAMES_OF_PYTHON)
        for line in _lines(text, kept)
    }


def lines_of(text: str, names: Collection[str]) -> list[Line]:
    """Return the logical lines of code as words and signs, without comments and layout.

    Parameters
    ----------
    names
        Those that are kept, as attributes are; every other name becomes ``_``, and so does one of
        these that a function of the text uses for something of its own. Texts in quotes become one
        sign, for docstrings and messages say little about how an answer was found.
    """
    return _lines(text, set(names) - bound_inside(text))


def _lines(text: str, names: Collection[str]) -> list[Line]:
    lines: list[Line] = []
    line: list[str] = []
    for number, found in enumerate(_tokens(text)):
        if number >= MOST_TOKENS:
            break
        if found.type == token.NEWLINE:
            lines.append(tuple(line))
            line = []
        elif found.type == token.STRING:
            line.append('""')
        elif found.type == token.NAME and found.string not in names and line[-1:] != ["."]:
            line.append("_")
        elif found.type not in NO_WORDS and found.string.strip():
            line.append(found.string)
    lines.append(tuple(line))
    return [each for each in lines if each not in ((), ('""',))]


def bound_inside(text: str) -> set[str]:
    """Return the names that functions and comprehensions in a text bind for themselves."""
    text = as_python(text[:MOST_CHARACTERS])
    if takes_too_long(text):
        return set()
    try:
        nodes = list(ast.walk(tree_of(text)))
    except UNREADABLE:
        return set()
    found = {node.arg for node in nodes if isinstance(node, ast.arg)}
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.comprehension)):
            found |= {
                name.id
                for name in ast.walk(node)
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
            }
    return found


def rests(answers: Sequence[Sequence[Line]], given: Collection[Line]) -> list[Line]:
    """Return what is left of each answer without the lines that are given or common."""
    having = Counter(line for answer in answers for line in set(answer))
    most = max(COMMON_STUDENTS, COMMON_SHARE * len(answers))
    return [
        tuple(
            word for line in answer if line not in given and having[line] <= most for word in line
        )
        for answer in answers
    ]


def alike(rest: Sequence[Line]) -> Iterator[tuple[int, int, float]]:
    """Yield the numbers of two answers that are alike, and how much, for each such pair.

    Notes
    -----
    The similarity is 1 - d / (m + n), where d counts the words to be deleted and inserted and m
    and n are the lengths: twice the longest common subsequence over both lengths.
    """
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    numbers = [number for number, words in enumerate(rest) if len(words) >= FEWEST_TOKENS]
    # Each word is one character, so that texts are compared, which is fast.
    # Where a class has more words than there are characters, some words share one.
    codes: dict[str, str] = {}
    texts = [
        "".join(
            codes.setdefault(word, chr(FIRST_CODE + len(codes) % CODES)) for word in rest[number]
        )
        for number in numbers
    ]
    for start in range(0, len(texts), ROWS):
        found = cdist(
            texts[start : start + ROWS],
            texts[start:],
            scorer=Indel.normalized_similarity,
            score_cutoff=LEAST_SIMILARITY,
            dtype=np.float32,
        )
        for row, column in np.argwhere(found >= LEAST_SIMILARITY):
            if row < column:
                yield numbers[start + row], numbers[start + column], float(found[row, column])


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens of a cell, as far as it can be read."""
    text = text[:MOST_CHARACTERS]
    if takes_too_long(text):
        return
    try:
        yield from tokenize.generate_tokens(io.StringIO(as_python(text)).readline)
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError, MemoryError):
        return


def code_in(cell: Mapping[str, Any]) -> list[str]:
    """Return what a released cell gives as code: all of a code cell, and what text quotes."""
    text = source(cell)
    if cell.get("cell_type") == "code":
        return [text]
    return [*text.split("\n"), *INLINE_CODE.findall(text)]
