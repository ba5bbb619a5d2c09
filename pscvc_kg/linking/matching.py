"""Which of the things that we know is meant by one of somebody else's: candidates, reasons, a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pscvc_kg.linking.addresses import compact, is_address
from pscvc_kg.linking.collecting import Collector, Evidence
from pscvc_kg.linking.countries import countries
from pscvc_kg.linking.index import Index, contexts
from pscvc_kg.linking.reasons import Ground, sentence
from pscvc_kg.linking.things import Candidate, Match, Name, NameKind, Thing, Verdict
from pscvc_kg.linking.verdicts import ACCEPT, BELOW_ACCEPT, LEAST, MARGIN, REVIEW
from pscvc_kg.linking.wording import is_short_form, readings, says_in_words, words

__all__ = ["ACCEPT", "LEAST", "MARGIN", "REVIEW", "Matcher"]

_OTHER_TIME = 0.85
"""What is left of a score where the target had ended, or had not begun."""
_OTHER_CONTEXT = 0.7
"""What is left of the doubt where both belong to the same."""
_NAME_WITH_INITIALS = 0.75
"""A name so much alike may be accepted where its first letters are the known short form, too."""
_SAME_COUNTRY = 0.3
"""How much of the doubt the same country takes away, where all other targets are of other countries."""


class Matcher:
    """Finds things among *targets*; made once, asked for as many things as there are.

    >>> from pscvc_kg.linking.things import Name
    >>> parks = Thing("parks", (Name("Agency of Parks and Lakes"), Name("Agence des parcs et des lacs")))
    >>> found = Matcher([parks]).match(Thing("row 7", (Name("PARKS & LAKES (Agency of)"),)))
    >>> print(found.verdict, found.candidates[0].target.iri, found.candidates[0].reason["en"])
    accept parks The name has the words of “Agency of Parks and Lakes” in another order.
    """

    def __init__(self, targets: Iterable[Thing]) -> None:
        distinct: dict[str, Thing] = {}
        for target in targets:
            known = distinct.get(target.iri)
            distinct[target.iri] = target if known is None or known == target else _both(known, target)
        self._targets = dict(sorted(distinct.items()))
        self._index = Index(tuple(self._targets.values()))
        self._numbers = {iri: number for number, iri in enumerate(self._targets)}
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
        return self._judged(thing, found, limit)

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
        hint = features.get("hint", 0.0)
        sure = {feature: score for feature, score in features.items() if feature != "hint"}
        score = max(hint, _together(sure, evidence.apart) if sure else 0.0)
        if self._is_named_otherwise(thing, number, evidence):
            # A branch has the website of what it belongs to, two names may have the same letters, and
            # a number another register.
            if features.get("identifier", 0.0) < 1.0:
                score = min(score, BELOW_ACCEPT)
            if not hint:
                grounds.append(Ground.of("other-name", against=True, **_called("known", target)))
        if other := _other_identifier(thing, target):
            score = min(score, BELOW_ACCEPT)
            grounds.append(Ground.of("other-identifier", against=True, known=other))
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
        elif self._index.contexts[number] and any(map(self._index.tells_apart, belongs)):
            features["context"] = 0.0
            if features.get("identifier", 0.0) < 1.0:
                score = min(score, BELOW_ACCEPT)
            known = {f"known@{language}": _called_in(target.context, language) for language in ("en", "fr")}
            grounds.append(Ground.of("other-context", against=True, **known))
        if target.end and not (thing.start or thing.end):
            grounds.append(Ground.of("ended", against=True, day=target.end.isoformat()))
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

    def _judged(self, thing: Thing, found: Sequence[tuple[Candidate, Sequence[Ground]]], limit: int) -> Match:
        candidates = [candidate for candidate, _ in found[:limit]]
        if not found or found[0][0].score < REVIEW:
            return Match(thing, tuple(candidates), Verdict.NONE)
        best, grounds = found[0]
        dated = bool(thing.start or thing.end)
        rival = next(
            (
                other.target
                for place, (other, _) in enumerate(found[1:], start=1)
                if _says_another(best, other)
                or _has_number(thing, best, other)
                or (place < 3 and other.score >= REVIEW and _could_be_either(best, other, dated))
            ),
            None,
        )
        why = "tie"
        if rival is None and not dated and best.features.get("identifier", 0.0) < ACCEPT:
            rival, why = self._successor(best.target), "succeeded"
        if rival and candidates:
            also = Ground.of(why, against=True, **_called("other", rival))
            candidates[0] = replace(best, reason=sentence([*grounds, also]))
        verdict = Verdict.REVIEW if rival or best.score < ACCEPT else Verdict.ACCEPT
        return Match(thing, tuple(candidates), verdict, rival is not None)

    def _successor(self, target: Thing) -> Thing | None:
        """Who went on where the *target* ended; who names it without a day may mean that one."""
        numbers = self._index.successors(self._numbers[target.iri])
        return self._index.targets[numbers[0]] if numbers else None

    def _is_named_otherwise(self, thing: Thing, number: int, evidence: Evidence) -> bool:
        """Whether the *thing* has a name that says another one than this target."""
        features = evidence.features
        if evidence.agreed or features.get("name", 0.0) >= REVIEW:
            return False
        names = [name.text for name in thing.names if words(name.text) and not is_address(name.text)]
        if self._index.in_words[number] and any(map(says_in_words, names)):
            return True
        # One word, or a short form, may be a name that nobody wrote down: not of what has only a number.
        number_only = "identifier" in features and not evidence.numbered
        one_word = number_only or not all(map(is_short_form, names))
        letters = max(features.get("acronym", 0.0), features.get("initials", 0.0))
        return bool(names) and bool(self._index.targets[number].names) and one_word and letters < REVIEW

    def _by_country(
        self, country: str, target: Thing, score: float, features: dict[str, float], grounds: list[Ground]
    ) -> float:
        if countries(country).isdisjoint(countries(target.country)):
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


def _both(one: Thing, other: Thing) -> Thing:
    """What two entries say of one thing; no day on which they differ."""
    return replace(
        one,
        names=tuple(dict.fromkeys((*one.names, *other.names))),
        identifiers=tuple(dict.fromkeys((*one.identifiers, *other.identifiers))),
        websites=tuple(dict.fromkeys((*one.websites, *other.websites))),
        context=tuple(dict.fromkeys((*one.context, *other.context))),
        keywords=tuple(dict.fromkeys((*one.keywords, *other.keywords))),
        country=" ".join(dict.fromkeys((*one.country.split(), *other.country.split()))),
        start=one.start if one.start == other.start else None,
        end=one.end if one.end == other.end else None,
    )


def _together(features: Mapping[str, float], apart: bool) -> float:
    """How sure several pieces of evidence are together: each takes away doubt that the others leave."""
    doubt = 1.0
    for score in features.values():
        doubt *= 1.0 - score
    best = max(features.values())
    # A domain is shared by branches, and first letters that fit may be a coincidence: words must fit, too.
    name = features.get("name", 0.0)
    # Two names that differ in a letter have the same short form, and it says nothing.
    letters = not apart and (
        "acronym" in features or ("initials" in features and name >= _NAME_WITH_INITIALS)
    )
    lifts = name >= REVIEW and ("identifier" in features or letters)
    if best < ACCEPT and not lifts:
        return max(best, min(BELOW_ACCEPT, 1.0 - doubt))
    return 1.0 - doubt


def _called(key: str, target: Thing) -> dict[str, str]:
    """What the *target* is called, in each language of a sentence, under the *key* of a ground."""
    return {
        f"{key}@{language}": _called_in(target.names, language) or target.iri for language in ("en", "fr")
    }


def _called_in(names: Sequence[Name], language: str) -> str:
    """The first of the *names* that is preferred, and in *language* where one is; else the first of all."""
    ranked = sorted(names, key=lambda name: (name.kind is not NameKind.PREFERRED, name.language != language))
    return ranked[0].text if ranked else ""


def _says_another(best: Candidate, second: Candidate) -> bool:
    """Whether an identifier, website or short form leads to the *second*, and none to the *best*."""
    if best.features.get("identifier", 0.0) >= ACCEPT:
        return False
    letters = max(best.features.get("acronym", 0.0), best.features.get("initials", 0.0))
    signs = {feature: best.features.get(feature, 0.0) for feature in ("identifier", "website")}
    return any(
        second.features.get(feature, 0.0) >= ACCEPT and score < REVIEW
        for feature, score in {**signs, "acronym": letters}.items()
    )


def _has_number(thing: Thing, best: Candidate, second: Candidate) -> bool:
    """Whether the *thing* has an identifier of the *second*, and the *best* another one of that scheme."""
    if best.features.get("identifier", 0.0) or not second.features.get("identifier", 0.0):
        return False
    asked = {compact(identifier.value) for identifier in thing.identifiers}
    schemes = {one.scheme for one in second.target.identifiers if compact(one.value) in asked}
    return any(one.scheme in schemes for one in best.target.identifiers)


def _other_identifier(thing: Thing, target: Thing) -> str:
    """An identifier of the *target* in a scheme in which the *thing* has another one; "" where none."""
    for scheme in sorted({identifier.scheme.casefold() for identifier in thing.identifiers} - {""}):
        mine, theirs = (
            {compact(one.value): one.value for one in each.identifiers if one.scheme.casefold() == scheme}
            for each in (thing, target)
        )
        if theirs and mine.keys().isdisjoint(theirs):
            return min(theirs.values())
    return ""


def _could_be_either(best: Candidate, second: Candidate, dated: bool) -> bool:
    """Whether the *second* is near the *best*, and not left behind by what tells them apart."""
    # An identifier or website of one with the name of another: somebody erred, and a person finds out where.
    if second.features.get("name", 0.0) >= ACCEPT and best.features.get("name", 0.0) < REVIEW:
        return True
    for feature in ("identifier", "website", "context"):
        if best.features.get(feature, 0.0) >= ACCEPT > second.features.get(feature, 0.0):
            return False
    # Who names what has ended, and does not say when, may mean who took over from it under that name.
    if best.target.end and not dated and "former" in second.features:
        return True
    return best.score - second.score < MARGIN
