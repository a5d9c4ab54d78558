"""What an exam is made of: questions, their cases, references, wrong and right answers.

A question's file reads like this::

    q = Question("q08_forward_layer")

    @q.reference
    def forward_layer(X, W, b):
        return (np.asarray(X) @ np.asarray(W) + np.asarray(b)).tolist()

    @q.case("several rows, all sizes different")
    def several_rows(candidate, rng):
        X, W, b = ...
        return candidate.forward_layer(X, W, b)

    q.right("in loops", code='''...''')
    q.wrong(
        "the bias never arrives",
        hint="X·W is right, but b is missing.",
        was="+ np.asarray(b)",
        now="",
    )
    q.hints("What must be added to every row?", "...", "...")

and the exam's ``__init__.py`` lists the questions: ``exam = Exam("list_mlp", [...], lists=True)``.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from traceback import walk_tb
from typing import Any

from viva.compare.numbers import Tolerance
from viva.exam.records import MOST_KEPT, Case, Equivalent, Refusal, RightAnswer, WrongAnswer
from viva.exam.source import source_of

MOST_HINTS = 3


@dataclass(eq=False)
class Question:
    """One id of the course: its references, cases, wrong and right answers, and hints.

    Attributes
    ----------
    id
        The name of the answer cell.
    lists
        Whether its answers must be plain lists; None where the exam decides.
    hint_texts
        What a student may ask for, step by step.
    """

    id: str
    lists: bool | None = None
    references: dict[str, Any] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    wrong_answers: list[WrongAnswer] = field(default_factory=list)
    right_answers: list[RightAnswer] = field(default_factory=list)
    equivalents: list[Equivalent] = field(default_factory=list)
    hint_texts: tuple[str, ...] = ()
    refusals: list[Refusal] = field(default_factory=list)
    _undecided: set[str] = field(default_factory=set)

    def reference(self, answer: Any = None, /, **values: Any) -> Any:
        """Register the instructor's answer: decorate a function or class, or give values."""
        if answer is not None:
            self.references[answer.__name__] = answer
        self.references.update(values)
        return answer

    def case(
        self,
        title: str,
        *,
        weight: float = 1.0,
        rtol: float = Tolerance.rtol,
        atol: float = Tolerance.atol,
        lists: bool | None = None,
        extra_returns: bool = True,
        seconds: float = 10.0,
        diagnose: bool = True,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register the decorated function as a hidden test; see `Case`.

        Raises
        ------
        ValueError
            If another case of the question has the same title, the weight is not above 0, or the
            function cannot be called with a candidate and random numbers.
        TypeError
            If there is no title.
        """
        if not isinstance(title, str):
            raise TypeError(f'{self.id}: a case needs a title: write @q.case("…").')
        if not 0 < weight < math.inf:
            raise ValueError(f"{self.id}, case {title!r}: its weight must be a number above 0.")
        if any(case.title == title for case in self.cases):
            raise ValueError(f"{self.id} has two cases called {title!r}. Give one another title.")

        if lists is None and self.lists is None:
            self._undecided.add(title)

        def register(ask: Callable[..., Any]) -> Callable[..., Any]:
            try:
                inspect.signature(ask).bind(None, None)
            except TypeError as error:
                raise ValueError(
                    f"{self.id}, case {title!r}: write it as a function of candidate and rng."
                ) from error
            self.cases.append(
                Case(
                    question_id=self.id,
                    title=title,
                    ask=ask,
                    weight=weight,
                    tolerance=Tolerance(rtol, atol),
                    lists=bool(self.lists if lists is None else lists),
                    extra_returns=extra_returns,
                    seconds=seconds,
                    diagnose=diagnose,
                )
            )
            return ask

        return register

    def wrong(
        self,
        title: str,
        *,
        hint: str,
        code: str | None = None,
        was: str | Sequence[str] = (),
        now: str | Sequence[str] = (),
        recognise: Callable[[Any], bool] | None = None,
        keeps: float = MOST_KEPT,
    ) -> Any:
        """Register a wrong answer: an edit of a right one, or a whole answer as `code`.

        Parameters
        ----------
        title
            Names the mistake, for reports.
        hint
            What the student reads who makes it.
        code
            Source that replaces the answer cell. Without it and without an edit, the function or
            class that is decorated is the answer.
        was, now
            What an answer that is right says, and what this one says instead, wherever it stands;
            several of both for several edits. The answer is the first of the reference's source
            and the right answers above this line in which all of it stands.
        recognise
            ``recognise(candidate)`` returns whether a failing candidate makes this mistake, for
            answers whose values alone cannot tell it.
        keeps
            The share of the points that it may keep: what it does right earns its own.

        Raises
        ------
        ValueError
            If another wrong answer has this title, it may keep all points, or no right answer holds
            what is edited.
        SyntaxError
            If the code is not Python.
        """
        if not 0 <= keeps < 1:
            raise ValueError(
                f"{self.id}, {title!r}: keeps= is a share of the points, from 0 to less than 1."
            )
        if any(wrong.title == title for wrong in self.wrong_answers):
            raise ValueError(f"{self.id} has two wrong answers called {title!r}.")
        if was:
            if code is not None:
                raise ValueError(f"{self.id}, {title!r} has both code= and was=: give one of them.")
            code = self._edited(title, was, now)

        def register(source: str) -> None:
            self.wrong_answers.append(WrongAnswer(title, hint, source, recognise, keeps))

        return self._registered(register, code)

    def right(self, title: str, *, code: str | None = None) -> Any:
        """Register a differently written right answer; decorate it, or give its source as `code`.

        Raises
        ------
        ValueError
            If another right answer has this title.
        SyntaxError
            If the code is not Python.
        """
        if any(right.title == title for right in self.right_answers):
            raise ValueError(f"{self.id} has two right answers called {title!r}.")

        def register(source: str) -> None:
            self.right_answers.append(RightAnswer(title, source))

        return self._registered(register, code)

    def hints(self, *texts: str) -> None:
        """Register what a student may ask for, from a question to nearly the answer.

        Raises
        ------
        ValueError
            If there are no texts or more than three, or a text is empty.
        """
        self.hint_texts = _hints_of(self.id, texts)

    def refuse(self, module: str, *names: str, sentence: str) -> None:
        """Refuse an answer whose own code uses a module, whatever it returns: it gets no points.

        Parameters
        ----------
        module, names
            The module as it is imported, and the names that the notebook gives it.
        sentence
            What the student reads, after whatever else is wrong.
        """
        self.refusals.append(Refusal(module, frozenset(names), sentence))

    def equivalent(self, why: str, *, was: str, now: str | Sequence[str]) -> None:
        """Record that a line of the solution may as well read otherwise.

        Certification fails if there is no such mutant any more, or if a case does object to it.

        Parameters
        ----------
        why
            What makes it right.
        was, now
            The line of the solution, and what it may be, as ``viva certify --mutate`` prints them.
        """
        now = (now,) if isinstance(now, str) else tuple(now)
        self.equivalents.append(Equivalent(why, was, now))

    def settle(self, lists: bool) -> None:
        """Decide for all cases that do not say it whether answers must be plain lists."""
        self.lists = lists if self.lists is None else self.lists
        self.cases[:] = [
            replace(case, lists=self.lists) if case.title in self._undecided else case
            for case in self.cases
        ]
        self._undecided.clear()

    def _edited(self, title: str, was: str | Sequence[str], now: str | Sequence[str]) -> str:
        """Return the first right answer that holds all of `was`, with `now` in its place."""
        old = [was] if isinstance(was, str) else list(was)
        new = [now] if isinstance(now, str) else list(now)
        new = new or [""]
        if len(old) != len(new):
            raise ValueError(f"{self.id}, {title!r}: was= has {len(old)} texts, now= {len(new)}.")
        written = [r for r in self.references.values() if inspect.isfunction(r) or type(r) is type]
        reference = "\n\n".join(source_of(answer) for answer in written)
        for text in (reference, *(right.code for right in self.right_answers)):
            if all(part in text for part in old):
                for part, instead in zip(old, new, strict=True):
                    text = text.replace(part, instead)
                return text
        raise ValueError(
            f"{self.id}, {title!r}: neither the reference nor a right answer above it holds "
            f"{' and '.join(map(repr, old))}."
        )

    def _registered(self, register: Callable[[str], None], code: str | None) -> Any:
        if code is not None:
            source = textwrap.dedent(code).strip("\n") + "\n"
            compile(source, f"<{self.id}>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            register(source)
            return None

        def decorate(answer: Any) -> Any:
            register(source_of(answer))
            # The module goes on seeing its reference under the name that both share.
            return self.references.get(answer.__name__, answer)

        return decorate


def _hints_of(question_id: str, texts: Sequence[str]) -> tuple[str, ...]:
    if not 1 <= len(texts) <= MOST_HINTS or not all(text.strip() for text in texts):
        raise ValueError(f"{question_id} must have one to {MOST_HINTS} hints with some text.")
    return tuple(" ".join(text.split()) for text in texts)


class Exam:
    """The hidden side of one notebook.

    Parameters
    ----------
    name
        The name of the notebook, which is also that of the exam's package or module.
    questions
        In the order of the notebook.
    lists
        Whether the answers of this notebook must be plain lists.

    Raises
    ------
    ValueError
        If two questions have the same id.
    """

    def __init__(
        self, name: str, questions: Iterable[Question] = (), *, lists: bool = False
    ) -> None:
        self.name = name
        self.lists = lists
        self.questions: dict[str, Question] = {}
        self.written_hints: dict[str, tuple[str, ...]] = {}
        self._given: Callable[[], dict[str, Any]] | None = None
        for question in questions:
            self._add(question)

    def _add(self, question: Question) -> None:
        if question.id in self.questions:
            raise ValueError(f"The exam {self.name} has {question.id} twice.")
        question.settle(self.lists)
        self.questions[question.id] = question

    def question(self, question_id: str, *, lists: bool | None = None) -> Question:
        """Return a new question of this exam, for an exam that is one module.

        Raises
        ------
        ValueError
            If the exam has one with this id already.
        """
        question = Question(question_id, lists)
        self._add(question)
        return question

    def hints(self, question_id: str, *texts: str) -> None:
        """Register what a student may ask for of a question that a person reads.

        Raises
        ------
        ValueError
            If the question is one that tests grade, has hints already, or `Question.hints` would
            not take the texts.
        """
        if question_id in self.questions:
            raise ValueError(f"{question_id} is graded by tests: give its hints with q.hints(...).")
        if question_id in self.written_hints:
            raise ValueError(f"The exam {self.name} gives hints for {question_id} twice.")
        self.written_hints[question_id] = _hints_of(question_id, texts)

    def given(self, function: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
        """Register what the notebook's own cells define: a function that returns the names."""
        try:
            inspect.signature(function).bind()
        except TypeError as error:
            raise ValueError("The function below @exam.given must take no arguments.") from error
        self._given = function
        return function

    def is_in_given(self, error: BaseException) -> bool:
        """Return whether an exception was raised by the function below ``@exam.given``."""
        code = getattr(self._given, "__code__", None)
        frames = walk_tb(error.__traceback__)
        return any(frame.f_code is code for frame, _ in frames)

    @cached_property
    def names(self) -> dict[str, Any]:
        """All names that an answer may use: the given ones and every reference."""
        names = dict(self._given()) if self._given is not None else {}
        for question in self.questions.values():
            names.update(question.references)
        return names

    def namespace(self, code: str = "") -> dict[str, Any]:
        """Return the names of a notebook whose answers are right but for `code`.

        Returns
        -------
        dict
            A new namespace in which `code` has run.

        Raises
        ------
        Exception
            Whatever `code` raises.
        """
        namespace = dict(self.names)
        namespace["__name__"] = "__main__"
        if code:
            exec(compile(code, f"<{self.name}>", "exec"), namespace)
        return namespace
