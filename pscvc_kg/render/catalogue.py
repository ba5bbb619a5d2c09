"""The lists of terms and of rules, and one of them explained."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pscvc_kg.registers import registers
from pscvc_kg.render.page import Page, join
from pscvc_kg.render.words import count, label, word, write_number
from pscvc_kg.report import SEVERITIES, Rule
from pscvc_kg.terms import Entry, Section, kinds, short_name


def terms_text(entries: Sequence[Entry], lang: str, page: Page) -> str:
    """The list of terms by kind; one alone is explained."""
    if len(entries) == 1:
        return join(_entry(entries[0], lang, page))
    lines: list[str] = []
    for kind in kinds().values():
        alike = [one for one in entries if one.kind == kind.name]
        if alike:
            title = kind.several[lang]
            lines += [page.paint(f"{title[0].upper()}{title[1:]} ({len(alike)})", "bold")]
            lines += page.definitions([(one.short, one.label) for one in alike], indent=2)
            lines.append("")
    return join([*lines, word("explain_term", lang)])


def _heading(entry: Entry) -> str:
    return entry.label if entry.label == entry.short else f"{entry.short}  {entry.label}"


def _entry(entry: Entry, lang: str, page: Page) -> Iterator[str]:
    yield from page.opposite(_heading(entry), kinds()[entry.kind].one[lang], "bold")
    yield page.paint(f"  {entry.iri}", "dim")
    if entry.definition:
        yield from page.wrap(entry.definition, indent=2)
    for section in entry.sections:
        if section.show == "picture":  # its lines are among the facts, the relations or the claims
            continue
        yield ""
        yield page.paint(section.title, "bold")
        yield from _section(section, lang, page)


def _section(section: Section, lang: str, page: Page) -> Iterator[str]:
    rows = [[cell.text for cell in row] for row in section.rows]
    if section.show == "table":
        for number in range(len(rows) - 1, 0, -1):  # what stands in the row above is not said again
            if section.rows[number][0] == section.rows[number - 1][0]:
                rows[number][0] = ""
        yield from page.grid(section.columns, rows)
    elif section.show == "facts":
        for aspect, several in groupby(rows, key=lambda row: row[0]):
            texts = "; ".join(value for _, value in several)
            yield from page.wrap(f"{aspect}{word('colon', lang)} {texts}", indent=2, hanging=2)
    else:
        for (text,) in rows:
            yield from page.wrap(text, indent=2)


def terms_json(entries: Sequence[Entry], lang: str, page: Page | None = None) -> str:
    """The terms for a program; one alone with its sections."""
    content = [
        {
            "iri": one.iri,
            "name": one.name,
            "short": one.short,
            "kind": one.kind,
            "identifier": one.identifier or None,
            "label": one.label,
            "definition": one.definition,
            "groups": list(one.groups),
            **({"sections": [_section_json(section) for section in one.sections]} if one.sections else {}),
        }
        for one in entries
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _section_json(section: Section) -> dict[str, object]:
    rows = [[{"text": cell.text, "iri": cell.iri} for cell in row] for row in section.rows]
    return {"name": section.name, "title": section.title, "columns": list(section.columns), "rows": rows}


def rules_text(rules: Sequence[Rule], lang: str, page: Page) -> str:
    """The list of rules, worst first; one alone is explained."""
    if len(rules) == 1:
        return join(_rule(rules[0], lang, page))
    lines: list[str] = []
    for severity in SEVERITIES:
        several = [rule for rule in rules if rule.severity == severity]
        if several:
            title = f"{word(severity, lang).upper()}  {count(len(several), 'rule', lang)}"
            lines.append(page.paint(title, severity))
            lines += page.definitions([(_name(rule), rule.title[lang]) for rule in several], indent=2)
            lines.append("")
    return join([*lines, word("explain_rule", lang)])


def _rule(rule: Rule, lang: str, page: Page) -> Iterator[str]:
    yield from page.opposite(rule.title[lang], word(rule.severity, lang), rule.severity)
    name = short_name(rule.iri).rpartition("#")[2]
    yield page.paint(f"  {rule.code} · {name}" if rule.code not in ("", name) else f"  {name}", "dim")
    for heading, text in (("finds", rule.message), ("do", rule.fix), ("why", rule.why)):
        if text[lang]:
            # What a message is filled in with has no value yet: its name stands in its place.
            words = re.sub(r"\{\??(\w+)\}", r"[\1]", text[lang])
            yield from page.wrap(f"{label(heading, lang)} {words}", indent=2, hanging=2)
    if any(rule.example.values()):
        yield from page.wrap(f"{label('aspect-example', lang)} {rule.example[lang]}", indent=2, hanging=2)
    for name, said in _conditions(rule, lang):
        yield from page.wrap(f"{label(name, lang)} {said}", indent=2, hanging=2)
    for address in rule.see_also:
        yield f"  {address}"


def _conditions(rule: Rule, lang: str) -> Iterator[tuple[str, str]]:
    """The profile that states *rule* and what it needs to be checked, each under a key of the words."""
    yield "profile", rule.profile
    if rule.registers:
        yield "needs", "; ".join(registers()[name].label[lang] for name in rule.registers)
    if rule.minimum_years:
        yield "needs_years", write_number(rule.minimum_years, lang)


def _name(rule: Rule) -> str:
    return rule.code or rule.iri.rpartition("#")[2]


def rules_json(rules: Sequence[Rule], lang: str, page: Page | None = None) -> str:
    """The rules for a program."""
    content = [
        {
            "rule": rule.iri,
            "code": rule.code,
            "severity": rule.severity,
            "title": rule.title[lang],
            "message": rule.message[lang],
            "fix": rule.fix[lang],
            "why": rule.why[lang],
            "example": rule.example.get(lang),
            "profile": rule.profile,
            "registers": [{"name": name, "label": registers()[name].label[lang]} for name in rule.registers],
            "earlier_years": rule.minimum_years,
            "see_also": list(rule.see_also),
        }
        for rule in rules
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
