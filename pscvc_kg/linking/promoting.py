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
from .deciding import Decision, State, answering, decided, promotions, standings
from .sssom import Link, LinkSet


@dataclass(frozen=True)
class Refused:
    """A link that is not promoted, and why: what it would make the same cannot be.

    *one* and *other* are the two that cannot be one: the ends of the link, or what an end is already the same
    as; *rule* is the query of ``queries/linking/refusals/`` that refuses them.
    """

    link: Link
    why: Text
    rule: str
    one: str
    other: str

    @property
    def through(self) -> tuple[str, ...]:
        """The things, no ends of the link, by way of which it would join two that cannot be one."""
        return tuple(iri for iri in (self.one, self.other) if iri not in self.link.pair)


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
    by = answering(by)
    there = {link.pair for link in _asserted(store, links)}
    wanted = [
        each.last
        for each in standings(links.links)
        if each.state is State.ACCEPTED and each.last.predicate == sssom.EXACT
    ]
    if not wanted:
        raise UsageError("there is no accepted skos:exactMatch in this file, and only those can be promoted")
    if missing := [link for link in wanted if link.pair not in there]:
        more = f" and {len(missing) - 1} more of the file are" if len(missing) > 1 else " is"
        raise UsageError(
            f"{missing[0].subject_label}{more} not yet linked in this graph; accept the file first: "
            "pscvc link --accept LINKS"
        )
    same = {link.pair for link in promotions(links.links)}
    groups = _Groups(_same_already(store))
    promoted, refused = [], []
    for link in wanted:
        if link.pair in same:
            continue
        pairs = itertools.product(groups.of(link.subject), groups.of(link.object))
        why = next((found for one, other in pairs if (found := _refusal(store, link, one, other))), None)
        if why:
            refused.append(why)
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


def _refusal(store: Store, link: Link, one: str, other: str) -> Refused | None:
    found = _refused_by(store, one, other)
    return Refused(link, found[1], found[0], one, other) if found else None


@cache
def _rules() -> tuple[tuple[str, str, Text], ...]:
    found = []
    for path in sorted((resources.QUERIES / "linking" / "refusals").glob("*.rq")):
        header, text = headers.read(path)
        found.append((path.stem, text, headers.text_of(path, header, "refuses")))
    return tuple(found)


def refusal(store: Store, one: str, other: str) -> Text | None:
    """Why *one* and *other* cannot be the same; None where nothing speaks against it."""
    found = _refused_by(store, one, other)
    return found[1] if found else None


def _refused_by(store: Store, one: str, other: str) -> tuple[str, Text] | None:
    """The first rule that *one* and *other* being the same would break, by name, and what it says."""
    if one == other:
        return None
    for name, query, why in _rules():
        found = store.query(query, values={"one": Term(one), "other": Term(other)})
        for row in found.texts():
            said: Mapping[str, str] = dict(zip(found.columns, row, strict=True))
            return name, {lang: text.format_map(said) for lang, text in why.items()}
    return None
