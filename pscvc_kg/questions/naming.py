"""What the things of the graph are called, by the queries in queries/answers/."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import unquote

from pscvc_kg import headers
from pscvc_kg.resources import QUERIES
from pscvc_kg.store import Store, Term

LANGUAGES = ("en", "fr")


@cache
def answering(name: str) -> str:
    """The text of a query of queries/answers/, which serves every answer."""
    return headers.read(QUERIES / "answers" / f"{name}.rq")[1]


def called(store: Store, things: Iterable[str], lang: str = "en") -> dict[str, str]:
    """A label for each IRI in *things*: in *lang*, else in the other language, else the IRI's last part."""
    labels = {thing: last_part(thing) for thing in things}
    wanted = sorted(labels)
    for query in ("labels", "codes"):
        found = _best(store, query, wanted, lang)
        labels |= found
        wanted = [thing for thing in wanted if thing not in found]
    return labels


def _best(store: Store, query: str, things: Iterable[str], lang: str) -> dict[str, str]:
    """What *query* calls those of *things* that it knows, of the lowest rank and if possible in *lang*."""
    values = [Term(thing) for thing in things]
    best: dict[str, tuple[int, bool, str]] = {}
    for thing, rank, label in store.query(answering(query), values={"thing": values}).rows if values else ():
        if thing and rank and label and label.value:
            candidate = (int(rank.value), label.language != lang, label.value)
            best[thing.value] = min(best.get(thing.value, candidate), candidate)
    return {thing: label for thing, (_, _, label) in best.items()}


def last_part(iri: str) -> str:
    """What *iri* is called where nothing says it better."""
    return unquote(re.split(r"[/#:]", iri.rstrip("/#:"))[-1])
