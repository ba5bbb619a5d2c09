"""Candidate hand-overs, and what was decided of them."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.linking.hand_overs.proposing import Called
from pscvc_kg.linking.hand_overs.table import Candidates, LeftOut, as_csv, as_trig
from pscvc_kg.render.page import Page, join
from pscvc_kg.render.places import place_text
from pscvc_kg.render.report_csv import safe_cell
from pscvc_kg.render.words import count, word, write_day, write_number
from pscvc_kg.report import Location, Text

if TYPE_CHECKING:
    from pscvc_kg.linking.hand_overs.deciding import Decided
    from pscvc_kg.linking.hand_overs.table import Row

SHOWN = 10
"""How many of each pattern the text shows; the table and the JSON have them all."""


def candidates_text(
    rows: Sequence[Row], lang: str, page: Page, labels: Mapping[str, Text] | None = None
) -> str:
    """Candidates for a person: by pattern, from whom to whom, why, and where it stands."""
    known = labels or {}
    counts = Counter(row["pattern"] for row in rows)
    lines: list[str] = []
    for pattern in sorted({*known, *counts}):
        label = known[pattern][lang] if pattern in known else pattern
        lines.append(
            page.paint(
                f"{label} ({pattern}){word('colon', lang)} {count(counts[pattern], 'candidate', lang)}",
                "bold",
            )
        )
        for row in islice((row for row in rows if row["pattern"] == pattern), SHOWN):
            lines += page.wrap(f"- {_between(row, lang)}", 2, 2)
            lines += page.wrap(row[f"reason_{lang}"], 4)
            lines += page.wrap(_why(row, lang), 4)
        if counts[pattern] > SHOWN:
            more = word("more", lang, n=write_number(counts[pattern] - SHOWN, lang))
            lines.append(page.paint(f"  … {more}", "dim"))
    total = word("candidates-total", lang, candidates=count(len(rows), "candidate", lang))
    waiting = [line for sentence in left_out_lines(rows, lang) for line in page.wrap(sentence)]
    one = [word("candidates-one-pattern", lang)] if any(n > SHOWN for n in counts.values()) else []
    return join(
        [*lines, "", *waiting, *page.wrap(total), *(line for each in one for line in page.wrap(each))]
    )


def decide_steps(
    rows: Sequence[Row], lang: str, page: Page | None = None, *, path: Path, store: str | None
) -> str:
    """How many candidates are in the file at *path*, and the call that reads the decisions back."""
    back = f"pscvc candidates --accept {shlex.quote(str(path))}"
    if store:
        back += f" --store {shlex.quote(store)}"
    command = f"{back} --by {word('candidates-by', lang)}"
    text = word(
        "candidates-written",
        lang,
        candidates=count(len(rows), "candidate", lang),
        file=path,
        command=command,
    )
    return text + "\n"


def _between(row: Row, lang: str) -> str:
    ends = []
    for side in ("from", "to"):
        name, organization = row[f"{side}_name_{lang}"], row[f"{side}_organization_name_{lang}"]
        ends.append(name if name == organization or not organization else f"{name} ({organization})")
    return " → ".join(ends)


def _why(row: Row, lang: str) -> str:
    """How likely it is, and where its evidence stands."""
    parts = []
    if row["file"]:
        parts.append(where_text(row, lang))
    if row["likelihood"]:
        share = write_number(round(float(row["likelihood"]) * 100), lang)
        parts.append(word("candidate-likelihood", lang, share=share))
    if row["decision"]:
        by = {"by": row["decided_by"], "day": write_day(row["decided_on"][:10], lang)}
        parts.append(word(f"candidate-{row['decision']}", lang, **by))
    return "; ".join(parts)


def where_text(row: Row, lang: str) -> str:
    """Where the evidence of *row* stands: its cell, of a catalogue the subject and the property."""
    number, line = (int(row[name]) if row[name] else None for name in ("row_number", "line"))
    place = Location(
        row["file"], row["sheet"] or None, number, row["column"] or None, row["header"] or None, line
    )
    if not row["subject"]:
        return place_text(place, lang)
    about = {"subject": row["subject"], "property": Called.ending(row["property"])}
    return f"{place_text(place, lang)}, {word('candidate-statement', lang, **about)}"


def candidates_csv(
    rows: Sequence[Row], lang: str, page: Page | None = None, labels: Mapping[str, Text] | None = None
) -> bytes:
    """The table that a person decides in; no text of it is ever run as a formula."""
    return as_csv({name: safe_cell(text) for name, text in row.items()} for row in rows)


def candidates_trig(
    rows: Sequence[Row], lang: str, page: Page | None = None, labels: Mapping[str, Text] | None = None
) -> bytes:
    """The graphs of candidates, each with its evidence and where it stands, in RDF."""
    return as_trig(rows)


def candidates_json(
    rows: Sequence[Row], lang: str, page: Page | None = None, labels: Mapping[str, Text] | None = None
) -> str:
    """Candidates for a program."""
    content = [
        {
            "pattern": row["pattern"],
            "candidate": row["candidate"],
            "decision": row["decision"] or None,
            **{side: _end(row, side) for side in ("from", "to")},
            "value_object": row["value_object"] or None,
            "direction": row["direction"] or None,
            "through": row["through"] or None,
            "likelihood": float(row["likelihood"]) if row["likelihood"] else None,
            "reason": {"en": row["reason_en"], "fr": row["reason_fr"]},
            "quotation": row["quotation"] or None,
            "location": {
                "file": row["file"],
                "sheet": row["sheet"] or None,
                "row": int(row["row_number"]) if row["row_number"] else None,
                "column": row["column"] or None,
                "header": row["header"] or None,
                "line": int(row["line"]) if row["line"] else None,
                "subject": row["subject"] or None,
                "property": row["property"] or None,
            }
            if row["file"]
            else None,
            "also": row["also"].splitlines(),
        }
        for row in rows
    ]
    waiting = [
        {"pattern": each.pattern, "through": each.through, "name": dict(each.name), "candidates": each.number}
        for each in _left_out(rows)
    ]
    document = {"candidates": content, "left_out": waiting}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _left_out(rows: Sequence[Row]) -> tuple[LeftOut, ...]:
    return rows.left_out if isinstance(rows, Candidates) else ()


def left_out_lines(rows: Sequence[Row], lang: str) -> list[str]:
    """What waits until the candidates in *rows* are decided on, a sentence for each event or programme."""
    return [
        word("candidates-wait", lang, candidates=count(each.number, "candidate", lang), name=each.name[lang])
        for each in _left_out(rows)
    ]


def _end(row: Row, side: str) -> dict[str, object]:
    return {
        "organization": row[f"{side}_organization"] or None,
        "service": row[f"{side}_service"] or None,
        "name": {"en": row[f"{side}_name_en"], "fr": row[f"{side}_name_fr"]},
    }


def decided_text(decided: Decided, lang: str, page: Page) -> str:
    """How many decisions were taken, for a person."""
    taken = [
        word(f"decided-{code}", lang, candidates=count(number, "candidate", lang))
        for code, number in decided.counts.items()
    ]
    lines = taken or [word("decided-nothing", lang)]
    if decided.unchanged:
        lines.append(word("decided-before", lang, candidates=count(decided.unchanged, "candidate", lang)))
    if decided.open:
        lines.append(word("decided-open", lang, rows=count(decided.open, "row", lang)))
    return join([each for line in lines for each in page.wrap(line)])


def decided_json(decided: Decided, lang: str, page: Page | None = None) -> str:
    """How many decisions were taken, for a program."""
    content = {"decided": dict(decided.counts), "unchanged": decided.unchanged, "open": decided.open}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
