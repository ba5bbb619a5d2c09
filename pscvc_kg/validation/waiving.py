"""Findings that somebody answers for: a table of waivers with reason, owner and last day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from pscvc_kg.errors import InputError
from pscvc_kg.report import Finding, Report, Waived, Waiver
from pscvc_kg.tables import Row, Table, read_tables

_NEEDED = ("reason", "owner", "expires")
_NAMING = ("fingerprint", "rule")
_HEADERS = (*_NAMING, *_NEEDED)


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers in the table at *path* (CSV or XLSX), one a row.

    Its columns are ``fingerprint`` (of one finding) or ``rule`` (code or IRI, for all its findings), or both;
    and ``reason``, ``owner`` and ``expires``, the last day on which it holds.

    Raises:
        InputError: It cannot be read, a column or a cell is missing, or a day is none.
    """
    tables = read_tables(path)
    return tuple(waiver for table in tables for waiver in _of(table))


def _of(table: Table) -> Iterable[Waiver]:
    places = {header.strip().casefold(): index for index, header in enumerate(table.headers)}
    lacking = [name for name in _NEEDED if name not in places]
    if not any(name in places for name in _NAMING):
        lacking.insert(0, "fingerprint' or 'rule")
    if lacking:
        names = ", ".join(f"'{name}'" for name in lacking)
        raise InputError(f"{table.file}: a table of waivers needs the columns {names}; add them")
    for row in table.rows:
        cells = {name: row.cells[places[name]].strip() if name in places else "" for name in _HEADERS}
        yield _waiver(table.file, row, cells)


def _waiver(file: str, row: Row, cells: dict[str, str]) -> Waiver:
    place = f"{file}, row {row.number}"
    for name in _NEEDED:
        if not cells[name]:
            raise InputError(f"{place}: the waiver has no {name}; write it, or remove the row")
    if not any(cells[name] for name in _NAMING):
        raise InputError(f"{place}: the waiver names no fingerprint and no rule; copy one from a report")
    try:
        expires = date.fromisoformat(cells["expires"])
    except ValueError as error:
        raise InputError(
            f"{place}: '{cells['expires']}' is not a day; write it as year-month-day, such as 2025-12-31"
        ) from error
    return Waiver(
        place=place,
        fingerprint=cells["fingerprint"],
        rule=cells["rule"],
        reason=cells["reason"],
        owner=cells["owner"],
        expires=expires.isoformat(),
    )


def waived(report: Report, waivers: Iterable[Waiver]) -> Report:
    """*report* with its waived findings set apart; the first waiver that names a finding is the one.

    A waiver that has expired on the report's day waives nothing. Waivers that name no finding are kept, too:
    what they were for is fixed, and they can go.
    """
    waivers = tuple(waivers)
    keys = [(waiver.fingerprint, waiver.rule) for waiver in waivers]
    holds = [waiver.expires >= report.as_of for waiver in waivers]
    first: dict[tuple[str, str], int] = {}
    for number, key in enumerate(keys):
        if holds[number]:
            first.setdefault(key, number)
    known, used = set(keys), set[tuple[str, str]]()
    kept, set_apart = [], []
    for finding in report.findings:
        named = known & _keys(finding)
        used |= named
        chosen = min((first[key] for key in named if key in first), default=None)
        if chosen is None:
            kept.append(finding)
        else:
            set_apart.append(Waived(finding, waivers[chosen]))
    told = list(zip(waivers, keys, holds, strict=True))
    return replace(
        report,
        findings=tuple(kept),
        waived=tuple(set_apart),
        expired_waivers=tuple(waiver for waiver, key, holding in told if key in used and not holding),
        idle_waivers=tuple(waiver for waiver, key, _ in told if key not in used),
    )


def _keys(finding: Finding) -> set[tuple[str, str]]:
    """By what a waiver names *finding*: its fingerprint and its rule, of which one may be left out.

    Each is worked out once, so that many waivers of many findings take no longer than both together.
    """
    own, rule = finding.fingerprint, finding.rule
    names = {rule.code, rule.iri, rule.name}
    return {(own, "")} | {(fingerprint, name) for fingerprint in (own, "") for name in names}
