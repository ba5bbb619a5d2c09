"""All findings of a report as a table that a spreadsheet opens: one row a finding."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from pscvc_kg.render.page import Page
from pscvc_kg.render.places import place_text
from pscvc_kg.render.since import reason_text
from pscvc_kg.report import Finding, Report

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine, and é becomes Ã©."""
LINE_BREAK = "⏎"
"""What stands for a line break within a cell: many programs take each line of a file for a row."""
_FORMULA = re.compile("[ \u00a0]*[=+\\-@＝＋－＠]|[\t\r\n]")
_INSIDE = re.compile("(?<=.)([;\t])(?=[=+\\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?%?")
_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")

_COLUMNS: dict[str, Callable[[Finding, str], object]] = {
    "rule": lambda finding, lang: finding.rule.code,
    "rule_name": lambda finding, lang: finding.rule.name,
    "severity": lambda finding, lang: finding.rule.severity,
    "title": lambda finding, lang: finding.rule.title[lang],
    "message": lambda finding, lang: finding.message[lang],
    "what_to_do": lambda finding, lang: finding.rule.fix[lang],
    "file": lambda finding, lang: finding.location.file,
    "sheet": lambda finding, lang: finding.location.sheet,
    "row": lambda finding, lang: finding.location.row,
    "column": lambda finding, lang: finding.location.column,
    "header": lambda finding, lang: finding.location.header,
    "line": lambda finding, lang: finding.location.line,
    "record": lambda finding, lang: "; ".join(f"{header}: {text}" for header, text in finding.record),
    "value": lambda finding, lang: finding.value if finding.cell is None else finding.cell,
    "related": lambda finding, lang: "; ".join(place_text(place, lang) for place in finding.related),
    "focus": lambda finding, lang: finding.focus,
    "path": lambda finding, lang: finding.path,
    "fingerprint": lambda finding, lang: finding.fingerprint,
}
"""The header of each column, the same in every language, and what stands in it."""
_LAST = ("status", "waiver")
"""Whether a finding is new, remaining or waived; and who answers for it, why and until when."""


def report_csv(report: Report, lang: str, page: Page | None = None) -> bytes:
    """Every finding in a row, worst first; headers in English, texts in *lang*; UTF-8 with a byte order mark.

    Findings that somebody answers for come last, with the status ``waived``.
    What a spreadsheet would take for a formula gets an apostrophe before it; a number, also a negative one,
    stays as it is. The JSON has each value as it stands in the file.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_COLUMNS, *_LAST])
    compared = report.comparison is not None
    rows: list[tuple[Finding, str, str]] = [
        (one, ("new" if report.is_new(one) else "remaining") if compared else "", "")
        for one in report.findings
    ]
    rows += [(one.finding, "waived", reason_text(one.waiver, lang)) for one in report.waived]
    for finding, status, waiver in rows:
        cells = [cell(finding, lang) for cell in _COLUMNS.values()]
        writer.writerow(map(safe_cell, [*cells, status, waiver]))
    return (BOM + text.getvalue()).encode(errors="replace")


def safe_cell(value: object) -> str:
    r"""*value* as a cell that no spreadsheet runs, on one line.

    >>> safe_cell("=1+1"), safe_cell("-12.5"), safe_cell("-1+1"), safe_cell("a\nb"), safe_cell(None)
    ("'=1+1", '-12.5', "'-1+1", 'a⏎b', '')

    Where a spreadsheet parts cells by another sign than we do, a cell may begin inside our text.

    >>> safe_cell("x;=1+1"), safe_cell("one; two; -3")
    ("x;'=1+1", 'one; two; -3')
    """
    text = "" if value is None else str(value)
    guard = "'" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else ""
    return guard + _INSIDE.sub(r"\1'", _CONTROLS.sub("\ufffd", _BREAKS.sub(LINE_BREAK, text)))
