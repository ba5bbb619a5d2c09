"""The agency's workbook given back: exactly the cells with findings are marked, and all else is as it was."""

from __future__ import annotations

import csv
import io
import itertools
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule as ConditionalRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from pscvc_kg import api, resources
from pscvc_kg.errors import InputError
from pscvc_kg.render.workbook import annotated_workbook, issues, marks
from pscvc_kg.render.workbook.marks import AUTHOR, FILLS
from pscvc_kg.render.workbook.sheets import Sheets, cell_safe
from pscvc_kg.report import Finding, Input, Location, Report, Rule

DAY = "2025-03-01"
WRONG, SOUND = "type", "TML"
MET, TOTAL = "volume_meeting_target", "total_volume"
OURS = {"00" + colour for colour in FILLS.values()}

Rows = list[list[str]]
Cells = set[tuple[str, str]]


def read_rows(name: str) -> Rows:
    text = (resources.STORY / name).read_text(encoding="utf-8-sig")
    return list(csv.reader(text.splitlines(keepends=True)))


def sound_standards() -> Rows:
    """The header and rows of the story's standards in which no rule that reads them alone finds anything."""
    header, *body = read_rows("standards-2023-2024.csv")
    met, total = header.index(MET), header.index(TOTAL)
    numbers = (row for row in body if row[met].isdigit() and row[total].isdigit())
    return [header, *(row for row in numbers if 0 < int(row[total]) >= int(row[met]))]


def broken(rows: Rows, which: Iterable[int]) -> Rows:
    """*rows* where the records numbered *which*, from 0, name a type of standard that is in no list."""
    copy = [list(row) for row in rows]
    for index in which:
        copy[index + 1][rows[0].index(WRONG)] = "NOSUCH"
    return copy


def fill_in(ws: Worksheet, rows: Rows, *, top: int = 1, left: int = 1, order: Sequence[int] = ()) -> None:
    """Write *rows* from the row *top* and the column *left* on, columns in *order*; figures as numbers."""
    for number, row in enumerate(rows, top):
        for column, index in enumerate(order or range(len(row)), left):
            text = row[index]
            if text:
                ws.cell(number, column, int(text) if text.isdigit() and text[0] != "0" else text)


def looks(cell: Any) -> tuple[Any, ...]:
    names = ("value", "number_format", "font", "fill", "border", "alignment", "protection")
    return tuple(repr(getattr(cell, name)) for name in names)


def given_back(files: Path | Sequence[Path], lang: str = "en") -> tuple[Report, Workbook]:
    """The report on *files*, and the annotated workbook as a spreadsheet program opens it."""
    paths = [files] if isinstance(files, Path) else list(files)
    report = api.validate(paths, as_of=DAY)
    return report, openpyxl.load_workbook(io.BytesIO(annotated_workbook(report, paths, lang)))


def marked(book: Workbook) -> tuple[Cells, Cells]:
    """The cells that are filled in a colour of ours, and those with a comment of ours, behind our sheets."""
    cells = [cell for ws in book.worksheets[2:] for row in ws.iter_rows() for cell in row]
    filled = {(cell.parent.title, cell.coordinate) for cell in cells if cell.fill.fgColor.rgb in OURS}
    notes = {
        (cell.parent.title, cell.coordinate)
        for cell in cells
        if cell.comment is not None and cell.comment.author == AUTHOR
    }
    return filled, notes


def listed(book: Workbook) -> list[dict[str, Any]]:
    """The findings in the first sheet, by the headers of its columns."""
    headers, *rows = book.worksheets[0].iter_rows(min_row=issues.HEADER)
    names = [cell.value for cell in headers]
    return [dict(zip(names, row, strict=True)) for row in rows]


def texts(ws: Worksheet) -> str:
    return "\n".join(str(cell.value) for row in ws.iter_rows() for cell in row if cell.value is not None)


def agency_book(
    path: Path, which: Iterable[int], *, titles: Sequence[str] = ("Standards",), of: slice = slice(None)
) -> Cells:
    """Write a workbook as agencies do, and say which cells in it are wrong: shuffled columns, a gap above.

    It holds the sound records *of* the story, dealt out to its sheets, those numbered *which* made wrong.
    """
    header, *body = sound_standards()
    records = broken([header, *body[of]], which)[1:]
    book, wrong = Workbook(), set()
    book.remove(book.active)
    for number, title in enumerate(titles):
        ws = book.create_sheet(title)
        order = random.Random(number).sample(range(len(header)), len(header))
        fill_in(ws, [header, *records[number :: len(titles)]], top=3, left=2, order=order)
        for cell in ws[3]:
            cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor="FF14324F")
        ws.column_dimensions["C"].width, ws.freeze_panes = 33, "C4"
        letter = get_column_letter(2 + order.index(header.index(WRONG)))
        ws[f"{letter}5"].number_format = '0.0" cases"'
        own = (index // len(titles) for index in which if index % len(titles) == number)
        wrong |= {(title, f"{letter}{4 + index}") for index in own}
    book.save(path)
    return wrong


# Cells


def test_exactly_the_wrong_cells_are_marked_and_no_other_cell_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    wrong = agency_book(path, [0, 3, 17], titles=["l'été!", "A1", "Standards – 'x'"])
    report, book = given_back(path)
    assert {
        (finding.location.sheet, f"{finding.location.column}{finding.location.row}")
        for finding in report.findings
    } == wrong
    assert marked(book) == (wrong, wrong)
    before = openpyxl.load_workbook(path)
    assert book.sheetnames[2:] == before.sheetnames
    for ws in before.worksheets:
        new = book[ws.title]
        assert (new.max_row, new.max_column) == (ws.max_row, ws.max_column)
        assert new.column_dimensions["C"].width == 33
        assert new.freeze_panes == "C4"
        for row in ws.iter_rows():
            for cell in row:
                if (ws.title, cell.coordinate) not in wrong:
                    assert looks(new[cell.coordinate]) == looks(cell)
                else:
                    assert new[cell.coordinate].value == cell.value
                    assert new[cell.coordinate].number_format == cell.number_format


@settings(max_examples=12, deadline=None)
@given(which=st.sets(st.integers(0, len(sound_standards()) - 2)), as_text=st.booleans())
def test_whichever_cells_are_wrong_those_are_marked(
    tmp_path_factory: pytest.TempPathFactory, which: set[int], as_text: bool
) -> None:
    folder = tmp_path_factory.mktemp("any")
    if as_text:
        path, rows = folder / "standards.csv", broken(sound_standards(), which)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        letter = get_column_letter(rows[0].index(WRONG) + 1)
        wrong = {("standards", f"{letter}{index + 2}") for index in which}
    else:
        path = folder / "standards.xlsx"
        wrong = agency_book(path, which)
    _, book = given_back(path)
    assert marked(book) == (wrong, wrong)
    assert len([row for row in listed(book) if row["Severity"].value]) == len(wrong)


def test_a_link_leads_from_each_finding_to_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    wrong = agency_book(path, [1, 2, 8], titles=["l'été!", "A1"])
    report, book = given_back(path)
    reached = set()
    for row, finding in zip(listed(book), report.findings, strict=True):
        sheet, _, cell = row["Cell"].hyperlink.location.rpartition("!")
        title = sheet.strip("'").replace("''", "'")
        assert row["Cell"].hyperlink.target is None  # Nothing outside of the workbook.
        assert (row["Sheet"].value, row["Cell"].value) == (title, cell)
        assert row["Value"].value == str(book[title][cell].value) == finding.cell
        assert finding.message["en"] in book[title][cell].comment.text
        reached.add((title, cell))
    assert reached == wrong


def test_a_comment_says_how_bad_it_is_which_rule_what_and_what_to_do_in_the_language_asked(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.xlsx"
    [(title, place)] = agency_book(path, [4])
    for lang, severity in (("en", "VIOLATION · standard-type-known"), ("fr", "VIOLATION · ")):
        report, book = given_back(path, lang)
        [finding] = report.findings
        comment = book[title][place].comment
        assert comment.text.startswith(severity)
        assert finding.message[lang] in comment.text
        assert finding.rule.fix[lang] in comment.text
    assert "Que faire\u00a0: " in comment.text
    assert book.sheetnames[:2] == ["Problèmes", "Sommaire"]
    assert book.worksheets[0]["A1"].value == "Constats sur ce classeur"


def finding_at(place: Location, severity: str = "violation", **parts: Any) -> Finding:
    rule = Rule(
        iri=f"https://example.org/{severity}",
        code=f"rule-{severity}",
        severity=severity,
        title={"en": "It holds", "fr": "Il en est ainsi"},
        message={"en": "", "fr": ""},
        fix={"en": "Mend it.", "fr": "Corrigez."},
        why={"en": "", "fr": ""},
    )
    return Finding(rule, place, "urn:x", {"en": "It is wrong.", "fr": "C'est faux."}, **parts)


def report_of(*findings: Finding, inputs: tuple[Input, ...] = ()) -> Report:
    return Report("gc", "0.1.0", DAY, inputs, tuple(sorted(findings, key=lambda each: each.order)))


def test_a_cell_has_the_colour_of_its_worst_finding_and_names_all(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [])
    place = Location("book.xlsx", "Standards", 5, "C", "x")
    other = Location("book.xlsx", "Standards", 9, "D", "y")
    report = report_of(
        finding_at(place, "info"), finding_at(place, "warning", related=(other,)), finding_at(place, "info")
    )
    data = annotated_workbook(report, [path], "en")
    cell = openpyxl.load_workbook(io.BytesIO(data))["Standards"]["C5"]
    assert cell.fill.fgColor.rgb == "00" + FILLS["warning"]
    assert cell.comment.text.startswith(
        "WARNING · rule-warning\nIt is wrong.\nWhat to do: Mend it.\nSee also: "
    )
    assert "book.xlsx, sheet Standards, row 9, column D (y)" in cell.comment.text
    assert "INFO · rule-info (2 findings)" in cell.comment.text
    [box] = boxes_in(data)
    assert 8 * 15 < box["height"] < 300  # Eight lines are seen without scrolling.
    # Beside its cell: from the next column and the row above on.
    assert (box["left"], box["top"]) == (3, 3)
    assert box["right"] > 3
    assert box["bottom"] > 8


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        (Location("book.xlsx", "Standards", 7), "B7"),  # A whole row: its first cell.
        (Location("book.xlsx", "Standards", 3), "Z3"),  # A missing column: where it would stand.
        (Location("book.xlsx", "Standards", 3, "D", "x"), "D3"),
    ],
)
def test_what_is_said_of_no_cell_has_a_cell_too(tmp_path: Path, place: Location, cell: str) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [])
    data = annotated_workbook(report_of(finding_at(place)), [path], "en")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert marked(book) == ({("Standards", cell)}, {("Standards", cell)})
    assert listed(book)[0]["Cell"].hyperlink.location == f"'Standards'!{cell}"
    # White letters of a header would be lost on a pale fill.
    colour = book["Standards"][cell].font.color
    assert colour.theme == 1 if colour.type == "theme" else colour.rgb == "FF000000"


def test_a_missing_column_is_marked_in_the_row_of_headers(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book, rows = Workbook(), [row[:-1] for row in sound_standards()]
    left_out = rows[0].index("service_standard_fr")
    fill_in(book.active, [row[:left_out] + row[left_out + 1 :] for row in rows])
    book.save(path)
    report, book = given_back(path)
    assert any(finding.location.row == 1 for finding in report.findings)
    end = get_column_letter(len(rows[0]))
    assert ("Sheet", f"{end}1") in marked(book)[1]


def test_the_comments_of_the_agency_are_kept_below_ours(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    [(title, place)] = agency_book(path, [4])
    book = openpyxl.load_workbook(path)
    book[title][place].comment = Comment("Ask Marie\nbefore March", "Marie Tremblay")
    book[title]["C9"].comment = Comment("Sound", "Marie Tremblay")
    book.save(path)
    _, book = given_back(path)
    ours, _, theirs = book[title][place].comment.text.partition("────")
    assert ours.startswith("VIOLATION")
    assert theirs.endswith("Marie Tremblay:\nAsk Marie\nbefore March")
    assert book[title]["C9"].comment.author == "Marie Tremblay"
    assert book[title]["C9"].comment.text == "Sound"


def test_the_colours_are_readable_and_differ_without_their_hue() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    light = [luminance(FILLS[severity]) for severity in ("violation", "warning", "info")]
    assert all((each + 0.05) / 0.05 >= 7 for each in light)  # Black text: level AAA of WCAG 2.
    lightness = [116 * each ** (1 / 3) - 16 for each in light]
    assert all(later - earlier > 4 for earlier, later in itertools.pairwise(lightness))


# What a sheet may hold, in the order of ECMA-376, part 1, 18.3.1.99; Excel repairs a sheet in another order.
CONTENT = (
    " sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
    "scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr "
    "conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter "
    "rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing "
    "legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst "
)


def test_the_parts_of_each_sheet_stand_in_the_order_that_excel_wants(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [1], of=slice(20))
    book = openpyxl.load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(book["Standards"], min_col=3, min_row=3, max_row=9))
    book["Standards"].add_chart(chart)
    book["Standards"].col_breaks.append(Break(id=3))
    book.save(path)
    text = write_csv(
        tmp_path / "standards.csv", [sound_standards()[0], *broken(sound_standards(), [40])[21:]]
    )
    report = api.validate([path, text], as_of=DAY)
    content = parts(annotated_workbook(report, [path, text], "en"))
    sheets = {name: data for name, data in content.items() if name.startswith("xl/worksheets/sheet")}
    assert len(sheets) == 4
    seen = set()
    for name, data in sheets.items():
        names = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(data)]
        assert names == sorted(names, key=lambda each: CONTENT.index(f" {each} ")), name
        seen |= set(names)
    assert {"autoFilter", "hyperlinks", "colBreaks", "ignoredErrors", "drawing", "legacyDrawing"} <= seen
    areas = re.findall(
        rb'<ignoredError sqref="([A-Z0-9:]+)" numberStoredAsText="1"', b"".join(sheets.values())
    )
    assert areas == [b"A1:K8", areas[1], b"A1:X61"]


# Text files


def write_csv(path: Path, rows: Rows, **options: str) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, **options).writerows(rows)
    return path


def test_the_cells_of_a_text_file_stay_text_whatever_they_look_like(tmp_path: Path) -> None:
    rows = broken(sound_standards(), [0])
    long = "É" * 40_000
    notes = [
        '=HYPERLINK("http://example.org")',
        "+1",
        "-1",
        "@SUM(A1)",
        "0012",
        "1e5",
        "Été « là »",
        "a\nb",
        long,
    ]
    column = rows[0].index("comments_en")
    for row, note in zip(rows[1:], notes, strict=False):
        row[column] = note
    path = write_csv(tmp_path / "notes.csv", rows, delimiter=";")
    _, book = given_back(path)
    ws = book["notes"]
    for row, note in zip(ws.iter_rows(min_row=2, max_row=len(notes) + 1), notes, strict=True):
        cell = row[column]
        assert cell.data_type == "s"
        assert cell.number_format == "@"
        assert cell.quotePrefix == (note[0] in "=+-@")
        assert cell.value == (note if note != long else long[:32_766] + "…")
    assert all(cell.data_type in "sn" for row in ws.iter_rows() for cell in row)
    assert [cell.value for cell in ws[1]] == rows[0]
    assert (ws.freeze_panes, ws.auto_filter.ref) == ("A2", f"A1:X{len(rows)}")
    assert ws["A1"].font.bold
    assert "texts that are longer than a cell can hold" in texts(book.worksheets[1])


def test_the_rows_of_a_text_file_keep_their_numbers(tmp_path: Path) -> None:
    rows = broken(sound_standards(), [3])
    path = tmp_path / "gaps.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",,,\n")
        csv.writer(file).writerows(rows[:3])
        file.write("\n\n")
        csv.writer(file).writerows(rows[3:])
    report, book = given_back(path)
    [finding] = report.findings
    assert marked(book)[0] == {("gaps", f"{finding.location.column}{finding.location.row}")}
    [(title, place)] = marked(book)[0]
    assert book[title][place].value == finding.cell


def test_files_make_one_workbook_with_names_that_a_spreadsheet_takes(tmp_path: Path) -> None:
    header, *body = sound_standards()
    name = "standards [2023] of an organization with a {}name.csv"
    first = write_csv(tmp_path / name.format("long "), broken([header, *body[:9]], [2]))
    second = write_csv(tmp_path / name.format(""), [header, *body[9:]])
    hand = Path(shutil.copy(resources.STORY / "hand-overs.csv", tmp_path / "'History'.csv"))
    _, book = given_back([second, first, hand])
    titles = book.sheetnames[2:]
    assert len({title.casefold() for title in titles}) == 3
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", title) for title in titles)
    assert "history" not in map(str.casefold, titles)
    [(sheet, _)] = marked(book)[0]
    assert listed(book)[0]["File"].value == first.name
    assert listed(book)[0]["Sheet"].value == sheet


def test_a_graph_has_no_cells_and_its_findings_are_listed_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("@prefix a: <urn:a,b;c> .\n")
    report = report_of(finding_at(Location("graph.ttl", line=12)))
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(report, [path], "en")))
    assert book.sheetnames == ["Issues", "Summary"]
    [row] = listed(book)
    assert (row["File"].value, row["Cell"].value) == ("graph.ttl", "line 12")
    assert row["Cell"].hyperlink is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x07b", "a␇b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("_x0041_", "_x005F_x0041_"),
        ("\ud800\uffff", "\ufffd\ufffd"),
    ],
)
def test_what_no_cell_can_hold_is_made_visible(text: str, kept: str) -> None:
    assert cell_safe(text) == kept


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("a/b:c", "a_b_c"),
        ("'a'", "a"),
        ("", "_"),
        ("History", "History (2)"),
        ("x" * 40, "x" * 31),
        ("sheet", "sheet (2)"),
    ],
)
def test_the_title_of_a_sheet(wanted: str, title: str) -> None:
    assert Sheets(Workbook()).title(wanted) == title


def boxes_in(data: bytes) -> list[dict[str, int]]:
    """Size and place of the boxes of comments; rows and columns count from 0 there."""
    drawings = [text.decode() for name, text in parts(data).items() if name.endswith(".vml")]
    pattern = (
        r"height:(?P<height>\d+)px.*?<x:Anchor>(?P<left>\d+),\d+,(?P<top>\d+),\d+,"
        r"(?P<right>\d+),\d+,(?P<bottom>\d+),\d+</x:Anchor>"
    )
    return [
        {name: int(value) for name, value in match.groupdict().items()}
        for drawing in drawings
        for match in re.finditer(pattern, drawing)
    ]


# What is kept of a workbook, and what is said of the rest


def parts(data: bytes | Path) -> Mapping[str, bytes]:
    source = data if isinstance(data, Path) else io.BytesIO(data)
    with zipfile.ZipFile(source) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def change(path: Path, edit: Callable[[dict[str, bytes]], None]) -> None:
    content = dict(parts(path))
    edit(content)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def test_drawings_are_kept_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [1])
    book = openpyxl.load_workbook(path)
    for ws in (book.active, book.create_chartsheet("Picture")):
        chart = BarChart()
        chart.add_data(Reference(book["Standards"], min_col=3, min_row=3, max_row=9))
        ws.add_chart(chart)
    book.save(path)
    # A shape is what openpyxl drops.
    change(
        path,
        lambda content: content.update(
            {
                "xl/drawings/drawing1.xml": content["xl/drawings/drawing1.xml"].replace(
                    b"</wsDr>", b"<!--shape--></wsDr>"
                )
            }
        ),
    )
    before = parts(path)
    report = api.validate(path, as_of=DAY)
    after = parts(annotated_workbook(report, [path], "en"))
    kept = [name for name in before if re.match(r"xl/(drawings|charts)/", name)]
    assert len(kept) == 6
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert b"<!--shape-->" in after["xl/drawings/drawing1.xml"]
    assert b"/xl/drawings/drawing1.xml" in after["xl/worksheets/_rels/sheet3.xml.rels"]
    assert b"<drawing " in after["xl/worksheets/sheet3.xml"]
    again = openpyxl.load_workbook(io.BytesIO(annotated_workbook(report, [path], "en")))
    assert (len(again["Standards"]._charts), len(again["Picture"]._charts)) == (1, 1)
    assert "Every file is here" in texts(again.worksheets[1])


def test_lists_formulas_and_protection_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    wrong = agency_book(path, [1])
    book = openpyxl.load_workbook(path)
    ws, lists = book["Standards"], book.create_sheet("Issues")
    lists.append(["Y"])
    lists.sheet_state = "hidden"
    ws.add_data_validation(DataValidation(type="list", formula1="Issues!$A$1:$A$2", sqref="D4:D9"))
    ws.protection.sheet = True
    ws.protection.password = "secret"
    book.create_sheet("Sums").sheet_state = "hidden"
    book["Sums"]["A1"] = "=1+1"
    book.save(path)
    extension = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/'
        b'office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/'
        b'office/excel/2006/main"><x14:dataValidation type="list" xr:uid="{1}" xmlns:xr="urn:r">'
        b"<x14:formula1><xm:f>Issues!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>E4:E9 F4</xm:sqref>"
        b"</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    sheet = "xl/worksheets/sheet1.xml"
    change(path, lambda content: content.update({sheet: content[sheet].replace(b"</worksheet>", extension)}))
    # A program keeps the value of a formula beside it; openpyxl, which wrote this file, does not.
    sums = "xl/worksheets/sheet3.xml"
    change(
        path,
        lambda content: content.update(
            {sums: content[sums].replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")}
        ),
    )
    _, again = given_back(path)
    assert again.sheetnames == ["Issues (2)", "Summary", "Standards", "Issues", "Sums"]
    assert again["Issues"].sheet_state == "hidden"
    assert marked(again)[0] == wrong
    rules = {str(each.sqref): each.formula1 for each in again["Standards"].data_validations.dataValidation}
    assert rules == {"D4:D9": "Issues!$A$1:$A$2", "E4:E9 F4": "Issues!$A$1:$A$3"}
    assert again["Standards"].protection.sheet
    assert again["Standards"].protection.password == ws.protection.password
    assert again["Sums"]["A1"].value == "=1+1"
    assert "Formulas are kept" in texts(again.worksheets[1])


def test_texts_in_several_fonts_dates_and_all_digits_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [1])
    book = openpyxl.load_workbook(path)
    notes = book.create_sheet("Notes")
    notes.sheet_state = "hidden"
    rich = CellRichText("plain ", TextBlock(InlineFont(b=True), "bold "), "plain")
    notes.append([rich, datetime(2024, 3, 31, 12, 30), 111, 222])
    book.save(path)
    numbers = {b"<v>111</v>": b"<v>0.30000000000000004</v>", b"<v>222</v>": b"<v>1152921504606846977</v>"}

    def write_digits(content: dict[str, bytes]) -> None:
        for wrong, right in numbers.items():
            content["xl/worksheets/sheet2.xml"] = content["xl/worksheets/sheet2.xml"].replace(wrong, right)

    change(path, write_digits)
    report = api.validate(path, as_of=DAY)
    data = annotated_workbook(report, [path], "en")
    kept = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)["Notes"][1]
    assert [cell.value for cell in kept[:2]] == [rich, datetime(2024, 3, 31, 12, 30)]
    assert all(digits in parts(data)["xl/worksheets/sheet4.xml"] for digits in numbers.values())


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/slicers/slicer1.xml", "slicers and timelines"),
        ("xl/threadedComments/threadedComment1.xml", "threads of comments"),
        ("xl/ctrlProps/ctrlProp1.xml", "buttons, controls"),
        ("xl/media/image1.png", "some pictures"),
    ],
)
def test_what_cannot_be_kept_is_said(tmp_path: Path, part: str, said: str) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [1])
    change(path, lambda content: content.update({part: b"<x/>"}))
    _, book = given_back(path)
    assert re.search(f"book.xlsx: this copy lacks .*{said}", texts(book.worksheets[1]))
    assert part not in parts(annotated_workbook(api.validate(path, as_of=DAY), [path], "en"))


def test_a_workbook_that_cannot_be_changed_is_given_as_text_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    wrong = agency_book(path, [1, 5])
    styles = "xl/styles.xml"
    change(
        path,
        lambda content: content.update(
            {styles: content[styles].replace(b'<family val="2"', b'<family val="99"')}
        ),
    )
    with pytest.raises(ValueError, match="Unable to read workbook"):
        openpyxl.load_workbook(path)
    _, book = given_back(path)
    assert marked(book) == (wrong, wrong)
    assert "book.xlsx: this workbook cannot be changed in place" in texts(book.worksheets[1])


def change_book(path: Path, edit: Callable[[Workbook], None]) -> None:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)


def add_notes(book: Workbook) -> None:
    notes = book.create_sheet("Notes")
    notes.sheet_state = "hidden"
    notes["A1"] = "For the team"
    notes["A1"].comment = Comment("Whoever reads this", "Marie")
    notes.merge_cells("A1:C2")
    notes.row_dimensions[4].height = 44
    red = DifferentialStyle(font=Font(color="FFFF0000"))
    notes.conditional_formatting.add(
        "D1:D9", ConditionalRule("cellIs", dxf=red, operator="greaterThan", formula=["5"])
    )


def test_sheets_of_a_second_workbook_are_copied_with_their_looks(tmp_path: Path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    first = agency_book(one, [1], of=slice(20))
    agency_book(two, [2, 3], of=slice(20, 40))
    for path in (one, two):
        change_book(path, add_notes)
    report, book = given_back([one, two])
    filled, notes = marked(book)
    assert book.sheetnames[2:] == ["Standards", "Notes", "Standards (2)", "Notes (2)"]
    for title in ("Notes", "Notes (2)"):
        assert [str(each) for each in book[title].merged_cells.ranges] == ["A1:C2"]
        assert book[title]["A1"].value == "For the team"
        assert book[title]["A1"].comment.text == "Whoever reads this"
        assert book[title].sheet_state == "hidden"
        [rules] = book[title].conditional_formatting
        assert (str(rules.sqref), rules.rules[0].formula) == ("D1:D9", ["5"])
        assert book[title].row_dimensions[4].height == 44
    assert filled == notes
    assert len(filled) == 3 == len(report.findings)
    assert first < filled
    old, new = openpyxl.load_workbook(two)["Standards"], book["Standards (2)"]
    for row in old.iter_rows():
        for cell in row:
            if (new.title, cell.coordinate) not in filled:
                assert looks(new[cell.coordinate]) == looks(cell)
    assert new.column_dimensions["C"].width == 33
    assert "two.xlsx: its sheets were copied" in texts(book.worksheets[1])


def test_the_summary_says_what_was_checked_and_what_was_not(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [1, 2])
    report, book = given_back(path)
    said = texts(book.worksheets[1])
    assert report.inputs[0].sha256 in said
    assert "as of 1\u00a0March\u00a02025" in said
    assert "standard-type-known\n2\n" in said
    assert report.not_checked
    assert all(each.why["en"] in said for each in report.not_checked)
    assert "2 findings: 2 violations" in texts(book.worksheets[0])


# The way round


def test_what_is_given_back_can_be_corrected_and_sent_again(tmp_path: Path) -> None:
    path, back = tmp_path / "book.xlsx", tmp_path / "back.xlsx"
    agency_book(path, [1, 2])
    book = openpyxl.load_workbook(path)
    title = book.sheetnames[0]
    first = api.validate(path, as_of=DAY)
    place = [f"{each.location.column}{each.location.row}" for each in first.findings]
    for cell in place:
        book[title][cell].comment = Comment("Ask Marie", "Marie")
    book.save(path)
    first = api.validate(path, as_of=DAY)
    back.write_bytes(annotated_workbook(first, [path], "en"))
    second = api.validate(back, as_of=DAY)
    assert [each.message for each in second.findings] == [each.message for each in first.findings]
    assert [each.sheet for each in second.inputs] == [title]

    book = openpyxl.load_workbook(back)
    book[title][place[0]] = SOUND
    book.save(back)
    _, again = given_back(back, "fr")
    assert again.sheetnames == ["Problèmes", "Sommaire", title]
    assert marked(again) == ({(title, place[1])}, {(title, place[1])})
    assert (again[title][place[0]].comment.author, again[title][place[0]].comment.text) == (
        "Marie",
        "Ask Marie",
    )
    assert again[title][place[1]].comment.text.count("VIOLATION") == 1
    assert again[title][place[1]].comment.text.endswith("Marie\u00a0:\nAsk Marie")


def test_a_file_that_changed_since_it_was_checked_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [1])
    report = api.validate(path, as_of=DAY)
    agency_book(path, [2])
    with pytest.raises(InputError, match=r"book\.xlsx has changed since it was checked; check it again"):
        annotated_workbook(report, [path], "en")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "standards.csv", broken(sound_standards(), [1, 2]))
    report = api.validate(path, as_of=DAY)
    data = annotated_workbook(report, [path], "en")
    assert annotated_workbook(report, [path], "en") == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert openpyxl.load_workbook(io.BytesIO(data)).properties.modified.date().isoformat() == DAY


# Bounds


def test_beyond_what_a_spreadsheet_bears_there_is_colour_and_text_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "MAX_COMMENTS", 2)
    monkeypatch.setattr(issues, "MAX_LINKS", 3)
    path = tmp_path / "book.xlsx"
    wrong = agency_book(path, range(6))
    _, book = given_back(path)
    filled, notes = marked(book)
    assert filled == wrong
    assert len(notes) == 2
    rows = listed(book)
    assert [row["Cell"].hyperlink is not None for row in rows] == [True] * 3 + [False] * 3
    assert all(row["Cell"].value for row in rows)
    assert "4 cells with milder findings" in texts(book.worksheets[1])
    assert "no more than 3 links" in texts(book.worksheets[1])


def test_one_cell_with_many_findings_has_a_comment_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [])
    place = Location("book.xlsx", "Standards", 3)
    many = [
        replace(finding_at(place), message={"en": f"{number} " + "x" * 3000, "fr": ""})
        for number in range(1000)
    ]
    data = annotated_workbook(report_of(*many), [path], "en")
    book = openpyxl.load_workbook(io.BytesIO(data))
    comment = book["Standards"]["Z3"].comment
    assert len(comment.text) < 10_000
    assert comment.text.endswith("… and 992 more")
    assert boxes_in(data)[0]["height"] <= 900
    assert len(listed(book)) == 1000


def test_nothing_to_report_is_said(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    agency_book(path, [])
    report, book = given_back(path)
    assert report.conforms
    assert marked(book) == (set(), set())
    assert "Nothing to report." in texts(book.worksheets[0])


def test_the_library_is_imported_only_when_this_form_is_asked() -> None:
    code = "import sys, pscvc_kg.render, pscvc_kg.cli.commands; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.libreoffice
def test_a_spreadsheet_program_shows_it_all(tmp_path: Path, libreoffice: Path) -> None:
    path, back = tmp_path / "book.xlsx", tmp_path / "back.xlsx"
    [(title, place)] = agency_book(path, [4], titles=["l'été"])
    report = api.validate(path, as_of=DAY)
    back.write_bytes(annotated_workbook(report, [path], "fr"))

    def convert(form: str) -> Path:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [
            libreoffice,
            profile,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            tmp_path / "out",
            back,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return tmp_path / "out" / f"back.{form.partition(':')[0]}"

    table = list(
        csv.reader(
            convert("csv:Text - txt - csv (StarCalc):44,34,76").read_text(encoding="utf-8").splitlines()
        )
    )
    assert table[0][0] == "Constats sur ce classeur"
    assert report.findings[0].message["fr"] in [text for row in table for text in row]
    # LibreOffice writes what it understood: the colour, the comment, the link, and which sheets are ours.
    book = openpyxl.load_workbook(convert("xlsx"))
    cell = book[title][place]
    assert cell.fill.fgColor.rgb == "FF" + FILLS["violation"]
    assert cell.comment.text.startswith("VIOLATION · standard-type-known")
    assert listed(book)[0]["Cellule"].hyperlink.location.replace("$", "") == f"'l''été'!{place}"
    assert [each.sheet for each in api.validate(tmp_path / "out" / "back.xlsx", as_of=DAY).inputs] == [title]
