"""How good the tables are that a report is about, in the terms of W3C's Data Quality Vocabulary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pscvc_kg.report import SEVERITIES, Finding, Input, Report, Text

_DIGITS = Decimal("0.0001")


@dataclass(frozen=True)
class Metric:
    """One way to measure a table: ``share`` of its rows (0 to 1), else a number of things.

    ``dimension`` is what it judges, by the name that the Linked Data Quality Dimensions give it; "" for none.
    """

    name: str
    label: Text
    definition: Text
    share: bool = False
    dimension: str = ""


@dataclass(frozen=True)
class Measure:
    """What a metric says of one table."""

    metric: Metric
    of: Input
    value: int | Decimal


METRICS = {
    metric.name: metric
    for metric in (
        Metric(
            "rows",
            {"en": "rows", "fr": "lignes"},
            {
                "en": "Number of rows of the table, without its header.",
                "fr": "Nombre de lignes du tableau, sans son en-tête.",
            },
        ),
        Metric(
            "violation",
            {"en": "violations", "fr": "violations"},
            {
                "en": "Number of findings in the table for which a record cannot be used.",
                "fr": "Nombre de constats dans le tableau pour lesquels un enregistrement est inutilisable.",
            },
            dimension="consistency",
        ),
        Metric(
            "warning",
            {"en": "warnings", "fr": "avertissements"},
            {
                "en": "Number of findings in the table for which some answers suffer.",
                "fr": "Nombre de constats dans le tableau qui nuisent à certaines réponses.",
            },
            dimension="consistency",
        ),
        Metric(
            "info",
            {"en": "remarks", "fr": "remarques"},
            {
                "en": "Number of findings in the table that are advice.",
                "fr": "Nombre de constats dans le tableau qui sont des conseils.",
            },
            dimension="consistency",
        ),
        Metric(
            "rows-without-violation",
            {"en": "share of rows without a violation", "fr": "part des lignes sans violation"},
            {
                "en": "Rows of the table in which no violation was found, out of all its rows.",
                "fr": "Lignes du tableau sans aucune violation, sur toutes ses lignes.",
            },
            share=True,
            dimension="consistency",
        ),
        Metric(
            "rows-without-gap",
            {"en": "share of rows without a gap", "fr": "part des lignes sans lacune"},
            {
                "en": "Rows of the table in which no finding is about an empty cell, out of all its rows.",
                "fr": "Lignes du tableau dont aucun constat ne vise une cellule vide, sur toutes ses lignes.",
            },
            share=True,
            dimension="completeness",
        ),
    )
}
"""Every metric by its name; those that count findings have the name of the severity."""


def measures(report: Report) -> Iterator[Measure]:
    """What each metric says of each table of *report*; no share where there are no rows."""
    found: dict[tuple[str, str | None], list[Finding]] = defaultdict(list)
    for finding in report.every_finding:  # a waiver makes nothing sound
        found[finding.location.file, finding.location.sheet].append(finding)
    for table in report.inputs:
        own = found[table.file, table.sheet]
        counts = Counter(finding.rule.severity for finding in own)
        for severity in SEVERITIES:
            yield Measure(METRICS[severity], table, counts[severity])
        if table.is_table:
            yield Measure(METRICS["rows"], table, table.records)
        if table.is_table and table.records:
            spoilt = {one.location.row for one in own if one.rule.severity == SEVERITIES[0]}
            gaps = {one.location.row for one in own if one.cell == ""}
            yield Measure(METRICS["rows-without-violation"], table, _share_without(spoilt, table))
            yield Measure(METRICS["rows-without-gap"], table, _share_without(gaps, table))


def _share_without(rows: set[int | None], table: Input) -> Decimal:
    """The share of the rows of *table* that are not among *rows*; its header is none of its rows."""
    left = table.records - len(rows - {None, 1})
    return (Decimal(max(left, 0)) / table.records).quantize(_DIGITS)
