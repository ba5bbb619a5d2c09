"""What went into the graph: what was loaded, accepted, held and refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pscvc_kg.render.page import Page, join
from pscvc_kg.render.places import location_json, place_text
from pscvc_kg.render.report import rule_title
from pscvc_kg.render.words import count, quoted, word, write_number

if TYPE_CHECKING:
    from pscvc_kg.submissions import Accepted, Held, Loaded, Part, Receipt, Refused, Unloaded, Withdrawn

SHOWN = 5
"""How many of one kind the text shows; the JSON has them all."""
_IN_NO_REGISTER = "unknown-"
"""How the layouts begin the identifier of an organization that their register does not know."""


def loaded_text(loaded: Loaded, lang: str, page: Page) -> str:
    """What was loaded, for a person: one line a part, names that no register knows, what to load again."""
    rows = [
        (part.layout, part.part, part.file, count(part.records, _unit(part), lang), word(part.state, lang))
        for part in loaded.parts
    ]
    lines = page.table(rows, right=[3]) if rows else []
    lines += _unresolved(loaded, lang, page)
    lines += _outdated(loaded, lang, page)
    for file, column in loaded.unknown_columns:
        lines += page.wrap(word("column_unread", lang, file=file, column=quoted(column, lang)), hanging=2)
    lines += _left_out(loaded, lang, page)
    lines += _unread(loaded, lang, page)
    unit = "row" if all(part.is_table for part in loaded.parts) else "record"
    total = f"{count(len(loaded.parts), 'part', lang)}, {count(loaded.records, unit, lang)}."
    return join([*lines, *([""] if lines else []), page.paint(total, "good")])


def _unit(part: Part) -> str:
    return "row" if part.is_table else "record"


def _left_out(loaded: Loaded, lang: str, page: Page) -> Iterator[str]:
    """Which records of catalogues, and which of their statements, are not in the graph, and why."""
    if not loaded.left_out:
        return
    yield ""
    yield page.paint(f"{word('left_out', lang)} ({write_number(len(loaded.left_out), lang)})", "bold")
    for one in islice(loaded.left_out, SHOWN):
        line = f", {word('line', lang)} {one.line}" if one.line else ""
        why = word(f"left_out_{one.kind}", lang, value=quoted(one.value, lang))
        said = word("left_out_whole", lang, why=why) if one.whole else why
        yield from page.wrap(f"- {one.file}{line}, {one.record}{word('colon', lang)} {said}", 2, 2)
    if len(loaded.left_out) > SHOWN:
        more = word("more", lang, n=write_number(len(loaded.left_out) - SHOWN, lang))
        yield page.paint(f"  … {more}", "dim")


def _unread(loaded: Loaded, lang: str, page: Page) -> Iterator[str]:
    """What else stands in catalogues, file by file: what is most often there first."""
    if loaded.unread:
        yield ""
    for (file, personal), several in groupby(
        sorted(loaded.unread, key=lambda one: (one.file, not one.personal, -one.times, one.name)),
        key=lambda one: (one.file, one.personal),
    ):
        found = [f"{_short(one.name)} ({write_number(one.times, lang)})" for one in several]
        names = ", ".join(found[:SHOWN])
        if len(found) > SHOWN:
            names += f", … {word('more', lang, n=write_number(len(found) - SHOWN, lang))}"
        key = "unread_personal" if personal else "unread_other"
        yield from page.wrap(word(key, lang, file=file, names=names), hanging=2)


def _short(name: str) -> str:
    """A property's name without its namespace."""
    return unquote(re.split("[/#]", name)[-1])


def _unresolved(loaded: Loaded, lang: str, page: Page) -> Iterator[str]:
    if not loaded.unresolved:
        return
    yield ""
    yield page.paint(word("unresolved", lang), "bold")
    for one in islice(loaded.unresolved, SHOWN):
        place = f"- {one.file}, {word('column', lang)} {one.header}{word('colon', lang)}"
        text = f"{place} {quoted(one.value, lang)}"
        yield from page.wrap(f"{text} ({count(one.rows, 'row', lang)}; {one.label[lang]})", 2, 2)
    if len(loaded.unresolved) > SHOWN:
        more = word("more", lang, n=write_number(len(loaded.unresolved) - SHOWN, lang))
        yield page.paint(f"  … {more}", "dim")


def _outdated(loaded: Loaded, lang: str, page: Page) -> Iterator[str]:
    if not loaded.outdated:
        return
    yield ""
    yield page.paint(word("outdated", lang), "bold")
    for one in loaded.outdated:
        yield from page.wrap(f"- {one.file} ({one.layout}, {one.part})", 2, 2)


def loaded_json(loaded: Loaded, lang: str, page: Page | None = None) -> str:
    """What was loaded, for a program."""
    content = {
        "parts": [
            {
                "layout": part.layout,
                "part": part.part,
                "file": part.file,
                "sha256": part.sha256,
                "records": part.records,
                "found": part.found,
                "graph": part.graph,
                "state": part.state,
            }
            for part in loaded.parts
        ],
        "unresolved": [
            {
                "file": one.file,
                "header": one.header,
                "value": one.value,
                "rows": one.rows,
                "register": one.register,
            }
            for one in loaded.unresolved
        ],
        "outdated": [{"layout": one.layout, "part": one.part, "file": one.file} for one in loaded.outdated],
        "unknown_columns": [{"file": file, "header": header} for file, header in loaded.unknown_columns],
        "left_out": [
            {
                "file": one.file,
                "line": one.line or None,
                "record": one.record,
                "whole": one.whole,
                "reason": one.kind,
                "value": one.value,
            }
            for one in loaded.left_out
        ],
        "unread": [
            {"file": one.file, "name": one.name, "times": one.times, "personal": one.personal}
            for one in loaded.unread
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def receipt_text(receipt: Receipt, lang: str, page: Page, names: Mapping[str, str] | None = None) -> str:
    """What became of each submission, for a person; *names* are what organizations and periods are called."""
    known = names or {}
    blocks = [
        _accepted(_taken(receipt), lang, page, known),
        _all_held(receipt, lang, page, known),
        _held(receipt.held, lang, page),
        _refused(receipt.refused, lang, page, known),
        _closing(receipt, lang, page),
    ]
    lines: list[str] = []
    for block in blocks:
        part = list(block)
        lines += [*([""] if lines and part else []), *part]
    return join(lines)


def _name(iri: str, names: Mapping[str, str], lang: str) -> str:
    """What an organization or period is called; one in no register, as its cell says."""
    name = names.get(iri) or unquote(iri.rpartition("/")[2])
    return name.removeprefix(_IN_NO_REGISTER) or word("not_given", lang)


def _accepted(several: Sequence[Accepted], lang: str, page: Page, names: Mapping[str, str]) -> Iterator[str]:
    if not several:
        return
    yield page.paint(word("accepted", lang), "bold")
    headers = [word(key, lang).capitalize() for key in ("organization", "period", "records", "version")]
    rows = [
        (
            _name(one.organization, names, lang),
            _name(one.period, names, lang),
            write_number(one.records, lang),
            write_number(one.number, lang) if one.new else word("known", lang),
        )
        for one in several
    ]
    yield from page.grid(headers, sorted(rows, key=lambda row: (row[0].casefold(), row)), right=[2, 3])


def _taken(receipt: Receipt) -> list[Accepted]:
    """The submissions of which something went in."""
    return [one for one in receipt.accepted if one.records]


def _all_held(receipt: Receipt, lang: str, page: Page, names: Mapping[str, str]) -> Iterator[str]:
    """The submissions all of whose records are held: what was accepted of them earlier stays."""
    none = [one for one in receipt.accepted if not one.records]
    if not none:
        return
    yield page.paint(word("all_held", lang), "bold")
    for who in sorted(
        f"{_name(one.organization, names, lang)}, {_name(one.period, names, lang)}" for one in none
    ):
        yield from page.wrap(f"- {who}", 2, 2)


def _held(several: Sequence[Held], lang: str, page: Page) -> Iterator[str]:
    """The held records by the rule that holds them, and those that only depend on others."""
    if not several:
        return
    yield page.paint(f"{word('held', lang)} ({count(len(several), 'record', lang)})", "bold")
    groups: dict[str, list[Held]] = {}
    for one in several:
        for title in sorted({rule_title(finding.rule, lang) for finding in one.findings}) or [""]:
            groups.setdefault(title, []).append(one)
    for title, group in sorted(groups.items(), key=lambda item: (item[0] == "", -len(item[1]), item[0])):
        heading = title or word("held_dependants", lang)
        yield from page.wrap(f"- {heading} ({write_number(len(group), lang)})", 2, 2)
        for one in group[:SHOWN]:
            place = f"{place_text(one.location, lang)}{word('colon', lang)} {' / '.join(one.key)}"
            if not title and one.depends_on:
                place += f" ← {place_text(one.depends_on[0], lang)}"
            yield from page.wrap(place, 6, 2)
        if len(group) > SHOWN:
            more = word("more", lang, n=write_number(len(group) - SHOWN, lang))
            yield page.paint(f"      … {more}", "dim")


def _refused(several: Sequence[Refused], lang: str, page: Page, names: Mapping[str, str]) -> Iterator[str]:
    if not several:
        return
    yield page.paint(word("refused", lang), "bold")
    for one in several:
        who = f"{_name(one.organization, names, lang)}, {_name(one.period, names, lang)}"
        yield from page.wrap(
            f"- {who} ({count(one.records, 'record', lang)}){word('colon', lang)} {one.reason[lang]}", 2, 2
        )


def _closing(receipt: Receipt, lang: str, page: Page) -> Iterator[str]:
    owners = {one.organization for one in receipt.accepted}
    records = sum(one.records for one in receipt.accepted)
    whole = len(receipt.accepted) - len(_taken(receipt))
    text = word(
        "taken",
        lang,
        submissions=count(len(receipt.accepted), "submission", lang),
        organizations=count(len(owners), "organization", lang),
        whole=word("held_whole", lang, n=write_number(whole, lang)) if whole else "",
        records=count(records, "record", lang),
        held=write_number(len(receipt.held), lang),
        refused=write_number(len(receipt.refused), lang),
    )
    if hidden := sum(one.suppressed for one in receipt.accepted):
        text += " " + word("suppressed", lang, values=count(hidden, "value", lang))
    style = "violation" if receipt.refused else "warning" if receipt.held else "good"
    yield from (page.paint(line, style) for line in page.wrap(text))


def receipt_json(
    receipt: Receipt, lang: str, page: Page | None = None, names: Mapping[str, str] | None = None
) -> str:
    """What became of each submission, for a program."""
    content = {
        "accepted": [
            {
                "organization": one.organization,
                "period": one.period,
                "number": one.number,
                "graph": one.graph,
                "records": one.records,
                "layouts": list(one.layouts),
                "new": one.new,
                "suppressed": one.suppressed,
            }
            for one in receipt.accepted
        ],
        "refused": [
            {
                "organization": one.organization,
                "period": one.period,
                "records": one.records,
                "reason": one.reason[lang],
                "findings": [finding.fingerprint for finding in one.findings],
            }
            for one in receipt.refused
        ],
        "held": [
            {
                "location": location_json(one.location),
                "layout": one.layout,
                "key": list(one.key),
                "organization": one.organization,
                "period": one.period,
                "findings": [
                    {"rule": finding.rule.iri, "code": finding.rule.code, "fingerprint": finding.fingerprint}
                    for finding in one.findings
                ],
                "depends_on": [location_json(place) for place in one.depends_on],
            }
            for one in receipt.held
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def withdrawn_text(
    withdrawn: Withdrawn | Unloaded, lang: str, page: Page, names: Mapping[str, str] | None = None
) -> str:
    """What was withdrawn, and what holds again because of it, for a person."""
    known = names or {}
    from pscvc_kg.submissions import Unloaded

    if isinstance(withdrawn, Unloaded):
        files = ", ".join(withdrawn.files)
        parts = count(len(withdrawn.parts), "part", lang)
        said = word("unloaded", lang, files=files, parts=parts, names=", ".join(withdrawn.parts))
        return join(page.wrap(said))
    text = word(
        "withdrawn",
        lang,
        submissions=count(len(withdrawn.submissions), "submission", lang),
        organization=_name(withdrawn.organization, known, lang),
        period=_name(withdrawn.period, known, lang),
    )
    lines = page.wrap(text)
    if withdrawn.holds_again:
        numbers = ", ".join(graph.rpartition("/")[2] for graph in withdrawn.holds_again)
        lines += page.wrap(word("holds-again", lang, numbers=numbers))
    return join(lines)


def withdrawn_json(
    withdrawn: Withdrawn | Unloaded,
    lang: str,
    page: Page | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """What was withdrawn, for a program."""
    from pscvc_kg.submissions import Unloaded

    if isinstance(withdrawn, Unloaded):
        taken = {"parts": withdrawn.parts, "files": withdrawn.files, "withdrawn": withdrawn.graphs}
        return json.dumps(taken, ensure_ascii=False, indent=2) + "\n"
    content = {
        "organization": withdrawn.organization,
        "period": withdrawn.period,
        "withdrawn": list(withdrawn.submissions),
        "holds_again": list(withdrawn.holds_again),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
