"""The JSON Schema of a report as JSON, made from the report's own fields and the rules of the shapes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from pscvc_kg.namespaces import BASE, SHAPE
from pscvc_kg.render.page import Page
from pscvc_kg.report import SEVERITIES, VERSION, Input, Location, Rule

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
_IRI = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:"}
_COUNT = {"type": "integer", "minimum": 0}


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
            "finding": _finding(),
            "counted": {
                "allOf": [
                    _closed({"rule": _IRI, "code": _TEXT, "severity": _severity(), "count": _COUNT}),
                    {"$ref": "#/$defs/rule"},
                ]
            },
            "unchecked": _closed({"rule": {"enum": sorted(rule.iri for rule in rules)}, "why": _TEXT}),
            # Shapes that a user supplies report, too, under their own names.
            "checked": _closed({"shape": _IRI, "focus_nodes": _COUNT}),
            "rule": {
                "anyOf": [
                    *(_rule(rule) for rule in sorted(rules, key=lambda rule: rule.iri)),
                    {"properties": {"rule": {"not": {"pattern": f"^{SHAPE}"}}}},
                ]
            },
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """An object with all of *properties* and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _of(kind: type[Input] | type[Location], **exact: Any) -> dict[str, Any]:
    """An object with the fields of *kind*, of which *exact* says more than their type does."""
    names = [one for one in fields(kind) if one.name != "is_table"]
    return _closed({one.name: exact.get(one.name) or _TYPES[str(one.type)] for one in names})


def _several(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _severity() -> dict[str, Any]:
    return {"enum": list(SEVERITIES)}


def _report() -> dict[str, Any]:
    return _closed(
        {
            "version": {"const": VERSION},
            "conforms": {"type": "boolean"},
            "profile": _TEXT,
            "rules": _TEXT,
            "ontology": {"type": "string"},
            "package": {"type": "string"},
            "as_of": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "language": {"enum": ["en", "fr"]},
            "inputs": _several("input"),
            "shapes": {"type": "array", "items": _closed({"file": _TEXT, "sha256": _TEXT})},
            "not_checked": _several("unchecked"),
            "limited": _several("unchecked"),
            "summary": _several("counted"),
            "checked": _several("checked"),
            "findings": _several("finding"),
            "waived": _several("finding"),
            "expired_waivers": {"type": "array", "items": {"type": "object"}},
            "idle_waivers": {"type": "array", "items": {"type": "object"}},
            "baseline": {"type": ["object", "null"]},
        }
    ) | {
        # What conforms has no finding, and what does not has one.
        "if": {"properties": {"conforms": {"const": True}}},
        "then": {"properties": {"findings": {"maxItems": 0}, "waived": {"maxItems": 0}}},
        "else": {
            "anyOf": [
                {"properties": {"findings": {"minItems": 1}, "summary": {"minItems": 1}}},
                {"properties": {"waived": {"minItems": 1}}},
            ]
        },
    }


def _finding() -> dict[str, Any]:
    said = _closed(
        {
            "rule": _IRI,
            "code": _TEXT,
            "severity": _severity(),
            "title": _TEXT,
            "message": _TEXT,
            "fix": _TEXT,
            "location": {"$ref": "#/$defs/location"},
            "related": _several("location"),
            "focus": {"type": "string"},
            "path": {"anyOf": [_IRI, {"type": "null"}]},
            "value": {"type": ["string", "null"]},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        }
    )
    # Only where there is a baseline, or a waiver.
    said["properties"] |= {"status": {"enum": ["new", "remaining"]}, "waiver": {"type": "object"}}
    return {"allOf": [said, {"$ref": "#/$defs/rule"}]}


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
