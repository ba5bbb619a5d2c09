"""What a validation found, as plain values: findings, each at a file, sheet, row and cell."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

VERSION = "1"
SEVERITIES = ("violation", "warning", "info")
"""From worst to mildest, as SHACL names them."""

Text = Mapping[str, str]
"""One text in several languages: language tag to text, always with ``en`` and ``fr``."""


@dataclass(frozen=True, order=True)
class Location:
    """A place in what was submitted. ``row`` counts as a spreadsheet does: the header is row 1.

    ``column`` is the spreadsheet's letter (``"M"``), ``header`` the header cell's text, ``line`` the line of
    a text file where the record begins. Each is None where it does not exist: a missing column has no letter.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    header: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Rule:
    """One rule as its shape states it.

    ``iri`` names it everywhere; ``code`` is its short published name; ``fix`` says what to do about it.
    ``example`` shows what a right cell holds; ``profile`` names the set of rules that states it.
    ``registers`` are needed to check it, by name, and of earlier years at least ``minimum_years``.
    ``shape`` is the IRI of the shape where that is not the rule's own: of a shape that a user supplies, each
    constraint is a rule.
    """

    iri: str
    code: str
    severity: str
    title: Text
    message: Text
    fix: Text
    why: Text
    see_also: tuple[str, ...] = ()
    example: Text = field(default_factory=dict)
    profile: str = ""
    registers: tuple[str, ...] = ()
    minimum_years: int = 0
    shape: str = ""

    @property
    def name(self) -> str:
        """What it is called for short: the end of our own IRI, the whole one of a shape that a user supplies.

        Two vocabularies may end two names alike.
        """
        return self.iri if self.shape else self.iri.rpartition("#")[2]

    @property
    def source_shape(self) -> str:
        """The IRI of the shape that states the rule."""
        return self.shape or self.iri


@dataclass(frozen=True)
class Finding:
    """One thing a rule found: where, what, and what to do. ``message`` is filled in with the values found.

    ``value`` is what the graph says (a code's IRI, a number), ``cell`` what stands there in the file, None
    where the place is no cell. ``record`` names the record: headers and texts of the layout's key columns.
    ``identity`` is the focus node without the place of its row, which changes as rows come and go.
    ``component`` is the IRI of the SHACL constraint component that was not satisfied, for a W3C report, and
    ``term`` the value as N-Triples write it, with its datatype or language.
    """

    rule: Rule
    location: Location
    focus: str
    message: Text
    path: str | None = None
    value: str | None = None
    related: tuple[Location, ...] = ()
    cell: str | None = None
    record: tuple[tuple[str, str], ...] = ()
    identity: str = ""
    component: str | None = field(default=None, compare=False)
    term: str | None = field(default=None, compare=False)

    @property
    def fingerprint(self) -> str:
        """The same across runs for the same rule, record, path and value."""
        key = "\x1f".join((self.rule.iri, self.identity or self.focus, self.path or "", self.value or ""))
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    @property
    def order(self) -> tuple[object, ...]:
        """Sorting key: worst first, then rule, then place; total, so that output is byte-identical."""
        place = self.location
        return (
            SEVERITIES.index(self.rule.severity),
            self.rule.iri,
            place.file,
            place.sheet or "",
            place.row or place.line or 0,
            len(place.column or ""),
            place.column or "",
            self.focus,
            self.path or "",
            self.value or "",
            self.message["en"],
        )


@dataclass(frozen=True)
class Input:
    """One table that was read: file, SHA-256 of the file's bytes, layout and number of rows.

    Of an RDF file the layout is its format, and the records are the things that it describes.
    """

    file: str
    sha256: str
    layout: str
    records: int
    sheet: str | None = None
    is_table: bool = True


@dataclass(frozen=True)
class Supplied:
    """A file of shapes that a user supplied: its name and the SHA-256 of its bytes."""

    file: str
    sha256: str


@dataclass(frozen=True)
class NotChecked:
    """A rule that could not be applied, or not to all that it asks about, and why in one sentence."""

    rule: Rule
    why: Text


@dataclass(frozen=True)
class Checked:
    """How many nodes a shape looked at, and its rule's title. None is not "passed": it is nothing checked.

    ``of_tables`` are those that look at the columns of a table and at no row.
    """

    shape: str
    focus_nodes: int
    title: Text = field(default_factory=dict)
    of_tables: bool = False


@dataclass(frozen=True)
class Waiver:
    """Why the findings it names are no reason to act: who answers for that, and until which day (included).

    It names one finding by its ``fingerprint``, or all of a ``rule`` (code, IRI, or the name of one of ours),
    or both must agree.
    ``place`` is where it stands.
    """

    place: str
    reason: str
    owner: str
    expires: str
    fingerprint: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Waived:
    """A finding and the waiver that sets it apart."""

    finding: Finding
    waiver: Waiver


@dataclass(frozen=True)
class PastFinding:
    """A finding of an earlier report, in the language in which that report was written."""

    fingerprint: str
    rule: str
    code: str
    severity: str
    title: str
    message: str
    location: Location
    focus: str


@dataclass(frozen=True)
class Baseline:
    """An earlier report: its file, its day, its version of the rules, and what it found.

    ``layouts`` leads from the files and sheets that it was about to their layouts.
    """

    file: str
    as_of: str
    rules: str
    findings: tuple[PastFinding, ...]
    layouts: Mapping[tuple[str, str | None], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """What changed since *baseline*: fingerprints of new findings, those fixed, how many remain.

    ``not_looked_for`` are those that this run could not find again: their rule was not checked, or no such
    table was given.
    """

    baseline: Baseline
    new: frozenset[str]
    fixed: tuple[PastFinding, ...]
    remaining: int
    not_looked_for: tuple[PastFinding, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a validation found, under which profile and rules, on which day.

    ``limited`` are the rules that were checked, though not against all that they ask about, and why.
    ``findings`` are those that nobody waived; of the waivers, some may have expired, and others be idle.
    ``suppress_below`` is the count below which the profile lets nothing be known.
    ``asked`` are the IRIs of all rules that were applied, whether or not they found something.
    """

    profile: str
    rules: str
    as_of: str
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = ()
    limited: tuple[NotChecked, ...] = ()
    checked: tuple[Checked, ...] = ()
    supplied: tuple[Supplied, ...] = ()
    waived: tuple[Waived, ...] = ()
    expired_waivers: tuple[Waiver, ...] = ()
    idle_waivers: tuple[Waiver, ...] = ()
    comparison: Comparison | None = None
    asked: frozenset[str] = field(default=frozenset(), compare=False)
    ontology: str = ""
    package: str = ""
    suppress_below: int | None = None
    version: str = field(default=VERSION)

    @property
    def conforms(self) -> bool:
        """True when nothing at all was found, as SHACL defines it: a waiver makes nothing sound."""
        return not self.findings and not self.waived

    @property
    def nothing_checked(self) -> bool:
        """True when no rule looked at any row: there is no finding, and that says nothing of the files."""
        looked = any(one.focus_nodes and not one.of_tables for one in self.checked)
        return not looked and not self.every_finding

    @property
    def every_finding(self) -> tuple[Finding, ...]:
        """All findings, those that somebody answers for last."""
        return (*self.findings, *(one.finding for one in self.waived))

    def is_new(self, finding: Finding) -> bool:
        """Whether the report that this one is compared with lacks *finding*; False where there is none."""
        return self.comparison is not None and finding.fingerprint in self.comparison.new

    def by_severity(self) -> dict[str, int]:
        """How many findings there are of each severity, worst first."""
        counts = Counter(finding.rule.severity for finding in self.findings)
        return {severity: counts[severity] for severity in SEVERITIES}

    def summary(self) -> list[tuple[Rule, int]]:
        """Each rule that found something with its number of findings, worst first."""
        return [(rule, len(findings)) for rule, findings in self.by_rule()]

    def by_rule(self) -> list[tuple[Rule, list[Finding]]]:
        """Each rule that found something with its findings, worst first."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.rule.iri, []).append(finding)
        return sorted(
            ((findings[0].rule, findings) for findings in found.values()),
            key=lambda item: (SEVERITIES.index(item[0].severity), -len(item[1]), item[0].iri),
        )

    def reaches(self, severity: str) -> bool:
        """Whether there is a finding at *severity* or worse."""
        limit = SEVERITIES.index(severity)
        return any(SEVERITIES.index(finding.rule.severity) <= limit for finding in self.findings)
