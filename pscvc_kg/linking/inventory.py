"""What lists of others are matched to: the things of a store, by the types of queries/linking/reconciled/."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from pscvc_kg.linking.gathering import gather
from pscvc_kg.linking.paging import every_row
from pscvc_kg.linking.properties import Property, Told, gathered, properties
from pscvc_kg.linking.things import Identifier, NameKind, Thing
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term


@dataclass(frozen=True)
class Type:
    """A type of things; *things* is the query that gathers them, or "" where *broader* has them."""

    iri: str
    label: Text
    things: str = ""
    broader: str = ""


class Inventory:
    """The things of *store* as they are when this is made; it does not change, so threads may share it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.types = _types(store)
        self.properties = properties(store)
        self.bases = tuple(one.iri for one in self.types.values() if one.things)
        self.things: dict[str, Thing] = {}
        has: dict[str, set[str]] = {}
        for base in self.bases:
            for thing in gather(store, self.types[base].things):
                self.things.setdefault(thing.iri, thing)
                has.setdefault(thing.iri, set()).add(base)
        for iri, narrower in every_row(store, gathered("members")).texts():
            if iri in has and narrower in self.types and has[iri] & set(self.above(narrower)):
                has[iri].add(narrower)
        self._has = {iri: tuple(sorted(types, key=self._narrowest)) for iri, types in has.items()}

    def types_of(self, iri: str) -> tuple[str, ...]:
        """The types of the thing *iri*, the narrowest first."""
        return self._has[iri]

    def above(self, iri: str) -> list[str]:
        """The types that are broader than the type *iri*, the nearest first."""
        above: list[str] = []
        here = self.types.get(iri)
        while here and here.broader and here.broader not in above:
            above.append(here.broader)
            here = self.types.get(here.broader)
        return above

    def members(self, types: Collection[str]) -> list[Thing]:
        """The things that have all of these *types*."""
        return [self.things[iri] for iri, has in self._has.items() if set(types) <= set(has)]

    def is_in(self, iri: str, types: Collection[str], *, every: bool = False) -> bool:
        """Whether a thing is in one of these *types*, or in *every* one; without types, if it is there."""
        has = self._has.get(iri)
        if has is None:
            return False
        return not types or (all if every else any)(one in has for one in types)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every identifier of a thing, in small letters."""
        return frozenset(one.value.casefold() for thing in self.things.values() for one in thing.identifiers)

    def name(self, thing: Thing, lang: str) -> str:
        """What *thing* is called, in *lang* where it can be; its identifier where it has no name."""
        if not thing.names:
            return min(thing.identifiers, key=_plainest).value
        return min(
            thing.names, key=lambda one: (one.kind is not NameKind.PREFERRED, one.language != lang, one)
        ).text

    def about(self, thing: Thing, lang: str) -> str:
        """What *thing* is and what it belongs to, in a few words that tell it from its namesakes."""
        within = {name.text for name in thing.context if name.language in (lang, "")}
        # Of the names of what it belongs to, the longest is no short form.
        whole = sorted(within, key=lambda text: (-len(text), text))
        codes = [one.value for one in sorted(thing.identifiers, key=_plainest)]
        kind = self.types[self._has[thing.iri][0]].label[lang]
        return " · ".join(dict.fromkeys([kind, *whole[:1], *codes[:1]]))

    def called(self, iris: Iterable[str], lang: str) -> dict[str, str]:
        """What things are called, in *lang* where it can be; the end of an IRI that has no name."""
        best: dict[str, tuple[bool, str]] = {}
        for iri, language, label in self.labels(iris):
            said = (language != lang, label)
            best[iri] = min(best.get(iri, said), said)
        return {iri: best[iri][1] if iri in best else _end(iri) for iri in iris}

    def labels(self, iris: Iterable[str]) -> list[tuple[str, str, str]]:
        """Every label of these things: IRI, language, text."""
        wanted = [Term(iri) for iri in sorted(set(iris))]
        rows = every_row(self.store, gathered("labels"), values={"thing": wanted}).rows if wanted else ()
        return [(thing.value, label.language or "", label.value) for thing, label in rows if thing and label]

    def properties_of(self, types: Iterable[str]) -> list[Property]:
        """The properties that things of one of these *types* may have; all of them without types."""
        wanted = {above for one in types for above in (one, *self.above(one))}
        return [one for one in self.properties.values() if not wanted or wanted & set(one.of)]

    def tell(self, things: Iterable[str], names: Iterable[str], lang: str) -> list[Told]:
        """What the store says of *things* under those properties of *names* that there are."""
        known = [iri for iri in things if iri in self.things]
        told = []
        for one in filter(None, map(self.properties.get, names)):
            values = one.values(self.store, known)
            meant = {value.value for said in values.values() for value in said if value.kind == "iri"}
            told.append(Told(one, values, self.called(meant, lang)))
        return told

    def _narrowest(self, iri: str) -> tuple[int, str]:
        return (-len(self.above(iri)), iri)


def _types(store: Store) -> dict[str, Type]:
    """The types by IRI: those with a query in its order, then the others by IRI."""
    labels: dict[str, dict[str, str]] = {}
    rest: dict[str, tuple[str, str]] = {}
    for iri, label, things, broader in every_row(store, gathered("types")).rows:
        if iri and label:
            labels.setdefault(iri.value, {})[label.language or ""] = label.value
            rest[iri.value] = (things.value if things else "", broader.value if broader else "")
    types = [Type(iri, _both(labels[iri]), *rest[iri]) for iri in labels]
    return {one.iri: one for one in sorted(types, key=lambda one: (not one.things, one.things, one.iri))}


def _both(said: dict[str, str]) -> Text:
    """A label in both languages, where there may be one only."""
    some = next(iter(sorted(said.values())))
    return {lang: said.get(lang, some) for lang in ("en", "fr")}


def _plainest(identifier: Identifier) -> tuple[str, str]:
    """Where an identifier stands among those of its thing: the one of no scheme is the thing's own."""
    return (identifier.scheme, identifier.value)


def _end(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri
