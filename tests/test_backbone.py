"""The Canadian backbone: every real table is recognised, and its figures are those of plain Python."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from pscvc_kg import layouts, reading, submissions
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.questions import ask
from pscvc_kg.store import Store

pytestmark = pytest.mark.shared

NAMED_BY_YEAR = {"program_spending", "program_ftes", "org_transfer_payments"}
"""Tables that do not say which year is their last: the file's name has to."""
LAST = "2024-2025"
TABLES = {
    "infobase/igoc.csv": ("gc-infobase-organizations", 332),
    "infobase/ministers.csv": ("gc-posts-and-portfolios", 53),
    "infobase/ministries.csv": ("gc-posts-and-portfolios", 27),
    "infobase/org_to_minister.csv": ("gc-minister-organizations", 296),
    "infobase/crso.csv": ("gc-core-responsibilities", 356),
    "infobase/program.csv": ("gc-infobase-programmes", 1486),
    "infobase/program_spending.csv": ("gc-infobase-spending", 1473),
    "infobase/program_ftes.csv": ("gc-infobase-staff", 1412),
    "infobase/program_tag_types.csv": ("gc-programme-tag-kinds", 3),
    "infobase/program_tags.csv": ("gc-programme-tags", 127),
    "infobase/tags_to_programs.csv": ("gc-tagged-programmes", 5520),
    "infobase/results.csv": ("gc-intended-results", 10387),
    "infobase/pi_dr_links.csv": ("gc-programme-result-links", 8007),
    "infobase/org_transfer_payments.csv": ("gc-transfer-payments", 1194),
    "infobase/org_employee_dept.csv": ("gc-employees", 1476),
    "infobase/org_employee_avg_age.csv": ("gc-employees", 1476),
    "infobase/org_employee_age_group.csv": ("gc-employees-by-group", 16290),
    "infobase/org_employee_ex_lvl.csv": ("gc-employees-by-group", 6611),
    "infobase/org_employee_fol.csv": ("gc-employees-by-group", 5170),
    "infobase/org_employee_gender.csv": ("gc-employees-by-group", 4699),
    "infobase/org_employee_region.csv": ("gc-employees-by-group", 10283),
    "infobase/org_employee_type.csv": ("gc-employees-by-group", 5257),
    "gc_people/pses_department_level.csv": ("gc-staff-survey", 6842),
    "gc_people/dtQuestions.csv": ("gc-staff-survey-questions", 35),
    "trust/statcan_45-10-0074_confidence.csv": ("ca-confidence-in-institutions", 12006),
}
"""Each table, the layout that it has, and its rows, counted once by hand."""


def placed(shared: Path, folder: Path, name: str) -> Path:
    """A copy of a table of the shared data under the name by which `load` reads it."""
    path = Path(name)
    stem = f"{path.stem}-{LAST}" if path.stem in NAMED_BY_YEAR else path.stem
    return Path(shutil.copy(shared / "data" / path, folder / f"{stem}{path.suffix}"))


def records(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_table_is_recognised_with_all_its_rows(name: str, shared: Path, tmp_path: Path) -> None:
    layout, count = TABLES[name]
    (table,) = reading.recognise([placed(shared, tmp_path, name)])
    assert table.layout.name == layout
    assert table.problems == ()
    delimiter = "\t" if name.endswith("dtQuestions.csv") else ","
    assert len(table.table.rows) == len(records(shared / "data" / name, delimiter)) == count


def test_a_table_that_does_not_say_its_last_year_needs_it_in_its_name(shared: Path) -> None:
    with pytest.raises(Exception, match=r"does not say its last.*program_spending-2024-2025\.csv"):
        reading.recognise([shared / "data" / "infobase" / "program_spending.csv"])


def test_results_of_core_responsibilities_are_told_from_those_of_programmes_by_the_code(shared: Path) -> None:
    folder = shared / "data" / "infobase"
    subjects = {row["subject_id"] for row in records(folder / "results.csv")}
    cores = {row["id"] for row in records(folder / "crso.csv")}
    programmes = {f"{row['dept_code']}-{row['activity_code']}" for row in records(folder / "program.csv")}
    assert {one for one in subjects if one.endswith("00")} == subjects & (cores - programmes)
    assert {one for one in subjects if not one.endswith("00")} == subjects & (programmes - cores)


def test_every_category_question_and_kind_of_institution_has_its_code(shared: Path) -> None:
    """A value that the mapping does not know would become a code that no list has."""
    known = layouts.layouts()
    values = known["gc-employees-by-group"].derive["code"].values or {}
    bands = {f"{age}-{age + 4}" for age in range(20, 65, 5)}
    for path in sorted((shared / "data" / "infobase").glob("org_employee_*.csv")):
        rows = records(path)
        category = list(rows[0])[2]
        if path.stem not in ("org_employee_dept", "org_employee_avg_age"):
            assert {row[category] for row in rows} <= {*values, *bands, "Total"}, path.name
    kinds = known["ca-confidence-in-institutions"].derive["kind"].values or {}
    rows = records(shared / "data" / "trust" / "statcan_45-10-0074_confidence.csv")
    assert {row["indicators"].partition(" rating of ")[0] for row in rows} == set(kinds)


@pytest.fixture(scope="module")
def backbone(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the register of organizations and those tables that the figures below are from."""
    folder = tmp_path_factory.mktemp("backbone")
    names = (
        *("gc/ifoi_en.csv", "gc/ifoi_fr.csv", "gc/org_var.csv", "gc/gc_concordance.csv", "gc/rbpo.csv"),
        *("infobase/igoc.csv", "infobase/program_spending.csv", "infobase/org_employee_dept.csv"),
        *("infobase/org_employee_gender.csv", "gc_people/pses_department_level.csv"),
        *("infobase/program.csv", "infobase/tags_to_programs.csv", "infobase/program_tags.csv"),
        *("infobase/program_tag_types.csv", "trust/statcan_45-10-0074_confidence.csv"),
    )
    with EmbeddedStore() as store:
        submissions.load([placed(shared, folder, name) for name in names], store)
        yield store


def test_spending_that_two_tables_hold_is_the_same_to_the_cent(backbone: Store, shared: Path) -> None:
    """By which the last year of GC InfoBase is known, too: another would not agree in one figure."""
    answer = ask(backbone, "spending-told-twice")
    notes = [row[-1] for row in answer.rows]
    codes = {row["dept_code"]: row["org_id"] for row in records(shared / "data" / "infobase" / "igoc.csv")}
    years = dict(zip(("_5", "_4", "_3", "_2", ""), range(2020, 2025), strict=True))
    told = {
        (codes[row["dept_code"]], row["activity_code"], f"{year}-{year + 1}")
        for row in records(shared / "data" / "infobase" / "program_spending.csv")
        for back, year in years.items()
        if row[f"pa_last_year{back}_exp"]
    }
    opened = {
        (row["organization_id"], row["program_id"], row["fy_ef"])
        for row in records(shared / "data" / "gc" / "rbpo.csv")
        if is_number(row["actual_spending"])
    }
    assert notes.count("they differ") == 0
    assert notes.count("the same") == len(told & opened)
    assert notes.count("only in the open results") == len(opened - told)
    assert notes.count("only in GC InfoBase") == len(told - opened)


def is_number(text: str) -> bool:
    try:
        Decimal(text)
    except ArithmeticError:
        return False
    return True


def test_scores_of_a_wave_are_those_of_the_table_and_meet_the_register(backbone: Store, shared: Path) -> None:
    answer = ask(backbone, "engagement-beside-standards", period="2018-2019", indicator="PSES 2018 Q43")
    rows = [
        row
        for row in records(shared / "data" / "gc_people" / "pses_department_level.csv")
        if row["SURVEYR"] == "2018" and row["QUESTION"] == "Q43" and row["org_id"]
    ]
    found = {
        iris[0].rpartition("/")[2]: (row[4], row[5])
        for row, iris in zip(answer.rows, answer.iris, strict=True)
        if iris[0]
    }
    assert found == {row["org_id"]: (Decimal(row["SCORE100"]), int(row["ANSCOUNT"])) for row in rows}
    assert len(found) == 61
    assert not any("unknown" in org for org in found)


def test_no_two_names_of_one_organization_bring_two_figures_for_one_day(backbone: Store) -> None:
    figures = "?figure psc:inReport ?report . ?report a psc:WorkforceReport . ?figure psc:value ?one"
    prefix = "PREFIX psc: <https://w3id.org/pscvc/ns#>"
    assert backbone.query(f"{prefix} ASK {{ {figures} }}").texts() == [("true",)]
    twice = f"{prefix} ASK {{ {figures} , ?other . FILTER(?one < ?other) }}"
    assert backbone.query(twice).texts() == [("false",)]


def test_women_employed_by_the_revenue_agency_are_those_of_the_table(backbone: Store, shared: Path) -> None:
    answer = ask(backbone, "employees-by-group", organization="46", kind="gender")
    women = {row[1]: row[4] for row in answer.rows if row[3] == "Women"}
    table = {
        f"31 March {row['Year']}": Decimal(row["Number of employees"])
        for row in records(shared / "data" / "infobase" / "org_employee_gender.csv")
        if row["Department or agency"] == "Canada Revenue Agency" and row["Sex"] == "Women"
    }
    assert women == table
    assert len(table) == 16


def test_programmes_for_families_are_those_that_bear_the_tag(backbone: Store, shared: Path) -> None:
    answer = ask(backbone, "tagged-programmes", tag="TGT004", period="2024-2025")
    folder = shared / "data" / "infobase"
    codes = {row["dept_code"]: row["org_id"] for row in records(folder / "igoc.csv")}
    tagged = {
        row["program_id"] for row in records(folder / "tags_to_programs.csv") if row["tag_id"] == "TGT004"
    }
    spent: Mapping[tuple[str, str], str] = {
        (codes[row["dept_code"]], row["activity_code"]): row["pa_last_year_exp"]
        for row in records(folder / "program_spending.csv")
        if f"{row['dept_code']}-{row['activity_code']}" in tagged and row["pa_last_year_exp"]
    }
    found = {
        tuple(iris[3].rsplit("/", 2)[1:]): row[6]
        for row, iris in zip(answer.rows, answer.iris, strict=True)
        if iris[3] and row[6] is not None
    }
    assert found == {key: Decimal(value) for key, value in spent.items()}
    assert len(found) == 27


def test_confidence_keeps_share_number_and_gap_of_each_row(backbone: Store, shared: Path) -> None:
    answer = ask(backbone, "confidence-in-institutions")
    rows = records(shared / "data" / "trust" / "statcan_45-10-0074_confidence.csv")
    shares = [row["value"] for row in rows if row["statistics"] == "Percentage of persons"]
    persons = [row["value"] for row in rows if row["statistics"] == "Number of persons"]
    given = [Decimal(text) for text in shares if text]
    assert len(answer.rows) == len(shares)
    assert sum(row[4] for row in answer.rows if row[4] is not None) * 100 == sum(given)
    assert sum(row[5] for row in answer.rows if row[5] is not None) == 1000 * sum(
        map(Decimal, filter(None, persons))
    )
    assert sum(1 for row in answer.rows if row[6] == "Not reported") == shares.count("")
