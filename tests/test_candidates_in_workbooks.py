"""Candidate hand-overs in a workbook: what a reviewer sees, and what comes back after they worked in it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from submitting import copied, registered, services, take, write_rows

from pscvc_kg import api, cli, current
from pscvc_kg.errors import InputError
from pscvc_kg.linking.hand_overs import deciding, table
from pscvc_kg.linking.hand_overs.headings import DECISIONS, FOLDED, SHOWN
from pscvc_kg.linking.hand_overs.splitting import fold
from pscvc_kg.mapping import fold_key
from pscvc_kg.render import words
from pscvc_kg.render.candidates import candidates_text
from pscvc_kg.render.candidates_xlsx import candidates_xlsx
from pscvc_kg.render.page import Page
from pscvc_kg.store import Store
from pscvc_kg.submissions import verify
from pscvc_kg.tables import read_tables

__all__ = ["registered"]

TEXT = (
    "Sends proofs\u200b to the Canada Revenue Agency and, on behalf of Health Canada, cards to all. "
    "Asks the Public Health Agency of Canada for lists."
)
NAME = "=1+1 Proof"


@pytest.fixture(scope="module")
def accepted(registered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which a service names three others, and has a name that looks like a formula."""
    folder = tmp_path_factory.mktemp("workbooks")
    with copied(registered, folder / "graph") as opened:
        file = services(folder / "cic.csv", "cic", service_name_en=NAME, service_description_en=TEXT)
        assert take(opened, file).accepted
    return folder / "graph"


@pytest.fixture
def supposing(accepted: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of it to change."""
    with copied(accepted, tmp_path / "graph") as opened:
        yield opened


def listed(store: Store, *, decided: bool = False) -> table.Candidates:
    return api.candidates(api.Graph(store), decided=decided)


def decide(store: Store, path: Path) -> deciding.Decided:
    return api.decide(path, api.Graph(store), by="A. Clerk")


def book_of(store: Store, lang: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(candidates_xlsx(listed(store), lang)), rich_text=True)


def saved(book: openpyxl.Workbook, folder: Path) -> Path:
    path = folder / "decided.xlsx"
    book.save(path)
    return path


def column(sheet: openpyxl.worksheet.worksheet.Worksheet, key: str, lang: str) -> int:
    heading = {**SHOWN, **FOLDED}[key][lang]
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def choose(book: openpyxl.Workbook, lang: str, choices: list[str]) -> list[str]:
    """Write the *choices* into the first rows; which candidates these are."""
    sheet = book.worksheets[0]
    chosen = []
    for number, word in enumerate(choices, 2):
        sheet.cell(number, column(sheet, "decision", lang)).value = word
        chosen.append(str(sheet.cell(number, column(sheet, "candidate", lang)).value))
    return chosen


def taken(store: Store) -> dict[str, str]:
    """The decisions in the store, by candidate."""
    return {key.rpartition("/")[2]: was.decision for key, was in deciding.earlier(store).items()}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_a_reviewer_reads_first_stands_first_in_their_language_and_the_rest_is_folded(
    supposing: Store, lang: str
) -> None:
    book = book_of(supposing, lang)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings == [texts[lang] for texts in (*SHOWN.values(), *FOLDED.values())]
    shown = len(SHOWN)
    letters = [cell.column_letter for cell in sheet[1]]
    # The groups of openpyxl span what they fold: the first letter speaks for all.
    folded = sheet.column_dimensions[letters[shown]]
    assert folded.hidden
    assert (folded.outlineLevel, folded.min, folded.max) == (1, shown + 1, shown + 1) or folded.max == len(
        headings
    )
    assert not any(sheet.column_dimensions[letter].hidden for letter in letters[:shown])
    assert sheet.freeze_panes == "B2"
    [rule] = sheet.data_validations.dataValidation
    assert rule.formula1 == '"' + ",".join(each[lang] for each in DECISIONS.values()) + '"'
    assert str(rule.sqref).startswith(letters[list(SHOWN).index("decision")] + "2:")
    told = "\n".join(str(cell.value) for cell in book.worksheets[1]["A"])
    assert ("Choose in" if lang == "en" else "Choisissez dans") in told
    assert book.worksheets[1].title == ("How to" if lang == "en" else "Mode d'emploi")


def test_the_sentence_marks_the_name_and_no_text_is_a_formula(supposing: Store) -> None:
    sheet = book_of(supposing).worksheets[0]
    rows = {sheet.cell(at, column(sheet, "to_organization_name", "en")).value: at for at in (2, 3, 4)}
    assert len(rows) == 3
    for at in rows.values():
        sentence = sheet.cell(at, column(sheet, "quotation", "en")).value
        strong = [str(part) for part in sentence if getattr(part, "font", None) and part.font.b]
        assert len(strong) == 1
        assert strong[0] in TEXT
        place = sheet.cell(at, column(sheet, "place", "en")).value
        assert place == "cic.csv, row 2, column E (service_description_en)"
        reason = sheet.cell(at, column(sheet, "reason", "en")).value
        assert "Sends proofs" not in reason, "the sentence has a column of its own"
        titled = sheet.cell(at, column(sheet, "from_name", "en"))
        assert (titled.value, titled.data_type) == (NAME, "s")
        lines = sheet.row_dimensions[at].height / 13.5
        assert lines >= len(str(sentence)) / 52


def test_the_same_name_before_is_not_the_one_that_is_marked(supposing: Store, tmp_path: Path) -> None:
    text = "The Canada Revenue Agency Act says so; proofs are sent to the Canada Revenue Agency."
    take(supposing, services(tmp_path / "again.csv", "cic", service_description_en=text), 2)
    sheet = book_of(supposing).worksheets[0]
    sentence = sheet.cell(2, column(sheet, "quotation", "en")).value
    assert [str(part) for part in sentence][-1] == "."


def test_the_choices_are_words_that_the_ontology_knows() -> None:
    for code, texts in DECISIONS.items():
        for word in texts.values():
            assert deciding.decision_words()[fold_key(word)] == code


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_decisions_come_back_from_a_workbook_that_was_sorted_hidden_and_moved(
    supposing: Store, tmp_path: Path, lang: str
) -> None:
    book = book_of(supposing, lang)
    chosen = choose(book, lang, [DECISIONS["accept"][lang], "", DECISIONS["reject"][lang]])
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head, *body = rows
    order = [*range(len(head))][::-1]
    other = openpyxl.Workbook()
    target = other.active
    for row in [head, *body[::-1]]:
        target.append([str(row[at]) if row[at] is not None else None for at in order])
        for cell in target[target.max_row]:
            cell.data_type = "s" if cell.value else cell.data_type
    target.row_dimensions[2].hidden = True
    target.column_dimensions["C"].hidden = True
    assert decide(supposing, saved(other, tmp_path)).counts == {"accept": 1, "reject": 1}
    assert taken(supposing) == {chosen[0]: "accept", chosen[2]: "reject"}


def test_a_word_that_is_no_decision_is_named_with_its_sheet_and_row(supposing: Store, tmp_path: Path) -> None:
    book = book_of(supposing, "fr")
    choose(book, "fr", ["", "peut-être"])
    with pytest.raises(
        InputError, match=r"decided\.xlsx, sheet candidats, row 3: 'peut-être' .* Nothing was"
    ):
        decide(supposing, saved(book, tmp_path))
    assert taken(supposing) == {}


def test_what_was_decided_stands_in_the_workbook_in_its_words_and_comes_back_unchanged(
    supposing: Store, tmp_path: Path
) -> None:
    book = book_of(supposing)
    choose(book, "en", ["accept", "reverse", "reject"])
    decide(supposing, saved(book, tmp_path))
    again = openpyxl.load_workbook(io.BytesIO(candidates_xlsx(listed(supposing, decided=True), "fr")))
    sheet = again.worksheets[0]
    words = {sheet.cell(at, column(sheet, "decision", "fr")).value for at in (2, 3, 4)}
    assert words == {"accepter", "inverser", "rejeter"}
    assert decide(supposing, saved(again, tmp_path)) == deciding.Decided({}, 3, 0)


@pytest.fixture
def convert(tmp_path: Path, libreoffice: Path) -> Callable[[Path, str], Path]:
    """Opens a workbook in LibreOffice and saves it in another form."""

    def run(path: Path, form: str) -> Path:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        folder = tmp_path / form
        call = [libreoffice, profile, "--headless", "--convert-to", form, "--outdir", folder, path]
        subprocess.run(call, check=True, capture_output=True, timeout=120)
        return folder / f"{path.stem}.{form}"

    return run


@pytest.mark.libreoffice
@pytest.mark.parametrize(("lang", "form"), [("en", "ods"), ("fr", "ods"), ("fr", "xlsx")])
def test_decisions_come_back_from_what_libreoffice_saved(
    supposing: Store, tmp_path: Path, convert: Callable[[Path, str], Path], lang: str, form: str
) -> None:
    book = book_of(supposing, lang)
    chosen = choose(book, lang, [DECISIONS["reverse"][lang], DECISIONS["reject"][lang]])
    sheet = book.worksheets[0]
    remark = "As agreed:  two\nlines & <more>"
    sheet.cell(2, column(sheet, "comment", lang)).value = remark
    back = convert(saved(book, tmp_path), form)
    assert decide(supposing, back) == deciding.Decided({"reject": 1, "reverse": 1}, 0, 1)
    assert taken(supposing) == {chosen[0]: "reverse", chosen[1]: "reject"}
    assert remark in [was.comment for was in deciding.earlier(supposing).values()]


@pytest.mark.libreoffice
def test_a_spreadsheet_of_libreoffice_is_read_only_where_we_hid_columns_ourselves(
    supposing: Store, tmp_path: Path, convert: Callable[[Path, str], Path]
) -> None:
    back = convert(saved(book_of(supposing), tmp_path), "ods")
    [first, _help] = read_tables(back, returned=True)
    assert len(first.rows) == 3
    with pytest.raises(InputError, match="OpenDocument"):
        read_tables(back)


def spreadsheet(folder: Path, rows: str, before: str = "") -> Path:
    """A file as LibreOffice writes it, with these rows."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'{before}<o:document-content xmlns:o="{office}office:1.0" xmlns:t="{office}table:1.0" '
        f'xmlns:x="{office}text:1.0"><t:table t:name="One">{rows}</t:table></o:document-content>'
    )
    path = folder / "sheet.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def test_a_spreadsheet_is_read_cell_by_cell_with_what_is_repeated_and_without_remarks(tmp_path: Path) -> None:
    remark = "<o:annotation><x:p>remark</x:p></o:annotation>"
    cell = f"<t:table-cell>{remark}<x:p>a<x:s x:c='2'/>b</x:p></t:table-cell>"
    empty = "<t:table-cell t:number-columns-repeated='16384'/>"
    head = "<t:table-row>" + "<t:table-cell><x:p>h</x:p></t:table-cell>" * 3 + f"{empty}</t:table-row>"
    row = f"<t:table-row t:number-rows-repeated='2'>{cell}<t:table-cell/>{cell}{empty}</t:table-row>"
    rest = f"<t:table-row t:number-rows-repeated='1048000'>{empty}</t:table-row>"
    [read] = read_tables(spreadsheet(tmp_path, head + row + rest), returned=True)
    assert [(each.number, each.cells) for each in read.rows] == [
        (2, ("a  b", "", "a  b")),
        (3, ("a  b", "", "a  b")),
    ]
    assert read.sheet == "One"


@pytest.mark.parametrize(
    ("rows", "before", "sentence"),
    [
        (
            "<t:table-row t:number-rows-repeated='999999999'><t:table-cell><x:p>a</x:p></t:table-cell>"
            "</t:table-row>",
            "",
            "cells; copy the table",
        ),
        (
            "<t:table-row><t:table-cell><x:p><x:s x:c='99999999'/></x:p></t:table-cell></t:table-row>",
            "",
            "shorten",
        ),
        ("<t:table-row>", "", "damaged"),
        ("", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "damaged"),
    ],
)
def test_a_spreadsheet_that_would_harm_is_refused(
    tmp_path: Path, rows: str, before: str, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        read_tables(spreadsheet(tmp_path, rows, before), returned=True)


@pytest.mark.parametrize("key", ["decision", "candidate"])
def test_a_column_that_was_deleted_is_named_in_the_language_of_the_workbook(
    supposing: Store, tmp_path: Path, key: str
) -> None:
    book = book_of(supposing, "fr")
    choose(book, "fr", ["accepter"])
    book.worksheets[0].delete_cols(column(book.worksheets[0], key, "fr"))
    heading = {**SHOWN, **FOLDED}[key]["fr"]
    with pytest.raises(InputError, match=f"the column '{heading}' is missing .* Nothing was decided"):
        decide(supposing, saved(book, tmp_path))


def test_no_two_headings_are_read_as_one() -> None:
    for lang in ("en", "fr"):
        folded = [fold(texts[lang]) for texts in (*SHOWN.values(), *FOLDED.values())]
        assert len({*folded}) == len(folded)


# What cannot be decided


def test_a_row_twice_that_says_the_same_is_one_decision(supposing: Store, tmp_path: Path) -> None:
    row = {**listed(supposing)[0], "decision": "accept"}
    path = write_rows(tmp_path / "twice.csv", [row, row])
    assert decide(supposing, path).counts == {"accept": 1}


def test_a_list_of_another_graph_is_refused_as_one(supposing: Store, tmp_path: Path) -> None:
    rows = [{**row, "decision": "accept", "candidate": f"f{at}"} for at, row in enumerate(listed(supposing))]
    with pytest.raises(
        InputError, match=r"other\.csv: this graph has none of the 3 candidates .* with --store"
    ):
        decide(supposing, write_rows(tmp_path / "other.csv", rows))
    rows[0]["candidate"] = listed(supposing)[0]["candidate"]
    with pytest.raises(InputError, match=r"other\.csv, row 3: nothing speaks for this candidate any more"):
        decide(supposing, write_rows(tmp_path / "other.csv", rows))
    assert taken(supposing) == {}
    assert len(listed(supposing)) == 3


# RDF, and the command


def test_candidates_are_given_as_rdf_with_their_evidence(accepted: Path, tmp_path: Path) -> None:
    file = tmp_path / "candidates.trig"
    assert cli.run(["candidates", "--store", str(accepted), "-o", str(file)]) == 0
    quads = list(ox.parse(file.read_bytes(), format=ox.RdfFormat.TRIG))
    assert {quad.graph_name.value for quad in quads} == {f"{current.CANDIDATES}text-names-organization"}
    said = {(quad.predicate.value.rpartition("#")[2], quad.object.value) for quad in quads}
    assert ("value", "row=2") in said
    assert ("name", "E") in said
    assert sum(name == "suggestsTo" for name, _ in said) == 3
    with copied(accepted, tmp_path / "graph") as opened:
        listed(opened)
        [graph] = current.supposed(opened)
        kept = {bytes(line) for line in opened.dump(graph).splitlines()}
    lines = {f"{quad.subject} {quad.predicate} {quad.object} .".encode() for quad in quads}
    assert len(lines) == len(kept)


def test_a_person_decides_in_a_workbook_whose_cells_are_no_formulas(
    registered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graph = tmp_path / "graph"
    name = "=1+1 Proof"
    text = "Sends proofs\u200b to the Canada Revenue Agency and, on behalf of Health Canada, cards to all."
    with copied(registered, graph) as opened:
        file = services(tmp_path / "cic.csv", "cic", service_name_en=name, service_description_en=text)
        assert take(opened, file).accepted
    call = ["candidates", "--store", str(graph)]
    assert cli.run([*call, "--format", "csv"]) == 0
    assert "'=1+1 Proof" in capsys.readouterr().out
    assert cli.run([*call, "-o", str(tmp_path / "list.xlsx")]) == 0
    assert capsys.readouterr().out.startswith("In ")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    choose(book, "en", ["accept"])
    book.save(tmp_path / "decided.xlsx")
    decided = [*call, "--accept", str(tmp_path / "decided.xlsx"), "--by", "A. Clerk", "--lang", "fr"]
    assert cli.run(decided) == 0
    assert capsys.readouterr().out == "Acceptés\u00a0: 1\u00a0candidat.\nSans décision\u00a0: 1\u00a0ligne.\n"
    assert cli.run([*call, "--lang", "fr"]) == 0
    assert "1\u00a0candidat à des passages de relais" in capsys.readouterr().out
    assert cli.run([*call, "--all"]) == 0
    out, _ = capsys.readouterr()
    assert "accepted by A. Clerk on " in out
    assert "- =1+1 Proof (123) → 46" in out, "this register knows no name to show"
    assert verify(graph).faults == ()


def test_a_written_list_says_the_call_that_reads_it_back(
    accepted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "to decide.xlsx"
    call = ["candidates", "--store", str(accepted)]
    assert cli.run([*call, "-o", str(file)]) == 0
    back = f"pscvc candidates --accept '{file}' --store {accepted} --by \"NAME\"\n"
    said = capsys.readouterr().out
    assert said.startswith(f"In {file}: 3 candidates. ")
    assert said.endswith(back)
    assert cli.run([*call, "--format", "csv"]) == 0
    assert "--accept" not in capsys.readouterr().out
    assert cli.run([*call, "-o", str(file), "--lang", "fr"]) == 0
    assert '--by "NOM"' in capsys.readouterr().out


def test_a_list_of_more_than_is_shown_says_how_to_see_one_pattern(accepted: Path) -> None:
    with api.open(accepted) as graph:
        rows = [*api.candidates(graph)]
    said = words.word("candidates-one-pattern", "en")
    assert said not in candidates_text(rows, "en", Page(width=200))
    assert said in candidates_text([rows[0]] * 11, "en", Page(width=200))
