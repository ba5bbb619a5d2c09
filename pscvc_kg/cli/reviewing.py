"""The review in the terminal: one name at a time, with what it could mean and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from pscvc_kg import api
from pscvc_kg.cli.show import page, say
from pscvc_kg.linking import sssom
from pscvc_kg.linking.deciding import Decision, Standing, answering, decided, to_review
from pscvc_kg.linking.sssom import Link, LinkSet
from pscvc_kg.render.link_steps import next_steps
from pscvc_kg.render.link_words import BACK, NO, SKIP, STOP, UNSURE, YES, said
from pscvc_kg.render.links import candidate_text
from pscvc_kg.render.page import plain

_STOPPED = 130
"""The exit status of what Ctrl-C stopped, as shells have it."""


def decide_each(links: LinkSet, path: Path, by: str, lang: str) -> int:
    """Ask about each open name of *links*; each answer is in the file *path* before the next question.

    Whoever goes back takes the answer of the name before back, and is asked again. Ctrl-C stops between two
    answers: all that were given are in the file.
    """
    by = answering(by)
    groups = to_review(links)
    if not groups:
        print(said("nothing", lang))
        say(partial(next_steps, path=path), links, lang, None)
        return 0
    before: list[LinkSet] = []
    status = 0
    try:
        while len(before) < len(groups):
            group = groups[len(before)]
            answer = _ask(group, len(before) + 1, len(groups), lang)
            if answer in STOP:
                break
            if answer in BACK:
                links = _back(before, links, groups, path, lang)
                continue
            before.append(links)
            if rows := _decisions(group, answer, by, api.today()):
                links = sssom.appended(links, rows)
                say(_written, links, lang, path)
    except KeyboardInterrupt:
        if before and links.links != before[-1].links:
            say(_written, links, lang, path)  # what was answered last, should it have come between
        print()
        status = _STOPPED
    after = [*before[1:], links]
    done = sum(one.links != other.links for one, other in zip(before, after, strict=False))
    print(said("reviewed", lang, done=done, left=len(to_review(links))))
    say(partial(next_steps, path=path), links, lang, None)
    return status


def _written(links: LinkSet, lang: str, page: object) -> str:
    return sssom.written(links)


def _back(
    before: list[LinkSet], links: LinkSet, groups: Sequence[Sequence[Standing]], path: Path, lang: str
) -> LinkSet:
    """The links as they were before the last answer, which leaves *before* and the file."""
    if not before:
        print(said("first", lang))
        return links
    earlier = before.pop()
    if earlier.links != links.links:
        say(_written, earlier, lang, path)
        print(said("taken", lang, name=groups[len(before)][0].last.subject_label))
    return earlier


def _ask(group: Sequence[Standing], at: int, number: int, lang: str) -> str:
    """What the person answers: a number counted from 1, or one of the words that are known."""
    sheet = page()
    name = group[0].last.subject_label
    print()
    for line in sheet.wrap(said("ask", lang, at=at, all=number, name=name)):
        print(sheet.paint(line, "bold"))
    for index, each in enumerate(group, 1):
        for line in sheet.wrap(f"{index}. {candidate_text(each, lang)}", 2, 3):
            print(line)
    keys = said("keys", lang)
    known = {*YES, *NO, *UNSURE, *SKIP, *BACK, *STOP, *(str(index) for index in range(1, len(group) + 1))}
    while True:
        for line in sheet.wrap(keys):
            print(sheet.paint(line, "dim"))
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
