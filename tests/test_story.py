"""The shipped story is true to the published inventory, whole, and has the defects that it says it has."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pscvc_kg import resources
from pscvc_kg.layouts import recognise
from pscvc_kg.tables import read_tables

if TYPE_CHECKING:
    from pscvc_kg.report import Finding, Report
    from pscvc_kg.submissions import Receipt

Row = Mapping[str, str]

SOURCES = {
    "services-2023-2024.csv": "si_2024.csv",
    "standards-2023-2024.csv": "ss_2024.csv",
    "service-identifiers.csv": "sid_registry.csv",
    "organizations-en.csv": "ifoi_en.csv",
    "organizations-fr.csv": "ifoi_fr.csv",
    "organization-names.csv": "org_var.csv",
    "organization-identifiers.csv": "gc_concordance.csv",
    "programme-results.csv": "rbpo.csv",
    "service-programmes.csv": "serv_prog.csv",
} | {
    f"programme-list-{year}-{language}.csv": f"cp-pc-{year}-{language}.csv"
    for year in ("2223", "2324", "2425")
    for language in ("eng", "fra")
}
SOURCES = {name: f"gc/{source}" for name, source in SOURCES.items()} | {
    "department-codes.csv": "infobase/igoc.csv",
    "ministries.csv": "infobase/ministries.csv",
    "ministers.csv": "infobase/ministers.csv",
    "org-to-minister.csv": "infobase/org_to_minister.csv",
    "programmes.csv": "infobase/program.csv",
    "core-responsibilities.csv": "infobase/crso.csv",
    "programme-spending-2024-2025.csv": "infobase/program_spending.csv",
    "programme-staff-2024-2025.csv": "infobase/program_ftes.csv",
    "programme-tag-kinds.csv": "infobase/program_tag_types.csv",
    "programme-tags.csv": "infobase/program_tags.csv",
    "tags-to-programmes.csv": "infobase/tags_to_programs.csv",
    "employee_dept.csv": "infobase/org_employee_dept.csv",
    "employee_gender.csv": "infobase/org_employee_gender.csv",
    "employee_type.csv": "infobase/org_employee_type.csv",
    "transfer-payments-2024-2025.csv": "infobase/org_transfer_payments.csv",
    "staff-survey.csv": "gc_people/pses_department_level.csv",
    "confidence.csv": "trust/statcan_45-10-0074_confidence.csv",
}
"""Each file of the story, and the published one from which its facts are."""

OURS = re.compile("description|comments|remarks|notes|explanation")
"""The columns in free text, which we wrote or left empty."""


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def story(name: str) -> list[Row]:
    return rows(resources.STORY / name)


def facts(row: Row) -> tuple[tuple[str, str], ...]:
    """The cells of *row* that are facts and not prose, as they are compared: with single spaces."""
    return tuple(
        (name, " ".join((cell or "").split())) for name, cell in row.items() if not OURS.search(name)
    )


def sentences(texts: Iterable[str]) -> set[str]:
    """The sentences in *texts* that are long enough for two people not to write them alike."""
    parts = (part for text in texts for part in re.split(r"(?<=[.!?;:])\s+|\n", text))
    return {" ".join(part.split()).casefold() for part in parts if len(part.split()) >= 6}


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_fact_is_the_published_one(name: str, shared: Path) -> None:
    ours = story(name)
    read = [{column: row[column] for column in ours[0]} for row in rows(shared / "data" / SOURCES[name])]
    published = Counter(map(facts, read))

    invented = [dict(row) for row in map(facts, ours) if row not in published]

    assert not invented, f"{name} has rows that {SOURCES[name]} does not have"


@pytest.mark.shared
@pytest.mark.parametrize("name", ["services-2023-2024.csv", "standards-2023-2024.csv"])
def test_no_sentence_is_copied_from_the_published_prose(name: str, shared: Path) -> None:
    prose = [
        cell
        for row in rows(shared / "data" / SOURCES[name])
        for column, cell in row.items()
        if OURS.search(column) and cell
    ]
    ours = [cell for row in story(name) for column, cell in row.items() if OURS.search(column) and cell]

    copied = sentences(ours) & sentences(prose)

    assert not copied


@pytest.mark.parametrize("path", sorted(resources.STORY.glob("*.csv")), ids=lambda path: path.name)
def test_every_file_has_a_known_layout_with_no_column_astray(path: Path) -> None:
    (table,) = read_tables(path)

    recognised = recognise(table)

    assert recognised.problems == ()
    assert path.name == "hand-overs.csv" or recognised.layout.name != "hand-overs"


def test_files_are_plain_and_small() -> None:
    for path in sorted(resources.STORY.glob("*.csv")):
        data = path.read_bytes()
        assert len(data) < 150_000, path.name
        assert not data.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in data, path.name
        assert b"@" not in data, f"{path.name} holds an e-mail address"


def test_services_of_many_organizations_meet() -> None:
    owners = {row["owner_org"] for row in story("services-2023-2024.csv")}
    known = {row["open_gov_ouvert"] for row in story("organization-identifiers.csv")}

    assert len(owners) >= 6
    assert owners <= known


def test_every_standard_has_its_service() -> None:
    services = {(row["fiscal_yr"], row["service_id"]) for row in story("services-2023-2024.csv")}
    promised = {(row["fiscal_yr"], row["service_id"]) for row in story("standards-2023-2024.csv")}

    assert promised <= services


def test_descriptions_are_in_both_languages() -> None:
    for row in story("services-2023-2024.csv"):
        english, french = row["service_description_en"], row["service_description_fr"]
        assert english, row["service_id"]
        assert french, row["service_id"]
        assert english != french, row["service_id"]


@pytest.mark.parametrize("end", ["from", "to"])
def test_stages_are_of_known_organizations_and_services(end: str) -> None:
    organizations = {row["org_id"] for row in story("organizations-en.csv")}
    registered = {row["service_id"]: row["org_id"] for row in story("service-identifiers.csv")}

    for row in story("hand-overs.csv"):
        stage = row[f"{end}_stage"]
        named = bool(row[f"{end}_org_name_en"] and row[f"{end}_org_name_fr"])
        if row[f"{end}_jurisdiction"] == "ca":
            assert row[f"{end}_org_id"] in organizations, stage
            assert registered[row[f"{end}_service_id"]] == row[f"{end}_org_id"], stage
            assert not named, f"{stage}: the register names this organization"
        else:
            assert named, f"{stage}: no register names this organization"


def test_every_hand_over_names_a_public_source() -> None:
    for row in story("hand-overs.csv"):
        place = f"{row['from_stage']} to {row['to_stage']}"
        assert re.fullmatch(r"https?://\S+", row["source_address"]), place
        assert row["source_title_en"], place
        assert row["source_title_fr"], place
        assert row["lead_org_id"], place


def test_one_stage_is_told_one_way() -> None:
    told: dict[str, set[tuple[str, ...]]] = {}
    for row in story("hand-overs.csv"):
        for end in ("from", "to"):
            cells = tuple(cell for name, cell in row.items() if name.startswith(f"{end}_"))
            told.setdefault(cells[0], set()).add(cells)

    assert [stage for stage, ways in told.items() if len(ways) > 1] == []


def test_most_hand_overs_cross_organizations() -> None:
    crossing = [
        row
        for row in story("hand-overs.csv")
        if (row["from_jurisdiction"], row["from_org_id"]) != (row["to_jurisdiction"], row["to_org_id"])
    ]

    assert len(crossing) > len(story("hand-overs.csv")) / 2


def test_hand_overs_become_one_chain_of_led_sub_chains() -> None:
    from pscvc_kg.mapping import map_rows

    (table,) = read_tables(resources.STORY / "hand-overs.csv")
    lines = map_rows(recognise(table)).triples.decode().splitlines()

    def subjects(property_name: str) -> set[str]:
        return {line.split()[0] for line in lines if line.split()[1].endswith(f"#{property_name}>")}

    whole = "<https://w3id.org/pscvc/data/ca/chain/birth-of-a-child>"
    assert subjects("isLedBy") == subjects("isSubChainOf")
    assert whole not in subjects("isLedBy")
    assert len(subjects("linksFrom")) == len(table.rows)
    assert sum(1 for line in lines if "#isLinkOf>" in line and whole in line) == len(table.rows)
    assert subjects("linksFrom") == {
        line.split()[0] for line in lines if line.split()[1] == "<http://purl.org/dc/terms/source>"
    }


EXPECTED = {
    "qa_unregistered_sid": {"3181", "3413"},
    "qa_program_id_wrong_org": {"3413"},
    "qa_program_id_old": {"771", "1297", "1349"},
    "qa_performance_over_100": {"3413 5909", "872 570"},
    "qa_no_ss_volume": {"3181 5913"},
    "qa_no_si_app_volume": {"1093", "1252", "1322", "1331", "902"},
    "qa_ss_vol_without_si_vol": {"1093", "1252", "1322", "1331", "902"},
    "qa_client_feedback_contradiction": {"1107", "1109", "1112", "1143", "3727", "771", "899", "37"},
}
"""What each published rule finds, worked out from the rules' wording: service, or service and standard.

A volume of 0 is a value: the eight standards with a total of 0 report one; so do services with 0.
"""


@pytest.fixture(scope="module")
def taken() -> Iterator[tuple[Report, Receipt]]:
    """The whole story, loaded, validated and accepted as far as it is sound."""
    from pscvc_kg import api

    with api.open() as graph:
        sources, submissions = api.sort_by_kind(sorted(resources.STORY.glob("*.csv")))
        api.load(sources, graph)
        report = api.validate(submissions, store=graph)
        yield report, api.accept(submissions, report, graph, hold=True)


def test_the_report_finds_the_defects_that_the_inventory_has(taken: tuple[Report, Receipt]) -> None:
    report, _ = taken
    cells = {path.name: dict(enumerate(rows(path), 2)) for path in resources.STORY.glob("s*-2023-2024.csv")}

    def record(finding: Finding) -> str:
        row = cells[finding.location.file][finding.location.row or 0]
        return " ".join(filter(None, (row["service_id"], row.get("service_standard_id"))))

    found: dict[str, set[str]] = {}
    for finding in report.findings:
        if finding.rule.code.startswith("qa_"):
            found.setdefault(finding.rule.code, set()).add(record(finding))

    assert found == EXPECTED


def test_no_finding_is_one_that_our_own_words_brought_in(taken: tuple[Report, Receipt]) -> None:
    report, _ = taken

    ours = [finding for finding in report.findings if OURS.search(finding.location.header or "")]

    assert ours == []


def test_the_whole_report_is_as_reviewed(
    taken: tuple[Report, Receipt], golden: Callable[[Path, str], None]
) -> None:
    report, _ = taken
    lines = [
        " | ".join((f.rule.severity, f.rule.code, f.location.file, str(f.location.row), f.message["en"]))
        for f in sorted(report.findings, key=lambda finding: finding.order)
    ]

    golden(Path(__file__).parent / "story" / "findings.txt", "\n".join(lines) + "\n")


def test_what_is_wrong_is_held_with_what_depends_on_it_and_the_rest_goes_in(
    taken: tuple[Report, Receipt],
) -> None:
    _, receipt = taken

    assert sorted(held.key[2:] for held in receipt.held) == [
        ("3181",),
        ("3181", "5913"),
        ("3181", "6241"),
        ("3413",),
        ("3413", "5909"),
        ("872", "570"),
    ]
    owners = {row["owner_org"] for row in story("services-2023-2024.csv")}
    assert len(receipt.accepted) == len(owners)
    # The log keeps that its services came; none of them is in the graph.
    [nothing] = [one for one in receipt.accepted if not one.records]
    assert nothing.organization == {held.organization for held in receipt.held if "3181" in held.key}.pop()
    assert sum(one.records for one in receipt.accepted) == 35 + 92 - 6
