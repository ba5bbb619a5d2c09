"""How good links are on a list with right answers: figures by difficulty and the worst errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pscvc_kg.render.link_words import said
from pscvc_kg.render.page import Page, join
from pscvc_kg.render.words import quoted, word, write_number

if TYPE_CHECKING:
    from pscvc_kg.linking.evaluating import Evaluation, Fault, Figures
    from pscvc_kg.linking.things import Thing


def evaluation_text(found: Evaluation, lang: str, page: Page) -> str:
    """The figures of all names and of each difficulty side by side, and the worst errors, for a person."""
    columns = {said("all", lang): found.figures, **found.by_difficulty}
    rows = [["", *columns]]
    for key, of in _ROWS.items():
        rows.append([said(key, lang), *(of(figures, lang) for figures in columns.values())])
    lines = page.table(rows, right=range(1, len(rows[0])))
    if found.faults:
        title = said("errors", lang, shown=len(found.faults), all=write_number(found.faulty, lang))
        lines += ["", page.paint(title, "bold")]
        for fault in found.faults:
            lines += page.wrap(f"- {_fault(fault, lang)}", 2, 2)
    if found.unknown:
        lines += ["", *page.wrap(said("unknown-right", lang, values=", ".join(found.unknown)))]
    return join(lines)


def _share(value: float | None, lang: str) -> str:
    return "–" if value is None else word("percent", lang, n=write_number(round(value * 100, 1), lang))


_ROWS: dict[str, Callable[[Figures, str], str]] = {
    "cases": lambda figures, lang: write_number(figures.cases, lang),
    "precision": lambda figures, lang: _share(figures.precision, lang),
    "recall": lambda figures, lang: _share(figures.recall, lang),
    "recall-review": lambda figures, lang: _share(figures.recall_with_review, lang),
    "f1": lambda figures, lang: _share(figures.f1, lang),
    "reviewed-cases": lambda figures, lang: write_number(figures.reviewed, lang),
    "abstained": lambda figures, lang: write_number(figures.abstained, lang),
}


def _fault(fault: Fault, lang: str) -> str:
    from pscvc_kg.linking.proposing import called

    name = quoted(called(fault.case.thing, lang), lang)
    right = said("is", lang, right=called(fault.right, lang)) if fault.right else said("is-none", lang)
    if fault.found is None:
        return f"{name} {right}; {said('not-found', lang)}"
    taken = "taken-for" if fault.accepted else "not-found"
    what = said(taken, lang, found=called(fault.found.target, lang))
    return f"{name} {right}; {what}{word('colon', lang)} {fault.found.reason[lang]}"


def evaluation_json(found: Evaluation, lang: str, page: Page | None = None) -> str:
    """The same for a program."""
    content = {
        "figures": _figures(found.figures),
        "by_difficulty": {name: _figures(figures) for name, figures in found.by_difficulty.items()},
        "faulty": found.faulty,
        "worst": list(_faults(found, lang)),
        "unknown": list(found.unknown),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _figures(figures: Figures) -> dict[str, float | int | None]:
    from dataclasses import asdict

    shares = {
        "precision": figures.precision,
        "recall": figures.recall,
        "recall_with_review": figures.recall_with_review,
        "f1": figures.f1,
    }
    rounded = {name: None if value is None else round(value, 4) for name, value in shares.items()}
    return {**asdict(figures), **rounded}


def _faults(found: Evaluation, lang: str) -> Iterator[dict[str, object]]:
    from pscvc_kg.linking.proposing import called

    def name(thing: Thing | None) -> str | None:
        return called(thing, lang) if thing else None

    for fault in found.faults:
        yield {
            "name": name(fault.case.thing),
            "difficulty": fault.case.difficulty,
            "right": name(fault.right),
            "found": name(fault.found.target) if fault.found else None,
            "score": round(fault.found.score, 4) if fault.found else None,
            "reason": fault.found.reason[lang] if fault.found else None,
            "accepted": fault.accepted,
        }
