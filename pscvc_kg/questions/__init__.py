"""Questions that people ask of the graph: one file each in queries/questions/, answered with rows."""

from pscvc_kg.questions.asking import Answer, Value, ask
from pscvc_kg.questions.catalogue import Column, Parameter, Question, Source, question, questions, speaking_of
from pscvc_kg.questions.naming import LANGUAGES, called
from pscvc_kg.questions.values import Choice, choices

__all__ = [
    "LANGUAGES",
    "Answer",
    "Choice",
    "Column",
    "Parameter",
    "Question",
    "Source",
    "Value",
    "ask",
    "called",
    "choices",
    "question",
    "questions",
    "speaking_of",
]
