"""An export as a face shows it: its bytes, what is not in it by reason, and all of that as a table."""

from __future__ import annotations

import csv
import io
from itertools import groupby, islice

from pscvc_kg.exporting import Exported, LeftOut
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.report_csv import safe_cell
from pscvc_kg.render.words import count, quoted, word, write_number

SHOWN = 3
"""How many of one reason the text names; the table has them all."""


def one_file(made: Exported, _lang: str, _page: Page) -> bytes:
    """The one file that *made* is, exact to the byte."""
    return made.content


def left_out_text(made: Exported, lang: str) -> list[str]:
    """A sentence for each reason why records or statements were left out, and what tells them all."""
    groups = [(reason, list(several)) for reason, several in groupby(sorted(made.left_out, key=_by), key=_by)]
    groups.sort(key=lambda group: (not group[0][0], -len(group[1]), group[0]))
    lines = [_sentence(several, lang) for _, several in groups]
    if any(len(several) > SHOWN for _, several in groups):
        lines.append(word("left-out-all", lang))
    return lines


def left_out_csv(made: Exported, lang: str, _page: Page) -> str:
    """All that was left out: one row each, with record or statement, the reason and the value.

    No text of it is ever run as a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("record", "left_out", "reason", "value"))
    for one in made.left_out:
        what = "record" if one.whole else "statement"
        writer.writerow((safe_cell(one.record), what, one.reason[lang], safe_cell(one.value)))
    return text.getvalue()


def _by(one: LeftOut) -> tuple[bool, str]:
    return one.whole, one.reason["en"]


def _sentence(several: list[LeftOut], lang: str) -> str:
    first = several[0]
    named = [_named(one, lang) for one in islice(several, SHOWN)]
    others = len(several) - SHOWN
    more = f" {word('more', lang, n=write_number(others, lang))}" if others > 0 else ""
    return word(
        "left-out" if first.whole else "left-out-said",
        lang,
        what=count(len(several), "record" if first.whole else "statement", lang),
        reason=plain(first.reason[lang]),
        records=", ".join(named) + more,
    )


def _named(one: LeftOut, lang: str) -> str:
    value = f" ({quoted(plain(one.value), lang)})" if one.value else ""
    return f"<{plain(one.record)}>{value}"
