"""The workbook in which a person decides on links, and what that person said when it comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.errors import InputError
from pscvc_kg.mapping import fold_key
from pscvc_kg.settling import settled
from pscvc_kg.tables import Place, Row, Table, read_tables

from . import sssom
from .deciding import Decision, Standing, decided, in_order, standings, to_review
from .sssom import Link, LinkSet

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Text = Mapping[str, str]

REVIEW_WORDS: dict[str, Text] = {
    "sheet": {"en": "Review", "fr": "Révision"},
    "about": {"en": "How to", "fr": "Mode d'emploi"},
    "subject": {"en": "Name in the list", "fr": "Nom dans la liste"},
    "object": {"en": "Could be", "fr": "Peut être"},
    "confidence": {"en": "Confidence", "fr": "Confiance"},
    "reason": {"en": "Why", "fr": "Pourquoi"},
    "decision": {"en": "Decision", "fr": "Décision"},
    "relation": {"en": "Relation", "fr": "Relation"},
    "comment": {"en": "Comment", "fr": "Commentaire"},
    "subject_id": {"en": "Address of the name", "fr": "Adresse du nom"},
    "object_id": {"en": "Address of what it could be", "fr": "Adresse de ce qu'il peut être"},
    "accept": {"en": "accept", "fr": "accepter"},
    "reject": {"en": "reject", "fr": "rejeter"},
    "unsure": {"en": "unsure", "fr": "incertain"},
    "exact": {"en": "the same", "fr": "la même chose"},
    "close": {"en": "nearly the same", "fr": "presque la même chose"},
    "related": {"en": "has to do with it", "fr": "y est lié"},
    "intro": {
        "en": "One row for each thing that a name could mean; the rows of one name stand together, the best "
        "first.",
        "fr": "Une ligne par chose qu'un nom peut désigner; les lignes d'un nom se suivent, la meilleure "
        "d'abord.",
    },
    "how-decide": {
        "en": "Choose in “Decision”: accept the one that is meant, reject those that are not. Who is unsure "
        "says so. A row without a decision stays open.",
        "fr": "Choisissez dans «\u00a0Décision\u00a0»\u00a0: acceptez ce qui est désigné, rejetez ce qui ne "
        "l'est pas. Qui hésite le dit. Une ligne sans décision reste ouverte.",
    },
    "how-relation": {
        "en": "“Relation” says what the two are to each other; change it where it is not right.",
        "fr": "«\u00a0Relation\u00a0» dit ce que les deux sont l'une pour l'autre; corrigez-la au besoin.",
    },
    "how-back": {
        "en": "Save the workbook and read it back:",
        "fr": "Enregistrez le classeur et relisez-le\u00a0:",
    },
}
_COLUMNS = (
    "subject",
    "object",
    "confidence",
    "reason",
    "decision",
    "relation",
    "comment",
    "subject_id",
    "object_id",
)
_WIDTHS = {
    "subject": 38,
    "object": 38,
    "confidence": 12,
    "reason": 58,
    "decision": 13,
    "relation": 20,
    "comment": 36,
    "subject_id": 30,
    "object_id": 30,
}
_FREE = ("decision", "relation", "comment")
_NAVY, _PALE, _BAND, _INK = "FF1F3A5F", "FFFFF8E1", "FFF3F5F8", "FF1B1F24"
_GREY = "FF6A7380"


def review_workbook(links: LinkSet, lang: str) -> bytes:
    """The workbook of what a person should look at in *links*. The same links give the same bytes."""
    # openpyxl takes a fifth of a second to import, which no other form need pay.
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = f"{_word('sheet', lang)}: {links.iri}"
    book.properties.creator = "pscvc"
    book.properties.language = lang
    _sheet(book.active, links, lang)
    _about(book.create_sheet(_word("about", lang)), lang)
    return settled(book)


def _word(key: str, lang: str) -> str:
    return REVIEW_WORDS[key][lang]


def _sheet(ws: Worksheet, links: LinkSet, lang: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter

    ws.title = _word("sheet", lang)
    for at, key in enumerate(_COLUMNS, 1):
        head = _put(ws.cell(1, at), _word(key, lang))
        head.font, head.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor=_NAVY)
        head.alignment = Alignment(vertical="center", wrap_text=True)
        letter = get_column_letter(at)
        ws.column_dimensions[letter].width = _WIDTHS.get(key, 12)
    line = Side("thin", color="FFB8C2CF")
    number = 1
    for which, group in enumerate(to_review(links)):
        for standing in group:
            number += 1
            lines = 1
            for at, key in enumerate(_COLUMNS, 1):
                cell = _cell(ws.cell(number, at), standing, key, lang)
                lines = max(lines, _lines(cell.value, _WIDTHS.get(key, 12)))
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.border = Border(line, line, line, line)
                grey = key.endswith("_id")
                cell.font = Font(
                    color=_GREY if grey else _INK, bold=key == "subject" and standing is group[0]
                )
                cell.protection = Protection(locked=key not in _FREE)
                if key in _FREE:
                    cell.fill = PatternFill("solid", fgColor=_PALE)
                elif which % 2:
                    cell.fill = PatternFill("solid", fgColor=_BAND)
            # Not every program makes room for wrapped text by itself.
            ws.row_dimensions[number].height = min(409, 15 * lines + 3)
    if number > 1:
        _choices(ws, "decision", list(Decision), number, lang)
        _choices(ws, "relation", list(sssom.PREDICATES), number, lang)
        ws.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{number}"
    ws.row_dimensions[1].height = 24
    ws.freeze_panes = "B2"
    ws.sheet_view.showGridLines = False
    # Against slips, without a password.
    ws.protection.sheet = True
    ws.protection.formatColumns = ws.protection.formatRows = False
    ws.protection.sort = ws.protection.autoFilter = False
    ws.page_setup.orientation = "landscape"
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = "1:1"


def _lines(value: object, width: int) -> int:
    """How many lines a cell takes in a column so many signs wide, with a tenth lost to wrapping."""
    return -(-len(str(value)) * 10 // (9 * width))


def _cell(cell: Cell, standing: Standing, key: str, lang: str) -> Cell:
    link = standing.last
    if key == "confidence":
        if link.confidence is not None:
            cell.value, cell.number_format = round(link.confidence, 3), "0%"
        return cell
    texts = {
        "subject": link.subject_label,
        "object": link.object_label,
        "reason": standing.proposed.slots.get("comment", ""),
        "relation": next(
            (_word(key, lang) for key, iri in sssom.PREDICATES.items() if iri == link.predicate), ""
        ),
        "subject_id": link.subject,
        "object_id": link.object,
    }
    return _put(cell, texts.get(key, ""))


def _put(cell: Cell, text: str) -> Cell:
    """Put *text* into the cell as text, whatever it begins with."""
    if text:
        cell.value = "".join(sign if sign.isprintable() else " " for sign in text)[:32_000]
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    return cell


def _choices(ws: Worksheet, column: str, keys: list[str], rows: int, lang: str) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(_word(str(key), lang) for key in keys)
    rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    letter = get_column_letter(_COLUMNS.index(column) + 1)
    rule.add(f"{letter}2:{letter}{rows}")
    ws.add_data_validation(rule)


def _about(ws: Worksheet, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    lines = [_word(key, lang) for key in ("intro", "how-decide", "how-relation", "how-back")]
    lines.append("pscvc link --review links.sssom.tsv --decisions review.xlsx --by NAME -o links.sssom.tsv")
    for number, text in enumerate(lines, 1):
        cell = _put(ws.cell(number, 1), text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name="Courier New") if number == len(lines) else Font()
    ws.column_dimensions["A"].width = 100
    ws.sheet_view.showGridLines = False


def read_decisions(path: str | Path, links: LinkSet, by: str, day: date) -> tuple[Link, ...]:
    """What a person decided in the filled-in workbook at *path*: the rows to append to *links*.

    Raises:
        InputError: It is no workbook of this review, or a cell is no decision; the sentence names the cell.
    """
    table, columns = _table(path)
    place = Place(table.file, table.sheet)
    open_pairs = {standing.last.pair: standing for standing in standings(links.links)}
    rows = []
    for row in table.rows:
        cells = {key: row.cells[at].strip() for key, at in columns.items()}
        written = cells["decision"]
        if not written:
            continue
        decision = _chosen(written, list(Decision), place, row, table, columns["decision"])
        standing = open_pairs.get((cells["subject_id"], cells["object_id"]))
        if standing is None:
            raise place.error(
                "this name and what it could be are not in the links that are reviewed; give the file that "
                "the workbook was made from",
                row=row,
            )
        predicate = standing.last.predicate
        if relation := cells.get("relation", ""):
            at = columns["relation"]
            predicate = sssom.PREDICATES[_chosen(relation, list(sssom.PREDICATES), place, row, table, at)]
        made = decided(
            standing.proposed, Decision(decision), by, day, cells.get("comment", ""), predicate=predicate
        )
        if not _is_said(made, links):
            rows.append(made)
    return tuple(rows)


def _is_said(made: Link, links: LinkSet) -> bool:
    """Whether the last word on the pair says the same already: reading a workbook twice adds nothing."""
    dated = ("review_date", "mapping_date")
    said = [link for link in links.links if link.pair == made.pair and "review_date" in link.slots]
    if not said:
        return False
    last = in_order(said)[-1]
    slots = {name: text for name, text in last.slots.items() if name not in dated}
    own = {name: text for name, text in made.slots.items() if name not in dated}
    same = (last.predicate, last.negated, last.justification) == (
        made.predicate,
        made.negated,
        made.justification,
    )
    return same and slots == own


def _table(path: str | Path) -> tuple[Table, dict[str, int]]:
    tables = read_tables(path)
    for table in tables:
        columns = dict(_known(table))
        if {"decision", "subject_id", "object_id"} <= columns.keys():
            return table, columns
    raise InputError(
        f"{Path(path).name}: this is no workbook of a review; make one with pscvc link --review LINKS -o "
        "review.xlsx, and fill in its column of decisions"
    )


def _known(table: Table) -> Iterator[tuple[str, int]]:
    folded = {fold_key(header): at for at, header in enumerate(table.headers)}
    for key in _COLUMNS:
        for text in REVIEW_WORDS[key].values():
            if (at := folded.get(fold_key(text))) is not None:
                yield key, at


def _chosen(written: str, keys: list[str], place: Place, row: Row, table: Table, at: int) -> str:
    """Which of *keys* a cell says, in any of the languages."""
    for key in keys:
        if fold_key(written) in {key, *(fold_key(text) for text in REVIEW_WORDS[key].values())}:
            return key
    words = ", ".join(REVIEW_WORDS[key]["en"] for key in keys)
    raise place.error(
        f"“{written[:40]}” is none of the choices; write one of: {words}",
        row=row,
        column=table.first_column + at,
    )
