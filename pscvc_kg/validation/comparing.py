"""A report against the last one: which findings are new, fixed, remaining, or were not looked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from pscvc_kg.locating import StoredLocator
from pscvc_kg.report import Baseline, Comparison, PastFinding, Report


def compared(report: Report, baseline: Baseline, nodes: Collection[str] | None = None) -> Report:
    """*report* with what changed since *baseline*: a finding is the same where its fingerprint is.

    What is not found again is fixed only where it was looked for: by a rule that was applied, and in a table
    that was given, or at one of *nodes* where records of a store were looked at and no files.
    """
    now = {finding.fingerprint for finding in report.every_finding}
    before = {finding.fingerprint for finding in baseline.findings}
    was_given = _in_files(report, baseline) if nodes is None else _at(nodes)
    fixed: list[PastFinding] = []
    unseen: list[PastFinding] = []
    for past in baseline.findings:
        if past.fingerprint not in now:
            (fixed if past.rule in report.asked and was_given(past) else unseen).append(past)
    found = Comparison(
        baseline=baseline,
        new=frozenset(now - before),
        fixed=tuple(fixed),
        remaining=len(now & before),
        not_looked_for=tuple(unseen),
    )
    return replace(report, comparison=found)


def _in_files(report: Report, baseline: Baseline) -> Callable[[PastFinding], bool]:
    """Whether the table of a finding is among those of *report*, if under another name.

    A file of another name stands for one that is missing only where there are as many new ones in the layout
    as there are missing: of two agencies' tables, the one that is left out was not looked at.
    """
    then = {(place[0], layout) for place, layout in baseline.layouts.items()}
    now = {(each.file, each.layout) for each in report.inputs}
    files = {each.file for each in report.inputs}
    renamed = {
        layout for _, layout in then - now if len(_of(layout, then - now)) <= len(_of(layout, now - then))
    }

    def was_given(past: PastFinding) -> bool:
        layout = baseline.layouts.get((past.location.file, past.location.sheet))
        if layout is None:
            return past.location.file in files
        return (past.location.file, layout) in now or layout in renamed

    return was_given


def _of(layout: str, files: Collection[tuple[str, str]]) -> list[str]:
    return [file for file, own in files if own == layout]


def _at(nodes: Collection[str]) -> Callable[[PastFinding], bool]:
    """Whether a finding is about one of *nodes*, whatever the place of its row was."""
    identity = StoredLocator("", ()).identity
    known = {identity(node) for node in nodes}
    return lambda past: identity(past.focus) in known
