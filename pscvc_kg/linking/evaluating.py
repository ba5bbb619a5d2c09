"""How good a matcher is on a list with right answers: precision, recall, abstentions, worst errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pscvc_kg.linking.things import Candidate, Match, Name, Thing, Verdict
from pscvc_kg.tables import Place, Table, read_tables

NAME = "name"
RIGHT = ("identifier", "iri", "organization")
WORST = 10
"""So many errors are kept: as many as a person reads."""


@dataclass(frozen=True)
class Case:
    """A thing whose right target is known: *right* is an IRI, an identifier, or empty for none."""

    thing: Thing
    right: str
    difficulty: str = ""


@dataclass(frozen=True)
class Figures:
    """What came of some cases.

    ``expected`` of ``cases`` have a right target in the register. ``found`` of them were accepted and right,
    ``offered`` for review with the right target among the candidates, ``first`` of these with it at the top.
    """

    cases: int = 0
    expected: int = 0
    accepted: int = 0
    found: int = 0
    reviewed: int = 0
    offered: int = 0
    first: int = 0
    abstained: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was accepted that is right; None where nothing was."""
        return self.found / self.accepted if self.accepted else None

    @property
    def recall(self) -> float | None:
        """The share of what there is to find that was accepted; None where there is nothing to find."""
        return self.found / self.expected if self.expected else None

    @property
    def recall_with_review(self) -> float | None:
        """As `recall`, with what a person finds among the candidates offered for review."""
        return (self.found + self.offered) / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall of what was accepted."""
        precision, recall = self.precision, self.recall
        if not precision or not recall:
            return None if precision is None and recall is None else 0.0
        return 2 * precision * recall / (precision + recall)


@dataclass(frozen=True)
class Fault:
    """A case that went wrong: accepted as another thing, or its right target neither accepted nor offered."""

    case: Case
    right: Thing | None
    found: Candidate | None
    accepted: bool


@dataclass(frozen=True)
class Evaluation:
    """Figures over all cases and by difficulty; the worst faults, wrongly accepted ones first.

    ``unknown`` are the right answers of the gold that the register does not hold: nothing can find them,
    and they count as not found.
    """

    figures: Figures
    by_difficulty: Mapping[str, Figures]
    faults: tuple[Fault, ...]
    faulty: int
    unknown: tuple[str, ...]


class Matching(Protocol):
    """What is evaluated."""

    @property
    def targets(self) -> Mapping[str, Thing]:
        """The targets by IRI."""

    def match_all(
        self, things: Iterable[Thing], progress: Callable[[int], None] | None = None
    ) -> Iterable[Match]:
        """A match for each of *things*, in their order."""


def evaluate(
    matcher: Matching, gold: Sequence[Case], progress: Callable[[int], None] | None = None
) -> Evaluation:
    """What *matcher* makes of the cases of *gold*; *progress* is told how many are done."""
    known = _identified(matcher.targets)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    faults: list[Fault] = []
    unknown: set[str] = set()
    matches = matcher.match_all((case.thing for case in gold), progress)
    for case, match in zip(gold, matches, strict=True):
        right = known.get(case.right, frozenset())
        if case.right and not right:
            unknown.add(case.right)
        outcome = _outcome(match, right, expected=bool(case.right))
        for difficulty in {"", case.difficulty}:
            for what in outcome:
                counts[difficulty][what] += 1
        if fault := _fault(case, match, right, outcome, matcher.targets):
            faults.append(fault)
    faults.sort(key=_badness)
    return Evaluation(
        Figures(**counts[""]),
        {difficulty: Figures(**counts[difficulty]) for difficulty in sorted(counts) if difficulty},
        tuple(faults[:WORST]),
        len(faults),
        tuple(sorted(unknown)),
    )


def _identified(targets: Mapping[str, Thing]) -> Mapping[str, frozenset[str]]:
    """The targets by what a gold may call them: their IRI or one of their identifiers."""
    found: dict[str, set[str]] = defaultdict(set)
    for iri, target in targets.items():
        for identifier in target.identifiers:
            found[identifier.value].add(iri)
    # An IRI names one thing, whatever else is written like it.
    return {called: frozenset(iris) for called, iris in found.items()} | {
        iri: frozenset({iri}) for iri in targets
    }


def _outcome(match: Match, right: frozenset[str], *, expected: bool) -> list[str]:
    outcome = ["cases"]
    if expected:
        outcome.append("expected")
    if match.abstained:
        outcome.append("abstained")
    offered = [candidate.target.iri in right for candidate in match.candidates]
    if match.verdict is Verdict.ACCEPT:
        outcome += ["accepted", "found"] if offered[0] else ["accepted"]
    elif match.verdict is Verdict.REVIEW:
        outcome.append("reviewed")
        if any(offered):
            outcome += ["offered", "first"] if offered[0] else ["offered"]
    return outcome


def _fault(
    case: Case, match: Match, right: frozenset[str], outcome: Sequence[str], targets: Mapping[str, Thing]
) -> Fault | None:
    accepted = "accepted" in outcome
    if "found" in outcome or "offered" in outcome or (not accepted and not case.right):
        return None
    meant = targets[min(right)] if right else None
    return Fault(case, meant, match.candidates[0] if match.candidates else None, accepted)


def _badness(fault: Fault) -> tuple[object, ...]:
    score = fault.found.score if fault.found else 0.0
    name = fault.case.thing.names[0].text if fault.case.thing.names else fault.case.thing.iri
    return (not fault.accepted, -score, name, fault.case.right)


def read_gold(path: str | Path) -> tuple[Case, ...]:
    """The cases of the table at *path*, one a row.

    Its columns are ``name``, one of ``identifier``, ``iri`` and ``organization`` with the right answer
    (empty where none should be found), and, as they are there, ``language``, ``difficulty``, ``country``
    and ``website``.

    Raises:
        InputError: The file is no table, or lacks a column; the message names it.
    """
    table = read_tables(path)[0]
    columns = {header.strip().casefold(): index for index, header in enumerate(table.headers)}
    place = Place(table.file, table.sheet)
    right = next((column for column in RIGHT if column in columns), None)
    if NAME not in columns or right is None:
        raise place.error(
            f"a list with right answers needs a column '{NAME}' and a column '{RIGHT[0]}' or '{RIGHT[1]}'; "
            f"there are: {', '.join(table.headers)}"
        )
    cases = tuple(_cases(table, columns, right))
    if not cases:
        raise place.error(f"no row has a name in column '{NAME}'; write at least one")
    return cases


def _cases(table: Table, columns: Mapping[str, int], right: str) -> Iterable[Case]:
    for row in table.rows:
        cells = {column: row.cells[index].strip() for column, index in columns.items()}
        if not cells[NAME]:
            continue
        thing = Thing(
            f"{table.file}#{row.number}",
            (Name(cells[NAME], cells.get("language", "")),),
            websites=(cells["website"],) if cells.get("website") else (),
            country=cells.get("country", "").casefold(),
        )
        yield Case(thing, cells[right], cells.get("difficulty", ""))
