"""What speaks for each target being the thing that is asked: identifiers, addresses, names, short forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pscvc_kg.linking.addresses import compact, is_address, is_distinctive, same_figures, site
from pscvc_kg.linking.comparing import How, Likeness, Weighed, Written, compare
from pscvc_kg.linking.hinting import Asked, Hints
from pscvc_kg.linking.index import Index, identifiers_of
from pscvc_kg.linking.reasons import Ground
from pscvc_kg.linking.things import Name, NameKind, Thing
from pscvc_kg.linking.verdicts import ACCEPT, BELOW_ACCEPT, LEAST, REVIEW
from pscvc_kg.linking.wording import Reading, as_written, is_short_form, meaning, readings, squeezed, words

_SHORT_GIVEN = 0.95
_SHORT_UNSURE = 0.85
"""Two letters stand for many things, and more of them in two languages."""
_DERIVED = {2: (0.0, 0.5), 3: (0.2, 0.52), 4: (0.45, 0.33), 5: (0.5, 0.33)}
"""What it says that a short form of so many letters spells a name: something, and more the better it fits."""
_LONGEST_SHORT = 16
"""Longer words are no short forms."""
_KEYWORD, _SHARED_KEYWORD, _FEW = 0.7, 0.45, 3
"""What it says that one is called as the other has it for a keyword; less where more than a few are."""
_LEAST_FIT = 0.6
"""A short form that spells less of a name does not stand for it."""
_ABBREVIATED = {2: 0.4, 3: 0.62, 4: 0.72, 5: 0.78}
"""What it says that a name's first letters are a known short form of so many letters."""
_REMEMBERED = 50_000
"""Lists repeat names; what was found for so many is kept."""
_FORMER = 0.95
"""What is left of a score where the name is a former one: who bears it now comes first."""
_LEAST_OF_PAIR = 0.4
"""Of two short forms in a cell, each must say so much for them to agree."""
_PART_ONLY = 0.85
"""What is left of a score where only a part of the cell leads there."""
_ENOUGH = 0.65
"""Where something says so much, no hints are looked for."""
_BY_LETTERS = frozenset({How.GIVEN, How.DERIVED, How.INITIALS})


@dataclass
class Evidence:
    """What speaks for one target: the score of each feature, and the grounds.

    Features are ``identifier`` (1 where the scheme is the same), ``website``, ``name``, ``acronym``,
    ``initials``, ``keyword`` and ``hint`` (see `hinting`); a candidate adds ``country``, ``context``,
    ``time`` (1 for, 0 against) and ``former``.
    """

    features: dict[str, float] = field(default_factory=dict)
    grounds: dict[str, list[Ground]] = field(default_factory=dict)
    former: bool = False
    agreed: bool = False
    """Whether all that one cell says leads here."""
    apart: bool = False
    """Whether what lies between the names may be all that tells two organizations apart."""
    numbered: bool = False
    """Whether a name that is asked is an identifier of it."""

    def add(self, feature: str, score: float, *grounds: Ground) -> bool:
        """Keep the *score* of a *feature* if it is better than what there is; whether it was."""
        if score <= self.features.get(feature, 0.0):
            return False
        self.features[feature] = score
        self.grounds[feature] = list(grounds)
        return True


@dataclass(frozen=True)
class Setting:
    """Of which country and language a name is; empty where nobody says."""

    country: str
    language: str


class Collector:
    """Collects evidence from an *index*; remembers what was found for a name."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._hints = Hints(index)
        self._near: dict[tuple[str, bool, Setting], Mapping[int, Likeness]] = {}

    def collect(self, thing: Thing) -> Mapping[int, Evidence]:
        """The evidence for each target, by its place in the index, that has any."""
        evidence: dict[int, Evidence] = defaultdict(Evidence)
        self._by_identifiers(thing, evidence)
        self._by_websites(thing, evidence)
        for name in thing.names:
            self._by_name(name, Setting(thing.country, name.language), evidence)
        self._by_keywords(thing, evidence)
        if all(max(one.features.values(), default=0.0) < _ENOUGH for one in evidence.values()):
            for name in thing.names:
                self._by_hints(Asked(name.text, thing.country, name.language), evidence)
        return evidence

    def _by_hints(self, asked: Asked, evidence: Mapping[int, Evidence]) -> None:
        """What may be meant where nothing says much."""

        def likenesses(text: str, acronym: bool, country: str) -> Mapping[int, Likeness]:
            return self._likenesses(text, acronym, Setting(country, asked.language))

        for number, (score, ground) in self._hints.of(asked, likenesses).items():
            if score > max(evidence[number].features.values(), default=0.0):
                evidence[number].add("hint", score, ground)

    def _by_keywords(self, thing: Thing, evidence: Mapping[int, Evidence]) -> None:
        """What a thing is about is no name of it: it never makes sure, and less where many are about it."""
        found: dict[int, str] = {}
        for keyword in thing.keywords:
            for number, likeness in self._likenesses(
                keyword.text, is_short_form(keyword.text), Setting(thing.country, keyword.language)
            ).items():
                if likeness.score >= ACCEPT:
                    found.setdefault(number, keyword.text)
        for name in (*thing.names, *thing.keywords):
            for number in sorted(self._index.by_keyword.get(meaning(words(name.text)), ())):
                if not self._index.is_elsewhere(number, thing.country):
                    found.setdefault(number, name.text)
        for number, text in found.items():
            score = _KEYWORD if len(found) <= _FEW else _SHARED_KEYWORD
            evidence[number].add("keyword", score, Ground.of("keyword", keyword=text))

    def _by_identifiers(self, thing: Thing, evidence: Mapping[int, Evidence]) -> None:
        asked = [*identifiers_of(thing), (thing.iri, "")]
        # A list may put an identifier where others have a name.
        single = {name.text for name in thing.names if len(name.text.split()) == 1}
        asked += [(word, "") for word in sorted(single) if is_distinctive(compact(word))]
        for written, scheme in asked:
            value = compact(written)
            holders = {
                number: {known for known, other in held if same_figures(written, other)}
                for number, held in self._index.by_identifier.get(value, {}).items()
            }
            alike = [n for n, known in holders.items() if known and (not scheme or known & {scheme, ""})]
            for number in alike:
                evidence[number].numbered |= written in single
                certain = bool(scheme) and scheme in holders[number]
                if not certain and not is_distinctive(value):
                    evidence[number].add("identifier", 0.5, Ground.of("number", value=value))
                elif len(alike) > 1:
                    evidence[number].add("identifier", 0.85, Ground.of("shared-identifier", value=value))
                else:
                    score = 1.0 if certain else 0.96
                    evidence[number].add("identifier", score, Ground.of("identifier", value=value))

    def _by_websites(self, thing: Thing, evidence: Mapping[int, Evidence]) -> None:
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

    def _by_name(self, name: Name, setting: Setting, evidence: Mapping[int, Evidence]) -> None:
        first, *others = readings(name.text)
        whole = self._likenesses(first.name, first.acronym, setting)
        for number, likeness in whole.items():
            self._add(evidence[number], first.name, likeness)
        for number, likeness in self._initials(first.name, setting).items():
            evidence[number].add("initials", likeness.score, _ground(likeness, first.name))
        for reading in others:
            if reading.name in first.short:
                for number, likeness in self._likenesses(reading.name, True, setting).items():
                    # Its letters come from the name beside it, and say nothing of another one's.
                    if likeness.how is How.DERIVED:
                        continue
                    # What made the whole name look like this one is not said twice.
                    if number in whole and whole[number].known == likeness.known:
                        continue
                    evidence[number].add("acronym", 0.8 * likeness.score, _ground(likeness, reading.name))
        parts = [reading for reading in others if reading.name not in first.short]
        if parts:
            self._by_parts(first, parts, setting, evidence)

    def _by_parts(
        self, first: Reading, parts: Sequence[Reading], setting: Setting, evidence: Mapping[int, Evidence]
    ) -> None:
        """A cell that may hold several names: each may lead to one target, or only some."""
        found = [self._with_initials(part, setting) for part in parts]
        for number in sorted(set().union(*found)):
            scores = [likenesses[number].score if number in likenesses else 0.0 for likenesses in found]
            best = max(range(len(parts)), key=lambda place: (scores[place], -place))
            likeness = found[best][number]
            short = all(one[number].how in _BY_LETTERS for one in found if number in one)
            if min(scores) >= (_LEAST_OF_PAIR if short else REVIEW):
                doubt = 1.0
                for score in scores:
                    doubt *= 1.0 - score
                # Two names say little more than one; two short forms do not depend on each other.
                score = min(0.98, 1.0 - doubt) if short else max(scores)
                evidence[number].agreed = True
                self._add(evidence[number], parts[best].name, likeness, score, Ground.of("both"))
            elif scores[best] >= REVIEW:
                rest = " / ".join(part.name for place, part in enumerate(parts) if scores[place] < REVIEW)
                self._add(
                    evidence[number],
                    parts[best].name,
                    likeness,
                    _PART_ONLY * scores[best],
                    Ground.of("rest", against=True, rest=rest),
                )

    def _with_initials(self, part: Reading, setting: Setting) -> dict[int, Likeness]:
        found = dict(self._likenesses(part.name, part.acronym, setting))
        for number, likeness in self._initials(part.name, setting).items():
            if number not in found or found[number].score < likeness.score:
                found[number] = likeness
        return found

    def _initials(self, text: str, setting: Setting) -> dict[int, Likeness]:
        """The targets with a short form that the first letters of *text* make."""
        found = {}
        for number, known in self._index.abbreviated(Written.of(Name(text))).items():
            if not self._index.is_elsewhere(number, setting.country):
                name, _ = _in_language(known, setting.language)
                score = _ABBREVIATED[min(max(len(squeezed(words(name.text))), 2), 5)]
                found[number] = Likeness(score, How.INITIALS, name)
        return found

    def _add(
        self,
        evidence: Evidence,
        asked: str,
        likeness: Likeness,
        score: float | None = None,
        *grounds: Ground,
    ) -> None:
        score = likeness.score if score is None else score
        feature = "acronym" if likeness.how in _BY_LETTERS else "name"
        said = [_ground(likeness, asked), *grounds]
        if likeness.known.kind is NameKind.FORMER:
            score *= _FORMER
            said.append(Ground.of("former"))
        if evidence.add(feature, score, *said):
            evidence.former = likeness.known.kind is NameKind.FORMER
            if feature == "name":
                evidence.apart = likeness.apart

    def _likenesses(self, text: str, acronym: bool, setting: Setting) -> Mapping[int, Likeness]:
        """The best likeness of *text* with a name of each target that has one like it."""
        found = self._near.get((text, acronym, setting))
        if found is None:
            if len(self._near) >= _REMEMBERED:
                self._near.clear()
            asked = Written.of(Name(text))
            weighed = Weighed.asked(asked, self._index.lexicon)
            near = self._index.lettered(asked) if acronym else self._index.near(weighed, setting.country)
            found = self._compared(weighed, near)
            if len(asked.every) == 1 and 2 <= len(asked.letters) <= _LONGEST_SHORT:
                for number, likeness in self._shortened(asked, setting).items():
                    if number not in found or likeness.score > found[number].score:
                        found[number] = likeness
            found = {
                number: likeness
                for number, likeness in found.items()
                if not self._index.is_elsewhere(number, setting.country)
            }
            self._near[text, acronym, setting] = found
        return found

    def _compared(self, asked: Weighed, near: Iterable[int]) -> dict[int, Likeness]:
        best: dict[int, Likeness] = {}
        for place in near:
            variant = self._index.variants[place]
            likeness = compare(asked, self._index.weighed[place])
            score = likeness.score if variant.whole else min(likeness.score, BELOW_ACCEPT)
            if score >= LEAST / 2 and (variant.target not in best or score > best[variant.target].score):
                best[variant.target] = likeness if variant.whole else replace(likeness, score=score)
        return best

    def _shortened(self, asked: Written, setting: Setting) -> dict[int, Likeness]:
        """The targets that have the *asked* short form, or a name for which it could stand."""
        found: dict[int, Likeness] = {}
        short = asked.letters
        spelled = {
            number: fit
            for number, fit in self._index.spelled_by(short).items()
            if not self._index.is_elsewhere(number, setting.country)
        }
        least, more = _DERIVED[min(len(short), 5)]
        for number, (fit, name) in spelled.items():
            if fit >= _LEAST_FIT:
                found[number] = Likeness(least + more * fit, How.DERIVED, name)
        given = self._index.by_short.get(short, {})
        # What spells the name of another just as well may be meant by that one.
        open_ = any(fit > 0.99 and number not in given for number, (fit, _) in spelled.items())
        for number, names in given.items():
            # The same letters are another short form in another language, unless the country leaves few.
            name, foreign = _in_language(names, setting.language)
            unsure = len(short) == 2 or open_ or (foreign and self._index.elsewhere(setting.country) <= 0.5)
            # Other countries have other names that make the same letters.
            unsure = unsure or (not setting.country and len(self._index.by_country) > 1)
            found[number] = Likeness(_SHORT_UNSURE if unsure else _SHORT_GIVEN, How.GIVEN, name)
        return found


def _in_language(names: Sequence[Name], language: str) -> tuple[Name, bool]:
    """The one of *names* in *language*, or of none; else the first, and that it is of another language."""
    wanted = language.partition("-")[0].casefold()
    for name in names:
        if not wanted or name.language.partition("-")[0].casefold() in ("", wanted):
            return name, False
    return names[0], True


def _ground(likeness: Likeness, asked: str) -> Ground:
    return Ground.of(
        likeness.how,
        known=likeness.known.text,
        added=as_written(asked, likeness.added),
        lacking=as_written(likeness.known.text, likeness.lacking),
    )
