"""What a data set is about: by a stated code, its title, keywords, description and publisher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from pscvc_kg.linking.addresses import compact
from pscvc_kg.linking.reasons import Ground, sentence
from pscvc_kg.linking.things import Candidate, Match, Name, NameKind, Thing, Verdict
from pscvc_kg.linking.topics import Mention, Passage, Topics, stems
from pscvc_kg.linking.verdicts import ACCEPT, BELOW_ACCEPT, MARGIN, REVIEW
from pscvc_kg.linking.wording import initials, is_short_form, readings, words

_TITLE, _KEYWORD, _DESCRIPTION = 0.92, 0.6, 0.5
"""What it says that the whole name stands there."""
_ONE_WORD = 0.75
"""What is left of that where the name is one word, or of words that say little."""
_PART = {"title": 0.9, "keyword": 0.5}
"""What it says that so much of a name stands there, times how much of it."""
_LEAST_PART = {"title": 0.4, "keyword": 0.7}
_LEAST_ALONE = 0.7
"""A single word must be so much of a name."""
_PUBLISHER, _NEARLY = 0.92, 0.83
"""What it says that the publisher is called as it is, or with one word more."""
_ACRONYM = 0.55
_UNIT = 0.25
"""What it adds that the publisher is the unit whose short form stands beside the name."""
_OTHER_UNIT = 0.6
"""What is left where the publisher is another unit than that."""
_SAYS_ENOUGH = 1.0
"""Words of a name that say less together could stand in any title."""
_UNKNOWN = 0.8
"""What is left where nothing says that both belong to the same organization."""
_APART = 0.6
"""The most where both are known to belong to different ones."""
_LEAST_APART = 3
"""Two words that say enough are still called so in many organizations."""
_ALONE = 0.85
"""What a code says where the bureau that is responsible is not stated with it."""
_REFUTED = frozenset({"elsewhere", "example"})
_LEAST_SHORT = 3
_ELSEWHERE = 0.5
"""How much it counts that all of a longer name stands there, but is another organization's."""


class Owning(Protocol):
    """Whose things are."""

    def of(self, thing: Thing) -> frozenset[str]:
        """The organizations that *thing* belongs to."""


class _Owner(StrEnum):
    SAME, UNKNOWN, APART = "same", "unknown", "apart"


@dataclass
class _Evidence:
    """What speaks for one target: the score of each feature, and its grounds; *whole* is in the title."""

    features: dict[str, float] = field(default_factory=dict)
    grounds: dict[str, Ground] = field(default_factory=dict)
    against: list[Ground] = field(default_factory=list)
    titles: dict[int, Mention] = field(default_factory=dict)
    """What each title has of its name, by the place of the title among the titles."""
    carried: bool = False
    """Whether the publisher is called as it is."""
    within: float = 0.0
    """How much of a longer name the title has that has this one in it."""

    def add(self, feature: str, score: float, ground: Ground) -> None:
        if score > self.features.get(feature, 0.0):
            self.features[feature] = score
            self.grounds[feature] = ground


class About:
    """Finds what data sets are about among *targets*, services or programmes; made once, asked for each.

    A candidate is accepted where the catalogue states its code; where its whole name stands in the title and
    both belong to the same organization; or where a publisher of that organization bears its name. What says
    less is left to a person, and so is what two could be meant by.
    """

    def __init__(self, targets: Iterable[Thing], owners: Owning) -> None:
        distinct = {target.iri: target for target in targets}
        self._targets = [distinct[iri] for iri in sorted(distinct)]
        self._owners = owners
        self._topics = Topics(self._targets)
        self._owned = [owners.of(target) for target in self._targets]
        self._codes: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, target in enumerate(self._targets):
            for identifier in target.identifiers:
                self._codes[compact(identifier.value)].append((number, identifier.scheme))
        self._called: dict[frozenset[str], set[int]] = defaultdict(set)
        for topic in self._topics.topics:
            self._called[frozenset(topic.stems)].add(topic.target)

    @property
    def targets(self) -> Mapping[str, Thing]:
        """What things are about, by IRI."""
        return {target.iri: target for target in self._targets}

    def match(self, thing: Thing, limit: int = 5) -> Match:
        """The *limit* best candidates for what *thing* is about, and what the best one is good for."""
        evidence: dict[int, _Evidence] = defaultdict(_Evidence)
        self._by_publisher(thing, evidence)
        self._by_texts(thing, evidence)
        self._by_short_forms(thing, evidence)
        own = self._owners.of(thing)
        self._leave_longer(evidence, own)
        self._by_code(thing, evidence)
        units = _units(thing)
        found = [
            candidate
            for number, each in evidence.items()
            if (candidate := self._candidate(thing, number, each, own, units))
        ]
        found.sort(key=lambda one: (-one.score, one.target.iri))
        return self._judged(thing, found, limit)

    def _by_code(self, thing: Thing, evidence: Mapping[int, _Evidence]) -> None:
        for stated in thing.stated:
            value, scheme = stated.identifier.value, stated.identifier.scheme
            held = self._codes.get(compact(value), ())
            for number in sorted({number for number, other in held if scheme in (other, "") or not other}):
                if stated.doubt in _REFUTED:
                    evidence[number].against.append(
                        Ground.of(f"stated-{stated.doubt}", against=True, value=value)
                    )
                else:
                    score = _ALONE if stated.doubt else 1.0
                    evidence[number].add("stated", score, Ground.of("stated", value=value))

    def _by_publisher(self, thing: Thing, evidence: Mapping[int, _Evidence]) -> None:
        """A unit may carry a programme and be called as it is."""
        for name in thing.context:
            said = stems(readings(name.text)[0].name)
            for number in self._called.get(frozenset(said), ()):
                if len(said) > 1:
                    evidence[number].carried = True
                    evidence[number].add("publisher", _PUBLISHER, Ground.of("carries", publisher=name.text))
            # "Center for Devices and Radiological Health": one word more says what kind of unit it is.
            for shorter in (said[1:], said[:-1]):
                for number in self._called.get(frozenset(shorter), ()):
                    if len(shorter) > 1:
                        ground = Ground.of("carries-nearly", publisher=name.text)
                        evidence[number].add("publisher", _NEARLY, ground)

    def _by_texts(self, thing: Thing, evidence: Mapping[int, _Evidence]) -> None:
        whose = [stems(name.text) for name in thing.context]
        titles = [name.text for name in thing.names if name.kind is not NameKind.ACRONYM]
        for place, text in enumerate(titles):
            for number, mention in self._mentions(text, whose, "title"):
                evidence[number].titles[place] = mention
                self._add(evidence[number], "title", _TITLE, mention, text)
        for keyword in thing.keywords:
            for number, mention in self._mentions(keyword.text, whose, "keyword"):
                self._add(evidence[number], "keyword", _KEYWORD, mention, keyword.text)
        for description in thing.descriptions:
            passage = Passage.of(description.text, whose)
            for number, mention in self._topics.mentions(passage, 1.0).items():
                self._add(evidence[number], "description", _DESCRIPTION, mention, description.text)

    def _mentions(
        self, text: str, whose: Sequence[tuple[str, ...]], where: str
    ) -> Iterable[tuple[int, Mention]]:
        return self._topics.mentions(Passage.of(text, whose), _LEAST_PART[where]).items()

    def _add(self, evidence: _Evidence, where: str, score: float, mention: Mention, text: str) -> None:
        if mention.whole:
            score = score if self._is_telling(mention) else _ONE_WORD * score
            evidence.add(where, score, Ground.of(f"{where}-whole", name=mention.said))
        elif len(mention.places) > 1 or mention.share >= _LEAST_ALONE:
            name = mention.topic.name.text
            ground = Ground.of(f"{where}-part", said=mention.said, name=name)
            evidence.add(where, _PART[where] * mention.share, ground)

    def _is_telling(self, mention: Mention) -> bool:
        """Whether the words of the name say enough together to be no coincidence."""
        topic = mention.topic
        return len(topic.stems) > 1 and self._topics.weight(topic) >= _SAYS_ENOUGH

    def _by_short_forms(self, thing: Thing, evidence: Mapping[int, _Evidence]) -> None:
        keywords = [keyword.text for keyword in thing.keywords if len(keyword.text.split()) == 1]
        written = [
            word
            for name in thing.names
            for word in name.text.replace("(", " ").replace(")", " ").replace(":", " ").split()
            if is_short_form(word) and name.text != name.text.upper()
        ]
        for text in [*written, *keywords]:
            short = "".join(words(text))
            if len(short) >= _LEAST_SHORT:
                for number in self._topics.short.get(short, ()):
                    evidence[number].add("acronym", _ACRONYM, Ground.of("short", short=text))

    def _leave_longer(self, evidence: dict[int, _Evidence], own: frozenset[str]) -> None:
        """A name within more of another name is not what a title names, or may not be what is meant.

        It is not where the same organization has the longer one and all of it stands there.
        """
        for number, each in evidence.items():
            for place, mention in each.titles.items():
                for other, rival in evidence.items() if mention.whole else ():
                    more = rival.titles.get(place)
                    if other == number or not more or not mention.places < more.places:
                        continue
                    if self._owner(other, own) is _Owner.SAME:
                        each.within = max(each.within, more.share)
                    elif more.whole:
                        each.within = max(each.within, _ELSEWHERE)
            if each.within == 1.0:
                each.features.pop("title", None)
                each.grounds.pop("title", None)

    def _owner(self, number: int, own: frozenset[str]) -> _Owner:
        theirs = self._owned[number]
        if own & theirs:
            return _Owner.SAME
        return _Owner.APART if own and theirs else _Owner.UNKNOWN

    def _candidate(
        self, thing: Thing, number: int, each: _Evidence, own: frozenset[str], units: frozenset[str]
    ) -> Candidate | None:
        target, owner = self._targets[number], self._owner(number, own)
        score = self._score(number, each, units)
        against = list(each.against)
        if self._is_sure(thing, each, owner):
            score = max(score, ACCEPT)
        else:
            score = min(self._doubted(score, each, owner), BELOW_ACCEPT)
            against += _doubts(thing, target, owner)
        if score < REVIEW:
            # What a catalogue states in vain is told.
            refuted = Candidate(target, 0.0, {"stated": 0.0}, sentence(each.against))
            return refuted if each.against else None
        features = {feature: round(value, 4) for feature, value in sorted(each.features.items())}
        order = sorted(each.grounds, key=lambda feature: (-features[feature], feature))
        reason = sentence([*(each.grounds[feature] for feature in order), *against])
        return Candidate(target, round(score, 4), features, reason)

    def _score(self, number: int, each: _Evidence, units: frozenset[str]) -> float:
        beside = self._topics.units[number]
        if each.features and beside & units:
            each.add("unit", _UNIT, Ground.of("unit", short=max(beside & units).upper()))
        doubt = 1.0
        for score in each.features.values():
            doubt *= 1.0 - score
        return (1.0 - doubt) * (_OTHER_UNIT if beside and units and not beside & units else 1.0)

    def _doubted(self, score: float, each: _Evidence, owner: _Owner) -> float:
        if owner is _Owner.UNKNOWN:
            return score * _UNKNOWN
        if owner is _Owner.APART and not each.features.keys() & {"stated", "publisher"}:
            return min(score, _APART) if self._is_named(each, _LEAST_APART) else 0.0
        return score

    def _is_sure(self, thing: Thing, each: _Evidence, owner: _Owner) -> bool:
        if each.features.get("stated") == 1.0:
            return True
        if owner is not _Owner.SAME:
            return False  # every department has an Office of Inspector General
        if each.carried or "stated" in each.features:
            return True
        one_word = any(mention.whole for mention in each.titles.values())
        keyword = each.features.get("keyword", 0.0) >= _ONE_WORD * _KEYWORD
        return not each.within and (self._is_named(each) or (one_word and keyword))

    def _is_named(self, each: _Evidence, least: int = 2) -> bool:
        """Whether a title has a whole name of *least* words that say enough to be no coincidence."""
        return any(
            mention.whole and self._is_telling(mention) and len(mention.topic.stems) >= least
            for mention in each.titles.values()
        )

    def _judged(self, thing: Thing, found: Sequence[Candidate], limit: int) -> Match:
        if not found or found[0].score < REVIEW:
            return Match(thing, tuple(found[:limit]), Verdict.NONE)
        best = found[0]
        rival = next((other for other in found[1:] if _could_be_either(best, other)), None)
        if rival is None:
            verdict = Verdict.ACCEPT if best.score >= ACCEPT else Verdict.REVIEW
            return Match(thing, tuple(found[:limit]), verdict)
        return Match(thing, tuple(found[:limit]), Verdict.REVIEW, True)


def _could_be_either(best: Candidate, other: Candidate) -> bool:
    if best.features.get("stated") == 1.0:
        return other.features.get("stated") == 1.0
    return other.score >= min(ACCEPT, best.score - MARGIN)


def _doubts(thing: Thing, target: Thing, owner: _Owner) -> list[Ground]:
    if owner is _Owner.UNKNOWN:
        return [Ground.of("no-owner", against=True)]
    if owner is _Owner.APART:
        mine, theirs = _first(thing.context), _first(target.context)
        return [Ground.of("other-owner", against=True, mine=mine, theirs=theirs)]
    return []


def _units(thing: Thing) -> frozenset[str]:
    """The short forms of the publisher and of what it is a part of: as written, or its first letters."""
    found = set()
    for name in thing.context:
        first = readings(name.text)[0]
        found |= {"".join(words(short)) for short in first.short}
        found.add("".join(words(name.text)) if is_short_form(name.text) else initials(words(first.name)))
    return frozenset(found)


def _first(names: Sequence[Name]) -> str:
    return names[0].text if names else ""
