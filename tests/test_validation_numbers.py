"""A cell that is no number is found once, as that: what a number must be is not asked of it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscvc_kg import validation
from pscvc_kg.layouts import layouts
from pscvc_kg.validation.wording import number


@given(
    st.one_of(
        st.text(), st.from_regex(r"[+-]?[0-9]{0,30}([.][0-9]{0,30})?([eE][+-]?[0-9]{0,12})?", fullmatch=True)
    )
)
def test_any_text_is_shown_as_a_number_or_as_it_is(text: str) -> None:
    for language in ("en", "fr"):
        for exact in (True, False):
            assert len(number(text, language, exact=exact)) <= max(len(text), 60)


SERVICES = tuple(column for column in layouts()["gc-services"].columns if column.startswith("num_"))
STANDARDS = ("target", "volume_meeting_target", "total_volume", "performance")
NUMBER = {"target": "target-number", "volume_meeting_target": "observation-numerator-number"}
BELOW = {"target": "target-not-negative", "volume_meeting_target": "observation-numerator-not-negative"}
WHOLE = {"volume_meeting_target": "standard-met-whole-number"}
SHARES = ("target", "performance")
SERVICE = {
    **{"fiscal_yr": "2023-2024", "service_id": "SRV03223", "owner_org": "cra-arc", "program_id": "BWN01"},
    **{"service_name_en": "Tax returns", "service_name_fr": "Déclarations de revenus"},
    **{"service_description_en": "Takes them in.", "service_description_fr": "Les reçoit."},
    **{"service_type": "RES", "service_recipient_type": "CLIENT", "service_scope": "EXTERN"},
    **{"client_target_groups": "PERSON", "client_feedback_channel": "TEL"},
    **{"special_remarks_en": "By courier.", "special_remarks_fr": "Par messager."},
}
STANDARD = {
    **{
        "fiscal_yr": "2023-2024",
        "service_id": "SRV03223",
        "service_standard_id": "5",
        "owner_org": "cra-arc",
    },
    **{"service_name_en": "Tax returns", "service_name_fr": "Déclarations de revenus"},
    **{"service_standard_en": "In ten days", "service_standard_fr": "En dix jours", "type": "TML"},
    **{"channel": "TEL", "target": "0.8", "volume_meeting_target": "90", "total_volume": "100"},
    **{"performance": "0.9", "target_met": "Y"},
    **{"standards_targets_uri_en": "https://www.example.ca/en"},
    **{"standards_targets_uri_fr": "https://www.example.ca/fr"},
}


def found(tmp_path: Path, layout: str, column: str, cell: str) -> list[str]:
    """The codes of what is found at *column* of a sound row, with *cell* there."""
    columns = [*layouts()[layout].columns, *layouts()[layout].optional]
    sound = SERVICE if layout == "gc-services" else STANDARD
    row = {name: sound.get(name, "7" if name.startswith("num_") else "N") for name in columns}
    row |= {name: "" for name in layouts()[layout].optional if name not in sound}
    row |= {name: "" for name in ("last_service_review", "last_service_improvement") if name in row}
    file = tmp_path / "table.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns)
        writer.writeheader()
        writer.writerow(row | {column: cell})
    report = validation.validate([file], as_of="2025-03-01")
    return [finding.rule.code for finding in report.findings if finding.location.header == column]


NUMERIC = [
    *(("gc-services", column) for column in SERVICES),
    *(("gc-standards", column) for column in STANDARDS),
]


@pytest.mark.parametrize(("layout", "column"), NUMERIC)
def test_sound_cell_has_no_findings(tmp_path: Path, layout: str, column: str) -> None:
    sound = SERVICE | STANDARD
    assert found(tmp_path, layout, column, sound.get(column, "7")) == []


@pytest.mark.parametrize(("layout", "column"), NUMERIC)
@pytest.mark.parametrize("cell", ["many", "1,5", "-", "80%"])
def test_text_where_a_number_belongs_is_found_once(
    tmp_path: Path, layout: str, column: str, cell: str
) -> None:
    assert found(tmp_path, layout, column, cell) == [NUMBER.get(column, "observation-number")]


@pytest.mark.parametrize(("layout", "column"), NUMERIC)
def test_number_below_0_with_decimals_is_found_for_what_it_is(
    tmp_path: Path, layout: str, column: str
) -> None:
    below = BELOW.get(column, "observation-not-negative")
    whole = [] if column in SHARES else [WHOLE.get(column, "observation-whole-number")]
    codes = found(tmp_path, layout, column, "-3.5")
    # The performance then also contradicts its own volumes.
    ratio = ["observation-ratio"] if column == "performance" else []
    assert sorted(codes) == sorted([below, *whole, *ratio])
