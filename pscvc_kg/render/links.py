"""Proposed and decided links, for a person or a program: what is accepted, what to look at and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pscvc_kg.linking.deciding import Decision, Standing, State, grouped, standings, tally
from pscvc_kg.linking.sssom import PREDICATES, LinkSet
from pscvc_kg.render.link_words import said
from pscvc_kg.render.page import Page, join
from pscvc_kg.render.words import count, quoted, word, write_number

if TYPE_CHECKING:
    from pscvc_kg.linking.keeping import Kept, Withdrawn
    from pscvc_kg.linking.promoting import Promoted, Refused

SHOWN = 5
"""How many links that nobody must look at the text shows; the JSON has them all."""
_RELATION = {iri: name for name, iri in PREDICATES.items()}


def links_text(links: LinkSet, lang: str, page: Page) -> str:
    """What became of each name: first what a person should look at, with the candidates and the reasons."""
    groups = grouped(links)
    lines: list[str] = []
    blocks = (
        _open(groups[State.REVIEW], lang, page),
        _block(groups[State.ACCEPTED], "accepted", lang, page),
        _block(groups[State.REJECTED], "rejected", lang, page),
        _none(groups[State.NONE], lang, page),
    )
    for block in blocks:
        part = list(block)
        lines += [*([""] if lines and part else []), *part]
    told = [line for remark in links.remarks for line in page.wrap(remark[lang], 0, 0)]
    return join([*lines, "", *told, page.paint(_total(links, lang), "good")])


def _open(group: Mapping[str, Sequence[Standing]], lang: str, page: Page) -> Iterator[str]:
    if not group:
        return
    yield from page.opposite(said("review", lang), count(len(group), "name", lang), "warning")
    for candidates in group.values():
        yield from page.wrap(quoted(candidates[0].last.subject_label, lang), 2, 2)
        for each in candidates:
            yield from page.wrap(f"- {candidate_text(each, lang)}", 4, 2)


def candidate_text(each: Standing, lang: str) -> str:
    """A thing that could be meant, how sure that is, and why."""
    text = f"{each.last.object_label} ({_sure(each, lang)})"
    reason = each.proposed.slots.get("comment", "")
    if each.last.other.get("decision") == Decision.UNSURE:
        text = f"{text}, {said('unsure-by', lang, who=_who(each))}"
    return f"{text}{word('colon', lang)} {reason}" if reason else text


def _sure(each: Standing, lang: str) -> str:
    confidence = each.proposed.confidence
    if confidence is None:
        return said("unsaid", lang)
    return word("percent", lang, n=write_number(round(confidence * 100), lang))


def _block(group: Mapping[str, Sequence[Standing]], title: str, lang: str, page: Page) -> Iterator[str]:
    if not group:
        return
    each = sorted((each for standings in group.values() for each in standings), key=_surest_last)
    yield from page.opposite(said(title, lang), count(len(group), "name", lang), "bold")
    for standing in islice(each, SHOWN):
        arrow = "≠" if standing.state is State.REJECTED else "→"
        text = f"- {quoted(standing.last.subject_label, lang)} {arrow} {standing.last.object_label}"
        who = _who(standing)
        yield from page.wrap(f"{text} ({who})" if who else f"{text} ({_sure(standing, lang)})", 2, 2)
    yield from _more(len(each), lang, page)


def _surest_last(standing: Standing) -> tuple[bool, float]:
    """What the tool is least sure of comes first, what a person decided last."""
    return standing.decided, standing.proposed.confidence or 0.0


def _who(standing: Standing) -> str:
    slots = standing.last.slots
    return slots.get("reviewer_label") or slots.get("reviewer_id") or slots.get("author_label") or ""


def _none(group: Mapping[str, Sequence[Standing]], lang: str, page: Page) -> Iterator[str]:
    if not group:
        return
    yield from page.opposite(said("none", lang), count(len(group), "name", lang), "bold")
    for candidates in islice(group.values(), SHOWN):
        yield from page.wrap(f"- {quoted(candidates[0].last.subject_label, lang)}", 2, 2)
    yield from _more(len(group), lang, page)


def _more(number: int, lang: str, page: Page) -> Iterator[str]:
    if number > SHOWN:
        yield page.paint(f"  … {word('more', lang, n=write_number(number - SHOWN, lang))}", "dim")


def _total(links: LinkSet, lang: str) -> str:
    found = tally(links)
    names = count(found.pop("names"), "name", lang)
    return said("total", lang, names=names, **{k: write_number(v, lang) for k, v in found.items()})


def links_json(links: LinkSet, lang: str, page: Page | None = None) -> str:
    """Every link with its state, the score of each feature, the reason and who decided, for a program."""
    content = {
        "set": links.iri,
        "counts": tally(links),
        "remarks": [remark[lang] for remark in links.remarks],
        "links": [_data(standing) for standing in standings(links.links)],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _data(standing: Standing) -> dict[str, object]:
    last, proposed = standing.last, standing.proposed
    other = {name: text for name, text in proposed.other.items() if name not in ("verdict", "abstained")}
    slots = last.slots
    return {
        "subject": last.subject,
        "subject_label": last.subject_label,
        "state": standing.state.value,
        "relation": _RELATION.get(last.predicate, last.predicate),
        "object": None if standing.state is State.NONE else last.object,
        "object_label": None if standing.state is State.NONE else last.object_label,
        "confidence": proposed.confidence,
        "abstained": proposed.other.get("abstained") == "true",
        "features": {name: float(text) for name, text in other.items() if _is_number(text)},
        "reason": proposed.slots.get("comment"),
        "decided_by": _who(standing) or None if standing.decided else None,
        "decided_on": slots.get("review_date") if standing.decided else None,
        "comment": slots.get("comment") if standing.decided else None,
    }


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def kept_text(kept: Kept, lang: str, page: Page) -> str:
    """What became of a mapping set in the graph, for a person."""
    values = {
        name: write_number(getattr(kept, name), lang) for name in ("accepted", "rejected", "none", "open")
    }
    lines = page.wrap(said("kept", lang, **values))
    if kept.carried:
        lines += page.wrap(said("carried", lang, n=write_number(kept.carried, lang)))
    if kept.gone:
        lines += page.wrap(said("gone", lang, n=write_number(kept.gone, lang)))
    return join([*lines, f"{kept.graph}  {word(kept.state, lang)}"])


def kept_json(kept: Kept, lang: str, page: Page | None = None) -> str:
    """What became of a mapping set in the graph, for a program."""
    from dataclasses import asdict

    return json.dumps(asdict(kept), ensure_ascii=False, indent=2) + "\n"


def taken_back_text(taken: Withdrawn, lang: str, page: Page) -> str:
    """That the links of a list hold no longer, for a person."""
    return join([*page.wrap(said("taken-back", lang, n=write_number(taken.links, lang))), taken.graph])


def taken_back_json(taken: Withdrawn, lang: str, page: Page | None = None) -> str:
    """That the links of a list hold no longer, for a program."""
    from dataclasses import asdict

    return json.dumps(asdict(taken), ensure_ascii=False, indent=2) + "\n"


def promoted_text(promoted: Promoted, lang: str, page: Page, names: Mapping[str, str] | None = None) -> str:
    """Which links say ``owl:sameAs`` now, and why others cannot, for a person: by what refuses them.

    *names* are those of the things by way of which a link is refused, by IRI.
    """
    by_rule: dict[str, list[Refused]] = {}
    for each in promoted.refused:
        by_rule.setdefault(each.rule, []).append(each)
    lines = []
    for group in by_rule.values():
        for each in islice(group, SHOWN):
            lines += page.wrap(f"- {_refusal(each, names or {}, lang)}", 0, 2)
        lines += _more(len(group), lang, page)
    total = said(
        "promoted",
        lang,
        done=write_number(len(promoted.links), lang),
        refused=write_number(len(promoted.refused), lang),
    )
    return join([*lines, *([""] if lines else []), page.paint(total, "warning" if lines else "good")])


def _refusal(each: Refused, names: Mapping[str, str], lang: str) -> str:
    """Why a link is not promoted, in a sentence: by way of what, where it is not the two themselves."""
    pair = f"{quoted(each.link.subject_label, lang)} ≠ {each.link.object_label}{word('colon', lang)}"
    if not each.through:
        return f"{pair} {each.why[lang]}."
    through = ", ".join(names.get(iri, iri) for iri in each.through)
    return f"{pair} {said('through', lang, names=through, why=each.why[lang])}"


def promoted_json(
    promoted: Promoted, lang: str, page: Page | None = None, names: Mapping[str, str] | None = None
) -> str:
    """Which links say ``owl:sameAs`` now, and why others cannot, for a program."""
    content = {
        "promoted": [{"subject": link.subject, "object": link.object} for link in promoted.links],
        "refused": [
            {
                "subject": each.link.subject,
                "object": each.link.object,
                "why": dict(each.why),
                "rule": each.rule,
                "between": [each.one, each.other],
            }
            for each in promoted.refused
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
