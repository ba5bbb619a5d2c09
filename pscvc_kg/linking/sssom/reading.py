"""An SSSOM file that anybody wrote, as links: what is wrong in it is told by its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pscvc_kg.errors import InputError

from .model import (
    ENTITIES,
    JUSTIFICATIONS,
    NO_PREFIX,
    NOT,
    PREFIXES,
    RELATIONS,
    REQUIRED,
    Link,
    LinkSet,
    name_of,
    set_iri,
)
from .writing import short

_SCALARS = ("mapping_set_id", "mapping_set_title", "license")
"""What we read of a header: each is one text, however the rest of the header is made."""
_FAULTS = 5
"""How many faulty lines behind the first are named."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:urn|did|ark|info|tag|ni):", re.IGNORECASE)
_CURIE = re.compile(r"([\w.-]+):(.*)")
_SHARE = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)


def read(path: Path) -> LinkSet:
    """The mapping set in the file at *path*.

    Raises:
        InputError: It is no SSSOM, or a row lacks what a link needs; the sentence names the row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the name and the folder") from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputError(
            f"{path}: the file cannot be read ({why}); links are a text file, as pscvc link -o writes it"
        ) from None
    lines = text.splitlines(keepends=True)
    head = 0
    while head < len(lines) and lines[head].lstrip('"').startswith("#"):
        head += 1
    metadata = _metadata(path, "".join(_comment(line) for line in lines[:head]))
    prefixes = {**PREFIXES, **metadata.pop("curie_map")}
    links = tuple(_rows(path, "".join(lines[head:]), head, prefixes))
    if not metadata.get("mapping_set_id"):
        metadata["mapping_set_id"] = set_iri(name_of(path))
    return LinkSet(metadata, links)


def _comment(line: str) -> str:
    """A line of the header without its mark, and without what a spreadsheet that saved it put around it."""
    text = line.rstrip("\t\r\n")
    if text.startswith('"') and text.endswith('"'):
        text = text[1:-1].replace('""', '"')
    return text.removeprefix("#") + "\n"


def _metadata(path: Path, head: str) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.safe_load(head) or {}
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        # A day that there is not, such as 2025-02-30, is a ValueError.
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"{path}{place}: the header in comments is no YAML; correct it") from None
    if not isinstance(found, dict) or not isinstance(found.get("curie_map") or {}, dict):
        raise InputError(f"{path}: the header in comments is no list of names and values; correct it")
    prefixes = found.pop("curie_map", None) or {}
    texts = {**{name: found[name] for name in _SCALARS if name in found}, **prefixes}
    for name, value in texts.items():
        # Lists within lists may be small in the file and beyond all measure when written out.
        if isinstance(name, tuple) or isinstance(value, list | dict | set | tuple):
            raise InputError(f"{path}: in the header {str(name)[:40]} is a list; write one text there")
    return {**found, "curie_map": {str(name): str(space) for name, space in prefixes.items()}}


def _rows(path: Path, table: str, above: int, prefixes: Mapping[str, str]) -> Iterator[Link]:
    try:
        rows = list(csv.reader(io.StringIO(table), delimiter="\t", strict=True))
    except csv.Error as error:
        raise InputError(
            f"{path}: the table cannot be read ({error}); save it as tab-separated text"
        ) from None
    columns = rows[0] if rows else []
    if missing := [name for name in REQUIRED if name not in columns]:
        raise InputError(
            f"{path}: this is no SSSOM table: the column '{missing[0]}' is missing; give a file that pscvc "
            "link -o wrote, or one of that standard"
        )
    faults: list[tuple[int, InputError]] = []
    for number, row in enumerate(rows[1:], above + 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            if len(row) != len(columns):
                raise InputError(
                    f"{path}, line {number}: the row has {len(row)} cell{'s' if len(row) != 1 else ''} "
                    f"and the header has {len(columns)}; correct the row"
                )
            cells = {name: cell.strip() for name, cell in zip(columns, row, strict=True) if cell.strip()}
            yield _link(f"{path}, line {number}", cells, prefixes)
        except InputError as error:
            faults.append((number, error))
    if faults:
        raise InputError(str(faults[0][1]) + _others([number for number, _ in faults[1:]]))


def _others(lines: Sequence[int]) -> str:
    """That other lines have faults, too, so that they need not be found one by one."""
    if not lines:
        return ""
    shown = ", ".join(map(str, lines[:_FAULTS])) + (" …" if len(lines) > _FAULTS else "")
    return f" (and {len(lines)} more, in line{'s' if len(lines) > 1 else ''} {shown})"


def _link(place: str, cells: dict[str, str], prefixes: Mapping[str, str]) -> Link:
    for name in REQUIRED:
        if name not in cells:
            raise InputError(f"{place}: the cell of {name} is empty; fill it in, or delete the row")
    for name in ENTITIES:
        if name in cells:
            parts = cells[name].split("|")
            cells[name] = "|".join(_long(part, prefixes, f"{place}, {name}") for part in parts)
    modifier = cells.pop("predicate_modifier", "")
    if modifier not in ("", NOT):
        raise InputError(f"{place}: the predicate_modifier is '{modifier}'; write Not, or leave it empty")
    if "confidence" in cells and not _is_share(cells["confidence"]):
        raise InputError(
            f"{place}: the confidence is '{cells['confidence']}'; write a number from 0 to 1, or leave "
            "it empty"
        )
    for name in ("mapping_date", "review_date"):
        if name in cells and not _is_day(cells[name]):
            raise InputError(
                f"{place}: the {name} is '{cells[name]}'; write it as YYYY-MM-DD, a day that there is"
            )
    _require_known(place, "predicate_id", cells["predicate_id"], RELATIONS[:3])
    _require_known(place, "mapping_justification", cells["mapping_justification"], JUSTIFICATIONS[:2])
    subject, predicate, thing, justification = (cells.pop(name) for name in REQUIRED)
    return Link(subject, predicate, thing, justification, modifier == NOT, cells)


def _require_known(place: str, column: str, iri: str, usual: Sequence[str]) -> None:
    """Refuse a predicate or justification that says nothing here; the sentence names the *usual* ones."""
    if iri not in (RELATIONS if column == "predicate_id" else JUSTIFICATIONS):
        words = " or ".join(short(one, PREFIXES) for one in usual).replace(" or ", ", ", len(usual) - 2)
        raise InputError(
            f"{place}: the {column} is {short(iri, PREFIXES)}, which is unknown here; write {words}"
        )


def _is_share(text: str) -> bool:
    """Whether it is a number from 0 to 1 that can be written out: an exponent has two digits at most."""
    return bool(_SHARE.fullmatch(text)) and float(text) <= 1


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _long(text: str, prefixes: Mapping[str, str], place: str) -> str:
    """The IRI that *text*, a CURIE or an IRI, stands for."""
    iri = text
    match = _CURIE.fullmatch(text)
    if match and match[2].startswith("//") and match[1].lower() in NO_PREFIX:
        match = None
    if match and match[1] in prefixes:
        iri = prefixes[match[1]] + match[2]
    elif not _ABSOLUTE.match(text):
        raise InputError(
            f"{place}: '{text}' is neither an address nor a name with a prefix of the curie_map; write the "
            "address, or add the prefix to the header"
        )
    if re.search(r'[\x00-\x20<>"{}|^`\\]', iri):
        raise InputError(
            f"{place}: '{text}' is no address: it has signs that no address may have; encode them"
        )
    return iri
