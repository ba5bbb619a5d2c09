"""The lists of terms and of rules, and one of them explained."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pscvc_kg.render.page import Page, join
from pscvc_kg.render.words import count, label, word
from pscvc_kg.report import SEVERITIES, Rule
from pscvc_kg.terms import Term, short_name


def terms_text(terms: Sequence[Term], lang: str, page: Page) -> str:
    """The list of terms by kind; one alone is explained."""
    if len(terms) == 1:
        return join(_term(terms[0], lang, page))
    lines: list[str] = []
    ordered = sorted(terms, key=lambda one: (one.kind, one.name.casefold()))
    for kind, group in groupby(ordered, key=lambda one: one.kind):
        several = list(group)
        title = word(kind + "s", lang)
        lines += [page.paint(f"{title[0].upper()}{title[1:]} ({len(several)})", "bold")]
        lines += page.definitions([(one.name, one.label[lang]) for one in several], indent=2)
        lines.append("")
    return join([*lines, word("explain_term", lang)])


def _term(term: Term, lang: str, page: Page) -> Iterator[str]:
    yield from page.opposite(f"{term.name}  {term.label[lang]}", word(term.kind, lang), "bold")
    yield page.paint(f"  {term.iri}", "dim")
    if term.definition[lang]:
        yield from page.wrap(term.definition[lang], indent=2)
    for aspect, values in term.about.items():
        names = "; ".join(short_name(value) for value in values)
        yield from page.wrap(f"{label('aspect-' + aspect, lang)} {names}", indent=2, hanging=2)


def terms_json(terms: Sequence[Term], lang: str, page: Page | None = None) -> str:
    """The terms for a program."""
    content = [
        {
            "iri": one.iri,
            "name": one.name,
            "kind": one.kind,
            "label": one.label[lang],
            "definition": one.definition[lang],
            **{aspect: list(values) for aspect, values in one.about.items()},
        }
        for one in terms
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


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
    for address in rule.see_also:
        yield f"  {address}"


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
            "see_also": list(rule.see_also),
        }
        for rule in rules
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
