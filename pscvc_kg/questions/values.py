"""What a question is given for its parameters, as terms of the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from pscvc_kg.errors import UsageError
from pscvc_kg.questions.catalogue import LITERALS, Parameter, Question
from pscvc_kg.questions.naming import LANGUAGES, answering, called, last_part
from pscvc_kg.store import Store, Term

_FEW = 3
"""So many things are named in the sentence about a name that nothing bears."""


@dataclass(frozen=True)
class Choice:
    """One thing that a parameter may be: its IRI, its label, and the names by which it may be given."""

    iri: str
    label: str
    names: tuple[str, ...]


def choices(store: Store, asked: Question, name: str, *, lang: str = "en") -> tuple[Choice, ...]:
    """What the parameter *name* of the question may be, by label; nothing for numbers and free text."""
    parameter = asked.parameter(name)
    if parameter.among is None:
        return ()
    things = _by_thing(_names_in_use(store, parameter.among))
    labels = called(store, things, lang)
    found = [Choice(iri, labels[iri], tuple(names)) for iri, names in things.items()]
    return tuple(sorted(found, key=lambda choice: (choice.label.casefold(), choice.iri)))


def terms_of(store: Store, asked: Question, values: Mapping[str, Any]) -> dict[str, list[Term]]:
    """The values given as terms, by the name of the parameter."""
    terms: dict[str, list[Term]] = {}
    for name, value in values.items():
        parameter = asked.parameter(name)
        several = [value] if isinstance(value, (str, int, float, Decimal)) else value
        if not isinstance(several, Iterable):
            raise UsageError(f"{name} is given as {value!r}; give a text, a number, or a sequence of them")
        texts = [_written(one) for one in several]
        if found := [_term(store, asked, parameter, text) for text in texts if text]:
            terms[name] = found
    for parameter in asked.parameters:
        if parameter.required and parameter.name not in terms:
            raise UsageError(
                f"the question '{asked.name}' needs a {parameter.name}, "
                f"for example: pscvc ask {asked.name} {parameter.name}={parameter.example}"
            )
    return terms


def _written(value: str | float | Decimal | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _term(store: Store, asked: Question, parameter: Parameter, text: str) -> Term:
    if parameter.type == "resource":
        return _thing(store, asked, parameter, text)
    datatype, written = LITERALS[parameter.type]
    if not re.fullmatch(written, text, re.DOTALL):
        raise UsageError(
            f"{parameter.name} is a {parameter.type}, such as {parameter.example}, and not '{text}'"
        )
    return Term(text, "literal", datatype=datatype or None)


def _thing(store: Store, asked: Question, parameter: Parameter, text: str) -> Term:
    """The thing that *text* names: an IRI, or a name that one thing alone bears."""
    if re.match(r"(https?://|urn:)", text):
        return _known(store, parameter, text)
    exact = [Term(text, "literal"), *(Term(text, "literal", language=language) for language in LANGUAGES)]
    found = _names_in_use(store, parameter.among, exact)
    if not found:
        everything = _names_in_use(store, parameter.among)
        found = [entry for entry in everything if entry[2].casefold() == text.casefold()]
        if not found:
            raise UsageError(_unknown(store, asked, parameter, text, everything))
    best = min(rank for _, rank, _ in found)
    things = sorted({thing for thing, rank, _ in found if rank == best})
    if len(things) > 1:
        labels = called(store, things, "en")
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


def _unknown(
    store: Store, asked: Question, parameter: Parameter, text: str, known: Sequence[tuple[str, int, str]]
) -> str:
    """The sentence about a name that nothing bears, with the nearest: what holds it, else what is alike."""
    if not known:
        return f"the graph has nothing that {parameter.name}={text} could be; load data first"
    by_name = {name.casefold(): thing for thing, _, name in sorted(known, reverse=True)}
    held = sorted((name for name in by_name if text.casefold() in name), key=lambda name: (len(name), name))
    alike = get_close_matches(text.casefold(), by_name, n=4, cutoff=0.5)
    near = list(dict.fromkeys(by_name[name] for name in [*held, *alike]))
    sentence = f"nothing called '{text}' is known that {parameter.name} could be"
    see = f"see all: pscvc ask {asked.name} --values {parameter.name}"
    every = list(dict.fromkeys(by_name.values()))
    if not near and len(every) > _FEW:
        return f"{sentence}; {see}"
    shown = near[:_FEW] or every
    labels = called(store, shown, "en")
    which = "the nearest" if near else "there is"
    return f"{sentence}; {which}: {'; '.join(f'{labels[one]} <{one}>' for one in shown)}; {see}"


def _names_in_use(store: Store, among: str | None, names: Sequence[Term] = ()) -> list[tuple[str, int, str]]:
    """(thing, rank, name) for what is in the class or scheme *among*, or only for those *names*.

    The last part of an IRI is a name too, of the lowest rank of all.
    """
    values: dict[str, list[Term]] = {"set": [Term(among)]} if among else {}
    if names:
        values["name"] = list(names)
    rows = store.query(answering("named" if names else "choices"), values=values).texts()
    found = [(thing, int(rank), name) for thing, rank, name in rows]
    if not names:
        found += sorted({(thing, 9, last_part(thing)) for thing, _, _ in found})
    return found


def _by_thing(names: Iterable[tuple[str, int, str]]) -> dict[str, list[str]]:
    things: dict[str, list[str]] = {}
    for thing, _, name in sorted(names):
        known = things.setdefault(thing, [])
        if name not in known:
            known.append(name)
    return things
