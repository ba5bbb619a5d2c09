"""The template comes from the rules, reads back what is typed into it, and finds a wrong cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import Rows, blank, broken, example_rows, form, plan, story, submissions, write
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import pscvc_kg as pscvc
from pscvc_kg import forms, reading, vocabulary
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.forms import Field
from pscvc_kg.forms.asked import asked
from pscvc_kg.forms.layout import names_of, shown
from pscvc_kg.namespaces import DATA, PSC
from pscvc_kg.report import Location, Report
from pscvc_kg.template import plans
from pscvc_kg.template import write as write_template
from pscvc_kg.template.plan import EXAMPLE_ROW, FIRST_ROW, HEADER_ROW, Value
from pscvc_kg.template.words import WORDS
from pscvc_kg.validation import validate

GOLDEN = Path(__file__).parent / "template"
LANGUAGES = ("en", "fr")
FIELDS = [(sheet.name, field) for sheet in form().sheets for field in sheet.fields]
SHEETS = [sheet.name for sheet in form().sheets]
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def name_of(case: object) -> str:
    return f"{case[0]}-{case[1].column.name}" if isinstance(case, tuple) else str(case)


def checked(path: Path) -> Report:
    return validate([path], as_of="2025-03-01")


ABOUT_THE_WHOLE = {"stage-linked", "chain-circle"}
"""Advice about how a chain hangs together: stages and hand-overs drawn at random do not."""


def said(report: Report) -> list[str]:
    found = [each for each in report.findings if each.rule.code not in ABOUT_THE_WHOLE]
    places = [f"{each.location.sheet} {each.location.column}{each.location.row}" for each in found]
    texts = [f"{each.rule.code}: {each.message['en']}" for each in found]
    return [f"{place} {text}" for place, text in zip(places, texts, strict=True)]


def cell(sheet: str, row: int, column: str, language: str, path: Path) -> Location:
    """Where the *row*-th row of *sheet*, from 0, has *column*."""
    here = plan(sheet, language)
    header = here.header(here.field(column))
    return Location(path.name, here.title, FIRST_ROW + row, here.letter(column), header)


# The form and the rules


@pytest.mark.parametrize("case", FIELDS, ids=name_of)
def test_every_column_has_help_and_an_example_in_both_languages(case: tuple[str, Field]) -> None:
    sheet, field = case
    for language in LANGUAGES:
        where = f"shapes/forms/core.ttl, sheet {sheet}, column {field.column.name}"
        assert field.help.get(language), f"{where}: no rule is about it, so it needs an rdfs:comment"
        assert language in field.example, f"{where}: no rule is about it, so it needs a skos:example"


@pytest.mark.parametrize("name", SHEETS)
def test_every_rule_about_what_a_sheet_describes_has_a_column(name: str) -> None:
    """Where a rule asks for something, the template has a cell for it or states it by itself."""
    sheet = form().sheet(name)
    steps: dict[str, set[Any]] = {}
    for column in sheet.columns:
        if column.step:
            steps.setdefault(column.about, set()).add(column.step.forwards)
            if column.virtual and column.value and column.step.inverse:
                steps.setdefault(column.name, set()).add(column.step.__class__(column.step.iri))
    kinds = {"record": sheet.kind} | {each.name: each.kind for each in sheet.virtual if each.kind}
    lacking = []
    for thing, kind in kinds.items():
        own = [rule for rule in asked("core") if rule.target in vocabulary.superclasses(kind)]
        for rule in own:
            if not rule.at_least and not rule.scheme:
                continue
            offered = {each.path for each in own if (each.rule, each.choice) == (rule.rule, rule.choice)}
            wanted = {rule.path} if rule.alone else offered
            if not wanted & steps.get(thing, set()):
                lacking.append(f"{rule.rule.rpartition('#')[2]} asks for {rule.path.iri} of {thing}")
    assert not lacking, f"sheet {name} of shapes/forms/core.ttl needs a column: " + "; ".join(
        sorted(set(lacking))
    )


def test_a_new_rule_changes_the_template_by_itself(tmp_path: Path) -> None:
    """Requiredness, list, longest text, help and example come from the rules."""
    import shutil

    from pscvc_kg.resources import SHAPES

    folder = tmp_path / "shapes"
    shutil.copytree(SHAPES, folder)
    rule = (
        "@prefix psc: <https://w3id.org/pscvc/ns#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<https://w3id.org/pscvc/shapes#Chain-led> a sh:PropertyShape ; sh:targetClass psc:ValueChain ;\n"
        '  sh:path psc:isLedBy ; sh:minCount 1 ; sh:severity sh:Violation ; dct:identifier "x" ;\n'
        '  psc:fix "Name it."@en , "Nommez-la."@fr .\n'
        "<https://w3id.org/pscvc/shapes#Chain-short> a sh:PropertyShape ; sh:targetClass psc:ValueChain ;\n"
        '  sh:path dct:title ; sh:maxLength 80 ; sh:severity sh:Warning ; dct:identifier "y" .\n'
    )
    (folder / "core" / "chains.ttl").write_text(rule, encoding="utf-8")
    fields = {each.column.name: each for each in forms.form("core", folder).sheet("chains").fields}
    assert (fields["leader"].needed, fields["title_en"].max_length) == ("violation", 80)
    assert {each.column.name: each for each in form().sheet("chains").fields}["leader"].needed is None


def test_requiredness_and_lists_are_those_of_the_rules() -> None:
    needed = {(sheet, field.column.name): field.needed for sheet, field in FIELDS}
    assert needed["services", "title_en"] == "violation"
    assert needed["services", "description_fr"] == "warning"
    assert needed["services", "sector"] is None
    assert needed["stages", "performer"] == "violation", "either of two ways to say it; one has a column"
    assert needed["handovers", "object_en"] == "warning", "the object exists where its name is filled in"
    assert needed["standards", "target"] is None, "a target that is not there need not have a value"
    lists = {field.column.name: field.scheme for _, field in FIELDS if _ == "services"}
    assert str(lists["type"]).endswith("/service-type"), "named by the rule, not by the form"


@BOTH
def test_what_is_chosen_from_a_list_leads_back_to_its_code(language: str) -> None:
    for scheme in {field.scheme for _, field in FIELDS if field.scheme}:
        names: dict[str, str] = {}
        for code in vocabulary.codes(scheme):
            assert ";" not in shown(code, language), f"{code.iri}: a semicolon parts values"
            assert not set("*?~") & set("".join(names_of(code))), (
                f"{code.iri}: a sign that searching takes for any"
            )
            for text in (*names_of(code), shown(code, language)):
                assert names.setdefault(text.casefold(), code.iri) == code.iri, (
                    f"{text} is two codes of {scheme}"
                )


def test_titles_of_sheets_and_headers_are_told_apart_in_both_languages() -> None:
    for language in LANGUAGES:
        titles = [each.title for each in plans(form(), language)]
        assert len({title.casefold() for title in titles}) == len(titles)
        assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)
    for sheet in form().sheets:
        known = [set(field.column.titles.values()) for field in sheet.fields]
        assert sum(map(len, known)) == len(set().union(*known)), (
            f"sheet {sheet.name}: two columns share a header"
        )


def test_forms_are_no_rules() -> None:
    from pscvc_kg.validation import rules

    assert not [rule for rule in rules() if "#Form" in rule.iri]


@BOTH
def test_sheets_and_columns_are_as_reviewed(language: str, golden: Callable[[Path, str], None]) -> None:
    lines = []
    for each in plans(form(), language):
        lines.append(f"{each.title}\n  {each.sheet.help[language]}")
        for field in each.sheet.fields:
            example = each.example(field)
            lines.append(
                f"  {each.letter(field.column.name)} {each.header(field)} [{field.kind}"
                + (f" of {field.scheme.rpartition('/')[2]}" if field.scheme else "")
                + (f" of {', '.join(field.column.sheets)}" if field.column.sheets else "")
                + (", several" if field.column.separator else "")
                + "]"
                + (f" {example}" if example is not None else "")
            )
    golden(GOLDEN / f"columns.{language}.txt", "\n".join(lines) + "\n")


# What is typed in is read back


@BOTH
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_example_row_passes(sheet: str, language: str, tmp_path: Path) -> None:
    rows = example_rows(sheet, language)
    assert said(checked(write(tmp_path / "t.xlsx", rows, language))) == []


@BOTH
def test_a_submission_in_every_sheet_is_clean_and_counts_every_row(language: str, tmp_path: Path) -> None:
    rows = story(language)
    report = checked(write(tmp_path / "t.xlsx", rows, language))
    assert said(report) == []
    assert {each.sheet: each.records for each in report.inputs} == {
        plan(name, language).title: len(own) for name, own in rows.items()
    }


def test_both_languages_and_codes_say_the_same(tmp_path: Path) -> None:
    """Headers and choices in English or French, or codes: the same statements."""
    rows = story("en")
    english = reading.read([write(tmp_path / "en.xlsx", rows, "en")])
    coded: dict[str, list[dict[str, Value]]] = {
        sheet: [{name: _as_code(sheet, name, value) for name, value in row.items()} for row in own]
        for sheet, own in rows.items()
    }
    french = reading.read([write(tmp_path / "fr.xlsx", coded, "fr")])
    assert coded != rows
    assert set(english.triples.splitlines()) == set(french.triples.splitlines())


def _as_code(sheet: str, column: str, value: Value) -> Value:
    field = plan(sheet, "en").field(column)
    if value is None or field.kind != "code":
        return value
    known = {name: code.notation.upper() for code in field.codes for name in names_of(code)}
    return " ;".join(known[text.strip()] for text in str(value).split(";"))


WRONG: dict[str, Value] = {
    "code": "nothing of the kind",
    "reference": "nobody at all",
    "number": "about 80",
    "date": "spring 2023",
}


@BOTH
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A case that fails is small enough to read; making it smaller would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(data=st.data())
def test_what_is_right_is_clean_and_one_wrong_cell_is_found_there_and_nowhere_else(
    language: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("template")
    rows = data.draw(submissions(language))
    assert said(checked(write(folder / "right.xlsx", rows, language))) == []
    for sheet, number, field, value in _faults(data, rows):
        path = write(folder / "wrong.xlsx", broken(rows, sheet, number, field.column.name, value), language)
        report = checked(path)
        found = {each.location for each in report.findings if each.rule.severity == "violation"}
        there = cell(sheet, number, field.column.name, language, path)
        assert there in found, (sheet, field.column.name, value, said(report))
        # What other cells name by this one is not there without it, so they are found as well.
        assert _is_named_by(sheet, field) or found == {there}, (sheet, field.column.name, value, said(report))


def _is_named_by(sheet: str, field: Field) -> bool:
    own = form().sheet(sheet)
    others = [column.value for column in own.columns if column.value and column.name != field.column.name]
    return (bool(own.names) and field.column.name in own.key) or any(
        field.column.name in template.fields for template in others
    )


def _faults(data: st.DataObject, rows: Rows) -> list[tuple[str, int, Field, Value]]:
    """One fault of each kind, each somewhere in *rows*."""

    def one(some: list[tuple[str, int, Field]]) -> tuple[str, int, Field]:
        return some[data.draw(st.integers(0, len(some) - 1))]

    every = [
        (sheet, number, field)
        for sheet, own in rows.items()
        for number, row in enumerate(own)
        for field in form().sheet(sheet).fields
        if row[field.column.name] is not None
    ]
    found: list[tuple[str, int, Field, Value]] = []
    for kind, value in WRONG.items():
        some = [each for each in every if each[2].kind == kind]
        if some:
            found.append((*one(some), value))
    found.append((*one([each for each in every if each[2].needed == "violation"]), None))
    return found


def test_what_is_wrong_with_the_submission_is_said_once_at_its_cell(tmp_path: Path) -> None:
    rows = broken(story("en"), "submission", 0, "period", "1066-1067")
    path = write(tmp_path / "t.xlsx", rows, "en")
    report = checked(path)
    there = cell("submission", 0, "period", "en", path)
    assert [(each.rule.code, each.location) for each in report.findings] == [("cell-code", there)]
    nowhere = write(tmp_path / "n.xlsx", broken(story("en"), "submission", 0, "org_id", None), "en")
    report = checked(nowhere)
    there = cell("submission", 0, "org_id", "en", nowhere)
    assert [(each.rule.code, each.location) for each in report.findings] == [("cell-filled", there)]


def test_a_second_row_about_one_thing_is_found_with_the_first(tmp_path: Path) -> None:
    rows = story("en")
    rows["handovers"] += [dict(rows["handovers"][0], object_fr="Autre chose")]
    path = write(tmp_path / "t.xlsx", rows, "en")
    [finding] = checked(path).findings
    assert finding.rule.code == "cell-key-once"
    assert finding.location == cell("handovers", 1, "object_en", "en", path)
    assert finding.related == (cell("handovers", 0, "object_en", "en", path),)


def test_what_a_rule_asks_from_the_other_end_is_found_in_the_cell_that_names_it(tmp_path: Path) -> None:
    """Members name their arrangement in the graph; in the sheet one cell of the arrangement names them."""
    path = write(tmp_path / "t.xlsx", story("en"), "en")
    locator = reading.read([path]).locator
    arrangement, member_of = f"{DATA}ca/arrangement/newborn-bundle", f"{PSC}isMemberOfArrangement"
    there = cell("arrangements", 0, "members", "en", path)
    assert locator.locate(arrangement, f"^<{member_of}>") == there
    assert locator.locate(arrangement, member_of) == there


def test_an_organization_has_one_short_name_and_one_row(tmp_path: Path) -> None:
    """Else a cell that names it would name two."""
    rows = story("en")
    rows["organizations"] += [dict(rows["organizations"][0], organization="CRA", org_id="47")]
    path = write(tmp_path / "t.xlsx", rows, "en")
    [finding] = checked(path).findings
    assert finding.rule.code == "cell-key-once"
    assert finding.location == cell("organizations", 1, "organization", "en", path)


def test_a_mistyped_name_comes_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    rows = broken(story("fr"), "handovers", 0, "to_stage", "isue-number")
    rows["innovations"][0]["facet"] = "enhancment"
    report = checked(write(tmp_path / "t.xlsx", rows, "fr"))
    messages = {each.rule.code: each.message["fr"] for each in report.findings}
    assert messages["cell-code"].endswith("Est-ce «\u00a0enhancement\u00a0»?")


def test_a_workbook_of_another_version_is_read_and_told_so(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", broken(story("en"), "submission", 0, "template", "core 0.0.1"), "en")
    [finding] = checked(path).findings
    assert (finding.rule.code, finding.rule.severity) == ("cell-template", "warning")
    assert finding.location == cell("submission", 0, "template", "en", path)
    assert "core 0.0.1" in finding.message["en"]
    assert f"core {form().version}" in finding.message["en"]


def test_a_workbook_that_lacks_a_column_is_read_without_it(tmp_path: Path) -> None:
    """As an older template would: nothing is found of a column that may be empty, one thing of another."""
    book = openpyxl.load_workbook(write(tmp_path / "t.xlsx", story("en"), "en"))
    services = plan("services", "en")
    book[services.title].cell(HEADER_ROW, services.index("sector")).value = "Colour"
    book[services.title].cell(HEADER_ROW, services.index("title_en")).value = "Name"
    book.save(tmp_path / "t.xlsx")
    found = [(each.rule.code, each.location.row) for each in checked(tmp_path / "t.xlsx").findings]
    assert found.count(("service-title-english", HEADER_ROW)) == 1
    assert [code for code, _ in found].count("table-known-column") == 2


def _changed(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(write(path, story("en"), "en"))
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: book.remove(book["Submission"]), '"Submission / Dépôt" is missing'),
        (lambda book: book["Submission"].cell(6, 1, "ca"), "only one row"),
        (lambda book: book.create_sheet("Mine").append(["a", "b"]), 'sheet "Mine": this sheet is none of'),
        (lambda book: book["Stages"].cell(9, 30, "a note"), "cell AD4: the header is empty"),
    ],
    ids=["no submission", "two submissions", "sheet of one's own", "note beside the table"],
)
def test_a_workbook_that_cannot_be_read_gets_one_sentence(
    change: Callable[[Any], None], words: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=re.escape(words)) as caught:
        checked(_changed(tmp_path / "t.xlsx", change))
    assert str(caught.value).count("\n") == 0


def test_an_empty_template_asks_for_the_submission_only(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", "core", "fr", "0.1.0")
    report = checked(tmp_path / "t.xlsx")
    assert {each.location.sheet for each in report.findings} == {"Dépôt"}
    assert len(report.findings) == len(form().single.key)


def test_a_profile_without_a_template_is_refused_with_those_that_have_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are: core, cpsv-ap, gc"):
        write_template(tmp_path / "t.xlsx", "nowhere", "en", "0.1.0")


def test_the_template_of_another_profile_calls_for_its_rules(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", "gc", "en", "0.1.0")
    assert checked(tmp_path / "t.xlsx").profile == "gc"


# From the workbook into the graph


def test_a_filled_in_template_is_one_submission_and_its_hand_overs_are_answered(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", story("en"), "en")
    with pscvc.open(tmp_path / "store") as graph:
        report = pscvc.validate([path], store=graph, as_of="2025-03-01")
        receipt = pscvc.accept([path], report, graph)
        [accepted] = receipt.accepted
        assert not receipt.refused
        assert accepted.organization == DATA + "ca/organization/46"
        assert accepted.period == DATA + "ca/period/fy-2023-2024"
        assert accepted.records == sum(map(len, story("en").values()))
        answer = graph.ask("hand-overs")
        shown_rows = [
            [each.shown if hasattr(each, "shown") else str(each) for each in row] for row in answer.rows
        ]
        assert len(answer.rows) == 1, shown_rows
        again = pscvc.accept([path], report, graph)
        assert [each.new for each in again.accepted] == [False]


def test_a_template_with_a_violation_is_refused_or_held_with_what_depends_on_it(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", broken(story("en"), "stages", 0, "performer", None), "en")
    with pscvc.open() as graph:
        report = pscvc.validate([path], as_of="2025-03-01")
        assert len(pscvc.accept([path], report, graph).refused) == 1
        held = {(each.layout, each.key) for each in pscvc.accept([path], report, graph, hold=True).held}
    assert {layout for layout, _ in held} == {"template-stages", "template-handovers"}


# The workbook itself


@BOTH
def test_the_same_rules_give_the_same_bytes_and_no_day(language: str, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", "core", language, "0.1.0")
    assert (tmp_path / "t.xlsx").read_bytes() == blank(language)
    with zipfile.ZipFile(io.BytesIO(blank(language))) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}


def _sheet(name: str, language: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(blank(language)))[plan(name, language).title]


@BOTH
@pytest.mark.parametrize("case", FIELDS, ids=name_of)
def test_every_column_has_its_note_message_and_cells_that_can_be_filled_in(
    case: tuple[str, Field], language: str
) -> None:
    name, field = case
    sheet, here = _book(language)[plan(name, language).title], plan(name, language)
    letter = here.letter(field.column.name)
    header = sheet[f"{letter}{HEADER_ROW}"]
    assert header.value == here.header(field)
    assert field.help[language] in header.comment.text
    assert header.protection.locked
    first = sheet[f"{letter}{FIRST_ROW}"]
    free = first if here.sheet.single else sheet.column_dimensions[letter]
    assert free.protection.locked == (field.kind == "version")
    [rule] = [each for each in sheet.data_validations.dataValidation if f"{letter}{FIRST_ROW}" in each.sqref]
    assert rule.prompt
    assert len(rule.prompt) <= 255
    assert len(rule.promptTitle) <= 32
    assert (rule.type == "list") == (field.kind in ("code", "reference"))
    example = sheet[f"{letter}{EXAMPLE_ROW}"].value
    assert (example.date() if field.kind == "date" else example) == here.example(field)


def _book(language: str, kept: dict[str, Any] = {}) -> Any:  # noqa: B006  (read once for all columns)
    if language not in kept:
        kept[language] = openpyxl.load_workbook(io.BytesIO(blank(language)))
    return kept[language]


@BOTH
def test_names_in_formulas_are_defined_and_lists_hold_every_choice(language: str) -> None:
    book = _book(language)
    used = set()
    for sheet in book:
        formulas = [each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"]
        formulas += [
            formula
            for several in sheet.conditional_formatting
            for rule in several.rules
            for formula in rule.formula
        ]
        used |= set(re.findall(r"pscvc_(?:list|rows|all)_\w+", " ".join(formulas)))
    assert used
    assert used <= set(book.defined_names)
    for name in [each for each in used if each.startswith("pscvc_list_")]:
        title, cells = next(iter(book.defined_names[name].destinations))
        assert all(row[0].value for row in book[title][cells.replace("$", "")])


@BOTH
def test_words_of_the_workbook_are_there_in_both_languages(language: str) -> None:
    assert all(words[language] for words in WORDS.values())
