"""What agencies send is read cell by cell at its place; what cannot be read is refused in one sentence."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pscvc_kg.errors import InputError
from pscvc_kg.tables import Row, Table, column_letter, read_tables
from pscvc_kg.tables import sheet as sheet_module
from pscvc_kg.tables.workbook import cell_text

SHEET = "xl/worksheets/sheet1.xml"
quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


# --- making files ---


def text_file(folder: Path, content: str | bytes, name: str = "si.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook_bytes(rows: Sequence[Sequence[object]], change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Services"
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook(
    folder: Path, rows: Sequence[Sequence[object]], change: Callable[[Any], None] | None = None
) -> Path:
    return text_file(folder, workbook_bytes(rows, change), "si.xlsx")


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook *data* with one part changed; a part that is not there begins empty."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        new.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return buffer.getvalue()


def in_sheet(
    folder: Path, old: bytes, new: bytes, rows: Sequence[Sequence[object]] = (("id", "n"), (1, 2))
) -> Path:
    def change(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new, 1)

    return text_file(folder, with_part(workbook_bytes(rows), SHEET, change), "si.xlsx")


def one(path: Path) -> Table:
    (table,) = read_tables(path)
    return table


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def refusal(path: Path, *expected: str) -> str:
    """The sentence that refuses *path*: it names the file first and says all that is *expected*."""
    with pytest.raises(InputError) as caught:
        read_tables(path)
    message = str(caught.value)
    assert message.startswith(f"{path.name}")
    assert message.endswith(".")
    assert "\n" not in message
    assert not re.search(r"[.!?] [A-Z]", message), f"more than one sentence: {message}"
    assert ";" in message, f"no remedy: {message}"
    for text in expected:
        assert text in message
    return message


# --- delimited text ---


def test_a_row_is_numbered_as_a_spreadsheet_does_and_knows_its_line(tmp_path: Path) -> None:
    table = one(text_file(tmp_path, 'id,text\n1,"two\nlines"\n\n,\n2,b\n'))
    assert table.headers == ("id", "text")
    assert table.rows == (Row(2, 2, ("1", "two\nlines")), Row(5, 6, ("2", "b")))


def test_a_table_knows_its_file_and_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = text_file(tmp_path, "id,n\n1,2\n")
    table = one(path)
    assert (table.file, table.sheet, table.header_row, table.header_line) == ("si.csv", None, 1, 1)
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_tables(path, name="sent by mail.csv")[0].file == "sent by mail.csv"


def test_headers_are_trimmed_and_composed_while_cells_stay_as_submitted(tmp_path: Path) -> None:
    table = one(text_file(tmp_path, " id ,service\u0301\n 1 , a \n"))
    assert table.headers == ("id", "servic\u00e9")
    assert cells(table) == [(" 1 ", " a ")]


def test_blank_rows_above_the_header_count(tmp_path: Path) -> None:
    table = one(text_file(tmp_path, "\n,\nid,n\n1,2\n"))
    assert (table.header_row, table.header_line, table.rows[0].number) == (3, 3, 4)


def test_a_header_without_rows_is_a_table(tmp_path: Path) -> None:
    assert one(text_file(tmp_path, "id,n")).rows == ()


def test_empty_cells_too_many_are_harmless(tmp_path: Path) -> None:
    table = one(text_file(tmp_path, "id,n,,\n1,2,,\n3,4,,,,\n5,6\n"))
    assert table.headers == ("id", "n")
    assert cells(table) == [("1", "2"), ("3", "4"), ("5", "6")]


def test_an_empty_column_may_go_without_a_header(tmp_path: Path) -> None:
    assert one(text_file(tmp_path, "id,,n\n1,,2\n")).headers == ("id", "", "n")


def test_repeated_headers_are_left_to_the_layout(tmp_path: Path) -> None:
    assert one(text_file(tmp_path, "id,id\n1,2\n")).headers == ("id", "id")


def test_the_line_that_tells_excel_the_separator_is_no_row(tmp_path: Path) -> None:
    table = one(text_file(tmp_path, "sep=;\r\nid;n\r\n1,5;2\r\n"))
    assert (table.headers, table.header_row, table.header_line) == (("id", "n"), 1, 2)
    assert table.rows == (Row(2, 3, ("1,5", "2")),)


@pytest.mark.parametrize(
    "content",
    ["nom, long;volume, total;n\na;1,5;2\nb;2,5;3\n", 'nom\tn\n"a;b,c"\t2\n', "nom;n\n1,5;2,5\n2,5;1,5\n"],
)
def test_the_separator_is_the_one_under_which_rows_agree(tmp_path: Path, content: str) -> None:
    assert len(one(text_file(tmp_path, content)).headers) == content.partition("\n")[0].count(";") + 1 or (
        "\t" in content
    )


FRENCH = "ministère;désignation\nÉducation;« l’œuvre d’été » — 50 €\nSANTÉ\u00a0;garçon, à Nîmes\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_french_text_is_right_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    table = one(text_file(tmp_path, (mark + FRENCH).encode(encoding)))
    assert table.headers == ("ministère", "désignation")
    assert cells(table) == [("Éducation", "« l’œuvre d’été » — 50 €"), ("SANTÉ\u00a0", "garçon, à Nîmes")]


def test_a_windows_file_that_ends_in_an_accent_is_not_taken_for_cut_off_utf_8(tmp_path: Path) -> None:
    assert cells(one(text_file(tmp_path, "id;nom\n1;Santé".encode("cp1252")))) == [("1", "Santé")]


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd\ufeff")
    | st.sampled_from('",;\t \n\r"é'),
    max_size=12,
)
NAME = st.text(st.sampled_from("abcdeéèç_"), min_size=1, max_size=8)


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    """A header of two or more names, then rows of the same width, some of them blank."""
    width = draw(st.integers(2, 5))
    row = st.lists(CELL, min_size=width, max_size=width) | st.just([""] * width)
    return [draw(st.lists(NAME, min_size=width, max_size=width)), *draw(st.lists(row, max_size=8))]


def written(grid: list[list[str]], delimiter: str, newline: str, quoted: bool) -> str:
    """*grid* as RFC 4180 writes it; Python's own writer leaves a CR without quotation marks."""

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted or re.search('[",;\t\r\n]', text) else text

    return "".join(delimiter.join(map(cell, record)) + newline for record in grid)


def starts(records: list[list[str]], text: str, delimiter: str) -> list[int]:
    """The line where each record begins, by what the csv module says of lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    ends = [reader.line_num for _ in reader]
    assert len(ends) == len(records)
    return [1, *(end + 1 for end in ends[:-1])]


@quick
@given(
    grids(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_what_was_written_is_read_back_at_its_row_and_line(
    tmp_path: Path, grid: list[list[str]], encoding: str, delimiter: str, newline: str, quoted: bool
) -> None:
    text = written(grid, delimiter, newline, quoted)
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        assume(False)
    if encoding == "cp1252":  # what cp1252 may say by chance is tested by example
        assume(not re.search("[‚„†‡ˆ‰Š‹ŽŒ\x80-\x9f\xa0-\xbf]", text))
    table = one(text_file(tmp_path, data))
    lines = starts(grid, text, delimiter)
    expected = [
        Row(number, lines[number - 1], tuple(record))
        for number, record in enumerate(grid, 1)
        if number > 1 and any(cell.strip() for cell in record)
    ]
    assert table.headers == tuple(grid[0])
    assert list(table.rows) == expected


@pytest.mark.shared
@pytest.mark.parametrize("name", ["si_2024.csv", "ss_2024.csv"])
def test_the_real_tables_are_read_as_the_csv_module_reads_them(shared: Path, name: str) -> None:
    path = shared / "data" / "gc" / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    table = one(path)
    assert table.headers == tuple(header)
    assert cells(table) == [tuple(row) for row in rows]


# --- delimited text that is refused ---

BAD_TEXT: list[tuple[str, bytes | str, tuple[str, ...]]] = [
    ("empty", b"", ("empty", "send the file")),
    ("blank", "\n \n", ("empty",)),
    ("only separators", ",,,\n,,,\n", ("empty",)),
    ("only a mark", b"\xef\xbb\xbf", ("empty",)),
    ("too few cells", "id,a,b\n1,2,3\n4,5\n", ("row 3: ", "2 cells", "header has 3")),
    ("one cell", "id,a,b\n1\n", ("row 2: ", "1 cell and")),
    (
        "too many cells",
        'id,a\n1,"x\ny"\n1,5,7\n',
        ("row 3 (line 4): ", "3 cells", "header has 2", "quotation"),
    ),
    ("data without header", "id,,n\n1,,2\n3,4,5\n", ("cell B1", "row 3", "name the column")),
    ("data under a trimmed header", "id,n,\n1,2,\n3,4,5\n", ("cell C1", "row 3")),
    ("quote never closed", 'id,n\n1,2\n3,"4\n5,6\n', ("row 3: ", "never closed")),
    (
        "quote never closed, after a long row",
        'id,n\n1,"2\n"\n3,"4\n5,6\n',
        ("row 3 (line 4)", "never closed"),
    ),
    ("quote closed too early", 'id,n\n1,"say "yes""\n', ("row 2: ", "two quotation marks")),
    ("vast cell", "id,n\n1," + "x" * 200_000, ("row 2: ", "131,072 characters")),
    ("NUL", b"id,n\n1,\x00\n", ("NUL bytes", "CSV UTF-8")),
    ("UTF-16 without mark", "id,n\n1,2\n".encode("utf-16-le"), ("NUL bytes", "UTF-16")),
    ("UTF-32", "id,n\n1,2\n".encode("utf-32"), ("NUL bytes",)),
    ("UTF-16 cut off", "id,n\n1,é".encode("utf-16")[:-1], ("middle of a character", "send the whole file")),
    (
        "UTF-8 cut off",
        "id,n\n1,été\n2,é".encode()[:-1],
        ("cell B3", "middle of a character", "send the whole"),
    ),
    ("UTF-8 cut off at its only accent", "id,n\n1,é".encode()[:-1], ("cell B2", "middle of a character")),
    ("UTF-8 cut off in a sign", "id,n\n1,…".encode()[:-1], ("cell B2", "middle of a character")),
    (
        "one byte of another encoding",
        "id,n\n1,été\n2,".encode() + b"\xe9\n",
        ("cell B3", "damaged", "CSV UTF-8"),
    ),
    ("replacement character", "id,n\n1,Sant\ufffd\n", ("cell B2", "letter was lost", "CSV UTF-8")),
    ("Mac text", "id;nom\n1;été\n2;règle\n".encode("mac_roman"), ("Windows-1252", "CSV UTF-8")),
    ("DOS text", "id;nom\n1;santé publique\n".encode("cp850"), ("cell B2", "Windows-1252", "CSV UTF-8")),
    ("prose", "Please find our inventory attached.\nKind regards\n", ("not a table", "no comma")),
    ("other separator", "id|n\n1|2\n", ("not a table", "comma, semicolon or tab")),
    ("web page", "<!DOCTYPE html>\n<html><body>a, b</body></html>", ("web page",)),
    ("XML", '\n<?xml version="1.0"?><a/>', ("XML",)),
    ("JSON", '{"id": 1, "n": 2}', ("JSON",)),
    ("JSON list", '[\n {"id": 1, "n": 2}]', ("JSON",)),
    ("PDF", b"%PDF-1.7\n1 0 obj\n", ("PDF", "CSV file or an .xlsx")),
    ("picture", b"\x89PNG\r\n\x1a\n\x00\x00", ("picture",)),
    ("compressed", b"\x1f\x8b\x08\x00\x00", ("compressed",)),
    ("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, (".xls)", "save it as .xlsx")),
    (
        "password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
        ("password", "save it without one"),
    ),
]


@pytest.mark.parametrize(
    ("content", "expected"), [case[1:] for case in BAD_TEXT], ids=[case[0] for case in BAD_TEXT]
)
def test_text_that_cannot_be_read_is_refused_at_its_place(
    tmp_path: Path, content: bytes | str, expected: tuple[str, ...]
) -> None:
    refusal(text_file(tmp_path, content), *expected)


def test_a_missing_file_a_folder_and_an_impossible_name_are_told_apart(tmp_path: Path) -> None:
    refusal(tmp_path / "none.csv", "no such file", "check the name")
    refusal(tmp_path, "folder", "name the files in it")
    refusal(tmp_path / ("x" * 100 + ".csv"), "no such file")
    with pytest.raises(InputError, match=r"cannot be opened|no such file"):
        read_tables(tmp_path / ("x" * 300 + ".csv"))
    with pytest.raises(InputError, match="no such file"):
        read_tables(str(tmp_path / "a\0b"))


def test_a_vast_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "vast.csv"
    with path.open("wb") as stream:
        stream.truncate(100_000_001)
    refusal(path, "100 MB", "split it")


def test_a_name_with_line_breaks_still_makes_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_tables(text_file(tmp_path, ""), name="a\nb\x1b[31m.csv")
    assert str(caught.value).startswith("a b [31m.csv: ")


# --- workbooks ---


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (123, "123"),
        (123.0, "123"),
        (-5, "-5"),
        (0.85, "0.85"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (12345678901, "12345678901"),
        (123456789012345, "123456789012345"),
        (True, "true"),
        (False, "false"),
        ("007", "007"),
        ("  kept ", "  kept "),
        ("two\nlines", "two\nlines"),
        ("#REF!", "#REF!"),
        ("#N/A", "#N/A"),
        (datetime.date(2024, 3, 1), "2024-03-01"),
        (datetime.datetime(2024, 3, 1, 10, 5), "2024-03-01T10:05:00"),
        (datetime.time(9, 30), "09:30:00"),
        (datetime.timedelta(hours=36), "PT129600S"),
        (None, ""),
    ],
)
def test_a_value_of_a_workbook_becomes_the_text_a_person_would_type(
    tmp_path: Path, value: object, text: str
) -> None:
    assert cells(one(workbook(tmp_path, [("id", "n"), (1, value)]))) == [("1", text)]


@pytest.mark.parametrize("digits", ["1234567890123456", "12345678901234567890", "-9007199254740993"])
def test_long_numbers_keep_their_digits(tmp_path: Path, digits: str) -> None:
    path = in_sheet(tmp_path, b"<v>2</v>", b"<v>" + digits.encode() + b"</v>")
    assert cells(one(path)) == [("1", digits)]


def test_a_number_too_large_for_its_digits_is_still_written_out() -> None:
    assert cell_text(1.2345678901234567e19) == "12345678901234567000"
    assert cell_text(float("-0.0")) == "0"
    assert cell_text(7) == "7"


def test_each_visible_sheet_that_holds_anything_is_a_table(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.create_sheet("Empty")
        book.create_sheet("Standards").append(["id", "target"])
        lists = book.create_sheet("Lists")
        lists.append(["drop-down"])
        lists.sheet_state = "hidden"

    tables = read_tables(workbook(tmp_path, [("id", "n"), (1, 2)], change))
    assert [(table.file, table.sheet) for table in tables] == [
        ("si.xlsx", "Services"),
        ("si.xlsx", "Standards"),
    ]


def test_a_table_that_begins_elsewhere_keeps_the_sheets_rows_and_letters(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book.active
        sheet["Z3"], sheet["AA3"] = "id", "n"
        sheet["Z6"], sheet["AA6"] = 1, 2

    table = one(workbook(tmp_path, [], change))
    assert (table.header_row, table.header_line, table.first_column) == (3, None, 25)
    assert [table.letter(index) for index in range(2)] == ["Z", "AA"]
    assert table.rows == (Row(6, None, ("1", "2")),)


def test_letters_go_on_after_z() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


@given(st.integers(0, 16383))
def test_letters_and_indices_are_one_to_one(index: int) -> None:
    assert sheet_module.column_index(column_letter(index)) == index


def test_formatting_below_the_table_makes_no_rows(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        for number in range(3, 500):
            book.active.cell(number, 1).number_format = "0.00"
        book.active.merge_cells("A600:C600")

    assert len(one(workbook(tmp_path, [("id", "n"), (1, 2)], change)).rows) == 1


def test_a_formatted_cell_far_outside_costs_nothing(tmp_path: Path) -> None:
    stray = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    assert cells(one(in_sheet(tmp_path, b"</sheetData>", stray))) == [("1", "2")]


def test_the_stored_value_of_a_formula_is_read(tmp_path: Path) -> None:
    path = in_sheet(tmp_path, b"<v>2</v>", b"<f>1+1</f><v>2</v>")
    assert cells(one(path)) == [("1", "2")]


def test_a_formula_that_gives_an_empty_text_is_computed(tmp_path: Path) -> None:
    path = in_sheet(tmp_path, b'<c r="B2" t="n"><v>2</v>', b'<c r="B2" t="str"><f>""</f><v></v>')
    assert cells(one(path)) == [("1", "")]


def test_hidden_columns_and_rows_without_data_are_harmless(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active.column_dimensions["D"].hidden = True
        book.active.row_dimensions[9].hidden = True

    assert cells(one(workbook(tmp_path, [("id", "n"), (1, 2)], change))) == [("1", "2")]


def test_a_sheet_whose_xml_has_prefixes_and_no_references_is_read(tmp_path: Path) -> None:
    xml = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row><x:c t="inlineStr"><x:is><x:t>id</x:t></x:is></x:c>'
        b'<x:c t="inlineStr"><x:is><x:t>n</x:t></x:is></x:c>'
        b"</x:row><x:row><x:c><x:v>1</x:v></x:c><x:c><x:f>1+1</x:f></x:c></x:row></x:sheetData></x:worksheet>"
    )
    path = text_file(tmp_path, with_part(workbook_bytes([]), SHEET, lambda _: xml), "si.xlsx")
    refusal(path, "cell B2", "formula")
    xml = xml.replace(b"</x:f>", b"</x:f><x:v>2</x:v>")
    path = text_file(tmp_path, with_part(workbook_bytes([]), SHEET, lambda _: xml), "si.xlsx")
    assert cells(one(path)) == [("1", "2")]


# Control characters are not XML, CR becomes LF in it, and _x000D_ is how a workbook writes one.
XLSX_CELL = CELL.map(lambda text: text.replace("\r", "")).filter(
    lambda text: not re.search("_x[0-9A-Fa-f]{4}_", text)
)
XLSX_VALUE = XLSX_CELL | st.integers(-(10**14), 10**14) | st.booleans()


def as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@quick
@given(
    st.lists(NAME, min_size=2, max_size=2), st.lists(st.lists(XLSX_VALUE, min_size=2, max_size=2), max_size=8)
)
def test_what_was_written_to_a_workbook_is_read_back_at_its_row(
    tmp_path: Path, header: list[str], rows: list[list[Any]]
) -> None:
    # openpyxl takes a text that begins with "=" for a formula, and writes "#N/A" as an error.
    assume(not any(isinstance(value, str) and value.startswith(("=", "#")) for row in rows for value in row))
    assume(
        all(value.isprintable() or "\n" in value for row in rows for value in row if isinstance(value, str))
    )
    expected = [
        Row(number, None, tuple(as_text(value) for value in row))
        for number, row in enumerate(rows, 2)
        if any(as_text(value).strip() for value in row)
    ]
    table = one(workbook(tmp_path, [header, *rows]))
    assert table.headers == tuple(header)
    assert list(table.rows) == expected


# --- workbooks that are refused ---


def hidden_row(book: Any) -> None:
    book.active.row_dimensions[2].hidden = True


def hidden_column(book: Any) -> None:
    book.active.column_dimensions["B"].hidden = True


def merged_cells(book: Any) -> None:
    book.active.merge_cells("A2:A3")


def formula(book: Any) -> None:
    book.active["B2"] = "=1+1"


def cleared_header(book: Any) -> None:
    book.active["B1"] = None


def lost_letter(book: Any) -> None:
    book.active["B2"] = "Sant\ufffd"


def hidden_sheet(book: Any) -> None:
    book.create_sheet("Blank")
    book.active.sheet_state = "hidden"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (hidden_row, ('sheet "Services", row 2: ', "hidden", "show it or delete it")),
        (hidden_column, ('sheet "Services", cell B1: ', "column B is hidden", "show it or delete it")),
        (merged_cells, ('sheet "Services", cell A2: ', "A2:A3", "unmerge")),
        (formula, ('sheet "Services", cell B2: ', "no stored value", "save it")),
        (cleared_header, ('sheet "Services", cell B1: ', "row 2", "name the column")),
        (lost_letter, ('sheet "Services", cell B2: ', "letter was lost")),
        (hidden_sheet, ("every visible sheet is empty",)),
    ],
)
def test_a_workbook_that_shows_something_else_than_it_holds_is_refused_at_its_cell(
    tmp_path: Path, change: Callable[[Any], None], expected: tuple[str, ...]
) -> None:
    refusal(workbook(tmp_path, [("id", "n"), (1, 2), (3, 4)], change), *expected)


def test_a_workbook_of_empty_sheets_is_refused(tmp_path: Path) -> None:
    refusal(workbook(tmp_path, []), "every visible sheet is empty", "send the workbook")


def test_a_stray_cell_is_refused_at_its_place(tmp_path: Path) -> None:
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    refusal(
        in_sheet(tmp_path, b"</sheetData>", stray), 'sheet "Services", cell XFD1048576', "delete the rows"
    )


def test_a_vast_cell_is_refused_at_its_place(tmp_path: Path) -> None:
    path = in_sheet(
        tmp_path, b'<c r="B2" t="n"><v>2</v>', b'<c r="B2" t="str"><v>' + b"xy" * 100_000 + b"</v>"
    )
    refusal(path, 'sheet "Services", cell B2: ', "131,072 characters")


def test_a_workbook_that_unzips_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank = workbook_bytes([("id", "n")])
    high_ratio = with_part(blank, "xl/theme/theme1.xml", lambda _: b" " * 5_000_000)
    refusal(text_file(tmp_path, high_ratio, "si.xlsx"), "unzips from", "refused as unsafe")
    monkeypatch.setattr("pscvc_kg.tables.workbook.MAX_BYTES", 5_000)
    refusal(text_file(tmp_path, blank, "si.xlsx"), "unzips from", "refused as unsafe")


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="3"><c r="A99999999999"><v>1</v></c></row>',
        b'<row r="3"><c r="AAAA3"><v>1</v></c></row>',
        b'<row r="3"><c r="A0"><v>1</v></c></row>',
        b'<row r="3"><c r="A4"><v>1</v></c><c><v>1</v></c></row>',
        b'<row r="4294967299"><c><v>1</v></c></row>',
        b'<row r="99999999999999999999999"><c><v>1</v></c></row>',
    ],
)
def test_a_place_that_no_sheet_has_is_refused_before_the_reader_meets_it(
    tmp_path: Path, cells: bytes
) -> None:
    refusal(in_sheet(tmp_path, b"</sheetData>", cells + b"</sheetData>"), "damaged or cut off")


def test_a_long_text_shared_by_many_cells_is_refused(tmp_path: Path) -> None:
    strings = b"<sst><si><t>id</t></si><si><t>" + bytes(range(97, 123)) * 4_000 + b"</t></si></sst>"
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>1</v></c></row>' % (n, n) for n in range(2, 1_500))
    data = with_part(
        workbook_bytes([("id",)]), SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    refusal(
        text_file(tmp_path, with_part(data, "xl/sharedStrings.xml", lambda _: strings), "si.xlsx"), "100 MB"
    )


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'
    refusal(in_sheet(tmp_path, b"<worksheet", bomb), "document type", "copy the table")
    with pytest.raises(ValueError, match="document type"):
        sheet_module.marks_of(b'<!DOCTYPE a [<!ENTITY b "c">]><a><c t="e"/></a>')


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    data = workbook_bytes([("id", "n"), (1, 2)])
    refusal(
        text_file(tmp_path, data[: int(len(data) * share)], "si.xlsx"), "damaged or cut off", "save it again"
    )


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("mark", [b"", b"<f hidden="])
def test_a_workbook_with_a_broken_part_is_refused(tmp_path: Path, part: str, mark: bytes) -> None:
    data = with_part(workbook_bytes([("id", "n"), (1, 2)]), part, lambda xml: xml[: len(xml) // 2] + mark)
    refusal(text_file(tmp_path, data, "si.xlsx"), "damaged or cut off")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("word/document.xml",), "Word document"),
        (("xl/workbook.bin",), ".xlsb"),
        (("mimetype", "content.xml"), "OpenDocument"),
        (("si.csv",), "unpack it"),
    ],
)
def test_another_kind_of_archive_is_named(tmp_path: Path, names: tuple[str, ...], expected: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.spreadsheet")
    refusal(text_file(tmp_path, buffer.getvalue(), "si.xlsx"), expected)


@quick
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_read_or_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = text_file(tmp_path, data)
    try:
        read_tables(path)
    except InputError:
        refusal(path)


@quick
@given(
    st.integers(0, 10**6), st.integers(1, 255), st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml"])
)
def test_a_workbook_with_a_changed_byte_is_read_or_refused_in_one_sentence(
    tmp_path: Path, position: int, change: int, part: str
) -> None:
    def flip(xml: bytes) -> bytes:
        index = position % len(xml)
        return xml[:index] + bytes([xml[index] ^ change]) + xml[index + 1 :]

    path = text_file(tmp_path, with_part(FLIPPED, part, flip), "si.xlsx")
    try:
        read_tables(path)
    except InputError:
        refusal(path)


FLIPPED = workbook_bytes([("id", "n"), (1, 2.5), ("é", datetime.date(2024, 3, 1)), (True, "#N/A")])
