"""How people name a submission: ``ORG/PERIOD`` or ``ORG/PERIOD/NUMBER``, by whatever they call these."""

from __future__ import annotations

import re

from pscvc_kg import current, registers
from pscvc_kg.errors import UsageError
from pscvc_kg.mapping import fold_key
from pscvc_kg.namespaces import GRAPH_LOG
from pscvc_kg.store import Store

_REGISTERS = ("organization-by-slug", "organization-by-name")
"""By what else than its identifier an organization may be called."""


_NAMED = re.compile(r"(?P<organization>.+?)/(?P<period>https?://\S+?|[^/]+?)(?:/(?P<number>\d{1,6}))?")


def named(text: str) -> tuple[str, str, int | None]:
    """The organization, the period and the number in *text*; None where it gives no number.

    Raises:
        UsageError: It is not written so.
    """
    match = _NAMED.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f"'{text}' names no submission; write it as ORG/PERIOD or ORG/PERIOD/NUMBER, for instance "
            "cra-arc/2023-2024 or cra-arc/2023-2024/2"
        )
    return match["organization"], match["period"], int(match["number"]) if match["number"] else None


def submitter(store: Store, organization: str, period: str | None) -> tuple[str, str | None]:
    """The IRIs of an organization and a period for which it submitted, as people call them.

    None stands for any period.

    Raises:
        UsageError: It never submitted, or not for that period.
    """
    pairs = [
        (owner, when) for owner, when in store.query(current.rule("submitters"), graph=GRAPH_LOG).texts()
    ]
    found = _owners(store, {owner for owner, _ in pairs}, organization)
    if not found:
        raise UsageError(f"no organization called '{organization}' has submitted anything; see pscvc history")
    owner = found[0]
    if period is None:
        return owner, None
    periods = sorted(when for each, when in pairs if each == owner)
    named = [when for when in periods if is_called(when, period)]
    if not named:
        known = ", ".join(map(_last, periods))
        raise UsageError(f"'{organization}' has submitted nothing for '{period}'; only for {known}")
    return owner, named[0]


def is_called(iri: str, period: str) -> bool:
    """Whether *period* is how people call the period *iri*: its label, the end of its IRI, or that IRI."""
    name = fold_key(period)
    return period == iri or _last(iri) == name or _last(iri).endswith(f"-{name}")


def _owners(store: Store, owners: set[str], name: str) -> list[str]:
    """Those of *owners* that are called *name*: by IRI or identifier, else by the first register with it."""
    key = fold_key(name)
    if found := sorted(owner for owner in owners if owner == name or _last(owner) == key):
        return found
    lookup = registers.lookups(lambda query: store.query(query).texts())
    for register in _REGISTERS:
        identifier = lookup(register).get(key)
        if identifier and (found := sorted(each for each in owners if _last(each) == fold_key(identifier))):
            return found
    return []


def _last(iri: str) -> str:
    return fold_key(iri.rpartition("/")[2])
