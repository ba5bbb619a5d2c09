"""What the tool proposes for each thing of a list, and what people decided before, as a mapping set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from . import sssom
from .deciding import people_said
from .matching import REVIEW, Matcher
from .sssom import Link, LinkSet
from .things import Candidate, Match, NameKind, Thing, Verdict
from .wording import meaning, words

SHOWN = 3
"""How many candidates a person is shown for one thing."""
_ASKED = 8
"""How many candidates are looked at, so that enough are left when some were rejected."""

Progress = Callable[[int, int, str], None]


def propose(
    things: Sequence[Thing],
    targets: Sequence[Thing],
    known: Iterable[Link] = (),
    *,
    about: bool = False,
    progress: Progress = lambda _done, _total, _about: None,
) -> tuple[Match, ...]:
    """A match for each of *things* that a person has not yet found, without candidates that were rejected.

    Args:
        things: What is to be linked. Where they are among *targets* themselves, each pair comes once and a
            person decides on all of them: nothing joins two things of one graph by itself.
        targets: What they may be.
        known: What people decided earlier.
        about: Whether the link is from what tells of a thing to the thing. A name that is the same is then
            not enough: both must belong to the same, or a person decides.
        progress: Told how many are done.
    """
    decided = [link for link in known if link.by_person]
    rejected = {link.pair for link in _latest(decided) if link.negated}
    found = {link.subject for link in _latest(decided) if not link.negated and link.predicate == sssom.EXACT}
    own = {target.iri for target in targets}
    matcher = Matcher(targets)
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
        if (
            about
            and match.verdict is Verdict.ACCEPT
            and not _belong_together(thing, match.candidates[0].target)
        ):
            match = replace(match, verdict=Verdict.REVIEW)
        if thing.iri in own and match.verdict is Verdict.NONE:
            continue  # Most things of a graph have no second self in it, and that is no news.
        matches.append(match)
    progress(len(things), len(things), "")
    return tuple(matches)


def _latest(decided: Iterable[Link]) -> Iterable[Link]:
    """The last decision on each pair."""
    return {link.pair: link for link in decided if link.predicate != sssom.SAME_AS}.values()


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


def _belong_together(one: Thing, other: Thing) -> bool:
    """Whether both say that they belong to the same: the publisher and whoever answers for it, say."""
    mine = {meaning(words(name.text)) for name in one.context}
    return any(meaning(words(name.text)) in mine for name in other.context)


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

    What people said before (*known*) follows as it was written.
    """
    stamp = {
        "mapping_date": day.isoformat(),
        "mapping_tool": str(metadata["mapping_tool"]),
        "mapping_tool_version": str(metadata["mapping_tool_version"]),
    }
    rows = [row for match in matches for row in _rows(match, predicate, lang, stamp)]
    earlier = tuple(known)
    spoken = {link.pair for link in people_said(earlier)}
    # With a decision stays what it was made on.
    said = dict.fromkeys(_frozen(link) for link in earlier if link.pair in spoken)
    fresh = set(map(_frozen, rows))
    return LinkSet(metadata, (*rows, *(_thawed(each) for each in said if each not in fresh)))


_Frozen = tuple[str, str, str, str, bool, tuple[tuple[str, str], ...]]


def _frozen(link: Link) -> _Frozen:
    slots = tuple(sorted(link.slots.items()))
    return link.subject, link.predicate, link.object, link.justification, link.negated, slots


def _thawed(each: _Frozen) -> Link:
    return Link(*each[:5], dict(each[5]))


def _rows(match: Match, predicate: str, lang: str, stamp: Mapping[str, str]) -> Iterator[Link]:
    subject = {"subject_label": called(match.thing, lang)}
    if match.verdict is Verdict.NONE:
        # The standard has no place for a link that is not there; it has a thing that stands for none.
        slots = {**subject, **stamp, "other": sssom.others({"verdict": Verdict.NONE.value})}
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
