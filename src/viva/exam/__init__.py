"""The exam: questions, their cases, references, wrong and right answers."""

from viva.exam.load import ExamProblem, load_exam
from viva.exam.questions import Exam, Question
from viva.exam.records import Case, Pair, RightAnswer, Wrong, WrongAnswer, check

__all__ = [
    "Case",
    "Exam",
    "ExamProblem",
    "Pair",
    "Question",
    "RightAnswer",
    "Wrong",
    "WrongAnswer",
    "check",
    "load_exam",
]
