"""The sheet that sums the findings up: files, severities, rules, what was not checked or not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from pscvc_kg.render.words import word, write_day
from pscvc_kg.render.workbook.issues import (
    INK,
    RULE,
    Issues,
    Look,
    fit,
    header_row,
    label_text,
    our_sheet,
    title_rows,
)
from pscvc_kg.render.workbook.marks import FILLS
from pscvc_kg.render.workbook.sheets import Sheets, font, put
from pscvc_kg.report import SEVERITIES, NotChecked, Report

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NUMBERS = 3  # the column of each table that counts
_WIDTHS = (34, 34, 12, 74, 66)


def write_summary(sheets: Sheets, issues: Issues, report: Report, lang: str) -> None:
    """Write the summary behind the sheet of findings."""
    ws = our_sheet(sheets, word("book-summary", lang), 1)
    day = write_day(report.as_of, lang)
    checked = word("checked", lang, profile=report.profile, rules=report.rules, day=day)
    title_rows(ws, word("book-summary", lang), [checked])
    link = Look(ws)(font=font(color="FF0B57A4", underline="single"), alignment=Alignment())
    to = put(ws, 3, 1, label_text(word("book-all", lang), lang) + f" {issues.title}", link, link)
    to.hyperlink = Hyperlink(ref="", location=f"{quote_sheetname(issues.title)}!A1")
    writing = _Writing(ws, lang)
    writing.table("files", ("file", "sheet", "rows", "book-sha", None), _files(sheets, report, lang))
    writing.table(
        "book-severities", ("book-severity", None, "findings", None, None), _severities(report, lang), FILLS
    )
    found = _rules(report, lang)
    writing.table("rules", ("book-severity", "rule", "findings", "book-title-of-rule", "do"), found, FILLS)
    writing.table(
        "not_checked", ("rule", None, None, "book-title-of-rule", "why"), _why(report.not_checked, lang)
    )
    writing.table(
        "book-limited", ("rule", None, None, "book-title-of-rule", "why"), _why(report.limited, lang)
    )
    idle = sorted(one.title[lang] for one in report.checked if one.focus_nodes == 0)
    writing.lines("nothing_applied", [f"{word('nothing_applied_why', lang)}{word('colon', lang)}", *idle])
    notes = [*sheets.notes, *_lost(sheets, lang), *issues.notes]
    writing.lines("book-notes", notes or [word("book-nothing-lost", lang)])
    sheets.as_text[ws.title] = f"A1:E{writing.row}"
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        ws.column_dimensions[letter].width = width


def _files(sheets: Sheets, report: Report, lang: str) -> Iterator[Sequence[str]]:
    for one in report.inputs:
        ws = sheets.places.get((one.file, one.sheet))
        yield one.file, ws.title if ws else one.sheet or "", str(one.records), one.sha256, ""


def _severities(report: Report, lang: str) -> Iterator[Sequence[str]]:
    found = Counter(finding.rule.severity for finding in report.findings)
    for severity in SEVERITIES:
        yield severity, "", str(found[severity]), "", ""


def _rules(report: Report, lang: str) -> Iterator[Sequence[str]]:
    for rule, number in report.summary():
        code = rule.code or rule.iri.rpartition("#")[2]
        yield rule.severity, code, str(number), rule.title[lang], rule.fix[lang]


def _why(several: Sequence[NotChecked], lang: str) -> Iterator[Sequence[str]]:
    rows = {(one.rule.code or one.rule.iri, "", "", one.rule.title[lang], one.why[lang]) for one in several}
    return iter(sorted(rows))


def _lost(sheets: Sheets, lang: str) -> Iterator[str]:
    base = sheets.base
    if base is None:
        return
    if base.lost:
        what = ", ".join(word(f"book-lost-{name}", lang) for name in base.lost)
        yield word("book-lost", lang, file=base.name, what=what)
    if any(cell.data_type == "f" for ws in base.book.worksheets for cell in ws._cells.values()):
        yield word("book-formulas", lang)


class _Writing:
    """Writes blocks under each other, an empty row between them."""

    def __init__(self, ws: Worksheet, lang: str) -> None:
        self.ws, self.lang, self.row = ws, lang, 5
        look = Look(ws)
        edge = Border(bottom=RULE)
        self.plain = look.pair(border=edge)
        self.number = look(
            number_format="#,##0",
            border=edge,
            alignment=Alignment(vertical="top", horizontal="right", indent=1),
        )
        self.heading = look(font=font(bold=True, size=13, color=INK), alignment=Alignment())
        self.flat = look.pair(alignment=Alignment())
        self.colours = {
            name: look(border=edge, font=font(bold=True), fill=PatternFill("solid", fgColor=colour))
            for name, colour in FILLS.items()
        }

    def table(
        self,
        title: str,
        headers: Sequence[str | None],
        rows: Iterable[Sequence[str]],
        severities: Iterable[str] = (),
    ) -> None:
        """A table with its title; nothing where it has no rows. A severity stands in its colour."""
        content = list(rows)
        if not content:
            return
        self._title(title)
        names = [word(key, self.lang) if key else "" for key in headers]
        header_row(self.ws, self.row, [name[:1].upper() + name[1:] for name in names])
        self.row += 1
        for texts in content:
            fit(self.ws, self.row, zip(texts, _WIDTHS, strict=True))
            for column, text in enumerate(texts, 1):
                if column == 1 and text in severities:
                    shown = word(text, self.lang).capitalize()
                    put(self.ws, self.row, 1, shown, self.colours[text], self.colours[text])
                else:
                    style = self.number if column == _NUMBERS else self.plain[0]
                    cell = put(self.ws, self.row, column, text, style, self.plain[1])
                    if column == _NUMBERS and text:
                        cell.value = int(text)
            self.row += 1
        self.row += 1

    def lines(self, title: str, texts: Sequence[str]) -> None:
        """Lines under a title; nothing where there is but the first, which introduces the others."""
        if title == "nothing_applied" and len(texts) < 2:
            return
        self._title(title)
        for text in texts:
            put(self.ws, self.row, 1, text, *self.flat)
            self.row += 1
        self.row += 1

    def _title(self, key: str) -> None:
        text = word(key, self.lang)
        put(self.ws, self.row, 1, text[:1].upper() + text[1:], self.heading, self.heading)
        self.row += 1
