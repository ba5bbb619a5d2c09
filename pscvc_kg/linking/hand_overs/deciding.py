"""What a person decided of candidate hand-overs: read from the table, checked, and written to be loaded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from pscvc_kg import current
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.linking.hand_overs.proposing import Called, asked
from pscvc_kg.linking.hand_overs.returned import Line, lines
from pscvc_kg.linking.hand_overs.table import COLUMNS, OWN, Row, as_csv
from pscvc_kg.mapping import fold_key
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, key_segment
from pscvc_kg.store import Store

_GUARD = re.compile("'(?=[ \u00a0]*[=+\\-@＝＋－＠])")
"""What stands before a sign that a spreadsheet would take for the start of a formula."""
_SIGN = "reject"
"""The decision that may be taken of what nothing speaks for any more."""


@dataclass(frozen=True)
class Decided:
    """How many decisions were new, by code; *unchanged* were taken before, *open* rows have none."""

    counts: Mapping[str, int]
    unchanged: int
    open: int


@dataclass(frozen=True)
class Earlier:
    """What was decided of a candidate before: the code, why, by whom and when."""

    decision: str
    comment: str = ""
    by: str = ""
    day: str = ""


def earlier(store: Store) -> Mapping[str, Earlier]:
    """What people decided of candidates, by the end of their IRI (pattern and identity)."""
    rows = store.query(asked("decided-candidates")).texts()
    return {row[0].removeprefix(f"{DATA}candidate/"): Earlier(*row[1:]) for row in rows}


_GONE = {
    "en": "What spoke for this is gone or says something else now. It stays a hand-over until rejected.",
    "fr": "Ce qui l'appuyait a disparu ou dit autre chose. Cela reste un passage de relais jusqu'au rejet.",
}
"""What stands as the reason of an accepted candidate that nothing speaks for any more."""


def unsupported(store: Store, proposed: Iterable[Row]) -> tuple[Row, ...]:
    """The rows of accepted candidates that are none of *proposed*: they outlived their evidence."""
    found: dict[str, dict[str, str]] = {}
    for candidate, column, value in store.query(asked("accepted-candidates")).texts():
        found.setdefault(candidate.removeprefix(f"{DATA}candidate/"), {}).setdefault(column, value)
    for row in proposed:
        found.pop(key_of(row), None)
    called, rows = Called(store), []
    for key, said in sorted(found.items()):
        pattern, _, identity = key.partition("/")
        row = {**dict.fromkeys(COLUMNS, ""), **said, "pattern": unquote(pattern), "candidate": identity}
        for side in ("from", "to"):
            row[f"{side}_stage"] = row[f"{side}_service"] or f"{row['pattern']}/{identity}"
            if owner := row[f"{side}_organization"]:
                for language in ("en", "fr"):
                    row[f"{side}_organization_name_{language}"] = called.name(owner, language)
        rows.append({**row, "reason_en": _GONE["en"], "reason_fr": _GONE["fr"]})
    return tuple(rows)


def key_of(row: Row) -> str:
    """The end of the IRI of a candidate."""
    return f"{key_segment(row['pattern'])}/{key_segment(row['candidate'])}"


def decisions(
    path: Path, store: Store, proposed: Iterable[Row], by: str, moment: datetime
) -> tuple[Decided, tuple[Row, ...]]:
    """What the table at *path* decides, and the rows to be loaded: only what was not decided so before.

    Args:
        path: The table that `as_csv` wrote, with decisions.
        store: The graph.
        proposed: All candidates that something speaks for now, whether decided or not.
        by: Who decides.
        moment: When.

    Raises:
        InputError: It is another table, or a decision cannot be read, or is of nothing that is a candidate.
        UsageError: Nobody decides.
    """
    if not by.strip():
        raise UsageError("a decision needs somebody who takes it; give the name with --by")
    words = decision_words()
    known = {key_of(row): row for row in proposed}
    gone = {key_of(row): row for row in unsupported(store, known.values())}
    before = earlier(store)
    chains = _chains(store)
    counts: Counter[str] = Counter()
    unchanged = empty = 0
    taken: dict[str, tuple[str, str, str]] = {}
    rows: list[Row] = []
    filled = lines(path)
    decided = [line for line in filled if line.row["decision"]]
    strange = [line for line in decided if key_of(line.row) not in {*known, *gone, *before}]
    if len(strange) > 1 and len(strange) == len(decided):
        raise InputError(
            f"{path.name}: this graph has none of the {len(strange):,} candidates that are decided on; name "
            "the graph that the list was written from with --store, or write the list anew. Nothing was "
            "decided"
        )
    for line in filled:
        written = line.row["decision"]
        if not written:
            empty += 1
            continue
        decision = words.get(fold_key(written))
        if decision is None:
            raise InputError(
                f"{line.place}: '{written}' in the column decision is no decision; write one of "
                f"{', '.join(sorted({*words.values()}))}, or leave it empty. Nothing was decided"
            )
        key = key_of(line.row)
        other = taken.setdefault(key, (decision, line.place, line.row["comment"]))
        if other[1] != line.place:
            if (other[0], other[2]) == (decision, line.row["comment"]):
                continue  # the same row twice
            raise InputError(
                f"{other[1]} and {line.place} decide the same candidate; remove one of the rows. "
                "Nothing was decided"
            )
        was = before.get(key)
        if was and was.decision == decision and _as_listed(was.comment) == _as_listed(line.row["comment"]):
            unchanged += 1
            continue
        base = known.get(key) or (gone.get(key) if decision == _SIGN else None)
        if base is None:
            raise InputError(
                f"{line.place}: nothing speaks for this candidate any more: what it rests on was withdrawn "
                "or says something else now; leave its decision empty, or write the list anew with pscvc "
                "candidates. Nothing was decided"
            )
        row = {**dict.fromkeys(COLUMNS, ""), **base, **{name: line.row[name] for name in OWN}}
        row |= {"decision": decision, "chain": _chain(line, chains)}
        counts[decision] += 1
        stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        # What was quoted stays with the submission that says it.
        row |= {
            "decided_by": by.strip(),
            "decided_on": stamp,
            "quotation": "",
            "also": "",
            "reason_en": "",
            "reason_fr": "",
        }
        rows.append(row)
    return Decided(dict(sorted(counts.items())), unchanged, empty), tuple(rows)


def _as_listed(comment: str) -> str:
    """*comment* without what a list that no spreadsheet runs as a formula writes otherwise."""
    return " ".join(_GUARD.sub("", comment.replace("⏎", " ")).split())


def write(rows: Iterable[Row], folder: Path) -> list[Path]:
    """A file for each decision in *folder*, named after its candidate: the part of the source that it is."""
    paths = []
    for row in rows:
        path = folder / f"{row['pattern']}-{row['candidate']}.csv"
        path.write_bytes(as_csv([row]))
        paths.append(path)
    return paths


def decision_words() -> Mapping[str, str]:
    """The codes of decisions by the words that people may write for them."""
    with EmbeddedStore() as memory:
        memory.load(current.ontology(), GRAPH_CURRENT)
        return {fold_key(word): code for code, word in memory.query(asked("decisions")).texts()}


def _chains(store: Store) -> Mapping[str, str]:
    """The chains of the graph by what they may be called: their IRI, its end, their titles."""
    found: dict[str, str] = {}
    for chain, title in store.query(asked("chains")).texts():
        for name in (chain, chain.rpartition("/")[2], title):
            found.setdefault(fold_key(name), chain)
    return found


def _chain(line: Line, chains: Mapping[str, str]) -> str:
    written = line.row["chain"]
    if not written:
        return ""
    if (chain := chains.get(fold_key(written))) is None:
        raise InputError(
            f"{line.place}: the graph has no chain called '{written}'; write the name of one that it has, or "
            "leave the cell empty. Nothing was decided"
        )
    return chain


def undecided(rows: Sequence[Row], before: Mapping[str, Earlier]) -> tuple[Row, ...]:
    """The rows of candidates of which nothing was decided."""
    return tuple(row for row in rows if key_of(row) not in before)


def with_decisions(rows: Sequence[Row], before: Mapping[str, Earlier]) -> tuple[Row, ...]:
    """All rows, with what was decided of each."""
    return tuple(
        {**row, "decision": was.decision, "comment": was.comment, "decided_by": was.by, "decided_on": was.day}
        if (was := before.get(key_of(row)))
        else row
        for row in rows
    )
