"""A question asked of the graph, and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pscvc_kg import vocabulary
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.namespaces import GRAPH_LOG, XSD
from pscvc_kg.questions.catalogue import Column, Question, Source, question
from pscvc_kg.questions.naming import LANGUAGES, answering, called
from pscvc_kg.questions.values import terms_of
from pscvc_kg.store import Rows, Store, Term, bind

if TYPE_CHECKING:
    import networkx
    import pandas


Value = str | int | Decimal | bool | None
"""What a cell of an answer holds; the IRI behind a label is in `Answer.iris`."""


_LANGUAGE = "language"
"""A parameter so called chooses among texts of the graph; unless given, it is that of the answer."""


@dataclass(frozen=True)
class Answer:
    """Columns and rows, and what a reader must know to cite them.

    ``rows`` hold labels, numbers and truth values; ``iris`` has the same shape and holds the IRI behind each
    label. ``values`` are the parameters as they were understood: name to the labels of what was chosen.
    ``query`` is the SPARQL that was asked, with the values in it. ``as_of`` is the day of the state asked;
    ``withdrawn`` is how many submissions of that state are left out because they were withdrawn since.
    """

    question: Question
    lang: str
    values: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    iris: tuple[tuple[str | None, ...], ...]
    query: str
    sources: tuple[Source, ...] = ()
    as_of: str | None = None
    ontology: str | None = None
    withdrawn: int = 0

    def records(self, *, iris: bool = False) -> list[dict[str, Value]]:
        """Each row as a mapping from column name to value; with *iris*, ``<name>_iri`` beside each label."""
        return [self._record(row, behind, iris) for row, behind in zip(self.rows, self.iris, strict=True)]

    def df(self, *, iris: bool = False) -> pandas.DataFrame:
        """The rows as a pandas DataFrame, one column for each name, a missing value as None.

        Raises:
            UsageError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise UsageError(
                "a DataFrame needs pandas: pip install 'pscvc-kg[dataframe]', or use answer.records()"
            ) from error
        names = [name for column in self.columns for name in _names(column, iris)]
        return pandas.DataFrame(self.records(iris=iris), columns=names)

    def network(self, source: str, target: str) -> networkx.MultiDiGraph[str]:
        """The rows as a NetworkX graph, each an edge from its *source* column to its *target* column.

        Nodes are IRIs with a ``label``; the other columns are attributes of the edges.

        Raises:
            UsageError: NetworkX is not installed, or there is no such column.

        >>> import pscvc_kg as pscvc
        >>> handed = pscvc.ask("hand-overs", chain="birth-of-a-child").network("from", "to")
        >>> sorted(handed.nodes[node]["label"] for node, ties in handed.out_degree() if ties > 4)
        ['British Columbia Vital Statistics Agency', 'Office of the Registrar General of Ontario']
        """
        from pscvc_kg.questions.network import network

        return network(self, source, target)

    def _record(self, row: Sequence[Value], behind: Sequence[str | None], iris: bool) -> dict[str, Value]:
        record: dict[str, Value] = {}
        for column, value, iri in zip(self.columns, row, behind, strict=True):
            record[column.name] = value
            if iris and column.type == "resource":
                record[f"{column.name}_iri"] = iri
        return record


def ask(
    store: Store, name: str, /, *, lang: str = "en", **values: str | int | Decimal | bool | Sequence[str]
) -> Answer:
    """Answer the question called *name* on the current state of *store*.

    Args:
        store: The graph.
        name: A file name of queries/questions/, without its ending.
        lang: The language of labels, ``en`` or ``fr``; where a label is missing in it, the other one stands.
        values: What the question's parameters are, each as an IRI, an identifier or a label that is unique in
            the graph; several as a sequence. A parameter that is not given may be anything.

    Raises:
        UsageError: There is no such question, parameter, language or thing; the message names the nearest.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"answers are in English (en) or French (fr), not in '{lang}'")
    asked = question(name)
    given = set(values)
    if any(parameter.name == _LANGUAGE for parameter in asked.parameters):
        values = {_LANGUAGE: lang} | values
        if values[_LANGUAGE] not in LANGUAGES:
            raise UsageError(f"{_LANGUAGE} is en or fr, and not '{values[_LANGUAGE]}'")
    terms = terms_of(store, asked, values)
    query = bind(asked.text, terms) if terms else asked.text
    found = store.query(asked.text, values=terms)
    columns = _columns(asked, found)
    chosen = {term.value for several in terms.values() for term in several if term.kind == "iri"}
    labels = called(store, chosen | _iris(found.rows), lang)
    return Answer(
        question=asked,
        lang=lang,
        values={
            key: tuple(_text(term, labels) for term in several)
            for key, several in terms.items()
            if key in given
        },
        columns=columns,
        rows=tuple(_row(row, columns, labels, lang) for row in found.rows),
        iris=tuple(
            tuple(cell.value if cell and cell.kind == "iri" else None for cell in row) for row in found.rows
        ),
        query=query,
        sources=(asked.source[lang],) if asked.source else _sources(store, lang),
        as_of=_as_of(store),
        ontology=vocabulary.version(),
    )


def _sources(store: Store, lang: str) -> tuple[Source, ...]:
    """What the graph was made from, each once, with its title in *lang* where it has one."""
    titles: dict[tuple[str, ...], tuple[bool, str]] = {}
    for delivery, title, address, licence in store.query(answering("sources"), graph=GRAPH_LOG).rows:
        if delivery and title:
            key = (delivery.value, address.value if address else "", licence.value if licence else "")
            candidate = (title.language != lang, title.value)
            titles[key] = min(titles.get(key, candidate), candidate)
    found = {(title, address, licence) for (_, address, licence), (_, title) in titles.items()}
    return tuple(Source(title, address or None, licence or None) for title, address, licence in sorted(found))


def _as_of(store: Store) -> str | None:
    """The day on which something was last accepted, loaded or withdrawn; None where nothing ever was."""
    texts = store.query(answering("as-of"), graph=GRAPH_LOG).texts()
    return texts[0][0][:10] or None if texts else None


def _iris(rows: Iterable[Sequence[Term | None]]) -> set[str]:
    return {cell.value for row in rows for cell in row if cell and cell.kind == "iri"}


def _columns(asked: Question, found: Rows) -> tuple[Column, ...]:
    declared = {column.name: column for column in asked.columns}
    if set(found.columns) != declared.keys():
        raise PscvcError(
            f"{asked.name}.rq: the header's columns are not those of the SELECT: correct one of them."
        )
    return tuple(declared[name] for name in found.columns)


def _row(
    cells: Sequence[Term | None], columns: Sequence[Column], labels: Mapping[str, str], lang: str
) -> tuple[Value, ...]:
    return tuple(_value(cell, column, labels, lang) for cell, column in zip(cells, columns, strict=True))


def _value(cell: Term | None, column: Column, labels: Mapping[str, str], lang: str) -> Value:
    if cell is None:
        return None
    if cell.kind == "iri":
        return labels[cell.value]
    if cell.value in column.values:
        return column.values[cell.value][lang]
    if column.type == "boolean":
        return cell.value in ("true", "1")  # Virtuoso gives integers for them
    return _plain(cell)


def _plain(cell: Term) -> Value:
    """A literal as a Python value; what is no number stays text, as it was submitted."""
    kind = (cell.datatype or "").removeprefix(XSD)
    if kind == "boolean":
        return cell.value in ("true", "1")
    if kind == "integer":
        return int(cell.value)
    return Decimal(cell.value) if kind == "decimal" else cell.value


def _text(term: Term, labels: Mapping[str, str]) -> str:
    return labels[term.value] if term.kind == "iri" else term.value


def _names(column: Column, iris: bool) -> list[str]:
    return [column.name, f"{column.name}_iri"] if iris and column.type == "resource" else [column.name]
