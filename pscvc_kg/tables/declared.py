"""Where a workbook's tables begin, as it says itself: by names that it defines for their headers."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers import expat

from pscvc_kg.tables.sheet import column_index

TABLE = "pscvc_table_"
"""Begins the name of a header row; what the table is called follows."""
ABOUT = "pscvc_about_"
"""Begins the name of a cell on a sheet that holds no data; a number follows."""
_PLACE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?")


class Declared(NamedTuple):
    """A table's name, the number of its header row, and the index of its first column.

    The name of a sheet that holds no data is `ABOUT`.
    """

    name: str
    row: int
    column: int


def declarations(xml: bytes) -> dict[str, Declared]:
    """What *xml*, a workbook part, declares of its sheets, by the sheets' names.

    Raises:
        ValueError: It is not well-formed.
    """
    names: list[tuple[str, str]] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = tag.rpartition(":")[2] == "definedName"
        if inside:
            names.append((attributes.get("name", ""), ""))

    def end(_tag: str) -> None:
        nonlocal inside
        inside = False

    def text(data: str) -> None:
        if inside:
            names[-1] = (names[-1][0], names[-1][1] + data)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
    return dict(found for name, place in names if (found := _declared(name, place.strip())))


def _declared(name: str, place: str) -> tuple[str, Declared] | None:
    match = _PLACE.fullmatch(place)
    if match is None or not name.startswith((TABLE, ABOUT)):
        return None
    sheet = (match[1] or match[2]).replace("''", "'").removeprefix("$")
    called = name.removeprefix(TABLE) if name.startswith(TABLE) else ABOUT
    return sheet, Declared(called, int(match[4]), column_index(match[3]))
