"""The review in the terminal: one name at a time, with what it could mean and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pscvc_kg import api
from pscvc_kg.cli.show import page, say
from pscvc_kg.errors import UsageError
from pscvc_kg.linking import sssom
from pscvc_kg.linking.deciding import Decision, Standing, decided, to_review
from pscvc_kg.linking.sssom import Link, LinkSet
from pscvc_kg.render.link_words import NO, SKIP, STOP, UNSURE, YES, said
from pscvc_kg.render.links import candidate_text
from pscvc_kg.render.page import plain


def decide_each(links: LinkSet, path: Path, by: str, lang: str) -> int:
    """Ask about each open name of *links*; each answer is in the file *path* before the next question."""
    if not by.strip():
        raise UsageError("a review needs somebody who answers for it; say who decides: --by NAME")
    groups = to_review(links)
    if not groups:
        print(said("nothing", lang))
        return 0
    done = 0
    for at, group in enumerate(groups, 1):
        answer = _ask(group, at, len(groups), lang)
        if answer in STOP:
            break
        rows = _decisions(group, answer, by, api.today())
        if rows:
            links = sssom.appended(links, rows)
            say(lambda each, lang, page: sssom.written(each), links, lang, path)
            done += 1
    print(said("reviewed", lang, done=done, left=len(to_review(links))))
    return 0


def _ask(group: Sequence[Standing], at: int, number: int, lang: str) -> str:
    """What the person answers: a number counted from 1, or one of the words that are known."""
    sheet = page()
    name = group[0].last.subject_label
    print()
    print(sheet.paint(said("ask", lang, at=at, all=number, name=name), "bold"))
    for index, each in enumerate(group, 1):
        for line in sheet.wrap(f"{index}. {candidate_text(each, lang)}", 2, 3):
            print(line)
    keys = said("keys", lang)
    known = {*YES, *NO, *UNSURE, *SKIP, *STOP, *(str(index) for index in range(1, len(group) + 1))}
    while True:
        print(sheet.paint(keys, "dim"))
        print("> ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:  # The end of the input stops the review as q does.
            print()
            return STOP[0]
        answer = line.strip().casefold()
        if answer in known:
            return answer
        print(said("again", lang, keys=plain(keys)))


def _decisions(group: Sequence[Standing], answer: str, by: str, day: date) -> list[Link]:
    """The rows that *answer* adds; whoever says that none is meant rejects each of them."""
    if answer in SKIP:
        return []
    if answer in NO:
        return [decided(each.proposed, Decision.REJECT, by, day) for each in group]
    if answer in UNSURE:
        return [decided(each.proposed, Decision.UNSURE, by, day) for each in group]
    chosen = group[0] if answer in YES else group[int(answer) - 1]
    return [decided(chosen.proposed, Decision.ACCEPT, by, day)]
