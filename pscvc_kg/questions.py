"""Questions that people ask of the graph: one file each in queries/questions/, answered with rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pscvc_kg import headers, vocabulary
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.namespaces import GRAPH_LOG, XSD
from pscvc_kg.report import Text
from pscvc_kg.resources import QUERIES
from pscvc_kg.store import Rows, Store, Term, bind

if TYPE_CHECKING:
    import pandas

LANGUAGES = ("en", "fr")
Value = str | int | Decimal | bool | None
"""What a cell of an answer holds; the IRI behind a label is in `Answer.iris`."""

_LITERALS = {
    "text": ("", r".*"),
    "integer": (XSD + "integer", r"[+-]?\d+"),
    "decimal": (XSD + "decimal", r"[+-]?(\d+\.?\d*|\.\d+)"),
    "date": (XSD + "date", r"\d{4}-\d\d-\d\d"),
    "boolean": (XSD + "boolean", r"true|false"),
}
"""The types of parameters that are no things of the graph: datatype, and how a value is written."""

_LANGUAGE = "language"
"""A parameter so called chooses among texts of the graph; unless given, it is that of the answer."""


@dataclass(frozen=True)
class Parameter:
    """What may be chosen in a question.

    Attributes:
        type: ``resource`` for a thing of the graph, else text, integer, decimal, date or boolean.
        among: The IRI of the class or concept scheme whose members are the list of values, for resources.
        required: Whether the question makes no sense without it.
    """

    name: str
    label: Text
    type: str
    example: str
    among: str | None = None
    required: bool = False


@dataclass(frozen=True)
class Column:
    """One column of an answer.

    Attributes:
        type: ``resource`` (a label with an IRI behind it), text, integer, decimal, boolean, or ``code``.
        unit: For numbers, the last part of the unit's IRI in its code list (``count``, ``share``, …).
        values: What each code is called, for codes.
    """

    name: str
    label: Text
    type: str
    unit: str | None = None
    values: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """Where what was asked comes from, and under which licence it is published."""

    title: str
    address: str | None = None
    licence: str | None = None


@dataclass(frozen=True)
class Question:
    """One file of queries/questions/: what it asks, in both languages, and the SPARQL that answers it.

    ``source`` is what its answers rest on, by language; None where that is what was loaded and accepted.
    """

    name: str
    summary: Text
    description: Text
    version: str
    tags: tuple[str, ...]
    related: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str
    source: Mapping[str, Source] | None = None

    def parameter(self, name: str) -> Parameter:
        """The parameter called *name*; raises UsageError that names the nearest."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        names = [parameter.name for parameter in self.parameters]
        known = f"it has: {', '.join(names)}" if names else "it has none"
        raise UsageError(
            f"the question '{self.name}' has no parameter '{name}'; {known}{_meant(name, names)}"
        )


@dataclass(frozen=True)
class Choice:
    """One thing that a parameter may be: its IRI, its label, and the names by which it may be given."""

    iri: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Columns and rows, and what a reader must know to cite them.

    ``rows`` hold labels, numbers and truth values; ``iris`` has the same shape and holds the IRI behind each
    label. ``values`` are the parameters as they were understood: name to the labels of what was chosen.
    ``query`` is the SPARQL that was asked, with the values in it. ``as_of`` is the day of the state asked.
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

    def _record(self, row: Sequence[Value], behind: Sequence[str | None], iris: bool) -> dict[str, Value]:
        record: dict[str, Value] = {}
        for column, value, iri in zip(self.columns, row, behind, strict=True):
            record[column.name] = value
            if iris and column.type == "resource":
                record[f"{column.name}_iri"] = iri
        return record


def questions() -> dict[str, Question]:
    """All questions by name, sorted."""
    return {path.stem: _read(path) for path in sorted((QUERIES / "questions").glob("*.rq"))}


def question(name: str) -> Question:
    """The question called *name*; raises UsageError that names the nearest."""
    path = QUERIES / "questions" / f"{name}.rq"
    names = sorted(file.stem for file in path.parent.glob("*.rq")) if path.parent.is_dir() else []
    if name not in names:
        raise UsageError(f"no question is called '{name}'{_meant(name, names)}; see the list: pscvc ask")
    return _read(path)


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
    if any(parameter.name == _LANGUAGE for parameter in asked.parameters):
        values = {_LANGUAGE: lang} | values
    terms = _terms(store, asked, values)
    query = bind(asked.text, terms) if terms else asked.text
    found = store.query(query)
    columns = _columns(asked, found)
    chosen = {term.value for several in terms.values() for term in several if term.kind == "iri"}
    labels = _labels(store, chosen | _iris(found.rows), lang)
    return Answer(
        question=asked,
        lang=lang,
        values={key: tuple(_text(term, labels) for term in several) for key, several in terms.items()},
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
    for delivery, title, address, licence in store.query(_answering("sources"), graph=GRAPH_LOG).rows:
        if delivery and title:
            key = (delivery.value, address.value if address else "", licence.value if licence else "")
            candidate = (title.language != lang, title.value)
            titles[key] = min(titles.get(key, candidate), candidate)
    found = {(title, address, licence) for (_, address, licence), (_, title) in titles.items()}
    return tuple(Source(title, address or None, licence or None) for title, address, licence in sorted(found))


def _as_of(store: Store) -> str | None:
    """The day on which something was last accepted, loaded or withdrawn; None where nothing ever was."""
    texts = store.query(_answering("as-of"), graph=GRAPH_LOG).texts()
    return texts[0][0][:10] or None if texts else None


def choices(store: Store, asked: Question, name: str, *, lang: str = "en") -> tuple[Choice, ...]:
    """What the parameter *name* of the question may be, by label; nothing for numbers and free text."""
    parameter = asked.parameter(name)
    if parameter.among is None:
        return ()
    things = _by_thing(_names_in_use(store, parameter.among))
    labels = _labels(store, things, lang)
    found = [Choice(iri, labels[iri], tuple(names)) for iri, names in things.items()]
    return tuple(sorted(found, key=lambda choice: (choice.label.casefold(), choice.iri)))


def called(store: Store, things: Iterable[str], lang: str = "en") -> dict[str, str]:
    """What each of *things*, given as IRIs, is called in the graph: in *lang* where it has a name in it."""
    return _labels(store, things, lang)


def _terms(store: Store, asked: Question, values: Mapping[str, Any]) -> dict[str, list[Term]]:
    """The values given as terms, by the name of the parameter."""
    terms: dict[str, list[Term]] = {}
    for name, value in values.items():
        parameter = asked.parameter(name)
        several = [value] if isinstance(value, (str, int, Decimal)) else list(value)
        texts = [_written(one) for one in several]
        if found := [_term(store, parameter, text) for text in texts if text]:
            terms[name] = found
    for parameter in asked.parameters:
        if parameter.required and parameter.name not in terms:
            raise UsageError(
                f"the question '{asked.name}' needs a {parameter.name}, "
                f"for example: pscvc ask {asked.name} {parameter.name}={parameter.example}"
            )
    return terms


def _written(value: str | int | Decimal | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _term(store: Store, parameter: Parameter, text: str) -> Term:
    if parameter.type == "resource":
        return _thing(store, parameter, text)
    datatype, written = _LITERALS[parameter.type]
    if not re.fullmatch(written, text, re.DOTALL):
        raise UsageError(
            f"{parameter.name} is a {parameter.type}, such as {parameter.example}, and not '{text}'"
        )
    return Term(text, "literal", datatype=datatype or None)


def _thing(store: Store, parameter: Parameter, text: str) -> Term:
    """The thing that *text* names: an IRI, or a name that one thing alone bears."""
    if re.match(r"(https?://|urn:)", text):
        return _known(store, parameter, text)
    exact = [Term(text, "literal"), *(Term(text, "literal", language=language) for language in LANGUAGES)]
    found = _names_in_use(store, parameter.among, exact)
    if not found:
        everything = _names_in_use(store, parameter.among)
        found = [entry for entry in everything if entry[2].casefold() == text.casefold()]
        if not found:
            raise UsageError(_unknown(store, parameter, text, everything))
    best = min(rank for _, rank, _ in found)
    things = sorted({thing for thing, rank, _ in found if rank == best})
    if len(things) > 1:
        labels = _labels(store, things, "en")
        named = "; ".join(f"{labels[thing]} <{thing}>" for thing in things[:5])
        more = f" and {len(things) - 5} more" if len(things) > 5 else ""
        raise UsageError(
            f"'{text}' is the name of several things, give an IRI for {parameter.name}: {named}{more}"
        )
    return Term(things[0])


def _known(store: Store, parameter: Parameter, iri: str) -> Term:
    term = Term(iri)
    term.sparql()
    if store.query("ASK { VALUES ?thing { UNDEF } ?thing ?says ?what }", values={"thing": term}).texts() != [
        ("true",)
    ]:
        raise UsageError(f"the graph says nothing of <{iri}>, given for {parameter.name}")
    return term


def _unknown(store: Store, parameter: Parameter, text: str, known: Sequence[tuple[str, int, str]]) -> str:
    """The sentence about a name that nothing bears, with what comes nearest."""
    if not known:
        return f"the graph has nothing that {parameter.name}={text} could be; load data first"
    by_name = {name.casefold(): thing for thing, _, name in sorted(known, reverse=True)}
    near = list(
        dict.fromkeys(by_name[name] for name in get_close_matches(text.casefold(), by_name, n=4, cutoff=0.5))
    )
    sentence = f"nothing called '{text}' is known that {parameter.name} could be"
    if not near:
        return f"{sentence}; give for example {parameter.name}={parameter.example}"
    labels = _labels(store, near, "en")
    return f"{sentence}; the nearest: " + "; ".join(f"{labels[thing]} <{thing}>" for thing in near[:3])


def _names_in_use(store: Store, among: str | None, names: Sequence[Term] = ()) -> list[tuple[str, int, str]]:
    """(thing, rank, name) for what is in the class or scheme *among*, or only for those *names*.

    The last part of an IRI is a name too, of the lowest rank of all.
    """
    values: dict[str, list[Term]] = {"set": [Term(among)]} if among else {}
    if names:
        values["name"] = list(names)
    rows = store.query(_answering("named" if names else "choices"), values=values).texts()
    found = [(thing, int(rank), name) for thing, rank, name in rows]
    if not names:
        found += sorted({(thing, 9, _last_part(thing)) for thing, _, _ in found})
    return found


def _by_thing(names: Iterable[tuple[str, int, str]]) -> dict[str, list[str]]:
    things: dict[str, list[str]] = {}
    for thing, _, name in sorted(names):
        known = things.setdefault(thing, [])
        if name not in known:
            known.append(name)
    return things


def _labels(store: Store, things: Iterable[str], lang: str) -> dict[str, str]:
    """A label for each IRI in *things*: in *lang*, else in the other language, else the IRI's last part."""
    wanted = sorted(set(things))
    labels = {thing: _last_part(thing) for thing in wanted}
    if not wanted:
        return labels
    best: dict[str, tuple[int, bool, str]] = {}
    rows = store.query(_answering("labels"), values={"thing": [Term(thing) for thing in wanted]}).rows
    for thing, rank, label in rows:
        if thing and rank and label and label.value:
            candidate = (int(rank.value), label.language != lang, label.value)
            best[thing.value] = min(best.get(thing.value, candidate), candidate)
    return labels | {thing: label for thing, (_, _, label) in best.items()}


def _last_part(iri: str) -> str:
    return unquote(re.split(r"[/#:]", iri.rstrip("/#:"))[-1])


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


def _meant(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    return f"; did you mean: {', '.join(near)}?" if near else ""


@cache
def _answering(name: str) -> str:
    """The text of a query of queries/answers/, which serves every answer."""
    return headers.read(QUERIES / "answers" / f"{name}.rq")[1]


@cache
def _read(path: Path) -> Question:
    """The question in the file at *path*; raises PscvcError when its header lacks something."""
    header, text = headers.read(path)
    prefixes = dict(re.findall(r"^\s*PREFIX\s+([\w.-]*):\s*<([^>]*)>", text, re.MULTILINE | re.IGNORECASE))
    try:
        return Question(
            name=path.stem,
            summary=_both(header, "summary"),
            description=_both(header, "description"),
            version=str(header["version"]),
            tags=tuple(header["tags"]),
            related=tuple(header.get("related") or ()),
            parameters=tuple(
                _parameter(path, name, said, prefixes)
                for name, said in (header.get("parameters") or {}).items()
            ),
            columns=tuple(_column(path, name, said) for name, said in header["columns"].items()),
            text=text,
            source=_source(path, header["source"]) if "source" in header else None,
        )
    except KeyError as error:
        raise PscvcError(f"{path.name}: the `#+` header lacks {error}; see another question.") from error
    except (TypeError, AttributeError) as error:
        raise PscvcError(
            f"{path.name}: the `#+` header has a list, a text or a mapping where another of them belongs "
            f"({error}); see another question."
        ) from error


def _both(header: Mapping[str, Any], key: str) -> Text:
    """English under the key that grlc reads, French beside it."""
    return {"en": str(header[key]), "fr": str(header[f"{key}_fr"])}


def _parameter(path: Path, name: str, said: Mapping[str, Any], prefixes: Mapping[str, str]) -> Parameter:
    among = said.get("class") or said.get("scheme")
    if among:
        prefix, _, rest = str(among).partition(":")
        if prefix not in prefixes:
            raise PscvcError(
                f"{path.name}: the prefix {prefix} is used in the header and not declared in the query; "
                f"add a line PREFIX {prefix}: <…>."
            )
        among = prefixes[prefix] + rest
    if said["type"] != "resource" and said["type"] not in _LITERALS:
        raise PscvcError(
            f"{path.name}: parameter '{name}' is of no known type: resource, {', '.join(_LITERALS)}."
        )
    return Parameter(
        name=name,
        label=headers.text_of(path, said, "label"),
        type=said["type"],
        example=str(said["example"]),
        among=among,
        required=bool(said.get("required", False)),
    )


def _source(path: Path, said: Mapping[str, Any]) -> Mapping[str, Source]:
    """What an answer rests on, by language, where it is not what was loaded and accepted."""
    titles = headers.text_of(path, said, "title")
    return {lang: Source(title, said.get("address"), said.get("licence")) for lang, title in titles.items()}


def _column(path: Path, name: str, said: Mapping[str, Any]) -> Column:
    values = said.get("values") or {}
    return Column(
        name=name,
        label=headers.text_of(path, said, "label"),
        type=said["type"],
        unit=said.get("unit"),
        values={code: headers.text_of(path, values, code) for code in values},
    )
