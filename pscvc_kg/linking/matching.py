"""Which of the things that we know is meant by one of somebody else's: candidates, reasons, a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pscvc_kg.linking.collecting import Collector, Evidence
from pscvc_kg.linking.index import Index, contexts, same_country
from pscvc_kg.linking.reasons import Ground, sentence
from pscvc_kg.linking.things import Candidate, Match, NameKind, Thing, Verdict
from pscvc_kg.linking.verdicts import ACCEPT, BELOW_ACCEPT, LEAST, MARGIN, REVIEW
from pscvc_kg.linking.wording import readings

__all__ = ["ACCEPT", "LEAST", "MARGIN", "REVIEW", "Matcher"]

_OTHER_TIME = 0.85
_OTHER_CONTEXT = 0.7
_SAME_COUNTRY = 0.3


class Matcher:
    """Finds things among *targets*; made once, asked for as many things as there are."""

    def __init__(self, targets: Iterable[Thing]) -> None:
        distinct = {target.iri: target for target in targets}
        self._targets = dict(sorted(distinct.items()))
        self._index = Index(tuple(self._targets.values()))
        self._collector = Collector(self._index)

    @property
    def targets(self) -> Mapping[str, Thing]:
        """What things are matched with, by IRI."""
        return self._targets

    def match(self, thing: Thing, limit: int = 5) -> Match:
        """The *limit* best candidates for *thing*, the best one first, and what the best one is good for."""
        evidence = self._collector.collect(thing)
        belongs = contexts(
            [*thing.context, *(step for name in thing.names for step in readings(name.text)[0].within)]
        )
        found = [
            (candidate, grounds)
            for number, one in evidence.items()
            for candidate, grounds in [self._candidate(thing, number, one, belongs)]
            if candidate.score >= LEAST
        ]
        found.sort(key=lambda one: (-one[0].score, one[0].target.iri))
        return _judged(thing, found, limit)

    def match_all(
        self, things: Iterable[Thing], progress: Callable[[int], None] | None = None
    ) -> Iterator[Match]:
        """A match for each of *things*, in their order; *progress* is told how many are done."""
        for done, thing in enumerate(things, start=1):
            yield self.match(thing)
            if progress:
                progress(done)

    def _candidate(
        self, thing: Thing, number: int, evidence: Evidence, belongs: frozenset[tuple[str, ...]]
    ) -> tuple[Candidate, list[Ground]]:
        target = self._index.targets[number]
        features = dict(evidence.features)
        grounds = [
            ground
            for feature in sorted(features, key=lambda feature: -features[feature])
            for ground in evidence.grounds[feature]
        ]
        score = _together(features)
        if evidence.former:
            features["former"] = 1.0
        if thing.country and target.country:
            score = self._by_country(thing.country, target, score, features, grounds)
        if shared := belongs & self._index.contexts[number]:
            features["context"] = 1.0
            grounds.append(Ground.of("context", known=" ".join(min(shared))))
            # It tells apart what is named alike, and accepts nothing by itself.
            surer = 1.0 - (1.0 - score) * _OTHER_CONTEXT
            score = surer if score >= ACCEPT else max(score, min(BELOW_ACCEPT, surer))
        if target.end and thing.start and thing.start > target.end:
            score *= _OTHER_TIME
            features["time"] = 0.0
            grounds.append(Ground.of("ended", against=True, day=target.end.isoformat()))
        if target.start and thing.end and thing.end < target.start:
            score *= _OTHER_TIME
            features["time"] = 0.0
            grounds.append(Ground.of("not-yet", against=True, day=target.start.isoformat()))
        candidate = Candidate(target, round(score, 4), dict(sorted(features.items())), sentence(grounds))
        return candidate, grounds

    def _by_country(
        self, country: str, target: Thing, score: float, features: dict[str, float], grounds: list[Ground]
    ) -> float:
        if same_country(country) != same_country(target.country):
            features["country"] = 0.0
            grounds.append(Ground.of("other-country", against=True))
            return min(score, BELOW_ACCEPT)
        features["country"] = 1.0
        elsewhere = self._index.elsewhere(country)
        if elsewhere <= 0.5:
            return score
        # It says something where most targets are of other countries, and never enough to accept.
        grounds.append(Ground.of("country"))
        return max(score, min(BELOW_ACCEPT, 1.0 - (1.0 - score) * (1.0 - _SAME_COUNTRY * elsewhere)))


def _together(features: Mapping[str, float]) -> float:
    """How sure several pieces of evidence are together: each takes away doubt that the others leave."""
    best = max(features.values())
    doubt = 1.0
    for score in features.values():
        doubt *= 1.0 - score
    # Letters that fit are a coincidence more often than words that fit.
    if best < ACCEPT and "initials" in features and features.get("name", 0.0) < 0.75:
        return max(best, min(BELOW_ACCEPT, 1.0 - doubt))
    return 1.0 - doubt


def _judged(thing: Thing, found: Sequence[tuple[Candidate, Sequence[Ground]]], limit: int) -> Match:
    candidates = [candidate for candidate, _ in found[:limit]]
    if not found or found[0][0].score < REVIEW:
        return Match(thing, tuple(candidates), Verdict.NONE)
    best, grounds = found[0]
    dated = bool(thing.start or thing.end)
    rival = next(
        (other for other, _ in found[1:3] if other.score >= REVIEW and _could_be_either(best, other, dated)),
        None,
    )
    if rival and candidates:
        also = Ground.of("tie", against=True, other=_called(rival.target))
        candidates[0] = replace(best, reason=sentence([*grounds, also]))
    verdict = Verdict.REVIEW if rival or best.score < ACCEPT else Verdict.ACCEPT
    return Match(thing, tuple(candidates), verdict, rival is not None)


def _called(target: Thing) -> str:
    """What the *target* is called now, or else by the first of its names or its IRI."""
    preferred = [name.text for name in target.names if name.kind is NameKind.PREFERRED]
    return (preferred or [name.text for name in target.names] or [target.iri])[0]


def _could_be_either(best: Candidate, second: Candidate, dated: bool) -> bool:
    """Whether the *second* is near the *best*, and not left behind by what tells them apart."""
    for feature in ("identifier", "website", "context"):
        if best.features.get(feature, 0.0) >= ACCEPT > second.features.get(feature, 0.0):
            return False
    # Who names what has ended, and does not say when, may mean who took over from it under that name.
    if best.target.end and not dated and "former" in second.features:
        return True
    return best.score - second.score < MARGIN
