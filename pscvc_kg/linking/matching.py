"""Which of the things that we know is meant by one of somebody else's: candidates, reasons, a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pscvc_kg.linking.addresses import compact, is_address, is_distinctive, site
from pscvc_kg.linking.comparing import How, Likeness, Written, compare
from pscvc_kg.linking.index import Index, identifiers_of
from pscvc_kg.linking.reasons import Ground, sentence
from pscvc_kg.linking.things import Candidate, Match, Name, NameKind, Thing, Verdict
from pscvc_kg.linking.wording import Reading, readings, words

ACCEPT = 0.9
"""From this score on a link may be accepted as it is.

Only three things reach it: an identifier or web address that is nobody else's; a name that is the same but for its
dress, or of which a tenth of what its words say differs; two weaker pieces of evidence that do not depend on each
other, such as a short form in two languages. What rests on words of another language alone stays below.
"""
REVIEW = 0.6
"""From this score on a person should look at it: more speaks for it than against, by the weight of the words."""
MARGIN = 0.03
"""Where a second one comes this near to the best, either could be meant, and none is accepted."""
LEAST = 0.4
"""What scores less is no candidate."""

_SHORT_GIVEN = 0.95
_SHORT_OF_TWO = 0.85
"""Two letters stand for many things."""
_SHORT_DERIVED = 0.75
_FORMER = 0.95
_PART_ONLY = 0.85
_OTHER_TIME = 0.85
_OTHER_COUNTRY = 0.4
_SAME_COUNTRY = 0.3
_BELOW_ACCEPT = ACCEPT - 0.01


@dataclass
class _Evidence:
    """What speaks for one target: the score of each feature, and the grounds."""

    features: dict[str, float] = field(default_factory=dict)
    grounds: dict[str, list[Ground]] = field(default_factory=dict)
    identical: bool = False

    def add(self, feature: str, score: float, *grounds: Ground) -> None:
        if score > self.features.get(feature, 0.0):
            self.features[feature] = score
            self.grounds[feature] = list(grounds)


class Matcher:
    """Finds things among *targets*; made once, asked for as many things as there are."""

    def __init__(self, targets: Iterable[Thing]) -> None:
        distinct = {target.iri: target for target in targets}
        self._targets = dict(sorted(distinct.items()))
        self._index = Index(tuple(self._targets.values()))
        self._near: dict[str, dict[int, Likeness]] = {}

    @property
    def targets(self) -> Mapping[str, Thing]:
        """What things are matched with, by IRI."""
        return self._targets

    def match(self, thing: Thing, limit: int = 5) -> Match:
        """The *limit* best candidates for *thing*, the best one first, and what the best one is good for."""
        evidence: dict[int, _Evidence] = defaultdict(_Evidence)
        self._by_identifiers(thing, evidence)
        self._by_websites(thing, evidence)
        for name in thing.names:
            self._by_name(name, evidence)
        found = sorted(
            (
                candidate
                for number, one in evidence.items()
                if (candidate := self._candidate(thing, self._index.targets[number], one)).score >= LEAST
            ),
            key=lambda candidate: (-candidate.score, candidate.target.iri),
        )
        return _judged(thing, found, limit)

    def match_all(
        self, things: Iterable[Thing], progress: Callable[[int], None] | None = None
    ) -> Iterator[Match]:
        """A match for each of *things*, in their order; *progress* is told how many are done."""
        for done, thing in enumerate(things, start=1):
            yield self.match(thing)
            if progress:
                progress(done)

    def _by_identifiers(self, thing: Thing, evidence: Mapping[int, _Evidence]) -> None:
        asked = [*identifiers_of(thing), (compact(thing.iri), "")]
        # A list may put an identifier where others have a name.
        asked += [(compact(name.text), "") for name in thing.names if len(name.text.split()) == 1]
        for value, scheme in asked:
            holders = self._index.by_identifier.get(value, {})
            alike = [number for number, schemes in holders.items() if not scheme or schemes & {scheme, ""}]
            for number in alike:
                certain = bool(scheme) and scheme in holders[number]
                if not certain and not is_distinctive(value):
                    evidence[number].add("identifier", 0.5, Ground.of("number", value=value))
                elif len(alike) > 1:
                    evidence[number].add("identifier", 0.85, Ground.of("shared-identifier", value=value))
                else:
                    score = 0.99 if certain else 0.96
                    evidence[number].add("identifier", score, Ground.of("identifier", value=value))

    def _by_websites(self, thing: Thing, evidence: Mapping[int, _Evidence]) -> None:
        addresses = [*thing.websites, *(name.text for name in thing.names if is_address(name.text))]
        for host, path in sorted({site(address) for address in addresses} - {("", "")}):
            same = self._index.by_site.get((host, path), set())
            for number in same:
                score = 0.95 if len(same) == 1 else 0.7
                evidence[number].add("website", score, Ground.of("site", value=host + path))
            near = self._index.by_host.get(host, set())
            if len(near) == 1 and not same:
                for number in near:
                    evidence[number].add("website", 0.7, Ground.of("host", value=host))

    def _by_name(self, name: Name, evidence: Mapping[int, _Evidence]) -> None:
        first, *others = readings(name.text)
        whole = self._likenesses(first.name)
        for number, likeness in whole.items():
            self._add(evidence[number], first, likeness)
        short = [reading for reading in others if reading.name in first.short]
        for reading in short:
            for number, likeness in self._likenesses(reading.name).items():
                if likeness.how in (How.GIVEN, How.DERIVED):
                    evidence[number].add("short form", 0.8 * likeness.score, _ground(likeness))
        parts = [reading for reading in others if reading.name not in first.short]
        if parts:
            self._by_parts(first, parts, evidence)

    def _by_parts(
        self, first: Reading, parts: Sequence[Reading], evidence: Mapping[int, _Evidence]
    ) -> None:
        """A cell that may hold several names: where each leads to one target they agree, else one of them is open."""
        found = [self._likenesses(part.name) for part in parts]
        for number in sorted(set().union(*found)):
            scores = [likenesses[number].score if number in likenesses else 0.0 for likenesses in found]
            best = max(range(len(parts)), key=lambda place: (scores[place], -place))
            likeness = found[best][number]
            if min(scores) >= REVIEW:
                doubt = 1.0
                for score in scores:
                    doubt *= 1.0 - score
                # Two names of one thing say little more than one; two short forms do not depend on each other.
                short = all(likenesses[number].how in (How.GIVEN, How.DERIVED) for likenesses in found)
                score = min(0.98, 1.0 - doubt) if short else max(scores)
                self._add(evidence[number], first, likeness, score, Ground.of("both"))
            elif scores[best] >= REVIEW:
                rest = " / ".join(part.name for place, part in enumerate(parts) if scores[place] < REVIEW)
                self._add(
                    evidence[number], first, likeness, _PART_ONLY * scores[best],
                    Ground.of("rest", against=True, rest=rest),
                )

    def _add(
        self,
        evidence: _Evidence,
        reading: Reading,
        likeness: Likeness,
        score: float | None = None,
        *grounds: Ground,
    ) -> None:
        score = likeness.score if score is None else score
        feature = "short form" if likeness.how in (How.GIVEN, How.DERIVED) else "name"
        said = [_ground(likeness), *grounds]
        if likeness.known.kind is NameKind.FORMER:
            score *= _FORMER
            said.append(Ground.of("former"))
        evidence.add(feature, score, *said)
        evidence.within = getattr(evidence, "within", ()) or reading.within  # type: ignore[attr-defined]

    def _likenesses(self, text: str) -> dict[int, Likeness]:
        """The best likeness of *text* with a name of each target that has one."""
        found = self._near.get(text)
        if found is None:
            if len(self._near) > 20_000:
                self._near.clear()
            found = self._near[text] = self._compared(text)
        return found

    def _compared(self, text: str) -> dict[int, Likeness]:
        asked = Written.of(Name(text))
        best: dict[int, Likeness] = {}

        def keep(number: int, likeness: Likeness) -> None:
            if likeness.score >= LEAST / 2 and (number not in best or likeness.score > best[number].score):
                best[number] = likeness

        if not asked.core:
            return best
        for variant in self._index.near(asked):
            likeness = compare(asked, variant.written, self._index.lexicon)
            if not variant.whole:
                likeness = Likeness(
                    min(likeness.score, _BELOW_ACCEPT), likeness.how, likeness.known, likeness.lacking, likeness.added
                )
            keep(variant.target, likeness)
        if len(asked.every) == 1 and 2 <= len(asked.letters) <= 10:
            given = self._index.by_short.get(asked.letters, {})
            for number, name in given.items():
                score = _SHORT_GIVEN if len(asked.letters) > 2 else _SHORT_OF_TWO
                best.pop(number, None)
                keep(number, Likeness(score, How.GIVEN, name))
            if not given and len(asked.letters) > 2:
                for number, (fit, name) in self._index.spelled_by(asked.letters).items():
                    if fit >= 0.6:
                        keep(number, Likeness(_SHORT_DERIVED * fit, How.DERIVED, name))
        return best

    def _candidate(self, thing: Thing, target: Thing, evidence: _Evidence) -> Candidate:
        features = dict(evidence.features)
        grounds = [
            ground
            for feature in sorted(features, key=lambda feature: -features[feature])
            for ground in evidence.grounds[feature]
        ]
        doubt = 1.0
        for score in features.values():
            doubt *= 1.0 - score
        # One piece of evidence alone keeps its score; more make it surer, and never certain.
        score = 1.0 - doubt if len(features) > 1 else max(features.values())
        score = min(score, max(0.995, *features.values()))
        if thing.country and target.country:
            score = self._by_country(thing, target, score, features, grounds)
        if target.end and thing.start and thing.start > target.end:
            score *= _OTHER_TIME
            features["time"] = 0.0
            grounds.append(Ground.of("ended", against=True, day=target.end.isoformat()))
        if target.start and thing.end and thing.end < target.start:
            score *= _OTHER_TIME
            features["time"] = 0.0
            grounds.append(Ground.of("not-yet", against=True, day=target.start.isoformat()))
        return Candidate(target, round(score, 4), dict(sorted(features.items())), sentence(grounds))

    def _by_country(
        self, thing: Thing, target: Thing, score: float, features: dict[str, float], grounds: list[Ground]
    ) -> float:
        asked, known = _COUNTRIES.get(thing.country, thing.country), _COUNTRIES.get(target.country, target.country)
        if asked != known:
            features["country"] = 0.0
            grounds.append(Ground.of("other-country", against=True))
            return score * _OTHER_COUNTRY
        elsewhere = 1.0 - self._index.by_country[target.country] / len(self._targets)
        features["country"] = 1.0
        if elsewhere > 0.5:
            grounds.append(Ground.of("country"))
            surer = 1.0 - (1.0 - score) * (1.0 - _SAME_COUNTRY * elsewhere)
            return max(score, min(_BELOW_ACCEPT, surer))
        return score


_COUNTRIES = {"uk": "gb", "el": "gr"}
"""How the European Union abbreviates two countries, and how ISO 3166 does."""


def _ground(likeness: Likeness) -> Ground:
    return Ground.of(
        likeness.how,
        known=likeness.known.text,
        added=" ".join(likeness.added),
        lacking=" ".join(likeness.lacking),
    )


def _judged(thing: Thing, found: Sequence[Candidate], limit: int) -> Match:
    if not found or found[0].score < REVIEW:
        return Match(thing, tuple(found[:limit]), Verdict.NONE)
    best = found[0]
    tied = len(found) > 1 and found[1].score >= REVIEW and best.score - found[1].score < MARGIN
    verdict = Verdict.ACCEPT if best.score >= ACCEPT and not tied else Verdict.REVIEW
    return Match(thing, tuple(found[:limit]), verdict, tied)
