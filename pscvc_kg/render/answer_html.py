"""An answer as one page in both languages that needs no network and no script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from pscvc_kg.render.answer import NUMBERS, cell, header, source_lines
from pscvc_kg.render.page import plain
from pscvc_kg.render.pictures import picture
from pscvc_kg.render.sheet import Said, Section, in_each, sheet
from pscvc_kg.render.words import WORDS, word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer, Column


def answer_html(answers: Mapping[str, Answer], lang: str) -> str:
    """The same answer in each language as a page that shows *lang* first: picture, table, source and licence.

    *answers* holds the answer for each language. Where a question reads texts of one language, its answers
    differ in their rows; then the rows of *lang* stand in both.
    """
    shown = answers[lang]
    if any(len(each.rows) != len(shown.rows) or each.iris != shown.iris for each in answers.values()):
        answers = dict.fromkeys(answers, shown)
    question = shown.question
    lead: list[Said] = [question.description]
    for name in shown.values:
        title = question.parameter(name).label
        lead.append(
            in_each(
                lambda one, name=name, title=title: (  # type: ignore[misc]
                    f"{title[one]}{word('colon', one)} {'; '.join(answers[one].values[name])}"
                )
            )
        )
    section = Section(
        WORDS["answer"],
        tuple(in_each(lambda one, at=column: header(at, one)) for column in shown.columns),  # type: ignore[misc]
        tuple(
            tuple(_said(answers, column, row, at) for at, column in enumerate(shown.columns))
            for row in range(len(shown.rows))
        ),
        tuple(at for at, column in enumerate(shown.columns) if column.type in NUMBERS),
        kind="wide" if len(shown.columns) > 5 else "",
    )
    feet = {one: source_lines(answers[one], one) for one in answers}
    return sheet(
        question.summary,
        lead,
        [section],
        lang,
        picture=in_each(lambda one: picture(answers[one], one, alone=False))
        if question.picture and shown.rows
        else None,
        foot=[in_each(lambda one, at=at: feet[one][at]) for at in range(len(feet[lang]))],  # type: ignore[misc]
    )


def _said(answers: Mapping[str, Answer], column: Column, row: int, at: int) -> Said:
    """A cell in each language; what has an address on the web leads to it."""

    def text(one: str) -> str:
        value = cell(column, answers[one].rows[row][at], one)
        iri = answers[one].iris[row][at]
        if iri and iri.startswith(("http://", "https://")):
            return Markup('<a href="{}" rel="noreferrer">{}</a>').format(iri, plain(value))
        return value

    return in_each(text)
