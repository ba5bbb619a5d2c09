"""The agency's own workbook given back: cells filled and commented, all findings in a sheet with links."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pscvc_kg.render.workbook.issues import write_issues
from pscvc_kg.render.workbook.marks import mark
from pscvc_kg.render.workbook.package import saved
from pscvc_kg.render.workbook.sheets import gather
from pscvc_kg.render.workbook.summary import write_summary
from pscvc_kg.report import Report

__all__ = ["annotated_workbook"]


def annotated_workbook(report: Report, files: Sequence[str | Path], lang: str) -> bytes:
    """An .xlsx with a sheet for each table of *files*, and what *report* found in it at its cells.

    The first workbook among the files stays as it is, with its formats, formulas and drawings; text files and
    the sheets of other workbooks are put behind its sheets. Two sheets come first: all findings with links to
    their cells, and a summary that also says what of the files could not be kept. The same input gives the
    same bytes. Importing this module imports openpyxl, so a face does it only when this form is asked for.

    Raises:
        InputError: A file cannot be read, or is not what *report* is about.
    """
    sheets = gather(report, [Path(file) for file in files], lang)
    marked = mark(sheets, report.findings, lang)
    issues = write_issues(sheets, marked, report, lang)
    write_summary(sheets, issues, report, lang)
    return saved(sheets)
