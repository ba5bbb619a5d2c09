"""A report as a person reads it and as a program reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from pscvc_kg import vocabulary
from pscvc_kg.namespaces import BASE, CODE
from pscvc_kg.render.page import Page, join
from pscvc_kg.render.words import count, label, quoted, word, write_day, write_number
from pscvc_kg.report import SEVERITIES, Finding, Location, Report, Rule

SHOWN = 3
"""How many findings of one rule the text shows; the JSON has them all."""
LONGEST = 160
"""A value longer than this is cut in the text, with an ellipsis; the JSON has it whole."""


def report_text(report: Report, lang: str, page: Page) -> str:
    """The report for a person: rules worst first, each with its count, what to do, and its first findings."""
    lines = [*_head(report, lang, page)]
    for rule, number in report.summary():
        lines += ["", *_rule_block(report, rule, number, lang, page)]
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
            count(one.records, "row", lang),
        )
        for one in report.inputs
    ]
    if rows:
        yield from page.table(rows, indent=2, right=[2])


def rule_title(rule: Rule, lang: str) -> str:
    """The title of a rule, said to be one: it states what must hold, not what was found."""
    return f"{label('rule-title', lang)} {rule.title[lang]}"


def _rule_block(report: Report, rule: Rule, number: int, lang: str, page: Page) -> Iterator[str]:
    findings = [finding for finding in report.findings if finding.rule.iri == rule.iri]
    title = f"{word(rule.severity, lang).upper()}  {rule_title(rule, lang)}"
    yield from page.opposite(title, count(number, "finding", lang), rule.severity)
    name = rule.iri.rpartition("#")[2]
    yield page.paint(f"  {rule.code} · {name}" if rule.code and rule.code != name else f"  {name}", "dim")
    messages = {finding.message[lang] for finding in findings}
    if len(messages) == 1:
        yield from page.wrap(messages.pop(), indent=2)
        messages = set()
    yield from page.wrap(f"{label('do', lang)} {rule.fix[lang]}", indent=2)
    for finding in islice(findings, SHOWN):
        yield from _finding(finding, bool(messages), lang, page)
    if number > SHOWN:
        more = word("more", lang, n=write_number(number - SHOWN, lang))
        yield page.paint(f"    … {more}", "dim")


def _finding(finding: Finding, with_message: bool, lang: str, page: Page) -> Iterator[str]:
    place = place_text(finding.location, lang)
    if finding.value is not None:
        place += f"{word('colon', lang)} {_value(finding.value, lang)}"
    yield from page.wrap(f"- {place}", indent=4, hanging=2)
    if with_message:
        yield from page.wrap(finding.message[lang], indent=6)
    others = [place_text(other, lang) for other in finding.related[:SHOWN]]
    if len(finding.related) > SHOWN:
        others.append(word("more", lang, n=write_number(len(finding.related) - SHOWN, lang)))
    if others:
        related = f"{label('also', lang)} {'; '.join(others)}"
        yield from (page.paint(line, "dim") for line in page.wrap(related, indent=6, hanging=2))


def _value(value: str, lang: str) -> str:
    """What was found, as a person knows it: a code by its label, a thing of ours by the end of its IRI."""
    if value.startswith(CODE):
        value = vocabulary.label(value, lang) or value
    elif value.startswith(BASE):
        value = unquote(value.rpartition("/")[2])
    text = " ".join(value.split())
    if not text:
        return word("empty", lang)
    return quoted(text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…", lang)


def place_text(place: Location, lang: str) -> str:
    """Where something is, in words: ``ss_2024.csv, row 17, column M (volume_meeting_target)``."""
    parts = [place.file]
    if place.sheet is not None:
        parts.append(f"{word('sheet', lang)} {place.sheet}")
    if place.row is not None:
        parts.append(f"{word('row', lang)} {place.row}")
    elif place.line is not None:
        parts.append(f"{word('line', lang)} {place.line}")
    if place.column is not None:
        header = f" ({place.header})" if place.header else ""
        parts.append(f"{word('column', lang)} {place.column}{header}")
    elif place.header is not None:
        parts.append(f"{word('column', lang)} {quoted(place.header, lang)}")
    return ", ".join(parts)


def _not_checked(report: Report, lang: str, page: Page) -> Iterator[str]:
    if report.not_checked:
        yield ""
        yield page.paint(word("not_checked", lang), "bold")
        by_reason: dict[str, list[str]] = {}
        for item in report.not_checked:
            by_reason.setdefault(item.why[lang], []).append(
                item.rule.code or item.rule.iri.rpartition("#")[2]
            )
        for why, names in sorted(by_reason.items()):
            yield from page.wrap(f"- {why}{word('colon', lang)} {', '.join(sorted(names))}", 2, 2)
    idle = sorted(one.shape.rpartition("#")[2] for one in report.checked if one.focus_nodes == 0)
    if idle:
        yield ""
        yield page.paint(word("nothing_applied", lang), "bold")
        why = word("nothing_applied_why", lang)
        yield from page.wrap(f"- {why}{word('colon', lang)} {', '.join(idle)}", 2, 2)


def _closing(report: Report, lang: str, page: Page) -> Iterator[str]:
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in report.findings:
        counts[finding.rule.severity] += 1
    parts = [count(number, severity, lang) for severity, number in counts.items() if number]
    style = next((severity for severity in SEVERITIES if counts[severity]), "good")
    if parts:
        text = f"{count(len(report.findings), 'finding', lang)}{word('colon', lang)} {', '.join(parts)}"
    else:
        text = word("conforms", lang).rstrip(".")
    if report.not_checked:
        number = len({item.rule.iri for item in report.not_checked})
        key = "rule_not_checked" if number < 2 else "rules_not_checked"
        text += "; " + word(key, lang, n=count(number, "rule", lang))
    yield from (page.paint(line, style) for line in page.wrap(text + "."))


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
        "not_checked": [{"rule": one.rule.iri, "why": one.why[lang]} for one in report.not_checked],
        "summary": [
            {"rule": rule.iri, "code": rule.code, "severity": rule.severity, "count": number}
            for rule, number in report.summary()
        ],
        "checked": [{"shape": one.shape, "focus_nodes": one.focus_nodes} for one in report.checked],
        "findings": [_finding_json(finding, lang) for finding in report.findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


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
        "value": finding.value,
        "fingerprint": finding.fingerprint,
    }


def location_json(place: Location) -> dict[str, object]:
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "header": place.header,
        "line": place.line,
    }
