"""What graph/log says of the check of a submission: under which rules, beside what, what was waived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pscvc_kg.mapping import Mapped
from pscvc_kg.namespaces import BASE, DCT, PROV, PSC, RDF_TYPE, SHAPE, XSD
from pscvc_kg.report import Report, Waived
from pscvc_kg.store import Term, statements

from .log import RDFS, about_file, file_iri, number_of, time_of


def about_assessment(
    graph: str,
    mapped: Sequence[Mapped],
    report: Report,
    moment: datetime,
    *,
    context: Iterable[str] = (),
    by: str = "",
    held: int = 0,
) -> bytes:
    """The check of a submission: of which files, under which rules and ontology, for which day.

    Args:
        graph: The submission.
        mapped: What of the files is the submission's.
        report: What the check found in the files.
        moment: When it was accepted.
        context: The graphs of registers and open data that the rules could look into.
        by: Who accepted it.
        held: How many records were held.
    """
    check = f"{graph}/assessment"
    used = [file_iri(each.recognised.table) for each in mapped]
    used += [f"{SHAPE}{report.profile}/{report.rules}", f"{BASE}ontology/{report.ontology}", *context]
    facts = [
        (RDF_TYPE, Term(PSC + "Assessment")),
        (PROV + "endedAtTime", time_of(moment)),
        (PROV + "wasAssociatedWith", Term(f"{BASE}software/pscvc/{report.package}")),
        (PSC + "asOf", Term(report.as_of, "literal", datatype=XSD + "date")),
        (PSC + "recordsHeld", number_of(held)),
        *((PROV + "used", Term(iri)) for iri in sorted(set(used))),
    ]
    if by:
        facts.append((DCT + "creator", Term(by, "literal")))
    text = statements(check, facts) + statements(graph, [(PROV + "wasGeneratedBy", Term(check))])
    text += b"".join(about_file(each.recognised.table, each.layout.source) for each in mapped)
    return text + b"".join(_about_waived(check, each) for each in _within(mapped, report.waived))


def _about_waived(check: str, waived: Waived) -> bytes:
    """A finding that somebody answers for: which, why, who, and until when."""
    facts = [
        (RDF_TYPE, Term(PSC + "QualityFinding")),
        (PSC + "isFoundBy", Term(check)),
        (DCT + "identifier", Term(waived.finding.fingerprint, "literal")),
        (DCT + "conformsTo", Term(waived.finding.rule.iri)),
        (RDFS + "comment", Term(waived.waiver.reason, "literal")),
        (DCT + "creator", Term(waived.waiver.owner, "literal")),
        (DCT + "valid", Term(waived.waiver.expires, "literal", datatype=XSD + "date")),
    ]
    return statements(f"{check}/waived/{waived.finding.fingerprint}", facts)


def _within(mapped: Iterable[Mapped], waived: Iterable[Waived]) -> list[Waived]:
    """Those of *waived* that are about the rows of *mapped*, or about a table of them as a whole."""
    rows: dict[tuple[str, str | None], set[int | None]] = {}
    for each in mapped:
        table = each.recognised.table
        own = rows.setdefault((table.file, table.sheet), {None, table.header_row})
        own.update(row.number for row in each.rows)
    return [
        one
        for one in waived
        if one.finding.location.row in rows.get((one.finding.location.file, one.finding.location.sheet), ())
    ]
