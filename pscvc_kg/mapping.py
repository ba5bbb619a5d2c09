"""Rows of a table become a graph: plain facts about cells, to which the layout's CONSTRUCT gives meaning."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph

from pscvc_kg import namespaces
from pscvc_kg.layouts import ROW, Derived, Layout, Recognised, Template

if TYPE_CHECKING:
    from pscvc_kg.tables import Row

Lookup = Callable[[str], Mapping[str, str]]
"""Gives the table of the register so named: folded key (`fold_key`) to value."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
_SPECIAL = re.compile(r'[\\"\n\r]')
_NAMED = re.compile(r"\b(col|row):([\w-]+)")
_ROWS_AT_ONCE = 64
"""Facts of so many rows stay in the processor's cache: all rows at once take half as long again."""
_NO_KEY = "-"
"""Stands in an IRI for an empty part, where the row token keeps the IRI apart from all others."""


@dataclass(frozen=True)
class Mapped:
    """What rows of one table say: triples, and from which cells and under which IRIs they were said.

    ``triples`` is N-Triples. ``cells`` leads from a column's short name to its texts and ``iris`` from an
    IRI's name to the IRIs minted, both with one entry for each of ``rows``, which ``tokens`` name in the run.
    """

    recognised: Recognised
    rows: Sequence[Row]
    tokens: Sequence[str]
    cells: Mapping[str, Sequence[str]]
    iris: Mapping[str, Sequence[tuple[str, ...]]]
    triples: bytes

    @property
    def layout(self) -> Layout:
        """The layout by which the rows were mapped."""
        return self.recognised.layout

    def key(self, index: int, columns: Iterable[str] | None = None) -> tuple[str, ...]:
        """The key of the *index*-th row: its texts in *columns*, else in the layout's key columns."""
        names = self.layout.key if columns is None else columns
        return tuple(self.cells[name][index] if name in self.cells else "" for name in names)

    def only(self, indices: Sequence[int]) -> Mapped:
        """The rows at *indices* alone, without what they say."""
        return Mapped(
            self.recognised,
            [self.rows[index] for index in indices],
            [self.tokens[index] for index in indices],
            {name: [texts[index] for index in indices] for name, texts in self.cells.items()},
            {name: [minted[index] for index in indices] for name, minted in self.iris.items()},
            b"",
        )

    def shares(self) -> dict[tuple[str, str], tuple[Row, ...]]:
        """The rows of each submission, by the IRIs of its owner and its period ("" where a cell is empty)."""
        owner, period = self.layout.owner, self.layout.period
        if owner is None or period is None:
            return {}
        found: dict[tuple[str, str], list[Row]] = {}
        pairs = zip(self.iris[owner.iri], self.iris[period.iri], strict=True)
        for row, (owners, periods) in zip(self.rows, pairs, strict=True):
            found.setdefault((next(iter(owners), ""), next(iter(periods), "")), []).append(row)
        return {pair: tuple(found[pair]) for pair in sorted(found)}


def nothing_known(_name: str) -> Mapping[str, str]:
    """The lookup of a run that has no store: no key has a value."""
    return {}


def map_rows(
    recognised: Recognised,
    rows: Sequence[Row] | None = None,
    lookups: Lookup = nothing_known,
    token: str = "{row}",
) -> Mapped:
    """What *rows* (all rows of the table when None) say, as triples.

    Args:
        recognised: The table and its layout.
        rows: Some of the table's rows; the same row gives the same triples, whatever stands beside it.
        lookups: Gives the registers that the layout's derived columns ask.
        token: The row token, unique in the run; ``{row}`` in it is the row's number.
    """
    mapped, values = _read(recognised, rows, lookups, token)
    return replace(mapped, triples=_triples(mapped.layout.query, values, mapped.iris, mapped.tokens))


def mint_rows(recognised: Recognised, lookups: Lookup = nothing_known, token: str = "{row}") -> Mapped:
    """The rows of a table with their cells and IRIs, by which cells are found, without what they say."""
    return _read(recognised, None, lookups, token)[0]


def _read(
    recognised: Recognised, rows: Sequence[Row] | None, lookups: Lookup, token: str
) -> tuple[Mapped, dict[str, list[tuple[str, ...]]]]:
    """Rows without their triples, and the values in each by column."""
    layout = recognised.layout
    rows = recognised.table.rows if rows is None else rows
    tokens = [token.replace("{row}", str(row.number)) for row in rows]
    cells = _cells(recognised, rows)
    values = _values(recognised, cells, lookups, len(rows))
    values[ROW] = [(text,) for text in tokens]
    iris = {name: _mint(layout, template, values, len(rows)) for name, template in layout.iris.items()}
    return Mapped(recognised, rows, tokens, cells, iris, b""), values


@functools.lru_cache(maxsize=1 << 16)
def fold_key(text: str) -> str:
    """A register's key as it is compared: Unicode NFC, trimmed, capitals left aside."""
    return clean(text).casefold()


def clean(text: str) -> str:
    """A cell as it is mapped: trimmed, Unicode NFC."""
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _cells(recognised: Recognised, rows: Sequence[Row]) -> dict[str, list[str]]:
    """The text of each column that stands in the table, by short name."""
    own = {short: [clean(row.cells[place]) for row in rows] for short, place in recognised.columns.items()}
    given = {name: [recognised.groups.get(name, "")] * len(rows) for name in recognised.layout.given}
    return own | given


def _values(
    recognised: Recognised, cells: Mapping[str, Sequence[str]], lookups: Lookup, count: int
) -> dict[str, list[tuple[str, ...]]]:
    """The values in each row, by column: of the table, of the file's name or derived; at least one ""."""
    layout = recognised.layout
    values: dict[str, list[tuple[str, ...]]] = {
        short: _split(texts, layout.split[short]) if short in layout.split else [(text,) for text in texts]
        for short, texts in cells.items()
    }
    values |= {name: [(text,)] * count for name, text in recognised.groups.items()}
    for name, default in layout.defaults.items():
        instead = (_fill(default, {**dict.fromkeys(default.fields, ""), **recognised.groups}),)
        values[name] = [texts if any(texts) else instead for texts in values.get(name, [("",)] * count)]

    def own(asked: str) -> Mapping[str, str]:
        return recognised.registers[asked] if asked in recognised.registers else lookups(asked)

    for name, rule in layout.derive.items():
        if rule.of in values:
            answer = _answerer(rule, own)
            values[name] = [tuple(map(answer, texts)) for texts in values[rule.of]]
    return values


def _split(texts: Iterable[str], separator: str) -> list[tuple[str, ...]]:
    """The values in each cell, trimmed; those between two separators with nothing there are left out."""
    several = ([value.strip() for value in text.split(separator)] for text in texts)
    return [tuple(dict.fromkeys(filter(None, values))) or ("",) for values in several]


def _answerer(rule: Derived, lookups: Lookup) -> Callable[[str], str]:
    """The function from a text to the derived one, remembering its answers."""
    register = lookups(rule.lookup) if rule.lookup else {}
    values = rule.values or {}

    def answer(text: str) -> str:
        if not text:
            return ""
        if rule.lookup and (value := register.get(fold_key(text))):
            return value
        if (found := values.get(fold_key(text) if rule.fold else text)) is not None:
            return found
        if rule.pattern and rule.value and (match := rule.pattern.fullmatch(text)):
            return _fill(rule.value, match.groupdict())
        return _fill(rule.otherwise, {rule.of: text}) if rule.otherwise else ""

    return functools.cache(answer)


def _fill(template: Template, values: Mapping[str, str]) -> str:
    pieces = zip(template.literals, [*(values[name] for name in template.fields), ""], strict=True)
    return "".join(literal + value for literal, value in pieces)


@functools.lru_cache(maxsize=1 << 16)
def _segment(text: str) -> str:
    return namespaces.key_segment(text)


def _mint(
    layout: Layout, template: Template, values: Mapping[str, Sequence[tuple[str, ...]]], count: int
) -> list[tuple[str, ...]]:
    """The IRIs that *template* gives each row: one for each combination of values, none where one is empty.

    A template with the row token always gives an IRI: a record without a key is still a record. Values that
    are derived from one value of one cell stay together.
    """
    keep = ROW in template.fields
    empty = [("",)] * count
    columns = [values.get(name, empty) for name in template.fields]
    literals = [namespaces.DATA + template.literals[0], *template.literals[1:]]
    form = "%s".join(literal.replace("%", "%%") for literal in literals)
    together = _together(layout, template)
    found = []
    for parts in zip(*columns, strict=True):
        choices = itertools.product(*parts) if together is None else _combined(parts, together)
        found.append(
            tuple(
                form % tuple(_segment(value) or _NO_KEY for value in choice)
                for choice in choices
                if keep or all(choice)
            )
        )
    return found if columns else [(form % (),)] * count


def _together(layout: Layout, template: Template) -> list[int] | None:
    """For each hole of *template* the number of the cell it comes from; None where each has its own."""
    origins = [layout.derive[name].of if name in layout.derive else name for name in template.fields]
    distinct = list(dict.fromkeys(origins))
    return None if len(distinct) == len(origins) else [distinct.index(origin) for origin in origins]


def _combined(parts: Sequence[tuple[str, ...]], together: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Each combination of values in which those from one cell are of one value of that cell."""
    counts = [len(parts[together.index(number)]) for number in range(max(together) + 1)]
    for places in itertools.product(*map(range, counts)):
        yield tuple(values[places[number]] for values, number in zip(parts, together, strict=True))


def _triples(
    query: str,
    values: Mapping[str, Sequence[tuple[str, ...]]],
    iris: Mapping[str, Sequence[tuple[str, ...]]],
    tokens: Sequence[str],
) -> bytes:
    """What *query* makes of the rows, some at a time and two lots at once: a row's triples are its own."""

    def lot(start: int) -> bytes:
        part = slice(start, start + _ROWS_AT_ONCE)
        some_values = {name: texts[part] for name, texts in values.items()}
        some_iris = {name: minted[part] for name, minted in iris.items()}
        return _construct(query, _facts(query, some_values, some_iris, tokens[part]))

    starts = range(0, len(tokens), _ROWS_AT_ONCE)
    if len(starts) < 2:
        return lot(0)
    with ThreadPoolExecutor(max_workers=2) as pool:
        return b"".join(pool.map(lot, starts))


def _facts(
    query: str,
    values: Mapping[str, Sequence[tuple[str, ...]]],
    iris: Mapping[str, Sequence[tuple[str, ...]]],
    tokens: Sequence[str],
) -> bytes:
    """The row facts, N-Triples, of the columns and IRIs that *query* names."""
    named = set(_NAMED.findall(query))
    subjects = [f"<urn:row:{token}> <" for token in tokens]
    lines: list[str] = []
    for short in sorted(name for prefix, name in named if prefix == "col" and name in values):
        middle = f'{namespaces.COLUMN}{short}> "'
        lines += [
            f'{subject}{middle}{_escape(text) if _SPECIAL.search(text) else text}" .\n'
            for subject, texts in zip(subjects, values[short], strict=True)
            for text in texts
        ]
    for name in sorted(name for prefix, name in named if prefix == "row" and name in iris):
        middle = f"{namespaces.ROW}{name}> <"
        lines += [
            f"{subject}{middle}{iri}> .\n"
            for subject, minted in zip(subjects, iris[name], strict=True)
            for iri in minted
        ]
    if ("row", "token") in named:
        lines += [
            f'{subject}{namespaces.ROW}token> "{token}" .\n'
            for subject, token in zip(subjects, tokens, strict=True)
        ]
    return "".join(lines).encode()


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ESCAPES[match.group()], text)


def _construct(query: str, facts: bytes) -> bytes:
    """The triples that *query* makes of *facts*, outside Python: the interpreter's lock is free meanwhile."""
    store = pyoxigraph.Store()
    # We wrote the facts ourselves, every IRI percent-encoded.
    store.load(facts, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    triples = store.query(query)
    assert isinstance(triples, pyoxigraph.QueryTriples)
    return triples.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
