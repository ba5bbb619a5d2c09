"""The rules, checking files against them, and the template that is filled in for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pscvc_kg.api.given import Files, paths
from pscvc_kg.api.graph import Graph, on_folder
from pscvc_kg.report import SEVERITIES, Report, Rule


def validate(
    files: Files = (),
    *,
    profile: str | None = None,
    store: Graph | None = None,
    as_of: str | None = None,
    engine: str = "fast",
    baseline: str | Path | None = None,
    waivers: str | Path | None = None,
    focus: str | Sequence[str] = (),
    shapes: Files = (),
    background: Files = (),
) -> Report:
    """Check *files* against the rules of *profile* and what *store* knows; every finding is at its cell.

    With *baseline*, an earlier report in JSON, the report says what is new, fixed, remaining and not looked
    for; the table *waivers* names findings that somebody answers for until a day. Instead of files, *focus*
    names records of *store* by their IRIs, to check again what was accepted: the first time takes as long as
    gathering the registers, each further one milliseconds. The RDF files *shapes* hold shapes to run beside
    our rules, on what *files* say together with the RDF files *background*.

    >>> from pscvc_kg import shipped
    >>> from pscvc_kg.resources import STORY
    >>> with shipped() as graph:
    ...     report = validate(STORY / "standards-2023-2024.csv", store=graph, as_of="2025-03-01")
    >>> worst = report.findings[0]
    >>> worst.rule.code, worst.location.row, worst.location.header
    ('qa_performance_over_100', 22, 'volume_meeting_target')
    >>> report.conforms
    False
    """
    from pscvc_kg.validation import validate

    if store is not None:
        on_folder(store)
    return validate(
        paths(files),
        profile=profile,
        store=store.store if store else None,
        as_of=as_of,
        engine=engine,
        baseline=Path(baseline) if baseline is not None else None,
        waivers=Path(waivers) if waivers is not None else None,
        focus=[focus] if isinstance(focus, str) else focus,
        shapes=paths(shapes),
        background=paths(background),
    )


def rules(profile: str | None = None) -> tuple[Rule, ...]:
    """The rules of *profile*, or of all profiles, by severity and name."""
    from pscvc_kg.validation import catalogue

    names = catalogue.profiles() if profile is None else [profile]
    found = {shape.rule.iri: shape.rule for name in names for shape in catalogue.profile(name).shapes}
    return tuple(
        sorted(found.values(), key=lambda rule: (SEVERITIES.index(rule.severity), rule.code, rule.iri))
    )


def rule(name: str, profile: str | None = None) -> Rule:
    """The rule with that code, name or IRI; raises UsageError that names the nearest.

    >>> rule("qa_unregistered_sid").title["fr"]
    "L'identifiant de service figure au registre"
    """
    from difflib import get_close_matches

    from pscvc_kg.errors import UsageError

    by_name: dict[str, Rule] = {}
    for one in rules(profile):
        by_name |= dict.fromkeys((one.iri, one.iri.rpartition("#")[2], one.code), one)
    if name not in by_name:
        near = get_close_matches(name, by_name, n=3, cutoff=0.5)
        hint = f"; did you mean: {', '.join(near)}?" if near else ""
        raise UsageError(f"no rule is called '{name}'{hint}; see the list: pscvc rules")
    return by_name[name]


def template(path: str | Path, *, profile: str = "core", lang: str = "en") -> None:
    """Write the workbook that an agency fills in for *profile* to *path*, in English or French."""
    from pscvc_kg.template import write
    from pscvc_kg.validation import rules_version

    write(path, profile, lang, rules_version())
