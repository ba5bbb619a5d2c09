"""The published quality rules on the real inventory: the records flagged are those that their wording names.

The expectation is computed here in plain Python from the CSV files, by the wording of
`qa_issues_descriptions.csv` with what was settled where it is silent: 0 is a value, identifiers count as
written, a programme code is an organization's when any published list has it there.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, stdev

import pytest

from pscvc_kg import validation
from pscvc_kg.report import Report
from pscvc_kg.store import open_store
from pscvc_kg.submissions import Receipt, accept, load

pytestmark = pytest.mark.shared

DAY = "2025-03-01"
APPLICATIONS = [
    f"num_applications_{how}"
    for how in ("by_phone", "online", "in_person", "by_mail", "by_email", "by_fax", "by_other")
]
HISTORY = {"qa_extreme_volume_variation", "qa_no_volume_variation"}
Row = dict[str, str]


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    return shared / "data" / "gc"


@pytest.fixture(scope="module")
def report(data: Path) -> Report:
    """The two real files against the registers."""
    names = ["gc_concordance.csv", "org_var.csv", "ifoi_en.csv", "ifoi_fr.csv", "sid_registry.csv"]
    with open_store() as store:
        load([*(data / name for name in names), *sorted(data.glob("cp-pc-*.csv"))], store)
        return validation.validate([data / "si_2024.csv", data / "ss_2024.csv"], store=store, as_of=DAY)


@pytest.fixture(scope="module")
def services(data: Path) -> list[Row]:
    return rows(data / "si_2024.csv")


@pytest.fixture(scope="module")
def standards(data: Path) -> list[Row]:
    return rows(data / "ss_2024.csv")


@pytest.fixture(scope="module")
def organization(data: Path) -> dict[str, str]:
    """From the portal's short name to the register's identifier."""
    return {row["open_gov_ouvert"]: row["infobaseID"] for row in rows(data / "gc_concordance.csv")}


@pytest.fixture(scope="module")
def listed(data: Path) -> dict[tuple[str, str], set[str]]:
    """From an organization and a programme code to the years whose lists have it."""
    names = defaultdict(set)
    for row in rows(data / "org_var.csv"):
        names[folded(row["org_name_variant"])].add(row["org_id"])
    for file in ("ifoi_en.csv", "ifoi_fr.csv"):
        for row in rows(data / file):
            for column, text in row.items():
                if "title" in column.casefold() and text:
                    names[folded(text)].add(row.get("org_id", ""))
    found = defaultdict(set)
    for path in data.glob("cp-pc-*.csv"):
        years = re.search(r"-(\d\d)(\d\d)-", path.name)
        assert years
        for row in rows(path):
            department = next(text for column, text in row.items() if column.startswith("EntityDept_name"))
            code = next(text for column, text in row.items() if column.startswith("ProgramInventory-"))
            owners = names[folded(department)]
            if len(owners) == 1:
                found[next(iter(owners)), code.strip()].add(f"20{years[1]}-20{years[2]}")
    return found


def rows(path: Path) -> list[Row]:
    text = path.read_bytes()
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = text.decode("cp1252")
    return list(csv.DictReader(decoded.splitlines(keepends=True)))


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def number(cell: str) -> float | None:
    return None if cell.strip() in ("", "NA", "ND") else float(cell)


def several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def flagged(report: Report, code: str) -> list[int]:
    """The rows flagged, as a spreadsheet counts them."""
    return sorted({found.location.row or 0 for found in report.findings if found.rule.code == code})


def those(records: list[Row], flags: Iterator[bool]) -> list[int]:
    """The rows of the *records* that are flagged; the header is row 1."""
    return [index for index, (_, flag) in enumerate(zip(records, flags, strict=True), start=2) if flag]


def has_volume(row: Row) -> bool:
    total = number(row["num_applications_total"])
    return any(number(row[column]) is not None for column in APPLICATIONS) or (
        total is not None and total > 0
    )


def test_all_published_rules_are_restated(data: Path) -> None:
    published = {row["qa_field_name"] for row in rows(data / "qa_issues_descriptions.csv")}
    # The publisher's list and program disagree on one name; decisions take the program's.
    published = {"qa_reused_id" if name == "qa_reused_sid" else name for name in published}
    ours = {rule.code for rule in validation.rules("gc") if rule.profile == "gc"}
    # The others restate the portal's rules for single fields: test_field_rules.py.
    assert {code for code in ours if code.startswith("qa_")} == published


def test_severities_are_the_published_ones(data: Path) -> None:
    levels = {"0-Error": "violation", "1-Warning": "warning", "2-Suggestion": "info"}
    ours = {rule.code: rule.severity for rule in validation.rules("gc")} | {"qa_reused_sid": "violation"}
    for row in rows(data / "qa_issues_descriptions.csv"):
        assert ours[row["qa_field_name"]] == levels[row["severity_en"]], row["qa_field_name"]


def test_only_the_rules_on_earlier_years_are_not_checked(report: Report) -> None:
    assert {each.rule.code for each in report.not_checked} == HISTORY


def test_reused_identifier(
    report: Report, data: Path, services: list[Row], organization: dict[str, str]
) -> None:
    given = {row["service_id"]: row["org_id"] for row in rows(data / "sid_registry.csv")}
    flags = (
        row["service_id"] in given and given[row["service_id"]] != organization[row["owner_org"]]
        for row in services
    )
    assert flagged(report, "qa_reused_id") == those(services, flags)


def test_unregistered_identifier(report: Report, data: Path, services: list[Row]) -> None:
    known = {row["service_id"] for row in rows(data / "sid_registry.csv")}
    expected = those(services, (row["service_id"] not in known for row in services))
    assert flagged(report, "qa_unregistered_sid") == expected
    assert len(expected) == 40


def test_unregistered_identifier_offers_the_near_match(report: Report) -> None:
    found = [each for each in report.findings if each.rule.code == "qa_unregistered_sid"]
    # Prefix or leading zeros differ, as in SRV03223 and 3223; one identifier lacks a digit.
    assert sum("Did you mean" in each.message["en"] for each in found) == 39


@pytest.mark.parametrize("which", ["services", "standards"])
def test_fiscal_year_out_of_scope(which: str, report: Report, request: pytest.FixtureRequest) -> None:
    records = request.getfixturevalue(which)
    code = {"services": "qa_si_fiscal_yr_out_of_scope", "standards": "qa_ss_fiscal_yr_out_of_scope"}[which]
    flags = (f"{row['fiscal_yr'][5:]}-03-31" >= DAY for row in records)
    assert flagged(report, code) == those(records, flags)


def test_programme_of_another_organization(
    report: Report, services: list[Row], organization: dict[str, str], listed: dict[tuple[str, str], set[str]]
) -> None:
    flags = (
        any(not listed.get((organization[row["owner_org"]], code)) for code in several(row["program_id"]))
        for row in services
    )
    assert flagged(report, "qa_program_id_wrong_org") == those(services, flags)


def test_outdated_programme(
    report: Report, services: list[Row], organization: dict[str, str], listed: dict[tuple[str, str], set[str]]
) -> None:
    def outdated(row: Row, code: str) -> bool:
        years = listed.get((organization[row["owner_org"]], code))
        return bool(years) and max(years) < row["fiscal_yr"]

    flags = (any(outdated(row, code) for code in several(row["program_id"])) for row in services)
    assert flagged(report, "qa_program_id_old") == those(services, flags)


def test_standard_volume_without_service_volume(
    report: Report, services: list[Row], standards: list[Row]
) -> None:
    measured = {
        (row["fiscal_yr"], row["service_id"]) for row in standards if (number(row["total_volume"]) or 0) > 0
    }
    flags = ((row["fiscal_yr"], row["service_id"]) in measured and not has_volume(row) for row in services)
    assert flagged(report, "qa_ss_vol_without_si_vol") == those(services, flags)


def test_feedback_contradiction(report: Report, services: list[Row]) -> None:
    def contradicts(row: Row) -> bool:
        online = "ONL" in several(row["client_feedback_channel"])
        answer = row["os_issue_resolution_feedback"]
        return (answer == "Y" and not online) or (answer in ("N", "NA") and online)

    assert flagged(report, "qa_client_feedback_contradiction") == those(services, map(contradicts, services))


def test_business_number_applicable(report: Report, services: list[Row]) -> None:
    flags = (
        "ECONOM" in several(row["client_target_groups"]) and row["cra_bn_identifier_usage"] == "NA"
        for row in services
    )
    assert flagged(report, "qa_use_of_cra_bn_applicable") == those(services, flags)


def test_no_application_volume(report: Report, services: list[Row]) -> None:
    assert flagged(report, "qa_no_si_app_volume") == those(
        services, (not has_volume(row) for row in services)
    )


def test_performance_over_100(report: Report, standards: list[Row]) -> None:
    def exceeds(row: Row) -> bool:
        met, total = number(row["volume_meeting_target"]), number(row["total_volume"])
        return met is not None and total is not None and met > total

    expected = those(standards, map(exceeds, standards))
    assert flagged(report, "qa_performance_over_100") == expected
    assert len(expected) == 9


def test_no_standard_volume(report: Report, standards: list[Row]) -> None:
    expected = those(standards, (number(row["total_volume"]) is None for row in standards))
    assert flagged(report, "qa_no_ss_volume") == expected
    assert len(expected) == 191


def test_every_finding_is_at_a_cell(report: Report) -> None:
    for found in report.findings:
        assert found.location.row, found
        assert found.location.column, found
        assert found.location.header, found


def test_every_finding_speaks_both_languages(report: Report) -> None:
    for found in report.findings:
        for text in found.message.values():
            assert text
            assert "{" not in text, text


def test_about_one_organization_in_seven_has_a_violation(report: Report) -> None:
    found = {each.focus.split("/")[7] for each in report.findings if each.rule.severity == "violation"}
    assert found


@pytest.fixture(scope="module")
def with_history(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Receipt]:
    """The two real files against four earlier years, and what of those years was accepted.

    Of the earlier standards, on which no rule about years looks, those of some services are enough.
    """
    names = ["gc_concordance.csv", "org_var.csv", "ifoi_en.csv", "ifoi_fr.csv", "sid_registry.csv"]
    standards = tmp_path_factory.mktemp("earlier") / "standards.csv"
    some = [row for row in rows(data / "standards_2017-2020.csv") if row["service_id"].endswith("7")]
    with standards.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(some[0]))
        writer.writeheader()
        writer.writerows(some)
    earlier = [data / "services_2016-2020.csv", standards]
    with open_store() as store:
        load([*(data / name for name in names), *sorted(data.glob("cp-pc-*.csv"))], store)
        found = validation.validate(earlier, store=store, as_of=DAY)
        receipt = accept(earlier, found, store, hold=True)
        both = [data / "si_2024.csv", data / "ss_2024.csv"]
        return validation.validate(both, store=store, as_of=DAY), receipt


@pytest.fixture(scope="module")
def volumes(data: Path, with_history: tuple[Report, Receipt]) -> dict[str, list[float]]:
    """The volumes of each service in the accepted records of earlier years that are not 0, year by year."""
    held = {(one.location.file, one.location.row) for one in with_history[1].held}
    channels = [f"{how}_applications" for how in ("online", "telephone", "in_person", "postal_mail", "other")]
    found = defaultdict(list)
    file = data / "services_2016-2020.csv"
    ordered = sorted(enumerate(rows(file), start=2), key=lambda item: item[1]["fiscal_yr"])
    for number, row in ordered:
        counted = [float(row[channel]) for channel in channels if row[channel] not in ("", "NA", "ND")]
        if (file.name, number) not in held and sum(counted) > 0:
            found[row["service_id"]].append(sum(counted))
    return found


def test_most_of_the_earlier_years_is_accepted(with_history: tuple[Report, Receipt]) -> None:
    receipt = with_history[1]
    assert not receipt.refused
    assert len(receipt.accepted) > 150
    assert len(receipt.held) < len(receipt.accepted)


def test_extreme_variation(
    with_history: tuple[Report, Receipt], services: list[Row], volumes: dict[str, list[float]]
) -> None:
    def leaps(row: Row) -> bool:
        before = volumes[row["service_id"]]
        now = row["num_applications_total"]
        if len(before) < 4 or now in ("", "NA", "ND") or float(now) == 0:
            return False
        return abs(float(now) - mean(before)) > 3 * stdev(before)

    expected = those(services, map(leaps, services))
    assert len(expected) > 10
    assert flagged(with_history[0], "qa_extreme_volume_variation") == expected


def test_no_variation(
    with_history: tuple[Report, Receipt], services: list[Row], volumes: dict[str, list[float]]
) -> None:
    """Four equal years: this one and the last three that were reported and are not 0."""

    def stands_still(row: Row) -> bool:
        before, now = volumes[row["service_id"]], row["num_applications_total"]
        if now in ("", "NA", "ND") or float(now) == 0:
            return False
        return len(before) >= 3 and set(before[-3:]) == {float(now)}

    assert flagged(with_history[0], "qa_no_volume_variation") == those(services, map(stands_still, services))


def test_the_report_says_which_years_are_missing(with_history: tuple[Report, Receipt]) -> None:
    # Five records of the release are of 2022-2023.
    limited = {each.rule.code: each.why for each in with_history[0].limited if each.rule.code in HISTORY}
    assert limited.keys() == HISTORY
    for why in limited.values():
        assert "2020-2021 and 2021-2022" in why["en"]
        assert "2020-2021 et 2021-2022" in why["fr"]
    assert not HISTORY & {each.rule.code for each in with_history[0].not_checked}
