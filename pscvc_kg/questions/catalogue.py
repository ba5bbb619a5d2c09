"""The questions as queries/questions/ states them, one file each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from pscvc_kg import headers
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.namespaces import XSD
from pscvc_kg.report import Text
from pscvc_kg.resources import QUERIES

LITERALS = {
    "text": ("", r".*"),
    "integer": (XSD + "integer", r"[+-]?\d+"),
    "decimal": (XSD + "decimal", r"[+-]?(\d+\.?\d*|\.\d+)"),
    "date": (XSD + "date", r"\d{4}-\d\d-\d\d"),
    "boolean": (XSD + "boolean", r"true|false"),
}
"""The types of parameters that are no things of the graph: datatype, and how a value is written."""


PICTURES = {
    "bars": ("label+", "value"),
    "chain": ("from", "from_stage", "object", "to", "to_stage"),
    "flow": ("from", "to", "value", "slice?"),
    "network": ("from", "to", "value?", "direct?", "note+?", "slice?"),
    "lines": ("x", "value", "series+", "break:?", "instrument?", "slice?"),
    "matrix": ("row", "column", "mark:", "slice?"),
    "ties": ("from", "to", "value?", "note+?", "slice?"),
}
"""The kinds of pictures, and which places each fills with columns of the answer.

``+`` marks a place of one or more columns, ``?`` one that may be left out, ``:`` one that also says codes:
``{column: [code, …]}``. A picture shows only the last thing in the place ``slice``, and says so.
"""


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
class Picture:
    """How an answer is drawn: the kind, and for each of its places the columns of the answer that fill it.

    ``codes`` are those that a place says besides its column, in their order.
    """

    kind: str
    columns: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
    picture: Picture | None = None

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


def questions() -> dict[str, Question]:
    """All questions by name, sorted."""
    return {path.stem: read(path) for path in sorted((QUERIES / "questions").glob("*.rq"))}


def question(name: str) -> Question:
    """The question called *name*; raises UsageError that names the nearest."""
    path = QUERIES / "questions" / f"{name}.rq"
    names = sorted(file.stem for file in path.parent.glob("*.rq")) if path.parent.is_dir() else []
    if name not in names:
        alike = get_close_matches(name, names, n=3, cutoff=_ALIKE)
        about = [one for word in name.split("-") for one in speaking_of(word)] if not alike else []
        near = list(dict.fromkeys([*alike, *speaking_of(name.replace("-", " ")), *about]))[:5]
        meant = f"; did you mean: {', '.join(near)}?" if near else ""
        raise UsageError(
            f"no question is called '{name}'{meant}; see all: pscvc ask; or search: pscvc ask --find WORD"
        )
    return read(path)


def speaking_of(words: str) -> dict[str, Question]:
    """The questions in whose names or texts, in either language, each of *words* begins a word.

    Those that say it in their names, summaries or tags come first. Capitals and accents do not count.

    >>> list(speaking_of("DELAI"))
    ['on-time-along-chain']
    """
    wanted = [re.compile(rf"\b{re.escape(word)}") for word in _folded(words).split()]
    every = questions() if wanted else {}
    first, then = {}, {}
    for name, one in every.items():
        above = _folded(" ".join((name, *one.summary.values(), *one.tags, *one.related)))
        labels = [label for named in one.parameters for label in named.label.values()]
        labels += [label for shown in one.columns for label in shown.label.values()]
        below = _folded(" ".join((above, *one.description.values(), *labels)))
        if all(word.search(above) for word in wanted):
            first[name] = one
        elif all(word.search(below) for word in wanted):
            then[name] = one
    return first | then


def _folded(text: str) -> str:
    """*text* without capitals and accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def read(path: Path) -> Question:
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
            picture=_picture(path, header["picture"], header["columns"]) if "picture" in header else None,
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
    if said["type"] != "resource" and said["type"] not in LITERALS:
        raise PscvcError(
            f"{path.name}: parameter '{name}' is of no known type: resource, {', '.join(LITERALS)}."
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


def _picture(path: Path, said: Mapping[str, Any], columns: Mapping[str, Any]) -> Picture:
    """The default picture; its places are those of its kind, each filled by columns that the answer has."""
    kind = said["kind"]
    if kind not in PICTURES:
        raise PscvcError(
            f"{path.name}: no picture is of the kind '{kind}'; write one of: {', '.join(PICTURES)}."
        )
    marks = {one.rstrip("+?:"): one for one in PICTURES[kind]}
    needed = [place for place, mark in marks.items() if "?" not in mark]
    if not {"kind", *needed} <= set(said) <= {"kind", *marks}:
        may = [place for place in marks if place not in needed]
        raise PscvcError(
            f"{path.name}: a picture of the kind {kind} says exactly: kind, {', '.join(needed)}"
            + (f"; it may say: {', '.join(may)}." if may else ".")
        )
    places, codes = {}, {}
    for place in (one for one in marks if one in said):
        value = said[place]
        if isinstance(value, dict) != (":" in marks[place]):
            raise PscvcError(
                f"{path.name}: the picture's '{place}' is written as "
                + ("{column: [code, …]}." if ":" in marks[place] else "a column.")
            )
        if isinstance(value, dict):
            codes[place] = tuple(str(code) for each in value.values() for code in each)
        names = tuple(map(str, value)) if isinstance(value, (list, dict)) else (str(value),)
        for name in names:
            if name not in columns:
                raise PscvcError(
                    f"{path.name}: the picture's '{place}' names '{name}', which is no column of the answer; "
                    f"it has: {', '.join(columns)}."
                )
        if not names or (len(names) > 1 and "+" not in marks[place]):
            raise PscvcError(f"{path.name}: the picture's '{place}' is one column.")
        places[place] = names
    return Picture(kind, places, codes)


def _column(path: Path, name: str, said: Mapping[str, Any]) -> Column:
    values = said.get("values") or {}
    return Column(
        name=name,
        label=headers.text_of(path, said, "label"),
        type=said["type"],
        unit=said.get("unit"),
        values={code: headers.text_of(path, values, code) for code in values},
    )


_ALIKE = 0.6
"""How alike a name and what was written must be, from 0 to 1, for it to be what was meant."""


def _meant(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=3, cutoff=_ALIKE)
    return f"; did you mean: {', '.join(near)}?" if near else ""
