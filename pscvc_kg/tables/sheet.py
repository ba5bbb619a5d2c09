"""What a sheet's XML says that its values do not: what is hidden, not computed, an error, or far outside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_CELLS = 8_000_000
"""The largest area between a sheet's first and last cell: 170,000 rows of 46 columns."""

# Reading XML cell by cell takes longer than all the rest, so it is done where a sheet holds one of these.
# Each pattern begins with fixed letters: such a search runs through megabytes in milliseconds.
_REMARKABLE = (
    re.compile(rb"<f[\s/>]"),
    re.compile(rb":f[\s/>]"),
    re.compile(rb"hidden\s*="),
    re.compile(rb"""t=["']e["']"""),
    re.compile(rb"v>-?\d{16}"),
)
# A cell so far right or down that the area could pass MAX_CELLS, and cells written in no usual way.
_FAR = re.compile(rb'<c r="(?:[A-Z]{3}|[A-Z]{1,2}\d{5})')
_UNUSUAL = (re.compile(rb'<c(?! r="[A-Z]{1,3}[1-9]\d{0,6}")[\s/>]'), re.compile(rb":c[\s/>]"))
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass
class SheetMarks:
    """Rows and columns count from 0 here, as indices; cells are (row, column).

    Attributes:
        hidden_rows: Rows that a reader of the sheet does not see.
        hidden_columns: The same of columns, as (first, last).
        uncomputed: The first formula without a stored value.
        exact: The text of cells whose value says less: errors, and integers of 16 digits or more.
        first, last: The top left and bottom right corner of all cells that hold something.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    uncomputed: tuple[int, int] | None = None
    exact: dict[tuple[int, int], str] = field(default_factory=dict)
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (-1, -1)

    @property
    def area(self) -> int:
        """How many cells lie between the first and the last."""
        return (self.last[0] - self.first[0] + 1) * (self.last[1] - self.first[1] + 1)

    def extend(self, row: int, column: int) -> None:
        """Take in one more cell that holds something."""
        if self.last < (0, 0):
            self.first = self.last = (row, column)
        elif row > self.last[0] or not self.first[1] <= column <= self.last[1] or row < self.first[0]:
            self.first = (min(self.first[0], row), min(self.first[1], column))
            self.last = (max(self.last[0], row), max(self.last[1], column))


def marks_of(xml: bytes) -> SheetMarks:
    """The marks of the sheet in *xml*, a worksheet part.

    Raises:
        ValueError: It is not well-formed, or declares a document type.
    """
    if not _needs_reading(xml):
        return SheetMarks()
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
    return scan.marks


def _refuse(*_: object) -> None:
    raise ValueError("document type declared")


def _needs_reading(xml: bytes) -> bool:
    if any(pattern.search(xml) for pattern in _REMARKABLE + _UNUSUAL):
        return True
    if _FAR.search(xml) is None:
        return False
    cells = _REFERENCE.findall(xml)
    columns = {column_index(letters.decode()) for letters in {letters for letters, _ in cells}}
    return (max(columns) + 1) * max(map(int, {number for _, number in cells})) > MAX_CELLS


def column_index(letters: str) -> int:
    """The column, counted from 0, of a spreadsheet's letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class _Scan:
    """Expat's handlers. References may be left out of rows and cells: then each follows the one before it."""

    def __init__(self) -> None:
        self.marks = SheetMarks()
        self._columns: dict[str, int] = {}
        self._row = self._column = -1
        self._kind = ""
        self._formula = False
        self._value: str | None = None
        self._collects = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._locate(attributes.get("r"))
            self._kind = attributes.get("t", "n")
            self._formula = False
            self._value = None
        elif local in ("v", "is"):
            self._collects = True
            self._value = ""
        elif local == "f":
            self._formula = True
        elif local == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            # A place that no sheet has wraps round in the reader, which then asks for more memory than is.
            if not 0 <= self._row < MAX_ROWS:
                raise ValueError(f"outside the sheet: row {self._row + 1}")
            if _is_true(attributes.get("hidden")):
                self.marks.hidden_rows.add(self._row)
        elif local == "col" and _is_true(attributes.get("hidden")):
            self.marks.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._finish()
        elif local in ("v", "is"):
            self._collects = False

    def text(self, data: str) -> None:
        if self._collects:
            self._value = (self._value or "") + data

    def _locate(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
        elif match := _CELL.fullmatch(reference):
            letters, number = match.groups()
            if letters not in self._columns:
                self._columns[letters] = column_index(letters)
            if int(number) != self._row + 1:
                raise ValueError(f"{reference} in row {self._row + 1}")
            self._column = self._columns[letters]
        else:
            raise ValueError(f"not a cell: {reference}")
        if self._column >= MAX_COLUMNS:
            raise ValueError(f"outside the sheet: {reference}")

    def _finish(self) -> None:
        marks, here = self.marks, (self._row, self._column)
        # An empty text is what ="" gives; of any other kind an empty value means that nothing was computed.
        if self._formula and (self._value is None or (not self._value and self._kind != "str")):
            marks.uncomputed = marks.uncomputed or here
        if self._value is None:
            return
        if self._value and (self._kind == "e" or (self._kind == "n" and _is_long_integer(self._value))):
            marks.exact[here] = self._value
        marks.extend(*here)


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def _is_long_integer(text: str) -> bool:
    return len(text) > 15 and text.lstrip("-").isdecimal()
