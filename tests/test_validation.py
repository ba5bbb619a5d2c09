"""Files are checked against rules and registers, and every finding is at the cell that is wrong."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pscvc_kg import validation
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.layouts import layouts
from pscvc_kg.report import Finding, Report
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import accept, load

DAY = "2025-03-01"
SERVICE = {
    "fiscal_yr": "2023-2024",
    "service_id": "1000",
    "service_name_en": "Canada child benefit",
    "service_name_fr": "Allocation canadienne pour enfants",
    "service_description_en": "A monthly payment to families.",
    "service_description_fr": "Un paiement mensuel aux familles.",
    "service_type": "GNC",
    "service_recipient_type": "CLIENT",
    "service_scope": "EXTERN",
    "client_target_groups": "PERSON",
    "program_id": "BGM01",
    "client_feedback_channel": "EML,TEL",
    "automated_decision_system": "N",
    "service_fee": "N",
    "last_service_review": "2021-2022",
    "last_service_improvement": "",
    "sin_usage": "Y",
    "cra_bn_identifier_usage": "NA",
    "owner_org": "cra-arc",
}
STANDARD = {
    "fiscal_yr": "2023-2024",
    "service_id": "1000",
    "service_name_en": "Canada child benefit",
    "service_name_fr": "Allocation canadienne pour enfants",
    "service_standard_id": "STAN1",
    "service_standard_en": "Calls are answered within 60 seconds.",
    "service_standard_fr": "On répond aux appels en 60 secondes.",
    "type": "TML",
    "channel": "TEL",
    "target": "0.8",
    "volume_meeting_target": "90",
    "total_volume": "100",
    "performance": "0.9",
    "target_met": "Y",
    "owner_org": "cra-arc",
}
BROKEN = {
    # A column, what is written into it, and the code of the rule that must find it there.
    "service_name_en": ("", "service-title-english"),
    "service_name_fr": ("", "service-title-french"),
    "service_description_fr": ("", "service-description-french"),
    "service_type": ("GRANT", "service-type-known"),
    "service_scope": ("EXTERN,WORLD", "service-scope-known"),
    "client_target_groups": ("PEOPLE", "service-client-group-known"),
    "fiscal_yr": ("2023-24", "report-period-known"),
    "service_id": ("", "report-subject"),
    "owner_org": ("", "report-reporter"),
    "service_fee": ("perhaps", "report-readable-answer"),
    "sin_usage": ("perhaps", "report-readable-answer"),
    "client_feedback_channel": ("EML,PIGEON", "report-feedback-channel-known"),
    "last_service_review": ("2021", "report-last-review-known"),
    "num_website_visits": ("many", "observation-number"),
    "num_applications_by_fax": ("-3", "observation-not-negative"),
    "num_phone_enquiries": ("2.5", "observation-whole-number"),
}


def services(rows: int, **changes: str) -> list[dict[str, str]]:
    """Sound rows of the service layout; *changes* go into each."""
    layout = layouts()["gc-services"]
    made = []
    for number in range(rows):
        row = dict.fromkeys(layout.columns, "N") | SERVICE | {"service_id": str(1000 + number)}
        row |= {column: str(number + 1) for column in layout.columns if column.startswith("num_")}
        made.append(row | changes)
    return made


def write(path: Path, rows: list[dict[str, str]], columns: list[str] | None = None) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns or list(rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def check(*files: Path, profile: str = "core", store: Store | None = None) -> Report:
    return validation.validate(files, profile=profile, store=store, as_of=DAY)


def codes(report: Report) -> list[str]:
    return [finding.rule.code for finding in report.findings]


def only(report: Report, code: str) -> Finding:
    found = [finding for finding in report.findings if finding.rule.code == code]
    assert len(found) == 1, codes(report)
    return found[0]


def test_sound_table_has_no_findings(tmp_path: Path) -> None:
    report = check(write(tmp_path / "services.csv", services(3)))
    assert codes(report) == []
    assert report.conforms


def test_layout_calls_for_its_profile(tmp_path: Path) -> None:
    file = write(tmp_path / "services.csv", services(1))
    assert validation.validate([file], as_of=DAY).profile == "gc"


def test_unknown_profile_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="core, cpsv-ap, gc"):
        check(write(tmp_path / "services.csv", services(1)), profile="gd")


def test_unknown_engine_and_day_are_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "services.csv", services(1))
    with pytest.raises(UsageError, match="fast, pyshacl"):
        validation.validate([file], engine="turbo")
    with pytest.raises(UsageError, match="2025-03-01"):
        validation.validate([file], as_of="yesterday")


def test_unreadable_file_is_no_finding(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        check(tmp_path / "nothing.csv")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_known_defect_is_found_at_its_cell(tmp_path: Path, data: st.DataObject) -> None:
    rows = services(4)
    column = data.draw(st.sampled_from(sorted(BROKEN)))
    row = data.draw(st.integers(0, len(rows) - 1))
    text, code = BROKEN[column]
    rows[row][column] = text
    columns = list(rows[0])
    random.Random(data.draw(st.integers(0, 999))).shuffle(columns)
    finding = only(check(write(tmp_path / "services.csv", rows, columns)), code)
    place = finding.location
    assert (place.file, place.row, place.header) == ("services.csv", row + 2, column)
    assert place.column == _letter(columns.index(column))


def _letter(index: int) -> str:
    return chr(65 + index) if index < 26 else chr(64 + index // 26) + chr(65 + index % 26)


def test_missing_column_is_found_at_the_header_row(tmp_path: Path) -> None:
    columns = [column for column in services(1)[0] if column != "service_fee"]
    finding = only(check(write(tmp_path / "services.csv", services(2), columns)), "table-required-column")
    assert (finding.location.row, finding.location.column) == (1, None)
    assert "service_fee" in finding.message["en"]


def test_missing_column_is_said_once_of_the_table_and_not_of_each_record(tmp_path: Path) -> None:
    rows = [{name: text for name, text in row.items() if name != "owner_org"} for row in services(5)]
    report = check(write(tmp_path / "services.csv", rows))
    at_header = [finding for finding in report.findings if finding.location.column is None]
    assert [finding.rule.code for finding in at_header] == ["table-required-column"]


def test_fingerprint_stays_when_rows_move_and_tells_records_of_one_key_apart(tmp_path: Path) -> None:
    rows = services(3, num_phone_enquiries="many")
    first = {finding.fingerprint for finding in check(write(tmp_path / "a.csv", rows)).findings}
    moved = {finding.fingerprint for finding in check(write(tmp_path / "b.csv", rows[::-1])).findings}
    assert first == moved
    doubled = check(write(tmp_path / "c.csv", [*rows, rows[0]])).findings
    told = {finding.fingerprint for finding in doubled}
    assert len(told) == len(doubled)
    assert len(first - told) == 1, "of two records with one key nobody knows which was meant"


def test_who_corrects_one_of_two_records_gives_its_fingerprint_to_none(tmp_path: Path) -> None:
    one = services(1, num_phone_enquiries="many")[0]
    other = one | {"num_website_visits": "12"}
    both = [
        found for found in check(write(tmp_path / "a.csv", [one, other])).findings if found.value == "many"
    ]
    corrected = check(write(tmp_path / "a.csv", [one | {"num_phone_enquiries": "7"}, other])).findings
    [left] = [found for found in corrected if found.value == "many"]
    assert left.fingerprint not in {found.fingerprint for found in both if found.location.row == 2}


def test_tables_with_one_fault_have_fingerprints_of_their_own(tmp_path: Path) -> None:
    """Neither takes that of the other, nor another when more files are checked with it."""
    files = {}
    for owner in ("cic", "ic"):
        rows = [{**row, "owner_org": owner} for row in services(2)]
        files[owner] = write(
            tmp_path / f"{owner}.csv",
            [{k: v for k, v in row.items() if k != "service_name_fr"} for row in rows],
        )
    alone = {owner: only(check(file), "table-required-column").fingerprint for owner, file in files.items()}
    assert len(set(alone.values())) == 2
    together = validation.validate(
        [*files.values(), write(tmp_path / "aaa.csv", services(1))], as_of="2025-03-01"
    )
    told = {one.fingerprint for one in together.findings if one.rule.code == "table-required-column"}
    assert told == set(alone.values())


def lacking(folder: Path, owner: str, name: str) -> Path:
    rows = services(2, owner_org=owner, service_scope=name)
    return write(folder / name, rows, [column for column in rows[0] if column != "service_fee"])


def missing(*files: Path) -> dict[str, str]:
    found = check(*files).findings
    return {
        each.location.file: each.fingerprint for each in found if each.rule.code == "table-required-column"
    }


def test_a_table_is_its_owners_under_any_name_and_in_any_company(tmp_path: Path) -> None:
    own = lacking(tmp_path, "cra-arc", "b.csv")
    first = missing(own)["b.csv"]
    assert missing(own.rename(tmp_path / "z.csv"))["z.csv"] == first
    several = [lacking(tmp_path, "cra-arc", name) for name in ("c.csv", "d.csv", "e.csv")]
    parts = missing(*several)
    assert len(set(parts.values())) == 3
    assert missing(*several[1:]) == {name: parts[name] for name in ("d.csv", "e.csv")}, "none takes another's"


def test_a_table_of_several_owners_keeps_its_fingerprint_when_a_row_goes(tmp_path: Path) -> None:
    rows = [*services(1), *services(2, owner_org="cic")[1:], *services(3, owner_org="ic")[2:]]
    columns = [column for column in rows[0] if column != "service_fee"]
    whole = missing(write(tmp_path / "a.csv", rows, columns))
    assert missing(write(tmp_path / "a.csv", rows[:2], columns)) == whole
    unknown = [write(tmp_path / name, services(n, owner_org=""), columns) for n, name in ((1, "b"), (2, "c"))]
    unknown = [path.rename(path.with_suffix(".csv")) for path in unknown]
    assert missing(*unknown) == missing(unknown[0]) | missing(unknown[1])
    assert len(set(missing(*unknown).values())) == 2


def test_rows_with_one_key_are_told_apart_whatever_the_order_of_rows_and_columns(tmp_path: Path) -> None:
    one = services(1, num_phone_enquiries="many")[0]
    rows = [one | {"num_website_visits": str(number)} for number in (5, 6, 7)]

    def found(some: list[dict[str, str]], columns: list[str]) -> set[str]:
        report = check(write(tmp_path / "a.csv", some, columns))
        return {each.fingerprint for each in report.findings if each.value == "many"}

    first = found(rows, list(one))
    assert len(first) == 3
    assert found(rows[::-1], sorted(one, reverse=True)) == first
    assert found(rows[1:], list(one)) < first


def test_renamed_column_is_offered(tmp_path: Path) -> None:
    rows = [
        {("service_fees" if key == "service_fee" else key): text for key, text in row.items()}
        for row in services(1)
    ]
    finding = only(check(write(tmp_path / "services.csv", rows)), "table-required-column")
    assert "service_fees" in finding.message["en"]
    assert "service_fees" in finding.message["fr"]


def test_unknown_column_is_found_at_its_header(tmp_path: Path) -> None:
    rows = [row | {"colour": "red"} for row in services(1)]
    finding = only(check(write(tmp_path / "services.csv", rows)), "table-known-column")
    assert finding.location.header == "colour"


def test_text_in_a_number_is_said_once(tmp_path: Path) -> None:
    report = check(write(tmp_path / "services.csv", services(1, num_website_visits="-many")))
    assert codes(report) == ["observation-number"]


def test_text_in_a_volume_that_feeds_two_facts_is_said_once(tmp_path: Path) -> None:
    report = check(write(tmp_path / "standards.csv", [STANDARD | {"total_volume": "lots"}]))
    assert codes(report) == ["observation-number"]
    assert report.findings[0].location.header == "total_volume"


def test_repeated_record_names_both_rows(tmp_path: Path) -> None:
    rows = services(1) + services(1)
    report = check(write(tmp_path / "services.csv", rows))
    assert codes(report) == ["report-once", "report-once"]
    first, second = report.findings
    assert (first.location.row, [place.row for place in first.related]) == (2, [3])
    assert (second.location.row, [place.row for place in second.related]) == (3, [2])


def test_repetition_across_files_is_found(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", services(1))
    two = write(tmp_path / "b.csv", services(1))
    two.write_bytes(two.read_bytes() + b"\n")  # the same rows; the very same file is refused
    report = check(one, two)
    assert [(finding.location.file, finding.related[0].file) for finding in report.findings] == [
        ("a.csv", "b.csv"),
        ("b.csv", "a.csv"),
    ]


def test_rules_without_their_register_are_not_passed(tmp_path: Path) -> None:
    report = check(write(tmp_path / "services.csv", services(1)), profile="gc")
    unchecked = {each.rule.code: each.why for each in report.not_checked}
    assert unchecked["qa_unregistered_sid"] == {
        "en": "Missing in the store: registry of service identifiers",
        "fr": "Manque dans le graphe\u00a0: registre des identifiants de service",
    }
    assert "qa_extreme_volume_variation" in unchecked
    assert not {each.shape for each in report.checked} & {each.rule.iri for each in report.not_checked}


def test_shapes_say_how_many_nodes_they_looked_at(tmp_path: Path) -> None:
    report = check(write(tmp_path / "services.csv", services(3)))
    counts = {each.shape.partition("#")[2]: each.focus_nodes for each in report.checked}
    assert counts["Service-titleEnglish"] == 3
    assert counts["Observation-number"] == 30
    assert counts["Standard-identifier"] == 0


def test_order_of_files_does_not_matter(tmp_path: Path) -> None:
    one = write(tmp_path / "services.csv", services(2, service_fee="perhaps"))
    two = write(tmp_path / "standards.csv", [STANDARD | {"target": "80 %"}])
    assert check(one, two) == check(two, one)


def test_both_engines_give_the_same_report(tmp_path: Path) -> None:
    file = write(tmp_path / "services.csv", services(3, service_fee="perhaps", num_phone_enquiries="-1"))
    fast, slow = (validation.validate([file], as_of=DAY, engine=engine) for engine in ("fast", "pyshacl"))
    assert fast == slow
    assert not fast.conforms


def test_numbers_are_written_as_the_language_writes_them(tmp_path: Path) -> None:
    report = check(write(tmp_path / "services.csv", services(1, num_website_visits="-1234.5")))
    finding = only(report, "observation-not-negative")
    assert "-1,234.5" in finding.message["en"]
    assert "-1\u202f234,5" in finding.message["fr"]


def concordance(path: Path) -> Path:
    """Registers with one organization, as their publishers lay them out."""
    layout = layouts()["gc-organization-identifiers"]
    row = {names[0]: "" for names in layout.columns.values()}
    row |= {"gc_orgID": "2244", "infobaseID": "47", "open_gov_ouvert": "cra-arc"}
    row |= {"harmonized_name": "Canada Revenue Agency", "nom_harmonisé": "Agence du revenu du Canada"}
    return write(path, [row])


def registry(path: Path, *identifiers: str) -> Path:
    layout = layouts()["gc-service-registry"]
    rows = [dict.fromkeys((names[0] for names in layout.columns.values()), "x") for _ in identifiers]
    for row, identifier in zip(rows, identifiers, strict=True):
        row |= {"service_id": identifier, "org_id": "47"}
    return write(path, rows)


def test_register_in_the_store_is_used(tmp_path: Path) -> None:
    with open_store() as store:
        load([registry(tmp_path / "registry.csv", "1000", "SRV01001")], store)
        report = check(write(tmp_path / "services.csv", services(2)), profile="gc", store=store)
    finding = only(report, "qa_unregistered_sid")
    assert (finding.location.row, finding.location.header) == (3, "service_id")
    assert finding.message["en"].endswith("Did you mean SRV01001?")
    assert finding.message["fr"].endswith("Vouliez-vous dire SRV01001?")


PREFIXES = """@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix psc: <https://w3id.org/pscvc/ns#> .
@prefix data: <https://w3id.org/pscvc/data/ca/> .
"""
OWN_REGISTERS = {
    "a new identifier": (
        '<https://example.org/r> skos:notation "3000" ; psc:isIssuedTo data:organization\\/47 .'
    ),
    "a registered one that gets another notation": (
        'data:service-identifier\\/2000 skos:notation "3000" ; psc:isIssuedTo data:organization\\/47 .'
    ),
}


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("own", OWN_REGISTERS.values(), ids=OWN_REGISTERS)
def test_a_submission_is_no_register(tmp_path: Path, own: str, engine: str) -> None:
    file = write(tmp_path / "services.csv", services(1, service_id="3000"))
    beside = tmp_path / "own.ttl"
    beside.write_text(PREFIXES + own, encoding="utf-8")
    with open_store() as store:
        load([concordance(tmp_path / "concordance.csv"), registry(tmp_path / "registry.csv", "2000")], store)
        report = validation.validate([file, beside], store=store, as_of=DAY, engine=engine, profile="gc")
    assert "qa_unregistered_sid" in codes(report)


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_an_organization_does_not_register_itself(tmp_path: Path, engine: str) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        PREFIXES
        + "<https://example.org/o> a cv:PublicOrganisation ; dct:identifier '1' .\n"
        + "<https://example.org/r> a psc:ServiceReport ; psc:isReportedBy <https://example.org/o> .\n",
        encoding="utf-8",
    )
    alone = validation.validate([file], as_of=DAY, engine=engine)
    assert "report-organization-known" in {each.rule.code for each in alone.not_checked}
    with open_store() as store:
        load([concordance(tmp_path / "concordance.csv")], store)
        beside = validation.validate([file], store=store, as_of=DAY, engine=engine)
    assert "report-organization-known" in codes(beside)


def test_a_register_is_no_submission(tmp_path: Path) -> None:
    file = write(tmp_path / "services.csv", services(1))
    with pytest.raises(InputError, match=r"reference data, not a submission; use `pscvc load`"):
        validation.validate([file, registry(tmp_path / "registry.csv", "1000")], as_of=DAY)


def test_file_stands_in_for_what_was_accepted(tmp_path: Path) -> None:
    with open_store() as store:
        load([concordance(tmp_path / "gc_concordance.csv")], store)
        file = write(tmp_path / "services.csv", services(2))
        report = check(file, store=store)
        assert codes(report) == []
        accept([file], report, store)
        again = check(
            write(tmp_path / "corrected.csv", services(2, service_name_en="Child benefit")), store=store
        )
    assert codes(again) == []


def test_earlier_years_in_the_store_are_compared(tmp_path: Path) -> None:
    with open_store() as store:
        load([concordance(tmp_path / "gc_concordance.csv")], store)
        for start in (2018, 2019, 2020, 2021):
            volume = {"fiscal_yr": f"{start}-{start + 1}", "num_applications_total": "7"}
            file = write(tmp_path / f"{start}.csv", services(1, **volume))
            accept([file], check(file, store=store), store)
        report = check(
            write(tmp_path / "now.csv", services(1, num_applications_total="7")), profile="gc", store=store
        )
        other = check(
            write(tmp_path / "then.csv", services(1, num_applications_total="7000")),
            profile="gc",
            store=store,
        )
    assert only(report, "qa_no_volume_variation").location.header == "num_applications_total"
    assert only(other, "qa_extreme_volume_variation").location.header == "num_applications_total"
    assert "qa_extreme_volume_variation" not in {each.rule.code for each in report.not_checked}


ONE_LINE = (
    "@prefix psc: <https://w3id.org/pscvc/ns#> . @prefix ex: <https://e.org/> . "
    'ex:o1 a psc:Observation ; psc:ofIndicator ex:i ; psc:value "abc" . '
    "ex:o2 a psc:Observation ; psc:ofIndicator ex:i ; psc:value -5.0 ."
)


def test_lines_make_no_difference_to_what_is_found_in_rdf(tmp_path: Path) -> None:
    """What one node's finding silences is what is said of that node, not all that stands on its line."""
    for name, text in (("one", ONE_LINE), ("two", ONE_LINE.replace(" ex:o2", "\nex:o2"))):
        (tmp_path / f"{name}.ttl").write_text(text, encoding="utf-8")
    one, two = (
        {(found.rule.code, found.focus) for found in check(tmp_path / f"{name}.ttl").findings}
        for name in ("one", "two")
    )
    assert ("observation-not-negative", "https://e.org/o2") in one
    assert one == two


@pytest.mark.parametrize("value", ['"1"', '"a\\"b"'])
def test_a_value_in_rdf_is_found_on_its_own_line(tmp_path: Path, value: str) -> None:
    file = tmp_path / "values.ttl"
    file.write_text(
        "@prefix psc: <https://w3id.org/pscvc/ns#> . @prefix ex: <https://e.org/> .\n"
        f"ex:o a psc:Observation ; psc:ofIndicator ex:i ;\n  psc:value 12.0 ,\n  {value} .\n",
        encoding="utf-8",
    )
    assert only(check(file), "observation-number").location.line == 4


@pytest.mark.parametrize(
    "line",
    [
        "<urn:a> <urn:b> <<( <urn:c> <urn:d> <urn:e> )>> .",
        "<urn:a> <urn:b>\t_:c .",
        '<urn:a> <urn:b> "x"@en--ltr .',
    ],
)
def test_a_file_is_judged_alike_as_n_triples_and_as_turtle(tmp_path: Path, line: str) -> None:
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/vocab/cpsv#PublicService>"
    text = f"<urn:s> {kind} .\n{line}\n"
    said = set()
    for name in ("file.nt", "file.ttl"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        try:
            said.add(str([(found.rule.code, found.focus) for found in check(tmp_path / name).findings]))
        except InputError as error:
            said.add(str(error).partition(":")[2])
    assert len(said) == 1, said
