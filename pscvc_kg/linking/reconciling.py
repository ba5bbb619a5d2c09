"""Lists of others matched to the things of the graph, a query at a time."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pscvc_kg.errors import UsageError
from pscvc_kg.linking.inventory import Inventory
from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.properties import Property
from pscvc_kg.linking.things import Candidate, Identifier, Name, Thing, Verdict
from pscvc_kg.linking.wording import words
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term

LONGEST = 1_000
"""Signs of a name; nothing that we know is called by a longer one."""
_MATCHERS = 128
"""So many matchers are kept, one for each set of types that somebody looks in: more than there are types."""
_ASKED = "urn:asked"
"""What the thing of a query is called while it is matched; nobody sees it."""


class TooLongError(UsageError):
    """What was asked together takes longer than it may."""


class Given(NamedTuple):
    """A value that a query gives for a property: a text, or a thing by its IRI and perhaps its name."""

    text: str
    iri: str = ""


@dataclass(frozen=True)
class Asked:
    """One query: a *text* to match, *types* to look in (in things of *every* one), and what else is known."""

    text: str = ""
    types: tuple[str, ...] = ()
    every: bool = False
    limit: int = 5
    given: tuple[tuple[str, tuple[Given, ...]], ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A thing that may be meant: how good it is, why in a sentence, and whether it may be taken as it is."""

    thing: Thing
    score: float
    features: Mapping[str, float | bool]
    reason: Text
    match: bool = False


class Reconciler:
    """Matches queries to the things of *store* as they are now; several threads may ask it."""

    def __init__(self, store: Store) -> None:
        self.inventory = Inventory(store)
        members = self.inventory.members
        # It does not hold the reconciler, which goes with its snapshot as soon as nobody asks it.
        self._matcher = functools.lru_cache(_MATCHERS)(lambda types: Matcher(members(types)))

    def propose(self, asked: Asked, until: float = math.inf) -> list[Proposal]:
        """What *asked* may mean, the best first; none of it is a match where two could be meant.

        A type that there is none of holds nothing; a property that there is none of says nothing.

        Raises:
            TooLongError: It would take until after the moment *until* of the monotonic clock.
        """
        if len(asked.text) > LONGEST:
            return []
        meant = self.inventory.things.get(asked.text.strip())
        if meant and self.inventory.is_in(meant.iri, asked.types, every=asked.every):
            reason = {"en": "This is its address.", "fr": "C'est son adresse."}
            return self._compared([Proposal(meant, 1.0, {"address": 1.0}, reason, True)], asked)
        best: dict[str, Candidate] = {}
        accepted = set()
        for types in self._searched(asked):
            matcher = self._matcher(types)
            for thing in self._readings(asked):
                if time.monotonic() > until:
                    raise TooLongError(
                        "these queries take too long together; send fewer of them, or fewer types and values"
                    )
                match = matcher.match(thing, asked.limit)
                for candidate in match.candidates:
                    known = best.get(candidate.target.iri)
                    if known is None or known.score < candidate.score:
                        best[candidate.target.iri] = candidate
                if match.verdict is Verdict.ACCEPT:
                    accepted.add(match.candidates[0].target.iri)
        ranked = sorted(best.values(), key=lambda one: (-one.score, one.target.iri))
        # Accepted in one type, while a thing of another type is as good or better: either could be meant.
        clear = len(ranked) == 1 or (len(ranked) > 1 and ranked[0].score > ranked[1].score)
        meant_one = {ranked[0].target.iri} if clear else set()
        proposals = [
            Proposal(
                one.target, one.score, one.features, one.reason, accepted == meant_one == {one.target.iri}
            )
            for one in ranked[: asked.limit]
        ]
        return self._compared(proposals, asked)

    def _searched(self, asked: Asked) -> list[frozenset[str]]:
        """The sets of types to look in, one after the other: things of a set have all of its types."""
        types = self.inventory.types
        if not asked.types:
            return [frozenset([base]) for base in self.inventory.bases]
        if asked.every:
            return [frozenset(asked.types)] if set(asked.types) <= types.keys() else []
        return [frozenset([one]) for one in dict.fromkeys(asked.types) if one in types]

    def _readings(self, asked: Asked) -> Iterator[Thing]:
        """What *asked* says, to be matched: its text is a name, and an identifier where we have it as one."""
        text = asked.text.strip()
        facts: dict[str, list[str]] = {}
        identifiers = []
        for known, value in self._facts(asked):
            facts.setdefault(known.matches, []).append(value)
            if known.matches == "identifier":
                identifiers.append(Identifier(value, known.key))
        names = tuple(Name(one) for one in (text, *facts.get("name", ())) if one)
        websites = tuple(facts.get("website", ()))
        context = tuple(Name(one) for one in facts.get("context", ()))
        country = "".join(facts.get("country", ())[:1]).lower()
        if names or identifiers or websites:
            yield Thing(_ASKED, names, tuple(identifiers), websites, context, country)
        if text.casefold() in self.inventory.codes:
            yield Thing(_ASKED, (), (Identifier(text),), (), context, country)

    def _facts(self, asked: Asked) -> Iterator[tuple[Property, str]]:
        """The given values that a matcher can use, each with its property."""
        for name, values in asked.given:
            known = self.inventory.properties.get(name)
            if known and known.matches:
                for value in values:
                    text = value.text or self._called(value.iri)
                    if text.strip() and len(text) <= LONGEST:
                        yield known, text.strip()

    def _called(self, iri: str) -> str:
        """What a thing is called that is given by its address only."""
        if known := self.inventory.things.get(iri):
            return self.inventory.name(known, "en")
        try:
            Term(iri).sparql()
        except UsageError:
            return ""
        return self.inventory.called([iri], "en")[iri]

    def _compared(self, proposals: Sequence[Proposal], asked: Asked) -> list[Proposal]:
        """The *proposals* beside what else the query says, a feature each; no match where that differs."""
        agreeing: dict[str, dict[str, bool]] = {}
        for known, given in self._compare(asked):
            told = known.values(self.inventory.store, [one.thing.iri for one in proposals])
            names = self._names(value for values in told.values() for value in values)
            for iri, values in told.items():
                texts = {text for value in values for text in names[value]}
                agreeing.setdefault(iri, {})[known.name] = _agree(texts, given)
        return [
            replace(
                one,
                features={**one.features, **agreeing.get(one.thing.iri, {})},
                match=one.match and all(agreeing.get(one.thing.iri, {}).values()),
            )
            for one in proposals
        ]

    def _compare(self, asked: Asked) -> list[tuple[Property, list[Given]]]:
        """The properties that no matcher uses, each with all that is given for it."""
        given: dict[str, list[Given]] = {}
        for name, values in asked.given:
            given.setdefault(name, []).extend(values)
        known = ((self.inventory.properties.get(name), values) for name, values in given.items())
        return [(one, values) for one, values in known if one and not one.matches and values]

    def _names(self, values: Iterable[Term]) -> dict[Term, set[str]]:
        """The texts by which each of *values* may be given: itself, and the names of a thing."""
        names = {value: {value.value} for value in values}
        things = [value.value for value in names if value.kind == "iri"]
        for iri, _, label in self.inventory.labels(things):
            names[Term(iri)].add(label)
        return names


def _agree(texts: Collection[str], given: Iterable[Given]) -> bool:
    """Whether one of the values that are *given* is one of *texts*, whatever its case and accents."""
    said = {found for text in texts if (found := words(text))}
    return any(one.iri in texts or one.text in texts or words(one.text) in said for one in given)
