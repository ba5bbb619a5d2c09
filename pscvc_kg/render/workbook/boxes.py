"""The boxes of comments: where each stands beside its cell, in the drawing language that comments need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import coordinate_to_tuple

if TYPE_CHECKING:
    from openpyxl.comments.comment_sheet import CommentRecord
    from openpyxl.worksheet.worksheet import Worksheet

_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{identifier}" type="#_x0000_t202" style="position:absolute;visibility:hidden;'
    'width:{width}px;height:{height}px" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_COLUMN, _ROW = 64, 20  # pixels of a usual column and row
_AWAY = 15  # pixels between a cell and its box


def boxes(ws: Worksheet, comments: Sequence[CommentRecord], block: int) -> str:
    """The drawing of all *comments* of *ws*, each box to the right of its cell.

    Its shapes have identifiers from the *block* on, each of 1,024; the next drawing begins behind its blocks.
    openpyxl gives a box its size but no place, and then LibreOffice shows all in the sheet's first corner.
    """
    width, height = _widths(ws), _heights(ws)
    taken = range(block, block + blocks(comments))
    shapes = [_HEAD.format(blocks=",".join(map(str, taken)))]
    for identifier, comment in enumerate(comments, 1024 * block + 1):
        row, column = (part - 1 for part in coordinate_to_tuple(comment.ref))
        top = max(0, row - 1)
        right = _reach(width, column + 1, _AWAY + comment.width)
        bottom = _reach(height, top, comment.height)
        anchor = f"{column + 1},{_AWAY},{top},2,{right[0]},{right[1]},{bottom[0]},{bottom[1]}"
        size = {"width": comment.width, "height": comment.height}
        shapes.append(_BOX.format(identifier=identifier, anchor=anchor, row=row, column=column, **size))
    return "".join(shapes) + "</xml>"


def blocks(comments: Sequence[CommentRecord]) -> int:
    """How many blocks of identifiers the drawing of *comments* takes."""
    return 1 + len(comments) // 1024


def _reach(size: Callable[[int], int], first: int, pixels: int) -> tuple[int, int]:
    """The row or column, and the pixels into it, so many *pixels* from the beginning of the *first*."""
    place = first
    while pixels > size(place):
        pixels -= size(place)
        place += 1
    return place, pixels


def _widths(ws: Worksheet) -> Callable[[int], int]:
    usual = ws.sheet_format.defaultColWidth
    known = {}
    for dimension in ws.column_dimensions.values():
        dimension.reindex()
        pixels = 0 if dimension.hidden else int(dimension.width * 7 + 5)
        # A stretch of columns may reach to the end of the sheet; no box does.
        known.update(dict.fromkeys(range(dimension.min - 1, min(dimension.max, 2000)), pixels))
    default = _COLUMN if usual is None else int(usual * 7 + 5)
    return lambda column: known.get(column, default)


def _heights(ws: Worksheet) -> Callable[[int], int]:
    known = {
        number - 1: 0 if row.hidden else round(row.height * 4 / 3)
        for number, row in ws.row_dimensions.items()
        if row.hidden or row.height
    }
    usual = ws.sheet_format.defaultRowHeight
    default = round(usual * 4 / 3) if usual else _ROW
    return lambda row: known.get(row, default)
