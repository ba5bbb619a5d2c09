"""Which of the things that we know is meant by one of somebody else's: candidates, reasons, a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pscvc_kg.linking.addresses import compact, is_address, is_distinctive, site
from pscvc_kg.linking.comparing import How, Likeness, Weighed, Written, compare
from pscvc_kg.linking.index import Index, identifiers_of, same_country
from pscvc_kg.linking.reasons import Ground, sentence
from pscvc_kg.linking.things import Candidate, Match, Name, NameKind, Thing, Verdict
from pscvc_kg.linking.wording import Reading, readings, words

ACCEPT = 0.9
"""From this score on a link may be accepted as it is.

Only three things reach it: an identifier or web address that is nobody else's; a name that is the same but for its
dress, or of which a tenth of what its words say differs; two weaker pieces of evidence that do not depend on each
other, such as a short form in two languages. What rests on words of another language alone stays below.
"""
REVIEW = 0.5
"""From this score on a person should look at it: more speaks for it than against, by the weight of the words."""
MARGIN = 0.03
"""Where a second one comes this near to the best, either could be meant, and none is accepted."""
LEAST = 0.4
"""What scores less is no candidate."""

_SHORT_GIVEN = 0.95
_SHORT_OF_TWO = 0.85
"""Two letters stand for many things."""
_DERIVED = {2: (0.0, 0.5), 3: (0.2, 0.52), 4: (0.45, 0.33), 5: (0.5, 0.33)}
"""What it says that a short form of so many letters spells a name: something, and more the better it fits."""
_LONGEST_SHORT = 16
_LEAST_FIT = 0.6
_ABBREVIATED = {2: 0.4, 3: 0.62, 4: 0.72, 5: 0.78}
"""What it says that a name's first letters are a known short form of so many letters."""
_REMEMBERED = 50_000
"""Lists repeat names; what was found for so many is kept."""
_FORMER = 0.95
_LEAST_OF_PAIR = 0.4
_PART_ONLY = 0.85
_OTHER_TIME = 0.85
_SAME_COUNTRY = 0.3
_BELOW_ACCEPT = ACCEPT - 0.01


_BY_LETTERS = frozenset({How.GIVEN, How.DERIVED, How.INITIALS})


@dataclass
class _Evidence:
    """What speaks for one target: the score of each feature, and the grounds."""

    features: dict[str, float] = field(default_factory=dict)
    grounds: dict[str, list[Ground]] = field(default_factory=dict)
    within: tuple[str, ...] = ()
    former: bool = False

    def add(self, feature: str, score: float, *grounds: Ground) -> bool:
        """Keep the *score* of a *feature* if it is better than what there is; whether it was."""
        if score <= self.features.get(feature, 0.0):
            return False
        self.features[feature] = score
        self.grounds[feature] = list(grounds)
        return True


class Matcher:
    """Finds things among *targets*; made once, asked for as many things as there are."""

    def __init__(self, targets: Iterable[Thing]) -> None:
        distinct = {target.iri: target for target in targets}
        self._targets = dict(sorted(distinct.items()))
        self._index = Index(tuple(self._targets.values()))
        self._near: dict[tuple[str, bool, str], Mapping[int, Likeness]] = {}

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
            self._by_name(name, thing.country, evidence)
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

    def _by_name(self, name: Name, country: str, evidence: Mapping[int, _Evidence]) -> None:
        first, *others = readings(name.text)
        for number, likeness in self._likenesses(first.name, first.acronym, country).items():
            self._add(evidence[number], first, likeness)
        for number, known in self._index.abbreviated(Written.of(Name(first.name))).items():
            score = _ABBREVIATED[min(len(known.text), 5)]
            evidence[number].add("initials", score, Ground.of(How.INITIALS, known=known.text))
        for reading in others:
            if reading.name in first.short:
                for number, likeness in self._likenesses(reading.name, True, country).items():
                    # Its letters come from the name beside it, and say nothing of another one's.
                    if likeness.how is How.DERIVED:
                        continue
                    evidence[number].add("short form", 0.8 * likeness.score, _ground(likeness))
        parts = [reading for reading in others if reading.name not in first.short]
        if parts:
            self._by_parts(first, parts, country, evidence)

    def _by_parts(
        self, first: Reading, parts: Sequence[Reading], country: str, evidence: Mapping[int, _Evidence]
    ) -> None:
        """A cell that may hold several names: where each leads to one target they agree, else one of them is open."""
        found = [self._with_initials(part, country) for part in parts]
        for number in sorted(set().union(*found)):
            scores = [likenesses[number].score if number in likenesses else 0.0 for likenesses in found]
            best = max(range(len(parts)), key=lambda place: (scores[place], -place))
            likeness = found[best][number]
            short = all(one[number].how in _BY_LETTERS for one in found if number in one)
            if min(scores) >= (_LEAST_OF_PAIR if short else REVIEW):
                doubt = 1.0
                for score in scores:
                    doubt *= 1.0 - score
                # Two names of one thing say little more than one; two short forms do not depend on each other.
                score = min(0.98, 1.0 - doubt) if short else max(scores)
                self._add(evidence[number], first, likeness, score, Ground.of("both"))
            elif scores[best] >= REVIEW:
                rest = " / ".join(part.name for place, part in enumerate(parts) if scores[place] < REVIEW)
                self._add(
                    evidence[number], first, likeness, _PART_ONLY * scores[best],
                    Ground.of("rest", against=True, rest=rest),
                )

    def _with_initials(self, part: Reading, country: str) -> dict[int, Likeness]:
        found = dict(self._likenesses(part.name, part.acronym, country))
        for number, known in self._index.abbreviated(Written.of(Name(part.name))).items():
            score = _ABBREVIATED[min(len(known.text), 5)]
            if number not in found or found[number].score < score:
                found[number] = Likeness(score, How.INITIALS, known)
        return found

    def _add(
        self,
        evidence: _Evidence,
        reading: Reading,
        likeness: Likeness,
        score: float | None = None,
        *grounds: Ground,
    ) -> None:
        score = likeness.score if score is None else score
        feature = "short form" if likeness.how in _BY_LETTERS else "name"
        said = [_ground(likeness), *grounds]
        if likeness.known.kind is NameKind.FORMER:
            score *= _FORMER
            said.append(Ground.of("former"))
        if evidence.add(feature, score, *said):
            evidence.former = likeness.known.kind is NameKind.FORMER
        evidence.within = evidence.within or reading.within

    def _likenesses(self, text: str, acronym: bool, country: str) -> Mapping[int, Likeness]:
        """The best likeness of *text* with a name of each target that has one like it."""
        found = self._near.get((text, acronym, country))
        if found is None:
            if len(self._near) >= _REMEMBERED:
                self._near.clear()
            asked = Written.of(Name(text))
            weighed = Weighed.asked(asked, self._index.lexicon)
            near = self._index.lettered(asked) if acronym else self._index.near(weighed, country)
            found = self._compared(weighed, near)
            if len(asked.every) == 1 and 2 <= len(asked.letters) <= _LONGEST_SHORT:
                for number, likeness in self._shortened(asked).items():
                    if number not in found or likeness.score > found[number].score:
                        found[number] = likeness
            found = {
                number: likeness
                for number, likeness in found.items()
                if not self._index.is_elsewhere(number, country)
            }
            self._near[text, acronym, country] = found
        return found

    def _compared(self, asked: Weighed, near: Iterable[int]) -> dict[int, Likeness]:
        best: dict[int, Likeness] = {}
        for place in near:
            variant = self._index.variants[place]
            likeness = compare(asked, self._index.weighed[place])
            score = likeness.score if variant.whole else min(likeness.score, _BELOW_ACCEPT)
            if score >= LEAST / 2 and (variant.target not in best or score > best[variant.target].score):
                best[variant.target] = likeness if variant.whole else replace(likeness, score=score)
        return best

    def _shortened(self, asked: Written) -> dict[int, Likeness]:
        """The targets that have the *asked* short form, or a name for which it could stand."""
        found: dict[int, Likeness] = {}
        short = asked.letters
        spelled = self._index.spelled_by(short)
        least, more = _DERIVED[min(len(short), 5)]
        for number, (fit, name) in spelled.items():
            if fit >= _LEAST_FIT:
                found[number] = Likeness(least + more * fit, How.DERIVED, name)
        given = self._index.by_short.get(short, {})
        # What spells the name of another as well may be meant by that one.
        open_ = any(fit == 1.0 and number not in given for number, (fit, _) in spelled.items())
        for number, name in given.items():
            own = spelled.get(number, (0.0, name))[0]
            score = _SHORT_OF_TWO if len(short) == 2 or (open_ and own < 1.0) else _SHORT_GIVEN
            found[number] = Likeness(score, How.GIVEN, name)
        return found

    def _candidate(self, thing: Thing, target: Thing, evidence: _Evidence) -> Candidate:
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
        self, country: str, target: Thing, score: float, features: dict[str, float], grounds: list[Ground]
    ) -> float:
        if same_country(country) != same_country(target.country):
            features["country"] = 0.0
            grounds.append(Ground.of("other-country", against=True))
            return min(score, _BELOW_ACCEPT)
        features["country"] = 1.0
        elsewhere = 1.0 - self._index.by_country[same_country(country)] / len(self._targets)
        if elsewhere <= 0.5:
            return score
        # It says something where most targets are of other countries, and never enough to accept.
        grounds.append(Ground.of("country"))
        return max(score, min(_BELOW_ACCEPT, 1.0 - (1.0 - score) * (1.0 - _SAME_COUNTRY * elsewhere)))


def _ground(likeness: Likeness) -> Ground:
    return Ground.of(
        likeness.how,
        known=likeness.known.text,
        added=" ".join(likeness.added),
        lacking=" ".join(likeness.lacking),
    )


def _together(features: Mapping[str, float]) -> float:
    """How sure several pieces of evidence are together: each takes away some of the doubt that the others leave."""
    best = max(features.values())
    doubt = 1.0
    for score in features.values():
        doubt *= 1.0 - score
    # Letters that fit are a coincidence more often than words that fit.
    if best < ACCEPT and "initials" in features and features.get("name", 0.0) < 0.75:
        return max(best, min(_BELOW_ACCEPT, 1.0 - doubt))
    return 1.0 - doubt


def _judged(thing: Thing, found: Sequence[Candidate], limit: int) -> Match:
    if not found or found[0].score < REVIEW:
        return Match(thing, tuple(found[:limit]), Verdict.NONE)
    best = found[0]
    tied = len(found) > 1 and found[1].score >= REVIEW and _could_be_either(best, found[1], dated=bool(thing.start or thing.end))
    verdict = Verdict.ACCEPT if best.score >= ACCEPT and not tied else Verdict.REVIEW
    return Match(thing, tuple(found[:limit]), verdict, tied)


def _could_be_either(best: Candidate, second: Candidate, *, dated: bool) -> bool:
    """Whether the *second* is as good as the *best*: near it, and not left behind by what identifies one thing."""
    for feature in ("identifier", "website"):
        if best.features.get(feature, 0.0) >= ACCEPT > second.features.get(feature, 0.0):
            return False
    # Who names what has ended, and does not say when, may mean who took over from it under that name.
    if best.target.end and not dated and "former" in second.features:
        return True
    return best.score - second.score < MARGIN
