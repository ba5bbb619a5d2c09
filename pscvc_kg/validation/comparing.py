"""A report against the last one: which findings are new, which are fixed, which remain."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pscvc_kg.errors import InputError
from pscvc_kg.report import SEVERITIES, VERSION, Baseline, Comparison, Location, PastFinding, Report


def read_baseline(path: Path) -> Baseline:
    """The report in JSON at *path*, as far as a comparison needs it.

    Raises:
        InputError: It cannot be read, or is no report of `pscvc validate --format json`.
    """
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name an earlier report") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not JSON; write it with pscvc validate --format json") from error
    version = content.get("version") if isinstance(content, dict) else None
    if version != VERSION:
        raise InputError(
            f"{path}: is no report of version {VERSION}; write it with pscvc validate --format json"
        )
    try:
        findings = tuple(map(_past, [*content["findings"], *content.get("waived", [])]))
        layouts = {_text(each["file"]): _text(each["layout"]) for each in content["inputs"]}
        as_of = date.fromisoformat(_text(content["as_of"])).isoformat()
        return Baseline(path.name, as_of, _text(content["rules"]), findings, layouts)
    except KeyError as error:
        raise InputError(f"{path}: lacks {error} where a report has it; write the report again") from error
    except (TypeError, ValueError) as error:
        raise InputError(f"{path}: is no report as we write it ({error}); write it again") from error


def _past(each: Any) -> PastFinding:
    severity = _text(each["severity"])
    if severity not in SEVERITIES:
        raise ValueError(f"no severity is called {severity!r}")
    return PastFinding(
        fingerprint=_text(each["fingerprint"]),
        rule=_text(each["rule"]),
        code=_text(each["code"]),
        severity=severity,
        title=_text(each["title"]),
        message=_text(each["message"]),
        location=_place(each["location"]),
    )


def _place(each: Any) -> Location:
    _text(each["file"])
    for name in ("sheet", "column", "header"):
        if each[name] is not None:
            _text(each[name])
    for name in ("row", "line"):
        if each[name] is not None and type(each[name]) is not int:
            raise TypeError(f"a {name} is a number, and not {each[name]!r}")
    return Location(**{name: each[name] for name in Location.__match_args__})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text is wanted, and not {value!r}")
    return value


def compared(report: Report, baseline: Baseline) -> Report:
    """*report* with what changed since *baseline*: a finding is the same where its fingerprint is.

    What is not found again is fixed only where it was looked for: by a rule that was checked, in a table of
    the same layout.
    """
    now = {finding.fingerprint for finding in report.every_finding}
    before = {finding.fingerprint for finding in baseline.findings}
    gone = [finding for finding in baseline.findings if finding.fingerprint not in now]
    rules = {checked.shape for checked in report.checked} | {rule.iri for rule, _ in report.summary()}
    layouts = {each.layout for each in report.inputs}
    files = {each.file for each in report.inputs}

    def is_looked_for(past: PastFinding) -> bool:
        given = past.location.file in files or baseline.layouts.get(past.location.file) in layouts
        return past.rule in rules and given

    return replace(
        report,
        comparison=Comparison(
            baseline=baseline,
            new=frozenset(now - before),
            fixed=tuple(past for past in gone if is_looked_for(past)),
            remaining=len(now & before),
            not_looked_for=tuple(past for past in gone if not is_looked_for(past)),
        ),
    )
