"""Two plain methods on the same lists: the same name once normalised, and ``token_set_ratio``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from rapidfuzz import fuzz, process, utils

from pscvc_kg.linking.things import Candidate, Match, Thing, Verdict
from pscvc_kg.linking.wording import meaning, words

WHY = {"en": "", "fr": ""}


class ExactOnceNormalised:
    """Accepts the one target that has the name without case, accents, punctuation, articles, legal form."""

    def __init__(self, targets: Iterable[Thing]) -> None:
        self.targets: Mapping[str, Thing] = {target.iri: target for target in targets}
        self._by_name: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for target in self.targets.values():
            for name in target.names:
                self._by_name[meaning(words(name.text))].add(target.iri)

    def match_all(
        self, things: Iterable[Thing], progress: Callable[[int], None] | None = None
    ) -> Iterator[Match]:
        for thing in things:
            found = {iri for name in thing.names for iri in self._by_name.get(meaning(words(name.text)), ())}
            candidates = tuple(Candidate(self.targets[iri], 1.0, {}, WHY) for iri in sorted(found)[:5])
            verdicts = [Verdict.NONE, Verdict.ACCEPT, Verdict.REVIEW]
            yield Match(thing, candidates, verdicts[min(len(found), 2)], len(found) > 1)


class TokenSetRatio:
    """Accepts the best target at 90 of 100 if no other has as much, offers the best five down to 75."""

    def __init__(self, targets: Iterable[Thing]) -> None:
        self.targets: Mapping[str, Thing] = {target.iri: target for target in targets}
        named = [(name.text, target.iri) for target in self.targets.values() for name in target.names]
        self._names = [utils.default_process(text) for text, _ in named]
        self._iris = [iri for _, iri in named]

    def match_all(
        self, things: Iterable[Thing], progress: Callable[[int], None] | None = None
    ) -> Iterator[Match]:
        for thing in things:
            best: dict[str, float] = {}
            for name in thing.names:
                asked = utils.default_process(name.text)
                scorer = fuzz.token_set_ratio
                for _, score, place in process.extract(
                    asked, self._names, scorer=scorer, score_cutoff=75, limit=40
                ):
                    best[self._iris[place]] = max(score / 100, best.get(self._iris[place], 0.0))
            rated = sorted(best.items(), key=lambda one: (-one[1], one[0]))[:5]
            candidates = tuple(Candidate(self.targets[iri], score, {}, WHY) for iri, score in rated)
            tied = len(rated) > 1 and rated[0][1] == rated[1][1]
            sure = bool(rated) and rated[0][1] >= 0.9 and not tied
            verdict = Verdict.ACCEPT if sure else Verdict.REVIEW if rated else Verdict.NONE
            yield Match(thing, candidates, verdict, tied)
