"""The JSON Schema of a report as JSON, made from the report's own fields and the rules of the shapes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from pscvc_kg.namespaces import BASE
from pscvc_kg.render.page import Page
from pscvc_kg.report import SEVERITIES, VERSION, Input, Location, PastFinding, Rule, Supplied, Waiver

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "str | None": {"type": ["string", "null"]},
    "int": {"type": "integer", "minimum": 0},
    "int | None": {"type": ["integer", "null"], "minimum": 1},
}
"""The types of our fields, as JSON Schema says them. What may be absent counts from 1: a row, a line."""
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TEXT = {"type": "string", "minLength": 1}
_IRI = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:"}
_COUNT = {"type": "integer", "minimum": 0}
_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_SEVERITY = {"enum": list(SEVERITIES)}
_LOCATION = {"$ref": "#/$defs/location"}
_UNTOLD = ("is_table",)
"""The fields that the JSON leaves out."""
_FINDING: dict[str, Any] = {
    "rule": _IRI,
    "code": _TEXT,
    "severity": _SEVERITY,
    "title": _TEXT,
    "message": _TEXT,
    "fix": {"type": "string"},
    "location": _LOCATION,
    "related": {"type": "array", "items": _LOCATION},
    "focus": {"type": "string"},
    "path": {"type": ["string", "null"]},
    "value": {"type": ["string", "null"]},
    "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
}


def report_schema(rules: Sequence[Rule], lang: str, page: Page | None = None) -> str:
    """The JSON Schema (2020-12) of what ``pscvc validate --format json`` writes under *rules*.

    A rule's title and what its findings say stand beside its IRI, in both languages. It also holds for the
    object that stands for an error.
    """
    content = {
        "$schema": DIALECT,
        "$id": f"{BASE}report/{VERSION}/schema.json",
        "title": "Validation report" if lang == "en" else "Rapport de validation",
        "oneOf": [{"$ref": "#/$defs/report"}, {"$ref": "#/$defs/error"}],
        "$defs": {
            "report": _report(),
            "error": _closed({"error": _closed({"message": _TEXT, "status": {"enum": [2, 3, 4]}})}),
            "input": _of(Input, sha256=_DIGEST),
            "location": _of(Location),
            "supplied": _of(Supplied, sha256=_DIGEST),
            "finding": _closed(_FINDING, status={"enum": ["new", "remaining"]}),
            "waived": _closed(_FINDING | {"waiver": {"$ref": "#/$defs/waiver"}}),
            "waiver": _of(Waiver, expires=_DAY),
            "baseline": _baseline(),
            "past": _of(PastFinding, severity=_SEVERITY, location=_LOCATION),
            "counted": _closed({"rule": _IRI, "code": _TEXT, "severity": _SEVERITY, "count": _COUNT}),
            "unchecked": _closed({"rule": {"$ref": "#/$defs/known"}, "why": _TEXT}),
            "checked": _closed({"shape": _IRI, "focus_nodes": _COUNT}),
            "known": {"enum": sorted(rule.iri for rule in rules)},
            "rule": {"anyOf": [_rule(rule) for rule in sorted(rules, key=lambda rule: rule.iri)]},
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _closed(properties: Mapping[str, Any], **optional: Any) -> dict[str, Any]:
    """An object with all of *properties* and no others than those that are *optional*."""
    return {
        "type": "object",
        "properties": {**properties, **optional},
        "required": list(properties),
        "additionalProperties": False,
    }


def _of(kind: type[Any], **exact: Any) -> dict[str, Any]:
    """An object with the fields of *kind*, of which *exact* says more than their type does."""
    told = (one for one in fields(kind) if one.name not in _UNTOLD)
    return _closed({one.name: exact.get(one.name) or _TYPES[str(one.type)] for one in told})


def _several(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _report() -> dict[str, Any]:
    return _closed(
        {
            "version": {"const": VERSION},
            "conforms": {"type": "boolean"},
            "profile": _TEXT,
            "rules": _TEXT,
            "ontology": {"type": "string"},
            "package": {"type": "string"},
            "as_of": _DAY,
            "language": {"enum": ["en", "fr"]},
            "inputs": _several("input"),
            "shapes": _several("supplied"),
            "not_checked": _several("unchecked"),
            "limited": _several("unchecked"),
            "summary": _several("counted"),
            "checked": _several("checked"),
            "findings": _several("finding"),
            "waived": _several("waived"),
            "expired_waivers": _several("waiver"),
            "idle_waivers": _several("waiver"),
            "baseline": {"anyOf": [{"$ref": "#/$defs/baseline"}, {"type": "null"}]},
        }
    ) | {
        "allOf": [
            {
                "$comment": "What conforms has no finding, waived or not, and what does not has one.",
                "if": {"properties": {"conforms": {"const": True}}},
                "then": {"properties": {name: {"maxItems": 0} for name in ("findings", "summary", "waived")}},
                "else": {
                    "anyOf": [{"properties": {name: {"minItems": 1}}} for name in ("findings", "waived")]
                },
            },
            {
                "$comment": "Without shapes of a user's own, every rule is one of those below.",
                "if": {"properties": {"shapes": {"maxItems": 0}}},
                "then": {
                    "properties": {
                        **{name: _several("rule") for name in ("summary", "findings", "waived")},
                        "checked": {"items": {"properties": {"shape": {"$ref": "#/$defs/known"}}}},
                    }
                },
            },
        ]
    }


def _baseline() -> dict[str, Any]:
    counts = dict.fromkeys(("new", "fixed", "remaining"), _COUNT)
    return _closed(
        {
            "file": _TEXT,
            "as_of": _DAY,
            "rules": _TEXT,
            **counts,
            "gone": _several("past"),
            "not_looked_for": _several("past"),
        }
    )


def _rule(rule: Rule) -> dict[str, Any]:
    """What names *rule* wherever it is named: its IRI, its code and its severity belong together."""
    return {
        "title": f"{rule.title['en']} / {rule.title['fr']}",
        "description": f"{rule.message['en']} / {rule.message['fr']}",
        "properties": {
            "rule": {"const": rule.iri},
            "code": {"const": rule.code},
            "severity": {"const": rule.severity},
        },
    }
