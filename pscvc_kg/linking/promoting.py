"""From "the same, somebody says" to ``owl:sameAs``, where nothing that the graph knows speaks against it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pscvc_kg import current, headers, resources
from pscvc_kg.errors import UsageError
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term

from . import sssom
from .deciding import Decision, State, decided, promotions, standings
from .sssom import Link, LinkSet


@dataclass(frozen=True)
class Refused:
    """A link that is not promoted, and why: what it would make the same cannot be."""

    link: Link
    why: Text


@dataclass(frozen=True)
class Promoted:
    """The rows that say ``owl:sameAs`` from now on, and those links that cannot."""

    links: tuple[Link, ...]
    refused: tuple[Refused, ...]


def promote(store: Store, links: LinkSet, by: str, day: date) -> Promoted:
    """Check each accepted ``skos:exactMatch`` of *links* against *store*: which may be ``owl:sameAs``?

    Being the same passes on: a link is refused, too, where it would make two things one by way of a third.
    Those that come first in the file come first.

    Raises:
        UsageError: Nothing of it is accepted in the store, or nobody is named.
    """
    there = {link.pair for link in _asserted(store, links)}
    wanted = [
        each.last
        for each in standings(links.links)
        if each.state is State.ACCEPTED and each.last.predicate == sssom.EXACT
    ]
    if not wanted:
        raise UsageError("there is no accepted skos:exactMatch in this file, and only those can be promoted")
    if missing := next((link for link in wanted if link.pair not in there), None):
        raise UsageError(
            f"{missing.subject_label} is not yet linked in this graph; accept the file first: "
            "pscvc link --accept"
        )
    same = {link.pair for link in promotions(links.links)}
    groups = _Groups(_same_already(store))
    promoted, refused = [], []
    for link in wanted:
        if link.pair in same:
            continue
        pairs = itertools.product(groups.of(link.subject), groups.of(link.object))
        if why := next((why for one, other in pairs if (why := refusal(store, one, other))), None):
            refused.append(Refused(link, why))
            continue
        groups.join(*link.pair)
        row = decided(link, Decision.ACCEPT, by, day, predicate=sssom.SAME_AS)
        promoted.append(replace(row, predicate=sssom.SAME_AS))
    return Promoted(tuple(promoted), tuple(refused))


def _asserted(store: Store, links: LinkSet) -> Iterator[Link]:
    """Those of *links* that the graph says."""
    subjects = sorted({link.subject for link in links.links})
    values = {"one": [Term(iri) for iri in subjects]}
    rows = store.query(current.rule("linked-things"), values=values).texts()
    said = {(one, other) for one, other in rows}
    return (link for link in links.links if link.pair in said)


def _same_already(store: Store) -> list[tuple[str, str]]:
    return [(one, other) for one, other in store.query(current.rule("same-things")).texts()]


class _Groups:
    """What is the same as what."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._groups: dict[str, set[str]] = {}
        for pair in pairs:
            self.join(*pair)

    def of(self, iri: str) -> list[str]:
        return sorted(self._groups.get(iri, {iri}))

    def join(self, one: str, other: str) -> None:
        joined = {*self.of(one), *self.of(other)}
        for iri in joined:
            self._groups[iri] = joined


@cache
def _rules() -> tuple[tuple[str, Text], ...]:
    found = []
    for path in sorted((resources.QUERIES / "linking" / "refusals").glob("*.rq")):
        header, text = headers.read(path)
        found.append((text, headers.text_of(path, header, "refuses")))
    return tuple(found)


def refusal(store: Store, one: str, other: str) -> Text | None:
    """Why *one* and *other* cannot be the same; None where nothing speaks against it."""
    if one == other:
        return None
    for query, why in _rules():
        found = store.query(query, values={"one": Term(one), "other": Term(other)})
        for row in found.texts():
            said: Mapping[str, str] = dict(zip(found.columns, row, strict=True))
            return {lang: text.format_map(said) for lang, text in why.items()}
    return None
