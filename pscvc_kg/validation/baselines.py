"""Earlier reports in JSON, read as far as a comparison needs them, and no further than they are sound."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from pscvc_kg.errors import InputError
from pscvc_kg.report import SEVERITIES, VERSION, Baseline, Location, PastFinding

_SHOWN = 60
"""A wrong value longer than this is cut in the message."""


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
    report = _Part(path, "the report", content)
    layouts = {
        (each.text("file"), each.perhaps("sheet")): each.text("layout") for each in report.parts("inputs")
    }
    waived = report.parts("waived") if "waived" in content else ()
    findings = tuple(_past(each) for each in (*report.parts("findings"), *waived))
    rules = report.text("rules") or report.refuse("rules", "a version")
    return Baseline(path.name, report.day("as_of"), rules, findings, layouts)


def _past(each: _Part) -> PastFinding:
    severity = each.text("severity")
    if severity not in SEVERITIES:
        each.refuse("severity", f"one of {', '.join(SEVERITIES)}")
    place = each.part("location")
    return PastFinding(
        fingerprint=each.text("fingerprint"),
        rule=each.text("rule"),
        code=each.text("code"),
        severity=severity,
        title=each.text("title"),
        message=each.text("message"),
        location=Location(
            file=place.text("file"),
            sheet=place.perhaps("sheet"),
            row=place.number("row"),
            column=place.perhaps("column"),
            header=place.perhaps("header"),
            line=place.number("line"),
        ),
        focus=each.text("focus"),
    )


@dataclass(frozen=True)
class _Part:
    """An object of a report, with its place there for messages."""

    path: Path
    place: str
    members: Mapping[str, Any]

    def refuse(self, name: str, wanted: str) -> NoReturn:
        """Say that the member *name* is not what is *wanted*."""
        shown = json.dumps(self.members[name])
        shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
        raise InputError(
            f"{self.path}: is no report as we write it: {name} of {self.place} is {shown}, and not {wanted}; "
            "write it again"
        )

    def text(self, name: str) -> str:
        """The text *name*."""
        value = self._member(name)
        if not isinstance(value, str) or not _can_be_written(value):
            self.refuse(name, "text")
        return value

    def perhaps(self, name: str) -> str | None:
        """The text *name*; None for null."""
        return None if self._member(name) is None else self.text(name)

    def number(self, name: str) -> int | None:
        """The number *name*, from 1; None for null."""
        value = self._member(name)
        if value is not None and (type(value) is not int or value < 1):
            self.refuse(name, "a number from 1")
        return value

    def day(self, name: str) -> str:
        """The day *name*."""
        text = self.text(name)
        try:
            is_day = date.fromisoformat(text).isoformat() == text
        except ValueError:
            is_day = False
        if not is_day:
            self.refuse(name, "a day such as 2025-03-01")
        return text

    def part(self, name: str) -> _Part:
        """The object *name*."""
        value = self._member(name)
        if not isinstance(value, dict):
            self.refuse(name, "an object")
        return _Part(self.path, f"{name} of {self.place}", value)

    def parts(self, name: str) -> Iterator[_Part]:
        """The objects of the list *name*, numbered from 1 in messages."""
        several = self._member(name)
        if not isinstance(several, list) or not all(isinstance(each, dict) for each in several):
            self.refuse(name, "a list of objects")
        for number, each in enumerate(several, start=1):
            yield _Part(self.path, f"number {number} of {name}", each)

    def _member(self, name: str) -> Any:
        if name not in self.members:
            raise InputError(f"{self.path}: {self.place} lacks '{name}'; write the report again")
        return self.members[name]


def _can_be_written(text: str) -> bool:
    """Whether *text* is Unicode: JSON can write half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
