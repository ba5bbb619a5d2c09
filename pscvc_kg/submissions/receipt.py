"""What `accept` gives back: what was taken, refused and held, each with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

from pscvc_kg.report import Finding, Location, Text


@dataclass(frozen=True)
class Accepted:
    """One submission that the store holds: the *number*-th of this organization for this period.

    ``new`` is False where the same content had been accepted before, so that nothing was written. With no
    ``records``, all were held: the log keeps that something came, and what was accepted earlier stays.
    ``suppressed`` values were too small to be known, as the profile says; their status says so.
    """

    organization: str
    period: str
    number: int
    graph: str
    records: int
    layouts: tuple[str, ...]
    new: bool = True
    suppressed: int = 0


@dataclass(frozen=True)
class Refused:
    """One submission that the store does not take: why, in one sentence, and the findings behind it."""

    organization: str
    period: str
    records: int
    reason: Text
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Held:
    """One record that stayed out: for its own findings, or for those of records that it needs."""

    location: Location
    layout: str
    key: tuple[str, ...]
    organization: str
    period: str
    findings: tuple[Finding, ...] = ()
    depends_on: tuple[Location, ...] = ()

    @property
    def order(self) -> tuple[str, str, int]:
        """Sorting key: by place."""
        return (self.location.file, self.location.sheet or "", self.location.row or 0)


@dataclass(frozen=True)
class Receipt:
    """What became of each submission, sorted by organization and period; held records by their place."""

    accepted: tuple[Accepted, ...]
    refused: tuple[Refused, ...] = ()
    held: tuple[Held, ...] = ()
