"""One record of a store checked again finds what checking its file finds, without the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import pscvc_kg as pscvc
from pscvc_kg.errors import UsageError
from pscvc_kg.report import Report
from pscvc_kg.resources import STORY

DAY = "2025-03-01"
SUBMITTED = [STORY / "services-2023-2024.csv", STORY / "standards-2023-2024.csv"]
DATA = "https://w3id.org/pscvc/data/ca/"


@pytest.fixture(scope="module")
def store() -> Iterator[pscvc.Graph]:
    """The shipped story with all submissions accepted that can be."""
    with pscvc.shipped() as graph:
        yield graph


@pytest.fixture(scope="module")
def whole(store: pscvc.Graph) -> Report:
    return pscvc.validate(SUBMITTED, store=store, as_of=DAY)


def reports_of(store: pscvc.Graph) -> list[str]:
    rows = store.sparql(
        "PREFIX psc: <https://w3id.org/pscvc/ns#> SELECT DISTINCT ?report { ?report psc:isReportOn ?subject }"
    )
    assert not isinstance(rows, bytes)
    # The records of services and standards, which were submitted; other reports were loaded.
    return [row[0] for row in rows.texts() if "/service-report/" in row[0] or "/standard-report/" in row[0]]


def key(report: Report, about: set[str]) -> list[tuple[str, str, str]]:
    return sorted(
        (finding.fingerprint, finding.rule.code, finding.message["fr"])
        for finding in report.findings
        if finding.focus in about
    )


def test_every_record_is_found_as_in_its_file(store: pscvc.Graph, whole: Report) -> None:
    """All at once: what each rule finds in the store about any record is what it finds in the files."""
    reports = reports_of(store)
    again = pscvc.validate(store=store, as_of=DAY, focus=reports)
    about = {finding.focus for finding in again.findings}
    assert len(reports) > 100
    assert len(again.findings) > 20
    # Held records are in the files and not in the store; what hangs on the others is in both.
    assert key(again, about) == key(whole, about)
    missed = {
        finding.focus
        for finding in whole.findings
        if any(finding.focus == each or finding.focus.startswith(f"{each}/") for each in reports)
    }
    assert missed <= about


def test_a_record_is_looked_at_with_its_subject_and_its_figures(store: pscvc.Graph) -> None:
    report = next(iri for iri in reports_of(store) if "/service-report/" in iri and "/1107/" in iri)
    checked = {
        one.shape.rpartition("#")[2]: one.focus_nodes
        for one in pscvc.validate(store=store, as_of=DAY, focus=report).checked
    }
    assert checked["Service-titleFrench"] == 1
    assert checked["Report-period"] == 1
    assert checked["Observation-wholeNumber"] >= 10
    assert checked["Standard-titleFrench"] == 0


def test_the_submission_is_named(store: pscvc.Graph) -> None:
    found = pscvc.validate(store=store, as_of=DAY, focus=reports_of(store)).findings
    assert {finding.location.file.partition("/")[0] for finding in found} == {"submission"}


def test_after_a_correction_the_finding_is_gone(tmp_path: Path) -> None:
    """The registers that were gathered for the first check are not kept when the store changes."""
    with (STORY / "services-2023-2024.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["service_id"] == "1107"]
    file = tmp_path / "services.csv"

    def write(name: str) -> None:
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]))
            writer.writeheader()
            writer.writerows([rows[0] | {"service_description_fr": name}])

    with pscvc.open() as graph:
        sources = [each for each in sorted(STORY.glob("*.csv")) if each not in SUBMITTED]
        pscvc.load(sources, graph)
        codes = []
        for description in ("", rows[0]["service_description_fr"]):
            write(description)
            pscvc.accept(file, pscvc.validate(file, store=graph, as_of=DAY), graph)
            again = pscvc.validate(store=graph, as_of=DAY, focus=f"{DATA}service/1107")
            codes.append({finding.rule.code for finding in again.findings})
    assert "service-description-french" in codes[0]
    assert "service-description-french" not in codes[1]


def test_years_that_nobody_reported_are_named_as_in_the_file(tmp_path: Path) -> None:
    with (STORY / "services-2023-2024.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["service_id"] == "1107")
    years = ["2018-2019", "2019-2020", "2020-2021", "2021-2022", "2023-2024"]
    file = tmp_path / "services.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(row))
        writer.writeheader()
        writer.writerows(row | {"fiscal_yr": year} for year in years)
    with pscvc.open() as graph:
        pscvc.load([each for each in sorted(STORY.glob("*.csv")) if each not in SUBMITTED], graph)
        report = pscvc.validate(file, store=graph, as_of=DAY)
        pscvc.accept(file, report, graph, hold=True)
        again = pscvc.validate(store=graph, as_of=DAY, focus=f"{DATA}service/1107")
    said = {one.rule.code: one.why["en"] for one in report.limited if "Years" in one.why["en"]}
    assert said.keys() == {"qa_extreme_volume_variation", "qa_no_volume_variation"}
    assert {one.rule.code: one.why["en"] for one in again.limited} == said


def test_checking_changes_nothing_in_what_was_gathered(store: pscvc.Graph) -> None:
    reports = reports_of(store)
    first = [pscvc.validate(store=store, as_of=DAY, focus=iri) for iri in reports[:20]]
    assert first == [pscvc.validate(store=store, as_of=DAY, focus=iri) for iri in reports[:20]]


@pytest.mark.parametrize(
    ("focus", "said"),
    [(f"{DATA}service/none", "no live submission describes"), ("not an address", "is not the address")],
)
def test_what_is_no_record_is_refused(store: pscvc.Graph, focus: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        pscvc.validate(store=store, focus=focus)


def test_focus_needs_a_store_and_no_files(store: pscvc.Graph) -> None:
    with pytest.raises(UsageError, match="give the store"):
        pscvc.validate(focus=f"{DATA}service/1107")
    with pytest.raises(UsageError, match="no files"):
        pscvc.validate(SUBMITTED, store=store, focus=f"{DATA}service/1107")
