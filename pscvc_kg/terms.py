"""The terms and codes of the ontology, each with what it means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pscvc_kg import headers, resources, vocabulary
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import BASE, CODE, GRAPH_ONTOLOGY, PSC
from pscvc_kg.report import Text
from pscvc_kg.store import Term as Cell
from pscvc_kg.store import open_store


@dataclass(frozen=True)
class Term:
    """One term or code.

    Attributes:
        name: ``ServiceReport``, or for a code its list and itself: ``channel/ONL``.
        kind: class, relation, property, code-list or code.
        about: What else is said, by aspect (broader, domain, range, example, …): IRIs or texts, sorted.
    """

    iri: str
    name: str
    kind: str
    label: Text
    definition: Text
    about: Mapping[str, tuple[str, ...]]


def terms() -> tuple[Term, ...]:
    """Every term and code of the ontology, by name."""
    query = headers.read(resources.QUERIES / "answers" / "terms.rq")[1]
    with open_store() as store:
        store.load(vocabulary.ontology_triples(), GRAPH_ONTOLOGY)
        rows = store.query(query, graph=GRAPH_ONTOLOGY).rows
    said: dict[tuple[str, str], list[tuple[str, Cell]]] = defaultdict(list)
    for term, kind, aspect, text in rows:
        if term and kind and aspect and text:
            said[term.value, kind.value].append((aspect.value, text))
    return tuple(
        sorted(
            (_term(iri, kind, facts) for (iri, kind), facts in said.items()),
            key=lambda one: one.name.casefold(),
        )
    )


def term(name: str) -> Term:
    """The term called *name* or with that IRI; raises UsageError that names the nearest."""
    known = {one.name: one for one in terms()}
    short = short_name(name).removeprefix("psc:").removeprefix("code:")
    if short in known:
        return known[short]
    same = {key.casefold(): one for key, one in known.items()}
    if short.casefold() in same:
        return same[short.casefold()]
    near = get_close_matches(short.casefold(), same, n=3, cutoff=0.5)
    hint = f"; did you mean: {', '.join(same[key].name for key in near)}?" if near else ""
    raise UsageError(f"no term is called '{name}'{hint}; see the list: pscvc terms")


def short_name(iri: str) -> str:
    """What a term is called in lists: its IRI without what all of its kind share."""
    for start in (PSC, CODE, BASE):
        if iri.startswith(start):
            return iri.removeprefix(start)
    return iri


def _term(iri: str, kind: str, facts: Sequence[tuple[str, Cell]]) -> Term:
    texts: dict[str, dict[str, str]] = {"label": {}, "definition": {}}
    about: dict[str, set[str]] = defaultdict(set)
    for aspect, cell in facts:
        if aspect in texts:
            texts[aspect].setdefault(cell.language or "en", cell.value)
        else:
            about[aspect].add(cell.value)
    return Term(
        iri=iri,
        name=short_name(iri),
        kind=kind,
        label=_both(texts["label"], short_name(iri)),
        definition=_both(texts["definition"], ""),
        about={aspect: tuple(sorted(values)) for aspect, values in sorted(about.items())},
    )


def _both(texts: Mapping[str, str], otherwise: str) -> Text:
    english = texts.get("en", texts.get("fr", otherwise))
    return {"en": english, "fr": texts.get("fr", english)}
