"""All rows of a query, page by page where an endpoint gives only so many at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pscvc_kg.errors import StoreError
from pscvc_kg.sending import CutError
from pscvc_kg.store import Rows, Store, Term

_SELECT = re.compile(r"^SELECT\b", re.MULTILINE)


def every_row(
    store: Store,
    text: str,
    *,
    values: Mapping[str, Term | Sequence[Term]] | None = None,
    order: str = "",
) -> Rows:
    """The rows of *text*, a SELECT that begins a line and orders its rows by all of its columns.

    A text that puts its rows in no order names all of its columns in *order*: pages need one.

    Raises:
        StoreError: As `Store.query`; or the rows changed while they were fetched.
    """
    try:
        return store.query(text, values=values)
    except CutError as error:
        if not error.most:
            raise
        return _paged(store, f"{text} ORDER BY {order}" if order else text, values, error.most)


def _paged(store: Store, text: str, values: Mapping[str, Term | Sequence[Term]] | None, most: int) -> Rows:
    """The rows in pages of *most*; the ordered query stands inside, since engines sort only so many rows."""
    begin = _select(text)
    prologue, inner = text[:begin], text[begin:]
    counted = store.query(f"{prologue}SELECT (COUNT(*) AS ?all) {{ {{ {inner} }} }}", values=values).texts()
    wanted = int(counted[0][0])
    rows: list[tuple[Term | None, ...]] = []
    columns: tuple[str, ...] = ()
    for start in range(0, wanted, most):
        page = store.query(
            f"{prologue}SELECT * {{ {{ {inner} }} }} LIMIT {most} OFFSET {start}", values=values
        )
        columns = page.columns
        rows += page.rows
    if len(set(rows)) != wanted:
        raise StoreError(f"{store.where} changed while its rows were fetched; do this again")
    return Rows(columns, tuple(rows))


def _select(text: str) -> int:
    found = _SELECT.search(text)
    assert found, "a query whose SELECT begins no line"
    return found.start()
