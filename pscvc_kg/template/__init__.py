"""The workbook that an agency fills in, written from the form of a profile and what its rules ask."""

from __future__ import annotations

from pscvc_kg.template.plan import Plan, plans
from pscvc_kg.template.workbook import write

__all__ = ["Plan", "plans", "write"]
