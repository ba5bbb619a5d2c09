"""An export as a face shows it: its bytes, and a sentence for each record that is not in it."""

from __future__ import annotations

from pscvc_kg.exporting import Exported
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.words import word


def one_file(made: Exported, _lang: str, _page: Page) -> bytes:
    """The one file that *made* is, exact to the byte."""
    return made.content


def left_out_text(made: Exported, lang: str) -> list[str]:
    """A sentence for each record that was left out, with the reason."""
    return [
        word("left-out", lang, record=plain(each.record), reason=plain(each.reason[lang]))
        for each in made.left_out
    ]
