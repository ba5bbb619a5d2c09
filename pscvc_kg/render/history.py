"""The life of submissions as text, as a page and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

from pscvc_kg.render.life_words import LIFE_WORDS, life
from pscvc_kg.render.page import Page, join, plain
from pscvc_kg.render.sheet import Said, Section, in_each, sheet
from pscvc_kg.render.words import count, write_day, write_number

if TYPE_CHECKING:
    from pscvc_kg.submissions import Chapter, LoadedPart

Names = Mapping[str, Mapping[str, str]]
"""What organizations and periods are called, by language and IRI."""
_NARROWEST = 24


def history_text(
    chapters: Sequence[Chapter],
    lang: str,
    page: Page,
    names: Names | None = None,
    as_of: str | None = None,
    loaded: Sequence[LoadedPart] = (),
) -> str:
    """Every submission, by organization: its facts, and under them its files and how it was checked."""
    if not chapters:
        return join(page.wrap(life("nobody", lang)) + _loaded_lines(loaded, lang, page))
    keys = ("period", "number", "accepted", "records", "held")
    facts = [[life(key, lang) for key in keys], *(_facts(each, lang, names) for each in chapters)]
    head, *rows = page.table(facts, right=(1, 3, 4))
    width = max(map(len, (head, *rows)))
    line_of = dict(zip(chapters, rows, strict=True))
    lines = page.wrap(_told(chapters, lang, as_of))
    head = f"{head.ljust(width)}  {life('became', lang)}"
    lines += ["", page.paint(head, "bold")]
    for owner, own in _by_owner(chapters, lang, names):
        lines += ["", page.paint(_name(owner, lang, names), "bold")]
        for each in own:
            became_, *others = _beside(page, became(each, lang), width + 2)
            lines.append(f"{line_of[each].ljust(width)}  {became_}")
            lines += [" " * (width + 2) + other for other in others]
            lines += [page.paint(line, "dim") for line in page.wrap(_read_from(each, lang), 2, 2)]
    return join(lines + _loaded_lines(loaded, lang, page))


_LOADED = ("part", "loaded-at", "records", "became")


def _loaded_lines(loaded: Sequence[LoadedPart], lang: str, page: Page) -> list[str]:
    """Each version of what was loaded, with its file under it."""
    if not loaded:
        return []
    head, *rows = page.table(
        [[life(key, lang) for key in _LOADED], *(_loaded_facts(each, lang) for each in loaded)], right=(2,)
    )
    lines = ["", page.paint(life("loaded", lang), "bold"), "", page.paint(head, "bold")]
    for each, row in zip(loaded, rows, strict=True):
        lines += [row, *(page.paint(line, "dim") for line in page.wrap(plain(each.file), 2, 2))]
    return [*lines, "", *page.wrap(life("unload", lang))]


def _loaded_facts(each: LoadedPart, lang: str) -> list[str]:
    day = write_day(each.ended[:10], lang) if each.ended else ""
    became = life("replaced-on" if each.state == "replaced" else each.state, lang, day=day, layouts="", by="")
    if each.reason:
        became = life("because", lang, what=became, why=each.reason)
    if each.withdrawn_by:
        became = life("by", lang, what=became, who=each.withdrawn_by)
    when = each.loaded.replace("T", " ").removesuffix("Z")[:16]
    return [plain(each.part), when, write_number(each.records, lang), plain(became)]


def _beside(page: Page, text: str, taken: int) -> list[str]:
    """*text* in lines of what is left of the page beside *taken* signs."""
    return Page(width=max(page.width - taken, _NARROWEST)).wrap(text)


def _told(chapters: Sequence[Chapter], lang: str, as_of: str | None) -> str:
    return life(
        "told-as-of" if as_of else "told",
        lang,
        submissions=count(len(chapters), "submission", lang),
        organizations=count(len({each.organization for each in chapters}), "organization", lang),
        day=write_day(as_of or "", lang),
    )


def _by_owner(
    chapters: Sequence[Chapter], lang: str, names: Names | None
) -> Iterator[tuple[str, list[Chapter]]]:
    """The submissions of each organization, by its name."""
    groups = [(owner, list(own)) for owner, own in groupby(chapters, key=lambda each: each.organization)]
    yield from sorted(groups, key=lambda group: (_name(group[0], lang, names).casefold(), group[0]))


def _facts(each: Chapter, lang: str, names: Names | None) -> list[str]:
    return [
        _name(each.period, lang, names),
        str(each.number),
        each.accepted.replace("T", " ").removesuffix("Z")[:16],
        write_number(each.records, lang),
        "" if each.held is None else write_number(each.held, lang),
    ]


def became(each: Chapter, lang: str) -> str:
    """What became of a submission, in words."""
    text = life(
        each.state,
        lang,
        by=", ".join(map(str, each.replaced_by)),
        layouts=", ".join(each.standing),
        day=write_day(each.withdrawn[:10], lang) if each.withdrawn else "",
    )
    if each.reason:
        text = life("because", lang, what=text, why=each.reason)
    if each.withdrawn_by:
        text = life("by", lang, what=text, who=each.withdrawn_by)
    return text


def _read_from(each: Chapter, lang: str) -> str:
    """Its files and layouts, and how it was checked: ``a.csv (gc-services); gc/0.1.0``."""
    return "; ".join(part for part in (_files(each), _checked(each, lang)) if part)


def _files(each: Chapter) -> str:
    files = ", ".join(dict.fromkeys(title for title, _ in each.files))
    return f"{files} ({', '.join(each.layouts)})" if each.layouts else files


def _checked(each: Chapter, lang: str) -> str:
    rules = (
        life("for-day", lang, rules=each.rules, day=write_day(each.as_of, lang)) if each.as_of else each.rules
    )
    parts = [rules]
    if each.waived:
        parts.append(life("waived", lang, n=write_number(each.waived, lang)))
    if each.by:
        parts.append(life("accepted-by", lang, who=each.by))
    return "; ".join(parts)


def _name(iri: str, lang: str, names: Names | None) -> str:
    return plain((names or {}).get(lang, {}).get(iri) or iri.rpartition("/")[2])


def history_html(
    chapters: Sequence[Chapter],
    lang: str,
    _page: Page | None = None,
    names: Names | None = None,
    as_of: str | None = None,
    loaded: Sequence[LoadedPart] = (),
) -> str:
    """Every submission as one page in both languages that needs no network and no script."""
    lead = in_each(lambda each: _told(chapters, each, as_of) if chapters else life("nobody", each))
    sections = [*_sections(chapters, lang, names), *_loaded_section(loaded)]
    return sheet(LIFE_WORDS["history"], [lead], sections, lang)


def _loaded_section(loaded: Sequence[LoadedPart]) -> Iterator[Section]:
    if loaded:
        heads = tuple(LIFE_WORDS[key] for key in (*_LOADED, "file"))
        rows = tuple(
            (
                *(in_each(lambda lang, of=each, at=n: _loaded_facts(of, lang)[at]) for n in range(4)),  # type: ignore[misc]
                in_each(lambda _lang, of=each: plain(of.file)),  # type: ignore[misc]
            )
            for each in loaded
        )
        yield Section(LIFE_WORDS["loaded"], heads, rows, (2,))


def _sections(chapters: Sequence[Chapter], lang: str, names: Names | None) -> Iterator[Section]:
    keys = ("period", "number", "accepted", "records", "held", "files", "rules", "became")
    heads = tuple(LIFE_WORDS[key] for key in keys)
    for owner, own in _by_owner(chapters, lang, names):
        rows = tuple(_row(each, names) for each in own)
        yield Section(in_each(lambda one, who=owner: _name(who, one, names)), heads, rows, (1, 3, 4))  # type: ignore[misc]


def _row(each: Chapter, names: Names | None) -> tuple[Said, ...]:
    facts = {lang: _facts(each, lang, names) for lang in LIFE_WORDS["history"]}
    cells = [in_each(lambda lang, at=number: facts[lang][at]) for number in range(5)]  # type: ignore[misc]
    return (
        *cells,
        in_each(lambda _: _files(each)),
        in_each(lambda lang: _checked(each, lang)),
        in_each(lambda lang: became(each, lang)),
    )


def history_json(
    chapters: Sequence[Chapter],
    _lang: str,
    _page: Page | None = None,
    names: Names | None = None,
    as_of: str | None = None,
    loaded: Sequence[LoadedPart] = (),
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
            "standing": list(each.standing),
            "withdrawn": each.withdrawn or None,
            "reason": each.reason or None,
            "withdrawn_by": each.withdrawn_by or None,
        }
        for each in chapters
    ]
    parts = [asdict(each) for each in loaded]
    said = {"as_of": as_of, "submissions": content, "loaded": parts}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
