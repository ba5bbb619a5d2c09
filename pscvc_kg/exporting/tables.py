"""Tables as CSV, and beside them what CSV on the Web says of them: types, units, addresses, keys, sources."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pscvc_kg import headers
from pscvc_kg.errors import PscvcError
from pscvc_kg.exporting.addresses import escaped
from pscvc_kg.exporting.catalogue import Export, Part
from pscvc_kg.exporting.leaving_out import LeftOut, shown
from pscvc_kg.namespaces import GRAPH_LOG, RDF_TYPE
from pscvc_kg.resources import QUERIES
from pscvc_kg.store import Store, Term

METADATA = "csv-metadata.json"
"""Where whoever finds one of the tables looks for what describes it."""
_CONTEXT = "http://www.w3.org/ns/csvw"
_TYPES: dict[str, Any] = {
    "iri": "anyURI",
    "text": "string",
    "decimal": "decimal",
    "integer": "integer",
    "date": {"base": "date", "format": "yyyy-MM-dd"},
}
_WRITTEN = {
    "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    "integer": re.compile(r"[+-]?\d+"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
}
"""How a cell of a type is written; every text is a text."""
_SOURCES = QUERIES / "answers" / "sources.rq"
_TO_THE_LETTER = {
    "en": "Cells hold what was reported, to the letter. A spreadsheet may take one that begins with =, +, "
    "- or @ for a formula: import the columns of text as text.",
    "fr": "Les cellules contiennent ce qui a été déclaré, à la lettre. Un tableur peut prendre pour une "
    "formule celle qui commence par =, +, - ou @\u00a0: importez les colonnes de texte comme du texte.",
}


def written(
    store: Store, export: Export, terms: Mapping[str, Term], progress: Callable[[int, int, str], None]
) -> tuple[dict[str, bytes], set[LeftOut]]:
    """Each table by the name of its file, and last what describes them all; and what was left out.

    A row that points to none of another table, as where one organization alone is asked for, leaves the
    reference out of what is described, never the row.
    """
    rows: dict[str, list[tuple[str, ...]]] = {}
    gone: set[LeftOut] = set()
    for done, part in enumerate(export.building):
        progress(done, len(export.building), part.name)
        values = {name: terms[name] for name in part.among if name in terms}
        rows[part.name], twice = _rows(part, store.query(part.text, graph=part.reads, values=values).texts())
        gone |= twice
    progress(len(export.building), len(export.building), "")
    files = {f"{part.name}.csv": _csv(_columns(part), rows[part.name]) for part in export.building}
    described = {
        "@context": [_CONTEXT, {"@language": "en"}],
        "@type": "TableGroup",
        "rdfs:comment": _texts(_TO_THE_LETTER),
        "dc:source": _sources(store),
        "tables": [_table(part, export, rows) for part in export.building],
    }
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    return {**files, METADATA: text.encode()}, gone


def _columns(part: Part) -> Mapping[str, Mapping[str, Any]]:
    if part.columns is None or part.about is None:
        raise PscvcError(f"{part.name}.rq: a table needs 'columns' and 'about' in its header.")
    return part.columns


def _rows(part: Part, found: Iterable[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], set[LeftOut]]:
    """The rows, sorted, and those left out: an earlier one has their key, or a cell is not of its type."""
    kept: dict[str, tuple[str, ...]] = {}
    gone: set[LeftOut] = set()
    columns = _columns(part)
    place = list(columns).index(_about(part)["key"])
    types = [_WRITTEN.get(column["type"]) for column in columns.values()]
    for row in sorted(found):
        wrong = [
            cell for cell, form in zip(row, types, strict=True) if cell and form and not form.fullmatch(cell)
        ]
        if wrong:
            gone.add(LeftOut(row[place], _NOT_OF_TYPE, shown(wrong[0])))
        elif row[place] in kept:
            gone.add(LeftOut(row[place], _told_twice(part)))
        else:
            kept[row[place]] = row
    return list(kept.values()), gone


def _csv(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def _table(part: Part, export: Export, rows: Mapping[str, list[tuple[str, ...]]]) -> dict[str, Any]:
    """What is said of one table."""
    about, columns = _about(part), _columns(part)
    key = about["key"]
    schema: dict[str, Any] = {
        "aboutUrl": f"{{+{key}}}",
        "primaryKey": key,
        "columns": [
            *(_column(name, column, part.prefixes, name == key) for name, column in columns.items()),
            {
                "name": "kind",
                "virtual": True,
                "propertyUrl": RDF_TYPE,
                "valueUrl": _expanded(about["class"], part.prefixes),
            },
        ],
    }
    if keys := _foreign_keys(part, export, rows):
        schema["foreignKeys"] = keys
    return {
        "url": f"{part.name}.csv",
        "dc:title": _texts(about["title"]),
        "dc:description": _texts(about["description"]),
        "tableSchema": schema,
    }


def _column(
    name: str, column: Mapping[str, Any], prefixes: Mapping[str, str], is_key: bool
) -> dict[str, Any]:
    """What is said of one column; the name that heads it in the file is one of its titles."""
    english = str(column["titles"]["en"])
    said: dict[str, Any] = {
        "name": name,
        "titles": {
            "en": [english] if english == name else [english, name],
            "fr": str(column["titles"]["fr"]),
        },
        "datatype": _TYPES[column["type"]],
    }
    if is_key:
        said |= {"required": True, "suppressOutput": True}
    else:
        said["propertyUrl"] = _expanded(column["property"], prefixes)
        if column.get("required"):
            said["required"] = True
    if column["type"] == "iri" and not is_key:
        said["valueUrl"] = f"{{+{name}}}"
    if "lang" in column:
        said["lang"] = column["lang"]
    return said


def _foreign_keys(
    part: Part, export: Export, rows: Mapping[str, list[tuple[str, ...]]]
) -> list[dict[str, Any]]:
    """Which columns lead to the key of another table, where every row finds its own there.

    An empty cell finds none: readers do not agree on whether it may stand in a key.
    """
    tables = {other.name: other for other in export.building}
    columns = _columns(part)
    keys = []
    for place, (name, column) in enumerate(columns.items()):
        if "refers" not in column:
            continue
        other = tables[column["refers"]]
        key = _about(other)["key"]
        at = list(_columns(other)).index(key)
        known = {row[at] for row in rows[other.name]}
        if all(row[place] in known for row in rows[part.name]):
            reference = {"resource": f"{other.name}.csv", "columnReference": key}
            keys.append({"columnReference": name, "reference": reference})
    return keys


def _sources(store: Store) -> list[dict[str, Any]]:
    """Where the graph has it from, and under which licence: in the words of the log."""
    rows = store.query(headers.read(_SOURCES)[1], graph=GRAPH_LOG).rows
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for one, title, address, licence in rows:
        if one and title and licence:
            place = (one.value, address.value if address else "", licence.value)
            found.setdefault(place, {})[title.language or "und"] = title.value
    sources = []
    for (_, web, terms), titles in sorted(found.items()):
        said: dict[str, Any] = {"dc:title": _texts(titles), "dc:license": terms}
        iri = escaped(web)
        sources.append({"@id": iri, **said} if iri else said)
    return sources


def _about(part: Part) -> Mapping[str, Any]:
    assert part.about is not None
    return part.about


def _texts(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": str(text), "@language": language} for language, text in sorted(texts.items())]


def _expanded(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = str(name).partition(":")
    return prefixes[prefix] + local


def _told_twice(part: Part) -> dict[str, str]:
    return {
        "en": f"the table {part.name} would have two rows for it; only the first is kept",
        "fr": f"le tableau {part.name} en aurait deux lignes; seule la première est gardée",
    }


_NOT_OF_TYPE = {
    "en": "a value is not of the type of its column; correct it where it was published",
    "fr": "une valeur n'est pas du type de sa colonne; corrigez-la à la source",
}
