"""Delimited text to a table: which encoding, which separator, and where each record begins."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from pscvc_kg.errors import InputError
from pscvc_kg.tables.table import MAX_CELL, Place, Row, Table, assemble, is_blank

DELIMITERS = ",;\t"
_NO_SEPARATOR = "\x1f"
"""What parts nothing: ASCII's own separator, which no text that people write holds."""
_BLANK = DELIMITERS + " \r\n"
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?(?:\r\n|\r|\n)', re.IGNORECASE)
_MARKUP = re.compile(r"\s*<[!?a-zA-Z]")
_RDF_XML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<rdf:RDF\b")
_TURTLE = re.compile(r"(?:\s*#[^\n]*\n)*+\s*(?:@prefix|@base)\b", re.IGNORECASE)
_JSON = re.compile(r'\s*(?:\{|\[\s*[\[{"\d\]-])')
_NO_TABLES = (
    (_RDF_XML, "RDF/XML", "rename it to end in .rdf if it is a catalogue, or "),
    (_MARKUP, "a web page or XML", ""),
    (_TURTLE, "Turtle", "rename it to end in .ttl if it is a catalogue, or "),
    (_JSON, "JSON", "rename it to end in .json if it is a catalogue, or "),
)
"""What else text may be, by how it begins, and what may help before a table is sent."""
_BROKEN = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
# What é, è, à, ê of Mac and DOS encodings look like when read as Windows-1252, where no French word has them.
_OTHER_ENCODING = re.compile("[a-z](?:[‚„ˆŽŠ]|[†‡](?=[a-z]))")
_EMPTY = "the file is empty; send the file that holds the table"
_CUT_OFF = "the file ends in the middle of a character, so its end is missing; send the whole file again"
_SAVE_AS_UTF8 = 'save it as "CSV UTF-8"'


def read_delimited(data: bytes, *, file: str, sha256: str, lists: bool = False) -> Table:
    """The table in *data*: text in UTF-8, UTF-16 or Windows-1252 whose cells are parted by one of DELIMITERS.

    Where *lists*, one column is a table, too: each line is a cell, whatever separators are in it.

    Raises:
        InputError: It is no table, or a part of it is lost; the sentence names the place and the remedy.
    """
    place = Place(file)
    text = _decoded(data, place)
    _require_table(text, place)
    stated = _SEPARATOR_LINE.match(text)
    delimiter = stated[1] if stated else _delimiter(text)
    if delimiter is None and lists:
        delimiter = _NO_SEPARATOR
    if delimiter is None:
        raise place.error(
            "the file is not a table, its first line holds no comma, semicolon or tab; send a CSV file or an"
            " .xlsx workbook whose first row names the columns"
        )
    if "\ufffd" in text:
        what = f"a letter was lost when the text was converted; open the original file and {_SAVE_AS_UTF8}"
        raise _error_at("\ufffd", text, place, what)
    body, lines_before = (text[stated.end() :], 1) if stated else (text, 0)
    table = assemble(place, _records(body, delimiter, place, lines_before), sha256=sha256)
    if table is None:
        raise place.error(_EMPTY)
    return table


def _records(text: str, delimiter: str, place: Place, lines_before: int = 0) -> Iterator[Row]:
    """Each record with its number and the line where it begins: a line break in quotes ends no record."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    number, line = 0, lines_before + 1
    try:
        for number, cells in enumerate(reader, 1):
            yield Row(number, line, tuple(cells))
            line = lines_before + reader.line_num + 1
    except csv.Error as error:
        raise _quoting_error(str(error), place, Row(number + 1, line, ())) from None


def _lines(text: str) -> Iterable[str]:
    """The lines of *text* with their line breaks: CR, LF or both, as csv wants them."""
    if text.count("\r") > text.count("\r\n"):
        return io.StringIO(text, newline="")
    # Splitting is twice as fast as StringIO; csv takes an idle line break at the end for none.
    lines = text.removesuffix("\n").split("\n")
    return (line + "\n" for line in lines)


def _quoting_error(reason: str, place: Place, row: Row) -> InputError:
    if "end of data" in reason:
        what = (
            "a quotation mark opened here is never closed; close it, or send the whole file if it was cut off"
        )
    elif "limit" in reason:
        what = f"a cell has more than {MAX_CELL:,} characters; close its quotation mark, or shorten the text"
    else:
        what = (
            "text follows a closing quotation mark; write two quotation marks for one inside a cell,"
            " and close each one that opens a cell"
        )
    return place.error(what, row=row)


def _delimiter(text: str) -> str | None:
    """The separator that makes most of the first records as wide as the header; None for a single column."""
    best: tuple[float, int, str] | None = None
    for delimiter in DELIMITERS:
        reader = csv.reader(_lines(text[:MAX_CELL]), delimiter=delimiter)
        widths = [len(cells) for cells in islice(reader, 20) if not is_blank(cells)]
        if not widths or widths[0] < 2:
            continue
        agreeing = sum(width == widths[0] for width in widths) / len(widths)
        best = max(best or (0.0, 0, ""), (agreeing, widths[0], delimiter))
    return best[2] if best else None


def _require_table(text: str, place: Place) -> None:
    if not text.strip(_BLANK):
        raise place.error(_EMPTY)
    for pattern, kind, remedy in _NO_TABLES:
        if pattern.match(text):
            raise place.error(
                f"the file is {kind}, not a table; {remedy}send a CSV file or an .xlsx workbook"
            )


def _decoded(data: bytes, place: Place) -> str:
    """The text of *data* without its byte order mark."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise place.error(_CUT_OFF) from None
        if "\0" in text:
            raise _nul(place)
        return text
    if b"\0" in data:
        raise _nul(place)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, error, place)
        return _windows_1252(data, place)


def _nul(place: Place) -> InputError:
    return place.error(
        "the file holds NUL bytes, so it is not text or is UTF-16 without its mark; send a CSV file saved as"
        ' "CSV UTF-8" or an .xlsx workbook'
    )


def _refuse_damaged_utf8(data: bytes, error: UnicodeDecodeError, place: Place) -> None:
    """Tell a UTF-8 file with a broken byte from one in Windows-1252, by what the other bytes say.

    Windows-1252 letters hardly ever look like UTF-8, so more whole characters than broken bytes mean damage.
    """
    text = data.decode("utf-8", "surrogateescape")
    whole, broken = len(_NOT_ASCII.findall(text)), len(_BROKEN.findall(text))
    if error.reason == "unexpected end of data":
        tail = data[error.start :]
        # Â and Ã, the first bytes of every French letter in UTF-8, end no word.
        if whole or len(tail) > 1 or tail[0] in b"\xc2\xc3":
            raise _error_at(text[-len(tail)], text, place, _CUT_OFF)
    if whole > broken:
        broken_byte = chr(0xDC00 + data[error.start])
        what = (
            f"a character is damaged, not UTF-8 as the rest of the file is; type it again and {_SAVE_AS_UTF8}"
        )
        raise _error_at(broken_byte, text, place, what)


def _windows_1252(data: bytes, place: Place) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        text, wrong = data.decode("latin-1"), chr(data[error.start])
    else:
        odd = _OTHER_ENCODING.search(text)
        if odd is None:
            return text
        wrong = odd[0]
    what = f"accented letters are neither UTF-8 nor Windows-1252; open the original file and {_SAVE_AS_UTF8}"
    raise _error_at(wrong, text, place, what)


def _error_at(wanted: str, text: str, place: Place, what: str) -> InputError:
    """The error *what* at the first cell that holds *wanted*, or of the whole file where none is found."""
    try:
        for row in _records(text, _delimiter(text) or ",", place):
            for column, cell in enumerate(row.cells):
                if wanted in cell:
                    return place.error(what, row=row, column=column)
    except InputError:
        pass
    return place.error(what)
