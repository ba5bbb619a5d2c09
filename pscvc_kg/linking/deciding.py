"""How each proposed link stands: what the tool proposes, what people decided, and which of the two counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pscvc_kg.errors import UsageError

from . import sssom
from .sssom import Link, LinkSet
from .things import Verdict


class Decision(StrEnum):
    """What a person says of a link."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNSURE = "unsure"


class State(StrEnum):
    """How a pair of things stands after all that was said of it.

    ``aside`` is what nobody has to look at any more, since a person chose another one for the same thing.
    """

    ACCEPTED = "accepted"
    REVIEW = "review"
    REJECTED = "rejected"
    NONE = "none"
    ASIDE = "aside"


@dataclass(frozen=True)
class Standing:
    """A pair of things: how it stands, the row that says so, and what was proposed before a person spoke.

    *last* is the row that counts; *proposed* the tool's, or the first that there is.
    """

    state: State
    last: Link
    proposed: Link

    @property
    def decided(self) -> bool:
        """Whether a person decided it."""
        return self.last.by_person


def decided(
    link: Link, decision: Decision, by: str, day: date, comment: str = "", predicate: str = ""
) -> Link:
    """The row that a person's *decision* on *link* adds; the row of *link* stays as it is.

    Args:
        link: The row that is decided on.
        decision: What the person says; whoever is unsure asserts nothing, and the row says that they looked.
        by: Who decides; an address, such as that of an ORCID record, or a name.
        day: When.
        comment: Why.
        predicate: What the two are to each other, where the person says something else than the row.

    Raises:
        UsageError: Nobody is named.
    """
    if not by.strip():
        raise UsageError("a decision needs somebody who answers for it; say who decides: --by NAME")
    kept = {name: link.slots[name] for name in ("subject_label", "object_label") if name in link.slots}
    role = "id" if by.startswith(("https://", "http://", "orcid:")) else "label"
    who = (
        by.replace("orcid:", "https://orcid.org/") if role == "id" else " ".join(by.replace("|", " ").split())
    )
    slots = {**kept, f"reviewer_{role}": who, "review_date": day.isoformat()}
    if comment.strip():
        slots["comment"] = comment.strip()
    if decision is Decision.UNSURE:
        slots |= {
            name: link.slots[name]
            for name in ("confidence", "mapping_tool", "mapping_tool_version")
            if name in link.slots
        }
        slots["other"] = sssom.others({"verdict": Verdict.REVIEW.value, "decision": Decision.UNSURE.value})
        return replace(link, justification=sssom.LEXICAL, negated=False, slots=slots)
    slots |= {f"author_{role}": who, "mapping_date": day.isoformat()}
    return replace(
        link,
        predicate=predicate or link.predicate,
        justification=sssom.MANUAL,
        negated=decision is Decision.REJECT,
        slots=slots,
    )


def is_of_person(link: Link) -> bool:
    """Whether a person's word is in the row: a decision, or that somebody looked and was unsure."""
    return link.by_person or any(
        name in link.slots for name in ("reviewer_id", "reviewer_label", "review_date")
    )


def standings(links: Iterable[Link]) -> tuple[Standing, ...]:
    """How each pair of *links* stands, in the order in which they first appear.

    The last word of a person counts; where no person spoke, the last one of the tool. Where a person says
    which one a thing is the same as, what the tool proposed for that thing is set aside.
    """
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if link.predicate != sssom.SAME_AS:
            pairs.setdefault(link.pair, []).append(link)
    chosen: dict[str, set[str]] = {}
    for rows in pairs.values():
        last = _last(rows)
        if last.by_person and not last.negated and last.predicate == sssom.EXACT:
            chosen.setdefault(last.subject, set()).add(last.object)
    return tuple(_standing(rows, chosen) for rows in pairs.values())


def _last(rows: Sequence[Link]) -> Link:
    return next((row for row in reversed(rows) if row.by_person), rows[-1])


def _standing(rows: Sequence[Link], chosen: dict[str, set[str]]) -> Standing:
    last = _last(rows)
    proposed = next((row for row in reversed(rows) if not is_of_person(row)), rows[0])
    return Standing(_state(last, rows, chosen), last, proposed)


def _state(last: Link, rows: Sequence[Link], chosen: dict[str, set[str]]) -> State:
    if last.by_person:
        return State.REJECTED if last.negated else State.ACCEPTED
    if last.subject in chosen:
        return State.ASIDE
    if sssom.NO_TERM_FOUND in last.pair:
        return State.NONE
    if last.negated:
        return State.REJECTED
    accepted = last.other.get("verdict") == Verdict.ACCEPT
    return State.ACCEPTED if accepted and not any(map(is_of_person, rows)) else State.REVIEW


def to_review(links: LinkSet) -> tuple[tuple[Standing, ...], ...]:
    """What a person should look at: the open candidates of each thing together, things in their order."""
    groups: dict[str, list[Standing]] = {}
    for standing in standings(links.links):
        if standing.state is State.REVIEW:
            groups.setdefault(standing.last.subject, []).append(standing)
    return tuple(tuple(group) for group in groups.values())


def people_said(links: Iterable[Link]) -> tuple[Link, ...]:
    """The rows of *links* that people are behind, in their order."""
    return tuple(link for link in links if is_of_person(link))


def grouped(links: LinkSet) -> dict[State, dict[str, list[Standing]]]:
    """The standings by state, and in each by what is linked."""
    found: dict[State, dict[str, list[Standing]]] = {state: {} for state in State}
    for standing in standings(links.links):
        found[standing.state].setdefault(standing.last.subject, []).append(standing)
    return found


def tally(links: LinkSet) -> dict[str, int]:
    """How many names have an accepted link, are to be looked at, or have none; each is counted once."""
    groups = grouped(links)
    accepted = set(groups[State.ACCEPTED])
    review = set(groups[State.REVIEW]) - accepted
    names = {name for group in groups.values() for name in group}
    return {
        "names": len(names),
        "accepted": len(accepted),
        "review": len(review),
        "none": len(names - accepted - review),
    }
