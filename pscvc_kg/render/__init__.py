"""What came back from a job, as text for a person or data for a program; a new form is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.render import (
    answer,
    answer_html,
    answer_xlsx,
    candidates,
    candidates_xlsx,
    care,
    catalogue,
    difference,
    difference_data,
    difference_html,
    evaluation,
    history,
    links,
    open_data,
    pictures,
    questions_turtle,
    receipt,
    report,
    report_csv,
    report_html,
    report_turtle,
    schema,
)
from pscvc_kg.render.answer import triples_text
from pscvc_kg.render.page import Page
from pscvc_kg.render.report import nothing_checked
from pscvc_kg.render.words import LANGUAGES
from pscvc_kg.report import Report

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer

REPORT_FORMS: dict[str, Callable[[Report, str, Page], str | bytes]] = {
    "text": report.report_text,
    "json": report.report_json,
    "csv": report_csv.report_csv,
    "html": report_html.report_html,
    "turtle": report_turtle.report_turtle,
}
ANSWER_FORMS: dict[str, Callable[[Answer, str, Page], str | bytes]] = {
    "table": answer.answer_table,
    "csv": answer.answer_csv,
    "json": answer.answer_json,
    "md": answer.answer_markdown,
    "xlsx": answer_xlsx.answer_xlsx,
    "svg": pictures.answer_svg,
}
QUESTIONS_FORMS = {
    "table": answer.questions_table,
    "csv": answer.questions_csv,
    "json": answer.questions_json,
    "md": answer.questions_markdown,
    "turtle": questions_turtle.questions_turtle,
}
CHOICES_FORMS: dict[str, Callable[..., str]] = {
    "table": answer.choices_table,
    "csv": answer.choices_csv,
    "json": answer.choices_json,
}
ROWS_FORMS = {
    "table": answer.rows_table,
    "csv": answer.rows_csv,
    "json": answer.rows_json,
    "md": answer.rows_markdown,
}
TERMS_FORMS = {"text": catalogue.terms_text, "json": catalogue.terms_json}
RULES_FORMS = {
    "text": catalogue.rules_text,
    "json": catalogue.rules_json,
    "schema": schema.report_schema,
}
CANDIDATES_FORMS: dict[str, Callable[..., str | bytes]] = {
    "text": candidates.candidates_text,
    "csv": candidates.candidates_csv,
    "xlsx": candidates_xlsx.candidates_xlsx,
    "json": candidates.candidates_json,
    "trig": candidates.candidates_trig,
}
DECIDED_FORMS = {"text": candidates.decided_text, "json": candidates.decided_json}
RECEIPT_FORMS = {"text": receipt.receipt_text, "json": receipt.receipt_json}
HISTORY_FORMS: dict[str, Callable[..., str]] = {
    "text": history.history_text,
    "json": history.history_json,
    "html": history.history_html,
}
DIFFERENCE_FORMS: dict[str, Callable[..., str | bytes]] = {
    "text": difference.difference_text,
    "json": difference_data.difference_json,
    "csv": difference_data.difference_csv,
    "html": difference_html.difference_html,
}
WITHDRAWN_FORMS = {"text": receipt.withdrawn_text, "json": receipt.withdrawn_json}
VERIFIED_FORMS = {"text": care.verified_text, "json": care.verified_json}
BACKUP_FORMS = {"text": care.backup_text, "json": care.backup_json}
RESTORED_FORMS = {"text": care.restored_text, "json": care.backup_json}
LOADED_FORMS = {"text": receipt.loaded_text, "json": receipt.loaded_json}
SOURCES_FORMS = {"text": open_data.sources_text, "json": open_data.sources_json}
FETCHED_FORMS = {"text": open_data.fetched_text, "json": open_data.fetched_json}

LINKS_FORMS = {"text": links.links_text, "json": links.links_json}
KEPT_FORMS = {"text": links.kept_text, "json": links.kept_json}
TAKEN_BACK_FORMS = {"text": links.taken_back_text, "json": links.taken_back_json}
PROMOTED_FORMS = {"text": links.promoted_text, "json": links.promoted_json}
EVALUATION_FORMS = {"text": evaluation.evaluation_text, "json": evaluation.evaluation_json}


def answer_form(name: str, ask: Callable[[str], Answer]) -> Callable[[Answer, str, Page], str | bytes]:
    """The form called *name* of an answer; a page holds every language, and has *ask* give the others."""
    if name != "html":
        return ANSWER_FORMS[name]

    def page(given: Answer, lang: str, _page: Page) -> str:
        every = {one: given if one == lang else ask(one) for one in LANGUAGES}
        return answer_html.answer_html(every, lang)

    return page


def report_form(name: str, files: Sequence[Path]) -> Callable[[Report, str, Page], str | bytes]:
    """The form called *name* of a report on *files*; a workbook is these files with their findings."""
    if name != "xlsx":
        return REPORT_FORMS[name]

    def workbook(report: Report, lang: str, _page: Page) -> bytes:
        from pscvc_kg.render.workbook import annotated_workbook

        return annotated_workbook(report, files, lang)

    return workbook


__all__ = [
    "ANSWER_FORMS",
    "BACKUP_FORMS",
    "CHOICES_FORMS",
    "DIFFERENCE_FORMS",
    "EVALUATION_FORMS",
    "FETCHED_FORMS",
    "HISTORY_FORMS",
    "KEPT_FORMS",
    "LINKS_FORMS",
    "LOADED_FORMS",
    "PROMOTED_FORMS",
    "QUESTIONS_FORMS",
    "RECEIPT_FORMS",
    "REPORT_FORMS",
    "RESTORED_FORMS",
    "ROWS_FORMS",
    "RULES_FORMS",
    "SOURCES_FORMS",
    "TAKEN_BACK_FORMS",
    "TERMS_FORMS",
    "VERIFIED_FORMS",
    "WITHDRAWN_FORMS",
    "answer_form",
    "nothing_checked",
    "report_form",
    "triples_text",
]
