"""What a person decided in the workbook of a review, when it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pscvc_kg.errors import InputError
from pscvc_kg.mapping import fold_key
from pscvc_kg.tables import Place, Row, Table, read_tables

from . import sssom
from .deciding import Decision, answering, decided, in_order, standings
from .sssom import Link, LinkSet
from .workbook import COLUMNS
from .workbook_words import REVIEW_WORDS


def read_decisions(path: str | Path, links: LinkSet, by: str, day: date) -> tuple[Link, ...]:
    """What a person decided in the filled-in workbook at *path*: the rows to append to *links*.

    Raises:
        InputError: It is no workbook of this review, or a cell is no decision; the sentence names the cell.
        UsageError: Nobody answers for the decisions.
    """
    by = answering(by)
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
    for key in COLUMNS:
        for text in REVIEW_WORDS[key].values():
            if (at := folded.get(fold_key(text))) is not None:
                yield key, at


def _chosen(written: str, keys: list[str], place: Place, row: Row, table: Table, at: int) -> str:
    """Which of *keys* a cell says, in any of the languages."""
    for key in keys:
        if fold_key(written) in {key, *(fold_key(text) for text in REVIEW_WORDS[key].values())}:
            return key
    lang = next((lang for lang, text in REVIEW_WORDS["decision"].items() if text in table.headers), "en")
    words = ", ".join(REVIEW_WORDS[key][lang] for key in keys)
    raise place.error(
        f"“{written[:40]}” is none of the choices; write one of: {words}",
        row=row,
        column=table.first_column + at,
    )
