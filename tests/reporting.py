"""Reports that several tests share: the story's, a large one, a hostile one, one of rules not checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pscvc_kg import api, resources
from pscvc_kg.namespaces import DATA, PSC, SH, XSD
from pscvc_kg.report import (
    Baseline,
    Checked,
    Comparison,
    Finding,
    Input,
    Location,
    NotChecked,
    PastFinding,
    Report,
    Rule,
    Supplied,
    Waived,
    Waiver,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "\x1b[2J\u202egnp.exe",
)
DIGEST = "0123456789abcdef" * 4
WHY = {
    "en": "Missing in the store: programme lists",
    "fr": "Manque dans le graphe\u00a0: listes de programmes",
}


def story() -> Report:
    """What is found in the shipped story, whose registers are known."""
    sources, submissions = api.sort_by_kind(sorted(resources.STORY.glob("*.csv")))
    with api.open() as graph:
        api.load(sources, graph)
        return api.validate(submissions, store=graph, as_of="2025-03-01")


def of(findings: Sequence[Finding], **others: object) -> Report:
    """A report with *findings* in a table of 10,000 rows."""
    file = findings[0].location.file if findings else "services.csv"
    sheet = findings[0].location.sheet if findings else None
    ordered = tuple(sorted(findings, key=lambda finding: finding.order))
    report = Report(
        "gc", "0.1.0", "2025-03-01", (Input(file, DIGEST, "gc-services", 10_000, sheet),), ordered
    )
    return replace(report, ontology="0.1.0", package="0.1.0", **others)


def finding(rule: Rule, row: int = 2, **others: object) -> Finding:
    """A finding of *rule* in column AN of a row."""
    plain = Finding(
        rule=rule,
        location=Location("services.csv", None, row, "AN", "num_applications_total", row),
        focus=f"{DATA}ca/service-report/of/{row}",
        message={"en": f"Row {row} says nothing.", "fr": f"La ligne {row} ne dit rien."},
        path=PSC + "value",
        value="-5",
        cell="-5",
        record=(("service_id", str(row)),),
        component=SH + "MinInclusiveConstraintComponent",
        term=f'"-5"^^<{XSD}decimal>',
    )
    return replace(plain, **others)


def large(number: int) -> Report:
    """A report of so many findings, of every rule there is, with long values that have to be escaped."""
    rules = api.rules()
    value = "<&é>" * 60
    found = [
        finding(
            rules[each % len(rules)],
            each // len(rules) + 2,
            value=value,
            cell=value,
            focus=f"{DATA}ca/service-report/of/{each}",
            message={"en": f"{value} in finding {each}.", "fr": f"{value} au constat {each}."},
            term=f'"{value}"',
        )
        for each in range(number)
    ]
    return of(found, checked=tuple(Checked(rule.iri, number, rule.title) for rule in rules))


def hostile() -> Report:
    """A report in which everything that comes from files says something bad."""
    rules = api.rules()
    found = [
        finding(
            replace(rules[0], see_also=(*rules[0].see_also, "javascript:alert(1)", "data:text/html,x")),
            row,
            location=Location(f"{bad}.xlsx", bad, row, "B", bad, None),
            related=(Location(f"{bad}.xlsx", bad, row + 1, "C", bad, None),),
            message={"en": f"It says {bad}.", "fr": f"Il dit {bad}."},
            value=bad,
            cell=bad,
            record=((bad, bad),),
            focus=f"{DATA}{row}",
            term=None,
        )
        for row, bad in enumerate(HOSTILE, start=2)
    ]
    return of(found)


def answered_for() -> Report:
    """A report with shapes of a user's own, compared with an earlier one, of whose findings one is waived."""
    ours, other = api.rules()[:2]
    theirs = replace(
        other, iri="https://example.org/shapes/name", code="name", profile="", fix={"en": "", "fr": ""}
    )
    known, fresh, own = finding(ours, 2), finding(ours, 3), finding(theirs, 4)
    waiver = Waiver("waivers.csv, row 2", "<b>Agreed</b>", "=Data office", "2025-12-31", rule=ours.code)
    gone = ("<i>Gone</i>", "Row 9 says nothing.", fresh.location, fresh.focus)
    past = PastFinding("0" * 16, ours.iri, ours.code, ours.severity, *gone)
    unseen = replace(past, fingerprint="1" * 16, title="<i>Unseen</i>")
    before = Baseline("before.json", "2024-03-01", "0.0.9", (past, unseen))
    return of(
        [known, fresh, own],
        supplied=(Supplied("own.ttl", DIGEST),),
        waived=(Waived(finding(ours, 7, focus="urn:waived"), waiver),),
        expired_waivers=(replace(waiver, place="waivers.csv, row 3", expires="2024-01-01"),),
        idle_waivers=(replace(waiver, place="waivers.csv, row 4"),),
        comparison=Comparison(before, frozenset({fresh.fingerprint}), (past,), 2, (unseen,)),
    )


def only_waived() -> Report:
    """A report all of whose findings somebody answers for."""
    return replace(answered_for(), findings=(), comparison=None)


def limited() -> Report:
    """A report without findings: one rule was not checked, one in part, one had nothing to look at."""
    first, second, third, fourth = api.rules()[:4]
    return of(
        (),
        not_checked=(NotChecked(first, WHY),),
        limited=(NotChecked(second, WHY),),
        checked=(Checked(third.iri, 0, third.title), Checked(fourth.iri, 12, fourth.title)),
    )
