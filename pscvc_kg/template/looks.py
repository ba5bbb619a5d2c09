"""How the workbook looks: colours, type, borders, what is locked, how it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pscvc_kg.template.colours import AMBER, RED
from pscvc_kg.template.words import word

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

NAVY, BLUE, PALE, GREY, INK = "1F3A5F", "4A6FA5", "DCE4EF", "F3F5F8", "1B1F24"
FONT = "Calibri"
_ALARM = {RED: ("F8C9C4", "8C1D18"), AMBER: ("FCE7B8", "6B4E00")}
_HEADER = {"violation": (NAVY, "FFFFFF"), "warning": (BLUE, "FFFFFF"), None: (PALE, INK)}


def _fill(colour: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour, bgColor=colour)


def _edge(colour: str = "B8C2CF") -> Any:
    from openpyxl.styles import Border, Side

    side = Side("thin", color=colour)
    return Border(left=side, right=side, top=side, bottom=side)


def _font(**how: Any) -> Any:
    from openpyxl.styles import Font

    return Font(name=FONT, **how)


def _align(**how: Any) -> Any:
    from openpyxl.styles import Alignment

    return Alignment(**how)


def title(cell: Cell) -> None:
    """The first line of a sheet."""
    cell.font = _font(size=16, bold=True, color="FFFFFF")
    cell.alignment = _align(vertical="center", indent=1)


def band(cell: Cell) -> None:
    """A cell of the band behind the title."""
    cell.fill = _fill(NAVY)


def below_band(cell: Cell) -> None:
    """A cell of the line below it."""
    cell.fill = _fill(GREY)
    cell.font = _font(size=10, color=INK)
    cell.alignment = _align(vertical="center", indent=1)


def header(cell: Cell, needed: str | None) -> None:
    """A header, by how much it matters that its cells are filled in."""
    fill, ink = _HEADER[needed if needed in _HEADER else None]
    cell.fill = _fill(fill)
    cell.font = _font(size=11, bold=True, color=ink)
    cell.alignment = _align(wrap_text=True, vertical="center", horizontal="left")
    cell.border = _edge("FFFFFF")


def example(cell: Cell, marked: str, number_format: str) -> None:
    """A cell of the example row; *marked* is shown before its text and is no part of it."""
    cell.fill = _fill(GREY)
    cell.font = _font(size=10, italic=True, color="6A7380")
    cell.alignment = _align(vertical="center", horizontal="left")
    cell.border = _edge("E1E6EC")
    cell.number_format = f'"{marked}"@' if marked else number_format


def free(cell: Any, number_format: str, *, locked: bool = False) -> None:
    """A cell, or a whole column, that a person fills in."""
    from openpyxl.styles import Protection

    cell.protection = Protection(locked=locked)
    cell.font = _font(size=11, color="6A7380" if locked else INK)
    cell.alignment = _align(vertical="top", wrap_text=True)
    cell.border = _edge()
    cell.number_format = number_format


def lock(cell: Cell) -> None:
    """A cell that a person does not fill in, in a column that is free."""
    from openpyxl.styles import Protection

    cell.protection = Protection(locked=True)


def alarm(colour: str) -> dict[str, Any]:
    """How a cell looks that is to be corrected."""
    fill, ink = _ALARM[colour]
    return {"fill": _fill(fill), "font": _font(color=ink)}


def swatch(cell: Cell, colour: str) -> None:
    """A sample of a colour of alarm."""
    fill, ink = _ALARM[colour]
    cell.fill, cell.font, cell.border = _fill(fill), _font(color=ink), _edge()
    cell.alignment = _align(horizontal="center", vertical="center")


def heading(cell: Cell) -> None:
    """A heading within a page of text."""
    cell.font = _font(size=13, bold=True, color=NAVY)
    cell.alignment = _align(vertical="center")


def prose(cell: Cell, *, strong: bool = False, link: bool = False) -> None:
    """A cell of a page of text."""
    colour = BLUE if link else INK
    cell.font = _font(size=11, bold=strong, color=colour, underline="single" if link else None)
    cell.alignment = _align(wrap_text=True, vertical="top")


def protect(sheet: Worksheet) -> None:
    """Lock what is locked, without a password: against slips, not against anybody's will."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.sort = False
    sheet.protection.autoFilter = False
    sheet.sheet_view.showGridLines = False


def print_setup(sheet: Worksheet, language: str, header_row: int | None) -> None:
    """Landscape, as wide as the page, the head on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = word("page", language)
    if header_row:
        sheet.print_title_rows = f"1:{header_row}"
