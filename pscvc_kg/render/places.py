"""Where something is, as a person reads it and as a program reads it."""

from __future__ import annotations

from collections.abc import Sequence

from pscvc_kg.render.words import quoted, word
from pscvc_kg.report import Location

LONGEST = 160
"""A value longer than this is cut in the text, with an ellipsis; the JSON has it whole."""


def place_text(place: Location, lang: str, record: Sequence[tuple[str, str]] = ()) -> str:
    """Where something is, in words: ``ss_2024.csv, row 17, column M (volume_meeting_target)``.

    *record* is what names the record: ``row 17 (service_id 1107)``.
    """
    parts = [place.file]
    if place.sheet is not None:
        parts.append(f"{word('sheet', lang)} {place.sheet}")
    if place.row is not None:
        parts.append(f"{word('row', lang)} {place.row}")
    elif place.line is not None:
        parts.append(f"{word('line', lang)} {place.line}")
    if record:
        parts[-1] += f" ({', '.join(f'{header} {cut(text)}' for header, text in record)})"
    if place.column is not None:
        header = f" ({place.header})" if place.header else ""
        parts.append(f"{word('column', lang)} {place.column}{header}")
    elif place.header is not None:
        parts.append(f"{word('column', lang)} {quoted(place.header, lang)}")
    return ", ".join(parts)


def cut(text: str) -> str:
    """*text*, shortened with an ellipsis where it is longer than LONGEST."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def location_json(place: Location) -> dict[str, object]:
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "header": place.header,
        "line": place.line,
    }
