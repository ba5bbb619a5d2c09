"""From which columns each triple of a layout comes: what the algebra of its CONSTRUCT says."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from pscvc_kg import cache
from pscvc_kg.layouts import Layout
from pscvc_kg.namespaces import COLUMN, ROW

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

_TEXT_OF = frozenset(("Builtin_IRI", "Builtin_URI", "Builtin_STR"))
_ANALYSING = Lock()
_OURSELVES = Path(__file__)


@dataclass(frozen=True)
class Entry:
    """One kind of triple that a layout's query makes.

    ``iri`` is the name of the row's IRI with which the subject begins and ``suffix`` what follows it;
    ``columns`` are the short names of the columns from which the object comes, the most telling first.
    ``constant`` is the object where the query itself states it, ``language`` its language where it gives one,
    ``start`` the beginning of an object that is made of a text of the query and of cells: a code of a list.
    ``leads_to`` is the row's IRI, with what follows it, that is the object.
    """

    iri: str
    suffix: str
    predicate: str
    columns: tuple[str, ...]
    constant: str | None = None
    language: str | None = None
    start: str | None = None
    leads_to: str | None = None


@dataclass(frozen=True)
class _Stated:
    """A term that the query states."""

    text: str


@dataclass(frozen=True)
class _Minted:
    """An IRI of the row, with what the query appends to it."""

    name: str
    suffix: str = ""


@dataclass(frozen=True)
class _Read:
    """A term made of cells, and of what the query puts before them."""

    columns: tuple[str, ...]
    language: str | None = None
    start: str | None = None


@dataclass(frozen=True)
class _Either:
    """One of several terms, which of them the cells decide."""

    options: tuple[_Stated | _Minted | _Read, ...]


_Origin = _Stated | _Minted | _Read | _Either


@dataclass(frozen=True)
class _Leg:
    """One alternative of the WHERE clause: its triple patterns, VALUES tables and BINDs, innermost first."""

    triples: tuple[tuple[Any, Any, Any], ...] = ()
    tables: tuple[tuple[Mapping[Any, Any], ...], ...] = ()
    binds: tuple[tuple[Any, Any], ...] = ()

    def __add__(self, other: _Leg) -> _Leg:
        return _Leg(self.triples + other.triples, self.tables + other.tables, self.binds + other.binds)


def columns_of(layout: Layout) -> Mapping[tuple[str, str, str], tuple[Entry, ...]]:
    """What the query of *layout* can say, by IRI name, suffix and predicate. Parsing takes 0.3 s, once."""
    with _ANALYSING:
        return _analysed(layout)


def prepare(layouts: Iterable[Layout]) -> None:
    """Analyse *layouts* in the background, while the store works outside the interpreter."""
    waiting = list(layouts)
    Thread(target=lambda: [columns_of(layout) for layout in waiting], daemon=True).start()


@functools.cache
def _analysed(layout: Layout) -> Mapping[tuple[str, str, str], tuple[Entry, ...]]:
    """The entries of *layout*, from the cache where this analysis was made of this mapping before."""
    source = f"{_OURSELVES.read_text(encoding='utf-8')}\x1f{layout.query}\x1f{layout.iris}{layout.derive}"
    rows = cache.remembered("provenance", source, lambda: [astuple(entry) for entry in _analyse(layout)])
    found: dict[tuple[str, str, str], list[Entry]] = {}
    for iri, suffix, predicate, columns, *others in rows:
        entry = Entry(iri, suffix, predicate, tuple(columns), *others)
        found.setdefault((iri, suffix, predicate), []).append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


def _analyse(layout: Layout) -> list[Entry]:
    """Each kind of triple that the query of *layout* makes, once, in the order of the query."""
    from rdflib.plugins.sparql import prepareQuery

    algebra = prepareQuery(layout.query).algebra
    legs = _legs(algebra.p)
    return list(dict.fromkeys(entry for leg in legs for entry in _entries(layout, algebra.template, leg)))


def _legs(node: CompValue) -> list[_Leg]:
    """The alternatives of a graph pattern; a pattern without UNION is one."""
    if node.name == "Union":
        return _legs(node.p1) + _legs(node.p2)
    if node.name in ("Join", "LeftJoin"):
        return [left + right for left, right in itertools.product(_legs(node.p1), _legs(node.p2))]
    if node.name == "Minus":
        return _legs(node.p1)
    if node.name == "BGP":
        return [_Leg(triples=tuple(node.triples))]
    if node.name == "values":
        return [_Leg(tables=(tuple(node.res),))]
    if node.name == "Extend":
        return [leg + _Leg(binds=((node.var, node.expr),)) for leg in _legs(node.p)]
    return _legs(node.p) if "p" in node else [_Leg()]


def _entries(layout: Layout, template: Iterable[tuple[Any, Any, Any]], leg: _Leg) -> Iterator[Entry]:
    """What *leg* contributes to the template, once for each row of its VALUES tables."""
    for rows in itertools.product(*leg.tables):
        known: dict[Any, _Origin] = {
            variable: _Stated(str(term)) for row in rows for variable, term in row.items() if term != "UNDEF"
        }
        read = _read_row(leg, known)
        for variable, expression in leg.binds:
            known[variable] = _origin(layout, expression, known)
        for subject, predicate, object_ in template:
            relation, end = _term(predicate, known), _term(object_, known)
            if isinstance(relation, _Stated) and end is not None:
                for start in _minted(_term(subject, known)):
                    yield _entry(layout, start, relation.text, end, read)


def _minted(origin: _Origin | None) -> tuple[_Minted, ...]:
    """The IRIs of the row that a subject may be."""
    options = origin.options if isinstance(origin, _Either) else (origin,)
    return tuple(option for option in options if isinstance(option, _Minted))


def _read_row(leg: _Leg, known: dict[Any, _Origin]) -> tuple[str, ...]:
    """Add to *known* what the patterns on the row bind; return the columns that they read."""
    read = []
    for _row, predicate, object_ in leg.triples:
        relation = _term(predicate, known)
        if not isinstance(relation, _Stated):
            continue
        if relation.text.startswith(COLUMN):
            short = relation.text.removeprefix(COLUMN)
            read.append(short)
            if _term(object_, known) is None:
                known[object_] = _Read((short,))
        elif relation.text.startswith(ROW) and _term(object_, known) is None:
            known[object_] = _Minted(relation.text.removeprefix(ROW))
    return tuple(dict.fromkeys(read))


def _term(term: Any, known: Mapping[Any, _Origin]) -> _Origin | None:
    """Where *term* of a triple comes from; None for a variable that this leg leaves unbound."""
    from rdflib.term import BNode, Variable

    if isinstance(term, (Variable, BNode)):
        return known.get(term)
    return _Stated(str(term))


def _origin(layout: Layout, expression: Any, known: Mapping[Any, _Origin]) -> _Origin:
    """Where the value of *expression* comes from."""
    name = getattr(expression, "name", None)
    if name is None:
        return _term(expression, known) or _Read(())
    if name in _TEXT_OF:
        return _origin(layout, expression.arg, known)
    if name == "Builtin_STRLANG":
        text, language = (_origin(layout, part, known) for part in (expression.arg1, expression.arg2))
        return _Read(_columns(layout, text), language.text if isinstance(language, _Stated) else None)
    parts = [_origin(layout, part, known) for part in _operands(expression)]
    if name == "Builtin_COALESCE":
        options = (part.options if isinstance(part, _Either) else (part,) for part in parts)
        return _Either(tuple(option for several in options for option in several))
    if name == "Builtin_CONCAT" and all(isinstance(part, _Stated) for part in parts[1:]):
        tail = "".join(part.text for part in parts[1:] if isinstance(part, _Stated))
        if isinstance(parts[0], _Minted):
            return _Minted(parts[0].name, parts[0].suffix + tail)
        if isinstance(parts[0], _Stated):
            return _Stated(parts[0].text + tail)
    made = tuple(dict.fromkeys(column for part in parts for column in _columns(layout, part)))
    first = parts[0] if name == "Builtin_CONCAT" else None
    return _Read(made, start=first.text if isinstance(first, _Stated) else None)


def _operands(expression: Mapping[str, Any]) -> Iterator[Any]:
    """The parts of an expression: rdflib keeps them under names that differ by function."""
    for key, value in expression.items():
        if key != "_vars":  # rdflib's own note of the variables below
            yield from value if isinstance(value, list) else [value]


def _columns(layout: Layout, origin: _Origin) -> tuple[str, ...]:
    if isinstance(origin, _Minted):
        return layout.columns_of_iri(origin.name)[::-1] if origin.name in layout.iris else ()
    if isinstance(origin, _Read):
        own = (column for name in origin.columns for column in layout.sources(name))
        return tuple(dict.fromkeys(own))
    if isinstance(origin, _Either):
        every = (column for option in origin.options for column in _columns(layout, option))
        return tuple(dict.fromkeys(every))
    return ()


def _entry(layout: Layout, start: _Minted, predicate: str, end: _Origin, read: Sequence[str]) -> Entry:
    """The entry of one triple; an object that the query states comes from the cells that its leg reads."""
    columns = _columns(layout, end) or _columns(layout, _Read(tuple(read)))
    constant = end.text if isinstance(end, _Stated) else None
    language, begins = (end.language, end.start) if isinstance(end, _Read) else (None, None)
    found = columns or _columns(layout, start)
    leads_to = f"{end.name}{end.suffix}" if isinstance(end, _Minted) else None
    return Entry(start.name, start.suffix, predicate, found, constant, language, begins, leads_to)
