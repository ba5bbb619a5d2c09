"""A report against the last one: which findings are new, which are fixed, which remain."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pscvc_kg.errors import InputError
from pscvc_kg.report import VERSION, Baseline, Comparison, Location, PastFinding, Report


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
        findings = tuple(
            PastFinding(
                fingerprint=_text(each["fingerprint"]),
                code=_text(each["code"]),
                severity=_text(each["severity"]),
                title=_text(each["title"]),
                message=_text(each["message"]),
                location=Location(**{name: each["location"][name] for name in Location.__match_args__}),
            )
            for each in [*content["findings"], *content.get("waived", [])]
        )
        return Baseline(path.name, _text(content["as_of"]), _text(content["rules"]), findings)
    except (KeyError, TypeError) as error:
        raise InputError(f"{path}: lacks {error} where a report has it; write the report again") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text, and has {value!r}")
    return value


def compared(report: Report, baseline: Baseline) -> Report:
    """*report* with what changed since *baseline*: a finding is the same where its fingerprint is."""
    now = {finding.fingerprint for finding in report.findings}
    now |= {waived.finding.fingerprint for waived in report.waived}
    before = {finding.fingerprint for finding in baseline.findings}
    fixed = tuple(finding for finding in baseline.findings if finding.fingerprint not in now)
    new = frozenset(now - before)
    return replace(report, comparison=Comparison(baseline, new, fixed, len(now & before)))
