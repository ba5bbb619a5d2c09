"""Which records cannot go in: those with a violation, and those that need one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pscvc_kg.layouts import Recognised
from pscvc_kg.mapping import Mapped
from pscvc_kg.reading import Reading
from pscvc_kg.report import SEVERITIES, Finding, Location, Report

WORST = SEVERITIES[0]


class Record(NamedTuple):
    """One row: the number of its table in the run, from 1, and its own as a spreadsheet counts."""

    table: int
    row: int


@dataclass(frozen=True)
class Stopped:
    """The records that cannot go in: the violations of each, and the stopped records that each needs."""

    findings: Mapping[Record, tuple[Finding, ...]]
    needs: Mapping[Record, tuple[Record, ...]]

    def __contains__(self, record: object) -> bool:
        return record in self.findings or record in self.needs


def stopped(read: Reading, report: Report) -> Stopped:
    """What *report* stops of what was *read*, and what depends on that by the layouts (key ``depends``)."""
    findings = _violations(read, report)
    needs: dict[Record, tuple[Record, ...]] = {}
    spreading = set(findings)
    while spreading:
        found = _dependants(read, spreading)
        spreading = set(found) - needs.keys() - findings.keys()
        for record, needed in found.items():
            needs[record] = tuple(sorted({*needs.get(record, ()), *needed}))
    return Stopped(findings, needs)


def location_of(table: Recognised, number: int) -> Location:
    """Where the row *number* of *table* stands."""
    line = next((row.line for row in table.table.rows if row.number == number), None)
    return Location(table.table.file, table.table.sheet, number, line=line)


def _violations(read: Reading, report: Report) -> dict[Record, tuple[Finding, ...]]:
    """The violations of each record. One of a table's header is one of all its records."""
    by_place: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in report.findings:
        if finding.rule.severity == WORST:
            by_place.setdefault((finding.location.file, finding.location.sheet), []).append(finding)
    found: dict[Record, tuple[Finding, ...]] = {}
    for number, table in enumerate(read.tables, start=1):
        here = by_place.get((table.table.file, table.table.sheet), [])
        rows: dict[int | None, list[Finding]] = {}
        for finding in here:
            rows.setdefault(finding.location.row, []).append(finding)
        general = rows.pop(None, []) + rows.pop(table.table.header_row, [])
        for row in table.table.rows:
            if own := general + rows.get(row.number, []):
                found[Record(number, row.number)] = tuple(own)
    return found


def _dependants(read: Reading, causes: set[Record]) -> dict[Record, set[Record]]:
    """The records that need one of *causes*, with those that they need."""
    keys: dict[tuple[str, tuple[str, ...]], set[Record]] = {}
    for number, mapped in enumerate(read.mapped, start=1):
        for index, row in enumerate(mapped.rows):
            record = Record(number, row.number)
            if record in causes:
                keys.setdefault((mapped.layout.name, mapped.key(index)), set()).add(record)
    found: dict[Record, set[Record]] = {}
    for number, mapped in enumerate(read.mapped, start=1):
        for index, key in _needed(mapped):
            if causing := keys.get(key):
                found.setdefault(Record(number, mapped.rows[index].number), set()).update(causing)
    return found


def _needed(mapped: Mapped) -> Iterator[tuple[int, tuple[str, tuple[str, ...]]]]:
    """For each row, by its index, the layout and key of each record that it needs."""
    for layout, columns in (*mapped.layout.depends.items(), *mapped.layout.needs):
        for index in range(len(mapped.rows)):
            yield index, (layout, mapped.key(index, columns))
