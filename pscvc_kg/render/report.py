"""A report as a person reads it and as a program reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pscvc_kg.render.page import Page, join
from pscvc_kg.render.places import cut, location_json, place_text
from pscvc_kg.render.since import comparison_json, comparison_text, waiver_json, waivers_text
from pscvc_kg.render.words import count, label, quoted, word, write_day, write_number
from pscvc_kg.report import SEVERITIES, Finding, Report, Rule

SHOWN = 3
"""How many findings of one rule the text shows; the JSON has them all."""
IDLE = 6
"""How many of the rules that had no record to look at the text names; the JSON counts for all of them."""


def report_text(report: Report, lang: str, page: Page) -> str:
    """The report for a person: rules worst first, each with its count, what to do, and its first findings."""
    lines = [*_head(report, lang, page)]
    by_rule = report.by_rule()
    for rule, findings in by_rule:
        lines += ["", *_rule_block(report, rule, findings, lang, page)]
    if any(len(findings) > SHOWN for _, findings in by_rule):
        lines += ["", *(page.paint(line, "dim") for line in page.wrap(word("see_all", lang)))]
    lines += comparison_text(report, lang, page)
    lines += waivers_text(report, lang, page)
    lines += _not_checked(report, lang, page)
    lines += ["", *_closing(report, lang, page)]
    return join(lines)


def _head(report: Report, lang: str, page: Page) -> Iterator[str]:
    heading = word(
        "checked", lang, profile=report.profile, rules=report.rules, day=write_day(report.as_of, lang)
    )
    yield from (page.paint(line, "bold") for line in page.wrap(heading))
    rows = [
        (
            one.file if one.sheet is None else f"{one.file} ({word('sheet', lang)} {one.sheet})",
            one.layout,
            count(one.records, "row" if one.is_table else "record", lang),
        )
        for one in report.inputs
    ]
    if rows:
        yield from page.table(rows, indent=2, right=[2])
    for one in report.supplied:
        yield from page.wrap(word("supplied", lang, file=one.file), indent=2)


def rule_title(rule: Rule, lang: str) -> str:
    """The title of a rule, said to be one: it states what must hold, not what was found."""
    return f"{label('rule-title', lang)} {rule.title[lang]}"


def _rule_block(
    report: Report, rule: Rule, findings: Sequence[Finding], lang: str, page: Page
) -> Iterator[str]:
    number = len(findings)
    title = f"{word(rule.severity, lang).upper()}  {rule_title(rule, lang)}"
    yield from page.opposite(title, count(number, "finding", lang), rule.severity)
    both = f"{rule.code} · {rule.name}" if rule.code and rule.code != rule.name else rule.name
    yield page.paint(f"  {both}", "dim")
    messages = {finding.message[lang] for finding in findings}
    if len(messages) == 1:
        yield from page.wrap(messages.pop(), indent=2)
        messages = set()
    yield from page.wrap(f"{label('do', lang)} {rule.fix[lang]}", indent=2)
    for finding in islice(findings, SHOWN):
        yield from _finding(finding, bool(messages), report.is_new(finding), lang, page)
    if number > SHOWN:
        more = word("more", lang, n=write_number(number - SHOWN, lang))
        yield page.paint(f"    … {more}", "dim")


def _finding(finding: Finding, with_message: bool, is_new: bool, lang: str, page: Page) -> Iterator[str]:
    own = [(header, text) for header, text in finding.record if header != finding.location.header]
    place = place_text(finding.location, lang, own)
    if finding.cell is not None:
        place += f"{word('colon', lang)} {_cell(finding.cell, lang)}"
    mark = f"{word('mark-new', lang)} " if is_new else ""
    yield from page.wrap(f"- {mark}{place}", indent=4, hanging=2)
    if with_message:
        yield from page.wrap(finding.message[lang], indent=6)
    others = [place_text(other, lang) for other in finding.related[:SHOWN]]
    if len(finding.related) > SHOWN:
        others.append(word("more", lang, n=write_number(len(finding.related) - SHOWN, lang)))
    if others:
        related = f"{label('also', lang)} {'; '.join(others)}"
        yield from (page.paint(line, "dim") for line in page.wrap(related, indent=6, hanging=2))


def _cell(cell: str, lang: str) -> str:
    """What stands in the file, quoted on one line."""
    text = " ".join(cell.split())
    if not text:
        return f"({word('empty', lang)})"
    return quoted(cut(text), lang)


def _not_checked(report: Report, lang: str, page: Page) -> Iterator[str]:
    for key, items in (("limited", report.limited), ("not_checked", report.not_checked)):
        if not items:
            continue
        yield ""
        yield page.paint(word(key, lang), "bold")
        by_reason: dict[str, list[str]] = {}
        for item in items:
            by_reason.setdefault(item.why[lang], []).append(f"{item.rule.title[lang]} ({item.rule.code})")
        for why, names in sorted(by_reason.items()):
            yield from page.wrap(f"- {why}", 2, 2)
            for name in sorted(names):
                yield from page.wrap(name, 6, 2)
    idle = sorted(one.title[lang] for one in report.checked if one.focus_nodes == 0)
    if idle:
        yield ""
        yield page.paint(word("nothing_applied", lang), "bold")
        yield from page.wrap(f"- {word('nothing_applied_why', lang)}", 2, 2)
        for title in idle[:IDLE]:
            yield from page.wrap(title, 6, 2)
        if len(idle) > IDLE:
            more = word("more", lang, n=write_number(len(idle) - IDLE, lang))
            yield page.paint(f"      … {more}", "dim")


def _closing(report: Report, lang: str, page: Page) -> Iterator[str]:
    counts = report.by_severity()
    parts = [count(number, severity, lang) for severity, number in counts.items() if number]
    style = next((severity for severity in SEVERITIES if counts[severity]), "good")
    if report.nothing_checked:
        # No finding of nothing checked is no good news.
        style, text = "warning", word("nothing_checked", lang).rstrip(".")
    elif parts:
        text = f"{count(len(report.findings), 'finding', lang)}{word('colon', lang)} {', '.join(parts)}"
    else:
        text = word("conforms", lang).rstrip(".")
    if report.not_checked:
        number = len({item.rule.iri for item in report.not_checked})
        key = "rule_not_checked" if number < 2 else "rules_not_checked"
        text += "; " + word(key, lang, n=count(number, "rule", lang))
    yield from (page.paint(line, style) for line in page.wrap(text + "."))


def nothing_checked(report: Report) -> str:
    """Why there is no report: no rule looks at a row of the files; in one sentence."""
    held = ", ".join(f"{one.file} ({one.layout})" for one in report.inputs)
    return (
        f"nothing was checked: no rule of the profile {report.profile} looks at a row of {held}; "
        "give validate what agencies submit, and registers and open data to: pscvc load"
    )


def report_json(report: Report, lang: str, page: Page | None = None) -> str:
    """The report for a program, as the interface fixes it; titles, messages and remedies in one language."""
    content = {
        "version": report.version,
        "conforms": report.conforms,
        "profile": report.profile,
        "rules": report.rules,
        "ontology": report.ontology,
        "package": report.package,
        "as_of": report.as_of,
        "language": lang,
        "inputs": [
            {
                "file": one.file,
                "sheet": one.sheet,
                "sha256": one.sha256,
                "layout": one.layout,
                "records": one.records,
            }
            for one in report.inputs
        ],
        "shapes": [{"file": one.file, "sha256": one.sha256} for one in report.supplied],
        "not_checked": [{"rule": one.rule.iri, "why": one.why[lang]} for one in report.not_checked],
        "limited": [{"rule": one.rule.iri, "why": one.why[lang]} for one in report.limited],
        "summary": [
            {"rule": rule.iri, "code": rule.code, "severity": rule.severity, "count": number}
            for rule, number in report.summary()
        ],
        "checked": [{"shape": one.shape, "focus_nodes": one.focus_nodes} for one in report.checked],
        "findings": [_finding_json(finding, lang) | _status(finding, report) for finding in report.findings],
        "waived": [
            _finding_json(one.finding, lang) | {"waiver": waiver_json(one.waiver)} for one in report.waived
        ],
        "expired_waivers": [waiver_json(one) for one in report.expired_waivers],
        "idle_waivers": [waiver_json(one) for one in report.idle_waivers],
        "baseline": comparison_json(report),
    }
    return _object(content)


def _object(content: Mapping[str, object]) -> str:
    """JSON with a line for each finding: tools search by line, and Python writes it ten times as fast."""
    members = []
    for key, value in content.items():
        if isinstance(value, list) and value:
            lines = ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in value)
            text = f"[\n{lines}\n  ]"
        else:
            text = json.dumps(value, ensure_ascii=False)
        members.append(f'  "{key}": {text}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def _status(finding: Finding, report: Report) -> dict[str, object]:
    """Whether a finding is new or remains, where there is a report to compare with."""
    if report.comparison is None:
        return {}
    return {"status": "new" if report.is_new(finding) else "remaining"}


def _finding_json(finding: Finding, lang: str) -> dict[str, object]:
    return {
        "rule": finding.rule.iri,
        "code": finding.rule.code,
        "severity": finding.rule.severity,
        "title": finding.rule.title[lang],
        "message": finding.message[lang],
        "fix": finding.rule.fix[lang],
        "location": location_json(finding.location),
        "related": [location_json(place) for place in finding.related],
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value if finding.value is None or finding.cell is None else finding.cell,
        "fingerprint": finding.fingerprint,
    }
