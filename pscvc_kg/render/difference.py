"""What differs between two submissions as text, as a page, as a table and for a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING

from pscvc_kg.render.life_words import life
from pscvc_kg.render.page import Page, join
from pscvc_kg.render.places import cut, location_json, place_text
from pscvc_kg.render.report_csv import BOM, safe_cell
from pscvc_kg.render.sheet import Section, sheet
from pscvc_kg.render.words import word, write_number

if TYPE_CHECKING:
    from pscvc_kg.store import Term
    from pscvc_kg.submissions import Chapter, Difference, Figure, Record, Side

Names = Mapping[str, str]
"""What everything is called, by its IRI."""
SHOWN = 8
"""How many figures of one record the text shows."""
_XSD = "http://www.w3.org/2001/XMLSchema#"


def difference_text(difference: Difference, lang: str, page: Page, names: Names | None = None) -> str:
    """What differs, for a person: by record, each figure with what it was, what it is, and its cells."""
    known = names or {}
    lines = [page.paint(line, "bold") for line in page.wrap(_between(difference, lang, known))]
    lines += page.wrap(_counts(difference, lang))
    for about, figures in groupby(difference.figures, key=lambda each: each.about):
        own = list(figures)
        lines += ["", page.paint(_thing(about, known), "bold")]
        for figure in own[:SHOWN]:
            lines += page.wrap(f"- {_line(figure, lang, known)}", indent=2, hanging=2)
            lines += [page.paint(line, "dim") for line in page.wrap(_where(figure, lang), indent=6)]
        if len(own) > SHOWN:
            lines.append(page.paint("  " + life("more", lang, n=write_number(len(own) - SHOWN, lang)), "dim"))
    for key, records in (("came", difference.came), ("went", difference.went)):
        if records:
            lines += ["", page.paint(life(key, lang), "bold")]
            for record in records:
                place = f" ({place_text(record.location, lang)})" if record.location else ""
                lines += page.wrap(f"- {_thing(record.about, known)}{place}", indent=2, hanging=2)
    return join(lines)


def _between(difference: Difference, lang: str, names: Names) -> str:
    sides = [
        life(
            "submission",
            lang,
            organization=names.get(organization, organization),
            period=_small(names.get(period, period)),
            numbers=", ".join(str(each.number) for each in sorted(chapters, key=_number)),
        )
        for organization, period, chapters in zip(
            difference.organization, difference.period, (difference.before, difference.after), strict=True
        )
    ]
    return life("between", lang, before=sides[0], after=sides[1])


def _number(chapter: Chapter) -> int:
    return chapter.number


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _counts(difference: Difference, lang: str) -> str:
    if not (difference.figures or difference.came or difference.went):
        return life("same", lang)
    counts = {
        key: write_number(len(getattr(difference, key)), lang)
        for key in ("changed", "added", "gone", "came", "went")
    }
    return life("counts", lang, **counts)


def _thing(iri: str, names: Names) -> str:
    """What a record is called, with its identifier, by which people know it."""
    identifier = iri.rpartition("/")[2]
    name = names.get(iri, identifier)
    return name if name == identifier else f"{name} ({identifier})"


def _line(figure: Figure, lang: str, names: Names) -> str:
    old, new = (_said(side, lang, names) for side in (figure.before, figure.after))
    text = f"{_what(figure, names)}{word('colon', lang)} {old} → {new}"
    change = _change(figure, lang)
    return f"{text} ({change})" if change else text


def _what(figure: Figure, names: Names) -> str:
    what = names.get(figure.what, figure.what)
    own = figure.aspect != figure.what and not figure.aspect.endswith(("#value", "#hasCharacteristic"))
    aspect = f", {names.get(figure.aspect, figure.aspect)}" if own else ""
    return what + aspect + (f" [{figure.language}]" if figure.language else "")


def _said(side: Side | None, lang: str, names: Names) -> str:
    if side is None:
        return life("nothing", lang)
    return ", ".join(sorted(cut(_value(term, lang, names)) for term in side.values))


def _value(term: Term, lang: str, names: Names) -> str:
    if term.kind == "iri":
        return names.get(term.value, term.value.rpartition("/")[2])
    number = _as_number(term)
    return term.value if number is None else write_number(number, lang)


def _as_number(term: Term) -> Decimal | None:
    if term.datatype not in (f"{_XSD}decimal", f"{_XSD}integer"):
        return None
    try:
        number = Decimal(term.value)
    except InvalidOperation:
        return None
    return number if abs(number.adjusted()) < 20 else None


def _change(figure: Figure, lang: str) -> str:
    """By how much a count changed, in percent; "" for what is no count."""
    numbers = [
        _as_number(side.values[0]) if side and len(side.values) == 1 else None
        for side in (figure.before, figure.after)
    ]
    old, new = numbers
    if old is None or new is None or abs(old) < 1:
        return ""
    percent = ((new - old) / old * 100).quantize(Decimal("0.1"))
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    space = "\u00a0" if lang == "fr" else ""
    return f"{sign}{write_number(abs(percent), lang)}{space}%"


def _where(figure: Figure, lang: str) -> str:
    places = [side.location for side in (figure.before, figure.after) if side]
    return " → ".join(place_text(place, lang) if place else life("no-place", lang) for place in places)


def difference_html(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> str:
    """What differs as one page that needs no network and no script."""
    known = names or {}
    lead = [_between(difference, lang, known), _counts(difference, lang)]
    return sheet(life("difference", lang), lead, _sections(difference, lang, known), lang)


def _sections(difference: Difference, lang: str, names: Names) -> Iterator[Section]:
    keys = ("figure", "before", "after", "change", "where")
    heads = tuple(life(key, lang) for key in keys)
    for about, figures in groupby(difference.figures, key=lambda each: each.about):
        rows = tuple(
            (
                _what(figure, names),
                _said(figure.before, lang, names),
                _said(figure.after, lang, names),
                _change(figure, lang),
                _where(figure, lang),
            )
            for figure in figures
        )
        yield Section(_thing(about, names), heads, rows, numbers=(3,))
    for key, records in (("came", difference.came), ("went", difference.went)):
        if records:
            yield Section(
                life(key, lang),
                (life("record", lang), life("where", lang)),
                _record_rows(records, lang, names),
            )


def _record_rows(records: Sequence[Record], lang: str, names: Names) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            _thing(each.about, names),
            place_text(each.location, lang) if each.location else life("no-place", lang),
        )
        for each in records
    )


def difference_csv(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> bytes:
    """Every figure that differs, and every record that came or went, in a row; safe in a spreadsheet."""
    known = names or {}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    places = [
        f"{side}_{part}"
        for side in ("before", "after")
        for part in ("file", "sheet", "row", "column", "header")
    ]
    writer.writerow(["what", "record", "name", "figure", "language", "before", "after", *places])
    for figure in difference.figures:
        kind = "changed" if figure.before and figure.after else "added" if figure.after else "gone"
        cells = [kind, figure.about, _thing(figure.about, known), _what(figure, known), figure.language]
        cells += [
            "; ".join(term.value for term in side.values) if side else ""
            for side in (figure.before, figure.after)
        ]
        for side in (figure.before, figure.after):
            place = side.location if side else None
            cells += [
                str(getattr(place, name) or "") if place else ""
                for name in ("file", "sheet", "row", "column", "header")
            ]
        writer.writerow(map(safe_cell, cells))
    for kind, records in (("came", difference.came), ("went", difference.went)):
        for record in records:
            place = record.location
            own = [
                str(getattr(place, name) or "") if place else ""
                for name in ("file", "sheet", "row", "column", "header")
            ]
            other = [""] * 5
            cells = [kind, record.about, _thing(record.about, known), "", "", "", ""]
            writer.writerow(map(safe_cell, [*cells, *(own + other if kind == "went" else other + own)]))
    return (BOM + text.getvalue()).encode(errors="replace")


def difference_json(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> str:
    """What differs, for a program."""

    def side(one: Side | None) -> dict[str, object] | None:
        if one is None:
            return None
        place = location_json(one.location) if one.location else None
        return {"values": [term.value for term in one.values], "location": place}

    content = {
        "before": {
            "organization": difference.organization[0],
            "period": difference.period[0],
            "numbers": sorted(each.number for each in difference.before),
        },
        "after": {
            "organization": difference.organization[1],
            "period": difference.period[1],
            "numbers": sorted(each.number for each in difference.after),
        },
        "figures": [
            {
                "about": each.about,
                "what": each.what,
                "aspect": each.aspect,
                "language": each.language or None,
                "before": side(each.before),
                "after": side(each.after),
            }
            for each in difference.figures
        ],
        **{
            key: [
                {"about": each.about, "location": location_json(each.location) if each.location else None}
                for each in records
            ]
            for key, records in (("came", difference.came), ("went", difference.went))
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
