"""Which of the things that we know is meant by one of somebody else's: candidates with scores, reasons, a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from pscvc_kg.linking.things import Candidate, Match, Thing, Verdict
from pscvc_kg.linking.wording import meaning, readings, words

ACCEPT = 0.9
"""At this score a link may be accepted as it is."""
REVIEW = 0.6
"""At this score a person should look at it."""


class Matcher:
    """Finds things among *targets*; made once, asked for as many things as there are."""

    def __init__(self, targets: Iterable[Thing]) -> None:
        self._targets = {target.iri: target for target in targets}
        self._by_identifier: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for target in self._targets.values():
            for identifier in target.identifiers:
                self._by_identifier[identifier.value.casefold()].add(target.iri)
            for name in target.names:
                self._by_name[meaning(words(name.text))].add(target.iri)

    @property
    def targets(self) -> Mapping[str, Thing]:
        """What things are matched with, by IRI."""
        return self._targets

    def match(self, thing: Thing, limit: int = 5) -> Match:
        """The *limit* best candidates for *thing*, the best one first, and what the best one is good for."""
        named: set[str] = set()
        for name in thing.names:
            for reading in readings(name.text):
                named |= self._by_name.get(meaning(words(reading.name)), set())
        known: set[str] = set()
        for identifier in thing.identifiers:
            known |= self._by_identifier.get(identifier.value.casefold(), set())
        candidates = []
        for iri in named | known:
            features = {"identifier": float(iri in known), "name": float(iri in named)}
            score = 1.0 if all(features.values()) else 0.95
            same = "identifier" if iri in known else "name"
            reason = {
                "en": f"The {same} is the same.",
                "fr": {"identifier": "L'identifiant est le même.", "name": "Le nom est le même."}[same],
            }
            candidates.append(Candidate(self._targets[iri], score, features, reason))
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.target.iri))
        if not candidates:
            return Match(thing, (), Verdict.NONE)
        abstained = len(candidates) > 1 and candidates[0].score == candidates[1].score
        return Match(
            thing, tuple(candidates[:limit]), Verdict.REVIEW if abstained else Verdict.ACCEPT, abstained
        )

    def match_all(
        self, things: Iterable[Thing], progress: Callable[[int], None] | None = None
    ) -> Iterator[Match]:
        """A match for each of *things*, in their order; *progress* is told how many are done."""
        for done, thing in enumerate(things, start=1):
            yield self.match(thing)
            if progress:
                progress(done)
