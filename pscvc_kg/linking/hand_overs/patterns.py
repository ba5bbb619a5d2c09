"""The patterns by which a hand-over may be supposed: the queries of queries/candidates/, with their words."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pscvc_kg import headers, resources
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.linking.hand_overs.mentions import Words
from pscvc_kg.linking.hand_overs.splitting import fold
from pscvc_kg.report import Text


@dataclass(frozen=True, eq=False)
class Pattern:
    """One pattern: ``kind`` is ``graph`` (its query finds both ends) or ``text`` (it finds texts to read).

    ``reason`` and ``ways`` are sentences with gaps; ``words`` say what the words around a name mean;
    ``likelihood`` says how often what it finds proved right, where enough of it was read to know. ``way`` is
    ``untold`` where what a query finds does not say which way it goes, ``most`` how many candidates through
    one thing (an event, a programme) are proposed at a time, 0 for all.
    """

    name: str
    label: Text
    description: Text
    kind: str
    reason: Text
    query: str
    ways: Mapping[str, Text] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    likelihood: Mapping[str, float] = field(default_factory=dict)
    way: str = "to"
    most: int = 0


@functools.cache
def patterns() -> Mapping[str, Pattern]:
    """Every pattern by name, from queries/candidates/."""
    return {path.stem: _pattern(path) for path in sorted((resources.QUERIES / "candidates").glob("*.rq"))}


def pattern(name: str) -> Pattern:
    """The pattern of that name.

    Raises:
        UsageError: There is none; the message names those that there are.
    """
    if name not in patterns():
        raise UsageError(f"no pattern is called '{name}'; take one of: {', '.join(patterns())}")
    return patterns()[name]


def _pattern(path: Path) -> Pattern:
    header, query = headers.read(path)
    kind = header.get("kind")
    if kind not in ("graph", "text"):
        raise PscvcError(f"{path.name}: kind is '{kind}'; it must be graph or text.")
    most, way = header.get("most", 0), header.get("way", "to")
    if not isinstance(most, int) or isinstance(most, bool) or most < 0:
        raise PscvcError(f"{path.name}: header key 'most' needs a whole number, for instance 20.")
    if way not in ("to", "untold"):
        raise PscvcError(f"{path.name}: header key 'way' is '{way}'; it must be to or untold.")
    likelihood = header.get("likelihood", {})
    if not isinstance(likelihood, dict) or not all(isinstance(each, float) for each in likelihood.values()):
        raise PscvcError(
            f"{path.name}: header key 'likelihood' needs numbers by name, for instance {{told: 0.8}}."
        )
    return Pattern(
        name=path.stem,
        label=headers.text_of(path, header, "label"),
        description=headers.text_of(path, header, "description"),
        kind=kind,
        likelihood={str(name): value for name, value in likelihood.items()},
        reason=headers.text_of(path, header, "reason"),
        query=query,
        ways={name: headers.text_of(path, header["ways"], name) for name in header.get("ways", {})},
        words=_words(header.get("words", {})),
        way=way,
        most=most,
    )


def _words(written: Mapping[str, Mapping[str, list[Any]]]) -> Words:
    return {
        kind: {language: frozenset(map(fold, map(str, some))) for language, some in by_language.items()}
        for kind, by_language in written.items()
    }
