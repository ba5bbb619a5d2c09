"""The life of submissions as text, as a page and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pscvc_kg.render.life_words import life
from pscvc_kg.render.page import Page, join
from pscvc_kg.render.sheet import Section, sheet
from pscvc_kg.render.words import write_day, write_number

if TYPE_CHECKING:
    from pscvc_kg.submissions import Chapter

Names = Mapping[str, str]
"""What organizations and periods are called, by their IRIs."""


def history_text(chapters: Sequence[Chapter], lang: str, page: Page, names: Names | None = None) -> str:
    """Every submission in a line, by organization."""
    if not chapters:
        return join(page.wrap(life("nobody", lang)))
    lines: list[str] = []
    for owner, own in groupby(chapters, key=lambda each: each.organization):
        lines += [*([""] if lines else []), page.paint(_name(owner, names), "bold")]
        heads = [
            life(key, lang) for key in ("period", "number", "accepted", "records", "held", "rules", "became")
        ]
        lines += page.grid(heads, [_row(each, lang, names) for each in own], right=[1, 3, 4])
    return join(lines)


def _row(each: Chapter, lang: str, names: Names | None) -> list[str]:
    return [
        _name(each.period, names),
        str(each.number),
        each.accepted.replace("T", " ").removesuffix("Z")[:16],
        write_number(each.records, lang),
        "" if each.held is None else write_number(each.held, lang),
        each.rules,
        became(each, lang),
    ]


def became(each: Chapter, lang: str) -> str:
    """What became of a submission, in words."""
    numbers = ", ".join(map(str, each.replaced_by))
    text = life(
        each.state, lang, by=numbers, day=write_day(each.withdrawn[:10], lang) if each.withdrawn else ""
    )
    if each.reason:
        text = life("because", lang, what=text, why=each.reason)
    if each.withdrawn_by:
        text = life("by", lang, what=text, who=each.withdrawn_by)
    return text


def _name(iri: str, names: Names | None) -> str:
    return (names or {}).get(iri) or iri.rpartition("/")[2]


def history_html(
    chapters: Sequence[Chapter], lang: str, _page: Page | None = None, names: Names | None = None
) -> str:
    """Every submission as one page that needs no network and no script."""
    return sheet(
        life("history", lang),
        [] if chapters else [life("nobody", lang)],
        _sections(chapters, lang, names),
        lang,
    )


def _sections(chapters: Sequence[Chapter], lang: str, names: Names | None) -> Iterator[Section]:
    keys = ("period", "number", "accepted", "records", "held", "rules", "files", "became")
    for owner, own in groupby(chapters, key=lambda each: each.organization):
        rows = []
        for each in own:
            row = _row(each, lang, names)
            row[5] = (
                life("for-day", lang, rules=each.rules, day=write_day(each.as_of, lang))
                if each.as_of
                else each.rules
            )
            if each.waived:
                row[5] += f" ({life('waived', lang, n=each.waived)})"
            rows.append((*row[:6], ", ".join(title for title, _ in each.files), row[6]))
        yield Section(
            _name(owner, names), tuple(life(key, lang) for key in keys), tuple(rows), numbers=(1, 3, 4)
        )


def history_json(
    chapters: Sequence[Chapter], _lang: str, _page: Page | None = None, names: Names | None = None
) -> str:
    """Every submission, for a program."""
    content = [
        {
            "submission": each.graph,
            "organization": each.organization,
            "period": each.period,
            "number": each.number,
            "accepted": each.accepted,
            "by": each.by,
            "records": each.records,
            "held": each.held,
            "layouts": list(each.layouts),
            "files": [{"file": title, "name": name} for title, name in each.files],
            "rules": each.rules,
            "as_of": each.as_of,
            "waived": each.waived,
            "state": each.state,
            "replaced_by": list(each.replaced_by),
            "withdrawn": each.withdrawn or None,
            "reason": each.reason or None,
            "withdrawn_by": each.withdrawn_by or None,
        }
        for each in chapters
    ]
    return json.dumps({"submissions": content}, ensure_ascii=False, indent=2) + "\n"
