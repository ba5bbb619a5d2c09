"""What came back from a job, as text for a person or data for a program; a new form is one entry here."""

from __future__ import annotations

from collections.abc import Callable

from pscvc_kg.render.page import Page
from pscvc_kg.render.report import report_json, report_text
from pscvc_kg.report import Report

REPORT_FORMS: dict[str, Callable[[Report, str, Page], str]] = {"text": report_text, "json": report_json}
