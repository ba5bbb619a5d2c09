"""Candidate hand-overs, and what was decided of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pscvc_kg.linking.hand_overs.deciding import codes
from pscvc_kg.linking.hand_overs.table import COLUMNS, as_csv
from pscvc_kg.render.answer_xlsx import as_text
from pscvc_kg.render.page import Page, join
from pscvc_kg.render.places import place_text
from pscvc_kg.render.report_csv import safe_cell
from pscvc_kg.render.words import count, word, write_day, write_number
from pscvc_kg.report import Location, Text
from pscvc_kg.row_heights import height_of
from pscvc_kg.settling import settled

if TYPE_CHECKING:
    from pscvc_kg.linking.hand_overs.deciding import Decided
    from pscvc_kg.linking.hand_overs.table import Row

_WIDEST = 50
SHOWN = 10
"""How many of each pattern the text shows; the table and the JSON have them all."""


def candidates_text(
    rows: Sequence[Row], lang: str, page: Page, labels: Mapping[str, Text] | None = None
) -> str:
    """Candidates for a person: by pattern, from whom to whom, why, and where it stands."""
    known = labels or {}
    counts = Counter(row["pattern"] for row in rows)
    lines: list[str] = []
    for pattern in sorted({*known, *counts}):
        label = known[pattern][lang] if pattern in known else pattern
        lines.append(
            page.paint(
                f"{label} ({pattern}){word('colon', lang)} {count(counts[pattern], 'candidate', lang)}",
                "bold",
            )
        )
        for row in islice((row for row in rows if row["pattern"] == pattern), SHOWN):
            lines += page.wrap(f"- {_between(row, lang)}", 2, 2)
            lines += page.wrap(row[f"reason_{lang}"], 4)
            lines += page.wrap(_why(row, lang), 4)
        if counts[pattern] > SHOWN:
            more = word("more", lang, n=write_number(counts[pattern] - SHOWN, lang))
            lines.append(page.paint(f"  … {more}", "dim"))
    total = word("candidates-total", lang, candidates=count(len(rows), "candidate", lang))
    return join([*lines, "", *page.wrap(total)])


def _between(row: Row, lang: str) -> str:
    ends = []
    for side in ("from", "to"):
        name, organization = row[f"{side}_name_{lang}"], row[f"{side}_organization_name_{lang}"]
        ends.append(name if name == organization or not organization else f"{name} ({organization})")
    return " → ".join(ends)


def _why(row: Row, lang: str) -> str:
    """How likely it is, and where its evidence stands."""
    parts = []
    if row["file"]:
        parts.append(place_text(_place(row), lang))
    if row["likelihood"]:
        share = write_number(round(float(row["likelihood"]) * 100), lang)
        parts.append(word("candidate-likelihood", lang, share=share))
    if row["decision"]:
        by = {"by": row["decided_by"], "day": write_day(row["decided_on"][:10], lang)}
        parts.append(word(f"candidate-{row['decision']}", lang, **by))
    return "; ".join(parts)


def _place(row: Row) -> Location:
    number = int(row["row_number"]) if row["row_number"] else None
    return Location(row["file"], row["sheet"] or None, number, row["column"] or None, row["header"] or None)


def candidates_csv(
    rows: Sequence[Row], lang: str, page: Page | None = None, labels: Mapping[str, Text] | None = None
) -> bytes:
    """The table that a person decides in; no text of it is ever run as a formula."""
    return as_csv({name: safe_cell(text) for name, text in row.items()} for row in rows)


def candidates_xlsx(
    rows: Sequence[Row], lang: str, page: Page | None = None, labels: Mapping[str, Text] | None = None
) -> bytes:
    """The same as a workbook, with the decisions to choose from. The same rows give the same bytes."""
    # openpyxl takes a fifth of a second to import, which no other form need pay.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    book.properties.creator = "pscvc"
    sheet = book.active
    sheet.title = word("candidates", lang)
    for number, row in enumerate([{name: name for name in COLUMNS}, *rows], 1):
        for at, name in enumerate(COLUMNS, 1):
            cell = as_text(sheet.cell(number, at), _visible(row[name]))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFE3ECF4")
    widths = {}
    for at, name in enumerate(COLUMNS, 1):
        widest = max((len(row[name]) for row in rows), default=0)
        widths[name] = min(max(widest, len(name)) * 1.2 + 3, _WIDEST)
        sheet.column_dimensions[get_column_letter(at)].width = widths[name]
    for number, row in enumerate(rows, 2):
        sheet.row_dimensions[number].height = height_of((row[name], widths[name]) for name in COLUMNS)
    choice = DataValidation(type="list", formula1=f'"{",".join(codes())}"', allow_blank=True)
    choice.add(f"A2:A{len(rows) + 1}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    return settled(book)


def _visible(text: str) -> str:
    """What can be seen of *text*: a sign without a shape would come back as a letter that was lost."""
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace())


def candidates_json(
    rows: Sequence[Row], lang: str, page: Page | None = None, labels: Mapping[str, Text] | None = None
) -> str:
    """Candidates for a program."""
    content = [
        {
            "pattern": row["pattern"],
            "candidate": row["candidate"],
            "decision": row["decision"] or None,
            **{side: _end(row, side) for side in ("from", "to")},
            "value_object": row["value_object"] or None,
            "likelihood": float(row["likelihood"]) if row["likelihood"] else None,
            "reason": {"en": row["reason_en"], "fr": row["reason_fr"]},
            "quotation": row["quotation"] or None,
            "location": {
                "file": row["file"],
                "sheet": row["sheet"] or None,
                "row": int(row["row_number"]) if row["row_number"] else None,
                "column": row["column"] or None,
                "header": row["header"] or None,
            }
            if row["file"]
            else None,
            "also": row["also"].splitlines(),
        }
        for row in rows
    ]
    return json.dumps({"candidates": content}, ensure_ascii=False, indent=2) + "\n"


def _end(row: Row, side: str) -> dict[str, object]:
    return {
        "organization": row[f"{side}_organization"] or None,
        "service": row[f"{side}_service"] or None,
        "name": {"en": row[f"{side}_name_en"], "fr": row[f"{side}_name_fr"]},
    }


def decided_text(decided: Decided, lang: str, page: Page) -> str:
    """How many decisions were taken, for a person."""
    taken = [
        word(f"decided-{code}", lang, candidates=count(number, "candidate", lang))
        for code, number in decided.counts.items()
    ]
    lines = taken or [word("decided-nothing", lang)]
    if decided.unchanged:
        lines.append(word("decided-before", lang, candidates=count(decided.unchanged, "candidate", lang)))
    if decided.open:
        lines.append(word("decided-open", lang, rows=count(decided.open, "row", lang)))
    return join([each for line in lines for each in page.wrap(line)])


def decided_json(decided: Decided, lang: str, page: Page | None = None) -> str:
    """How many decisions were taken, for a program."""
    content = {"decided": dict(decided.counts), "unchanged": decided.unchanged, "open": decided.open}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
