"""What differs between two submissions, as a table and for a program."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from pscvc_kg.render.difference_parts import (
    Called,
    Names,
    what_is,
)
from pscvc_kg.render.page import Page
from pscvc_kg.render.places import location_json
from pscvc_kg.render.report_csv import BOM, safe_cell
from pscvc_kg.report import Location

if TYPE_CHECKING:
    from pscvc_kg.store import Term
    from pscvc_kg.submissions import Difference, Side


def difference_csv(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> bytes:
    """Every figure that differs, and every record that came or went, in a row; safe in a spreadsheet."""
    called = Called(difference, names, lang)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    places = [f"{side}_{part}" for side in ("before", "after") for part in _PLACE]
    writer.writerow(["what", "record", "name", "figure", "language", "before", "after", *places])
    for figure in difference.figures:
        both = figure.before.values and figure.after.values
        kind = "changed" if both else "added" if figure.after.values else "gone"
        cells = [kind, figure.about, called(figure.about), what_is(figure, called), figure.language]
        for side in (figure.before, figure.after):
            cells.append("; ".join(_raw(term, called) for term in side.values))
        for side in (figure.before, figure.after):
            cells += _place_cells(side.location)
        writer.writerow(map(safe_cell, cells))
    for kind, records in (("came", difference.came), ("went", difference.went)):
        for record in records:
            sides = [_place_cells(None), _place_cells(record.location)]
            before, after = sides if kind == "came" else sides[::-1]
            cells = [kind, record.about, called(record.about), "", "", "", "", *before, *after]
            writer.writerow(map(safe_cell, cells))
    return (BOM + text.getvalue()).encode(errors="replace")


def _raw(term: Term, called: Called) -> str:
    """A value for a spreadsheet: a code by its name, a number with the digits that it has."""
    return called(term.value) if term.kind == "iri" else term.value


_PLACE = ("file", "sheet", "row", "column", "header")


def _place_cells(place: Location | None) -> list[str]:
    return [str(getattr(place, name) or "") if place else "" for name in _PLACE]


def difference_json(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> str:
    """What differs, for a program."""
    content = {
        **{
            side: {
                "organization": difference.organization[at],
                "period": difference.period[at],
                "numbers": sorted(each.number for each in chapters),
            }
            for at, (side, chapters) in enumerate(
                (("before", difference.before), ("after", difference.after))
            )
        },
        "same": difference.same,
        "figures": [
            {
                "about": each.about,
                "what": each.what,
                "aspect": each.aspect,
                "language": each.language or None,
                "unit": each.unit or None,
                "before": _side_json(each.before),
                "after": _side_json(each.after),
            }
            for each in difference.figures
        ],
        **{
            key: [
                {
                    "about": each.about,
                    "class": each.kind or None,
                    "location": location_json(each.location) if each.location else None,
                }
                for each in records
            ]
            for key, records in (("came", difference.came), ("went", difference.went))
        },
        "not_compared": [
            {
                "only": "after" if each.after else "before",
                "what": each.what,
                "aspect": each.aspect or None,
                "language": each.language or None,
                "count": each.count,
            }
            for each in difference.uncompared
        ],
        "files_not_kept": list(difference.lost),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _side_json(side: Side) -> dict[str, object]:
    return {
        "values": [term.value for term in side.values],
        "location": location_json(side.location) if side.location else None,
        "others": [location_json(place) for place in side.others],
        "computed_from": [location_json(place) for place in side.computed_from],
    }
