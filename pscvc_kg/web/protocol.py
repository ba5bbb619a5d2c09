"""The JSON of the Reconciliation Service API 0.2: read into what jobs are asked, written from their answers.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pscvc_kg import __version__
from pscvc_kg.errors import UsageError
from pscvc_kg.linking.inventory import Inventory, Type
from pscvc_kg.linking.properties import Property, Told
from pscvc_kg.linking.reconciling import Asked, Given, Proposal
from pscvc_kg.linking.things import Thing
from pscvc_kg.namespaces import DATA, PSC, XSD
from pscvc_kg.store import Term
from pscvc_kg.web.words import WEB_WORDS

BATCH = 50
"""Queries in a batch, and things in a call for values."""
COLUMNS = 50
"""Properties in a query or a call for values."""
MOST = 100
"""Candidates of a query."""
SOME = 5
"""Candidates of a query that does not say how many."""
VALUES = 100
"""Values that a query gives for all its properties."""
PREVIEW = {"width": 430, "height": 430}
"""Pixels of the frame for a small page, which holds any of them without scrolling."""
LANGUAGE = "language"
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_STRICT = ("any", "should", "all")
_NUMBERS = {XSD + kind: "int" for kind in ("integer", "nonNegativeInteger", "int", "long")} | {
    XSD + kind: "float" for kind in ("decimal", "double", "float")
}


class TooMuchError(UsageError):
    """A request asks for more than one request may."""


# Reading


def read_json(text: str, what: str) -> Any:
    """The JSON value in *text*; *what* names it in the sentence of an error.

    Raises:
        UsageError: It is no JSON, nests too deep, or holds what is no text or no number.
    """
    try:
        value = json.loads(text, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{what} holds half a character (a lone surrogate); send whole characters"
        ) from error
    except RecursionError as error:
        raise UsageError(f"{what} nests too deep; send a flat object as the API describes") from error
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{what} is no JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    except ValueError as error:
        raise UsageError(f"{what} holds a number that is none or too long; send JSON numbers") from error
    return value


def _no_number(_name: str) -> None:
    raise ValueError


def read_batch(text: str) -> dict[str, Asked]:
    """The queries of a batch by their keys.

    Raises:
        UsageError: It is no batch; the message names the query and the field.
        TooMuchError: There are more than `BATCH`, or a query gives more than it may.
    """
    batch = read_json(text, "queries")
    if not isinstance(batch, dict):
        raise UsageError('queries is no object; send {"q0": {"query": "…"}}')
    if len(batch) > BATCH:
        raise TooMuchError(f"queries has {len(batch)} queries; send not more than {BATCH} at a time")
    return {key: _asked(key, query) for key, query in batch.items()}


def _asked(key: str, query: Any) -> Asked:
    place = f"query {json.dumps(key, ensure_ascii=False)}"
    if not isinstance(query, dict):
        raise UsageError(f'{place} is no object; send {{"query": "…"}}')
    known = ("query", "type", "type_strict", "limit", "properties")
    if unknown := sorted(set(query) - set(known)):
        raise UsageError(f"{place} has a field {unknown[0]!r}; there are {', '.join(known)}")
    if "query" not in query and not query.get("properties"):
        raise UsageError(f"{place} has neither 'query' nor 'properties'; one of them is needed")
    text = query.get("query", "")
    if not isinstance(text, str):
        raise UsageError(f"{place}: 'query' is no text; write it in quotation marks")
    strict = query.get("type_strict", "any")
    if strict not in _STRICT:
        raise UsageError(f"{place}: 'type_strict' is one of {', '.join(_STRICT)}")
    return Asked(
        text,
        _types(place, query.get("type", [])),
        strict == "all",
        _limit(place, query.get("limit", SOME)),
        _given(place, query.get("properties", [])),
    )


def _types(place: str, said: Any) -> tuple[str, ...]:
    types = [said] if isinstance(said, str) else said
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        raise UsageError(f"{place}: 'type' is neither a text nor a list of texts")
    if len(types) > COLUMNS:
        raise TooMuchError(f"{place} has {len(types)} types; send not more than {COLUMNS}")
    return tuple(types)


def _limit(place: str, said: Any) -> int:
    if isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said) or said < 1:
        raise UsageError(f"{place}: 'limit' is no whole number from 1 on")
    return min(int(said), MOST)


def _given(place: str, said: Any) -> tuple[tuple[str, tuple[Given, ...]], ...]:
    if not isinstance(said, list):
        raise UsageError(f"{place}: 'properties' is no list")
    if len(said) > COLUMNS:
        raise TooMuchError(f"{place} has {len(said)} properties; send not more than {COLUMNS}")
    found = []
    for one in said:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise UsageError(f"{place}: each of 'properties' has a text 'pid' and a value 'v'")
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        found.append((one["pid"], tuple(_value(place, one["pid"], value) for value in values)))
    if (many := sum(len(values) for _, values in found)) > VALUES:
        raise TooMuchError(f"{place} gives {many} values; send not more than {VALUES}")
    return tuple(found)


def _value(place: str, pid: str, value: Any) -> Given:
    if isinstance(value, str):
        return Given(value)
    if isinstance(value, bool | int | float):
        return Given(json.dumps(value))
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        name = value.get("name", "")
        if isinstance(name, str):
            return Given(name, value["id"])
    raise UsageError(
        f"{place}: a value of {pid!r} is neither a text, a number, true or false, nor an object "
        "whose 'id' is a text"
    )


@dataclass(frozen=True)
class Column:
    """A property that is asked for: how many values (0: all), in which language ("": that of the call)."""

    name: str
    limit: int = 0
    language: str = ""


def read_extension(text: str) -> tuple[list[str], list[Column]]:
    """The things and the properties of a call for values.

    Raises:
        UsageError: It is none; the message names the field.
        TooMuchError: It asks for too many.
    """
    said = read_json(text, "extend")
    if not isinstance(said, dict) or not {"ids", "properties"} <= said.keys():
        raise UsageError('extend is no object with ids and properties; send {"ids": […], "properties": […]}')
    ids, columns = said["ids"], said["properties"]
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise UsageError("extend: 'ids' is no list of texts")
    if not isinstance(columns, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in columns
    ):
        raise UsageError("extend: 'properties' is no list of objects with a text 'id'")
    if len(ids) > BATCH or len(columns) > COLUMNS:
        raise TooMuchError(
            f"extend asks for too much; send not more than {BATCH} ids and {COLUMNS} properties"
        )
    return list(dict.fromkeys(ids)), [_column(one) for one in columns]


def _column(said: Mapping[str, Any]) -> Column:
    settings = said.get("settings", {})
    if not isinstance(settings, dict):
        raise UsageError(f"extend: the settings of {said['id']!r} are no object")
    limit, language = settings.get("limit", 0), settings.get(LANGUAGE, "")
    if isinstance(limit, str) and limit.strip().isdecimal() and len(limit) < 10:
        limit = int(limit)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 <= limit < 1e9:
        raise UsageError(f"extend: the limit of {said['id']!r} is no whole number from 0 on")
    if language not in ("", *_LANGUAGES):
        raise UsageError(f"extend: the language of {said['id']!r} is one of {', '.join(_LANGUAGES)}")
    return Column(said["id"], int(limit), language)


_LANGUAGES = ("en", "fr", "any")


# Writing


def manifest(inventory: Inventory, here: str, lang: str) -> dict[str, Any]:
    """What the service at the address *here* is and offers."""

    def suggest(what: str) -> dict[str, str]:
        return {
            "service_url": here,
            "service_path": f"/suggest/{what}",
            "flyout_service_url": here,
            "flyout_service_path": f"/flyout/{what}?id=${{id}}",
        }

    words = {key: text[lang] for key, text in WEB_WORDS.items()}
    return {
        "versions": ["0.2"],
        "name": words["service"],
        "identifierSpace": DATA,
        "schemaSpace": PSC,
        "serviceVersion": __version__,
        "defaultTypes": [_type(inventory, iri, lang) for iri in inventory.bases],
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", **PREVIEW},
        "suggest": {what: suggest(what) for what in ("entity", "property", "type")},
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": words["limit"],
                    "type": "number",
                    "default": 0,
                    "help_text": words["limit-help"],
                },
                {
                    "name": LANGUAGE,
                    "label": words["language"],
                    "type": "select",
                    "default": lang,
                    "help_text": words["language-help"],
                    "choices": [{"value": one, "name": words[f"language-{one}"]} for one in _LANGUAGES],
                },
            ],
        },
        "batchSize": BATCH,
    }


def results(
    inventory: Inventory, proposed: Mapping[str, Sequence[Proposal]], lang: str
) -> dict[str, dict[str, Any]]:
    """The candidates of each query of a batch; a score is from 0 to 100."""
    return {
        key: {"result": [_candidate(inventory, one, lang) for one in proposals]}
        for key, proposals in proposed.items()
    }


def _candidate(inventory: Inventory, proposal: Proposal, lang: str) -> dict[str, Any]:
    thing = proposal.thing
    return {
        "id": thing.iri,
        "name": inventory.name(thing, lang),
        "description": f"{inventory.about(thing, lang)} · {proposal.reason[lang]}",
        "type": [_type(inventory, one, lang) for one in _narrowest(inventory, thing.iri)],
        "score": round(100 * proposal.score, 2),
        "features": [
            {"id": name, "value": value if isinstance(value, bool) else round(value, 4)}
            for name, value in sorted(proposal.features.items())
        ],
        "match": proposal.match,
    }


def _narrowest(inventory: Inventory, iri: str) -> list[str]:
    """The types of a thing that no other of its types is narrower than; each says itself what is broader.

    OpenRefine guesses the type of a column by how often each is said: broad ones would win.
    """
    types = inventory.types_of(iri)
    above = {broader for one in types for broader in inventory.above(one)}
    return [one for one in types if one not in above]


def _type(inventory: Inventory, iri: str, lang: str) -> dict[str, Any]:
    known = inventory.types[iri]
    said: dict[str, Any] = {"id": iri, "name": known.label[lang]}
    if known.broader in inventory.types:
        said["broader"] = [_type(inventory, known.broader, lang)]
    return said


def suggested_things(inventory: Inventory, things: Sequence[Thing], lang: str) -> dict[str, Any]:
    """The answer of the service that suggests things."""
    return {
        "result": [
            {
                "id": thing.iri,
                "name": inventory.name(thing, lang),
                "description": inventory.about(thing, lang),
                "notable": [
                    {"id": one, "name": inventory.types[one].label[lang]}
                    for one in inventory.types_of(thing.iri)
                ],
            }
            for thing in things
        ]
    }


def suggested_types(inventory: Inventory, types: Sequence[Type], lang: str) -> dict[str, Any]:
    """The answer of the service that suggests types."""
    return {"result": [_type(inventory, one.iri, lang) for one in types]}


def suggested_properties(found: Sequence[Property], lang: str) -> dict[str, Any]:
    """The answer of the service that suggests properties."""
    return {"result": [_property(one, lang) for one in found]}


def proposed_properties(
    found: Sequence[Property], type_: str, limit: int | None, lang: str
) -> dict[str, Any]:
    """The properties that things of a type may have."""
    said: dict[str, Any] = {"properties": [_property(one, lang) for one in found[:limit]]}
    if type_:
        said["type"] = type_
    if limit is not None:
        said["limit"] = limit
    return said


def _property(one: Property, lang: str) -> dict[str, str]:
    return {"id": one.name, "name": one.label[lang], "description": one.description[lang]}


def extension(
    inventory: Inventory, ids: Sequence[str], columns: Sequence[Column], told: Mapping[str, Told], lang: str
) -> dict[str, Any]:
    """The values of things under some properties: nothing where we do not have the thing or the property."""
    meta, rows = [], {iri: dict[str, list[dict[str, Any]]]() for iri in ids}
    for column in columns:
        one = told.get(column.name)
        meta.append({"id": column.name, "name": one.property.label[lang] if one else column.name})
        for iri in ids:
            values = one.said(iri, column.language or lang, column.limit) if one else ()
            rows[iri][column.name] = [_written(inventory, value, one) for value in values if one]
    return {"meta": meta, "rows": rows}


def _written(inventory: Inventory, value: Term, told: Told) -> dict[str, Any]:
    """A value as the API has it: a thing that we match to by its address, any other by what it is called."""
    if value.kind == "iri":
        name = told.names.get(value.value) or value.value
        return {"id": value.value, "name": name} if value.value in inventory.things else {"str": name}
    kind = _NUMBERS.get(value.datatype or "")
    try:
        if kind == "int":
            return {"int": int(value.value)}
        if kind == "float" and math.isfinite(number := float(value.value)):
            return {"float": number}
    except ValueError:
        pass
    if value.datatype == XSD + "date" and _DAY.fullmatch(value.value):
        return {"date": f"{value.value}T00:00:00"}
    return {"str": value.value}
