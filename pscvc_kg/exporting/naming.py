"""What a person chooses of an export, by any name in use, as an IRI of the graph."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pscvc_kg import headers
from pscvc_kg.errors import UsageError
from pscvc_kg.resources import QUERIES
from pscvc_kg.store import Store, Term

LANGUAGES = ("en", "fr")
_NAMED = QUERIES / "answers" / "named.rq"
_CHOICES = QUERIES / "answers" / "choices.rq"
_KNOWN = QUERIES / "exports" / "known.rq"


def chosen(store: Store, parameter: str, text: str, among: str) -> Term:
    """The member of the class or scheme *among* that *text* names: by IRI, identifier, name or short name.

    Raises:
        UsageError: Nothing in the graph is called so, or several things are.
    """
    if re.match(r"(https?://|urn:)", text):
        values = {"thing": Term(text), "set": Term(among)}
        found = [thing for (thing,) in store.query(headers.read(_KNOWN)[1], values=values).texts()]
    else:
        names = [Term(text, "literal"), *(Term(text, "literal", language=each) for each in LANGUAGES)]
        rows = store.query(headers.read(_NAMED)[1], values={"name": names, "set": Term(among)}).texts()
        if not rows:
            rows = [row for row in _all(store, among) if row[2].casefold() == text.casefold()]
        best = min((int(rank) for _, rank, _ in rows), default=0)
        found = sorted({thing for thing, rank, _ in rows if int(rank) == best})
    if not found:
        raise UsageError(
            f"no {parameter} of this graph is called '{text}'; give its identifier, its name or its IRI"
        )
    if len(found) > 1:
        raise UsageError(f"'{text}' names more than one {parameter}; give one of: {', '.join(found)}")
    return Term(found[0])


def _all(store: Store, among: str) -> list[tuple[str, ...]]:
    """(thing, rank, name) of all there is; the end of an IRI is a name of the last rank."""
    rows = store.query(headers.read(_CHOICES)[1], values={"set": Term(among)}).texts()
    things = sorted({thing for thing, _, _ in rows})
    return [*rows, *((thing, "9", unquote(re.split("[/#]", thing)[-1])) for thing in things)]
