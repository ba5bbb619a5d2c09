"""How each proposed link stands: what the tool proposes, what people decided, and which of the two counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pscvc_kg.errors import UsageError

from . import records, sssom
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


def answering(by: str) -> str:
    """*by*, who answers for what is decided, without what is around it; raises UsageError for nobody."""
    if not by.strip():
        raise UsageError("a decision needs somebody who answers for it; say who decides: --by NAME")
    return by.strip()


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
    by = answering(by)
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

    The last word of a person counts, by its day and then by its place; where no person spoke, the last one
    of the tool. Where a person says which one a thing is the same as, what the tool proposed for it is set
    aside.
    """
    pairs = _by_pair(link for link in links if link.predicate != sssom.SAME_AS)
    chosen: dict[str, set[str]] = {}
    for rows in pairs.values():
        last = _last(rows)
        if last.by_person and not last.negated and last.predicate == sssom.EXACT:
            chosen.setdefault(last.subject, set()).add(last.object)
    return tuple(_standing(rows, chosen) for rows in pairs.values())


def _by_pair(links: Iterable[Link]) -> dict[tuple[str, str], list[Link]]:
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        pairs.setdefault(link.pair, []).append(link)
    return pairs


def _last(rows: Sequence[Link]) -> Link:
    return next(reversed(in_order(row for row in rows if row.by_person)), rows[-1])


def in_order(rows: Iterable[Link]) -> tuple[Link, ...]:
    """What was said of one pair, by day; whatever bears no day is as old as the row before it."""
    day, dated = "", []
    for row in rows:
        day = row.slots.get("review_date") or row.slots.get("mapping_date") or day
        dated.append((day, row))
    return tuple(row for _, row in sorted(dated, key=lambda each: each[0]))


def is_decision(link: Link) -> bool:
    """Whether the row decides: a person's word on the link, or on whether the two are one."""
    return link.by_person or link.predicate == sssom.SAME_AS


def last_words(links: Iterable[Link]) -> tuple[Link, ...]:
    """The decision that counts on each pair that a person decided on."""
    own = _by_pair(link for link in links if link.by_person and link.predicate != sssom.SAME_AS)
    return tuple(map(_last, own.values()))


def promotions(links: Iterable[Link]) -> tuple[Link, ...]:
    """The rows that say ``owl:sameAs`` and that nothing said later takes back, one for each pair."""
    return tuple(row for rows in _by_pair(links).values() for row in _promotion(rows))


def _promotion(rows: Sequence[Link]) -> Sequence[Link]:
    same: list[Link] = []
    for row in in_order(filter(is_decision, rows)):
        if row.negated or row.predicate not in (sssom.EXACT, sssom.SAME_AS):
            same = []
        elif row.predicate == sssom.SAME_AS:
            same = [row]
    return same


def merged(kept: Iterable[Link], more: Iterable[Link]) -> tuple[Link, ...]:
    """What is *kept* and *more* of a file, pair by pair: no row is lost, and none comes twice.

    A file that grew out of what is kept goes on from there; what was kept meanwhile stays before what the
    file adds. How often a row was said stays, too: to accept, to reject and to accept once more are three.
    """
    earlier, new = _by_pair(kept), _by_pair(more)
    return tuple(
        row for pair in {**new, **earlier} for row in _woven(earlier.get(pair, []), new.get(pair, []))
    )


def _woven(kept: Sequence[Link], more: Sequence[Link]) -> Iterator[Link]:
    left = dict(records.numbered(kept))
    known = frozenset(left)
    added: list[Link] = []
    for mark, row in records.numbered(more):
        if mark not in known:
            added.append(row)
        elif mark in left:
            # What the file says before a row that is kept was said before it.
            while (first := next(iter(left))) != mark:
                yield left.pop(first)
            yield from added
            added = []
            del left[mark]
            yield row
    yield from left.values()
    yield from added


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
