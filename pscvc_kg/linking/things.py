"""What is linked: things with their names and identifiers, and what a link from one to another rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pscvc_kg.report import Text


class NameKind(StrEnum):
    """What a name is of the thing: what it is called now, was called, may be called, or is shortened to."""

    PREFERRED = "preferred"
    OTHER = "other"
    FORMER = "former"
    ACRONYM = "acronym"


@dataclass(frozen=True, order=True)
class Name:
    """A name as its source writes it; *language* is a BCP 47 tag, or empty where the source says none."""

    text: str
    language: str = ""
    kind: NameKind = NameKind.OTHER


@dataclass(frozen=True, order=True)
class Identifier:
    """An identifier in a scheme; *scheme* is empty where a list does not say which one it uses."""

    value: str
    scheme: str = ""


@dataclass(frozen=True, order=True)
class Stated:
    """An identifier of what a thing is said to be about by its source; *doubt* is why that is not believed.

    A doubt is ``alone`` (the source does not say who is responsible), ``elsewhere`` (it is of another
    organization than the one that is responsible), ``example`` (the documentation's own, which nobody filled
    in) or empty.
    """

    identifier: Identifier
    doubt: str = ""


@dataclass(frozen=True)
class Thing:
    """One thing to be linked: a row of somebody's list, or a resource of the graph.

    *iri* names it; *context* holds names of what it belongs to (a portfolio, a parent, a publisher);
    *country* is an ISO 3166 code in lower case, or empty, or several with spaces between; *start* and *end*
    say when it existed; *keywords* and *descriptions* say what it is about, which is no name of it, and
    *stated* names that.
    """

    iri: str
    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...] = ()
    websites: tuple[str, ...] = ()
    context: tuple[Name, ...] = ()
    country: str = ""
    start: date | None = None
    end: date | None = None
    keywords: tuple[Name, ...] = ()
    descriptions: tuple[Name, ...] = ()
    stated: tuple[Stated, ...] = ()


class Verdict(StrEnum):
    """What a match is good for: to be accepted as it is, to be looked at by a person, or nothing."""

    ACCEPT = "accept"
    REVIEW = "review"
    NONE = "none"


@dataclass(frozen=True)
class Candidate:
    """A thing that another one may be: its score from 0 to 1, that of each feature, and why in a sentence."""

    target: Thing
    score: float
    features: Mapping[str, float]
    reason: Text


@dataclass(frozen=True)
class Match:
    """What was found for one thing: candidates, the best one first, and what the best one is good for.

    *abstained* is true where two candidates could be meant: the verdict is then never ``accept``.
    """

    thing: Thing
    candidates: tuple[Candidate, ...]
    verdict: Verdict
    abstained: bool = field(default=False)
