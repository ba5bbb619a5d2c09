"""The official field rules of the service inventory: which of our rules says each, and finds the same.

The portal's description of its fields (`official_field_rules.csv`, `service_data_dict.json`) says for each of
76 fields what may stand in it. ``SAID_BY`` says which of our rules restates each; what breaks a field rule is
worked out here again in plain Python, for the real inventory and for a copy in which one cell after the other
is broken, and must be what we find: the same rows, headers and kinds.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

import pytest

from pscvc_kg import validation
from pscvc_kg.report import Report
from pscvc_kg.store import open_store
from pscvc_kg.submissions import load

pytestmark = pytest.mark.shared

SERVICE, STANDARD = "service", "service-std"
FILES = {SERVICE: "si_2024.csv", STANDARD: "ss_2024.csv"}
REGISTERS = ("gc_concordance.csv", "org_var.csv", "ifoi_en.csv", "ifoi_fr.csv", "sid_registry.csv")
Row = dict[str, str]
Kinds = Mapping[str, tuple[str, ...]]
Mark = tuple[str, int, str, str]
"""Table, row as a spreadsheet counts, header, kind of field rule."""

QUESTIONS = (
    *("automated_decision_system", "service_fee", "sin_usage", "cra_bn_identifier_usage"),
    *("os_account_registration", "os_authentication", "os_application", "os_decision", "os_issuance"),
    "os_issue_resolution_feedback",
)
POINTS = tuple(name for name in QUESTIONS if name.startswith("os_"))
CHANNELS = tuple(f"num_applications_by_{how}" for how in ("phone", "mail", "email", "fax", "other"))
VOLUMES = (
    *("num_phone_enquiries", "num_website_visits", "num_applications_online", "num_applications_in_person"),
    *CHANNELS,
)
TWINS = {"_en": "_fr", "_fr": "_en"}
"""The two languages, by the ends of the fields' names."""

ANSWER: Kinds = {
    "required": ("service-question-answered",),
    "choices": ("report-readable-answer", "service-answer-choice"),
}
VOLUME: Kinds = {
    "required": ("service-volume-reported",),
    "number": ("observation-number",),
    "whole": ("observation-whole-number",),
    "not-negative": ("observation-not-negative",),
}


def languages(field: str, **kinds: str | tuple[str, ...]) -> dict[str, Kinds]:
    """The same kinds for the English and the French field."""
    said = {
        kind.replace("_", "-"): (codes,) if isinstance(codes, str) else codes for kind, codes in kinds.items()
    }
    return {f"{field}_en": said, f"{field}_fr": said}


def required_in(field: str, code: str, length: str) -> dict[str, Kinds]:
    """A text that is required in each language by a rule of its own."""
    return {
        f"{field}_en": {"required": (f"{code}-english",), "length": (length,)},
        f"{field}_fr": {"required": (f"{code}-french",), "length": (length,)},
    }


SAID_BY: dict[str, dict[str, Kinds]] = {
    SERVICE: {
        "fiscal_yr": {
            "required": ("report-period",),
            "choices": ("report-period-known",),
            "key": ("report-once",),
        },
        "service_id": {
            "required": ("report-subject",),
            "comma": ("service-identifier-comma",),
            "key": ("report-once",),
        },
        **required_in("service_name", "service-title", "service-title-length"),
        **required_in("service_description", "service-description", "service-description-length"),
        "service_type": {"required": ("service-type",), "choices": ("service-type-known",)},
        "service_recipient_type": {
            "required": ("service-recipient-type",),
            "choices": ("service-recipient-type-known",),
        },
        "service_scope": {"required": ("service-scope",), "choices": ("service-scope-known",)},
        "client_target_groups": {
            "required": ("service-client-group",),
            "choices": ("service-client-group-known",),
        },
        "program_id": {
            "required": ("service-programme",),
            "choices": ("qa_program_id_wrong_org", "qa_program_id_old"),
        },
        "program_name_en": {},
        "program_name_fr": {},
        "client_feedback_channel": {
            "required": ("service-feedback-channel",),
            "choices": ("report-feedback-channel-known",),
        },
        **languages(
            "automated_decision_system_description",
            conditional="service-automation-described",
            both_languages="service-automation-languages",
            length="service-automation-length",
        ),
        **dict.fromkeys(QUESTIONS, ANSWER),
        **languages(
            "os_comments_client_interaction",
            conditional="service-interaction-explained",
            both_languages="service-interaction-languages",
            length="service-interaction-length",
        ),
        "last_service_review": {"choices": ("report-last-review-known",)},
        "last_service_improvement": {"choices": ("report-last-improvement-known",)},
        **dict.fromkeys(VOLUMES, VOLUME),
        # The portal adds the total up, so that nobody is asked for it.
        "num_applications_total": {kind: VOLUME[kind] for kind in ("number", "whole")},
        **languages(
            "special_remarks",
            conditional="service-other-channel-explained",
            both_languages="service-volume-remark-languages",
            length="service-volume-remark-length",
        ),
        **languages("service_uri", both_languages="service-page-languages", length="service-page-length"),
        "record_created": {},
        "record_modified": {},
        "user_modified": {},
        # The portal knows who sends a record; the file must say it all the same.
        "owner_org": {},
        "owner_org_title": {},
    },
    STANDARD: {
        "fiscal_yr": {
            "required": ("report-period",),
            "choices": ("report-period-known",),
            "key": ("report-once",),
        },
        "service_id": {
            "required": ("report-subject",),
            "comma": ("standard-service-identifier-comma",),
            "key": ("report-once",),
        },
        **required_in("service_name", "standard-cited-name", "standard-cited-name-length"),
        "service_standard_id": {
            "required": ("report-subject",),
            "comma": ("standard-identifier-comma",),
            "key": ("report-once",),
        },
        **required_in("service_standard", "standard-title", "standard-title-length"),
        "type": {"required": ("standard-type",), "choices": ("standard-type-known",)},
        "channel": {"required": ("standard-channel",), "choices": ("standard-channel-known",)},
        **languages(
            "channel_comments",
            both_languages="standard-channel-remark-languages",
            length="standard-channel-remark-length",
        ),
        "target": {
            "number": ("target-number",),
            "share": ("target-share", "target-not-negative"),
        },
        "volume_meeting_target": {
            "number": ("observation-numerator-number",),
            "whole": ("standard-met-whole-number",),
            "not-negative": ("observation-numerator-not-negative",),
            "not-above-total": ("qa_performance_over_100",),
        },
        "total_volume": {kind: VOLUME[kind] for kind in ("number", "whole", "not-negative")},
        "performance": {"number": ("observation-number",)},
        **languages("comments", both_languages="standard-remark-languages", length="standard-remark-length"),
        "target_met": {"choices": ("report-readable-answer", "standard-answer-choice")},
        **required_in("standards_targets_uri", "standard-page", "standard-page-length"),
        **languages(
            "performance_results_uri",
            both_languages="standard-results-page-languages",
            length="standard-results-page-length",
        ),
        "record_created": {},
        "record_modified": {},
        "user_modified": {},
        "owner_org": {},
        "owner_org_title": {},
    },
}


@dataclass(frozen=True)
class Official:
    """What the portal says of its fields."""

    folder: Path

    @cached_property
    def fields(self) -> dict[tuple[str, str], Row]:
        with (self.folder / "official_field_rules.csv").open(encoding="utf-8-sig", newline="") as file:
            return {(row["resource"], row["field"]): row for row in csv.DictReader(file)}

    @cached_property
    def dictionary(self) -> dict[tuple[str, str], dict[str, object]]:
        found = json.loads((self.folder / "service_data_dict.json").read_text(encoding="utf-8"))
        return {
            (table["resource_name"], field["id"]): field
            for table in found["resources"]
            for field in table["fields"]
        }

    def validation(self, table: str, field: str) -> str:
        """What the dictionary says in words of a right cell; "" where it says nothing."""
        texts = self.dictionary.get((table, field), {}).get("validation") or {}
        assert isinstance(texts, dict)
        return str(texts.get("en", ""))

    def kinds(self, table: str, field: str) -> set[str]:
        """The kinds of rules that the portal has for a field."""
        row, text = self.fields[table, field], self.validation(table, field)
        numeric = bool(row["int_na_nd"]) or row["type"] in ("int", "bigint", "numeric")
        # "Required" of the special remarks is under a condition, by the words of their obligation.
        on_condition = row["required_rule"] == "conditional" or "mandatory if" in row["obligation"]
        told = {
            "required": row["required_rule"] == "required" and not on_condition,
            "conditional": on_condition,
            "length": bool(row["max_chars"]),
            "both-languages": self.in_both(table, field),
            "choices": bool(row["choices"]),
            # The list marks no key of a standard, of which a service may have several.
            "key": bool(row["pk"]) or (table, field) == (STANDARD, "service_standard_id"),
            "comma": "cannot contain commas" in text,
            "number": numeric,
            "whole": bool(row["int_na_nd"]) or row["type"] in ("int", "bigint"),
            "not-negative": "must not be negative" in text,
            "share": "between 0 and 1" in text,
            "not-above-total": "can not exceed Total Volume" in text,
        }
        return {kind for kind, there in told.items() if there}

    def in_both(self, table: str, field: str) -> bool:
        """Whether a field must be filled in both languages or in neither; the list marks the English one."""
        english = field.removesuffix("_fr") + "_en" if field.endswith("_fr") else field
        row = self.fields.get((table, english))
        return bool(row and row["both_languages"])

    def choices(self, table: str, field: str) -> set[str]:
        named = self.fields[table, field]["choices"]
        if named == "choices/yes_no.yaml":
            return {"Y", "N"}
        if named == "choices/online_service_yes_no.yaml":
            return {"Y", "N", "NA"}
        known = self.dictionary[table, field]["choices"]
        assert isinstance(known, dict)
        return set(known) if named.endswith(".yaml") else set(named.split("|"))

    def programme_fits(self, code: str, row: Row) -> bool:
        """Whether the list of programme codes has *code* for the organization and the year of *row*."""
        known = self.dictionary[SERVICE, "program_id"]["choices"]
        assert isinstance(known, dict)
        until = known.get(code, {}).get("valid_orgs", {}).get(row["owner_org"])
        year = re.fullmatch(r"\d{4}-(\d{4})", row["fiscal_yr"])
        return until is not None and (year is None or int(year[1]) <= until["until_fiscal_end"])


@pytest.fixture(scope="module")
def official(shared: Path) -> Official:
    return Official(shared / "data" / "gc")


def number(cell: str) -> Decimal | None:
    try:
        return Decimal(cell)
    except InvalidOperation:
        return None


def broken(official: Official, table: str, rows: list[Row]) -> Iterator[Mark]:
    """Every cell that breaks a field rule, by the words of the portal; a repeated key, at its last part."""
    rules = {field: official.kinds(table, field) for of, field in official.fields if of == table}
    key = [field for field, kinds in rules.items() if "key" in kinds]
    seen = Counter(identity(row, key) for row in rows)
    for place, row in enumerate(rows, start=2):
        trimmed = {field: (text or "").strip() for field, text in row.items()}
        for field in trimmed:
            for kind in rules.get(field, set()) - {"key"}:
                if breaks(official, table, field, kind, trimmed):
                    yield (table, place, field, kind)
        if seen[identity(row, key)] > 1:
            yield (table, place, key[-1], "key")


def identity(row: Row, key: list[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in [*key, "owner_org"])


def breaks(official: Official, table: str, field: str, kind: str, row: Row) -> bool:
    """Whether the cell *field* of *row* breaks the field rule of one kind."""
    cell = row[field]
    if kind == "required":
        return not cell
    if kind == "conditional":
        return not cell and condition(field, row)
    if kind == "both-languages":
        return not cell and bool(row.get(field[:-3] + TWINS[field[-3:]], ""))
    if not cell:
        return False
    if kind == "length":
        return len(cell) > int(official.fields[table, field]["max_chars"])
    if kind == "comma":
        return "," in cell
    if kind == "choices":
        several = official.fields[table, field]["type"] == "_text"
        parts = [part.strip() for part in cell.split(",")] if several else [cell]
        if field == "program_id":
            return not all(official.programme_fits(part, row) for part in parts if part)
        return not set(parts) <= official.choices(table, field)
    value = number(cell)
    allowed = ("NA", "ND") if official.fields[table, field]["int_na_nd"] else ()
    if kind == "number":
        return value is None and cell not in allowed
    if value is None:
        return False
    if kind == "whole":
        return value != value.to_integral_value()
    if kind == "not-negative":
        return value < 0
    if kind == "share":
        return not 0 <= value <= 1
    assert kind == "not-above-total"
    total = number(row["total_volume"])
    return total is not None and value > total


def condition(field: str, row: Row) -> bool:
    """Whether what another field says makes *field* required."""
    if field.startswith("automated_decision"):
        return row["automated_decision_system"] == "Y"
    if field.startswith("os_comments"):
        return "NA" in {row[point] for point in POINTS}
    other = number(row["num_applications_by_other"])
    return other is not None and other > 0


def found(report: Report) -> set[Mark]:
    """What our rules of ``SAID_BY`` found, as the portal would name it."""
    table_of = {name: table for table, name in FILES.items()}
    marks = set()
    for finding in report.findings:
        table, header = table_of[finding.location.file], finding.location.header
        for kind, codes in SAID_BY[table].get(header or "", {}).items():
            if finding.rule.code in codes:
                marks.add((table, finding.location.row or 0, header or "", kind))
    return marks


def records(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Break:
    """What is written into a row to break a field rule, and what of that we do not say, with the reason."""

    table: str
    cells: Mapping[str, str]
    unsaid: Mapping[tuple[str, str], str] | None = None


WORD = "Mot"
NO_CONDITION = {
    **dict.fromkeys(POINTS, "N"),
    **{"automated_decision_system": "N", "num_applications_by_other": "0"},
}
CONDITION = {
    "automated_decision_system_description": {"automated_decision_system": "Y"},
    "os_comments_client_interaction": {**NO_CONDITION, "os_issuance": "NA"},
    "special_remarks": {**NO_CONDITION, "num_applications_by_other": "5"},
}
NOT_CHOSEN = {
    **{"fiscal_yr": ("2023-24", "1999-2000"), "last_service_review": ("2021",)},
    **{"last_service_improvement": ("never",), "program_id": ("ZZZ99",)},
    **{"service_recipient_type": ("CLIENT,SOCIETY", "ALL"), "channel": ("EML,TEL", "PIGEON", "NON")},
    **{"service_type": ("INFO,GRANT",), "service_scope": ("WORLD",), "client_target_groups": ("PEOPLE",)},
    **{"client_feedback_channel": ("EML,PIGEON",), "type": ("TML,ACS", "FAST")},
    **dict.fromkeys((*QUESTIONS, "target_met"), ("ND", "perhaps")),
    **dict.fromkeys(("automated_decision_system", "service_fee"), ("ND", "NA", "perhaps")),
}
NUMBERS = {"number": ("many", "1,5"), "whole": ("2.5",), "not-negative": ("-3",), "share": ("1.5", "-0.5")}
TARGET_MET = {"target": "", "volume_meeting_target": "", "total_volume": "", "performance": ""}
AT_THE_ENGLISH_CELL = "both cells are empty, which is said once, at the English one"
IN_THE_OTHER_LANGUAGE = "the other cell is filled, so that the rule on both languages says it"
A_REASON = "the portal wants the cell empty; NA and ND are kept here as reasons why there is no number"


def ways(official: Official, table: str, field: str, kind: str) -> Iterator[Break]:
    """How a field rule of one kind may be broken."""
    twin = field[:-3] + TWINS[field[-3:]] if field[-3:] in TWINS else ""
    if kind == "required":
        yield Break(table, {field: ""})
    elif kind == "conditional":
        trigger = CONDITION[field[:-3]]
        french = field if field.endswith("_fr") else twin
        yield Break(table, trigger | {field: "", twin: ""}, {(french, "conditional"): AT_THE_ENGLISH_CELL})
        yield Break(table, trigger | {field: "", twin: WORD}, {(field, "conditional"): IN_THE_OTHER_LANGUAGE})
    elif kind == "both-languages":
        yield Break(table, (NO_CONDITION if table == SERVICE else {}) | {field: "", twin: WORD})
    elif kind == "length":
        longest = int(official.fields[table, field]["max_chars"])
        yield Break(table, {twin: WORD, field: "é" * (longest + 1)})
        yield Break(table, {twin: "é" * longest, field: "é" * (longest + 1)})
    elif kind == "comma":
        yield Break(table, {field: "12,13"})
    elif kind == "choices":
        yield from (Break(table, {field: cell}) for cell in NOT_CHOSEN[field])
    elif kind == "not-above-total":
        yield Break(table, {field: "11", "total_volume": "10"})
    elif kind in NUMBERS:
        others = TARGET_MET if table == STANDARD else {}
        yield from (Break(table, others | {field: cell}) for cell in NUMBERS[kind])
        if kind == "number" and not official.fields[table, field]["int_na_nd"]:
            yield from (
                Break(table, others | {field: cell}, {(field, kind): A_REASON}) for cell in ("NA", "ND")
            )


def test_every_kind_of_every_field_is_said_by_a_rule_that_is_there(official: Official) -> None:
    """Where the portal's description gains a field or a rule for one, this says which of ours is lacking."""
    codes = {rule.code for rule in validation.rules("gc")}
    asked = {(table, field): official.kinds(table, field) for table, field in official.fields}
    said = {(table, field): kinds for table, fields in SAID_BY.items() for field, kinds in fields.items()}
    assert len(asked) == 76
    assert said.keys() == asked.keys()
    lacking = [
        f"{table}, {field}: no rule says '{kind}'"
        for (table, field), kinds in asked.items()
        for kind in sorted(kinds - said[table, field].keys())
    ]
    assert lacking == []
    idle = [(*place, kind) for place, kinds in said.items() for kind in kinds.keys() - asked[place]]
    assert idle == []
    unknown = {code for kinds in said.values() for named in kinds.values() for code in named} - codes
    assert unknown == set()


def test_the_portal_says_a_length_the_same_way_twice(official: Official) -> None:
    for place, row in official.fields.items():
        assert str(official.dictionary.get(place, {}).get("character_limit", "")) == row["max_chars"]


def check(folder: Path, data: Path) -> Report:
    """The two files in *folder* against the registers in *data*."""
    with open_store() as store:
        load([*(data / name for name in REGISTERS), *sorted(data.glob("cp-pc-*.csv"))], store)
        return validation.validate(
            [folder / name for name in FILES.values()], store=store, as_of="2025-03-01"
        )


def test_real_inventory_breaks_the_field_rules_where_we_say(official: Official) -> None:
    expected = {
        mark
        for table, name in FILES.items()
        for mark in broken(official, table, records(official.folder / name))
    }
    assert found(check(official.folder, official.folder)) == expected
    # The portal had checked these files itself: what is left are volumes above the total and programmes.
    assert {(field, kind) for _, _, field, kind in expected} == {
        ("program_id", "choices"),
        ("volume_meeting_target", "not-above-total"),
    }


def test_broken_inventory_breaks_the_field_rules_where_we_say(official: Official, tmp_path: Path) -> None:
    unsaid: dict[Mark, str] = {}
    expected: set[Mark] = set()
    for table, name in FILES.items():
        rows = records(official.folder / name)
        unsaid |= damage(official, table, rows)
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        expected |= set(broken(official, table, rows))
    assert unsaid.keys() <= expected
    said = found(check(tmp_path, official.folder))
    assert sorted(said - expected) == []
    assert sorted(expected - said) == sorted(unsaid)
    asked = {
        (table, field, kind)
        for table, field in official.fields
        for kind in official.kinds(table, field)
        if kind != "key" or field in ("service_id", "service_standard_id")
    }
    tried = {(table, field, kind) for table, _, field, kind in expected}
    assert asked - tried == {(STANDARD, "service_id", "key")}


def damage(official: Official, table: str, rows: list[Row]) -> dict[Mark, str]:
    """Break every kind of field rule in a row of its own; the marks that we do not make, with the reasons."""
    ids = ("service_id", "service_standard_id") if table == STANDARD else ("service_id",)
    times = Counter(tuple(row[name] for name in ids) for row in rows)
    single = iter([place for place, row in enumerate(rows) if times[tuple(row[name] for name in ids)] == 1])
    unsaid = {}
    for of, field in official.fields:
        for kind in sorted(official.kinds(of, field)) if of == table and field in rows[0] else ():
            for way in ways(official, table, field, kind):
                place = next(single)
                rows[place] |= way.cells
                reasons = way.unsaid or {}
                unsaid |= {(table, place + 2, *what): reason for what, reason in reasons.items()}
    rows[next(single)] |= {name: rows[0][name] for name in ("fiscal_yr", "owner_org", *ids)}
    return unsaid
