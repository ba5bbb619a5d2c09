"""What ``import pscvc_kg`` gives: the jobs, and a graph that they are done on."""

from __future__ import annotations

from pscvc_kg.api.asking import ask, draw
from pscvc_kg.api.caring import backup, restore, verify
from pscvc_kg.api.checking import rule, rules, template, validate
from pscvc_kg.api.exporting import export, publish
from pscvc_kg.api.given import Files, Progress
from pscvc_kg.api.graph import Graph, open
from pscvc_kg.api.linking import (
    accept_links,
    evaluate_links,
    link,
    promote_links,
    read_decisions,
    today,
    withdraw_links,
)
from pscvc_kg.api.proposing import candidates, decide
from pscvc_kg.api.story import shipped
from pscvc_kg.api.submitting import accept, diff, history, load, loaded_files, sort_by_kind, withdraw

__all__ = [
    "Files",
    "Graph",
    "Progress",
    "accept",
    "accept_links",
    "ask",
    "backup",
    "candidates",
    "decide",
    "diff",
    "draw",
    "evaluate_links",
    "export",
    "history",
    "link",
    "load",
    "loaded_files",
    "open",
    "promote_links",
    "publish",
    "read_decisions",
    "restore",
    "rule",
    "rules",
    "shipped",
    "sort_by_kind",
    "template",
    "today",
    "validate",
    "verify",
    "withdraw",
    "withdraw_links",
]
