"""Things, types and properties by the beginning of what they are called, while somebody types it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from pscvc_kg.linking.inventory import Inventory, Type
from pscvc_kg.linking.properties import Property
from pscvc_kg.linking.reconciling import LONGEST
from pscvc_kg.linking.things import Thing
from pscvc_kg.linking.wording import words
from pscvc_kg.report import Text

_NOT = 9
"""The rank of what does not begin so."""


class _Forms(NamedTuple):
    """How a thing may be called: names as words, and identifiers in small letters."""

    names: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]


class Suggester:
    """Suggests from *inventory*; several threads may ask it."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    def things(self, prefix: str, types: Sequence[str] = ()) -> list[Thing]:
        """The things called so, then those whose IRI, identifier, name or a word of it begins so."""
        if not prefix.strip() or len(prefix) > LONGEST:
            return []
        found = [
            (rank, self._place(iri), min(map(len, forms.names), default=0), iri)
            for iri, forms in self._forms.items()
            if (rank := _rank(prefix, forms)) < _NOT and self._inventory.is_in(iri, types)
        ]
        return [self._inventory.things[iri] for *_, iri in sorted(found)]

    def types(self, prefix: str, lang: str) -> list[Type]:
        """The types whose label in *lang* or whose IRI begins so; all of them without a *prefix*."""
        every = list(self._inventory.types.values())
        ranked = _ranked(prefix, [(one.label, one.iri) for one in every], lang)
        return [every[place] for place in ranked]

    def properties(self, prefix: str, lang: str) -> list[Property]:
        """The properties whose label in *lang* or whose name begins so; all of them without a *prefix*."""
        every = list(self._inventory.properties.values())
        ranked = _ranked(prefix, [(one.label, one.name) for one in every], lang)
        return [every[place] for place in ranked]

    def _place(self, iri: str) -> int:
        """Where the type of a thing stands among the types: organizations before terms."""
        return self._inventory.bases.index(self._inventory.types_of(iri)[-1])

    @cached_property
    def _forms(self) -> dict[str, _Forms]:
        return {
            iri: _Forms(
                tuple({words(name.text) for name in thing.names}),
                tuple({iri.casefold(), *(one.value.casefold() for one in thing.identifiers)}),
            )
            for iri, thing in self._inventory.things.items()
        }


def _ranked(prefix: str, every: Iterable[tuple[Text, str]], lang: str) -> list[int]:
    """The places of those of *every* that begin with *prefix*, the best first."""
    ranks = [
        _rank(prefix, _Forms((words(label[lang]),), (iri.casefold(),))) if prefix.strip() else 0
        for label, iri in every
    ]
    return sorted((place for place, rank in enumerate(ranks) if rank < _NOT), key=lambda place: ranks[place])


def _rank(prefix: str, forms: _Forms) -> int:
    """How well *prefix* begins one of the *forms*: 0 where it is all of one, `_NOT` where it begins none."""
    code, wanted = prefix.strip().casefold(), words(prefix)
    if code in forms.codes or wanted in forms.names:
        return 0
    rank = _NOT
    for name in forms.names if wanted else ():
        for place in range(len(name) - len(wanted) + 1):
            if name[place].startswith(wanted[0]) and _begins(name[place:], wanted):
                rank = min(rank, 1 if place == 0 else 3)
                break
    return min(rank, 2) if any(one.startswith(code) for one in forms.codes) else rank


def _begins(name: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether *name* begins with the words *wanted*, the last of which may be unfinished."""
    last = len(wanted) - 1
    return tuple(name[:last]) == tuple(wanted[:last]) and name[last].startswith(wanted[last])
