"""Whether work grows faster than what it is done on, and what makes patterns of ours do so.

Only growth is looked at: how much longer four times as much takes. A linear function gives 4, a
quadratic one 16.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import itertools
import operator
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from re import _constants as codes
from re import _parser as parser

from viva.grading.read import Unreadable
from viva.worker.wire import WireError

REFUSALS = (Unreadable, WireError)
ROOT = Path(__file__).parent.parent.parent / "src"
# Where nothing is read but what an instructor wrote.
INSTRUCTORS = ("certify", "release", "authoring", "course/mistakes.py")
MOST = 9.0
WORTH_MEASURING = 0.02
TRIES = 3
# At these sizes so little time for each character or entry leaves room for nothing quadratic.
LITTLE = {2048: 2.5e-7, 8192: 4e-6}
ENDS = ("", "\0")
MOST_STARTS, MOST_LETTERS = 40, 14
BLANKS = (" ", "\n")
SAMPLES = {
    codes.CATEGORY_SPACE: " \n",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a1",
    codes.CATEGORY_NOT_WORD: "!",
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_NOT_DIGIT: "a",
}
METHODS = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn")


def seconds(run: Callable[[object], object], given: object) -> float:
    """Return the processor time that `run` takes, also to refuse."""
    start = time.process_time()
    with contextlib.suppress(*REFUSALS):
        run(given)
    return time.process_time() - start


def growth(
    run: Callable[[object], object], make: Callable[[int], object], largest: int
) -> tuple[int, float]:
    """Return at which size work grew most, and how much longer four times as much took there.

    Sizes begin small and grow slowly, so that what grows exponentially is seen before it hangs.
    """
    worst = (largest, 0.0)
    for size in (8, 12, 16, 20, 24, 28, *(32 * 4**power for power in range(12))):
        if size > largest:
            break
        before = size // 4 if size > 28 else size - 4
        taken = seconds(run, make(size))
        if taken < size * LITTLE.get(size, 0.0):
            break
        if taken < WORTH_MEASURING:
            continue
        ratios = []
        for _ in range(TRIES):
            small, large = make(before), make(size)
            times = [min(seconds(run, given) for _ in range(2)) for given in (small, large)]
            ratios.append(times[1] / max(times[0], 1e-6))
            if ratios[-1] < MOST:
                break
        worst = max(worst, (size, min(ratios)), key=operator.itemgetter(1))
        if worst[1] >= MOST:
            break
    return worst


def patterns() -> Iterator[tuple[str, re.Pattern[str] | None, str]]:
    """Yield every pattern of the package: where it stands, itself, and how it is used.

    Of one that is put together where it is used, nothing can be known.
    """
    for path in sorted((ROOT / "viva").rglob("*.py")):
        place = path.relative_to(ROOT / "viva").as_posix()
        text = path.read_text(encoding="utf-8")
        if place.startswith(INSTRUCTORS) or "re" not in text:
            continue
        tree = ast.parse(text)
        calls = list(calls_of_re(tree))
        if any(name == "compile" for name, _ in calls):
            module = importlib.import_module(name_of(path))
            for name, value in vars(module).items():
                for number, pattern in enumerate(found_in(value)):
                    yield f"{place}: {name}{number or ''}", pattern, "sub"
        for name, call in calls:
            if name in METHODS:
                yield f"{place}, line {call.lineno}", written_in(call), name


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def calls_of_re(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            value = node.func.value
            if isinstance(value, ast.Name) and value.id == "re":
                yield node.func.attr, node


def found_in(value: object) -> list[re.Pattern[str]]:
    """Return the patterns that a value holds."""
    if isinstance(value, re.Pattern):
        return [value]
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, (list, tuple)):
        return [pattern for entry in value for pattern in found_in(entry)]
    return []


def written_in(call: ast.Call) -> re.Pattern[str] | None:
    """Return the pattern that is written where it is used."""
    if not isinstance(call.args[0], ast.Constant):
        return None
    flags = next((k.value for k in call.keywords if k.arg == "flags"), None)
    places = {"sub": 4, "subn": 4, "split": 3}
    if flags is None and len(call.args) > places.get(call.func.attr, 2):
        flags = call.args[places.get(call.func.attr, 2)]
    given = 0 if flags is None else eval(ast.unparse(flags), {"re": re})
    return re.compile(call.args[0].value, given)


def hostile_texts(pattern: re.Pattern[str]) -> Iterator[Callable[[int], str]]:
    """Yield what makes texts of any length out of a pattern's own characters, and that fail.

    A beginning that the pattern takes, then one of its characters again and again, or beginnings
    again and again, and at the end what it does not take.
    """
    parsed = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    starts = list(dict.fromkeys(beginnings(parsed)))[:MOST_STARTS]
    letters = list(dict.fromkeys([*characters(parsed), *BLANKS]))[:MOST_LETTERS]
    made = {("", start, "") for start in starts if start}
    made |= {(start, letter, "") for start in ("", *starts) for letter in letters}
    made |= {("", start + letter, "") for start in starts for letter in letters}
    made |= {("", one, two) for one, two in itertools.permutations(letters[:8], 2)}
    for (head, unit, other), end in itertools.product(sorted(made), ENDS):
        yield (
            lambda n, head=head, unit=unit, other=other, end=end: (
                head + unit * (n // len(unit)) + other * n + end
            )
        )


def characters(parsed: object) -> Iterator[str]:
    """Yield characters that occur in a parsed pattern, a few of each class."""
    for code, argument in parsed:
        if code is codes.LITERAL:
            yield chr(argument)
        elif code in (codes.NOT_LITERAL, codes.ANY):
            yield "x"
        elif code is codes.IN:
            yield from members(argument)
        else:
            for inner in parts(code, argument):
                yield from characters(inner)


def members(argument: list[tuple[object, object]]) -> Iterator[str]:
    if argument and argument[0][0] is codes.NEGATE:
        yield from "x\n"
    for code, value in argument:
        if code is codes.LITERAL:
            yield chr(value)
        elif code is codes.RANGE:
            yield chr(value[0])
        elif code is codes.CATEGORY:
            yield from SAMPLES.get(value, "")


def parts(code: object, argument: object) -> list[object]:
    """Return the patterns within a part of one."""
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [argument[2]]
    if code is codes.SUBPATTERN:
        return [argument[3]]
    if code is codes.BRANCH:
        return list(argument[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    return [argument] if code is codes.ATOMIC_GROUP else []


def beginnings(parsed: object) -> list[str]:
    """Return texts that the first parts of a pattern take, longer and longer; the last takes all.

    Of what may be repeated or left out stands one.
    """
    whole = [""]
    found = []
    following = [*[code for code, _ in parsed][1:], None]
    for (code, argument), after in zip(parsed, following, strict=True):
        if code is codes.LITERAL:
            whole = [start + chr(argument) for start in whole]
            found += [] if after is codes.LITERAL else whole
            continue
        if code is codes.BRANCH:
            branches = [beginnings(branch) for branch in argument[1]]
            found += [start + text for start in whole[:1] for each in branches for text in each]
            taken = [each[-1] for each in branches]
        elif code in (codes.ASSERT, codes.ASSERT_NOT, codes.AT):
            taken = [""]
        else:
            inner = parts(code, argument)
            taken = beginnings(inner[0]) if inner else [next(characters([(code, argument)]), "")]
            found += [start + text for start in whole for text in taken[:-1]]
            taken = taken[-1:]
        whole = [start + text for start in whole for text in taken][:3]
        found += whole
    return found or [""]


def assert_linear(run: Callable[[object], object], make: Callable[[int], object], largest: int):
    """Assert that work on up to so many characters or entries takes in proportion to their number.

    Parameters
    ----------
    make
        Makes what `run` is given from a size.
    """
    size, ratio = growth(run, make, largest)
    assert ratio < MOST, f"four times as much takes {ratio:.1f} times as long, up to {size}"
