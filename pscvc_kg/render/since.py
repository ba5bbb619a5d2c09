"""What a report says beside its findings: what changed since the last one, and what somebody answers for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from pscvc_kg.render.page import Page
from pscvc_kg.render.places import location_json, place_text
from pscvc_kg.render.words import count, label, word, write_day, write_number
from pscvc_kg.report import Comparison, PastFinding, Report, Waiver

SHOWN = 3
"""How many fixed findings of one rule, and waivers that waive nothing, the text shows."""


def comparison_text(report: Report, lang: str, page: Page) -> Iterator[str]:
    """What is new, fixed and remaining since the baseline; nothing where there is none."""
    since = report.comparison
    if since is None:
        return
    yield ""
    heading = word("since", lang, file=since.baseline.file, day=write_day(since.baseline.as_of, lang))
    yield from (page.paint(line, "bold") for line in page.wrap(heading))
    parts = [count(number, f"{key}_finding", lang) for key, number in counts(since).items()]
    yield from page.wrap(", ".join(parts) + ".", indent=2)
    if since.baseline.rules != report.rules:
        yield from page.wrap(word("other_rules", lang, then=since.baseline.rules, now=report.rules), indent=2)
    yield from _past("fixed-rule", since.fixed, lang, page)
    yield from _past("unseen-rule", since.not_looked_for, lang, page)


def counts(since: Comparison) -> dict[str, int]:
    """How many findings are new, fixed and remaining, and how many were not looked for, if any were not."""
    found = {"new": len(since.new), "fixed": len(since.fixed), "remaining": since.remaining}
    return found | ({"unseen": len(since.not_looked_for)} if since.not_looked_for else {})


def _past(key: str, several: Sequence[PastFinding], lang: str, page: Page) -> Iterator[str]:
    """*several* findings of the baseline, by rule."""
    rules = Counter((finding.code, finding.title) for finding in several)
    for (code, title), number in sorted(rules.items(), key=lambda item: (-item[1], item[0])):
        yield from page.wrap(f"{label(key, lang)} {title} ({code}): {write_number(number, lang)}", indent=2)
        own = [finding for finding in several if finding.code == code]
        for finding in islice(own, SHOWN):
            yield from page.wrap(f"- {place_text(finding.location, lang)}", indent=4, hanging=2)
        if number > SHOWN:
            more = word("more", lang, n=write_number(number - SHOWN, lang))
            yield page.paint(f"    … {more}", "dim")


def waivers_text(report: Report, lang: str, page: Page) -> Iterator[str]:
    """What is waived, by whom and until when; which waivers hold no longer, and which name nothing."""
    if report.waived:
        yield ""
        yield page.paint(word("waived", lang), "bold")
        counts = Counter(one.waiver for one in report.waived)
        for waiver, number in sorted(counts.items(), key=lambda item: item[0].place):
            text = f"{count(number, 'finding', lang)}{word('colon', lang)} {reason_text(waiver, lang)}"
            yield from page.wrap(f"- {text}", indent=2, hanging=2)
    for key, waivers in (("expired", report.expired_waivers), ("idle", report.idle_waivers)):
        if waivers:
            yield ""
            yield from (page.paint(line, "bold") for line in page.wrap(word(f"{key}_waivers", lang)))
        for waiver in waivers:
            yield from page.wrap(f"- {waiver.place}{word('colon', lang)} {reason_text(waiver, lang)}", 2, 2)


def reason_text(waiver: Waiver, lang: str) -> str:
    """Why a waiver holds, who answers for it, and until when."""
    return word(
        "waived_by", lang, reason=waiver.reason, owner=waiver.owner, day=write_day(waiver.expires, lang)
    )


def comparison_json(report: Report) -> dict[str, object] | None:
    """What changed, for a program; None where there is no baseline."""
    since = report.comparison
    if since is None:
        return None
    return {
        "file": since.baseline.file,
        "as_of": since.baseline.as_of,
        "rules": since.baseline.rules,
        "new": len(since.new),
        "fixed": len(since.fixed),
        "remaining": since.remaining,
        "gone": [_past_json(past) for past in since.fixed],
        "not_looked_for": [_past_json(past) for past in since.not_looked_for],
    }


def _past_json(past: PastFinding) -> dict[str, object]:
    return {
        "fingerprint": past.fingerprint,
        "rule": past.rule,
        "code": past.code,
        "severity": past.severity,
        "title": past.title,
        "message": past.message,
        "location": location_json(past.location),
        "focus": past.focus,
    }


def waiver_json(waiver: Waiver) -> dict[str, str]:
    """A waiver for a program."""
    return {
        "place": waiver.place,
        "fingerprint": waiver.fingerprint,
        "rule": waiver.rule,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires,
    }
