"""The sheet that lists all findings, each with a link to its cell; the first of the workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pscvc_kg.render.words import count, word, write_day
from pscvc_kg.render.workbook.marks import FILLS, Marked, coordinate, related_text
from pscvc_kg.render.workbook.sheets import MAX_ROWS, Sheets, font, put, style_of
from pscvc_kg.report import SEVERITIES, Finding, Report
from pscvc_kg.tables import REPORT_SHEET

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray

MAX_LINKS = 65_000
"""Excel repairs, that is removes, what a sheet holds beyond 65,530 links."""
HEADER = 6
"""The row of the table's headers; it and all above stays in view."""
INK, PAPER, RULE = "FF1F3044", "FFE4EAF0", Side("thin", color="FFC5CDD5")

# Word of the header, and width in characters.
_COLUMNS = (
    *(("book-severity", 15), ("rule", 32), ("file", 24), ("sheet", 20), ("book-cell", 9), ("record", 24)),
    *(("column", 24), ("book-value", 22), ("book-message", 56), ("do", 52), ("also", 34)),
)
_SIZES = tuple(width for _, width in _COLUMNS)
_LINK = 5  # the column with the cell


@dataclass(frozen=True)
class Issues:
    """The sheet that was written, and what a reader must know of it."""

    title: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """The styles of our own sheets, each also for a text that must not become a formula."""

    ws: Worksheet

    def __call__(self, *, quoted: bool = False, **parts: Any) -> StyleArray:
        parts.setdefault("font", font())
        parts.setdefault("alignment", Alignment(vertical="top", wrap_text=True))
        return style_of(self.ws, quoted=quoted, **parts)

    def pair(self, **parts: Any) -> tuple[StyleArray, StyleArray]:
        """The style, and the same for a text that looks like a formula."""
        return self(**parts), self(quoted=True, **parts)


def write_issues(sheets: Sheets, marked: Marked, report: Report, lang: str) -> Issues:
    """Write the sheet of all findings in front of the others."""
    ws = our_sheet(sheets, word("book-issues", lang), 0)
    _head(ws, report, lang)
    headers = [word(key, lang) for key, _ in _COLUMNS]
    header_row(ws, HEADER, [header[:1].upper() + header[1:] for header in headers])
    look, edge = Look(ws), Border(bottom=RULE)
    plain, quoted = look.pair(border=edge)
    link = look(border=edge, font=font(color="FF0B57A4", underline="single"))
    colours = {
        name: look(border=edge, font=font(bold=True), fill=PatternFill("solid", fgColor=colour))
        for name, colour in FILLS.items()
    }
    room = MAX_ROWS - HEADER
    shown = list(zip(report.findings[:room], marked.cells[:room], strict=True))
    linked = 0
    for row, (finding, place) in enumerate(shown, HEADER + 1):
        texts = list(_texts(finding, place, lang))
        fit(ws, row, zip(texts, _SIZES, strict=True))
        for column, text in enumerate(texts, 1):
            if column == 1:
                put(ws, row, 1, text, colours[finding.rule.severity], plain)
            elif column == _LINK and place is not None and linked < MAX_LINKS:
                target = f"{quote_sheetname(place[0].title)}!{text}"
                put(ws, row, column, text, link, link).hyperlink = Hyperlink(ref="", location=target)
                linked += 1
            else:
                put(ws, row, column, text, plain, quoted)
    last = HEADER + len(shown)
    _finish(ws, last)
    sheets.as_text[ws.title] = f"A1:{get_column_letter(len(_COLUMNS))}{last}"
    return Issues(ws.title, tuple(_notes(report, marked, linked, lang)))


def our_sheet(sheets: Sheets, title: str, index: int) -> Worksheet:
    """A new sheet of ours, which the reader of submissions knows by a name and passes over."""
    ws = sheets.book.create_sheet(sheets.title(title), index)
    where = f"{quote_sheetname(ws.title)}!$A$1"
    ws.defined_names.add(DefinedName(REPORT_SHEET, attr_text=where, hidden=True))
    ws.sheet_view.showGridLines = False
    ws.sheet_properties.tabColor = INK
    ws.page_setup.orientation = "landscape"
    ws.page_setup.fitToHeight = 0
    ws.page_margins.left = ws.page_margins.right = 0.4
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    return ws


def header_row(ws: Worksheet, row: int, texts: list[str]) -> None:
    """The headers of a table in our sheets."""
    style = Look(ws)(
        font=font(bold=True, color=INK),
        fill=PatternFill("solid", fgColor=PAPER),
        border=Border(bottom=Side("medium", color=INK)),
        alignment=Alignment(vertical="center", wrap_text=True),
    )
    for column, text in enumerate(texts, 1):
        put(ws, row, column, text, style, style)


def fit(ws: Worksheet, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Make *row* as high as its *texts* need in columns of those widths; not every program does so itself."""
    lines = max(
        sum(1 + int(1.12 * max(0, len(line) - 1)) // width for line in text.split("\n"))
        for text, width in texts
    )
    ws.row_dimensions[row].height = min(409, 15 * lines + 3)


def title_rows(ws: Worksheet, title: str, lines: list[str]) -> None:
    """The title and a line under it for each of *lines*, from the first row."""
    look, flat = Look(ws), Alignment(vertical="center")
    big = look(font=font(bold=True, size=16, color=INK), alignment=flat)
    put(ws, 1, 1, title, big, big)
    ws.row_dimensions[1].height = 26
    line = look.pair(alignment=flat)
    for row, text in enumerate(lines, 2):
        put(ws, row, 1, text, *line)


def _head(ws: Worksheet, report: Report, lang: str) -> None:
    day = write_day(report.as_of, lang)
    title_rows(
        ws,
        word("book-title", lang),
        [
            word("checked", lang, profile=report.profile, rules=report.rules, day=day),
            counts_text(report, lang),
            word("book-hint", lang),
        ],
    )


def counts_text(report: Report, lang: str) -> str:
    """How many findings there are, in all and of each severity."""
    if not report.findings:
        return word("conforms", lang)
    found = Counter(finding.rule.severity for finding in report.findings)
    parts = [count(found[severity], severity, lang) for severity in SEVERITIES if found[severity]]
    return f"{count(len(report.findings), 'finding', lang)}{word('colon', lang)} {', '.join(parts)}"


def _texts(finding: Finding, place: tuple[Worksheet, int, int] | None, lang: str) -> Iterator[str]:
    """The cells of a finding's row, as many as there are columns."""
    where, rule = finding.location, finding.rule
    yield word(rule.severity, lang).capitalize()
    yield rule.code or rule.iri.rpartition("#")[2]
    yield where.file
    yield place[0].title if place is not None else where.sheet or ""
    if place is not None:
        yield coordinate(*place[1:])
    elif where.row is not None:
        yield f"{where.column or ''}{where.row}" if where.column else f"{word('row', lang)} {where.row}"
    else:
        yield "" if where.line is None else f"{word('line', lang)} {where.line}"
    yield "\n".join(f"{label_text(header, lang)} {text}" for header, text in finding.record)
    yield where.header or ""
    yield finding.cell or ""
    yield finding.message[lang]
    yield rule.fix[lang]
    yield related_text(finding, lang)


def label_text(text: str, lang: str) -> str:
    """*text* with the colon that the language puts after it."""
    return text + word("colon", lang)


def _finish(ws: Worksheet, last: int) -> None:
    for column, (_, width) in enumerate(_COLUMNS, 1):
        ws.column_dimensions[get_column_letter(column)].width = width
    ws.freeze_panes = f"A{HEADER + 1}"
    ws.auto_filter.ref = f"A{HEADER}:{get_column_letter(len(_COLUMNS))}{last}"
    ws.print_title_rows = f"{HEADER}:{HEADER}"


def _notes(report: Report, marked: Marked, linked: int, lang: str) -> Iterator[str]:
    if marked.uncommented:
        yield word("book-uncommented", lang, cells=count(marked.uncommented, "cell", lang))
    if linked < sum(place is not None for place in marked.cells):
        yield word("book-unlinked", lang, links=count(linked, "link", lang))
    if len(report.findings) > MAX_ROWS - HEADER:
        yield word("book-full", lang)
