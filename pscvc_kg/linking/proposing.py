"""What the tool proposes for each thing of a list, and what people decided before, as a mapping set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pscvc_kg.report import Text

from . import sssom
from .about import About
from .deciding import last_words, people_said
from .matching import REVIEW, Matcher
from .records import identity
from .sssom import Link, LinkSet
from .things import Candidate, Match, Name, NameKind, Thing, Verdict
from .wording import meaning, readings, words

SHOWN = 3
"""How many candidates a person is shown for one thing."""
_ASKED = 8
"""How many candidates are looked at, so that enough are left when some were rejected."""

Progress = Callable[[int, int, str], None]


REASONS: dict[str, Text] = {
    "apart": {
        "en": "They belong to different organizations: {mine}, and {theirs}.",
        "fr": "Ils relèvent d'organisations différentes\u00a0: {mine} et {theirs}.",
    },
}
"""Why a person decides on what is called the same."""


class Owners:
    """Whose things are: the organizations that publish them or answer for them, however they are called."""

    def __init__(self, organizations: Sequence[Thing]) -> None:
        self._matcher = Matcher(organizations)
        self._known: dict[str, frozenset[str]] = {}

    def of(self, thing: Thing) -> frozenset[str]:
        """The organizations that *thing* belongs to; those that the graph does not know by their names."""
        return frozenset().union(*(self._meant(name) for name in thing.context))

    def _meant(self, name: Name) -> frozenset[str]:
        if name.text not in self._known:
            match = self._matcher.match(Thing(name.text, (name,)))
            if match.verdict is Verdict.ACCEPT:
                found = frozenset({match.candidates[0].target.iri})
            else:
                found = frozenset(" ".join(meaning(words(each.name))) for each in readings(name.text))
            self._known[name.text] = found
        return self._known[name.text]


def propose(
    things: Sequence[Thing],
    targets: Sequence[Thing],
    known: Iterable[Link] = (),
    *,
    owners: Owners | None = None,
    about: bool = False,
    progress: Progress = lambda _done, _total, _about: None,
) -> tuple[Match, ...]:
    """A match for each of *things* that a person has not yet found, without candidates that were rejected.

    Args:
        things: What is to be linked. Where they are among *targets* themselves, each pair comes once and a
            person decides on all of them: nothing joins two things of one graph by itself.
        targets: What they may be.
        known: What people decided earlier.
        owners: Whose things are, where they belong to organizations: what is called the same in two of them
            is not the same, or a person says so.
        about: Whether the link is from what tells of a thing to the thing: not by its name alone, but by all
            that says what it is about.
        progress: Told how many are done.
    """
    decided = last_words(known)
    rejected = {link.pair for link in decided if link.negated}
    found = {link.subject for link in decided if not link.negated and link.predicate == sssom.EXACT}
    own = {target.iri for target in targets}
    matcher = About(targets, owners) if about and owners is not None else Matcher(targets)
    matches = []
    for done, thing in enumerate(things):
        progress(done, len(things), "")
        if thing.iri in found:
            continue
        match = matcher.match(thing, _ASKED)
        if thing.iri in own:
            match = _without(
                match, {c.target.iri for c in match.candidates if c.target.iri <= thing.iri}, reviewed=True
            )
        gone = {c.target.iri for c in match.candidates if (thing.iri, c.target.iri) in rejected}
        gone |= {c.target.iri for c in match.candidates if (c.target.iri, thing.iri) in rejected}
        match = _without(match, gone)
        if owners is not None and not about and match.verdict is Verdict.ACCEPT:
            match = _of_one_owner(match, owners)
        if thing.iri in own and match.verdict is Verdict.NONE:
            continue  # Most things of a graph have no second self in it, and that is no news.
        matches.append(match)
    progress(len(things), len(things), "")
    return tuple(matches)


def _without(match: Match, gone: Collection[str], *, reviewed: bool = False) -> Match:
    """*match* without some candidates; what then comes first was not the best, and a person looks at it."""
    if not gone and not (reviewed and match.candidates):
        return match
    left = tuple(c for c in match.candidates if c.target.iri not in gone)
    first = not reviewed and left[:1] == match.candidates[:1]
    if first:
        return replace(match, candidates=left)
    good = left and left[0].score >= REVIEW
    return replace(match, candidates=left, verdict=Verdict.REVIEW if good else Verdict.NONE)


def _of_one_owner(match: Match, owners: Owners) -> Match:
    """*match*, left to a person where the two belong to different organizations."""
    best = match.candidates[0]
    mine, theirs = owners.of(match.thing), owners.of(best.target)
    if mine & theirs or not mine or not theirs or best.features.get("identifier") == 1:
        return match
    said = {"mine": _context(match.thing), "theirs": _context(best.target)}
    apart = REASONS["apart"]
    reason = {lang: f"{text} {apart[lang].format_map(said)}" for lang, text in best.reason.items()}
    candidates = (replace(best, reason=reason), *match.candidates[1:])
    return replace(match, verdict=Verdict.REVIEW, candidates=candidates)


def _context(thing: Thing) -> str:
    return thing.context[0].text if thing.context else ""


def as_links(
    matches: Iterable[Match],
    metadata: Mapping[str, Any],
    known: Iterable[Link] = (),
    *,
    predicate: str = sssom.EXACT,
    lang: str = "en",
    day: date,
) -> LinkSet:
    """The mapping set of *matches*: one row for a good link, some for a person to look at, or none.

    What people said before (*known*) follows as it was written, a decision with what it was made on.
    """
    stamp = {
        "mapping_date": day.isoformat(),
        "mapping_tool": str(metadata["mapping_tool"]),
        "mapping_tool_version": str(metadata["mapping_tool_version"]),
    }
    rows = [row for match in matches for row in _rows(match, predicate, lang, stamp)]
    earlier = tuple(known)
    spoken = {link.pair for link in people_said(earlier)}
    fresh = set(map(identity, rows))
    said = (link for link in earlier if link.pair in spoken and identity(link) not in fresh)
    return LinkSet(metadata, (*rows, *said))


def _rows(match: Match, predicate: str, lang: str, stamp: Mapping[str, str]) -> Iterator[Link]:
    subject = {"subject_label": called(match.thing, lang)}
    if match.verdict is Verdict.NONE:
        # The standard has no place for a link that is not there; it has a thing that stands for none.
        slots = {**subject, **stamp, "other": sssom.others({"verdict": Verdict.NONE.value})}
        for candidate in match.candidates:
            if candidate.features.get("stated") == 0:
                slots["comment"] = candidate.reason[lang]  # What its catalogue says is not believed.
        yield Link(match.thing.iri, predicate, sssom.NO_TERM_FOUND, sssom.LEXICAL, slots=slots)
        return
    shown = match.candidates[: 1 if match.verdict is Verdict.ACCEPT else SHOWN]
    for candidate in shown:
        if candidate.score < REVIEW and candidate is not match.candidates[0]:
            continue
        yield Link(
            match.thing.iri,
            predicate,
            candidate.target.iri,
            sssom.LEXICAL,
            slots={**subject, **_said(candidate, match, lang), **stamp},
        )


def _said(candidate: Candidate, match: Match, lang: str) -> dict[str, str]:
    features = {
        name: number(score)
        for name, score in sorted(candidate.features.items())
        if score == score  # no NaN
    }
    verdict = {"verdict": match.verdict.value, **({"abstained": "true"} if match.abstained else {})}
    return {
        "object_label": called(candidate.target, lang),
        "confidence": number(candidate.score),
        "other": sssom.others({**verdict, **features}),
        "comment": candidate.reason[lang],
    }


def number(score: float) -> str:
    """*score* in three digits at most.

    >>> number(1.0), number(0.95), number(0.98765)
    ('1', '0.95', '0.988')
    """
    return f"{score:.3f}".rstrip("0").rstrip(".")


def called(thing: Thing, lang: str) -> str:
    """What *thing* is called in a language: its preferred name there, or the next best one."""
    order = list(NameKind)
    best = min(
        thing.names,
        key=lambda name: (order.index(name.kind), name.language != lang, name.language != "", name.text),
        default=None,
    )
    return best.text if best else thing.identifiers[0].value if thing.identifiers else thing.iri
